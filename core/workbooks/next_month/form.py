"""基本信息 in its new layout: the template's items with what was sent, then everything else that stood there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.i18n import languages, words
from core.intake.form import Form
from core.intake.grid import Raw
from core.intake.headings import header_words
from core.intake.words import WORDS, header, word
from core.model import Column, Entry, Month, Place
from core.printers.addresses import letters
from core.workbooks.next_month.table import NAMELESS
from core.workbooks.next_month.values import filled, kept, native
from core.workbooks.template.grid import HEADERS
from core.workbooks.template.order import Order
from core.workbooks.template.page import written

#: Label, content, help; the sender's own notes stand right of them.
LABEL, CONTENT, OWN = 1, 2, 4
TWICE = ("item_twice", "item_twice_one_used")
Cell = tuple[int, int]


class NewForm:
    """The sheet as it will be written; rows and columns from 1.

    `items`: the columns of the rulebook shown, one a row from 2; `cells`: content by place, the
    items' and the sender's own; `moved`: old place (from 0) → new.
    """

    def __init__(self, order: Order, sent: Form, basics: Mapping[str, Entry[Any]], as_of: Month) -> None:
        """The form at the date `as_of`, with the new workbook's type and version: every item, then every other cell.

        `basics`: the entries that are judged, with what the sender answered in place of a cell.
        """
        self._order, self._sent, self._grid, self.key = order, sent, sent.grid, sent.sheet.key
        self._words = header_words(sent.sheet.columns)
        self.cells: dict[Cell, Raw] = {}
        self.moved: dict[Cell, Cell] = {}
        self._row = 1
        shown = order.columns(sent.sheet)
        asked = [column.key for column in shown] + [key for key, at in sent.items.items() if filled(self._grid.at(*at))]
        self.items = tuple(column for column in sent.sheet.columns if column.key in asked)
        ours = {**order.own_items, "as_of": as_of, "reported_on": None}
        rows: dict[int, int] = {}  # old row → new row of the item in it
        for column in self.items:
            self._row += 1
            content, place = (self._row, CONTENT), sent.items.get(column.key)
            self.cells[content] = ""
            if place is not None and self._place(column, place) is not None:
                rows[place[0]] = self._row
            answered = basics[column.key].value if column.key in basics else None
            if column.key in ours:
                self.cells[content] = written(order.cell(column, ours[column.key]))
            elif not filled(self.cells[content]) and isinstance(answered, Decimal):
                self.cells[content] = float(answered)
        for column in self.items:
            self._again(column)
        self._others(rows)

    def _place(self, column: Column, place: Cell) -> Cell | None:
        """The content of an item, understood without doubt or as sent, into the row under way; where its label was."""
        entry, label = self._sent.entries[column.key], self._label(column.key, place)
        used = self._sent.items.get(column.key) == place
        codes = frozenset(p.code for p in self._sent.problems if p.place is not None and first_cell(p.place) == place)
        factor = self._sent.factor(column, *label) if label else Decimal(1)
        value = entry.value if used else None
        self.cells[self._row, CONTENT] = native(column, self._grid.at(*place), value, codes, factor, self._order)
        self.moved[place] = (self._row, CONTENT)
        if label is not None:
            self.moved[label] = (self._row, LABEL)
        return label

    def _again(self, column: Column) -> None:
        """Other cells for the same item: a row each, under a label of the same rank.

        An answer in another column, beside the one that is used, stays beside it.
        """
        used = self._sent.items.get(column.key)
        for problem in self._sent.problems:
            if problem.code not in TWICE or problem.details.get("column") != column.label or used is None:
                continue
            if problem.details["used"] is not None and problem.details.get("kind") == "columns":
                continue
            for place in map(first_cell, problem.details["cells"]):
                if place in self.moved:
                    continue
                self._row += 1
                label = self._place(column, place)
                as_ours = self._rank(label) == self._rank(self._label(column.key, used))
                text = kept(self._grid.at(*label) if label else "")
                self.cells[self._row, LABEL] = column.label.in_(self._order.language) if as_ours else text

    def _label(self, key: str, place: Cell) -> Cell | None:
        """The nearest label of an item left of its content."""
        for index in range(place[1] - 1, -1, -1):
            text = self._grid.at(place[0], index)
            if isinstance(text, str) and self._words.get(header(text), (0, ""))[1] == key:
                return place[0], index
        return None

    def _rank(self, label: Cell | None) -> int:
        return 9 if label is None else self._words[header(str(self._grid.at(*label)))][0]

    # --- everything else ----------------------------------------------------------------

    def _others(self, rows: Mapping[int, int]) -> None:
        """Notes beside an item in columns of their own; other rows below, their cells side by side."""
        above = ((row, self._grid.row(row)) for row in range(min(rows, default=0)))
        heads = (
            row for row, raws in above for raw in raws if isinstance(raw, str) and header(raw) in WORDS.form_values
        )
        head = next(heads, None)
        if head is not None:
            self.moved |= {(head, i): (1, LABEL) for i, raw in enumerate(self._grid.row(head)) if _is_heading(raw)}
        beside = sorted({index for row, index in self._left() if row in rows})
        columns = {index: OWN + at for at, index in enumerate(beside)}
        for index, column in columns.items():
            text = self._grid.at(head, index) if head is not None else ""
            named = isinstance(text, str) and filled(text) and not _is_heading(text)
            nameless = self._order.words(NAMELESS).format(letter=letters(index))
            self.cells[1, column] = kept(text) if named else nameless
            if head is not None:
                self.moved[head, index] = (1, column)
        below: dict[int, list[int]] = {}
        for row, index in self._left():
            if row in rows:
                self._take((row, index), (rows[row], columns[index]))
            else:
                below.setdefault(row, []).append(index)
        for row, indices in below.items():
            self._row += 1
            first = self._grid.at(row, indices[0])  # indented where it would be read as a label
            column = LABEL if isinstance(first, str) and header(first) not in self._words else CONTENT
            for at, index in enumerate(indices, column):
                self._take((row, index), (self._row, at))

    def _left(self) -> list[Cell]:
        """Old cells that hold something of the sender's and have no place yet, row by row."""
        sheet = self._sent.sheet
        helps = [text for column in sheet.columns for text in column.help.every]
        known = {word(text) for text in (*helps, *sheet.label.every)}  # what the template itself says
        found = [
            (row, index)
            for index, cells in enumerate(self._grid.columns)
            for row in cells.where(list(map(filled, cells.values))).tolist()
        ]
        return [
            place
            for place in sorted(found)
            if place not in self.moved
            and not (
                isinstance(raw := self._grid.at(*place), str) and (word(raw) in known or header(raw) in self._words)
            )
        ]

    def _take(self, old: Cell, new: Cell) -> None:
        self.cells[new] = kept(self._grid.at(*old))
        self.moved[old] = new


def first_cell(place: Place) -> Cell:
    """The first cell of a place by title and index."""
    return (place.rows or (1, 1))[0] - 1, int(place.column or 0)


def _is_heading(raw: Raw) -> bool:
    """Whether a cell says what heads a column of the form, in either language."""
    heads = {word(words(language)(text)) for language in languages() for text in HEADERS}
    return isinstance(raw, str) and word(raw) in heads | WORDS.form_values | WORDS.form_items
