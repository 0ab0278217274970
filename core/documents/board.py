"""A batch → the board: a row a pilot, most urgent first; what is refused, and what is odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from core.batch import Batch, Filed
from core.documents import figures
from core.documents.consequences import Consequences
from core.documents.items import ItemCard, cards
from core.documents.odd_files import Note, name_of, note
from core.documents.outlook import ENDED, heading, statuses
from core.documents.overview import red_flag, sentence
from core.documents.texts import WORDS, counted, many, table
from core.documents.two_judgements import common_key
from core.documents.urgency import by_urgency, probability, urgency
from core.model import Assessment, Criterion, Finding, Kind, Month, Outcome, Profile, Status
from core.model.document import EMPTY, Document, Joined, Row, Table, Value, Verbatim, given, say
from core.model.quantity import Probability, Quantity

#: Whether a pilot meets every criterion, misses one, or cannot be judged whole yet.
Result = StrEnum("Result", "MET NOT_MET OPEN")
RESULTS = {True: Result.MET, False: Result.NOT_MET, None: Result.OPEN}
Order = Literal["urgency", "name", "region", "month", "met"]


class Pilot(Struct, frozen=True):
    """A row of the board; `deciding` is how many problems decide an outcome, `most_urgent_id` the most urgent criterion."""

    key: str
    file: str
    name: Value
    operator: Value
    profile: Profile
    region: str
    month: Month | None
    clock: Value
    sentence: Value
    result: Result
    red_flag: Value
    counts: Mapping[Outcome, Quantity]
    outlook: Mapping[Status, int]
    ahead: Value
    marks: tuple[ItemCard, ...]
    most_urgent: Value
    most_urgent_id: str | None
    deciding: Quantity
    words: str
    urgency: tuple[object, ...]


class Board(Document, frozen=True):
    """How many files and pilots, how they stand, a row a pilot, most urgent first; `refused` have no verdict, each under
    the name that is shown; `regions` are those that the workbooks name.

    `criteria` are all that are computed: of those alike in several types the first, whose label names all; `alike` leads
    from the id of each to that one.
    """

    heading: Value
    subline: Value
    pilots: tuple[Pilot, ...]
    refused: tuple[Filed, ...]
    notes: tuple[Note, ...]
    criteria: Mapping[str, Value]
    alike: Mapping[str, str]
    regions: tuple[str, ...]

    @property
    def most_urgent(self) -> str | None:
        """The computed criterion that is the most urgent one of most pilots; None where there is none."""
        counts = Counter(self.alike[id] for pilot in self.pilots if (id := pilot.most_urgent_id or "") in self.alike)
        return max(counts, key=counts.__getitem__, default=None)

    @property
    def table(self) -> Table:
        """The same as a table, a column an item."""
        return table("board", map(_row, self.pilots), say("No workbook has a verdict yet."))


def board(batch: Batch) -> Board:
    notes = tuple(note(odd, batch.names) for odd in batch.odd)
    pilots = [_pilot(file, batch.names[file.key]) for file in batch.used]
    refused = tuple(replace(file, file=batch.names[file.key]) for file in batch.refused)
    by_type = (file.assessment for each in Profile for file in batch.used if file.assessment.profile is each)
    computed = {f.criterion.id: f.criterion for a in by_type for f in a.findings if f.criterion.kind is Kind.COMPUTED}
    groups: dict[str, list[Criterion]] = {}
    for each in computed.values():
        groups.setdefault(common_key(each), []).append(each)
    criteria = {group[0].id: figures.label(*group) for group in groups.values()}
    alike = {each.id: group[0].id for group in groups.values() for each in group}
    regions = tuple(dict.fromkeys(pilot.region for pilot in pilots if pilot.region))
    by_urgency = tuple(sorted(pilots, key=lambda pilot: pilot.urgency))
    return Board(
        _heading(batch), Joined(standing(pilots), "clauses"), by_urgency, refused, notes, criteria, alike, regions
    )


def chosen(
    board: Board,
    profiles: Collection[Profile] = (),
    regions: Collection[str] = (),
    results: Collection[Result] = (),
    words: str = "",
    order: Order = "urgency",
) -> tuple[Pilot, ...]:
    """The pilots of these types, regions and results whose names, operator, region or file have all words, in an order.

    All where none is given.
    """
    wanted = words.casefold().split()
    found = [
        pilot
        for pilot in board.pilots
        if (not profiles or pilot.profile in profiles)
        and (not regions or pilot.region in regions)
        and (not results or pilot.result in results)
        and all(word in pilot.words for word in wanted)
    ]
    by: dict[Order, Callable[[Pilot], tuple[object, ...]]] = {
        "urgency": lambda pilot: pilot.urgency,
        "name": lambda pilot: (pilot.words,),
        "region": lambda pilot: (not pilot.region, pilot.region),
        "month": lambda pilot: (pilot.month is not None, pilot.month or 0),
        "met": lambda pilot: (-pilot.counts[Outcome.MET].value,),
    }
    return tuple(sorted(found, key=by[order]))


def result(a: Assessment) -> Result:
    return RESULTS[a.verdict.compliant]


def clock(a: Assessment) -> Value:
    """Which month of its pilot it is at; None without a month."""
    if a.as_of is None:
        return None
    return say("month {n} of {total}", n=figures.plain(a.elapsed), total=figures.plain(len(a.pilot.months)))


def _pilot(file: Filed, shown: str) -> Pilot:
    """The row of a file whose name is shown so."""
    a = file.assessment
    operator, region = file.entered("operator_org"), file.entered("region")
    first, decided = next(iter(by_urgency(a)), None), Consequences(a)
    return Pilot(
        key=file.key,
        file=shown,
        name=name_of(file),
        operator=given(operator),
        profile=a.profile,
        region=region,
        month=a.as_of,
        clock=clock(a),
        sentence=sentence(a).now,
        result=result(a),
        red_flag=red_flag(a),
        counts={outcome: figures.plain(a.verdict.counts[outcome]) for outcome in figures.ORDER},
        outlook=dict.fromkeys(Status, 0) if a.is_over else statuses(a),
        ahead=ENDED if a.is_over else heading(a),
        marks=cards(a),
        most_urgent=None if first is None else _most_urgent(a, first),
        most_urgent_id=None if first is None else first.criterion.id,
        deciding=figures.plain(sum(bool(decided.of(problem).now) for problem in a.problems)),
        words=" ".join((a.submission.space or "", operator, region, file.file)).casefold(),
        urgency=urgency(a),
    )


def _most_urgent(a: Assessment, finding: Finding) -> Value:
    """The criterion with its figure, or its outcome, and the probability of meeting it."""
    chance = probability(a, finding)
    likely = say("probability at the pilot's end {probability}", probability=Probability(chance or 0.0))
    stands = figures.pair(finding) or figures.outcome(a, finding)
    facts = (stands, *([] if chance is None else [likely]))
    return say("{label}: {body}", label=figures.label(finding.criterion), body=Joined(facts, "commas"))


def _heading(batch: Batch) -> Value:
    """How many files there are, of how many pilots; how many of them have no verdict."""
    n, refused = len(batch.files), len(batch.refused)
    if not n:
        return say("No files yet")
    if refused == n:
        return many("files_all_without_verdict", n)
    pilots = many("files_from", len(batch.used), files=many("files", n))
    return Joined((pilots, many("files_without_verdict", refused) if refused else EMPTY), "clauses")


def standing(pilots: Collection[Pilot]) -> tuple[Value, ...]:
    """How many pilots meet every criterion, do not, or cannot be judged whole: those of which there are any."""
    results = Counter(pilot.result for pilot in pilots)
    return counted("result", {each: results[each] for each in Result})


def _row(pilot: Pilot) -> Row:
    cells: dict[str, Value] = {
        "name": pilot.name,
        "operator": pilot.operator,
        "profile": pilot.profile,
        "region": given(pilot.region),
        "month": pilot.month,
        "clock": pilot.clock,
        "result": say(WORDS["result"][pilot.result]),
        **{outcome.value: count for outcome, count in pilot.counts.items()},
        "sentence": pilot.sentence,
        "ahead": pilot.ahead,
        **{f"item_{mark.number}": Joined((mark.outcome, mark.caption), "spaces") for mark in pilot.marks},
        "most_urgent": pilot.most_urgent,
        "deciding": pilot.deciding,
        "file": Verbatim(pilot.file),
    }
    return Row(pilot.key, cells)
