"""Verdicts: figures against thresholds, claims and reviews, the whole."""

from __future__ import annotations

from fractions import Fraction

import pytest

from core.assessment.judge import compliant, judge_claim, judge_figure
from core.model import Kind, Outcome, Profile, Reason
from tests.build import RULEBOOK, claim

COMPUTED = [
    pytest.param(profile, criterion, id=f"{profile}-{criterion.id}")
    for profile in Profile
    for criterion in RULEBOOK.criteria[profile]
    if criterion.kind is Kind.COMPUTED
]


@pytest.mark.parametrize(("profile", "criterion"), COMPUTED)
def test_exactly_at_the_threshold_is_met(profile, criterion) -> None:
    assert judge_figure(criterion.threshold, criterion.threshold) is Outcome.MET


@pytest.mark.parametrize(("profile", "criterion"), COMPUTED)
def test_just_under_the_threshold_is_not_met(profile, criterion) -> None:
    under = criterion.threshold - Fraction(1, 10**15)
    assert judge_figure(under, criterion.threshold) is Outcome.NOT_MET


def test_a_missing_figure_is_no_data() -> None:
    assert judge_figure(None, Fraction(1)) is Outcome.NO_DATA


def test_a_lower_bound_at_the_threshold_is_met() -> None:
    assert judge_figure(Fraction(200), Fraction(200), at_least=True) is Outcome.MET


def test_a_lower_bound_under_the_threshold_is_no_data() -> None:
    assert judge_figure(Fraction(199), Fraction(200), at_least=True) is Outcome.NO_DATA


CLAIMS = [
    ("ready", "附件1", None, Outcome.MET),
    ("ready", None, None, Outcome.NEEDS_REVIEW),
    ("partial", "附件1", None, Outcome.NEEDS_REVIEW),
    ("missing", None, None, Outcome.NOT_MET),
    ("not_applicable", None, None, Outcome.NEEDS_REVIEW),
    (None, None, None, Outcome.NO_DATA),
    ("ready", None, "true", Outcome.MET),
    ("partial", None, "true", Outcome.NEEDS_REVIEW),
    ("missing", None, "true", Outcome.NOT_MET),
    ("not_applicable", None, "true", Outcome.NEEDS_REVIEW),
    ("ready", "附件1", "partly_true", Outcome.NEEDS_REVIEW),
    ("missing", None, "partly_true", Outcome.NEEDS_REVIEW),
    ("ready", "附件1", "untrue", Outcome.NOT_MET),
    ("not_applicable", None, "untrue", Outcome.NOT_MET),
    ("not_applicable", None, "agreed_not_applicable", Outcome.NOT_APPLICABLE),
]


@pytest.mark.parametrize(("status", "evidence", "review", "outcome"), CLAIMS)
def test_a_claim_comes_to_what_the_contract_says(status, evidence, review, outcome) -> None:
    assert judge_claim(claim("E5.1", status, evidence, review)).outcome is outcome


def test_a_claim_on_the_fillers_word_alone_is_self_assessed() -> None:
    assert judge_claim(claim("E5.1", "ready", "附件1")).self_assessed


def test_a_reviewed_claim_is_not_self_assessed() -> None:
    assert not judge_claim(claim("E5.1", "ready", "附件1", "true")).self_assessed


def test_no_row_at_all_is_blank() -> None:
    assert judge_claim(None).reason is Reason.BLANK


def test_one_criterion_not_met_settles_the_whole() -> None:
    assert compliant([Outcome.MET, Outcome.NO_DATA, Outcome.NOT_MET]) is False


@pytest.mark.parametrize("open_", [Outcome.NO_DATA, Outcome.NEEDS_REVIEW])
def test_an_open_criterion_leaves_the_whole_open(open_: Outcome) -> None:
    assert compliant([Outcome.MET, open_]) is None


def test_what_does_not_apply_does_not_stand_in_the_way() -> None:
    assert compliant([Outcome.MET, Outcome.NOT_APPLICABLE]) is True
