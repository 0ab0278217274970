"""Assessment → the overview: the verdict as a sentence, the strip, the next steps, the score."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.documents.figures import is_over
from core.i18n import Language, words
from core.model import Assessment, Criterion, Finding, Kind, Outcome
from core.views.format import SHARE, TIMES, difference_text, month_text, never_zero, number, with_unit
from core.views.words import joined, outcome_label, profile_label, reason_label

ORDER = (Outcome.MET, Outcome.NOT_MET, Outcome.NEEDS_REVIEW, Outcome.NO_DATA, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Headline:
    """The verdict: a sentence in pieces, each with the outcome whose colour it may carry."""

    sentence_parts: tuple[tuple[str, Outcome | None], ...]
    subline: str
    stands: str
    compliant: bool | None
    red_flag: str | None

    @property
    def sentence(self) -> str:
        """The pieces as one text."""
        return "".join(text for text, _ in self.sentence_parts)


@dataclass(frozen=True, slots=True)
class ItemCard:
    """The foundation or an item of the goals, with a mark a criterion."""

    number: int
    number_text: str
    title: str
    full_title: str
    marks: tuple[tuple[str, Outcome, str], ...]
    met: int
    total: int
    caption: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next, and why."""

    criterion_id: str
    title: str
    detail: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ScoreText:
    """The unofficial score, its interval, how it is made, and each item's."""

    short: str
    interval: str
    how: str
    items: tuple[tuple[str, str, str], ...]


def headline(a: Assessment, language: str) -> Headline:
    """Counts of outcomes as one sentence; the pilot's state as a second line."""
    _ = words(language)
    counts = a.verdict.counts
    texts = {
        Outcome.MET: _("{n} met"),
        Outcome.NOT_MET: _("{n} not met") if is_over(a) else _("{n} not yet met"),
        Outcome.NEEDS_REVIEW: _("{n} to review"),
        Outcome.NO_DATA: _("{n} without data"),
        Outcome.NOT_APPLICABLE: _("{n} not applicable"),
    }
    parts: list[tuple[str, Outcome | None]] = [(_("Of {total} criteria, ").format(total=a.verdict.total), None)]
    shown = [outcome for outcome in ORDER if counts[outcome] or outcome is Outcome.MET]
    for i, outcome in enumerate(shown):
        parts += [(joined(["", ""], language), None)] if i else []
        parts.append((texts[outcome].format(n=counts[outcome]), outcome))
    parts.append((_("."), None))
    return Headline(
        tuple(parts), _subline(a, language), _stands(a, language), a.verdict.compliant, red_flag(a, language)
    )


def red_flag(a: Assessment, language: str) -> str | None:
    """The sentence above every verdict where 合规 is not met."""
    if not a.verdict.red_flag:
        return None
    flagged = next(f.criterion for f in a.findings if f.criterion.red_flag)
    _ = words(language)
    return _("Red flag: {id} compliance is not met. Settle this first; it stands above every other criterion.").format(
        id=flagged.id
    )


def _subline(a: Assessment, language: str) -> str:
    _ = words(language)
    foundation = [f for f in a.findings if f.criterion.item == 0]
    met = sum(f.outcome is Outcome.MET for f in foundation)
    pieces = [
        time_left(a, language),
        _("foundation {met} of {total} met").format(met=met, total=len(foundation)),
        "" if a.verdict.score is None else score_text(a, language).short,
        _("by Annex 2 of {number}").format(number=a.rulebook.notice.number),
    ]
    return " · ".join(piece for piece in pieces if piece)


def time_left(a: Assessment, language: str) -> str:
    """How long the pilot still has."""
    _ = words(language)
    if a.as_of is None:
        return _("no month to judge yet")
    if a.months_left <= 0:
        return _("the pilot ended in {month}").format(month=month_text(a.pilot.end, language))
    return _.plural("{n} month left in the pilot", "{n} months left in the pilot", a.months_left).format(
        n=a.months_left
    )


def _stands(a: Assessment, language: str) -> str:
    _ = words(language)
    if a.verdict.compliant is True:
        return _("All criteria are met.")
    if a.verdict.compliant is False:
        return _("The criteria are not met.") if is_over(a) else _("The criteria are not yet met.")
    if a.verdict.counts[Outcome.NO_DATA] == a.verdict.total:
        return _("Nothing is filled in yet, so nothing can be judged.")
    return _("Nothing is missed, but some criteria cannot be judged yet.")


def still_open(a: Assessment, language: str) -> str:
    """How many criteria stand in the way, as one sentence."""
    _ = words(language)
    n = len(urgent(a))
    if not n:
        return _("All criteria are met.")
    told = _.plural("{n} of {total} criteria is still open", "{n} of {total} criteria are still open", n)
    return told.format(n=n, total=a.verdict.total)


