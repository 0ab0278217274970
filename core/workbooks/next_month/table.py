"""A sheet with a header row in its new layout: the template's columns, then the sender's own, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from core.i18n import N_
from core.intake.criteria import TARGETS
from core.intake.grid import BLANK, Cells, Grid, Raw, Rows, shown
from core.intake.headings import header_words
from core.intake.rows import Mask
from core.intake.tables import ReadTable, read_table
from core.intake.words import header, word
from core.model import Assessment, Column, Month, Sheet
from core.printers.addresses import letters
from core.workbooks.next_month.rows import Slot, slots_of, totals_of
from core.workbooks.next_month.values import filled, kept, numbered, typed
from core.workbooks.template.grid import Row
from core.workbooks.template.order import LEDGERS, PREFILLED, Order
from core.workbooks.template.page import written

OWN_HEADER, NAMELESS = N_("Old column {letter}: {header}"), N_("Old column {letter}")


class NewColumn(Struct, frozen=True):
    """A column of the new sheet: ours, or (None) the sender's own; `old` is its place in the old grid."""

    column: Column | None
    text: str
    old: int | None


class NewTable(Struct, frozen=True, dict=True):
    """A sheet with a header row as it will be written.

    `cells`: one a heading, their codes one a row below the header.  `old`: the grid row that each
    row was (−1: the template's).  `set_aside`: cells that cannot stay, as (row, texts) of the old sheet.
    """

    sheet: Sheet
    title: str
    headings: tuple[NewColumn, ...]
    cells: tuple[Cells, ...]
    old: Rows
    sent: ReadTable
    template: Mapping[int, Row] = field(default_factory=dict)
    months: Mapping[int, int] = field(default_factory=dict)
    set_aside: tuple[tuple[int, tuple[str, ...]], ...] = ()

    @property
    def height(self) -> int:
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
        if row <= self.sent.header_row:
            return -1, column
        new = self.new_row.get(row)
        return None if new is None else (new, column)


def new_table(order: Order, sheet: Sheet, sent: ReadTable, assessment: Assessment, following: Month) -> NewTable:
    """A sheet with what was sent in it, if anything."""
    headings = _headings(order, sheet, sent)
    slots = slots_of(order, sheet, sent, assessment, following)
    return _with_the_same_records(
        NewTable(
            sheet,
            sheet.label.in_(order.language),
            headings,
            tuple(_cells(order, sheet, sent, heading, slots) for heading in headings),
            np.array([slot.old for slot in slots], dtype=np.int64),
            sent,
            {row: slot.template for row, slot in enumerate(slots) if slot.template is not None},
            {row: slot.month for row, slot in enumerate(slots) if slot.month is not None},
            tuple((row, _texts(sent.grid.row(row))) for row in totals_of(sent, assessment)),
        )
    )


def _texts(raws: Iterable[Raw]) -> tuple[str, ...]:
    return tuple(shown(raw) for raw in raws if filled(raw))


# --- columns --------------------------------------------------------------------------------


def _headings(order: Order, sheet: Sheet, sent: ReadTable) -> tuple[NewColumn, ...]:
    """The template's columns and those that the sender fills besides, in our order; then the sender's own."""
    shown_columns, read = order.columns(sheet), sent.columns
    ours = [
        NewColumn(column, order.header(sheet, column), read[column.key].index if column.key in read else None)
        for column in sheet.columns
        if column in shown_columns or (column.key in read and _has(sent, read[column.key].index))
    ]
    placed = {column.index for column in read.values()}
    own = [index for index in range(len(sent.grid.columns)) if index not in placed and _is_own(sent, index)]
    return (*ours, *(NewColumn(None, _own_header(order, sheet, sent, index), index) for index in own))


def _has(sent: ReadTable, index: int) -> bool:
    cells = sent.grid.columns[index]
    used = np.unique(cells.codes[sent.header_row + 1 :]).tolist()
    return any(filled(cells.values[code]) for code in used)


def _is_own(sent: ReadTable, index: int) -> bool:
    """Whether a column is the sender's: it has cells, or a header that is none of ours left empty."""
    raw = sent.grid.at(sent.header_row, index)
    ours = isinstance(raw, str) and header(raw) in header_words(sent.sheet.columns)
    return _has(sent, index) or (filled(raw) and not ours)


