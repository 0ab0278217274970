"""The verdict: what must be known first, the counts as a sentence, the items, the unofficial score, whose pilot it is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from core.documents import figures, scores
from core.documents.figures import ORDER
from core.documents.items import ItemCard, cards, items_table, met_of
from core.documents.outlook import heading
from core.documents.texts import COUNTED, PROSE, many
from core.documents.urgency import OPEN
from core.model import Assessment, Outcome
from core.model.document import (
    EMPTY,
    Capitalised,
    Case,
    Cases,
    Coloured,
    Document,
    Fact,
    Joined,
    Sentence,
    Table,
    Value,
    Verbatim,
    choose,
    given,
    say,
)
from core.model.quantity import WHOLE, Judged, Key, Measure, item_subject

DIGEST_SHOWN = 12
HOW = say(PROSE["score"])
BannerKind = Literal["fictional", "no_type", "other_type", "past_month", "over"]


class Banners(Document, frozen=True):
    """The sentences that stand on every page and paper while they hold, the weightiest first."""

    by_kind: Mapping[BannerKind, Value]

    @property
    def wording(self) -> Joined:
        return Joined(tuple(self.by_kind.values()), "sentences")


class Score(Document, frozen=True):
    """The unofficial score, a range wherever something is missing; what the range counts; how the score is made."""

    short: Cases
    span: Cases
    how: Sentence

    @property
    def full(self) -> Value:
        return Joined((self.short, self.span), "dots")


class Overview(Document, frozen=True):
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
        return Joined((self.banners.wording, self.about), "sentences")

    @property
    def below(self) -> Value:
        """What stands in a line below the sentence, where there is one line for it."""
        return Joined((self.red_flag, self.banners.wording, self.subline), "sentences")


def overview(a: Assessment) -> Overview:
    sentences = (about(a), red_flag(a), banners(a), sentence(a), status(a), subline(a), heading(a))
    return Overview(*sentences, cards(a), items_table(a), _facts(a), score(a))


def about(a: Assessment) -> Joined:
    """The space, its type and the date, as one line for headings and print."""
    space = Verbatim(a.submission.space) if a.submission.space else Capitalised(say("unnamed space"))
    month = () if a.as_of is None else (a.as_of,)
    mark = () if a.rulebook.notice.mark is None else (a.rulebook.notice.mark,)
    return Joined((space, a.profile, *month, *mark), "dots")


def red_flag(a: Assessment) -> Joined:
    """The sentence above every verdict where 合规 is not met."""
    flags = []
    for finding in (finding for finding in a.findings if finding.criterion.red_flag):
        flag = say(PROSE["red_flag"], id=Verbatim(finding.criterion.id))
        flags.append(figures.where(finding, {Outcome.NOT_MET: flag}))
    return Joined(tuple(flags), "sentences")


def banners(a: Assessment) -> Banners:
    """What a reader must know first: a fictional notice, another type, a past month, a pilot that is over."""
    notice, own = a.rulebook.notice, a.submission.profile
    found: dict[BannerKind, dict[str, Value]] = {}
    if notice.mark is not None:
        found["fictional"] = {"notice": notice.title}
    if own is None:
        found["no_type"] = {"profile": a.profile}
    elif own is not a.profile:
        found["other_type"] = {"profile": a.profile, "own": own}
    if a.as_of is not None and a.latest is not None and a.as_of < a.latest:
        found["past_month"] = {"month": a.as_of, "latest": a.latest}
    if a.is_over:
        found["over"] = {"month": a.pilot.end}
    return Banners({kind: say(PROSE["banner"][kind], **slots) for kind, slots in found.items()})


def sentence(a: Assessment) -> Cases:
    """How many criteria have which outcome: all met, or “3 not yet met” of each that there is."""
    counts, total = a.verdict.counts, figures.plain(a.verdict.total)
    words = dict(COUNTED["outcome"]) | ({"not_met": COUNTED["not_met_at_the_end"]} if a.is_over else {})
    n = {outcome: figures.plain(counts[outcome], Key.counting(outcome)) for outcome in ORDER}
    parts = (_where_any(a, each, Coloured(say(words[each], n=n[each]), each)) for each in ORDER)
    all_met = Case(a.verdict.total, Coloured(say("All {total} criteria are met.", total=total), Outcome.MET))
    counted = say("Of {total} criteria, {counts}.", total=total, counts=Joined(tuple(parts)))
    no_data = Coloured(say("None of the {total} criteria has data yet.", total=total), Outcome.NO_DATA)
    some = _counting(a, Outcome.NO_DATA, Case(a.verdict.total, no_data), counted)
    return _counting(a, Outcome.MET, all_met, some)


def _counting(a: Assessment, outcome: Outcome, case: Case, otherwise: Value) -> Cases:
    return choose(Key.counting(outcome), Fraction(a.verdict.counts[outcome]), (case,), otherwise)


def _where_any(a: Assessment, outcome: Outcome, wording: Value, otherwise: Value = EMPTY, *first: Case) -> Cases:
    """The wording that holds while any criterion has the outcome; `first` are cases that come before it."""
    n = Fraction(a.verdict.counts[outcome])
    return choose(Key.counting(outcome), n, (*first, Case("positive", wording)), otherwise)


def status(a: Assessment) -> Cases:
    missed = say("Not all criteria are met.") if a.is_over else say("Not all criteria are met yet.")
    nothing = Case(a.verdict.total, say("Nothing is filled in yet, so nothing can be judged."))
    unsettled = say("No criterion is missed, but some cannot be judged yet.")
    settled = say("By this self-assessment the pilot meets every criterion.")
    reviewed = _where_any(a, Outcome.NEEDS_REVIEW, unsettled, settled)
    return _where_any(a, Outcome.NOT_MET, missed, _where_any(a, Outcome.NO_DATA, unsettled, reviewed, nothing))


def subline(a: Assessment) -> Joined:
    """Time left, the foundation, the unofficial score, the outcomes that depend on a reading, the notice."""
    notice = say("under Annex 2 of {number}", number=a.rulebook.notice.number)
    return Joined((Capitalised(time_left(a)), _foundation(a), score(a).short, by_reading(a), notice), "dots")


def by_reading(a: Assessment) -> Value:
    """How many outcomes would be others under another reading; nothing where none would."""
    n = sum(any(other.outcome is not f.outcome for other in f.alternatives) for f in a.findings)
    if not n:
        return EMPTY
    return many("outcomes_by_reading", n)


def _foundation(a: Assessment) -> Cases:
    found = [finding for finding in a.findings if finding.criterion.item == 0]
    met, total = met_of(found, item_subject(0)), figures.plain(len(found))
    every = Case(len(found), say("all {total} criteria of the foundation met", total=total))
    none = Case(0, say("none of the {total} criteria of the foundation met", total=total))
    some = say("foundation {met} of {total} met", met=met, total=total)
    return choose(Key.counting(Outcome.MET, item_subject(0)), met.value, (every, none), some)


def time_left(a: Assessment) -> Value:
    if a.as_of is None:
        return say("no month to judge yet")
    if a.is_over:
        return say("the pilot ended in {month}", month=a.pilot.end)
    return many("left", a.months_left)


def still_open(a: Assessment) -> Value:
    """How many criteria stand in the way, by the kinds that there are."""
    n, total = sum(a.verdict.counts[outcome] for outcome in OPEN), figures.plain(a.verdict.total)
    if not n:
        return say("All criteria are met.")
    there = [outcome for outcome in ORDER if outcome in OPEN and a.verdict.counts[outcome]]
    words: list[Value] = [
        say("without data") if outcome is Outcome.NO_DATA else Judged(outcome, a.is_over, inside=True)
        for outcome in there
    ]
    several = say("{first} or {last}", first=Joined(tuple(words[:-1])), last=words[-1])
    kinds = several if len(words) > 1 else words[0]
    if n == a.verdict.total:
        return say("All {total} criteria are {kinds}", total=total, kinds=kinds)
    return many("still_open", n, total=total, kinds=kinds)


def score(a: Assessment) -> Score:
    key, is_scored = Key(WHOLE, Measure.SCORED), Fraction(a.verdict.score is not None)
    known = Case("positive", say("unofficial score {score}", score=scores.score_range(a)))
    point, low, high = scores.whole_score(a)
    reported = Case(
        "positive", say("unreported items counted as nothing and in full; {score} on what is reported", score=point)
    )
    missing = choose(
        key, is_scored, (reported,), say("{low}–{high}, counting what is not reported", low=low, high=high)
    )
    return Score(
        short=choose(key, is_scored, (known,), say("no unofficial score yet")),
        span=scores.where_spread(a, missing, say("no missing data affects it")),
        how=HOW,
    )


def _facts(a: Assessment) -> tuple[Fact, ...]:
    basics, notice, months = a.rulebook.sheets["basics"], a.rulebook.notice, len(a.pilot.months)

    def entered(key: str) -> Fact:
        return Fact(basics.column(key).label, given(a.submission.entered(key)))

    period = many("period", months, start=a.pilot.start, end=a.pilot.end)
    as_of = say("{month}, month {n} of {total}", month=a.as_of, n=figures.plain(a.elapsed), total=figures.plain(months))
    digest = Verbatim(a.rulebook.digest[:DIGEST_SHOWN])
    return (
        entered("space_name"),
        entered("operator_org"),
        Fact(basics.column("profile").label, a.profile),
        Fact(say("Judged as of"), None if a.as_of is None else as_of),
        Fact(say("Pilot period"), period),
        Fact(say("Judged by"), Joined((notice.title, notice.number), "dots")),
        Fact(say("Rulebook"), say("{id}, check code {digest}", id=figures.rulebook_name(notice), digest=digest)),
    )
