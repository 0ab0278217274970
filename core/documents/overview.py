"""The verdict: what must be known first, the counts as a sentence, the items, the unofficial score, whose pilot it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from core.documents import figures
from core.documents.figures import ORDER
from core.documents.outlook import heading
from core.model import Assessment, Finding, Item, Outcome, Text
from core.model.document import (
    EMPTY,
    Case,
    Cases,
    Coloured,
    Column,
    Document,
    Fact,
    Joined,
    Row,
    Sentence,
    Table,
    Value,
    Verbatim,
    choose,
    say,
    say_count,
)
from core.model.judgement import Judgement
from core.model.quantity import WHOLE, Judged, Key, Measure, Quantity, item_subject

DIGEST_SHOWN = 12
HOW = say(
    "The notice gives no points or weights; this score is ours and unofficial. Each of the six items is the mean "
    "of its criteria: a figure counts as value ÷ threshold, at most 1; evidence counts 1 where met, 0.5 to review, "
    "0 not met. The score is the mean of the six items × 100. The foundation stands outside it. What is not "
    "reported is left out of the score, counts 0 in its lower end and 1 in its upper end."
)


@dataclass(frozen=True, slots=True)
class Banner:
    """A sentence that stands on every page and paper while it holds."""

    kind: Literal["fictional", "other_type", "no_type", "past_month", "over"]
    said: Value


@dataclass(frozen=True)
class Banners(Document):
    """All that hold, the weightiest first."""

    all: tuple[Banner, ...]

    @property
    def said(self) -> Joined:
        """One after another, nothing where none holds."""
        return Joined(tuple(banner.said for banner in self.all), "sentences")


@dataclass(frozen=True)
class Score(Document):
    """The unofficial score in a word, the score, its range, and how it is made."""

    short: Cases
    point: Cases
    span: Cases
    how: Sentence

    @property
    def full(self) -> Value:
        """The score and its range."""
        return Joined((self.point, self.span), "dots")


@dataclass(frozen=True, slots=True)
class Mark:
    """A criterion among the marks of its item."""

    id: str
    title: Text
    outcome: Judged


@dataclass(frozen=True, slots=True)
class ItemCard:
    """The foundation or an item of the goals, with a mark a criterion."""

    number: int
    label: Value
    title: Text
    full_title: Text
    marks: tuple[Mark, ...]
    caption: Value


@dataclass(frozen=True)
class Overview(Document):
    """The verdict on one page; `red_flag` says nothing where there is none, `outlook` is None without a forecast."""

    about: Value
    red_flag: Joined
    banners: Banners
    sentence: Value
    status: Value
    subline: Value
    outlook: Value
    cards: tuple[ItemCard, ...]
    items: Table
    facts: tuple[Fact, ...]
    score: Score

    @property
    def whose(self) -> Value:
        """What must be known first, then whose verdict this is."""
        return Joined((self.banners.said, self.about), "sentences")

    @property
    def below(self) -> Value:
        """What stands in a line below the sentence, where there is one line for it."""
        return Joined((self.red_flag, self.banners.said, self.subline), "sentences")


def overview(j: Judgement) -> Overview:
    """The overview of a judgement."""
    a = j.assessment
    return Overview(
        about=about(a),
        red_flag=red_flag(a),
        banners=banners(a),
        sentence=sentence(a),
        status=status(a),
        subline=subline(a),
        outlook=heading(j),
        cards=cards(a),
        items=_items(a),
        facts=_facts(a),
        score=score(a),
    )


# --- sentences ------------------------------------------------------------------------------


def about(a: Assessment) -> Joined:
    """The space, its type and the date, as one line for headings and print."""
    space = Verbatim(a.submission.space) if a.submission.space else say("unnamed space")
    mark = () if a.rulebook.notice.mark is None else (a.rulebook.notice.mark,)
    return Joined((space, a.profile, a.as_of, *mark), "dots")


def red_flag(a: Assessment) -> Joined:
    """The sentence above every verdict where 合规 is not met."""
    flags = []
    for c in (finding.criterion for finding in a.findings if finding.criterion.red_flag):
        flag = say(
            "Red flag: {id} compliance is not met. Settle this first; it comes before every other criterion.",
            id=Verbatim(c.id),
        )
        outcome = a.finding(c.id).outcome.value
        flags.append(choose(Key(c.id, Measure.OUTCOME), outcome, (Case(Outcome.NOT_MET.value, flag),)))
    return Joined(tuple(flags), "sentences")


def banners(a: Assessment) -> Banners:
    """What a reader must know first: a fictional notice, another type, a past month, a pilot that is over."""
    notice, own, found = a.rulebook.notice, a.submission.profile, []
    if notice.mark is not None:
        said = say("Judged by {notice} ({mark}), which is no notice in force.", notice=notice.title, mark=notice.mark)
        found.append(Banner("fictional", said))
    if own is None:
        said = say("The workbook names no pilot type; it is judged as that of the type {profile}.", profile=a.profile)
        found.append(Banner("no_type", said))
    elif own is not a.profile:
        said = say(
            "For comparison only: judged as the type {profile}, while the workbook itself names the type {own}. "
            "It is no declaration of the operator's.",
            profile=a.profile,
            own=own,
        )
        found.append(Banner("other_type", said))
    if a.as_of is not None and a.latest is not None and a.as_of < a.latest:
        said = say(
            "A past month: judged as of {month}, while the workbook reaches {latest}. Figures are those of that month; "
            "evidence and the attributes of rows carry no dates and are today's.",
            month=a.as_of,
            latest=a.latest,
        )
        found.append(Banner("past_month", said))
    if figures.is_over(a):
        said = say("The pilot ended in {month}: outcomes are final, and nothing is forecast.", month=a.pilot.end)
        found.append(Banner("over", said))
    return Banners(tuple(found))


def sentence(a: Assessment) -> Cases:
    """How many criteria have which outcome: all met, or “3 not yet met” of each that there is."""
    counts, total, over = a.verdict.counts, figures.plain(a.verdict.total), figures.is_over(a)
    n = {outcome: figures.plain(counts[outcome], Key.counting(outcome)) for outcome in ORDER}
    said = {
        Outcome.MET: say("{n} met", n=n[Outcome.MET]),
        Outcome.NOT_MET: (
            say("{n} not met", n=n[Outcome.NOT_MET]) if over else say("{n} not yet met", n=n[Outcome.NOT_MET])
        ),
        Outcome.NEEDS_REVIEW: say("{n} to review", n=n[Outcome.NEEDS_REVIEW]),
        Outcome.NO_DATA: say("{n} without data", n=n[Outcome.NO_DATA]),
        Outcome.NOT_APPLICABLE: say("{n} not applicable", n=n[Outcome.NOT_APPLICABLE]),
    }
    parts = (_where_any(a, outcome, Coloured(said[outcome], outcome)) for outcome in ORDER)
    all_met = Case(a.verdict.total, Coloured(say("All {total} criteria are met.", total=total), Outcome.MET))
    return choose(
        Key.counting(Outcome.MET),
        n[Outcome.MET].value,
        (all_met,),
        say("Of {total} criteria, {counts}.", total=total, counts=Joined(tuple(parts))),
    )


def _where_any(a: Assessment, outcome: Outcome, said: Value, otherwise: Value = EMPTY, *first: Case) -> Cases:
    """The wording that holds while any criterion has the outcome; `first` are cases that come before it."""
    n = Fraction(a.verdict.counts[outcome])
    return choose(Key.counting(outcome), n, (*first, Case("positive", said)), otherwise)


def status(a: Assessment) -> Cases:
    """Whether the criteria are met, in one short sentence."""
    missed = say("Not all criteria are met.") if figures.is_over(a) else say("Not all criteria are met yet.")
    nothing = Case(a.verdict.total, say("Nothing is filled in yet, so nothing can be judged."))
    unsettled = say("No criterion is missed, but some cannot be judged yet.")
    settled = say("By this self-assessment the pilot meets every criterion.")
    reviewed = _where_any(a, Outcome.NEEDS_REVIEW, unsettled, settled)
    return _where_any(a, Outcome.NOT_MET, missed, _where_any(a, Outcome.NO_DATA, unsettled, reviewed, nothing))


def subline(a: Assessment) -> Joined:
    """Time left, the foundation, the unofficial score, the notice."""
    number = Verbatim(a.rulebook.notice.number)
    parts = (time_left(a), _foundation(a), score(a).short, say("under Annex 2 of {number}", number=number))
    return Joined(parts, "dots")


def _foundation(a: Assessment) -> Cases:
    """How many criteria of the foundation are met."""
    found = [finding for finding in a.findings if finding.criterion.item == 0]
    met, total = _met(found, item_subject(0)), figures.plain(len(found))
    every = Case(len(found), say("all {total} criteria of the foundation met", total=total))
    none = Case(0, say("none of the {total} criteria of the foundation met", total=total))
    some = say("foundation {met} of {total} met", met=met, total=total)
    return choose(Key.counting(Outcome.MET, item_subject(0)), met.value, (every, none), some)


def time_left(a: Assessment) -> Value:
    """How long the pilot still has."""
    if a.as_of is None:
        return say("no month to judge yet")
    if figures.is_over(a):
        return say("the pilot ended in {month}", month=a.pilot.end)
    return say_count("{n} month left in the pilot", "{n} months left in the pilot", a.months_left)


def still_open(a: Assessment) -> Value:
    """How many criteria are not settled, as one sentence."""
    n = sum(a.verdict.counts[outcome] for outcome in (Outcome.NOT_MET, Outcome.NEEDS_REVIEW, Outcome.NO_DATA))
    if not n:
        return say("All criteria are met.")
    return say_count(
        "{n} of {total} criteria is not met, to review or without data",
        "{n} of {total} criteria are not met, to review or without data",
        n,
        total=figures.plain(a.verdict.total),
    )


def score(a: Assessment) -> Score:
    """The unofficial score, as a range wherever something is missing."""
    v = a.verdict
    point, low, high = figures.whole_score(a)
    known, nothing = say("unofficial score {score}", score=point), say("no unofficial score yet")
    ranged = say("unofficial score {score} ({low}–{high})", score=point, low=low, high=high)
    missing = say("{low}–{high}, counting what is not reported", low=low, high=high)

    def spread(said: Value, otherwise: Value) -> Cases:
        return choose(Key(WHOLE, Measure.SPREAD), v.score_high - v.score_low, (Case("positive", said),), otherwise)

    def scored(said: Value) -> Cases:
        return choose(Key(WHOLE, Measure.SCORED), Fraction(v.score is not None), (Case("positive", said),), nothing)

    return Score(
        short=scored(spread(ranged, known)),
        point=scored(known),
        span=spread(missing, say("no missing data affects it")),
        how=HOW,
    )


# --- the items ------------------------------------------------------------------------------


def cards(a: Assessment) -> tuple[ItemCard, ...]:
    """The foundation first, then the six items."""
    return tuple(_card(a, item, found) for item, found in _by_item(a))


def _by_item(a: Assessment) -> list[tuple[Item, list[Finding]]]:
    return [(item, [f for f in a.findings if f.criterion.item == item.number]) for item in a.rulebook.items[a.profile]]


def _card(a: Assessment, item: Item, found: Sequence[Finding]) -> ItemCard:
    met, total = _met(found, item_subject(item.number)), figures.plain(len(found))
    return ItemCard(
        number=item.number,
        label=figures.plain(item.number) if item.number else say("Foundation"),
        title=item.short,
        full_title=item.title,
        marks=tuple(Mark(f.criterion.id, f.criterion.title, figures.outcome(a, f)) for f in found),
        caption=say("{met} / {total} met", met=met, total=total),
    )


def _met(found: Sequence[Finding], subject: str, outcome: Outcome = Outcome.MET) -> Quantity:
    return figures.plain(sum(f.outcome is outcome for f in found), Key.counting(outcome, subject))


def _items(a: Assessment) -> Table:
    """A row an item: its criteria by outcome, its unofficial score, the applicant's own targets; then the whole."""
    over = figures.is_over(a)
    columns = (
        Column("number", say("Item")),
        Column("title", say("What it asks for")),
        *(Column(outcome.value, Coloured(Judged(outcome, over), outcome)) for outcome in ORDER),
        Column("total", say("Criteria")),
        Column("score", say("Score (unofficial)")),
        Column("range", say("Score range (unofficial)")),
        Column("own", say("Own targets met")),
    )
    rows = [_item_row(a, item.number, item.short, found) for item, found in _by_item(a)]
    return Table(columns, (*rows, _item_row(a, None, say("Total"), a.findings)))


