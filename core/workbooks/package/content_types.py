"""What each part is: `[Content_Types].xml`."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from core.workbooks.package.container import Container
from core.workbooks.package.xml import CONTENT_TYPES, children, parse, serialise

PART = "[Content_Types].xml"


class ContentTypes:
    """The content types of a file's parts, open for change."""

    def __init__(self, container: Container) -> None:
        """Reads them; SpliceError `broken` where the file has none."""
        self.root = parse(container.read(PART))
        self._own = {each.get("PartName", "").lower(): each for each in reversed(children(self.root, "Override"))}
        self._by_extension = {
            each.get("Extension", "").lower(): each for each in reversed(children(self.root, "Default"))
        }

    def of(self, part: str) -> str | None:
        """The type of a part: by its own entry, else by its extension."""
        entry = self._own.get(f"/{part}".lower())
        if entry is None:
            entry = self._by_extension.get(part.rsplit(".", 1)[-1].lower())
        return None if entry is None else entry.get("ContentType")

    def add(self, part: str, type_: str) -> None:
        """Add the type of a new part, unless its extension already has that type."""
        if self.of(part) != type_:
            override = etree.SubElement(self.root, f"{{{CONTENT_TYPES}}}Override")
            override.set("PartName", f"/{part}")
            override.set("ContentType", type_)
            self._own[f"/{part}".lower()] = override

    def remove(self, parts: Collection[str]) -> None:
        """Remove the entries of `parts`, given in lower case."""
        for override in children(self.root, "Override"):
            name = override.get("PartName", "").lower()
            if name.lstrip("/") in parts:
                self.root.remove(override)
                self._own.pop(name, None)

    def bytes(self) -> bytes:
        """The part's bytes."""
        return serialise(self.root)
