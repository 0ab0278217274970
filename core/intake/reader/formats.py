"""styles.xml → the cell formats and fonts that may change what a number means."""

from __future__ import annotations

import re

from .xml import Attributes, parse

BUILT_IN_PERCENT = frozenset({9, 10})
#: Excel takes formats of up to 255 characters; the rest is ignored.
LONGEST_FORMAT, LONGEST_TEXT = 1000, 60
#: What the characters of fonts of symbols show, as far as they say yes or no.
SYMBOLS = {
    "wingdings": {"ü": "✓", "û": "✗", "þ": "☑", "ý": "☒", "¨": "☐", "o": "☐"},
    "wingdings 2": {"P": "✓", "O": "✗", "Q": "☒", "R": "☑", "S": "☒", "T": "☒", "£": "☐"},
    "webdings": {"a": "✓", "r": "✗"},
}
STRUCK = "struck"
#: What a conditional format may do to a cell's content beside STRUCK: not show it, or show it as something else.
UNSEEN, OTHERWISE = "unseen", "otherwise"
#: White letters, in a colour of their own or of the theme; what has a fill besides is seen.
WHITE, WHITES = "white", ("FFFFFFFF", "0")
#: Indices of cell formats by kind, a tag and what the cells show.  `%`: percent · `k3`: shown divided by 10³, with a
#: space and the text shown behind it where that is more than the number · `s`: shown
#: with a % that multiplies nothing · `o` and the text shown, # for the number: with digits or signs that say another
#: number, or without the number · `u` and the same text: with words or a unit · STRUCK · a font of SYMBOLS.
Formats = dict[str, set[int]]
#: The parts of styles.xml.
SECTIONS = frozenset(
    ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst")
)
#: The parts of a conditional format.
PARTS = ("font", "numFmt", "fill", "alignment", "border", "protection")
#: A format of ASCII without any of these shows numbers as they are, and is skipped quickly.
MARKS = frozenset('%,!;"\\$+-<>=~123456789')
SAYS_OTHERWISE = "‰±~～≈<>≤≥-－−0123456789"
#: What a section of a format is made of: literal text (three kinds), what takes room alone, where the digits are.
TOKEN = (
    r'"([^"]*)"?|[\\!](.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.|'
    r"(?P<digits>(?i:general|g/通用格式)|@|[0#?](?:[0#?.,/ ]*[0#?])?[.,]*(?:E[+-][0#?]+)?)|(.)"
)
SECTION = r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])*'
#: A point that is text, so that the digits behind it are no decimals: Excel saves 0!.0 as 0\\.0.
WRITTEN_POINT = re.compile(r'\\\.|"\."')
#: Where the sign of money that is that of two is the Japanese one.
YEN = ("411]", "ja-jp]")
#: Characters beside the digits that say nothing.
IDLE = " \u00a0()（）:：,，'"


def formats(xml: bytes) -> tuple[Formats, dict[int, str]]:
    """Which indices of cellXfs have a format of each kind; of dxfs that change what is read, what each does."""
    custom: dict[int, str] = {}
    kinds: dict[int, str | None] = {}
    found: Formats = {}
    conditional: dict[int, str | None] = {}
    dxf, part = -1, ""
    fonts: list[set[str]] = []
    section = ""
    index = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal section, index, dxf, part
        name = name.rpartition(" ")[2]
        if section == "dxfs" and name not in SECTIONS:
            dxf += name == "dxf"
            part = name if name in PARTS else part
            conditional[dxf] = conditional_look(name, attributes, part, conditional.get(dxf))
        elif name == "numFmt":
            custom[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:LONGEST_FORMAT]
        elif name in SECTIONS:
            section = name
        elif section == "fonts":
            _font(name, attributes, fonts)
        elif name == "xf" and section == "cellXfs":
            font = _whole(attributes.get("fontId"))
            for meaning in fonts[font] if 0 <= font < len(fonts) else ():
                found.setdefault(meaning, set()).add(index)
            format = _whole(attributes.get("numFmtId"))
            if format not in kinds:
                built_in = "%" if format in BUILT_IN_PERCENT else None
                kinds[format] = _kind(custom[format]) if format in custom else built_in
            kind = kinds[format]
            if kind is not None:
                found.setdefault(kind, set()).add(index)
            index += 1

    parse((xml,), start)
    return found, {at: UNSEEN if does == WHITE else does for at, does in conditional.items() if does}


