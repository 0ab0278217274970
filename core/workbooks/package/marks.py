"""Hidden defined names of the workbook, one a sheet, that mark our sheets.

`_tds_sheet_1` refers to cell A1 of a sheet of ours.  Such a name follows the sheet when it is
renamed or moved, is kept by Excel and LibreOffice on saving (LibreOffice forgets only that it
was hidden), and a sheet of the user's that merely has the same title has none.
"""

from __future__ import annotations

import re

from core.printers.addresses import quoted

PREFIX = "_tds_"
_MARK = re.compile(r"_tds_sheet_\d+", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?A\$?1")


def mark(number: int) -> str:
    """The name that marks our sheet of that number."""
    return f"{PREFIX}sheet_{number}"


def is_mark(name: str) -> bool:
    """Whether a defined name marks a sheet of ours."""
    return _MARK.fullmatch(name) is not None


def is_ours(name: str) -> bool:
    """Whether a defined name is one that we made."""
    return name.lower().startswith(PREFIX)


def reference(title: str) -> str:
    """A reference to cell A1 of the sheet.

    >>> reference("It's")
    "'It''s'!$A$1"
    """
    return f"{quoted(title)}!$A$1"


def title_of(text: str) -> str | None:
    """The title in a reference to cell A1; None if the sheet it meant is gone.

    >>> title_of("'It''s'!$A$1"), title_of("总览!$A$1"), title_of("#REF!$A$1")
    ("It's", '总览', None)
    """
    match = _REFERENCE.fullmatch(text.strip())
    if match is None:
        return None
    title: str = match[1].replace("''", "'") if match[1] else match[2]
    return None if title == "#REF" else title
