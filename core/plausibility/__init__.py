"""What the figures themselves give reason to ask: questions that change no value and no verdict.

`case` is what the checks look at; their parameters are the rulebook's (plausibility.toml), and problems.toml
says what each asks.  Where several places say the same, one question names the first, and `count` says how
many there are.
"""

from __future__ import annotations

from msgspec.structs import replace

from core.model import Indicators, Rulebook, Submission
from core.plausibility import basics, ledgers, series
from core.plausibility.case import Case


def questioned(submission: Submission, indicators: Indicators, rulebook: Rulebook) -> Indicators:
    """The indicators with the questions that their figures give rise to, in the order of the sheets."""
    if indicators.as_of is None:
        return indicators
    last = max((m for m in indicators.pilot.months if m <= indicators.as_of), default=indicators.as_of)
    case = Case(submission, rulebook, indicators, last)
    slips = list(series.unit_slips(case))
    case = replace(case, doubted=frozenset(slip.place for slip in slips))
    asked = (*basics.questions(case), *slips, *series.questions(case), *ledgers.questions(case))
    return replace(indicators, problems=(*indicators.problems, *asked))
