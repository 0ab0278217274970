"""What a share lacks is said in what is counted above its line, where both parts are known."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from core.documents import figures
from core.documents.criterion import criterion
from core.documents.outlook import planner
from core.documents.steps import steps
from core.model import Assessment, Finding, Profile
from core.pipeline import judge
from tests.build import RULEBOOK, ledger, submission
from tests.said import said

E, I, C = Profile.ENTERPRISE, Profile.INDUSTRY, Profile.CITY
MONTH = "2025-07"
#: E3.4 asks for 40% of the small and medium enterprises, E6.5 for revenue of 10% of the planned investment.
SMES, REVENUE = "E3.4", "E6.5"


def judged(**figures: int) -> Assessment:
    basics: dict[str, Any] = {"planned_investment": 1005}
    return judge(submission(E, months={MONTH: figures}, basics=basics, as_of=MONTH), RULEBOOK, E)


def bar(id: str) -> Fraction:
    return Fraction(RULEBOOK.criterion(E, id).threshold or 0)


def step(a: Assessment, id: str, language: str = "zh") -> str:
    return next(said(row.cells["step"], language) for row in steps(a).table.rows if row.id == id)


def short(finding: Finding) -> Fraction:
    quantity = figures.parts_short(finding)
    assert quantity is not None
    return quantity.value


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh", "：期末前还差1家"), ("en", ": 1 enterprise to go by the pilot's end")]
)
def test_of_one_firm_that_is_lacking_no_pace_is_said(language: str, sentence: str) -> None:
    assert step(judged(smes=32, smes_served=15), SMES, language).endswith(sentence)


def test_a_share_of_firms_lacks_whole_firms() -> None:
    a = judged(smes=31, smes_served=2)
    missing = -int(-(bar(SMES) * 31 - 2) // 1)
    assert short(a.finding(SMES)) == missing
    assert f"还差{missing}家，按期达标需" in step(a, SMES)
    assert f": {missing} enterprises to go; " in step(a, SMES, "en")


@pytest.mark.parametrize("smes", [10, 31, 99])
def test_what_a_share_lacks_reaches_the_threshold_and_one_less_does_not(smes: int) -> None:
    missing = short(judged(smes=smes, smes_served=1).finding(SMES))
    assert (1 + missing) / smes >= bar(SMES) > missing / smes


def test_a_share_of_money_lacks_an_exact_sum() -> None:
    a = judged(revenue=70)
    assert short(a.finding(REVENUE)) == bar(REVENUE) * 1005 - 70
    assert said(figures.parts_short(a.finding(REVENUE))).endswith("万元")
    assert "万元，按期达标需每月增加" in step(a, REVENUE)


def test_what_is_needed_a_month_is_in_the_same_unit() -> None:
    a = judged(revenue=70)
    monthly = figures.parts_needed(a, a.finding(REVENUE))
    assert monthly is not None
    assert (monthly.value * a.months_left, monthly.unit) == (short(a.finding(REVENUE)), "money")


def test_the_planner_says_the_same() -> None:
    a = judged(revenue=70)
    (row,) = (row for row in planner(a).figures.rows if row.id == REVENUE)
    assert row.cells["short"] == figures.parts_short(a.finding(REVENUE))


def test_a_share_whose_parts_are_not_known_lacks_points() -> None:
    a = judged(revenue=70)
    assert figures.parts_short(replace(a.finding(REVENUE), parts=())) is None


def test_the_mean_of_a_month_lacks_people() -> None:
    a = judged(registered_users=100, active_users=5)
    assert "还差25人，按期达标需" in step(a, "E4.2")
    assert ": 25 users to go; " in step(a, "E4.2", "en")


@pytest.mark.parametrize("active", [0, 7, 40])
def test_what_days_lack_is_for_their_mean_and_reaches_the_threshold(active: int) -> None:
    days = [{"date": f"{MONTH}-{day:02}", "registered_users": 200 + day, "active_users": active} for day in range(1, 8)]
    a = judge(submission(E, ledgers=[ledger("daily", days)], as_of=MONTH), RULEBOOK, E)
    finding = a.finding("E4.2")
    registered, missing = Fraction(7 * 200 + 28, 7), short(finding)
    assert (finding.origin, finding.days) == ("daily", 7)
    assert (active + missing) / registered >= bar("E4.2") > (active + missing - 1) / registered
    assert gap(a, "E4.2") == f"还差{missing}人"


def test_organisations_that_are_active_are_lacking_as_such() -> None:
    a = judge(submission(C, months={MONTH: {"registered_orgs": 95, "active_orgs": 4}}, as_of=MONTH), RULEBOOK, C)
    assert gap(a, "C4.4") == "还差6家"


def test_a_sum_of_percentages_lacks_points() -> None:
    a = judge(submission(I, months={MONTH: {"market_share": "0.22"}}, as_of=MONTH), RULEBOOK, I)
    assert gap(a, "I4.1") == "还差8.0个百分点"


def test_a_pace_is_in_parts_only_where_what_is_below_the_line_is_fixed() -> None:
    months = {
        f"2025-{month:02}": {"revenue": 70, "registered_users": 100, "active_users": month} for month in range(7, 12)
    }
    a = judge(submission(E, months=months, basics={"planned_investment": 10050}, as_of="2025-11"), RULEBOOK, E)
    assert said(figures.recent(a, a.finding(REVENUE))) == "每月增加70万元"
    assert said(figures.recent(a, a.finding("E4.2"))) == "每月增加1.0个百分点"


def test_a_scenario_says_what_it_takes_in_parts_and_in_points() -> None:
    a = judged(smes=100, smes_served=2)
    assert said(figures.needed_as_parts(a.finding(SMES), Fraction(3, 100))) == "每月增加3家（每月增加3.0个百分点）"


def gap(a: Assessment, id: str, language: str = "zh") -> str:
    return said(criterion(a, a.finding(id)).state, language)


def test_the_gap_of_a_share_below_its_threshold_is_what_the_step_says() -> None:
    a = judged(revenue=70, smes=31, smes_served=2)
    for id in (REVENUE, SMES):
        short = said(figures.shortfall(a.finding(id)))
        assert gap(a, id) == f"还差{short}"
        assert f"：还差{short}，" in step(a, id)


def test_the_gap_of_a_share_above_its_threshold_is_in_points() -> None:
    assert gap(judged(smes=10, smes_served=9), SMES).startswith("超出")
    assert gap(judged(smes=10, smes_served=9), SMES).endswith("个百分点")


def test_english_money_is_in_single_yuan() -> None:
    a = judged(revenue=70)
    assert gap(a, REVENUE, "en") == "305,000 CNY short"
    assert gap(a, REVENUE) == "还差30.5万元"


def test_what_begins_an_english_cell_has_a_capital() -> None:
    a = judged(smes=31, smes_served=2)
    cells = next(row.cells for row in steps(a).table.rows if row.id == SMES)
    assert said(cells["pace"], "en") == "No figure three months back to compare with"
    assert said(cells["recent"], "en") == "no figure three months back to compare with"
