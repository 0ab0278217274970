"""The sender's own workbook with the values they accepted in its cells, each with a comment of what was there before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from msgspec.structs import replace

from core import intake
from core.i18n import words
from core.intake import ReadWorkbook
from core.intake.grid import shown
from core.intake.problems import ORDER
from core.intake.texts import NAMES
from core.intake.words import name
from core.model import (
    MOST_AREAS,
    Answer,
    Answered,
    Column,
    Effect,
    Entry,
    Month,
    Offer,
    Percent,
    Place,
    Problem,
    Rulebook,
)
from core.printers.problems import ProblemPrinter
from core.workbooks.aside import without_ours
from core.workbooks.package.cells import Cell, NewValue, put_cells

#: The sheet of targets, in which a plain number of a share is the fraction.
PLAN = "plan"


def corrected_workbook(raw: bytes, rulebook: Rulebook, answers: Sequence[Answer], language: str) -> bytes:
    """The file with the accepted values; SpliceError where it cannot be changed."""
    try:
        sent = intake.read_as_sent(raw, rulebook, answers)
        found: dict[str, dict[Cell, NewValue]] = {}
        for title, cell, new in _accepted(sent, rulebook, language):
            found.setdefault(title, {})[cell] = new
    finally:
        intake.forget()
    return put_cells(without_ours(raw, words(language)), found, words(language)("Data checks"))


def _accepted(sent: ReadWorkbook, rulebook: Rulebook, language: str) -> Iterator[tuple[str, Cell, NewValue]]:
    """Sheet, cell and new value of each cell whose value was accepted, as far as a number or a text can say it."""
    printer = ProblemPrinter(language, rulebook, sent.submission.layout)
    _ = words(language)
    for each in sent.submission.answered:
        if (
            each.problem.place is not None
            and rulebook.problems.offer(each.problem, each.offer).effect is Effect.ONE_NAME
        ):
            answer = printer.offer(each.problem, each.offer)
            for title, cell, found, text in _spelled(sent, each.problem):
                yield title, cell, NewValue(text, _("Was: {found}. {answer}.").format(found=found, answer=answer))
        if each.problem.place is not None and "slipped" in each.problem.details and "understood" in each.offer.details:
            table, row = sent.tables[each.problem.place.sheet], each.offer.details["row"] - 1
            index, answer = table.columns["month"].index, printer.offer(each.problem, each.offer)
            comment = _("Was: {found}. {answer}.").format(found=shown(table.grid.at(row, index)), answer=answer)
            yield table.grid.name, (row, index), NewValue(str(each.offer.details["understood"]), comment)
        elif rulebook.problems.repaired(each) and each.problem.place is not None:
            for title, cell, column, entry, factor in _cells(sent, each, rulebook):
                value = _value(column, entry.value, factor)
                if value is not None and value != entry.found:
                    share = column.type == "percent"
                    said = printer.offer(each.problem, _of_its_own(each.offer, value, share=share))
                    comment = _("Was: {found}. {answer}.").format(found=entry.found, answer=said)
                    small = isinstance(value, Decimal) and 0 < value < 1  # plain, it would be asked about as a fraction
                    formatted = share and (small or each.problem.place.sheet == PLAN)
                    yield title, cell, NewValue(value, comment, share, formatted)


def _of_its_own(offer: Offer, value: Decimal | str, *, share: bool) -> Offer:
    """The answer with the cell's own value in place of those of several cells."""
    own = Percent(value) if share and isinstance(value, Decimal) else value
    return replace(offer, details={k: own if isinstance(held, tuple) else held for k, held in offer.details.items()})


def _cells(
    sent: ReadWorkbook, each: Answered, rulebook: Rulebook
) -> Iterator[tuple[str, Cell, Column, Entry[Any], Decimal]]:
    """Title, cell, column, entry as read and the header's factor of each cell that an answer is about."""
    problem, submission = each.problem, sent.submission
    if problem.place is None:
        return
    at, key = submission.layout.located(problem.place), problem.place.sheet
    if key == sent.form.sheet.key and isinstance(problem.place.column, str):
        item, asked = sent.form.items.get(problem.place.column), [each.problem for each in submission.answered]
        converted = [p.place for p in (*submission.problems, *asked) if p.code == "unit_converted"]
        if item is not None and problem.place not in converted:
            column = sent.form.sheet.column(problem.place.column)
            yield at.sheet, item, column, sent.form.entries[column.key], Decimal(1)
        return
    table = sent.tables.get(key)
    read = next((read for read in table.columns.values() if read.index == at.column), None) if table else None
    if table is None or read is None or at.rows is None:
        return
    targets = {
        entry.ref.rows: (id, entry)
        for id, target in submission.targets.items()
        for entry in (target.first_year, target.end)
        if entry.ref is not None and entry.ref.column == read.column.key
    }
    shares = {c.id for own in rulebook.criteria.values() for c in own if c.unit == "share"}
    rows: Iterable[int] = (row for a, b in problem.areas for row in range(a - 1, b))
    if "last_row" in problem.details and len(problem.areas) == MOST_AREAS:
        rows = range(at.rows[0] - 1, problem.details["last_row"])
    for row in rows:
        code = int(read.cells.codes[row])
        place = Place.at(key, read.column.key, row + 1)
        if table.sheet.role == PLAN and place.rows in targets:
            id, entry = targets[place.rows]
            column = replace(read.column, type="percent") if id in shares else read.column
            yield at.sheet, (row, read.index), column, entry, Decimal(1)
        elif problem.code in [doubt.code for doubt in read.doubts.get(code, ())]:
            entry = Entry(ORDER[read.state[code]], read.values[code], place, shown(read.cells.values[code]))
            yield at.sheet, (row, read.index), read.column, entry, read.factor


def _spelled(sent: ReadWorkbook, problem: Problem) -> Iterator[tuple[str, Cell, str, str]]:
    """Title and cell of each record with a spelling that was said to mean another; what it says, and is to say."""
    layout, table = sent.submission.layout, sent.tables[problem.place.sheet if problem.place else ""]
    index, first = (layout.located(place) for place in (problem.place, problem.details["first"]) if place)
    column = table.grid.columns[int(index.column or 0)]
    usual = shown(table.grid.at((first.rows or (1, 1))[0] - 1, int(index.column or 0)))
    other = usual if name(usual) == problem.details["other"] else problem.details["other"]
    for code, raw in enumerate(column.values):
        parts = NAMES.split(raw) if isinstance(raw, str) and name(raw) != problem.details["understood"] else [str(raw)]
        renamed = [other if name(part) == problem.details["understood"] else part for part in parts]
        if isinstance(raw, str) and renamed != parts:
            for row in np.flatnonzero((column.codes == code) & table.records).tolist():
                yield table.grid.name, (row, int(index.column or 0)), raw, "、".join(renamed)


def _value(column: Column, value: Any, factor: Decimal) -> Decimal | str | None:
    """What is typed for a value; None where neither a number nor a text says it."""
    match value:
        case Decimal() if column.type == "percent":
            return value * 100
        case Decimal():
            return value / factor
        case Month():
            return str(value)
        case (Month() as month, day):
            return str(month) if day is None else date.fromordinal(day).isoformat()
    return None
