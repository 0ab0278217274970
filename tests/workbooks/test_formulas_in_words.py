"""Text formulas: figures as LibreOffice prints them equal the screen's, and long ones are made of steps."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from core.i18n import Language, languages
from core.model.document import Joined, Value, Verbatim, say
from core.model.quantity import MONTHLY, SHARE, TIMES, Form, Key, Measure, Quantity
from core.printers.sheet.figures import Part
from core.printers.sheet.formulas import LONGEST_FORMULA, FormulaPrinter
from core.printers.text import TextPrinter
from core.rulebook import load
from tests.workbooks.libreoffice import converted

KEY = Key("E1", Measure.GAP)
SIZES = (
    *("0", "0.0000004", "0.0004", "0.0005", "0.004", "0.005", "0.04", "0.05", "0.0649", "0.29996", "0.2999996"),
    *("0.2999999996", "0.3", "0.30004", "0.5", "0.6666", "0.95", "0.99", "0.996", "1", "1.005", "1.25", "2", "2.96"),
    *("29.96", "29.99996", "30", "30.04", "99.94", "99.95", "100.5", "1234.2", "1234567"),
)
FORMS = {Form.VALUE: Fraction("0.3"), **dict.fromkeys((Form.DIFFERENCE, Form.GAP, *MONTHLY, Form.THRESHOLD))}


def quantities(unit: str, form: Form) -> list[Quantity]:
    bar = FORMS[form] if unit == SHARE else FORMS[form] and Fraction(30)
    signs = (1, -1) if form in (Form.DIFFERENCE, Form.GAP, *MONTHLY) else (1,)
    return [Quantity(sign * Fraction(size), unit, form, beside=bar, key=KEY) for size in SIZES for sign in signs]


def printed(language: Language, sheet: openpyxl.worksheet.worksheet.Worksheet, quantity: Quantity) -> tuple[str, str]:
    """Writes a figure, its decimals and its words in a row; the words expected, and where they are."""
    row = sheet.max_row + 1
    printer = FormulaPrinter(
        TextPrinter(language, load()), lambda key: f"$A${row}" if key == KEY else None, places=lambda _: f"$B${row}"
    )
    sheet.cell(row, 1).value = float(quantity.value)
    sheet.cell(row, 2).value = f"={printer.decimals(quantity).formula}"
    sheet.cell(row, 3).value = f"={printer.quantity(quantity)}"
    return f"C{row}", printer.text(quantity)


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", languages())
def test_a_figure_in_words_is_the_screens_in_every_case(tmp_path: Path, language: Language) -> None:
    book = openpyxl.Workbook()
    units = (SHARE, TIMES, "enterprises", "money")
    expected = dict(
        printed(language, book.active, quantity)
        for unit in units
        for form in FORMS
        for quantity in quantities(unit, form)
    )
    stream = io.BytesIO()
    book.save(stream)
    saved = openpyxl.load_workbook(io.BytesIO(converted({"a": stream.getvalue()}, tmp_path)["a"]), data_only=True)
    found = {at: saved.active[at].value for at in expected}
    assert {at: (found[at], text) for at, text in expected.items() if found[at] != text} == {}


def stepping(steps: list[Part | str]) -> FormulaPrinter:
    def step(what: Part | str) -> str:
        steps.append(what)
        return f"'Workings'!$E${len(steps)}"

    return FormulaPrinter(
        TextPrinter(Language.EN, load()), lambda key: "$A$1" if key == KEY else None, lambda _: "$B$1", step=step
    )


def many(n: int) -> Value:
    figure = Quantity(Fraction(3), "enterprises", key=KEY)
    return Joined(tuple(say("{id} {asked}", id=Verbatim("words " * 9), asked=figure) for _ in range(n)), "lines")


@pytest.mark.parametrize("n", [1, 5, 9, 80, 700])
def test_a_long_text_is_made_of_steps_none_of_which_is_long(n: int) -> None:
    steps: list[Part | str] = []
    part = stepping(steps).part(many(n))
    formulas = [part.formula, *(step.formula for step in steps if isinstance(step, Part))]
    assert (max(map(len, formulas)) < LONGEST_FORMULA, part.value) == (True, stepping([]).text(many(n)))


def test_a_short_text_has_no_steps() -> None:
    steps: list[Part | str] = []
    assert (len(stepping(steps).part(many(2)).formula) < LONGEST_FORMULA, steps) == (True, [])
