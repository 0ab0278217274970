"""A workbook package: its container, its workbook part, and the relations of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from lxml import etree

from core.errors import SpliceError
from core.workbooks.package import content_types
from core.workbooks.package.container import Container
from core.workbooks.package.content_types import ContentTypes
from core.workbooks.package.refusal import Refusal
from core.workbooks.package.relations import ROOT, Relations
from core.workbooks.package.xml import (
    RELATIONS,
    STRICT_MAIN,
    STRICT_RELATIONS,
    child,
    child_in_order,
    children,
    local,
    namespace,
    number,
    parse,
    serialise,
)

ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr"),
)
BINARY_TYPE = "sheet.binary"
SIGNATURE_KIND = "digital-signature/origin"
MAIN_KIND = "officeDocument"


class WorkbookPackage:
    """A workbook open for change; `rewritten` gives its bytes."""

    def __init__(self, content: bytes | Container) -> None:
        """Open a file or a container; SpliceError `not_a_package`, `encrypted`, `broken`, `too_large`, `binary` or `signed`."""
        self.container = Container(content) if isinstance(content, bytes) else content
        package = Relations(self.container, ROOT)
        if any(SIGNATURE_KIND in relation.get("Type", "") for relation in package):
            raise SpliceError(Refusal.SIGNED)
        self.types = ContentTypes(self.container)
        self.part = self._existing(package.part_of_kind(MAIN_KIND))
        if BINARY_TYPE in (self.types.of(self.part) or ""):
            raise SpliceError(Refusal.BINARY)
        self.root = parse(self.container.read(self.part))
        if local(self.root) != "workbook" or child(self.root, "sheets") is None:
            raise SpliceError(Refusal.BROKEN)
        self.relations = Relations(self.container, self.part)

    def _existing(self, part: str | None) -> str:
        found = None if part is None else self.container.find(part)
        if found is None:
            raise SpliceError(Refusal.BROKEN)
        return found

    @property
    def strict(self) -> bool:
        """Whether the workbook is Strict Open XML."""
        return namespace(self.root) == STRICT_MAIN

    @property
    def relation_types(self) -> str:
        """What the types of this workbook's relations begin with."""
        return STRICT_RELATIONS if self.strict else RELATIONS

    @property
    def sheets(self) -> list[etree._Element]:
        """The entries of the sheets, charts on sheets of their own included, in order."""
        return children(self._sheets, "sheet")

    @property
    def titles(self) -> tuple[str, ...]:
        """The sheets' titles, in order."""
        return tuple(sheet.get("name", "") for sheet in self.sheets)

    @cached_property
    def _sheets(self) -> etree._Element:
        return child_in_order(self.root, "sheets", ORDER)

    @property
    def counts_days_from_1904(self) -> bool:
        """Whether its dates are days since 1904."""
        properties = child(self.root, "workbookPr")
        return properties is not None and properties.get("date1904", "0") in ("1", "true", "on")

    def sheet_relation(self, sheet: etree._Element) -> etree._Element:
        """The relation to a sheet's part; SpliceError `broken` where there is none."""
        for key, id_ in sheet.attrib.items():
            if str(key).endswith("}id"):
                relation = self.relations.by_id().get(str(id_))
                if relation is not None:
                    return relation
        raise SpliceError(Refusal.BROKEN)

    def sheet_part(self, sheet: etree._Element) -> str:
        """The name of a sheet's part; SpliceError `broken` where there is none."""
        return self._existing(self.relations.target(self.sheet_relation(sheet)))

    def add_sheet(self, title: str, part: str, state: str | None = None) -> None:
        """Adds an entry for a new sheet at the end; SpliceError `name_taken` where the title is."""
        if title.casefold() in {other.casefold() for other in self.titles}:
            raise SpliceError(Refusal.NAME_TAKEN)
        sheet_id = 1 + max((number(sheet, "sheetId") for sheet in self.sheets), default=0)
        sheet = etree.SubElement(self._sheets, f"{{{namespace(self.root)}}}sheet")
        sheet.set("name", title)
        sheet.set("sheetId", str(sheet_id))
        if state:
            sheet.set("state", state)
        sheet.set(f"{{{self.relation_types}}}id", self.relations.add(f"{self.relation_types}/worksheet", part))

    def names(self) -> Iterator[etree._Element]:
        """The defined names, in order."""
        holder = child(self.root, "definedNames")
        return iter(()) if holder is None else iter(children(holder, "definedName"))

    def add_names(self, names: Iterable[tuple[Mapping[str, str], str]]) -> None:
        """Adds defined names, by attributes and text; SpliceError `name_taken` where a scope has one already."""
        taken = {_scoped(name) for name in self.names()}
        for attributes, text in names:
            if _scoped(attributes) in taken:
                raise SpliceError(Refusal.NAME_TAKEN)
            taken.add(_scoped(attributes))
            holder = child_in_order(self.root, "definedNames", ORDER)
            element = etree.SubElement(holder, f"{{{namespace(self.root)}}}definedName")
            for key, value in attributes.items():
                element.set(key, value)
            element.text = text

    def remove_name(self, element: etree._Element) -> None:
        """Removes a defined name, and the list of names with the last of them."""
        holder = element.getparent()
        if holder is None:
            return
        holder.remove(element)
        if not children(holder, "definedName"):
            self.root.remove(holder)

    def calculate_on_load(self) -> None:
        """Ask the program that opens the workbook to recalculate every formula."""
        child_in_order(self.root, "calcPr", ORDER).set("fullCalcOnLoad", "1")

    def drop_calculation_chain(self) -> set[str]:
        """Remove the calculation chain, which programs rebuild; return the parts to drop."""
        dropped = set()
        for relation in list(self.relations.of_kind("calcChain")):
            part = self.container.find(self.relations.target(relation) or "")
            if part is not None:
                dropped.add(part.lower())
            self.relations.root.remove(relation)
        self.types.remove(dropped)
        return dropped

    def rewritten(self, changed: dict[str, bytes], added: dict[str, bytes], dropped: set[str]) -> bytes:
        """The file with the current workbook part, relations and content types."""
        own = {
            self.part: serialise(self.root),
            self.relations.name: self.relations.bytes(),
            content_types.PART: self.types.bytes(),
        }
        return self.container.rewrite({**own, **changed}, added, dropped)


def _scoped(name: Mapping[str, str] | etree._Element) -> tuple[str, str | None]:
    """The scope and name of a defined name, which must be unique."""
    return (name.get("name") or "").lower(), name.get("localSheetId")


def sheet_titles(content: bytes) -> tuple[str, ...]:
    """The titles of a workbook's sheets, in order; SpliceError as `WorkbookPackage`."""
    return WorkbookPackage(content).titles


def counts_days_from_1904(content: bytes) -> bool:
    """Whether a workbook's dates are days since 1904; SpliceError as `WorkbookPackage`."""
    return WorkbookPackage(content).counts_days_from_1904
