"""The date of a judgement: which month a workbook is judged at, and which months it knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

import narwhals as nw

from core.model import Month, State, Submission
from core.model.formulas import DAILY, START


@dataclass(frozen=True, slots=True)
class Dating:
    """`as_of` is judged, `latest` is what would be if nobody asked; months after `known` have no figures.

    All are None where the workbook has no month.
    """

    as_of: Month | None
    known: Month | None
    latest: Month | None = None


def date(submission: Submission, asked: Month | None) -> Dating:
    """The month asked for, else 数据截止月份, else the last month with a figure, else the last ledger start.

    Never past the pilot's end.
    """
    declared = submission.basics["as_of"].value
    figures = max(months_with_figures(submission), default=None)
    own = declared or figures or _last_start(submission)
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
        lazy = nw.from_native(daily.frame).lazy()
        if figures := [~nw.col(key).is_null() for key in daily.columns if key != "date"]:
            lazy = lazy.filter(reduce(or_, figures))
        days = lazy.select("date").unique().collect().to_arrow().column("date").to_pylist()
        yield from (Month.from_index(int(index)) for index in days if index is not None)


def _last_start(submission: Submission) -> Month | None:
    frames = [each.frame for key, each in submission.ledgers.items() if key != DAILY and START in each.columns]
    lazy = [nw.from_native(frame).lazy().select(nw.col(START).max()) for frame in frames]
    found = [each.collect().to_arrow().column(START).to_pylist()[0] for each in lazy]
    return max((Month.from_index(int(index)) for index in found if index is not None), default=None)
