"""All samples by file name."""

from __future__ import annotations

from core.model import Profile, Rulebook
from core.workbooks.template import template_workbook
from sample_data.invent import city, enterprise, industry, messy


def sample_workbooks(rulebook: Rulebook) -> dict[str, bytes]:
    """Every sample as .xlsx by file name: nearly there, lagging, levelling off, and one with ordinary slips."""
    tidy = {
        Profile.ENTERPRISE: enterprise.filling(),
        Profile.INDUSTRY: industry.filling(),
        Profile.CITY: city.filling(),
    }
    shelf = {
        f"sample_{profile}.xlsx": template_workbook(rulebook, profile, ledgers=True, fill=filling)
        for profile, filling in tidy.items()
    }
    return {**shelf, "sample_messy.xlsx": messy.workbook(rulebook)}
