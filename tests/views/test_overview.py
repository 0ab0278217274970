"""The sentences that an officer reads first."""

from __future__ import annotations

from typing import Any

from core.model import Assessment, Month, Profile
from core.pipeline import judge
from core.views.tables import (
    changes_since,
    flips,
    headline,
    item_cards,
    next_steps,
    still_open,
)
from tests.build import RULEBOOK, claim, submission

E, C = Profile.ENTERPRISE, Profile.CITY


def judged(profile: Profile = E, **kwargs: Any) -> Assessment:
    return judge(submission(E, **kwargs), RULEBOOK, profile)


def months(**figures: int) -> dict[str, dict[str, int]]:
    return {f"2026-{m:02d}": {key: value + 3 * m for key, value in figures.items()} for m in range(1, 7)}


def test_the_headline_counts_every_criterion_once() -> None:
    found = headline(judged(claims=[claim("E5.1", "ready", "附件"), claim("E5.2", "missing")]), "zh")
    assert found.sentence == "29项条件中，1项达标、1项尚未达标、27项数据缺失。"


def test_the_headline_says_not_met_once_the_pilot_is_over() -> None:
    found = judged(claims=[claim("E5.2", "missing")], as_of="2027-06")
    assert "1 not met" in headline(found, "en").sentence


def test_the_subline_names_the_months_left_and_calls_the_score_unofficial() -> None:
    found = headline(judged(as_of="2026-06", claims=[claim("E5.1", "ready", "附件")]), "zh").subline
    assert found.startswith("距试点期结束还有12个月")
    assert "非官方得分100.0" in found


def test_a_red_flag_stands_above_the_verdict() -> None:
    assert "E6.6" in (headline(judged(claims=[claim("E6.6", "missing")]), "zh").red_flag or "")


def test_no_red_flag_where_compliance_is_only_open() -> None:
    assert headline(judged(), "zh").red_flag is None


def test_the_cards_are_the_foundation_and_the_six_items() -> None:
    assert [(card.number, card.total) for card in item_cards(judged(), "zh")] == [
        (0, 8), (1, 3), (2, 2), (3, 4), (4, 2), (5, 4), (6, 6)
    ]  # fmt: skip


def test_the_next_step_says_how_many_a_month_and_what_the_pace_was() -> None:
    step = next_steps(judged(months=months(enterprises=130), as_of="2026-06"), "zh", 40)
    found = next(s for s in step if s.criterion_id == "E4.1")
    assert found.title == "接入企业：再增加52家，每月4.3家"
    assert found.detail == "近三个月每月3家，需提速到1.4倍。"


def test_a_red_flag_is_the_first_step() -> None:
    found = judged(claims=[claim("E6.6", "missing"), claim("F1.1", "missing"), claim("E5.1", "missing")])
    assert [step.criterion_id for step in next_steps(found, "zh")][:2] == ["E6.6", "F1.1"]


def test_a_toggle_to_the_own_type_has_nothing_to_say() -> None:
    assert flips(judged(), judged(), "zh") is None


def test_a_toggle_names_the_verdicts_that_flip() -> None:
    kwargs: dict[str, Any] = {
        "months": {"2025-07": {"revenue": 120}},
        "basics": {"planned_investment": 1000},
        "as_of": "2025-07",
    }
    note = flips(judged(**kwargs), judged(C, **kwargs), "zh")
    assert note is not None
    assert [row.sentence for row in note.rows] == [
        "收入占总投资比例：按企业达标（12.0%/10%），按城市尚未达标（12.0%/15%）"
    ]


def test_changes_since_a_month_name_outcomes_and_movements() -> None:
    found = submission(E, months={"2026-05": {"enterprises": 190}, "2026-06": {"enterprises": 205}})
    since = changes_since(judge(found, RULEBOOK), judge(found, RULEBOOK, as_of=Month(2026, 5)), "zh")
    assert since.sentence == "与2026年5月相比，1项结论有变化。"
    assert since.moved == ("接入企业 +15家，现为205家",)


def test_nothing_filled_in_is_not_nothing_missed() -> None:
    found = headline(judged(), "zh")
    assert found.stands == "尚未填报，无法判断。"
    assert "得分" not in found.subline


def test_what_is_open_is_all_that_stands_in_the_way() -> None:
    found = judged(claims=[claim("E5.1", "ready", "附件"), claim("E5.2", "missing")])
    assert still_open(found, "zh") == "29项条件中，还有28项未落实"
