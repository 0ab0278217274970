"""The answers that a problem's sender can choose from: by the problem's code where they need words of their own.

`plain` words do without the unit, where it is one that the sender made up.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_

_MEANS = N_("It means {understood}")
_COUNTS, _LEFT_OUT = N_("They count"), N_("Leave them out")
_NOT_MEANT = N_("None of these")
_USE = N_("Use {used}")

OFFERS: Mapping[str, str] = {
    "as_read": N_("It is right as it is"),
    "not_used": N_("Do not use it"),
    "other": _MEANS,
    "as_month": _MEANS,
    "october": _MEANS,
    "in_order": N_("They are the months from {first} to {last}"),
    "day": _MEANS,
    "several": N_("Several names"),
    "counts": N_("It is a record and counts"),
    "leave_out": _LEFT_OUT,
    "once": N_("They are one: count once"),
    "each": N_("Each of the cells holds it"),
    "this": N_("Use this sheet"),
    "first": N_("Row {row} holds"),
    "second": N_("Row {row} holds"),
    "column": N_("It is “{label}”"),
    "item": N_("It is “{label}”"),
    "sheet": N_("Read it as “{label}”"),
    "cell": N_("Use {cell}"),
    "value": N_("Take {offered}"),
    **{
        f"{code}.as_read": _MEANS
        for code in (
            *(
                "text_number",
                "text_unit",
                "shown_divided",
                "shown_otherwise",
                "percent_below_one",
                "percent_plain",
                "fraction_plain",
            ),
            *("month_text", "month_only", "pilot_default"),
        )
    },
    "unit_converted.as_read": N_("It means {understood} {expected_unit}"),
    "unit_converted.other": N_("The figures are in {expected_unit} already"),
    "unit_converted.as_read.plain": _MEANS,
    "unit_converted.other.plain": N_("The figures are in the right unit already"),
    "unit_differs.as_read": N_("The figures are in {expected_unit}"),
    "unit_differs.as_read.plain": N_("The figures are in the right unit already"),
    "other_separator.as_read": N_("One name"),
    "total_row.as_read": N_("Leave it out"),
    "remark_row.as_read": N_("Leave it out"),
    "header_again.as_read": N_("Leave it out"),
    "table_below.as_read": N_("It does not belong here"),
    "hidden_rows.as_read": _COUNTS,
    "hidden_columns.as_read": _COUNTS,
    "equal_names.as_read": N_("They are different: count each"),
    "day_twice.as_read": N_("Both rows count"),
    "day_twice.once": N_("Only the first row counts"),
    "merged_cells.as_read": N_("Only the first cell holds it"),
    "sheet_twice.as_read": N_("Use the other sheet"),
    "unknown_column.as_read": _NOT_MEANT,
    "unknown_item.as_read": _NOT_MEANT,
    "sheet_not_read.as_read": N_("Do not read it"),
    "header_twice_one_used.as_read": _USE,
    "item_twice_one_used.as_read": _USE,
    "hidden_sheet.as_read": N_("Read it all the same"),
    "hidden_sheet.not_used": N_("Do not read it"),
    "header_note.as_read": N_("The figures mean the same"),
    "blank_cell.as_read": N_("It is blank on purpose"),
    "names_alike.as_read": N_("They are different: count each"),
    "ditto_name.as_read": N_("It is right as it is"),
    "blank_name.as_read": N_("It is blank on purpose"),
    "example_name.as_read": N_("It is a record and counts"),
    "blank_status.as_read": N_("It is blank on purpose"),
    "criteria_without_row.as_read": N_("They are left out on purpose"),
    "sheet_by_content.as_read": N_("Read it all the same"),
    "blank_month.as_read": N_("It is blank on purpose"),
    "month_without_row.as_read": N_("There is none for the month"),
    "columns_not_found.as_read": N_("There are no such figures"),
    "baseline_blank.as_read": N_("Leave it blank"),
}
