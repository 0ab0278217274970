"""A sheet's XML → what calamine does not report: error cells, formulas without a value, formats, hidden rows.

The quick reader serves sheets whose rows are written as the common writers write them (`layouts`); anything else
(prefixes, single quotes, comments, cells without addresses, rows out of order) goes to `odd`, which is slower and
takes every XML.
"""

from __future__ import annotations

import re

from .encode import ERRORS, ROWS, Cell, Notes, OddSheet
from .formats import STRUCK, Formats
from .guard import in_utf8, without_doctype
from .kinds import Refused
from .layouts import AS_A, ROW, Layouts
from .letters import column_index
from .looks import hidden, merged
from .xml import INSIDE, Attributes, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ADDRESS = rb'\sr="([A-Z]{1,3})(\d{1,7})"'
ROW_NUMBER = rb'<row (?:[^<>]*? )?r="(\d{1,9})"'
ANY_FORMULA = rb"<f(?:\s[^<>]*?)?(?:/>|>[^<]*</f>)"
NO_VALUE = rb"<c ([^<>]*)>\s*" + ANY_FORMULA + rb"\s*((?:<v\s*/>|<v>\s*</v>)?)\s*</c>"
ERROR = rb'<c ([^<>]*\bt="e"[^<>]*)>(?:[^<]*(?:' + ANY_FORMULA + rb"\s*)?<v>([^<]*)</v>)?"
#: A cell that shares its text with others, and the text's number.
STRING = rb'<c ([^<>]*\bt="s"[^<>]*)>\s*<v>\s*(\d+)\s*</v>'
#: What has no place outside of common rows; the second in the first piece alone, as far as HEAD.
CELLS = (b"<row ", b"<c ")
ODD = (
    *(b":worksheet", b":sheetData", b"<!--", b"<![CDATA[", b"<row>"),
    *(tag + space for tag in (b"<c", b"<row", b"<f") for space in (b"\t", b"\r", b"\n")),
)
HEAD = 262_144
#: Column indices by letters, filled as they are found.
KNOWN: dict[bytes, int] = {}
ROW_END = b"</row>"
DATA, DATA_END = b"<sheetData>", b"</sheetData>"
#: How a row says that it is hidden.
UNSEEN = (b' hidden="1"', b' hidden="true"', b' ht="0"')
LONGEST_NUMBER = 9


def scan(
    inflate: Callable[[], Iterator[bytes]], formats: Formats, box: int, struck: frozenset[str] = frozenset()
) -> Notes:
    """The notes of a sheet; each call of `inflate` gives its pieces from the start.

    `struck`: the numbers of the shared strings that are struck through in part.
    """
    try:
        return _quick(in_utf8(without_doctype(inflate())), formats, box, struck)
    except OddSheet:
        from .odd import read_odd, without_prefix
    try:
        return _quick(without_prefix(in_utf8(inflate())), formats, box, struck)
    except OddSheet:
        notes = read_odd(inflate, formats, struck)
    if notes.height * notes.width > box:
        raise Refused("too_wide", rows=notes.height, columns=notes.width)
    return notes


def _quick(pieces: Iterator[bytes], formats: Formats, box: int, struck: frozenset[str]) -> Notes:
    notes, layouts = Notes(), Layouts()
    by_style: dict[bytes, list[set[Cell]]] = {}
    for kind, indices in formats.items():
        for index in indices:
            by_style.setdefault(b"%d" % index, []).append(notes.formatted[kind])
    if b"0" in by_style:
        raise OddSheet  # cells that name no format have this one
    style = re.compile(b' s="(' + b"|".join(sorted(by_style)) + b')"')
    around: list[bytes] = []
    for number, piece in enumerate(_whole_rows(pieces)):
        outside, noted = _rows(piece, notes, layouts, first=number == 0)
        around.append(outside)
        _errors(noted, notes)
        _formulas(noted, notes)
        _hidden_rows(noted, notes)
        for attributes, number in re.findall(STRING, piece) if struck else ():
            if number.decode() in struck:
                notes.formatted[STRUCK].add(_cell_of(attributes))
        for match in style.finditer(piece) if by_style else ():
            tag = _tag(piece, match.start())
            if tag.startswith(b"<c "):
                cell = _cell_of(tag[3:])
                for cells in by_style[match[1]]:
                    cells.add(cell)
    _around(b"".join(around), notes)
    notes.width = layouts.width
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


