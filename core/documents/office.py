"""A batch → the letter of an office: who has filed, how the pilots stand, what is at risk, what moved, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from core.batch import Batch, Roster
from core.documents import figures
from core.documents.board import Board, Result, board, standing
from core.documents.filing import Filing, State, filing
from core.documents.letter import Letter, Section
from core.documents.moved import moved
from core.documents.texts import PROSE, counted, many
from core.documents.two_judgements import common_key
from core.documents.urgency import UNSURE
from core.model import Criterion, Finding, Kind, Month, Outcome, Profile, Status
from core.model.document import EMPTY, Joined, Value, Verbatim, say

#: So many names and criteria are listed, and of long names fewer, by their characters: the letter is two pages.
NAMED = LISTED = 3
CHARACTERS = 45


class Held(Struct, frozen=True):
    """A criterion, of one type or alike in several (None): of how many pilots it is asked, how many miss it, how many may."""

    criterion: Criterion
    profile: Profile | None
    asked: int
    not_met: int
    unsure: int


def office_letter(
    batch: Batch, roster: Roster | None = None, *, month: Month | None = None, earlier: Batch | None = None
) -> Letter:
    """The letter about a month, that of the batch where none is given; a section that has nothing to say is left out."""
    found, month = board(batch), month or batch.month
    filed = None if roster is None else filing(batch, roster, month)
    changes = None if earlier is None else moved(batch, earlier)
    moves = () if changes is None else (changes.heading, changes.past, changes.in_brief)
    elsewhere = 0 if month is None else sum(pilot.month not in (month, None) for pilot in found.pilots)
    others = (many("other_months", elsewhere),) if elsewhere else ()
    parts = [
        (say("Who has filed"), _filed(found, filed)),
        (say("How the pilots stand"), (*_by_type(found), *_ahead(found), *others)),
        (say("Where the risk is greatest"), _risks(batch, found)),
        (say("Changes since the earlier month"), moves),
        (say("Next steps"), _next(found, filed)),
    ]
    paragraphs = ((title, tuple(sentences)) for title, sentences in parts)
    sections = tuple(Section(title, (Joined(each, "sentences"),)) for title, each in paragraphs if each)
    title: Value = say("Report on the trusted data space pilots")
    if month is not None:
        title = say("Report on the trusted data space pilots, {month}", month=month)
    return Letter(title, _opening(batch, month), sections, None, None, Joined(()), say("Annex: Summary of the pilots"))


def _opening(batch: Batch, month: Month | None) -> Value:
    """Under which notices the pilots were judged, and that one of them is not in force; EMPTY without a verdict."""
    notices = {file.assessment.rulebook.notice.id: file.assessment.rulebook.notice for file in batch.used}
    if not notices or month is None:
        return EMPTY
    named = (say("{title} ({number})", title=each.title, number=each.number) for each in notices.values())
    opening = say(PROSE["letter"]["office"], notices=Joined(tuple(named)), month=month)
    marked = (each for each in notices.values() if each.mark is not None)
    banners = (say(PROSE["banner"]["fictional"], notice=each.title) for each in marked)
    return Joined((opening, *banners), "sentences")


def _names(values: Sequence[Value]) -> Value:
    """The names, or the first few and how many there are."""
    lengths = [len(each.text) if isinstance(each, Verbatim) else 0 for each in values]
    n = next((n for n in range(NAMED, 1, -1) if sum(lengths[:n]) <= CHARACTERS), 1)
    few = Joined(tuple(values[:n]))
    if len(values) <= n:
        return few
    return say("{few} and others, {all} pilots in all", few=few, all=figures.plain(len(values)))


def _filed(found: Board, filed: Filing | None) -> Iterator[Value]:
    yield say("{sentence}.", sentence=found.heading)
    if filed is None:
        return
    yield filed.heading
    names = {
        state: _names([Verbatim(line.on_roster.name) for line in filed.in_state(state)])
        for state in (State.MISSING, State.OLD)
        if filed.in_state(state)
    }
    if State.MISSING in names:
        yield say("Not filed: {names}.", names=names[State.MISSING])
        yield filed.unmatched
    if State.OLD in names:
        yield say("At an earlier month: {names}.", names=names[State.OLD])


def _by_type(found: Board) -> Iterator[Value]:
    for profile in Profile:
        those = [pilot for pilot in found.pilots if pilot.profile is profile]
        results, counts = {pilot.result for pilot in those}, Counter[Outcome]()
        for pilot in those:
            counts.update({outcome: int(n.value) for outcome, n in pilot.counts.items()})
        if those:
            whole = "one" if len(those) == 1 else "all"
            same = say(PROSE["standing"][f"{whole}_{results.pop()}"]) if len(results) == 1 else None
            slots: dict[str, Value] = {
                "profile": profile,
                "pilots": same or say("of these {counts}", counts=Joined(standing(those), "commas")),
                "total": figures.plain(counts.total() - counts[Outcome.NOT_APPLICABLE]),
                "met": figures.plain(counts[Outcome.MET]),
            }
            yield many("of_type", len(those), **slots)


def _ahead(found: Board) -> Iterator[Value]:
    """Where the computed criteria of all pilots are heading."""
    statuses = Counter[Status]()
    for pilot in found.pilots:
        statuses.update(pilot.outlook)
    counts = {
        "on_track": statuses[Status.ACHIEVED] + statuses[Status.ON_TRACK],
        "at_risk": statuses[Status.AT_RISK],
        "off_track": statuses[Status.OFF_TRACK],
        "unknown": statuses[Status.NOT_YET_DUE] + statuses[Status.NO_DATA],
    }
    parts = counted("ahead", counts)
    if parts:
        total = figures.plain(statuses.total())
        yield say("{total} computed figures: {counts}.", total=total, counts=Joined(parts, "commas"))


def held_back(batch: Batch) -> list[Held]:
    """The computed criteria that hold most pilots back, those of most pilots first."""
    found: dict[str, list[tuple[Finding, Profile, bool]]] = {}
    for file in batch.used:
        a = file.assessment
        for f in a.findings:
            if f.criterion.kind is Kind.COMPUTED:
                ahead = a.outlooks.get(f.criterion.id)
                unsure = ahead is not None and ahead.status in UNSURE and not a.is_over
                found.setdefault(common_key(f.criterion), []).append((f, a.profile, unsure))
    held = []
    for those in found.values():
        profiles = {profile for _f, profile, _unsure in those}
        missed = sum(f.outcome is Outcome.NOT_MET for f, *_ in those)
        one = profiles.pop() if len(profiles) == 1 else None
        held.append(Held(those[0][0].criterion, one, len(those), missed, sum(unsure for *_, unsure in those)))
    return sorted((each for each in held if each.unsure), key=lambda each: (-each.unsure, -each.not_met))


def _risks(batch: Batch, found: Board) -> Iterator[Value]:
    if not found.pilots:
        return
    risks = held_back(batch)
    for each in risks[:LISTED]:
        pilots = many("pilots", each.asked)
        if each.profile is not None:
            pilots = many("pilots_of_type", each.asked, profile=each.profile)
        some = "some" if 0 < each.not_met < each.asked else "all" if each.not_met else "none"
        counts = {"not_met": figures.plain(each.not_met), "unsure": figures.plain(each.unsure)}
        yield say(PROSE["risk"][some], title=each.criterion.title, pilots=pilots, **counts)
    if not risks:
        yield say("No computed figure is at risk or off track.")
    urgent = [pilot.name for pilot in found.pilots if pilot.result is Result.NOT_MET]
    if urgent:
        yield say("Pilots that do not meet every criterion, most urgent first: {names}.", names=_names(urgent))


def _next(found: Board, filed: Filing | None) -> tuple[Value, ...]:
    """What an office does next: remind, have questions answered, follow those at risk."""
    lines = () if filed is None else filed.lines
    counts = {
        "remind": sum(line.state in (State.MISSING, State.OLD) for line in lines),
        "put_right": sum(bool(pilot.deciding.value) for pilot in found.pilots),
        "follow": sum(bool(pilot.outlook[Status.OFF_TRACK]) for pilot in found.pilots),
        "send_again": len(found.refused),
    }
    return counted("next", counts)
