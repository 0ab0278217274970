"""How the forecast is made, what it was fitted on and how well it did → texts and tables of the method page."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from core.forecast import public_series
from core.forecast.outlook import AT_RISK, ON_TRACK
from core.forecast.reference_class import PARAMETERS
from core.i18n import N_, words
from core.model import Status
from core.printers.text import STATUSES
from core.views.format import number
from core.views.words import sentences

KINDS = {
    "cumulative": N_("Counts"),
    "rate": N_("Rates"),
    "ratio": N_("Ratios"),
}
GROUPS = {"all": N_("All"), **KINDS, "after_3_months": N_("After 3 months only")}
TENTH = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class MethodView:
    """The method in sentences and tables, all figures from the cross-validation that ships with it."""

    title: str
    what: tuple[str, ...]
    fitted: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    did: str
    scores: tuple[tuple[str, ...], ...]
    reliable: str
    reliability: tuple[tuple[str, ...], ...]
    statuses: tuple[tuple[Status, str, str], ...]
    doubts: tuple[str, ...]


def in_brief(language: str) -> str:
    """What the forecast is and when not to trust it, in one paragraph."""
    return sentences([*_what(language)[:2], *_doubts(language)], language)


@cache
def _parameters() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(PARAMETERS.read_text("utf-8"))
    return read


@cache
def _windows() -> Counter[str]:
    """How many of the public series are of each kind."""
    return Counter(window.kind for window in public_series.windows())


def method(language: str) -> MethodView:
    """The same for every visitor and workbook."""
    _ = words(language)
    measured = _parameters()["measured"]
    counted = [(kind, _windows()[kind]) for kind in KINDS]
    everything = measured["by_entity"]["all"]
    return MethodView(
        title=_("How the forecast is made, and how far to trust it"),
        what=_what(language),
        fitted=_fitted(language),
        kinds=tuple((_(KINDS[kind]), number(Fraction(n), language)) for kind, n in counted),
        did=_(
            "Tried on {cases} forecasts of series that the fit had not seen: the 80% interval held what came in "
            "{coverage} of them, and probabilities were off by {error} points on average. The Brier score is {brier}; "
            "lower is better, and saying “half and half” every time scores 0.250."
        ).format(
            cases=number(Fraction(everything["cases"]), language),
            coverage=_percent(everything["coverage"], language, 0),
            error=number(_exact(everything["calibration_error"]) * 100, language, 1),
            brier=number(_exact(everything["brier"]), language, 3),
        ),
        scores=tuple(_score(name, measured, language) for name in GROUPS),
        reliable=_("How often the threshold was met where the forecast gave it a probability of this size."),
        reliability=tuple(_reliability(row, language) for row in measured["reliability"]),
        statuses=_statuses(language),
        doubts=_doubts(language),
    )


def _exact(figure: float) -> Fraction:
    return Fraction(str(figure))


def _percent(share: float, language: str, places: int) -> str:
    return number(_exact(share) * 100, language, places) + "%"


def _what(language: str) -> tuple[str, ...]:
    _ = words(language)
    return (
        _(
            "A straight line says where a figure should be, not where it will be. We look instead at what became of "
            "many other monthly series of the same kind that stood where this one stands: as old, as fast, with as "
            "many months left."
        ),
        _(
            "For each month to the pilot's end that gives one distribution. The median, both intervals, the "
            "probability of meeting the threshold and the range of months in which it is first met are all read from "
            "it, so they cannot contradict each other."
        ),
        _(
            "Three quarters of the distribution come from those other series, one eighth from this series' own ups "
            "and downs and one eighth from its own drift. A count that has never fallen is never forecast to fall, "
            "and a share never passes the whole."
        ),
        _(
            "Categories with at least ten applications (E3.2) are forecast category by category where the product "
            "ledger fills the figure: each category's own count of applications, and the categories still to come."
        ),
        _("People see probabilities in steps of 5%, and never 0% or 100% before the end: more would be pretence."),
    )


def _fitted(language: str) -> tuple[str, ...]:
    _ = words(language)
    return (
        _(
            "On {windows} public series of 24 months: contributors, commits, stars and catalogue entries of public "
            "code histories, data sets on open-data portals, browser shares, and vaccination doses and coverage."
        ).format(windows=number(Fraction(_parameters()["series"]["windows"]), language)),
        _(
            "None of them is a trusted data space: no pilot publishes its monthly figures. The series, their sources "
            "and licences ship with the program, and the fit can be repeated."
        ),
    )


def _score(group: str, measured: dict[str, Any], language: str) -> tuple[str, ...]:
    """One group of the cross-validation: cases, Brier by entity and by source, coverage, calibration error."""
    here, there = measured["by_entity"][group], measured["by_source"][group]
    return (
        words(language)(GROUPS[group]),
        number(Fraction(here["cases"]), language),
        number(_exact(here["brier"]), language, 3),
        number(_exact(there["brier"]), language, 3),
        _percent(here["coverage"], language, 0),
        number(_exact(here["calibration_error"]) * 100, language, 1),
    )


def _reliability(row: dict[str, Any], language: str) -> tuple[str, ...]:
    """A tenth of the scale: what was said on average, what happened, in how many cases."""
    low = _exact(row["from"])
    band = f"{number(low * 100, language, 0)}–{number((low + TENTH) * 100, language, 0)}%"
    cases = number(Fraction(row["targets"]), language)
    return band, _percent(row["said"], language, 0), _percent(row["happened"], language, 0), cases


def _statuses(language: str) -> tuple[tuple[Status, str, str], ...]:
    _ = words(language)
    most, least = _percent(ON_TRACK, language, 0), _percent(AT_RISK, language, 0)
    texts = {
        Status.ACHIEVED: _(
            "met now; a rate only if it is also expected to hold, with a probability of at least {most}"
        ),
        Status.ON_TRACK: _("probability of at least {most}"),
        Status.AT_RISK: _("probability from {least} to {most}"),
        Status.OFF_TRACK: _("probability under {least}, or not met at the pilot's end"),
        Status.NOT_YET_DUE: _("fewer than three months known, or no change at all"),
        Status.NO_DATA: _("no figure at this month"),
    }
    return tuple((s, _(STATUSES[s]), text.format(most=most, least=least)) for s, text in texts.items())


def _doubts(language: str) -> tuple[str, ...]:
    _ = words(language)
    return (
        _(
            "With fewer than three months known, or no change at all, there is no forecast; with three to five it is very uncertain."
        ),
        _(
            "It knows nothing of what is planned. The import of a catalogue, a new policy or a partner's decision moves a count at once; use the what-if page for that."
        ),
        _("Counts of datasets and products jump when a catalogue is imported: the pace of such a month does not last."),
        _("A change in how a figure is counted looks like growth or decline. Correct the earlier months first."),
        _(
            "The month of attainment is missed by four to five months whatever the method: take the range, never one date."
        ),
        _("It is about figures. Evidence is judged by people and has no forecast."),
        _("It is no verdict and no excuse: whether a criterion is met is decided by the figure at the date alone."),
    )
