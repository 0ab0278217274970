"""Events and registrations of users → the daily record: distinct users, and organisations, a day, counted in the engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from typing import Any

import narwhals as nw
import pyarrow as pa
from msgspec import Struct

from core.intake.cells import parser
from core.model import Column, Rulebook, State
from core.model.formulas import DAILY, END
from core.sources.cells import UNTIL, Kinds, raw_of
from core.sources.engines import Engine, Limits
from core.sources.groups import KEY, WHOLE, Groups
from core.sources.names import ROWS

USER, MEMBER, DAY, SINCE = "user", "member", "day", "since"
#: Columns of the daily record: who was active, and who was registered.
ACTIVE, REGISTERED = (
    {USER: "active_users", MEMBER: "active_orgs"},
    {USER: "registered_users", MEMBER: "registered_orgs"},
)
NEVER = date(9999, 12, 31)
EPOCH = date(1970, 1, 1).toordinal()
#: The ledger whose last days are read as a registration's.
ORGANISATIONS = "organisations"
_ODD = "_odd_{}"
#: Until when somebody was covered by earlier rows of theirs; who registers anew before that adds what is left.
COVERED = (
    "max({until}) OVER (PARTITION BY {who} ORDER BY {since}, {until} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
)


class Counted(Struct, frozen=True):
    """Something a day; how many rows could not be counted because a column of theirs holds nothing that can be read, or
    because they end before they begin.
    """

    by_day: Mapping[date, Mapping[str, int]]
    unread: Mapping[str, int]
    reversed: int = 0


def active(engine: Engine, frame: nw.LazyFrame[Any], rulebook: Rulebook, limits: Limits) -> Counted:
    """Distinct users and organisations of each day."""
    kinds, frame = Kinds.of(frame, (USER, MEMBER, DAY))
    frame = kinds.filled(frame)
    who = [key for key in (USER, MEMBER) if key in kinds.by_key]
    frame, _ = _dated(engine, frame, kinds, {DAY: rulebook.sheets[DAILY].column("date")}, limits)
    distinct = [nw.col(key).n_unique().alias(f"_{key}") for key in who]
    known = [nw.col(key).count().alias(f"_known_{key}") for key in who]
    found = engine.fetch(frame.group_by(DAY).agg(nw.len().alias(ROWS), *distinct, *known), limits.values).to_pylist()
    dated = [row for row in found if row[DAY] is not None]
    # A null is a value of its own to the engine, and nobody to us.
    by_day = {
        row[DAY]: {ACTIVE[key]: int(row[f"_{key}"] - (row[f"_known_{key}"] < row[ROWS])) for key in who}
        for row in dated
    }
    unread = {DAY: sum(row[ROWS] for row in found if row[DAY] is None)}
    return Counted(by_day, {**unread, USER: sum(row[ROWS] - row[f"_known_{USER}"] for row in dated)})


def registered(engine: Engine, frame: nw.LazyFrame[Any], rulebook: Rulebook, limits: Limits) -> Counted:
    """Distinct users and organisations registered at each day on which their number changes.

    A row whose last day cannot be read is left out: it would stay registered for ever.
    """
    kinds, frame = Kinds.of(frame, (USER, MEMBER, SINCE, UNTIL))
    frame = kinds.filled(frame)
    columns = {SINCE: rulebook.sheets[DAILY].column("date")}
    if UNTIL in kinds.by_key:
        columns[UNTIL] = rulebook.sheets[ORGANISATIONS].column(END)
    else:
        frame = frame.with_columns(**{UNTIL: nw.lit(None).cast(nw.Date)})
    frame, unread = _dated(engine, frame, kinds, columns, limits)
    if unread.get(UNTIL):
        frame = frame.filter(~nw.col(_ODD.format(UNTIL)).fill_null(value=False))
    frame = frame.with_columns(nw.col(UNTIL).fill_null(nw.lit(NEVER)))
    by_day: dict[date, dict[str, int]] = {}
    for who in (key for key in (USER, MEMBER) if key in kinds.by_key):
        for day, total in _standing(engine, frame.filter(~nw.col(who).is_null()), who, limits).items():
            by_day.setdefault(day, {})[REGISTERED[who]] = total
    lacking = {
        USER: nw.col(USER).is_null(),
        SINCE: nw.col(SINCE).is_null(),
        UNTIL: (nw.col(UNTIL) < nw.col(SINCE)).fill_null(value=False),
    }
    sums = frame.select(**{f"_{key}": each.cast(nw.Int64) for key, each in lacking.items()})
    (row,) = engine.fetch(sums.select(nw.col(f"_{key}").sum() for key in lacking), 1).to_pylist()
    counts = {key: int(row[f"_{key}"] or 0) for key in lacking}
    ends_first = counts.pop(UNTIL)
    return Counted(by_day, {**counts, UNTIL: unread.get(UNTIL, 0)}, ends_first)


def _standing(engine: Engine, frame: nw.LazyFrame[Any], who: str, limits: Limits) -> dict[date, int]:
    """How many there are from each day on that adds or takes away any; several rows of one count once."""
    rows = frame.filter(~nw.col(SINCE).is_null(), nw.col(UNTIL) > nw.col(SINCE)).select(who, SINCE, UNTIL)
    rows = engine.with_sql(rows, "_covered", COVERED.format(who=who, since=SINCE, until=UNTIL))
    earlier = nw.when(nw.col("_covered") > nw.col(SINCE)).then(nw.col("_covered")).otherwise(nw.col(SINCE))
    rows = rows.with_columns(_from=earlier).filter(nw.col(UNTIL) > nw.col("_from"))
    changes: dict[date, int] = {}
    for key, sign in (("_from", 1), (UNTIL, -1)):
        for row in engine.fetch(rows.group_by(key).agg(nw.len().alias(ROWS)), limits.values).to_pylist():
            changes[row[key]] = changes.get(row[key], 0) + sign * int(row[ROWS])
    days = sorted(changes)
    return dict(zip(days, accumulate(changes[day] for day in days), strict=True))


def _dated(
    engine: Engine, frame: nw.LazyFrame[Any], kinds: Kinds, columns: Mapping[str, Column], limits: Limits
) -> tuple[nw.LazyFrame[Any], dict[str, int]]:
    """The frame with days for what is none, and of how many rows that cannot be read: each different value is read as the
    cell of a sheet, and joined in the engine.
    """
    unread = {}
    for key, column in columns.items():
        if kinds.by_key[key] == nw.Date:
            continue
        read = parser(column)
        found = engine.fetch(
            frame.filter(~nw.col(key).is_null()).group_by(key).agg(nw.len().alias(ROWS)), limits.values
        )
        cells = [read(raw_of(column, value)) for value in found.column(key).to_pylist()]
        days = [None if cell.value is None or cell.value[1] is None else cell.value[1] - EPOCH for cell in cells]
        odd = [day is None and cell.state is not State.BLANK for day, cell in zip(days, cells, strict=True)]
        unread[key] = sum(rows for rows, is_odd in zip(found.column(ROWS).to_pylist(), odd, strict=True) if is_odd)
        own = pa.table(
            {
                "_text": found.column(key),
                "_day": pa.array(days, pa.int32()).cast(pa.date32()),
                _ODD.format(key): pa.array(odd, pa.bool_()),
            }
        )
        joined = frame.join(engine.small(own), left_on=key, right_on="_text", how="left")
        frame = joined.with_columns(**{key: nw.col("_day")}).drop("_day")
    return frame, unread


def daily(events: Counted, registrations: Counted | None) -> Groups:
    """The daily record: a row for each day that has an event."""
    changes = {} if registrations is None else dict(sorted(registrations.by_day.items()))
    standing: dict[str, int] = {}
    ahead = list(changes.items())
    rows = []
    for day in sorted(events.by_day):
        while ahead and ahead[0][0] <= day:
            standing |= ahead.pop(0)[1]
        rows.append({"date": day.isoformat(), **events.by_day[day], **standing})
    keys = ["date", *ACTIVE.values(), *REGISTERED.values()]
    there = [key for key in keys if any(key in row for row in rows) or key == "date"]
    table = {KEY + key: [row.get(key, 0) if key != "date" else row[key] for row in rows] for key in there}
    counts = pa.array([1] * len(rows), pa.int64())
    return Groups(pa.table({**table, WHOLE: pa.array([True] * len(rows), pa.bool_()), ROWS: counts}), ())
