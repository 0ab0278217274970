"""Judgements → a summary of many files: a row a file, as CSV or as a workbook of one sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence

from core.documents.overview import overview
from core.documents.steps import by_urgency
from core.i18n import N_, Language, words
from core.model import Judgement
from core.model.document import Joined
from core.printers.csv import as_text, utf8
from core.printers.numbers import rounded
from core.printers.text import TextPrinter, plain

#: The columns, and their widths in a workbook, in characters.
COLUMNS = {
    N_("File"): 28,
    N_("Pilot"): 24,
    N_("Type"): 8,
    N_("Month"): 9,
    N_("Result"): 44,
    N_("Outlook"): 48,
    N_("Score (unofficial)"): 9,
    N_("Score at least"): 9,
    N_("Score at most"): 9,
    N_("Problems"): 8,
    N_("Most urgent criterion"): 36,
    N_("Scored workbook"): 28,
}
Row = tuple[str | float | None, ...]


def summary_row(j: Judgement, file: str, scored: str, language: str) -> Row:
    """The row of a file that has a verdict; `scored` is the name of its scored workbook."""
    a, verdict, document = j.assessment, j.assessment.verdict, overview(j)
    printed = TextPrinter(Language(language), a.rulebook, a.submission.layout)
    scores = (
        None if each is None else float(rounded(each, 1))
        for each in (verdict.score, verdict.score_low, verdict.score_high)
    )
    banners = (banner.wording for banner in document.banners.all)
    result = Joined((document.red_flag, *banners, document.sentence, document.status), "sentences")
    urgent = [f"{each.criterion.id} {each.criterion.title.in_(language)}" for each in by_urgency(j)[:1]]
    return (
        *(file, a.submission.space, printed(a.profile), None if a.as_of is None else str(a.as_of)),
        *(printed(result), printed(document.outlook) if document.outlook else None),
        *(*scores, len(a.problems), *(urgent or [""]), scored),
    )


def refused_row(file: str, sentence: str) -> Row:
    """The row of a file without a verdict: in place of that, the sentence that says why."""
    return (file, None, None, None, sentence, *(None,) * (len(COLUMNS) - 5))


def summary(rows: Sequence[Row], language: str, ending: str) -> bytes:
    """The summary as a file of that ending, `.csv` or `.xlsx`."""
    _ = words(language)
    table: list[Row] = [tuple(_(title) for title in COLUMNS), *rows]
    if ending == ".csv":
        return utf8([["" if cell is None else as_text(str(cell)) for cell in row] for row in table])
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        sheet, look = book.add_worksheet(), {"text_wrap": True, "valign": "top"}
        usual, head = book.add_format(look), book.add_format({**look, "bold": True, "bottom": 1})
        for column, width in enumerate(COLUMNS.values()):
            sheet.set_column(column, column, width)
        for number, row in enumerate(table):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, plain(cell), usual if number else head)
                elif cell is not None:
                    sheet.write_number(number, column, cell, usual)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    return stream.getvalue()
