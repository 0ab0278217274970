"""The sheet 试点目标响应表: the official form of Annex 3, items 2 to 6, worded to be pasted into a report."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from xlsxwriter.worksheet import Worksheet

from core.export.scored.look import BODY, HEADER, Look, height, prepare_page, write_text
from core.export.scored.table import Heading, write_heading
from core.i18n import words
from core.model import Assessment, Kind, Outcome
from core.views.format import month_text
from core.views.overview import about
from core.views.tables import CriterionRow, is_over
from core.views.words import sentences

ITEMS = range(2, 7)
WIDTHS = (18, 46, 62)
HEADER_ROW = 2
TALLEST_ROW = 390.0
LONGEST_QUOTED = 120


def write_response(
    sheet: Worksheet, look: Look, assessment: Assessment, language: str, rows: Sequence[CriterionRow]
) -> None:
    """Fills the sheet: one row an item, taller than a spreadsheet's tallest row where it must be."""
    _ = words(language)
    prepare_page(sheet, assessment, language, landscape=True)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, look())
    write_heading(
        sheet,
        look,
        Heading(_("Pilot goals and responses (form of Annex 3)"), about(assessment, language)),
        sum(WIDTHS),
    )
    titles = (_("Response item"), _("Indicators and their (target) values"), _("Response"))
    for column, title in enumerate(titles):
        write_text(sheet, HEADER_ROW, column, title, look(HEADER))
    sheet.set_row(HEADER_ROW, 24)
    row = HEADER_ROW + 1
    for texts in response_rows(assessment, rows, language):
        row = _write_item(sheet, look, row, texts)
    sheet.repeat_rows(HEADER_ROW)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.print_area(0, 0, row - 1, len(WIDTHS) - 1)


def _write_item(sheet: Worksheet, look: Look, row: int, texts: tuple[str, str, str]) -> int:
    """An item's cells, merged over several rows where one would not hold them; the next free row."""
    needed = max(height(text, width) for text, width in zip(texts, WIDTHS, strict=True)) + 6
    rows = ceil(needed / TALLEST_ROW)
    for number in range(row, row + rows):
        sheet.set_row(number, needed / rows)
    for column, text in enumerate(texts):
        style = look(BODY, bold=column == 0, valign="vcenter" if column == 0 else "top")
        if rows > 1:
            sheet.merge_range(row, column, row + rows - 1, column, "", style)
        write_text(sheet, row, column, text, style)
    return row + rows


def response_rows(a: Assessment, rows: Sequence[CriterionRow], language: str) -> tuple[tuple[str, str, str], ...]:
    """Item, indicators with their targets, response: one entry for each of items 2 to 6."""
    titles = {item.number: item.title.in_(language) for item in a.rulebook.items[a.profile]}
    found = []
    for item in ITEMS:
        own = [row for row in rows if row.item == item]
        asked = "\n".join(f"{i}. {_asked(row, language)}" for i, row in enumerate(own, 1))
        said = "\n".join(f"{i}. {_response(a, row, language)}" for i, row in enumerate(own, 1))
        found.append((titles[item], asked, said))
    return tuple(found)


def _asked(row: CriterionRow, language: str) -> str:
    _ = words(language)
    if row.kind is Kind.EVIDENCE:
        return row.title
    return _("{title}: at least {threshold}").format(title=row.title, threshold=row.threshold_text)


def _response(a: Assessment, row: CriterionRow, language: str) -> str:
    if row.kind is Kind.EVIDENCE:
        return _evidence(row, language)
    _ = words(language)
    month = month_text(a.as_of, language)
    if row.value is None:
        return _("{title}: no figure reported yet.").format(title=row.title)
    figures = {"month": month, "title": row.title, "value": row.value_text, "threshold": row.threshold_text}
    if row.outcome is Outcome.MET:
        return _("By {month}, {title}: {value}; the target of {threshold} is reached.").format(**figures)
    if row.outcome is Outcome.NO_DATA:
        text = _(
            "By {month}, {title}: {value}, with some figures not reported; whether {threshold} is reached is open."
        )
        return text.format(**figures)
    if is_over(a):
        text = _("By {month}, {title}: {value}; the target of {threshold} was not reached ({gap}).")
    else:
        text = _("By {month}, {title}: {value}; the target of {threshold} is not yet reached ({gap}).")
    return text.format(gap=row.gap_text, **figures)


def _evidence(row: CriterionRow, language: str) -> str:
    _ = words(language)
    claim = row.claim
    if claim is None or not claim.status_label:
        return _("{title}: not reported yet.").format(title=row.title)
    pieces = [_("{title}: {status}.").format(title=row.title, status=claim.status_label)]
    if claim.evidence:
        pieces.append(_("Evidence: {evidence}.").format(evidence=_quoted(claim.evidence)))
    elif row.outcome is Outcome.NEEDS_REVIEW:
        pieces.append(_("Evidence to be added."))
    if claim.note:
        pieces.append(_("{note}.").format(note=_quoted(claim.note)))
    if claim.review_label:
        pieces.append(_("Review: {review}.").format(review=claim.review_label))
    return sentences(pieces, language)


def _quoted(text: str) -> str:
    """The sender's words on one line, without a full stop of their own."""
    line = " ".join(text.split()).rstrip("。.；;")
    return line if len(line) <= LONGEST_QUOTED else line[:LONGEST_QUOTED] + "…"
