"""What each part is: `[Content_Types].xml`."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from core.export.package.container import Container
from core.export.package.xml import CONTENT_TYPES, children, parse, serialise

PART = "[Content_Types].xml"


class ContentTypes:
    """The content types of a file's parts, open for change."""

    def __init__(self, container: Container) -> None:
        """Reads them; SpliceError `broken` where the file has none."""
        self.root = parse(container.read(PART))

    def of(self, part: str) -> str | None:
        """The type of a part: by its own entry, else by its extension."""
        for override in children(self.root, "Override"):
            if override.get("PartName", "").lower() == f"/{part}".lower():
                return override.get("ContentType")
        extension = part.rsplit(".", 1)[-1].lower()
        for default in children(self.root, "Default"):
            if default.get("Extension", "").lower() == extension:
                return default.get("ContentType")
        return None

    def add(self, part: str, type_: str) -> None:
        """Says what a new part is, with an entry of its own unless its extension says it already."""
        if self.of(part) != type_:
            override = etree.SubElement(self.root, f"{{{CONTENT_TYPES}}}Override")
            override.set("PartName", f"/{part}")
            override.set("ContentType", type_)

    def remove(self, parts: Collection[str]) -> None:
        """Forgets the entries of `parts`, given in lower case."""
        for override in children(self.root, "Override"):
            if override.get("PartName", "").lstrip("/").lower() in parts:
                self.root.remove(override)

    def bytes(self) -> bytes:
        """The part as it now is."""
        return serialise(self.root)
