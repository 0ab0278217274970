"""The template's sheets below the guide: 基本信息, one item a row, and the sheets with one header row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from core.i18n import N_
from core.model import Column, Criterion, Kind, Sheet
from core.workbooks.template import look
from core.workbooks.template.guide import TEXTS
from core.workbooks.template.look import CellStyle
from core.workbooks.template.order import LEDGERS, Content, Order
from core.workbooks.template.page import Page

#: The columns of 基本信息.
HEADERS, WIDTHS = (N_("Item"), N_("Content"), N_("What it means")), (34.0, 36.0, 60.0)
#: Rows that prompts and drop-downs reach: a large ledger, ten years of months, every day of a pilot.
REACH = {"months": 121, "ledger": 5001, "days": 1500}
TARGET_FORMATS = {"share": "0.0%", "times": "0.00"}
#: Excel calls a file damaged whose prompts are longer.
TITLE, MESSAGE, LIST = 32, 255, 255
EARLIEST = date(2000, 1, 1)
#: The kind of check by the type of a column.
CHECKS = {"date": "date", "month": "date", "number": "decimal", "percent": "decimal", "count": "integer"}
CHECKS |= dict.fromkeys(("choice", "choices", "flag"), "list")


def write_form(order: Order, sheet: Sheet, page: Page, items: Sequence[Column] | None = None) -> None:
    """基本信息, a prompt and a check on each content; `items` where not the type's alone."""
    for index, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True), 1):
        page.put(1, index, order.words(header), CellStyle(look.BLUE, look.PAPER, "center", bold=True))
        page.width(index, width)
    page.height(1, 26)
    contents = {**order.own_items, **order.filling.basics}
    for number, column in enumerate(order.columns(sheet) if items is None else items, 2):
        label = order.header(sheet, column).replace("\n", " " if order.language == "en" else "")
        help = column.help.in_(order.language)
        page.put(number, 1, label, CellStyle(bold=not order.spare(sheet, column)))
        content = order.cell(column, contents.get(column.key))
        page.fill_in(number, 2, content, item_style(order, sheet, column))
        page.put(number, 3, help, CellStyle(colour=look.MUTED))
        page.height(number, look.height([(label, WIDTHS[0]), (help, WIDTHS[2])], least=26))
        _check(order, column, page, number, number, 2)
    page.sheet.freeze_panes(1, 0)
    page.print(wide=False, foot=order.words("(seal)"))


def item_style(order: Order, sheet: Sheet, column: Column) -> CellStyle:
    ours = order.prefilled(sheet, column)
    shown = look.number_format(column, order.language)
    return CellStyle(look.TRACK if ours else look.INPUT, format=shown, typed=column.type, locked=ours)


# --- sheets with a header row ---------------------------------------------------------------


class Row(Struct, frozen=True):
    """A row to write: content by column key, number formats that differ, help beside its first cell."""

    content: Mapping[str, Content]
    formats: Mapping[str, str]
    guidance: str = ""


def rows_of(order: Order, sheet: Sheet) -> list[Row]:
    """The rows of a sheet: criteria, months of the default pilot, or what is filled in."""
    if sheet.role == "plan":
        return [_target(order, sheet, criterion) for criterion in order.criteria(Kind.COMPUTED)]
    if sheet.role == "claims":
        return [_claim(order, sheet, criterion) for criterion in order.criteria(Kind.EVIDENCE)]
    filled = [Row(content, {}) for content in order.filling.rows.get(sheet.key, ())]
    if sheet.role == "months":
        start = order.rulebook.default_start
        known = {row.content["month"] for row in filled}
        months = [start.plus(i) for i in range(order.rulebook.default_months)]
        filled += [Row({"month": month}, {}) for month in months if month not in known]
    return filled


def _target(order: Order, sheet: Sheet, criterion: Criterion) -> Row:
    unit = order.rulebook.units[criterion.unit].in_(order.language)
    value = (criterion.threshold or 0) * (100 if criterion.unit == "share" else 1)
    tight = criterion.unit in ("share", "times") or order.language == "zh"
    threshold = f"≥ {float(value):g}{'' if tight else ' '}{unit}"
    indicator = criterion.title.in_(order.language)
    formats = dict.fromkeys(("first_year", "end"), TARGET_FORMATS.get(criterion.unit, "#,##0"))
    filled = order.filling.of(sheet, criterion)
    return Row({**filled, "id": criterion.id, "indicator": indicator, "threshold": threshold}, formats)


def _claim(order: Order, sheet: Sheet, criterion: Criterion) -> Row:
    element = f"{criterion.title.in_(order.language)}\n{criterion.quote}"  # several rest on one quote
    guidance = "\n".join(f"· {text.in_(order.language)}" for text in criterion.guidance)
    if guidance:
        guidance = order.words("To be looked at (action plan 2024–2028):") + "\n" + guidance
    return Row({**order.filling.of(sheet, criterion), "id": criterion.id, "element": element}, {}, guidance)


