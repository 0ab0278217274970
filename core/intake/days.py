"""Days without a year (3月5日): what the dated rows around, the pilot's start and the date of the figures leave of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from core.compiled import long_pattern
from core.intake.grid import AnsweredRaw, Raw, bare
from core.intake.months import YEARS, counted
from core.intake.problems import Cell, Doubt, failed, filled
from core.intake.words import name
from core.model import Month

CODE = "date_without_year"
_NUMBER = r"\d{1,2}|[正元一二三四五六七八九十]{1,3}"
LABELS = (
    long_pattern(rf"(?P<month>{_NUMBER})月(?:份|初|底|末|(?P<day>{_NUMBER})[日号]?)?"),
    re.compile(r"(?P<month>\d{1,2})[-/](?P<day>\d{1,2})", re.ASCII),
)
#: A date as a cell of its type holds it: the month, and the ordinal of the day where it has one.
Day = tuple[Month, int | None]


def without_year(raw: Raw) -> tuple[int, int | None] | None:
    """The month and the day of a label that has no year.

    >>> [without_year(text) for text in ("3月5日", "三月五号", "03-05", "6月", "2026-03", "13-40")]
    [(3, 5), (3, 5), (3, 5), (6, None), None, None]
    """
    text = "".join(name(raw).split()) if isinstance(raw, str) else ""
    match = next(filter(None, (label.fullmatch(text) for label in LABELS)), None)
    if match is None:
        return None
    month, day = (None if part is None else counted(part) for part in (match["month"], match["day"]))
    return (month, day) if month and 1 <= month <= 12 and (day is None or 1 <= day <= 31) else None


def with_years(
    raws: Mapping[int, Raw], read: Sequence[Day | None], first: Month, last: Month | None
) -> dict[int, Cell]:
    """The labels of which one year alone is possible, by row; not used until their sender says so.

    In a column that is in order a day lies between the dated rows around it, else from `first`, the pilot's start,
    to `last`, the date of the figures or the latest day of the column.
    """
    known = [(month, day or 0) for month, day in filter(None, read)]
    up, down = (all(one <= other for one, other in pairwise(order)) for order in (known, known[::-1]))
    low = (first, 0) if not known or min(known)[0] >= first else None
    latest = last or max((month for month, _ in known), default=None)
    found = {}
    for at, raw in raws.items():
        label = without_year(bare(raw))
        around = (next(filter(None, part), None) for part in (reversed(read[:at]), read[at + 1 :]))
        before, after = (day and (day[0], day[1] or 0) for day in around)
        if not up:
            before, after = (after, before) if down else (None, None)
        high = after or ((latest, latest.last_day.toordinal()) if latest else None)
        days = _days(*label, before or low, high) if label else []
        if len(days) == 1:
            month, day = days[0]
            doubt = Doubt(CODE, {"understood": month if day is None else date.fromordinal(day)})
            given = isinstance(raw, AnsweredRaw) and raw.code == CODE
            found[at] = filled(days[0], doubt) if given else failed(CODE, **doubt.details)
    return found


def _days(
    in_year: int, of_month: int | None, low: tuple[Month, int] | None, high: tuple[Month, int] | None
) -> list[Day]:
    """The days that a label may mean within bounds; none where a bound is not known."""
    if low is None or high is None:
        return []
    days: list[Day] = []
    for year in range(max(low[0].year, YEARS.start), min(high[0].year, YEARS.stop - 1) + 1):
        month = Month(year, in_year)
        try:
            day = None if of_month is None else date(year, in_year, of_month).toordinal()
        except ValueError:
            continue
        inside = low[0] <= month <= high[0] if day is None else low <= (month, day) <= (high[0], high[1] or day)
        days += [(month, day)] if inside else []
    return days
