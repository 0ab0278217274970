"""Problems → questions to the sender, grouped by what they decide, and what became of those of an earlier upload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Generic, TypeVar
from zlib import crc32

from msgspec import Struct

from core.documents.consequences import Consequence, Consequences
from core.documents.figures import label, plain
from core.documents.scores import score_range, whole_score
from core.documents.texts import PROSE, counted, many
from core.model import Answer, Assessment, Offer, Outcome, Problem, Severity, Text
from core.model.document import EMPTY, Document, Joined, Value, Verbatim, say

T = TypeVar("T")

RANK = {Severity.ERROR: 0, Severity.QUESTION: 1, Severity.WARNING: 2}
#: A sentence names up to so many criteria with their titles, and up to so many by number.
TITLED, NUMBERED = 2, 8
#: Outcomes that a problem may stand in the way of.
UNDECIDED = frozenset({Outcome.NO_DATA, Outcome.NEEDS_REVIEW})
#: What a problem changes, most urgent first.
TODAY, EARLIER, NOTHING = range(3)


class Group(Struct, frozen=True):
    """Problems that decide the same: what, and the present outcomes of these criteria."""

    wording: Value
    outcomes: tuple[tuple[str, Outcome], ...]

    @property
    def marks(self) -> tuple[tuple[str, Outcome], ...]:
        return self.outcomes[:NUMBERED]

    @property
    def has_more(self) -> bool:
        return len(self.outcomes) > NUMBERED


class Question(Struct, frozen=True):
    """An open problem with what it decides; `key` is unique and stays the same when another is answered."""

    key: str
    problem: Problem
    severity: Severity
    consequence: Consequence
    group: Group


class Questions(Document, frozen=True):
    """The open problems, those of a group together.

    `kinds` says how many there are of each severity and what it means; `sheets` labels, by key, the
    sheets that have a problem.
    """

    title: Value
    kinds: Value
    at_stake: Value
    all: tuple[Question, ...]
    sheets: Mapping[str, Value]

    @property
    def counts(self) -> dict[Severity, int]:
        found = Counter(question.severity for question in self.all)
        return {severity: found[severity] for severity in Severity if found[severity]}

    @property
    def criteria(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id for question in self.all for id in question.consequence.criteria))

    def chosen(
        self, severities: Collection[Severity] = (), sheet: str | None = None, criterion: str | None = None
    ) -> tuple[Question, ...]:
        """Those of the severities, the sheet and the criterion; all where none is given."""
        return tuple(
            question
            for question in self.all
            if (not severities or question.severity in severities)
            and (sheet is None or question.consequence.sheet == sheet)
            and (criterion is None or criterion in question.consequence.criteria)
        )


class Page(Struct, Generic[T], frozen=True):
    """Some of many: page `number` of `count`, from 1, and its neighbours where there are any."""

    shown: tuple[T, ...]
    number: int
    count: int
    previous: int | None
    next: int | None


class Solved(Document, frozen=True):
    """The problems of an earlier upload that are gone, and those that are new."""

    gone: tuple[Problem, ...]
    new: tuple[Problem, ...]


def questions_document(a: Assessment) -> Questions:
    """The open problems: those that decide an outcome at the date, then those of earlier months, then the rest."""
    decided = Consequences(a)
    severity, outcomes = a.rulebook.problems.severity, {each.criterion.id: each.outcome for each in a.findings}
    order = list(outcomes)
    grouped: dict[tuple[int, tuple[str, ...]], list[tuple[Problem, Consequence]]] = {}
    for problem in ranked(a):
        consequence = decided.of(problem)
        stage = TODAY if consequence.now else EARLIER if consequence.earlier else NOTHING
        grouped.setdefault((stage, consequence.now or consequence.earlier), []).append((problem, consequence))

    def urgency(key: tuple[int, tuple[str, ...]]) -> tuple[object, ...]:
        (stage, ids), (worst, _) = key, grouped[key][0]
        settled = not any(outcomes[id] in UNDECIDED for id in ids)
        return stage, settled, RANK[severity(worst)], [order.index(id) for id in ids]

    found = []
    for stage, ids in sorted(grouped, key=urgency):
        members = grouped[stage, ids]
        group = Group(_decided(a, stage, ids, len(members)), tuple((id, outcomes[id]) for id in ids))
        found += [Question(_key(problem), problem, severity(problem), decides, group) for problem, decides in members]
    present = {question.consequence.sheet for question in found}
    sheets: dict[str, Value] = {key: sheet.label for key, sheet in a.rulebook.sheets.items() if key in present}
    title = many("problems", len(found)) if found else say("Every cell was understood; nothing to ask.")
    if "" in present:
        sheets[""] = say("Other sheets")
    kinds = Counter(question.severity for question in found)
    by_kind = counted("severity", {each: kinds[each] for each in RANK})
    return Questions(title, Joined(by_kind, "sentences"), _at_stake(found), tuple(found), sheets)


def ranked(a: Assessment) -> list[Problem]:
    """The open problems, errors first, in the order of the workbook within each severity."""
    return sorted(a.problems, key=lambda problem: RANK[a.rulebook.problems.severity(problem)])


def page_of(listed: Sequence[T], number: int, size: int) -> Page[T]:
    """A page of so many; the last where there are not so many pages."""
    count = max(1, -(-len(listed) // size))
    number = min(max(number, 1), count)
    shown = tuple(listed[(number - 1) * size : number * size])
    return Page(shown, number, count, number - 1 or None, number + 1 if number < count else None)


def _key(problem: Problem) -> str:
    """Its code and cells, and what tells it from others of these, without words of the sender's."""
    place = problem.place
    parts = () if place is None else (place.column, place.through, *(place.rows or ()))
    about = f"{crc32(repr(Answer.to(problem, '')).encode()):08x}"
    return "-".join([problem.code, *(str(part) for part in parts if part is not None), about])


