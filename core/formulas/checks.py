"""What the figures themselves give reason to ask: each check returns the problems it finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from types import MappingProxyType

import narwhals as nw

from core.formulas.cohorts import with_open_ends
from core.formulas.flags import concerned, expression, tests_of
from core.formulas.names import exact
from core.formulas.setting import Setting, is_source
from core.formulas.tally import measure
from core.model import (
    Criterion,
    Ledger,
    Measurement,
    Month,
    MonthlyTable,
    Place,
    Problem,
    Reason,
    Rulebook,
    State,
    Submission,
)
from core.model.formulas import END, IDENTITY, Count, Formula
from core.model.quantity import Quantity

BASELINE = "baseline_volume"
#: A column that lacks parts in more separate places than this gets one range for the rest.
MOST_PLACES = 30


def months(submission: Submission, rulebook: Rulebook, as_of: Month, known: Month | None) -> Iterator[Problem]:
    """Blank cells and missing rows of 月度统计 up to the date; a date later than the workbook knows."""
    if known is None or as_of > known:
        yield Problem(
            "later_than_known",
            found=str(as_of),
            details=MappingProxyType({"asked": as_of, "known": known}),
        )
    table = submission.monthly
    if table is None:
        return
    filled = {key for row in table.rows for key, entry in row.figures.items() if entry.state is State.FILLED}
    if not filled:
        return
    columns = rulebook.sheets["monthly"]
    present = {row.month: row for row in table.rows}
    for month in submission.pilot.months:
        if month > as_of:
            return
        if month not in present:
            yield Problem(
                "month_without_row",
                _where_it_belongs(table, month),
                details=MappingProxyType({"month": month}),
            )
            continue
        for key, entry in present[month].figures.items():
            if key in filled and entry.state is State.BLANK and entry.ref is not None:
                details: dict[str, object] = {"month": month, "column": columns.column(key).label}
                yield Problem("blank_month", entry.ref, details=MappingProxyType(details))


def _where_it_belongs(table: MonthlyTable, month: Month) -> Place:
    """The cell before which a month's row belongs: that of the next month there is, else that of the last."""
    if "month" not in table.columns or not table.rows:
        return Place(table.key)
    row = next((row for row in table.rows if row.month > month), table.rows[-1])
    return Place.at(table.key, "month", row.row)


def possible(formula: Formula, criterion: Criterion, found: Measurement) -> tuple[Measurement, Problem | None]:
    """A share over 1 is no figure but an error (contract: `impossible`)."""
    if not formula.share or found.value is None or found.value <= 1:
        return found, None
    details = MappingProxyType({"title": criterion.title, "share": found.value})
    problem = Problem(
        "share_over_one",
        found.sources[0] if found.sources else None,
        exact(found.parts[0]),
        details,
        (criterion.id,),
    )
    return Measurement(None, Reason.IMPOSSIBLE, False, found.parts, found.sources), problem


def agreement(criterion: Criterion, used: Measurement, monthly: Measurement) -> Iterator[Problem]:
    """One question where the ledger and 月度统计 both give a figure at the date and they differ."""
    if used.value is None or monthly.value is None or used.value == monthly.value:
        return
    ledger, said = (figure_of(criterion, value) for value in (used.value, monthly.value))
    details = {"title": criterion.title, "ledger": ledger, "monthly": said, "range": used.sources[0]}
    place, found = monthly.sources[0], exact(monthly.value)
    yield Problem("ledger_and_monthly_differ", place, found, MappingProxyType(details), (criterion.id,))


def figure_of(criterion: Criterion, value: Fraction) -> Quantity:
    """A value of a criterion in its unit, beside its threshold."""
    beside = None if criterion.threshold is None else Fraction(criterion.threshold)
    return Quantity(value, criterion.unit, beside=beside)


def missing_parts(count: Count, ledger: Ledger) -> Iterator[tuple[str, int]]:
    """The blank cells (column key, row) that make a count or sum a lower bound.

    Unreadable ones were named when they were read; a blank adds nothing to a sum once an organisation.
    """
    adds_nothing = {*IDENTITY, *([count.column] if count.counted == "sum_once" else [])}
    wanted = [key for key in count.reads if key in ledger.columns and key not in adds_nothing]
    if not any(_may_lack(ledger, key) for key in wanted if key not in (END, *count.dated)):
        return
    tests = [expression(test, ledger) for test in tests_of(count)]
    unknown = [test.is_null() for test in tests] + [nw.col("start").is_null(), nw.col("end").is_null()]
    if count.amount is not None:
        unknown.append(nw.col(count.amount).is_null())
    lazy = with_open_ends(nw.from_native(ledger.frame).lazy(), END)
    lazy = lazy.filter(concerned(count, ledger).fill_null(True), reduce(lambda a, b: a | b, unknown))
    table = lazy.select("row", *wanted).collect().to_arrow()
    rows = table.column("row").to_pylist()
    for key in wanted:
        unread = ledger.unreadable.get(key, frozenset())
        for row, value in zip(rows, table.column(key).to_pylist(), strict=True):
            if row not in unread and (value is None or value == ""):
                yield key, row


