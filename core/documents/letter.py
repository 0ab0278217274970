"""The report as an official letter: what a superior office reads, without ids and cells; the proof is its annex."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from core.documents.changes import Changes
from core.documents.claims import waits_for
from core.documents.overview import overview, time_left
from core.documents.response import prose_document
from core.documents.steps import Steps, is_quick, steps
from core.documents.texts import PROSE, WORDS, many
from core.documents.urgency import by_urgency
from core.model import Assessment, Outcome
from core.model.document import EMPTY, Capitalised, Document, Joined, Value, Verbatim, given, say

#: Items of 基本信息: who is named at the end of the letter.
PEOPLE = ("prepared_by", "checked_by", "head", "phone")
ANNEX = say("Annex: Basis of the self-assessment")


class Section(Struct, frozen=True):
    """A section: its paragraphs, then its parts, each with a heading of its own."""

    title: Value
    paragraphs: tuple[Value, ...] = ()
    parts: tuple[tuple[Value, Value], ...] = ()


class Letter(Document, frozen=True):
    """Title, which may have a line `above` it, opening, sections; who signs and when it was reported, None where nothing says so; its people, its annex."""

    title: Value
    opening: Value
    sections: tuple[Section, ...]
    signer: Value
    reported_on: Value
    people: Joined
    annex: Value = ANNEX
    above: Value = None


def letter(a: Assessment, space: str, operator: str, changes: Changes | None = None) -> Letter:
    """The letter of a judgement; `space` and `operator` as they may stand on paper, `changes` since an earlier workbook."""
    notice = a.rulebook.notice
    name: Value = Verbatim(space) if space else say("the space")
    opening = say(
        PROSE["letter"]["undated" if a.as_of is None else "opening"],
        title=notice.title,
        number=notice.number,
        operator=Verbatim(operator) if operator else say("the operator"),
        space=name,
        profile=a.profile,
        month=a.as_of,
    )
    sections = (
        Section(say("Overall"), tuple(_overall(a))),
        Section(say("By item"), parts=tuple((item.title, item.wording) for item in prose_document(a, official=True))),
        *([] if changes is None else [_changed(changes)]),
        Section(say("Open points and next steps"), tuple(_to_do(a, steps(a)))),
    )
    title = say("Self-assessment of a pilot")
    entered, labels = a.submission.entered, a.rulebook.sheets["basics"]
    people = [
        say("{label}: {name}", label=labels.column(key).label, name=Verbatim(entered(key)))
        for key in PEOPLE
        if entered(key)
    ]
    signer, day = given(entered("reporting_unit") or operator), given(entered("reported_on"))
    above = say("Report on {space}", space=name)
    return Letter(title, opening, sections, signer, day, Joined(tuple(people), "spaces"), above=above)


def _overall(a: Assessment) -> Iterator[Value]:
    """The red flag and what must be known first, then the verdict, the time left and the outlook."""
    found = overview(a)
    flag = say("Compliance is not met; this is settled before all else.") if a.verdict.red_flag else EMPTY
    yield Joined((flag, found.banners.wording), "sentences")
    over = a.is_over  # which the banner says
    left = EMPTY if over else Capitalised(say("{sentence}.", sentence=time_left(a)))
    outlook = EMPTY if found.outlook is None else found.outlook
    yield Joined((found.sentence, found.status, left, outlook), "sentences")


def _changed(changes: Changes) -> Section:
    moved = tuple(each.brief for each in changes.moved)
    listed = (say("{sentence}.", sentence=Joined(moved, "clauses")),) if moved else ()
    return Section(say("Changes since the earlier report"), (Joined((changes.sentence, *listed), "sentences"),))


def _to_do(a: Assessment, found: Steps) -> Iterator[Value]:
    """What can be settled at once, by what it lacks; then the first steps that take work, a paragraph each."""
    if not found.groups:
        yield say("All criteria are met; nothing is left to do.")
    lacking: dict[str, list[Value]] = {}
    for finding in filter(is_quick, by_urgency(a)):
        lacks = "figures" if finding.outcome is Outcome.NO_DATA else waits_for(finding)
        lacking.setdefault(lacks, []).append(finding.criterion.title)
    kinds = tuple(
        say("{why}: {criteria}", why=say(WORDS["lacks"][lacks]), criteria=Joined(tuple(titles)))
        for lacks, titles in lacking.items()
    )
    if kinds:
        yield say("To be settled shortly: {kinds}.", kinds=Joined(kinds, "clauses"))
    for group in (each for each in found.groups if not each.quick):
        for number, step in enumerate(group.steps, 1):
            keys = () if a.is_over else ("recent", "likely")
            known = [step.row.cells[key] for key in keys if step.row.cells[key] != EMPTY]
            facts = say("{sentence}.", sentence=Capitalised(Joined(tuple(known), "clauses"))) if known else EMPTY
            sentence = say("{n}. {sentence}.", n=Verbatim(str(number)), sentence=step.wording)
            yield Joined((sentence, facts), "sentences")
        rest = group.total - len(group.steps)
        yield Joined(
            (many("in_annex", rest) if rest else EMPTY, say("What to do about each is in the annex.")), "sentences"
        )
