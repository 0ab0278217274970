"""The sender's own workbook with the values they accepted in its cells, each with a comment of what was there before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np
from msgspec.structs import replace

from core import intake
from core.errors import SpliceError
from core.i18n import words
from core.intake import ReadWorkbook
from core.intake.answers import to_rows as answer_rows
from core.intake.grid import shown
from core.intake.problems import ORDER, found_in
from core.intake.reader.parts import RECEIPT
from core.intake.texts import NAMES
from core.intake.words import name
from core.model import (
    MOST_AREAS,
    Answer,
    Answered,
    Assessment,
    Column,
    Effect,
    Entry,
    Month,
    Offer,
    Percent,
    Place,
    Problem,
    Profile,
    Rulebook,
)
from core.pipeline import fetched, judge, read
from core.printers.problems import ProblemPrinter
from core.printers.sheet.book import Book
from core.printers.sheet.look import Look
from core.workbooks.aside import free_title, without_ours
from core.workbooks.package import WorkbookPackage, add_sheets
from core.workbooks.package.cells import Cell, NewValue, put_cells
from core.workbooks.package.container import LooseParts
from core.workbooks.receipt import write_receipt

#: The sheet of targets, in which a plain number of a share is the fraction.
PLAN = "plan"


def corrected_workbook(
    raw: bytes,
    rulebook: Rulebook,
    answers: Sequence[Answer],
    language: str,
    *,
    profile: Profile | None = None,
    as_of: Month | None = None,
) -> bytes:
    """The file with the accepted values, and with the answers that no cell can hold; SpliceError where it cannot be changed.

    `profile` and `as_of` are what the workbook is judged as on the screen where it was asked about its figures.
    """
    try:
        sent = intake.read_as_sent(raw, rulebook, answers)
        values: dict[str, dict[Cell, NewValue]] = {}
        for title, cell, value in _accepted(sent, rulebook, language):
            values.setdefault(title, {})[cell] = value
    finally:
        intake.forget()
    new = put_cells(without_ours(raw, words(language)), values, words(language)("Data checks"))
    before, cells = judge(sent.submission, rulebook, profile, as_of), fetched(new, rulebook)
    left = _left(before, values, lambda held: judge(read(cells, rulebook, held), rulebook, profile, as_of))
    return _with_answers(new, left, language) if left else new


# --- answers that no cell can hold ----------------------------------------------------------


def _left(
    before: Assessment, written: Mapping[str, Collection[Cell]], judged: Callable[[Sequence[Answer]], Assessment]
) -> Sequence[Answer]:
    """The answers that the corrected file, as `judged` with answers, would ask for again.

    What is asked is told by its place, since a corrected month or name gives its row another anchor.  A written cell
    that is asked about alone is right as it is.
    """
    said = {_key(each.problem, before): each.offer.key for each in before.answered}
    known, held = {_key(each, before) for each in before.problems}, [each.answer for each in before.answered]
    while True:
        again, more = judged(held), []
        for problem in again.problems:
            key = _key(problem, again)
            choice = said.pop(key, None)
            if choice is None and key not in known and _is_written(key[1], written):
                choice = next((offer.key for offer in problem.offers if offer.effect is Effect.KEEP), None)
            known.add(key)
            more += [Answer.to(problem, offer.key) for offer in problem.offers if offer.key == choice]
        if not more:
            return [each.answer for each in again.answered]
        held += more


def _key(problem: Problem, a: Assessment) -> tuple[str, Place | None, tuple[str, ...]]:
    return problem.code, problem.place and a.submission.layout.located(problem.place), problem.criteria


def _is_written(at: Place | None, written: Mapping[str, Collection[Cell]]) -> bool:
    if at is None or at.rows is None or not at.single:
        return False
    return (at.rows[0] - 1, at.column) in written.get(at.sheet, ())


def _with_answers(new: bytes, answers: Sequence[Answer], language: str) -> bytes:
    """The workbook with a receipt of answers alone; itself where no sheet can be added."""
    with suppress(SpliceError):
        host, book = WorkbookPackage(new), Book()
        title = free_title(RECEIPT, [*map(str.casefold, host.titles)], words(language))
        write_receipt(book.add_worksheet(title), answer_rows(answers), Look(book)())
        book.worksheet_meta.activesheet = 1  # XlsxWriter shows the sheet that is active
        return add_sheets(host, LooseParts(book.parts(), book.rows))
    return new


# --- accepted values ------------------------------------------------------------------------


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
    if table is None or at.rows is None or not isinstance(at.column, int):
        return
    across = range(at.column, (at.through if isinstance(at.through, int) else at.column) + 1)
    columns = [each for each in table.columns.values() if each.index in across]
    targets = {
        (entry.ref.column, entry.ref.rows): (id, entry)
        for id, target in submission.targets.items()
        for entry in (target.first_year, target.end)
        if entry.ref is not None
    }
    shares = {c.id for own in rulebook.criteria.values() for c in own if c.unit == "share"}
    rows: Iterable[int] = (row for a, b in problem.areas for row in range(a - 1, b))
    if "last_row" in problem.details and len(problem.areas) == MOST_AREAS:
        rows = range(at.rows[0] - 1, problem.details["last_row"])
    for row, own in product(rows, columns):
        code = int(own.cells.codes[row])
        place = Place.at(key, own.column.key, row + 1)
        if table.sheet.role == PLAN and (place.column, place.rows) in targets:
            id, entry = targets[place.column, place.rows]
            column = replace(own.column, type="percent") if id in shares else own.column
            yield at.sheet, (row, own.index), column, entry, Decimal(1)
        elif problem.code in [doubt.code for doubt in own.doubts.get(code, ())]:
            found = found_in(own.cells.values[code], own.column)
            entry = Entry(ORDER[own.state[code]], own.values[code], place, found)
            yield at.sheet, (row, own.index), own.column, entry, own.factor


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
