"""The sheet 口径说明: our readings of the notice, what else it could mean, and whether today's verdict depends on it."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from core.i18n import words
from core.model import Assessment
from core.printers.sheet.look import Look, marked
from core.printers.sheet.table import Field, Heading, write_table
from core.views.tables import CriterionRow, ReadingOf


def write_readings(
    sheet: Worksheet, look: Look, assessment: Assessment, language: str, criteria: Sequence[CriterionRow]
) -> None:
    """Fills the sheet; the readings that today's verdict depends on come first."""
    _ = words(language)
    rows = sorted((ReadingOf(row, reading) for row in criteria for reading in row.readings), key=_last)
    n = len({row.criterion.id for row in rows if row.reading.changes})
    sentence = (
        _.plural(
            "Today's verdict depends on a reading for {n} criterion",
            "Today's verdict depends on a reading for {n} criteria",
            n,
        ).format(n=n)
        if n
        else _("Today's verdict depends on no reading that can be computed")
    )
    note = _("The notice leaves these points open. The readings are ours, not the notice's; each can be contested.")
    write_table(sheet, look, Heading(sentence, note), _fields(language), rows, (assessment, language))


def _last(row: ReadingOf) -> int:
    """0 for what today's verdict depends on, 1 for what it could, 2 for what has no other reading."""
    return 0 if row.reading.changes else 1 if row.reading.alternative else 2


def _fields(language: str) -> list[Field[ReadingOf]]:
    _ = words(language)

    def depends(row: ReadingOf) -> str:
        if row.reading.changes is None:
            return _("Cannot be computed") if row.reading.alternative else _("No other reading")
        return _("Yes") if row.reading.changes else _("No")

    def other(row: ReadingOf) -> str:
        if row.reading.outcome is None:
            return "—"
        return marked(row.reading.outcome, row.reading.outcome_label or "")

    return [
        Field(_("No."), 6, lambda row: row.criterion.id),
        Field(_("Criterion"), 17, lambda row: row.criterion.title),
        Field(_("Requirement (the notice's words)"), 30, lambda row: row.criterion.quote),
        Field(_("Our reading"), 36, lambda row: row.reading.reading),
        Field(
            _("Outcome"),
            11,
            lambda row: marked(row.criterion.outcome, row.criterion.outcome_label),
            outcome=lambda row: row.criterion.outcome,
        ),
        Field(_("The other reading"), 32, lambda row: row.reading.alternative or "—"),
        Field(_("Value under it"), 12, lambda row: row.reading.value_text or "—", align="right"),
        Field(_("Outcome under it"), 11, other, outcome=lambda row: row.reading.outcome),
        Field(_("Does today's verdict depend on it?"), 13, depends, align="center"),
    ]