def _at_stake(questions: Sequence[Question]) -> Value:
    if not questions:
        return EMPTY
    criteria = len({id for question in questions for id in question.consequence.now})
    problems = many("at_stake", len(questions))
    nothing = say("{problems}, affecting no outcome", problems=problems)
    return many("at_stake_of", criteria, problems=problems) if criteria else nothing


def _decided(a: Assessment, stage: int, ids: tuple[str, ...], count: int) -> Value:
    if stage == NOTHING:
        return many("decides_nothing", count)
    criteria: Value = many("criteria", len(ids))
    if len(ids) <= TITLED:
        criteria = Joined(tuple(label(a.finding(id).criterion) for id in ids))
    elif len(ids) <= NUMBERED:
        criteria = Joined(tuple(map(Verbatim, ids)))
    if stage == EARLIER:
        return many("decides_earlier", count, criteria=criteria)
    return many("decides", count, criteria=criteria)


def solved(before: Sequence[Problem], a: Assessment) -> Solved:
    """Which open problems of the last upload are gone, and which are new.

    A problem of many cells that shrank or grew is neither.
    """
    both = _without(before, a.problems), _without(a.problems, before)
    gone, new = ({_about(problem) for problem in each if "count" in problem.details} for each in both)
    return Solved(*(tuple(problem for problem in each if _about(problem) not in gone & new) for each in both))


def _without(problems: Iterable[Problem], others: Iterable[Problem]) -> list[Problem]:
    """Those that are not among the others, each as often as it is more often here."""
    left = Counter(Answer.to(other, "") for other in others)
    found = []
    for problem in problems:
        same = Answer.to(problem, "")
        if not left[same]:
            found.append(problem)
        left[same] -= bool(left[same])
    return found


def _about(problem: Problem) -> tuple[str, str | None, str]:
    sheet = None if problem.place is None else problem.place.sheet
    return problem.code, sheet, problem.anchor.partition(" / ")[0]


# --- repairs: those whose cells have one certain value --------------------------------------------


class Repair(Struct, frozen=True):
    """A problem and the answer that gives its cells the value they mean."""

    problem: Problem
    offer: Offer
    kind: Text

    @property
    def question(self) -> Answer:
        return Answer.to(self.problem, "")

    @property
    def answer(self) -> Answer:
        return Answer.to(self.problem, self.offer.key)


def repairs(a: Assessment) -> tuple[Repair, ...]:
    """The open problems whose cells have one certain value, errors first, those of a kind together."""
    by_kind: dict[Text, list[Repair]] = {}
    for problem in ranked(a):
        offer, kind = a.rulebook.problems.repair(problem), a.rulebook.problems.kinds[problem.code].repair
        if offer is not None and kind is not None:
            by_kind.setdefault(kind, []).append(Repair(problem, offer, kind))
    return tuple(chain.from_iterable(by_kind.values()))


def changed(before: Assessment, after: Assessment) -> Value:
    was, now = (each.verdict.counts[Outcome.MET] for each in (before, after))
    lacked, lacks = (each.verdict.counts[Outcome.NO_DATA] for each in (before, after))
    counts = {"total": after.verdict.total, "was": was, "now": now, "lacked": lacked, "lacks": lacks}
    slots: dict[str, Value] = {key: plain(n) for key, n in counts.items()}
    slots |= {"before": score_range(before), "after": score_range(after)}
    if (was, lacked) == (now, lacks) and whole_score(before) == whole_score(after):
        return say("Before and after, {was} of {total} criteria are met; the unofficial score is {before}.", **slots)
    return say(PROSE["repaired"], **slots)
