"""A CSV as bytes → the rows of one ledger: decoding, separator, header, and which ledger the header names."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np

from core.errors import RefusedWorkbook
from core.intake.grid import Cells, Grid
from core.intake.layout import HEADER_ROWS, find_layout
from core.intake.words import word
from core.model import Column, Problem, Rulebook, Sheet

DELIMITERS = (",", ";", "\t")
#: What a worksheet holds, and what a ledger may come to here.
ROWS, COLUMNS, CELLS, LONGEST = 1_048_576, 16_384, 5_000_000, 32_767
#: So many headers tell a ledger; one fewer where the file's name or first line says the same.
TELLING = 3
Row = list[str]
MIB = 1 << 20
MOST = 64 * MIB
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: Characters that no text holds and no cell can.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
PAGES = ("<!doctype html", "<html", "<head", "<body", "<table", "<meta")


@dataclass(frozen=True, slots=True)
class LedgerTable:
    """A CSV as read: `rows` with all that stands above the header; `columns` by index from 0."""

    sheet: Sheet
    rows: Sequence[Row]
    header_row: int
    columns: Mapping[int, Column]


@dataclass(frozen=True, slots=True)
class _Guess:
    """What the first rows look like under one delimiter and one ledger."""

    sheet: Sheet
    delimiter: str
    header_row: int
    columns: Mapping[int, Column]
    named: bool

    @property
    def weight(self) -> tuple[int, bool]:
        return len(self.columns), self.named


def ledgers(rulebook: Rulebook) -> list[Sheet]:
    """The sheets that a CSV may be."""
    return [sheet for sheet in rulebook.sheets.values() if sheet.role in ("ledger", "days")]


def read_table(raw: bytes, name: str, rulebook: Rulebook) -> LedgerTable:
    """The rows and their ledger; RefusedWorkbook where the header tells none, or a row does not fit it.

    `name` is the file's: a hint where the headers alone do not tell.
    """
    said, text = _separator(decoded(raw))
    guesses = [
        guess
        for delimiter in ([said] if said else DELIMITERS)
        for guess in _guesses(_first(text, delimiter), delimiter, name, rulebook)
    ]
    guess = _best(guesses, rulebook)
    rows = list(_records(text, guess.delimiter, guess.header_row))
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
    if len(rows) <= guess.header_row + 1:
        raise refused("csv_empty")
    return LedgerTable(guess.sheet, rows, guess.header_row, guess.columns)


def _separator(text: str) -> tuple[str | None, str]:
    """The separator that a first line such as sep=; names, and the rest of the text."""
    first, _, rest = text.partition("\n")
    said = first.rstrip("\r")
    if said[:4].lower() == "sep=" and len(said) == 5 and said[4] in DELIMITERS:
        return said[4], rest
    return None, text


def _first(text: str, delimiter: str) -> list[Row]:
    """The rows among which the header must be, as far as they can be told apart."""
    found: list[Row] = []
    try:
        for row in csv.reader(_lines(text, delimiter), delimiter=delimiter):
            found.append(row)
            if len(found) == HEADER_ROWS:
                break
    except csv.Error:
        pass
    return found


def _guesses(rows: list[Row], delimiter: str, name: str, rulebook: Rulebook) -> Iterator[_Guess]:
    grid = _grid(rows)
    hint = word(PurePath(name).stem) + word("".join(rows[0])[:100] if rows else "")
    for sheet in ledgers(rulebook):
        layout, _ = find_layout(grid, sheet.columns)
        if layout is None:
            continue
        columns = {place.index: sheet.column(key) for key, place in layout.places.items()}
        named = any(word(said) in hint for said in (*sheet.label.every, *sheet.synonyms))
        if len(columns) + named >= TELLING:
            yield _Guess(sheet, delimiter, layout.header_row, columns, named)


def _grid(rows: list[Row]) -> Grid:
    """The first rows as the intake sees a sheet."""
    width = min(max(map(len, rows), default=0), COLUMNS)
    cells = []
    for index in range(width):
        values = [row[index] if index < len(row) else "" for row in rows]
        cells.append(Cells(values, np.arange(len(values), dtype=np.uint32)))
    return Grid("", "visible", len(rows), tuple(cells), (), frozenset())


def _best(guesses: list[_Guess], rulebook: Rulebook) -> _Guess:
    if not guesses:
        labels = tuple(sheet.label for sheet in ledgers(rulebook))
        raise refused("csv_no_header", ledgers=labels)
    best = max(guess.weight for guess in guesses)
    alike = [guess for guess in guesses if guess.weight == best]
    if len({guess.sheet.key for guess in alike}) > 1:
        raise refused("csv_which_ledger", ledgers=tuple(guess.sheet.label for guess in alike))
    return alike[0]


def _records(text: str, delimiter: str, header_row: int) -> Iterator[Row]:
    """Every row; those below the header as long as it is (blank lines aside)."""
    reader = csv.reader(_lines(text, delimiter), delimiter=delimiter, strict=True)
    width = cells = 0
    begins = 1
    for number in range(ROWS + 1):
        try:
            row = next(reader, None)
        except csv.Error:
            raise refused("csv_quotes", line=begins) from None
        if row is None:
            return
        cells += len(row)
        if number == ROWS or cells > CELLS:
            raise refused("csv_too_long", rows=ROWS - 1, cells=CELLS)
        if number == header_row:
            width = len(row)
        elif number > header_row and row:
            row = _fitted(row, width, begins)
        if any(len(cell) > LONGEST for cell in row):
            raise refused("csv_long_text", line=begins, limit=LONGEST)
        yield row
        begins = reader.line_num + 1


def _fitted(row: Row, width: int, line: int) -> Row:
    """A row as wide as the header; separators too many at its end are let go."""
    if len(row) > width and not any(map(str.strip, row[width:])):
        return row[:width]
    if len(row) != width and any(map(str.strip, row)):
        raise refused("csv_uneven", line=line, count=len(row), width=width)
    return row


def _lines(text: str, delimiter: str) -> Iterator[str]:
    """The lines as they stand; one with more separators than a sheet has columns is no table's."""
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if line.count(delimiter) >= COLUMNS:
            raise refused("csv_uneven", line=number, count=line.count(delimiter), width=COLUMNS)
        yield line


