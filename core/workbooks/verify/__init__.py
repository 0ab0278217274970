"""A scored workbook → every way in which it is no longer as its scoring left it.

The sender's own cells are read and judged again as the receipt says, our sheets are made again from that, and both
are compared: the sender's sheets by the receipt's hashes, ours cell by cell.  No sheet's content is known here.

sheets      the sender's sheets and the outcomes; ours: which there are, each cell, and the names that came with them
formulas    one form for a formula that office programs write in several
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from msgspec.structs import replace

from core.errors import RefusedWorkbook, SpliceError
from core.forecast.scenario import from_json
from core.intake import Connected
from core.intake.grid import Grid
from core.intake.spawn import WrittenSheet, our_sheets
from core.model import Assessment, Problem, Rulebook
from core.pipeline import compare, fetched, judge, read
from core.printers.differences import Difference, Kind
from core.rulebook import load, shipped
from core.workbooks.actions import without_entries
from core.workbooks.aside import LONGEST_TITLE
from core.workbooks.package import WorkbookPackage, take_out_ours
from core.workbooks.receipt import VERSION, Receipt, receipt, receipt_of
from core.workbooks.scored import added_sheets
from core.workbooks.verify.sheets import differing_names, differing_sheets, differing_titles, own_differences

__all__ = ["Difference", "Kind", "verify"]

#: What no title of a sheet may have in it.
FORBIDDEN = frozenset("[]:*?/\\")


def verify(
    raw: bytes,
    rulebook: Rulebook | None = None,
    earlier: bytes | None = None,
    connected: Mapping[str, Connected] = MappingProxyType({}),
) -> tuple[Difference, ...]:
    """Every difference between a scored workbook and its scoring; RefusedWorkbook where it cannot be read.

    `rulebook` is the receipt's, where none is given and it is shipped; `earlier` is the workbook that it was compared
    with, where that was too large for the receipt; `connected` the tables that it was scored with, read again.
    """
    sheets = our_sheets(raw)
    kept = receipt_of(sheets)
    if kept is None:
        return (Difference(Kind.NO_RECEIPT),)
    rulebook = rulebook or load(*(name for name in shipped() if name == kept.rulebook))
    if lacking := [table.title for key, table in kept.tables.items() if key not in connected]:
        return tuple(Difference(Kind.UNPROVEN_TABLE, title) for title in lacking)
    failed = {key: source for key, source in connected.items() if source.grid is None}
    proven = {key: connected[key].as_read(table.read_at, table.seconds) for key, table in kept.tables.items()}
    try:
        own = take_out_ours(raw, kept.added.values())
        cells = fetched(own, rulebook)
        sent = replace(read(cells, rulebook, kept.answers, connected=failed | proven), modified=kept.modified)
        assessment = judge(sent, rulebook, kept.profile, kept.as_of)
        found = [
            *_versions(kept, rulebook),
            *own_differences(kept, receipt(assessment, kept.language), assessment),
            *_added_differences(raw, own, cells.grids, sheets, kept, assessment, earlier, failed | proven),
        ]
    except SpliceError as error:
        raise RefusedWorkbook(Problem("damaged")) from error
    return tuple(dict.fromkeys(found))


def _versions(kept: Receipt, rulebook: Rulebook) -> list[Difference]:
    """Where another program or another notice scored the workbook."""
    found = []
    if kept.version != VERSION:
        found.append(Difference(Kind.VERSION, scored=kept.version, found=VERSION))
    if kept.digest != rulebook.digest:
        said, now = (
            f"{id} {digest[:12]}"
            for id, digest in ((kept.rulebook, kept.digest), (rulebook.notice.id, rulebook.digest))
        )
        found.append(Difference(Kind.RULEBOOK, scored=said, found=now))
    return found


def _added_differences(
    raw: bytes,
    own: bytes,
    grids: Sequence[Grid],
    sheets: Sequence[WrittenSheet],
    kept: Receipt,
    assessment: Assessment,
    given: bytes | None,
    connected: Mapping[str, Connected],
) -> list[Difference]:
    """Our sheets and names, and whatever else the workbook has now, against the same made again.

    Scoring compared `kept.earlier`; where the receipt has not its file and none is given, nothing can be proven.
    """
    now, earlier, comparison = WorkbookPackage(raw), kept.earlier, None
    titles = _titles(kept, now)
    if earlier is not None:
        file = earlier.file or given
        if not file:
            return [Difference(Kind.UNPROVEN)]
        answers = earlier.answers if earlier.file else None
        comparison = compare(read(file, assessment.rulebook, answers, connected=connected), assessment)
    again = added_sheets(
        *(WorkbookPackage(own), comparison.questioned if comparison else assessment, kept.language),
        grids=grids,
        scenario=from_json(kept.scenario) if kept.scenario else None,
        comparison=comparison,
        earlier=earlier.file if earlier else None,
        titles=titles,
        names=kept.names,
    ).packed()
    made, sheets = (list(map(_without_entries, each)) for each in (our_sheets(again), sheets))
    ours = {*titles.values(), *(sheet.title for sheet in (*made, *sheets))}
    return [
        *differing_titles(kept.own, [title for title in now.titles if title not in ours]),
        *differing_sheets(made, sheets, {titles.get(key, ""): title for key, title in kept.added.items()}),
        *differing_names(WorkbookPackage(again), now, ours, kept.names),
    ]


def _without_entries(sheet: WrittenSheet) -> WrittenSheet:
    """The sheet without what its sender is asked to enter."""
    kept = without_entries(sheet.values)
    return replace(sheet, cells={place: cell for place, cell in sheet.cells.items() if place in kept})


def _titles(kept: Receipt, now: WorkbookPackage) -> dict[str, str]:
    """The titles that our sheets have now: one that an office program renamed is still what its mark refers to.

    Where marks are gone, those of the receipt; none where these are no titles that sheets can have.
    """
    added = kept.added
    marked = now.marked
    there = dict(zip(added, marked, strict=True)) if len(marked) == len(added) else {}
    renamed = {key: there[key] if there.get(key) in now.titles else title for key, title in added.items()}
    return next((titles for titles in (renamed, dict(added)) if _usable(titles.values())), {})


def _usable(titles: Collection[str]) -> bool:
    """Whether a workbook can have sheets of these titles."""
    fit = all(0 < len(title) <= LONGEST_TITLE and not set(title) & FORBIDDEN for title in titles)
    return fit and len({title.casefold() for title in titles}) == len(titles)
