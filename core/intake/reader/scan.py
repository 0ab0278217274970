"""A sheet's XML → what calamine does not tell: error cells, formulas without a value, formats, hidden rows.

Two readers of the same notes.  The quick one looks for bytes and serves files whose writer sets its
marks as every common writer does; anything else (prefixes, single quotes, comments, cells without
addresses) goes to expat, which is slower and takes every XML.
"""

from __future__ import annotations

from pyexpat import ExpatError, ParserCreate

from .guard import Refused, in_utf8, without_doctype
from .parts import Attributes, Formats

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

Cell = tuple[int, int]
ROW, ROW_END = b"<row ", b"</row>"
ADDRESS = rb'\sr="([A-Z]{1,3})(\d{1,7})"'
ROW_NUMBER = rb'<row (?:[^>]*? )?r="(\d{1,9})"'
WIDE_FILLED = rb' r="([A-Z]{2,3})\d{1,7}"(?:[^>/]|/(?!>))*>'
NO_VALUE = rb"<f(?:\s[^>]*?)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
ERROR_TEXT = rb"[^<]*(?:<f[^>]*?(?:/>|>[^<]*</f>)\s*)?<v>([^<]*)</v>"
ODD = rb"<\w+:worksheet|<\w+:sheetData|<(?:c|row)\s[^<>]*?(?:='|\s=|=\s)|<!--|<!\[CDATA\[|<(?:c|row|f)[\t\r\n]|<row>"
#: Where none of these is in a piece, nor an equals sign without a quote behind it, ODD is not either.
ODD_MARKS = (b" =", b"<row>")
#: The same, and the place in each of a byte that is rare in sheets.
RARE_ODD_MARKS = (
    *((b":worksheet", 4), (b":sheetData", 2), (b"<!", 1)),
    *((tag + space, len(tag)) for tag in (b"<c", b"<row", b"<f") for space in (b"\t", b"\r", b"\n")),
    *((space + b"=", 0) for space in (b"\t", b"\r", b"\n", b"\f", b"\v")),
)
#: What is left of a piece to see addresses of two letters and more by: capitals as A, and the marks between them.
CAPITALS = bytes(range(65, 91))
AS_A = bytes(65 if byte in CAPITALS else byte for byte in range(256))
NO_CAPITALS = bytes(byte for byte in range(256) if byte not in CAPITALS and byte not in b'":>')
LONGEST_NUMBER = 9
#: A byte that is rare in a sheet is looked for first, unless it is there more often than this.
RARE = 64


class Notes:
    """What is noted of one sheet; rows and columns from 0."""

    def __init__(self, width: int = 0) -> None:
        self.errors: dict[Cell, str] = {}
        self.no_value: set[Cell] = set()
        self.percent: set[Cell] = set()
        self.scaled: set[Cell] = set()
        self.worded: set[Cell] = set()
        self.hidden: set[int] = set()
        self.height = 0
        self.width = width


def pattern(source: bytes) -> re.Pattern[bytes]:
    """The pattern, made where a sheet first asks for it: most sheets need none."""
    import re

    return re.compile(source)


class _Odd(Exception):
    """The sheet is not written as the quick reader expects."""


def scan(pieces: Iterator[bytes], again: Iterator[bytes], formats: Formats, box: int) -> Notes:
    """The notes of a sheet from its inflated pieces; `again` gives the same pieces, for an odd sheet."""
    try:
        notes = _quick(in_utf8(without_doctype(pieces)), formats)
    except _Odd:
        notes = _thorough(without_doctype(again), formats)
    if notes.height * notes.width > box:
        raise Refused("too_wide", rows=notes.height, columns=notes.width)
    return notes


def column_index(letters: str) -> int:
    """The column's number from 0.

    >>> column_index("A"), column_index("AA"), column_index("XFD")
    (0, 26, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


# --- the quick reader -----------------------------------------------------------------------


def _quick(pieces: Iterator[bytes], formats: Formats) -> Notes:
    notes = Notes(width=26)
    kinds = ((formats.percent, notes.percent), (formats.scaled, notes.scaled), (formats.worded, notes.worded))
    styles = [(_style(indices), cells) for indices, cells in kinds if indices]
    first = True
    for piece in _whole_rows(pieces):
        if first:
            _refuse_odd(piece)
            first = False
        _row_numbers(piece, notes)
        _columns(piece, notes)
        _errors(piece, notes)
        _formulas(piece, notes)
        for style, cells in styles:
            for match in style.finditer(piece):
                cell = _styled(piece, match.start())
                if cell is not None:
                    cells.add(cell)
        _hidden(piece, notes)
    return notes


def _whole_rows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut at ends of rows, so that no cell lies in two pieces."""
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
        raise _Odd


def _places(piece: bytes, mark: bytes, rare: int) -> Iterator[int]:
    """Where a mark is in a piece; `rare`: the place in the mark of a byte that few pieces have."""
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


def _style(indices: frozenset[int]) -> re.Pattern[bytes]:
    return pattern(b' s="(?:' + b"|".join(str(index).encode() for index in sorted(indices)) + b')"')


def _tag(piece: bytes, at: int) -> bytes:
    """The start tag that lies around or right before `at`."""
    start = piece.rfind(b"<", 0, at + 1)
    end = piece.find(b">", start)
    return piece[start : end + 1] if end >= at else b""


def _address(tag: bytes) -> Cell:
    match = pattern(ADDRESS).search(tag)
    if match is None:
        raise _Odd
    return int(match[2]) - 1, column_index(match[1].decode())


