"""Every key that the rulebook names is there to be computed, and none is there for nothing."""

from __future__ import annotations

from core.formulas.registry import FORMULAS
from core.model import Profile
from core.rulebook.formulas import PARAMETERS
from tests.build import RULEBOOK

CRITERIA = [c for profile in Profile for c in RULEBOOK.criteria[profile]]


def test_the_registry_holds_exactly_the_indicators_of_the_rulebook() -> None:
    assert set(FORMULAS) == {c.indicator for c in CRITERIA if c.indicator}


def test_the_rulebook_knows_every_formula_by_name() -> None:
    assert set(FORMULAS) == set(PARAMETERS)


def test_every_alternative_with_an_id_can_be_computed() -> None:
    named = {(c.indicator, r.id) for c in CRITERIA for r in c.readings if r.id}
    assert named == {(key, id) for key, formula in FORMULAS.items() for id in formula.alternatives}


def test_every_column_of_a_formula_is_a_column_of_the_workbook() -> None:
    monthly = {column.key for column in RULEBOOK.sheets["monthly"].columns}
    for formula in FORMULAS.values():
        assert set(formula.monthly.columns) <= monthly
        if formula.ledger:
            assert set(formula.ledger.reads) <= {c.key for c in RULEBOOK.sheets[formula.ledger.ledger].columns}
