"""A sheet with a header row in its new layout: the template's columns, then the sender's own, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.i18n import N_
from core.intake.criteria import TARGETS
from core.intake.grid import BLANK, Cells, Grid, Raw, Rows, shown
from core.intake.layout import header_words
from core.intake.sent import SentTable
from core.intake.tables import read_table
from core.intake.words import header, word
from core.model import Column, Sheet
from core.printers.addresses import letters
from core.workbooks.next_month.rows import Slot, Wanted, slots_of
from core.workbooks.next_month.values import filled, kept, numbered, typed, written
from core.workbooks.template.grid import Row
from core.workbooks.template.order import PREFILLED, Order

#: Sheets whose rows may be many: they keep the shape of columns of distinct values.
LONG = ("ledger", "days")
OWN_HEADER, NAMELESS = N_("Old column {letter}: {header}"), N_("Old column {letter}")


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column of the new sheet: ours, or (None) the sender's own; `old` is its place in the old grid."""

    column: Column | None
    text: str
    old: int | None


@dataclass(frozen=True)
class NewTable:
    """A sheet with a header row as it will be written.

    `cells`: one a heading, their codes one a row below the header.  `old`: the grid row that each
    row was (−1: the template's).  `set_aside`: cells that cannot stay, as (row, texts) of the old sheet.
    """

    sheet: Sheet
    title: str
    headings: tuple[NewColumn, ...]
    cells: tuple[Cells, ...]
    old: Rows
    sent: SentTable | None
    template: Mapping[int, Row] = field(default_factory=dict)
    months: Mapping[int, int] = field(default_factory=dict)
    set_aside: tuple[tuple[int, tuple[str, ...]], ...] = ()

    @property
    def height(self) -> int:
        """Rows below the header."""
        return len(self.old)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are ours, which come first."""
        return tuple(heading.column for heading in self.headings if heading.column is not None)

    def at(self, row: int, index: int) -> Raw:
        """The cell of a row (from 0, below the header)."""
        cells = self.cells[index]
        return cells.values[int(cells.codes[row])]

    @cached_property
    def new_row(self) -> dict[int, int]:
        """Old grid row → row below the header."""
        return {old: row for row, old in enumerate(self.old.tolist()) if old >= 0}

    @cached_property
    def new_column(self) -> dict[int, int]:
        """Old grid column → new."""
        return {heading.old: index for index, heading in enumerate(self.headings) if heading.old is not None}

    def where(self, row: int, index: int) -> tuple[int, int] | None:
        """The new place (row −1: the header) of an old cell; None where it has none."""
        column = self.new_column.get(index)
        if column is None:
            return None
        if self.sent is not None and row <= self.sent.header_row:
            return -1, column
        new = self.new_row.get(row)
        return None if new is None else (new, column)


def new_table(order: Order, sheet: Sheet, sent: SentTable | None, wanted: Wanted) -> NewTable:
    """A sheet with what was sent in it."""
    headings = _headings(order, sheet, sent)
    slots = slots_of(order, sheet, sent, wanted)
    title = sheet.label.in_(order.language)
    old = np.array([slot.old for slot in slots], dtype=np.int64)
    if sheet.role in LONG:
        cells = tuple(_long(order, sent, heading, old) for heading in headings)
        table = NewTable(sheet, title, headings, cells, old, sent)
    else:
        cells = tuple(_short(order, sheet, sent, heading, slots) for heading in headings)
        template = {row: slot.template for row, slot in enumerate(slots) if slot.template is not None}
        index = {row: slot.month for row, slot in enumerate(slots) if slot.month is not None}
        table = NewTable(sheet, title, headings, cells, old, sent, template, index)
    return _with_the_same_records(table)


# --- columns --------------------------------------------------------------------------------


def _headings(order: Order, sheet: Sheet, sent: SentTable | None) -> tuple[NewColumn, ...]:
    """The template's columns and those that the sender fills besides, in our order; then the sender's own."""
    shown_columns = order.columns(sheet)
    read = sent.columns if sent else {}
    ours = [
        NewColumn(column, order.header(sheet, column), read[column.key].index if column.key in read else None)
        for column in sheet.columns
        if column in shown_columns or (sent is not None and column.key in read and _has(sent, read[column.key].index))
    ]
    if sent is None:
        return tuple(ours)
    placed = {column.index for column in read.values()}
    own = [index for index in range(len(sent.grid.columns)) if index not in placed and _is_own(sent, index)]
    return (*ours, *(NewColumn(None, _own_header(order, sheet, sent, index), index) for index in own))


def _has(sent: SentTable, index: int) -> bool:
    """Whether a column has a cell below the header."""
    cells = sent.grid.columns[index]
    used = np.unique(cells.codes[sent.header_row + 1 :]).tolist()
    return any(filled(cells.values[code]) for code in used)


def _is_own(sent: SentTable, index: int) -> bool:
    """Whether a column is the sender's: it has cells, or a header that is none of ours left empty."""
    raw = sent.grid.at(sent.header_row, index)
    ours = isinstance(raw, str) and header(raw) in header_words(sent.sheet.columns)
    return _has(sent, index) or (filled(raw) and not ours)


