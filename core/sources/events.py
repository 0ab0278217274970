"""Events and registrations of users → the daily record: distinct users, and organisations, a day, counted in the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

import narwhals as nw
import pyarrow as pa

from core.intake.cells import parser
from core.model import Column
from core.sources.engines import Engine, Limits
from core.sources.groups import KEY, WHOLE, Groups
from core.sources.names import ROWS

USER, MEMBER, DAY, SINCE, UNTIL = "user", "member", "day", "since", "until"
#: Columns of the daily record: who was active, and who was registered.
ACTIVE, REGISTERED = (
    {USER: "active_users", MEMBER: "active_orgs"},
    {USER: "registered_users", MEMBER: "registered_orgs"},
)
NEVER = date(9999, 12, 31)
EPOCH = date(1970, 1, 1).toordinal()
#: Until when somebody was covered by earlier rows of theirs; who registers anew before that adds what is left.
COVERED = (
    "max({until}) OVER (PARTITION BY {who} ORDER BY {since}, {until} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """Something a day, and how many rows could not be counted because a column of theirs holds nothing that can be read."""

    by_day: Mapping[date, Mapping[str, int]]
    unread: Mapping[str, int]


def active(engine: Engine, frame: nw.LazyFrame[Any], column: Column, limits: Limits) -> Counted:
    """Distinct users and organisations of each day."""
    kinds = frame.collect_schema()
    who = [key for key in (USER, MEMBER) if key in kinds]
    if kinds[DAY] == nw.String:
        frame, _ = _dated(engine, frame, [DAY], column, limits)
    else:
        frame = frame.with_columns(nw.col(DAY).cast(nw.Date)) if kinds[DAY] != nw.Date else frame
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


def registered(engine: Engine, frame: nw.LazyFrame[Any], column: Column, limits: Limits) -> Counted:
    """Distinct users and organisations registered at each day on which their number changes."""
    kinds = frame.collect_schema()
    if UNTIL not in kinds:
        frame = frame.with_columns(**{UNTIL: nw.lit(None).cast(nw.Date)})
    texts = [key for key in (SINCE, UNTIL) if kinds.get(key) == nw.String]
    frame, unread = _dated(engine, frame, texts, column, limits) if texts else (frame, {})
    frame = frame.with_columns(nw.col(SINCE).cast(nw.Date), nw.col(UNTIL).cast(nw.Date).fill_null(nw.lit(NEVER)))
    by_day: dict[date, dict[str, int]] = {}
    for who in (key for key in (USER, MEMBER) if key in kinds):
        for day, total in _standing(engine, frame.filter(~nw.col(who).is_null()), who, limits).items():
            by_day.setdefault(day, {})[REGISTERED[who]] = total
    lacking = frame.select(_who=nw.col(USER).is_null().cast(nw.Int64), _since=nw.col(SINCE).is_null().cast(nw.Int64))
    (row,) = engine.fetch(lacking.select(nw.col("_who").sum(), nw.col("_since").sum()), 1).to_pylist()
    return Counted(by_day, {**unread, USER: int(row["_who"] or 0), SINCE: int(row["_since"] or 0)})


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
    engine: Engine, frame: nw.LazyFrame[Any], texts: Sequence[str], column: Column, limits: Limits
) -> tuple[nw.LazyFrame[Any], dict[str, int]]:
    """The frame with days for texts: each different text is read as the cell of a sheet, and joined in the engine."""
    read, unread = parser(column), {}
    for key in texts:
        found = engine.fetch(frame.group_by(key).agg(nw.len().alias(ROWS)), limits.values).to_pylist()
        cells = {row[key]: read(row[key] or "").value for row in found}
        days = [None if value is None or value[1] is None else value[1] - EPOCH for value in cells.values()]
        unread[key] = sum(
            row[ROWS] for row, day in zip(found, days, strict=True) if day is None and (row[key] or "").strip()
        )
        own = pa.table({"_text": pa.array([*cells], pa.string()), "_day": pa.array(days, pa.int32()).cast(pa.date32())})
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
