"""One computed criterion across the pilots of a batch, each on its own clock; a panel a type, and no league table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from core.batch import Batch, Filed
from core.batch.pilots import Ranks
from core.documents import figures
from core.documents.odd_files import name_of
from core.documents.texts import PROSE, filled, many, table
from core.documents.two_judgements import common_key
from core.model import Criterion, Finding, Kind, Outlook, Profile
from core.model.document import EMPTY, Chart, Document, Joined, Row, Table, Value, Verbatim, say
from core.model.quantity import Judged, Probability, Quantity

HOW_RANKED = say(PROSE["ranks"]["how"])
#: The months of their pilots at which all can be set side by side.
CLOCKS = (3, 6, 9, 12, 18)


class Panel(Struct, frozen=True):
    """The pilots of a type: a mark each, in the order of their months (those without any first) and then of their values.

    A mark has `key`, `name`, `profile`, `clock` (the month of its pilot, of so many `months`), `month`, `value`, `threshold`, `outcome`,
    `ratio` of the threshold; `status`, and where there is a forecast `median`, `low`, `high` at the pilot's end with
    `low_ratio` and `high_ratio`, `interval` and `probability`; `rank`, an interval, or why there is none; and `wording`, all of it in words.
    """

    profile: Profile
    label: Value
    threshold: Quantity | None
    chart: Chart
    ranks: Value

    @property
    def looks_ahead(self) -> bool:
        """Whether any pilot's end is forecast."""
        return any(mark["low_ratio"] is not None for mark in self.chart.data)

    @property
    def table(self) -> Table:
        return filled(table("across", (Row(str(self.profile), mark) for mark in self.chart.data)))


class Across(Document, frozen=True):
    """A panel for each type that has a criterion like the one chosen; `note` says what is compared with what.

    `how_ranked` is EMPTY where none is ranked: scores are of each pilot's latest month.
    """

    note: Value
    panels: tuple[Panel, ...]
    how_ranked: Value


def across(batch: Batch, id: str, clock: int | None = None) -> Across:
    """Every pilot at its own latest month, or at month `clock` of its pilot where it has come that far.

    KeyError where no pilot has a computed criterion of that id.
    """
    every = (finding.criterion for file in batch.used for finding in file.assessment.findings)
    chosen = next((each for each in every if each.id == id and each.kind is Kind.COMPUTED), None)
    if chosen is None:
        raise KeyError(id)
    like = common_key(chosen)
    panels = []
    for profile in Profile:
        files = [file for file in batch.used if file.assessment.profile is profile]
        pairs = [(file, f) for file in files for f in file.assessment.findings if common_key(f.criterion) == like]
        if pairs:
            panels.append(_panel(profile, pairs, batch.ranks[profile] if clock is None else Ranks({}), clock))
    at = None if clock is None else figures.plain(clock)
    note = say(PROSE["across"]["own" if clock is None else "same"], clock=at)
    return Across(note, tuple(panels), HOW_RANKED if clock is None else EMPTY)


def clocks(batch: Batch) -> tuple[int, ...]:
    """The months of their pilots at which all can be set side by side: those that one of them has come to."""
    furthest = max((file.assessment.elapsed for file in batch.used), default=0)
    return tuple(clock for clock in CLOCKS if clock <= furthest)


def _panel(profile: Profile, pairs: Sequence[tuple[Filed, Finding]], ranked: Ranks, clock: int | None) -> Panel:
    c = pairs[0][1].criterion
    marks = sorted(filter(None, (_mark(file, f, ranked, clock) for file, f in pairs)), key=_in_order)
    label, threshold = figures.label(c), figures.threshold(c)
    counted = many("with_figure", sum(mark["value"] is not None for mark in marks))
    alt = say("{label}, threshold {threshold}: {counted}", label=label, threshold=threshold, counted=counted)
    return Panel(profile, label, threshold, Chart(tuple(marks), alt), _who_is_ranked(ranked))


