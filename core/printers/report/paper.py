"""The paper that the report is written on, with numbered pages; every text goes in as plain text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from msgspec import Struct

from core.i18n import Language
from core.model.document import Value, Verbatim
from core.printers.palette import LIGHT
from core.printers.report.styles import (
    LETTER_MARGINS,
    PROOF_MARGINS,
    SIDES,
    WIDTH_CM,
    element,
    hexadecimal,
    lay_out,
    prepare,
    rgb,
    tag,
)
from core.printers.text import TextPrinter, plain


class Strong(Struct, frozen=True):
    """A piece of a paragraph in bold, in a colour where one is given."""

    text: Value
    colour: str | None = None


Piece = Value | Strong
Content = Piece | list[list[Piece]]


class Figure(NamedTuple):
    png: bytes
    caption: Value
    alt: Value


class Paper:
    """A document under way: what is added stands below what was added before."""

    def __init__(self, words: TextPrinter, title: str, subject: str, day: datetime) -> None:
        """An empty document; `title`, `subject` and `day` are what its properties say, `words` prints its values."""
        self.words, language = words, words.language
        self._document = docx.Document()
        self._pictures = self._tables = 0
        prepare(self._document, language)
        self._styles = {style.name: style.style_id for style in self._document.styles}
        section = self._document.sections[0]
        margins, foot = (LETTER_MARGINS, 2.5) if language == Language.ZH else (PROOF_MARGINS, 1.0)
        lay_out(section, margins, foot)
        for footer, side in ((section.footer, "Odd"), (section.even_page_footer, "Even")):
            paragraph = footer.paragraphs[0]
            self._fill(paragraph, f"Letter Footer {side}", [Verbatim("— ")])
            _field(paragraph, "PAGE")
            paragraph.add_run(" —")
        properties = self._document.core_properties
        properties.title = plain(title, 200)
        properties.subject = plain(subject, 200)
        properties.language = tag(language)
        properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
        properties.created = properties.modified = day
        properties.revision = 1

    # --- what is written ---

    def annex(self, head: str) -> None:
        """Begins the annex on a new page, in its own layout, with a line at the head of every page."""
        section = self._document.add_section()
        lay_out(section, PROOF_MARGINS, 1.0)
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            self._fill(header.paragraphs[0], "Header", [Verbatim(head)])
        for footer in (section.footer, section.even_page_footer):
            footer.is_linked_to_previous = False
            self._number(footer.paragraphs[0])

    def text(self, *pieces: Piece, style: str = "Body Text") -> None:
        self._fill(self._document.add_paragraph(), style, pieces)

    def heading(self, text: Value) -> None:
        self.text(text, style="Heading 1")

    def after(self, value: Value) -> Verbatim:
        """Text that follows another sentence in its paragraph."""
        text = self.words(value)
        return Verbatim(text and self.words.separator("sentences") + text)

    def figure(self, figure: Figure) -> None:
        """A picture as wide as the text, its caption below."""
        self._picture(self._document.add_paragraph(style="Picture"), figure, WIDTH_CM)
        self.text(figure.caption, style="Caption")

    def figures(self, figures: Sequence[Figure], of: int) -> None:
        """Pictures side by side, each `1 / of` of the width, its caption above."""
        table = self._table([WIDTH_CM / of] * of)
        for cell, figure in zip(table.rows[0].cells, figures, strict=False):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            self._fill(cell.paragraphs[0], "Caption Above", [figure.caption])
            self._picture(cell.add_paragraph(style="Picture"), figure, WIDTH_CM / of - 0.6)
        _mark(table, 0, "w:cantSplit")

    def table(
        self, caption: str, header: Sequence[Value], rows: Sequence[Sequence[Content]], widths: Sequence[float]
    ) -> None:
        """A ruled table; its header stands again on every page, no row breaks over pages.

        `caption` holds {n} where the table's number stands; `widths` are parts of the whole.
        """
        self._tables += 1
        caption = caption.format(n=self._tables)
        self.text(Verbatim(caption), style="Table Caption")
        table = self._table([WIDTH_CM * width / sum(widths) for width in widths])
        _rule(table)
        table._tbl.tblPr.append(element("w:tblCaption", val=plain(caption)))  # for those who hear it read
        for cell, text in zip(table.rows[0].cells, header, strict=True):
            self._fill(cell.paragraphs[0], "Table Header", [text])
            shade = element("w:shd", val="clear", color="auto", fill=hexadecimal(LIGHT.track))
            cell._tc.get_or_add_tcPr().append(shade)
        _mark(table, 0, "w:cantSplit", "w:tblHeader")
        for number, row in enumerate(rows, start=1):
            for cell, content in zip(table.add_row().cells, row, strict=True):
                lines = content if isinstance(content, list) else [[content]]
                for line, pieces in enumerate(lines):
                    self._fill(cell.add_paragraph() if line else cell.paragraphs[0], "Table Text", pieces)
            _mark(table, number, "w:cantSplit")
        self.text(style="After Table")

    def sealed(self) -> bytes:
        """The document's bytes, the same whenever it is written."""
        written, out = io.BytesIO(), io.BytesIO()
        self._document.save(written)
        with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                part = zipfile.ZipInfo(name)  # as written at the earliest hour that a zip can name
                part.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(part, old.read(name))
        return out.getvalue()

    # --- how ---

    def _table(self, widths: Sequence[float]) -> Any:
        """A row of cells as wide as they are told to be, in centimetres, whatever stands in them."""
        table = self._document.add_table(rows=1, cols=len(widths))
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, widths, strict=True):
            column.width = column.cells[0].width = Cm(width)
        return table

    def _fill(self, paragraph: Paragraph, style: str, pieces: Sequence[Piece]) -> None:
        paragraph._p.style = self._styles[style]  # python-docx looks through all styles for the default, each time
        for piece in pieces:
            run = paragraph.add_run(_kept(self.words(piece.text if isinstance(piece, Strong) else piece)))
            if self.words.language == Language.ZH:  # quotation marks and dashes are as wide as in Chinese print
                run._element.get_or_add_rPr().insert(0, element("w:rFonts", hint="eastAsia"))
            if isinstance(piece, Strong):
                run.bold = True
                if piece.colour:
                    run.font.color.rgb = rgb(piece.colour)

    def _picture(self, paragraph: Paragraph, figure: Figure, width: float) -> None:
        self._pictures += 1
        shape = paragraph.add_run().add_picture(io.BytesIO(figure.png), width=Cm(width))
        properties = shape._inline.docPr
        properties.set("descr", plain(self.words(figure.alt)))
        properties.set("name", f"Figure {self._pictures}")

    def _number(self, paragraph: Paragraph) -> None:
        paragraph._p.style = self._styles["Footer"]
        before, _page, rest = self.words.words("Page {page} of {pages}").partition("{page}")
        between, _pages, after = rest.partition("{pages}")
        paragraph.add_run(before)
        _field(paragraph, "PAGE")
        paragraph.add_run(between)
        _field(paragraph, "NUMPAGES")
        paragraph.add_run(after)


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that the reader's program fills, with 1 in it until then."""
    instruction = element("w:instrText")
    instruction.text = f" {code} "
    begin, separate, end = (element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    for part in (begin, instruction, separate):
        paragraph.add_run("")._element.append(part)
    paragraph.add_run("1")
    paragraph.add_run("")._element.append(end)


def _rule(table: Any) -> None:
    line = {"val": "single", "sz": "4", "space": "0", "color": hexadecimal(LIGHT.guide)}
    borders = element("w:tblBorders", *(element(f"w:{side}", **line) for side in (*SIDES, "insideH", "insideV")))
    rooms = zip(SIDES, ("30", "80", "30", "80"), strict=True)
    margins = element("w:tblCellMar", *(element(f"w:{side}", w=room, type="dxa") for side, room in rooms))
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(margins, "w:tblLook")


def _mark(table: Any, row: int, *marks: str) -> None:
    table.rows[row]._tr.get_or_add_trPr().extend(element(mark) for mark in marks)


def _kept(text: str) -> str:
    """Text as it may stand in XML; a run keeps its spaces at the ends."""
    lead, tail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return lead + plain(text) + tail if text.strip() else text
