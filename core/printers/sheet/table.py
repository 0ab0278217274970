"""A sheet that is one table under a heading: the shape of most of our sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.model import Assessment
from core.printers.palette import LIGHT
from core.printers.sheet.look import (
    BODY,
    HEADER,
    LINK,
    Look,
    height,
    prepare_page,
    width_of,
    write_text,
)

T = TypeVar("T")
HEADER_ROW = 2
TALLEST = 409.0


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """A column: its title, its least width and what stands in it; `link` leads to a place in the workbook."""

    title: str
    width: float
    text: Callable[[T], str]
    link: Callable[[T], str | None] | None = None
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the table: a sentence, and a line in small print below it."""

    sentence: str
    note: str


def write_table(
    sheet: Worksheet,
    look: Look,
    heading: Heading,
    fields: Sequence[Field[T]],
    rows: Sequence[T],
    page: tuple[Assessment, str],
    *,
    empty: str = "",
) -> None:
    """Fills the sheet: heading, header, a row each (or the sentence `empty`), ready to filter and to print."""
    prepare_page(sheet, *page, landscape=True)
    shown = [[field.text(row) for field in fields] for row in rows]
    widths = [max([field.width, *(width_of(word) + 1.5 for word in field.title.split())]) for field in fields]
    write_heading(sheet, look, heading)
    for column, (field, width) in enumerate(zip(fields, widths, strict=True)):
        sheet.set_column(column, column, width, look())
        write_text(sheet, HEADER_ROW, column, field.title, look(HEADER))
    sheet.set_row(HEADER_ROW, max(height(field.title, width) for field, width in zip(fields, widths, strict=True)) + 4)
    styles = [look(BODY, align=field.align) for field in fields]
    for number, (row, texts) in enumerate(zip(rows, shown, strict=True), start=HEADER_ROW + 1):
        for column, (field, text) in enumerate(zip(fields, texts, strict=True)):
            _write_cell(sheet, (number, column), field, row, text, look, styles[column])
        sheet.set_row(number, min(TALLEST, max(map(height, texts, widths))))
    last = HEADER_ROW + max(1, len(rows))
    if rows:
        sheet.autofilter(HEADER_ROW, 0, last, len(fields) - 1)
    else:
        sheet.merge_range(last, 0, last, len(fields) - 1, "", look(BODY))
        write_text(sheet, last, 0, empty, look(BODY, font_color=LIGHT.muted))
        sheet.set_row(last, 22)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, last, len(fields) - 1)


def write_heading(sheet: Worksheet, look: Look, heading: Heading) -> None:
    """The sentence large, the note in small print; the note runs over the columns beside it."""
    write_text(sheet, 0, 0, heading.sentence, look(font_size=14, bold=True, valign="vcenter"))
    write_text(sheet, 1, 0, heading.note, look(font_color=LIGHT.muted, valign="vcenter"))
    sheet.set_row(0, 28)
    sheet.set_row(1, 18)


def _write_cell(
    sheet: Worksheet, at: tuple[int, int], field: Field[T], row: T, text: str, look: Look, plain: Format
) -> None:
    link = None if field.link is None else field.link(row)
    if link:
        sheet.write_url(*at, f"internal:{link}", look(BODY, LINK, align=field.align), text)
    else:
        write_text(sheet, *at, text, plain)
