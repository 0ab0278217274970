"""Add our sheets to a workbook, and remove them again, without changing the user's other parts.

`add_sheets` appends the sheets of one workbook to another; `take_out_ours` removes what it added.
Both copy the user's parts as the compressed bytes they are and rewrite only `[Content_Types].xml`,
the workbook part, its relationships and the styles (the calculation chain is dropped).  What
cannot be done so is refused with a `SpliceError`, whose codes are `Refusal`.

    container      a zip file: read a part, write it again with some parts changed
    xml            parse and serialise; the two sets of Open XML namespaces
    relations      which part refers to which
    content_types  what each part is
    workbook       the workbook part: its sheets, its defined names
    marks          the defined names that mark our sheets
    styles         the cell formats of one workbook, found or added in another
    guest          our parts, renamed and renumbered for the user's file
    sheets         our sheets with the user's format numbers
    charts         defaults that our charts must state explicitly there
    splice, strip  the two ways
    put            add a sheet that becomes one of the user's own
"""

from core.workbooks.package.container import LooseParts
from core.workbooks.package.put import put_sheet
from core.workbooks.package.refusal import Refusal
from core.workbooks.package.splice import add_sheets
from core.workbooks.package.strip import take_out_ours
from core.workbooks.package.workbook import WorkbookPackage, counts_days_from_1904, sheet_titles

__all__ = [
    "LooseParts",
    "Refusal",
    "WorkbookPackage",
    "add_sheets",
    "counts_days_from_1904",
    "put_sheet",
    "sheet_titles",
    "take_out_ours",
]
