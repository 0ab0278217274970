"""The JSON document has the contract's shape, and its figures are exact."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import core.intake
from core.formulas.names import exact
from core.model import Place, Problem, Profile, Severity
from core.pipeline import judge
from core.printers.addresses import NO_LAYOUT
from core.views.document import document
from core.views.messages import MESSAGES
from core.views.problems import problem_row
from tests.build import RULEBOOK, claim, submission
from tests.places import place


def scored(**kwargs: Any) -> dict[str, Any]:
    return json.loads(json.dumps(document(judge(submission(Profile.ENTERPRISE, **kwargs), RULEBOOK), "zh", "a.xlsx")))


def criterion(found: dict[str, Any], id: str) -> dict[str, Any]:
    return next(c for c in found["criteria"] if c["id"] == id)


def test_the_document_has_the_keys_of_the_contract() -> None:
    assert list(scored()) == [
        "file", "space", "notice", "profile", "as_of", "pilot", "verdict", "criteria", "trajectories", "problems"
    ]  # fmt: skip


def test_a_criterion_has_the_keys_of_the_contract() -> None:
    assert list(scored()["criteria"][0]) == [
        "id", "clause", "title", "kind", "outcome", "reason", "value", "at_least", "threshold", "comparison", "unit",
        "attainment", "gap", "sources", "self_assessed", "commitment", "readings",
    ]  # fmt: skip


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


@pytest.mark.parametrize("code", sorted(MESSAGES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_is_worded_with_what_was_expected_and_what_to_do(code: str, language: str) -> None:
    problem = Problem(Severity.ERROR, code, place("月度统计", "B2"), "约200")
    if code == "missing_part":
        problem = Problem(Severity.ERROR, code, place("月度统计", "B2"), "", {"ledger": "products", "key": "start"})
    if code == "ledger_not_used":
        problem = Problem(
            Severity.ERROR, code, Place("月度统计", ours=False), "", {"ledger": "products", "keys": ("start", "type")}
        )
    row = problem_row(problem, RULEBOOK, NO_LAYOUT, language)
    assert row.found
    assert row.expected
    assert row.remedy
    assert "{" not in row.sentence


def test_every_code_that_intake_documents_has_its_words() -> None:
    rows = re.findall(r"^([a-z_]+(?:, [a-z_]+)*)  ", core.intake.__doc__ or "", re.MULTILINE)
    codes = {code for row in rows for code in row.split(", ")} - {"code"}
    assert len(codes) > 60
    assert codes <= set(MESSAGES)


def test_every_code_that_the_stages_use_has_its_words() -> None:
    root = Path(core.intake.__file__ or "").parents[1]
    source = "\n".join(
        path.read_text("utf-8") for stage in ("formulas", "assessment") for path in (root / stage).glob("*.py")
    )
    codes = set(re.findall(r"Severity\.[A-Z]+,\s*\"([a-z_]+)\"", source))
    assert len(codes) >= 8
    assert codes <= set(MESSAGES)
