"""The sheets with one header row: months, yearly plan, self-assessment, ledgers, daily activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.model import Column, Criterion, Kind, Sheet
from core.workbooks.template import look, prompts
from core.workbooks.template.look import CellStyle
from core.workbooks.template.order import Content, Order

#: Rows that prompts and drop-downs reach: a large ledger, ten years of months, every day of a pilot.
REACH = {"months": 121, "ledger": 5001, "days": 1500}
TARGET_FORMATS = {"share": "0.0%", "times": "0.00"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row to write: content by column key, number formats that differ, help beside its first cell."""

    content: Mapping[str, Content]
    formats: Mapping[str, str]
    guidance: str = ""


def rows_of(order: Order, sheet: Sheet) -> list[Row]:
    """The rows of a sheet: criteria, months of the default pilot, or what is filled in."""
    if sheet.role == "plan":
        return _plan(order, sheet)
    if sheet.role == "claims":
        return _claims(order, sheet)
    filled = [Row(content, {}) for content in order.filling.rows.get(sheet.key, ())]
    if sheet.role == "months":
        start = order.rulebook.default_start
        known = {row.content["month"] for row in filled}
        months = [start.plus(i) for i in range(order.rulebook.default_months)]
        filled += [Row({"month": month}, {}) for month in months if month not in known]
    return filled


def _plan(order: Order, sheet: Sheet) -> list[Row]:
    filled = order.filling.by_id(sheet.key)
    rows = []
    for criterion in order.criteria(Kind.COMPUTED):
        prefilled = {
            "id": criterion.id,
            "indicator": criterion.title.in_(order.language),
            "threshold": threshold(order, criterion),
        }
        formats = dict.fromkeys(("first_year", "end"), TARGET_FORMATS.get(criterion.unit, "#,##0"))
        rows.append(Row({**filled.get(criterion.id, {}), **prefilled}, formats))
    return rows


def threshold(order: Order, criterion: Criterion) -> str:
    """The notice's threshold in the criterion's own unit, such as ≥ 50%."""
    unit = order.rulebook.units[criterion.unit].in_(order.language)
    value = (criterion.threshold or 0) * (100 if criterion.unit == "share" else 1)
    tight = criterion.unit in ("share", "times") or order.language == "zh"
    return f"≥ {float(value):g}{'' if tight else ' '}{unit}"


def _claims(order: Order, sheet: Sheet) -> list[Row]:
    filled = order.filling.by_id(sheet.key)
    rows = []
    for criterion in order.criteria(Kind.EVIDENCE):
        element = f"{criterion.title.in_(order.language)}\n{criterion.quote}"  # several rest on one quote
        guidance = "\n".join(f"· {text.in_(order.language)}" for text in criterion.guidance)
        if guidance:
            guidance = order.words("To be looked at (action plan 2024–2028):") + "\n" + guidance
        rows.append(Row({**filled.get(criterion.id, {}), "id": criterion.id, "element": element}, {}, guidance))
    return rows


def write(order: Order, sheet: Sheet, page: Worksheet) -> None:
    """Header, rows, prompts, frozen panes and print settings of one sheet."""
    widths = head(order, sheet, page, order.columns(sheet))
    rows = rows_of(order, sheet)
    for number, row in enumerate(rows, 2):
        _row(order, sheet, page, number, row, widths)
    foot(order, sheet, page, order.columns(sheet), len(rows))


def foot(order: Order, sheet: Sheet, page: Worksheet, columns: Sequence[Column], rows: int) -> None:
    """Prompts and checks below the header, frozen panes and print settings."""
    last = max(REACH.get(sheet.role, 0), rows + 1)
    for index, column in enumerate(columns, 1):
        rule = prompts.check(order, column)
        letter = get_column_letter(index)
        rule.add(f"{letter}2:{letter}{last}")
        page.add_data_validation(rule)
    page.freeze_panes = "B2"
    look.printed(page, wide=len(columns) > 5)


def head(order: Order, sheet: Sheet, page: Worksheet, columns: Sequence[Column]) -> dict[str, float]:
    """The header row with its comments; the width of each column."""
    widths = {}
    for index, column in enumerate(columns, 1):
        text = order.header(sheet, column)
        widths[column.key] = look.width(column, text)
        cell = page.cell(1, index)
        quiet = order.supplied(column) or order.prefilled(sheet, column)
        background = look.TRACK if quiet else look.SPARE if order.spare(sheet, column) else look.BLUE
        colour = look.MUTED if quiet else look.BLUE if order.spare(sheet, column) else look.PAPER
        look.put(cell, text, colour=colour, background=background, bold=True, across="center")
        cell.comment = prompts.comment(order, sheet, column, first=index == 1)
        _whole_column(order, sheet, page, index, column, widths[column.key])
    page.row_dimensions[1].height = look.height(
        [(order.header(sheet, column), widths[column.key] * 0.94) for column in columns], least=34
    )
    return widths


def _whole_column(order: Order, sheet: Sheet, page: Worksheet, index: int, column: Column, width: float) -> None:
    """Width, format and colour of the column below its last row, where more rows may come."""
    dimension = page.column_dimensions[get_column_letter(index)]
    dimension.width = width
    if sheet.role in REACH:
        dimension.font = look.font()
        dimension.number_format = column_format(order, sheet, column)
        if sheet.role in ("ledger", "days"):
            dimension.fill, dimension.border = look.fill(look.INPUT), look.HAIR


def style_of(order: Order, sheet: Sheet, column: Column, formats: Mapping[str, str]) -> CellStyle:
    """How the cells of a column look in a row with these number formats by column key."""
    prefilled = order.prefilled(sheet, column)
    quiet = prefilled or order.supplied(column) or column.type == "month"
    figure = column.type in ("count", "number", "percent")
    return CellStyle(
        background=look.TRACK if quiet else look.INPUT,
        colour=look.MUTED if prefilled and column.key != "id" else look.INK,
        across="right" if figure else "center" if column.type in ("id", "month", "date", "flag") else "left",
        format=formats.get(column.key, column_format(order, sheet, column)),
        typed=column.type,
    )


def column_format(order: Order, sheet: Sheet, column: Column) -> str:
    """The number format of a column's cells."""
    if sheet.role == "days" and column.type == "number":
        return "#,##0"
    return look.number_format(column, order.language)


def _row(order: Order, sheet: Sheet, page: Worksheet, number: int, row: Row, widths: Mapping[str, float]) -> None:
    columns = order.columns(sheet)
    texts = []
    for index, column in enumerate(columns, 1):
        value = order.cell(column, row.content.get(column.key))
        style = style_of(order, sheet, column, row.formats)
        look.put(
            page.cell(number, index),
            value,
            colour=style.colour,
            background=style.background,
            format=style.format,
            across=style.across,
        )
        texts.append((value if isinstance(value, str) else "", widths[column.key]))
    if row.guidance:
        page.cell(number, 1).comment = prompts.note(order, row.guidance)
    if sheet.role in ("plan", "claims"):
        page.row_dimensions[number].height = look.height(texts, least=24)
