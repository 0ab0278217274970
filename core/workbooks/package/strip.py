"""Remove our sheets from a workbook that was scored before."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml import etree

from core.errors import SpliceError
from core.printers.addresses import quoted
from core.workbooks.package.marks import is_mark, is_ours, title_of
from core.workbooks.package.refusal import Refusal
from core.workbooks.package.relations import ROOT, Relations, reachable
from core.workbooks.package.workbook import WorkbookPackage
from core.workbooks.package.xml import local, number

SCOPE = "localSheetId"


def take_out_ours(user: bytes, also: Collection[str] = ()) -> bytes:
    """The workbook without the sheets that our marks name, whatever their titles; the same bytes if it has none.

    Sheets whose titles are in `also` go too.  Goes with them: the parts that only they lead to, their defined names and ours.  A name of the
    user's that referred to one of them says #REF! then, as when a sheet is deleted by hand.
    SpliceError with a code of `Refusal` where the file cannot be read, or all its sheets are ours.
    """
    package = WorkbookPackage(user)
    marked = [name for name in package.names() if is_mark(name.get("name", "")) and name.get("localSheetId") is None]
    titles = {title.casefold() for name in marked if (title := title_of(name.text or "")) is not None}
    titles |= {title.casefold() for title in also}
    positions = {i for i, title in enumerate(package.titles) if title.casefold() in titles}
    if not marked and not positions:
        return user
    if len(positions) == len(package.sheets):
        raise SpliceError(Refusal.NOTHING_LEFT)
    sheets = [package.sheets[i] for i in positions]
    _remove_names(package, positions)
    _renumber(package, positions)
    dropped = _remove_sheets(package, sheets) | package.drop_calculation_chain()
    package.types.remove(dropped)
    return package.rewritten({}, {}, dropped)


def _remove_names(package: WorkbookPackage, positions: set[int]) -> None:
    """Removes our defined names and those of our sheets, and renumbers the scopes of the others."""
    lost = [package.titles[i] for i in positions]
    kept = [i for i in range(len(package.sheets)) if i not in positions]
    for name in list(package.names()):
        scope = name.get(SCOPE)
        if is_ours(name.get("name", "")) or (scope is not None and number(name, SCOPE) in positions):
            package.remove_name(name)
            continue
        if scope is not None and number(name, SCOPE) in kept:
            name.set(SCOPE, str(kept.index(number(name, SCOPE))))
        name.text = _without_references(name.text or "", lost)


def _without_references(text: str, titles: list[str]) -> str:
    """A formula with references to these sheets replaced by #REF!.

    >>> _without_references("SUM('总览'!$A$1,总览!B2,'a 总览'!C3)", ["总览"])
    "SUM(#REF!$A$1,#REF!B2,'a 总览'!C3)"
    """
    for title in titles:
        text = text.replace(f"{quoted(title)}!", "#REF!")
        text = re.sub(rf"(?<![\w.'\]]){re.escape(title)}!", "#REF!", text)
    return text


def _renumber(package: WorkbookPackage, positions: set[int]) -> None:
    """Renumber the active tab and the first visible one for the remaining sheets."""
    kept = [i for i in range(len(package.sheets)) if i not in positions]
    visible = [i for i in kept if package.sheets[i].get("state", "visible") == "visible"] or kept
    for view in package.root.iter(f"{{{etree.QName(package.root).namespace}}}workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            position = number(view, attribute)
            if view.get(attribute) is not None:
                view.set(attribute, str(kept.index(position if position in kept else visible[0])))
    first = package.sheets[visible[0]].get("sheetId", "1")
    gone = {package.sheets[i].get("sheetId") for i in positions}
    for view in package.root.iter():
        if local(view) == "customWorkbookView" and view.get("activeSheetId") in gone:
            view.set("activeSheetId", first)


def _remove_sheets(package: WorkbookPackage, sheets: list[etree._Element]) -> set[str]:
    """Remove the entries of the sheets; return the parts that are no longer referred to, in lower case."""
    theirs = [package.sheet_part(sheet) for sheet in sheets]
    for sheet in sheets:
        package.relations.root.remove(package.sheet_relation(sheet))
        parent = sheet.getparent()
        if parent is not None:
            parent.remove(sheet)
    starts = Relations(package.container, ROOT).targets()
    alive = reachable(package.container, starts, {package.part: package.relations})
    return reachable(package.container, theirs) - alive
