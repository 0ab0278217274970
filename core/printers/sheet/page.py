"""Values, sentences and tables → cells of a worksheet: numbers with formats, live formulas, texts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.model import Month, Outcome, Place, Status
from core.model.document import EMPTY, Cells, Coloured, Column, Fact, Linked, Row, Table, Value, Verbatim, say
from core.model.quantity import SHARE, WHOLE, Form, Judged, Key, Measure, Probability, Quantity
from core.printers import addresses, numbers
from core.printers.palette import LIGHT
from core.printers.sheet.figures import Part, literal
from core.printers.sheet.formulas import FormulaPrinter
from core.printers.sheet.look import (
    BODY,
    HEADER,
    LINK,
    OUTCOMES,
    SIZE,
    STATUSES,
    Layer,
    Look,
    height,
    width_of,
    write_value,
)
from core.printers.text import NOTHING

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


def quoted(text: str) -> str:
    r"""Literal text in a number format.

    >>> quoted('a"b')
    '"a"\\""b"'
    """
    return '\\"'.join(f'"{piece}"' if piece else "" for piece in text.split('"'))


class SheetPrinter(Struct):
    """A worksheet under way; `formulas` prints texts that follow the sender's cells."""

    sheet: Worksheet
    look: Look
    formulas: FormulaPrinter
    _judged: list[tuple[int, int, bool]] = field(default_factory=list)
    _widths: list[float] = field(default_factory=list)
    _counted: list[tuple[int, int, Outcome]] = field(default_factory=list)

    def text(self, value: Value) -> str:
        return self.formulas.text(value)

    # --- one cell ---

    def put(self, row: int, column: int, value: Value, *layers: Layer, **properties: Any) -> None:
        """One cell: what it is decides whether it is a number, a formula or a text."""
        match value:
            case Quantity():
                self._quantity(row, column, value, *layers, **{"align": "right", **properties})
            case Judged():
                self._outcome(row, column, value, *layers)
            case Coloured():
                self.put(row, column, value.wording, *layers, **properties)
                self._counted.append((row, column, value.outcome))
            case Status():
                status = STATUSES[value]
                style = self.look(*layers, status.cell, align="center")
                write_value(self.sheet, row, column, f"{status.mark} {self.text(value)}", style)
            case Probability():
                about = quoted(numbers.halves(self.formulas.text.words("about {percent}%"))[0])
                style = self.look(*layers, **{"align": "right", **properties}, num_format=f"{about}0%")
                write_value(self.sheet, row, column, numbers.probability_percent(value) / 100, style)
            case Place():
                self.put(row, column, Linked(value, value), *layers, **properties)
            case Cells() if value.places:
                self.put(row, column, Linked(value, value.places[0]), *layers, **properties)
            case Linked() if not self.formulas.text.layout.is_cell(value.place):
                self.put(row, column, Verbatim(self.text(value.wording)), *layers, **properties)
            case Linked():
                style = self.look(*layers, LINK, **properties)
                target = addresses.target(value.place, self.formulas.text.layout)
                self.sheet.write_url(row, column, f"internal:{target}", style, self.text(value.wording))
            case Month():
                shown_as = numbers.month_cell_format(self.formulas.text.language)
                style = self.look(*layers, **{**properties, "align": "left"}, num_format=shown_as)
                write_value(
                    self.sheet, row, column, Part(f"DATE({value.year},{value.month},1)", float(serial(value))), style
                )
            case _:
                self._words(row, column, value, self.look(*layers, **properties))

    def _words(self, row: int, column: int, value: Value, style: Format) -> None:
        write_value(self.sheet, row, column, self.formulas.part(value) or self.text(value), style)

    def _outcome(self, row: int, column: int, judged: Judged, *layers: Layer) -> None:
        """An outcome with its mark; its colours follow its words."""
        style = self.look(*layers, OUTCOMES[judged.outcome].cell, align="center")
        marked = f"{OUTCOMES[judged.outcome].mark} {self.text(judged)}"
        cell = None if judged.key is None else self.formulas.cell(judged.key)
        if cell is None:
            write_value(self.sheet, row, column, marked, style)
            return
        expression = self.formulas.by_outcome(judged, lambda _, outcome: self._marked(outcome, over=judged.over))
        write_value(self.sheet, row, column, Part(expression, marked), style)
        self._judged.append((row, column, judged.over))

    def _marked(self, outcome: Outcome, *, over: bool) -> str:
        return f"{OUTCOMES[outcome].mark} {self.formulas.text.outcome(outcome, over=over)}"

    def colour_outcomes(self) -> None:
        """Gives outcomes and counts that may change the colours of what they change to; called once, at the end.

        A count of 0 is faint.
        """
        for row, column, outcome in self._counted:
            for criteria, change in ((">", OUTCOMES[outcome].cell), ("==", {"font_color": LIGHT.guide})):
                rule = {"type": "cell", "criteria": criteria, "value": 0, "format": self.look.change(change)}
                self.sheet.conditional_format(row, column, row, column, rule)
        for over in (False, True):
            cells = [(row, column) for row, column, ended in self._judged if ended is over]
            for column in {column for _row, column in cells}:
                rows = [row for row, other in cells if other == column]
                for outcome, look in OUTCOMES.items():
                    word = literal(self._marked(outcome, over=over))
                    rule = {"type": "cell", "criteria": "==", "value": word, "format": self.look.change(look.cell)}
                    self.sheet.conditional_format(min(rows), column, max(rows), column, rule)

    def _quantity(self, row: int, column: int, quantity: Quantity, *layers: Layer, **properties: Any) -> None:
        style = self.look(*layers, **properties, num_format=self.number_format(quantity))
        cell = None if quantity.key is None else self.formulas.cell(quantity.key)
        rulebook, language = self.formulas.text.rulebook, self.formulas.text.language
        each = rulebook.units[quantity.unit].each(language) if quantity.unit else 1
        scale = 100 if quantity.unit == SHARE and quantity.form in numbers.DIFFERENCES else each
        exact, figure = quantity.value * scale, numbers.shown(numbers.in_own_unit(quantity, rulebook, language))
        if cell is not None:
            formula = cell if scale == 1 else f"IF(ISNUMBER({cell}),{cell}*{scale},{literal(NOTHING)})"
            write_value(self.sheet, row, column, Part(formula, float(exact) if quantity.known else NOTHING), style)
            return
        rounded = abs(exact) if quantity.form in (Form.DIFFERENCE, Form.GAP) else exact
        as_shown = Fraction(figure.figure) / (100 if figure.percent else 1)
        keeps = abs(rounded - as_shown) * 10 ** (figure.places + (2 if figure.percent else 0)) * 2 <= 1
        write_value(self.sheet, row, column, float(exact if keeps else as_shown), style)

    def number_format(self, quantity: Quantity) -> str:
        """The format under which a number shows as the quantity's text."""
        text = self.formulas.text
        as_text = numbers.shown(numbers.in_own_unit(quantity, text.rulebook, text.language))

        def around(message: str, body: str) -> str:
            before, after = map(quoted, numbers.halves(text.words(message)))
            return f"{before}{body}{after}"

        figure = numbers.cell_format(as_text.places, percent=as_text.percent)
        body = f"{figure}{quoted(numbers.unit_word(quantity, text.rulebook, text.language))}"
        if quantity.form in numbers.DIFFERENCES and quantity.unit == SHARE:
            body = around("{points} points", figure)
        if quantity.form is Form.GAP:
            return f"{around(numbers.GAPS[1], body)};{around(numbers.GAPS[-1], body)};0"
        if quantity.form is Form.DIFFERENCE:
            return f"{body};{body}"
        return around("at least {value}", body) if quantity.at_least else body

    # --- blocks ---

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
        style = self.look(*layers, **{"valign": "vcenter", "text_wrap": True, "align": "left", **how})
        self.sheet.merge_range(row, first, row, end - 1, "", style)
        self._words(row, first, value, style)

    def table(self, row: int, table: Table, layout: Mapping[str, Layout], *, filtered: bool = True) -> int:
        """A table whose header stands in `row`, columns as laid out; returns the row below it.

        Where wording rests on cells, a last column says as soon as they have changed.  Of a table without
        filter a row that is taller than a spreadsheet's rows can be is spread over several.
        """
        laid = [(column, layout[column.key]) for column in table.columns if column.key in layout]
        resting = any(each.rests_on for each in table.rows)
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
        if row.rests_on:
            self._changed(number, len(columns), row.rests_on, self.look(BODY, font_color=LIGHT.not_met))
        for line in range(number, number + takes):
            self.sheet.set_row(line, min(TALLEST, tall / takes))
        return takes

    def _changed(self, row: int, column: int, subjects: Sequence[str], style: Format) -> None:
        """Says that wording is out of date, as soon as a cell it rests on has changed."""
        flags = [cell for cell in (self.formulas.cell(Key(each, Measure.CHANGED)) for each in subjects) if cell]
        if flags:
            formula = f'IF({"+".join(flags)}>0,{literal(self.text(CHANGED))},"")'
            write_value(self.sheet, row, column, Part(formula, ""), style)
        elif subjects != (WHOLE,):
            write_value(self.sheet, row, column, "", style)

    def changed_note(self, row: int, column: int) -> None:
        """The same for the whole sheet, as a line."""
        self._changed(row, column, (WHOLE,), self.look(font_color=LIGHT.not_met, valign="vcenter"))

    def _widths_of(self, table: Table, layout: Mapping[str, Layout]) -> list[float]:
        """Wide enough for each Latin word of a title, since Chinese breaks anywhere, and for figures on one line."""
        columns = [column for column in table.columns if column.key in layout]
        return [self._width(table, column.key, self.text(column.title), layout[column.key]) for column in columns]

    def _width(self, table: Table, key: str, title: str, layout: Layout) -> float:
        values = [row.cells.get(key) for row in table.rows]
        whole = [
            self._one_line(value) for value in values if layout.whole or (isinstance(value, Quantity) and value.value)
        ]
        return max([layout.width, *(width_of(text) + 1.5 for text in [*whole, *filter(str.isascii, title.split())])])

    def _one_line(self, value: Value) -> str:
        """What a cell shows on one line: of a pace the figure, whose column says that it is a month's."""
        if isinstance(value, Quantity) and value.form is Form.PACE and value.known:
            return self.text(replace(value, form=Form.DIFFERENCE))
        return self.text(value)


def serial(month: Month) -> int:
    """The day number of the month's first day in a workbook that counts from 1900."""
    return day_number(date(month.year, month.month, 1))


def day_number(day: date) -> int:
    """The number of a day, whatever its time, in a workbook that counts from 1900."""
    return day.toordinal() - date(1899, 12, 30).toordinal()
