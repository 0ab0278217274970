"""Which part refers to which: the `.rels` part beside a part."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from core.workbooks.package.container import Container
from core.workbooks.package.xml import PACKAGE_RELATIONS, parse, serialise

ROOT = ""


def relations_part(part: str) -> str:
    """The name of the part that holds the relations of `part`.

    >>> relations_part("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def resolve(part: str, target: str) -> str:
    """The part that `target` names as seen from `part`.

    >>> resolve("xl/worksheets/sheet1.xml", "../drawings/drawing1.xml"), resolve("xl/workbook.xml", "/xl/styles.xml")
    ('xl/drawings/drawing1.xml', 'xl/styles.xml')
    """
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


class Relations:
    """The relations of one part (or, for `ROOT`, of the package), open for change."""

    def __init__(self, container: Container, part: str) -> None:
        """Reads the relations of `part`; none where the file has none for it."""
        self.part = part
        self.name = relations_part(part)
        if self.name in container:
            self.root = parse(container.read(self.name))
        else:
            self.root = etree.Element(f"{{{PACKAGE_RELATIONS}}}Relationships", nsmap={None: PACKAGE_RELATIONS})  # type: ignore[dict-item]

    def __iter__(self) -> Iterator[etree._Element]:
        return (element for element in self.root if isinstance(element.tag, str))

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
        """The relations by id."""
        return {relation.get("Id", ""): relation for relation in self}

    def add(self, type_: str, part: str) -> str:
        """Adds a relation to `part` and returns its id, which no other has."""
        taken = self.by_id()
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        relation = etree.SubElement(self.root, f"{{{PACKAGE_RELATIONS}}}Relationship")
        relation.set("Id", f"rId{number}")
        relation.set("Type", type_)
        relation.set("Target", relative(self.part, part))
        return f"rId{number}"

    def bytes(self) -> bytes:
        """The part's bytes."""
        return serialise(self.root)


def relative(source: str, target: str) -> str:
    """How `source` names `target`.

    >>> relative("xl/worksheets/sheet1.xml", "xl/drawings/drawing1.xml")
    '../drawings/drawing1.xml'
    """
    return posixpath.relpath("/" + target, "/" + posixpath.dirname(source))


def reachable(container: Container, starts: list[str], known: dict[str, Relations] | None = None) -> set[str]:
    """All parts reachable from `starts`, with themselves and their relation parts, in lower case.

    `known` gives relations that are no longer as the file has them, by part.
    """
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        part = container.find(waiting.pop())
        if part is None or part.lower() in found:
            continue
        relations = (known or {}).get(part) or Relations(container, part)
        found |= {part.lower(), relations.name.lower()}
        waiting += relations.targets()
    return found
