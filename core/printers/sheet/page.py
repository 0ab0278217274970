"""Sentences, facts and tables → blocks of a worksheet, one below another."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace
from xlsxwriter.format import Format

from core.model.document import EMPTY, Coloured, Column, Fact, Linked, Row, Table, Value, say
from core.model.quantity import MONTHLY, WHOLE, Form, Key, Measure, Quantity
from core.printers.palette import LIGHT
from core.printers.sheet.cells import CellPrinter
from core.printers.sheet.figures import Part, literal
from core.printers.sheet.look import BODY, HEADER, OUTCOMES, SIZE, Layer, height, width_of, write_value

TALLEST = 409.0
FIRST_OF_GROUP = Layer({**BODY, "top_color": LIGHT.guide})
THIN = 1
RULE = Layer(bottom=THIN, bottom_color=LIGHT.line)
TOTAL = Layer(bg_color=LIGHT.surface, bold=True)
CHANGED = say("Cells have changed; score again to renew this wording")


class Layout(Struct, frozen=True):
    """How a column is laid out: its least width, its alignment, and whether its texts stay on one line."""

    width: float
    align: str = "left"
    whole: bool = False


def layouts(module: str) -> dict[str, dict[str, Layout]]:
    """The layouts of tables and their columns by key, from layouts.toml beside a module's file."""
    read = tomllib.loads(Path(module).with_name("layouts.toml").read_text("utf-8"))
    return {table: {key: Layout(*each) for key, each in columns.items()} for table, columns in read.items()}


