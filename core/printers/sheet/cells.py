"""A value → a cell of a worksheet: a number with its format, a live formula, an outcome in its colour, a text."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from msgspec import Struct, field
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.model import Month, Outcome, Place, Status
from core.model.document import Cells, Coloured, Linked, Value, Verbatim
from core.model.quantity import SHARE, Form, Judged, Probability, Quantity
from core.printers import addresses, numbers
from core.printers.numbers import Shown
from core.printers.palette import LIGHT
from core.printers.sheet.figures import Part, literal, round_up
from core.printers.sheet.formulas import FormulaPrinter
from core.printers.sheet.look import LINK, OUTCOMES, STATUSES, Layer, Look, write_value
from core.printers.text import NOTHING


def quoted(text: str) -> str:
    r"""Literal text in a number format.

    >>> quoted('a"b')
    '"a"\\""b"'
    """
    return '\\"'.join(f'"{piece}"' if piece else "" for piece in text.split('"'))


class CellPrinter(Struct):
    """Cells of a worksheet; `formulas` prints texts that follow the sender's cells."""

    sheet: Worksheet
    look: Look
    formulas: FormulaPrinter
    _judged: list[tuple[int, int, bool]] = field(default_factory=list)
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
                write_value(self.sheet, row, column, first_day(value, self.sheet), style)
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
        rulebook, language = self.formulas.text.rulebook, self.formulas.text.language
        figure = numbers.shown(numbers.in_own_unit(quantity, rulebook, language))
        style = self.look(*layers, **properties, num_format=self._number_format(quantity, figure))
        cell = None if quantity.key is None else self.formulas.cell(quantity.key)
        each = rulebook.units[quantity.unit].each(language) if quantity.unit else 1
        scale = 100 if quantity.unit == SHARE and quantity.form in numbers.DIFFERENCES else each
        exact = quantity.value * scale
        if cell is not None:
            scaled = cell if scale == 1 else f"{cell}*{scale}"
            if quantity.form is Form.NEEDED and not figure.places:
                scaled, exact = round_up(scaled), Fraction(figure.figure)
            formula = cell if scaled == cell else f"IF(ISNUMBER({cell}),{scaled},{literal(NOTHING)})"
            write_value(self.sheet, row, column, Part(formula, float(exact) if quantity.known else NOTHING), style)
            return
        rounded = abs(exact) if quantity.form in (Form.DIFFERENCE, Form.GAP) else exact
        as_shown = Fraction(figure.figure) / (100 if figure.percent else 1)
        keeps = abs(rounded - as_shown) * 10 ** (figure.places + (2 if figure.percent else 0)) * 2 <= 1
        write_value(self.sheet, row, column, float(exact if keeps else as_shown), style)

    def _number_format(self, quantity: Quantity, as_text: Shown) -> str:
        """The format under which a number shows as the quantity's text."""
        text = self.formulas.text

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


def first_day(month: Month, sheet: Worksheet) -> Part:
    """The first day of a month, with its number in the workbook of the sheet."""
    return Part(f"DATE({month.year},{month.month},1)", float(serial(month, from_1904=sheet.date_1904)))


def serial(month: Month, *, from_1904: bool = False) -> int:
    """The day number of the month's first day."""
    return day_number(date(month.year, month.month, 1), from_1904=from_1904)


def day_number(day: date, *, from_1904: bool = False) -> int:
    """The number of a day, whatever its time, in a workbook that counts from 1900 or from 1904."""
    return day.toordinal() - (date(1904, 1, 1) if from_1904 else date(1899, 12, 30)).toordinal()
