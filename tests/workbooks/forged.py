"""A scored workbook as its parts, to forge one thing in it as a person with a text editor would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from random import Random

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml"
Element = etree._Element


@dataclass(frozen=True)
class Forgery:
    """What was done, the sheet and the cell that `verify` must name ('' for the sheet itself), and the workbook."""

    name: str
    sheet: str
    cell: str
    book: Book

    @property
    def content(self) -> bytes:
        """The file; most forgeries are made to draw some from, and are never written."""
        return self.book.packed()


class Book:
    """The parts of a workbook, parsed where they are forged."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.workbook = etree.fromstring(self.parts["xl/workbook.xml"])
        relations = etree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        self.targets = {r.get("Id"): f"xl/{r.get('Target', '').removeprefix('/xl/')}" for r in relations}
        self.roots: dict[str, Element] = {}

    @property
    def sheets(self) -> dict[str, Element]:
        return {str(sheet.get("name")): sheet for sheet in self.workbook.iter(f"{{{MAIN}}}sheet")}

    @property
    def names(self) -> list[Element]:
        return list(self.workbook.iter(f"{{{MAIN}}}definedName"))

    def root(self, title: str) -> Element:
        part = self.targets[self.sheets[title].get(RELATION)]
        if part not in self.roots:
            self.roots[part] = etree.fromstring(self.parts[part])
        return self.roots[part]

    def cells(self, title: str) -> Iterator[Element]:
        return self.root(title).iter(f"{{{MAIN}}}c")

    def packed(self) -> bytes:
        parts = {**self.parts, "xl/workbook.xml": etree.tostring(self.workbook)}
        parts |= {name: etree.tostring(root) for name, root in self.roots.items()}
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return stream.getvalue()


# --- cells ----------------------------------------------------------------------------------


def _child(cell: Element, name: str) -> Element | None:
    return next(cell.iter(f"{{{MAIN}}}{name}"), None)


def _text(cell: Element, name: str) -> str:
    found = _child(cell, name)
    return "" if found is None else found.text or ""


def _is_number(cell: Element) -> bool:
    return cell.get("t", "n") == "n" and _text(cell, "v") != ""


def _has(cell: Element, what: str) -> bool:
    formula = _child(cell, "f") is not None
    if what == "text":
        return not formula and _text(cell, "t") != ""
    if what == "number":
        return not formula and _is_number(cell)
    if what == "formula":
        return formula
    return formula and (
        _is_number(cell) if what == "cached number" else _text(cell, "v") != "" and not _is_number(cell)
    )


def _grow(cell: Element) -> None:
    value = _child(cell, "v")
    assert value is not None
    value.text = repr(float(value.text or "0") * 1.001 + 1)


def _reword(name: str) -> Callable[[Element], None]:
    def change(cell: Element) -> None:
        element = _child(cell, name)
        assert element is not None
        element.text = f"{element.text}。"

    return change


def _as_text(cell: Element) -> None:
    cell.set("t", "str")


def _unformula(cell: Element) -> None:
    formula = _child(cell, "f")
    assert formula is not None
    cell.remove(formula)


def _reformula(cell: Element) -> None:
    formula = _child(cell, "f")
    assert formula is not None
    formula.text = f"({formula.text})+0"


#: Name of a forgery of one cell → the cells that it can be done to, and what is done.
OF_CELLS: dict[str, tuple[str, Callable[[Element], None]]] = {
    "cached value": ("cached number", _grow),
    "cached text": ("cached text", _reword("v")),
    "formula": ("formula", _reformula),
    "value in place of a formula": ("formula", _unformula),
    "number": ("number", _grow),
    "number as text": ("number", _as_text),
    "text": ("text", _reword("t")),
}


def of_cells(content: bytes, titles: list[str], rng: Random) -> Iterator[Forgery]:
    """One forgery of each kind on each sheet that has a cell for it."""
    for title in titles:
        for name, (what, change) in OF_CELLS.items():
            book = Book(content)
            found = [cell for cell in book.cells(title) if _has(cell, what)]
            if found:
                cell = rng.choice(found)
                change(cell)
                yield Forgery(f"{name} on {title}", title, f"{title}!{cell.get('r')}", book)


def _emptied(row: Element) -> None:
    for cell in row:
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)


def of_rows(content: bytes, titles: list[str], rng: Random) -> Iterator[Forgery]:
    """A row emptied, and a cell added outside what a sheet has, on each sheet."""
    for title in titles:
        book = Book(content)
        full = [c for c in book.cells(title) if any(_has(c, what) for what in ("text", "number", "formula"))]
        row = rng.choice([c for c in full if not _cachedless(c)]).getparent()
        assert row is not None
        cell = next(c for c in row if c in full and not _cachedless(c))
        _emptied(row)
        yield Forgery(f"row emptied on {title}", title, f"{title}!{cell.get('r')}", book)
        book = Book(content)
        data = next(book.root(title).iter(f"{{{MAIN}}}sheetData"))
        row = etree.SubElement(data, f"{{{MAIN}}}row", r="9000")
        cell = etree.SubElement(row, f"{{{MAIN}}}c", r="Q9000", t="str")
        etree.SubElement(cell, f"{{{MAIN}}}v").text = "达标"
        yield Forgery(f"cell added to {title}", title, f"{title}!Q9000", book)


def _cachedless(cell: Element) -> bool:
    return _child(cell, "f") is not None and _text(cell, "v") == ""


# --- sheets and names -----------------------------------------------------------------------


