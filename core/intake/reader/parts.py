"""workbook.xml, its rels and styles.xml: the names of the sheets, their parts and states, and formats.

Read with expat, which knows prefixes, encodings and quotes; a DOCTYPE was refused before.
"""

from __future__ import annotations

import posixpath
from collections import namedtuple
from pyexpat import ExpatError, ParserCreate

from .guard import Package, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

ROOT_RELS = "_rels/.rels"
OFFICE_DOCUMENT = "/officeDocument"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/"
BUILT_IN_PERCENT = frozenset({9, 10})
#: Excel takes formats of up to 255 characters; the rest is ignored.
LONGEST_FORMAT, LONGEST_TEXT = 1000, 60
#: What the characters of fonts of symbols show, as far as they say yes or no.
SYMBOLS = {
    "wingdings": {"ü": "✓", "û": "✗", "þ": "☑", "ý": "☒", "¨": "☐", "o": "☐"},
    "wingdings 2": {"P": "✓", "O": "✗", "R": "☑", "S": "☒", "£": "☐"},
    "webdings": {"a": "✓", "r": "✗"},
}
STRUCK = "struck"
#: The parts of styles.xml.
SECTIONS = frozenset(
    ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst")
)
#: A format of ASCII without any of these shows numbers as they are, and is skipped quickly.
MARKS = frozenset('%,!;"\\$+-<>=~123456789')
SAYS_OTHERWISE = "‰±~～≈<>≤≥-－−0123456789"
#: What a section of a format is made of: literal text (three kinds), what takes room alone, where the digits are.
TOKEN = (
    r'"([^"]*)"?|[\\!](.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.|'
    r"(?P<digits>(?i:general|g/通用格式)|@|[0#?](?:[0#?.,/ ]*[0#?])?[.,]*(?:E[+-][0#?]+)?)|(.)"
)
SECTION = r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])*'
#: Characters beside the digits that say nothing.
IDLE = " \u00a0()（）:：,，'"
OURS = "_tds_sheet_"
#: Our sheet that is for programs: what its title begins with.
RECEIPT = "tds-receipt"
#: Bytes in which a part says what it is.
HEAD = 4096
Attributes = dict[str, str]


#: A sheet as workbook.xml lists it: its name, its part (None if not a worksheet) and its state.
SheetPart = namedtuple("SheetPart", "name part state")
#: The workbook as its small parts describe it: its sheets, `Formats`, the names of our own sheets, the shared strings.
Outline = namedtuple("Outline", "sheets formats ours strings modified")


class Formats:
    """Indices of cell formats that may change what a number means, by kind: a tag, and what the cells show.

    `%`: percent · `k3`: shown divided by 10³ · `s`: shown with a % that multiplies nothing · `o` and the text shown,
    # for the number: with digits or signs that say another number, or without the number · `u` and the same text:
    with words or a unit ·
    `struck`: struck through · a font of SYMBOLS.
    """

    def __init__(self, indices: dict[str, set[int]] | None = None) -> None:
        self.indices = {kind: frozenset(found) for kind, found in (indices or {}).items()}


