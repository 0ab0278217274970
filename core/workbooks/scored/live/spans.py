"""A column of a ledger as a formula reads it: the sender's own where all its cells are native, else our copy.

Native is a number, a date, a word as the template's list has it, or a plain text, of which a formula
makes what the reading made of it; and nothing beside the records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from core.i18n import languages, words
from core.intake.words import name
from core.model import NEVER, Column, Ledger, Month, Sheet
from core.printers.addresses import fixed
from core.workbooks.scored.live.cells import (
    SentCells,
    blank,
    is_date,
    month_index,
    same_number,
    serial,
)
from core.workbooks.scored.live.sheets import FIRST_ROW, UNKNOWN, CopiedColumn, Copies, Formula

#: Rows beyond the last record that formulas read too.
BEYOND = 1000
SEPARATOR = "、"


@dataclass(frozen=True, slots=True)
class Span:
    """A range for a formula; `words` maps a choice's key (True, False for a flag) to what its cells say.

    `scale` divides a percentage as typed into a share of 1; `copied` where the range is our copy's.
    """

    range: str
    copied: bool
    words: Mapping[Any, str]
    scale: int = 1


class Listing(NamedTuple):
    """The ranges of the counts beside a list of names on our sheet, and the cells with how many names are new."""

    surely: str
    maybe: str
    new: tuple[str, str]


class Spans:
    """The columns of one ledger as formulas read them."""

    def __init__(
        self, ledger: Ledger, title: str, sheet: Sheet, sent: SentCells, copies: Copies, language: str
    ) -> None:
        """`title` is that of the sender's sheet, `sheet` the rulebook's."""
        self.ledger, self.title = ledger, title
        self._sheet, self._sent, self._copies, self._language = sheet, sent, copies, language
        self.first, self.last = ledger.first_row, ledger.last_row + BEYOND
        self.rows: list[int] = ledger.frame.column("row").to_pylist()
        self._records = set(self.rows)
        self._gapless = self.rows == list(range(ledger.first_row, ledger.last_row + 1))
        self._found: dict[str, Span] = {}
        self._typed: dict[str, list[Any]] = {}
        self.copied = False
        self.organisation = ""

    def __getitem__(self, key: str) -> Span:
        """The column of that key; KeyError where the sheet has none."""
        if key not in self._found:
            self._found[key] = self._span(key)
        self.copied |= self._found[key].copied
        return self._found[key]

    def __contains__(self, key: str) -> bool:
        return key in self.ledger.columns

    def typed(self, key: str) -> list[Any]:
        """What was read of a column, in the order of `rows`."""
        if key not in self._typed:
            self._typed[key] = self.ledger.frame.column(key).to_pylist()
        return self._typed[key]

    def raw(self, key: str) -> list[Any]:
        """What the sender's cells of a column hold, in the order of `rows`."""
        cells = self._sent.column(self.title, self.ledger.columns[key])
        if self._gapless and self.ledger.last_row <= len(cells):
            return list(cells[self.ledger.first_row - 1 : self.ledger.last_row])
        return [cells[row - 1] if row <= len(cells) else "" for row in self.rows]

    def own(self, key: str) -> str:
        """The sender's own range of a column."""
        return fixed(self.title, self.ledger.columns[key], self.first, self.last)

    def nothing_beside(self, key: str) -> bool:
        """Whether the range holds nothing in rows that are no records, such as a row of totals."""
        cells = self._sent.column(self.title, self.ledger.columns[key])
        if self._gapless:
            return blank(cells[self.ledger.last_row : self.last])
        beside = (row for row in range(self.first, min(self.last, len(cells)) + 1) if row not in self._records)
        return all(cells[row - 1] == "" for row in beside)

    def records(self) -> str:
        """1 in every row that is a record: one of its cells says something."""
        keys = self.ledger.order
        cells = zip(*(self.raw(key) for key in keys), strict=True)
        if all(self.nothing_beside(key) for key in keys) and not any(blank(row) for row in cells):
            return "((" + "+".join(f'({self.own(key)}<>"")' for key in keys) + ")>0)"
        self.copied = True
        copied = CopiedColumn(self.title, "", "record", dict.fromkeys(self.rows, 1))
        return f"({self._copies.column(copied, self.first, self.last)}=1)"

    def copy(self, label: str, kind: str, cells: Mapping[int, Any]) -> str:
        """A column of ours beside the ledger's rows, such as the number of each row's organisation."""
        return self._copies.column(CopiedColumn(self.title, label, kind, dict(cells)), self.first, self.last)

    def label(self, key: str) -> str:
        """A column's header, in the language of our sheets."""
        return self._sheet.column(key).label.in_(self._language)

    def next_listing(self, names: int) -> str:
        """Where the next list of so many names will stand."""
        return self._copies.next_column(FIRST_ROW, FIRST_ROW + names - 1)

    def listing(
        self,
        key: str,
        names: Mapping[int, str],
        surely: Mapping[int, Any],
        maybe: Mapping[int, Any],
        new: tuple[Formula, Formula],
    ) -> Listing:
        """Our list of a column's names with two counts each, and below it how many names are new."""
        label = self._sheet.column(key).label.in_(self._language)
        last = max(names)
        _ = words(self._language)
        below = (_("New names"), *new)
        number = self._copies.next_list()
        copied = [
            CopiedColumn(self.title, label, f"{kind}{number}", {**cells, last + 1: more})
            for (kind, cells), more in zip((("names", names), ("surely", surely), ("maybe", maybe)), below, strict=True)
        ]
        _names, *ranges = [self._copies.column(each, FIRST_ROW, last) for each in copied]
        new_surely, new_maybe = (self._copies.column(each, last + 1) for each in copied[1:])
        return Listing(ranges[0], ranges[1], (new_surely, new_maybe))

    def _span(self, key: str) -> Span:
        column = self._sheet.column(key)
        read = _NATIVE[column.type](self.raw(key), self.typed(key), column, self.ledger.unreadable.get(key))
        unread = self.ledger.unreadable.get(key, frozenset())
        if read is not None and not unread and self.nothing_beside(key):
            return Span(self.own(key), False, *read)
        said = _words(column, self._language)
        show = _SHOWN[column.type]
        cells = {
            row: UNKNOWN if row in unread else show(value, said)
            for row, value in zip(self.rows, self.typed(key), strict=True)
        }
        kept = {row: cell for row, cell in cells.items() if cell is not None}
        label = column.label.in_(self._language)
        return Span(self.copy(label, "dates" if column.type == "date" else "copy", kept), True, said)


