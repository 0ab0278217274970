"""Assessment → paces in words, and what is open; until every caller has a document."""

from __future__ import annotations

from fractions import Fraction

from core.i18n import Language, words
from core.model import Assessment, Criterion, Finding, Outcome
from core.views.format import SHARE, TIMES, never_zero, with_unit


def urgent(a: Assessment) -> list[Finding]:
    """Findings that stand in the way of compliance, most useful first."""
    open_ = [f for f in a.findings if f.outcome in (Outcome.NOT_MET, Outcome.NO_DATA, Outcome.NEEDS_REVIEW)]
    order = {f.criterion.id: i for i, f in enumerate(a.findings)}

    def rank(f: Finding) -> tuple[int, Fraction, int]:
        if f.outcome is Outcome.NOT_MET and f.criterion.red_flag:
            return 0, Fraction(0), order[f.criterion.id]
        if f.outcome is Outcome.NOT_MET and not f.criterion.item:
            return 1, Fraction(0), order[f.criterion.id]
        return 3 if f.outcome is Outcome.NEEDS_REVIEW else 2, -gain(a, f), order[f.criterion.id]

    return sorted(open_, key=rank)


def gain(a: Assessment, finding: Finding) -> Fraction:
    """What meeting a criterion would add to the unofficial score, 0 to 100; 0 for the foundation."""
    if not finding.criterion.item:
        return Fraction(0)
    alike = [
        f for f in a.findings if f.criterion.item == finding.criterion.item and f.outcome is not Outcome.NOT_APPLICABLE
    ]
    weight = sum((f.criterion.weight for f in alike), Fraction(0))
    missing = 1 - min(Fraction(1), max(Fraction(0), finding.attainment or Fraction(0)))
    items = len(a.verdict.item_scores)
    return 100 * missing * finding.criterion.weight / weight / items if weight and items else Fraction(0)


def monthly_text(a: Assessment, criterion: Criterion, pace: Fraction, language: str) -> str:
    """A pace a month, with enough decimals to be more than 0; its unit where the sentence would else lack it.

    What is small by nature has two decimals: twelve months of 0.15× are not 1.2×.
    """
    if criterion.unit == SHARE:
        _ = words(language)
        points = pace * 100
        return _("{points} points").format(points=never_zero(points, language, 2 if 0 < abs(points) < 1 else 1))
    fine = 2 if criterion.unit == TIMES or abs(pace) < 1 else 1
    shown = never_zero(pace, language, 0 if pace.denominator == 1 else fine)
    wanted = Language(language) is Language.ZH or criterion.unit == TIMES
    return with_unit(shown, criterion, a.rulebook, language, pace) if wanted else shown
