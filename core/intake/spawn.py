"""bytes → Grids, read in a child process within limits; if it dies, that is a refusal with its cause."""

from __future__ import annotations

import marshal
import signal
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
from msgspec import Struct, field

from core.errors import RefusedWorkbook
from core.intake.grid import Cells, Grid
from core.intake.process import Ended, answer
from core.intake.reader.written import FILLED
from core.model import Place, Problem

MIB = 1 << 20
CHINA = timezone(timedelta(hours=8))


class Limits(Struct, frozen=True):
    """Bytes, seconds and counts; an honest ledger of 200,090 rows × 10 columns stays well inside.

    `upload` the file itself · `parts` members of the package · `part`, `total` inflated bytes ·
    `ratio` inflated ÷ packed, on parts over `ratio_from` bytes · `box` cells of a sheet from A1 to
    its last used row and column · `memory`, `cpu` of the child · `wall` seconds to its answer.
    """

    upload: int = 64 * MIB
    parts: int = 4000
    part: int = 200 * MIB
    total: int = 300 * MIB
    ratio: int = 200
    ratio_from: int = 4 * MIB
    box: int = 12_000_000
    memory: int = 1024 * MIB
    cpu: int = 15
    wall: float = 40.0


DEFAULT_LIMITS = Limits()

#: The cause of a problem that is of the whole file, where a cell may have one of that code too.
FILE = "file"


def refusal(code: str, **details: Any) -> RefusedWorkbook:
    """The exception for a file that has no verdict."""
    return RefusedWorkbook(Problem(code, details={"kind": FILE, **details}))


class Fetched(Struct, frozen=True):
    """The sheets of a workbook in its order, what a scored one keeps of its sender's answers, as rows of text,
    and when it was saved last, by its own word.
    """

    grids: tuple[Grid, ...]
    receipt: tuple[tuple[str, ...], ...]
    saved: datetime | None = None


def frame(raw: bytes, limits: Limits, *, ours: bool = False, meanwhile: Callable[[], object] = bool) -> bytes:
    """The child's answer about a workbook, as bytes for `unpacked`; RefusedWorkbook where it cannot be read.

    With `ours` it is the sheets that a scoring added, cell by cell (`answered`), else the sender's.  `meanwhile` is
    called while the child reads.
    """
    if not raw:
        raise refusal("empty_file")
    if len(raw) > limits.upload:
        raise refusal("too_large", limit=limits.upload >> 20)
    return _ask(raw, limits, ours, meanwhile)


def unpacked(frame: bytes) -> Fetched:
    """The sheets that a frame holds; RefusedWorkbook where it holds none."""
    said = answered(frame)
    return Fetched(tuple(map(_grid, said["sheets"])), tuple(map(tuple, said["receipt"])), _moment(said["saved"]))


def _moment(text: str) -> datetime | None:
    """A moment as a package writes it, in UTC unless it says otherwise, on clocks in China; None for anything else.

    >>> [_moment(text).isoformat() for text in ("2026-10-31T20:12:00Z", "2026-10-31T20:12:00", "2026-11-01T04:12:00+08:00")]
    ['2026-11-01T04:12:00+08:00', '2026-11-01T04:12:00+08:00', '2026-11-01T04:12:00+08:00']
    >>> _moment("last year"), _moment("9999-12-31T23:00:00Z")
    (None, None)
    """
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(CHINA)
    except (ValueError, OverflowError):
        return None


def answered(frame: bytes) -> dict[str, Any]:
    """What the child answered; RefusedWorkbook where it refused."""
    try:
        said: dict[str, Any] = marshal.loads(frame)
    except (EOFError, ValueError, TypeError):
        raise refusal("reader_died") from None
    if "refused" in said:
        details = said["details"]
        sheet, column, row = (details.pop(name, None) for name in ("sheet", "column", "row"))
        rows = None if row is None else (row + 1, row + 1)
        place = None if sheet is None else Place(sheet, column, rows, ours=False)
        raise RefusedWorkbook(Problem(said["refused"], place, details={"kind": FILE, **details}))
    return said


