"""Our sheets as a file has them against the same made again: which there are, every cell of each, and their names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import isclose

from core.intake.spawn import Value, WrittenCell, WrittenSheet
from core.printers.addresses import fixed, letters
from core.printers.differences import Difference, Kind
from core.workbooks.package.workbook import MARK, SCOPE, WorkbookPackage, is_ours
from core.workbooks.verify.formulas import normal, repeated, same_formula

CLOSE = 1e-9
#: Names that programs make themselves for a filter that a sheet has.
THEIRS = ("_xlnm._filterdatabase",)
#: So many cells of a sheet are named; the rest is counted.
MOST = 20


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
        yield from _cells(sheet, found)
    yield from (Difference(Kind.ADDED_NEW, title) for title in by_title)


def _cells(sheet: WrittenSheet, found: WrittenSheet) -> Iterator[Difference]:
    """The first cells that differ, row by row, and how many more do."""
    differing = 0
    nothing = WrittenCell(None)
    for place in sorted(sheet.cells.keys() | found.cells.keys()):
        then, now = sheet.cells.get(place, nothing), _expanded(found.cells.get(place, nothing), place)
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


def _expanded(cell: WrittenCell, place: tuple[int, int]) -> WrittenCell:
    """The cell with a formula of its own where it repeats another's."""
    if cell.first is None or cell.formula is None:
        return cell
    return WrittenCell(cell.value, repeated(cell.formula, cell.first, place))


def _differs(then: WrittenCell, now: WrittenCell) -> Kind | None:
    """What differs; the value of a formula may be missing, since programs work it out when they open a file."""
    if not same_formula(then.formula, now.formula):
        return Kind.FORMULA
    if now.formula is not None and now.value in (None, ""):
        return None
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


def added_names(package: WorkbookPackage, ours: Collection[str]) -> dict[str, str]:
    """What each name of ours refers to, by the name with the sheet that it is scoped to."""
    titles, found = package.titles, {}
    for element in package.names():
        name, scope = element.get("name", ""), element.get(SCOPE, "")
        title = titles[int(scope)] if scope.isdecimal() and int(scope) < len(titles) else ""
        if (title in ours or (not title and is_ours(name))) and name.lower() not in THEIRS:
            found[f"{title}!{name}" if title else name] = element.text or ""
    return found


def names_again(made: WorkbookPackage) -> dict[str, str]:
    """The names of our sheets by themselves, and the marks that they have in the sender's workbook."""
    marks = {MARK.format(number): fixed(title, 0, 1) for number, title in enumerate(made.titles, 1)}
    return added_names(made, made.titles) | marks


def differing_names(again: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Difference]:
    """Names that are gone, new, or refer to something else."""
    for name, said in again.items():
        if name not in found:
            yield Difference(Kind.NAME_GONE, name)
        elif sorted(normal(said)) != sorted(normal(found[name])):  # areas in any order
            yield Difference(Kind.NAME, name, said, found[name])
    yield from (Difference(Kind.NAME_NEW, name) for name in found if name not in again)
