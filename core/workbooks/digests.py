"""Submission → a hash of each sheet as it was read, and short ones of its rows and columns, which tell a changed cell.

The hashes are of values, not of bytes: saving a file changes every byte and no value.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct, field

from core.model import Entry, Ledger, Place, Submission

HASHED = 32
#: Hexadecimal digits of the hash of a row or a column.
SHORT = 8
#: Sheets of more rows have no hashes of them: the receipt stays small.
MOST_ROWS = 5_000
#: Nor have sheets of ours of more cells.
MOST_CELLS, HASHED_CELLS = 20_000, 16
#: In place of a value that could not be read.
UNREAD = "\x1e"
CLAIM = ("status", "evidence", "note", "review", "review_note")
TARGET = ("first_year", "end")


class SheetDigest(Struct, frozen=True):
    """A sheet as it was read: its title, the hash of all of it, of each row in order (one text) and of each column."""

    title: str
    digest: str
    rows: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


class Moved(Struct, frozen=True):
    """Where a sheet is not as it was: rows (from 0) that changed or are new, changed columns, and how many are gone."""

    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    new: tuple[int, ...] = ()
    gone: int = 0


def hashed(content: Any) -> str:
    """A hash of anything that JSON can say."""
    return _hash(json.dumps(content, ensure_ascii=False, sort_keys=True))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASHED]


def cells_digest(cells: Mapping[tuple[int, int], Any]) -> str:
    """A hash of what a sheet of ours holds, by row and column: values, and where formulas are (None)."""
    if len(cells) > MOST_CELLS:
        return ""
    said = [
        f"[[{row}, {column}], {'null' if value is None else encode_basestring(value if isinstance(value, str) else f'{value:.9g}')}]"
        for (row, column), value in sorted(cells.items(), key=itemgetter(0))
        if value != ""
    ]
    return _hash(f"[{', '.join(said)}]")[:HASHED_CELLS]


def sheet_digests(submission: Submission) -> Iterator[tuple[str, SheetDigest]]:
    """Each sheet's key with what was read of it."""
    title = submission.layout.title
    for key, table in _tables(submission).items():
        said = [[_entry(entry) for entry in line] for line in table.lines.values()]
        rows = "".join(_crc("\x1f".join((name, *line)).encode()) for name, line in zip(table.lines, said, strict=True))
        columns = {name: _crc("\x1f".join(line[i] for line in said).encode()) for i, name in enumerate(table.columns)}
        yield key, SheetDigest(title(key), hashed([list(table.lines), table.columns, said]), rows, columns)
    for key, ledger in submission.ledgers.items():
        yield key, _of_ledger(ledger, title(key))


def moved(before: SheetDigest, after: SheetDigest) -> Moved:
    """Where a sheet changed; nothing where a receipt has no hashes of rows."""
    was, now = ([rows[at : at + SHORT] for at in range(0, len(rows), SHORT)] for rows in (before.rows, after.rows))
    if not was or not now:
        return Moved()
    columns = tuple(key for key, digest in after.columns.items() if before.columns.get(key) != digest)
    if len(was) == len(now):
        return Moved(tuple(i for i, (one, other) in enumerate(zip(was, now, strict=True)) if one != other), columns)
    changed: list[int] = []
    new: list[int] = []
    gone = 0
    for kind, left, right, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            both = min(right - left, last - first)
            changed += range(first, first + both)
            new += range(first + both, last)
            gone += right - left - both
    return Moved(tuple(changed), columns if changed else (), tuple(new), gone)


def cells_of(submission: Submission, key: str, rows: Sequence[int], columns: Sequence[str]) -> list[Place]:
    """The cells in these rows and columns of a sheet, as `moved` counts them."""
    ledger = submission.ledgers.get(key)
    if ledger is not None:
        at = ledger.frame["row"].to_pylist()
        return [ledger.cell(column, at[row]) for row in rows for column in columns if column in ledger.columns]
    table = _tables(submission)[key]
    lines = list(table.lines.values())
    entries = (lines[row][table.columns.index(column)] for row in rows for column in columns)
    return [entry.ref for entry in entries if entry.ref is not None]


# --- small sheets ---------------------------------------------------------------------------


class _Table(NamedTuple):
    """A sheet of single entries: its columns, and its entries by name of the line."""

    columns: tuple[str, ...]
    lines: Mapping[str, tuple[Entry[Any], ...]]


def _tables(submission: Submission) -> dict[str, _Table]:
    found = {"basics": _Table(("value",), {key: (entry,) for key, entry in submission.basics.items()})}
    if submission.monthly is not None:
        rows = submission.monthly.rows
        columns = tuple(dict.fromkeys(key for row in rows for key in row.figures))
        nothing: Entry[Any] = Entry.absent()
        lines = {str(row.month): tuple(row.figures.get(key, nothing) for key in columns) for row in rows}
        found["monthly"] = _Table(columns, lines)
    for key, columns, entries in (("plan", TARGET, submission.targets), ("claims", CLAIM, submission.claims)):
        if entries:
            lines = {id: tuple(getattr(each, column) for column in columns) for id, each in entries.items()}
            found[key] = _Table(columns, lines)
    return found


def _entry(entry: Entry[Any]) -> str:
    """A cell's state and value; of what could not be read, what it says."""
    value = entry.found if entry.value is None else entry.value
    return f"{entry.state.value}:{f'{value.normalize():f}' if isinstance(value, Decimal) else value}"


def _crc(content: bytes) -> str:
    return f"{zlib.crc32(content):0{SHORT}x}"


# --- ledgers --------------------------------------------------------------------------------


def _of_ledger(ledger: Ledger, title: str) -> SheetDigest:
    """A ledger's values column by column, in the order of its rows, whatever rows those are."""
    whole, columns = hashlib.sha256(), {}
    numbers, lines = ledger.frame["row"], []
    short = 0 < len(numbers) <= MOST_ROWS
    for name in sorted(ledger.columns):
        texts = pc.fill_null(ledger.frame.column(name).cast(pa.string()), "\0").combine_chunks()
        array = texts if isinstance(texts, pa.Array) else texts.chunk(0)
        _valid, offsets, content = array.buffers()
        own = hashlib.sha256(f"{name}:{len(array)};".encode())
        own.update(bytes(offsets or b"")[: 4 * (len(array) + 1)])
        own.update(bytes(content or b""))
        if unread := ledger.unreadable.get(name):
            lost = [row in unread for row in numbers.to_pylist()]
            own.update(repr([i for i, so in enumerate(lost) if so]).encode())
            array = pc.if_else(pa.array(lost), UNREAD, array) if short else array
        whole.update(own.digest())
        columns[name] = own.hexdigest()[:SHORT]
        lines.append(array)
    joined = pc.binary_join_element_wise(*lines, "\x1f").cast(pa.binary()).to_pylist() if short else []
    rows = np.fromiter(map(zlib.crc32, joined), ">u4", len(joined)).tobytes().hex()
    return SheetDigest(title, whole.hexdigest()[:HASHED], rows, columns)
