"""Our workbook's parts prepared for the user's file: free names, formats renumbered, charts explicit.

XlsxWriter writes each element of a sheet in one way, so the bytes of sheets are changed where they stand;
text is escaped and cannot look like an element.
"""

from __future__ import annotations

import posixpath
import re
from itertools import count

from lxml import etree

from core.workbooks.package.container import RowsOf
from core.workbooks.package.relations import Relations, reachable, relations_part, relative
from core.workbooks.package.styles import FormatNumbers, merge_styles, minimal_styles
from core.workbooks.package.tables import Tables
from core.workbooks.package.workbook import WorkbookPackage
from core.workbooks.package.xml import (
    RELATIONS,
    STRICT_RELATIONS,
    child_in_order,
    local,
    number,
    parse,
    serialise,
    to_strict,
)

STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_NUMBERED = re.compile(r"(.*?)\d*(\.\w+)")
_COLUMN = re.compile(rb"<col [^>]*>")
_STYLE = re.compile(rb'( style=")([0-9]+)"')
_RULE = re.compile(rb'(<cfRule [^>]*?dxfId=")([0-9]+)"')


class GuestParts:
    """Our sheets and the parts they refer to, under names that are free in the user's file."""

    def __init__(self, guest: WorkbookPackage, host: WorkbookPackage) -> None:
        self._guest, self._host = guest, host
        self.sheets = [guest.sheet_part(sheet) for sheet in guest.sheets]
        taken = {part.lower() for part in host.container.parts}
        self._tables = Tables(host)
        self._relations = reachable(guest.container, self.sheets)
        self.names = {part: _free(part, taken) for part in self._relations}

    def add(self) -> None:
        """Add all of them to the user's file, but for the entries of the sheets in its workbook part."""
        formats = self._merged_styles()
        for part, name in self.names.items():
            content = self._read(part)
            if part in self.sheets:
                content = _sheet(content, formats, self._guest.container.rows[part])
            elif "/tables/" in part:
                content = serialise(self._renumbered(parse(content), formats))
            elif "/charts/" in part and part.endswith(".xml") and b"<c:roundedCorners " not in content:
                content = serialise(_explicit(parse(content)))
            if self._host.counts_days_from_1904 and "/charts/" in part:
                content = content.replace(b"<c:lang ", b'<c:date1904 val="1"/><c:lang ', 1)
            self._host.added[name] = content
            if self._relations[part].by_id():
                self._host.added[relations_part(name)] = self._renamed(self._relations[part], name)
            type_ = self._guest.types.of(part)
            if type_ is not None:
                self._host.types.add(name, type_)

    def _read(self, part: str) -> bytes:
        """A part of ours, in the namespaces of the user's workbook."""
        content = self._guest.container.read(part)
        return to_strict(content) if self._host.strict and part.endswith((".xml", ".vml")) else content

    def _merged_styles(self) -> FormatNumbers:
        """The numbers of our formats in the user's styles, which are made where there are none."""
        host, ours = self._host, parse(self._read(self._guest.relations.part_of_kind("styles") or ""))
        part = host.relations.part_of_kind("styles")
        merged = minimal_styles(host.strict) if part is None else parse(host.container.read(part))
        formats = merge_styles(merged, ours)
        if part is not None:
            host.changed[part] = serialise(merged)
            return formats
        part = posixpath.join(posixpath.dirname(host.part), "styles.xml")
        host.added[part] = serialise(merged)
        host.types.add(part, STYLES_TYPE)
        host.relations.add(f"{host.relation_types}/styles", part)
        return formats

    def _renamed(self, relations: Relations, name: str) -> bytes:
        for relation in relations:
            target = relations.target(relation)
            if target is not None:
                relation.set("Target", relative(name, self.names[target]))
            if self._host.strict:
                relation.set("Type", relation.get("Type", "").replace(RELATIONS, STRICT_RELATIONS))
        return serialise(relations.root)

    def _renumbered(self, table: etree._Element, formats: FormatNumbers) -> etree._Element:
        """Our table with the numbers that its formats have in the user's file."""
        self._tables.add(table)
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


def _sheet(part: bytes, formats: FormatNumbers, rows: RowsOf) -> bytes:
    """Our sheet with the numbers that its formats have in the user's file, and its rows, which are made with them."""
    cells = [b"%d" % number for number in formats.cells]

    def column(match: re.Match[bytes]) -> bytes:
        styled = _STYLE.sub(lambda style: b'%b%b"' % (style[1], cells[int(style[2])]), match[0])
        return styled if b" style=" in styled else match[0].replace(b"<col ", b'<col style="%b" ' % cells[0], 1)

    def rules(xml: bytes) -> bytes:
        return _RULE.sub(lambda rule: b'%b%d"' % (rule[1], formats.differential[int(rule[2])]), xml)

    head, start, tail = part.partition(b"<sheetData>")
    head = _COLUMN.sub(column, head).replace(b' tabSelected="1"', b"", 1)
    return b"".join((rules(head), start, rows(formats.cells), rules(tail)))


def _explicit(root: etree._Element) -> etree._Element:
    """A chart with the defaults written down that XlsxWriter leaves out, in the order of the schema.

    In a file of another program they differ: gaps would be drawn as 0, lines smoothed, corners rounded,
    titles laid over the plot.
    """
    child_in_order(root, "roundedCorners", "date1904 lang", val="0")
    for chart in root.findall("{*}chart"):
        child_in_order(chart, "dispBlanksAs", "title autoTitleDeleted plotArea legend plotVisOnly", val="gap")
    for titled in list(root.iter("{*}title", "{*}legend")):
        child_in_order(titled, "overlay", "tx legendPos legendEntry layout", val="0")
    for group in list(root.iter("{*}lineChart", "{*}barChart")):
        child_in_order(group, "varyColors", "barDir grouping", val="0")
        for series in group.findall("{*}ser") if local(group) == "lineChart" else ():
            child_in_order(series, "smooth", " ".join(map(local, series)), val="0")
    return root
