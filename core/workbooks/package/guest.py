"""Our workbook's parts put into the user's file: free names, formats renumbered, charts explicit.

XlsxWriter writes each element of a sheet in one way, so the bytes of sheets are changed where they stand;
text is escaped and cannot look like an element.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from itertools import count

from lxml import etree

from core.errors import SpliceError
from core.workbooks.package.container import Container, Refusal, RowsOf
from core.workbooks.package.parts import (
    DATA,
    RELATIONS,
    Relations,
    child_in_order,
    local,
    number,
    parse,
    reachable,
    relations_part,
    relative,
    serialise,
)
from core.workbooks.package.workbook import WorkbookPackage

STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
FIRST_OWN_NUMBER_FORMAT = 164
MAX_CELL_FORMATS = 65_490
NORMAL = "0"

Key = tuple[object, ...]
#: The numbers that our cell formats have in the user's file, and our differential formats, by our own numbers.
Formats = tuple[tuple[int, ...], tuple[int, ...]]
_NUMBERED = re.compile(r"(.*?)\d*(\.\w+)")
_COLUMN = re.compile(rb"<col [^>]*>")
_STYLE = re.compile(rb'( style=")([0-9]+)"')
_RULE = re.compile(rb'(<cfRule [^>]*?dxfId=")([0-9]+)"')


def take_in(host: WorkbookPackage, ours: Container) -> tuple[WorkbookPackage, list[str]]:
    """Adds all parts that our sheets lead to, under free names, but for the entries of the sheets in the workbook part.

    Our workbook, and the names of its sheets' parts in the user's file.
    """
    guest = WorkbookPackage(ours)
    host.drop_calculation_chain()
    host.calculate_on_load()
    sheets = [guest.sheet_part(sheet) for sheet in guest.sheets]
    taken = {part.lower() for part in host.container.parts}
    relations = reachable(ours, sheets)
    names = {part: _free(part, taken) for part in relations}
    formats = _merged_styles(host, parse(ours.read(guest.relations.part_of_kind("styles") or "")))
    for part, name in names.items():
        content = ours.read(part)
        if part in sheets:
            content = _sheet(content, formats, ours.rows[part])
        elif "/tables/" in part:
            content = serialise(_table(host, parse(content), formats))
        elif "/charts/" in part and part.endswith(".xml") and b"<c:roundedCorners " not in content:
            content = serialise(_explicit(parse(content)))
        if host.counts_days_from_1904 and "/charts/" in part:
            content = content.replace(b"<c:lang ", b'<c:date1904 val="1"/><c:lang ', 1)
        host.added[name] = content
        if relations[part].by_id():
            host.added[relations_part(name)] = _renamed(relations[part], names, name)
        type_ = guest.types.of(part)
        if type_ is not None:
            host.types.add(name, type_)
    return guest, [names[part] for part in sheets]


def _free(part: str, taken: set[str]) -> str:
    """A name like `part` with a number that no part has yet; it is added to `taken`."""
    match = _NUMBERED.fullmatch(part)
    stem, extension = (match[1], match[2]) if match else (part, "")
    free = next(name for i in count(1) if (name := f"{stem}{i}{extension}").lower() not in taken)
    taken.add(free.lower())
    return free


def _renamed(relations: Relations, names: Mapping[str, str], name: str) -> bytes:
    """The relations of a part of ours that is called `name` in the user's file."""
    for relation in relations:
        target = relations.target(relation)
        if target is not None:
            relation.set("Target", relative(name, names[target]))
    return serialise(relations.root)


def _merged_styles(host: WorkbookPackage, ours: etree._Element) -> Formats:
    """The numbers of our formats in the user's styles, which are made where there are none."""
    part = host.relations.part_of_kind("styles")
    merged = minimal_styles() if part is None else parse(host.container.read(part))
    formats = merge_styles(merged, ours)
    if part is not None:
        host.changed[part] = serialise(merged)
        return formats
    part = posixpath.join(posixpath.dirname(host.part), "styles.xml")
    host.added[part] = serialise(merged)
    host.types.add(part, STYLES_TYPE)
    host.relations.add(f"{RELATIONS}/styles", part)
    return formats


def _sheet(part: bytes, formats: Formats, rows: RowsOf) -> bytes:
    """Our sheet with the numbers that its formats have in the user's file, and its rows, which are made with them."""
    numbers, differential = formats
    cells = [b"%d" % number for number in numbers]

    def column(match: re.Match[bytes]) -> bytes:
        styled = _STYLE.sub(lambda style: b'%b%b"' % (style[1], cells[int(style[2])]), match[0])
        return styled if b" style=" in styled else match[0].replace(b"<col ", b'<col style="%b" ' % cells[0], 1)

    def rules(xml: bytes) -> bytes:
        return _RULE.sub(lambda rule: b'%b%d"' % (rule[1], differential[int(rule[2])]), xml)

    head, start, tail = part.partition(b"<sheetData>")
    head = _COLUMN.sub(column, head).replace(b' tabSelected="1"', b"", 1)
    return b"".join((rules(head), start, rows(numbers), rules(tail)))


def _table(host: WorkbookPackage, table: etree._Element, formats: Formats) -> etree._Element:
    """Our table under a number and a name that are free, with the numbers that its formats have in the user's file."""
    host.rename_table(table, numbered_anew=True)
    for element in table.iter():
        for attribute in ("headerRowDxfId", "dataDxfId", "totalsRowDxfId"):
            if element.get(attribute) is not None:
                element.set(attribute, str(formats[1][number(element, attribute)]))
    return table


def _explicit(root: etree._Element) -> etree._Element:
    """A chart with the defaults written down that XlsxWriter leaves out, in the order of the schema.

    In a file of another program they differ: gaps would be drawn as 0, lines smoothed, corners rounded,
    titles laid over the plot.
    """
    child_in_order(root, "roundedCorners", val="0")
    for chart in root.findall("{*}chart"):
        child_in_order(chart, "dispBlanksAs", val="gap")
    for titled in list(root.iter("{*}title", "{*}legend")):
        child_in_order(titled, "overlay", val="0")
    for group in list(root.iter("{*}lineChart", "{*}barChart")):
        child_in_order(group, "varyColors", val="0")
        for series in group.findall("{*}ser") if local(group) == "lineChart" else ():
            child_in_order(series, "smooth", val="0")
    return root


# --- formats -------------------------------------------------------------------------------


def minimal_styles() -> etree._Element:
    """The styles assumed for a workbook without any."""
    return etree.fromstring(DATA["styles"])


def merge_styles(host: etree._Element, guest: etree._Element) -> Formats:
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
    merged = _find_or_add(host, "cellXfs", cells), _find_or_add(host, "dxfs", _section(guest, "dxfs"))
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
    section, there = child_in_order(host, name), _section(host, name)
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
    section = child_in_order(host, "numFmts")
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
