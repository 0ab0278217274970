"""What an earlier workbook gives reason to ask."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from core.views.messages.message import Message

EARLIER: Mapping[str, Message] = {
    "baseline_changed": Message(
        N_("the baseline of the earlier workbook, {before} ({old_cell})"),
        N_(
            "The baseline is fixed once; restore it, or say on what ground it was changed: every multiple moves with it."
        ),
    ),
    "total_changed": Message(
        N_("“{column}” as in the earlier workbook, {before} ({old_cell})"),
        N_("Shares are divided by it; restore it, or say on what ground it was changed."),
    ),
    "period_changed": Message(
        N_("“{column}” as in the earlier workbook, {before} ({old_cell})"),
        N_("Every trajectory runs over this period; restore it, or name the decision that changed it."),
    ),
    "type_changed": Message(
        N_("“{column}” as in the earlier workbook, {before} ({old_cell})"),
        N_("Another type has other criteria; restore it, or name the decision that changed it."),
    ),
}
