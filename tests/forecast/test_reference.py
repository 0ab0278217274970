"""The parameters that ship are those of the series that ship, and do as well as they are said to."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest

from bench.fit import KINDS, cuts, examples, fit, quantiles, ridge
from bench.parameters import written
from bench.public_series import digest, entity, fold, windows
from bench.validation import Prediction, Trial, cross_validated, groups, reliability, score
from core.forecast.law import LEVELS
from core.forecast.reference_class import PARAMETERS, parameters, reference_class

EVERY = windows()


def test_the_parameters_are_those_of_the_series():
    assert parameters()["series"]["sha256"] == digest()


def test_the_parameters_count_the_windows_of_each_kind():
    assert parameters()["series"]["windows"] == Counter(window.kind for window in EVERY)


def test_an_entity_has_one_name_for_all_its_series():
    names = ("owner+project/commits@48", "owner/project/stars@0", "browser/Opera@90")
    assert list(map(entity, names)) == ["owner+project", "owner+project", "browser"]


def test_the_parameters_are_small():
    assert PARAMETERS.stat().st_size < 20_000


@pytest.mark.parametrize("kind", KINDS)
def test_fitting_again_gives_the_same_parameters(kind):
    held, again = (
        parameters()["kinds"][kind],
        written(kind, fit(examples(c for w in EVERY if w.kind == kind for c in cuts(w)))),
    )
    flat = [[*part["location"].values(), *part["scale"].values(), *part["quantiles"]] for part in (held, again)]
    assert flat[1] == pytest.approx(flat[0], abs=2e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_the_quantiles_of_a_class_ascend(kind):
    assert (np.diff(reference_class(kind).quantiles) >= 0).all()


def test_every_window_has_24_months():
    assert {len(window.values) for window in EVERY} == {24}


def test_an_entity_stays_in_one_fold():
    assert len({fold(w.entity, 5) for w in EVERY if w.entity == "melpa+melpa"}) == 1


def test_ridge_pulls_slopes_to_zero():
    x = np.linspace(-1, 1, 50)
    line = ridge(x[:, None], 3 * x + 1, np.ones(50))
    assert (float(line.slopes[0]), line.intercept) == (pytest.approx(2.5), pytest.approx(1.0))


def test_quantiles_follow_the_weights():
    values = np.array([0.0, 1.0])
    assert np.interp(0.75, LEVELS, quantiles(values, np.array([3.0, 1.0]))) == pytest.approx(0.75, abs=0.02)


TRIALS = [
    Trial("rate", "s", 3, Prediction(0.5, 0.4, 0.6, (0.9, 0.1)), 0.5, (True, False)),
    Trial("rate", "s", 6, Prediction(0.5, 0.4, 0.6, (0.9, 0.1)), 0.7, (True, True)),
]


def test_the_brier_score_is_the_mean_square_of_what_was_missed():
    assert score(TRIALS).brier == pytest.approx((0.01 + 0.01 + 0.01 + 0.81) / 4)


def test_coverage_is_the_share_of_ends_in_the_interval():
    assert score(TRIALS).coverage == 0.5


def test_the_reliability_table_sets_said_beside_happened():
    assert reliability(TRIALS) == [(0.1, 2, 0.1, 0.5), (0.9, 2, 0.9, 1.0)]


def test_the_calibration_error_is_their_mean_distance():
    assert score(TRIALS).calibration_error == pytest.approx((0.4 + 0.1) / 2)


@pytest.fixture(scope="module")
def held_out() -> dict[str, list[Trial]]:
    """Every case, forecast by classes that never saw its entity."""
    return groups(cross_validated(EVERY))


AIMS = [("all", 0.180), ("cumulative", 0.192), ("rate", 0.190), ("ratio", 0.172), ("after_3_months", 0.190)]


@pytest.mark.slow
@pytest.mark.parametrize(("group", "most"), AIMS)
def test_the_brier_score_of_entities_not_seen_is_low(held_out, group, most):
    assert score(held_out[group]).brier <= most


@pytest.mark.slow
@pytest.mark.parametrize("group", ["all", *KINDS, "after_3_months"])
def test_the_interval_holds_four_in_five_of_entities_not_seen(held_out, group):
    assert 0.72 <= score(held_out[group]).coverage <= 0.88


@pytest.mark.slow
def test_probabilities_of_entities_not_seen_are_what_they_say(held_out):
    assert score(held_out["all"]).calibration_error <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("group", [group for group, _ in AIMS])
def test_the_parameters_file_tells_the_scores_of_today(held_out, group):
    assert parameters()["measured"]["by_entity"][group]["brier"] == pytest.approx(
        score(held_out[group]).brier, abs=5e-4
    )


@pytest.mark.parametrize(("group", "most"), AIMS)
def test_the_scores_that_the_parameters_file_tells_meet_the_aims(group, most):
    assert parameters()["measured"]["by_entity"][group]["brier"] <= most


def test_the_parameters_file_is_plain_json():
    assert json.loads(PARAMETERS.read_text(encoding="utf-8"))["kinds"].keys() == set(KINDS)