def _ask(raw: bytes, limits: Limits, ours: bool, meanwhile: Callable[[], object]) -> bytes:
    caps = (limits.parts, limits.part, limits.total, limits.ratio, limits.ratio_from, limits.box)
    try:
        return answer((limits.memory, limits.cpu, *caps, int(ours)), raw, limits.wall, meanwhile)
    except Ended as end:
        if end.late:
            raise refusal("too_slow", limit=limits.wall) from None
        if end.signal == getattr(signal, "SIGXCPU", None):
            raise refusal("too_slow", limit=limits.cpu) from None
        if end.signal in (signal.SIGABRT, getattr(signal, "SIGKILL", signal.SIGABRT)):
            raise refusal("too_much_memory") from None
        raise refusal("reader_died") from None


def _grid(sheet: dict[str, Any]) -> Grid:
    return Grid(
        name=sheet["name"],
        state=sheet["state"],
        height=sheet["height"],
        columns=tuple(
            Cells(values, np.frombuffer(codes, dtype=np.dtype({"B": "u1", "H": "u2", "I": "u4"}[typecode])))
            for values, typecode, codes in sheet["columns"]
        ),
        merged=tuple(tuple(area) for area in sheet["merged"]),
        hidden=frozenset(sheet["hidden"]),
        hidden_columns=frozenset(sheet["hidden_columns"]),
        struck=frozenset(map(tuple, sheet["struck"])),
        rules=tuple(sheet["rules"]),
        rewritten=sheet["rewritten"],
    )


# --- the sheets that a scoring added, cell by cell as the file has them ------------------------

#: A number, a text or a truth; an error with its code; None where there is nothing.
Value = str | float | bool | tuple[str, str] | None


class WrittenCell(Struct, frozen=True):
    """A cell's value and its formula.

    `first` is the row and column of the cell whose formula it repeats, where the file has that formula only once.
    """

    value: Value
    formula: str | None = None
    first: tuple[int, int] | None = None


class WrittenSheet(Struct, frozen=True):
    """A sheet that was added: its title, whether it is hidden, and its cells by row and column from 0.

    `filled` are the values of cells that the formula of a cell above them fills; `unseen_rows` and `unseen_columns`
    are hidden or too low and narrow to be seen.
    """

    title: str
    hidden: bool
    cells: Mapping[tuple[int, int], WrittenCell]
    filled: Mapping[tuple[int, int], Value] = field(default_factory=dict)
    unseen_rows: frozenset[int] = frozenset()
    unseen_columns: frozenset[int] = frozenset()

    @property
    def values(self) -> dict[tuple[int, int], Value]:
        """What its cells hold, without formulas."""
        return {place: cell.value for place, cell in self.cells.items()}

    def rows(self) -> Iterator[list[str]]:
        """Its rows as texts, from the first to the last that holds any."""
        by_row: dict[int, dict[int, str]] = {}
        for (row, column), cell in self.cells.items():
            by_row.setdefault(row, {})[column] = "" if cell.value is None else str(cell.value)
        for row in range(max(by_row, default=-1) + 1):
            texts = by_row.get(row, {})
            yield [texts.get(column, "") for column in range(max(texts, default=-1) + 1)]


def our_sheets(raw: bytes) -> tuple[WrittenSheet, ...]:
    """The sheets that our marks or a receipt name, in the workbook's order; RefusedWorkbook as `read`."""
    found = answered(frame(raw, DEFAULT_LIMITS, ours=True))["written"]
    return tuple(_sheet(*each) for each in found)


def _sheet(
    title: str,
    state: str,
    cells: list[tuple[int, int, Value, str | None, str | None]],
    rows: list[int],
    columns: list[int],
) -> WrittenSheet:
    own = [cell for cell in cells if cell[3] != FILLED]
    filled = {(row, column): value for row, column, value, formula, _ in cells if formula == FILLED}
    return WrittenSheet(title, state != "visible", dict(_cells(own)), filled, frozenset(rows), frozenset(columns))


def _cells(
    cells: list[tuple[int, int, Value, str | None, str | None]],
) -> Iterator[tuple[tuple[int, int], WrittenCell]]:
    """Each cell at its place; one that shares a formula gets that formula."""
    shared: dict[str, tuple[str, tuple[int, int]]] = {}
    for row, column, value, formula, number in cells:
        place, first = (row, column), None
        if number is not None and formula:
            shared[number] = formula, place
        elif number is not None:
            formula, first = shared.get(number, (formula, place))
        yield place, WrittenCell(value, formula, first)
