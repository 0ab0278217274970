"""formulas.toml holds what the criteria name and nothing else, and every other reading of theirs."""

from __future__ import annotations

import tomllib

from core.model import Profile
from core.rulebook.folders import DEFAULT
from tests.build import RULEBOOK

CRITERIA = [c for profile in Profile for c in RULEBOOK.criteria[profile]]
FORMULAS = {c.indicator: c.computation for c in CRITERIA if c.indicator is not None}


def test_every_formula_of_the_folder_is_named_by_a_criterion() -> None:
    assert set(tomllib.loads((DEFAULT / "formulas.toml").read_text("utf-8"))) == set(FORMULAS)


def test_every_alternative_with_an_id_can_be_computed() -> None:
    named = {(c.indicator, r.id) for c in CRITERIA for r in c.readings if r.id}
    assert named == {(key, id) for key, formula in FORMULAS.items() for id in formula.alternatives}
