"""Which rows a new sheet has, in which order: the sender's, and those that the template adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.i18n import languages, words
from core.intake.grid import Rows
from core.intake.sent import SentTable
from core.intake.tables import STATES
from core.intake.words import word
from core.model import Month, Sheet, State
from core.workbooks.next_month.values import filled
from core.workbooks.template.grid import Row, rows_of
from core.workbooks.template.order import PREFILLED, Filling, Order


@dataclass(frozen=True, slots=True)
class Slot:
    """A row: the old grid row (−1 for none), what the template says in it, the month it is.

    `known`: the words, by column key, that the template says there in either language.
    """

    old: int
    template: Row | None = None
    month: int | None = None
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the new workbook shows beside what was sent.

    `months` (`Month.index`): the rows of 月度统计.  `borrowed`: criteria of a type that is not the
    old workbook's own, and the criterion of equal wording whose row speaks for them.
    """

    months: Sequence[int]
    borrowed: Mapping[str, str]


def slots_of(order: Order, sheet: Sheet, sent: SentTable | None, wanted: Wanted) -> list[Slot]:
    """The rows of a sheet."""
    old = [] if sent is None else _with_cells(sent).tolist()
    if sheet.role == "months":
        return _by_month(sent, old, wanted.months)
    if sheet.role in ("plan", "claims"):
        return _by_criterion(order, sheet, sent, old, wanted.borrowed)
    return [Slot(row) for row in old]


def _with_cells(sent: SentTable) -> Rows:
    """Rows below the header that hold anything."""
    used = np.zeros(sent.grid.height, dtype=bool)
    for cells in sent.grid.columns:
        used |= np.array([filled(value) for value in cells.values], dtype=bool)[cells.codes]
    used[: sent.header_row + 1] = False
    return np.flatnonzero(used)


def _by_month(sent: SentTable | None, old: Sequence[int], months: Sequence[int]) -> list[Slot]:
    """The sender's rows in their order, each missing month after the last row of an earlier one."""
    slots = [Slot(row, None, _month(sent, row)) for row in old]
    for month in months:
        if any(slot.month == month for slot in slots):
            continue
        earlier = [at for at, slot in enumerate(slots) if slot.month is not None and slot.month < month]
        template = Row({"month": Month.from_index(month)}, {})
        slots.insert(earlier[-1] + 1 if earlier else 0, Slot(-1, template, month))
    return slots


def _month(sent: SentTable | None, row: int) -> int | None:
    if sent is None or "month" not in sent.columns or not sent.records[row]:
        return None
    column = sent.columns["month"]
    month = column.values[int(column.cells.codes[row])]
    return month.index if isinstance(month, Month) else None


def _by_criterion(
    order: Order, sheet: Sheet, sent: SentTable | None, old: Sequence[int], borrowed: Mapping[str, str]
) -> list[Slot]:
    """The type's criteria in order, each with the sender's rows for it; then the sender's other rows."""
    rows = {str(row.content["id"]): row for row in rows_of(replace(order, filling=Filling()), sheet)}
    known = _known(order, sheet)
    by_id: dict[str, list[int]] = {}
    for row in old:
        by_id.setdefault(_id(sent, row), []).append(row)
    slots = []
    for id, template in rows.items():
        own, other = by_id.get(id, []), borrowed.get(id, "") if sheet.role == "claims" else ""
        if other and other in by_id and sent is not None and not any(_says(sent, row) for row in own):
            own = by_id[other][:1]
        slots += [Slot(row, template, None, known[id]) for row in own or [-1]]
    return slots + [Slot(row) for row in old if _id(sent, row) not in rows]


def _says(sent: SentTable, row: int) -> bool:
    """Whether a row of 定性自评 holds anything beside the criterion."""
    filler = [key for key in sent.columns if key not in PREFILLED["claims"]]
    return any(filled(sent.grid.at(row, sent.columns[key].index)) for key in filler)


def _id(sent: SentTable | None, row: int) -> str:
    if sent is None or "id" not in sent.columns or not sent.records[row]:
        return ""
    column = sent.columns["id"]
    code = int(column.cells.codes[row])
    return str(column.values[code]) if column.state[code] == STATES[State.FILLED] else ""


def _known(order: Order, sheet: Sheet) -> dict[str, dict[str, frozenset[str]]]:
    """What the template says beside each criterion, in every language, whole or in part, as words."""
    found: dict[str, dict[str, set[str]]] = {}
    for language in languages():
        for row in rows_of(replace(order, words=words(language), filling=Filling()), sheet):
            said = found.setdefault(str(row.content["id"]), {})
            for key, text in row.content.items():
                said.setdefault(key, set()).update(map(word, (str(text), *str(text).split("\n"))))
    return {id: {key: frozenset(said) for key, said in keys.items()} for id, keys in found.items()}
