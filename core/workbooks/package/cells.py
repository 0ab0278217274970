"""Write values into cells of the user's own sheets, each with a comment; every other part stays as it is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from itertools import count
from pathlib import Path

from lxml import etree
from msgspec import Struct

from core.compiled import tables
from core.intake.grid import decimal, plain
from core.intake.reader.letters import column_index, letters
from core.workbooks.package.guest import minimal_styles
from core.workbooks.package.parts import (
    RELATIONS,
    Relations,
    add_child,
    child_in_order,
    local,
    namespace,
    number,
    parse,
    relations_part,
    serialise,
)
from core.workbooks.package.workbook import WorkbookPackage

#: Formats that show a number as it is: General, figures, text.
PLAIN_FORMATS, PERCENT_FORMATS = frozenset({0, 1, 2, 3, 4, 37, 38, 39, 40, 49}), frozenset({9, 10})
#: The built-in formats General and 0.00%.
GENERAL, PERCENT = 0, 10
PLAIN_CODE = re.compile(r"[#0,._\-() @;]*0|General|@", re.IGNORECASE)
#: Formulas that other cells hold on to.
SHARED = frozenset({"shared", "array", "dataTable"})
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
SHAPES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
SHAPES: dict[str, str] = tables(Path(__file__).with_suffix(".toml"))


class NewValue(Struct, frozen=True):
    """What a cell is to hold, a number or text, and the comment that says so.

    `share`: a percentage as typed; `formatted`: one that means so in a percent format alone.
    """

    value: Decimal | str
    comment: str
    share: bool = False
    formatted: bool = False


Cell = tuple[int, int]


def put_cells(user: bytes, sheets: Mapping[str, Mapping[Cell, NewValue]], author: str) -> bytes:
    """The workbook with these cells of its sheets, by title; rows and columns from 0.

    A cell keeps its look, unless its format would show the number as something else.  Formulas that other cells
    share are left alone.  SpliceError with a code of `Refusal` where the file cannot be changed.
    """
    host = WorkbookPackage(user)
    host.drop_calculation_chain()
    host.calculate_on_load()
    formats = _Formats(host)
    for sheet in host.sheets:
        wanted = sheets.get(sheet.get("name", ""), {})
        if wanted:
            part = host.sheet_part(sheet)
            root = parse(host.container.read(part))
            written = {at: wanted[at] for at, cell in _cells(root, wanted) if _write(cell, wanted[at], formats)}
            _comment(host, part, root, written, author)
            host.changed[part] = serialise(root)
    return host.rewritten()


class _Formats:
    """What each cell format does to a number: nothing (''), '%', or '?' for anything else."""

    def __init__(self, host: WorkbookPackage) -> None:
        part = host.relations.part_of_kind("styles")
        self._host, self._part = host, part and host.container.find(part)
        styles = None if self._part is None else host.container.read(self._part)
        self._root = minimal_styles() if styles is None else parse(styles)
        self._holder = child_in_order(self._root, "cellXfs")
        codes = {number(each, "numFmtId"): each.get("formatCode", "") for each in self._root.iter("{*}numFmt")}
        ids = [number(each, "numFmtId") for each in self._holder.iterfind("{*}xf")]
        self._kinds = [_kind(id, codes.get(id, "")) for id in ids]
        self._made: dict[tuple[int, int], int] = {}

    def of(self, style: int) -> str:
        return self._kinds[style] if style < len(self._kinds) else ""

    def as_percent(self, style: int) -> int | None:
        """The format that looks the same and shows a percentage, a new one where it must be; None without formats."""
        return style if self.of(style) == "%" else self._alike(style, PERCENT)

    def as_plain(self, style: int) -> int | None:
        """The format that looks the same and shows a number as it is."""
        return self._alike(style, GENERAL) if self.of(style) else style

    def _alike(self, style: int, id: int) -> int | None:
        if self._part is None or style >= len(self._kinds):
            return None
        if (style, id) not in self._made:
            new = deepcopy(self._holder.findall("{*}xf")[style])
            new.set("numFmtId", str(id))
            new.set("applyNumberFormat", "1")
            self._holder.append(new)
            self._made[style, id] = len(self._kinds)
            self._kinds.append(_kind(id, ""))
            self._holder.set("count", str(len(self._kinds)))
            self._host.changed[self._part] = serialise(self._root)
        return self._made[style, id]


def _kind(id: int, code: str) -> str:
    if id in PERCENT_FORMATS or code.replace('"', "").endswith("%"):
        return "%"
    return "" if id in PLAIN_FORMATS or (code and PLAIN_CODE.fullmatch(code)) else "?"


def _cells(root: etree._Element, wanted: Mapping[Cell, NewValue]) -> list[tuple[Cell, etree._Element]]:
    """The wanted cells that the sheet has; a row or cell without an address is the one after the last."""
    found, at = [], -1
    for row in root.iterfind("{*}sheetData/{*}row"):
        at = int(row.get("r", "")) - 1 if row.get("r", "").isdecimal() else at + 1
        column = -1
        for cell in row.iterfind("{*}c"):
            name = re.match("[A-Z]+", cell.get("r", ""))
            column = column_index(name[0]) if name else column + 1
            if (at, column) in wanted:
                found.append(((at, column), cell))
    return found


def _write(cell: etree._Element, new: NewValue, formats: _Formats) -> bool:
    """Write a value into a cell; False where it is there, others share its formula, or no format says what it means."""
    if any(formula.get("t") in SHARED for formula in cell.iterfind("{*}f")):
        return False
    before, value = number(cell, "s"), new.value
    style: int | None = before
    if new.formatted:
        style = formats.as_percent(before)
        if style is None:
            return False
    if isinstance(value, Decimal):
        if new.share and formats.of(style or 0) == "%":
            value /= 100
        else:
            style = formats.as_plain(before)
        if style == before and value == _number(cell):
            return False
    if style is None:
        cell.attrib.pop("s", "")
    elif style != before:
        cell.set("s", str(style))
    for each in [*cell.iterchildren(etree.Element)]:
        if local(each) in ("f", "v", "is"):
            cell.remove(each)
    cell.attrib.pop("t", "")
    if isinstance(value, Decimal):
        add_child(cell, "v", {}).text = plain(value)
    else:
        cell.set("t", "inlineStr")
        add_child(add_child(cell, "is", {}), "t", {}).text = value
    return True


def _number(cell: etree._Element) -> Decimal | None:
    """The number that a cell holds, as it is read."""
    text = cell.findtext("{*}v") if cell.get("t", "n") == "n" else None
    with suppress(ValueError):
        return decimal(float(text or ""))
    return None


# --- comments -------------------------------------------------------------------------------


def _comment(
    host: WorkbookPackage, part: str, root: etree._Element, cells: Mapping[Cell, NewValue], author: str
) -> None:
    """A comment on each of the cells, behind what one says already; with the shapes that a program draws them in."""
    relations = Relations(host.container, part)
    kinds = {relation.get("Type", "").rsplit("/", 1)[-1] for relation in relations}
    if not cells or "threadedComment" in kinds:
        return
    before_ours = len(relations.root)
    own, shapes = (relations.part_of_kind(kind) for kind in ("comments", "vmlDrawing"))
    space = namespace(root)
    blank = f'<comments xmlns="{space}"><authors/><commentList/></comments>'.encode()
    comments = parse(blank if own is None else host.container.read(own))
    authors, listed = (child_in_order(comments, name) for name in ("authors", "commentList"))
    known = {each.get("ref"): each for each in listed.iterfind("{*}comment")}
    add_child(authors, "author", {}).text = author
    drawn = []
    for (row, column), new in sorted(cells.items()):
        ref = f"{letters(column)}{row + 1}"
        comment = known.get(ref)
        if comment is None:
            comment = add_child(listed, "comment", {"ref": ref, "authorId": str(len(authors) - 1)})
            drawn.append((row, column))
        text = child_in_order(comment, "text")
        said = "\n\n" + new.comment if len(text) else new.comment
        run = add_child(add_child(text, "r", {}), "t", {})
        run.text = said
        run.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    folder = posixpath.dirname(host.part)
    if own is None:
        own = _new(host, f"{folder}/comments{{}}.xml", COMMENTS_TYPE)
        relations.add(f"{RELATIONS}/comments", own)
    _keep(host, own, serialise(comments))
    if shapes is None:
        shapes = _new(host, f"{folder}/drawings/vmlDrawing{{}}.vml", SHAPES_TYPE)
        id = relations.add(f"{RELATIONS}/vmlDrawing", shapes)
        child_in_order(root, "legacyDrawing").set(f"{{{RELATIONS}}}id", id)
        before = SHAPES["shapes"].encode()
    else:
        before = host.container.read(shapes)
    taken = [int(each) for each in re.findall(rb"_x0000_s(\d+)", before)]
    head, end, tail = before.rpartition(b"</xml>")
    new_shapes = "".join(
        SHAPES["shape"].format(id=id, row=row, column=column, left=column + 1, right=column + 4, bottom=row + 4)
        for id, (row, column) in enumerate(drawn, max(taken, default=1024) + 1)
    )
    _keep(host, shapes, b"".join((head, new_shapes.encode(), end, tail)))
    if len(relations.root) > before_ours:
        _keep(host, relations_part(part), serialise(relations.root))


def _new(host: WorkbookPackage, name: str, type_: str) -> str:
    """A free name for a new part of that type."""
    free = next(each for each in map(name.format, count(1)) if not host.container.find(each) and each not in host.added)
    host.types.add(free, type_)
    return free


def _keep(host: WorkbookPackage, part: str, content: bytes) -> None:
    (host.changed if host.container.find(part) else host.added)[part] = content
