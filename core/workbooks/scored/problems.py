"""The sheet 数据问题: everything found in the workbook, each with a link to its cell; what was answered comes last."""

from __future__ import annotations

from core.documents.figures import plain
from core.documents.questions import Questions
from core.model import Assessment
from core.model.document import EMPTY, Column, Joined, Linked, Row, Table, Value, Verbatim, say
from core.printers.problems import AnsweredRow, ProblemRow, answered_rows, problem_rows
from core.printers.sheet.page import Layout, SheetPrinter

#: A spreadsheet program opens only so many links of one sheet quickly.
MOST = 3000
LONGEST = 300
#: So many criteria are named one by one.
NAMED = 8
HEADER_ROW = 2
COLUMNS = (
    Column("kind", say("Kind")),
    Column("sheet", say("Sheet")),
    Column("cell", say("Cell")),
    Column("found", say("Found")),
    Column("expected", say("Expected")),
    Column("remedy", say("How to fix it")),
    Column("criteria", say("Criteria concerned")),
    Column("changes", say("What it changes")),
)
LAYOUT = {
    "kind": Layout(7),
    "sheet": Layout(14),
    "cell": Layout(12),
    "found": Layout(24),
    "expected": Layout(32),
    "remedy": Layout(46),
    "criteria": Layout(22),
    "changes": Layout(12),
}


def write_problems(page: SheetPrinter, questions: Questions, a: Assessment) -> None:
    """Fills the sheet."""
    language = page.formulas.text.language
    answered = [_answered(each) for each in answered_rows(a, language)]
    rows = [*map(_row, problem_rows(a, language)), *answered]
    page.heading(questions.title, _note(questions, len(rows), answered=bool(answered)))
    table = Table(COLUMNS, tuple(rows[:MOST]), say("Nothing to check."))
    after = page.table(HEADER_ROW, table, LAYOUT)
    page.sheet.freeze_panes(HEADER_ROW + 1, 0)
    page.sheet.repeat_rows(HEADER_ROW)
    page.sheet.print_area(0, 0, after - 1, len(LAYOUT) - 1)


def _note(questions: Questions, count: int, *, answered: bool) -> Value:
    return Joined(
        (
            say("The first {n} of {total} are listed.", n=plain(MOST), total=plain(count)) if count > MOST else EMPTY,
            say("Click an address to reach the cell.") if count else EMPTY,
            questions.kinds,
            say("At the end: what the sender has answered; it was read as answered.") if answered else EMPTY,
        ),
        "sentences",
    )


def _row(row: ProblemRow) -> Row:
    cell = Verbatim(row.cell) if row.cell else say("Whole sheet") if row.sheet else None
    return Row(
        row.code,
        {
            "kind": row.severity,
            "sheet": Verbatim(row.sheet) if row.sheet else None,
            "cell": cell if row.place is None else Linked(cell, row.place),
            "found": Verbatim(row.found if len(row.found) <= LONGEST else row.found[:LONGEST] + "…"),
            "expected": Verbatim(row.expected),
            "remedy": Verbatim(row.remedy),
            "criteria": _criteria(row.criteria),
            "changes": Verbatim(row.changes),
        },
    )


def _answered(each: AnsweredRow) -> Row:
    """What was asked, and in place of what to do the answer to it."""
    row = _row(each.row)
    answer = say("Sender's answer: {answer}", answer=Verbatim(each.answer))
    return Row(row.id, {**row.cells, "kind": say("Answered"), "remedy": answer})


def _criteria(ids: tuple[str, ...]) -> Value:
    """The criteria; of many the first, and how many more."""
    named = tuple(map(Verbatim, ids))
    if len(ids) <= NAMED:
        return Joined(named)
    first = named[: NAMED - 2]
    return say("{criteria} and {n} more", criteria=Joined(first), n=plain(len(ids) - len(first)))
