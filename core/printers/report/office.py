"""A batch → the report of an office (.docx): the official letter on two pages, its annex being the summary workbook."""

from __future__ import annotations

from datetime import datetime, time

from core.batch import Batch, Roster
from core.documents.office import office_letter
from core.model import Month
from core.printers.report.body import write_letter
from core.printers.report.paper import Paper
from core.printers.text import TextPrinter
from core.rulebook import load

#: The day in the properties of a report on no month at all.
NO_DAY = datetime(2025, 4, 3)


def office_report(
    batch: Batch,
    language: str,
    roster: Roster | None = None,
    *,
    month: Month | None = None,
    earlier: Batch | None = None,
) -> bytes:
    """The report, the same bytes for the same batch and language."""
    letter, text = office_letter(batch, roster, month=month, earlier=earlier), TextPrinter(language, load())
    at, title = month or batch.month, text(letter.title)
    paper = Paper(text, title, title, NO_DAY if at is None else datetime.combine(at.last_day, time()))
    write_letter(paper, letter)
    return paper.sealed()
