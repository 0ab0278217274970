"""What can differ between a scored workbook and its scoring, and the sentence for it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from core.documents.texts import WORDS
from core.i18n import words
from core.printers.text import listed

#: Characters of a text that a sentence quotes, and how many before the first one that differs.
QUOTED, BEFORE = 60, 20
#: What can differ, each with its sentence in the words `since_scoring`.
Kind = StrEnum(
    "Kind",
    "NO_RECEIPT VERSION RULEBOOK SHEET_CHANGED CELL_CHANGED CELLS_CHANGED ROWS_NEW ROWS_GONE SHEET_GONE "
    "SHEET_NEW OUTCOME VALUE UNPROVEN UNPROVEN_TABLE ADDED_GONE ADDED_NEW ADDED_RENAMED ADDED_HIDDEN "
    "ADDED_SHOWN ROWS_HIDDEN COLUMNS_HIDDEN CELL FORMULA MORE_CELLS NAME_GONE NAME_NEW NAME",
)


class Difference(Struct, frozen=True):
    """Something that has changed: of what kind, where, what scoring gave (`scored`), what was found."""

    kind: Kind
    place: str = ""
    scored: str = ""
    found: str = ""

    def sentence(self, language: str) -> str:
        _ = words(language)
        scored, found = self.scored, self.found
        if self.kind in (Kind.CELL, Kind.FORMULA, Kind.NAME):
            scored, found = (f"“{text}”" if text else "" for text in _excerpts(scored, found))
        if self.kind is Kind.OUTCOME:
            named = WORDS["outcome"]
            scored, found = (_(named[text]) if text in named else text for text in (scored, found))
        if self.kind in (Kind.CELLS_CHANGED, Kind.ROWS_NEW, Kind.ROWS_HIDDEN, Kind.COLUMNS_HIDDEN):
            scored, found = (listed(text.split("\n"), language) for text in (scored, found))
        return _(WORDS["since_scoring"][self.kind]).format(
            place=self.place, scored=scored or _("none"), found=found or _("none")
        )


def _excerpts(one: str, other: str) -> tuple[str, str]:
    """Both texts around the first character that differs, on one line.

    >>> _excerpts("a" * 90 + "b", "a" * 90 + "c")[0]
    '…aaaaaaaaaaaaaaaaaaaab'
    """
    if max(len(one), len(other)) <= QUOTED:
        return _excerpt(one, 0), _excerpt(other, 0)
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, same - BEFORE)
    return _excerpt(one, start), _excerpt(other, start)


def _excerpt(text: str, start: int) -> str:
    piece = "".join(each if each.isprintable() else " " for each in text[start : start + QUOTED])
    return ("…" if start and text else "") + piece + ("…" if len(text) > start + QUOTED else "")
