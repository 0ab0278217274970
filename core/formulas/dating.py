"""The date of a judgement: which month a workbook is judged at, and which months it knows."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from core.model import Ledger, Month, State, Submission


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
    figures = _last_with_figures(submission)
    own = declared or figures or _last_start(submission)
    known = max((month for month in (own, figures) if month is not None), default=None)
    end = submission.pilot.end
    as_of, latest = (None if month is None else min(month, end) for month in (asked or own, own))
    return Dating(as_of, known, latest)


def _last_with_figures(submission: Submission) -> Month | None:
    """The last month of 月度统计 or 日活记录 that has a figure."""
    months = []
    if submission.monthly is not None:
        months += [
            row.month
            for row in submission.monthly.rows
            if any(entry.state is State.FILLED for entry in row.figures.values())
        ]
    daily = submission.ledgers.get("daily")
    if daily is not None and (last := _last(daily, "date")) is not None:
        months.append(last)
    return max(months, default=None)


def _last_start(submission: Submission) -> Month | None:
    starts = [_last(ledger, "start") for key, ledger in submission.ledgers.items() if key != "daily"]
    return max((month for month in starts if month is not None), default=None)


def _last(ledger: Ledger, column: str) -> Month | None:
    if column not in ledger.columns:
        return None
    lazy = nw.from_native(ledger.frame).lazy()
    figures = [nw.col(key) for key in ledger.columns if column == "date" and key != column]
    if figures:
        filled = ~figures[0].is_null()
        for figure in figures[1:]:
            filled = filled | ~figure.is_null()
        lazy = lazy.filter(filled)
    index = lazy.select(nw.col(column).max()).collect().to_arrow().column(column).to_pylist()[0]
    return None if index is None else Month.from_index(int(index))
