"""The whole computation once more, the obvious way: pandas and openpyxl, written from the contract alone.

It judges well-formed workbooks (native numbers and dates, words of the lists, blanks, a few unreadable
texts) and is what `core` is compared with, and what the bench measures it against.  Figures in the
answer are `Fraction`s where the JSON has decimals in strings; `reasons` holds every reason that the
contract would allow.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from tests.oracle.book import Book, read_book
from tests.oracle.claims import evidence
from tests.oracle.criteria import ids_of
from tests.oracle.dates import date_of, known_until, month_name, pilot
from tests.oracle.figures import Figure, Rule, missing
from tests.oracle.readings import readings
from tests.oracle.rules import COMPUTED


def judged(figure: Figure, threshold: Fraction) -> str:
    if figure.value is None:
        return "no_data"
    if figure.value >= threshold:
        return "met"
    return "no_data" if figure.at_least else "not_met"


def computed(book: Book, id: str, figure: Figure, month: int | None) -> dict[str, Any]:
    text, _ = COMPUTED[id]
    threshold = Fraction(text)
    outcome = judged(figure, threshold)
    return {
        "id": id,
        "kind": "computed",
        "outcome": outcome,
        "reasons": figure.reasons if outcome == "no_data" else frozenset(),
        "value": figure.value,
        "at_least": figure.at_least,
        "threshold": threshold,
        "attainment": None if figure.value is None else figure.value / threshold,
        "gap": None if figure.value is None else figure.value - threshold,
        "commitment": commitment(book, id, figure),
        "readings": [] if month is None else alternatives(book, id, threshold, month),
    }


def alternatives(book: Book, id: str, threshold: Fraction, month: int) -> list[dict[str, Any]]:
    """The verdict under each other reading whose figures the workbook has."""
    return [
        {"id": name, "outcome": judged(figure, figure.threshold or threshold), "value": figure.value}
        for name, figure in readings(book, id, month).items()
    ]


def commitment(book: Book, id: str, figure: Figure) -> dict[str, Any] | None:
    """The applicant's own end target, judged beside the notice's."""
    rows = book.tables["plan"].by_key if "plan" in book.tables else {}
    target = rows.get(id, {}).get("end")
    if not isinstance(target, Decimal):
        return None
    return {"target": Fraction(target), "outcome": judged(figure, Fraction(target))}


def attained(criterion: dict[str, Any]) -> Fraction:
    if criterion["kind"] == "computed":
        return min(Fraction(1), criterion["attainment"])
    return {"met": Fraction(1), "needs_review": Fraction(1, 2), "not_met": Fraction(0)}[criterion["outcome"]]


def mean(figures: list[Fraction]) -> Fraction | None:
    return sum(figures, Fraction(0)) / len(figures) if figures else None


def score(criteria: list[dict[str, Any]], missing_counts: Fraction | None) -> Fraction | None:
    """0 to 100: the mean of the items' means; a criterion without data counts so much, or is left out."""
    items = []
    for item in "123456":
        own = [c for c in criteria if c["id"][0] != "F" and c["id"][1] == item and c["outcome"] != "not_applicable"]
        parts = [missing_counts if c["outcome"] == "no_data" else attained(c) for c in own]
        items.append(mean([part for part in parts if part is not None]))
    total = mean([item for item in items if item is not None])
    return None if total is None else total * 100


def verdict(criteria: list[dict[str, Any]]) -> dict[str, Any]:
    outcomes = [criterion["outcome"] for criterion in criteria]
    counts = {name: outcomes.count(name) for name in ("met", "not_met", "no_data", "needs_review", "not_applicable")}
    undecided = counts["no_data"] + counts["needs_review"]
    return {
        "compliant": False if counts["not_met"] else None if undecided else True,
        **counts,
        "total": len(criteria),
        "score": score(criteria, None),
        "score_low": score(criteria, Fraction(0)),
        "score_high": score(criteria, Fraction(1)),
    }


def trajectory(id: str, rule: Rule, months: range, as_of: int | None, until: int) -> dict[str, Any]:
    """Month by month, with the straight line from the first known value to the threshold at the end."""
    threshold, end = Fraction(COMPUTED[id][0]), months[-1]
    values = {month: rule(month).value if month <= until else None for month in months}
    first = next((month for month, value in values.items() if value is not None), None)

    def required(month: int) -> Fraction | None:
        if first is None or month < first:
            return None
        if first == end:
            return threshold
        return values[first] + (threshold - values[first]) * Fraction(month - first, end - first)

    now = None if as_of is None or as_of > until else rule(as_of).value
    before = None if as_of is None else values.get(as_of - 3)
    return {
        "id": id,
        "months": [{"month": month_name(m), "value": v, "required": required(m)} for m, v in values.items()],
        "needed_per_month": None if now is None or as_of == end else (threshold - now) / (end - as_of),
        "recent_per_month": None if now is None or before is None else (now - before) / 3,
    }


def reference(
    source: str | Path | bytes | Book, profile: str | None = None, as_of: str | None = None
) -> dict[str, Any]:
    """A workbook's verdict in the shape of the contract's JSON."""
    book = source if isinstance(source, Book) else read_book(source)
    profile = profile or book.basics["profile"]
    start, end = pilot(book)
    latest = known_until(book)
    date = date_of(book) if as_of is None else min(int(as_of[:4]) * 12 + int(as_of[5:]) - 1, end)
    beyond = date is None or latest is None or date > latest
    ids = ids_of(profile)
    rules = {id: cache(COMPUTED[id][1](book)) for id in ids if id in COMPUTED}
    at = {id: missing("blank") if beyond else rule(date) for id, rule in rules.items()}
    criteria = [
        computed(book, id, at[id], None if beyond else date) if id in rules else evidence(book, id, profile)
        for id in ids
    ]
    until = min((m for m in (date, latest) if m is not None), default=start - 1)
    return {
        "space": book.basics.get("space_name"),
        "profile": profile,
        "as_of": month_name(date),
        "pilot": {
            "start": month_name(start),
            "end": month_name(end),
            "months": end - start + 1,
            "elapsed": 0 if date is None else max(0, date - start + 1),
        },
        "verdict": verdict(criteria),
        "criteria": criteria,
        "trajectories": [trajectory(id, rule, range(start, end + 1), date, until) for id, rule in rules.items()],
    }
