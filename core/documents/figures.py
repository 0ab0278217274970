"""Findings → quantities: every figure that documents name, with its unit, its threshold and its key."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from core.model import Assessment, Criterion, Finding, Kind, Notice, Outcome
from core.model.document import EMPTY, Case, Cases, Sentence, Value, Verbatim, choose, say
from core.model.quantity import Form, Judged, Key, Measure, Quantity

#: The order in which outcomes are counted.
ORDER = (Outcome.MET, Outcome.NOT_MET, Outcome.NEEDS_REVIEW, Outcome.NO_DATA, Outcome.NOT_APPLICABLE)


def plain(n: int, key: Key | None = None) -> Quantity:
    """A bare whole number, with the key of the cell that counts it where one does."""
    return Quantity(Fraction(n), form=Form.PLAIN, key=key)


def outcome(a: Assessment, finding: Finding) -> Judged:
    """The finding's outcome, as a cell that follows the figures has it."""
    return Judged(finding.outcome, a.is_over, Key(finding.criterion.id, Measure.OUTCOME))


def where(finding: Finding, wording: Mapping[Outcome, Value], otherwise: Value = EMPTY) -> Cases:
    """The wording that fits the finding's outcome, as its cell has it."""
    cases = [Case(outcome.value, words) for outcome, words in wording.items()]
    return choose(Key(finding.criterion.id, Measure.OUTCOME), finding.outcome.value, cases, otherwise)


def label(*criteria: Criterion) -> Sentence:
    """A criterion by its id and title; of those alike in several types all ids, and the title that they share."""
    ids = dict.fromkeys(each.id for each in criteria)
    return say("{id} {title}", id=Verbatim("/".join(ids)), title=criteria[0].title)


def notice_name(notice: Notice) -> Value:
    """A notice by its number."""
    return _marked(notice.number, notice)


def notice_names(*notices: Notice) -> tuple[Value, ...]:
    """Notices side by side by their numbers; by ids where two have one number, as drafts of one notice may."""
    alike = len({each.number for each in notices}) < len({each.id for each in notices})
    return tuple(map(rulebook_name if alike else notice_name, notices))


def rulebook_name(notice: Notice) -> Value:
    """A notice by the id of its folder, for what is checked by a program."""
    return _marked(Verbatim(notice.id), notice)


def _marked(name: Value, notice: Notice) -> Value:
    """With the mark that must stand wherever the notice is named."""
    return name if notice.mark is None else say("{id} ({mark})", id=name, mark=notice.mark)


def value(finding: Finding, *, bare: bool = False) -> Quantity | None:
    """The value at the date; an unknown figure where there is none today, None for evidence."""
    c = finding.criterion
    if finding.value is None:
        return unknown(c, Measure.VALUE, bare=bare)
    key = Key(c.id, Measure.VALUE)
    return Quantity(
        finding.value, c.unit, at_least=finding.at_least and not bare, beside=c.threshold, bare=bare, key=key
    )


def unknown(c: Criterion, measure: Measure, form: Form = Form.VALUE, *, bare: bool = False) -> Quantity | None:
    """A figure that there is none of today, which its cell may come to hold; None for evidence."""
    if c.kind is Kind.EVIDENCE:
        return None
    return Quantity(Fraction(0), c.unit, form, beside=c.threshold, bare=bare, key=Key(c.id, measure), known=False)


def threshold(criterion: Criterion) -> Quantity | None:
    """The threshold as the notice writes it; None for evidence."""
    exact, key = criterion.threshold, Key(criterion.id, Measure.THRESHOLD)
    return None if exact is None else Quantity(exact, criterion.unit, Form.THRESHOLD, key=key)


def pair(finding: Finding) -> Value:
    """Value / threshold in the criterion's own unit: 148 / 200家; None for evidence."""
    bar = threshold(finding.criterion)
    if bar is None:
        return None
    if finding.value is None:
        return say("no data / {threshold}", threshold=bar)
    value_of = value(finding, bare=True)
    if finding.at_least:
        return say("≥ {value} / {threshold}", value=value_of, threshold=bar)
    return say("{value} / {threshold}", value=value_of, threshold=bar)


def gap(finding: Finding) -> Value:
    """How far it is from the threshold: what it lacks, as `shortfall` says it, or by how much it is over."""
    signed, short = signed_gap(finding), shortfall(finding)
    if finding.gap is None or short is None or short.unit == finding.criterion.unit:
        return signed
    return where(finding, {Outcome.NOT_MET: say("{difference} short", difference=short)}, signed)


def signed_gap(finding: Finding) -> Quantity | None:
    """How far it is from the threshold in its own unit; None for evidence."""
    c = finding.criterion
    if finding.gap is None:
        return unknown(c, Measure.GAP, Form.GAP)
    return Quantity(finding.gap, c.unit, Form.GAP, key=Key(c.id, Measure.GAP))


