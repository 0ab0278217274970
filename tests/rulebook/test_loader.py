"""A folder that cannot be used is refused, with the file and the allowed words; a good one has a digest."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from core.errors import RulebookError
from core.model import Rulebook
from core.rulebook import load
from core.rulebook.folders import FILES
from tests.rulebook.conftest import Alter


def refusal(folder: Path) -> str:
    with pytest.raises(RulebookError) as refused:
        load(folder)
    return str(refused.value)


def test_a_copy_of_the_folder_loads(folder: Path, rulebook: Rulebook) -> None:
    assert load(folder).criteria == rulebook.criteria


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / f"{name}.toml").unlink()
    assert f"{name}.toml" in refusal(folder)


def test_a_folder_without_questions_of_its_own_asks_those_of_the_pilot(folder: Path, rulebook: Rulebook) -> None:
    (folder / "plausibility.toml").unlink()
    assert load(folder).plausibility == rulebook.plausibility


def test_a_changed_question_changes_the_rulebook(alter: Alter) -> None:
    assert load(alter("plausibility.toml", "medians = 8", "medians = 12.5")).plausibility.jump_medians == Fraction(
        "12.5"
    )


def test_a_file_that_is_no_toml_is_refused_by_name(alter: Alter) -> None:
    assert "city.toml" in refusal(alter("city.toml", "[[item]]", "[[item]"))


#: What is altered, and what the refusal must name: the file, what was found, and an allowed word.
ALTERATIONS = {
    "unknown key of a criterion": ("enterprise.toml", "comparison =", "compare =", ["'compare'", "comparison"]),
    "unknown key of an item": ("city.toml", "short =", "brief =", ["'brief'", "short"]),
    "unknown key of a sheet": ("fields.toml", 'role = "guide"', 'rule = "guide"', ["'rule'", "role"]),
    "unknown key of the notice": ("notice.toml", "issued =", "issue_day =", ["'issue_day'", "issued"]),
    "unknown language": ("foundation.toml", "zh =", "cn =", ["'cn'", "zh"]),
    "missing key": ("industry.toml", 'unit = "subdomains"\n', "", ["'unit'", "allowed"]),
    "key of a computed criterion on evidence": (
        "city.toml",
        'kind = "evidence"\n',
        'kind = "evidence"\nthreshold = 1\n',
        ["'threshold'", "evidence_key"],
    ),
    "unknown kind": ("foundation.toml", 'kind = "evidence"', 'kind = "proof"', ["'proof'", "computed, evidence"]),
    "unknown unit": ("enterprise.toml", 'unit = "datasets"', 'unit = "pieces"', ["'pieces'", "datasets", "share"]),
    "unknown comparison": ("enterprise.toml", '">="', '">"', ["'>'", ">="]),
    "unknown column type": ("fields.toml", 'type = "month"', 'type = "moon"', ["'moon'", "month", "date"]),
    "unknown role": ("fields.toml", 'role = "form"', 'role = "shape"', ["'shape'", "form", "ledger"]),
    "unknown word list": ("fields.toml", 'choices = "status"', 'choices = "state"', ["'state'", "status", "review"]),
    "types of a column, which its readers give": (
        "fields.toml",
        'key = "revenue"\n',
        'key = "revenue"\nprofiles = ["city"]\n',
        ["'profiles'", "allowed", "synonyms"],
    ),
    "unknown key of a formula": ("formulas.toml", "share = true", "part = true", ["public_resources_share", "'part'"]),
    "unknown unit of parts": (
        "formulas.toml",
        'parts = "money"',
        'parts = "coins"',
        ["revenue_to_investment.parts", "'coins'"],
    ),
    "unknown count": ("formulas.toml", '"sum"', '"total"', ["open_volume_multiple.ledger", "'total'", "sum, names"]),
    "count that lacks its column": (
        "formulas.toml",
        'count = "sum", column = "volume"',
        'count = "sum"',
        ["open_volume_multiple.ledger", "'sum' needs 'column'"],
    ),
    "count with what it does not take": (
        "formulas.toml",
        'sheet = "products", count = "rows" }',
        'sheet = "products", count = "rows", column = "type" }',
        ["products_and_services.ledger", "'rows' takes no 'column'"],
    ),
    "column of another type": (
        "formulas.toml",
        '{ yes = "leading" }',
        '{ yes = "category" }',
        ["leading_enterprises_share.ledger.where[1]", "'category'", "leading"],
    ),
    "unknown choice of a condition": (
        "formulas.toml",
        'is_not = ["service"]',
        'is_not = ["services"]',
        ["listed_products.ledger.where[1].is_not", "'services'", "service"],
    ),
    "condition of two tests": (
        "formulas.toml",
        '{ yes = "operator_open" }',
        '{ yes = "operator_open", dated = "end" }',
        ["operator_open_datasets.ledger.where[1]", "expected yes, dated, any"],
    ),
    "date that is never blank": (
        "formulas.toml",
        'dated = "first_inclusive_service"',
        'dated = "start"',
        ["smes_served_share.ledger.where[2]", "start is no optional date"],
    ),
    "organisations of a sheet that has none": (
        "formulas.toml",
        'sheet = "products", count = "rows" }',
        'sheet = "products", count = "organisations" }',
        ["products_and_services.ledger.sheet", "'credit_code'"],
    ),
    "the fewest as a figure of its own": (
        "formulas.toml",
        'count = "names", column = "scenario" }',
        'count = "fewest", column = "scenario" }',
        ["scenarios.ledger.count", "another reading alone"],
    ),
    "figure that is divided twice": (
        "formulas.toml",
        'monthly = { column = "smes_served", over = "smes" }\n',
        'monthly = { column = "smes_served", over = "smes" }\nover = "invested"\n',
        ["smes_served_share.over", "divided already"],
    ),
    "figure that one source divides": (
        "formulas.toml",
        'monthly = { column = "smes_served", over = "smes" }',
        'monthly = "smes_served"',
        ["smes_served_share", "one source is divided and another is not"],
    ),
    "reading that changes nothing": (
        "formulas.toml",
        'alternative.by_user.formula = "user_activity"',
        "alternative.by_user = {}",
        ["organisation_activity.alternative.by_user", "exactly one of"],
    ),
    "reading of an unknown formula": (
        "formulas.toml",
        'by_user.formula = "user_activity"',
        'by_user.formula = "activity"',
        ["organisation_activity.alternative.by_user.formula", "'activity'", "user_activity"],
    ),
    "unknown pilot type": ("fields.toml", 'key = "city"', 'key = "town"', ["'town'", "enterprise, industry, city"]),
    "unknown clause": ("city.toml", 'clause = "二（三）2"', 'clause = "二（三）7"', ["C2.1", "二（三）7", "二（三）6"]),
    "unknown item": ("city.toml", "item = 2\n", "item = 7\n", ["C2.1", "7", "1, 2, 3, 4, 5, 6"]),
    "unknown key of the questions": ("plausibility.toml", "medians = 8", "means = 8", ["'jump.means'", "jump.medians"]),
    "unknown table of the questions": (
        "plausibility.toml",
        "[copied]",
        "[copies]",
        ["'copies.figures'", "copied.figures"],
    ),
    "unknown column of the questions": ("plausibility.toml", '"enterprises",', '"firms",', ["stocks", "firms", "smes"]),
    "unknown column of a unit": ("plausibility.toml", 'key = "smes"', 'key = "firms"', ["column[3].key", "'firms'"]),
    "a factor of the questions that is none": ("plausibility.toml", "medians = 8", "medians = 0", ["medians", "0"]),
    "unreadable default month": ("fields.toml", '"2025-07"', '"July"', ["default_start", "'July'", "YYYY-MM"]),
    "text in place of a threshold": ("city.toml", "threshold = 0.6", 'threshold = "60%"', ["threshold", "'60%'"]),
    "fraction as a parameter": (
        "enterprise.toml",
        "external_enterprises = 20",
        "external_enterprises = 20.5",
        ["parameters", "whole numbers"],
    ),
    "unknown indicator": (
        "enterprise.toml",
        '"enterprises_connected"',
        '"enterprises_conected"',
        ["indicator", "'enterprises_conected'", "enterprises_connected"],
    ),
    "threshold of nothing": ("city.toml", "threshold = 2000", "threshold = 0", ["threshold", "above 0", "found 0"]),
    "threshold without end": ("city.toml", "threshold = 0.6", "threshold = inf", ["threshold", "above 0"]),
    "weight below nothing": (
        "city.toml",
        "threshold = 2000",
        "threshold = 2000\nweight = -1",
        ["weight", "above 0", "-1"],
    ),
    "parameter that a formula lacks": (
        "enterprise.toml",
        "parameters = { external_enterprises = 20 }\n",
        "",
        ["parameters", "missing key 'external_enterprises'"],
    ),
    "parameter that no formula takes": (
        "industry.toml",
        "{ enterprises = 100 }",
        "{ enterprises = 100, firms = 3 }",
        ["parameters", "'firms'", "allowed: enterprises"],
    ),
    "parameter of nothing": (
        "enterprise.toml",
        "applications_per_category = 10",
        "applications_per_category = 0",
        ["parameters", "above 0"],
    ),
    "empty text": ("foundation.toml", 'en = "Foundation"', 'en = " "', ["short", "empty"]),
    "criterion twice": ("industry.toml", 'id = "I1.2"', 'id = "I1.1"', ["I1.1", "twice"]),
    "item twice": ("industry.toml", "number = 2", "number = 1", ["item", "1", "twice"]),
    "clause twice": ("notice.toml", 'id = "一、2"', 'id = "一、1"', ["一、1", "twice"]),
    "column twice": ("fields.toml", 'key = "users"', 'key = "providers"', ["providers", "twice"]),
    "sheet twice": ("fields.toml", 'key = "daily"', 'key = "monthly"', ["monthly", "twice"]),
}


@pytest.mark.parametrize(("file", "old", "new", "named"), ALTERATIONS.values(), ids=list(ALTERATIONS))
def test_an_unusable_file_is_refused_naming_file_word_and_choices(
    alter: Alter, file: str, old: str, new: str, named: list[str]
) -> None:
    message = refusal(alter(file, old, new))
    assert [word for word in (file, *named) if word not in message] == []


def test_two_copies_have_the_same_digest(folder: Path, rulebook: Rulebook) -> None:
    assert load(folder).digest == rulebook.digest


def test_a_changed_threshold_changes_the_digest(alter: Alter, rulebook: Rulebook) -> None:
    assert load(alter("enterprise.toml", "threshold = 20\n", "threshold = 21\n")).digest != rulebook.digest


def test_a_changed_threshold_is_used(alter: Alter) -> None:
    changed = load(alter("enterprise.toml", "threshold = 20\n", "threshold = 21\n"))
    criteria = {c.id: c for own in changed.criteria.values() for c in own}
    assert criteria["E2.1"].threshold == 21


def test_a_weight_may_be_given(alter: Alter) -> None:
    changed = load(alter("enterprise.toml", "threshold = 20\n", "threshold = 20\nweight = 2\n"))
    criteria = {c.id: c for own in changed.criteria.values() for c in own}
    assert criteria["E2.1"].weight == 2
