"""What the figures themselves make one ask; nothing is changed by it."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from core.views.messages.message import Message

PLAUSIBILITY: Mapping[str, Message] = {
    "unit_slip": Message(
        found=N_("{found} for “{column}” in {month}, about {factor} times more or less than {other} in {other_month}"),
        expected=N_("all months of a column in one unit"),
        remedy=N_("Check the unit and the digits of both months; {found} is used as it stands."),
    ),
    "stock_fell": Message(
        found=N_("“{column}” falls from {before} in {earlier} to {found} in {month} (falls in this column: {count})"),
        expected=N_("a total at the month's end that falls only when something is withdrawn, ends or leaves"),
        remedy=N_("Check both months; if something did end, give its end date in the ledger."),
    ),
    "stocks_fell": Message(
        found=N_("{columns} fall from month to month, the first from {before} in {earlier} to {found} in {month}"),
        expected=N_("totals at the month's end, which fall only when something is withdrawn, ends or leaves"),
        remedy=N_("Check whether each month's additions were entered instead of the total at its end."),
    ),
    "stock_jumped": Message(
        found=N_("“{column}” rises from {before} in {earlier} to {found} in {month}, usually by about {usual} a month"),
        expected=N_("a rise in keeping with the other months"),
        remedy=N_("Check the figure; if many came in at once, keep what proves it."),
    ),
    "month_copied": Message(
        found=N_("all {figures} figures of {month} are those of {earlier} (months like this: {count})"),
        expected=N_("the figures of {month} itself"),
        remedy=N_("Check whether the row was copied from the month before; if nothing changed, leave it as it is."),
    ),
    "on_threshold": Message(
        found=N_("{value} for {title}, exactly what the notice asks for"),
        expected=N_("a figure counted or computed from records"),
        remedy=N_("It counts as met; confirm the figure and keep the list behind it."),
    ),
    "active_over_all": Message(
        found=N_("on {day} “{column}” is {found} and “{whole}” {all} (days like this: {count})"),
        expected=N_("no more active than registered on any day"),
        remedy=N_("Check both figures of the day, and whether users who were not registered were counted."),
    ),
    "earlier_over_one": Message(
        found=N_("by the ledger {title} is above 100% in {month} (months like this before the date: {count})"),
        expected=N_("a part no larger than its whole in any month"),
        remedy=N_("Check the shares and dates in the ledger; those months are missing from the trajectory."),
    ),
    "external_over_all": Message(
        found=N_("“{column}” is {found} but “{whole}” is {served} (rows like this: {count})"),
        expected=N_("no more external enterprises than enterprises"),
        remedy=N_("Check both numbers; the columns may have been swapped."),
    ),
    "starts_later": Message(
        found=N_("“{column}” is in {month}, after the figures end in {known} (rows like this: {count})"),
        expected=N_("dates up to {known}"),
        remedy=N_("Check the year and the month; the row counts only from {month} on."),
    ),
    "day_outside_pilot": Message(
        found=N_("{day}, a day outside the pilot (days like this: {count})"),
        expected=N_("days from {start} to {end}"),
        remedy=N_("Check the date or the pilot period; the row is kept but not judged."),
    ),
    "name_looks_like": Message(
        found=N_("“{found}” looks like “{first_name}” in {first} (rows like this: {count})"),
        expected=N_("one name and one code for one organisation"),
        remedy=N_("If they are one, give both rows the same code; until then they count as two."),
    ),
    "name_with_two_codes": Message(
        found=N_("“{found}” has another code than the same name in {first} (rows like this: {count})"),
        expected=N_("one code for one organisation"),
        remedy=N_("Check both codes; until then the rows count as two organisations."),
    ),
    "differs_earlier": Message(
        found=N_("{title} differs from the ledger in {count} earlier months, first in {month}: {monthly} and {ledger}"),
        expected=N_("the same figure in both"),
        remedy=N_("The ledger's figures are used; check the ledger's dates, or correct the monthly figures."),
    ),
    "baseline_unit": Message(
        found=N_("a baseline of {found}, while the open volume of {month} is {volume}: {times} times apart"),
        expected=N_("the baseline and every volume in one unit"),
        remedy=N_("Check whether one is in GB and the other in TB; both are used as they stand."),
    ),
    "planned_unusual.small": Message(
        found=N_("{found} for “{column}”, which is little for a pilot"),
        expected=N_("the total in units of 10,000 CNY"),
        remedy=N_("Check whether it was entered in units of 100 million CNY; it is used as it stands."),
    ),
    "planned_unusual.large": Message(
        found=N_("{found} for “{column}”, which is much for a pilot"),
        expected=N_("the total in units of 10,000 CNY"),
        remedy=N_("Check whether it was entered in CNY; it is used as it stands."),
    ),
    "revenue_unusual": Message(
        found=N_("revenue of {total} in all, {times} times the planned investment"),
        expected=N_("revenue and investment both in units of 10,000 CNY"),
        remedy=N_("Check whether revenue was entered in CNY; it is used as it stands."),
    ),
    "invested_over_planned": Message(
        found=N_("{found} for “{column}”, above the planned total of {planned}"),
        expected=N_("no more spent than was planned, both in units of 10,000 CNY"),
        remedy=N_("Check both sums and their units; if more was spent than planned, say so in the report."),
    ),
    "investment_differs": Message(
        found=N_("{found} for “{column}”, while the investment of {months} months adds up to {total}"),
        expected=N_("a total that fits the sum of the months"),
        remedy=N_("Check the units of both, and whether a month's figure is itself a running total."),
    ),
    "target_falls": Message(
        found=N_("a target of {found} for the end of year one and of {end} for the end of the pilot ({title})"),
        expected=N_("an end target no lower than that of the first year"),
        remedy=N_("Check both targets; the cells may have been swapped."),
    ),
    "figures_after_date": Message(
        found=N_("“{column}” is {found}, while there are figures up to {last}"),
        expected=N_("the last month that the figures go to"),
        remedy=N_("If the later figures are final, change the month to {last}; until then they are not judged."),
    ),
    "date_after_figures": Message(
        found=N_("“{column}” is {found}, while the figures end in {last}"),
        expected=N_("the last month that the figures go to"),
        remedy=N_("Add the figures of the months after {last}, or change the month to {last}."),
    ),
    "volume_stands_out": Message(
        found=N_("“{column}” is {found} here, {times} times what is usual in the column"),
        expected=N_("figures in one unit"),
        remedy=N_("Check the unit of this figure: it is more than all the others together."),
    ),
    "pilot_length": Message(
        found=N_("a pilot of {months} months, from {start} to {end}"),
        expected=N_("a pilot of {usual} months"),
        remedy=N_("Check both months against the application; they are used as they stand."),
    ),
    "credit_code.check": Message(
        found=N_("{found}, whose last character does not fit the others"),
        expected=N_("the 18 characters of the licence or certificate"),
        remedy=N_("Type the code again from the licence; it tells which rows are one organisation."),
    ),
    "credit_code.checks": Message(
        found=N_("{count} rows with a code whose last character does not fit the others, first {found}"),
        expected=N_("the 18 characters of the licence or certificate"),
        remedy=N_("Check where the codes were taken from; they tell which rows are one organisation."),
    ),
}
