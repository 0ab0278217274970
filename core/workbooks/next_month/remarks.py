"""The paragraphs of the new guide: what was kept, what was left out, and what to correct."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.i18n import N_, Words
from core.intake.grid import shown
from core.intake.sent import Sent, SentTable
from core.intake.words import word
from core.model import Month
from core.printers.numbers import month_text
from core.printers.text import listed
from core.workbooks.next_month.marks import Marks
from core.workbooks.next_month.table import NewTable
from core.workbooks.next_month.values import filled, writable

#: So many problems are written out; the others are counted.
MOST = 40

CARRIED = N_("Carried over from the figures up to {month}; the row of {following} waits to be filled in.")
FIRST = N_("Carried over; the row of {following} waits to be filled in.")
LAST = N_("Carried over from the figures up to {month}, the pilot's last month.")
COLOURS = N_(
    "Green cells wait to be filled in. Red cells could not be used as they stand, yellow ones are asked about; the comment of each says why."
)
FORMULAS = N_(
    "Formulas were carried over as their values, columns unknown to the template at the right of their sheet."
)
GUIDE = N_("This guide was written anew; whatever was added to the old one stays in the old file.")
STRANGERS = N_("These sheets stay in the old file: {sheets}.")
ABOVE = N_("Above the table of “{sheet}” stood: {texts}.")
ASIDE = N_("Row {row} of “{sheet}” in the old file was not carried over, or not whole: {texts}.")
PROBLEMS = N_("To be put right besides the coloured cells:")


def remark(as_of: Month | None, following: Month, language: str, say: Words) -> str:
    """The line at the top of the guide."""
    if as_of is None:
        return say(FIRST).format(following=month_text(following, language))
    text = LAST if following == as_of else CARRIED
    return say(text).format(month=month_text(as_of, language), following=month_text(following, language))


def notes(sent: Sent, tables: Mapping[str, NewTable], marks: Marks, language: str, say: Words) -> tuple[str, ...]:
    """The paragraphs below it."""
    lines = [say(COLOURS), say(FORMULAS), say(GUIDE)]
    if sent.strangers:
        lines.append(say(STRANGERS).format(sheets=listed(sent.strangers, language)))
    for table in tables.values():
        lines += _of_sheet(table, language, say)
    if marks.sentences:
        lines.append(say(PROBLEMS))
        lines += [f"· {sentence}" for sentence in marks.sentences[:MOST]]
        more = len(marks.sentences) - MOST
        if more > 0:
            lines.append(say.plural("{n} more problem.", "{n} more problems.", more).format(n=more))
    return tuple(map(writable, lines))


def _of_sheet(table: NewTable, language: str, say: Words) -> Iterator[str]:
    above = list(_above(table.sent)) if table.sent else []
    if above:
        yield say(ABOVE).format(sheet=table.title, texts=listed(above, language))
    for row, texts in table.set_aside:
        yield say(ASIDE).format(row=row + 1, sheet=table.title, texts=listed(texts, language))


def _above(table: SentTable) -> Iterator[str]:
    """Texts above the header row that are not the sheet's own title."""
    titles = {word(text) for text in (table.grid.name, *table.sheet.label.every)}
    for row in range(max(table.header_row, 0)):
        for raw in table.grid.row(row):
            if filled(raw) and not (isinstance(raw, str) and word(raw) in titles):
                yield shown(raw)