class SheetPrinter(CellPrinter):
    """A worksheet under way, block below block."""

    _widths: list[float] = field(default_factory=list)

    def heading(self, sentence: Value, note: Value = None) -> None:
        """The sentence large in the first row, the note in small print in the second."""
        self.put(0, 0, sentence, font_size=14, bold=True, valign="vcenter")
        if note is not None:
            self.put(1, 0, note, font_color=LIGHT.muted, valign="vcenter")
        self.sheet.set_row(0, 28)
        self.sheet.set_row(1, 18)

    def lay_out(self, table: Table, layout: Mapping[str, Layout]) -> None:
        """Takes the widths of a table that is yet to come, for what stands above it."""
        self._widths = self._widths_of(table, layout)

    @property
    def pixels(self) -> int:
        return sum(int(width * 7 + 5) for width in self._widths)

    def paragraph(self, row: int, value: Value, *, gap: float = 0, **how: Any) -> int:
        """Text across the columns, in a row tall enough for it; returns the row below it."""
        self._across(row, 0, len(self._widths), value, **how)
        self.sheet.set_row(row, height(self.text(value), sum(self._widths), how.get("font_size", SIZE)) + gap)
        return row + 1

    def subheading(self, row: int, value: Value) -> int:
        return self.paragraph(row, value, gap=14, font_size=12, bold=True, valign="bottom")

    def facts(self, row: int, facts: Sequence[Fact], labels: int) -> int:
        """Labels across so many columns, each with what it says beside it; returns the row below them."""
        for at, fact in enumerate(facts, start=row):
            self._across(at, 0, labels, fact.label, RULE, font_color=LIGHT.muted)
            self._across(at, labels, len(self._widths), fact.value, RULE)
            self.sheet.set_row(at, height(self.text(fact.value), sum(self._widths[labels:])) + 2)
        return row + len(facts)

    def _across(self, row: int, first: int, end: int, value: Value, *layers: Layer, **how: Any) -> None:
        how = {"valign": "vcenter", "text_wrap": True, "align": "left", **how}
        style = self.look(*layers, **how)
        self.sheet.merge_range(row, first, row, end - 1, "", style)
        if isinstance(value, Linked):
            self.put(row, first, value, *layers, **how)
        else:
            self._words(row, first, value, style)

    def table(self, row: int, table: Table, layout: Mapping[str, Layout], *, filtered: bool = True) -> int:
        """A table whose header stands in `row`, columns as laid out; returns the row below it.

        Where wording rests on cells, a last column says as soon as they have changed.  Of a table without
        filter a row that is taller than a spreadsheet's rows can be is spread over several.
        """
        laid = [(column, layout[column.key]) for column in table.columns if column.key in layout]
        resting = any(each.rests_on_figures for each in table.rows)
        widths = self._widths_of(table, layout)
        titles = [column.title for column, _layout in laid] + ([say("Changed since scoring")] if resting else [])
        widths += [16.0] if resting else []
        self._widths = widths
        for at, (title, width) in enumerate(zip(titles, widths, strict=True)):
            self.sheet.set_column(at, at, width, self.look())
            colour = {"font_color": OUTCOMES[title.outcome].text_colour} if isinstance(title, Coloured) else {}
            write_value(self.sheet, row, at, self.text(title), self.look(HEADER, **colour))
        tallest = max(height(self.text(title), width) for title, width in zip(titles, widths, strict=True))
        self.sheet.set_row(row, tallest + 4)
        last = row + (0 if table.rows else 1)
        for each in table.rows:
            last += self._row(last + 1, each, laid, widths, spread=not filtered)
        if not table.rows:
            self.sheet.merge_range(last, 0, last, len(titles) - 1, "", self.look(BODY))
            self.put(last, 0, table.empty, BODY, font_color=LIGHT.muted)
            self.sheet.set_row(last, 22)
        elif filtered:
            self.sheet.autofilter(row, 0, last, len(titles) - 1)
        return last + 1

    def _row(
        self, number: int, row: Row, columns: Sequence[tuple[Column, Layout]], widths: Sequence[float], *, spread: bool
    ) -> int:
        """One row, as tall as its tallest text; returns how many rows of the sheet it takes."""
        values = [row.cells.get(column.key, EMPTY) for column, _layout in columns]
        tall = max(height(self.text(value), width) for value, width in zip(values, widths, strict=False))
        takes = ceil(tall / TALLEST) if spread else 1
        layers = (FIRST_OF_GROUP if row.begins else BODY, *((TOTAL,) if row.is_total else ()))
        for at, (value, (_column, layout)) in enumerate(zip(values, columns, strict=True)):
            if takes > 1:
                self.sheet.merge_range(number, at, number + takes - 1, at, "", self.look(*layers))
            right = isinstance(value, Quantity) and layout.align == "left"
            self.put(number, at, value, *layers, align="right" if right else layout.align)
        if row.rests_on_figures:
            self._changed(number, len(columns), row.id, self.look(BODY, font_color=LIGHT.not_met))
        for line in range(number, number + takes):
            self.sheet.set_row(line, min(TALLEST, tall / takes))
        return takes

    def _changed(self, row: int, column: int, subject: str, style: Format) -> None:
        """Says that wording is out of date, as soon as a cell it rests on has changed."""
        if flag := self.formulas.cell(Key(subject, Measure.CHANGED)):
            write_value(self.sheet, row, column, Part(f'IF({flag}>0,{literal(self.text(CHANGED))},"")', ""), style)

    def changed_note(self, row: int, column: int) -> None:
        """The same for the whole sheet, as a line."""
        self._changed(row, column, WHOLE, self.look(font_color=LIGHT.not_met, valign="vcenter"))

    def _widths_of(self, table: Table, layout: Mapping[str, Layout]) -> list[float]:
        """Wide enough for each Latin word of a title, since Chinese breaks anywhere, and for figures on one line."""
        widths = []
        for column in (column for column in table.columns if column.key in layout):
            laid, values = layout[column.key], [row.cells.get(column.key) for row in table.rows]
            whole = list(filter(str.isascii, self.text(column.title).split()))
            for value in values:
                if (
                    isinstance(value, Quantity) and value.form in MONTHLY and value.known
                ):  # a column says that it is a month's
                    value = replace(value, form=Form.DIFFERENCE)
                if laid.whole or (isinstance(value, Quantity) and value.value):
                    whole.append(self.text(value))
            widths.append(max([laid.width, *(width_of(text) + 1.5 for text in whole)]))
        return widths