# --- bytes to text: by the mark at its beginning, else UTF-8, else GB18030; each strictly -----


def refused(code: str, **details: Any) -> RefusedWorkbook:
    """The exception for a CSV that cannot be joined."""
    return RefusedWorkbook(Problem(code, details=details))


def decoded(raw: bytes) -> str:
    """The CSV as text; RefusedWorkbook where it is none."""
    if not raw:
        raise refused("csv_empty")
    if len(raw) > MOST:
        raise refused("csv_too_large", limit=MOST // MIB)
    if raw.startswith((ZIP, OLE)):
        raise refused("csv_workbook")
    if raw.startswith(PDF):
        raise refused("csv_binary")
    text = _text(raw)
    if text.lstrip()[:20].lower().startswith(PAGES):
        raise refused("csv_web_page")
    if NO_TEXT.search(text):
        raise refused("csv_binary")
    return text


def _text(raw: bytes) -> str:
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return _strictly(raw[len(mark) :], encoding)
    if b"\0" in raw:
        raise refused("csv_binary")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if _is_damaged_utf_8(raw):
            raise refused("csv_encoding") from None
        return _strictly(raw, "gb18030")


def _is_damaged_utf_8(raw: bytes) -> bool:
    """Whether most lines with more than ASCII are UTF-8: then the rest is damage, not another encoding."""
    lines = [line for line in raw.split(b"\n") if not line.isascii()]
    return 2 * sum(map(_is_utf_8, lines)) > len(lines)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise refused("csv_encoding") from None
