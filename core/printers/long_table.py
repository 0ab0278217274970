"""Assessment → one long table as CSV: an indicator, a month, its value, its outcome and a remark to the row.

For programs as much as for people: values are exact decimals (shares as fractions of 1), months YYYY-MM, as in the
JSON document.  Text that a spreadsheet program could take for a formula gets an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from core.formulas.names import exact
from core.i18n import words
from core.model import Assessment, Kind
from core.printers.csv_cell import as_text
from core.printers.report.prose import cells_text, state_text
from core.views.format import SHARE
from core.views.tables import CriterionRow, criteria_rows, is_over
from core.views.words import outcome_label

BOM = "\ufeff"


def long_table_csv(assessment: Assessment, language: str) -> bytes:
    """The table as UTF-8 with a byte order mark: a row a computed criterion and month up to the date, and one for
    each criterion of evidence at the date.
    """  # fmt: skip
    a, _ = assessment, words(language)
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow([_("No."), _("Criterion"), _("Month"), _("Value (exact)"), _("Unit"), _("Verdict"), _("Remark")])
    for row in criteria_rows(a, language):
        lines = _months(a, row, language) if row.kind is Kind.COMPUTED else _evidence(a, row, language)
        table.writerows(lines)
    return (BOM + stream.getvalue()).encode()


def _months(a: Assessment, row: CriterionRow, language: str) -> Iterator[Sequence[str]]:
    """A computed criterion month by month; the remark stands at the month that is judged."""
    _, unit = words(language), a.finding(row.id).criterion.unit
    named = _("fraction of 1") if unit == SHARE else a.rulebook.units[unit].in_(language)
    for point in a.trajectory(row.id).points:
        if point.outcome is not None:
            value = "" if point.value is None else exact(point.value)
            label = outcome_label(point.outcome, language, is_over(a))
            remark = _remark(row, language) if point.month == a.as_of else ""
            yield as_text(row.id), as_text(row.title), str(point.month), value, named, label, as_text(remark)


def _evidence(a: Assessment, row: CriterionRow, language: str) -> Iterator[Sequence[str]]:
    month = "" if a.as_of is None else str(a.as_of)
    yield as_text(row.id), as_text(row.title), month, "", "", row.outcome_label, as_text(_remark(row, language))


def _remark(row: CriterionRow, language: str) -> str:
    """Why it is judged so, and which cells it rests on."""
    _ = words(language)
    parts = [_("lower bound") if row.at_least else "", row.gap_text, state_text(row, language)]
    if row.claim is not None:
        parts += [row.claim.evidence, row.claim.note]
    if row.sources:
        parts.append(cells_text(row.sources, language))
    return _("; ").join(part for part in parts if part)
