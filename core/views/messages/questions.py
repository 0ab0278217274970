"""What is used as read; please check."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from core.views.messages.cells import TYPED
from core.views.messages.message import Message

_CHECK = N_("It is read as {understood}; confirm, or type it as a plain number.")

QUESTIONS: Mapping[str, Message] = {
    "text_number": Message(N_("a number, not text"), _CHECK),
    "text_unit": Message(N_("a number without its unit"), _CHECK),
    "unit_converted": Message(
        N_("figures in {expected_unit}"),
        N_("By the header's unit it is read as {understood} {expected_unit}; confirm."),
    ),
    "unit_differs": Message(
        N_("figures in {expected_unit}"), N_("The header says {header_unit}; confirm the unit, or correct the header.")
    ),
    "shown_divided": Message(
        N_("the number as it is shown"), N_("The cell holds {understood} but shows it divided; confirm what is meant.")
    ),
    "shown_otherwise": Message(
        N_("the number as it is shown"),
        N_("The cell holds {understood} but its format shows something else; confirm what is meant."),
    ),
    "percent_below_one": Message(
        N_("a percentage, 32.5 for 32.5%"),
        N_("It is read as {understood}; if a share of one was meant, multiply by 100."),
    ),
    "percent_plain": Message(N_("a percentage such as 35%"), N_("It is read as {understood}; confirm, or add the %.")),
    "fraction_plain": Message(N_("a percentage such as 35%"), N_("It is read as {understood}; confirm, or add the %.")),
    "month_text": Message(N_("a month such as 2026-06"), N_("It is read as {understood}; confirm.")),
    "month_only": Message(N_("a date such as 2026-06-30"), N_("It is read as a day in {understood}; add the day.")),
    "other_separator": Message(
        N_("names separated by “、”"), N_("It is read as one name; if there are several, separate them by “、”.")
    ),
    "credit_code": Message(
        N_("18 characters of a unified social credit code"),
        N_("Check the code; it tells which rows are one organisation."),
    ),
    "sheet_twice": Message(
        N_("one sheet “{role}”"), N_("“{used}” is used; rename or delete the other."), N_("another sheet like “{used}”")
    ),
    "sheet_not_read": Message(
        N_("a sheet named “{role}”"),
        N_("It looks like that sheet but is not read; rename it."),
        N_("a sheet of another name"),
    ),
    "names_alike": Message(
        N_("one way of writing one name"),
        N_("It is counted apart from “{other}”; if both are one, write them alike."),
    ),
    "blank_name": Message(
        N_("a name in “{column}”"),
        N_("The row counts all the same; fill in the name, or delete the row."),
        N_("“{column}” is blank"),
    ),
    "ditto_name": Message(N_("a name in “{column}”"), N_("The row counts as one of its own; type the name itself.")),
    "example_name": Message(
        N_("a name in “{column}”"), N_("The row counts; delete it if it is only an example of how to fill in.")
    ),
    "sheet_by_content": Message(
        N_("a sheet named “{role}”"),
        N_("It says what that sheet says and is read as it; rename it, or confirm."),
        N_("a sheet of another name"),
    ),
    "unit_above": Message(
        N_("one unit for “{column}”"),
        N_("The header's own unit is used; correct this line, or the header."),
    ),
    "blank_status": Message(
        TYPED, N_("Choose a status; until then the item counts as not reported."), N_("“{column}” says nothing")
    ),
    "criteria_without_row": Message(
        N_("a row for each item of the pilot's type"),
        N_("Restore the rows of the template; until then these items count as not reported."),
        N_("no row for {found}"),
    ),
    "hidden_sheet": Message(
        N_("sheets that can be seen"), N_("It is read all the same; confirm."), N_("a hidden sheet")
    ),
    "hidden_rows": Message(
        N_("rows that can be seen"),
        N_("They are read all the same; show them, and delete those that should not count."),
        N_("{count} hidden or filtered rows"),
    ),
    "hidden_columns": Message(
        N_("columns that can be seen"),
        N_("They are read all the same; show them, and delete those that should not count."),
        N_("hidden columns {columns}"),
    ),
    "merged_cells": Message(
        N_("one cell a figure in “{column}”"),
        N_("Only the first of the merged cells counts; split them and fill each."),
    ),
    "blank_cell": Message(TYPED, N_("Fill it in; until then the row may count for less."), N_("“{column}” is blank")),
    "header_again": Message(N_("one header row"), N_("The row repeats the header and is left out; confirm.")),
    "table_below": Message(
        N_("one table a sheet"),
        N_("Another table with a header of its own begins here; it is not read. Move its rows up or to another sheet."),
    ),
    "columns_not_found": Message(
        N_("columns {columns}"),
        N_("Name the columns as the template does, or add them; until then their figures are missing."),
        N_("no such columns"),
    ),
    "header_twice_one_used": Message(
        N_("one column “{column}”"),
        N_("Column {used} is used, the other is empty; delete it."),
        N_("two columns “{column}”"),
    ),
    "item_twice_one_used": Message(
        N_("one row “{column}”"), N_("The filled one is used; delete the other."), N_("two rows “{column}”")
    ),
    "unknown_column": Message(
        N_("one of the template's columns, perhaps {candidates}"), N_("It is not read; rename it if it is meant.")
    ),
    "unknown_item": Message(
        N_("one of the template's items, perhaps {candidates}"), N_("It is not read; rename it if it is meant.")
    ),
    "header_note": Message(
        N_("a header “{column}” without a note"),
        N_("It is read as “{column}”; confirm that the figures mean the same."),
    ),
    "total_row": Message(N_("rows of single entries"), N_("It is taken for a total and left out; confirm.")),
    "remark_row": Message(N_("rows of single entries"), N_("It is taken for a remark and left out; confirm.")),
    "month_twice": Message(
        N_("one row for each month"), N_("Rows {first_row} and {row} agree; delete one."), N_("{month} twice")
    ),
    "month_outside_pilot": Message(
        N_("months from {start} to {end}"), N_("The row is kept but not judged; check the month or the pilot period.")
    ),
    "criterion_twice": Message(N_("one row for each number"), N_("They agree; delete one."), N_("{found} twice")),
    "criterion_missing": Message(
        N_("a criterion's number such as E2.1"),
        N_("Enter the number; the row is not used."),
        N_("a row without number"),
    ),
    "unknown_criterion": Message(
        N_("a criterion's number such as E2.1"), N_("No pilot type has it; the row is not used.")
    ),
    "equal_names": Message(
        N_("one row for each"),
        N_("Each of the {count} rows counts; if they are one, delete the others ({first} is the first)."),
    ),
    "day_twice": Message(
        N_("one row for each day"), N_("Each of the {count} rows counts; delete one of them ({first} is the first).")
    ),
    "end_before_start": Message(N_("an end no earlier than the start"), N_("Check both dates; the row never counts.")),
    "code_with_several_names": Message(
        N_("one name for one code"), N_("The rows count as one organisation; check code {credit_code} and the names.")
    ),
}