def _own_header(order: Order, sheet: Sheet, sent: SentTable, index: int) -> str:
    """The sender's header; where it would be read as one of ours that is there already, it says where it stood."""
    raw = sent.grid.at(sent.header_row, index)
    text = raw.strip() if isinstance(raw, str) else shown(raw)
    if not text:
        text = order.words(NAMELESS).format(letter=letters(index))
    claim = header_words(sheet.columns).get(header(text))
    taken = (*sent.columns, *PREFILLED.get(sheet.role, ()), "month")  # filled in the new sheet: two would differ
    if claim is None or (sent.header_row >= 0 and claim[1] not in taken):
        return str(kept(text))
    return str(kept(order.words(OWN_HEADER).format(letter=letters(index), header=text)))


# --- cells ----------------------------------------------------------------------------------


def _long(order: Order, sent: SentTable | None, heading: NewColumn, old: Rows) -> Cells:
    if sent is None or heading.old is None:
        return Cells([BLANK], np.zeros(len(old), dtype=np.int64))
    return Cells(_values(order, sent, heading), sent.grid.columns[heading.old].codes[old])


def _values(order: Order, sent: SentTable, heading: NewColumn) -> list[Raw]:
    """Each distinct value of an old column, as it is written."""
    column = heading.column
    if heading.old is None:
        return []
    if column is None or (
        sent.sheet.role == "plan" and column.key in TARGETS
    ):  # what a target is rests on its criterion
        return list(map(kept, sent.grid.columns[heading.old].values))
    read = sent.columns[column.key]
    return typed(read, read.factor, order, sent.answered.get(column.key, ()))


def _short(order: Order, sheet: Sheet, sent: SentTable | None, heading: NewColumn, slots: Sequence[Slot]) -> Cells:
    values = _values(order, sent, heading) if sent is not None and heading.old is not None else []
    codes = sent.grid.columns[heading.old].codes if sent is not None and heading.old is not None else None
    raws = []
    for slot in slots:
        raw = values[int(codes[slot.old])] if codes is not None and slot.old >= 0 else BLANK
        raws.append(_prefilled(order, sheet, heading, slot, raw))
    return numbered(raws)


def _prefilled(order: Order, sheet: Sheet, heading: NewColumn, slot: Slot, raw: Raw) -> Raw:
    """What the template itself says in the cell, unless the sender wrote something else there."""
    column = heading.column
    if column is None or slot.template is None or column.key not in (*PREFILLED.get(sheet.role, ()), "month"):
        return raw
    if filled(raw) and (column.key == "month" or not _of_template(slot, column.key, raw)):
        return raw
    return written(order.cell(column, slot.template.content.get(column.key)))


def _of_template(slot: Slot, key: str, raw: Raw) -> bool:
    if key == "id":
        return True
    return isinstance(raw, str) and word(raw) in slot.known.get(key, ())


# --- rows -----------------------------------------------------------------------------------


def grid_of(table: NewTable) -> Grid:
    """The new sheet as reading will find it."""
    columns = []
    for heading, cells in zip(table.headings, table.cells, strict=True):
        head = np.array([len(cells.values)], dtype=np.int64)
        columns.append(Cells([*cells.values, heading.text], np.concatenate((head, cells.codes.astype(np.int64)))))
    return Grid(table.title, "visible", table.height + 1, tuple(columns), (), frozenset())


def _with_the_same_records(table: NewTable) -> NewTable:
    """Set aside cells that would change which rows count as records."""
    if table.sent is None or not table.height:
        return table
    was = np.append(table.sent.records, False)[table.old]
    sent = table.old >= 0
    read, _ = read_table(grid_of(table), table.sheet, None, [column.key for column in table.sheet.columns])
    now = np.zeros(table.height + 1, dtype=bool)
    if read is not None:
        now[read.rows] = True
    becomes, stops = sent & ~was & now[1:], sent & was & ~now[1:]
    becomes &= np.array([row not in table.template for row in range(table.height)], dtype=bool)
    return table if not (becomes.any() or stops.any()) else _without(table, becomes, stops)


def _without(table: NewTable, becomes: Rows, stops: Rows) -> NewTable:
    """Drop rows that would become records; in rows that would stop being one, blank the sender's own columns."""
    aside = list(table.set_aside)
    cells = []
    own = [index for index, heading in enumerate(table.headings) if heading.column is None]
    for row in np.flatnonzero(becomes | stops).tolist():
        indices = range(len(table.headings)) if becomes[row] else own
        texts = tuple(shown(table.at(row, index)) for index in indices if filled(table.at(row, index)))
        aside.append((int(table.old[row]), texts))
    stay = ~becomes
    for index, column in enumerate(table.cells):
        codes, values = column.codes.astype(np.int64), list(column.values)
        if index in own:
            values.append(BLANK)
            codes = np.where(stops, len(values) - 1, codes)
        cells.append(Cells(values, codes[stay]))
    rows = np.cumsum(stay) - 1
    template = {int(rows[row]): found for row, found in table.template.items()}
    months = {int(rows[row]): month for row, month in table.months.items() if stay[row]}
    return NewTable(
        table.sheet,
        table.title,
        table.headings,
        tuple(cells),
        table.old[stay],
        table.sent,
        template,
        months,
        tuple(aside),
    )
