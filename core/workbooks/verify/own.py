"""The sender's own sheets and the outcomes, as the receipt has them and as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.model import Assessment, Layout, Place, Submission
from core.printers.addresses import address, letters
from core.printers.differences import Difference, Kind
from core.workbooks.digests import SheetDigest, cells_of, moved
from core.workbooks.receipt import Receipt

#: So many cells, rows or columns of a sheet are named.
MOST = 20


def own_differences(kept: Receipt, now: Receipt, a: Assessment) -> Iterator[Difference]:
    """Sheets whose cells have changed, with the cells as exactly as hashes tell, and the outcomes that followed."""
    for key, was in kept.sheets.items():
        if key not in now.sheets:
            yield Difference(Kind.SHEET_GONE, was.title)
        elif was.digest != now.sheets[key].digest:
            yield Difference(Kind.SHEET_CHANGED, now.sheets[key].title or was.title)
            yield from _cells(a.submission, key, was, now.sheets[key])
    for key, found in now.sheets.items():
        if key not in kept.sheets:
            yield Difference(Kind.SHEET_NEW, found.title)
    labels = {f.criterion.id: f"{f.criterion.id} {f.criterion.title.in_(kept.language)}" for f in a.findings}
    for id in dict.fromkeys((*now.criteria, *kept.criteria)):
        before, after = kept.criteria.get(id), now.criteria.get(id)
        place = labels.get(id, id)
        if before is None or after is None or before.outcome != after.outcome:
            yield Difference(Kind.OUTCOME, place, before.outcome if before else "", after.outcome if after else "")
        elif (before.value, before.at_least, before.parts) != (after.value, after.at_least, after.parts):
            yield Difference(Kind.VALUE, place, before.value, after.value)


def differing_titles(own: Sequence[str], now: Sequence[str]) -> Iterator[Difference]:
    """Sheets of the sender's that were there when the file was scored, or are there now, and not both."""
    yield from (Difference(Kind.SHEET_GONE, title) for title in own if title not in now)
    yield from (Difference(Kind.SHEET_NEW, title) for title in now if title not in own)


def _cells(submission: Submission, key: str, was: SheetDigest, now: SheetDigest) -> Iterator[Difference]:
    found, layout = moved(was, now), submission.layout
    cells = cells_of(submission, key, found.rows, found.columns)
    if min(len(found.rows), len(found.columns)) == 1 and len(cells) <= MOST:
        yield from (Difference(Kind.CELL_CHANGED, address(cell, layout)) for cell in cells)
    elif cells:
        columns, rows = _columns(cells, layout), _rows(cells, layout)
        yield Difference(Kind.CELLS_CHANGED, now.title, _listed(columns), _listed(rows))
    if found.new:
        new = _rows(cells_of(submission, key, found.new, tuple(now.columns)), layout)
        yield Difference(Kind.ROWS_NEW, now.title, "", _listed(new))
    if found.gone:
        yield Difference(Kind.ROWS_GONE, now.title, str(found.gone))


def _columns(places: Sequence[Place], layout: Layout) -> list[str]:
    return [letters(index) for index in sorted({int(layout.located(place).column or 0) for place in places})]


def _rows(places: Sequence[Place], layout: Layout) -> list[str]:
    rows = (layout.located(place).rows for place in places)
    return list(dict.fromkeys(str(each[0]) for each in rows if each is not None))


def _listed(names: Sequence[str]) -> str:
    return "\n".join(names if len(names) <= MOST else (*names[:MOST], "…"))
