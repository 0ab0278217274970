"""Months of 月度统计 that are missing, blank or still to come: each check returns the problems it finds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, takewhile

from core.model import (
    Criterion,
    Month,
    MonthlyRow,
    MonthlyTable,
    Place,
    Problem,
    Rulebook,
    State,
    Submission,
    Text,
    as_one,
)
from core.model.formulas import MONTHLY


def missing(
    submission: Submission, rulebook: Rulebook, as_of: Month, known: Month | None, figures: Month | None
) -> Iterator[Problem]:
    """Blank cells and missing rows of 月度统计 up to the date; a date later than the workbook knows.

    Rows after `figures`, the last month with any, are missing or blank because the date is too late: that is asked about.
    """
    table = submission.monthly
    unread = frozenset() if table is None else table.unread
    if as_of not in unread and (known is None or as_of > known):
        yield Problem("later_than_known", found=str(as_of), details={"asked": as_of, "known": known})
    if table is None:
        return
    filled = {key for row in table.rows for key, entry in row.figures.items() if entry.state is State.FILLED}
    present = {row.month: row for row in table.rows}
    reported = [month for month in submission.pilot.months if month <= as_of] if filled else []
    reported = [month for month in reported if figures is None or month <= figures]
    if submission.period_unread:  # months before the first row may be none of the pilot
        reported = [month for month in reported if month >= min(present)]
    absent = [month for month in reported if month not in present and month not in unread]
    for _, stretch in groupby(enumerate(absent), lambda each: each[1].index - each[0]):
        months = [month for _, month in stretch]
        several = {"kind": "several", "first": months[0]} if len(months) > 1 else {}
        place = _where_it_belongs(table, months[-1])
        yield Problem("month_without_row", place, details={"month": months[-1], **several})
    yield from _blanks(table, [present[month] for month in reported if month in present], filled, rulebook)


def _blanks(
    table: MonthlyTable, rows: Sequence[MonthlyRow], filled: Collection[str], rulebook: Rulebook
) -> Iterator[Problem]:
    """One question for what most columns of a row leave blank, and one for all blanks of a column that say the same."""
    alike: dict[tuple[str, str], list[Problem]] = {}
    for row in rows:
        blanks = [key for key, e in row.figures.items() if key in filled and e.state is State.BLANK and e.ref]
        blanks.sort(key=lambda key: table.columns[key])
        said = {row.figures[key].found for key in blanks}
        between = [
            key
            for key in filled
            if blanks and table.columns[blanks[0]] <= table.columns[key] <= table.columns[blanks[-1]]
        ]
        if len(blanks) > 1 and 2 * len(blanks) > len(filled) and len(said) == 1 and len(between) == len(blanks):
            place = Place(MONTHLY, blanks[0], (row.row, row.row), blanks[-1])
            details = {"month": row.month, "columns": tuple(_label(rulebook, key) for key in blanks)}
            kind = "row" if len(blanks) == len(filled) else "part"
            alike.setdefault((" ".join(blanks), said.pop()), []).append(
                Problem("blank_month", place, "", {**details, "kind": kind})
            )
            continue
        for key in blanks:
            entry = row.figures[key]
            details = {"month": row.month, "column": _label(rulebook, key), **({"kind": "said"} if entry.found else {})}
            alike.setdefault((key, entry.found), []).append(Problem("blank_month", entry.ref, entry.found, details))
    yield from map(as_one, alike.values())


def _label(rulebook: Rulebook, key: str) -> Text:
    return rulebook.sheets[MONTHLY].column(key).label


def to_come(submission: Submission, figures: Month | None, computed: Iterable[Criterion]) -> Iterator[Problem]:
    """Without 数据截止月份, last months that may be plans: later than the file's last change, or as in 年度目标."""
    modified, table = submission.modified, submission.monthly
    if submission.basics["as_of"].value is not None or figures is None or table is None:
        return
    filled = [row for row in table.rows if any(entry.state is State.FILLED for entry in row.figures.values())]
    rows = [row for row in filled if row.month <= figures]
    if not rows or rows[-1].month != figures or "month" not in table.columns:
        return
    place = Place.at(table.key, "month", rows[-1].row)
    details: dict[str, object] = {"last": figures}
    if modified is not None and figures > modified:
        before = [row.month for row in rows if row.month <= modified][-2:][::-1]
        yield Problem("months_to_come", place, str(figures), {**details, "modified": modified, "months": tuple(before)})
        return
    plan = _plan(submission, computed)
    planned = len(list(takewhile(lambda row: _repeats(row, plan), reversed(rows))))
    if planned:
        before = [row.month for row in rows[:-planned]][-1:]
        details |= {
            "kind": "plan" if planned > 1 else "plan_one",
            "from": rows[-planned].month,
            "months": tuple(before),
        }
        yield Problem("months_to_come", place, str(figures), details)


def _plan(submission: Submission, computed: Iterable[Criterion]) -> dict[str, set[Decimal | None]]:
    """The targets by the column of 月度统计 that they are of, where it is one column."""
    columns = (
        (c.id, formula.monthly.columns) for c in computed if (formula := c.computation).monthly and not formula.over
    )
    single = ((id, own[0]) for id, own in columns if len(own) == 1 and id in submission.targets)
    targets = ((key, submission.targets[id]) for id, key in single)
    return {key: {each.first_year.value, each.end.value} - {None} for key, each in targets}


def _repeats(row: MonthlyRow, plan: Mapping[str, set[Decimal | None]]) -> bool:
    """Whether a month's figures are those of 年度目标, in two columns or more."""
    figures = [(key, row.figures[key].value) for key, values in plan.items() if values and key in row.figures]
    filled = [(key, value) for key, value in figures if value is not None]
    return len(filled) > 1 and all(value in plan[key] for key, value in filled)


def _where_it_belongs(table: MonthlyTable, month: Month) -> Place:
    """The cell before which a month's row belongs: that of the next month there is, else that of the last."""
    if "month" not in table.columns or not table.rows:
        return Place(table.key)
    row = next((row for row in table.rows if row.month > month), table.rows[-1])
    return Place.at(table.key, "month", row.row)