def unused_ledger(setting: Setting) -> Iterator[Problem]:
    """A ledger with rows that is no source because a column has no filled cell, where nothing else is one either."""
    count = setting.formula.ledger
    ledger = setting.submission.ledgers.get(count.sheet) if count else None
    if count is None or ledger is None or is_source(count, ledger) or not any(ledger.filled.values()):
        return
    keys = tuple(key for key in count.needs if not ledger.filled.get(key))
    details = MappingProxyType({"keys": keys, "ledger": ledger.key, "title": setting.criterion.title})
    yield Problem("ledger_not_used", Place(ledger.key), "", details, (setting.criterion.id,))


def _may_lack(ledger: Ledger, key: str) -> bool:
    """Whether the column has blank cells."""
    return ledger.filled.get(key, 0) <= ledger.last_row - ledger.first_row


def named_parts(count: Count, ledger: Ledger, criterion: Criterion) -> Iterator[Problem]:
    """A problem for each missing part of a criterion's count; neighbours of a column are one."""
    by_key: dict[str, list[int]] = {}
    for key, row in missing_parts(count, ledger):
        by_key.setdefault(key, []).append(row)
    for key, rows in by_key.items():
        for first, last, number in _runs(rows):
            details = MappingProxyType({"key": key, "ledger": ledger.key, "count": number})
            place = Place.at(ledger.key, key, first, last)
            yield Problem("missing_part", place, "", details, (criterion.id,))


def _runs(rows: list[int]) -> list[tuple[int, int, int]]:
    """Stretches of consecutive rows as (first, last, how many); the last of many takes all that follow."""
    runs: list[tuple[int, int, int]] = []
    for row in rows:
        if runs and (row == runs[-1][1] + 1 or len(runs) == MOST_PLACES):
            runs[-1] = (runs[-1][0], row, runs[-1][2] + 1)
        else:
            runs.append((row, row, 1))
    return runs


def baseline(setting: Setting) -> Iterator[Problem]:
    """What the ledger would give for a blank 基期数据资源开放总量: the total a month before the pilot.

    A lower bound is told and not offered: divided by one, a figure comes out too high.
    """
    if setting.formula.over != BASELINE:
        return
    entry = setting.submission.basics[BASELINE]
    if entry.state not in (State.BLANK, State.ABSENT):
        return
    before = replace(setting, months=(setting.pilot.start.plus(-1),))
    found = measure(replace(setting.formula, over=None), before)[before.months[0]]
    told = {"kind": "at_least", "least": found.value} if found.at_least else {"offered": found.value}
    details = MappingProxyType({**told, "month": before.months[0]})
    place = entry.ref or Place("basics")
    yield Problem("baseline_blank", place, "", details, (setting.criterion.id,))


def undivided(setting: Setting, found: Measurement, rulebook: Rulebook) -> Iterator[Problem]:
    """A figure of 基本信息 that is blank or 0 while there is one to be divided by it."""
    key = setting.formula.over
    if key is None or found.reason is not Reason.NO_DENOMINATOR or not found.parts:
        return
    basics = setting.submission.basics
    entry = basics[key]
    details = {"column": rulebook.sheets["basics"].column(key).label, "title": setting.criterion.title}
    yield Problem(
        "no_denominator",
        entry.ref or Place("basics"),
        entry.found,
        MappingProxyType(details),
        (setting.criterion.id,),
    )


def shares(count: Count, ledger: Ledger, criterion: Criterion) -> Iterator[Problem]:
    """Rows of one organisation that state different figures, of which the smallest is used."""
    if count.counted != "sum_once" or count.column is None:
        return
    stated = nw.col(count.column)
    lazy = nw.from_native(ledger.frame).lazy().filter(~stated.is_null()).with_columns(_least=stated, _most=stated)
    grouped = lazy.group_by("organisation").agg(nw.col("_least").min(), nw.col("_most").max(), nw.col("row").min())
    table = grouped.collect().to_arrow()
    columns = (table.column(name).to_pylist() for name in ("_least", "_most", "row"))
    for least, most, row in zip(*columns, strict=True):
        if least != most:
            place = ledger.cell(count.column, row)
            details = MappingProxyType({"least": Fraction(least), "most": Fraction(most)})
            yield Problem("shares_differ", place, exact(Fraction(most)), details, (criterion.id,))


def merged(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Each problem once, with all the criteria it touches."""
    by_place: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        shared = problem.code in ("missing_part", "ledger_not_used")
        criteria = () if shared else problem.criteria
        place = (problem.code, problem.place, criteria, problem.details.get("month"), problem.details.get("keys"))
        known = by_place.get(place)
        if known is not None:
            problem = replace(known, criteria=tuple(dict.fromkeys((*known.criteria, *problem.criteria))))
        by_place[place] = problem
    yield from by_place.values()
