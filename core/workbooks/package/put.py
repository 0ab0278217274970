"""Add a sheet to the user's workbook as one of their own, or in place of one of theirs."""

from __future__ import annotations

from collections.abc import Callable

from core.workbooks.package.guest import GuestParts, TableNumbers
from core.workbooks.package.relations import ROOT, Relations, reachable, relative
from core.workbooks.package.splice import SCOPE, merge_styles_into
from core.workbooks.package.workbook import WorkbookPackage
from core.workbooks.package.xml import drop_attribute, number

FILTER = "_xlnm._filterdatabase"


def put_sheet(user: bytes, ours: bytes, fill: Callable[[bytes], bytes], *, instead_of: str | None) -> bytes:
    """The workbook `user` with the only sheet of `ours`, at the place and under the title of `instead_of`.

    The sheet bears no mark of ours.  `fill` gets the sheet's part, its formats already those of the
    user's workbook, and gives the part that is written.  Without `instead_of` the sheet comes last,
    under its own title.  SpliceError with a code of `Refusal` where `user` cannot be added to.
    """
    host = WorkbookPackage(user)
    guest = WorkbookPackage(ours)
    dropped = host.drop_calculation_chain()
    parts = GuestParts(guest, host)
    added: dict[str, bytes] = {}
    changed: dict[str, bytes] = {}
    formats = merge_styles_into(host, guest, parts, changed, added)
    added |= parts.parts(formats, TableNumbers(host.container, needed=False))
    for name, type_ in parts.types():
        host.types.add(name, type_)
    (part,) = parts.sheets
    added[parts.names[part]] = fill(added[parts.names[part]])
    if instead_of is None:
        host.add_sheet(guest.titles[0], parts.names[part])
    else:
        dropped |= _swap(host, instead_of, parts.names[part])
    host.calculate_on_load()
    return host.rewritten(changed, added, dropped)


def _swap(host: WorkbookPackage, title: str, part: str) -> set[str]:
    """Point the sheet's entry to `part`; return the parts that are no longer referred to, in lower case."""
    position = host.titles.index(title)
    entry = host.sheets[position]
    former = host.sheet_part(entry)
    relation = host.sheet_relation(entry)
    relation.set("Target", relative(host.part, part))
    drop_attribute(relation, "TargetMode")
    for name in list(host.names()):
        if name.get(SCOPE) is not None and number(name, SCOPE) == position and name.get("name", "").lower() == FILTER:
            host.remove_name(name)
    starts = Relations(host.container, ROOT).targets()
    alive = reachable(host.container, starts, {host.part: host.relations})
    gone = reachable(host.container, [former]) - alive
    host.types.remove(gone)
    return gone
