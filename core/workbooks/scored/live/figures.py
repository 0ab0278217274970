"""Formulas on 日活记录 and 月度统计, as in core/formulas/activity.py, money.py and the monthly rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from core.formulas.reads import formula_of
from core.model import Entry, Layout, MonthlyRow, State
from core.model.formulas import MONTHLY as ENTERED
from core.printers.addresses import reference
from core.printers.sheet.part import Part
from core.workbooks.scored.live.plan import NOTHING, Asked, Cells, Mode, NotLive, Plan, Why

DAILY, REVENUE = "daily", "revenue"
ROLE_COLUMNS = ("providers", "users", "service_providers")


def daily(asked: Asked) -> Plan:
    """E4.2, I4.2, C4.4: Σ active ÷ Σ registered over the month's recorded days."""
    setting = asked.setting
    spans = setting.spans(DAILY)
    keys = formula_of(asked.criterion).reads(DAILY)
    if not keys or any(key not in spans for key in (*keys, "date")):
        raise NotLive(Why.NOT_HERE)
    active, registered = (spans[key].range for key in keys)
    day = spans["date"].range
    month = f"ISNUMBER({day})*({day}>={setting.first_day})*({day}<{setting.next_day})"
    recorded = f'{month}*((({active}<>"")+({registered}<>""))>0)'
    within = f'{day},">="&{setting.first_day},{day},"<"&{setting.next_day}'
    unknown = f"SUMPRODUCT({recorded}*(1-ISNUMBER({registered})))>0"
    above = f'IF({unknown},"{NOTHING}",SUMIFS({active},{within}))'
    below = f"SUMIFS({registered},{within})"
    missing = f"SUMPRODUCT({recorded}*(1-ISNUMBER({active})))"
    mode = Mode.COPY if spans.copied else Mode.LIVE
    if not asked.finding.parts:
        raise NotLive(Why.UNREAD)
    divisor = asked.part(1) if len(asked.finding.parts) > 1 else 0.0
    return Plan(asked.criterion.id, mode, None, Part(above, asked.part()), Part(below, divisor), missing)


def _row(asked: Asked) -> MonthlyRow:
    """The row of 月度统计 for the date."""
    table, as_of = asked.setting.assessment.submission.monthly, asked.setting.assessment.as_of
    row = next((row for row in table.rows if row.month == as_of), None) if table else None
    if row is None:
        raise NotLive(Why.NO_SOURCE)
    return row


def _entry(row: MonthlyRow, key: str) -> Entry[Any]:
    entry = row.figures.get(key, Entry.absent())
    if entry.ref is None:
        raise NotLive(Why.NO_SOURCE)
    return entry


def _mode(cells: Cells) -> Mode:
    return Mode.COPY if cells.copied else Mode.LIVE


def single(asked: Asked) -> Plan:
    """One cell of 月度统计, over a figure of 基本信息 or of its own row where the indicator has one."""
    formula = formula_of(asked.criterion)
    row, cells = _row(asked), Cells(asked.setting)
    above = cells.number(_entry(row, formula.reads(ENTERED)[0]))
    below = None
    if formula.over is not None:
        below = cells.number(asked.basics(formula.over))
    elif len(formula.reads(ENTERED)) > 1:
        below = cells.number(_entry(row, formula.reads(ENTERED)[1]))
    return Plan(asked.criterion.id, _mode(cells), None, above, below)


def roles(asked: Asked) -> Plan:
    """F3.3 from 月度统计: how many of the three columns are at least 1; a blank one is missing."""
    row, cells = _row(asked), Cells(asked.setting)
    entries = [row.figures.get(key, Entry.absent()) for key in ROLE_COLUMNS]
    read = [(entry, cells.number(entry).formula) for entry in entries if entry.ref is not None]
    if not any(entry.state is State.FILLED for entry in entries):
        raise NotLive(Why.NO_SOURCE)
    above = "+".join(f"IF(ISNUMBER({formula}),IF({formula}>=1,1,0),0)" for _, formula in read)
    known = "+".join(f"ISNUMBER({formula})" for _, formula in read)
    any_known = f'IF({known}=0,"{NOTHING}",{above})'
    return Plan(
        asked.criterion.id, _mode(cells), None, Part(any_known, asked.part()), None, f"{len(ROLE_COLUMNS)}-({known})"
    )


def revenue(asked: Asked) -> Plan:
    """E6.5, I6.9, C6.6: 当月收入 from the pilot's start to the date ÷ 拟投入资金总额."""
    a = asked.setting.assessment
    table, cells = a.submission.monthly, Cells(asked.setting)
    months = [month for month in a.pilot.months if a.as_of is not None and month <= a.as_of]
    rows = {row.month: row for row in table.rows} if table else {}
    entries = [rows[month].figures.get(REVENUE, Entry.absent()) for month in months if month in rows]
    entries = [entry for entry in entries if entry.ref is not None]
    if table is None or not entries or not any(entry.state is State.FILLED for entry in entries):
        raise NotLive(Why.NO_SOURCE)
    read = [cells.reference(entry) for entry in entries]
    run = None if cells.copied else _run(entries, a.submission.layout)
    references = run or ",".join(read)
    above = f'IF(COUNT({references})=0,"{NOTHING}",SUM({references}))'
    value = float(sum(Fraction(e.value) for e in entries if e.state is State.FILLED and e.value is not None))
    below = cells.number(asked.basics("planned_investment"))
    return Plan(
        asked.criterion.id,
        _mode(cells),
        None,
        Part(above, value),
        below,
        f"{len(months)}-COUNT({references})",
    )


def _run(entries: list[Entry[Any]], layout: Layout) -> str | None:
    """The cells of a column as one range, where they are one run of it."""
    places = [entry.ref for entry in entries if entry.ref is not None]
    rows = sorted(place.rows[0] for place in places if place.rows is not None)
    if rows != list(range(rows[0], rows[-1] + 1)):
        return None
    return reference(replace(places[0], rows=(rows[0], rows[-1])), layout)


MONTHLY: dict[str, Callable[[Asked], Plan]] = {"roles_present": roles, "revenue_to_investment": revenue}
