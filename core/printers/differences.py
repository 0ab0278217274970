"""What can differ between a scored workbook and its scoring, and the sentence for it."""

from __future__ import annotations

from enum import Enum, unique

from core.documents.texts import WORDS
from core.frozen import dataclass
from core.i18n import N_, words
from core.printers.text import listed

#: Characters of a text that a sentence quotes, and how many before the first one that differs.
QUOTED, BEFORE = 60, 20


@unique
class Kind(Enum):
    """What can differ, with the sentence that says so."""

    NO_RECEIPT = N_("This workbook carries no receipt (sheet tds-receipt) that can be read: score it again.")
    VERSION = N_("Scored by version {scored} of this program; this is version {found}, whose sheets may differ.")
    RULEBOOK = N_("Another rulebook: scored by {scored}, this is {found}.")
    SHEET_CHANGED = N_("Sheet “{place}”: its cells are not those that were scored.")
    CELL_CHANGED = N_("Cell {place} is not as it was scored.")
    CELLS_CHANGED = N_("Sheet “{place}”: changed cells lie in rows {found} and in columns {scored}.")
    ROWS_NEW = N_("Sheet “{place}”: rows that were not there when it was scored: {found}.")
    ROWS_GONE = N_("Sheet “{place}”: rows that were scored and are no longer there: {scored} in all.")
    SHEET_GONE = N_("Sheet “{place}”: it was scored and is no longer there.")
    SHEET_NEW = N_("Sheet “{place}”: it was not there when the file was scored.")
    OUTCOME = N_("{place}: the outcome was {scored}, scored again it is {found}.")
    VALUE = N_("{place}: the value was {scored}, scored again it is {found}.")
    UNPROVEN = N_(
        "The earlier workbook that this one was compared with is too large to be kept in it, so the added sheets were "
        "not checked; give the earlier workbook with --previous."
    )
    UNPROVEN_TABLE = N_(
        "{place} was read from a table, so its figures and the added sheets were not checked; give the same sources with "
        "--sources."
    )
    ADDED_GONE = N_("Sheet “{place}”: scoring added it and it is no longer there.")
    ADDED_NEW = N_("Sheet “{place}”: it is marked as added by scoring, which adds no such sheet.")
    ADDED_RENAMED = N_("Sheet “{place}”: scoring named it “{scored}”.")
    ADDED_HIDDEN = N_("Sheet “{place}”: it is hidden; scoring added it visible.")
    ADDED_SHOWN = N_("Sheet “{place}”: it is visible; scoring added it hidden.")
    CELL = N_("{place}: here {found}, made again {scored}.")
    FORMULA = N_("{place}: another formula or none: here {found}, made again {scored}.")
    MORE_CELLS = N_("Sheet “{place}”: {found} more cells differ.")
    NAME_GONE = N_("Defined name {place}: scoring added it and it is no longer there.")
    NAME_NEW = N_("Defined name {place}: it was not there when the file was scored.")
    NAME = N_("Defined name {place}: here {found}, made again {scored}.")


@dataclass(frozen=True, slots=True)
class Difference:
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
        if self.kind in (Kind.CELLS_CHANGED, Kind.ROWS_NEW):
            scored, found = (listed(text.split("\n"), language) for text in (scored, found))
        return _(self.kind.value).format(place=self.place, scored=scored or _("none"), found=found or _("none"))


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
