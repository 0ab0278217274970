"""Every indicator by the key that a criterion's TOML names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.formulas import activity, money, organisations, products, resources
from core.formulas.formula import Formula

FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "operator_open_datasets": resources.operator_open_datasets,
        "open_volume_multiple": resources.open_volume_multiple,
        "quality_subdomains": resources.quality_subdomains,
        "public_resources_share": resources.public_resources_share,
        "scenario_categories": products.scenario_categories,
        "categories_with_enough_applications": products.categories_with_enough_applications,
        "high_value_applications": products.high_value_applications,
        "high_value_products": products.high_value_products,
        "products_and_services": products.products_and_services,
        "listed_products": products.listed_products,
        "scenarios": products.scenarios,
        "roles_present": organisations.roles_present,
        "enterprises_connected": organisations.enterprises_connected,
        "smes_served_share": organisations.smes_served_share,
        "market_share": organisations.market_share,
        "third_party_organisations": organisations.third_party_organisations,
        "service_providers": organisations.service_providers,
        "public_bodies_share": organisations.public_bodies_share,
        "leading_enterprises_share": organisations.leading_enterprises_share,
        "user_activity": activity.user_activity,
        "organisation_activity": activity.organisation_activity,
        "revenue_to_investment": money.revenue_to_investment,
    }
)
