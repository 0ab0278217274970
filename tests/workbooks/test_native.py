"""A cell holds the number and shows the text of the screen."""

from __future__ import annotations

from fractions import Fraction

import pytest

from core.printers.sheet.native import native


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("148", Fraction(148), (148.0, "#,##0")),
        ("12,345家", Fraction(12345), (12345.0, '#,##0"家"')),
        ("至少 180家", Fraction(180), (180.0, '"至少 "#,##0"家"')),
        ("57.8%", Fraction(104, 180), (104 / 180, "0.0%")),
        ("1.67倍", Fraction(5, 3), (5 / 3, '#,##0.00"倍"')),
        ("52 short", Fraction(-52), (-52.0, '#,##0" short";#,##0" short"')),
        ("29.96%", Fraction("0.2996"), (0.2996, "0.00%")),
    ],
)
def test_a_figure_becomes_its_number_and_a_format(text: str, value: Fraction, expected: tuple[float, str]) -> None:
    assert native(text, value) == expected


def test_a_figure_cut_so_as_not_to_reach_the_threshold_is_written_as_shown() -> None:
    assert native("99%", Fraction(999, 1000)) == (0.99, "0%")


def test_a_negative_figure_written_as_shown_keeps_its_sign() -> None:
    assert native("0.000001 points", Fraction(-19, 10**7)) == (
        -0.000001,
        '#,##0.000000" points";#,##0.000000" points"',
    )


@pytest.mark.parametrize("text", ["—", "", "3 of 4"])
def test_text_that_is_no_single_figure_stays_text(text: str) -> None:
    assert native(text, Fraction(3)) is None


def test_quotes_in_a_unit_stay_quotes() -> None:
    assert native('5"', Fraction(5)) == (5.0, '#,##0\\"')