def item_cards(a: Assessment, language: str) -> tuple[ItemCard, ...]:
    """The foundation first, then the six items."""
    _ = words(language)
    cards = []
    for item in a.rulebook.items[a.profile]:
        findings = [f for f in a.findings if f.criterion.item == item.number]
        met = sum(f.outcome is Outcome.MET for f in findings)
        over = is_over(a)
        marks = tuple(
            (
                f.criterion.id,
                f.outcome,
                f"{f.criterion.id} {f.criterion.title.in_(language)} · {outcome_label(f.outcome, language, over)}",
            )
            for f in findings
        )
        cards.append(
            ItemCard(
                number=item.number,
                number_text=str(item.number) if item.number else _("Foundation"),
                title=item.short.in_(language),
                full_title=item.title.in_(language),
                marks=marks,
                met=met,
                total=len(findings),
                caption=_("{met} / {total} met").format(met=met, total=len(findings)),
            )
        )
    return tuple(cards)


def next_steps(a: Assessment, language: str, n: int = 3) -> tuple[Step, ...]:
    """What to do first: a red flag, the foundation, what is missed or not reported, then what waits for review.

    Within each, what adds most to the unofficial score comes first.
    """
    return tuple(_step(a, finding, language) for finding in urgent(a)[:n])


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


def _step(a: Assessment, finding: Finding, language: str) -> Step:
    _ = words(language)
    c, title = finding.criterion, finding.criterion.title.in_(language)
    remedy = c.remedy.in_(language)
    if finding.outcome is Outcome.NO_DATA:
        sentence = _("{title}: report the figure") if c.kind is Kind.COMPUTED else _("{title}: fill in the status")
        detail = reason_label(finding.reason, language)
        return Step(c.id, sentence.format(title=title), _("Cannot be judged: {reason}.").format(reason=detail), remedy)
    if finding.outcome is Outcome.NEEDS_REVIEW:
        return Step(c.id, _("{title}: complete the evidence").format(title=title), _("Left to review."), remedy)
    if c.kind is Kind.EVIDENCE or finding.gap is None:
        return Step(c.id, _("{title}: not in place").format(title=title), _("Judged not met."), remedy)
    return Step(c.id, *_pace(a, finding, language), remedy)


def _pace(a: Assessment, finding: Finding, language: str) -> tuple[str, str]:
    """“Enterprises connected: 52 more, 4.4 a month” and how that compares with the last three months."""
    _ = words(language)
    c = finding.criterion
    short = difference_text(c, -(finding.gap or Fraction(0)), a.rulebook, language)
    title = c.title.in_(language)
    trajectory = a.trajectory(c.id)
    needed, recent = trajectory.needed_per_month, trajectory.recent_per_month
    if needed is None:
        return _("{title}: {short} short").format(title=title, short=short), _("The pilot has no months left.")
    text = _("{title}: {short} to go, {needed} a month")
    heading = text.format(title=title, short=short, needed=monthly_text(a, c, needed, language))
    if recent is None:
        return heading, _("There is no figure three months back to compare with.")
    if recent <= 0:
        return heading, _("No growth over the last three months.")
    detail = _("{recent} a month over the last three months; {times} times that pace is needed.")
    if needed <= recent:
        detail = _("{recent} a month over the last three months; at that pace the threshold is reached in time.")
    return heading, detail.format(recent=monthly_text(a, c, recent, language), times=_times(needed / recent, language))


def _times(factor: Fraction, language: str) -> str:
    """How many times as fast: two decimals where one would hide the difference."""
    return number(factor, language, 1 if factor >= Fraction(11, 10) else 2)


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


def score_text(a: Assessment, language: str) -> ScoreText:
    """The score, called unofficial wherever it stands."""
    _ = words(language)
    verdict = a.verdict
    score = "—" if verdict.score is None else number(verdict.score, language, 1)
    low, high = number(verdict.score_low, language, 1), number(verdict.score_high, language, 1)
    short = _("unofficial score {score}").format(score=score)
    interval = _("between {low} and {high}, depending on what is not reported").format(low=low, high=high)
    if verdict.score_low == verdict.score_high:
        interval = _("nothing is missing that could move it")
    how = _(
        "The notice gives no points or weights; this score is ours and unofficial. Each of the six items is the mean "
        "of its criteria: a figure counts as value ÷ threshold, at most 1; evidence counts 1 where met, 0.5 to review, "
        "0 not met. The score is the mean of the six items × 100. The foundation stands outside it. What is not "
        "reported is left out of the score, counts 0 in its lower end and 1 in its upper end."
    )
    items = {item.number: item.short.in_(language) for item in a.rulebook.items[a.profile]}
    rows = tuple(
        (
            items[item],
            "—" if value is None else number(value * 100, language, 1),
            f"{number(bottom * 100, language, 1)}–{number(top * 100, language, 1)}",
        )
        for item, (value, bottom, top) in verdict.item_scores.items()
    )
    return ScoreText(short, interval, how, rows)


def about(a: Assessment, language: str) -> str:
    """The space, its type and the date, as one line for headings and print."""
    _ = words(language)
    pieces = [a.submission.space or _("unnamed space"), profile_label(a.rulebook, a.profile, language)]
    pieces.append(month_text(a.as_of, language))
    pieces += [mark.in_(language) for mark in (a.rulebook.notice.mark,) if mark is not None]
    return " · ".join(pieces)
