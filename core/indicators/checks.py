"""What the figures themselves give reason to ask: each check returns the problems it finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from types import MappingProxyType

import narwhals as nw

from core.indicators.cohorts import with_open_ends
from core.indicators.formula import Formula, LedgerRule, Setting
from core.indicators.names import exact
from core.indicators.tally import measure
from core.model import (
    CellRef,
    Criterion,
    Ledger,
    Measurement,
    Month,
    Problem,
    Reason,
    Rulebook,
    Severity,
    State,
    Submission,
)


def months(submission: Submission, rulebook: Rulebook, as_of: Month, known: Month | None) -> Iterator[Problem]:
    """Blank cells and missing rows of 月度统计 up to the date; a date later than the workbook knows."""
    if known is None or as_of > known:
        yield Problem(
            Severity.ERROR,
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
                Severity.QUESTION, "month_without_row", table.sheet, details=MappingProxyType({"month": month})
            )
            continue
        for key, entry in present[month].figures.items():
            if key in filled and entry.state is State.BLANK and entry.ref is not None:
                details: dict[str, object] = {"month": month, "column": columns.column(key).label}
                yield Problem(
                    Severity.QUESTION, "blank_month", table.sheet, entry.ref.cells, details=MappingProxyType(details)
                )


def possible(formula: Formula, criterion: Criterion, found: Measurement) -> tuple[Measurement, Problem | None]:
    """A share over 1 is no figure but an error (contract: `impossible`)."""
    if not formula.share or found.value is None or found.value <= 1:
        return found, None
    ref = found.sources[0] if found.sources else CellRef("", "")
    details = MappingProxyType({"title": criterion.title, "share": found.value})
    problem = Problem(
        Severity.ERROR,
        "share_over_one",
        ref.sheet or None,
        ref.cells or None,
        exact(found.parts[0]),
        details,
        (criterion.id,),
    )
    return Measurement(None, Reason.IMPOSSIBLE, False, found.parts, found.sources), problem


def agreement(criterion: Criterion, used: Measurement, monthly: Measurement) -> Iterator[Problem]:
    """One question where the ledger and 月度统计 both give a figure at the date and they differ."""
    if used.value is None or monthly.value is None or used.value == monthly.value:
        return
    ref = monthly.sources[0]
    details = MappingProxyType(
        {
            "title": criterion.title,
            "ledger": used.value,
            "monthly": monthly.value,
            "criterion": criterion,
            "range": str(used.sources[0]),
        }
    )
    yield Problem(
        Severity.QUESTION,
        "ledger_and_monthly_differ",
        ref.sheet,
        ref.cells,
        exact(monthly.value),
        details,
        (criterion.id,),
    )


def missing_parts(rule: LedgerRule, ledger: Ledger, criterion: Criterion) -> Iterator[Problem]:
    """The blank cells that make a count or sum a lower bound; unreadable ones were named when they were read."""
    wanted = [key for key in (*rule.reads, *rule.also) if key in ledger.letters and key not in rule.adds_nothing]
    wanted = [key for key in wanted if key not in ("name", "credit_code")]
    lazy = with_open_ends(nw.from_native(ledger.frame).lazy(), "end")
    conditions = rule.conditions(criterion)
    counts = reduce(lambda a, b: a | b, (condition.fill_null(True) for condition in conditions))
    unknown = [condition.is_null() for condition in conditions] + [nw.col("start").is_null(), nw.col("end").is_null()]
    if rule.amount is not None:
        unknown.append(nw.col(rule.amount).is_null())
    lazy = lazy.filter(counts, reduce(lambda a, b: a | b, unknown)).select("row", *wanted)
    table = lazy.collect().to_arrow()
    rows = table.column("row").to_pylist()
    for key in wanted:
        unread = ledger.unreadable.get(key, frozenset())
        for row, value in zip(rows, table.column(key).to_pylist(), strict=True):
            if row not in unread and (value is None or value == ""):
                details = MappingProxyType({"key": key, "ledger": ledger.key})
                cell = f"{ledger.letters[key]}{row}"
                yield Problem(Severity.WARNING, "missing_part", ledger.sheet, cell, "", details, (criterion.id,))


def baseline(formula: Formula, rule: LedgerRule, ledger: Ledger, setting: Setting) -> Iterator[Problem]:
    """What the ledger would give for a blank 基期数据资源开放总量: the total a month before the pilot."""
    if formula.denominator != "baseline_volume":
        return
    entry = setting.submission.basics["baseline_volume"]
    if entry.state not in (State.BLANK, State.ABSENT):
        return
    before = replace(setting, months=(setting.pilot.start.plus(-1),))
    offered = measure(rule, ledger, before, None)[before.months[0]]
    details = MappingProxyType({"offered": offered.value, "month": before.months[0]})
    sheet, cell = (entry.ref.sheet, entry.ref.cells) if entry.ref else (None, None)
    yield Problem(Severity.QUESTION, "baseline_blank", sheet, cell, "", details, (setting.criterion.id,))


def market_shares(rule: LedgerRule, ledger: Ledger, criterion: Criterion) -> Iterator[Problem]:
    """Rows of one organisation that state different shares: the smallest is used."""
    if "market_share" not in rule.adds_nothing:
        return
    lazy = nw.from_native(ledger.frame).lazy().filter(~nw.col("market_share").is_null())
    lazy = lazy.with_columns(_least=nw.col("market_share"), _most=nw.col("market_share"))
    grouped = lazy.group_by("organisation").agg(nw.col("_least").min(), nw.col("_most").max(), nw.col("row").min())
    table = grouped.collect().to_arrow()
    columns = (table.column(name).to_pylist() for name in ("_least", "_most", "row"))
    for least, most, row in zip(*columns, strict=True):
        if least != most:
            cell = f"{ledger.letters['market_share']}{row}"
            details = MappingProxyType({"least": Fraction(least), "most": Fraction(most)})
            yield Problem(
                Severity.QUESTION, "shares_differ", ledger.sheet, cell, exact(Fraction(most)), details, (criterion.id,)
            )


def merged(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Each problem once, with all the criteria it touches."""
    by_place: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        cell = problem.cell if problem.code == "missing_part" else (problem.cell, problem.criteria)
        place = (problem.code, problem.sheet, cell, problem.details.get("month"))
        known = by_place.get(place)
        if known is not None:
            problem = replace(known, criteria=tuple(dict.fromkeys((*known.criteria, *problem.criteria))))
        by_place[place] = problem
    yield from by_place.values()
