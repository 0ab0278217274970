"""The few parts that we touch: their XML, what each part is, and which refers to which."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from lxml import etree

from core.compiled import tables
from core.errors import SpliceError
from core.workbooks.package.container import Container, Refusal

PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

DATA: dict[str, Any] = tables(Path(__file__).with_suffix(".toml"))
ROOT = ""
TYPES_PART = "[Content_Types].xml"
#: The largest number in a workbook is one of 32 bits.
MOST_DIGITS = 10


def parse(content: bytes) -> etree._Element:
    """The root of a part; SpliceError `broken` if it is no XML or brings a DOCTYPE."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SpliceError(Refusal.BROKEN) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs lack it
        raise SpliceError(Refusal.BROKEN)
    return root


def serialise(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def namespace(element: etree._Element) -> str:
    """The namespace of an element, '' where it has none."""
    return etree.QName(element).namespace or ""


def local(element: etree._Element) -> str:
    """The name of an element without its namespace, '' for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def number(element: etree._Element, attribute: str) -> int:
    """A whole number in an attribute, 0 where absent; SpliceError `broken` where it is out of range."""
    text = element.get(attribute, "0")
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise SpliceError(Refusal.BROKEN)
    return int(text)


def add_child(parent: etree._Element, name: str, attributes: Mapping[str, str]) -> etree._Element:
    """Add a child in the namespace of its parent."""
    return etree.SubElement(parent, f"{{{namespace(parent)}}}{name}", dict(attributes))


def child_in_order(element: etree._Element, name: str, **attributes: str) -> etree._Element:
    """The child of that name; made where there is none, with these attributes, in the place that the schema has for it."""
    found = element.find(f"{{*}}{name}")
    if found is None:
        found = etree.Element(f"{{{namespace(element)}}}{name}", attributes)
        before = DATA["order"].get(local(element), "").partition(name)[0].split()
        position = max((i + 1 for i, other in enumerate(element) if local(other) in before), default=0)
        element.insert(position, found)
    return found


# --- what each part is ([Content_Types].xml), and which refers to which (the .rels part beside a part) ---


class ContentTypes:
    """The content types of a file's parts, open for change."""

    def __init__(self, container: Container) -> None:
        """Reads them; SpliceError `broken` where the file has none."""
        self.root = parse(container.read(TYPES_PART))

    def of(self, part: str) -> str | None:
        """The type of a part: by its own entry, else by its extension."""
        for tag, key, value in (
            ("Override", "PartName", f"/{part}"),
            ("Default", "Extension", part.rsplit(".", 1)[-1]),
        ):
            for entry in self.root.iterfind(f"{{*}}{tag}"):
                if entry.get(key, "").lower() == value.lower():
                    return entry.get("ContentType")
        return None

    def add(self, part: str, type_: str) -> None:
        """Add the type of a new part, unless its extension already has that type."""
        if self.of(part) != type_:
            add_child(self.root, "Override", {"PartName": f"/{part}", "ContentType": type_})

    def remove(self, parts: Collection[str]) -> None:
        """Remove the entries of `parts`, given in lower case."""
        for override in self.root.findall("{*}Override"):
            if override.get("PartName", "").lower().lstrip("/") in parts:
                self.root.remove(override)


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