def _rows(piece: bytes, notes: Notes, layouts: Layouts, *, first: bool) -> tuple[bytes, bytes]:
    """What is outside of the rows, and the rows to be noted; every row must be common, its number above the last."""
    end = piece.rfind(DATA_END)
    end = end if end >= 0 else len(piece)
    before, *rows = piece[:end].translate(AS_A).split(ROW)
    before = piece[: len(before)]
    outside = before + piece[end:]
    if any(mark in outside for mark in CELLS) or (first and any(mark in outside[:HEAD] for mark in ODD)):
        raise OddSheet
    if not rows:
        return outside, b""
    if (before.count(DATA[:-1]) != 1 or not before.rstrip().endswith(DATA)) if first else before.strip():
        raise OddSheet
    numbers = _numbers(rows)
    if len(numbers) < len(rows):
        raise OddSheet
    noted = layouts.noted(piece[len(before) : end], rows, numbers)
    heights = [notes.height, *map(int, numbers)]
    if heights != sorted(set(heights)) or heights[-1] > ROWS:
        raise OddSheet
    notes.height = heights[-1]
    return outside, noted


def _numbers(rows: list[bytes]) -> list[bytes]:
    """The number attribute of each row; fewer where one has none."""
    numbers = [row[3 : row.find(b'"', 3)] for row in rows if row.startswith(b'r="')]
    whole = all(numbers) and b"".join(numbers).isdigit()
    if len(numbers) < len(rows) or not whole or max(map(len, numbers)) > LONGEST_NUMBER:
        numbers = [match[1] for match in map(re.compile(ROW_NUMBER).match, (ROW + row for row in rows)) if match]
    return numbers


def _errors(rows: bytes, notes: Notes) -> None:
    for attributes, text in re.findall(ERROR, rows) if b't="e"' in rows else ():
        if text not in ERRORS:
            raise OddSheet
        notes.errors[_cell_of(attributes)] = text.decode()


def _formulas(rows: bytes, notes: Notes) -> None:
    for attributes, value in re.findall(NO_VALUE, rows) if b"<f" in rows else ():
        if not value or b't="str"' not in attributes:
            notes.no_value.add(_cell_of(attributes))


def _hidden_rows(rows: bytes, notes: Notes) -> None:
    if b" hidden=" in rows or b' ht="0"' in rows:
        for match in re.finditer(ROW_NUMBER + rb"[^<>]*>", rows):
            if any(mark in match[0] for mark in UNSEEN):
                notes.hidden.add(int(match[1]) - 1)


def _around(sheet: bytes, notes: Notes) -> None:
    """Note what stands before and behind the rows of a sheet, which is whole but for them."""

    def start(name: str, attributes: Attributes) -> None:
        local = name.removeprefix(INSIDE)
        if local == "col":
            notes.hidden_columns.update(hidden(attributes))
        elif local == "mergeCell":
            notes.merged += merged(attributes)

    parse((sheet,), start, refusal=OddSheet)


def _tag(piece: bytes, at: int) -> bytes:
    """The start tag that contains `at`; nothing where that is no tag."""
    start = piece.rfind(b"<", 0, at + 1)
    end = piece.find(b">", start)
    return piece[start : end + 1] if end >= at else b""


def _cell_of(attributes: bytes) -> Cell:
    if not attributes.startswith(b'r="'):
        return _address(attributes)
    address = attributes[3 : attributes.find(b'"', 3)]
    letters = address.rstrip(b"0123456789")
    column = KNOWN.get(letters)
    if column is None:
        column = KNOWN[letters] = _address(attributes)[1]
    return int(address[len(letters) :]) - 1, column


def _address(attributes: bytes) -> Cell:
    match = re.search(ADDRESS, b" " + attributes)
    if match is None:
        raise OddSheet
    return int(match[2]) - 1, column_index(match[1].decode())
