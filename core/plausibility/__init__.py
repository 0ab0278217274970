"""What the figures themselves give reason to ask: questions that change no value and no verdict.

`case` is what the checks look at; their parameters are the rulebook's (plausibility.toml), and problems.toml
says what each asks.  Where several places say the same, one question names the first, and `count` says how
many there are.
"""

from __future__ import annotations

from msgspec.structs import replace

from core.model import Indicators, Place, Problem, Rulebook, Submission
from core.plausibility import basics, ledgers, series
from core.plausibility.case import Case

#: Questions of reading about cells that show another number or unit, which explains their size.
SHOWN = frozenset({"shown_in_unit", "shown_divided", "shown_otherwise"})


def questioned(submission: Submission, indicators: Indicators, rulebook: Rulebook) -> Indicators:
    """The indicators with the questions that their figures give rise to, in the order of the sheets."""
    if indicators.as_of is None:
        return indicators
    last = max((m for m in indicators.pilot.months if m <= indicators.as_of), default=indicators.as_of)
    case = Case(submission, rulebook, indicators, last)
    shown = [problem for problem in submission.problems if problem.code in SHOWN]
    slips = [slip for slip in series.unit_slips(case) if not any(_covers(problem, slip.place) for problem in shown)]
    case = replace(case, doubted=frozenset(slip.place for slip in slips))
    asked = (*basics.questions(case), *slips, *series.questions(case), *ledgers.questions(case))
    return replace(indicators, problems=(*indicators.problems, *asked))


def _covers(problem: Problem, cell: Place | None) -> bool:
    """Whether a problem is about a cell."""
    if problem.place is None or cell is None or cell.rows is None:
        return False
    same = replace(problem.place, rows=None) == replace(cell, rows=None)
    return same and any(first <= cell.rows[0] <= last for first, last in problem.areas)