def xml_parser(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Any:
    """A parser that calls these with names as namespace, space, local name; it refuses a DOCTYPE."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise Refused("doctype")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = doctype
    return parser


def parse(
    pieces: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call the handlers with a whole part, as `xml_parser` does."""
    parser = xml_parser(start, end, text)
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except ExpatError:
        raise Refused("damaged") from None


def outline(package: Package) -> Outline:
    """Sheets in the workbook's order with their parts, formats, and the names of our own sheets."""
    names = {name.lower(): name for name in package.parts}
    workbook = _workbook_part(package, names)
    if workbook.lower().endswith(".bin"):
        raise Refused("xlsb")
    relations = _relations(package, names, workbook)
    root: list[str] = []
    sheets: list[SheetPart] = []
    defined: list[tuple[str, bool, list[str]]] = []

    def start(name: str, attributes: Attributes) -> None:
        namespace, _, local = name.rpartition(" ")
        if not root and namespace.startswith(STRICT):
            raise Refused("strict")
        root.append(local)
        if local == "sheet":
            sheets.append(_sheet(attributes))
        if local == "definedName":
            hidden = attributes.get("hidden", "0") in ("1", "true")
            defined.append((attributes.get("name", "").lower(), hidden, []))

    def _sheet(attributes: Attributes) -> SheetPart:
        id = next((value for key, value in attributes.items() if key.endswith(" id")), "")
        kind, part = relations.get(id, ("", None))
        is_sheet, name = kind.endswith("/worksheet"), attributes.get("name", "")
        if not kind or (part is None if is_sheet else _holds_cells(package, part)):
            raise Refused("damaged", part=name)
        return SheetPart(name, part if is_sheet else None, attributes.get("state", "visible"))

    def text(characters: str) -> None:
        if defined:
            defined[-1][2].append(characters)

    parse((package.text(workbook),), start, None, text)
    parts = [sheet.part for sheet in sheets if sheet.part]
    twice = len({sheet.name.casefold() for sheet in sheets}) < len(sheets) or len(set(parts)) < len(parts)
    if twice or (root and not sheets):
        raise Refused("damaged", part=workbook)
    if not root or root[0] != "workbook":
        raise Refused("not_a_workbook", kind="office")
    styles, strings = (
        next((part for kind, part in relations.values() if kind.endswith(end) and part), None)
        for end in ("/styles", "/sharedStrings")
    )
    named = [each for each in defined if each[0].startswith(OURS) and each[0][len(OURS) :].isdecimal()]
    # A name of the sender's that merely looks like ours is not hidden; LibreOffice forgets that ours are.
    scored = any(sheet.name.casefold().startswith(RECEIPT) for sheet in sheets)
    marks = [each for each in named if each[1]] or (named if scored else [])
    ours = frozenset(filter(None, (_sheet_of("".join(words)) for _, _, words in marks)))
    properties = names.get("docprops/core.xml")
    modified = _modified(package.text(properties)) if properties else None
    return Outline(sheets, _formats(package.text(styles)) if styles else Formats(), ours, strings, modified)


def _modified(properties: bytes) -> tuple[int, int] | None:
    """The year and month in which the file says that it was last changed."""
    year, _, month = properties.partition(b"modified")[2].partition(b">")[2].lstrip()[:7].partition(b"-")
    if len(year) == 4 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12:
        return int(year), int(month)
    return None


def _holds_cells(package: Package, part: str | None) -> bool:
    """Whether a part declared as a chart sheet or the like is a worksheet."""
    return part is not None and b"worksheet" in next(package.inflate(part), b"")[:HEAD]


def _workbook_part(package: Package, names: dict[str, str]) -> str:
    if ROOT_RELS not in names:
        raise Refused("not_a_workbook", kind="zip")
    targets = [
        names.get(path.lower())
        for _, kind, path in _targets(package.text(names[ROOT_RELS]), "")
        if kind.endswith(OFFICE_DOCUMENT)
    ]
    found = [name for name in targets if name is not None]
    if not found:
        raise Refused("damaged")
    if found[0].lower().endswith(("document.xml", "presentation.xml")):
        raise Refused("not_a_workbook", kind="office")
    return found[0]


def _relations(package: Package, names: dict[str, str], part: str) -> dict[str, tuple[str, str | None]]:
    """The type and the part of what a part refers to, by id."""
    folder, file = posixpath.split(part)
    rels = names.get(posixpath.join(folder, "_rels", file + ".rels").lower())
    targets = _targets(package.text(rels), folder) if rels else []
    return {id: (kind, names.get(path.lower())) for id, kind, path in targets}


def _targets(xml: bytes, folder: str) -> list[tuple[str, str, str]]:
    """The id, the type and the path of each relation."""
    found: list[tuple[str, str, str]] = []

    def start(name: str, attributes: Attributes) -> None:
        if name.rpartition(" ")[2] == "Relationship":
            path = posixpath.join("/", folder, attributes.get("Target", ""))
            found.append((attributes.get("Id", ""), attributes.get("Type", ""), posixpath.normpath(path).lstrip("/")))

    parse((xml,), start)
    return found


def _sheet_of(reference: str) -> str | None:
    """The sheet that a reference such as 'My sheet'!$A$1 points to."""
    import re

    match = re.fullmatch(r"\s*(?:'((?:[^']|'')*)'|([^'!]+))!.*", reference, re.S)
    return None if match is None else (match[1].replace("''", "'") if match[1] is not None else match[2])


def _formats(xml: bytes) -> Formats:
    """Which indices of cellXfs have a format of each kind."""
    custom: dict[int, str] = {}
    kinds: dict[int, str | None] = {}
    found: dict[str, set[int]] = {}
    fonts: list[set[str]] = []
    section = ""
    index = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal section, index
        name = name.rpartition(" ")[2]
        if name == "numFmt":
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
    return Formats(found)


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

    >>> _kind("0.0%"), _kind('0!.0,"万"'), _kind('0"万"'), _kind('0"%"'), _kind('"约"0'), _kind(";;;"), _kind("[$€-407] 0")
    ('%', 'k4', 'u#万', 's', 'u约#', 'o', 'u€ #')
    >>> _kind('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '), _kind("yyyy-mm-dd"), _kind("0.00E+00"), _kind("[Red]0_);(0)")
    (None, None, None, None)
    """
    if format.isascii() and MARKS.isdisjoint(format):
        return None
    import re

    code = re.sub(r'"[^"]*"?|\\.|\[[^\]]*\]|_.|\*.', "", format)
    if "%" in code:
        return "%"
    if re.search(r"[0#?],+(?![0#?,])|!\.", code):
        thousands, fraction = (re.search(mark, code) for mark in (r"[0#?](,+)(?![0#?,])", r"!\.([0#?]*)"))
        return f"k{3 * len(thousands[1] if thousands else '') + len(fraction[1] if fraction else '')}"
    section, *others = filter(None, re.findall(SECTION, format)) if format.strip(";") else ("",)
    if format.startswith(";") or re.fullmatch(
        r"[^0#?@]*[ymdhs年月日][^0#?@]*(?:[0.]+)?", code.partition(";")[0].lower()
    ):
        return None if section and not format.startswith(";") else "o"
    text = _text(section)
    if re.search(r"\[[<>=]", format) and any("#" in other and other != text for other in map(_text, others)):
        return "o" + text
    if text.strip(IDLE) == "#":
        return None
    if "%" in text or "％" in text:
        return "s"
    return ("u" if "#" in text and not any(mark in text for mark in SAYS_OTHERWISE) else "o") + text


def _text(section: str) -> str:
    """What a section of a format shows, # for the number."""
    import re

    def shown(match: re.Match[str]) -> str:
        return "#" if match["digits"] else "".join(filter(None, match.groups()))

    return re.sub(TOKEN, shown, section)[:LONGEST_TEXT].strip()


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else -1
