"""The assessment as a whole: score, commitment, equal wording, trajectories."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from core.model import Assessment, Month, Outcome, Profile, Reason, Submission
from core.pipeline import judge
from tests.build import RULEBOOK, claim, ledger, submission, unreadable

E, C = Profile.ENTERPRISE, Profile.CITY


def judged(found: Submission, profile: Profile | None = None, as_of: Month | None = None) -> Assessment:
    return judge(found, RULEBOOK, profile, as_of)


def everything(status: str = "ready", evidence: str | None = "附件") -> list:
    return [claim(c.id, status, evidence) for c in RULEBOOK.criteria[E] if c.kind == "evidence"]


def test_the_types_have_29_34_and_30_criteria() -> None:
    assert [judged(submission(profile)).verdict.total for profile in Profile] == [29, 34, 30]


def test_an_empty_workbook_scores_null_between_0_and_100() -> None:
    verdict = judged(submission(E)).verdict
    assert (verdict.score, verdict.score_low, verdict.score_high) == (None, 0, 100)


def test_an_empty_workbook_is_neither_compliant_nor_not() -> None:
    assert judged(submission(E)).verdict.compliant is None


def test_the_score_is_the_mean_of_the_items_with_what_is_reported() -> None:
    found = judged(submission(E, claims=[claim("E1.1", "ready", "附件"), claim("E5.1", "partial")]))
    assert found.verdict.score == 75


def test_what_is_not_reported_widens_the_interval() -> None:
    found = judged(submission(E, claims=[claim("E1.1", "ready", "附件")]))
    assert (found.verdict.score_low, found.verdict.score_high) == (Fraction(100, 18), 100)


def test_a_criterion_not_applicable_is_left_out_of_its_item() -> None:
    claims = [claim("E1.1", "not_applicable", None, "agreed_not_applicable"), claim("E1.2", "ready", "附件")]
    found = judged(submission(E, claims=[*claims, claim("E1.3", "ready", "附件")]))
    assert found.verdict.item_scores[1] == (1, 1, 1)


def test_attainment_is_capped_in_the_score_only() -> None:
    found = judged(submission(E, months={"2026-06": {"enterprises": 400}}))
    assert found.finding("E4.1").attainment == 2
    assert found.verdict.item_scores[4][0] == 1


def test_the_foundation_stands_outside_the_score() -> None:
    claims = [claim(f"F{i}.{j}", "missing") for i, j in [(1, 1), (1, 2)]]
    assert judged(submission(E, claims=[*claims, claim("E1.1", "ready", "附件")])).verdict.score == 100


def test_the_applicants_own_target_is_judged_beside_the_notices() -> None:
    found = judged(submission(E, months={"2026-06": {"enterprises": 210}}, targets={"E4.1": 250})).finding("E4.1")
    assert found.outcome is Outcome.MET
    assert found.commitment
    assert found.commitment.outcome is Outcome.NOT_MET


def test_compliance_not_met_is_a_red_flag() -> None:
    assert judged(submission(E, claims=[claim("E6.6", "missing")])).verdict.red_flag


def test_a_status_of_equal_wording_serves_another_type_and_says_so() -> None:
    found = judged(submission(E, claims=[claim("E5.1", "ready", "附件")]), C)
    assert found.finding("C5.1").outcome is Outcome.MET
    assert [p.criteria for p in found.problems if p.code == "status_of_equal_item"] == [("C5.1",)]


def test_a_status_of_equal_wording_that_cannot_be_read_is_the_reason_for_another_type() -> None:
    unread = replace(claim("E5.1", None), status=unreadable("基本具备", "定性自评", "C2"))
    assert judged(submission(E, claims=[unread]), C).finding("C5.1").reason is Reason.UNREADABLE


def test_a_status_of_equal_wording_that_can_be_read_comes_before_one_that_cannot() -> None:
    unread = replace(claim("E5.1", None), status=unreadable("基本具备", "定性自评", "C2"))
    found = judged(submission(E, claims=[unread, claim("I5.1", "missing")]), C)
    assert found.finding("C5.1").outcome is Outcome.NOT_MET


def test_equal_wording_does_not_help_within_the_workbooks_own_type() -> None:
    found = judged(submission(C, claims=[claim("E5.1", "ready", "附件")]))
    assert found.finding("C5.1").outcome is Outcome.NO_DATA


def test_a_row_of_another_type_without_equal_wording_is_not_for_this_type() -> None:
    assert judged(submission(E), C).finding("C1.1").reason is Reason.NOT_FOR_THIS_TYPE


def test_what_a_ledger_would_give_is_of_this_type_at_a_date_before_the_pilot_too() -> None:
    opened = ledger("resources", [{"operator_open": True, "volume": 1, "start": "2025-03"}])
    asked = judged(submission(E, as_of="2025-03", ledgers=[opened]), C, Month(2025, 5))
    assert asked.finding("C2.3").reason is Reason.BLANK


def monthly() -> dict:
    return {f"2025-{m:02d}": {"enterprises": 20 + 10 * (m - 7)} for m in range(7, 13)}


def test_the_straight_line_runs_from_the_first_value_to_the_threshold_at_the_end() -> None:
    points = judged(submission(E, months=monthly())).trajectory("E4.1").points
    assert (points[0].required, points[-1].required) == (20, 200)


def test_months_without_a_figure_are_null_not_carried() -> None:
    points = judged(submission(E, months=monthly())).trajectory("E4.1").points
    assert [point.value for point in points[5:7]] == [70, None]


def test_the_pace_needed_and_the_recent_pace() -> None:
    found = judged(submission(E, months=monthly())).trajectory("E4.1")
    assert (found.needed_per_month, found.recent_per_month) == (Fraction(130, 18), 10)


def test_an_earlier_month_is_judged_as_todays_workbook_tells_it() -> None:
    found = judged(submission(E, months=monthly()), as_of=Month(2025, 9))
    assert (found.finding("E4.1").value, found.elapsed) == (40, 3)


def test_everything_ready_but_nothing_measured_is_still_open() -> None:
    assert judged(submission(E, claims=everything())).verdict.compliant is None
