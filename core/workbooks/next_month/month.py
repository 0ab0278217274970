"""Which month the new workbook waits for: the one after the last, within the pilot."""

from __future__ import annotations

import pyarrow.compute as pc

from core.model import Assessment, Ledger, Month, State, Submission

#: A pilot longer than this is a slip of the pen: no more months are laid out.
MOST_MONTHS = 120


def next_month(assessment: Assessment) -> Month:
    """The month after the date, never past the pilot's end.

    A date that is ahead of the figures is itself still waited for, so that asking twice does not skip a month.
    """
    pilot, submission = assessment.pilot, assessment.submission
    as_of = assessment.as_of or _last_figure(submission)
    if as_of is None:
        return pilot.start
    following = as_of if _waits(submission, as_of) else as_of.plus(1)
    return min(following, pilot.end)


def _waits(submission: Submission, as_of: Month) -> bool:
    """Whether there are figures month by month, but none yet of that month; or nothing with a date at all."""
    last = _last_figure(submission)
    return last < as_of if last is not None else not any(map(_has_starts, submission.ledgers.values()))


def _has_starts(ledger: Ledger) -> bool:
    return "start" in ledger.columns and ledger.frame.column("start").null_count < ledger.frame.num_rows


def _last_figure(submission: Submission) -> Month | None:
    """The last month in which 月度统计 or 日活记录 holds anything."""
    rows = submission.monthly.rows if submission.monthly else ()
    months = [row.month for row in rows if any(entry.state is not State.BLANK for entry in row.figures.values())]
    daily = submission.ledgers.get("daily")
    if daily is not None and "date" in daily.columns:
        last = pc.max(daily.frame.column("date")).as_py()
        months += [] if last is None else [Month.from_index(last)]
    return max(months, default=None)


def shown_months(assessment: Assessment, following: Month) -> list[int]:
    """The months (`Month.index`) that 月度统计 lays out: the pilot's, and the one waited for."""
    pilot = assessment.pilot
    months = [month.index for month in pilot.months[:MOST_MONTHS]]
    return months if following.index in months else [*months, following.index]
