"""The sheets that a scoring added, cell by cell as the file has them: value and formula of each.

Whoever compares two such sheets needs what calamine leaves out: formulas, and which values are theirs.
"""

from __future__ import annotations

from .guard import Package, without_doctype
from .letters import column_index
from .looks import hidden, is_on
from .parts import RECEIPT, Outline
from .xml import INSIDE, Attributes, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    Value = str | float | bool | tuple[str, str] | None
    #: Row and column from 0, the value (None where there is none), the formula, the number it is shared by.
    Cell = tuple[int, int, Value, str | None, str | None]
    #: Title, state, cells, and the rows and columns that nobody sees.
    Written = tuple[str, str, list[Cell], list[int], list[int]]

#: The rows of our receipt that say an answer or the title of a sheet that was added.
KEPT, ADDED = "answer", "added"
#: In place of a formula, for a cell that the formula of another one above it fills.
FILLED = "{}"
PASSED = ("rPh", "extLst")
#: Rows of fewer points than this and columns of less width are seen by nobody.
LOWEST, NARROWEST = 3, 0.4


def written(package: Package, found: Outline) -> list[Written]:
    """Each sheet that our marks or a receipt name, in the workbook's order."""
    strings = _Sheet([]).read(package, found.strings).texts if found.strings else []
    parts = {sheet.name: sheet for sheet in found.sheets if sheet.part is not None}
    read: dict[str, _Sheet] = {}
    wanted = set(found.ours) | {name for name in parts if name.casefold().startswith(RECEIPT)}
    while missing := [name for name in parts if name in wanted and name not in read]:
        for name in missing:
            read[name] = _Sheet(strings).read(package, parts[name].part)
            if name.casefold().startswith(RECEIPT):
                wanted |= _added(read[name].cells)
    return [
        (name, sheet.state, read[name].cells, read[name].unseen(), sorted(read[name].columns))
        for name, sheet in parts.items()
        if name in read
    ]


def _added(cells: list[Cell]) -> set[str]:
    """The titles of the sheets that a receipt says were added."""
    rows = {row for row, column, value, _, _ in cells if column == 0 and value == ADDED}
    return {str(value) for row, column, value, _, _ in cells if column > 1 and row in rows}


class _Sheet:
    """Handlers for expat that collect the cells of a sheet, or the shared strings without formats and readings."""

    def __init__(self, strings: list[str]) -> None:
        self.strings = strings
        self.cells: list[Cell] = []
        self.texts: list[str] = []
        self.row = self.column = -1
        self.kind = self.into = ""
        self.formula: str | None = None
        self.shared: str | None = None
        #: By column, the rows from and to that a formula of the first of them fills; in that order at most one at a time.
        self.filled: dict[int, tuple[int, int]] = {}
        self.value: str | None = None
        self.passed = 0
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.filtered = False

    def read(self, package: Package, part: str) -> _Sheet:
        parse(without_doctype(package.inflate(part)), self.start, self.end, self.text)
        return self

    def start(self, name: str, attributes: Attributes) -> None:
        local = name.rpartition(" ")[2]
        self.passed += local in PASSED
        if self.passed or not name.startswith(INSIDE):
            return
        if local == "row":
            self.row = _whole(attributes.get("r", ""), self.row + 2) - 1
            self.column = -1
            if is_on(attributes, "hidden") or _below(attributes.get("ht"), LOWEST):
                self.rows.add(self.row)
        elif local == "col":
            narrow = {"hidden": "1"} if _below(attributes.get("width"), NARROWEST) else {}
            self.columns.update(hidden({**attributes, **narrow}))
        elif local == "filterColumn":
            self.filtered = True
        elif local == "c":
            self._place(attributes.get("r", ""))
            self.kind = attributes.get("t", "n")
            self.formula = self.shared = self.value = None
        elif local == "si":
            self.value = None
        elif local == "f":
            self.into, self.formula = (
                "f",
                self._fills(attributes.get("ref", "")) if attributes.get("t") == "array" else "",
            )
            self.shared = attributes.get("si") if attributes.get("t") == "shared" else None
        elif local in ("v", "t"):
            self.into, self.value = "v", self.value or ""

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self.passed -= local in PASSED
        self.into = ""
        if name == INSIDE + "si":
            self.texts.append(self.value or "")
        elif not self.passed and name == INSIDE + "c":
            value = self._value()
            first, last = self.filled.get(self.column, (self.row, self.row))
            if first < self.row <= last:
                self.formula = FILLED
            if value is not None or self.formula is not None:
                self.cells.append((self.row, self.column, value, self.formula, self.shared))

    def text(self, characters: str) -> None:
        if self.into == "f" and self.formula is not None:
            self.formula += characters
        elif self.into == "v" and self.value is not None:
            self.value += characters

    def unseen(self) -> list[int]:
        """The rows that nobody sees; none where a filter is set, which shows that it hides rows."""
        return [] if self.filtered else sorted(self.rows)

    def _fills(self, ref: str) -> str:
        """The mark before a formula that fills several rows of its column."""
        first, _, last = ref.partition(":")
        (left, top), (right, bottom) = map(_address, (first, last or first))
        if left == right == self.column and top == self.row:
            self.filled[left] = top, bottom
        return f"{{{ref}}}"

    def _place(self, address: str) -> None:
        column, row = _address(address)
        if column < 0:
            self.column += 1
        else:
            self.row, self.column = row, column

    def _value(self) -> Value:
        text = self.value
        if text is None or (text == "" and self.kind not in ("str", "inlineStr")):
            return None
        if self.kind == "s":
            number = _whole(text, -1)
            return _plain(self.strings[number]) if 0 <= number < len(self.strings) else ("e", "#s")
        if self.kind in ("str", "inlineStr"):
            return _plain(text)
        if self.kind == "e":
            return "e", text
        try:
            return bool(int(text)) if self.kind == "b" else float(text)
        except ValueError:
            return "e", text


def _address(address: str) -> tuple[int, int]:
    """Column and row from 0; -1 where it is no address of a cell."""
    letters = address.rstrip("0123456789")
    digits = address[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and digits):
        return -1, -1
    return column_index(letters.upper()), int(digits) - 1


def _plain(text: str) -> str:
    """A text as a program shows it: Open XML writes characters that XML cannot hold as `_x0007_`."""
    if "_x" in text:
        import re

        text = re.sub("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n")


def _below(size: str | None, least: float) -> bool:
    """Whether a height or width is given and less than that."""
    try:
        return size is not None and float(size) < least
    except ValueError:
        return False


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise
