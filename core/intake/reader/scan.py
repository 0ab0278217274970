"""A sheet's XML → what calamine does not report: error cells, formulas without a value, formats, hidden rows.

The quick reader looks for bytes and serves files whose writer sets its marks as every common writer
does; anything else (prefixes, single quotes, comments, cells without addresses, rows out of order) goes
to `odd`, which is slower and takes every XML.
"""

from __future__ import annotations

import itertools

from .common import AS_A, Layouts
from .encode import COLUMNS, ERRORS, ROWS, Cell, Notes, OddSheet
from .guard import Refused, in_utf8, without_doctype
from .letters import column_index
from .parts import Formats

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

#: Column indices by letters, filled as they are found.
KNOWN: dict[bytes, int] = {}
CAPITALS = bytes(range(65, 91))
ROW, ROW_END = b"<row ", b"</row>"
DATA, DATA_END = b"<sheetData>", b"</sheetData>"
ADDRESS = rb'\sr="([A-Z]{1,3})(\d{1,7})"'
FIRST, LAST = rb'\smin="(\d{1,9})"', rb'\smax="(\d{1,9})"'
ROW_NUMBER = rb'<row (?:[^<>]*? )?r="(\d{1,9})"'
WIDE_FILLED = rb' r="([A-Z]{2,3})\d{1,7}"(?:[^<>/]|/(?!>))*>'
FORMULA = rb"<f(?:\s[^<>]*?)?(?:/>|>[^<]*</f>)"
NO_VALUE = rb"<c ([^<>]*)>\s*" + FORMULA + rb"\s*((?:<v\s*/>|<v>\s*</v>)?)\s*</c>"
ERROR = rb'<c ([^<>]*\bt="e"[^<>]*)>(?:[^<]*(?:' + FORMULA + rb"\s*)?<v>([^<]*)</v>)?"
ODD = rb"<\w+:worksheet|<\w+:sheetData|<(?:c|row)\s[^<>]*?(?:='|\s=|=\s)|<!--|<!\[CDATA\[|<(?:c|row|f)[\t\r\n]|<row>"
#: A piece without these, and without an equals sign that no quote follows, cannot match ODD.
ODD_MARKS = (b" =", b"<row>")
#: More of these, each with the index of a byte that is rare in sheets.
RARE_ODD_MARKS = (
    *((b":worksheet", 4), (b":sheetData", 2), (b"<!", 1)),
    *((tag + space, len(tag)) for tag in (b"<c", b"<row", b"<f") for space in (b"\t", b"\r", b"\n")),
    *((space + b"=", 0) for space in (b"\t", b"\r", b"\n", b"\f", b"\v")),
)
#: Bytes to delete so that addresses of two and more letters can be seen: capitals become A, marks stay.
NO_CAPITALS = bytes(byte for byte in range(256) if byte not in CAPITALS and byte not in b'":>')
LONGEST_NUMBER = 9
#: How a row or a column says that it is hidden.
UNSEEN = (b' hidden="1"', b' hidden="true"')
#: Search by the rare byte first, unless it occurs more often than this.
RARE = 64


def pattern(source: bytes) -> re.Pattern[bytes]:
    """The compiled pattern; `re` is imported on first use, since most sheets need none."""
    import re

    return re.compile(source)


def scan(inflate: Callable[[], Iterator[bytes]], formats: Formats, box: int) -> Notes:
    """The notes of a sheet; each call of `inflate` gives its pieces from the start."""
    try:
        return _quick(in_utf8(without_doctype(inflate())), formats, box)
    except OddSheet:
        from .odd import read_odd, without_prefix
    try:
        return _quick(without_prefix(in_utf8(inflate())), formats, box)
    except OddSheet:
        notes = read_odd(inflate, formats)
    if notes.height * notes.width > box:
        raise Refused("too_wide", rows=notes.height, columns=notes.width)
    return notes


# --- the quick reader -----------------------------------------------------------------------


def _quick(pieces: Iterator[bytes], formats: Formats, box: int) -> Notes:
    notes = Notes()
    kinds = [(indices, notes.formatted[kind]) for kind, indices in formats.indices.items()]
    if any(0 in indices for indices, _ in kinds):
        raise OddSheet  # cells that name no format have this one
    styles = [
        (pattern(b' s="(?:' + b"|".join(str(index).encode() for index in sorted(indices)) + b')"'), cells)
        for indices, cells in kinds
        if indices
    ]
    first, layouts = True, Layouts()
    for piece in _whole_rows(pieces):
        if first:
            _refuse_odd(piece)
        _rows(piece, notes, layouts, first=first)
        first = False
        _columns(piece, notes)
        _errors(piece, notes)
        _formulas(piece, notes)
        for style, cells in styles:
            tags = (_tag(piece, match.start()) for match in style.finditer(piece))
            cells.update(_cell_of(tag[3:]) for tag in tags if tag.startswith(b"<c "))
        _hidden(piece, notes)
    notes.width = max(notes.width, layouts.width)
    if notes.height * notes.width > box:
        raise OddSheet  # rows and cells that hold nothing are no reason to refuse: look closer
    return notes


