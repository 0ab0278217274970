"""A workbook → next month's workbook: the sender's cells in a fresh template, the new month's row waiting.

`form` and `table` lay out the old cells on the new sheets (`rows`: in which order, `values`: as what);
`marks` finds the new place of every problem, and says the rest in the guide; `cells` writes the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from msgspec.structs import replace
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.views import Selection
from openpyxl.worksheet.worksheet import Worksheet

from core.i18n import N_, words
from core.intake import Sent, forget, read_as_sent
from core.intake.spawn import WrittenSheet
from core.model import Answer, Assessment, Profile, Rulebook, Sheet
from core.pipeline import judge
from core.printers.addresses import fixed, letters
from core.workbooks.actions import DAY, DUE, ID, NAME, OWNER, TITLE, Action, actions_of
from core.workbooks.aside import free_title, marked_sheets, set_aside
from core.workbooks.next_month import cells
from core.workbooks.next_month.form import CONTENT, NewForm
from core.workbooks.next_month.marks import Mark, mark_what_dates, marks_of, notes, remark
from core.workbooks.next_month.rows import months_of
from core.workbooks.next_month.table import NewTable, new_table
from core.workbooks.next_month.values import kept
from core.workbooks.template import grid, guide, look
from core.workbooks.template.order import LEDGERS, Filling, Order
from core.workbooks.template.workbook import Rows, assembled

OWN_COLUMN = N_("A column of your own: the template does not know it, and nothing reads it.")
MOVED_ON = N_("Moved on from “{found}” in the old file.")
SUBJECT = N_("Subject")
#: Rows shown above the one that waits.
ABOVE = 6


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
        before = marked_sheets(raw)
        titles, changed = set_aside(raw, before, words(language))
        writer = _Writer(sent, judge(sent.submission, rulebook, profile), ledgers, language, [*titles.values()])
        aside = {title: _values(sheet) for title, sheet in zip(titles.values(), changed, strict=True)}
        if actions := actions_of(raw, before):
            taken = {*map(str.casefold, titles.values())}
            title = free_title(writer.order.words(TITLE), taken, writer.order.words)
            aside[title] = partial(write_actions, writer.order, actions)
        return assembled(writer.order, writer.sheets(), writer.write, aside)
    finally:
        forget()


def _values(sheet: WrittenSheet) -> Callable[[Worksheet], None]:
    """Write a sheet of ours that its sender changed: what its cells held."""

    def write(page: Worksheet) -> None:
        for (row, column), cell in sheet.cells.items():
            if cell.value is not None:
                cells.put(page.cell(row + 1, column + 1), kept(cell.value), look.CellStyle())
                page.column_dimensions[letters(column)].width = look.OWN_WIDTH

    return write


def write_actions(order: Order, actions: Mapping[str, Action], page: Worksheet) -> None:
    """A sheet of what was entered beside criteria, which scoring finds by its defined name."""
    titles = {criterion.id: criterion.title for criterion in order.rulebook.criteria[order.profile]}
    rows = [
        [id, titles[id].in_(order.language), action.owner, action.due] for id, action in actions.items() if id in titles
    ]
    lines: list[list[Any]] = [[*map(order.words, (ID, SUBJECT, OWNER, DUE))], *rows]
    for row, values in enumerate(lines, 1):
        for column, value in enumerate(values, 1):
            shown = look.CellStyle(
                look.TRACK if row == 1 else look.INPUT, format=DAY if isinstance(value, date) else "@"
            )
            look.put(page.cell(row, column), value or None, shown, bold=row == 1)
            page.column_dimensions[letters(column - 1)].width = look.OWN_WIDTH
    page.freeze_panes = "A2"
    page.parent.defined_names.add(DefinedName(NAME, attr_text=fixed(page.title, 0, 1)))


class _Writer:
    """The new workbook's content, and how it is written sheet by sheet."""

    def __init__(
        self, sent: Sent, assessment: Assessment, ledgers: bool, language: str, aside: Sequence[str] = ()
    ) -> None:
        rulebook, say = assessment.rulebook, words(language)
        has_ledgers = any(table.sheet.role in LEDGERS for table in sent.tables.values())
        order = Order(rulebook, assessment.profile, ledgers or has_ledgers, say, Filling())
        upto, self.following = months_of(assessment)
        self.old_date = sent.form.entries["as_of"].found
        self.form = NewForm(order, sent.form, assessment.submission.basics, self.following)
        self.tables = {
            sheet.key: new_table(order, sheet, sent.tables.get(sheet.key), assessment, self.following)
            for sheet in rulebook.sheets.values()  # the template's with a header row, and any that the sender has
            if sheet.role not in ("guide", "form") and (sheet in order.sheets or sheet.key in sent.tables)
        }
        self.marks = marks_of(assessment.problems, sent, self.form, self.tables, rulebook, say)
        if upto is not None and upto < self.following:
            mark_what_dates(self.marks, self.form, self.tables, upto, self.following, say)
        top = remark(upto, self.following, language, say)
        filling = Filling(remark=top, notes=notes(sent, self.tables, self.marks, aside, say))
        self.order = replace(order, filling=filling)

    def sheets(self) -> list[Sheet]:
        sheets = self.order.rulebook.sheets.values()
        return [sheet for sheet in sheets if sheet.role in ("guide", "form") or sheet.key in self.tables]

    def write(self, sheet: Sheet, page: Worksheet) -> Rows | None:
        """A sheet; of one with a header row the rows below it are given as XML."""
        if sheet.role == "guide":
            guide.write(self.order, page)
        elif sheet.role == "form":
            self._form(sheet, page)
        else:
            return self._table(self.tables[sheet.key], page)
        return None

    def _form(self, sheet: Sheet, page: Worksheet) -> None:
        """The items, then what the sender wrote beside and below them."""
        order, new = self.order, self.form
        grid.write_form(order, sheet, page, new.items)
        for (row, index), raw in sorted(new.cells.items()):
            item = new.items[row - 2] if 2 <= row <= len(new.items) + 1 and index == CONTENT else None
            own = look.CellStyle(look.TRACK if row == 1 else look.PAPER, locked=False)
            shown = own if item is None else grid.item_style(order, sheet, item)
            cells.put(page.cell(row, index), raw, shown, bold=row == 1)
            if index > len(grid.HEADERS):
                page.column_dimensions[letters(index - 1)].width = look.OWN_WIDTH
        for place, mark in self.marks.cells.get(sheet.key, {}).items():
            self._mark(page, place, mark)
        for number, item in enumerate(new.items, 2):
            if item.key == "as_of" and self.old_date not in ("", str(self.following)):
                cells.note(order, page.cell(number, CONTENT), order.words(MOVED_ON).format(found=self.old_date))

    def _table(self, table: NewTable, page: Worksheet) -> Rows:
        """Header, comments, checks; the rows as XML."""
        order = self.order
        grid.head(order, table.sheet, page, table.columns)
        for index, heading in enumerate(table.headings, 1):
            if heading.column is None:
                cell = page.cell(1, index)
                cells.put(cell, heading.text, look.CellStyle(look.TRACK, look.MUTED, "center", locked=False), bold=True)
                cells.note(order, cell, order.words(OWN_COLUMN))
                page.column_dimensions[cell.column_letter].width = cells.own_width(heading.text, table.cells[index - 1])
        marks = self.marks.cells.get(table.sheet.key, {})
        for place, mark in marks.items():
            self._mark(page, place, mark)
        grid.foot(order, table.sheet, page, table.columns, table.height)
        waiting = -1
        if table.sheet.role == "months":
            rows = (row for row, month in table.months.items() if month == self.following.index)
            waiting = next(rows, -1)
            self._open_at(page, table, waiting)
        xml = cells.RowWriter(order, page, table, marks, waiting).rows()
        return Rows(f"A1:{letters(len(table.headings) - 1)}{table.height + 1}", xml)

    def _mark(self, page: Worksheet, place: tuple[int, int], mark: Mark) -> None:
        if place[0] > 1 and not mark.lines:
            return  # `RowWriter` gives the cells of rows their look
        cell = page.cell(*place)
        cell.fill = look.fill(cells.MARKED[mark.severity])
        if cell.row == 1:
            cell.font = look.font(look.INK, bold=True)
        if mark.lines:
            cells.note(self.order, cell, "\n".join(mark.lines))

    def _open_at(self, page: Worksheet, table: NewTable, waiting: int) -> None:
        """The workbook opens on this sheet, at the first cell to fill in of the row that waits."""
        page.parent.active = page
        page.sheet_view.tabSelected = True
        columns = enumerate(table.columns)
        asked = (index for index, column in columns if column.type != "month" and not self.order.supplied(column))
        address = f"{letters(next(asked, 0))}{waiting + 2}"
        page.sheet_view.pane.topLeftCell = f"B{max(2, waiting + 2 - ABOVE)}"
        page.sheet_view.selection = [
            Selection(pane="topRight"),
            Selection(pane="bottomLeft"),
            Selection(pane="bottomRight", activeCell=address, sqref=address),
        ]
