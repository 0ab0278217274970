"""Cells that are not used."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from core.views.messages.message import Message

#: What a cell of a column type should hold.
TYPES: Mapping[str, str] = {
    "text": N_("text"),
    "id": N_("a criterion's number such as E2.1"),
    "number": N_("a number of 0 or more"),
    "count": N_("a whole number of 0 or more"),
    "percent": N_("a percentage, 32.5 for 32.5%"),
    "month": N_("a month such as 2026-06"),
    "date": N_("a date such as 2026-06-30"),
    "flag": N_("yes or no"),
    "choice": N_("one of {choices}"),
    "choices": N_("one or more of {choices}, separated by “、”"),
    "names": N_("names separated by “、”"),
}

TYPED = N_("{expected_type} in “{column}”")

CELLS: Mapping[str, Message] = {
    "unreadable": Message(TYPED, N_("Type the figure alone; an estimate or a range cannot be judged.")),
    "shown_multiplied": Message(
        TYPED,
        N_("The cell's format shows a unit that the number is not in; type the number alone, in the column's unit."),
    ),
    "error_cell": Message(TYPED, N_("Correct the formula, or type its value.")),
    "formula_without_value": Message(
        TYPED,
        N_("Open the workbook in Excel or WPS so that it is calculated, save it and upload it again."),
        N_("a formula saved without its value"),
    ),
    "truth_in_number": Message(TYPED, N_("Type the number.")),
    "date_in_number": Message(TYPED, N_("Type the number, and set the cell's format to a number.")),
    "percent_in_number": Message(TYPED, N_("Type the number itself, without %.")),
    "unit_conflict": Message(
        N_("a number in {expected_unit} in “{column}”"), N_("Type the number in that unit, without the unit's name.")
    ),
    "negative": Message(TYPED, N_("Correct the sign.")),
    "not_whole": Message(TYPED, N_("Type a whole number; parts of one cannot be counted.")),
    "too_small": Message(TYPED, N_("Check the unit and the decimal point.")),
    "ditto": Message(TYPED, N_("Type the content itself: which cell is meant changes when rows are moved.")),
    "month_as_number": Message(TYPED, N_("Type it as 2025-10: as a number, 2025.1 may be January or October.")),
    "serial_number": Message(
        TYPED, N_("It would be the day {date}; set the cell's format to a date, or type the month.")
    ),
    "year_out_of_range": Message(TYPED, N_("Check the year; it must lie between 2000 and 2100.")),
    "not_yes_or_no": Message(TYPED, N_("Choose one from the list.")),
    "not_in_list": Message(TYPED, N_("Choose from the list.")),
    "digits_lost": Message(
        N_("all 18 characters in “{column}”"), N_("Set the cell's format to text and type the code again.")
    ),
    "share_above_one": Message(N_("a share of at most 100%"), N_("Check the target; it is read as {understood}.")),
}