def conditional_look(name: str, attributes: Attributes, part: str, was: str | None) -> str | None:
    """What a conditional format does to a cell's content, which `was` so before this element of its `part`."""
    if name == "strike" and attributes.get("val", "1") not in ("0", "false"):
        return STRUCK
    if (
        name == "color"
        and part == "font"
        and (attributes.get("rgb", "").upper() in WHITES or attributes.get("theme") in WHITES)
    ):
        return was or WHITE
    if name == "numFmt" and (kind := _kind(attributes.get("formatCode", "")[:LONGEST_FORMAT])):
        return UNSEEN if kind == "o" else OTHERWISE
    return None if name == "fill" and was == WHITE else was


def _font(name: str, attributes: Attributes, fonts: list[set[str]]) -> None:
    """Add what an element of the fonts says of the last of them that changes what a cell means."""
    value = attributes.get("val", "1")
    if name == "font":
        fonts.append(set())
    elif fonts and name == "strike" and value not in ("0", "false"):
        fonts[-1].add(STRUCK)
    elif fonts and name == "name" and value.lower() in SYMBOLS:
        fonts[-1].add(value.lower())


def _kind(format: str) -> str | None:
    r"""The kind of a number format; None where it shows the number as it is.

    >>> _kind("0.0%"), _kind("0!.0,"), _kind('¥0!.0,"万元"'), _kind('0"万"'), _kind('0"%"'), _kind('"约"0'), _kind(";;;"), _kind("[$€-407] 0")
    ('%', 'k4', 'k4 ¥#万元', 'u#万', 's', 'u约#', 'o', 'u€ #')
    >>> _kind("+0;-0"), _kind('+0"家";-0"家"'), _kind('0"+"')
    (None, 'u#家', 'u#+')
    >>> _kind('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '), _kind("yyyy-mm-dd"), _kind("0.00E+00"), _kind("[Red]0_);(0)")
    (None, None, None, None)
    """
    if format.isascii() and MARKS.isdisjoint(format):
        return None
    format = WRITTEN_POINT.sub("!.", format)
    code = re.sub(r'"[^"]*"?|\\.|\[[^\]]*\]|_.|\*.', "", format)
    section, *others = filter(None, re.findall(SECTION, format)) if format.strip(";") else ("",)
    if "%" in code:
        return "%"
    thousands, fraction = (re.search(mark, code) for mark in (r"[0#?](,+)(?![0#?,])", r"[0#?]!\.([0#?]+)"))
    if thousands or fraction:
        power = 3 * len(thousands[1] if thousands else "") + len(fraction[1] if fraction else "")
        shown = re.sub("#.*#", "#", _text(section))
        return f"k{power}" + f" {shown}" * (shown != "#")
    if format.startswith(";") or re.fullmatch(
        r"[^0#?@]*[ymdhs年月日][^0#?@]*(?:[0.]+)?", code.partition(";")[0].lower()
    ):
        return None if section and not format.startswith(";") else "o"
    text = _text(section).removeprefix("+")  # a sign of its own says no more than that the number is not negative
    if re.search(r"\[[<>=]", format) and any("#" in other and other != text for other in map(_text, others)):
        return "o" + text
    if text.strip(IDLE) == "#":
        return None
    if ("%" in text or "％" in text) and text.strip(IDLE + "%％") == "#":
        return "s"
    return ("u" if "#" in text and not any(mark in text for mark in SAYS_OTHERWISE) else "o") + text


def _text(section: str) -> str:
    """What a section of a format shows, # for the number."""

    def shown(match: re.Match[str]) -> str:
        if match[0].startswith(("[$¥", "[$￥")) and match[0].lower().endswith(YEN):
            return "JPY"
        return "#" if match["digits"] else "".join(filter(None, match.groups()))

    return re.sub(TOKEN, shown, section)[:LONGEST_TEXT].strip()


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else -1