def _whole_rows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, split at row ends, so that no cell is split."""
    rest: list[bytes] = []
    for piece in pieces:
        cut = piece.rfind(ROW_END)
        if cut < 0:
            rest.append(piece)
            continue
        cut += len(ROW_END)
        rest.append(piece[:cut])
        yield b"".join(rest)
        rest = [piece[cut:]]
    yield b"".join(rest)


def _refuse_odd(piece: bytes) -> None:
    head = piece[:262144]
    doubtful = (
        any(next(_places(head, mark, rare), -1) >= 0 for mark, rare in RARE_ODD_MARKS)
        or head.count(b'="') < head.count(b"=")
        or any(mark in head for mark in ODD_MARKS)
    )
    if doubtful and pattern(ODD).search(head):
        raise OddSheet


def _places(piece: bytes, mark: bytes, rare: int) -> Iterator[int]:
    """The offsets of a mark in a piece; `rare`: the index in the mark of a byte that few pieces have."""
    byte = mark[rare : rare + 1]
    at = piece.find(byte)
    for _ in range(RARE):
        if at < 0:
            return
        if at >= rare and piece.startswith(mark, at - rare):
            yield at - rare
        at = piece.find(byte, at + 1)
    at = piece.find(mark, at - rare) if at >= 0 else -1
    while at >= 0:
        yield at
        at = piece.find(mark, at + 1)


def _tag(piece: bytes, at: int) -> bytes:
    """The start tag that contains `at` or ends right before it."""
    start = piece.rfind(b"<", 0, at + 1)
    end = piece.find(b">", start)
    return piece[start : end + 1] if end >= at else b""


def _address(tag: bytes) -> Cell:
    match = pattern(ADDRESS).search(b" " + tag)
    if match is None:
        raise OddSheet
    return int(match[2]) - 1, column_index(match[1].decode())


def _rows(piece: bytes, notes: Notes, layouts: Layouts, *, first: bool) -> None:
    """Note the row numbers, which must increase; every row must be common, with nothing between rows."""
    end = piece.rfind(DATA_END)
    before, *rows = piece[: end if end >= 0 else None].split(ROW)
    if not rows:
        return
    if (before.count(DATA[:-1]) != 1 or not before.rstrip().endswith(DATA)) if first else before.strip():
        raise OddSheet
    numbers = _numbers(rows)
    if len(numbers) < len(rows) or not layouts.common(
        piece[len(before) : end if end >= 0 else None], rows, numbers, ROW
    ):
        raise OddSheet
    for number in map(int, numbers):
        if number <= notes.height:
            raise OddSheet
        notes.height = number
    if notes.height > ROWS:
        raise OddSheet


def _numbers(rows: list[bytes]) -> list[bytes]:
    """The number attribute of each row; fewer where one has none."""
    numbers = [row[3 : row.find(b'"', 3)] for row in rows if row.startswith(b'r="')]
    whole = all(numbers) and b"".join(numbers).isdigit()
    if len(numbers) < len(rows) or not whole or max(map(len, numbers)) > LONGEST_NUMBER:
        numbers = [match[1] for match in map(pattern(ROW_NUMBER).match, (ROW + row for row in rows)) if match]
    return numbers


def _columns(piece: bytes, notes: Notes) -> None:
    """Note the last column with a filled cell, where it is beyond Z."""
    if b'"AA' not in piece.translate(AS_A, NO_CAPITALS):
        return
    for letters in set(pattern(WIDE_FILLED).findall(piece)):
        notes.width = max(notes.width, column_index(letters.decode()) + 1)


def _errors(piece: bytes, notes: Notes) -> None:
    if next(_places(piece, b't="e"', 3), None) is None:
        return
    for attributes, text in pattern(ERROR).findall(piece):
        if text not in ERRORS:
            raise OddSheet
        notes.errors[_cell_of(attributes)] = text.decode()


def _formulas(piece: bytes, notes: Notes) -> None:
    if next(_places(piece, b"<f", 1), None) is None:
        return
    for attributes, value in pattern(NO_VALUE).findall(piece):
        if not value or b't="str"' not in attributes:
            notes.no_value.add(_cell_of(attributes))


def _cell_of(attributes: bytes) -> Cell:
    if not attributes.startswith(b'r="'):
        return _address(attributes)
    address = attributes[3 : attributes.find(b'"', 3)]
    letters = address.rstrip(b"0123456789")
    column = KNOWN.get(letters)
    if column is None:
        column = KNOWN[letters] = _address(attributes)[1]
    return int(address[len(letters) :]) - 1, column


def _hidden(piece: bytes, notes: Notes) -> None:
    places = (_places(piece, mark, 1) for mark in (b" hidden=", b' ht="0"', b' width="0"'))
    for at in itertools.chain.from_iterable(places):
        tag = _tag(piece, at)
        unseen = any(mark in tag for mark in UNSEEN)
        if tag.startswith(ROW) and (unseen or b' ht="0"' in tag):
            number = pattern(ROW_NUMBER).match(tag)
            if number is None:
                raise OddSheet
            notes.hidden.add(int(number[1]) - 1)
        elif tag.startswith(b"<col ") and (unseen or b' width="0"' in tag):
            first, last = (pattern(side).search(tag) for side in (FIRST, LAST))
            if first is None or last is None:
                raise OddSheet
            notes.hidden_columns.update(range(int(first[1]) - 1, min(int(last[1]), COLUMNS)))
