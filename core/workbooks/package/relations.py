"""What each part is (`[Content_Types].xml`), and which part refers to which (the `.rels` part beside a part)."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count

from lxml import etree

from core.workbooks.package.container import Container
from core.workbooks.package.xml import PACKAGE_RELATIONS, add_child, parse

ROOT = ""
TYPES_PART = "[Content_Types].xml"


class ContentTypes:
    """The content types of a file's parts, open for change."""

    def __init__(self, container: Container) -> None:
        """Reads them; SpliceError `broken` where the file has none."""
        self.root = parse(container.read(TYPES_PART))
        self._own = {each.get("PartName", "").lower(): each for each in reversed(self.root.findall("{*}Override"))}
        self._by_extension = {
            each.get("Extension", "").lower(): each for each in reversed(self.root.findall("{*}Default"))
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
            override = add_child(self.root, "Override", {"PartName": f"/{part}", "ContentType": type_})
            self._own[f"/{part}".lower()] = override

    def remove(self, parts: Collection[str]) -> None:
        """Remove the entries of `parts`, given in lower case."""
        for override in self.root.findall("{*}Override"):
            name = override.get("PartName", "").lower()
            if name.lstrip("/") in parts:
                self.root.remove(override)
                self._own.pop(name, None)


def resolve(part: str, target: str) -> str:
    """The part that `target` names as seen from `part`.

    >>> resolve("xl/worksheets/sheet1.xml", "../drawings/drawing1.xml"), resolve("xl/workbook.xml", "/xl/styles.xml")
    ('xl/drawings/drawing1.xml', 'xl/styles.xml')
    """
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target.replace("\\", "/"))).lstrip("/")


def relative(source: str, target: str) -> str:
    """How `source` names `target`.

    >>> relative("xl/worksheets/sheet1.xml", "xl/drawings/drawing1.xml")
    '../drawings/drawing1.xml'
    """
    return posixpath.relpath("/" + target, "/" + posixpath.dirname(source))


def relations_part(part: str) -> str:
    """The name of the part that holds the relations of `part`.

    >>> relations_part("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


class Relations:
    """The relations of one part (or, for `ROOT`, of the package), open for change."""

    def __init__(self, container: Container, part: str) -> None:
        """Reads the relations of `part`; none where the file has none for it."""
        self.part, self.name = part, relations_part(part)
        if container.find(self.name):
            self.root = parse(container.read(self.name))
        else:
            self.root = etree.Element(f"{{{PACKAGE_RELATIONS}}}Relationships", nsmap={None: PACKAGE_RELATIONS})  # type: ignore[dict-item]

    def __iter__(self) -> Iterator[etree._Element]:
        return self.root.iterchildren(etree.Element)

    def of_kind(self, kind: str) -> Iterator[etree._Element]:
        """The relations whose type ends in `kind`, whichever namespace the rest is in."""
        return (relation for relation in self if relation.get("Type", "").rsplit("/", 1)[-1] == kind)

    def target(self, relation: etree._Element) -> str | None:
        """The part that a relation refers to; None for one outside the file."""
        if relation.get("TargetMode") == "External":
            return None
        return resolve(self.part, relation.get("Target", ""))

    def targets(self) -> list[str]:
        """All parts that this one refers to."""
        return [target for relation in self if (target := self.target(relation)) is not None]

    def part_of_kind(self, kind: str) -> str | None:
        """The part of the first relation of that kind."""
        return next((self.target(relation) for relation in self.of_kind(kind)), None)

    def by_id(self) -> dict[str, etree._Element]:
        return {relation.get("Id", ""): relation for relation in self}

    def add(self, type_: str, part: str) -> str:
        """Adds a relation to `part` and returns its id, which no other has."""
        taken = self.by_id()
        free = next(id for number in count(len(taken) + 1) if (id := f"rId{number}") not in taken)
        add_child(self.root, "Relationship", {"Id": free, "Type": type_, "Target": relative(self.part, part)})
        return free


def reachable(
    container: Container, starts: Iterable[str], known: Mapping[str, Relations] | None = None
) -> dict[str, Relations]:
    """The relations of all parts that can be reached from `starts`, themselves first.

    `known` gives relations that are no longer as the file has them, by part.
    """
    found: dict[str, Relations] = {}
    waiting = list(starts)
    while waiting:
        part = container.find(waiting.pop(0))
        if part is not None and part not in found:
            found[part] = (known or {}).get(part) or Relations(container, part)
            waiting += found[part].targets()
    return found
