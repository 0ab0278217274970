"""The sheet 与上期对比: what changed since an earlier workbook, and which cells moved a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from core.documents.changes import ChangedSheet, Changes, Rewritten
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
    moved: list[list[Value]] = [
        [
            row.label,
            row.before,
            row.before_dated,
            row.after,
            row.after_dated,
            Joined(row.why, "lines") if row.why else None,
        ]
        for row in changes.moved
    ]
    after = _write_blocks(
        page,
        [
            (say("Criteria that moved"), HEADS, moved),
            (changes.past, HEADS, [row for each in changes.rewritten for row in _months(each)]),
            *((each.sentence, [c.title for c in each.table.columns], _cells(each)) for each in changes.sheets),
        ],
    )
    page.sheet.print_area(0, 0, max(after - 2, FIRST), len(WIDTHS) - 1)


def _months(each: Rewritten) -> list[list[Value]]:
    """A criterion's rewritten months; what did it is said once."""
    rows: list[list[Value]] = []
    for row in each.table.rows:
        before, after = (
            say("{month} {value}", month=row.cells["month"], value=row.cells[key])
            for key in ("before_value", "after_value")
        )
        why = EMPTY if rows else Joined(each.why, "lines")
        rows.append([each.label, row.cells["before"], before, row.cells["after"], after, why])
    return rows


def _cells(changed: ChangedSheet) -> list[list[Value]]:
    """A row a change; how many more there are is last."""
    rows: list[list[Value]] = [[*row.cells.values()] for row in changed.table.rows]
    return [*rows, [changed.more, *[EMPTY] * (len(changed.table.columns) - 1)]] if changed.more else rows


def _write_blocks(page: SheetPrinter, blocks: Sequence[tuple[Value, Sequence[Value], list[list[Value]]]]) -> int:
    """Writes titled tables one below the other, no heading alone at the foot of a page; returns the row below them."""

    def tall(row: Sequence[Value]) -> float:
        return max(height(page.text(value), width) for value, width in zip(row, WIDTHS, strict=True))

    at, used = FIRST, TOP
    breaks: list[int] = []
    for title, heads, rows in blocks:
        heights = [22.0, tall(heads) + 4, *map(tall, rows)]
        if used + sum(heights[:3]) > PAGE:
            breaks.append(at)
            used = 0
        page.put(at, 0, title, bold=True, font_size=11, valign="vcenter")
        for column, value in enumerate(heads if rows else ()):
            page.put(at + 1, column, value, HEADER)
        for number, row in enumerate(rows, start=at + 2):
            for column, value in enumerate(row):
                page.put(number, column, value, BODY, align="left")
        for number, needed in enumerate(heights if rows else heights[:1], start=at):
            fitting = min(TALLEST, needed)
            page.sheet.set_row(number, fitting)
            used = fitting if used + fitting > PAGE else used + fitting
        used += 15 if rows else 0
        at += len(rows) + 3 if rows else 2
    page.sheet.set_h_pagebreaks(breaks)
    return at
