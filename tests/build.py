"""Small submissions built by hand, for tests of the stages after intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from msgspec.structs import replace

from core.model import (
    NEVER,
    Claim,
    Entry,
    Layout,
    Ledger,
    Line,
    Month,
    MonthlyRow,
    MonthlyTable,
    PilotPeriod,
    Place,
    Profile,
    SheetLayout,
    State,
    Submission,
    Target,
)
from core.rulebook import load
from tests.places import place

RULEBOOK = load()
PILOT = PilotPeriod(Month(2025, 7), Month(2027, 6))
TYPES = {
    "flag": pa.bool_(),
    "count": pa.decimal128(38, 0),
    "number": pa.decimal128(38, 6),
    "percent": pa.decimal128(38, 6),
    "date": pa.int32(),
}


def filled(value: Any, sheet: str = "基本信息", cells: str = "B2") -> Entry[Any]:
    return Entry(State.FILLED, value, place(sheet, cells), str(value))


def blank(sheet: str = "基本信息", cells: str = "B2") -> Entry[Any]:
    return Entry(State.BLANK, None, place(sheet, cells))


def unreadable(found: str, sheet: str = "基本信息", cells: str = "B2") -> Entry[Any]:
    return Entry(State.UNREADABLE, None, place(sheet, cells), found)


def month_index(text: str | None) -> int | None:
    return None if text is None else Month.parse(text[:7]).index


def ledger(
    key: str,
    rows: Sequence[Mapping[str, Any]],
    unreadable: Mapping[str, Sequence[int] | Mapping[int, str]] | None = None,
) -> Ledger:
    """A ledger whose rows start in row 2; dates as 'YYYY-MM', None for not known, absent for blank ends."""
    sheet = RULEBOOK.sheets[key]
    used = [c for c in sheet.columns if any(c.key in row for row in rows)]
    columns: dict[str, Any] = {"row": pa.array(range(2, len(rows) + 2), pa.int32())}
    for column in used:
        values = [_cell(column.key, column.type, row) for row in rows]
        columns[column.key] = pa.array(values, TYPES.get(column.type, pa.string()))
    if key == "organisations":
        names = [row.get("organisation", i) for i, row in enumerate(rows)]
        columns["organisation"] = pa.array(names, pa.int64())
    if key == "daily":
        columns["day"] = pa.array([date.fromisoformat(row["date"]) for row in rows], pa.date32())
    return Ledger(
        key=key,
        frame=pa.table(columns),
        columns={column.key: i for i, column in enumerate(used)},
        filled={c.key: sum(1 for row in rows if row.get(c.key) not in (None, "")) for c in used},
        unreadable={k: v if isinstance(v, Mapping) else dict.fromkeys(v, "?") for k, v in (unreadable or {}).items()},
        first_row=2,
        last_row=len(rows) + 1,
    )


def _cell(key: str, type_: str, row: Mapping[str, Any]) -> Any:
    value = row.get(key)
    if type_ == "date":
        open_ = key in ("end", "first_inclusive_service") and key not in row
        return NEVER if open_ else month_index(value)
    if type_ == "flag":
        return value if key in row else False
    if type_ in ("count", "number", "percent"):
        return None if value is None else Decimal(str(value))
    return value if key in row else ""


def monthly(rows: Mapping[str, Mapping[str, Any]]) -> MonthlyTable:
    """月度统计: {'2026-06': {'enterprises': 200}}; None is a blank cell, an Entry stands as it is."""
    keys = list(dict.fromkeys(key for figures in rows.values() for key in figures))
    columns = {key: i for i, key in enumerate(keys, 1)}
    table = []
    for i, (month, figures) in enumerate(sorted(rows.items()), 2):
        entries = {}
        for key in keys:
            value = figures.get(key)
            entry = value if isinstance(value, Entry) else blank() if value is None else filled(Decimal(str(value)))
            entries[key] = replace(entry, ref=Place.at("monthly", key, i))
        table.append(MonthlyRow(Month.parse(month), i, entries))
    return MonthlyTable("monthly", columns, tuple(table))


def claim(id: str, status: str | None, evidence: str | None = None, review: str | None = None) -> Claim:
    def entry(value: str | None) -> Entry[str]:
        return blank("定性自评", "C2") if value is None else filled(value, "定性自评", "C2")

    return Claim(id, entry(status), entry(evidence), entry(None), entry(review), entry(None))


def submission(
    profile: Profile | None = Profile.ENTERPRISE,
    *,
    as_of: str | None = None,
    basics: Mapping[str, Any] | None = None,
    months: Mapping[str, Mapping[str, Any]] | None = None,
    ledgers: Sequence[Ledger] = (),
    claims: Sequence[Claim] = (),
    targets: Mapping[str, Any] | None = None,
) -> Submission:
    """A workbook with what the test names and nothing else."""
    entries = {column.key: blank() for column in RULEBOOK.sheets["basics"].columns}
    for key, value in (basics or {}).items():
        entries[key] = value if isinstance(value, Entry) else filled(Decimal(str(value)))
    if as_of is not None:
        entries["as_of"] = filled(Month.parse(as_of))
    table = None if months is None else monthly(months)
    return Submission(
        profile=profile,
        pilot=PILOT,
        basics={key: replace(entry, ref=Place("basics", key)) for key, entry in entries.items()},
        monthly=table,
        targets={
            id: Target(id, blank("年度目标"), filled(Decimal(str(value)), "年度目标"))
            for id, value in (targets or {}).items()
        },
        claims={each.id: each for each in claims},
        ledgers={each.key: each for each in ledgers},
        problems=(),
        layout=_layout(entries, table, ledgers),
        lines=_lines(table, claims, targets or {}),
    )


def _lines(
    table: MonthlyTable | None, claims: Sequence[Claim], targets: Mapping[str, Any]
) -> dict[str, tuple[Line, ...]]:
    """The rows as they are, as intake keeps them."""
    months = () if table is None else table.rows
    rows: dict[str, list[Line]] = {
        "monthly": [
            Line(
                row.row,
                Entry(State.FILLED, row.month, Place.at("monthly", "month", row.row), str(row.month)),
                row.figures,
            )
            for row in months
        ],
        "claims": [
            Line(
                i,
                filled(each.id),
                {key: getattr(each, key) for key in ("status", "evidence", "note", "review", "review_note")},
            )
            for i, each in enumerate(claims, 2)
        ],
        "plan": [
            Line(i, filled(id), {"end": filled(Decimal(str(value)), "年度目标")})
            for i, (id, value) in enumerate(targets.items(), 2)
        ],
    }
    return {key: tuple(lines) for key, lines in rows.items()}


def _layout(entries: Mapping[str, Entry[Any]], table: MonthlyTable | None, ledgers: Sequence[Ledger]) -> Layout:
    """Where the sheets are, under the template's titles; items of 基本信息 where their entries say."""
    at = {key: entry.ref for key, entry in entries.items() if entry.ref is not None}
    items = {key: ((ref.rows or (1, 1))[0], int(ref.column or 0)) for key, ref in at.items()}
    columns = {each.key: dict(each.columns) for each in ledgers}
    columns |= {"monthly": {"month": 0, **table.columns}} if table is not None else {}
    sheets = {key: SheetLayout(RULEBOOK.sheets[key].label.zh, 1, found) for key, found in columns.items()}
    return Layout({"basics": SheetLayout(RULEBOOK.sheets["basics"].label.zh, 1, items=items), **sheets})
