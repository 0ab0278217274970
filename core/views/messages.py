"""The words of every problem code: what was found, what was expected, what to do.

`found` is given where the cell's own text does not say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.i18n import N_


@dataclass(frozen=True, slots=True)
class Message:
    """Words of a problem; `{…}` are filled with its details."""

    expected: str
    remedy: str
    found: str = ""


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

FIGURES: Mapping[str, Message] = {
    "later_than_known": Message(
        found=N_("{asked}, while the figures end in {known}"),
        expected=N_("a month that the workbook has figures for"),
        remedy=N_("Choose an earlier month, or add the figures of {asked} and its “Data as of month”."),
    ),
    "month_without_row": Message(
        found=N_("no row for {month}"),
        expected=N_("one row for every month of the pilot"),
        remedy=N_("Add a row for {month}; a missing month is not carried forward from the month before."),
    ),
    "blank_month": Message(
        found=N_("“{column}” is blank in {month}"),
        expected=N_("the figure of that month"),
        remedy=N_("Enter the figure, or 0 if it is truly zero; a blank counts as not reported, never as zero."),
    ),
    "share_over_one": Message(
        found=N_("{title} comes to {share} times the whole"),
        expected=N_("a part no larger than its whole"),
        remedy=N_("Check the part and the whole; until then this criterion cannot be judged."),
    ),
    "ledger_and_monthly_differ": Message(
        found=N_("{monthly} for {title}, while the ledger ({range}) gives {ledger}"),
        expected=N_("the same figure in both"),
        remedy=N_("The ledger's figure is used; correct whichever of the two is wrong."),
    ),
    "missing_part": Message(
        found=N_("“{column}” is blank"),
        expected=N_("a filled cell, since this row may count"),
        remedy=N_("Fill it in; until then the count is only a lower bound."),
    ),
    "ledger_not_used": Message(
        found=N_("no filled cell in “{column}”"),
        expected=N_("every column that the formula reads"),
        remedy=N_("Fill in the column; until then the ledger is not used here, and there is no other figure."),
    ),
    "baseline_blank": Message(
        found=N_("no baseline"),
        expected=N_("the open volume at the end of the month before the pilot"),
        remedy=N_(
            "Enter the baseline once; for {month} the ledger would give {offered}, please confirm or correct it."
        ),
    ),
    "shares_differ": Message(
        found=N_("rows of one organisation state market shares that differ"),
        expected=N_("one market share for one organisation"),
        remedy=N_("The smallest is used; make the rows agree."),
    ),
    "status_of_equal_item": Message(
        found=N_("no status for {id} {title}; that of {from}, which has the same wording, is used"),
        expected=N_("a row of its own"),
        remedy=N_("Confirm that the status of {from} also holds for {id}."),
    ),
    "no_profile": Message(
        expected=N_("one of {choices}"),
        remedy=N_("Fill in “Pilot type” on the sheet Basics, or choose the type when scoring."),
    ),
    "no_file": Message(
        found=N_("no file that can be opened"),
        expected=N_("a workbook (.xlsx or .xlsm)"),
        remedy=N_("Check the name and the rights to read it."),
    ),
    "unexpected": Message(
        found=N_("something this program did not foresee"),
        expected=N_("a workbook that it can read to the end"),
        remedy=N_("Save the file anew in Excel or WPS and try again; if it happens again, please report it."),
    ),
}

_ANEW = N_("Open it in Excel or WPS, save it as .xlsx and upload that.")
_WORKBOOK = N_("an Excel workbook (.xlsx or .xlsm)")
_TYPED = N_("{expected_type} in “{column}”")
_CHECK = N_("It is read as {understood}; confirm, or type it as a plain number.")

REFUSALS: Mapping[str, Message] = {
    "empty_file": Message(_WORKBOOK, N_("The file holds nothing; save it again and upload it."), N_("0 bytes")),
    "not_a_workbook": Message(_WORKBOOK, _ANEW, N_("a file of another kind")),
    "html": Message(_WORKBOOK, _ANEW, N_("a web page saved under a workbook's name")),
    "encrypted": Message(
        N_("a workbook without a password"),
        N_("Remove the password in Excel or WPS, save and upload again."),
        N_("a workbook that opens with a password only"),
    ),
    "old_xls": Message(_WORKBOOK, _ANEW, N_("an old .xls workbook")),
    "xlsb": Message(_WORKBOOK, _ANEW, N_("a binary .xlsb workbook")),
    "ods": Message(_WORKBOOK, _ANEW, N_("an OpenDocument .ods workbook")),
    "truncated": Message(
        N_("the whole file"), N_("Copy or download it again; it ends too early."), N_("a workbook that is cut off")
    ),
    "damaged": Message(
        N_("a workbook whose parts agree"),
        N_("Let Excel or WPS repair it, save it under a new name and upload that."),
        N_("a damaged workbook"),
    ),
    "encoding": Message(N_("a workbook in UTF-8"), _ANEW, N_("a part in another encoding")),
    "doctype": Message(N_("a workbook as office programs write it"), _ANEW, N_("a DOCTYPE inside a part")),
    "unsafe_package": Message(
        N_("a workbook as office programs write it"), _ANEW, N_("names that no office program writes")
    ),
    "too_many_parts": Message(
        N_("at most {limit} parts"), N_("Copy the filled sheets into a fresh template."), N_("too many parts")
    ),
    "bomb": Message(
        N_("a workbook of ordinary size"),
        N_("Copy the filled sheets into a fresh template."),
        N_("a part that unpacks to an absurd size"),
    ),
    "too_large": Message(
        N_("at most {limit} MiB"), N_("Leave out pictures and sheets that are not needed."), N_("too large a file")
    ),
    "too_wide": Message(
        N_("cells close together"),
        N_("Delete what stands far outside the tables, save and upload again."),
        N_("cells in use up to row {rows}, column {columns}"),
    ),
    "too_slow": Message(
        N_("a workbook that is read within {limit} seconds"),
        N_("Leave out sheets that are not needed, then try again."),
        N_("reading that took too long"),
    ),
    "too_much_memory": Message(
        N_("a workbook of ordinary size"),
        N_("Leave out sheets that are not needed, then try again."),
        N_("reading that took too much memory"),
    ),
    "reader_died": Message(N_("a workbook that can be read to the end"), _ANEW, N_("a file that stopped the reader")),
    "no_basics": Message(
        N_("a sheet “{sheet_label}”"),
        N_("Use the template, and keep the sheet “{sheet_label}”."),
        N_("sheets {sheets}"),
    ),
}

CELLS: Mapping[str, Message] = {
    "unreadable": Message(_TYPED, N_("Type the figure alone; an estimate or a range cannot be judged.")),
    "shown_multiplied": Message(
        _TYPED,
        N_("The cell's format shows a unit that the number is not in; type the number alone, in the column's unit."),
    ),
    "error_cell": Message(_TYPED, N_("Correct the formula, or type its value.")),
    "formula_without_value": Message(
        _TYPED,
        N_("Open the workbook in Excel or WPS so that it is calculated, save it and upload it again."),
        N_("a formula saved without its value"),
    ),
    "truth_in_number": Message(_TYPED, N_("Type the number.")),
    "date_in_number": Message(_TYPED, N_("Type the number, and set the cell's format to a number.")),
    "percent_in_number": Message(_TYPED, N_("Type the number itself, without %.")),
    "unit_conflict": Message(
        N_("a number in {expected_unit} in “{column}”"), N_("Type the number in that unit, without the unit's name.")
    ),
    "negative": Message(_TYPED, N_("Correct the sign.")),
    "not_whole": Message(_TYPED, N_("Type a whole number; parts of one cannot be counted.")),
    "too_small": Message(_TYPED, N_("Check the unit and the decimal point.")),
    "month_as_number": Message(_TYPED, N_("Type it as 2025-10: as a number, 2025.1 may be January or October.")),
    "serial_number": Message(
        _TYPED, N_("It would be the day {date}; set the cell's format to a date, or type the month.")
    ),
    "year_out_of_range": Message(_TYPED, N_("Check the year; it must lie between 2000 and 2100.")),
    "not_yes_or_no": Message(_TYPED, N_("Choose one from the list.")),
    "not_in_list": Message(_TYPED, N_("Choose from the list.")),
    "digits_lost": Message(
        N_("all 18 characters in “{column}”"), N_("Set the cell's format to text and type the code again.")
    ),
    "share_above_one": Message(N_("a share of at most 100%"), N_("Check the target; it is read as {understood}.")),
}

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
    "hidden_sheet": Message(
        N_("sheets that can be seen"), N_("It is read all the same; confirm."), N_("a hidden sheet")
    ),
    "hidden_rows": Message(
        N_("rows that can be seen"),
        N_("They are read all the same; show them, and delete those that should not count."),
        N_("{count} hidden or filtered rows"),
    ),
    "merged_cells": Message(
        N_("one cell a figure in “{column}”"),
        N_("Only the first of the merged cells counts; split them and fill each."),
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

MESSAGES: Mapping[str, Message] = {**FIGURES, **REFUSALS, **CELLS, **LAYOUT, **QUESTIONS}

#: Why our sheets could not be added to a workbook, by the code of `errors.SpliceError`.
KEPT_APART: Mapping[str, str] = {
    "not_a_package": N_("the file is not a workbook that can be added to"),
    "encrypted": N_("the workbook is protected by a password"),
    "signed": N_("the workbook is digitally signed, and a new sheet would break the signature"),
    "binary": N_("the workbook is in the binary .xlsb format"),
    "broken": N_("a part of the workbook is missing or cannot be read"),
    "too_large": N_("the workbook is too large to be added to"),
    "too_many_styles": N_("the workbook has as many cell formats as Excel opens"),
    "name_taken": N_("the workbook already has a sheet or name of ours"),
    "nothing_left": N_("the workbook holds nothing but earlier score sheets"),
}
