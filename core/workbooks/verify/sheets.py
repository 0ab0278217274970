"""The sheets of a file against its scoring: the sender's by the receipt, ours and their names by the same made again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import isclose
from operator import itemgetter

from core.intake.reader.parts import RECEIPT, mark_of
from core.intake.spawn import Value, WrittenCell, WrittenSheet
from core.model import Assessment, Layout, Place, Submission
from core.printers.addresses import address, fixed, letters
from core.printers.differences import Difference, Kind
from core.workbooks.digests import SheetDigest, cells_of, moved
from core.workbooks.package.workbook import MARK, WorkbookPackage
from core.workbooks.receipt import Receipt
from core.workbooks.verify.formulas import normal, repeated, same_formula

CLOSE = 1e-9
#: So many cells, rows or columns of a sheet are named; the rest of ours is counted.
MOST = 20


# --- the sender's sheets, and the outcomes -----------------------------------------------------


def own_differences(kept: Receipt, now: Receipt, a: Assessment) -> Iterator[Difference]:
    """Sheets whose cells have changed, with the cells as exactly as hashes tell, and the outcomes that followed."""
    for key, was in kept.sheets.items():
        if key not in now.sheets:
            yield Difference(Kind.SHEET_GONE, was.title)
        elif was.digest != now.sheets[key].digest:
            yield Difference(Kind.SHEET_CHANGED, now.sheets[key].title or was.title)
            yield from _own_cells(a.submission, key, was, now.sheets[key])
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


def _own_cells(submission: Submission, key: str, was: SheetDigest, now: SheetDigest) -> Iterator[Difference]:
    found, layout = moved(was, now), submission.layout
    cells = cells_of(submission, key, found.rows, found.columns)
    if min(len(found.rows), len(found.columns)) == 1 and len(cells) <= MOST:
        yield from (Difference(Kind.CELL_CHANGED, address(cell, layout)) for cell in cells)
    elif cells:
        columns = [letters(index) for index in sorted({int(layout.located(cell).column or 0) for cell in cells})]
        yield Difference(Kind.CELLS_CHANGED, now.title, _listed(columns), _listed(_row_numbers(cells, layout)))
    if found.new:
        new = _row_numbers(cells_of(submission, key, found.new, tuple(now.columns)), layout)
        yield Difference(Kind.ROWS_NEW, now.title, "", _listed(new))
    if found.gone:
        yield Difference(Kind.ROWS_GONE, now.title, str(found.gone))


def _row_numbers(places: Sequence[Place], layout: Layout) -> list[str]:
    rows = (layout.located(place).rows for place in places)
    return list(dict.fromkeys(str(each[0]) for each in rows if each is not None))


def _listed(names: Sequence[str]) -> str:
    return "\n".join(names if len(names) <= MOST else (*names[:MOST], "…"))


# --- our sheets ---------------------------------------------------------------------------------


def differing_sheets(
    again: Sequence[WrittenSheet], sheets: Sequence[WrittenSheet], named: Mapping[str, str]
) -> Iterator[Difference]:
    """Every difference; `named` are the titles that scoring gave, by those that the sheets have now."""
    by_title = {sheet.title: sheet for sheet in sheets}
    for sheet in again:
        found = by_title.pop(sheet.title, None)
        if found is None:
            yield Difference(Kind.ADDED_GONE, sheet.title)
            continue
        if named.get(sheet.title, sheet.title) != sheet.title:
            yield Difference(Kind.ADDED_RENAMED, sheet.title, named[sheet.title])
        if found.hidden != sheet.hidden:
            yield Difference(Kind.ADDED_HIDDEN if found.hidden else Kind.ADDED_SHOWN, sheet.title)
        yield from _unseen(sheet, found)
        yield from _cells(sheet, found)
    yield from (Difference(Kind.ADDED_NEW, title) for title in by_title)


def _unseen(sheet: WrittenSheet, found: WrittenSheet) -> Iterator[Difference]:
    """Rows and columns with cells that scoring left to be seen and that are now hidden."""
    rows, columns = ({place[side] for place in sheet.cells} for side in (0, 1))
    if hidden := sorted(rows & (found.unseen_rows - sheet.unseen_rows)):
        yield Difference(Kind.ROWS_HIDDEN, sheet.title, "", _listed([str(row + 1) for row in hidden]))
    if hidden := sorted(columns & (found.unseen_columns - sheet.unseen_columns)):
        yield Difference(Kind.COLUMNS_HIDDEN, sheet.title, "", _listed([letters(column) for column in hidden]))


def _cells(sheet: WrittenSheet, found: WrittenSheet) -> Iterator[Difference]:
    """The first cells that differ, row by row, and how many more do."""
    differing, nothing = 0, WrittenCell(None)
    pairs = [
        (place, sheet.cells.get(place, nothing), _expanded(found.cells.get(place, nothing), place))
        for place in sheet.cells.keys() | found.cells.keys()
    ]
    for place, then, now in sorted([*pairs, *_filled(sheet, found)], key=itemgetter(0)):
        kind = _differs(then, now)
        if kind is None:
            continue
        differing += 1
        if differing <= MOST:
            row, column = place
            said, here = (_shown(cell, kind) for cell in (then, now))
            yield Difference(kind, f"{sheet.title}!{letters(column)}{row + 1}", said, here)
    if differing > MOST:
        yield Difference(Kind.MORE_CELLS, sheet.title, found=str(differing - MOST))


def _filled(sheet: WrittenSheet, found: WrittenSheet) -> Iterator[tuple[tuple[int, int], WrittenCell, WrittenCell]]:
    """Cells that formulas of others fill; those below what was written have the value of the last that was."""
    last = {column: value for (_, column), value in sorted(sheet.filled.items(), key=itemgetter(0))}
    for (row, column), value in found.filled.items():
        if column in last:
            yield (row, column), WrittenCell(sheet.filled.get((row, column), last[column])), WrittenCell(value)


def _expanded(cell: WrittenCell, place: tuple[int, int]) -> WrittenCell:
    """The cell with a formula of its own where it repeats another's."""
    if cell.first is None or cell.formula is None:
        return cell
    return WrittenCell(cell.value, repeated(cell.formula, cell.first, place))