def _own_header(order: Order, sheet: Sheet, sent: ReadTable, index: int) -> str:
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


def _cells(order: Order, sheet: Sheet, sent: ReadTable, heading: NewColumn, slots: Sequence[Slot]) -> Cells:
    values, codes = [BLANK], np.zeros(len(slots), dtype=np.int64)
    if heading.old is not None:
        values = _values(order, sent, heading, heading.old)
        codes = sent.grid.columns[heading.old].codes[[slot.old for slot in slots]]
    if sheet.role in LEDGERS:  # whose rows may be many: they keep the shape of columns of distinct values
        return Cells(values, codes)
    old = [values[code] if slot.old >= 0 else BLANK for slot, code in zip(slots, codes.tolist(), strict=True)]
    return numbered([_prefilled(order, sheet, heading, slot, raw) for slot, raw in zip(slots, old, strict=True)])


def _values(order: Order, sent: ReadTable, heading: NewColumn, old: int) -> list[Raw]:
    """Each distinct value of an old column, as it is written."""
    column = heading.column
    if column is None or (
        sent.sheet.role == "plan" and column.key in TARGETS
    ):  # what a target is rests on its criterion
        return list(map(kept, sent.grid.columns[old].values))
    return typed(sent.columns[column.key], order)


def _prefilled(order: Order, sheet: Sheet, heading: NewColumn, slot: Slot, raw: Raw) -> Raw:
    """What the template itself says in the cell, unless the sender wrote something else there."""
    column = heading.column
    if column is None or slot.template is None or column.key not in (*PREFILLED.get(sheet.role, ()), "month"):
        return raw
    said = slot.known.get(column.key, ())
    ours = column.key == "id" or (column.key != "month" and isinstance(raw, str) and word(raw) in said)
    if filled(raw) and not ours:
        return raw
    return written(order.cell(column, slot.template.content.get(column.key)))


# --- rows -----------------------------------------------------------------------------------


def _as_read(table: NewTable) -> Grid:
    """The new sheet as reading will find it."""
    columns = []
    for heading, cells in zip(table.headings, table.cells, strict=True):
        codes = np.concatenate(([len(cells.values)], cells.codes.astype(np.int64)))
        columns.append(Cells([*cells.values, heading.text], codes))
    return Grid(table.title, "visible", table.height + 1, tuple(columns), (), frozenset())


def _with_the_same_records(table: NewTable) -> NewTable:
    """Set aside cells that would change which rows count as records."""
    sent = table.old >= 0
    if not sent.any():
        return table
    was = np.append(table.sent.records, False)[table.old]
    read, _ = read_table(_as_read(table), table.sheet, None, [column.key for column in table.sheet.columns])
    now = np.zeros(table.height + 1, dtype=bool)
    if read is not None:
        now[read.rows] = True
    becomes, stops = sent & ~was & now[1:], sent & was & ~now[1:]
    becomes[list(table.template)] = False
    if table.sheet.role == "months":  # what is a total in the new order of columns is no month
        becomes, stops = becomes | stops, np.zeros_like(stops)
    return table if not (becomes.any() or stops.any()) else _without(table, becomes, stops)


def _without(table: NewTable, drops: Mask, stops: Mask) -> NewTable:
    """Drop rows; in rows that would stop being a record, blank the sender's own columns."""
    own = [index for index, heading in enumerate(table.headings) if heading.column is None]
    aside = list(table.set_aside)
    for row in np.flatnonzero(drops | stops).tolist():
        raws = (table.at(row, index) for index in (range(len(table.headings)) if drops[row] else own))
        aside.append((int(table.old[row]), _texts(raws)))
    stay = ~drops
    cells = list(table.cells)
    for index in own:
        values = [*cells[index].values, BLANK]
        cells[index] = Cells(values, np.where(stops, len(values) - 1, cells[index].codes))
    rows = np.cumsum(stay) - 1
    return replace(
        table,
        cells=tuple(Cells(column.values, column.codes[stay]) for column in cells),
        old=table.old[stay],
        template={int(rows[row]): found for row, found in table.template.items()},
        months={int(rows[row]): month for row, month in table.months.items() if stay[row]},
        set_aside=tuple(aside),
    )
