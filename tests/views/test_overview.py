"""The sentences that an officer reads first."""

from __future__ import annotations

from typing import Any

from core.model import Assessment, Month, Profile
from core.pipeline import judge
from core.views.tables import (
    changes_since,
    flips,
)
from tests.build import RULEBOOK, submission

E, C = Profile.ENTERPRISE, Profile.CITY


def judged(profile: Profile = E, **kwargs: Any) -> Assessment:
    return judge(submission(E, **kwargs), RULEBOOK, profile)


def months(**figures: int) -> dict[str, dict[str, int]]:
    return {f"2026-{m:02d}": {key: value + 3 * m for key, value in figures.items()} for m in range(1, 7)}


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
