"""Looking back: the forecasts of earlier months use no figure of a later one."""

from __future__ import annotations

from core.documents.method import back_test
from core.forecast import hindsights, outlooks
from core.i18n import Language
from core.model import Assessment, Month, Profile
from core.model.document import Value
from core.pipeline import judge
from core.printers.text import TextPrinter
from tests.build import RULEBOOK, submission
from tests.forecast.test_outlook import months

E = Profile.ENTERPRISE


def growing(count: int, **changed: int) -> Assessment:
    rows = months(count, 20, 8)
    rows |= {month.replace("_", "-").removeprefix("m"): {"enterprises": value} for month, value in changed.items()}
    return judge(submission(E, months=rows), RULEBOOK)


def test_there_is_a_look_every_three_months_before_the_date() -> None:
    found = hindsights(growing(12), "E4.1")
    assert [(look.month, look.known) for look in found] == [
        (Month(2025, 9), 3),
        (Month(2025, 12), 6),
        (Month(2026, 3), 9),
    ]


def test_each_look_is_held_against_the_figure_of_the_date() -> None:
    assert {look.came for look in hindsights(growing(12), "E4.1")} == {20 + 8 * 11}


def test_a_look_knows_nothing_of_later_months() -> None:
    first, changed = hindsights(growing(12), "E4.1")[0], hindsights(growing(12, m2026_02=90, m2026_06=500), "E4.1")[0]
    assert (first.low, first.median, first.high) == (changed.low, changed.median, changed.high)


def test_a_look_says_what_that_month_forecast_for_the_date() -> None:
    then = judge(submission(E, months=months(9, 20, 8)), RULEBOOK)
    point = next(p for p in outlooks(then)["E4.1"].points if p.month == Month(2026, 6))
    assert hindsights(growing(12), "E4.1")[2].median == point.median


def test_a_figure_far_out_is_outside() -> None:
    assert not hindsights(growing(12, m2026_06=5000), "E4.1")[2].inside


def test_a_look_without_change_is_too_early() -> None:
    rows = {**months(12, 20, 0), "2026-06": {"enterprises": 40}}
    found = hindsights(judge(submission(E, months=rows), RULEBOOK), "E4.1")
    assert [look.early for look in found] == [True, True, True]


def test_a_date_without_a_figure_has_nothing_to_compare() -> None:
    rows = {**months(12, 20, 8), "2026-07": {"enterprises": None}}
    assert hindsights(judge(submission(E, months=rows, as_of="2026-07"), RULEBOOK), "E4.1") == ()


def said(value: Value) -> str:
    return TextPrinter(Language.EN, RULEBOOK)(value)


def test_the_sentence_counts_the_looks_inside() -> None:
    tested = back_test(growing(12), "E4.1")
    inside = len([row for row in tested.table.rows if said(row.cells["inside"]) == "inside"])
    assert said(tested.sentence).startswith(f"In {inside} of 3 back-tests the actual figure was in the likely range.")


def test_the_sentence_names_the_month_that_was_forecast() -> None:
    assert "would have said of Jun 2026" in said(back_test(growing(12), "E4.1").sentence)


def test_where_nothing_was_forecast_no_look_back_is_listed() -> None:
    flat = judge(submission(E, months=months(12, 20, 0)), RULEBOOK)
    assert back_test(flat, "E4.1").table.rows == ()
