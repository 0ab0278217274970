"""The defined names that came with our sheets: their marks, and what is scoped to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from core.printers.addresses import fixed
from core.printers.differences import Difference, Kind
from core.workbooks.package import MARK, WorkbookPackage, is_ours
from core.workbooks.verify.formulas import normal

SCOPE = "localSheetId"
#: Names that programs make themselves for a filter that a sheet has.
THEIRS = ("_xlnm._filterdatabase",)


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
