"""The open problems as the data page shows them: grouped by what they decide, with the answers to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.documents.consequences import Consequence, Consequences
from core.i18n import words
from core.model import Answer, Assessment, Outcome, Problem, Rulebook, Severity
from core.printers.problems import RANK, OfferRow, ProblemRow, printer_of, ranked
from core.views.words import joined

#: A sentence names so many criteria with their titles, and so many by number.
TITLED, NUMBERED = 2, 8
#: Outcomes that a problem may stand in the way of.
OPEN = frozenset({Outcome.NO_DATA, Outcome.NEEDS_REVIEW})


@dataclass(frozen=True, slots=True)
class Question:
    """A problem, its words, its answers, and the criteria that it can change; `key` tells it from the others."""

    key: str
    problem: Problem
    row: ProblemRow
    offers: tuple[OfferRow, ...]
    criteria: tuple[str, ...]
    sheet: str


@dataclass(frozen=True, slots=True)
class Group:
    """Problems that bear on the same criteria; `outcomes` are those that the criteria have as things stand."""

    sentence: str
    outcomes: tuple[tuple[str, Outcome], ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of groups: its number of so many, and the numbers of its neighbours."""

    groups: tuple[Group, ...]
    number: int
    count: int
    previous: int | None
    next: int | None


@dataclass(frozen=True, slots=True)
class Solved:
    """What became of the problems of an earlier upload."""

    gone: tuple[ProblemRow, ...]
    new: tuple[ProblemRow, ...]


def groups(a: Assessment, language: str) -> tuple[Group, ...]:
    """The open problems: those that may turn an outcome first, then those of earlier months, then the rest."""
    decided = Consequences(a)
    by_consequence: dict[tuple[int, tuple[str, ...]], list[tuple[Problem, Consequence]]] = {}
    for problem in ranked(a):
        consequence = decided.of(problem)
        stage = 0 if consequence.now else 1 if consequence.earlier else 2
        by_consequence.setdefault((stage, consequence.now or consequence.earlier), []).append((problem, consequence))
    outcomes = {finding.criterion.id: finding.outcome for finding in a.findings}
    order = list(outcomes)

    def urgency(key: tuple[int, tuple[str, ...]]) -> tuple[object, ...]:
        stage, ids = key
        worst = min((RANK[a.rulebook.problems.severity(problem)] for problem, _ in by_consequence[key]), default=9)
        undecided = not any(outcomes[id] in OPEN for id in ids)
        return stage, undecided, worst, [order.index(id) for id in ids]

    found = sorted(by_consequence, key=urgency)
    keys: Counter[str] = Counter()
    return tuple(_group(a, language, stage, ids, by_consequence[stage, ids], keys) for stage, ids in found)


def at_stake(a: Assessment, language: str) -> str:
    """How many problems the workbook has and how many criteria depend on them; '' where there are none."""
    if not a.problems:
        return ""
    _ = words(language)
    decided = Consequences(a)
    criteria = len({id for problem in a.problems for id in decided.of(problem).now})
    told = _.plural("{n} problem in the data", "{n} problems in the data", len(a.problems)).format(n=len(a.problems))
    if not criteria:
        return _("{problems}, affecting no outcome").format(problems=told)
    affects = _.plural("{problems}, affecting {n} criterion", "{problems}, affecting {n} criteria", criteria)
    return affects.format(problems=told, n=criteria)


def _group(
    a: Assessment,
    language: str,
    stage: int,
    ids: tuple[str, ...],
    members: Sequence[tuple[Problem, Consequence]],
    keys: Counter[str],
) -> Group:
    questions = tuple(_question(problem, consequence, a, language, keys) for problem, consequence in members)
    outcomes = tuple((id, a.finding(id).outcome) for id in ids[:NUMBERED])
    return Group(_sentence(a, language, stage, ids, len(members)), outcomes, questions)


def _question(problem: Problem, consequence: Consequence, a: Assessment, language: str, keys: Counter[str]) -> Question:
    printer = printer_of(a, language)
    row = printer.row(problem, consequence)
    name = f"{problem.code}-{row.cell}".replace(":", "-")
    keys[name] += 1
    return Question(
        key=f"{name}-{keys[name]}",
        problem=problem,
        row=row,
        offers=printer.offers(problem),
        criteria=consequence.criteria,
        sheet=consequence.sheet,
    )


