"""The formulas that a criterion can name, and the whole numbers that each takes beside its threshold.

The formulas themselves are `core.formulas.registry`, a later arrow.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PARAMETERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "operator_open_datasets": (),
        "open_volume_multiple": (),
        "quality_subdomains": (),
        "public_resources_share": (),
        "scenario_categories": (),
        "categories_with_enough_applications": ("applications_per_category",),
        "high_value_applications": ("external_enterprises",),
        "high_value_products": ("enterprises",),
        "products_and_services": (),
        "listed_products": (),
        "scenarios": (),
        "roles_present": (),
        "enterprises_connected": (),
        "smes_served_share": (),
        "market_share": (),
        "third_party_organisations": (),
        "service_providers": (),
        "public_bodies_share": (),
        "leading_enterprises_share": (),
        "user_activity": (),
        "organisation_activity": (),
        "revenue_to_investment": (),
    }
)
