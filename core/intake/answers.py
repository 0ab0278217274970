"""Answers that outlive a workbook: each problem gets a place that a later copy has too, and its offers.

A place is made of the header and of what names the row, never of a row's number, so that rows put in
above change nothing.  Where that does not tell problems apart they are numbered, with how many they
are: when one of them is put right, the answers to the others are asked for again.  Where one problem
stands for many cells, its place holds a digest of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from core.intake.choices import Choices, Given, box, digest, digest_of, key
from core.intake.grid import Grid, shown
from core.intake.offers import offers_of
from core.intake.words import word
from core.model import Answer, Answered, Layout, Place, Problem, ProblemCatalogue, Text

#: What an answer's row in a receipt begins with, and how many are taken from one.
SIGN, MOST = "answer", 5000
#: Columns that name a row, in this order.
NAMING = ("id", "month", "date", "name", "credit_code")
#: Problems of a header whose place is the whole header row: which of several columns is meant depends on their order.
OF_ORDER = frozenset({"header_twice", "header_twice_one_used", "columns_not_found"})
#: Problems of rows whose own text tells them apart.
OF_TEXT = frozenset({"total_row", "remark_row", "header_again", "table_below"})
#: A stretch of more rows is named by its own cells alone.
NAMED = 2000


def placed(problems: Sequence[Problem], grid: Grid, header_row: int, naming: Sequence[int]) -> list[Problem]:
    """The problems of a sheet with their anchors; `naming` are the columns that name a row, `header_row` −1 for none."""
    return [replace(problem, anchor=_anchor(problem, grid, header_row, naming)) for problem in problems]


def _anchor(problem: Problem, grid: Grid, header_row: int, naming: Sequence[int]) -> str:
    content = str(problem.details.get("content", ""))
    rows = (problem.details.get("first_row"), problem.details.get("row"))
    if all(isinstance(row, int) for row in rows):
        content = digest(text for row in rows for text in _texts(grid, int(str(row)) - 1))
    area = _area(problem.place, grid)
    if area is None or header_row < 0:
        label = problem.details.get("column")
        return _joined(label.zh if isinstance(label, Text) else "", content)
    top, left, bottom, right = area
    if problem.code in OF_ORDER:
        return digest(_texts(grid, header_row))
    if bottom <= header_row:
        return content
    head = word(shown(grid.at(header_row, left)))
    if problem.code in OF_TEXT:
        return _joined(head, content)
    if (top, left) == (bottom, right):
        named = [shown(grid.at(top, column)) for column in naming if column != left]
        return _joined(head, *filter(None, named), content)
    columns = {*range(left, right + 1), *(naming if bottom - top < NAMED else ())}
    own = [grid.columns[column] for column in sorted(columns) if column < len(grid.columns)]
    cells = digest(digest_of(each, each.codes[top : bottom + 1]) for each in own)
    return _joined(head, cells, content)


def _joined(*parts: str) -> str:
    return " / ".join(part for part in parts if part)


def _texts(grid: Grid, row: int) -> Iterator[str]:
    return map(shown, grid.row(row))


def _area(place: Place | None, grid: Grid) -> tuple[int, int, int, int] | None:
    """The cells meant; whole rows reach over the sheet, a whole sheet is None."""
    if place is not None and place.rows is not None and place.column is None:
        return place.rows[0] - 1, 0, place.rows[1] - 1, len(grid.columns) - 1
    return None if place is None else box(place)


def with_offers(problems: Sequence[Problem], catalogue: ProblemCatalogue) -> list[Problem]:
    """The problems with their offers; those of one code, anchor and content are numbered."""
    same = [(p.code, p.place and p.place.sheet, p.anchor, p.found, p.criteria) for p in problems]
    count, seen = Counter(same), defaultdict[object, int](int)
    found = []
    for problem, name in zip(problems, same, strict=True):
        anchor = _joined(problem.anchor, " ".join(problem.criteria))
        if count[name] > 1:
            seen[name] += 1
            anchor = _joined(anchor, f"{seen[name]}/{count[name]}")
        found.append(replace(problem, anchor=anchor, offers=offers_of(problem, catalogue)))
    return found


def matched(choices: Choices, answers: Sequence[Answer], problems: Sequence[Problem], layout: Layout) -> Choices:
    """The choices so far, with the answers that fit problems; the last of several answers holds."""
    by_answer = {replace(a, choice=""): a for a in answers}
    more = {}
    for problem in problems:
        answer, name = by_answer.get(Answer.to(problem, "")), key(problem, layout)
        offer = None if answer is None else answer.chosen(problem)
        if answer is not None and offer is not None and name not in choices.answers:
            more[name] = Given(answer, offer)
    return Choices({**choices.answers, **more}) if more else choices


def settled(
    choices: Choices, problems: Sequence[Problem], layout: Layout
) -> tuple[tuple[Problem, ...], tuple[Answered, ...]]:
    """The problems that are open, and those that were answered."""
    if not choices.answers:
        return tuple(problems), ()
    still, done = [], []
    for problem in problems:
        given = choices.settles(problem, layout)
        if given is None or given.offer.key not in [offer.key for offer in problem.offers]:
            still.append(problem)
        else:
            done.append(Answered(problem, given.offer, given.answer))
    return tuple(still), tuple(done)


# --- in a receipt ---------------------------------------------------------------------------


def to_rows(answers: Iterable[Answer]) -> Iterator[tuple[str, ...]]:
    """The rows in which a receipt keeps answers."""
    for answer in answers:
        yield SIGN, answer.code, answer.sheet, answer.anchor, answer.found, answer.choice


def from_rows(rows: Iterable[Sequence[str]]) -> tuple[Answer, ...]:
    """The answers that rows hold; what is none is passed over."""
    found = [Answer(*row[1:6]) for row in rows if len(row) >= 6 and row[0] == SIGN]
    return tuple(found[:MOST])
