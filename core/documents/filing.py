"""A roster and a batch → who has filed for a month, who has not, and a reminder to copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from core.batch import Batch, Filed, Match, Roster, RosterLine, matched
from core.documents import figures
from core.documents.odd_files import about, name_of
from core.documents.texts import PROSE, WORDS, counted, many, table
from core.model import Month
from core.model.document import EMPTY, Document, Joined, Row, Table, Value, Verbatim, given, say

#: So many months may be asked about.
MOST_MONTHS = 24
#: What became of a name on the roster, for a month: what the office asks for first comes first.
State = StrEnum("State", "MISSING UNREADABLE OLD UNCHANGED FILED")
#: What has come, but is not as it should be.
SPECIAL = (State.UNCHANGED, State.OLD, State.UNREADABLE)


class Line(Struct, frozen=True):
    """A name on the roster: its file, where it has one, and what that makes of it."""

    on_roster: RosterLine
    state: State
    file: str = ""
    month: Month | None = None


class Filing(Document, frozen=True):
    """How many have filed, a row a name (those who have not first), a reminder of those who still have to.

    `unmatched` counts files without a verdict that may be of those missing; `notes` name besides files whose name is
    only in part that on the roster, pilots that are not on it, and names that it has more than once.
    """

    month: Month | None
    heading: Value
    lines: tuple[Line, ...]
    table: Table
    reminder: Value
    unmatched: Value
    notes: tuple[Value, ...]

    def in_state(self, state: State) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.state is state)


def filing(batch: Batch, roster: Roster, month: Month | None = None) -> Filing:
    """Who has filed for a month: the usual one of the batch where none is given."""
    month, found = month or batch.month, matched(batch, roster)
    lines, order = [_line(each, month) for each in found], list(State)
    ordered = tuple(sorted(lines, key=lambda line: order.index(line.state)))
    on_roster = {id(each.file) for each in found}
    unread = sum(id(file) not in on_roster for file in batch.refused)
    unmatched: Value = EMPTY
    if unread and any(line.state is State.MISSING for line in lines):
        unmatched = many("unmatched", unread)
    others = [_stranger(file, batch, roster) for file in batch.used if id(file) not in on_roster]
    notes = (
        unmatched,
        about(
            "by_part", [_pair(each) for each in found if each.by_part and each.file and each.file.judgement], "clauses"
        ),
        about("strangers", others),
        about("repeated", list(map(Verbatim, roster.repeated))),
    )
    shown = table("filing", map(_row, ordered))
    said = tuple(note for note in notes if note is not EMPTY)
    return Filing(month, _heading(ordered, month), ordered, shown, _reminder(ordered, month), unmatched, said)


def _stranger(file: Filed, batch: Batch, roster: Roster) -> Value:
    """The name of a pilot's space, with its file where it has none, or one that the roster has for another."""
    space = file.assessment.submission.space
    if space and space not in {line.name for line in roster.lines}:
        return name_of(file)
    return say("{name} ({file})", name=name_of(file), file=Verbatim(batch.names[file.key]))


def months(batch: Batch) -> tuple[Month, ...]:
    """The months that may be asked about, the latest first: those of the files, and the next, for which none has come."""
    known = [file.month for file in batch.used if file.month is not None]
    return tuple(max(known).plus(1 - n) for n in range(max(known) - min(known) + 2))[:MOST_MONTHS] if known else ()


def _pair(match: Match) -> Value:
    """A name on the roster and the file that was matched by part of it."""
    assert match.file is not None, "it was matched"
    return say("{label}: {body}", label=Verbatim(match.line.name), body=Verbatim(match.file.name))


def _line(match: Match, month: Month | None) -> Line:
    file = match.file
    if file is None:
        return Line(match.line, State.MISSING)
    if file.judgement is None:
        return Line(match.line, State.UNREADABLE, file.name)
    state = State.FILED
    if file.month is None or (month is not None and file.month < month):
        state = State.OLD
    elif declares_no_change(file, month):
        state = State.UNCHANGED
    return Line(match.line, state, file.name, file.month)


def declares_no_change(file: Filed, month: Month | None) -> bool:
    """Whether 月度统计 says 本月无变化 at the month, its own where none is given, and a figure was carried forward for it."""
    monthly, month = file.assessment.submission.monthly, month or file.month
    rows = () if monthly is None else (row for row in monthly.rows if row.month == month)
    return any(entry.declared is not None for row in rows for entry in row.figures.values())


def _heading(lines: Sequence[Line], month: Month | None) -> Value:
    states = Counter(line.state for line in lines)
    n, special = len(lines) - states[State.MISSING], counted("filing", {each: states[each] for each in SPECIAL})
    filed: tuple[Value, ...] = counted("filing", {State.FILED: n})
    if special:
        filed = (say("{filed} (of these {counts})", filed=filed[0], counts=Joined(special)),)
    parts = (*filed, *counted("filing", {State.MISSING: states[State.MISSING]}))
    slots: dict[str, Value] = {"total": figures.plain(len(lines)), "counts": Joined(parts, "commas")}
    if month is None:
        return say("Of {total} on the roster, {counts}.", **slots)
    return say("{month}: of {total} on the roster, {counts}.", month=month, **slots)


def _reminder(lines: Sequence[Line], month: Month | None) -> Value:
    """A text to copy: who still has to file, file anew or bring up to date; EMPTY where nobody has to."""
    asked, prose = [], PROSE["reminder" if month else "reminder_without_month"]
    for state in (State.MISSING, State.OLD, State.UNREADABLE):
        those = [line for line in lines if line.state is state]
        names = Joined(tuple(_named(line) for line in those))
        slots: dict[str, Value] = {"month": month, "n": figures.plain(len(those)), "names": names}
        asked += [say(prose[state], **slots)] if those else []
    if not asked:
        return EMPTY
    return Joined((say(PROSE["reminder"]["to"]), *asked, say(PROSE["reminder"]["end"])), "lines")


def _named(line: Line) -> Value:
    name = Verbatim(line.on_roster.name)
    return say("{name} ({month})", name=name, month=line.month) if line.state is State.OLD and line.month else name


def _row(line: Line) -> Row:
    on_roster = line.on_roster
    cells: dict[str, Value] = {
        "name": Verbatim(on_roster.name),
        "state": say(WORDS["filing"][line.state]),
        "month": line.month,
        "profile": on_roster.profile,
        **{key: given(text) for key, text in (("region", on_roster.region), ("contact", on_roster.contact))},
        "file": given(line.file),
    }
    return Row(on_roster.name, cells)
