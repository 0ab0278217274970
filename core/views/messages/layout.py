"""Rows, columns and sheets that are not used, and defaults of ours."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from core.views.messages.message import Message

LAYOUT: Mapping[str, Message] = {
    "no_header": Message(
        N_("a header row with {columns} in the first ten rows"),
        N_("Restore the template's headers; the sheet is not read."),
        N_("no header row"),
    ),
    "column_missing": Message(
        N_("a column “{column}”"), N_("Restore the template's headers; the sheet is not read."), N_("no such column")
    ),
    "header_twice": Message(
        N_("one column “{column}”"),
        N_("Delete or rename one of {cells}; as they differ, neither is used."),
        N_("two columns “{column}” with different contents"),
    ),
    "item_twice": Message(
        N_("one row “{column}”"),
        N_("Delete one of {cells}; as they differ, neither is used."),
        N_("two rows “{column}” with different contents"),
    ),
    "too_many_rows": Message(
        N_("at most {count} rows"),
        N_("Delete the rows that do not belong here; these are not read."),
        N_("too many rows"),
    ),
    "month_missing": Message(N_("a month in “{column}”"), N_("Enter the month; the row is not used."), N_("no month")),
    "month_twice_differs": Message(
        N_("one row for each month"),
        N_("Rows {first_row} and {row} differ in {columns}; delete the wrong row. What differs is not used."),
        N_("{month} twice"),
    ),
    "criterion_twice_differs": Message(
        N_("one row for each number"), N_("Delete the wrong row. What differs is not used."), N_("{found} twice")
    ),
    "review_does_not_fit": Message(
        N_("a review that fits the status “{status}”"), N_("Correct the review; it counts as blank until then.")
    ),
    "pilot_end_before_start": Message(
        N_("an end after {start}"), N_("Correct the months; until then the pilot is taken to end in {understood}.")
    ),
    "pilot_default": Message(
        N_("“{column}” of the application"),
        N_("Fill it in; until then {understood} is used."),
        N_("“{column}” is blank"),
    ),
}
