"""What python-docx has no words for: elements of WordprocessingML, each put where the schema wants it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


def element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def clear(document: Any) -> None:
    """Takes the thumbnail and the empty first paragraph out of python-docx's own empty document."""
    for key, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del document.part.package.rels[key]
    for paragraph in document.paragraphs:
        paragraph.element.getparent().remove(paragraph.element)


def set_modern(settings: Any, tag: str) -> None:
    """Today's layout rules, so that Word does not open the file as one of 2007; the languages of the theme."""
    settings.xpath('w:compat/w:compatSetting[@w:name="compatibilityMode"]')[0].set(qn("w:val"), "15")
    theme = settings.find(qn("w:themeFontLang"))
    theme.set(qn("w:val"), tag)
    theme.set(qn("w:eastAsia"), "zh-CN")


def set_fonts(properties: Any, latin: str, east: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = element("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for name, face in (("ascii", latin), ("hAnsi", latin), ("eastAsia", east), ("cs", latin)):
        fonts.set(qn(f"w:{name}"), face)


def set_language(properties: Any) -> None:
    """Chinese is Chinese and Latin letters are English in both: so no program breaks E4.1 or 30% over two lines."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))


def indent(style: ParagraphStyle, characters: float, size: float) -> None:
    """The first line begins that many characters in."""
    style.paragraph_format.first_line_indent = Pt(characters * size)
    style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), str(int(characters * 100)))


def box(style: ParagraphStyle, colour: str) -> None:
    border = element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        border.append(element(f"w:{side}", val="single", sz="8", space="4", color=colour.lstrip("#")))
    after = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
    style.element.get_or_add_pPr().insert_element_before(border, *after)


def field(paragraph: Paragraph, code: str) -> None:
    """A field that the reader's program fills, with 1 in it until then."""
    for kind in ("begin", "", "separate", "1", "end"):
        run: Run = paragraph.add_run("1" if kind == "1" else "")
        if kind == "":
            instruction = element("w:instrText")
            instruction.text = f" {code} "
            run.element.append(instruction)
        elif kind != "1":
            run.element.append(element("w:fldChar", fldCharType=kind))


def fix(table: Table, widths: Sequence[float]) -> None:
    """Columns as wide as they are told to be, in centimetres, whatever stands in them."""
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def rule(table: Table, colour: str) -> None:
    """Thin lines, and a little room around the text."""
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(f"w:{side}", val="single", sz="4", space="0", color=colour.lstrip("#")))
    margins = element("w:tblCellMar")
    for side, room in (("top", "30"), ("left", "80"), ("bottom", "30"), ("right", "80")):
        margins.append(element(f"w:{side}", w=room, type="dxa"))
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(margins, "w:tblLook")


def describe(table: Table, caption: str) -> None:
    """What the table is, for those who hear it read."""
    table._tbl.tblPr.append(element("w:tblCaption", val=caption))


def shade(cell: _Cell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=colour.lstrip("#")))


def row(table: Table, number: int, *marks: str) -> None:
    properties = table.rows[number]._tr.get_or_add_trPr()
    for mark in marks:
        properties.append(element(mark))
