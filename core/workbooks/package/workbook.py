"""A workbook package: its container, its workbook part, the relations of that, and the names that mark our sheets.

A mark is a hidden defined name, one a sheet: `_tds_sheet_1_of_12` refers to cell A1 of the first of ours.  Such a
name follows the sheet when it is renamed or moved, is kept by Excel and LibreOffice on saving (LibreOffice
forgets only that it was hidden), and a sheet of the user's that merely has the same title has none.  Which names
are marks, and which merely look so, reading decides too (`core.intake.reader.parts.our_marks`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import count

from lxml import etree

from core.errors import SpliceError
from core.intake.reader.parts import OF, OURS, our_marks, sheet_of
from core.printers.addresses import quoted
from core.workbooks.package.container import Container, Refusal
from core.workbooks.package.parts import (
    RELATIONS,
    ROOT,
    TYPES_PART,
    ContentTypes,
    Relations,
    add_child,
    child_in_order,
    local,
    number,
    parse,
    reachable,
    relative,
    serialise,
)

SCOPE = "localSheetId"
#: How names begin that programs make themselves; and those that they make for a filter that a sheet has.
BUILT_IN, THEIRS = "_xl", ("_xlnm._filterdatabase",)
#: What our defined names begin with, and those that mark a sheet.
PREFIX, MARK = "_tds_", f"{OURS}{{number}}{OF}{{last}}"


def is_ours(name: str) -> bool:
    return name.lower().startswith(PREFIX)


def with_titles(text: str, titles: Mapping[str, str | None]) -> str:
    """A formula with references to sheets under their new titles, #REF! for None.

    >>> with_titles("SUM('总览'!$A$1,总览!B2,'a 总览'!C3)", {"总览": None})
    "SUM(#REF!$A$1,#REF!B2,'a 总览'!C3)"
    """
    for title, new in titles.items():
        to = "#REF!" if new is None else f"{quoted(new)}!"
        text = text.replace(f"{quoted(title)}!", to)
        text = re.sub(rf"(?<![\w.'\]]){re.escape(title)}!", to, text)
    return text


class WorkbookPackage:
    """A workbook open for change: other parts that are `changed`, `added` and `dropped` (in lower case) wait for `rewritten`."""

    def __init__(self, content: bytes | Container) -> None:
        """Open a file; SpliceError `broken`, `too_large` or `signed`."""
        self.container = Container(content) if isinstance(content, bytes) else content
        self._package = Relations(self.container, ROOT)
        if any("digital-signature/origin" in relation.get("Type", "") for relation in self._package):
            raise SpliceError(Refusal.SIGNED)
        self.types = ContentTypes(self.container)
        self.part = self._existing(self._package.part_of_kind("officeDocument"))
        self.root = parse(self.container.read(self.part))
        sheets = self.root.find("{*}sheets")
        if local(self.root) != "workbook" or sheets is None:
            raise SpliceError(Refusal.BROKEN)
        self._sheets = sheets
        self.relations = Relations(self.container, self.part)
        self.changed: dict[str, bytes] = {}
        self.added: dict[str, bytes] = {}
        self.dropped: set[str] = set()

    def _existing(self, part: str | None) -> str:
        found = self.container.find(part or "")
        if found is None:
            raise SpliceError(Refusal.BROKEN)
        return found

    @property
    def sheets(self) -> list[etree._Element]:
        """The entries of the sheets, charts on sheets of their own included, in order."""
        return self._sheets.findall("{*}sheet")

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(sheet.get("name", "") for sheet in self.sheets)

    @property
    def counts_days_from_1904(self) -> bool:
        properties = self.root.find("{*}workbookPr")
        return properties is not None and properties.get("date1904", "0") in ("1", "true", "on")

    def sheet_relation(self, sheet: etree._Element) -> etree._Element:
        """The relation to a sheet's part; SpliceError `broken` where there is none."""
        known = self.relations.by_id()
        ids = (str(id) for key, id in sheet.attrib.items() if str(key).endswith("}id"))
        found = next((known[id] for id in ids if id in known), None)
        if found is None:
            raise SpliceError(Refusal.BROKEN)
        return found

    def sheet_part(self, sheet: etree._Element) -> str:
        """The name of a sheet's part; SpliceError `broken` where there is none."""
        return self._existing(self.relations.target(self.sheet_relation(sheet)))

    def add_sheet(self, title: str, part: str, state: str | None = None) -> None:
        """Adds an entry for a new sheet at the end; SpliceError `name_taken` where the title is."""
        if title.casefold() in {other.casefold() for other in self.titles}:
            raise SpliceError(Refusal.NAME_TAKEN)
        last = max((number(sheet, "sheetId") for sheet in self.sheets), default=0)
        attributes = {"name": title, "sheetId": str(last + 1)} | ({"state": state} if state else {})
        sheet = add_child(self._sheets, "sheet", attributes)
        sheet.set(f"{{{RELATIONS}}}id", self.relations.add(f"{RELATIONS}/worksheet", part))

    def replace_sheet(self, sheet: etree._Element, part: str) -> None:
        """Let an entry lead to another part; what only the former part led to is dropped."""
        former, relation = self.sheet_part(sheet), self.sheet_relation(sheet)
        relation.set("Target", relative(self.part, part))
        relation.attrib.pop("TargetMode", "")
        self._drop_unreachable([former])

    def remove_sheets(self, sheets: Iterable[etree._Element]) -> None:
        """Remove entries; what only they led to is dropped."""
        former = []
        for sheet in sheets:
            former.append(self.sheet_part(sheet))
            self.relations.root.remove(self.sheet_relation(sheet))
            self._sheets.remove(sheet)
        self._drop_unreachable(former)

    def _drop_unreachable(self, former: list[str]) -> None:
        alive = reachable(self.container, self._package.targets(), {self.part: self.relations})
        for part, relations in reachable(self.container, former).items():
            if part not in alive:
                self.dropped |= {part.lower(), relations.name.lower()}

    def names(self) -> list[etree._Element]:
        holder = self.root.find("{*}definedNames")
        return [] if holder is None else holder.findall("{*}definedName")

    def marks(self) -> list[etree._Element]:
        """The names that mark our sheets, in the order of their numbers."""
        names = [name for name in self.names() if name.get(SCOPE) is None]
        said = [(name.get("name", ""), name.text or "") for name in names]
        return [names[index] for index in our_marks(said, list(self.titles))]

    @property
    def marked(self) -> list[str]:
        """The titles of our sheets in that order, "" for one that is gone."""
        return [sheet_of(name.text or "") or "" for name in self.marks()]

    def names_of(self, ours: Collection[str]) -> dict[str, str]:
        """What each name of our sheets, and each of their marks, refers to, by the name with the sheet of its scope."""
        titles, found, marks = self.titles, {}, self.marks()
        for element in self.names():
            name, scope = element.get("name", ""), element.get(SCOPE, "")
            title = titles[int(scope)] if scope.isdecimal() and int(scope) < len(titles) else ""
            text = element.text or ""
            made = element in marks or (is_ours(name) and with_titles(text, dict.fromkeys(ours)) != text)
            if (title in ours or (not title and made)) and name.lower() not in THEIRS:
                found[f"{title}!{name}" if title else name] = text
        return found

    def own_names(self, ours: Collection[str] = ()) -> tuple[str, ...]:
        """The sender's names, once each; none that a program makes itself."""
        of_ours = {name.rpartition("!")[2] for name in self.names_of(ours)}
        names = dict.fromkeys(element.get("name", "") for element in self.names())
        return tuple(each for each in names if each not in of_ours and not each.lower().startswith(BUILT_IN))

    def add_names(self, names: Iterable[tuple[Mapping[str, str], str]]) -> None:
        """Adds defined names, by attributes and text; SpliceError `name_taken` where a scope has one already."""
        taken = set(map(_scoped, self.names()))
        for attributes, text in names:
            if _scoped(attributes) in taken:
                raise SpliceError(Refusal.NAME_TAKEN)
            taken.add(_scoped(attributes))
            holder = child_in_order(self.root, "definedNames")
            add_child(holder, "definedName", attributes).text = text

    def remove_name(self, element: etree._Element) -> None:
        """Removes a defined name, and the list of names with the last of them."""
        holder = child_in_order(self.root, "definedNames")
        holder.remove(element)
        if not holder.findall("{*}definedName"):
            self.root.remove(holder)

    def rename_table(self, table: etree._Element, *, numbered_anew: bool = False) -> None:
        """Give a table its name, or the first like it that no table or range of cells has; a further one the next number."""
        parts = {*self.container.parts, *self.added}
        parts = {part for part in parts if "/tables/" in part and part.endswith(".xml")}
        tables = [parse(self.added.get(part) or self.container.read(part)) for part in parts]
        taken = {each.get("displayName", "").casefold() for each in tables}
        taken |= {each.get("name", "").casefold() for each in self.names()}
        name = table.get("displayName", "")
        variants = (name if n == 1 else f"{name}_{n}" for n in count(1))
        free = next(each for each in variants if each.casefold() not in taken)
        table.set("name", free)
        table.set("displayName", free)
        if numbered_anew:
            table.set("id", str(max((number(each, "id") for each in tables), default=0) + 1))

    def calculate_on_load(self) -> None:
        """Ask the program that opens the workbook to recalculate every formula."""
        child_in_order(self.root, "calcPr").set("fullCalcOnLoad", "1")

    def drop_calculation_chain(self) -> None:
        """Remove the calculation chain, which programs rebuild."""
        for relation in list(self.relations.of_kind("calcChain")):
            part = self.container.find(self.relations.target(relation) or "")
            if part is not None:
                self.dropped.add(part.lower())
            self.relations.root.remove(relation)

    def rewritten(self) -> bytes:
        self.types.remove(self.dropped)
        roots = {self.part: self.root, self.relations.name: self.relations.root, TYPES_PART: self.types.root}
        own = {part: serialise(root) for part, root in roots.items()}
        return self.container.rewrite(own | self.changed, self.added, self.dropped)


def _scoped(name: Mapping[str, str] | etree._Element) -> tuple[str, str | None]:
    """The scope and name of a defined name, which must be unique."""
    return (name.get("name") or "").lower(), name.get(SCOPE)