Read = tuple[Mapping[Any, str], int] | None
Native = Callable[[list[Any], list[Any], Column, Any], Read]


def _number(raws: list[Any], typed: list[Any], _column: Column, _unread: Any) -> Read:
    same = all(raw == "" if value is None else same_number(raw, value) for raw, value in zip(raws, typed, strict=True))
    return ({}, 1) if same else None


def _percent(raws: list[Any], typed: list[Any], column: Column, unread: Any) -> Read:
    """All as typed (32.5), or all in a percent format (0.325)."""
    if _number(raws, typed, column, unread) is not None:
        return {}, 1
    hundredfold = [None if value is None else value * 100 for value in typed]
    return ({}, 100) if _number(raws, hundredfold, column, unread) is not None else None


def _date(raws: list[Any], typed: list[Any], _column: Column, _unread: Any) -> Read:
    for raw, value in zip(raws, typed, strict=True):
        if raw == "" and value in (None, NEVER):
            continue
        if not is_date(raw) or month_index(raw) != value:
            return None
    return {}, 1


def _flag(raws: list[Any], typed: list[Any], column: Column, _unread: Any) -> Read:
    pairs = set(zip(map(_hashable, raws), typed, strict=True))
    for language in languages():
        said = _words(column, language)
        if pairs <= {(said[True], True), (said[False], False), ("", False)}:
            return said, 1
    return None


def _choice(raws: list[Any], typed: list[Any], column: Column, _unread: Any) -> Read:
    pairs = set(zip(map(_hashable, raws), typed, strict=True))
    for language in languages():
        own = _words(column, language)
        if pairs <= {("", ""), *((word, key) for key, word in own.items())}:
            return own, 1
    return None