def _styled(piece: bytes, at: int) -> Cell | None:
    """The cell whose style attribute stands at `at`; None where the tag is no cell's."""
    before = piece[max(0, at - 17) : at]
    start = before.rfind(b'<c r="')
    if start >= 0 and before.endswith(b'"'):
        address = before[start + 6 : -1]
        letters = address.rstrip(b"0123456789")
        if letters.isalpha() and letters.isupper():
            return int(address[len(letters) :]) - 1, column_index(letters.decode())
    tag = _tag(piece, at)
    return _address(tag) if tag.startswith(b"<c ") else None


def _row_numbers(piece: bytes, notes: Notes) -> None:
    rows = piece.split(ROW)[1:]
    if not rows:
        return
    numbers = [row[3 : row.find(b'"', 3)] for row in rows if row.startswith(b'r="')]
    whole = all(numbers) and b"".join(numbers).isdigit()
    if len(numbers) < len(rows) or not whole or max(map(len, numbers)) > LONGEST_NUMBER:
        numbers = pattern(ROW_NUMBER).findall(piece)
        if len(numbers) < len(rows):
            raise _Odd
    # The last and the longest: rows come in order, and where they do not, memory is limited.
    notes.height = max(notes.height, int(numbers[-1]), int(max(numbers, key=len)))


def _columns(piece: bytes, notes: Notes) -> None:
    """The last column with a cell that holds something, where that lies beyond Z."""
    if b'"AA' not in piece.translate(AS_A, NO_CAPITALS):
        return
    for letters in set(pattern(WIDE_FILLED).findall(piece)):
        notes.width = max(notes.width, column_index(letters.decode()) + 1)


def _errors(piece: bytes, notes: Notes) -> None:
    for at in _places(piece, b't="e"', 3):
        tag = _tag(piece, at)
        if tag.startswith(b"<c "):
            value = pattern(ERROR_TEXT).match(piece, piece.find(b">", at) + 1)
            notes.errors[_address(tag)] = value[1].decode("utf-8", "replace") if value else "#"


def _formulas(piece: bytes, notes: Notes) -> None:
    if next(_places(piece, b"<f", 1), None) is None:
        return
    for match in pattern(NO_VALUE).finditer(piece):
        tag = _tag(piece, match.start() - 1)
        if b't="str"' not in tag or b"<v" not in match[0]:
            notes.no_value.add(_address(tag))


def _hidden(piece: bytes, notes: Notes) -> None:
    for at in _places(piece, b" hidden=", 1):
        tag = _tag(piece, at)
        if tag.startswith(ROW) and (b' hidden="1"' in tag or b' hidden="true"' in tag):
            number = pattern(ROW_NUMBER).match(tag)
            if number is None:
                raise _Odd
            notes.hidden.add(int(number[1]) - 1)


# --- the thorough reader --------------------------------------------------------------------


class _Thorough:
    """Handlers for expat: the position in the sheet, and the cell that is open."""

    def __init__(self, formats: Formats) -> None:
        import re

        self.formats = formats
        self.notes = Notes()
        self.row = self.column = -1
        self.kind = self.value = ""
        self.style = 0
        self.inside = self.formula = self.has_v = self.in_v = False
        self._address = re.compile(r"\s*([A-Z]{1,3})(\d{1,7})\s*")

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        name = name.rpartition(" ")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row(attributes)
        elif self.inside and name == "f":
            self.formula = True
        elif self.inside and name in ("v", "is"):
            self.has_v = True
            self.in_v = name == "v"

    def _row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "").strip()
        self.row = int(number) - 1 if number.isdigit() else self.row + 1
        self.column = -1
        self.notes.height = max(self.notes.height, self.row + 1)
        if attributes.get("hidden", "0").strip() in ("1", "true"):
            self.notes.hidden.add(self.row)

    def _cell(self, attributes: Attributes) -> None:
        match = self._address.fullmatch(attributes.get("r", ""))
        if match:
            self.row, self.column = int(match[2]) - 1, column_index(match[1])
        else:
            self.column += 1
        style = attributes.get("s", "0").strip()
        self.style = int(style) if style.isdigit() else 0
        self.kind = attributes.get("t", "n").strip()
        self.inside, self.formula, self.has_v, self.in_v, self.value = True, False, False, False, ""

    def text(self, characters: str) -> None:
        """Characters of a value."""
        if self.in_v:
            self.value += characters

    def end(self, name: str) -> None:
        """An element ends."""
        name = name.rpartition(" ")[2]
        if name == "v":
            self.in_v = False
        elif name == "c":
            self._close()

    def _close(self) -> None:
        self.inside = False
        cell = (self.row, self.column)
        if self.formula or self.has_v:
            self.notes.height = max(self.notes.height, self.row + 1)
            self.notes.width = max(self.notes.width, self.column + 1)
        if self.kind == "e":
            self.notes.errors[cell] = self.value.strip() or "#"
        elif self.formula and not self.value.strip() and not (self.kind == "str" and self.has_v):
            self.notes.no_value.add(cell)
        if self.style in self.formats.percent:
            self.notes.percent.add(cell)
        if self.style in self.formats.scaled:
            self.notes.scaled.add(cell)
        if self.style in self.formats.worded:
            self.notes.worded.add(cell)


def _thorough(pieces: Iterator[bytes], formats: Formats) -> Notes:
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    handlers = _Thorough(formats)

    def doctype(*_: object) -> None:
        raise Refused("doctype")

    parser.StartElementHandler = handlers.start
    parser.EndElementHandler = handlers.end
    parser.CharacterDataHandler = handlers.text
    parser.StartDoctypeDeclHandler = doctype
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except ExpatError:
        raise Refused("damaged") from None
    return handlers.notes