def _differs(then: WrittenCell, now: WrittenCell) -> Kind | None:
    """What differs; the value of a formula may be missing, since programs work it out when they open a file.

    LibreOffice takes blanks off the ends of a formula's text where it does not work it out.
    """
    if not same_formula(then.formula, now.formula):
        return Kind.FORMULA
    if now.formula is not None and (now.value in (None, "") or then.value is None):
        return None
    if now.formula is not None and isinstance(then.value, str) and isinstance(now.value, str):
        return None if then.value.strip() == now.value.strip() else Kind.CELL
    return None if _same(then.value, now.value) else Kind.CELL


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isinstance(one, bool) == isinstance(other, bool) and isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    return one == other or {one, other} == {None, ""}


def _shown(cell: WrittenCell, kind: Kind) -> str:
    """A cell in a sentence: its formula where that differs, else its value; a text that looks like a number in quotes."""
    if kind is Kind.FORMULA and cell.formula is not None:
        return f"={cell.formula}"
    value = cell.value
    if isinstance(value, tuple):
        return value[1]
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    return value or ""


# --- defined names ----------------------------------------------------------------------------


def differing_names(
    made: WorkbookPackage, now: WorkbookPackage, ours: Collection[str], own: Collection[str]
) -> Iterator[Difference]:
    """Names of our sheets and their marks that are gone, new, or refer to something else than in the sheets made again.

    A name of the sender's that is none of their `own` at scoring is new too.
    """
    pairs = zip(now.marks(), now.marked, strict=True)
    ends = [name.get("name", "") for name, title in pairs if title.startswith(RECEIPT)]
    last = (mark_of(ends[-1]) or (0, 0))[0] if ends else len(made.titles)
    first = last - len(made.titles) + 1
    marks = {MARK.format(number=n, last=last): fixed(title, 0, 1) for n, title in enumerate(made.titles, first)}
    again, found, known = made.names_of(made.titles) | marks, now.names_of(ours), set(own)
    for name, said in again.items():
        if name not in found:
            yield Difference(Kind.NAME_GONE, name)
        elif sorted(normal(said)) != sorted(normal(found[name])):  # areas in any order
            yield Difference(Kind.NAME, name, said, found[name])
    yield from (Difference(Kind.NAME_NEW, name) for name in found if name not in again)
    yield from (Difference(Kind.NAME_NEW, name) for name in now.own_names(ours) if name not in known)
