"""基本信息."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.model import Month, PilotPeriod, Profile, State
from tests.build import RULEBOOK
from tests.intake.books import BASICS, asked, codes, reading
from tests.places import address, cell_of, located

MONTHS = [("试点开始月份", "2025-07"), ("试点结束月份", "2027-06")]


def form(*rows: Any, head: tuple[str, ...] = ("项目", "内容", "说明")) -> Any:
    return reading(basics=[head, *MONTHS, *rows])


@pytest.mark.parametrize(
    ("word", "profile"),
    [
        ("企业", "enterprise"),
        ("行业可信数据空间", "industry"),
        ("City", "city"),
        ("industry", "industry"),
        ("  城 市 ", "city"),
    ],
)
def test_the_pilot_type_is_understood(word: str, profile: str) -> None:
    assert form(("试点类型", word)).profile == Profile(profile)


def test_a_blank_pilot_type_is_none() -> None:
    assert form(("试点类型", None)).profile is None


def test_an_unreadable_pilot_type_is_none_and_an_error() -> None:
    submission = form(("试点类型", "混合"))
    assert (submission.profile, codes(submission)) == (None, ["not_in_list"])


def test_values_are_typed_and_placed() -> None:
    submission = form(("拟投入资金总额（万元）", 2087))
    entry = submission.basics["planned_investment"]
    assert (entry.value, address(entry.ref, submission), entry.found) == (Decimal(2087), "基本信息!B4", "2087")


def test_an_item_that_is_not_there_is_absent() -> None:
    assert form().basics["planned_investment"].state is State.ABSENT


def test_the_help_beside_a_blank_value_is_not_its_value() -> None:
    assert form(("拟投入资金总额", None, "申报书中的总额 100")).basics["planned_investment"].state is State.BLANK


def test_without_a_header_row_the_cell_right_of_the_label_is_the_value() -> None:
    submission = reading(basics=[*MONTHS, ("试点类型", "行业", "所属行业", "物流")])
    assert (submission.profile, submission.basics["industry"].value) == (Profile.INDUSTRY, "物流")


def test_english_labels_are_known() -> None:
    submission = reading(basics=[("Item", "Content"), ("Pilot type", "Enterprise"), ("Planned total investment", 5)])
    assert (submission.profile, submission.basics["planned_investment"].value) == ("enterprise", 5)


def test_an_amount_in_yuan_converts_and_asks() -> None:
    submission = form(("拟投入资金总额（元）", 20_870_000))
    assert (submission.basics["planned_investment"].value, codes(submission)) == (Decimal(2087), ["unit_converted"])


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_unit_in_a_column_of_its_own_is_heard_wherever_that_stands(at: int) -> None:
    rows = [["项目", "内容"], *map(list, MONTHS), ["拟投入资金总额", 20_870_000]]
    for row, unit in zip(rows, ("单位", "", "", "元"), strict=True):
        row.insert(at, unit)
    submission = reading(basics=rows)
    assert (submission.basics["planned_investment"].value, codes(submission)) == (Decimal(2087), ["unit_converted"])


def test_a_label_twice_with_different_values_is_an_error_and_not_used() -> None:
    submission = form(("拟投入资金总额", 10), ("拟投入资金总额", 20))
    assert submission.basics["planned_investment"].state is State.UNREADABLE
    assert [(p.code, cell_of(p)) for p in located(submission)] == [("item_twice", "B5")]


def test_a_label_twice_with_one_value_is_that_value() -> None:
    submission = form(("拟投入资金总额", None), ("拟投入资金总额", 20))
    assert (submission.basics["planned_investment"].value, submission.problems) == (20, ())


def test_the_baseline_bears_the_unit_of_the_form() -> None:
    submission = form(("基期数据资源开放总量", "120TB"), ("开放总量计量单位", "TB"))
    assert (submission.basics["baseline_volume"].value, codes(submission)) == (120, ["text_unit"])


def test_the_pilot_is_read() -> None:
    assert reading(basics=BASICS).pilot == PilotPeriod(Month(2025, 7), Month(2027, 6))


def test_blank_pilot_months_take_the_defaults_with_a_warning_each() -> None:
    submission = reading(basics=[("项目", "内容"), ("试点类型", "企业"), ("试点开始月份", None), ("试点结束月份", "")])
    assert submission.pilot == PilotPeriod(Month(2025, 7), Month(2027, 6))
    assert [(RULEBOOK.problems.severity(p), p.code, str(p.details["understood"])) for p in submission.problems] == [
        ("warning", "pilot_default", "2025-07"),
        ("warning", "pilot_default", "2027-06"),
    ]


def test_a_blank_end_is_24_months_from_the_start() -> None:
    submission = reading(basics=[("项目", "内容"), ("试点类型", "企业"), ("试点开始月份", "2025年9月")])
    assert submission.pilot == PilotPeriod(Month(2025, 9), Month(2027, 8))


def test_an_end_before_the_start_is_an_error_and_24_months_are_taken() -> None:
    submission = reading(
        basics=[("项目", "内容"), ("试点类型", "企业"), ("试点开始月份", "2025-09"), ("试点结束月份", "2024-09")]
    )
    assert submission.pilot.end == Month(2027, 8)
    assert [(RULEBOOK.problems.severity(p), p.code, cell_of(p)) for p in located(submission)] == [
        ("error", "pilot_end_before_start", "B4")
    ]


def test_an_unreadable_start_is_an_error_and_the_default_is_taken() -> None:
    submission = reading(
        basics=[("项目", "内容"), ("试点类型", "企业"), ("试点开始月份", "去年"), ("试点结束月份", "2027-06")]
    )
    assert (submission.pilot.start, codes(submission)) == (Month(2025, 7), ["unreadable"])


def test_the_date_of_the_figures_is_a_month() -> None:
    assert form(("数据截止月份", "2026年6月")).basics["as_of"].value == Month(2026, 6)


@pytest.mark.parametrize(("typed", "month"), [(202606, Month(2026, 6)), (2026.1, None), (6, None)])
def test_a_number_in_a_cell_with_a_dates_format_is_a_month_where_it_names_one(
    typed: float, month: Month | None
) -> None:
    shown = datetime(1899, 12, 30) + timedelta(days=typed)
    assert form(("数据截止月份", shown)).basics["as_of"].value == month


def test_a_date_without_its_year_offers_the_month_that_is_reported() -> None:
    basics = [("项目", "内容"), *MONTHS, ("数据截止月份", "6月")]  # June comes twice in the pilot
    found = reading({"月度统计": [("月份", "接入企业数"), ("2026-05", 3), ("2026-06", 5)]}, basics=basics)
    assert [problem.details["months"] for problem in asked(found, "month_unclear")] == [(Month(2026, 6),)]


def test_the_form_without_any_known_item_is_an_error() -> None:
    assert [p.code for p in asked(reading(basics=[("甲", "乙"), ("丙", "丁")]), "no_header")] == ["no_header"]


def test_an_item_like_a_missing_one_is_asked_about() -> None:
    assert [(p.code, cell_of(p)) for p in located(form(("项目拟投入资金总额", 5)))] == [("unknown_item", "A4")]
