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
OURS = "_tds_sheet_"
Attributes = dict[str, str]


class SheetPart:
    """A sheet as workbook.xml lists it: its name, its part (None if not a worksheet) and its state."""

    def __init__(self, name: str, part: str | None, state: str) -> None:
        self.name = name
        self.part = part
        self.state = state


class Formats:
    """Indices of cell formats that change what a number means.

    `percent` · `scaled`: shown divided · `worded`: shown with 万 and the like behind it.
    """

    def __init__(
        self,
        percent: frozenset[int] = frozenset(),
        scaled: frozenset[int] = frozenset(),
        worded: frozenset[int] = frozenset(),
    ) -> None:
        self.percent = percent
        self.scaled = scaled
        self.worded = worded


class Outline:
    """What the small parts say of the workbook."""

    def __init__(self, sheets: list[SheetPart], formats: Formats, ours: frozenset[str]) -> None:
        self.sheets = sheets
        self.formats = formats
        self.ours = ours


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
            if not target[0] or (is_sheet and target[1] is None):
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
    if not root or root[0] != "workbook":
        raise Refused("not_a_workbook", kind="office")
    styles = next((part for kind, part in relations.values() if kind.endswith("/styles") and part), None)
    return Outline(
        sheets,
        _formats(package.text(styles)) if styles else Formats(),
        frozenset(filter(None, (_sheet_of("".join(words)) for name, words in defined if _is_ours(name)))),
    )


def _is_strict(xml: bytes) -> bool:
    """Whether the workbook is Strict Open XML, whose dates and parts some readers take for nothing at all."""
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
    """Whether a defined name is one that we mark our scored sheets with."""
    return name.lower().startswith(OURS) and name[len(OURS) :].isdecimal()


def _sheet_of(reference: str) -> str | None:
    """The sheet that a reference such as 'My sheet'!$A$1 points to."""
    import re

    match = re.fullmatch(r"\s*(?:'((?:[^']|'')*)'|([^'!]+))!.*", reference, re.S)
    return None if match is None else (match[1].replace("''", "'") if match[1] is not None else match[2])


def _formats(xml: bytes) -> Formats:
    """Which indices of cellXfs are percent formats, and which show the number divided (by 1,000, by 万)."""
    custom: dict[int, str] = {}
    percent: set[int] = set()
    scaled: set[int] = set()
    worded: set[int] = set()
    state = {"in": False, "index": 0}

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            custom[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            state["in"] = True
        elif name in ("cellStyles", "dxfs", "tableStyles", "colors", "extLst", "cellStyleXfs"):
            state["in"] = False
        elif name == "xf" and state["in"]:
            format = _whole(attributes.get("numFmtId"))
            if format in custom:
                _sort(custom[format], state["index"], percent, scaled, worded)
            elif format in BUILT_IN_PERCENT:
                percent.add(state["index"])
            state["index"] += 1

    walk(xml, start)
    return Formats(frozenset(percent), frozenset(scaled), frozenset(worded))


def _sort(format: str, index: int, percent: set[int], scaled: set[int], worded: set[int]) -> None:
    """Add the index of a number format to the set that it belongs to, if to any."""
    if not any(mark in format for mark in "%,!百千万亿"):
        return
    import re

    code = _bare(format)
    if "%" in code:
        percent.add(index)
    elif re.search(r"[0#?],+(?![0#?,])|!\.", code):
        scaled.add(index)
    elif re.search("[百千万亿]", re.sub(r"\[[^\]]*\]", "", format)):
        worded.add(index)


def _bare(code: str) -> str:
    r"""A number format without its quoted, escaped and bracketed parts.

    >>> _bare('0.0\\%"%"[Red]'), _bare("0.00%;[Red]-0.00%"), _bare('0!.0,"万"')
    ('0.0', '0.00%;-0.00%', '0!.0,')
    """
    import re

    return re.sub(r'"[^"]*"?|\\.|\[[^\]]*\]|_.|\*.', "", code)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else -1
