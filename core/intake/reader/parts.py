"""workbook.xml, its rels and styles.xml: the names of the sheets, their parts and states, and formats.

Read with expat, which knows prefixes, encodings and quotes; a DOCTYPE was refused before.
"""

from __future__ import annotations

import posixpath
from pyexpat import ExpatError, ParserCreate

from .guard import Package, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

ROOT_RELS = "_rels/.rels"
OFFICE_DOCUMENT = "/officeDocument"
STRICT = b"http://purl.oclc.org/ooxml/"
BUILT_IN_PERCENT = frozenset({9, 10})
#: Excel takes formats of up to 255 characters; the rest is ignored.
LONGEST_FORMAT = 1000
KINDS = ("percent", "scaled", "worded", "signed", "otherwise")
#: A format without any of these shows numbers as they are, and is skipped quickly.
MARKS = frozenset("%％‰,!百千万亿约近余多超逾足±~～≈<>≤≥-－−;123456789")
SAYS_OTHERWISE = "‰约近余多超逾足±~～≈<>≤≥-－−123456789"
#: A format with one of these shows a number, or a date.
SHOWS = r"[0#?@]|general|g/|[ymdhs年月日]"
OURS = "_tds_sheet_"
#: Bytes in which a part says what it is.
HEAD = 4096
Attributes = dict[str, str]


class SheetPart:
    """A sheet as workbook.xml lists it: its name, its part (None if not a worksheet) and its state."""

    def __init__(self, name: str, part: str | None, state: str) -> None:
        self.name = name
        self.part = part
        self.state = state


class Formats:
    """Indices of cell formats that change what a number means, by kind.

    `percent` · `scaled`: shown divided · `worded`: shown with 万 and the like behind it · `signed`: shown with a
    % that multiplies nothing · `otherwise`: shown with digits, signs or words that say another number, or not at all.
    """

    def __init__(self, indices: dict[str, set[int]] | None = None) -> None:
        self.indices = {kind: frozenset((indices or {}).get(kind, ())) for kind in KINDS}


class Outline:
    """The workbook as its small parts describe it."""

    def __init__(
        self, sheets: list[SheetPart], formats: Formats, ours: frozenset[str], strings: str | None = None
    ) -> None:
        self.sheets = sheets
        self.formats = formats
        self.ours = ours
        self.strings = strings


def walk(xml: bytes, start: Callable[[str, Attributes], None], text: Callable[[str], None] | None = None) -> None:
    """Call `start` with the local name and attributes of every element, `text` with its characters."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def begin(name: str, attributes: Attributes) -> None:
        start(name.rpartition(" ")[2], attributes)

    def doctype(*_: object) -> None:
        raise Refused("doctype")

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = doctype
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except ExpatError:
        raise Refused("damaged") from None


def outline(package: Package) -> Outline:
    """Sheets in the workbook's order with their parts, percent formats, and the names of our own sheets."""
    names = {name.lower(): name for name in package.parts}
    workbook = _workbook_part(package, names)
    if workbook.lower().endswith(".bin"):
        raise Refused("xlsb")
    relations = _relations(package, names, workbook)
    sheets: list[SheetPart] = []
    defined: list[tuple[str, list[str]]] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            id = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            target = relations.get(id, ("", None))
            is_sheet = target[0].endswith("/worksheet")
            if not target[0] or (target[1] is None if is_sheet else _holds_cells(package, target[1])):
                raise Refused("damaged", part=attributes.get("name", ""))
            sheets.append(
                SheetPart(
                    attributes.get("name", ""), target[1] if is_sheet else None, attributes.get("state", "visible")
                )
            )
        if name == "definedName":
            defined.append((attributes.get("name", ""), []))

    def text(characters: str) -> None:
        if defined:
            defined[-1][1].append(characters)

    root: list[str] = []

    def first(name: str, attributes: Attributes) -> None:
        root.append(name)
        start(name, attributes)

    xml = package.text(workbook)
    if STRICT in xml and _is_strict(xml):
        raise Refused("strict")
    walk(xml, first, text)
    if len({sheet.name.casefold() for sheet in sheets}) < len(sheets):
        raise Refused("damaged", part=workbook)
    if root and not sheets:
        raise Refused("damaged", part=workbook)
    if not root or root[0] != "workbook":
        raise Refused("not_a_workbook", kind="office")
    styles, strings = (
        next((part for kind, part in relations.values() if kind.endswith(end) and part), None)
        for end in ("/styles", "/sharedStrings")
    )
    return Outline(
        sheets,
        _formats(package.text(styles)) if styles else Formats(),
        frozenset(filter(None, (_sheet_of("".join(words)) for name, words in defined if _is_ours(name)))),
        strings,
    )


def _holds_cells(package: Package, part: str | None) -> bool:
    """Whether a part declared as a chart sheet or the like is a worksheet."""
    return part is not None and b"worksheet" in next(package.inflate(part), b"")[:HEAD]


def _is_strict(xml: bytes) -> bool:
    """Whether the workbook is Strict Open XML, which some readers read as empty."""
    roots: list[str] = []
    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: roots.append(name) if not roots else None
    try:
        parser.Parse(xml, True)
    except ExpatError:
        raise Refused("damaged") from None
    return roots[0].startswith(STRICT.decode())