def shortfall(finding: Finding) -> Quantity | None:
    """What it lacks: of a share in its parts (9家, 29.7万元) where known, else in its own unit; None for evidence."""
    c, short = finding.criterion, parts_short(finding)
    if short is not None:
        return short
    if finding.gap is None:
        return unknown(c, Measure.GAP, Form.DIFFERENCE)
    return Quantity(finding.gap, c.unit, Form.DIFFERENCE, key=Key(c.id, Measure.GAP))


def parts(finding: Finding) -> tuple[Quantity, Quantity] | None:
    """What a share is of what, in firms, money or people, of days their mean; None where it is none or has no unit."""
    formula = finding.criterion.computation
    if formula.parts is None or len(finding.parts) != 2:
        return None
    above, below = (Quantity(each / finding.days, formula.parts) for each in finding.parts)
    return above, below


def share_of(finding: Finding) -> Value:
    """The same in words: 104家 ÷ 180家, 日均412人 ÷ 1,650人; None where there is none."""
    both = parts(finding)
    if both is None:
        return None
    above, below = both
    if finding.criterion.computation.daily is not None:
        return say("{above} ÷ {below} a day on average", above=above, below=below)
    return say("{above} ÷ {below}", above=above, below=below)


def parts_short(finding: Finding) -> Quantity | None:
    """What a share lacks above its line, what is below it unchanged, rounded up where it is counted; None for others."""
    c, both = finding.criterion, parts(finding)
    if both is None or c.threshold is None:
        return None
    above, below = both
    short = max(Fraction(0), c.threshold * below.value - above.value)
    exact = Fraction(ceil(short)) if c.computation.counts_parts else short
    return Quantity(exact, above.unit, Form.DIFFERENCE, key=Key(c.id, Measure.PARTS_SHORT))


def parts_needed(a: Assessment, finding: Finding) -> Quantity | None:
    """The same a month until the pilot's end; None where no months are left."""
    short, key = parts_short(finding), Key(finding.criterion.id, Measure.PARTS_NEEDED)
    if short is None or a.months_left <= 0:
        return None
    return Quantity(short.value / a.months_left, short.unit, Form.NEEDED, key=key)


def needed(a: Assessment, finding: Finding) -> Quantity | None:
    """What a month has to add until the pilot's end, said like `shortfall`; None where nobody can tell."""
    monthly = a.trajectory(finding.criterion.id).needed_per_month
    if monthly is None:
        return None
    return parts_needed(a, finding) or pace_needed(finding.criterion, monthly)


def recent(a: Assessment, finding: Finding) -> Value:
    """What a month added of late: in its parts where what a share is of is fixed, else in points; None if unknown."""
    c, both, monthly = finding.criterion, parts(finding), a.trajectory(finding.criterion.id).recent_per_month
    if not monthly:
        return None if monthly is None else say("no change")
    if both is None or c.computation.over is None:
        return pace(c, monthly)
    return Quantity(monthly * both[1].value, both[1].unit, Form.PACE)


def needed_as_parts(finding: Finding, monthly: Fraction | None) -> Value:
    """What a month has to add; of a share what it is in its parts, what is below the line unchanged, and in points."""
    if monthly is None:
        return None
    both, points = parts(finding), Quantity(monthly, finding.criterion.unit, Form.NEEDED)
    if both is None:
        return points
    return say("{parts} ({points})", parts=Quantity(monthly * both[1].value, both[1].unit, Form.NEEDED), points=points)


def pace(criterion: Criterion, monthly: Fraction) -> Quantity:
    """A change a month."""
    return Quantity(monthly, criterion.unit, Form.PACE)


def pace_needed(criterion: Criterion, monthly: Fraction) -> Quantity:
    """What a month has to add in the criterion's own unit."""
    return Quantity(monthly, criterion.unit, Form.NEEDED, key=Key(criterion.id, Measure.NEEDED))


def forecast(criterion: Criterion, figure: float, *, bare: bool = False) -> Quantity:
    """A figure of a forecast in the criterion's measure: whole where the criterion counts."""
    return Quantity(Fraction(figure), criterion.unit, Form.FORECAST, beside=criterion.threshold, bare=bare)


def interval(criterion: Criterion, low: float, high: float) -> Sentence:
    return say("{low}–{high}", low=forecast(criterion, low, bare=True), high=forecast(criterion, high))


def target(finding: Finding) -> Quantity | None:
    """The applicant's own end target; None where there is none."""
    c, own = finding.criterion, finding.commitment
    return None if own is None else c.quantity(own.target, Key(c.id, Measure.TARGET))


def target_outcome(a: Assessment, finding: Finding) -> Judged | None:
    """The outcome under the applicant's own end target; None where there is none."""
    own, key = finding.commitment, Key(finding.criterion.id, Measure.TARGET_OUTCOME)
    return None if own is None else Judged(own.outcome, a.is_over, key)
