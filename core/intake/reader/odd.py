"""A sheet in unusual XML → its notes, and the same sheet in common XML.

Calamine loses part of a number that a comment, CDATA, a reference or an element stands in, takes an element
of another namespace for its own, and the last of two cells of one address.  A sheet that is not written as
the quick reader expects is therefore read here with expat, which takes every XML, and written anew for
calamine; one that contradicts itself is refused.
"""

from __future__ import annotations

import itertools
from xml.sax.saxutils import escape

from .encode import COLUMNS, ERRORS, ROWS, Notes, OddSheet
from .formats import STRUCK, Formats
from .guard import without_doctype
from .kinds import Refused
from .letters import column_index, letters
from .looks import hidden, is_on, merged
from .xml import INSIDE, MAIN, Attributes, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The elements of a sheet that are read.
ELEMENTS = frozenset(
    ("c", "v", "f", "row", "t", "is", "r", "sheetData", "col", "cols", "mergeCells", "mergeCell", "worksheet")
)
#: Elements that are skipped among cells, and in a cell's text.
PASSED, PASSED_IN_TEXT = ("extLst",), ("rPr", "rPh", "phoneticPr")
#: calamine reads only part of a value that contains one of these.
MISREAD = (b"<!", b"&#", b"<?")
#: calamine takes any element of this name, in any namespace, for the cells.
DATA = "sheetData"
#: Types of cells that hold text.
TEXTS = ("str", "s", "inlineStr")
PREFIX = (
    rb"""<(\w+):worksheet\s(?:[^<>]*\s)?xmlns:\1=["']http://schemas.openxmlformats.org/spreadsheetml/2006/main["']"""
)
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'


