"""A CSV as bytes → the rows of one ledger: decoding, separator, header, and which ledger the header names."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from pathlib import PurePath
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.errors import RefusedWorkbook
from core.intake.grid import Cells, Grid
from core.intake.headings import HEADER_ROWS
from core.intake.layout import find_layout
from core.intake.words import word
from core.model import Column, Problem, Rulebook, Sheet

DELIMITERS = (",", ";", "\t")
#: What a worksheet holds, and what a ledger may come to here.
ROWS, COLUMNS, CELLS, LONGEST = 1_048_576, 16_384, 5_000_000, 32_767
#: So many headers tell a ledger; one fewer where the file's name or first line says the same.
TELLING = 3
Row = list[str]
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?")
#: A double holds every decimal of so many digits.
DIGITS = 15
MIB = 1 << 20
MOST = 64 * MIB
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: Characters that no text holds and no cell can.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
PAGES = ("<!doctype html", "<html", "<head", "<body", "<table", "<meta")


class LedgerTable(Struct, frozen=True):
    """A CSV as read: `rows` with all that stands above the header; `columns` by index from 0."""

    sheet: Sheet
    rows: Sequence[Row]
    header_row: int
    columns: Mapping[int, Column]


def ledgers(rulebook: Rulebook) -> list[Sheet]:
    """The sheets that a CSV may be."""
    return [sheet for sheet in rulebook.sheets.values() if sheet.role in ("ledger", "days")]


def read_table(raw: bytes, name: str, rulebook: Rulebook) -> LedgerTable:
    """The rows and their ledger; RefusedWorkbook where the header tells none, or a row does not fit it.

    `name` is the file's: a hint where the headers alone do not tell.
    """
    text = decoded(raw)
    first, _, rest = text.partition("\n")
    first = first.rstrip("\r")
    delimiters: Sequence[str] = DELIMITERS
    if first[:4].lower() == "sep=" and len(first) == 5 and first[4] in DELIMITERS:
        delimiters, text = first[4], rest
    guesses = [guess for delimiter in delimiters for guess in _guesses(text, delimiter, name, rulebook)]
    if not guesses:
        raise refused("csv_no_header", ledgers=tuple(sheet.label for sheet in ledgers(rulebook)))
    best = max(weight for weight, _, _ in guesses)
    alike = [(delimiter, table) for weight, delimiter, table in guesses if weight == best]
    if len({table.sheet.key for _, table in alike}) > 1:
        raise refused("csv_which_ledger", ledgers=tuple(table.sheet.label for _, table in alike))
    delimiter, table = alike[0]
    rows = list(_records(text, delimiter, table.header_row))
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
    if len(rows) <= table.header_row + 1:
        raise refused("csv_empty")
    return replace(table, rows=rows)


def _guesses(
    text: str, delimiter: str, name: str, rulebook: Rulebook
) -> Iterator[tuple[tuple[int, bool], str, LedgerTable]]:
    """What the first rows look like under a delimiter: how much tells of a ledger, the delimiter, the ledger."""
    rows: list[Row] = []
    with suppress(csv.Error):  # the rows among which the header must be, as far as they can be told apart
        for row in islice(csv.reader(_lines(text, delimiter), delimiter=delimiter), HEADER_ROWS):
            rows += [row]
    width = min(max(map(len, rows), default=0), COLUMNS)
    codes = np.arange(len(rows), dtype=np.uint32)
    cells = [Cells([row[index] if index < len(row) else "" for row in rows], codes) for index in range(width)]
    grid = Grid("", "visible", len(rows), tuple(cells), (), frozenset())
    hint = word(PurePath(name).stem) + word("".join(rows[0])[:100] if rows else "")
    for sheet in ledgers(rulebook):
        layout, _ = find_layout(grid, sheet.columns)
        columns = {place.index: sheet.column(key) for key, place in layout.places.items()} if layout else {}
        named = any(word(title) in hint for title in (*sheet.label.every, *sheet.synonyms))
        if layout is not None and len(columns) + named >= TELLING:
            yield (len(columns), named), delimiter, LedgerTable(sheet, rows, layout.header_row, columns)


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


def is_number(text: str) -> bool:
    """Whether a text is a number as a program writes one, and a double holds exactly that.

    >>> [is_number(text) for text in ("200", "32.50", "-1.5", "0.1")]
    [True, True, True, True]
    >>> [is_number(text) for text in ("007", "1,234", "+5", "1e3", "9007199254740993", "约200", "", "-0", ".5")]
    [False, False, False, False, False, False, False, False, False]
    """
    if NUMBER.fullmatch(text) is None or sum(map(str.isdigit, text)) > DIGITS:
        return False
    number = float(text)
    return Decimal(repr(number)) == Decimal(text) and not (number == 0 and text.startswith("-"))


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
    mark, encoding = next((each for each in MARKS if raw.startswith(each[0])), (b"", "utf-8"))
    if not mark and b"\0" in raw:
        raise refused("csv_binary")
    text = _strictly(raw[len(mark) :], encoding)
    if text is None and not mark:
        # Where most lines with more than ASCII are UTF-8 the rest is damage, not another encoding.
        lines = [line for line in raw.split(b"\n") if not line.isascii()]
        is_utf_8 = 2 * sum(_strictly(line, "utf-8") is not None for line in lines) > len(lines)
        text = None if is_utf_8 else _strictly(raw, "gb18030")
    if text is None:
        raise refused("csv_encoding")
    return text


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
