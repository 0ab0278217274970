"""What the figures themselves make one ask: questions that change no value and no verdict.

Each module is one kind of check and gives the problems that it finds; `case` is what they look at.
The parameters are the rulebook's (plausibility.toml).  Where several places say the same, one
question names the first, and `count` says how many there are.  problems.toml says
what each asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from core.model import Indicators, Problem, Rulebook, Submission
from core.plausibility import (
    basics,
    copies,
    dates,
    earlier,
    falls,
    jumps,
    money,
    names,
    parts,
    thresholds,
    units,
    volumes,
)
from core.plausibility.case import Case

__all__ = ["Case", "questioned", "questions"]


def questioned(submission: Submission, indicators: Indicators, rulebook: Rulebook) -> Indicators:
    """The indicators with the questions that their figures give rise to."""
    if indicators.as_of is None:
        return indicators
    months = [month for month in indicators.pilot.months if month <= indicators.as_of]
    last = months[-1] if months else indicators.as_of
    case = Case(submission, rulebook, indicators.profile, last, indicators.known, indicators.by_id)
    return replace(indicators, problems=(*indicators.problems, *questions(case)))


def questions(case: Case) -> Iterator[Problem]:
    """Every question, in the order of the sheets."""
    yield from basics.questions(case)
    yield from money.questions(case)
    slips = list(units.questions(case))
    yield from slips
    series = case.without(slips)
    yield from falls.questions(series)
    yield from jumps.questions(series)
    yield from copies.questions(case)
    yield from thresholds.questions(case)
    yield from earlier.questions(case)
    yield from parts.questions(case)
    yield from dates.questions(case)
    yield from names.questions(case)
    yield from volumes.questions(case)
