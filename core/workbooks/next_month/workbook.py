"""The new workbook as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.views import Selection
from openpyxl.worksheet.worksheet import Worksheet

from core.i18n import N_, words
from core.intake import Sent, forget, read_as_sent
from core.model import Answer, Assessment, Month, Profile, Rulebook, Sheet
from core.pipeline import judge
from core.printers.addresses import letters
from core.workbooks.next_month import cells
from core.workbooks.next_month.form import CONTENT, NewForm, new_form
from core.workbooks.next_month.marks import Mark, Marks, Moves, marks_of
from core.workbooks.next_month.month import next_month, shown_months
from core.workbooks.next_month.remarks import notes, remark
from core.workbooks.next_month.rows import Wanted
from core.workbooks.next_month.table import NewTable, new_table
from core.workbooks.template import form, grid, guide, look
from core.workbooks.template.order import LEDGERS, Filling, Order
from core.workbooks.template.sealed import Rows, sealed

OWN_COLUMN = N_("A column of your own: the template does not know it, and nothing reads it.")
MOVED_ON = N_("Moved on from “{found}” in the old file.")
#: Rows shown above the one that waits.
ABOVE = 6


@dataclass(frozen=True)
class Plan:
    """The new workbook's content, ready to write."""

    order: Order
    form: NewForm
    tables: Mapping[str, NewTable]
    marks: Marks
    following: Month
    old_date: str


def next_months_workbook(
    raw: bytes,
    rulebook: Rulebook,
    answers: Sequence[Answer] | None = None,
    *,
    profile: Profile | None = None,
    ledgers: bool = False,
    language: str = "zh",
) -> bytes:
    """The sender's figures in a fresh template of their type (or `profile`), as .xlsx; RefusedWorkbook as reading.

    `answers` are what the sender has said of problems, as for reading: a cell comes as it was then
    understood.  With the ledgers where the file has any, or `ledgers` asks for them.  Same input, same bytes.
    """
    try:
        sent = read_as_sent(raw, rulebook, answers)
        assessment = judge(sent.submission, rulebook, profile)
        return _written(_planned(sent, assessment, ledgers, language), rulebook)
    finally:
        forget()


def _planned(sent: Sent, assessment: Assessment, ledgers: bool, language: str) -> Plan:
    rulebook, say = assessment.rulebook, words(language)
    has_ledgers = any(table.sheet.role in LEDGERS for table in sent.tables.values())
    order = Order(rulebook, assessment.profile, ledgers or has_ledgers, say, Filling())
    following = next_month(assessment)
    wanted = Wanted(shown_months(assessment, following), _borrowed(assessment))
    tables = {sheet.key: new_table(order, sheet, sent.tables.get(sheet.key), wanted) for sheet in _sheets(order, sent)}
    new = new_form(order, sent.form, assessment.submission.basics, following)
    marks = marks_of(assessment.problems, Moves(sent, new, tables, language), rulebook, say)
    filling = Filling(
        remark=remark(assessment.as_of, following, language, say), notes=notes(sent, tables, marks, language, say)
    )
    return Plan(replace(order, filling=filling), new, tables, marks, following, sent.form.entries["as_of"].found)


def _borrowed(assessment: Assessment) -> dict[str, str]:
    """Criteria that another criterion's row speaks for, under a type that is not the workbook's own."""
    claims = ((finding.criterion.id, finding.claim) for finding in assessment.findings)
    return {id: claim.id for id, claim in claims if claim is not None and claim.id != id}


def _sheets(order: Order, sent: Sent) -> list[Sheet]:
    """The template's sheets with a header row, and any that the sender has besides."""
    return [
        sheet
        for sheet in order.rulebook.sheets.values()
        if sheet.role not in ("guide", "form") and (sheet in order.sheets or sheet.key in sent.tables)
    ]


# --- writing --------------------------------------------------------------------------------


def _written(plan: Plan, rulebook: Rulebook) -> bytes:
    order, workbook = plan.order, Workbook()
    workbook.remove(workbook.worksheets[0])
    rows: dict[str, Rows] = {}
    for number, sheet in enumerate(_all(plan), 1):
        page = workbook.create_sheet(sheet.label.in_(order.language))
        if sheet.role == "guide":
            guide.write(order, page)
        elif sheet.role == "form":
            _form(plan, sheet, page)
        else:
            rows[f"xl/worksheets/sheet{number}.xml"] = _table(plan, plan.tables[sheet.key], page)
            if sheet.role == "months":
                workbook.active = page
                page.sheet_view.tabSelected = True
    day = rulebook.notice.issued
    workbook.properties.creator = None
    workbook.properties.title = guide.title(order)
    workbook.properties.created = datetime(day.year, day.month, day.day)
    return sealed(workbook, day, rows)


