"""Which month the new workbook waits for, and which rows a new sheet has: the sender's, and those that the template adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from core.i18n import languages, words
from core.intake.problems import STATES
from core.intake.tables import ReadTable
from core.intake.words import word
from core.model import Assessment, Month, Sheet, State, Submission
from core.workbooks.next_month.values import filled
from core.workbooks.template.grid import Row, rows_of
from core.workbooks.template.order import PREFILLED, Filling, Order

#: A pilot longer than this is a slip of the pen: no more months are laid out.
MOST_MONTHS = 120


def months_of(assessment: Assessment) -> tuple[Month | None, Month]:
    """The month that the figures go up to, and the month that is waited for, never past the pilot's end.

    A date that is ahead of the figures is itself still waited for, so that asking twice does not skip a month: figures
    month by month, but none yet of that month; or nothing with a date at all.
    """
    pilot, last = assessment.pilot, _last_figure(assessment.submission)
    as_of = assessment.as_of or last
    if as_of is not None and last is not None and assessment.submission.basics["as_of"].value is None:
        as_of = max(as_of, last)  # a row that is there, of a month that was not read
    if as_of is None:
        return None, pilot.start
    ledgers = (each for each in assessment.submission.ledgers.values() if "start" in each.columns)
    if last is None and any(each.frame["start"].null_count < each.frame.num_rows for each in ledgers):
        last = as_of
    waits = last is None or last < as_of
    return None if last is None else min(last, as_of), min(as_of if waits else as_of.plus(1), pilot.end)


def _last_figure(submission: Submission) -> Month | None:
    """The last month in which 月度统计 or 日活记录 holds anything."""
    table = submission.monthly
    rows, months = (table.rows, [*table.unread]) if table else ((), [])
    months += [row.month for row in rows if any(entry.state is not State.BLANK for entry in row.figures.values())]
    daily = submission.ledgers.get("daily")
    if daily is not None and "date" in daily.columns:
        last = pc.max(daily.frame.column("date")).as_py()
        months += [] if last is None else [Month.from_index(last)]
    return max(months, default=None)


class Slot(Struct, frozen=True):
    """A row: the old grid row (−1 for none), what the template says in it, the month it is.

    `known`: the words, by column key, that the template says there in either language.
    """

    old: int
    template: Row | None = None
    month: int | None = None
    known: Mapping[str, frozenset[str]] = MappingProxyType({})


def slots_of(order: Order, sheet: Sheet, sent: ReadTable, assessment: Assessment, following: Month) -> list[Slot]:
    """The rows of a sheet; 月度统计 has the pilot's months and the one waited for."""
    old = _with_cells(sent)
    if sheet.role == "months":
        table, totals = assessment.submission.monthly, totals_of(sent, assessment)
        shown = [row for row in old if row not in totals and not _yet_to_fill(sent, row)]
        unread = any(sent.records[row] and _read_as(sent, "month", row) is None for row in shown)
        there = table.unread if table is not None and unread else ()  # of which those rows most likely are
        months = dict.fromkeys((*assessment.pilot.months[:MOST_MONTHS], following))
        return _by_month(sent, shown, [month.index for month in months if month not in there])
    if sheet.role in ("plan", "claims"):
        return _by_criterion(order, sheet, sent, old, assessment)
    return [Slot(row) for row in old]


def _with_cells(sent: ReadTable) -> list[int]:
    """Rows below the header that hold anything."""
    used = np.zeros(sent.grid.height, dtype=bool)
    for cells in sent.grid.columns:
        used[cells.where(list(map(filled, cells.values)))] = True
    used[: sent.header_row + 1] = False
    return np.flatnonzero(used).tolist()


def _yet_to_fill(sent: ReadTable, row: int) -> bool:
    """Whether a record holds nothing but a label that was not read as a month."""
    return sent.records[row] and _read_as(sent, "month", row) is None and sum(map(filled, sent.grid.row(row))) == 1


def totals_of(sent: ReadTable, assessment: Assessment) -> list[int]:
    """Rows of 月度统计 that reading took for totals: of the next month they would be wrong."""
    asked = (*assessment.problems, *(each.problem for each in assessment.answered))
    places = [assessment.submission.layout.located(p.place) for p in asked if p.code == "total_row" and p.place]
    rows = sorted({at.rows[0] - 1 for at in places if at.sheet == sent.grid.name and at.rows is not None})
    return [row for row in rows if sent.sheet.role == "months" and not sent.records[row]]


def _read_as(sent: ReadTable, key: str, row: int) -> object:
    """What a record was read as in a column; None where nothing was."""
    if key not in sent.columns or not sent.records[row]:
        return None
    column = sent.columns[key]
    code = int(column.cells.codes[row])
    return column.values[code] if column.state[code] == STATES[State.FILLED] else None


def _by_month(sent: ReadTable, old: Sequence[int], months: Sequence[int]) -> list[Slot]:
    """The sender's rows in their order, each missing month after the last row of an earlier one and those unread below it."""
    read = [_read_as(sent, "month", row) for row in old]
    slots = [Slot(row, month=month.index if isinstance(month, Month) else None) for row, month in zip(old, read)]
    for month in months:
        if any(slot.month == month for slot in slots):
            continue
        earlier = [at for at, slot in enumerate(slots) if slot.month is not None and slot.month < month]
        template = Row({"month": Month.from_index(month)}, {})
        later = any(slot.month is not None and slot.month > month for slot in slots)
        at = earlier[-1] + 1 if earlier else 0
        while (earlier or not later) and at < len(slots) and slots[at].month is None:
            at += 1
        slots.insert(at, Slot(-1, template, month))
    return slots


def _by_criterion(
    order: Order, sheet: Sheet, sent: ReadTable, old: Sequence[int], assessment: Assessment
) -> list[Slot]:
    """The type's criteria in order, each with the sender's rows for it; then the sender's other rows.

    Of a type that is not the old workbook's own, the row of the criterion of equal wording speaks for a claim.
    """
    claims = {finding.criterion.id: finding.claim for finding in assessment.findings if sheet.role == "claims"}
    rows = {str(row.content["id"]): row for row in rows_of(replace(order, filling=Filling()), sheet)}
    known = _known(order, sheet)
    fillers = [column for key, column in sent.columns.items() if key not in PREFILLED["claims"]]
    ids = [str(_read_as(sent, "id", row) or "") for row in old]
    by_id: dict[str, list[int]] = {}
    for id, row in zip(ids, old, strict=True):
        by_id.setdefault(id, []).append(row)
    slots = []
    for id, template in rows.items():
        own, claim = by_id.get(id, []), claims.get(id)
        said = (sent.grid.at(row, column.index) for row in own for column in fillers)
        if claim is not None and claim.id in by_id and not any(map(filled, said)):
            own = by_id[claim.id][:1] if claim.id != id else own
        slots += [Slot(row, template, known=known[id]) for row in own or [-1]]
    return slots + [Slot(row) for id, row in zip(ids, old, strict=True) if id not in rows]


def _known(order: Order, sheet: Sheet) -> dict[str, dict[str, frozenset[str]]]:
    """What the template says beside each criterion, in every language, whole or in part, as words."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for language in languages():
        for row in rows_of(replace(order, words=words(language), filling=Filling()), sheet):
            said = found.setdefault(str(row.content["id"]), {})
            for key, text in row.content.items():
                said[key] = said.get(key, frozenset()).union(map(word, (str(text), *str(text).split("\n"))))
    return found
