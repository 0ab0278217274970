"""Text → a cell of a CSV that a spreadsheet program keeps as text."""

from __future__ import annotations

from core.printers.report.plain import plain

#: What a cell begins with that a spreadsheet program may run, in full width too.
RUNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_text(text: str) -> str:
    r"""One line that stays text; what stands in the way of its first character is gone before it is looked at.

    >>> as_text("=cmd|' /C calc'!A0"), as_text("\t=1+1"), as_text("E4.1")
    ("'=cmd|' /C calc'!A0", "'=1+1", 'E4.1')
    """
    line = plain(text)
    return f"'{line}" if line.startswith(RUNS) else line
