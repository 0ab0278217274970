"""What ledgers and figures give reason to ask: each check returns the problems it finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import reduce
from itertools import takewhile
from operator import or_

import narwhals as nw
import numpy as np
from msgspec.structs import replace

from core.formulas.cohorts import by_key, rows_in, rows_of
from core.formulas.flags import concerned, expression, tests_of
from core.formulas.setting import Setting, is_source
from core.formulas.sources import from_ledger
from core.model import MOST_AREAS, Criterion, Ledger, Measurement, Place, Problem, Reason, Rulebook, State, Submission
from core.model.formulas import BASICS, END, IDENTITY, START, Count, Formula
from core.model.quantity import exact

BASELINE = "baseline_volume"


def possible(formula: Formula, criterion: Criterion, found: Measurement) -> tuple[Measurement, Problem | None]:
    """A share over 1 is no figure but an error (contract: `impossible`)."""
    if not formula.share or found.value is None or found.value <= 1:
        return found, None
    place = next(iter(found.sources), None)
    details: dict[str, object] = {"title": criterion.title, "share": found.value}
    if len(found.parts) > 1 and len(found.sources) > 1:
        above, below = found.parts
        named = {"above": above, "above_at": found.sources[0], "below": below, "below_at": found.sources[-1]}
        details |= {"kind": "two", **named}
    problem = Problem("share_over_one", place, exact(found.parts[0]), details, (criterion.id,))
    return Measurement(None, Reason.IMPOSSIBLE, False, found.parts, found.sources), problem


def agreement(criterion: Criterion, used: Measurement, monthly: Measurement) -> Iterator[Problem]:
    """One question where the ledger and 月度统计 both give a figure at the date and they differ."""
    if used.value is None or monthly.value is None or used.value == monthly.value:
        return
    ledger, typed = (criterion.quantity(value) for value in (used.value, monthly.value))
    details = {"title": criterion.title, "ledger": ledger, "monthly": typed, "range": used.sources[0]}
    yield Problem("ledger_and_monthly_differ", monthly.sources[0], exact(monthly.value), details, (criterion.id,))


# --- ledgers --------------------------------------------------------------------------------


def of_ledger(setting: Setting) -> Iterator[Problem]:
    """Blank cells that a count misses, a blank baseline, figures of an organisation that differ; of a source alone."""
    count, ledgers = setting.formula.ledger, setting.submission.ledgers
    if count is not None and is_source(count, ledgers):
        yield from _missing_parts(count, ledgers[count.sheet], setting)
        yield from baseline(setting)
        yield from _shares(count, ledgers[count.sheet], setting.criterion)


def unused_ledger(setting: Setting) -> Iterator[Problem]:
    """A ledger with rows that is no source because a column has no filled cell, where nothing else is one either."""
    count, ledgers = setting.formula.ledger, setting.submission.ledgers
    if count is None or count.sheet not in ledgers or is_source(count, ledgers):
        return
    ledger = ledgers[count.sheet]
    if any(ledger.filled.values()):
        keys = tuple(key for key in count.needs if not ledger.filled.get(key))
        details = {"keys": keys, "ledger": ledger.key, "title": setting.criterion.title}
        yield Problem("ledger_not_used", Place(ledger.key), "", details, (setting.criterion.id,))


def _missing_parts(count: Count, ledger: Ledger, setting: Setting) -> Iterator[Problem]:
    """The blank cells that make a count or sum a lower bound; neighbours of a column are one.

    Those that were named when they were read are not asked about again; a blank adds nothing to a sum once an organisation.
    """
    adds_nothing = {*IDENTITY, *([count.column] if count.counted == "sum_once" else [])}
    wanted = [key for key in count.reads if key in ledger.columns and key not in adds_nothing]
    length = ledger.last_row - ledger.first_row + 1
    if all(ledger.filled.get(key, 0) == length for key in wanted if key not in (END, *count.dated)):
        return
    unknown = [expression(test, ledger).is_null() for test in tests_of(count)]
    unknown += [nw.col(key).is_null() for key in (START, END, count.amount) if key is not None]
    lazy = rows_in(ledger).filter(concerned(count, ledger).fill_null(True), reduce(or_, unknown))
    found = rows_of(lazy, "row", *wanted)
    for at, key in enumerate(wanted, 1):
        known = {*ledger.unreadable.get(key, ())} | _asked(setting.submission, ledger.key, key)
        rows = [row[0] for row in found if row[at] in (None, "") and row[0] not in known]
        if rows:
            details = {"key": key, "ledger": ledger.key, "rows": rows}
            yield Problem("missing_part", Place(ledger.key, key), "", details, (setting.criterion.id,))


def _asked(submission: Submission, sheet: str, key: str) -> set[int]:
    """The rows whose cell in a column is asked about as blank."""
    rows: set[int] = set()
    for problem in submission.problems:
        if (
            problem.code == "blank_cell"
            and problem.place
            and (problem.place.sheet, problem.place.column) == (sheet, key)
        ):
            cut = len(problem.areas) == MOST_AREAS
            areas = [(problem.areas[0][0], problem.details["last_row"])] if cut else problem.areas
            rows.update(row for first, last in areas for row in range(first, last + 1))
    return rows


def _in_rows(problem: Problem) -> Problem:
    """A problem of a column in the rows that it is about."""
    details = dict(problem.details)
    rows = np.unique(details.pop("rows"))
    stretches = np.split(rows, np.flatnonzero(np.diff(rows) != 1) + 1)
    areas = tuple((int(each[0]), int(each[-1])) for each in stretches)
    details |= {"count": len(rows)} if len(rows) > 1 else {}
    if len(areas) > 1:
        details |= {"areas": areas[:MOST_AREAS], "last_row": areas[-1][1]}
    return replace(problem, place=replace(problem.place, rows=areas[0]) if problem.place else None, details=details)


def baseline(setting: Setting) -> Iterator[Problem]:
    """What the ledger, where it is the source, would give for a blank 基期数据资源开放总量: the total a month before the pilot.

    A lower bound is told and not offered: divided by one, a figure comes out too high.
    """
    entry, month = setting.submission.basics[BASELINE], setting.submission.pilot.start.plus(-1)
    if setting.formula.over != BASELINE or entry.state not in (State.BLANK, State.ABSENT):
        return
    found = from_ledger(replace(setting.formula, over=None), replace(setting, months=(month,))).get(month)
    if found is not None:
        value = {"kind": "at_least", "least": found.value} if found.at_least else {"offered": found.value}
        yield Problem(
            "baseline_blank", entry.ref or Place(BASICS), "", {**value, "month": month}, (setting.criterion.id,)
        )


def undivided(
    criterion: Criterion, submission: Submission, found: Measurement, rulebook: Rulebook
) -> Iterator[Problem]:
    """A figure of 基本信息 that is blank or 0 while there is one to be divided by it."""
    key = criterion.computation.over
    if key is None or found.reason is not Reason.NO_DENOMINATOR or not found.parts:
        return
    entry, sheet = submission.basics[key], rulebook.sheets[BASICS]
    details = {"column": sheet.column(key).label, "title": criterion.title}
    if entry.ref is None:
        # An item that the form lacks belongs after the one that comes before it.
        before = takewhile(lambda column: column.key != key, sheet.columns)
        there = [column.key for column in before if submission.basics[column.key].ref]
        place = Place(BASICS, there[-1] if there else None)
        yield Problem("no_denominator", place, "", {"kind": "absent", "items": (details["column"],)}, (criterion.id,))
        return
    said = {"kind": "said"} if entry.state is State.BLANK and entry.found else {}
    yield Problem("no_denominator", entry.ref, entry.found, {**details, **said}, (criterion.id,))


def _shares(count: Count, ledger: Ledger, criterion: Criterion) -> Iterator[Problem]:
    """Rows of one organisation that state different figures, of which the smallest is used."""
    if count.counted != "sum_once" or count.column is None:
        return
    lazy = rows_in(ledger).filter(~nw.col(count.column).is_null())
    figures = {"least": (count.column, "min"), "most": (count.column, "max"), "first": ("row", "min")}
    for least, most, row in rows_of(by_key(lazy, ("organisation",), figures), *figures):
        if least != most:
            details = {"least": Fraction(least), "most": Fraction(most)}
            place = ledger.cell(count.column, row)
            yield Problem("shares_differ", place, exact(Fraction(most)), details, (criterion.id,))


def merged(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Each problem once, with all the criteria it touches: the blank cells of a column, and absent items, are one."""
    by_place: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        details = problem.details
        shared = problem.code in ("missing_part", "ledger_not_used") or "items" in details
        place = (
            problem.code,
            problem.place,
            () if shared else problem.criteria,
            details.get("month"),
            details.get("keys"),
        )
        if known := by_place.get(place):
            criteria = tuple(dict.fromkeys((*known.criteria, *problem.criteria)))
            lists = {key: (*known.details[key], *details[key]) for key in ("rows", "items") if key in details}
            problem = replace(known, criteria=criteria, details={**known.details, **lists})
        by_place[place] = problem
    yield from (_in_rows(each) if "rows" in each.details else each for each in by_place.values())
