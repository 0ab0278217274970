"""The words for outcomes and types."""

from __future__ import annotations

from core.i18n import N_, words
from core.model import Outcome, Profile, Rulebook

OUTCOMES = {
    Outcome.MET: N_("Met"),
    Outcome.NOT_MET: N_("Not yet met"),
    Outcome.NO_DATA: N_("No data"),
    Outcome.NEEDS_REVIEW: N_("To review"),
    Outcome.NOT_APPLICABLE: N_("Not applicable"),
}
OVER = N_("Not met")


def outcome_label(outcome: Outcome, language: str, over: bool = False) -> str:
    """The word for an outcome; `over` once the pilot has ended."""
    return words(language)(OVER if over and outcome is Outcome.NOT_MET else OUTCOMES[outcome])


def profile_label(rulebook: Rulebook, profile: Profile, language: str) -> str:
    """企业, 行业, 城市, as the rulebook words it."""
    return rulebook.profiles[profile].label.in_(language)


def joined(parts: list[str], language: str) -> str:
    """A list in a sentence: 、 in Chinese, commas in English."""
    return ("、" if language.startswith("zh") else ", ").join(parts)


def sentences(parts: list[str], language: str) -> str:
    """Whole sentences one after another: a space between them in English only."""
    return ("" if language.startswith("zh") else " ").join(part for part in parts if part)
