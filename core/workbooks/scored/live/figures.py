"""Columns of 日活记录 and of 月度统计 as spreadsheet formulas: the interpreters beside core/formulas/daily.py and monthly.py."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from core.model import Entry, Layout, Month, MonthlyRow, State
from core.model.formulas import DAILY, MONTHLY
from core.printers.addresses import reference
from core.printers.sheet.part import Part
from core.workbooks.scored.live.plan import NOTHING, Asked, Cells, Mode, NotLive, Plan, Why


def daily(asked: Asked) -> Plan:
    """A column ÷ another, both summed over the month's recorded days."""
    setting = asked.setting
    spans = setting.spans(DAILY)
    keys = asked.formula.reads(DAILY)
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


def monthly(asked: Asked) -> Plan:
    """What the formula makes of 月度统计 at the date."""
    source = asked.formula.monthly
    if source is None:
        raise NotLive(Why.NO_SOURCE)
    if source.accumulated:
        return _accumulated(asked)
    return _present(asked) if source.present else _single(asked)


def _rows(asked: Asked) -> dict[Month, MonthlyRow]:
    table = asked.setting.assessment.submission.monthly
    return {row.month: row for row in table.rows} if table else {}


def _entries(asked: Asked) -> list[Entry[Any]]:
    """The formula's cells in the row of the date."""
    row = _rows(asked).get(asked.as_of)
    if row is None:
        raise NotLive(Why.NO_SOURCE)
    return [row.figures.get(key, Entry.absent()) for key in asked.formula.reads(MONTHLY)]


def _divisor(asked: Asked, cells: Cells) -> Part | None:
    """The figure of 基本信息 that the formula divides by."""
    return None if asked.formula.over is None else cells.number(asked.basics(asked.formula.over))


def _mode(cells: Cells) -> Mode:
    return Mode.COPY if cells.copied else Mode.LIVE


def _single(asked: Asked) -> Plan:
    """One cell, over a figure of 基本信息 or of its own row where the formula has one."""
    entries, cells = _entries(asked), Cells(asked.setting)
    if any(entry.ref is None for entry in entries):
        raise NotLive(Why.NO_SOURCE)
    above, *divisor = (cells.number(entry) for entry in entries)
    below = divisor[0] if divisor else _divisor(asked, cells)
    return Plan(asked.criterion.id, _mode(cells), None, above, below)


def _present(asked: Asked) -> Plan:
    """How many of the columns are at least 1; a blank one is missing."""
    entries, cells = _entries(asked), Cells(asked.setting)
    if not any(entry.state is State.FILLED for entry in entries):
        raise NotLive(Why.NO_SOURCE)
    read = [cells.number(entry).formula for entry in entries if entry.ref is not None]
    above = "+".join(f"IF(ISNUMBER({formula}),IF({formula}>=1,1,0),0)" for formula in read)
    known = "+".join(f"ISNUMBER({formula})" for formula in read)
    part = Part(f'IF({known}=0,"{NOTHING}",{above})', asked.part())
    return Plan(asked.criterion.id, _mode(cells), None, part, None, f"{len(entries)}-({known})")


def _accumulated(asked: Asked) -> Plan:
    """A column from the pilot's start to the date; a month without its figure is missing."""
    rows, cells = _rows(asked), Cells(asked.setting)
    key = asked.formula.reads(MONTHLY)[0]
    months = [month for month in asked.setting.assessment.pilot.months if month <= asked.as_of]
    entries = [rows[month].figures.get(key, Entry.absent()) for month in months if month in rows]
    entries = [entry for entry in entries if entry.ref is not None]
    if not any(entry.state is State.FILLED for entry in entries):
        raise NotLive(Why.NO_SOURCE)
    read = [cells.reference(entry) for entry in entries]
    run = None if cells.copied else _run(entries, asked.setting.assessment.submission.layout)
    references = run or ",".join(read)
    above = f'IF(COUNT({references})=0,"{NOTHING}",SUM({references}))'
    value = float(sum(Fraction(e.value) for e in entries if e.state is State.FILLED and e.value is not None))
    below = _divisor(asked, cells)
    missing = f"{len(months)}-COUNT({references})"
    return Plan(asked.criterion.id, _mode(cells), None, Part(above, value), below, missing)


def _run(entries: list[Entry[Any]], layout: Layout) -> str | None:
    """The cells of a column as one range, where they are one run of it."""
    places = [entry.ref for entry in entries if entry.ref is not None]
    rows = sorted(place.rows[0] for place in places if place.rows is not None)
    if rows != list(range(rows[0], rows[-1] + 1)):
        return None
    return reference(replace(places[0], rows=(rows[0], rows[-1])), layout)
