"""A batch → the letter of an office: who has filed, how the pilots stand, what is at risk, what moved, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.batch import Batch, Roster
from core.documents import figures
from core.documents.board import Board, Pilot, Result, board
from core.documents.filing import Filing, State, filing
from core.documents.letter import Letter, Section
from core.documents.moved import moved
from core.documents.steps import UNSURE
from core.documents.two_judgements import common_key
from core.model import Criterion, Kind, Month, Outcome, Profile, Status
from core.model.document import EMPTY, Joined, Value, Verbatim, say, say_count

#: So many names and criteria are listed: the letter is two pages.
NAMED = LISTED = 3


@dataclass(frozen=True, slots=True)
class Held:
    """A criterion, alike in several types or of one: of how many pilots it is asked, how many miss it, how many may."""

    criterion: Criterion
    asked: int
    not_met: int
    unsure: int


def office_letter(
    batch: Batch, roster: Roster | None = None, *, month: Month | None = None, earlier: Batch | None = None
) -> Letter:
    """The letter about a month, that of the batch where none is given."""
    found, month = board(batch), month or batch.month
    filed = None if roster is None else filing(batch, roster, month)
    changes = None if earlier is None else moved(batch, earlier)
    notice = batch.used[0].assessment.rulebook.notice if batch.used else None
    opening: Value = EMPTY
    if notice is not None:
        opening = say(
            "Under Annex 2 of {title} ({number}), the workbooks of {month} have been gone through. "
            "The results are as follows.",
            title=notice.title,
            number=Verbatim(notice.number),
            month=month,
        )
    parts = [
        (say("Who has filed"), _filed(found, filed)),
        (say("How the pilots stand"), (*_by_type(found), *_ahead(found))),
        (say("Where the risk is greatest"), _risks(batch, found)),
        *(
            []
            if changes is None
            else [(say("Changes since the earlier month"), (changes.heading, changes.past, *changes.notes))]
        ),
        (say("Next steps"), _next(found, filed)),
    ]
    sections = tuple(Section(title, (Joined(tuple(sentences), "sentences"),)) for title, sentences in parts)
    title = say("Report on the trusted data space pilots, {month}", month=month)
    return Letter(title, opening, sections, None, None, Joined(()), say("Annex: Summary of the pilots"))


def _names(values: Sequence[Value]) -> Value:
    """The first names, and how many more there are."""
    few, rest = Joined(tuple(values[:NAMED])), len(values) - NAMED
    return few if rest <= 0 else say_count("{few} and {n} other", "{few} and {n} others", rest, few=few)


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
    if State.OLD in names:
        yield say("At an earlier month: {names}.", names=names[State.OLD])


def _by_type(found: Board) -> Iterator[Value]:
    for profile in Profile:
        those = [pilot for pilot in found.pilots if pilot.profile is profile]
        results, shares = Counter(pilot.result for pilot in those), Counter[Outcome]()
        for pilot in those:
            shares.update({outcome: int(n.value) for outcome, n in pilot.counts.items()})
        if those:
            yield say(
                "{profile}: {all} of {n} pilots meet every criterion; of their {total} criteria {met} are met.",
                profile=profile,
                all=figures.plain(results[Result.MET]),
                n=figures.plain(len(those)),
                total=figures.plain(shares.total()),
                met=figures.plain(shares[Outcome.MET]),
            )


def _ahead(found: Board) -> Iterator[Value]:
    """Where the computed criteria of all pilots are heading."""
    statuses = Counter[Status]()
    for pilot in found.pilots:
        statuses.update(pilot.outlook)
    good = statuses[Status.ACHIEVED] + statuses[Status.ON_TRACK]
    slots = {
        "total": statuses.total(),
        "good": good,
        "risk": statuses[Status.AT_RISK],
        "off": statuses[Status.OFF_TRACK],
    }
    if statuses.total():
        yield say(
            "Of {total} computed figures, {good} are achieved or on track, {risk} at risk and {off} off track.",
            **{key: figures.plain(n) for key, n in slots.items()},
        )


def held_back(batch: Batch) -> list[Held]:
    """The computed criteria that hold most pilots back, those of most pilots first."""
    found: dict[str, list[tuple[Criterion, bool, bool]]] = {}
    for file in batch.used:
        assert file.judgement is not None, "it is used"
        for f in file.assessment.findings:
            if f.criterion.kind is Kind.COMPUTED:
                ahead = file.judgement.outlooks.get(f.criterion.id)
                unsure = ahead is not None and ahead.status in UNSURE
                found.setdefault(common_key(f.criterion), []).append(
                    (f.criterion, f.outcome is Outcome.NOT_MET, unsure)
                )
    held = [
        Held(those[0][0], len(those), sum(missed for _c, missed, _u in those), sum(unsure for *_c, unsure in those))
        for those in found.values()
    ]
    return sorted((each for each in held if each.unsure), key=lambda each: (-each.unsure, -each.not_met))


def _risks(batch: Batch, found: Board) -> Iterator[Value]:
    for each in held_back(batch)[:LISTED]:
        yield say(
            "{title}: {not_met} of {asked} pilots do not meet it yet; {unsure} at risk or off track.",
            title=each.criterion.title,
            **{key: figures.plain(getattr(each, key)) for key in ("asked", "not_met", "unsure")},
        )
    urgent = [pilot.name for pilot in found.pilots if pilot.result is Result.NOT_MET]
    if urgent:
        yield say("Most urgent: {names}.", names=_names(urgent))


def _next(found: Board, filed: Filing | None) -> Iterator[Value]:
    """What an office does next: remind, have questions answered, follow those at risk."""
    waiting = (
        0 if filed is None else sum(line.state in (State.MISSING, State.OLD, State.UNREADABLE) for line in filed.lines)
    )
    if waiting:
        yield say_count(
            "Remind {n} pilot whose workbook is outstanding.",
            "Remind {n} pilots whose workbooks are outstanding.",
            waiting,
        )
    asked = [pilot for pilot in found.pilots if pilot.deciding.value]
    if asked:
        yield say_count(
            "Have {n} pilot put its workbook right, since a problem in it decides an outcome.",
            "Have {n} pilots put their workbooks right, since problems in them decide outcomes.",
            len(asked),
        )
    off = [pilot for pilot in found.pilots if _is_off(pilot)]
    if off:
        yield say_count(
            "Follow {n} pilot month by month that has figures off track.",
            "Follow {n} pilots month by month that have figures off track.",
            len(off),
        )
    if found.refused:
        yield say_count(
            "Have {n} file sent again that has no verdict.",
            "Have {n} files sent again that have no verdict.",
            len(found.refused),
        )


def _is_off(pilot: Pilot) -> bool:
    return bool(pilot.outlook[Status.OFF_TRACK])
