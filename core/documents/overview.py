"""The verdict: a red flag, the counts as a sentence, where the pilot is heading, the items, whose pilot it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.documents import figures
from core.documents.banner import Banners, banners
from core.documents.outlook import heading
from core.documents.score import Score, item_score, score, whole_score
from core.model import Assessment, Finding, Item, Outcome, Text
from core.model.document import (
    Case,
    Cases,
    Coloured,
    Column,
    Document,
    Fact,
    Joined,
    Row,
    Table,
    Value,
    Verbatim,
    choose,
    say,
    say_count,
)
from core.model.judgement import Judgement
from core.model.quantity import WHOLE, Form, Judged, Key, Measure, Quantity, item_subject

#: The order in which outcomes are counted.
ORDER = (Outcome.MET, Outcome.NOT_MET, Outcome.NEEDS_REVIEW, Outcome.NO_DATA, Outcome.NOT_APPLICABLE)
DIGEST_SHOWN = 12


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
    for finding in a.findings:
        c = finding.criterion
        if c.red_flag:
            flag = say(
                "Red flag: {id} compliance is not met. Settle this first; it comes before every other criterion.",
                id=Verbatim(c.id),
            )
            flags.append(choose(Key(c.id, Measure.OUTCOME), finding.outcome.value, (Case("not_met", flag),)))
    return Joined(tuple(flags), "sentences")


def sentence(a: Assessment) -> Cases:
    """How many criteria have which outcome."""
    counts, total = a.verdict.counts, figures.plain(a.verdict.total)
    parts = [_counted(outcome, counts[outcome], over=figures.is_over(a)) for outcome in ORDER]
    all_met = Coloured(say("All {total} criteria are met.", total=total), Outcome.MET)
    return choose(
        Key.counting(Outcome.MET),
        Fraction(counts[Outcome.MET]),
        (Case(a.verdict.total, all_met),),
        say("Of {total} criteria, {counts}.", total=total, counts=Joined(tuple(parts))),
    )


def _counted(outcome: Outcome, n: int, *, over: bool) -> Cases:
    """“3 not yet met”; nothing where there are none."""
    key = Key.counting(outcome)
    figure = figures.plain(n, key)
    said = {
        Outcome.MET: say("{n} met", n=figure),
        Outcome.NOT_MET: say("{n} not met", n=figure) if over else say("{n} not yet met", n=figure),
        Outcome.NEEDS_REVIEW: say("{n} to review", n=figure),
        Outcome.NO_DATA: say("{n} without data", n=figure),
        Outcome.NOT_APPLICABLE: say("{n} not applicable", n=figure),
    }
    return choose(key, Fraction(n), (Case("positive", Coloured(said[outcome], outcome)),))


def status(a: Assessment) -> Cases:
    """Whether the criteria are met, in one short sentence."""
    counts = a.verdict.counts
    not_met, no_data, review = (
        (Key.counting(outcome), Fraction(counts[outcome]))
        for outcome in (Outcome.NOT_MET, Outcome.NO_DATA, Outcome.NEEDS_REVIEW)
    )
    missed = say("Not all criteria are met.") if figures.is_over(a) else say("Not all criteria are met yet.")
    nothing = say("Nothing is filled in yet, so nothing can be judged.")
    unsettled = say("No criterion is missed, but some cannot be judged yet.")
    settled = say("By this self-assessment the pilot meets every criterion.")
    reviewed = choose(*review, (Case("positive", unsettled),), settled)
    known = choose(*no_data, (Case(a.verdict.total, nothing), Case("positive", unsettled)), reviewed)
    return choose(*not_met, (Case("positive", missed),), known)


def subline(a: Assessment) -> Joined:
    """Time left, the foundation, the unofficial score, the notice."""
    return Joined(
        (
            time_left(a),
            _foundation(a),
            score(a).short,
            say("under Annex 2 of {number}", number=Verbatim(a.rulebook.notice.number)),
        ),
        "dots",
    )


def _foundation(a: Assessment) -> Cases:
    """How many criteria of the foundation are met."""
    found = [finding for finding in a.findings if finding.criterion.item == 0]
    met, total = _met(found, 0), figures.plain(len(found))
    return choose(
        Key.counting(Outcome.MET, item_subject(0)),
        met.value,
        (
            Case(len(found), say("all {total} criteria of the foundation met", total=total)),
            Case(0, say("none of the {total} criteria of the foundation met", total=total)),
        ),
        say("foundation {met} of {total} met", met=met, total=total),
    )


def time_left(a: Assessment) -> Value:
    """How long the pilot still has."""
    if a.as_of is None:
        return say("no month to judge yet")
    if a.months_left <= 0:
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


# --- the items ------------------------------------------------------------------------------


def cards(a: Assessment) -> tuple[ItemCard, ...]:
    """The foundation first, then the six items."""
    return tuple(_card(a, item, found) for item, found in _by_item(a))


def _by_item(a: Assessment) -> list[tuple[Item, list[Finding]]]:
    return [
        (item, [finding for finding in a.findings if finding.criterion.item == item.number])
        for item in a.rulebook.items[a.profile]
    ]


def _card(a: Assessment, item: Item, found: Sequence[Finding]) -> ItemCard:
    marks = tuple(Mark(f.criterion.id, f.criterion.title, figures.outcome(a, f)) for f in found)
    met = _met(found, item.number)
    return ItemCard(
        number=item.number,
        label=figures.plain(item.number) if item.number else say("Foundation"),
        title=item.short,
        full_title=item.title,
        marks=marks,
        caption=say("{met} / {total} met", met=met, total=figures.plain(len(found))),
    )


def _met(found: Sequence[Finding], item: int) -> Quantity:
    n = sum(finding.outcome is Outcome.MET for finding in found)
    return figures.plain(n, Key.counting(Outcome.MET, item_subject(item)))


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
    ends = whole_score(a) if item is None else item_score(a, item)
    cells: dict[str, Value] = {
        "number": Quantity(Fraction(item), form=Form.PLAIN) if item else Joined(()),
        "title": title,
        "total": figures.plain(len(found)),
        "score": None if ends is None else ends[0],
        "range": None if ends is None else say("{low}–{high}", low=ends[1], high=ends[2]),
        "own": _own_targets(found, subject),
    }
    for outcome in ORDER:
        n = sum(finding.outcome is outcome for finding in found)
        cells[outcome.value] = Coloured(figures.plain(n, Key.counting(outcome, subject)), outcome)
    return Row(subject, cells, is_total=item is None)


def _own_targets(found: Sequence[Finding], subject: str) -> Value:
    """How many of the applicant's own end targets are met, of how many; None where there are none."""
    targets = [finding.commitment for finding in found if finding.commitment is not None]
    if not targets:
        return None
    met = sum(target.outcome is Outcome.MET for target in targets)
    return say(
        "{met} / {total}",
        met=figures.plain(met, Key(subject, Measure.TARGETS_MET)),
        total=figures.plain(len(targets)),
    )


# --- whose pilot ----------------------------------------------------------------------------


def _facts(a: Assessment) -> tuple[Fact, ...]:
    """Whose pilot this is, when, and by which rules."""
    basics, notice, months = a.rulebook.sheets["basics"], a.rulebook.notice, len(a.pilot.months)

    def entered(key: str) -> Fact:
        entry = a.submission.basics.get(key)
        said = None if entry is None or not entry.value else Verbatim(str(entry.value))
        return Fact(basics.column(key).label, said)

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
