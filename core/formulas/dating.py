"""The date of a judgement: which month a workbook is judged at, and which months it knows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import NamedTuple

import narwhals as nw

from core.formulas.cohorts import lazy_frame, rows_of
from core.model import Month, State, Submission
from core.model.formulas import DAILY, START


class Dating(NamedTuple):
    """`as_of` is judged, `latest` is what would be if nobody asked; months after `known` have no figures.

    All are None where the workbook has no month.
    """

    as_of: Month | None
    known: Month | None
    latest: Month | None


def date(submission: Submission, asked: Month | None) -> Dating:
    """The month asked for, else 数据截止月份, else the last month with a figure, else the last ledger start.

    Never past the pilot's end.
    """
    figures = max(months_with_figures(submission), default=None)
    own = submission.basics["as_of"].value or figures or _last_start(submission)
    known = max((month for month in (own, figures) if month is not None), default=None)
    end = submission.pilot.end
    as_of, latest = (None if month is None else min(month, end) for month in (asked or own, own))
    return Dating(as_of, known, latest)


def months_with_figures(submission: Submission) -> Iterator[Month]:
    """The months of 月度统计 and 日活记录 that have a figure."""
    for row in submission.monthly.rows if submission.monthly else ():
        if any(entry.state is State.FILLED for entry in row.figures.values()):
            yield row.month
    daily = submission.ledgers.get(DAILY)
    if daily is not None and "date" in daily.columns:
        lazy = lazy_frame(daily.frame)
        if figures := [~nw.col(key).is_null() for key in daily.columns if key != "date"]:
            lazy = lazy.filter(reduce(or_, figures))
        yield from (Month.from_index(index) for (index,) in rows_of(lazy.select("date").unique(), "date") if index)


def _last_start(submission: Submission) -> Month | None:
    frames = [each.frame for key, each in submission.ledgers.items() if key != DAILY and START in each.columns]
    found = (row for frame in frames for row in rows_of(lazy_frame(frame).select(nw.col(START).max()), START))
    return max((Month.from_index(index) for (index,) in found if index is not None), default=None)
