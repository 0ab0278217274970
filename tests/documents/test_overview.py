"""The verdict as values, printed: what an officer reads first."""

from __future__ import annotations

import re
from typing import Any

from core.documents.items import cards
from core.documents.outlook import heading, statuses
from core.documents.overview import banners, overview, red_flag, status, still_open, subline
from core.documents.steps import steps
from core.i18n import Language
from core.model import Assessment, Month, Outcome, Profile, Status
from core.model.document import EMPTY
from core.pipeline import judge, read
from core.printers.text import TextPrinter
from core.workbooks.template import template_workbook
from tests.build import RULEBOOK, claim, ledger, submission
from tests.pages.screen import judged as sample
from tests.said import said, verdict

E, C = Profile.ENTERPRISE, Profile.CITY


def judged(profile: Profile = E, as_of: Month | None = None, **kwargs: Any) -> Assessment:
    return judge(submission(E, **kwargs), RULEBOOK, profile, as_of)


def months(**figures: int) -> dict[str, dict[str, int]]:
    return {f"2026-{m:02d}": {key: value + 3 * m for key, value in figures.items()} for m in range(1, 7)}


def everything_met() -> Assessment:
    """An assessment all of whose findings are met."""
    from msgspec.structs import replace

    from core.assessment import verdict as counted

    a = judged()
    findings = [replace(finding, outcome=Outcome.MET, reason=None) for finding in a.findings]
    return replace(a, findings=tuple(findings), verdict=counted(findings))


# --- sentences ------------------------------------------------------------------------------


def test_the_sentence_counts_every_criterion_once() -> None:
    found = judged(claims=[claim("E5.1", "ready", "附件"), claim("E5.2", "missing")])
    assert verdict(found) == "29项条件中，1项达标、1项尚未达标、27项数据缺失。"


def test_what_there_is_none_of_is_not_counted() -> None:
    found = judged(claims=[claim("E5.1", "ready", "附件")])
    assert verdict(found, "en") == "Of 29 criteria, 1 met, 28 without data."


def test_nothing_reported_is_said_without_a_count() -> None:
    assert (verdict(judged()), verdict(judged(), "en")) == (
        "29项条件均无数据。",
        "None of the 29 criteria has data yet.",
    )


def test_all_met_is_said_without_a_count_of_each() -> None:
    assert verdict(everything_met()) == "29项条件均已达标。"
    assert said(status(everything_met())) == "自评符合全部条件。"


def test_the_sentence_says_not_met_once_the_pilot_is_over() -> None:
    found = judged(claims=[claim("E5.2", "missing")], months={"2027-06": {"enterprises": 1}})
    assert "1 not met" in verdict(found, "en") or "2 not met" in verdict(found, "en")


def test_the_subline_names_the_months_left_and_calls_the_score_unofficial() -> None:
    found = said(subline(judged(as_of=Month(2026, 6), claims=[claim("E5.1", "ready", "附件")])))
    assert found.startswith("距试点期结束还有12个月")
    assert re.search(r"非官方得分\d+\.\d–100\.0 · ", found)


def test_a_score_is_a_range_only_where_something_is_missing() -> None:
    city, partly = (
        overview(sample("sample_city.xlsx")),
        overview(judged(as_of=Month(2026, 6))),
    )
    assert (said(city.score.short), said(city.score.span)) == ("非官方得分73.9", "数据齐全，得分不浮动")
    assert (said(partly.score.short), said(partly.score.span)) == ("暂无非官方得分", "计入缺报项，得分区间为0.0—100.0")


def test_the_score_on_what_is_reported_stands_beside_its_range() -> None:
    found = overview(sample("sample_messy.xlsx")).score
    assert said(found.full) == "非官方得分83.9–89.4 · 缺报项分别按零分和满分计入；仅计已填报项为88.7"
    assert said(found.full, "en").endswith("unreported items counted as nothing and in full; 88.7 on what is reported")


def test_the_subline_counts_the_outcomes_that_depend_on_a_reading() -> None:
    both = {name: said(subline(sample(f"sample_{name}.xlsx"))) for name in ("enterprise", "messy")}
    assert "2项结论因口径而异" in both["enterprise"]
    assert "1项结论因口径而异" in both["messy"]
    assert "口径" not in said(subline(everything_met()))


def test_a_red_flag_comes_before_the_verdict() -> None:
    assert "E6.6" in said(red_flag(judged(claims=[claim("E6.6", "missing")])))


def test_no_red_flag_where_compliance_is_only_open() -> None:
    assert said(red_flag(judged())) == ""


def test_nothing_filled_in_is_not_nothing_missed() -> None:
    assert said(status(judged())) == "尚未填报，无法判断。"


def test_what_is_open_is_said_by_what_it_is() -> None:
    found = judged(claims=[claim("E5.1", "ready", "附件"), claim("E5.2", "missing")])
    assert said(still_open(found)) == "29项条件中，28项尚未达标或数据缺失"
    assert said(still_open(judged())) == "29项条件均数据缺失"


def test_the_cards_are_the_foundation_and_the_six_items() -> None:
    assert [(card.number, len(card.marks)) for card in cards(judged())] == [
        (0, 8), (1, 3), (2, 2), (3, 4), (4, 2), (5, 4), (6, 6)
    ]  # fmt: skip


# --- where it is heading --------------------------------------------------------------------


def test_the_outlook_counts_every_computed_criterion() -> None:
    j = sample("sample_city.xlsx")
    counts = statuses(j)
    assert sum(counts.values()) == len(j.outlooks)
    assert said(heading(j)) == "按目前进度：3项已达到，2项存在风险，5项难以达到。"
    assert list(counts) == list(Status)


