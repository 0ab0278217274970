"""月度统计, 年度目标 and 定性自评."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.model import Month, State
from tests.build import RULEBOOK
from tests.intake.books import Percent, asked, codes, reading
from tests.places import address, cell_of, located

HEAD = ["月份", "接入企业数", "当月收入（万元）"]


def monthly(*rows: Any, head: Any = HEAD) -> Any:
    return reading({"月度统计": [head, *rows]})


def plan(*rows: Any) -> Any:
    return reading({"年度目标": [["指标编号", "指标", "第一年末目标", "试点期末目标"], *rows]})


def claims(*rows: Any) -> Any:
    return reading({"定性自评": [["编号", "要素", "状态", "佐证材料", "说明", "复核状态", "复核意见"], *rows]})


def test_months_come_in_order() -> None:
    months = [str(row.month) for row in monthly(["2025-09", 3], ["2025-07", 1], [date(2025, 8, 31), 2]).monthly.rows]
    assert months == ["2025-07", "2025-08", "2025-09"]


def test_a_month_without_figures_is_a_row_of_blanks() -> None:
    rows = monthly(["2025-07", 1], ["2025-08"], ["2025-09", None, "—"]).monthly.rows
    assert [row.row for row in rows] == [2, 3, 4]
    assert {entry.state for row in rows[1:] for entry in row.figures.values()} == {State.BLANK}


def test_a_month_waiting_in_the_template_gives_way_to_its_filled_row() -> None:
    submission = monthly(["2025-07"], ["2025-08", 2], ["2025-07", 1])
    assert ([row.row for row in submission.monthly.rows], submission.problems) == ([4, 3], ())


def test_a_blank_row_after_the_filled_one_changes_nothing() -> None:
    submission = monthly(["2025-07", 1], ["2025-07"])
    assert ([row.row for row in submission.monthly.rows], submission.problems) == ([2], ())


def test_a_blank_beside_figures_is_a_blank() -> None:
    submission = monthly(["2025-07", 1, None])
    entry = submission.monthly.rows[0].figures["revenue"]
    assert (entry.state, entry.value, address(entry.ref, submission)) == (State.BLANK, None, "月度统计!C2")


def test_an_unreadable_figure_has_no_value() -> None:
    entry = monthly(["2025-07", "约200", 1]).monthly.rows[0].figures["enterprises"]
    assert (entry.state, entry.value, entry.found) == (State.UNREADABLE, None, "约200")


def test_a_month_twice_with_the_same_figures_is_a_question() -> None:
    submission = monthly(["2025-07", 1, 2], ["2025年7月", 1, 2])
    assert (codes(submission), submission.monthly.rows[0].figures["enterprises"].value) == (["month_twice"], 1)


def test_what_differs_between_two_rows_of_a_month_is_not_used() -> None:
    submission = monthly(["2025-07", 1, 2], ["2025-07", 3, 2])
    figures = submission.monthly.rows[0].figures
    assert (figures["enterprises"].state, figures["revenue"].value) == (State.UNREADABLE, 2)
    assert [(RULEBOOK.problems.severity(p), p.code, cell_of(p)) for p in located(submission)] == [
        ("error", "month_twice_differs", "A3")
    ]


def test_figures_without_a_month_are_an_error() -> None:
    assert [(p.code, cell_of(p)) for p in located(monthly(["2025-07", 1], [None, 2]))] == [("month_missing", "A3")]


def test_figures_of_an_unreadable_month_are_not_used() -> None:
    submission = monthly(["2025-07", 1], [2025.1, 2])
    assert (len(submission.monthly.rows), codes(submission)) == (1, ["month_as_number"])


def test_a_month_outside_the_pilot_is_kept_and_asked_about() -> None:
    submission = monthly(["2025-06", 1])
    assert (submission.monthly.rows[0].month, codes(submission)) == (Month(2025, 6), ["month_outside_pilot"])


def test_a_monthly_sheet_without_months_is_an_error() -> None:
    assert codes(reading({"月度统计": [["接入企业数", "当月收入"], [1, 2]]})) == ["column_missing"]


def test_columns_beyond_the_type_are_read_too() -> None:
    submission = monthly(["2025-07", 2000], head=["月份", "上架数据产品数"])
    assert submission.monthly.rows[0].figures["listed_products"].value == 2000


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        ("35%", "0.35", "text_number"),
        (35, "0.35", "percent_plain"),
        (0.35, "0.35", "fraction_plain"),
        (1, "1", "fraction_plain"),
        ("35", "0.35", "percent_plain"),
        (Percent(0.35), "0.35", None),
    ],
)
def test_the_target_of_a_share_is_a_fraction(typed: Any, value: str, code: str | None) -> None:
    submission = plan(["E3.4", "x", None, typed])
    assert (submission.targets["E3.4"].end.value, codes(submission)) == (Decimal(value), [code] if code else [])


def test_a_share_over_one_is_an_error() -> None:
    submission = plan(["E3.4", "x", None, "135%"])
    assert (submission.targets["E3.4"].end.state, codes(submission)) == (State.UNREADABLE, ["share_above_one"])


def test_revenue_may_exceed_the_investment() -> None:
    assert plan(["E6.5", "x", None, Percent(1.2)]).targets["E6.5"].end.value == Decimal("1.2")


@pytest.mark.parametrize(("typed", "value"), [(30, "30"), ("30个", "30"), ("30", "30")])
def test_the_target_of_a_count_is_a_number(typed: Any, value: str) -> None:
    assert plan(["e2.1 ", "x", typed, None]).targets["E2.1"].first_year.value == Decimal(value)


def test_the_target_of_a_doubling_is_a_multiple() -> None:
    assert plan(["E2.2", "x", None, "2.5倍"]).targets["E2.2"].end.value == Decimal("2.5")


def test_a_blank_target_is_no_target() -> None:
    assert plan(["E2.1", "x", None, None], ["E3.1", "x", 3, None]).targets.keys() == {"E3.1"}


def test_a_target_for_an_unknown_id_is_asked_about() -> None:
    assert [(p.code, cell_of(p), p.found) for p in located(plan(["E9.9", "x", 1, 2]))] == [
        ("unknown_criterion", "A2", "E9.9")
    ]


def test_two_targets_for_one_id_that_differ_are_not_used() -> None:
    submission = plan(["E2.1", "x", 10, 30], ["E2.1", "x", 10, 40])
    assert (submission.targets["E2.1"].first_year.value, submission.targets["E2.1"].end.value) == (10, None)
    assert codes(submission) == ["criterion_twice_differs"]


def test_a_claim_is_read() -> None:
    claim = claims(["e1.1", "x", "已具备", "合同3份", "—", "属实", "同意"]).claims["E1.1"]
    assert (claim.status.value, claim.evidence.value, claim.note.value, claim.review.value) == (
        "ready",
        "合同3份",
        None,
        "true",
    )


def test_an_unknown_status_is_an_error_and_no_status() -> None:
    submission = claims(["E1.1", "x", "差不多", "合同"])
    assert (submission.claims["E1.1"].status.value, codes(submission)) == (None, ["not_in_list"])


@pytest.mark.parametrize(
    ("status", "review", "fits"),
    [
        ("已具备", "属实", True),
        ("已具备", "部分属实", True),
        ("部分具备", "属实", True),
        ("未具备", "不属实", True),
        ("不适用", "同意不适用", True),
        ("不适用", "属实", True),
        ("已具备", "同意不适用", False),
        ("未具备", "同意不适用", False),
        (None, "属实", False),
    ],
)
def test_a_review_counts_where_it_fits_the_status(status: str | None, review: str, fits: bool) -> None:
    submission = claims(["E1.1", "x", status, "合同", None, review])
    assert (submission.claims["E1.1"].review.value is not None) is fits
    assert ("review_does_not_fit" in codes(submission)) is not fits


def test_a_review_of_a_status_that_cannot_be_read_waits_for_it() -> None:
    submission = claims(["E1.1", "x", "差不多", "合同", None, "属实"])
    assert (submission.claims["E1.1"].review.value, codes(submission)) == (None, ["not_in_list"])


def test_claims_of_every_type_are_kept() -> None:
    assert claims(["E1.1", "x", "已具备"], ["C1.1", "x", "未具备"], ["F1.1", "x", None]).claims.keys() == {
        "E1.1",
        "C1.1",
        "F1.1",
    }


def test_two_claims_that_differ_are_not_used() -> None:
    submission = claims(["E1.1", "x", "已具备", "章程"], ["E1.1", "x", "未具备", "章程"])
    claim = submission.claims["E1.1"]
    assert (claim.status.state, claim.evidence.value, codes(submission)) == (
        State.UNREADABLE,
        "章程",
        ["criterion_twice_differs"],
    )


def test_a_claim_for_an_unknown_id_is_asked_about() -> None:
    assert len(asked(claims(["X1", "x", "已具备"]), "unknown_criterion")) == 1
