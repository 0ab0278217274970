"""The cell formats of our sheets, found in the user's styles or added to them.

A format is a row of numbers that point at fonts, fills, borders and number formats, so each of
those is found or added first.  What is there already is used again: a workbook that goes round
several times does not grow.
"""

from __future__ import annotations

from lxml import etree
from msgspec import Struct

from core.errors import SpliceError
from core.workbooks.package.container import Refusal
from core.workbooks.package.xml import MAIN, STRICT_MAIN, child_in_order, local, number

ORDER = "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"
FIRST_OWN_NUMBER_FORMAT = 164
MAX_CELL_FORMATS = 65_490
NORMAL = "0"

Key = tuple[object, ...]

_MINIMAL = """<styleSheet xmlns="{}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>
</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0"
 fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>
</cellStyles></styleSheet>"""


class FormatNumbers(Struct, frozen=True):
    """The numbers of our cell formats and differential formats in the merged styles, by our own numbers."""

    cells: tuple[int, ...]
    differential: tuple[int, ...]


def minimal_styles(strict: bool) -> etree._Element:
    """The styles assumed for a workbook without any."""
    return etree.fromstring(_MINIMAL.format(STRICT_MAIN if strict else MAIN).replace("\n", ""))


def merge_styles(host: etree._Element, guest: etree._Element) -> FormatNumbers:
    """Adds to `host` the formats of `guest` that it lacks; SpliceError `too_many_styles` past Excel's limit.

    Both are `styleSheet` elements in one namespace; both are changed, since what is added is moved.
    """
    _renumber_number_formats(host, guest)
    pointers = {
        attribute: _find_or_add(host, name, _section(guest, name))
        for attribute, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))
    }
    named = (style.get("xfId", NORMAL) for style in _section(host, "cellStyles") if style.get("builtinId") == "0")
    normal = next(named, NORMAL) if _section(host, "cellStyleXfs") else None
    cells = _section(guest, "cellXfs")
    for format_ in cells:
        for attribute, places in pointers.items():
            format_.set(attribute, str(places[number(format_, attribute)]))
        format_.attrib.pop("xfId", "")
        if normal is not None:
            format_.set("xfId", normal)
    merged = FormatNumbers(_find_or_add(host, "cellXfs", cells), _find_or_add(host, "dxfs", _section(guest, "dxfs")))
    if len(_section(host, "cellXfs")) > MAX_CELL_FORMATS:
        raise SpliceError(Refusal.TOO_MANY_STYLES)
    return merged


def _section(styles: etree._Element, name: str) -> list[etree._Element]:
    section = styles.find(f"{{*}}{name}")
    return [] if section is None else list(section.iterchildren(etree.Element))


def _find_or_add(host: etree._Element, name: str, wanted: list[etree._Element]) -> tuple[int, ...]:
    """The index of each of `wanted` in a section of `host`; missing ones are added."""
    if not wanted:
        return ()
    section, there = child_in_order(host, name, ORDER), _section(host, name)
    places: dict[Key, int] = {}
    for place, element in enumerate(there):
        places.setdefault(_key(element), place)
    count = len(there)
    found = []
    for element in wanted:
        key = _key(element)
        if key not in places:
            places[key] = count
            section.append(element)
            count += 1
        found.append(places[key])
    section.set("count", str(count))
    return tuple(found)


def _key(element: etree._Element) -> Key:
    """An element's content as a key, independent of prefixes and attribute order."""
    return (
        local(element),
        tuple(sorted(element.attrib.items())),
        (element.text or "").strip(),
        tuple([_key(inner) for inner in element.iterchildren(etree.Element)]),
    )


def _renumber_number_formats(host: etree._Element, guest: etree._Element) -> None:
    """Give the guest's formats the host's numbers of their number formats; built-in ones keep theirs."""
    ours = _section(guest, "numFmts")
    if not ours:
        return
    section = child_in_order(host, "numFmts", ORDER)
    theirs = {element.get("formatCode", ""): number(element, "numFmtId") for element in _section(host, "numFmts")}
    free = max([FIRST_OWN_NUMBER_FORMAT - 1, *theirs.values()]) + 1
    numbers: dict[str | None, str] = {}
    for element in ours:
        code = element.get("formatCode", "")
        if code not in theirs:
            theirs[code] = free
            free += 1
            section.append(element)
        numbers[element.get("numFmtId")] = str(theirs[code])
        element.set("numFmtId", str(theirs[code]))
    section.set("count", str(len(_section(host, "numFmts"))))
    differential = [own for format_ in _section(guest, "dxfs") for own in format_.findall("{*}numFmt")]
    for element in (*_section(guest, "cellXfs"), *differential):
        element.set("numFmtId", numbers.get(element.get("numFmtId"), element.get("numFmtId", "0")))
