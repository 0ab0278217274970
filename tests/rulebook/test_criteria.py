"""The criteria are the contract's: ids, kinds, thresholds, readings, weights."""

from __future__ import annotations

from fractions import Fraction

import pytest

from core.i18n import languages
from core.model import Criterion, Kind, Profile, Rulebook
from core.model.quantity import exact

ENTERPRISE, INDUSTRY, CITY = Profile.ENTERPRISE, Profile.INDUSTRY, Profile.CITY

FOUNDATION_IDS = "F1.1e F1.2e F2.1e F2.2e F2.3e F3.1e F3.2e F3.3c"
IDS = {
    ENTERPRISE: f"{FOUNDATION_IDS} E1.1e E1.2e E1.3e E2.1c E2.2c E3.1c E3.2c E3.3c E3.4c E4.1c E4.2c "
    "E5.1e E5.2e E5.3e E5.4e E6.1e E6.2e E6.3e E6.4e E6.5c E6.6e",
    INDUSTRY: f"{FOUNDATION_IDS} I1.1e I1.2e I1.3e I2.1c I2.2c I3.1c I3.2c I3.3c I3.4e I4.1c I4.2c I4.3c "
    "I5.1e I5.2e I5.3e I5.4e I6.1e I6.2e I6.3e I6.4e I6.5e I6.6e I6.7e I6.8e I6.9c I6.10e",
    CITY: f"{FOUNDATION_IDS} C1.1e C1.2e C2.1c C2.2c C2.3c C3.1c C3.2e C4.1c C4.2c C4.3c C4.4c "
    "C5.1e C5.2e C5.3e C5.4e C6.1e C6.2e C6.3e C6.4e C6.5e C6.6c C6.7e",
}
TOTALS = {ENTERPRISE: 29, INDUSTRY: 34, CITY: 30}

#: id: threshold, unit, indicator, parameters
COMPUTED = {
    "F3.3": ("3", "roles", "roles_present", {}),
    "E2.1": ("20", "datasets", "operator_open_datasets", {}),
    "E2.2": ("2", "times", "open_volume_multiple", {}),
    "E3.1": ("5", "categories", "scenario_categories", {}),
    "E3.2": ("5", "categories", "categories_with_enough_applications", {"applications_per_category": 10}),
    "E3.3": ("5", "applications", "high_value_applications", {"external_enterprises": 20}),
    "E3.4": ("0.5", "share", "smes_served_share", {}),
    "E4.1": ("200", "enterprises", "enterprises_connected", {}),
    "E4.2": ("0.3", "share", "user_activity", {}),
    "E6.5": ("0.1", "share", "revenue_to_investment", {}),
    "I2.1": ("5", "subdomains", "quality_subdomains", {}),
    "I2.2": ("2", "times", "open_volume_multiple", {}),
    "I3.1": ("10", "categories", "scenario_categories", {}),
    "I3.2": ("30", "products", "products_and_services", {}),
    "I3.3": ("5", "applications", "high_value_products", {"enterprises": 100}),
    "I4.1": ("0.3", "share", "market_share", {}),
    "I4.2": ("0.3", "share", "user_activity", {}),
    "I4.3": ("30", "organisations", "third_party_organisations", {}),
    "I6.9": ("0.2", "share", "revenue_to_investment", {}),
    "C2.1": ("0.6", "share", "public_resources_share", {}),
    "C2.2": ("2000", "products", "listed_products", {}),
    "C2.3": ("2", "times", "open_volume_multiple", {}),
    "C3.1": ("100", "scenarios", "scenarios", {}),
    "C4.1": ("0.5", "share", "public_bodies_share", {}),
    "C4.2": ("1", "share", "leading_enterprises_share", {}),
    "C4.3": ("100", "organisations", "service_providers", {}),
    "C4.4": ("0.1", "share", "organisation_activity", {}),
    "C6.6": ("0.15", "share", "revenue_to_investment", {}),
}

#: The alternatives of ours that can be computed, by criterion.
READINGS = {
    "E3.2": {"every_category"},
    "E3.3": {"in_every_category", "any_type"},
    "I3.3": {"in_every_category", "applications_only"},
    "I2.1": {"datasets", "assessed"},
    "E4.2": {"working_days"},
    "I4.2": {"working_days"},
    "C4.4": {"by_user"},
    "E4.1": {"all_participants"},
    "I4.3": {"with_service_providers"},
    "C4.3": {"with_third_parties"},
    "E6.5": {"invested"},
    "I6.9": {"invested"},
    "C6.6": {"invested"},
}

SHARED_EVIDENCE = {
    "trusted_control": {"E5.1", "I5.1", "C5.1"},
    "resource_interaction": {"E5.2", "I5.2", "C5.2"},
    "application_development": {"E5.3", "I5.3", "C5.3"},
    "security_management": {"E5.4", "I5.4", "C5.4"},
    "access_rules": {"E6.1", "I6.3", "C6.1"},
    "circulation_rules": {"E6.2", "I6.4", "C6.2"},
    "business_model": {"E6.3", "I6.1", "C6.3"},
    "compliance": {"E6.6", "I6.10", "C6.7"},
}

ASPECTS = (
    "接入核验审查 履约机制与数据管控 日志存证与溯源 数据发布发现 数据互操作 空间互联互通 数据开发利用环境 "
    "运营规则和权益保障 数据服务方接入 数据资源汇聚水平 生态主体参与程度 数据资源开发利用程度 安全防护 合规监管"
)


def every(rulebook: Rulebook) -> dict[str, Criterion]:
    return {criterion.id: criterion for own in rulebook.criteria.values() for criterion in own}


