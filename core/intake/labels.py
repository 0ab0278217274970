"""Month labels that say too little (8月, 第8个月, 截至2026年8月): read where the rows around leave one month, else offered."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import Any

from core.compiled import long_pattern
from core.intake.grid import AnsweredRaw, Raw, bare
from core.intake.months import DIGITS, YEARS, as_typed, counted, moment, months_in, months_of
from core.intake.numerals import in_digits
from core.intake.problems import Cell, Doubt
from core.intake.words import BRACKETED, FOOTNOTES, WORDS, bracketed, word
from core.model import Month, PilotPeriod, State

CENTURY = 2000
#: So many months are offered at most.
MOST_OFFERED = 3
_EDGE = "|".join(map(re.escape, WORDS.month_edges))
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[正元一二三四五六七八九]|[a-z]{3,9})"
_YEAR = rf"(?P<year>(?:20)?\d\d|[{DIGITS}零○]{{2}}|[{DIGITS}零○]{{4}})"
#: What stands behind the month; its first and last day are all of it (9月1日-30日).
_WHOLE = r"0?1[日号]?[-—–~至到](?:(?P=month)月)?(?:2[89]|3[01])[日号]"
_END = rf"(?:月(?:份|末|底|初|度)?(?:{_WHOLE}|\d{{1,2}}[日号](?:24[时:](?:00)?)?)?)?"
#: Year before month, month before year; without spaces.
LABELS = (
    long_pattern(rf"(?:{_YEAR}(?:年度?|[-/.,—–'’]|(?=m\d)))?(?:第|m(?=\d))?{_MONTH}{_END}"),
    long_pattern(rf"{_MONTH}\.?[-/.,—–'’]*{_YEAR}"),
    long_pattern(rf"{_MONTH}月份?[/,]?(?P<year>20\d\d)年?"),
)
#: Which month of the pilot, or of a year; a `kind` names no month of a year.
_COUNTED = rf"(?:\d{{1,2}}|[{DIGITS}十]{{1,3}})"
ORDINAL = long_pattern(
    rf"(?P<kind>试点期?|运营期?)?(?:第(?P<n>{_COUNTED})(?:(?P<of>个)?月份?|期)|(?:m|month)(?P<m>\d\d?)|(?P<bare>\d\d?)(?:(?:st|nd|rd|th)month)?)"
)
EDGES = long_pattern(rf"^(?:{_EDGE})+|(?:{_EDGE})+$")
#: What names no single month, so that no slip of the pen is to be mended: quarters, halves of a year, spans.
SPAN = re.compile(r"季|q\d|半年|全年|年度(?!\d)|至|~|月.*月|\d-\d{1,2}月")
#: Labels without a year are in no order where one is further from the next than so many months.
MOST_APART = 6
#: A month, perhaps with its year.
YearMonth = tuple[int | None, int]


def readings(raw: Raw) -> set[YearMonth]:
    """The months of a year that a label may name, with the year where it has one.

    >>> readings("8月"), readings("截至2026年8月（累计）"), readings("Aug-26"), readings("2025年十月")
    ({(None, 8)}, {(2026, 8)}, {(2026, 8)}, {(2025, 10)})
    >>> readings("2026年9月1日-30日"), readings("2026年9月1日至9月30日"), readings("2026年9月1日-10月31日")
    ({(2026, 9)}, {(2026, 9)}, set())
    >>> readings(8.0), readings("二季度"), readings("1-8月"), readings("第1月（2025年7月）")
    ({(None, 8)}, set(), set(), {(2025, 7)})
    """
    typed = as_typed(raw)
    held = map(moment, bracketed(raw) if isinstance(raw, str) else [typed] if isinstance(typed, float) else ())
    dated: set[YearMonth] = {(found.month.year, found.month.month) for found in held if not isinstance(found, str)}
    return dated or set(_read(_label(raw)))


def ordinal(raw: Raw, pilot: PilotPeriod) -> tuple[YearMonth | None, bool]:
    """The month that a label numbers from the pilot's start, and whether it may name one of a year instead.

    >>> pilot = PilotPeriod(Month(2025, 7), Month(2027, 6))
    >>> [ordinal(label, pilot) for label in ("第3月", "M12", "第十三个月", "3月")]
    [((2025, 9), True), ((2026, 6), True), ((2026, 7), False), (None, True)]
    """
    match = ORDINAL.fullmatch(_label(raw))
    digits = match and (match["n"] or match["m"] or match["bare"])
    if not match or not digits:
        return None, True
    number = counted(digits)
    month = pilot.start.plus(number - 1)
    inside = number > 0 and month <= pilot.end
    return (month.year, month.month) if inside else None, not (match["kind"] or match["of"] or "期" in match[0])


def _label(raw: Raw) -> str:
    typed = as_typed(raw)
    text = f"{typed:g}" if isinstance(typed, float) else typed
    return EDGES.sub("", BRACKETED.sub("", word(text.rstrip().rstrip(FOOTNOTES)))) if isinstance(text, str) else ""


def _read(text: str) -> Iterator[YearMonth]:
    for match in filter(None, (pattern.fullmatch(text) for pattern in LABELS)):
        year, month = match["year"], match["month"]
        number = WORDS.months.get(month, 0) if month.isascii() and month.isalpha() else counted(month)
        if number and (year is None or _year(year) in YEARS):
            yield None if year is None else _year(year), number


def _year(text: str) -> int:
    number = int(in_digits(text))
    return number if number >= CENTURY else CENTURY + number


def by_neighbours(
    raws: Sequence[Raw],
    read: Sequence[Month | None],
    unread: Collection[int],
    pilot: PilotPeriod,
    last: Month | None = None,
) -> dict[int, Cell]:
    """What the labels at `unread` come to by the rows around; those that stay in doubt have the months to offer.

    `last` is the month up to which the workbook says that it reports.
    """
    answers = {at: raw for at in unread if isinstance(raw := raws[at], AnsweredRaw)}
    named, numbered = {}, {}
    for at in unread:
        own, of_year = (None, False) if planned(raws[at]) else ordinal(bare(raws[at]), pilot)
        named[at] = readings(bare(raws[at])) if of_year else set()
        dated = any(year for year, _ in named[at])
        numbered[at] = named[at] if own is None or dated else {own}
    labels = {at: named[at] | numbered[at] for at in unread}
    runs = _runs((numbered, {at: named[at] or numbered[at] for at in unread}), read, pilot, last)
    months = [answers[at].month if at in answers else month for at, month in enumerate(read)]
    certain = _certain(labels, [None if at in runs else month for at, month in enumerate(months)])
    found = {}
    for at in unread:
        doubt, month = Doubt("unreadable"), certain.get(at)
        if at in runs:
            run, *others = runs[at]
            sure = not others and all(certain.get(each) == its for each, its in run.items())
            details = in_order(tuple(run.values()))
            for other in map(tuple, map(dict.values, others)):
                details |= {"kind": "orders", "orders": (details["in_order"], other)}
                details |= {"other_first": other[0], "other_last": other[-1]}
            doubt = Doubt("month_by_rows" if sure else "month_unclear", details)
            month = month if sure else None
        elif month is not None:
            doubt = Doubt("month_by_rows", {"understood": month})
        elif offered := _offered(at, raws[at], months, pilot):
            one = {"kind": "one", "month": offered[0]} if len(offered) == 1 else {}
            doubt = Doubt("month_unclear", {"months": offered, **one})
        if at in answers and answers[at].code == doubt.code:
            month = answers[at].month
        found[at] = Cell(State.UNREADABLE if month is None else State.FILLED, month, (doubt,))
    return found


def in_order(order: tuple[Month, ...]) -> dict[str, Any]:
    """What a doubt about a stretch of rows says of the months that they are in order."""
    understood = (order[0], "…", order[-1]) if len(order) > 2 else order
    return {"in_order": order, "first": order[0], "last": order[-1], "kind": "order", "understood": understood}


def as_numbers(raws: Mapping[int, Raw]) -> dict[int, tuple[Month, ...]]:
    """By row the months of the stretch of rows that it is in, of months typed as numbers that tell one another's."""
    found: dict[int, tuple[Month, ...]] = {}
    for _, stretch in groupby(enumerate(sorted(raws)), key=lambda each: each[1] - each[0]):
        rows = [at for _, at in stretch]
        single = [len(months_of(raws[at])) == 1 for at in rows]
        parts = [
            [at for at, _ in part] for alone, part in groupby(zip(rows, single, strict=True), itemgetter(1)) if alone
        ]
        for part in [rows] if months_in([raws[at] for at in rows]) else parts:
            months = months_in([raws[at] for at in part])
            found |= dict.fromkeys(part, months) if months and len(part) > 1 else {}
    return found


