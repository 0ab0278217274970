"""Criteria → one long table as CSV: an indicator, a month, its value, its outcome and a remark to the row; and problems.

For programs as much as for people: values are exact decimals (shares as fractions of 1), months YYYY-MM, as in the
JSON document; each row says whose it is, so that the tables of several files can be stacked.  Text that a spreadsheet program could take for a formula gets an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain

from core.documents.criterion import CriterionDocument, criterion, stated
from core.documents.rows import Rows
from core.documents.texts import columns
from core.formulas.proof import Proven
from core.i18n import words
from core.model import Assessment, Kind
from core.model.document import EMPTY, Cells, Joined, Value, Verbatim, say
from core.model.quantity import SHARE, Judged, exact
from core.printers.problems import ProblemRow
from core.printers.text import TextPrinter, plain

BOM = "\ufeff"
#: What a cell begins with that a spreadsheet program may run, in full width too.
RUNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_text(text: str) -> str:
    r"""One line that stays text; what stands in the way of its first character is gone before it is looked at.

    >>> as_text("=cmd|' /C calc'!A0"), as_text("\t=1+1"), as_text("E4.1")
    ("'=cmd|' /C calc'!A0", "'=1+1", 'E4.1')
    """
    line = plain(text)
    return f"'{line}" if line.startswith(RUNS) else line


def utf8(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as UTF-8 with a byte order mark, so that Excel reads the Chinese."""
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return (BOM + stream.getvalue()).encode()


def table_csv(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    return utf8([heads, *([as_text(cell) for cell in row] for row in rows)])


def problems_csv(rows: Iterable[ProblemRow], language: str) -> bytes:
    _ = words(language)
    head = (_("Severity"), _("Sheet"), _("Cell"), _("Found"), _("Expected"), _("How to fix it"), _("Affected criteria"))
    lines = (
        (row.severity_label, row.sheet, row.cell, row.found, row.expected, row.remedy, " ".join(row.criteria))
        for row in rows
    )
    return table_csv(head, lines)


def rows_csv(document: Rows, rows: Iterable[Proven], text: TextPrinter) -> bytes:
    """Rows behind a figure: what each is, whether it is counted, its amount, its cells, why it is not counted."""
    heads = [text(column.title) for column in document.columns]
    lines = document.lines(rows)
    return table_csv(heads, ([text(line.cells[column.key]) for column in document.columns] for line in lines))


def long_table_csv(assessment: Assessment, language: str) -> bytes:
    """The table as UTF-8 with a byte order mark: a row a computed criterion and month up to the date, and one for
    each criterion of evidence at the date.
    """  # fmt: skip
    a = assessment
    text = TextPrinter.of(a, language)
    rows = (_rows(a, criterion(a, finding), text) for finding in a.findings)
    return utf8([[text(each.title) for each in columns("long")], *chain.from_iterable(rows)])


def _rows(a: Assessment, row: CriterionDocument, text: TextPrinter) -> Iterator[Sequence[str]]:
    names = [as_text(name) for name in (a.submission.space or "", text(a.profile), row.id, text(row.title))]
    remark = as_text(text(_remark(row)))
    if row.kind is Kind.EVIDENCE:
        yield (*names, "" if a.as_of is None else str(a.as_of), "", "", "", text(row.outcome), remark)
        return
    unit, over = a.finding(row.id).criterion.unit, a.is_over
    threshold = exact(a.finding(row.id).criterion.threshold or Fraction(0))
    named = text(say("fraction of 1")) if unit == SHARE else a.rulebook.units[unit].in_(text.language)
    for point in a.trajectory(row.id).points:
        if point.outcome is not None:
            value, label = "" if point.value is None else exact(point.value), text(Judged(point.outcome, over))
            yield (*names, str(point.month), value, threshold, named, label, remark if point.month == a.as_of else "")


def _remark(row: CriterionDocument) -> Value:
    parts: list[Value] = [say("lower bound")] if row.value and row.value.at_least else []
    parts += [row.gap if row.judged else EMPTY, stated(row)]
    if row.claim is not None:
        parts += [Verbatim(row.claim.evidence), Verbatim(row.claim.note)]
    return Joined((*parts, Cells(row.sources)), "clauses")
