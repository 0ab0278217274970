"""A roster and a batch → who has filed for a month, who has not, and a reminder to copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.batch import Batch, Filed, Roster, RosterLine, named
from core.documents import figures
from core.documents.board import name_of
from core.documents.texts import COUNTED, PROSE, WORDS, table
from core.model import Month
from core.model.document import EMPTY, Document, Joined, Row, Table, Value, Verbatim, say

#: What became of a name on the roster, for a month: what the office asks for first comes first.
State = StrEnum("State", "MISSING UNREADABLE OLD UNCHANGED FILED")
#: A name is part of another from so many characters on.
PART = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A name on the roster: its file, where it has one, and what that makes of it."""

    on_roster: RosterLine
    state: State
    file: str = ""
    month: Month | None = None


@dataclass(frozen=True)
class Filing(Document):
    """How many have filed, a row a name (those who have not first), a reminder of those who still have to.

    `strangers` are pilots that are not on the roster, `repeated` names that it has more than once.
    """

    month: Month | None
    heading: Value
    lines: tuple[Line, ...]
    table: Table
    reminder: Value
    strangers: Value
    repeated: Value

    def in_state(self, state: State) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state is state)


def filing(batch: Batch, roster: Roster, month: Month | None = None) -> Filing:
    """Who has filed for a month: the usual one of the batch where none is given."""
    month = month or batch.month
    matched = _matched(batch, roster)
    lines = [_line(each, file, month) for each, file in zip(roster.lines, matched, strict=True)]
    order = list(State)
    ordered = tuple(sorted(lines, key=lambda line: order.index(line.state)))
    on_roster = {file.key for file in matched if file is not None}
    others = [name_of(file) for file in batch.used if file.key not in on_roster]
    return Filing(
        month,
        _heading(ordered, month),
        ordered,
        table("filing", map(_row, ordered)),
        _reminder(ordered, month),
        say(PROSE["filing"]["strangers"], names=Joined(tuple(others))) if others else EMPTY,
        say(PROSE["filing"]["repeated"], names=_names(roster.repeated)) if roster.repeated else EMPTY,
    )


def _matched(batch: Batch, roster: Roster) -> list[Filed | None]:
    """The file of each name: whose space or operator looks like it, else the only one whose name it is part of."""
    used, lines = batch.used, roster.lines
    spaces, names = _alike([file.entered("space_name") for file in used], [line.name for line in lines])
    operators, runs = _alike([file.entered("operator_org") for file in used], [line.operator for line in lines])
    stems = named([file.name for file in batch.refused])
    found: list[Filed | None] = []
    for name, operator in zip(names, runs, strict=True):
        exact = [file for file, space in zip(used, spaces) if space and space == name]
        theirs = [file for file, own in zip(used, operators) if own and own in (name, operator)]
        part = [file for file, space in zip(used, spaces) if _is_part(name, space)]
        refused = [file for file, stem in zip(batch.refused, stems) if _is_part(name, stem)]
        one = (exact[:1], *(each for each in (theirs, part, refused) if len(each) == 1))
        found.append(next((each[0] for each in one if each), None))
    return found


def _alike(texts: Sequence[str], others: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is left of names when those of both lists are compared."""
    looks = named([*texts, *others])
    return looks[: len(texts)], looks[len(texts) :]


def _is_part(name: str, other: str) -> bool:
    short, long = sorted((name, other), key=len)
    return len(short) >= PART and short in long


def _line(each: RosterLine, file: Filed | None, month: Month | None) -> Line:
    if file is None:
        return Line(each, State.MISSING)
    if file.judgement is None:
        return Line(each, State.UNREADABLE, file.name)
    at = file.assessment.as_of
    state = State.FILED
    if at is None or (month is not None and at < month):
        state = State.OLD
    elif declares_no_change(file):
        state = State.UNCHANGED
    return Line(each, state, file.name, at)


def declares_no_change(file: Filed) -> bool:
    """Whether 月度统计 says 本月无变化 at the month judged, and a figure was carried forward for it."""
    a, monthly = file.assessment, file.assessment.submission.monthly
    rows = () if monthly is None else (row for row in monthly.rows if row.month == a.as_of)
    return any(entry.declared is not None for row in rows for entry in row.figures.values())


def _heading(lines: Sequence[Line], month: Month | None) -> Value:
    counts = Counter(line.state for line in lines)
    parts = tuple(say(COUNTED["filing"][each], n=figures.plain(counts[each])) for each in State if counts[each])
    slots: dict[str, Value] = {"month": month, "total": figures.plain(len(lines)), "counts": Joined(parts, "commas")}
    return say("{month}: of {total} on the roster, {counts}.", **slots)


def _reminder(lines: Sequence[Line], month: Month | None) -> Value:
    """A text to copy: who still has to file, file anew or bring up to date; EMPTY where nobody has to."""
    asked = []
    for state in (State.MISSING, State.OLD, State.UNREADABLE):
        those = [line for line in lines if line.state is state]
        names = Joined(tuple(_named(line) for line in those))
        slots: dict[str, Value] = {"month": month, "n": figures.plain(len(those)), "names": names}
        asked += [say(PROSE["reminder"][state], **slots)] if those else []
    if not asked:
        return EMPTY
    return Joined((say(PROSE["reminder"]["to"]), *asked, say(PROSE["reminder"]["end"])), "lines")


def _named(line: Line) -> Value:
    name = Verbatim(line.on_roster.name)
    return name if line.state is not State.OLD else say("{name} ({month})", name=name, month=line.month)


def _names(names: Sequence[str]) -> Value:
    return Joined(tuple(map(Verbatim, names)))


def _row(line: Line) -> Row:
    on_roster = line.on_roster
    cells: dict[str, Value] = {
        "name": Verbatim(on_roster.name),
        "state": say(WORDS["filing"][line.state]),
        "month": line.month,
        "profile": on_roster.profile,
        "region": Verbatim(on_roster.region),
        "contact": Verbatim(on_roster.contact),
        "file": Verbatim(line.file),
    }
    return Row(on_roster.name, cells)
