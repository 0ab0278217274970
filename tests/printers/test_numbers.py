"""Rounding for display: once, from the exact value, and never across the threshold."""

from __future__ import annotations

from fractions import Fraction

import pytest

from core.documents import figures
from core.model import Month, Profile
from core.model.document import Value
from core.model.quantity import Form, Quantity
from core.printers.numbers import quantity_text, rounded
from tests.build import RULEBOOK
from tests.said import said

ACTIVITY = RULEBOOK.criterion(Profile.ENTERPRISE, "E4.2")
VOLUME = RULEBOOK.criterion(Profile.ENTERPRISE, "E2.2")
CONNECTED = RULEBOOK.criterion(Profile.ENTERPRISE, "E4.1")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction("0.2996"), "29.96%"),
        (Fraction("0.3"), "30.0%"),
        (Fraction("0.29999"), "29.999%"),
        (Fraction("0.2999999999"), "29.999999%"),
        (Fraction(1, 3), "33.3%"),
        (Fraction(0), "0.0%"),
    ],
)
def test_a_share_is_shown_on_its_true_side_of_the_threshold(value: Fraction, shown: str) -> None:
    assert said(ACTIVITY.quantity(value)) == shown


@pytest.mark.parametrize(
    ("unit", "value", "zh", "en"),
    [
        ("enterprise", "-3", "每月减少3家", "3 enterprises less a month"),
        ("enterprise", "4.3", "每月增加4.3家", "4.3 enterprises a month"),
        ("enterprise", "0.2", "约每5个月增加1家", "about 1 enterprise every 5 months"),
        ("share", "-0.026", "每月减少2.6个百分点", "2.6 points less a month"),
        ("share", "0.0004", "每月增加0.04个百分点", "0.04 points a month"),
        ("times", "-0.03", "每月减少0.03倍", "0.03× less a month"),
    ],
)
def test_a_falling_pace_is_said_as_a_fall(unit: str, value: str, zh: str, en: str) -> None:
    pace = Quantity(Fraction(value), CONNECTED.unit if unit == "enterprise" else unit, Form.PACE)
    assert (quantity_text(pace, RULEBOOK, "zh"), quantity_text(pace, RULEBOOK, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("form", "value", "zh", "en"),
    [
        (Form.PACE, "2220.2", "每月增加2,220家", "2,220 enterprises a month"),
        (Form.NEEDED, "2220.2", "每月增加2,221家", "2,221 enterprises a month"),
        (Form.PACE, "-2220.5", "每月减少2,221家", "2,221 enterprises less a month"),
        (Form.NEEDED, "99.94", "每月增加99.9家", "99.9 enterprises a month"),
        (Form.NEEDED, "99.96", "每月增加100家", "100 enterprises a month"),
    ],
)
def test_a_pace_of_a_hundred_or_more_is_whole_and_a_need_is_rounded_up(
    form: Form, value: str, zh: str, en: str
) -> None:
    pace = Quantity(Fraction(value), CONNECTED.unit, form)
    assert (quantity_text(pace, RULEBOOK, "zh"), quantity_text(pace, RULEBOOK, "en")) == (zh, en)


def test_a_multiple_just_under_two_is_not_shown_as_two() -> None:
    assert said(VOLUME.quantity(Fraction("1.9999"))) == "1.9999倍"


@pytest.mark.parametrize(("language", "shown"), [("zh", "2,000家"), ("en", "2,000 enterprises")])
def test_counts_have_separators_and_their_unit(language: str, shown: str) -> None:
    assert said(CONNECTED.quantity(Fraction(2000)), language) == shown


def test_one_of_a_unit_is_singular_in_english() -> None:
    assert said(CONNECTED.quantity(Fraction(1)), "en") == "1 enterprise"


def test_no_value_is_a_dash_and_not_a_zero() -> None:
    nothing: Value = None
    assert said(nothing) == "—"


@pytest.mark.parametrize(("language", "shown"), [("zh", "200家"), ("en", "200 enterprises")])
def test_thresholds_are_written_as_in_the_notice(language: str, shown: str) -> None:
    assert said(figures.threshold(CONNECTED), language) == shown


def test_a_difference_of_shares_is_in_points() -> None:
    assert said(Quantity(Fraction("-0.0234"), "share", Form.DIFFERENCE)) == "2.3个百分点"


def test_a_difference_is_never_shown_as_nothing() -> None:
    assert said(Quantity(Fraction("0.0004"), "share", Form.DIFFERENCE), "en") == "0.04 points"


def test_halves_round_up_once_from_the_exact_value() -> None:
    assert str(rounded(Fraction(1249, 1000), 1)) == "1.2"
    assert str(rounded(Fraction(125, 1000), 2)) == "0.13"


@pytest.mark.parametrize(("language", "shown"), [("zh", "2026年6月"), ("en", "Jun 2026")])
def test_months_are_written_as_each_language_does(language: str, shown: str) -> None:
    assert said(Month(2026, 6), language) == shown
