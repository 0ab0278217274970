"""The JSON document has the contract's shape, and its figures are exact."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from core.model import Profile
from core.model.quantity import exact
from core.pipeline import judge
from core.printers.json import json_object
from tests.build import RULEBOOK, claim, submission


def scored(**kwargs: Any) -> dict[str, Any]:
    return json.loads(
        json.dumps(json_object(judge(submission(Profile.ENTERPRISE, **kwargs), RULEBOOK), "zh", "a.xlsx"))
    )


def criterion(found: dict[str, Any], id: str) -> dict[str, Any]:
    return next(c for c in found["criteria"] if c["id"] == id)


def test_the_document_has_the_keys_of_the_contract() -> None:
    assert list(scored()) == [
        "file", "space", "notice", "own_profile", "profile", "as_of", "pilot", "verdict", "criteria", "trajectories", "problems"
    ]  # fmt: skip


def test_a_criterion_has_the_keys_of_the_contract() -> None:
    assert list(scored()["criteria"][0]) == [
        "id", "clause", "title", "kind", "outcome", "reason", "value", "at_least", "threshold", "comparison", "unit",
        "attainment", "gap", "sources", "self_assessed", "commitment", "readings",
    ]  # fmt: skip


def test_the_verdict_counts_computed_criteria_by_status() -> None:
    found = scored(months={"2026-06": {"enterprises": 12}})
    counted = [trajectory["status"] for trajectory in found["trajectories"]]
    assert found["verdict"]["outlook"] == {
        status: counted.count(status)
        for status in ("achieved", "on_track", "at_risk", "off_track", "not_yet_due", "no_data")
    }


def test_an_empty_workbook_has_no_date_and_scores_null_0_100() -> None:
    found = scored()
    verdict = found["verdict"]
    assert (found["as_of"], verdict["score"], verdict["score_low"], verdict["score_high"]) == (None, None, 0.0, 100.0)


def test_values_are_strings_of_exact_decimals() -> None:
    found = criterion(scored(months={"2026-06": {"smes_served": 1, "smes": 3}}), "E3.4")
    assert (found["value"], found["threshold"], found["gap"]) == ("0.333333333333", "0.5", "-0.166666666667")


def test_trajectories_hold_every_month_of_the_pilot() -> None:
    found = scored(months={"2026-06": {"enterprises": 3}})["trajectories"]
    assert {len(trajectory["months"]) for trajectory in found} == {24}
    assert len(found) == sum(1 for c in RULEBOOK.criteria[Profile.ENTERPRISE] if c.threshold is not None)


def test_a_reviewed_claim_is_not_self_assessed() -> None:
    found = scored(claims=[claim("E5.1", "ready", None, "true"), claim("E5.2", "ready", "附件")])
    assert (criterion(found, "E5.1")["self_assessed"], criterion(found, "E5.2")["self_assessed"]) == (False, True)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction("0.3"), "0.3"),
        (Fraction(2), "2"),
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(-2, 3), "-0.666666666667"),
        (Fraction(1, 2**20), "0.00000095367431640625"),
        (Fraction(0), "0"),
        (Fraction("1234567890.5"), "1234567890.5"),
    ],
)
def test_decimals_end_where_they_end_and_else_have_twelve_places(value: Fraction, text: str) -> None:
    assert exact(value) == text