def _runs(
    ways: Sequence[Mapping[int, set[YearMonth]]], read: Sequence[Month | None], pilot: PilotPeriod, last: Month | None
) -> dict[int, list[dict[int, Month]]]:
    """By row the stretch of labels one below the other that it is in, with the month of each, in each order that fits.

    `ways` are those in which all labels may be meant.  Of two orders one that goes past `last` is none.
    """
    single = sorted(at for at in ways[0] if all(len(labels[at]) == 1 for labels in ways))
    found: dict[int, list[dict[int, Month]]] = {}
    for _, stretch in groupby(enumerate(single), key=lambda each: each[1] - each[0]):
        rows = [at for _, at in stretch]
        around = _around(rows[0], read)[0], _around(rows[-1], read)[1]
        fitting = (_in_order([next(iter(labels[at])) for at in rows], *around, pilot, last) for labels in ways)
        orders = [order for order in map(tuple, fitting) if order and not set(order) & set(read)]
        orders = [order for order in dict.fromkeys(orders) if last is None or max(order) <= last] or orders
        if len(orders) > 1 and around == (None, None) and min(orders[0]) != pilot.start:
            orders = orders[1:]  # whoever numbers months begins with the first
        if len(rows) > 1 and orders:
            runs = [dict(zip(rows, order, strict=True)) for order in dict.fromkeys(orders)]
            found |= dict.fromkeys(rows, runs)
    return found


