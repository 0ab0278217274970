"""How the report looks, on any machine: A4, the fonts of official documents, and the paragraphs of styles.toml.

East Asian fonts bear the names that Word and WPS know Song and Hei by everywhere; where they are missing,
every office program puts its own Song and Hei in their place.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from msgspec import Struct

from core.i18n import Language
from core.printers.palette import BLACK, LIGHT

WIDTH_CM = 16.6
#: Margins (top, left, bottom, right) of the annex, and those of a letter, whose text is 156 × 225 mm.
SIDE = (21 - WIDTH_CM) / 2
PROOF_MARGINS, LETTER_MARGINS = (2.2, SIDE, 1.9, SIDE), (3.7, 2.8, 3.5, 2.6)
TABLES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
#: The fonts of Latin letters and of Chinese ones, by face; the numbers of an official document's sections.
FACES: dict[str, tuple[str, str]] = TABLES["faces"]
NUMERALS: str = TABLES["numerals"]
WHOLE: str = TABLES["whole"]
ALIGNED = {
    "left": None,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
#: What the empty document gives its styles beyond ours.
FOREIGN = "w:rPr/* | w:pPr/w:pBdr | w:pPr/w:numPr | w:pPr/w:contextualSpacing | w:pPr/w:ind"
SIDES = ("top", "left", "bottom", "right")


class Look(Struct, frozen=True):
    """A kind of paragraph, as styles.toml has it; colours are those of the palette.

    `line` is an exact line height and `pitch` what is added behind each character, in points; `indent`, `left` and
    `right` are counted in characters.
    """

    size: float
    face: str = "text"
    bold: bool = False
    colour: str = ""
    align: str = "left"
    before: float = 0
    after: float = 0
    spacing: float = 1.0
    line: float = 0
    pitch: float = 0
    indent: float = 0
    left: float = 0
    right: float = 0
    keep: bool = False
    box: str = ""


def element(tag: str, *children: Any, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    made.extend(children)
    return made


def hexadecimal(colour: str) -> str:
    return colour.lstrip("#")


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(hexadecimal(colour).upper())


def prepare(document: Document, language: str) -> None:
    """Takes what is not ours out of python-docx's own empty document, and gives it our page and styles."""
    for key, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del document.part.package.rels[key]
    for paragraph in document.element.body.xpath("w:p"):
        paragraph.getparent().remove(paragraph)
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_fonts(defaults, FACES["text"])
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    # Chinese is Chinese and Latin letters are English in both: so no program breaks E4.1 or 30% over two lines.
    defaults.append(element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    known = {style.name for style in document.styles}
    otherwise = {} if language == Language.ZH else TABLES["en"]
    for name, look in TABLES["zh"].items():
        style = document.styles[name] if name in known else document.styles.add_style(name, 1)
        assert isinstance(style, ParagraphStyle)
        style.base_style = None if name == "Normal" else document.styles["Normal"]
        _set_style(style, Look(**look | otherwise.get(name, {})))
    document.settings.odd_and_even_pages_header_footer = True
    settings = document.settings.element
    # Today's layout rules, so that Word does not open the file as one of 2007.
    settings.xpath('w:compat/w:compatSetting[@w:name="compatibilityMode"]')[0].set(qn("w:val"), "15")
    theme = settings.find(qn("w:themeFontLang"))
    theme.set(qn("w:val"), tag(language))
    theme.set(qn("w:eastAsia"), "zh-CN")


def lay_out(section: Section, margins: tuple[float, float, float, float], footer: float) -> None:
    """A4 with its margins (top, left, bottom, right) and the distance of the footer from the edge, in centimetres."""
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    top, left, bottom, right = map(Cm, margins)
    section.top_margin, section.left_margin, section.bottom_margin, section.right_margin = top, left, bottom, right
    section.header_distance, section.footer_distance = Cm(1.2), Cm(footer)


def tag(language: str) -> str:
    return "zh-CN" if language == Language.ZH else "en-US"


def _set_style(style: ParagraphStyle, look: Look) -> None:
    properties = style.element.get_or_add_rPr()
    for child in style.element.xpath(FOREIGN):
        child.getparent().remove(child)
    _set_fonts(properties, FACES[look.face])
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, False
    style.font.color.rgb = rgb(getattr(LIGHT, look.colour) if look.colour else BLACK)
    layout = style.paragraph_format
    layout.alignment = ALIGNED[look.align]
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.line_spacing = Pt(look.line) if look.line else look.spacing
    layout.keep_with_next, layout.widow_control = look.keep, not look.line
    layout.left_indent, layout.right_indent = (Pt(n * look.size) if n else None for n in (look.left, look.right))
    if look.pitch:
        pitch = element("w:spacing", val=str(round(look.pitch * 20)))
        properties.insert_element_before(pitch, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
    if look.indent:
        layout.first_line_indent = Pt(look.indent * look.size)
        style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), str(int(look.indent * 100)))
    if look.box:
        colour = hexadecimal(getattr(LIGHT, look.box))
        sides = [element(f"w:{side}", val="single", sz="8", space="4", color=colour) for side in SIDES]
        after = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
        style.element.get_or_add_pPr().insert_element_before(element("w:pBdr", *sides), *after)


def _set_fonts(properties: Any, faces: tuple[str, str]) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = element("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    latin, east = faces
    for name, face in (("ascii", latin), ("hAnsi", latin), ("eastAsia", east), ("cs", latin)):
        fonts.set(qn(f"w:{name}"), face)
