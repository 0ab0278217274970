"""The paper that the report is written on: A4, official fonts, numbered pages; every text goes in as plain text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from core.i18n import Language, words
from core.printers.palette import LIGHT
from core.printers.plain import plain
from core.printers.report import markup
from core.printers.report.typeface import FACES, Face, Look

WIDTH_CM = 16.6
CENTRE, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
#: A package holds no hour at which it was written: the earliest that a zip can name.
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Strong:
    """A piece of a paragraph in bold, in a colour where one is given."""

    text: str
    colour: str | None = None


Piece = str | Strong
Content = Piece | Sequence[Sequence[Piece]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with the words that stand for it."""

    png: bytes
    caption: str
    alt: str


class Paper:
    """A document under way: what is added stands below what was added before."""

    def __init__(self, language: str, title: str, subject: str, day: datetime) -> None:
        """An empty document; `title`, `subject` and `day` are what its properties say."""
        self.language = Language(language)
        self.face: Face = FACES.get(self.language, FACES[Language.EN])
        self._document = docx.Document()
        self._pictures = self._tables = 0
        markup.clear(self._document)
        self._set_type()
        self._set_page()
        markup.set_modern(self._document.settings.element, self.face.tag)
        self._set_properties(plain(title, 200), plain(subject, 200), day)

    # --- what is written ---

    def title(self, text: str, subtitle: str) -> None:
        """The title, and a line below it."""
        self._paragraph("Title", [text])
        self._paragraph("Subtitle", [subtitle])

    def heading(self, text: str) -> None:
        """A heading of the first order."""
        self._paragraph("Heading 1", [text])

    def text(self, *pieces: Piece, style: str = "Body Text") -> None:
        """A paragraph."""
        self._paragraph(style, pieces)

    def source(self, text: str) -> None:
        """A small grey line below a paragraph: which cells its figures stand in."""
        self._paragraph("Source", [text])

    def flag(self, text: str) -> None:
        """A sentence that stands above all others, in a box."""
        self._paragraph("Flag", [text])

    def signature(self, *lines: str) -> None:
        """Who reports, and when, at the right."""
        for line in lines:
            self._paragraph("Signature", [line])

    def figure(self, figure: Figure) -> None:
        """A picture as wide as the text, its caption below."""
        paragraph = self._document.add_paragraph(style="Picture")
        self._picture(paragraph, figure, WIDTH_CM)
        self._paragraph("Caption", [figure.caption])

    def figures(self, figures: Sequence[Figure], of: int) -> None:
        """Pictures side by side, each `1 / of` of the width, its caption above."""
        table = self._document.add_table(rows=1, cols=of)
        markup.fix(table, [WIDTH_CM / of] * of)
        for cell, figure in zip(table.rows[0].cells, figures, strict=False):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            self._fill(cell.paragraphs[0], "Caption Above", [figure.caption])
            paragraph = cell.add_paragraph(style="Picture")
            self._picture(paragraph, figure, WIDTH_CM / of - 0.4)
        markup.row(table, 0, "w:cantSplit")

    def table(
        self, caption: str, header: Sequence[str], rows: Sequence[Sequence[Content]], widths: Sequence[float]
    ) -> None:
        """A ruled table; its header stands again on every page, no row breaks over pages.

        `caption` holds {n} where the table's number stands; `widths` are parts of the whole.
        """
        self._tables += 1
        caption = caption.format(n=self._tables)
        self._paragraph("Table Caption", [caption])
        table = self._document.add_table(rows=1, cols=len(header))
        markup.fix(table, [WIDTH_CM * width / sum(widths) for width in widths])
        markup.rule(table, LIGHT.guide)
        markup.describe(table, plain(caption))
        for cell, text in zip(table.rows[0].cells, header, strict=True):
            self._fill(cell.paragraphs[0], "Table Header", [text])
            markup.shade(cell, LIGHT.track)
        markup.row(table, 0, "w:cantSplit", "w:tblHeader")
        for number, row in enumerate(rows, start=1):
            cells = table.add_row().cells
            for cell, content in zip(cells, row, strict=True):
                self._write_cell(cell, content)
            markup.row(table, number, "w:cantSplit")
        self._paragraph("After Table", [])

    def sealed(self) -> bytes:
        """The document's bytes, the same whenever it is written."""
        written, out = io.BytesIO(), io.BytesIO()
        self._document.save(written)
        with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                part = zipfile.ZipInfo(name, EPOCH)
                part.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(part, old.read(name))
        return out.getvalue()

    # --- how ---

    def _write_cell(self, cell: _Cell, content: Content) -> None:
        lines = [[content]] if isinstance(content, str | Strong) else content
        for number, pieces in enumerate(lines):
            paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
            self._fill(paragraph, "Table Text", pieces)

    def _paragraph(self, style: str, pieces: Sequence[Piece]) -> Paragraph:
        return self._fill(self._document.add_paragraph(), style, pieces)

    def _fill(self, paragraph: Paragraph, style: str, pieces: Sequence[Piece]) -> Paragraph:
        paragraph.style = self._document.styles[style]
        for piece in pieces:
            run = paragraph.add_run(_kept(piece.text if isinstance(piece, Strong) else piece))
            if self.language is Language.ZH:  # quotation marks and dashes are as wide as in Chinese print
                run._element.get_or_add_rPr().insert(0, markup.element("w:rFonts", hint="eastAsia"))
            if isinstance(piece, Strong):
                run.bold = True
                if piece.colour:
                    run.font.color.rgb = markup.rgb(piece.colour)
        return paragraph

    def _picture(self, paragraph: Paragraph, figure: Figure, width: float) -> None:
        self._pictures += 1
        shape = paragraph.add_run().add_picture(io.BytesIO(figure.png), width=Cm(width))
        properties = shape._inline.docPr
        properties.set("descr", plain(figure.alt))
        properties.set("name", f"Figure {self._pictures}")

    def _set_type(self) -> None:
        """Our own styles over those of the empty document, in the fonts of the language."""
        styles, face = self._document.styles, self.face
        defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        markup.set_fonts(defaults, face.body_latin, face.body_east)
        markup.set_language(defaults)
        for name, look in face.styles.items():
            known = name in {style.name for style in styles}
            style = styles[name] if known else styles.add_style(name, 1)
            if isinstance(style, ParagraphStyle):
                self._set_style(style, name, look)

    def _set_style(self, style: ParagraphStyle, name: str, look: Look) -> None:
        face = self.face
        properties = style.element.get_or_add_rPr()
        for child in list(properties):
            properties.remove(child)
        for child in style.element.xpath("w:pPr/w:pBdr | w:pPr/w:numPr | w:pPr/w:contextualSpacing | w:pPr/w:ind"):
            child.getparent().remove(child)
        latin, east = (face.head_latin, face.head_east) if look.head else (face.body_latin, face.body_east)
        markup.set_fonts(properties, latin, east)
        style.base_style = None if name == "Normal" else self._document.styles["Normal"]
        style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, False
        style.font.color.rgb = markup.rgb(look.colour)
        layout = style.paragraph_format
        layout.alignment = {"centre": CENTRE, "right": RIGHT, "justify": JUSTIFY}.get(look.align)
        layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
        layout.line_spacing, layout.keep_with_next, layout.widow_control = look.spacing, look.keep, True
        if look.indent:
            markup.indent(style, look.indent, look.size)
        if look.box:
            markup.box(style, look.box)

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm((21 - WIDTH_CM) / 2)
        section.top_margin, section.bottom_margin = Cm(2.2), Cm(1.9)
        section.header_distance, section.footer_distance = Cm(1.2), Cm(1.0)
        section.different_first_page_header_footer = True
        for footer in (section.footer, section.first_page_footer):
            self._number(footer.paragraphs[0])

    def _number(self, paragraph: Paragraph) -> None:
        """Which page of how many; the reader's program fills both in."""
        paragraph.style = self._document.styles["Footer"]
        before, _page, rest = words(self.language)("Page {page} of {pages}").partition("{page}")
        between, _pages, after = rest.partition("{pages}")
        paragraph.add_run(before)
        markup.field(paragraph, "PAGE")
        paragraph.add_run(between)
        markup.field(paragraph, "NUMPAGES")
        paragraph.add_run(after)

    def head(self, text: str) -> None:
        """A line at the head of every page but the first."""
        self._fill(self._document.sections[0].header.paragraphs[0], "Header", [text])

    def _set_properties(self, title: str, subject: str, day: datetime) -> None:
        properties = self._document.core_properties
        properties.title, properties.subject, properties.language = title, subject, self.face.tag
        properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
        properties.created = properties.modified = day
        properties.revision = 1


def _kept(text: str) -> str:
    """Text as it may stand in XML; a run keeps its spaces at the ends."""
    lead, tail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return lead + plain(text) + tail if text.strip() else text
