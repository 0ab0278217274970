"""Assessment → what it would take: each unmet figure's pace and date, and all that stands before compliance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from core.documents.figures import is_over
from core.i18n import words
from core.model import Assessment, Finding, Kind, Outcome, Trajectory
from core.views.format import difference_text, month_text, never_zero, number
from core.views.overview import gain, monthly_text, urgent
from core.views.words import outcome_label, reason_label, sentences

#: A date further off than this many years is no date.
FORESEEABLE = 10 * 12
#: Nearer to the present pace than this, one decimal would hide the difference.
CLOSE = Fraction(10, 11)


@dataclass(frozen=True, slots=True)
class PaceRow:
    """What an unmet figure needs from now on; texts are a dash where there is nothing to say."""

    id: str
    label: str
    gap_text: str
    needed_text: str
    times_text: str
    reached_text: str
    gain_text: str


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A criterion that is to be reported or proved."""

    id: str
    label: str
    outcome: Outcome
    outcome_label: str
    why: str
    gain_text: str


@dataclass(frozen=True, slots=True)
class PlannerView:
    """The way to compliance: figures to raise, figures to report, evidence to prove."""

    sentence: str
    figures: tuple[PaceRow, ...]
    reports: tuple[OpenRow, ...]
    evidence: tuple[OpenRow, ...]


def planner(a: Assessment, language: str) -> PlannerView:
    """Everything that must change, what adds most to the unofficial score first.

    The notice asks for every criterion, so the smallest set that makes the pilot compliant is all
    that is open, and nothing else.
    """
    open_ = urgent(a)
    computed = [f for f in open_ if f.criterion.kind is Kind.COMPUTED]
    figures = [f for f in computed if f.outcome is Outcome.NOT_MET]
    reports = [f for f in computed if f.outcome is not Outcome.NOT_MET]
    evidence = [f for f in open_ if f.criterion.kind is Kind.EVIDENCE]
    counted = _counted(a, open_, language)
    return PlannerView(
        sentence=sentences([_sentence(len(figures), len(reports), len(evidence), language), counted], language),
        figures=tuple(_pace(a, f, language) for f in figures),
        reports=tuple(_open(a, f, language) for f in reports),
        evidence=tuple(_open(a, f, language) for f in evidence),
    )


def months_to_go(trajectory: Trajectory, gap: Fraction) -> int | None:
    """Months until the gap (signed, negative is unmet) is closed at the last three months' pace; None for never."""
    recent = trajectory.recent_per_month
    if recent is None or recent <= 0:
        return None
    return math.ceil(-gap / recent)


def _sentence(figures: int, reports: int, evidence: int, language: str) -> str:
    _ = words(language)
    if not figures + reports + evidence:
        return _("Nothing is left to do: every criterion is met.")
    parts = [
        _.plural(
            "The notice asks for every criterion: {n} has to change, and no smaller set will do.",
            "The notice asks for every criterion: all {n} of these have to change, and no smaller set will do.",
            figures + reports + evidence,
        ).format(n=figures + reports + evidence)
    ]
    counts = _("{figures} to raise, {reports} to report, {evidence} to prove.")
    return sentences([*parts, counts.format(figures=figures, reports=reports, evidence=evidence)], language)


def _counted(a: Assessment, open_: list[Finding], language: str) -> str:
    """Where something is not reported: what it counts for in the score that each adds."""
    if all(f.outcome is not Outcome.NO_DATA for f in open_):
        return ""
    _ = words(language)
    low = number(a.verdict.score_low, language, 1)
    text = _("What each adds counts all that is not reported as 0: together they lead from {low} to 100.")
    return text.format(low=low)


def _gain(a: Assessment, finding: Finding, language: str) -> str:
    added = gain(a, finding)
    return f"+{never_zero(added, language, 1)}" if added else "—"


def _pace(a: Assessment, finding: Finding, language: str) -> PaceRow:
    c, gap = finding.criterion, finding.gap or Fraction(0)
    trajectory = a.trajectory(c.id)
    needed, recent = trajectory.needed_per_month, trajectory.recent_per_month
    return PaceRow(
        id=c.id,
        label=f"{c.id} {c.title.in_(language)}",
        gap_text=difference_text(c, gap, a.rulebook, language),
        needed_text="—" if needed is None else monthly_text(a, c, needed, language),
        times_text=_times(needed, recent, language),
        reached_text=_reached(a, trajectory, gap, language),
        gain_text=_gain(a, finding, language),
    )


def _times(needed: Fraction | None, recent: Fraction | None, language: str) -> str:
    """How many times the present pace is needed."""
    if needed is None or recent is None or recent <= 0:
        return "—"
    _ = words(language)
    factor = needed / recent
    near = CLOSE < factor < 1 / CLOSE
    return _("{times} times").format(times=never_zero(factor, language, 2 if near else 1))


def _reached(a: Assessment, trajectory: Trajectory, gap: Fraction, language: str) -> str:
    """When the present pace gets there: a sum, not a forecast."""
    _ = words(language)
    if a.as_of is None or trajectory.recent_per_month is None:
        return _("no figure three months back")
    months = months_to_go(trajectory, gap)
    if months is None:
        return _("no growth over the last three months")
    if months > FORESEEABLE:
        return _("not within ten years")
    month = a.as_of.plus(months)
    if month <= a.pilot.end:
        return month_text(month, language)
    return _("{month}, after the pilot").format(month=month_text(month, language))


def _open(a: Assessment, finding: Finding, language: str) -> OpenRow:
    _ = words(language)
    c = finding.criterion
    why = c.remedy.in_(language)
    if finding.outcome is Outcome.NO_DATA:
        why = _("{reason}: {remedy}").format(reason=reason_label(finding.reason, language), remedy=why)
    return OpenRow(
        id=c.id,
        label=f"{c.id} {c.title.in_(language)}",
        outcome=finding.outcome,
        outcome_label=outcome_label(finding.outcome, language, is_over(a)),
        why=why,
        gain_text=_gain(a, finding, language),
    )
