"""The sheet 与上期对比: what changed since an earlier workbook, and which cells moved a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.comparison import Comparison
from core.i18n import words
from core.model import Assessment, Outcome
from core.printers.sheet.look import BODY, HEADER, OUTCOMES, Look, height, marked, prepare_page, write_text
from core.printers.sheet.table import LINK, TALLEST, Heading, write_heading
from core.views.comparison import MovedRow, Revised, RevisedRow, SheetRows, comparison_view, revised_sentence
from core.workbooks.scored.problems import MOST

#: One set of widths for all that stands on the sheet, one below the other.
WIDTHS = (27, 16, 25, 16, 25, 25, 32)
FIRST = 3
#: Points that a printed page holds, with some to spare; what stands above the first table takes TOP of them.
PAGE, TOP = 540.0, 61.0


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: its text, the outcome whose colours it takes, the place that it leads to."""

    text: str
    outcome: Outcome | None = None
    link: str | None = None


def write_changes(sheet: Worksheet, look: Look, assessment: Assessment, language: str, comparison: Comparison) -> None:
    """Fills the sheet: criteria that moved, months that were rewritten, then every sheet's cells."""
    _ = words(language)
    view = comparison_view(comparison, language)
    prepare_page(sheet, assessment, language, landscape=True)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, look())
    note = _("Addresses lead to this workbook; what is gone stands where the earlier workbook had it.")
    write_heading(sheet, look, Heading(view.sentence, f"{view.subline} {note}"))
    page = Page(sheet, look, language)
    at = page.block(FIRST, _("Criteria that moved"), _heads(language), [_moved(row) for row in view.moved])
    rewritten = [_revised(each, row) for each in view.revised for row in each.rows]
    at = page.block(at, revised_sentence(view, language), _heads(language), rewritten)
    for changed in view.sheets:
        at = page.block(at, changed.sentence, _cell_heads(language), _cells(changed))
    page.close()
    sheet.print_area(0, 0, max(at - 2, FIRST), len(WIDTHS) - 1)


class Page:
    """Tables one below the other on one sheet."""

    def __init__(self, sheet: Worksheet, look: Look, language: str) -> None:
        self._sheet, self._look, self._language = sheet, look, language
        self._links, self._used = 0, TOP
        self._breaks: list[int] = []

    def block(self, at: int, title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> int:
        """Writes a titled table and gives the row that the next may start in."""
        widths = [*WIDTHS[: len(heads) - 1], sum(WIDTHS[len(heads) - 1 :])]
        tall = [max(height(cell.text, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
        head = max(map(height, heads, widths)) + 4
        if self._used + 22 + head + sum(tall[:1]) > PAGE:
            self._breaks.append(at)
            self._used = 0
        write_text(self._sheet, at, 0, title, self._look(bold=True, font_size=11, valign="vcenter"))
        self._height(at, 22)
        if not rows:
            return at + 2
        self._row(at + 1, [Cell(each) for each in heads], self._look(HEADER), head)
        for number, (row, needed) in enumerate(zip(rows, tall, strict=True), start=at + 2):
            self._row(number, row, self._look(BODY), needed)
        self._used += 15
        return at + len(rows) + 3

    def close(self) -> None:
        """No heading stands alone at the foot of a page."""
        self._sheet.set_h_pagebreaks(self._breaks)

    def _height(self, row: int, tall: float) -> None:
        tall = min(TALLEST, tall)
        self._sheet.set_row(row, tall)
        self._used = tall if self._used + tall > PAGE else self._used + tall

    def _row(self, number: int, row: Sequence[Cell], look: Format, tall: float) -> None:
        """A row; its last cell runs to the edge of the page."""
        if len(row) < len(WIDTHS):
            self._sheet.merge_range(number, len(row) - 1, number, len(WIDTHS) - 1, "", look)
        for column, cell in enumerate(row):
            self._write(number, column, cell, look)
        self._height(number, tall)

    def _write(self, row: int, column: int, cell: Cell, look: Format) -> None:
        if cell.outcome is not None:
            write_text(self._sheet, row, column, cell.text, self._look(BODY, OUTCOMES[cell.outcome].cell))
        elif cell.link is not None and self._links < MOST:
            self._links += 1
            self._sheet.write_url(row, column, f"internal:{cell.link}", self._look(BODY, LINK), cell.text)
        else:
            write_text(self._sheet, row, column, cell.text, look)


def _heads(language: str) -> tuple[str, ...]:
    _ = words(language)
    return _("Criterion"), _("Outcome then"), _("Value then"), _("Outcome now"), _("Value now"), _("What did it")


def _moved(row: MovedRow) -> list[Cell]:
    return [
        Cell(row.label),
        _outcome(row.before, row.before_label),
        Cell(row.before_dated or "—"),
        _outcome(row.after, row.after_label),
        Cell(row.after_dated or "—"),
        Cell("\n".join(row.why) or "—"),
    ]


def _revised(of: Revised, row: RevisedRow) -> list[Cell]:
    """A month; what did it stands once a criterion."""
    return [
        Cell(of.label),
        _outcome(row.before, row.before_label),
        Cell(f"{row.month_text} {row.before_value}"),
        _outcome(row.after, row.after_label),
        Cell(f"{row.month_text} {row.after_value}"),
        Cell("\n".join(of.why) if row is of.rows[0] else ""),
    ]


def _outcome(outcome: Outcome | None, label: str) -> Cell:
    return Cell(label if outcome is None else marked(outcome, label), outcome)


def _cell_heads(language: str) -> tuple[str, ...]:
    _ = words(language)
    return _("Row"), _("Cell"), _("Column"), _("What happened"), _("Before"), _("After"), _("Sheet")


def _cells(changed: SheetRows) -> list[list[Cell]]:
    """A row a change; how many more there are stands last."""
    rows = [
        [
            Cell(cell.record or "—"),
            Cell(cell.cells, link=cell.link),
            Cell(cell.column),
            Cell(cell.change_label),
            Cell(cell.before),
            Cell(cell.after),
            Cell(cell.sheet),
        ]
        for cell in changed.cells
    ]
    return rows + ([[Cell(changed.more), *[Cell("")] * 6]] if changed.more else [])
