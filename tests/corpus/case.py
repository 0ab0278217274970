"""What a case is: a good workbook, one slip, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.corpus.book import Book
from tests.corpus.good import good, untouched

#: Stands for a value that may be anything: the problem says that it is not to be relied on.
ANY = "any"
Edit = Callable[[Book], Any]


@dataclass(frozen=True)
class Expected:
    """What must come of a case, beside the general promises of `promises`.

    refusal   the code of the refusal; several where it does not matter which, "" among them where it
              may be judged as well; () where it must be judged
    problem   the code of a problem that the untouched workbook does not have; "" where it must have none
    cell      where that problem points: "月度统计!K13", a range, or "" for any place in the workbook
    values    what differs from the untouched workbook, by criterion: {"E4.1": "32000"}, None for no
              figure, ANY; at another month than the date "E4.1@2025-10"; "*" stands for any letters.
              Everything else must be the same, outcome and all.
    """

    refusal: tuple[str, ...] = ()
    problem: str = ""
    cell: str = ""
    values: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One workbook: `make` gives its bytes, `base` is the good one that it was made from."""

    name: str
    base: str
    make: Callable[[], bytes]
    expected: Expected
    heavy: bool = False

    def __str__(self) -> str:
        return self.name


def judged(
    name: str, base: str, edit: Edit, problem: str = "", cell: str = "", values: Mapping[str, str | None] | None = None
) -> Case:
    """A case made by typing into a good workbook."""
    return Case(name, base, lambda: _edited(base, edit), Expected((), problem, cell, values or {}))


def repacked(
    name: str,
    change: Callable[[bytes], bytes],
    refusal: str | tuple[str, ...] = (),
    problem: str = "",
    cell: str = "",
    values: Mapping[str, str | None] | None = None,
    *,
    base: str = "enterprise",
    heavy: bool = False,
) -> Case:
    """A case made by changing a good workbook's bytes."""
    codes = tuple(filter(None, (refusal,))) if isinstance(refusal, str) else refusal
    return Case(name, base, lambda: change(untouched(base)), Expected(codes, problem, cell, values or {}), heavy)


def _edited(base: str, edit: Edit) -> bytes:
    book = good(base)
    edit(book)
    return book.saved()


def named(family: str, cases: Iterator[Case]) -> Iterator[Case]:
    """The cases of a family with its name before theirs."""
    for case in cases:
        yield Case(f"{family}: {case.name}", case.base, case.make, case.expected, case.heavy)
