"""Append the sheets of our workbook to the user's."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import count

from core.workbooks.package.container import Container
from core.workbooks.package.guest import GuestParts, TableNumbers
from core.workbooks.package.marks import mark, reference
from core.workbooks.package.styles import FormatNumbers, merge_styles, minimal_styles
from core.workbooks.package.workbook import WorkbookPackage
from core.workbooks.package.xml import parse, serialise

STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
SCOPE = "localSheetId"


def add_sheets(user: bytes | WorkbookPackage, ours: bytes | Container) -> bytes:
    """The workbook `user` with the sheets of `ours` after its own, marked so that `take_out_ours` finds them.

    `ours` is a workbook as XlsxWriter writes it: its charts, drawings, pictures, comments, tables
    and defined names come along; its formulas may name the user's sheets.  SpliceError with a
    code of `Refusal` where `user` cannot be added to.
    """
    host = user if isinstance(user, WorkbookPackage) else WorkbookPackage(user)
    guest = WorkbookPackage(ours)
    dropped = host.drop_calculation_chain()
    parts = GuestParts(guest, host)
    added: dict[str, bytes] = {}
    changed: dict[str, bytes] = {}
    formats = merge_styles_into(host, guest, parts, changed, added)
    tables = TableNumbers(host.container, needed=any("/tables/" in part for part in parts.names))
    added |= parts.parts(formats, tables)
    for name, type_ in parts.types():
        host.types.add(name, type_)
    _add_entries(host, guest, parts)
    host.calculate_on_load()
    return host.rewritten(changed, added, dropped)


def merge_styles_into(
    host: WorkbookPackage,
    guest: WorkbookPackage,
    parts: GuestParts,
    changed: dict[str, bytes],
    added: dict[str, bytes],
) -> FormatNumbers:
    """Merges the styles into `changed`, or into `added` where the user's workbook has none."""
    ours = guest.relations.part_of_kind("styles")
    styles = minimal_styles(host.strict) if ours is None else parse(parts.read(ours))
    theirs = host.relations.part_of_kind("styles")
    if theirs is not None:
        merged = parse(host.container.read(theirs))
        formats = merge_styles(merged, styles)
        changed[theirs] = serialise(merged)
        return formats
    merged = minimal_styles(host.strict)
    formats = merge_styles(merged, styles)
    part = posixpath.join(posixpath.dirname(host.part), "styles.xml")
    added[part] = serialise(merged)
    host.types.add(part, STYLES_TYPE)
    host.relations.add(f"{host.relation_types}/styles", part)
    return formats


def _add_entries(host: WorkbookPackage, guest: WorkbookPackage, parts: GuestParts) -> None:
    """Names our sheets in the user's workbook part, with our defined names and the marks."""
    before = len(host.sheets)
    for sheet, part in zip(guest.sheets, parts.sheets, strict=True):
        host.add_sheet(sheet.get("name", ""), parts.names[part], sheet.get("state"))
    taken = {name.get("name", "").lower() for name in (*host.names(), *guest.names())}
    marks = (mark(i) for i in count(1) if mark(i) not in taken)
    host.add_names(
        [*_names(guest, before), *(({"name": next(marks), "hidden": "1"}, reference(t)) for t in guest.titles)]
    )


def _names(guest: WorkbookPackage, before: int) -> Iterator[tuple[dict[str, str], str]]:
    """Our defined names, the scopes of which come after `before` sheets."""
    for name in guest.names():
        attributes = {"name": "", **{str(key): str(value) for key, value in name.attrib.items()}}
        if SCOPE in attributes:
            attributes[SCOPE] = str(before + int(attributes[SCOPE]))
        yield attributes, name.text or ""
