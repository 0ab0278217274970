"""The sheet 预测与计划: where each figure is heading, how sure that is, what it would take, and how far to trust it.

columns  what stands in a row of the table      table  the table of criteria
needed   the smallest set of improvements       page   the sheet and its next free row
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from core.i18n import words
from core.model import Assessment, Outlook, Status
from core.printers.sheet.look import Look, prepare_page
from core.printers.sheet.table import Heading, write_heading
from core.views.method import in_brief
from core.views.outlook import outlook_rows, status_label
from core.views.planner import planner
from core.views.tables import CriterionRow
from core.workbooks.scored.outlook.columns import Line, columns, width
from core.workbooks.scored.outlook.needed import write_needed
from core.workbooks.scored.outlook.page import Page
from core.workbooks.scored.outlook.table import Table
from core.workbooks.scored.workings import Workings

__all__ = ["write_outlook"]

HEADER_ROW = 2
FIRST = HEADER_ROW + 1


def write_outlook(
    sheet: Worksheet,
    look: Look,
    assessment: Assessment,
    language: str,
    rows: Sequence[CriterionRow],
    found: Workings,
    outlooks: Mapping[str, Outlook],
) -> None:
    """Fills the sheet."""
    _ = words(language)
    prepare_page(sheet, assessment, language, landscape=True)
    view, by_id = planner(assessment, language), {row.id: row for row in rows}
    paces = {pace.id: pace for pace in view.figures}
    lines = [
        Line(row, outlooks[row.id], assessment.finding(row.id), by_id[row.id], paces.get(row.id), assessment, language)
        for row in outlook_rows(assessment, outlooks, language)
    ]
    fields = columns(language)
    shown = [[field.shown(line) for field in fields] for line in lines]
    widths = [width(field, [texts[column][0] for texts in shown]) for column, field in enumerate(fields)]
    page = Page(sheet, look, widths, FIRST)
    write_heading(sheet, look, _heading(lines, language))
    table = Table(page, fields, found)
    table.header(HEADER_ROW)
    for line, texts in zip(lines, shown, strict=True):
        table.line(line, texts)
    write_needed(page, view, by_id, assessment, language)
    page.heading(_("How far to trust the forecast"))
    page.paragraph(in_brief(language), valign="top")
    sheet.freeze_panes(FIRST, 2)
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, page.row - 1, page.last)


def _heading(lines: Sequence[Line], language: str) -> Heading:
    """How many are heading where; what the numbers are."""
    _ = words(language)
    counts = {status: sum(line.outlook.status is status for line in lines) for status in Status}
    told = [_("{status} {n}").format(status=status_label(status, language), n=n) for status, n in counts.items() if n]
    note = _(
        "Most urgent first. The forecast and the plan are values of the day of scoring and no formulas; nothing of "
        "them enters the verdict. When the present pace gets there is a sum, not a forecast."
    )
    return Heading(_("Outlook at the pilot's end: {counts}").format(counts=" · ".join(told)), note)
