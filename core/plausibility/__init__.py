"""What the figures themselves give reason to ask: questions that change no value and no verdict.

`case` is what the checks look at; their parameters are the rulebook's (plausibility.toml), and problems.toml
says what each asks.  Where several places say the same, one question names the first, and `count` says how
many there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from core.intake.slips import CODE
from core.model import Effect, Indicators, Place, Rulebook, Submission
from core.plausibility import basics, ledgers, series
from core.plausibility.case import Case
from core.plausibility.flows import weighed

__all__ = ["questioned", "weighed"]


def questioned(submission: Submission, indicators: Indicators, rulebook: Rulebook) -> Indicators:
    """The indicators with the questions that their figures give rise to, in the order of the sheets."""
    case = Case.at(submission, indicators, rulebook, frozenset(_doubted(submission, indicators, rulebook)))
    if case is None:
        return indicators
    asked = (*basics.questions(case), *series.questions(case), *ledgers.questions(case))
    return replace(indicators, problems=(*indicators.problems, *asked))


def _doubted(submission: Submission, indicators: Indicators, rulebook: Rulebook) -> Iterator[Place]:
    """The cells of which it is asked which number they hold, and figures in another unit that are said to be right.

    Of a ledger's column, of which no cell is looked at, one place.
    """
    right = (
        each.problem for each in submission.answered if each.problem.code == CODE and each.offer.effect is Effect.KEEP
    )
    for problem in (*submission.problems, *right, *indicators.problems):
        if rulebook.problems.kinds[problem.code].of_scale and problem.place is not None:
            yield problem.place
            for first, last in problem.areas if problem.place.sheet not in submission.ledgers else ():
                yield from (replace(problem.place, rows=(row, row)) for row in range(first, last + 1))