def _workbook_part(package: Package, names: dict[str, str]) -> str:
    if ROOT_RELS not in names:
        raise Refused("not_a_workbook", kind="zip")
    targets = [part for kind, part in _rels(package.text(names[ROOT_RELS]), "") if kind.endswith(OFFICE_DOCUMENT)]
    found = [names[target.lower()] for target in targets if target.lower() in names]
    if not found:
        raise Refused("damaged")
    if found[0].lower().endswith(("document.xml", "presentation.xml")):
        raise Refused("not_a_workbook", kind="office")
    return found[0]


def _relations(package: Package, names: dict[str, str], part: str) -> dict[str, tuple[str, str | None]]:
    folder, file = posixpath.split(part)
    rels = names.get(posixpath.join(folder, "_rels", file + ".rels").lower())
    found: dict[str, tuple[str, str | None]] = {}
    if rels is None:
        return found

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = _resolve(attributes.get("Target", ""), folder).lower()
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), names.get(target))

    walk(package.text(rels), start)
    return found


def _rels(xml: bytes, folder: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            found.append((attributes.get("Type", ""), _resolve(attributes.get("Target", ""), folder)))

    walk(xml, start)
    return found


def _resolve(target: str, folder: str) -> str:
    path = target if target.startswith("/") else posixpath.join("/", folder, target)
    return posixpath.normpath(path).lstrip("/")


def _is_ours(name: str) -> bool:
    """Whether a defined name marks one of our scored sheets."""
    return name.lower().startswith(OURS) and name[len(OURS) :].isdecimal()


def _sheet_of(reference: str) -> str | None:
    """The sheet that a reference such as 'My sheet'!$A$1 points to."""
    import re

    match = re.fullmatch(r"\s*(?:'((?:[^']|'')*)'|([^'!]+))!.*", reference, re.S)
    return None if match is None else (match[1].replace("''", "'") if match[1] is not None else match[2])


def _formats(xml: bytes) -> Formats:
    """Which indices of cellXfs have a format of each kind."""
    custom: dict[int, str] = {}
    kinds: dict[int, str | None] = {}
    found: dict[str, set[int]] = {kind: set() for kind in KINDS}
    state = {"in": False, "index": 0}

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            custom[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:LONGEST_FORMAT]
        elif name == "cellXfs":
            state["in"] = True
        elif name in ("cellStyles", "dxfs", "tableStyles", "colors", "extLst", "cellStyleXfs"):
            state["in"] = False
        elif name == "xf" and state["in"]:
            format = _whole(attributes.get("numFmtId"))
            if format not in kinds:
                built_in = "percent" if format in BUILT_IN_PERCENT else None
                kinds[format] = _kind(custom[format]) if format in custom else built_in
            kind = kinds[format]
            if kind is not None:
                found[kind].add(state["index"])
            state["index"] += 1

    walk(xml, start)
    return Formats(found)


def _kind(format: str) -> str | None:
    r"""The kind of a number format; None where it shows the number as it is.

    >>> _kind("0.0%"), _kind('0!.0,"万"'), _kind('0"万"'), _kind('0"%"'), _kind('"约"0'), _kind(";;;")
    ('percent', 'scaled', 'worded', 'signed', 'otherwise', 'otherwise')
    >>> _kind('0"家"'), _kind('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '), _kind("yyyy-mm-dd"), _kind("0.00E+00")
    (None, None, None, None)
    """
    if MARKS.isdisjoint(format):
        return None
    import re

    code = _bare(format)
    kind: str | None
    if "%" in code:
        kind = "percent"
    elif re.search(r"[0#?],+(?![0#?,])|!\.", code):
        kind = "scaled"
    elif re.search("[百千万亿]", re.sub(r"\[[^\]]*\]", "", format)):
        kind = "worded"
    else:
        kind = _shown(re.sub(r"\[[^\]]*\]|_.|\*.|(?<=E)[+-]", "", format))
    return kind


def _shown(format: str) -> str | None:
    """The text that the first section (numbers above 0) shows beside the digits."""
    import re

    section = (re.match(r'(?:"[^"]*"?|\\.|[^;])*', format) or [format])[0]
    bare = _bare(section).lower()
    kind = None
    if re.search("[ymdhs年月日]", bare) and not re.search("[0#?]", bare):
        kind = None
    elif "%" in section or "％" in section:
        kind = "signed"
    elif any(mark in section for mark in SAYS_OTHERWISE) or not re.search(SHOWS, bare):
        kind = "otherwise"
    return kind


def _bare(code: str) -> str:
    r"""A number format without its quoted, escaped and bracketed parts.

    >>> _bare('0.0\\%"%"[Red]'), _bare("0.00%;[Red]-0.00%"), _bare('0!.0,"万"')
    ('0.0', '0.00%;-0.00%', '0!.0,')
    """
    import re

    return re.sub(r'"[^"]*"?|\\.|\[[^\]]*\]|_.|\*.', "", code)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else -1
