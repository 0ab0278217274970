"""Why a file has no verdict."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import N_
from core.views.messages.message import Message

_ANEW = N_("Open it in Excel or WPS, save it as .xlsx and upload that.")
_WORKBOOK = N_("an Excel workbook (.xlsx or .xlsm)")
_ITSELF = N_("Upload the workbook itself, as .xlsx.")
_UNPACK = N_("Unpack it and upload the workbook that is inside, as .xlsx.")
_AS_CSV = N_("Open the ledger in Excel or WPS and save it as “CSV UTF-8”.")

REFUSALS: Mapping[str, Message] = {
    "empty_file": Message(_WORKBOOK, N_("The file holds nothing; save it again and upload it."), N_("0 bytes")),
    "not_a_workbook": Message(_WORKBOOK, _ANEW, N_("a file of another kind")),
    "not_a_workbook.text": Message(_WORKBOOK, _ANEW, N_("a text file")),
    "not_a_workbook.xml": Message(_WORKBOOK, _ANEW, N_("an XML file")),
    "not_a_workbook.pdf": Message(_WORKBOOK, _ITSELF, N_("a PDF")),
    "not_a_workbook.picture": Message(_WORKBOOK, _ITSELF, N_("a picture")),
    "not_a_workbook.office": Message(_WORKBOOK, _ITSELF, N_("a text document or presentation")),
    "not_a_workbook.zip": Message(_WORKBOOK, _UNPACK, N_("an archive without a workbook")),
    "not_a_workbook.zipped_workbook": Message(_WORKBOOK, _UNPACK, N_("a workbook packed in an archive")),
    "not_a_workbook.numbers": Message(
        _WORKBOOK,
        N_("In Numbers, choose File > Export To > Excel, with the format .xlsx, and upload that."),
        N_("an Apple Numbers document"),
    ),
    "strict": Message(
        N_("an ordinary Excel workbook (.xlsx)"),
        N_("Save it as “Excel Workbook (.xlsx)”, not as “Strict Open XML Spreadsheet”, and upload that."),
        N_("a workbook in Strict Open XML"),
    ),
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
    "csv_alone": Message(
        N_("a workbook (.xlsx or .xlsm) that the CSV belongs to"),
        N_("Open the workbook first, then add the CSV to it."),
        N_("a CSV without a workbook"),
    ),
    "csv_empty": Message(
        N_("a header and at least one row"), N_("Save the ledger as CSV again."), N_("a CSV without rows")
    ),
    "csv_too_large": Message(
        N_("a CSV of at most {limit} MiB"), N_("Leave out columns that no indicator needs."), N_("too large a file")
    ),
    "csv_too_long": Message(
        N_("at most {rows} rows and {cells} cells"),
        N_("Leave out columns that no indicator needs."),
        N_("a CSV with more cells than that"),
    ),
    "csv_workbook": Message(
        N_("a CSV, which is plain text"),
        N_("It is a workbook under another name: give it the ending .xlsx and open it as such."),
        N_("a file of an office program named .csv"),
    ),
    "csv_web_page": Message(N_("a CSV, which is plain text"), _AS_CSV, N_("a web page saved under the name of a CSV")),
    "csv_binary": Message(N_("a CSV, which is plain text"), _AS_CSV, N_("characters that are no text")),
    "csv_encoding": Message(N_("text in UTF-8, UTF-16 or GB18030"), _AS_CSV, N_("bytes that are none of these")),
    "csv_no_header": Message(
        N_("one of the ledgers {ledgers}, with its headers within the first ten rows"),
        N_("Use the headers of the template with ledgers, one ledger a file."),
        N_("no headers of a ledger"),
    ),
    "csv_which_ledger": Message(
        N_("headers of one ledger"),
        N_("Name the file after the ledger that it is."),
        N_("headers that could be any of {ledgers}"),
    ),
    "csv_uneven": Message(
        N_("{width} cells a line, as in the header"),
        N_("Put texts that hold the separator in quotation marks, or save as CSV from Excel or WPS again."),
        N_("{count} cells in line {line}"),
    ),
    "csv_quotes": Message(
        N_("quotation marks in pairs around a whole cell"),
        N_("Look at that line, or save as CSV from Excel or WPS again."),
        N_("a quotation mark out of place in the row that begins in line {line}"),
    ),
    "csv_long_text": Message(
        N_("at most {limit} characters in a cell"),
        N_("Look at that line: a quotation mark may be missing."),
        N_("a longer cell in the row that begins in line {line}"),
    ),
    "csv_ledger_filled": Message(
        N_("a workbook whose sheet “{sheet_label}” is empty"),
        N_("Delete the rows of the sheet in the workbook, or leave the CSV out."),
        N_("{count} rows already in the sheet “{title}”"),
    ),
    "csv_kept_apart": Message(
        N_("a workbook that a sheet can be added to"),
        N_("Copy the rows into the sheet “{sheet_label}” of the workbook."),
        N_("a workbook that is signed, protected or damaged"),
    ),
}
