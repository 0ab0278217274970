"""The pilot's months, and the month that a workbook is judged at."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from tests.oracle.book import LEDGERS, Book, Table


def pilot(book: Book) -> tuple[int, int]:
    """First and last month; by default 2025-07 and 24 months."""
    start = book.basics.get("pilot_start") or 2025 * 12 + 6
    return start, book.basics.get("pilot_end") or start + 23


def date_of(book: Book) -> int | None:
    """数据截止月份, else the last month with a figure, else that of the latest ledger start."""
    last = book.basics.get("as_of") or last_figure(book) or latest_start(book)
    return None if last is None else min(last, pilot(book)[1])


def known_until(book: Book) -> int | None:
    """The last month that the file knows: of its own date and its figures."""
    last = max((m for m in (date_of(book), last_figure(book)) if m is not None), default=None)
    return None if last is None else min(last, pilot(book)[1])


def last_figure(book: Book) -> int | None:
    found = []
    for sheet, key in (("monthly", "month"), ("daily", "date")):
        rows = book.tables.get(sheet, Table(pd.DataFrame({key: []}))).rows
        for when, given in zip(rows[key], rows.drop(columns=key).map(lambda x: isinstance(x, Decimal)).any(axis=1)):
            if given:
                found.append(when if sheet == "monthly" else when.year * 12 + when.month - 1)
    return max(found, default=None)


def latest_start(book: Book) -> int | None:
    starts = [
        book.tables[key].rows["start"].max()
        for key in LEDGERS
        if key in book.tables and "start" in book.tables[key].rows
    ]
    return max((int(start) for start in starts if start == start), default=None)


def month_name(month: int | None) -> str | None:
    return None if month is None else f"{month // 12:04d}-{month % 12 + 1:02d}"
