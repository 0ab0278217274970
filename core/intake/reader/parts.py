"""workbook.xml and its rels: the names of the sheets, their parts and states, and which are ours."""

from __future__ import annotations

import posixpath
from collections import namedtuple

from .formats import formats
from .guard import Package
from .kinds import ROOT_RELS, Refused
from .xml import Attributes, parse

OFFICE_DOCUMENT = "/officeDocument"
STRICT = "http://purl.oclc.org/ooxml/"
#: What marks our sheets: a name, its number and that of the last of them, which is the receipt's.
OURS, OF = "_tds_sheet_", "_of_"
#: Our sheet that is for programs: what its title begins with.
RECEIPT = "tds-receipt"
#: Bytes in which a part says what it is.
HEAD = 4096
#: A sheet as workbook.xml lists it: its name, its part (None if not a worksheet) and its state.
SheetPart = namedtuple("SheetPart", "name part state")
#: The workbook as its small parts describe it: its sheets, those that are worksheets, `Formats`, what conditional
#: formats do, the names of our own sheets, the part of shared strings, when it was changed.
Outline = namedtuple("Outline", "sheets with_cells formats conditional ours strings saved")


def outline(package: Package) -> Outline:
    """Sheets in the workbook's order with their parts, formats, and the names of our own sheets."""
    names = {name.lower(): name for name in package.parts}
    workbook = _workbook_part(package, names)
    if workbook.lower().endswith(".bin"):
        raise Refused("xlsb")
    relations = _relations(package, names, workbook)
    root: list[str] = []
    sheets: list[SheetPart] = []
    defined: list[tuple[str, list[str]]] = []

    def start(name: str, attributes: Attributes) -> None:
        namespace, _, local = name.rpartition(" ")
        if not root and namespace.startswith(STRICT):
            raise Refused("strict")
        root.append(local)
        if local == "sheet":
            sheets.append(_sheet(attributes))
        if local == "definedName":
            scoped = "localSheetId" in attributes  # as in a copy of a sheet of ours
            defined.append(("" if scoped else attributes.get("name", ""), []))

    def _sheet(attributes: Attributes) -> SheetPart:
        id = next((value for key, value in attributes.items() if key.endswith(" id")), "")
        kind, part = relations.get(id, ("", None))
        is_sheet, name = kind.endswith("/worksheet"), attributes.get("name", "")
        if not kind or (part is None if is_sheet else _holds_cells(package, part)):
            raise Refused("damaged", sheet=name)
        return SheetPart(name, part if is_sheet else None, attributes.get("state", "visible"))

    def text(characters: str) -> None:
        if defined:
            defined[-1][1].append(characters)

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
    named = [(name, "".join(words)) for name, words in defined]
    marked = (named[index][1] for index in our_marks(named, [sheet.name for sheet in sheets]))
    ours = frozenset(filter(None, map(sheet_of, marked)))
    properties = names.get("docprops/core.xml")
    saved = _saved(package.text(properties)) if properties else ""
    looks, conditional = formats(package.text(styles)) if styles else ({}, {})
    with_cells = [sheet for sheet in sheets if sheet.part]
    return Outline(sheets, with_cells, looks, conditional, ours, strings, saved)


def mark_of(name: str) -> tuple[int, int | None] | None:
    """The number in a name that looks like a mark, and that of the last mark; None for the latter in older files.

    >>> mark_of("_tds_sheet_3_of_12"), mark_of("_TDS_sheet_3"), mark_of("_tds_sheet_x")
    ((3, 12), (3, None), None)
    """
    if not name.lower().startswith(OURS):
        return None
    number, of, last = name[len(OURS) :].lower().partition(OF)
    if not number.isdecimal() or (of and not last.isdecimal()):
        return None
    return int(number), int(last) if of else None


def our_marks(names: list[tuple[str, str]], titles: list[str]) -> list[int]:
    """Which of the defined names (name and reference, without those of a single sheet) mark our sheets, by their number.

    A name that merely looks so is the sender's: ours end with one for the receipt, and each says the number of that.
    Those of older files do not, and are the run of numbers up to the receipt's.
    """
    if not any(title.casefold().startswith(RECEIPT) for title in titles):
        return []
    named = {mark: index for index, (name, _) in enumerate(names) if (mark := mark_of(name))}
    receipts = [m for m, index in named.items() if (sheet_of(names[index][1]) or "").casefold().startswith(RECEIPT)]
    for number, last in receipts:
        if number == last:
            return [named[mark] for mark in sorted(mark for mark in named if mark[1] == last and mark[0] <= last)]
    first = last = max((number for number, last in receipts if last is None), default=-1)
    while (first - 1, None) in named:
        first -= 1
    return [named[number, None] for number in range(first, last + 1) if (number, None) in named]


def _saved(properties: bytes) -> str:
    """When the file says that it was saved last, as it says so; '' where it does not."""
    return (
        properties.partition(b"modified")[2]
        .partition(b">")[2]
        .partition(b"<")[0][:40]
        .strip()
        .decode("ascii", "replace")
    )


def _holds_cells(package: Package, part: str | None) -> bool:
    """Whether a part declared as a chart sheet or the like is a worksheet."""
    return part is not None and b"worksheet" in next(package.inflate(part), b"")[:HEAD]


def _workbook_part(package: Package, names: dict[str, str]) -> str:
    targets = _targets(package.text(names[ROOT_RELS]), "")
    documents = (names.get(path.lower()) for _, kind, path in targets if kind.endswith(OFFICE_DOCUMENT))
    found = list(filter(None, documents))
    if not found:
        raise Refused("damaged")
    if found[0].lower().endswith(("document.xml", "presentation.xml")):
        raise Refused("not_a_workbook", kind="office")
    return found[0]


def _relations(package: Package, names: dict[str, str], part: str) -> dict[str, tuple[str, str | None]]:
    folder, file = posixpath.split(part)
    rels = names.get(posixpath.join(folder, "_rels", file + ".rels").lower())
    targets = _targets(package.text(rels), folder) if rels else []
    return {id: (kind, names.get(path.lower())) for id, kind, path in targets}


def _targets(xml: bytes, folder: str) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []

    def start(name: str, attributes: Attributes) -> None:
        if name.rpartition(" ")[2] == "Relationship":
            path = posixpath.join("/", folder, attributes.get("Target", ""))
            found.append((attributes.get("Id", ""), attributes.get("Type", ""), posixpath.normpath(path).lstrip("/")))

    parse((xml,), start)
    return found


def sheet_of(reference: str) -> str | None:
    """The sheet that a reference points to; None where it is gone.

    >>> sheet_of("'It''s'!$A$1"), sheet_of("总览!$A$1"), sheet_of("#REF!$A$1")
    ("It's", '总览', None)
    """
    import re

    match = re.fullmatch(r"\s*(?:'((?:[^']|'')*)'|([^'!#]+))!.*", reference, re.S)
    return None if match is None else (match[1].replace("''", "'") if match[1] is not None else match[2])
