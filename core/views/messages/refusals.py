"""Why a file has no verdict."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from core.views.messages.message import Message

_ANEW = N_("Open it in Excel or WPS, save it as .xlsx and upload that.")
_WORKBOOK = N_("an Excel workbook (.xlsx or .xlsm)")

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