@pytest.mark.parametrize("profile", Profile)
def test_ids_and_kinds_are_the_contracts_in_its_order(rulebook: Rulebook, profile: Profile) -> None:
    assert " ".join(c.id + c.kind[0] for c in rulebook.criteria[profile]) == IDS[profile]


@pytest.mark.parametrize(("profile", "total"), TOTALS.items())
def test_totals_include_the_foundation(rulebook: Rulebook, profile: Profile, total: int) -> None:
    assert len(rulebook.criteria[profile]) == total


def test_computed_criteria_have_the_contracts_threshold_unit_indicator_and_parameters(rulebook: Rulebook) -> None:
    stored = {
        id: (exact(c.threshold), c.unit, c.indicator, dict(c.parameters))
        for id, c in every(rulebook).items()
        if c.kind is Kind.COMPUTED
    }
    assert stored == COMPUTED


def test_thresholds_are_exact(rulebook: Rulebook) -> None:
    assert every(rulebook)["E6.5"].threshold == Fraction(1, 10)


def test_every_computed_criterion_asks_for_at_least(rulebook: Rulebook) -> None:
    comparisons = {c.comparison for c in every(rulebook).values() if c.kind is Kind.COMPUTED}
    assert comparisons == {">="}


def test_evidence_criteria_have_no_threshold(rulebook: Rulebook) -> None:
    assert {c.threshold for c in every(rulebook).values() if c.kind is Kind.EVIDENCE} == {None}


def test_computable_alternatives_are_the_domains(rulebook: Rulebook) -> None:
    stored = {id: {r.id for r in c.readings if r.id is not None} for id, c in every(rulebook).items()}
    assert {id: ids for id, ids in stored.items() if ids} == READINGS


def test_a_reading_has_an_id_exactly_where_it_has_an_alternative(rulebook: Rulebook) -> None:
    lone = [id for id, c in every(rulebook).items() for r in c.readings if (r.id is None) != (r.alternative is None)]
    assert lone == []


def test_every_computed_criterion_shows_a_reading(rulebook: Rulebook) -> None:
    assert [id for id, c in every(rulebook).items() if c.kind is Kind.COMPUTED and not c.readings] == []


def test_the_same_reading_is_worded_the_same(rulebook: Rulebook) -> None:
    by_english: dict[str, set[str]] = {}
    for criterion in every(rulebook).values():
        for reading in criterion.readings:
            by_english.setdefault(reading.reading.en, set()).add(reading.reading.zh)
    assert [words for words in by_english.values() if len(words) > 1] == []


def test_doubling_is_read_against_the_baseline_for_all_three_types(rulebook: Rulebook) -> None:
    assert len({every(rulebook)[id].readings for id in ("E2.2", "I2.2", "C2.3")}) == 1


def test_items_of_equal_wording_share_an_evidence_key(rulebook: Rulebook) -> None:
    stored: dict[str, set[str]] = {}
    for id, criterion in every(rulebook).items():
        if criterion.evidence_key is not None:
            stored.setdefault(criterion.evidence_key, set()).add(id)
    assert stored == SHARED_EVIDENCE


def test_the_red_flags_are_the_compliance_criteria(rulebook: Rulebook) -> None:
    assert {id for id, c in every(rulebook).items() if c.red_flag} == SHARED_EVIDENCE["compliance"]


def test_weights_are_equal(rulebook: Rulebook) -> None:
    assert {c.weight for c in every(rulebook).values()} == {Fraction(1)}


@pytest.mark.parametrize("profile", Profile)
def test_items_are_the_foundation_and_six_goals(rulebook: Rulebook, profile: Profile) -> None:
    assert [item.number for item in rulebook.items[profile]] == list(range(7))


@pytest.mark.parametrize("profile", Profile)
def test_a_goal_criterion_belongs_to_the_item_its_id_and_clause_name(rulebook: Rulebook, profile: Profile) -> None:
    own = [c for c in rulebook.criteria[profile] if c.item]
    assert [(c.id[1], c.clause[-1]) for c in own] == [(str(c.item), str(c.item)) for c in own]


def test_an_item_has_the_words_of_the_notice_as_its_title(rulebook: Rulebook) -> None:
    annex = "".join(place.text for place in (*rulebook.notice.parts, *rulebook.notice.clauses))
    assert [i.title.zh for items in rulebook.items.values() for i in items if i.title.zh not in annex] == []


def test_a_card_heading_has_at_most_ten_characters(rulebook: Rulebook) -> None:
    assert [i.short.zh for items in rulebook.items.values() for i in items if len(i.short.zh) > 10] == []


def test_a_title_is_short_enough_for_a_label_beside_a_bar(rulebook: Rulebook) -> None:
    assert [c.id for c in every(rulebook).values() if len(c.title.zh) > 16 or len(c.title.en) > 50] == []


def test_titles_differ_within_a_type(rulebook: Rulebook) -> None:
    titles = [[c.title.in_(language) for c in own] for own in rulebook.criteria.values() for language in languages()]
    assert [len(set(own)) for own in titles] == [len(own) for own in titles]


def test_all_fourteen_aspects_of_the_action_plan_stand_beside_the_foundation_once(rulebook: Rulebook) -> None:
    guidance = [text.zh.split("：")[0] for c in every(rulebook).values() for text in c.guidance]
    assert sorted(guidance) == sorted(ASPECTS.split())


def test_guidance_stands_only_beside_technology_team_and_rules_of_the_foundation(rulebook: Rulebook) -> None:
    assert {id for id, c in every(rulebook).items() if c.guidance} == {"F2.1", "F2.2", "F2.3", "F3.1", "F3.2"}