def write(order: Order, sheet: Sheet, page: Page) -> None:
    """Header, rows, prompts, frozen panes and print settings of one sheet."""
    columns, rows = order.columns(sheet), rows_of(order, sheet)
    widths = head(order, sheet, page, columns)
    for number, row in enumerate(rows, 2):
        values = [order.cell(column, row.content.get(column.key)) for column in columns]
        for index, (column, value) in enumerate(zip(columns, values, strict=True), 1):
            page.fill_in(number, index, value, style_of(order, sheet, column, row.formats))
        if row.guidance:
            page.note(number, 1, row.guidance)
        if sheet.role in ("plan", "claims"):
            texts = [value if isinstance(value, str) else "" for value in values]
            page.height(number, look.height(list(zip(texts, widths, strict=True)), least=24))
    foot(order, sheet, page, columns, len(rows))


def foot(order: Order, sheet: Sheet, page: Page, columns: Sequence[Column], rows: int) -> None:
    """Prompts and checks below the header, frozen panes and print settings."""
    last = max(REACH.get(sheet.role, 0), rows + 1)
    for index, column in enumerate(columns, 1):
        _check(order, column, page, 2, last, index)
    page.sheet.freeze_panes(1, 1)
    page.print(wide=len(columns) > 5)


def head(order: Order, sheet: Sheet, page: Page, columns: Sequence[Column]) -> list[float]:
    """The header row with its comments; the width of each column."""
    texts = [order.header(sheet, column) for column in columns]
    widths = [look.width(column, text) for column, text in zip(columns, texts, strict=True)]
    for index, (column, text, width) in enumerate(zip(columns, texts, widths, strict=True), 1):
        background, colour = look.HEADS.get(order.asked(sheet, column), look.QUIET)
        page.put(1, index, text, CellStyle(background, colour, "center", bold=True))
        page.note(1, index, _help(order, sheet, column, first=index == 1))
        below = None
        if sheet.role in LEDGERS:  # more rows may come below the last one
            below = CellStyle(look.INPUT, format=_column_format(order, sheet, column), locked=False)
        elif sheet.role in REACH:
            below = CellStyle(format=_column_format(order, sheet, column), locked=False, lines="none")
        page.width(index, width, below)
    page.height(1, look.height([(text, width * 0.94) for text, width in zip(texts, widths, strict=True)], least=34))
    return widths


def style_of(order: Order, sheet: Sheet, column: Column, formats: Mapping[str, str]) -> CellStyle:
    """How the cells of a column look in a row with these number formats by column key."""
    prefilled = order.prefilled(sheet, column)
    quiet = prefilled or order.supplied(column) or column.type == "month"
    figure = column.type in ("count", "number", "percent")
    return CellStyle(
        background=look.TRACK if quiet else look.INPUT,
        colour=look.MUTED if prefilled and column.key != "id" else look.INK,
        across="right" if figure else "center" if column.type in ("id", "month", "date", "flag") else "left",
        format=formats.get(column.key, _column_format(order, sheet, column)),
        typed=column.type,
        locked=prefilled,
    )


def _column_format(order: Order, sheet: Sheet, column: Column) -> str:
    daily = sheet.role == "days" and column.type == "number"
    return "#,##0" if daily else look.number_format(column, order.language)


# --- comments on headers, prompts and checks on the cells below --------------------------------


def _help(order: Order, sheet: Sheet, column: Column, *, first: bool) -> str:
    """The help of a column; the first column's also says what the sheet is for."""
    say, parts = order.words, [sheet.help.in_(order.language)] if first else []
    parts.append(column.help.in_(order.language))
    if column.ledger is not None and order.supplied(column):
        ledger = order.rulebook.sheets[column.ledger].label.in_(order.language)
        parts.append(say("Computed from the sheet “{sheet}”.").format(sheet=ledger))
    if order.spare(sheet, column):
        read = order.profile in column.profiles
        parts.append(say("Optional.") if read else say("Optional: no criterion of this pilot type reads it."))
    if column.choices:
        parts.append(say("Words: {words}").format(words=" / ".join(_words_of(order, column))))
    return "\n".join(parts)


def _words_of(order: Order, column: Column) -> list[str]:
    """The words that a cell of the column may hold, as they stand in the drop-down."""
    if column.type == "flag":
        return list(order.flag_words())
    return [label.in_(order.language) for label in column.labels.values()]


def _check(order: Order, column: Column, page: Page, top: int, bottom: int, index: int) -> None:
    """A prompt on a column's cells, with a drop-down or a check of the kind of content."""
    kind = CHECKS.get(column.type, "")
    error = (
        "" if column.type == "choices" else TEXTS["checks"].get(kind, "")
    )  # one word is offered; several may be typed
    rule: dict[str, Any] = {"validate": kind or "any", "criteria": ">=", "value": EARLIEST if kind == "date" else 0}
    if kind == "list":
        listed = _words_of(order, column)
        if len(",".join(listed)) > LIST or any("," in each for each in listed):  # Excel could not hold it
            raise ValueError(f"not a drop-down list: {listed}")
        rule["source"] = listed
    elif column.length is not None:  # other codes there are may stay: a warning
        rule |= {"validate": "length", "criteria": "==", "value": column.length, "error_type": "warning"}
        error = order.words(TEXTS["checks"]["length"]).format(n=column.length)
    title = _cut(column.label.in_(order.language), TITLE)
    rule |= {"input_title": title, "input_message": _cut(column.help.in_(order.language), MESSAGE)}
    rule |= {"error_title": title, "show_error": bool(error)}
    if error:
        rule["error_message"] = order.words(error)
    page.sheet.data_validation(top - 1, index - 1, bottom - 1, index - 1, rule)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
