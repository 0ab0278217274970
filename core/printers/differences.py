"""What can differ between a scored workbook and its scoring, and the sentence for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.i18n import N_, words
from core.model import Outcome
from core.printers.text import OUTCOMES, listed

#: Characters of a text that a sentence quotes, and how many before the first one that differs.
QUOTED, BEFORE = 60, 20


class Kind(StrEnum):
    """What can differ."""

    NO_RECEIPT = "no_receipt"
    VERSION = "version"
    RULEBOOK = "rulebook"
    SHEET_CHANGED = "sheet_changed"
    CELL_CHANGED = "cell_changed"
    CELLS_CHANGED = "cells_changed"
    ROWS_NEW = "rows_new"
    ROWS_GONE = "rows_gone"
    SHEET_GONE = "sheet_gone"
    SHEET_NEW = "sheet_new"
    OUTCOME = "outcome"
    VALUE = "value"
    UNPROVEN = "unproven"
    ADDED_GONE = "added_gone"
    ADDED_NEW = "added_new"
    ADDED_RENAMED = "added_renamed"
    ADDED_HIDDEN = "added_hidden"
    ADDED_SHOWN = "added_shown"
    CELL = "cell"
    FORMULA = "formula"
    MORE_CELLS = "more_cells"
    NAME_GONE = "name_gone"
    NAME_NEW = "name_new"
    NAME = "name"


MESSAGES = {
    Kind.NO_RECEIPT: N_("This workbook carries no receipt (sheet tds-receipt) that can be read: score it again."),
    Kind.VERSION: N_("Scored by version {said} of this program; this is version {found}, whose sheets may differ."),
    Kind.RULEBOOK: N_("Another rulebook: scored by {said}, this is {found}."),
    Kind.SHEET_CHANGED: N_("Sheet “{place}”: its cells are not those that were scored."),
    Kind.CELL_CHANGED: N_("Cell {place} is not as it was scored."),
    Kind.CELLS_CHANGED: N_("Sheet “{place}”: changed cells lie in rows {found} and in columns {said}."),
    Kind.ROWS_NEW: N_("Sheet “{place}”: rows that were not there when it was scored: {found}."),
    Kind.ROWS_GONE: N_("Sheet “{place}”: rows that were scored and are no longer there: {said} in all."),
    Kind.SHEET_GONE: N_("Sheet “{place}”: it was scored and is no longer there."),
    Kind.SHEET_NEW: N_("Sheet “{place}”: it was not there when the file was scored."),
    Kind.OUTCOME: N_("{place}: the outcome was {said}, scored again it is {found}."),
    Kind.VALUE: N_("{place}: the value was {said}, scored again it is {found}."),
    Kind.UNPROVEN: N_(
        "The earlier workbook that this one was compared with is too large to be kept in it, so the added sheets were "
        "not checked; give the earlier workbook with --previous."
    ),
    Kind.ADDED_GONE: N_("Sheet “{place}”: scoring added it and it is no longer there."),
    Kind.ADDED_NEW: N_("Sheet “{place}”: it is marked as added by scoring, which adds no such sheet."),
    Kind.ADDED_RENAMED: N_("Sheet “{place}”: scoring named it “{said}”."),
    Kind.ADDED_HIDDEN: N_("Sheet “{place}”: it is hidden; scoring added it visible."),
    Kind.ADDED_SHOWN: N_("Sheet “{place}”: it is visible; scoring added it hidden."),
    Kind.CELL: N_("{place}: here {found}, made again {said}."),
    Kind.FORMULA: N_("{place}: another formula or none: here {found}, made again {said}."),
    Kind.MORE_CELLS: N_("Sheet “{place}”: {found} more cells differ."),
    Kind.NAME_GONE: N_("Defined name {place}: scoring added it and it is no longer there."),
    Kind.NAME_NEW: N_("Defined name {place}: it was not there when the file was scored."),
    Kind.NAME: N_("Defined name {place}: here {found}, made again {said}."),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that has changed: of what kind, where, what scoring gave (`said`), what was found."""

    kind: Kind
    place: str = ""
    said: str = ""
    found: str = ""

    def sentence(self, language: str) -> str:
        """The difference in words."""
        _ = words(language)
        said, found = self.said, self.found
        if self.kind in (Kind.CELL, Kind.FORMULA, Kind.NAME):
            said, found = (f"“{text}”" if text else "" for text in _excerpts(said, found))
        said, found = (self._worded(text, language) or _("none") for text in (said, found))
        return _(MESSAGES[self.kind]).format(place=self.place, said=said, found=found)

    def _worded(self, text: str, language: str) -> str:
        """An outcome by its name, several places one after the other, anything else as it is."""
        if self.kind is Kind.OUTCOME and text in OUTCOMES:
            return words(language)(OUTCOMES[Outcome(text)])
        several = self.kind in (Kind.CELLS_CHANGED, Kind.ROWS_NEW)
        return listed(text.split("\n"), language) if several and "\n" in text else text


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