def _in_order(
    label: Sequence[YearMonth], before: Month | None, after: Month | None, pilot: PilotPeriod, last: Month | None
) -> list[Month]:
    """The months of labels in a row, each the next one of its name, or each the last one; [] where they do not fit.

    The year is that of a label, else of the dated rows around, else of the pilot's start; without either it is the
    one before where the labels would go past `last` otherwise.
    """
    numbers = [month for _, month in label]
    down = sum((b - a - 1) % 12 for a, b in pairwise(numbers)) > sum((a - b - 1) % 12 for a, b in pairwise(numbers))
    steps = [-((a - b - 1) % 12 + 1) if down else (b - a - 1) % 12 + 1 for a, b in pairwise(numbers)]
    offsets = list(accumulate(steps, initial=0))
    dated = [Month(year, month).plus(-offset) for (year, month), offset in zip(label, offsets, strict=True) if year]
    low, high = (after, before) if down else (before, after)
    least, undated = min(offsets), not dated and low is None and high is None
    if undated and max(map(abs, steps), default=0) > MOST_APART:
        return []
    if not dated and (low is not None or high is None):
        low = low or pilot.start.plus(-1)
        dated = [low.plus((numbers[offsets.index(least)] - low.month - 1) % 12 + 1 - least)]
    elif not dated and high is not None:
        most = max(offsets)
        dated = [high.plus(-((high.month - numbers[offsets.index(most)] - 1) % 12 + 1) - most)]
    months = [dated[0].plus(offset) for offset in offsets]
    if undated and last is not None and last < max(months) and pilot.start <= max(months).plus(-12):
        return [month.plus(-12) for month in months]
    bounds = (low or pilot.start.plus(-1)) < min(months) and max(months) < (high or pilot.end.plus(1))
    return months if len(set(dated)) == 1 and bounds else []


