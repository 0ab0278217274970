"""A workbook → next month's workbook: the sender's cells in a fresh template, the new month's row waiting.

`form` and `table` lay out the old cells on the new sheets (`rows`: in which order, `values`: as what);
`marks` finds the new place of every problem, and says the rest in the guide; `cells` writes the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from core.i18n import N_, words
from core.intake import ReadWorkbook, forget, read_as_sent
from core.intake.spawn import WrittenSheet
from core.model import Answer, Assessment, Profile, Rulebook, Sheet
from core.pipeline import fetched, judge, uncollected
from core.printers.addresses import fixed
from core.workbooks.actions import DUE, ID, NAME, OWNER, TITLE, Action, actions_of
from core.workbooks.aside import Drawn, drawn_on, free_title, marked_sheets, set_aside
from core.workbooks.next_month import cells
from core.workbooks.next_month.form import CONTENT, NewForm
from core.workbooks.next_month.marks import Mark, mark_what_dates, marks_of, notes, remark
from core.workbooks.next_month.rows import months_of
from core.workbooks.next_month.table import NewTable, new_table
from core.workbooks.next_month.values import kept, writable
from core.workbooks.package import WorkbookPackage
from core.workbooks.template import assembled, grid, guide, look
from core.workbooks.template.order import LEDGERS, Filling, Order
from core.workbooks.template.page import Page, written

OWN_COLUMN = N_("A column of your own: the template does not know it, and nothing reads it.")
MOVED_ON = N_("Moved on from “{found}” in the old file.")
SUBJECT = N_("Subject")
#: Rows shown above the one that waits.
ABOVE = 6


@uncollected()
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
        cells = fetched(raw, rulebook)
        sent = read_as_sent(cells, rulebook, answers)
        before = marked_sheets(raw)
        titles, changed = set_aside(raw, before, words(language))
        writer = _Writer(sent, judge(sent.submission, rulebook, profile), ledgers, language, [*titles.values()])
        package = WorkbookPackage(raw)
        aside = {
            new: _copied(sheet, [*drawn_on(package, sheet.title)])
            for new, sheet in zip(titles.values(), changed, strict=True)
        }
        if actions := actions_of(raw, before, cells.grids):
            taken = {*map(str.casefold, titles.values())}
            title = free_title(writer.order.words(TITLE), taken, writer.order.words)
            aside[title] = partial(write_actions, writer.order, actions)
        return assembled(writer.order, writer.sheets(), writer.write, aside)
    finally:
        forget()


def _copied(sheet: WrittenSheet, drawn: Sequence[Drawn]) -> Callable[[Page], None]:
    """Write a sheet of ours that its sender changed: what its cells held, and what was put over them."""

    def write(page: Page) -> None:
        for (row, column), cell in sheet.cells.items():
            if cell.value is not None:
                page.put(row + 1, column + 1, kept(cell.value), look.CellStyle())
                page.width(column + 1, look.OWN_WIDTH)
        for each in drawn:
            each.put(page)

    return write


def write_actions(order: Order, actions: Mapping[str, Action], page: Page) -> None:
    """A sheet of what was entered beside criteria, which scoring finds by its defined name."""
    titles = {criterion.id: criterion.title for criterion in order.rulebook.criteria[order.profile]}
    rows = [
        [id, titles[id].in_(order.language), action.owner, action.due] for id, action in actions.items() if id in titles
    ]
    lines: list[list[Any]] = [[*map(order.words, (ID, SUBJECT, OWNER, DUE))], *rows]
    for row, values in enumerate(lines, 1):
        for column, value in enumerate(values, 1):
            ground = look.TRACK if row == 1 else look.INPUT
            page.put(row, column, written(value), look.CellStyle(ground, format="@", bold=row == 1))
            page.width(column, look.OWN_WIDTH)
    page.sheet.freeze_panes(1, 0)
    page.pages.book.define_name(NAME, f"={fixed(page.title, 0, 1)}")


class _Writer:
    """The new workbook's content, and how it is written sheet by sheet."""

    def __init__(
        self, sent: ReadWorkbook, assessment: Assessment, ledgers: bool, language: str, aside: Sequence[str] = ()
    ) -> None:
        rulebook, say = assessment.rulebook, words(language)
        has_ledgers = any(rulebook.sheets[key].role in LEDGERS for key in sent.grids)
        order = Order(rulebook, assessment.profile, ledgers or has_ledgers, say, Filling())
        upto, self.following = months_of(assessment)
        self.old_date = sent.form.entries["as_of"].found
        self.form = NewForm(order, sent.form, assessment.submission.basics, self.following)
        self.tables = {
            sheet.key: new_table(order, sheet, sent.table(sheet), assessment, self.following)
            for sheet in rulebook.sheets.values()  # the template's with a header row, and any that the sender has
            if sheet.role not in ("guide", "form") and (sheet in order.sheets or sheet.key in sent.grids)
        }
        self.marks = marks_of(assessment.problems, sent, self.form, self.tables, rulebook, say)
        if upto is not None and upto < self.following:
            mark_what_dates(self.marks, self.form, self.tables, upto, self.following, say)
        top = remark(upto, self.following, language, say)
        filling = Filling(remark=top, notes=notes(sent, self.tables, self.marks, aside, rulebook, say))
        self.order = replace(order, filling=filling)

    def sheets(self) -> list[Sheet]:
        sheets = self.order.rulebook.sheets.values()
        return [sheet for sheet in sheets if sheet.role in ("guide", "form") or sheet.key in self.tables]

    def write(self, sheet: Sheet, page: Page) -> None:
        if sheet.role == "guide":
            guide.write(self.order, page)
        elif sheet.role == "form":
            self._form(sheet, page)
        else:
            self._table(self.tables[sheet.key], page)

    def _form(self, sheet: Sheet, page: Page) -> None:
        """The items, then what the sender wrote beside and below them."""
        order, new = self.order, self.form
        grid.write_form(order, sheet, page, new.items)
        for (row, index), raw in sorted(new.cells.items()):
            item = new.items[row - 2] if 2 <= row <= len(new.items) + 1 and index == CONTENT else None
            own = look.CellStyle(look.TRACK if row == 1 else look.PAPER, locked=False, bold=row == 1)
            page.put(row, index, raw, own if item is None else grid.item_style(order, sheet, item))
            if index > len(grid.HEADERS):
                page.width(index, look.OWN_WIDTH)
        for place, mark in self.marks.cells.get(sheet.key, {}).items():
            self._mark(page, place, mark)
            page.restyle(place, background=cells.MARKED[mark.severity])
        for number, item in enumerate(new.items, 2):
            if item.key == "as_of" and self.old_date not in ("", str(self.following)):
                page.note(number, CONTENT, writable(order.words(MOVED_ON).format(found=self.old_date)))

    def _table(self, table: NewTable, page: Page) -> None:
        """Header, comments, checks, and the rows below it."""
        order = self.order
        grid.head(order, table.sheet, page, table.columns)
        for index, heading in enumerate(table.headings, 1):
            if heading.column is None:
                own = look.CellStyle(look.TRACK, look.MUTED, "center", locked=False, bold=True)
                page.put(1, index, heading.text, own)
                page.note(1, index, order.words(OWN_COLUMN))
                page.width(index, cells.own_width(heading.text, table.cells[index - 1]))
        marks = self.marks.cells.get(table.sheet.key, {})
        for place, mark in marks.items():
            self._mark(page, place, mark)
        grid.foot(order, table.sheet, page, table.columns, table.height)
        waiting = -1
        if table.sheet.role == "months":
            rows = (row for row, month in table.months.items() if month == self.following.index)
            waiting = next(rows, -1)
            self._open_at(page, table, waiting)
        cells.write_rows(order, page, table, marks, waiting)

    def _mark(self, page: Page, place: tuple[int, int], mark: Mark) -> None:
        if place[0] == 1:
            page.restyle(place, background=cells.MARKED[mark.severity], colour=look.INK, bold=True)
        if mark.lines:
            page.note(*place, writable("\n".join(mark.lines)))

    def _open_at(self, page: Page, table: NewTable, waiting: int) -> None:
        """The workbook opens on this sheet, at the first cell to fill in of the row that waits."""
        page.sheet.activate()
        columns = enumerate(table.columns)
        asked = (index for index, column in columns if column.type != "month" and not self.order.supplied(column))
        page.sheet.set_selection(*(waiting + 1, next(asked, 0)) * 2)
        page.sheet.freeze_panes(1, 1, max(1, waiting + 1 - ABOVE), 1)
