"""The sheet 数据问题: everything found in the workbook, each with a link to its cell; what was answered stands last."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from core.i18n import words
from core.model import Assessment, Severity
from core.printers.problems import answered_rows
from core.printers.sheet.look import Look
from core.printers.sheet.table import Field, Heading, write_table
from core.views.tables import ProblemRow, problem_rows
from core.views.words import joined

#: A spreadsheet program opens only so many links of one sheet quickly.
MOST = 3000
LONGEST = 300
#: So many criteria are named one by one.
NAMED = 8


def write_problems(sheet: Worksheet, look: Look, assessment: Assessment, language: str) -> None:
    """Fills the sheet."""
    _ = words(language)
    open_rows = problem_rows(assessment, language)
    counts = {severity: sum(row.severity is severity for row in open_rows) for severity in Severity}
    answered = [Line(each.row, each.answer) for each in answered_rows(assessment, language)]
    rows = [*(Line(row) for row in open_rows), *answered]
    sentence = _("{errors} errors, {questions} questions, {warnings} warnings in the workbook").format(
        errors=counts[Severity.ERROR], questions=counts[Severity.QUESTION], warnings=counts[Severity.WARNING]
    )
    note = _(
        "Click an address to reach the cell. Errors: the cell was not used. Questions: used as read, please check. "
        "Warnings: a default of ours was used."
    )
    if answered:
        note += " " + _("At the end: what the sender has answered; it was read as answered.")
    if len(rows) > MOST:
        note = _("The first {n} of {total} are listed.").format(n=MOST, total=len(rows)) + " " + note
    heading = Heading(sentence if open_rows else _("No problems found in the workbook"), note)
    write_table(
        sheet,
        look,
        heading,
        _fields(language),
        rows[:MOST],
        (assessment, language),
        empty=_("Nothing to check."),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A problem, and the sender's answer to it where there is one."""

    row: ProblemRow
    answer: str = ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _criteria(ids: tuple[str, ...], language: str) -> str:
    """The criteria; of many the first, and how many more."""
    if len(ids) <= NAMED:
        return joined(list(ids), language)
    first = joined(list(ids[: NAMED - 2]), language)
    return words(language)("{criteria} and {n} more").format(criteria=first, n=len(ids) - NAMED + 2)


def _fields(language: str) -> list[Field[Line]]:
    _ = words(language)

    def _where(line: Line) -> str:
        return line.row.cell or (line.row.sheet and _("Whole sheet")) or "—"

    return [
        Field(_("Kind"), 7, lambda line: line.row.severity_label if not line.answer else _("Answered")),
        Field(_("Sheet"), 14, lambda line: line.row.sheet or "—"),
        Field(_("Cell"), 12, _where, link=lambda line: line.row.link),
        Field(_("Found"), 24, lambda line: _cut(line.row.found)),
        Field(_("Expected"), 32, lambda line: line.row.expected),
        Field(
            _("How to fix it"),
            46,
            lambda line: (
                line.row.remedy if not line.answer else _("Sender's answer: {answer}").format(answer=line.answer)
            ),
        ),
        Field(
            _("Criteria concerned"),
            22,
            lambda line: _criteria(line.row.criteria, language),
        ),
        Field(_("What it changes"), 12, lambda line: line.row.changes),
    ]
