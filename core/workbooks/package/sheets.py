"""Our sheet's part prepared for the user's workbook: format numbers replaced, strings inline.

XlsxWriter writes each element in one way, so the bytes are changed where they stand; text is escaped
and cannot look like an element.
"""

from __future__ import annotations

import re

from core.workbooks.package.styles import FormatNumbers

_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="s"><v>([0-9]+)</v></c>)?')
_STYLED = re.compile(rb'(<c r="[A-Z]+[0-9]+" s=")([0-9]+)')
_ROW = re.compile(rb'(<row [^>]*? s=")([0-9]+)"')
_COLUMN = re.compile(rb"<col [^>]*>")
_STYLE = re.compile(rb'( style=")([0-9]+)"')
_RULE = re.compile(rb'(<cfRule [^>]*?dxfId=")([0-9]+)"')
_STRING = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
_TAB = b' tabSelected="1"'
_ROWS, _END_OF_ROWS = b"<sheetData>", b"</sheetData>"
_STYLED_ROW = b' customFormat="1"'


def shared_strings(part: bytes) -> list[bytes]:
    """The content of each shared string of a workbook."""
    return [match[1] or b"" for match in _STRING.finditer(part)]


def sheet_part(part: bytes, formats: FormatNumbers, strings: list[bytes]) -> bytes:
    """Our sheet with the user's format numbers and its strings in the cells.

    Without shared strings each cell has a format of its own, as `export.scored.sheet` writes them.
    """
    cells = [str(number).encode() for number in formats.cells]
    differential = [str(number).encode() for number in formats.differential]

    def cell(match: re.Match[bytes]) -> bytes:
        place, style, string = match.groups()
        head = b'<c r="%b" s="%b"' % (place, cells[int(style or 0)])
        return head if string is None else b'%b t="inlineStr"><is>%b</is></c>' % (head, strings[int(string)])

    def column(match: re.Match[bytes]) -> bytes:
        styled = _STYLE.sub(lambda style: b'%b%b"' % (style[1], cells[int(style[2])]), match[0])
        return styled if b" style=" in styled else match[0].replace(b"<col ", b'<col style="%b" ' % cells[0], 1)

    head, start, rows = part.partition(_ROWS)
    rows, end, tail = rows.rpartition(_END_OF_ROWS)
    if strings:
        rows = _CELL.sub(cell, rows)
    else:  # every cell of it has a format
        places = {str(number).encode(): place for number, place in enumerate(cells)}
        pieces = _STYLED.split(rows)
        pieces[2::3] = [places[number] for number in pieces[2::3]]
        rows = b"".join(pieces)
    if _STYLED_ROW in rows:
        rows = _ROW.sub(lambda row: b'%b%b"' % (row[1], cells[int(row[2])]), rows)
    head = _COLUMN.sub(column, head).replace(_TAB, b"", 1)
    head, tail = (_RULE.sub(lambda rule: b'%b%b"' % (rule[1], differential[int(rule[2])]), s) for s in (head, tail))
    return b"".join((head, start, rows, end, tail))
