"""Add our sheets to a workbook, and remove them again, without changing the user's other parts.

`add_sheets` appends the sheets of one workbook to another; `take_out_ours` removes what it added; `put_sheet`
adds one that becomes the user's own.  All copy the user's parts as the compressed bytes they are and rewrite only
`[Content_Types].xml`, the workbook part, its relationships and the styles (the calculation chain is dropped).
What cannot be done so is refused with a `SpliceError`, whose codes are `Refusal`.

    container   a zip file: read a part, write it again with some parts changed
    parts       parse and serialise; what each part is, and which refers to which
    workbook    the workbook part: its sheets, its defined names, the names that mark our sheets
    guest       our parts, renamed and renumbered for the user's file, their formats found or added there
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from lxml import etree

from core.errors import SpliceError
from core.intake.reader.parts import mark_of
from core.printers.addresses import fixed
from core.workbooks.package.container import Container, LooseParts, Refusal
from core.workbooks.package.guest import take_in
from core.workbooks.package.parts import local, namespace, number, parse, reachable, serialise
from core.workbooks.package.workbook import MARK, SCOPE, WorkbookPackage, is_ours, with_titles

FILTER = "_xlnm._filterdatabase"


def add_sheets(
    user: bytes | WorkbookPackage, ours: Container, former: Mapping[str, str | None] = MappingProxyType({})
) -> bytes:
    """The workbook `user` with the sheets of `ours` after its own, marked so that `take_out_ours` finds them.

    `ours` is a workbook of `printers.sheet.Book`: its charts, drawings, pictures, comments, tables
    and defined names come along; its formulas may name the user's sheets.  The user's defined names say of sheets
    of an earlier scoring their titles in `former`.  SpliceError with a code of `Refusal` where `user` cannot be added to.
    """
    host = user if isinstance(user, WorkbookPackage) else WorkbookPackage(user)
    guest, parts = take_in(host, ours)
    for name in host.names():
        name.text = with_titles(name.text or "", former)
    before = len(host.sheets)
    for sheet, part in zip(guest.sheets, parts, strict=True):
        host.add_sheet(sheet.get("name", ""), part, sheet.get("state"))
    taken = [max(mark[0], mark[1] or 0) for name in host.names() if (mark := mark_of(name.get("name", "")))]
    first = max(taken, default=0) + 1
    last = first + len(guest.titles) - 1
    marks = [
        ({"name": MARK.format(number=number, last=last), "hidden": "1"}, fixed(title, 0, 1))
        for number, title in enumerate(guest.titles, first)
    ]
    host.add_names([*_names(guest, before), *marks])
    return host.rewritten()


def put_sheet(user: bytes | WorkbookPackage, ours: Container, *, instead_of: str | None) -> bytes:
    """The workbook `user` with the only sheet of `ours`, at the place and under the title of `instead_of`.

    The sheet bears no mark of ours.  Without `instead_of` it comes last, under its own title.  SpliceError with a code
    of `Refusal` where `user` cannot be added to.
    """
    host = user if isinstance(user, WorkbookPackage) else WorkbookPackage(user)
    guest, (part,) = take_in(host, ours)
    if instead_of is None:
        host.add_sheet(guest.titles[0], part)
        return host.rewritten()
    position = host.titles.index(instead_of)
    for name in host.names():
        if name.get(SCOPE) is not None and number(name, SCOPE) == position and name.get("name", "").lower() == FILTER:
            host.remove_name(name)
    host.replace_sheet(host.sheets[position], part)
    return host.rewritten()


def _names(guest: WorkbookPackage, before: int) -> Iterator[tuple[dict[str, str], str]]:
    """Our defined names, the scopes of which come after `before` sheets."""
    for name in guest.names():
        attributes = {str(key): str(value) for key, value in name.attrib.items()}
        if SCOPE in attributes:
            attributes[SCOPE] = str(before + int(attributes[SCOPE]))
        yield attributes, name.text or ""


def take_out_ours(
    user: bytes,
    also: Collection[str] = (),
    keep: Mapping[str, str] = MappingProxyType({}),
    *,
    come_again: bool = False,
) -> bytes:
    """The workbook without the sheets that our marks name, whatever their titles; the same bytes if it has none.

    Sheets whose titles are in `also` go too; those in `keep` become the user's own, with their values, under another
    title.  Goes with them: the parts that only they lead to, their defined names and ours.  A name of the user's that
    referred to one of them says #REF! then, as when a sheet is deleted by hand, but where sheets of the same titles
    `come_again`.
    SpliceError with a code of `Refusal` where the file cannot be read, or all its sheets are ours.
    """
    package = WorkbookPackage(user)
    marked = package.marked
    titles = set(map(str.casefold, (*marked, *also))) - set(map(str.casefold, keep))
    gone = [at for at, title in enumerate(package.titles) if title.casefold() in titles]
    kept = [at for at in range(len(package.sheets)) if at not in gone]
    if not marked and not gone:
        return user
    if not kept:
        raise SpliceError(Refusal.NOTHING_LEFT)
    _change_names(package, gone, kept, keep, come_again=come_again)
    _renumber_views(package, gone, kept)
    sheets = package.sheets
    for sheet in sheets:
        if sheet.get("name", "") in keep:
            _hand_over(package, sheet, keep)
    package.remove_sheets([sheets[at] for at in gone])
    package.drop_calculation_chain()
    return package.rewritten()


def _change_names(
    package: WorkbookPackage, gone: list[int], kept: list[int], keep: Mapping[str, str], *, come_again: bool
) -> None:
    """Remove our defined names and those of our sheets; renumber the scopes of the others, and change what they name."""
    marks = package.marks()
    renamed: dict[str, str | None] = {**dict.fromkeys(package.titles[at] for at in gone), **keep}
    for name in package.names():
        scope = None if name.get(SCOPE) is None else number(name, SCOPE)
        text = with_titles(name.text or "", renamed)
        refers = is_ours(name.get("name", "")) and text != name.text  # to a sheet of ours
        if name in marks or refers or scope in gone:
            package.remove_name(name)
            continue
        if scope in kept:
            name.set(SCOPE, str(kept.index(scope)))
        name.text = name.text if come_again else text


def _hand_over(package: WorkbookPackage, sheet: etree._Element, keep: Mapping[str, str]) -> None:
    """Make a sheet of ours one of the user's: under its new title, values in place of formulas."""
    part = package.sheet_part(sheet)
    sheet.set("name", keep[sheet.get("name", "")])
    root = parse(package.container.read(part))
    for formula in list(root.iterfind("{*}sheetData/{*}row/{*}c/{*}f")):
        cell = formula.getparent()
        if cell is not None:
            cell.remove(formula)
    package.changed[part] = serialise(root)
    for other in reachable(package.container, [part]):
        if "/charts/" in other and other.endswith(".xml"):
            chart = parse(package.container.read(other))
            for formula in chart.iter("{*}f"):
                formula.text = with_titles(formula.text or "", keep)
            package.changed[other] = serialise(chart)
        elif "/tables/" in other:
            table = parse(package.container.read(other))
            package.rename_table(table)
            package.changed[other] = serialise(table)


def _renumber_views(package: WorkbookPackage, gone: list[int], kept: list[int]) -> None:
    """Renumber the active tab and the first visible one for the remaining sheets."""
    sheets = package.sheets
    shown = next((at for at in kept if sheets[at].get("state", "visible") == "visible"), kept[0])
    for view in package.root.iter(f"{{{namespace(package.root)}}}workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            if view.get(attribute) is not None:
                position = number(view, attribute)
                view.set(attribute, str(kept.index(position if position in kept else shown)))
    ids = {sheets[at].get("sheetId") for at in gone}
    for view in package.root.iter():
        if local(view) == "customWorkbookView" and view.get("activeSheetId") in ids:
            view.set("activeSheetId", sheets[shown].get("sheetId", "1"))
