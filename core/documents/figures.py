"""Findings → quantities: every figure that documents name, with its unit, its threshold and its key."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from core.model import Assessment, Criterion, Finding, Kind, Notice
from core.model.document import Sentence, Value, Verbatim, say
from core.model.quantity import Form, Judged, Key, Measure, Quantity


def is_over(a: Assessment) -> bool:
    """Whether the pilot has ended at the date."""
    return a.as_of is not None and a.months_left <= 0


def plain(n: int, key: Key | None = None) -> Quantity:
    """A bare whole number, with the key of the cell that counts it where one does."""
    return Quantity(Fraction(n), form=Form.PLAIN, key=key)


def outcome(a: Assessment, finding: Finding) -> Judged:
    """The finding's outcome, as a cell that follows the figures has it."""
    return Judged(finding.outcome, is_over(a), Key(finding.criterion.id, Measure.OUTCOME))


def label(criterion: Criterion) -> Sentence:
    """Number and title."""
    return say("{id} {title}", id=Verbatim(criterion.id), title=criterion.title)


def notice_name(notice: Notice) -> Value:
    """A notice by its id, with what must be said wherever it is named."""
    id = Verbatim(notice.id)
    return id if notice.mark is None else say("{id} ({mark})", id=id, mark=notice.mark)


def bar(criterion: Criterion) -> Fraction | None:
    """The threshold, None for evidence."""
    return None if criterion.threshold is None else Fraction(criterion.threshold)


def value(finding: Finding, *, bare: bool = False) -> Quantity | None:
    """The value at the date; None where there is none."""
    c = finding.criterion
    if finding.value is None:
        return None
    key = Key(c.id, Measure.VALUE)
    return Quantity(finding.value, c.unit, at_least=finding.at_least and not bare, beside=bar(c), bare=bare, key=key)


def threshold(criterion: Criterion, *, bare: bool = False) -> Quantity | None:
    """The threshold as the notice writes it; None for evidence."""
    exact = bar(criterion)
    if exact is None:
        return None
    return Quantity(exact, criterion.unit, Form.THRESHOLD, bare=bare, key=Key(criterion.id, Measure.THRESHOLD))


def gap(finding: Finding) -> Quantity | None:
    """The signed distance to the threshold, which says whether it is short or over; None where nothing was judged."""
    return None if finding.gap is None else _difference(finding, Form.GAP)


def shortfall(finding: Finding) -> Quantity | None:
    """The size of the distance to the threshold."""
    return None if finding.gap is None else _difference(finding, Form.DIFFERENCE)


def parts_short(finding: Finding) -> Quantity | None:
    """What a share lacks above its line with what is below it unchanged: 9家, 29.7万元; None where it is no such share.

    What is counted one by one is rounded up.
    """
    c, formula = finding.criterion, finding.criterion.computation
    if formula is None or formula.parts is None or len(finding.parts) != 2 or c.threshold is None:
        return None
    above, below = finding.parts
    short = max(Fraction(0), Fraction(c.threshold) * below - above)
    if formula.counts_parts:
        short = Fraction(ceil(short))
    return Quantity(short, formula.parts, Form.DIFFERENCE, key=Key(c.id, Measure.PARTS_SHORT))


def parts_needed(a: Assessment, finding: Finding) -> Quantity | None:
    """The same a month until the pilot's end; None where no months are left."""
    short = parts_short(finding)
    if short is None or a.months_left <= 0:
        return None
    key = Key(finding.criterion.id, Measure.PARTS_NEEDED)
    return Quantity(short.value / a.months_left, short.unit, Form.PACE, key=key)


def _difference(finding: Finding, form: Form) -> Quantity:
    key = Key(finding.criterion.id, Measure.GAP)
    return Quantity(finding.gap or Fraction(0), finding.criterion.unit, form, key=key)


def unknown(c: Criterion, measure: Measure, form: Form = Form.VALUE, *, bare: bool = False) -> Quantity | None:
    """A figure that there is none of today, which its cell may come to hold; None for evidence."""
    if c.kind is Kind.EVIDENCE:
        return None
    return Quantity(Fraction(0), c.unit, form, beside=bar(c), bare=bare, key=Key(c.id, measure), known=False)


def in_own_unit(criterion: Criterion, figure: Fraction, *, bare: bool = False) -> Quantity:
    """Another figure in the criterion's measure, such as a target, a month's value or a forecast."""
    return Quantity(figure, criterion.unit, beside=bar(criterion), bare=bare)


def pace(criterion: Criterion, monthly: Fraction, measure: Measure | None = None, *, bare: bool = False) -> Quantity:
    """A change a month; with the measure of its cell, where one computes it."""
    key = None if measure is None else Key(criterion.id, measure)
    return Quantity(monthly, criterion.unit, Form.PACE, bare=bare, key=key)


def forecast(criterion: Criterion, figure: float, *, bare: bool = False) -> Quantity:
    """A figure of a forecast in the criterion's measure: whole where the criterion counts."""
    return Quantity(Fraction(figure), criterion.unit, Form.FORECAST, beside=bar(criterion), bare=bare)


def interval(criterion: Criterion, low: float, high: float) -> Sentence:
    """A range of forecast figures: 176–214家."""
    return say("{low}–{high}", low=forecast(criterion, low, bare=True), high=forecast(criterion, high))


def target(finding: Finding) -> Quantity | None:
    """The applicant's own end target; None where there is none."""
    c, commitment = finding.criterion, finding.commitment
    if commitment is None:
        return None
    return Quantity(commitment.target, c.unit, beside=bar(c), key=Key(c.id, Measure.TARGET))


def target_outcome(a: Assessment, finding: Finding) -> Judged | None:
    """The outcome under the applicant's own end target; None where there is none."""
    commitment = finding.commitment
    if commitment is None:
        return None
    return Judged(commitment.outcome, is_over(a), Key(finding.criterion.id, Measure.TARGET_OUTCOME))
