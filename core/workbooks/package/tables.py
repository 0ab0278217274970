"""The tables of a workbook: no two have one number or one name, nor the name of a cell range."""

from __future__ import annotations

from itertools import count

from lxml import etree

from core.workbooks.package.workbook import WorkbookPackage
from core.workbooks.package.xml import number, parse


class Tables:
    """The numbers and names that a workbook's tables have."""

    def __init__(self, package: WorkbookPackage) -> None:
        container = package.container
        parts = (part for part in container.parts if "/tables/" in part and part.endswith(".xml"))
        tables = [parse(container.read(part)) for part in parts]
        self._numbers = {number(table, "id") for table in tables}
        self._names = {table.get("displayName", "").casefold() for table in tables}
        self._names |= {name.get("name", "").casefold() for name in package.names()}

    def add(self, table: etree._Element) -> None:
        """Give a further table the next number, and its name or the first like it that is free."""
        table.set("id", str(max(self._numbers, default=0) + 1))
        self._numbers.add(number(table, "id"))
        self.rename(table)

    def rename(self, table: etree._Element) -> None:
        """Give a table its name, or the first like it that is free."""
        name = table.get("displayName", "")
        variants = (name if n == 1 else f"{name}_{n}" for n in count(1))
        free = next(each for each in variants if each.casefold() not in self._names)
        self._names.add(free.casefold())
        table.set("name", free)
        table.set("displayName", free)
