"""The sheet 与上期对比: what changed since an earlier workbook, and which cells moved a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from core.documents.changes import ChangedSheet, Changes, MovedCriterion, Rewritten
from core.model.document import EMPTY, Joined, Value, say
from core.printers.sheet.look import BODY, HEADER, height
from core.printers.sheet.page import TALLEST, SheetPrinter

#: One set of widths for all tables of the sheet, one below the other.
WIDTHS = (27, 16, 25, 16, 25, 57)
FIRST = 3
#: Points that a printed page holds, with some to spare; what is above the first table takes TOP of them.
PAGE, TOP = 540.0, 61.0
HEADS = (
    *(say("Criterion"), say("Outcome then"), say("Value then"), say("Outcome now"), say("Value now")),
    say("What did it"),
)


def write_changes(page: SheetPrinter, changes: Changes) -> None:
    """Fills the sheet: criteria that moved, months that were rewritten, then every sheet's cells."""
    for column, width in enumerate(WIDTHS):
        page.sheet.set_column(column, column, width, page.look())
    note = say("Addresses lead to this workbook; what is gone stands where the earlier workbook had it.")
    page.heading(changes.sentence, Joined((changes.subline, note), "sentences"))
    blocks = Blocks(page)
    at = blocks.write(FIRST, say("Criteria that moved"), HEADS, [_moved(row) for row in changes.moved])
    at = blocks.write(at, changes.past, HEADS, [row for each in changes.rewritten for row in _months(each)])
    for changed in changes.sheets:
        at = blocks.write(at, changed.sentence, [column.title for column in changed.table.columns], _cells(changed))
    blocks.close()
    page.sheet.print_area(0, 0, max(at - 2, FIRST), len(WIDTHS) - 1)


def _moved(row: MovedCriterion) -> list[Value]:
    why = Joined(row.why, "lines") if row.why else None
    return [row.label, row.before, row.before_dated, row.after, row.after_dated, why]


def _months(each: Rewritten) -> list[list[Value]]:
    """A criterion's rewritten months; what did it is said once."""
    rows: list[list[Value]] = []
    for row in each.table.rows:
        values = {key: say("{month} {value}", month=row.cells["month"], value=row.cells[key]) for key in VALUES}
        why = EMPTY if rows else Joined(each.why, "lines")
        rows.append(
            [
                *(each.label, row.cells["before"], values["before_value"]),
                *(row.cells["after"], values["after_value"], why),
            ]
        )
    return rows


VALUES = ("before_value", "after_value")


def _cells(changed: ChangedSheet) -> list[list[Value]]:
    """A row a change; how many more there are is last."""
    rows: list[list[Value]] = [[*row.cells.values()] for row in changed.table.rows]
    return [*rows, [changed.more, *[EMPTY] * (len(changed.table.columns) - 1)]] if changed.more else rows


class Blocks:
    """Tables one below the other on one sheet, each with its heading on one page."""

    def __init__(self, page: SheetPrinter) -> None:
        self._page, self._used = page, TOP
        self._breaks: list[int] = []

    def write(self, at: int, title: Value, heads: Sequence[Value], rows: Sequence[Sequence[Value]]) -> int:
        """Writes a titled table and gives the row that the next may start in."""
        tall = [self._tall(row) for row in rows]
        head = self._tall(heads) + 4
        if self._used + 22 + head + sum(tall[:1]) > PAGE:
            self._breaks.append(at)
            self._used = 0
        self._page.put(at, 0, title, bold=True, font_size=11, valign="vcenter")
        self._height(at, 22)
        if not rows:
            return at + 2
        for column, value in enumerate(heads):
            self._page.put(at + 1, column, value, HEADER)
        self._height(at + 1, head)
        for number, (row, needed) in enumerate(zip(rows, tall, strict=True), start=at + 2):
            for column, value in enumerate(row):
                self._page.put(number, column, value, BODY, align="left")
            self._height(number, needed)
        self._used += 15
        return at + len(rows) + 3

    def close(self) -> None:
        """No heading is alone at the foot of a page."""
        self._page.sheet.set_h_pagebreaks(self._breaks)

    def _tall(self, row: Sequence[Value]) -> float:
        return max(height(self._page.text(value), width) for value, width in zip(row, WIDTHS, strict=True))

    def _height(self, row: int, tall: float) -> None:
        tall = min(TALLEST, tall)
        self._page.sheet.set_row(row, tall)
        self._used = tall if self._used + tall > PAGE else self._used + tall
