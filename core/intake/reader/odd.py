"""A sheet in unusual XML → its notes, and the same sheet in common XML.

Calamine loses part of a number that a comment, CDATA, a reference or an element stands in, takes an element
of another namespace for its own, and the last of two cells of one address.  A sheet that is not written as
the quick reader expects is therefore read here with expat, which takes every XML, and written anew for
calamine; one that contradicts itself is refused.
"""

from __future__ import annotations

import io
import itertools
import zipfile
from pyexpat import ExpatError, ParserCreate

from .guard import Package, Refused, without_doctype
from .letters import column_index, letters
from .notes import COLUMNS, ERRORS, ROWS, Notes, OddSheet
from .parts import Attributes, Formats

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
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


def read_odd(inflate: Callable[[], Iterator[bytes]], formats: Formats) -> Notes:
    """The notes of a sheet in any XML; `rewritten` is the sheet in common XML, which is what calamine gets."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    handlers = _Handlers(formats)

    def doctype(*_: object) -> None:
        raise Refused("doctype")

    parser.StartElementHandler = handlers.start
    parser.EndElementHandler = handlers.end
    parser.CharacterDataHandler = handlers.text
    parser.StartDoctypeDeclHandler = doctype
    try:
        for number, piece in enumerate(without_doctype(inflate())):
            handlers.notes.misread |= any(mark in (_body(piece) if number == 0 else piece) for mark in MISREAD)
            parser.Parse(piece, False)
            handlers.flush()
        parser.Parse(b"", True)
    except ExpatError:
        raise handlers.refusal() from None
    handlers.flush()
    notes = handlers.notes
    notes.rewritten = b"".join(handlers.written)
    notes.misread |= not ERRORS.issuperset(map(str.encode, notes.errors.values()))
    return notes


def _body(first: bytes) -> bytes:
    """The text after the XML declaration, if there is one."""
    return first[first.find(b"?>") + 2 :] if first[:8].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?") else first


def repacked(package: Package, rewritten: Mapping[str, bytes]) -> bytes:
    """The package with the rewritten sheets, for calamine: only the parts that it reads."""
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
    """Handlers for expat: the position in the sheet, the open cell, and the XML written so far."""

    def __init__(self, formats: Formats) -> None:
        self.kinds = [(kind, indices) for kind, indices in formats.indices.items() if indices]
        self.notes = Notes()
        self.written = [HEAD]
        self.out: list[str] = []
        self.skipping = 0
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.known: dict[str, int] = {}
        self.names: list[str] = []
        self.row = self.column = -1
        self.number = ""
        self.kind = self.value = self.style = ""
        self.in_data = self.seen_data = self.in_row = self.in_cell = self.in_inline = self.reading = False
        self.formula = self.has_value = self.has_inline = False
        begins: dict[str, Callable[[str, Attributes], None]] = {
            "c": self._cell,
            "v": self._value,
            "f": self._formula,
            "row": self._row,
            "t": self._text,
        }
        begins |= {"is": self._inline, "r": self._run, "sheetData": self._data, "col": self._look}
        begins |= {"cols": self._plain, "mergeCells": self._plain, "mergeCell": self._merged, "worksheet": self._root}
        ends: dict[str, Callable[[str], None]] = {
            "c": self._close,
            "v": self._read,
            "t": self._read,
            "row": self._row_end,
            "is": self._inline_end,
        }
        ends |= {"sheetData": self._data_end, "worksheet": self._tag_end, "mergeCells": self._tag_end}
        self.begins = begins | {f"{MAIN} {name}": begin for name, begin in begins.items()}
        self.ends = ends | {f"{MAIN} {name}": end for name, end in ends.items()}

    def refusal(self) -> Refused:
        """The refusal for a sheet that contradicts itself, or is no XML, near this cell."""
        if self.row < 0:
            return Refused("damaged")
        return Refused("damaged", row=self.row, **({"column": self.column} if self.in_cell else {}))

    def flush(self) -> None:
        """Encode what was written."""
        self.written.append("".join(self.out).encode())
        self.out.clear()

    def start(self, name: str, attributes: Attributes) -> None:
        """Start of an element; elements that are not part of the cells are skipped with their content.

        Unknown elements among the cells are refused, since their meaning is unknown.
        """
        begin = self.begins.get(name)
        self.notes.misread |= name.endswith(DATA) and (self.skipping > 0 or begin is None)
        if self.skipping:
            self.skipping += 1
            return
        if self.reading:
            raise self.refusal()
        if begin is not None:
            begin(name, attributes)
        elif self.in_data and name.rpartition(" ")[2] not in (PASSED_IN_TEXT if self.in_inline else PASSED):
            raise self.refusal()
        else:
            self.notes.misread |= self.in_data and not self.in_inline
            self.skipping = 1

    def end(self, name: str) -> None:
        """End of an element."""
        if self.skipping:
            self.skipping -= 1
            return
        end = self.ends.get(name)
        if end is not None:
            end(name)

    def text(self, characters: str) -> None:
        """Characters of a value or a text."""
        if self.reading and not self.skipping:
            self.value += characters

    def _root(self, _: str, __: Attributes) -> None:
        self.out.append(f'<worksheet xmlns="{MAIN}">')

    def _plain(self, name: str, _: Attributes) -> None:
        if self.in_data:
            raise self.refusal()
        if name.endswith("mergeCells"):
            self.out.append("<mergeCells>")

    def _tag_end(self, name: str) -> None:
        self.out.append(f"</{name.rpartition(' ')[2]}>")

    def _merged(self, _: str, attributes: Attributes) -> None:
        self.out.append(f'<mergeCell ref="{_quoted(attributes.get("ref", ""))}"/>')

    def _look(self, _: str, attributes: Attributes) -> None:
        """The look of a run of columns, of which only those that are hidden matter."""
        first, last = (attributes.get(side, "").strip() for side in ("min", "max"))
        hidden = attributes.get("hidden", "0").strip() in ("1", "true") or attributes.get("width", "").strip() == "0"
        if hidden and first.isdecimal() and last.isdecimal():
            self.notes.hidden_columns.update(range(int(first[:9]) - 1, min(int(last[:9]), COLUMNS)))

    def _data(self, _: str, __: Attributes) -> None:
        if self.seen_data:
            raise self.refusal()
        self.seen_data = self.in_data = True
        self.out.append("<sheetData>")

    def _data_end(self, _: str) -> None:
        self.in_data = False
        self.out.append("</sheetData>")

    def _row(self, _: str, attributes: Attributes) -> None:
        number = attributes.get("r", "").strip()
        self.row = int(number) - 1 if number.isdecimal() and len(number) < 10 else self.row + 1 if not number else -1
        if not 0 <= self.row < ROWS or self.row in self.rows or self.in_row or not self.in_data:
            raise self.refusal()
        self.in_row = True
        self.rows.add(self.row)
        self.number = str(self.row + 1)
        self.columns = set()
        self.column = -1
        if attributes.get("hidden", "0").strip() in ("1", "true") or attributes.get("ht", "").strip() == "0":
            self.notes.hidden.add(self.row)
        self.out.append(f'<row r="{self.number}">')

    def _row_end(self, _: str) -> None:
        self.in_row = False
        self.out.append("</row>")

    def _cell(self, _: str, attributes: Attributes) -> None:
        written = attributes.get("r", "").strip()
        if written:
            letters = written.rstrip("0123456789")
            if written[len(letters) :] != self.number:
                raise self.refusal()
            column = self.known.get(letters)
            self.column = self._new_column(letters) if column is None else column
        else:
            self.column += 1
        if self.in_cell or not self.in_row:
            raise self.refusal()
        self.in_cell = True
        if self.column in self.columns or self.column >= COLUMNS:
            raise self.refusal()
        self.columns.add(self.column)
        self.style = attributes.get("s", "")
        self.kind = attributes.get("t", "")
        self.formula = self.has_value = self.has_inline = False
        self.value = ""

    def _new_column(self, letters: str) -> int:
        """The index of column letters not seen before."""
        if not (1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha() and letters.isupper()):
            raise self.refusal()
        self.known[letters] = column_index(letters)
        return self.known[letters]

    def _formula(self, _: str, __: Attributes) -> None:
        if not self.in_cell:
            raise self.refusal()
        self.formula = True
        self.skipping = 1

    def _value(self, _: str, __: Attributes) -> None:
        if self.has_value or self.has_inline or not self.in_cell:
            raise self.refusal()
        self.has_value = self.reading = True

    def _inline(self, _: str, __: Attributes) -> None:
        if self.has_value or self.has_inline or not self.in_cell:
            raise self.refusal()
        self.has_inline = self.in_inline = True

    def _inline_end(self, _: str) -> None:
        self.in_inline = False

    def _run(self, _: str, __: Attributes) -> None:
        if not self.in_inline:
            raise self.refusal()

    def _text(self, _: str, __: Attributes) -> None:
        if not self.in_inline:
            raise self.refusal()
        self.reading = True

    def _read(self, _: str) -> None:
        self.reading = False

    def _close(self, _: str) -> None:
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
            value = _escaped(value)
            kind = "str" if self.has_value and kind not in TEXTS else kind
        look = f' s="{_quoted(style)}"' if style else ""
        sort = f' t="{_quoted(kind)}"' if kind else ""
        if self.has_value:
            value = f"<v>{value}</v>"
        elif self.has_inline:
            value = f'<is><t xml:space="preserve">{value}</t></is>'
        self.out.append(f'<c r="{self.names[self.column]}{self.number}"{look}{sort}>{value}</c>')
