"""What the figures give reason to say."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from core.views.messages.message import Message

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
    "no_denominator": Message(
        found=N_("“{column}” is blank or 0, and {title} is divided by it"),
        expected=N_("a figure above 0"),
        remedy=N_("Enter the figure; without it {title} cannot be judged."),
    ),
    "baseline_blank": Message(
        found=N_("no baseline"),
        expected=N_("the open volume at the end of the month before the pilot"),
        remedy=N_(
            "Enter the baseline once; for {month} the ledger would give {offered}, please confirm or correct it."
        ),
    ),
    "baseline_blank.at_least": Message(
        found=N_("no baseline"),
        expected=N_("the open volume at the end of the month before the pilot"),
        remedy=N_(
            "Enter the baseline once; for {month} the ledger gives at least {least}, since some of its cells are missing."
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