def _in_order(mark: Mapping[str, Value]) -> tuple[Fraction, Fraction]:
    value, clock = mark["value"], mark["clock"]
    known = value.value if isinstance(value, Quantity) else Fraction(-1)
    return (clock.value if isinstance(clock, Quantity) else Fraction(0)), known


def _mark(file: Filed, finding: Finding, ranked: Ranks, clock: int | None) -> Mapping[str, Value] | None:
    """A pilot's figure at its month, none where it has no month; None where it has not come to that month yet."""
    a, c = file.assessment, finding.criterion
    at = a.elapsed if clock is None else clock
    if at > a.elapsed:
        return None
    point = a.trajectory(c.id).points[at - 1] if at else None
    ahead = a.outlooks.get(c.id) if at == a.elapsed else None
    found = None if point is None else point.value
    value = None if found is None else c.quantity(found)
    judged = finding.outcome if point is None else point.outcome
    outcome = None if judged is None else Judged(judged, a.is_over)
    mark: dict[str, Value] = {
        "key": Verbatim(file.key),
        "name": name_of(file),
        "profile": a.profile,
        "clock": figures.plain(at) if at else None,
        "months": figures.plain(len(a.pilot.months)),
        "month": a.as_of if point is None else point.month,
        "value": value,
        "threshold": figures.threshold(c),
        "ratio": _ratio(c, found),
        "outcome": outcome,
        "status": None if ahead is None or a.is_over else ahead.status,
        **_expected(c, ahead),
        "rank": rank_of(ranked, file.key),
    }
    return {**mark, "wording": _wording(mark)}


def _ratio(c: Criterion, value: Fraction | None) -> Quantity | None:
    """A value as a multiple of the threshold."""
    return None if value is None or not c.threshold else Quantity(value / c.threshold)


def _expected(c: Criterion, ahead: Outlook | None) -> dict[str, Value]:
    end = None if ahead is None else ahead.end
    if end is None:
        return dict.fromkeys(("median", "low", "high", "low_ratio", "high_ratio", "interval", "probability"))
    return {
        **{key: figures.forecast(c, getattr(end, key)) for key in ("median", "low", "high")},
        **{f"{key}_ratio": _ratio(c, Fraction(getattr(end, key))) for key in ("low", "high")},
        "interval": figures.interval(c, end.low, end.high),
        "probability": Probability(end.probability),
    }


def _wording(mark: Mapping[str, Value]) -> Value:
    slots = {key: mark[key] for key in ("name", "clock", "month", "value", "outcome")}
    if mark["clock"] is None:
        return say("{label}: {body}", label=mark["name"], body=say("no figure"))
    if mark["value"] is None:
        return say("{name}, month {clock} ({month}): no figure", **{k: slots[k] for k in ("name", "clock", "month")})
    known = say("{name}, month {clock} ({month}): {value}, {outcome}", **slots)
    if mark["median"] is None:
        return known
    ahead = {"median": mark["median"], "interval": mark["interval"]}
    expected = say("expected at the pilot's end {median}, likely range (80%) {interval}", **ahead)
    return Joined((known, expected), "clauses")


def rank_of(ranked: Ranks, key: str) -> Value:
    """The interval of a pilot's rank: 3–7; why there is none where too much is missing; None where none is ranked."""
    if key in ranked.missing:
        return say(PROSE["ranks"]["missing"])
    if key not in ranked.by_key:
        return None
    best, worst = map(figures.plain, ranked.by_key[key])
    return best if best == worst else say("{low}–{high}", low=best, high=worst)


def _who_is_ranked(ranked: Ranks) -> Value:
    """Among how many of a type's pilots the others are ranked; EMPTY where all are."""
    if not ranked.missing:
        return EMPTY
    if not ranked.by_key:
        return say(PROSE["ranks"]["none"])
    n, total = len(ranked.by_key), len(ranked.by_key) + len(ranked.missing)
    return say(PROSE["ranks"]["some"], n=figures.plain(n), total=figures.plain(total))