def _choices(raws: list[Any], typed: list[Any], column: Column, _unread: Any) -> Read:
    pairs = set(zip(map(_hashable, raws), typed, strict=True))
    for language in languages():
        own = _words(column, language)
        keys = {word: key for key, word in own.items()}
        said = {raw: {keys.get(part) for part in str(raw).split(SEPARATOR)} for raw, _ in pairs if raw != ""}
        if all(value == "" if raw == "" else said[raw] == _listed(value) for raw, value in pairs):
            return own, 1
    return None


def _names(raws: list[Any], typed: list[Any], _column: Column, _unread: Any) -> Read:
    for raw, value in set(zip(map(_hashable, raws), typed, strict=True)):
        if raw == "" and not value:
            continue
        if not isinstance(raw, str) or not _folds(raw):
            return None
        if {part.casefold() for part in raw.split(SEPARATOR)} != _listed(value):
            return None
    return {}, 1


def _text(raws: list[Any], typed: list[Any], _column: Column, _unread: Any) -> Read:
    for raw, value in set(zip(map(_hashable, raws), typed, strict=True)):
        if raw == "" and not value:
            continue
        if not isinstance(raw, str) or not _folds(raw) or raw.casefold() != value or name(raw) != value:
            return None
    return {}, 1


def _id(raws: list[Any], typed: list[Any], _column: Column, _unread: Any) -> Read:
    same = all(
        (raw == "" and not value) or (isinstance(raw, str) and raw.upper() == value)
        for raw, value in zip(raws, typed, strict=True)
    )
    return ({}, 1) if same else None


def _folds(raw: str) -> bool:
    """Whether capitals are all that case folding changes: a spreadsheet program does not take ß for ss."""
    return len(raw.casefold()) == len(raw) and raw.casefold() == raw.lower()


def _hashable(raw: Any) -> Any:
    """A raw cell that may stand in a set: True is not 1."""
    return ("truth", raw) if isinstance(raw, bool) else raw


def _listed(value: str | None) -> set[str | None]:
    return {part for part in (value or "").split("|") if part}


def _words(column: Column, language: str) -> dict[Any, str]:
    """What the cells of a column of words say, in one language."""
    if column.type == "flag":
        _ = words(language)
        return {True: _("Yes"), False: _("No")}
    return {choice.key: choice.label.in_(language) for choice in column.choices}


def _as_number(value: Decimal | None, _own: Mapping[Any, str]) -> float | None:
    return None if value is None else float(value)


def _as_date(value: int | None, _own: Mapping[Any, str]) -> int | None:
    if value is None or value == NEVER:
        return None
    month = Month.from_index(value)
    return serial(month.year, month.month)


def _as_word(value: Any, own: Mapping[Any, str]) -> str | None:
    return UNKNOWN if value is None else own.get(value)


def _as_words(value: str | None, own: Mapping[Any, str]) -> str | None:
    if value is None:
        return UNKNOWN
    return SEPARATOR.join(own[key] for key in value.split("|") if key) or None


def _as_names(value: str | None, _own: Mapping[Any, str]) -> str | None:
    return SEPARATOR.join(part for part in (value or "").split("|") if part) or None


def _as_text(value: str | None, _own: Mapping[Any, str]) -> str | None:
    return value or None


_NATIVE: Mapping[str, Native] = {
    **dict.fromkeys(("count", "number"), _number),
    "percent": _percent,
    **dict.fromkeys(("date", "month"), _date),
    "flag": _flag,
    "choice": _choice,
    "choices": _choices,
    "names": _names,
    "text": _text,
    "id": _id,
}
_SHOWN: Mapping[str, Callable[[Any, Mapping[Any, str]], Any]] = {
    **dict.fromkeys(("count", "number", "percent"), _as_number),
    **dict.fromkeys(("date", "month"), _as_date),
    **dict.fromkeys(("flag", "choice"), _as_word),
    "choices": _as_words,
    "names": _as_names,
    **dict.fromkeys(("text", "id"), _as_text),
}
