"""Which problem an answer is to: by a place that a later copy of the workbook has too.

A place is made of the header and of what names the row, never of a row's number, so that rows put in
above change nothing.  Where that does not tell problems apart they are numbered, with how many they
are: when one of them is put right, the answers to the others are asked for again.  Where one problem
stands for many cells, its place holds a digest of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from core.intake.grid import Cells, Codes, Grid, shown
from core.intake.offers import offers_of
from core.intake.words import word
from core.model import Answer, Answered, Layout, Place, Problem, ProblemCatalogue, SheetLayout, Submission, Text

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
#: Bytes of a digest.
WIDTH = 16
#: Code and place of a problem, by title and index: within one workbook no two problems with offers share them.
Key = tuple[str, Place | None]


# --- what a problem is about ----------------------------------------------------------------


def anchored(problems: Iterable[Problem], grids: Iterable[Grid], layout: Layout) -> list[Problem]:
    """The problems, placed by title and index, with their anchors; `grids` are the sheets as they are in the file."""
    by_name = {grid.name: grid for grid in grids}
    sheets = {sheet.title: sheet for sheet in layout.sheets.values()}
    return [replace(problem, anchor=_anchor(problem, by_name, sheets)) for problem in problems]


def _anchor(problem: Problem, grids: Mapping[str, Grid], sheets: Mapping[str, SheetLayout]) -> str:
    content, place = str(problem.details.get("content", "")), problem.place
    grid = None if place is None else grids.get(place.sheet)
    sheet = SheetLayout("") if place is None else sheets.get(place.sheet, SheetLayout(""))
    rows = [problem.details.get(key) for key in ("first_row", "row")]
    if grid is not None and all(isinstance(row, int) for row in rows):
        content = digest(text for row in rows for text in _texts(grid, int(str(row)) - 1))
    area = None if place is None or grid is None else grid.area(place)
    if grid is None or area is None or sheet.header_row is None:
        label = problem.details.get("column")
        return joined(label.zh if isinstance(label, Text) else "", content)
    top, left, bottom, right = area
    header_row = sheet.header_row - 1
    if problem.code in OF_ORDER:
        return digest(_texts(grid, header_row))
    if bottom <= header_row:
        return content
    head = word(shown(grid.at(header_row, left)))
    if problem.code in OF_TEXT:
        return joined(head, content)
    naming = [sheet.columns[key] for key in NAMING if key in sheet.columns]
    if (top, left) == (bottom, right):
        return joined(head, *(shown(grid.at(top, column)) for column in naming if column != left), content)
    columns = {*range(left, right + 1), *(naming if bottom - top < NAMED else ())}
    own = [grid.columns[column] for column in sorted(columns) if column < len(grid.columns)]
    return joined(head, digest(digest_of(each, each.codes[top : bottom + 1]) for each in own), content)


def joined(*parts: str) -> str:
    """The parts of an anchor."""
    return " / ".join(filter(None, parts))


def _texts(grid: Grid, row: int) -> Iterator[str]:
    return map(shown, grid.row(row))


def digest(texts: Iterable[str]) -> str:
    """A short hash of texts in order."""
    return hashlib.blake2b("\0".join(texts).encode(errors="surrogatepass"), digest_size=WIDTH).hexdigest()


def digest_of(cells: Cells, codes: Codes) -> str:
    """The same of cells of one column, given by their codes: what else the column holds does not matter."""
    distinct, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    ranks = np.argsort(order)[inverse].astype("<u4")
    texts = digest(shown(cells.values[code]) for code in distinct[order].tolist())
    return hashlib.blake2b(texts.encode() + ranks.tobytes(), digest_size=WIDTH).hexdigest()


def with_offers(problems: Sequence[Problem], catalogue: ProblemCatalogue) -> list[Problem]:
    """The problems with their offers; those of one code, anchor and content are numbered."""
    same = [(p.code, p.place and p.place.sheet, p.anchor, p.found, p.criteria) for p in problems]
    count, seen = Counter(same), defaultdict[object, int](int)
    found = []
    for problem, name in zip(problems, same, strict=True):
        seen[name] += 1
        number = f"{seen[name]}/{count[name]}" if count[name] > 1 else ""
        anchor = joined(problem.anchor, " ".join(problem.criteria), number)
        found.append(replace(problem, anchor=anchor, offers=offers_of(problem, catalogue)))
    return found


# --- answers to problems --------------------------------------------------------------------


def fitting(answers: Sequence[Answer], submission: Submission) -> dict[Key, Answered]:
    """The answers that fit problems of a workbook, by problem; the last of several to one holds."""
    by_question = {replace(answer, choice=""): answer for answer in answers}
    asked = [(Answer.to(problem, ""), problem) for problem in submission.problems]
    asked += [(replace(each.answer, choice=""), each.problem) for each in submission.answered]
    found = {}
    for question, problem in asked:
        answer = by_question.get(question)
        offer = next((offer for offer in problem.offers if answer is not None and offer.key == answer.choice), None)
        if answer is not None and offer is not None:
            key = _key(problem, submission.layout)
            details = {**problem.details, "places": _places(problem, submission.layout)}
            found[key] = Answered(replace(problem, place=key[1], details=details), offer, answer)
    return found


def _places(problem: Problem, layout: Layout) -> tuple[Place, ...]:
    """The cells that it is about by title and index, one place a stretch of rows: some may be on a joined sheet."""
    at = problem.place
    return tuple(layout.located(replace(at, rows=rows)) for rows in problem.areas or (at.rows,)) if at else ()


def _key(problem: Problem, layout: Layout) -> Key:
    return problem.code, None if problem.place is None else layout.located(problem.place)


def keys_of(submission: Submission) -> set[Key]:
    """The code and place of each open problem of a workbook."""
    return {_key(problem, submission.layout) for problem in submission.problems}


def settled(submission: Submission, answered: Mapping[Key, Answered]) -> Submission:
    """The submission with its problems sorted into those that are open and those that were answered."""
    still, done = [], []
    for problem in submission.problems:
        given = answered.get(_key(problem, submission.layout))
        if given is None or given.offer.key not in [offer.key for offer in problem.offers]:
            still.append(problem)
        else:
            done.append(Answered(problem, given.offer, given.answer))
    return replace(submission, problems=tuple(still), answered=tuple(done))


# --- in a receipt ---------------------------------------------------------------------------


def to_rows(answers: Iterable[Answer]) -> Iterator[tuple[str, ...]]:
    """The rows in which a receipt keeps answers."""
    for answer in answers:
        yield SIGN, answer.code, answer.sheet, answer.anchor, answer.found, answer.choice


def from_rows(rows: Iterable[Sequence[str]]) -> tuple[Answer, ...]:
    """The answers that rows hold; what is none is passed over."""
    found = [Answer(*row[1:6]) for row in rows if len(row) >= 6 and row[0] == SIGN]
    return tuple(found[:MOST])
