"""Our workbook's parts prepared for the user's file: free names, inline strings, formats renumbered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from lxml import etree

from core.errors import SpliceError
from core.workbooks.package.charts import explicit, is_explicit
from core.workbooks.package.container import Container
from core.workbooks.package.refusal import Refusal
from core.workbooks.package.relations import Relations, relations_part, relative
from core.workbooks.package.sheets import shared_strings, sheet_part
from core.workbooks.package.styles import FormatNumbers
from core.workbooks.package.workbook import WorkbookPackage
from core.workbooks.package.xml import (
    RELATIONS,
    STRICT_RELATIONS,
    number,
    parse,
    serialise,
    to_strict,
)

XML_PARTS = (".xml", ".vml")
_NUMBERED = re.compile(r"(.*?)\d*(\.\w+)")


class GuestParts:
    """Our sheets and the parts they refer to, under names that are free in the user's file."""

    def __init__(self, guest: WorkbookPackage, host: WorkbookPackage) -> None:
        """Find the parts to add and give each a name."""
        self._guest = guest
        self._strict = host.strict
        self.sheets = [guest.sheet_part(sheet) for sheet in guest.sheets]
        taken = {part.lower() for part in host.container.parts}
        self._relations = self._reachable_parts()
        self.names = {part: _free(part, taken) for part in self._relations}

    def _reachable_parts(self) -> dict[str, Relations]:
        """The sheets and the parts they refer to, with the relations of each."""
        found: dict[str, Relations] = {}
        waiting = list(self.sheets)
        while waiting:
            part = waiting.pop(0)
            if part not in found:
                found[part] = Relations(self._guest.container, part)
                waiting += found[part].targets()
        return found

    def read(self, part: str) -> bytes:
        """A part of ours, in the namespaces of the user's workbook."""
        content = self._guest.container.read(part)
        return to_strict(content) if self._strict and part.endswith(XML_PARTS) else content

    def parts(self, formats: FormatNumbers, tables: TableNumbers) -> dict[str, bytes]:
        """All parts to add, by their new names."""
        strings = self._strings()
        added: dict[str, bytes] = {}
        for part, name in self.names.items():
            if part in self.sheets:
                added[name] = sheet_part(self.read(part), formats, strings)
            elif "/tables/" in part:
                added[name] = serialise(tables.renumber(parse(self.read(part)), formats))
            else:
                content = self.read(part)
                if "/charts/" in part and part.endswith(".xml") and not is_explicit(content):
                    content = serialise(explicit(parse(content)))
                added[name] = content
            if self._relations[part].by_id():
                added[relations_part(name)] = self._renamed(self._relations[part], name)
        return added

    def types(self) -> Iterator[tuple[str, str]]:
        """The new names with their content types."""
        for part, name in self.names.items():
            type_ = self._guest.types.of(part)
            if type_ is not None:
                yield name, type_

    def _renamed(self, relations: Relations, name: str) -> bytes:
        for relation in relations:
            target = relations.target(relation)
            if target is not None:
                relation.set("Target", relative(name, self.names[target]))
            if self._strict:
                relation.set("Type", relation.get("Type", "").replace(RELATIONS, STRICT_RELATIONS))
        return relations.bytes()

    def _strings(self) -> list[bytes]:
        part = self._guest.relations.part_of_kind("sharedStrings")
        return [] if part is None else shared_strings(self.read(part))


class TableNumbers:
    """Free numbers for our tables, whose names must be free too."""

    def __init__(self, host: Container, needed: bool) -> None:
        """Collect the numbers and names of the user's tables, if any of ours is `needed`."""
        self._names: set[str] = set()
        self._last = 0
        for part in host.parts if needed else ():
            if "/tables/" in part and part.endswith(".xml"):
                table = parse(host.read(part))
                self._names.add(table.get("displayName", "").casefold())
                self._last = max(self._last, number(table, "id"))

    def renumber(self, table: etree._Element, formats: FormatNumbers) -> etree._Element:
        """Our table under the next number; SpliceError `name_taken` where its name is."""
        name = table.get("displayName", "").casefold()
        if name in self._names:
            raise SpliceError(Refusal.NAME_TAKEN)
        self._names.add(name)
        self._last += 1
        table.set("id", str(self._last))
        for element in table.iter():
            for attribute in ("headerRowDxfId", "dataDxfId", "totalsRowDxfId"):
                if element.get(attribute) is not None:
                    element.set(attribute, str(formats.differential[number(element, attribute)]))
        return table


def _free(part: str, taken: set[str]) -> str:
    """A name like `part` with a number that no part has yet; it is added to `taken`."""
    match = _NUMBERED.fullmatch(part)
    stem, extension = (match[1], match[2]) if match else (part, "")
    names = (f"{stem}{i}{extension}" for i in count(1))
    free = next(name for name in names if name.lower() not in taken)
    taken.add(free.lower())
    return free