def _sentence(a: Assessment, language: str, stage: int, ids: tuple[str, ...], count: int) -> str:
    """What the problems of a group decide."""
    _ = words(language)
    if stage == 0:
        told = _.plural("This place decides {criteria}", "These {n} places decide {criteria}", count)
    elif stage == 1:
        told = _.plural(
            "This place changes earlier months of {criteria}",
            "These {n} places change earlier months of {criteria}",
            count,
        )
    else:
        told = _.plural("This place changes no outcome", "These {n} places change no outcome", count)
    return told.format(n=count, criteria=_criteria(a, ids, language))


def _criteria(a: Assessment, ids: tuple[str, ...], language: str) -> str:
    _ = words(language)
    if len(ids) <= TITLED:
        return joined([f"{id} {a.finding(id).criterion.title.in_(language)}" for id in ids], language)
    if len(ids) <= NUMBERED:
        return joined(list(ids), language)
    return _("{n} criteria").format(n=len(ids))


def sheet_labels(found: Iterable[Group], rulebook: Rulebook, language: str) -> dict[str, str]:
    """The sheets that have open problems, by key, as the template names them; '' for any other."""
    _ = words(language)
    present = {question.sheet for group in found for question in group.questions}
    labels = {key: sheet.label.in_(language) for key, sheet in rulebook.sheets.items() if key in present}
    return labels | ({"": _("Other sheets")} if "" in present else {})


def criterion_ids(found: Iterable[Group]) -> tuple[str, ...]:
    """The criteria that open problems bear on, most urgent first."""
    return tuple(dict.fromkeys(id for group in found for q in group.questions for id in q.criteria))


def chosen(
    found: Iterable[Group], severities: Iterable[Severity], sheet: str | None, criterion: str | None
) -> tuple[Group, ...]:
    """The groups with what a filter leaves of them; sentences and outcomes stay those of the whole group."""
    wanted = set(severities)

    def passes(q: Question) -> bool:
        of_sheet = sheet is None or q.sheet == sheet
        of_criterion = criterion is None or criterion in q.criteria
        return (not wanted or q.row.severity in wanted) and of_sheet and of_criterion

    left = [(group, tuple(q for q in group.questions if passes(q))) for group in found]
    return tuple(Group(group.sentence, group.outcomes, questions) for group, questions in left if questions)


def turned_to(found: Sequence[Group], page: int, size: int) -> Leaf:
    """The groups of one page of so many problems (from 1), the last where there are not so many pages."""
    count = max(1, -(-sum(len(group.questions) for group in found) // size))
    number = min(max(page, 1), count)
    first, last = (number - 1) * size, number * size
    shown, at = [], 0
    for group in found:
        part = group.questions[max(0, first - at) : max(0, last - at)]
        at += len(group.questions)
        if part:
            shown.append(Group(group.sentence, group.outcomes, part))
    return Leaf(tuple(shown), number, count, number - 1 or None, number + 1 if number < count else None)


# --- since the last upload ------------------------------------------------------------------


def solved(before: Sequence[Problem], a: Assessment, language: str) -> Solved:
    """Which open problems of the last upload are gone, and which are new.

    A problem of many cells that shrank or grew is neither.
    """
    gone, new = _without(before, a.problems), _without(a.problems, before)
    several = {_about(p) for p in gone if "count" in p.details} & {_about(p) for p in new if "count" in p.details}
    gone, new = ([p for p in each if _about(p) not in several] for each in (gone, new))
    told = [tuple(map(printer_of(a, language).row, each)) for each in (gone, new)]
    return Solved(told[0], told[1])


def _without(problems: Sequence[Problem], others: Sequence[Problem]) -> list[Problem]:
    left = Counter(map(_same, others))
    found = []
    for problem in problems:
        if left[_same(problem)]:
            left[_same(problem)] -= 1
        else:
            found.append(problem)
    return found


def _same(problem: Problem) -> Answer:
    return Answer.to(problem, "")


def _about(problem: Problem) -> tuple[str, str | None, str]:
    sheet = None if problem.place is None else problem.place.sheet
    return problem.code, sheet, problem.anchor.partition(" / ")[0]