def without_prefix(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces without the namespace prefix of the sheet's elements."""
    import re

    first = next(pieces, b"")
    match = re.search(PREFIX, first)
    if match is None:
        raise OddSheet
    start, end, rest = b"<" + match[1] + b":", b"</" + match[1] + b":", b""
    for piece in itertools.chain((first,), pieces):
        text = rest + piece
        cut = max(len(text) - len(end), 0)
        cut = text.rfind(b"<", cut) if b"<" in text[cut:] else len(text)
        rest = text[cut:]
        yield text[:cut].replace(start, b"<").replace(end, b"</")
    yield rest.replace(start, b"<").replace(end, b"</")


def read_odd(inflate: Callable[[], Iterator[bytes]], formats: Formats, struck: frozenset[str] = frozenset()) -> Notes:
    """The notes of a sheet in any XML; `rewritten` is the sheet in common XML, which is what calamine gets."""
    sheet = _Sheet(formats, struck)
    notes = sheet.notes

    def pieces() -> Iterator[bytes]:
        for number, piece in enumerate(without_doctype(inflate())):
            notes.misread |= any(mark in (_body(piece) if number == 0 else piece) for mark in MISREAD)
            yield piece
            sheet.flush()

    parse(pieces(), sheet.start, sheet.end, sheet.text, sheet.refusal)
    sheet.flush()
    notes.rewritten = b"".join(sheet.written)
    notes.misread |= not ERRORS.issuperset(map(str.encode, notes.errors.values()))
    return notes


def _body(first: bytes) -> bytes:
    return first[first.find(b"?>") + 2 :] if first[:8].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?") else first


def _quoted(text: str) -> str:
    return escape(text, {'"': "&quot;"})


class _Sheet:
    """Handlers for expat: the position in the sheet, the open cell, and the XML written so far."""

    def __init__(self, formats: Formats, struck: frozenset[str]) -> None:
        self.struck = struck
        self.kinds = [(kind, indices) for kind, indices in formats.items() if indices]
        self.notes = Notes()
        self.written = [HEAD]
        self.out: list[str] = []
        self.skipping = 0
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.known: dict[str, int] = {}
        self.names: list[str] = []
        self.row = self.column = -1
        self.number = self.kind = self.value = self.style = ""
        self.in_data = self.seen_data = self.in_row = self.in_cell = self.in_inline = self.reading = False
        self.formula = self.has_value = self.has_inline = False

    def refusal(self) -> Refused:
        """The refusal for a sheet that contradicts itself, or is no XML, near this cell."""
        if self.row < 0:
            return Refused("damaged")
        return Refused("damaged", row=self.row, **({"column": self.column} if self.in_cell else {}))

    def _refuse(self, contradicts: bool) -> None:
        if contradicts:
            raise self.refusal()

    def flush(self) -> None:
        self.written.append("".join(self.out).encode())
        self.out.clear()

    def start(self, name: str, attributes: Attributes) -> None:
        """Start of an element; elements that are not part of the cells are skipped with their content.

        Unknown elements among the cells are refused, since their meaning is unknown.
        """
        local = name.removeprefix(INSIDE)
        known = local in ELEMENTS
        self.notes.misread |= name.endswith(DATA) and (self.skipping > 0 or not known)
        if self.skipping:
            self.skipping += 1
            if self.in_inline and local == "strike" and attributes.get("val", "1") not in ("0", "false"):
                self.notes.formatted[STRUCK].add((self.row, self.column))
            return
        self._refuse(self.reading)
        if known:
            self._begin(local, attributes)
            return
        passed = name.rpartition(" ")[2] in (PASSED_IN_TEXT if self.in_inline else PASSED)
        self._refuse(self.in_data and not passed)
        self.notes.misread |= self.in_data and not self.in_inline
        self.skipping = 1

    def _begin(self, name: str, attributes: Attributes) -> None:
        match name:
            case "c":
                self._cell(attributes)
            case "v" | "is":
                self._refuse(self.has_value or self.has_inline or not self.in_cell)
                self.has_value = self.reading = name == "v"
                self.has_inline = self.in_inline = name == "is"
            case "f":
                self._refuse(not self.in_cell)
                self.formula = True
                self.skipping = 1
            case "row":
                self._row(attributes)
            case "t" | "r":
                self._refuse(not self.in_inline)
                self.reading = name == "t"
            case "sheetData":
                self._refuse(self.seen_data)
                self.seen_data = self.in_data = True
                self.out.append("<sheetData>")
            case "col":
                self.notes.hidden_columns.update(hidden(attributes))
            case "cols" | "mergeCells":
                self._refuse(self.in_data)
            case "mergeCell":
                self.notes.merged += merged(attributes)
            case "worksheet":
                self.out.append(f'<worksheet xmlns="{MAIN}">')

    def end(self, name: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        local = name.removeprefix(INSIDE)
        match local:
            case "c":
                self._close()
            case "v" | "t":
                self.reading = False
            case "is":
                self.in_inline = False
            case "row" | "sheetData" | "worksheet":
                self.in_row &= local != "row"
                self.in_data &= local != "sheetData"
                self.out.append(f"</{local}>")

    def text(self, characters: str) -> None:
        if self.reading and not self.skipping:
            self.value += characters

    def _row(self, attributes: Attributes) -> None:
        number = attributes.get("r", "").strip()
        self.row = int(number) - 1 if number.isdecimal() and len(number) < 10 else self.row + 1 if not number else -1
        self._refuse(not 0 <= self.row < ROWS or self.row in self.rows or self.in_row or not self.in_data)
        self.in_row = True
        self.rows.add(self.row)
        self.number = str(self.row + 1)
        self.columns = set()
        self.column = -1
        if is_on(attributes, "hidden") or attributes.get("ht", "").strip() == "0":
            self.notes.hidden.add(self.row)
        self.out.append(f'<row r="{self.number}">')

    def _cell(self, attributes: Attributes) -> None:
        written = attributes.get("r", "").strip()
        if written:
            letters = written.rstrip("0123456789")
            self._refuse(written[len(letters) :] != self.number)
            column = self.known.get(letters)
            self.column = self._new_column(letters) if column is None else column
        else:
            self.column += 1
        self._refuse(self.in_cell or not self.in_row)
        self.in_cell = True
        self._refuse(self.column in self.columns or self.column >= COLUMNS)
        self.columns.add(self.column)
        self.style = attributes.get("s", "")
        self.kind = attributes.get("t", "")
        self.formula = self.has_value = self.has_inline = False
        self.value = ""

    def _new_column(self, letters: str) -> int:
        self._refuse(not (1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha() and letters.isupper()))
        self.known[letters] = column_index(letters)
        return self.known[letters]

    def _close(self) -> None:
        self.in_cell = False
        notes, cell, kind, style, value = self.notes, (self.row, self.column), self.kind, self.style, self.value
        if self.formula or self.has_value or self.has_inline:
            notes.height = max(notes.height, self.row + 1)
            notes.width = max(notes.width, self.column + 1)
        if kind == "e":
            notes.errors[cell] = value.strip() or "#"
        else:
            self._write(value, kind, style)
            if self.formula and not value.strip() and not (kind == "str" and self.has_value):
                notes.no_value.add(cell)
            if kind == "s" and value.strip() in self.struck:
                notes.formatted[STRUCK].add(cell)
        style = style.strip() or "0"
        if self.kinds and style.isdecimal():
            index = int(style)
            for name, indices in self.kinds:
                if index in indices:
                    notes.formatted[name].add(cell)

    def _write(self, value: str, kind: str, style: str) -> None:
        """Write the cell in common XML; text in a number cell is written as text."""
        while len(self.names) <= self.column:
            self.names.append(letters(len(self.names)))
        if "&" in value or "<" in value or ">" in value:
            value = escape(value)
            kind = "str" if self.has_value and kind not in TEXTS else kind
        look = f' s="{_quoted(style)}"' if style else ""
        sort = f' t="{_quoted(kind)}"' if kind else ""
        if self.has_value:
            value = f"<v>{value}</v>"
        elif self.has_inline:
            value = f'<is><t xml:space="preserve">{value}</t></is>'
        self.out.append(f'<c r="{self.names[self.column]}{self.number}"{look}{sort}>{value}</c>')