def planned(raw: Raw) -> bool:
    """Whether a label says that its month is planned."""
    text = bare(raw)
    return isinstance(text, str) and any(each in word(text) for each in WORDS.planned)


def _certain(labels: dict[int, set[YearMonth]], months: Sequence[Month | None]) -> dict[int, Month]:
    """The labels between two dated rows of which one month in between can be meant, in order where several are."""
    between: dict[tuple[Month, Month], dict[int, Month]] = defaultdict(dict)
    for at, label in labels.items():
        before, after = _around(at, months)
        inside = _named(label, months_between(at, months, None)) if before and after else []
        if before and after and len(inside) == 1:
            between[before, after][at] = inside[0]
    found: dict[int, Month] = {}
    for (before, after), certain in between.items():
        order = [certain[at].index for at in sorted(certain)]
        if all(one < other if before < after else one > other for one, other in pairwise(order)):
            found |= certain
    return found


def _around(at: int, months: Sequence[Month | None]) -> tuple[Month | None, Month | None]:
    """The months of the nearest dated rows before and after a row."""
    return next(filter(None, reversed(months[:at])), None), next(filter(None, months[at + 1 :]), None)


def months_between(at: int, months: Sequence[Month | None], pilot: PilotPeriod | None) -> list[Month]:
    """The months that no row has between the dated rows around a row, to the pilot's bounds where there is none."""
    before, after = _around(at, months)
    low, high = (before, after) if before is None or after is None or before < after else (after, before)
    if pilot is not None:
        low = low or pilot.start.plus(-1)
        high = high or pilot.end.plus(1)
    if low is None or high is None:
        return []
    taken = {month for other, month in enumerate(months) if other != at}
    found = [month for i in range(1, high - low) if (month := low.plus(i)) not in taken]
    return found if before is not None or after is None else found[::-1]


def _named(label: Iterable[YearMonth], months: Iterable[Month]) -> list[Month]:
    return [month for month in months if any(year in (None, month.year) and month.month == n for year, n in label)]


def _offered(at: int, raw: Raw, months: Sequence[Month | None], pilot: PilotPeriod) -> tuple[Month, ...]:
    """The months that a label may mean, the nearest to its neighbours first."""
    label, free = readings(bare(raw)), months_between(at, months, pilot)
    if not label:
        text = bare(raw)
        slip = len(free) == 1 and all(_around(at, months)) and isinstance(text, str) and not SPAN.search(word(text))
        return tuple(free) if slip and not planned(raw) else ()
    dated = [Month(year, month) for year, month in label if year is not None]
    beside = list(filter(None, _around(at, months)))
    next_ones = [month.plus(step) for month in beside[:1] for step in (1, -1)] if len(beside) == 1 else []
    if not dated and (following := _named(label, [month for month in free if month in next_ones])):
        return tuple(following)  # at an end of the table the month that goes on with it, not that of another year
    taken = {month for other, month in enumerate(months) if other != at}
    others = [month for month in (*dated, *pilot.months) if month not in taken]
    left = free if len(free) == 1 and len(beside) == 2 else dated  # what the rows around leave, not one that is there
    return tuple(dict.fromkeys((*_named(label, free), *_named(label, others))))[:MOST_OFFERED] or tuple(left)


def perhaps(
    months: Sequence[Month | None], offered: Sequence[tuple[Month, ...]], pilot: PilotPeriod
) -> frozenset[Month]:
    """The months that the rows without one most likely are of: these rows are there, so no month is said to lack its row."""
    found: list[Month] = []
    for at, month in enumerate(months):
        if month is None:
            between = months_between(at, months, pilot)
            likely = (*(each for each in offered[at] if each in between), *offered[at], *between)
            found += [each for each in likely if each not in found][:1]
    return frozenset(found)
