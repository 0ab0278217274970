"""Sheets of ours that the user renamed, wrote in or drew on: they become the user's own, under a title that says so."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from itertools import count

from lxml import etree
from msgspec import Struct
from openpyxl.utils.cell import coordinate_to_tuple
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.image import Image

from core.errors import RefusedWorkbook
from core.i18n import Words
from core.intake.reader.parts import RECEIPT
from core.intake.spawn import WrittenSheet, our_sheets
from core.workbooks.actions import has_entries, without_entries
from core.workbooks.digests import cells_digest
from core.workbooks.package import WorkbookPackage, take_out_ours
from core.workbooks.package.parts import Relations, number, parse
from core.workbooks.receipt import receipt_of
from core.workbooks.template.page import Page

LONGEST_TITLE = 31
#: A pixel in the unit of drawings, and what its size is where a drawing says none.
PIXEL, SIZE = 9525, (240, 80)


def without_ours(user: bytes, _: Words) -> bytes:
    """The workbook without our sheets; those that the user changed stay as the user's own, with their values.

    SpliceError with a code of `package.Refusal` where the file cannot be read, or all its sheets are ours.
    """
    return take_out_ours(user, keep=set_aside(user, marked_sheets(user), _, entries=True)[0])


def marked_sheets(user: bytes) -> list[WrittenSheet]:
    """Our sheets in a workbook; none where reading refuses it."""
    marked = WorkbookPackage(user).marked
    with suppress(RefusedWorkbook):
        return [sheet for sheet in our_sheets(user) if sheet.title in marked] if marked else []
    return []


def set_aside(
    user: bytes, sheets: Sequence[WrittenSheet], _: Words, *, entries: bool = False
) -> tuple[dict[str, str], list[WrittenSheet]]:
    """The new titles of those of our sheets that were renamed or written in since their scoring; those sheets.

    `entries`: what we ask the sender to enter there counts as well, since nothing else takes it along.
    """
    receipt = receipt_of(sheets)
    if receipt is None:
        return {}, []
    package = WorkbookPackage(user)
    digests = {title: receipt.digests.get(key, "") for key, title in receipt.added.items()}
    changed = [
        sheet
        for sheet in sheets
        if not sheet.title.startswith(RECEIPT)
        and (
            sheet.title not in digests
            or digests[sheet.title] not in ("", _digest(sheet))  # no receipt of before digests has one
            or any(drawn_on(package, sheet.title))
            or (entries and has_entries(sheet.values))
        )
    ]
    used = {title.casefold() for title in package.titles}
    titles = {}
    for sheet in changed:
        titles[sheet.title] = variant(sheet.title, used, _(" (old scoring)"), _(" (old scoring {n})"))
        used.add(titles[sheet.title].casefold())
    return titles, changed


def _digest(sheet: WrittenSheet) -> str:
    """The hash of what a sheet holds, as its scoring took it."""
    cells = {place: None if cell.formula is not None else cell.value for place, cell in sheet.cells.items()}
    return cells_digest(without_entries(cells))


def free_title(title: str, taken: Collection[str], _: Words) -> str:
    """The title, or the first of its variants that no sheet in `taken` (case-folded) has.

    >>> from core.i18n import words
    >>> free_title("Results", {"results", "results (scored)"}, words("en"))
    'Results (scored 2)'
    """
    return title if title.casefold() not in taken else variant(title, taken, _(" (scored)"), _(" (scored {n})"))


def variant(title: str, taken: Collection[str], first: str, further: str) -> str:
    """The title with the first of these endings that makes it one that no sheet in `taken` (case-folded) has."""
    endings = (further.format(n=n) if n > 1 else first for n in count(1))
    variants = (title[: LONGEST_TITLE - len(ending)] + ending for ending in endings)
    return next(each for each in variants if each.casefold() not in taken)


# --- what a sender put over the cells: comments, pictures and words in shapes; our sheets have only charts ---


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
    comments, drawing = (package.container.find(relations.part_of_kind(kind) or "") for kind in ("comments", "drawing"))
    for comment in () if comments is None else parse(package.container.read(comments)).iter("{*}comment"):
        with suppress(ValueError):
            row, column = coordinate_to_tuple(comment.get("ref", ""))
            yield Drawn(row - 1, column - 1, comment="".join(t.text or "" for t in comment.iter("{*}t")))
    if drawing is not None:
        for anchor in parse(package.container.read(drawing)):
            for shape in anchor.iter("{*}pic", "{*}sp", "{*}cxnSp"):
                yield _shape(package, drawing, anchor, shape)


def _shape(package: WorkbookPackage, drawing: str, anchor: etree._Element, shape: etree._Element) -> Drawn:
    """A picture, or a shape with its words; at A1 where its place is no cell."""
    row, column = (int(anchor.findtext(f"{{*}}from/{{*}}{name}", "0")) for name in ("row", "col"))
    sizes = (tuple(number(ext, key) // PIXEL for key in ("cx", "cy")) for ext in anchor.iter("{*}ext"))
    width, height = next((size for size in sizes if all(size)), SIZE)
    relations = Relations(package.container, drawing)
    known = relations.by_id()
    ids = (str(id) for blip in shape.iter("{*}blip") for key, id in blip.attrib.items() if str(key).endswith("}embed"))
    parts = (package.container.find(relations.target(known[id]) or "") for id in ids if id in known)
    picture = next((package.container.read(part) for part in parts if part), b"")
    words = "\n".join("".join(t.text or "" for t in line.iter("{*}t")) for line in shape.iter("{*}p"))
    return Drawn(row, column, picture=picture, text=words.strip(), size=(width, height))