def _all(plan: Plan) -> list[Sheet]:
    sheets = plan.order.rulebook.sheets.values()
    return [sheet for sheet in sheets if sheet.role in ("guide", "form") or sheet.key in plan.tables]


def _form(plan: Plan, sheet: Sheet, page: Worksheet) -> None:
    """The items, then what the sender wrote beside and below them."""
    order, new = plan.order, plan.form
    form.write(order, sheet, page, new.items)
    marks = plan.marks.cells.get(sheet.key, {})
    for place in sorted({*new.cells, *marks}):
        row, index = place
        item = new.items[row - 2] if 2 <= row <= len(new.items) + 1 and index == CONTENT else None
        cell = page.cell(row, index)
        if place in new.cells:
            own = look.CellStyle(look.TRACK if row == 1 else look.PAPER)
            quiet = item is not None and order.prefilled(sheet, item)
            shown = own if item is None else cells.look_of_item(order, item, quiet=quiet)
            cells.put(cell, new.cells[place], shown, bold=row == 1)
        if place in marks:
            _mark(order, page, place, marks[place])
        if item is not None and item.key == "as_of" and plan.old_date not in ("", str(plan.following)):
            cells.note(order, cell, order.words(MOVED_ON).format(found=plan.old_date))
    _widths(page, {index for _, index in new.cells})


def _widths(page: Worksheet, columns: set[int]) -> None:
    for index in columns:
        if index > len(form.HEADERS):
            page.column_dimensions[letters(index - 1)].width = look.OWN_WIDTH


def _table(plan: Plan, table: NewTable, page: Worksheet) -> Rows:
    """Header, comments, checks; the rows as XML."""
    order = plan.order
    grid.head(order, table.sheet, page, table.columns)
    for index, heading in enumerate(table.headings, 1):
        if heading.column is None:
            cell = page.cell(1, index)
            cells.put(cell, heading.text, look.CellStyle(look.TRACK, look.MUTED, "center"), bold=True)
            cells.note(order, cell, order.words(OWN_COLUMN))
            page.column_dimensions[cell.column_letter].width = cells.own_width(heading.text, table.cells[index - 1])
    marks = plan.marks.cells.get(table.sheet.key, {})
    for place, mark in marks.items():
        _mark(order, page, place, mark)
    grid.foot(order, table.sheet, page, table.columns, table.height)
    waiting = _waiting(plan, table)
    if table.sheet.role == "months":
        _open_at(page, table, order, waiting)
    xml = cells.RowWriter(order, page, table, marks, waiting).rows()
    return Rows(f"A1:{letters(len(table.headings) - 1)}{table.height + 1}", xml)


def _mark(order: Order, page: Worksheet, place: tuple[int, int], mark: Mark) -> None:
    cell = page.cell(*place)
    cell.fill = look.fill(cells.MARKED[mark.severity])
    if cell.row == 1:
        cell.font = look.font(look.INK, bold=True)
    if mark.lines:
        cells.note(order, cell, "\n".join(mark.lines))


def _waiting(plan: Plan, table: NewTable) -> int:
    """The row (from 0) of the month that is waited for; −1 on other sheets."""
    if table.sheet.role != "months":
        return -1
    return next((row for row, month in table.months.items() if month == plan.following.index), -1)


def _open_at(page: Worksheet, table: NewTable, order: Order, waiting: int) -> None:
    """The sheet opens at the first cell to fill in of the row that waits."""
    columns = enumerate(table.columns)
    wanted = (index for index, column in columns if column.type != "month" and not order.supplied(column))
    address = f"{letters(next(wanted, 0))}{waiting + 2}"
    page.sheet_view.pane.topLeftCell = f"B{max(2, waiting + 2 - ABOVE)}"
    page.sheet_view.selection = [
        Selection(pane="topRight"),
        Selection(pane="bottomLeft"),
        Selection(pane="bottomRight", activeCell=address, sqref=address),
    ]
