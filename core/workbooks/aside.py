"""Sheets of ours that the user renamed or wrote in: they become the user's own, under a title that says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from itertools import count

from core.errors import RefusedWorkbook
from core.i18n import Words
from core.intake.reader.parts import RECEIPT
from core.intake.spawn import WrittenSheet, our_sheets
from core.workbooks.actions import has_entries, without_entries
from core.workbooks.digests import cells_digest
from core.workbooks.drawn import drawn_on
from core.workbooks.package import WorkbookPackage, take_out_ours
from core.workbooks.receipt import receipt_of

LONGEST_TITLE = 31


def without_ours(user: bytes, _: Words) -> bytes:
    """The workbook without our sheets; those that the user changed stay as the user's own, with their values.

    SpliceError with a code of `package.Refusal` where the file cannot be read, or all its sheets are ours.
    """
    return take_out_ours(user, keep=set_aside(user, marked_sheets(user), _, entries=True)[0])


def marked_sheets(user: bytes) -> list[WrittenSheet]:
    """Our sheets in a workbook; none where reading refuses it."""
    marked = WorkbookPackage(user).marked
    with suppress(RefusedWorkbook):
        return [sheet for sheet in our_sheets(user) if sheet.title in marked] if marked else []
    return []


def set_aside(
    user: bytes, sheets: Sequence[WrittenSheet], _: Words, *, entries: bool = False
) -> tuple[dict[str, str], list[WrittenSheet]]:
    """The new titles of those of our sheets that were renamed or written in since their scoring; those sheets.

    `entries`: what we ask the sender to enter there counts as well, since nothing else takes it along.
    """
    package = WorkbookPackage(user)
    receipt = receipt_of(sheets)
    if receipt is None:
        return {}, []
    digests = {title: receipt.digests.get(key, "") for key, title in receipt.added.items()}
    changed = [
        sheet
        for sheet in sheets
        if not sheet.title.startswith(RECEIPT)
        and (
            sheet.title not in digests
            or _written_in(sheet, digests)
            or any(drawn_on(package, sheet.title))
            or (entries and has_entries(sheet.values))
        )
    ]
    used = {title.casefold() for title in package.titles}
    titles = {}
    for sheet in changed:
        titles[sheet.title] = variant(sheet.title, used, _(" (old scoring)"), _(" (old scoring {n})"))
        used.add(titles[sheet.title].casefold())
    return titles, changed


def _written_in(sheet: WrittenSheet, digests: dict[str, str]) -> bool:
    """Whether a sheet holds something else than its scoring wrote; no receipt of before digests says so."""
    cells = {place: None if cell.formula is not None else cell.value for place, cell in sheet.cells.items()}
    return digests[sheet.title] not in ("", cells_digest(without_entries(cells)))


def free_title(title: str, taken: Collection[str], _: Words) -> str:
    """The title, or the first of its variants that no sheet in `taken` (case-folded) has.

    >>> from core.i18n import words
    >>> free_title("Results", {"results", "results (scored)"}, words("en"))
    'Results (scored 2)'
    """
    return title if title.casefold() not in taken else variant(title, taken, _(" (scored)"), _(" (scored {n})"))


def variant(title: str, taken: Collection[str], first: str, further: str) -> str:
    """The title with the first of these endings that makes it one that no sheet in `taken` (case-folded) has."""
    endings = (further.format(n=n) if n > 1 else first for n in count(1))
    variants = (title[: LONGEST_TITLE - len(ending)] + ending for ending in endings)
    return next(each for each in variants if each.casefold() not in taken)
