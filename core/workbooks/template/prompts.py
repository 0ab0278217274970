"""Comments on headers, and prompts and data validation on the cells below."""

from __future__ import annotations

from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from core.model import Column, Sheet
from core.workbooks.template.look import lines
from core.workbooks.template.order import Order

#: Excel calls a file damaged whose prompts are longer.
TITLE, MESSAGE, LIST = 32, 255, 255
EARLIEST = "36526"  # 2000-01-01 as a serial number


def comment(order: Order, sheet: Sheet, column: Column, *, first: bool = False) -> Comment:
    """The help of a column; the first column's comment also says what the sheet is for."""
    parts = [sheet.help.in_(order.language)] if first else []
    parts.append(column.help.in_(order.language))
    parts += _marks(order, sheet, column)
    if column.choices:
        parts.append(order.words("Words: {words}").format(words=" / ".join(words_of(order, column))))
    return note(order, "\n".join(parts))


def note(order: Order, text: str) -> Comment:
    """A comment sized to its text."""
    return Comment(
        text, order.rulebook.sheets["guide"].label.in_(order.language), width=300, height=lines(text, 42) * 19 + 16
    )


def _marks(order: Order, sheet: Sheet, column: Column) -> list[str]:
    marks = []
    if column.ledger is not None and order.supplied(column):
        ledger = order.rulebook.sheets[column.ledger].label.in_(order.language)
        marks.append(order.words("Computed from the sheet “{sheet}”.").format(sheet=ledger))
    if order.spare(sheet, column):
        marks.append(_spare(order, column))
    return marks


def _spare(order: Order, column: Column) -> str:
    if order.profile in column.profiles:
        return order.words("Optional.")
    return order.words("Optional: no criterion of this pilot type reads it.")


def words_of(order: Order, column: Column) -> list[str]:
    """The words that a cell of the column may hold, as they stand in the drop-down."""
    if column.type == "flag":
        return list(order.flag_words())
    return [choice.label.in_(order.language) for choice in column.choices]


def check(order: Order, column: Column) -> DataValidation:
    """The prompt of a column's cells, with a drop-down or a check of the kind of content."""
    rule = _rule(order, column)
    rule.promptTitle = _cut(column.label.in_(order.language), TITLE)
    rule.prompt = _cut(column.help.in_(order.language), MESSAGE)
    rule.showInputMessage = True
    rule.allow_blank = True
    rule.errorTitle = rule.promptTitle
    return rule


def _rule(order: Order, column: Column) -> DataValidation:
    say = order.words
    if column.type == "choices":  # a list offers one word; several may be typed
        return DataValidation(type="list", formula1=_list(words_of(order, column)), showErrorMessage=False)
    if column.type in ("choice", "flag"):
        rule = DataValidation(type="list", formula1=_list(words_of(order, column)))
        rule.error = say("Please choose from the list.")
    elif column.type in ("date", "month"):
        rule = DataValidation(type="date", operator="greaterThanOrEqual", formula1=EARLIEST)
        rule.error = say("Please enter a date, such as 2026-06-30.")
    elif column.type == "count":
        rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
        rule.error = say("Please enter a whole number, digits only; leave unknown figures blank.")
    elif column.type in ("number", "percent"):
        rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
        rule.error = say("Please enter a number, digits only; leave unknown figures blank.")
    else:
        return DataValidation(showErrorMessage=False)
    rule.showErrorMessage = True
    return rule


def _list(words: list[str]) -> str:
    """The words as the formula of a drop-down; ValueError where Excel could not hold them."""
    listed = ",".join(words)
    if len(listed) > LIST or any("," in word for word in words):
        raise ValueError(f"not a drop-down list: {listed}")
    return f'"{listed}"'


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