def test_a_pilot_that_is_over_has_no_outlook() -> None:
    over = judged(months={"2027-06": {"enterprises": 180}})
    assert heading(over) is None


def test_without_any_figure_there_is_no_outlook() -> None:
    assert heading(judged()) is None


# --- banners --------------------------------------------------------------------------------


def kinds(a: Assessment) -> list[str]:
    return list(banners(a).by_kind)


def test_the_own_type_at_the_last_month_needs_no_banner() -> None:
    assert kinds(judged(months=months(enterprises=130))) == []


def test_another_type_is_said() -> None:
    found = judged(C, months=months(enterprises=130))
    assert kinds(found) == ["other_type"]
    assert said(banners(found).wording) == (
        "仅供对照：本工作簿填报的试点类型为企业，此处按城市评判，不作为运营单位的填报结论。"
    )


def test_a_past_month_is_said_with_what_in_it_is_of_today() -> None:
    found = judged(months=months(enterprises=130), as_of=Month(2026, 3))
    assert kinds(found) == ["past_month"]
    assert "佐证材料和台账各行的属性不带日期，均按现状计" in said(banners(found).wording)


def test_the_month_that_the_workbook_names_is_no_past_month() -> None:
    assert kinds(judge(submission(E, months=months(enterprises=130), as_of="2026-03"), RULEBOOK)) == []


def test_the_end_of_the_pilot_is_said() -> None:
    assert kinds(judged(months={"2027-06": {"enterprises": 180}})) == ["over"]


# --- steps ----------------------------------------------------------------------------------


def goes(a: Assessment, id: str, language: str = "zh") -> str:
    return next(said(row.cells["cell"], language) for row in steps(a).table.rows if row.id == id)


def test_a_figure_that_is_not_reported_names_where_it_goes() -> None:
    light, long = judged(), judged(ledgers=[ledger("organisations", [])])
    assert goes(light, "E4.1") == "“月度统计”的“接入企业数”"
    assert goes(light, "E3.4", "en") == "“SMEs given inclusive services”, “SMEs” in “Monthly statistics”"
    assert (goes(long, "E4.1"), goes(long, "E3.1")) == ("“接入主体台账”", "“月度统计”的“典型应用场景类数”")


def test_the_next_step_says_how_many_a_month_and_what_the_pace_was() -> None:
    j = judged(months=months(enterprises=130), as_of=Month(2026, 6))
    found = next(each for each in steps(j).table.rows if each.id == "E4.1")
    assert said(found.cells["step"]) == "接入企业：还差52家，按期达标需每月增加4.3家"
    assert said(found.cells["pace"]) == "近三个月每月增加3家，需提速到1.4倍"


def test_a_pace_in_points_stands_beside_the_points_that_are_needed() -> None:
    j = judged(months=months(smes=100, smes_served=20), as_of=Month(2026, 6))
    found = next(each for each in steps(j).table.rows if each.id == "E3.4")
    assert said(found.cells["pace"]) == "近三个月每月增加1.9个百分点，按期达标需每月增加1.5个百分点"


def test_a_red_flag_is_the_first_step_of_those_that_take_work() -> None:
    found = judged(claims=[claim("E6.6", "missing"), claim("F1.1", "missing"), claim("E5.1", "missing")])
    assert [step.row.id for step in steps(found).groups[-1].steps][:2] == ["E6.6", "F1.1"]


def test_a_default_is_no_cell_that_settles_a_missing_figure() -> None:
    a = judge(read(template_workbook(RULEBOOK, Profile.ENTERPRISE), RULEBOOK), RULEBOOK)
    quick = steps(a).groups[0]
    assert [said(step.facts) for step in quick.steps if "!" in said(step.facts)] == []


def test_a_quick_step_names_its_cell_what_changes_and_the_points() -> None:
    a = sample("sample_messy.xlsx")
    quick, text = steps(a).groups[0], TextPrinter(Language.ZH, RULEBOOK, a.submission.layout)
    assert (said(quick.title), quick.total) == ("可即办事项", 3)
    assert [text(step.facts) for step in quick.steps] == [
        "定性自评!D19；待复核 → 达标；非官方得分加1.4分",
        "定性自评!C18；据此判断是否达标；非官方得分最多加2.8分",
        "月度统计!A2；据此判断是否达标；非官方得分最多加2.8分",
    ]


def test_agreeing_that_an_item_does_not_apply_promises_no_points() -> None:
    quick = steps(sample("sample_city.xlsx")).groups[0]
    assert [said(step.facts).partition("；")[2] for step in quick.steps] == ["待复核 → 不适用"]


def test_a_group_with_more_steps_than_are_shown_counts_them() -> None:
    found = [said(group.title) for group in steps(sample("sample_industry.xlsx")).groups]
    assert found == ["可即办事项", "需推进事项（按紧迫程度，共17项，列3项）"]


def test_what_is_partly_in_place_takes_work() -> None:
    found = steps(judged(claims=[claim("E5.1", "partial"), claim("E5.2", "ready")]))
    work = [row.id for row in found.table.rows if row.cells["change"] == EMPTY]
    assert ("E5.1" in work, "E5.2" in work) == (True, False)


def test_what_a_reviewer_denies_is_not_said_to_be_reported_as_missing() -> None:
    a = judge(submission(E, claims=[claim("E6.6", "ready", "审查意见书", "untrue")]), RULEBOOK, E)
    wording = next(row.cells["step"] for row in steps(a).table.rows if row.id == "E6.6")
    assert said(wording) == "合规：复核“不属实”，按未达标计"
