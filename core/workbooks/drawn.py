"""What a sender put over the cells of a sheet of ours: comments, pictures and words in shapes; ours have only charts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree
from msgspec import Struct
from openpyxl.utils.cell import coordinate_to_tuple
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.image import Image

from core.workbooks.package import WorkbookPackage
from core.workbooks.package.parts import Relations, number, parse
from core.workbooks.template.page import Page

#: A pixel in the unit of drawings, and what its size is where a drawing says none.
PIXEL, SIZE = 9525, (240, 80)


class Drawn(Struct, frozen=True):
    """Something at a cell (from 0): a comment's text, a picture's bytes or a shape's text; pixels of the latter two."""

    row: int
    column: int
    comment: str = ""
    picture: bytes = b""
    text: str = ""
    size: tuple[int, int] = SIZE

    def put(self, page: Page) -> None:
        """Put the like on a sheet; not a picture of a kind that XlsxWriter does not know."""
        if self.comment:
            page.note(self.row + 1, self.column + 1, self.comment)
        elif self.text:
            width, height = self.size
            page.sheet.insert_textbox(self.row, self.column, self.text, {"width": width, "height": height})
        elif self.picture:
            try:
                image = Image(io.BytesIO(self.picture))
            except (XlsxFileError, ValueError, IndexError):
                return
            scale = {"x_scale": self.size[0] / image.width, "y_scale": self.size[1] / image.height}
            page.sheet.insert_image(self.row, self.column, io.BytesIO(self.picture), scale)


def drawn_on(package: WorkbookPackage, title: str) -> Iterator[Drawn]:
    """What was put on a sheet, a shape without words as a text that is empty."""
    relations = Relations(package.container, package.sheet_part(package.sheets[package.titles.index(title)]))
    comments, drawing = (_part(package, relations.part_of_kind(kind)) for kind in ("comments", "drawing"))
    for comment in () if comments is None else parse(package.container.read(comments)).iter("{*}comment"):
        with suppress(ValueError):
            row, column = coordinate_to_tuple(comment.get("ref", ""))
            yield Drawn(row - 1, column - 1, comment="".join(t.text or "" for t in comment.iter("{*}t")))
    if drawing is not None:
        for anchor in parse(package.container.read(drawing)):
            for shape in anchor.iter("{*}pic", "{*}sp", "{*}cxnSp"):
                yield _shape(package, drawing, anchor, shape)


def _part(package: WorkbookPackage, part: str | None) -> str | None:
    return None if part is None else package.container.find(part)


def _shape(package: WorkbookPackage, drawing: str, anchor: etree._Element, shape: etree._Element) -> Drawn:
    """A picture, or a shape with its words; at A1 where its place is no cell."""
    row, column = (int(anchor.findtext(f"{{*}}from/{{*}}{name}", "0")) for name in ("row", "col"))
    sizes = (tuple(number(ext, key) // PIXEL for key in ("cx", "cy")) for ext in anchor.iter("{*}ext"))
    width, height = next((size for size in sizes if all(size)), SIZE)
    relations = Relations(package.container, drawing)
    known = relations.by_id()
    ids = (str(id) for blip in shape.iter("{*}blip") for key, id in blip.attrib.items() if str(key).endswith("}embed"))
    parts = (_part(package, relations.target(known[id])) for id in ids if id in known)
    picture = next((package.container.read(part) for part in parts if part), b"")
    words = "\n".join("".join(t.text or "" for t in line.iter("{*}t")) for line in shape.iter("{*}p"))
    return Drawn(row, column, picture=picture, text=words.strip(), size=(width, height))
