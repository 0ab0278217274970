"""What differs between two judgements of one workbook: under another type, and since an earlier month."""

from __future__ import annotations

from typing import Any

from core.documents.two_judgements import Flip, since, toggle_note
from core.model import Assessment, Month, Profile
from core.pipeline import judge
from tests.build import RULEBOOK, submission
from tests.documents.test_the_end import judged as at_the_end
from tests.said import said

E, C = Profile.ENTERPRISE, Profile.CITY
RETURNED: dict[str, Any] = {
    "months": {"2025-07": {"revenue": 120}},
    "basics": {"planned_investment": 1000},
    "as_of": "2025-07",
}


def judged(profile: Profile = E, **kwargs: Any) -> Assessment:
    return judge(submission(E, **kwargs), RULEBOOK, profile)


def outcomes(flip: Flip) -> tuple[str, str]:
    return said(flip.before), said(flip.after)


def test_a_toggle_to_the_own_type_has_nothing_to_say() -> None:
    assert toggle_note(judged(), judged()) is None


def test_a_toggle_names_the_verdicts_that_flip() -> None:
    note = toggle_note(judged(**RETURNED), judged(C, **RETURNED))
    assert note is not None
    assert said(note.sentence) == "两类共有的条件中，有1项结论不同。"
    (flip,) = note.flips
    assert said(flip.wording) == "收入占总投资比例：按企业达标（12.0%/10%），按城市尚未达标（12.0%/15%）"
    assert said(flip.wording, "en").endswith(": Enterprise met (12.0% / 10%), City not yet met (12.0% / 15%)")


def test_a_toggle_that_flips_nothing_says_so() -> None:
    note = toggle_note(judged(), judged(C))
    assert note is not None
    assert (said(note.sentence), note.flips) == ("两类共有的条件结论相同。", ())


def test_changes_since_a_month_name_outcomes_and_movements() -> None:
    found = submission(E, months={"2026-05": {"enterprises": 190}, "2026-06": {"enterprises": 205}})
    changed = since(judge(found, RULEBOOK), judge(found, RULEBOOK, as_of=Month(2026, 5)))
    assert said(changed.sentence) == "与2026年5月相比，1项结论有变化。"
    assert [said(flip.wording) for flip in changed.flips] == ["接入企业：尚未达标 → 达标"]
    assert [said(line) for line in changed.moved] == ["接入企业 +15家，现为205家"]


def test_a_figure_that_falls_is_said_with_a_minus() -> None:
    found = submission(E, months={"2026-05": {"enterprises": 190}, "2026-06": {"enterprises": 150}})
    changed = since(judge(found, RULEBOOK), judge(found, RULEBOOK, as_of=Month(2026, 5)))
    assert said(changed.sentence) == "与2026年5月相比，结论没有变化。"
    assert [said(line) for line in changed.moved] == ["接入企业 −40家，现为150家"]


def test_what_changed_at_the_end_is_final() -> None:
    (flip, *_) = since(at_the_end(), at_the_end(as_of=Month(2027, 5))).flips
    assert outcomes(flip) == ("达标", "未达标")
    assert said(flip.wording).endswith("达标 → 未达标")


def test_a_month_before_the_end_is_still_not_yet_met() -> None:
    found = submission(months={"2027-05": {"enterprises": 180}, "2027-06": {"enterprises": 200}}, as_of="2027-06")
    (flip, *_) = since(judge(found, RULEBOOK), judge(found, RULEBOOK, as_of=Month(2027, 5))).flips
    assert outcomes(flip) == ("尚未达标", "达标")


def test_a_toggle_after_the_end_is_final() -> None:
    note = toggle_note(at_the_end(), at_the_end(C))
    assert note is not None
    (flip,) = note.flips
    assert outcomes(flip) == ("达标", "未达标")
    assert "按城市未达标" in said(flip.wording)
