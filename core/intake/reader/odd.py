"""A sheet as odd XML → its notes, and the same sheet as every common writer writes it.

Calamine loses part of a number that a comment, CDATA or a character reference stands in, and takes the
last of two cells of one address.  A sheet that is not written as the quick reader expects is therefore
read here with expat, which takes every XML, and written anew; one that contradicts itself is refused.
"""

from __future__ import annotations

import io
import itertools
import zipfile
from functools import partial
from pyexpat import ExpatError, ParserCreate

from .guard import Package, Refused, without_doctype
from .parts import Attributes, Formats
from .scan import COLUMNS, ERRORS, ROWS, Notes, OddSheet, column_index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: Elements that are carried over as they are; `c` and `row` with their addresses, `v` and `t` with their text.
PLAIN = ("sheetData", "mergeCells", "r")
#: Where one of these stands in a value, calamine reads a part of it.
MISREAD = (b"<!", b"&#", b"<?")
KNOWN_ERRORS = frozenset(error.decode() for error in ERRORS)
PREFIX = (
    rb"""<(\w+):worksheet\s(?:[^<>]*\s)?xmlns:\1=["']http://schemas.openxmlformats.org/spreadsheetml/2006/main["']"""
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def without_prefix(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces with the prefix of the sheet's own elements taken away, where they have one."""
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


def read_odd(inflate: Callable[[], Iterator[bytes]], formats: Formats) -> Notes:
    """The notes of a sheet in any XML; `rewritten` is the sheet in common XML, where calamine needs that."""
    if not _misread(inflate()):
        notes = _read(without_doctype(inflate()), formats, write=False)
        if set(notes.errors.values()) <= KNOWN_ERRORS:
            return notes
    return _read(without_doctype(inflate()), formats, write=True)


def _misread(pieces: Iterator[bytes]) -> bool:
    """Whether a comment, CDATA, a character reference or an instruction stands anywhere behind the first tag."""
    first = next(pieces, b"")
    body = first[first.find(b"?>") + 2 :] if first[:8].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?") else first
    return any(mark in piece for piece in itertools.chain((body,), pieces) for mark in MISREAD)


def _read(pieces: Iterator[bytes], formats: Formats, *, write: bool) -> Notes:
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    handlers = _Handlers(formats, write=write)

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
    if write:
        handlers.notes.rewritten = handlers.written.getvalue().encode()
    return handlers.notes


def repacked(package: Package, rewritten: Mapping[str, bytes]) -> bytes:
    """The package with the rewritten sheets, for calamine alone; only what it reads."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in package.parts:
            if name in rewritten:
                archive.writestr(name, rewritten[name])
            elif name.lower().endswith((".xml", ".rels")):
                archive.writestr(name, b"".join(package.inflate(name)))
    return stream.getvalue()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', "&quot;")


class _Handlers:
    """Handlers for expat: the position in the sheet, the cell that is open, and what is written."""

    def __init__(self, formats: Formats, *, write: bool) -> None:
        self.formats = formats
        self.special = bool(formats.percent or formats.scaled or formats.worded)
        self.notes = Notes()
        self.written = io.StringIO()
        self.writes = write
        self.written.write(HEAD)
        self.skipping = 0
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.known: dict[str, int] = {}
        self.row = self.column = -1
        self.number = ""
        self.kind = self.value = self.style = ""
        self.inside = self.formula = self.has_v = self.in_v = self.in_t = False
        begins = {"c": self._cell, "row": self._row, "f": self._formula, "v": self._value, "t": self._text}
        begins |= {
            "cols": partial(self._plain, "cols"),
            "col": self._columns,
            "mergeCell": self._merged,
            "worksheet": self._worksheet,
            "is": self._inline,
        }
        begins |= {name: partial(self._plain, name) for name in PLAIN}
        self.begins = begins | {f"{MAIN} {name}": begin for name, begin in begins.items()}

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins; what is not of the sheet's own cells is passed over, with all it holds."""
        if self.skipping:
            self.skipping += 1
            return
        begin = self.begins.get(name)
        if begin is None or not begin(attributes):
            self.skipping = 1

    def _plain(self, name: str, _: Attributes) -> bool:
        self._write(f"<{name}>")
        return True

    def _worksheet(self, _: Attributes) -> bool:
        self._write(f'<worksheet xmlns="{MAIN}">')
        return True

    def _merged(self, attributes: Attributes) -> bool:
        self._write(f'<mergeCell ref="{_quoted(attributes.get("ref", ""))}">')
        return True

    def _columns(self, attributes: Attributes) -> bool:
        """The look of a run of columns, of which only those that are hidden matter."""
        first, last = (attributes.get(side, "").strip() for side in ("min", "max"))
        if attributes.get("hidden", "0").strip() in ("1", "true") and first.isdecimal() and last.isdecimal():
            self.notes.hidden_columns.update(range(int(first[:9]) - 1, min(int(last[:9]), COLUMNS)))
        return False

    def _row(self, attributes: Attributes) -> bool:
        number = attributes.get("r", "").strip()
        self.row = int(number) - 1 if number.isdecimal() and len(number) < 10 else self.row + 1 if not number else -1
        if not 0 <= self.row < ROWS or self.row in self.rows:
            raise Refused("damaged")
        self.rows.add(self.row)
        self.number = str(self.row + 1)
        self.columns = set()
        self.column = -1
        if attributes.get("hidden", "0").strip() in ("1", "true"):
            self.notes.hidden.add(self.row)
        self._write(f'<row r="{self.number}">')
        return True

    def _cell(self, attributes: Attributes) -> bool:
        written = attributes.get("r", "").strip()
        if written:
            letters = written.rstrip("0123456789")
            if written[len(letters) :] != self.number:
                raise Refused("damaged")
            column = self.known.get(letters)
            self.column = self._column(letters) if column is None else column
        else:
            self.column += 1
        if self.column in self.columns or self.column >= COLUMNS:
            raise Refused("damaged")
        self.columns.add(self.column)
        self.style = attributes.get("s", "")
        self.kind = attributes.get("t", "")
        self.inside, self.formula, self.has_v, self.in_v, self.value = True, False, False, False, ""
        if self.writes:
            style = f' s="{_quoted(self.style)}"' if self.style else ""
            kind = f' t="{_quoted(self.kind)}"' if self.kind and self.kind != "e" else ""
            self.written.write(f'<c r="{_letters(self.column)}{self.number}"{style}{kind}>')
        return True

    def _column(self, letters: str) -> int:
        """The column of letters that are met for the first time."""
        if not (1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha() and letters.isupper()):
            raise Refused("damaged")
        self.known[letters] = column_index(letters)
        return self.known[letters]

    def _formula(self, _: Attributes) -> bool:
        self.formula = self.formula or self.inside
        return False

    def _value(self, _: Attributes) -> bool:
        if self.has_v or not self.inside:
            raise Refused("damaged")
        self.has_v = self.in_v = True
        self._write("<v>")
        return True

    def _inline(self, _: Attributes) -> bool:
        self.has_v = True
        self._write("<is>")
        return True

    def _text(self, _: Attributes) -> bool:
        self.in_t = True
        self._write('<t xml:space="preserve">')
        return True

    def _write(self, text: str) -> None:
        """Write, but nothing of an error cell: the notes hold it, and calamine does not know every error."""
        if self.writes and not (self.inside and self.kind == "e"):
            self.written.write(text)

    def text(self, characters: str) -> None:
        """Characters of a value or a text."""
        if self.skipping or not (self.in_v or self.in_t):
            return
        if self.in_v:
            self.value += characters
        self._write(_escaped(characters))

    def end(self, name: str) -> None:
        """An element ends."""
        if self.skipping:
            self.skipping -= 1
            return
        local = name.rpartition(" ")[2]
        if local == "c":
            self._close()
        elif local == "v":
            self.in_v = False
        elif local == "t":
            self.in_t = False
        self._write(f"</{local}>")

    def _close(self) -> None:
        self.inside = False
        notes, cell = self.notes, (self.row, self.column)
        if self.formula or self.has_v:
            notes.height = max(notes.height, self.row + 1)
            notes.width = max(notes.width, self.column + 1)
        if self.kind == "e":
            notes.errors[cell] = self.value.strip() or "#"
        elif self.formula and not self.value.strip() and not (self.kind == "str" and self.has_v):
            notes.no_value.add(cell)
        style = self.style.strip() or "0"
        if self.special and style.isdecimal():
            index = int(style)
            if index in self.formats.percent:
                notes.percent.add(cell)
            if index in self.formats.scaled:
                notes.scaled.add(cell)
            if index in self.formats.worded:
                notes.worded.add(cell)


def _letters(column: int) -> str:
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
