"""CellChange → words: which cell, what it held, what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date

from core.comparison import CellChange, Change, Comparison, Part, Record
from core.formulas.names import listed
from core.i18n import N_, Language, words
from core.model import Assessment, Column, Entry, Month, Place, State
from core.printers.addresses import address, cells, quoted, sheet
from core.views.format import month_text
from core.views.words import joined

CHANGES = {Change.ADDED: N_("added"), Change.REMOVED: N_("removed"), Change.CHANGED: N_("changed")}
#: Places named in a sentence; the rest is told by its number.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell, a row or a column that changed; `link` leads to it in the later workbook, None where it is gone."""

    sheet: str
    cells: str
    place: str
    link: str | None
    record: str
    column: str
    change: Change
    change_label: str
    before: str
    after: str


def cell_row(change: CellChange, c: Comparison, language: str) -> CellRow:
    """One change in words; a removed one is where the earlier workbook had it."""
    a, there, gone = c.after, change.after.ref, change.before.ref
    place, layout = (there, a.submission.layout) if there else (gone, c.before.submission.layout)
    title, within = ("", "") if place is None else (sheet(place, layout), cells(place, layout))
    return CellRow(
        sheet=title,
        cells=within,
        place="" if place is None else address(place, layout),
        link=f"{quoted(title)}!{within}" if there is not None else None,
        record=record_text(change.sheet, change.record, a, language),
        column=_column_text(change, a, language),
        change=change.change,
        change_label=words(language)(CHANGES[change.change]),
        before=_content(change, change.before, a, language),
        after=_content(change, change.after, a, language),
    )


def record_text(sheet: str, record: Record, a: Assessment, language: str) -> str:
    """What a row is about: a month, a day, a criterion with its title, a name."""
    if isinstance(record, Month):
        return month_text(record, language)
    if isinstance(record, date):
        return _day(record, language)
    if sheet in ("plan", "claims"):
        title = next((c.title.in_(language) for own in a.rulebook.criteria.values() for c in own if c.id == record), "")
        return f"{record} {title}".strip()
    return record or ""


def _column_text(change: CellChange, a: Assessment, language: str) -> str:
    _ = words(language)
    if change.column is None:
        return _("whole row")
    label = a.rulebook.sheets[change.sheet].column(change.column).label.in_(language)
    if change.part is Part.HEADER:
        text = _("label of {name}") if change.sheet == "basics" else _("header of {name}")
        return text.format(name=label)
    return _("column {name}").format(name=label) if change.part is Part.COLUMN else label


def _content(change: CellChange, entry: Entry[Any], a: Assessment, language: str) -> str:
    """What a cell holds; of a whole row its name, of a whole column its cells, of a header its words."""
    _ = words(language)
    if entry.state is State.ABSENT and change.part is Part.HEADER:
        return _("no such column")
    if entry.state in (State.BLANK, State.ABSENT):
        return "—" if change.column is None else _("blank")
    if change.part is Part.HEADER:
        return entry.found
    if entry.state is State.UNREADABLE:
        return _("{found} (not readable)").format(found=entry.found) if entry.found else _("not readable")
    if change.column is None:
        return record_text(change.sheet, change.record, a, language) or _("filled")
    if change.part is Part.COLUMN:
        return _("filled")
    return _value(entry, a.rulebook.sheets[change.sheet].column(change.column), language)


def _value(entry: Entry[Any], column: Column, language: str) -> str:
    """A typed content; as it was written where the choice of words is not ours."""
    _ = words(language)
    match entry.value:
        case bool():
            return _("Yes") if entry.value else _("No")
        case str() if column.type == "choice":
            return _label(entry.value, column, language)
        case str() if column.type in ("choices", "names"):
            return joined([_label(each, column, language) for each in listed(entry.value)], language)
        case Month():
            return month_text(entry.value, language)
        case date():
            return _day(entry.value, language)
        case Decimal() if not entry.found:
            return plain(entry.value * 100) + "%" if column.type == "percent" else plain(entry.value)
        case _:
            return entry.found or str(entry.value)


def _label(key: str, column: Column, language: str) -> str:
    return next((choice.label.in_(language) for choice in column.choices if choice.key == key), key)


def _day(day: date, language: str) -> str:
    return str(format_date(day, "medium", locale=Language(language).locale))


def plain(value: Decimal) -> str:
    """A number of a cell with all its digits.

    >>> plain(Decimal("1234.500"))
    '1,234.5'
    """
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def places_text(places: tuple[Place, ...], a: Assessment, language: str) -> str:
    """The first places of one sheet in words, the sheet named once."""
    _ = words(language)
    layout = a.submission.layout
    told = joined([address(places[0], layout), *(cells(place, layout) for place in places[1:SHOWN])], language)
    return told if len(places) <= SHOWN else _("{places} and others").format(places=told)
