"""Add our sheets to a workbook, and remove them again, without changing the user's other parts.

`add_sheets` appends the sheets of one workbook to another; `take_out_ours` removes what it added; `put_sheet`
adds one that becomes the user's own.  All copy the user's parts as the compressed bytes they are and rewrite only
`[Content_Types].xml`, the workbook part, its relationships and the styles (the calculation chain is dropped).
What cannot be done so is refused with a `SpliceError`, whose codes are `Refusal`.

    container   a zip file: read a part, write it again with some parts changed
    parts       parse and serialise; what each part is, and which refers to which
    workbook    the workbook part: its sheets, its defined names, the names that mark our sheets
    guest       our parts, renamed and renumbered for the user's file, their formats found or added there
    splice      the three ways
"""

from core.workbooks.package.container import LooseParts, Refusal
from core.workbooks.package.splice import add_sheets, put_sheet, take_out_ours
from core.workbooks.package.workbook import WorkbookPackage