def of_sheets(content: bytes, titles: list[str]) -> Iterator[Forgery]:
    """A sheet deleted, renamed with and without its mark, hidden; one put in."""
    for title in titles:
        book = Book(content)
        sheet = book.sheets[title]
        position = list(book.sheets).index(title)
        parent = sheet.getparent()
        assert parent is not None
        parent.remove(sheet)
        for name in book.names:
            scope = name.get("localSheetId")
            holder = name.getparent()
            assert holder is not None
            if scope is not None and int(scope) == position:
                holder.remove(name)
            elif scope is not None and int(scope) > position:
                name.set("localSheetId", str(int(scope) - 1))
        yield Forgery(f"{title} deleted", title, "", book)
    for title in titles[:3]:
        book = Book(content)
        book.sheets[title].set("name", "改了名")
        yield Forgery(f"{title} renamed, its mark not", title, "", book)
        book = Book(content)
        book.sheets[title].set("name", "改了名")
        for name in book.names:
            name.text = (name.text or "").replace(f"'{title}'!", "'改了名'!").replace(f"{title}!", "'改了名'!")
        yield Forgery(f"{title} renamed", "改了名", title, book)
        book = Book(content)
        if book.sheets[title].get("state") is None:
            book.sheets[title].set("state", "hidden")
            yield Forgery(f"{title} hidden", title, "", book)
    book = Book(content)
    book.sheets["tds-receipt"].attrib.pop("state")
    yield Forgery("receipt shown", "tds-receipt", "", book)
    book = Book(content)
    sheet = deepcopy(book.sheets[titles[0]])
    holder = book.sheets[titles[0]].getparent()
    assert holder is not None
    sheet.set("name", "验收结论")
    sheet.set("sheetId", "999")
    sheet.set(RELATION, "rId999")
    holder.append(sheet)
    book.parts["xl/worksheets/sheet999.xml"] = etree.tostring(book.root(titles[0]))
    relation = b'<Relationship Id="rId999" Target="worksheets/sheet999.xml" Type="%b/worksheet"/></Relationships>'
    _replace(book, "xl/_rels/workbook.xml.rels", b"</Relationships>", relation % RELATIONS)
    part = b'<Override PartName="/xl/worksheets/sheet999.xml" ContentType="%b.worksheet+xml"/></Types>' % TYPE
    _replace(book, "[Content_Types].xml", b"</Types>", part)
    yield Forgery("sheet added", "验收结论", "", book)


def _replace(book: Book, part: str, old: bytes, new: bytes) -> None:
    book.parts[part] = book.parts[part].replace(old, new)


def of_names(content: bytes, rng: Random) -> Iterator[Forgery]:
    """A mark removed, pointed elsewhere; a print area changed; a name of ours put in."""
    marks = [name.get("name") for name in Book(content).names if str(name.get("name")).startswith("_tds_")]
    for mark in rng.sample(marks, 3):
        book = Book(content)
        name = next(each for each in book.names if each.get("name") == mark)
        holder = name.getparent()
        assert holder is not None
        holder.remove(name)
        yield Forgery(f"{mark} removed", str(mark), "", book)
        book = Book(content)
        name = next(each for each in book.names if each.get("name") == mark)
        name.text = (name.text or "").replace("$A$1", "$B$2")
        yield Forgery(f"{mark} moved", str(mark), "", book)
    areas = [i for i, name in enumerate(Book(content).names) if name.get("name") == "_xlnm.Print_Area"]
    book = Book(content)
    name = book.names[rng.choice([i for i in areas if _of_ours(book, i)])]
    name.text = f"{(name.text or '').partition('!')[0]}!$A$1:$A$2"
    title = list(book.sheets)[int(name.get("localSheetId", ""))]
    yield Forgery("print area changed", title, "Print_Area", book)
    for added, text in (("_tds_approved", None), ("验收结论", "1")):  # one for a sheet of ours, one for nothing of ours
        book = Book(content)
        extra = deepcopy(next(each for each in book.names if each.get("name") == marks[0]))
        extra.set("name", added)
        extra.text = text or extra.text
        holder = book.names[0].getparent()
        assert holder is not None
        holder.append(extra)
        yield Forgery("name added", added, "", book)


def _of_ours(book: Book, number: int) -> bool:
    title = list(book.sheets)[int(book.names[number].get("localSheetId", "0"))]
    return any(title in (name.text or "") for name in book.names if str(name.get("name")).startswith("_tds_sheet"))


def of_receipt(content: bytes) -> Iterator[Forgery]:
    """Each kind of row of the receipt edited."""
    seen = set()
    for number, row in enumerate(Book(content).root("tds-receipt").iter(f"{{{MAIN}}}row")):
        kind = _text(row[0], "t")
        if kind in seen:
            continue
        seen.add(kind)
        book = Book(content)
        row = list(book.root("tds-receipt").iter(f"{{{MAIN}}}row"))[number]
        cell = [cell for cell in row if _text(cell, "t")][-1]
        text = _child(cell, "t")
        assert text is not None
        text.text = f"{text.text}0" if kind != "version" else "9.9"
        place = "" if kind in NO_CELL else f"tds-receipt!{cell.get('r')}"
        yield Forgery(f"receipt: {kind}", "tds-receipt", place, book)


#: Where these rows say nonsense there is no receipt, or other sheets than it says.
NO_CELL = ("tds-receipt", "profile", "as_of", "language", "scenario", "previous_file", "modified")
