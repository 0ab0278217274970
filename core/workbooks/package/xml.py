"""Parsing and serialising the few parts we touch, and the two sets of namespaces of Open XML.

A "Strict" workbook uses other namespaces for the same words; our parts are translated to them
before anything else, so that the rest of this folder knows only "the namespace of this workbook".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from core.errors import SpliceError
from core.workbooks.package.container import Refusal

PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"

#: The largest number in a workbook is one of 32 bits.
MOST_DIGITS = 10
_TRANSITIONAL = re.compile(
    rb'(\sxmlns(?::[\w.-]+)?="http://)schemas\.openxmlformats\.org/(spreadsheetml|drawingml|officeDocument)/2006/(\w+")'
)


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
    """A part's bytes, in UTF-8."""
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


def child_in_order(element: etree._Element, name: str, order: str, **attributes: str) -> etree._Element:
    """The child of that name; made where there is none, with these attributes, behind all that `order` names before it."""
    found = element.find(f"{{*}}{name}")
    if found is None:
        found = etree.Element(f"{{{namespace(element)}}}{name}", attributes)
        before = order.partition(name)[0].split()
        position = max((i + 1 for i, other in enumerate(element) if local(other) in before), default=0)
        element.insert(position, found)
    return found


def to_strict(content: bytes) -> bytes:
    """A part with the namespaces of Strict Open XML declared in place of the transitional ones."""
    return _TRANSITIONAL.sub(rb"\1purl.oclc.org/ooxml/\2/\3", content)
