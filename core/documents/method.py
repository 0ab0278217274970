"""How the forecast is made, what it was fitted on and how well it did; all figures from the cross-validation shipped with it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from core.forecast.outlook import AT_RISK, ON_TRACK
from core.forecast.reference_class import parameters
from core.model import Status
from core.model.document import Column, Document, Fact, Joined, Row, Table, Value, say
from core.model.quantity import SHARE, Form, Quantity

KINDS = {"cumulative": say("Counts"), "rate": say("Rates"), "ratio": say("Ratios")}
GROUPS = {"all": say("All"), **KINDS, "after_3_months": say("After 3 months only")}
TENTH = Fraction(1, 10)
FITTED_ON = (Column("kind", say("Kind")), Column("series", say("Series")))
SCORES = (
    Column("kind", say("Kind")),
    Column("cases", say("Forecasts")),
    Column("brier", say("Brier, unseen series")),
    Column("elsewhere", say("Brier, unseen sources")),
    Column("coverage", say("80% interval held")),
    Column("error", say("Probabilities off by")),
)
RELIABILITY = (
    Column("band", say("Probability said")),
    Column("said", say("On average")),
    Column("happened", say("Happened")),
    Column("cases", say("Cases")),
)
WHAT = (
    say(
        "A straight line says where a figure should be, not where it will be. We look instead at what became of "
        "many other monthly series of the same kind that stood where this one stands: as old, as fast, with as "
        "many months left."
    ),
    say(
        "For each month to the pilot's end that gives one distribution. The median, both intervals, the "
        "probability of meeting the threshold and the range of months in which it is first met are all read from "
        "it, so they cannot contradict each other."
    ),
    say(
        "Three quarters of the distribution come from those other series, one eighth from this series' own ups "
        "and downs and one eighth from its own drift. A count that has never fallen is never forecast to fall, "
        "and a share never passes the whole."
    ),
    say(
        "Categories with at least ten applications (E3.2) are forecast category by category where the product "
        "ledger fills the figure: each category's own count of applications, and the categories still to come."
    ),
    say("People see probabilities in steps of 5%, and never 0% or 100% before the end: more would be pretence."),
)
DOUBTS = (
    say(
        "With fewer than three months known, or no change at all, there is no forecast; with three to five it is very uncertain."
    ),
    say(
        "It knows nothing of what is planned. The import of a catalogue, a new policy or a partner's decision moves a count at once; use the what-if page for that."
    ),
    say("Counts of datasets and products jump when a catalogue is imported: the pace of such a month does not last."),
    say("A change in how a figure is counted looks like growth or decline. Correct the earlier months first."),
    say(
        "The month of attainment is missed by four to five months whatever the method: take the range, never one date."
    ),
    say("It is about figures. Evidence is judged by people and has no forecast."),
    say("It is no verdict and no excuse: whether a criterion is met is decided by the figure at the date alone."),
)


@dataclass(frozen=True)
class Method(Document):
    """The method in sentences and tables, the same for every visitor and workbook."""

    title: Value
    what: tuple[Value, ...]
    statuses: tuple[Fact, ...]
    fitted: tuple[Value, ...]
    kinds: Table
    did: Value
    scores: Table
    reliable: Value
    reliability: Table
    doubts: tuple[Value, ...]


def method_in_brief() -> Value:
    """What the forecast is and when not to trust it, in one paragraph."""
    return Joined((*WHAT[:2], *DOUBTS), "sentences")


@cache
def method_document() -> Method:
    """The method with its figures."""
    measured, series = parameters()["measured"], parameters()["series"]["windows"]
    everything = measured["by_entity"]["all"]
    return Method(
        title=say("How the forecast is made, and how far to trust it"),
        what=WHAT,
        statuses=_statuses(),
        fitted=_fitted(),
        kinds=Table(FITTED_ON, tuple(Row(k, {"kind": KINDS[k], "series": _number(series[k])}) for k in KINDS)),
        did=say(
            "Tried on {cases} forecasts of series that the fit had not seen: the 80% interval held what came in "
            "{coverage} of them, and probabilities were off by {error} on average. The Brier score is {brier}; "
            "lower is better, and always saying 50% scores 0.250.",
            cases=_number(everything["cases"]),
            coverage=_share(everything["coverage"]),
            error=_share(everything["calibration_error"], Form.DIFFERENCE),
            brier=_number(everything["brier"], Form.BRIER),
        ),
        scores=Table(SCORES, tuple(_score(group, measured) for group in GROUPS)),
        reliable=say("How often the threshold was met where the forecast gave it a probability of this size."),
        reliability=Table(RELIABILITY, tuple(map(_reliability, measured["reliability"]))),
        doubts=DOUBTS,
    )


def _number(figure: float, form: Form = Form.VALUE) -> Quantity:
    return Quantity(Fraction(str(figure)), form=form)


def _share(figure: float, form: Form = Form.VALUE) -> Quantity:
    return Quantity(Fraction(str(figure)), SHARE, form)


def _fitted() -> tuple[Value, ...]:
    return (
        say(
            "On {windows} public series of 24 months: contributors, commits, stars and catalogue entries of public "
            "code histories, data sets on open-data portals, browser shares, and vaccination doses and coverage.",
            windows=_number(sum(parameters()["series"]["windows"].values())),
        ),
        say(
            "None of them is a trusted data space: no pilot publishes its monthly figures. The series, their sources "
            "and licences ship with the program, and the fit can be repeated."
        ),
    )


def _score(group: str, measured: dict[str, Any]) -> Row:
    """One group of the cross-validation: cases, Brier by entity and by source, coverage, calibration error."""
    here, there = measured["by_entity"][group], measured["by_source"][group]
    cells: dict[str, Value] = {
        "kind": GROUPS[group],
        "cases": _number(here["cases"]),
        "brier": _number(here["brier"], Form.BRIER),
        "elsewhere": _number(there["brier"], Form.BRIER),
        "coverage": _share(here["coverage"]),
        "error": _share(here["calibration_error"], Form.DIFFERENCE),
    }
    return Row(group, cells)


def _reliability(row: dict[str, Any]) -> Row:
    """A tenth of the scale: what was said on average, what happened, in how many cases."""
    low = Fraction(str(row["from"]))
    ends = {"low": Quantity(low, SHARE, Form.THRESHOLD), "high": Quantity(low + TENTH, SHARE, Form.THRESHOLD)}
    cells: dict[str, Value] = {
        "band": say("{low}–{high}", **ends),
        "said": _share(row["said"]),
        "happened": _share(row["happened"]),
        "cases": _number(row["targets"]),
    }
    return Row(str(low), cells)


def _statuses() -> tuple[Fact, ...]:
    """Each status word with what it means."""
    most, least = (Quantity(Fraction(str(bound)), SHARE, Form.THRESHOLD) for bound in (ON_TRACK, AT_RISK))
    return (
        Fact(
            Status.ACHIEVED,
            say(
                "met now; a rate only if it is also expected to hold, with a probability of at least {most}", most=most
            ),
        ),
        Fact(Status.ON_TRACK, say("probability of at least {most}", most=most)),
        Fact(Status.AT_RISK, say("probability from {least} to {most}", least=least, most=most)),
        Fact(Status.OFF_TRACK, say("probability under {least}, or not met at the pilot's end", least=least)),
        Fact(Status.NOT_YET_DUE, say("fewer than three months known, or no change at all")),
        Fact(Status.NO_DATA, say("no figure at this month")),
    )
