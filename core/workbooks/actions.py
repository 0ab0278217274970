"""责任人 and 完成时限: what the sender enters beside the criteria of 差距与行动, and takes along from workbook to workbook.

The scored workbook has them on our sheet, next month's on a sheet of the sender's own that a defined name finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from xlsxwriter.worksheet import Worksheet

from core.i18n import N_, languages, words
from core.intake.grid import Grid
from core.intake.reader.parts import sheet_of
from core.intake.spawn import WrittenSheet
from core.printers.sheet.cells import day_number
from core.printers.sheet.look import BODY, HEADER, write_value
from core.printers.sheet.page import SheetPrinter
from core.workbooks.package import WorkbookPackage
from core.workbooks.sent_cells import SentCells

#: The headers, by which the cells are found again in any language.
ID, OWNER, DUE = N_("No."), N_("Person responsible"), N_("Deadline")
#: The defined name of the sheet of next month's workbook, and its title.
NAME, TITLE = "_tds_actions", N_("Owners and deadlines")
WIDTHS = (14.0, 12.0)
DAY = "yyyy-mm-dd"
LONGEST = 200
DAYS = {"validate": "date", "criteria": ">=", "value": date(2020, 1, 1), "ignore_blank": True}
NAMES = {"validate": "length", "criteria": "<=", "value": LONGEST, "ignore_blank": True}
Cells = Mapping[tuple[int, int], Any]


class Action(Struct, frozen=True):
    """Who sees to a criterion, and until when: a day, or a text where it is no date."""

    owner: str
    due: date | str


def actions_of(user: bytes, ours: Iterable[WrittenSheet], grids: Sequence[Grid]) -> dict[str, Action]:
    """What was entered, by criterion: on our sheets, else where last month's workbook put it."""
    for sheet in ours:
        if found := _read(sheet.values, user):
            return found
    package = WorkbookPackage(user)
    named = next((name for name in package.names() if name.get("name", "").lower() == NAME), None)
    title = None if named is None else sheet_of(named.text or "")
    return _read(SentCells(grids).every(title) if title else {}, user)


def without_entries(cells: Cells) -> Cells:
    """The cells of a sheet without what the sender is asked to enter."""
    head = _head(cells)
    if head is None:
        return cells
    entered = (head[OWNER], head[DUE])
    return {(row, at): value for (row, at), value in cells.items() if row <= head[""] or at not in entered}


def has_entries(cells: Cells) -> bool:
    """Whether the sender has entered anything there."""
    return any(cells[place] not in (None, "") for place in cells.keys() - without_entries(cells).keys())


def _head(cells: Cells) -> dict[str, int] | None:
    """The columns of the headers, and under "" their row; None where a sheet has them not."""
    owners = {*_every(OWNER)}
    for (row, _), value in () if owners.isdisjoint(cells.values()) else cells.items():
        if value in owners:
            line = {at: text for (other, at), text in cells.items() if other == row}
            found = {head: at for head in (ID, OWNER, DUE) for at, text in line.items() if text in _every(head)}
            return {**found, "": row} if len(found) == len((ID, OWNER, DUE)) else None
    return None


def _every(text: str) -> list[str]:
    return [words(language)(text) for language in languages()]


def _read(cells: Cells, user: bytes) -> dict[str, Action]:
    head = _head(cells)
    if head is None:
        return {}
    epoch = CALENDAR_MAC_1904 if WorkbookPackage(user).counts_days_from_1904 else CALENDAR_WINDOWS_1900
    found = {}
    for row in sorted({row for row, _ in cells if row > head[""]}):
        id, owner, due = (cells.get((row, head[name]), "") for name in (ID, OWNER, DUE))
        if id and (owner or due):
            found[str(id)] = Action(_text(owner), _day(due, epoch))
    return found


def _text(raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return raw[1] if isinstance(raw, tuple) else "" if raw is None else str(raw)


def _day(raw: Any, epoch: datetime) -> date | str:
    """A day as a date; anything else as it is written."""
    day = from_excel(raw, epoch) if isinstance(raw, float) and 0 < raw < 1e5 else raw
    if isinstance(day, datetime):
        return day.date()
    return day if isinstance(day, date) else _text(raw)


def write_entries(page: SheetPrinter, ids: Mapping[int, str], header: int, column: int, actions: Mapping[str, Action],
    *, from_1904: bool) -> None:  # fmt: skip
    """The two columns from `column` on, with what was entered before; `ids` are the criteria by row."""
    sheet: Worksheet = page.sheet
    for at, (head, width) in enumerate(zip((OWNER, DUE), WIDTHS, strict=True), start=column):
        sheet.set_column(at, at, width, page.look())
        write_value(sheet, header, at, page.formulas.text.words(head), page.look(HEADER))
    for row, id in ids.items():
        action = actions.get(id, Action("", ""))
        due = float(day_number(action.due, from_1904=from_1904)) if isinstance(action.due, date) else action.due
        write_value(sheet, row, column, action.owner or None, page.look(BODY))
        write_value(sheet, row, column + 1, due or None, page.look(BODY, num_format=DAY))
    sheet.data_validation(min(ids), column, max(ids), column, NAMES)
    sheet.data_validation(min(ids), column + 1, max(ids), column + 1, DAYS)
