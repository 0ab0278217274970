"""基本信息 in its new layout: the template's items with what was sent, then everything else that stood there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.i18n import languages, words
from core.intake.form import Form
from core.intake.grid import Grid, Raw
from core.intake.layout import header_words
from core.intake.words import WORDS, header, word
from core.model import Column, Entry, Month, Place
from core.printers.addresses import letters
from core.workbooks.next_month.table import NAMELESS
from core.workbooks.next_month.values import filled, kept, native, written
from core.workbooks.template.form import HEADERS
from core.workbooks.template.order import Order

#: Label, content, help; the sender's own notes stand right of them.
LABEL, CONTENT, OWN = 1, 2, 4
TWICE = ("item_twice", "item_twice_one_used")
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NewForm:
    """The sheet as it will be written; rows and columns from 1.

    `items`: the columns of the rulebook shown, one a row from 2; `cells`: content by place, the
    items' and the sender's own; `moved`: old place (from 0) → new.
    """

    items: tuple[Column, ...]
    cells: Mapping[Cell, Raw]
    moved: Mapping[Cell, Cell]


def new_form(order: Order, sent: Form, basics: Mapping[str, Entry[Any]], as_of: Month | None) -> NewForm:
    """The form at the date `as_of`, with the new workbook's type and version.

    `basics`: the entries that are judged, with what the sender answered in place of a cell.
    """
    return _Writer(order, sent, basics).written(as_of)


class _Writer:
    """Places the old cells one after the other; `moved` holds those that are placed."""

    def __init__(self, order: Order, sent: Form, basics: Mapping[str, Entry[Any]]) -> None:
        self.order, self.sent, self.grid, self.basics = order, sent, sent.grid, basics
        self.words = header_words(sent.sheet.columns)
        self.cells: dict[Cell, Raw] = {}
        self.moved: dict[Cell, Cell] = {}
        self.row = 1

    def written(self, as_of: Month | None) -> NewForm:
        """Every item, then every other cell."""
        items = tuple(column for column in self.sent.sheet.columns if self._shown(column))
        rows: dict[int, int] = {}  # old row → new row of the item in it
        for column in items:
            self.row += 1
            self._item(column, rows, as_of)
        for column in items:
            self._again(column)
        self._others(rows)
        return NewForm(items, self.cells, self.moved)

    def _shown(self, column: Column) -> bool:
        value = self._value(column.key)
        return column in self.order.columns(self.sent.sheet) or (value is not None and filled(self.grid.at(*value)))

    def _value(self, key: str) -> Cell | None:
        """The old cell that answers an item."""
        return self.sent.items.get(key)

    def _item(self, column: Column, rows: dict[int, int], as_of: Month | None) -> None:
        place = self._value(column.key)
        raw: Raw = ""
        if place is not None:
            raw = self._native(column, place)
            self._move(place, (self.row, CONTENT))
            label = self._label(column.key, place)
            if label is not None:
                self._move(label, (self.row, LABEL))
                rows[place[0]] = self.row
        fixed = {"profile": self.order.profile.value, "template_version": self.order.rulebook.template_version}
        answered = self.basics[column.key].value if column.key in self.basics else None
        if not filled(raw) and isinstance(answered, Decimal):
            raw = float(answered)
        if column.key in fixed:
            raw = written(self.order.cell(column, fixed[column.key]))
        if column.key == "as_of":
            raw = written(self.order.cell(column, as_of)) if as_of is not None else raw
        self.cells[self.row, CONTENT] = raw

    def _again(self, column: Column) -> None:
        """Other cells for the same item: a row each, under a label of the same rank."""
        used = self._value(column.key)
        for problem in self.sent.problems:
            if problem.code not in TWICE or problem.details.get("column") != column.label or used is None:
                continue
            rank = self._rank(used, column.key)
            for place in map(first_cell, problem.details["cells"]):
                if place in self.moved:
                    continue
                self.row += 1
                label = self._label(column.key, place)
                text = self.grid.at(*label) if label else ""
                as_ours = self._rank(place, column.key) == rank
                self.cells[self.row, LABEL] = column.label.in_(self.order.language) if as_ours else kept(text)
                self.cells[self.row, CONTENT] = self._native(column, place)
                self._move(place, (self.row, CONTENT))
                if label:
                    self._move(label, (self.row, LABEL))

    def _native(self, column: Column, place: Cell) -> Raw:
        """The cell as written: understood without doubt, or as sent."""
        raw = self.grid.at(*place)
        entry = self.sent.entries[column.key]
        used = self._value(column.key) == place
        codes = frozenset(p.code for p in self.sent.problems if p.place is not None and first_cell(p.place) == place)
        label = self._label(column.key, place)
        factor = self.sent.factor(column, str(self.grid.at(*label)) if label else "")
        return native(column, raw, entry.value if used else None, codes, factor, self.order)

    def _label(self, key: str, place: Cell) -> Cell | None:
        """The nearest label of an item left of its content."""
        for index in range(place[1] - 1, -1, -1):
            text = self.grid.at(place[0], index)
            if isinstance(text, str) and self.words.get(header(text), (0, ""))[1] == key:
                return place[0], index
        return None

    def _rank(self, place: Cell, key: str) -> int:
        label = self._label(key, place)
        return 9 if label is None else self.words[header(str(self.grid.at(*label)))][0]

    def _move(self, old: Cell, new: Cell) -> None:
        self.moved[old] = new

    # --- everything else ----------------------------------------------------------------

    def _others(self, rows: Mapping[int, int]) -> None:
        """Notes beside an item in columns of their own, other rows below."""
        head = self._head_row(rows)
        if head is not None:
            self.moved |= {(head, i): (1, LABEL) for i, raw in enumerate(self.grid.row(head)) if _is_heading(raw)}
        beside = sorted({index for row, index in self._left() if row in rows})
        columns = {index: OWN + at for at, index in enumerate(beside)}
        for index, column in columns.items():
            text = self.grid.at(head, index) if head is not None else ""
            named = isinstance(text, str) and filled(text) and not _is_heading(text)
            nameless = self.order.words(NAMELESS).format(letter=letters(index))
            self.cells[1, column] = kept(text) if named else nameless
            if head is not None:
                self._move((head, index), (1, column))
        below: dict[int, list[int]] = {}
        for row, index in self._left():
            if row in rows:
                self._take((row, index), (rows[row], columns[index]))
            else:
                below.setdefault(row, []).append(index)
        for row, indices in below.items():
            self._row(row, indices)

    def _left(self) -> list[Cell]:
        """Old cells that hold something of the sender's and have no place yet, row by row."""
        known = self._known()
        return [
            place
            for place, raw in _cells(self.grid)
            if place not in self.moved and not (isinstance(raw, str) and (word(raw) in known or self._is_label(raw)))
        ]

    def _known(self) -> set[str]:
        """What the template itself says beside its items."""
        sheet = self.sent.sheet
        texts = [text for column in sheet.columns for text in column.help.every]
        return {word(text) for text in (*texts, *sheet.label.every)}

    def _is_label(self, raw: str) -> bool:
        return header(raw) in self.words

    def _head_row(self, rows: Mapping[int, int]) -> int | None:
        first = min(rows, default=0)
        return next((row for row in range(first) if _is_head(self.grid, row)), None)

    def _row(self, row: int, indices: list[int]) -> None:
        """A row of the sender's own, its cells side by side; indented where the first would be read as a label."""
        self.row += 1
        first = self.grid.at(row, indices[0])
        column = LABEL if isinstance(first, str) and header(first) not in self.words else CONTENT
        for index in indices:
            self._take((row, index), (self.row, column))
            column += 1

    def _take(self, old: Cell, new: Cell) -> None:
        self.cells[new] = kept(self.grid.at(*old))
        self._move(old, new)


def first_cell(place: Place) -> Cell:
    """The first cell of a place by title and index."""
    return (place.rows or (1, 1))[0] - 1, int(place.column or 0)


def _cells(grid: Grid) -> Iterator[tuple[Cell, Raw]]:
    """The cells that hold anything, row by row."""
    places = [
        (int(row), index)
        for index, cells in enumerate(grid.columns)
        for row in cells.where([filled(value) for value in cells.values])
    ]
    return ((place, grid.at(*place)) for place in sorted(places))


def _is_head(grid: Grid, row: int) -> bool:
    return any(isinstance(raw, str) and header(raw) in WORDS.form_values for raw in grid.row(row))


def _is_heading(raw: Raw) -> bool:
    """Whether a cell says what heads a column of the form, in either language."""
    heads = {word(words(language)(text)) for language in languages() for text in HEADERS}
    return isinstance(raw, str) and word(raw) in heads | WORDS.form_values | WORDS.form_items