def _item_row(a: Assessment, item: int | None, title: Value, found: Sequence[Finding]) -> Row:
    """An item's row; None is the whole."""
    subject = WHOLE if item is None else item_subject(item)
    ends = figures.whole_score(a) if item is None else figures.item_score(a, item)
    targets = [finding.commitment.outcome for finding in found if finding.commitment is not None]
    met = figures.plain(targets.count(Outcome.MET), Key(subject, Measure.TARGETS_MET))
    cells: dict[str, Value] = {
        "number": figures.plain(item) if item else EMPTY,
        "title": title,
        **{outcome.value: Coloured(_met(found, subject, outcome), outcome) for outcome in ORDER},
        "total": figures.plain(len(found)),
        "score": None if ends is None else ends[0],
        "range": None if ends is None else say("{low}–{high}", low=ends[1], high=ends[2]),
        "own": say("{met} / {total}", met=met, total=figures.plain(len(targets))) if targets else None,
    }
    return Row(subject, cells, is_total=item is None)


# --- whose pilot ----------------------------------------------------------------------------


def _facts(a: Assessment) -> tuple[Fact, ...]:
    """Whose pilot this is, when, and by which rules."""
    basics, notice, months = a.rulebook.sheets["basics"], a.rulebook.notice, len(a.pilot.months)

    def entered(key: str) -> Fact:
        entry = a.submission.basics.get(key)
        return Fact(basics.column(key).label, Verbatim(str(entry.value)) if entry and entry.value else None)

    period = say_count(
        "{start} to {end}, {n} month", "{start} to {end}, {n} months", months, start=a.pilot.start, end=a.pilot.end
    )
    as_of = say("{month}, month {n} of {total}", month=a.as_of, n=figures.plain(a.elapsed), total=figures.plain(months))
    digest = Verbatim(a.rulebook.digest[:DIGEST_SHOWN])
    return (
        entered("space_name"),
        entered("operator_org"),
        Fact(basics.column("profile").label, a.profile),
        Fact(say("Judged as of"), None if a.as_of is None else as_of),
        Fact(say("Pilot period"), period),
        Fact(say("Judged by"), Joined((notice.title, Verbatim(notice.number)), "dots")),
        Fact(say("Rulebook"), say("{id}, check code {digest}", id=figures.notice_name(notice), digest=digest)),
    )
