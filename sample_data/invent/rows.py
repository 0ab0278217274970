"""Rows that all samples have: months with money, daily activity, claims, the yearly plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from core.model import Month
from sample_data.invent.invented import FIRST, days, liveliness, s_curve

Row = dict[str, object]
#: status, evidence, note, review, review note; shorter ones leave the rest blank
Word = tuple[str, ...]


def months(last: date) -> list[Month]:
    """The months from the pilot's first to the one of `last`."""
    first = Month(FIRST.year, FIRST.month)
    return [first.plus(i) for i in range(Month(last.year, last.month) - first + 1)]


def money(random: Random, last: date, revenue: float, spent: float, value: float) -> list[Row]:
    """Monthly revenue, investment and new economic value, 万元, with these sums; revenue trails by half a year."""
    all_months = months(last)
    count = len(all_months)
    pace = [
        max(0.0, i - 4) ** 1.3 * random.uniform(0.85, 1.15) * (0.55 if m.month == 2 else 1)
        for i, m in enumerate(all_months)
    ]
    outlay = [random.uniform(0.6, 1.4) * (1.6 if i % 6 == 5 else 1) for i in range(count)]
    rows: list[Row] = []
    for number, month in enumerate(all_months):
        earned = revenue * pace[number] / sum(pace)
        rows.append(
            {
                "month": month,
                "revenue": amount(earned),
                "investment": amount(spent * outlay[number] / sum(outlay)),
                "new_value": amount(value * pace[number] / sum(pace)),
            }
        )
    return rows


def amount(value: float) -> Decimal:
    """A figure with one decimal."""
    return Decimal(round(value * 10)) / 10


def daily(
    random: Random, last: date, users: tuple[int, int], rate: tuple[float, float], keys: tuple[str, str]
) -> list[Row]:
    """One row a day: registered and active, the share of active ones rising from one rate to the other."""
    rows: list[Row] = []
    total = (last - FIRST).days
    for day in days(last):
        share = (day - FIRST).days / total
        registered = round(s_curve(share, *users, middle=0.45))
        active = registered * s_curve(share, *rate, middle=0.4, steep=5) * liveliness(day) * random.uniform(0.93, 1.07)
        rows.append({"date": day, keys[0]: registered, keys[1]: min(registered, round(active))})
    return rows


def claims(words: Mapping[str, Word]) -> list[Row]:
    """Rows of the self-assessment by id; an empty word stays blank."""
    keys = ("status", "evidence", "note", "review", "review_note")
    return [{"id": id, **{k: w for k, w in zip(keys, word, strict=False) if w}} for id, word in words.items()]


def plan(targets: Mapping[str, tuple[str, str]]) -> list[Row]:
    """Rows of the yearly plan by id: the first year's target and the end's; an empty one stays blank."""
    return [
        {"id": id, **{k: Decimal(t) for k, t in zip(("first_year", "end"), pair, strict=True) if t}}
        for id, pair in targets.items()
    ]


def ended(rows: Sequence[Row], ends: Mapping[int, date]) -> None:
    """Gives the rows at these places an end date."""
    for number, day in ends.items():
        rows[number]["end"] = day
