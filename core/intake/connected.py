"""Ledgers that are tables: what an engine made of one, as a grid that the sheet's own reader reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
from msgspec import Struct, field
from msgspec.structs import replace

from core.intake.grid import Grid
from core.intake.ledgers import decimals
from core.intake.organisations import NAME
from core.intake.problems import of_sheet
from core.intake.tables import read_table
from core.model import ROWS, Ledger, Place, Problem, Sheet, Spread, Table


class Connected(Struct, frozen=True):
    """A table as read: a row a group below one of headers; None where it could not be, with the problem that says why.

    `sums`: of columns that are summed the sum of a group's plain figures, by its row in the grid, from 1.  `repeated`:
    how many rows bear a name that another one bears, where the groups have lost the names.
    """

    grid: Grid | None
    table: Table | None = None
    problems: tuple[Problem, ...] = ()
    sums: Mapping[str, Mapping[int, Decimal]] = field(default_factory=dict)
    repeated: int | None = None
    spreads: Mapping[str, Spread] = field(default_factory=dict)

    def as_read(self, at: datetime, seconds: float) -> Connected:
        """The same as if it had been read then."""
        return self if self.table is None else replace(self, table=replace(self.table, read_at=at, seconds=seconds))

    def of_table(self, problems: list[Problem], sheet: Sheet) -> list[Problem]:
        """The problems of a ledger read from the grid, equal names by the count of the table."""
        if self.grid is None:
            return problems
        others = [each for each in problems if each.code != "equal_names"]
        counted = sum(int(each.details["count"]) for each in problems if each.code == "equal_names")
        if count := counted if self.repeated is None else self.repeated:
            place, label = Place(self.grid.name, 0, ours=False), sheet.column(NAME).label
            others.append(of_sheet("equal_names", place, column=label, count=count, kind="table"))
        return others

    def weighted(self, ledger: Ledger) -> Ledger:
        """The ledger as read from the grid, each row with the number of rows and the sums that it stands for."""
        if self.table is None or not self.table.weights:
            return ledger
        frame, rows = ledger.frame, ledger.frame.column("row").to_pylist()
        weights = [self.table.weights.get(row, 1) for row in rows]
        for key, sums in self.sums.items():
            if key in frame.column_names:
                values = frame.column(key).to_pylist()
                each = zip(rows, values, weights, strict=True)
                total = [sums.get(row, None if value is None else value * weight) for row, value, weight in each]
                frame = frame.set_column(frame.column_names.index(key), key, decimals(total, len(total)))
        weighed = frame.append_column(ROWS, pa.array(weights, pa.int64()))
        return replace(ledger, frame=weighed, spreads=self.spreads)


def taking_their_place(
    matched: dict[str, Grid], connected: Mapping[str, Connected], sheets: Mapping[str, Sheet]
) -> Iterator[Problem]:
    """Put tables in the place of their sheets; a question where such a sheet has rows too."""
    for key, source in connected.items():
        sheet = matched.pop(key, None)
        if sheet is not None and source.grid is not None:
            own, _ = read_table(sheet, sheets[key], None)
            if own is not None and len(own.rows):
                yield of_sheet("source_and_sheet", sheet.whole, count=len(own.rows), source=source.grid.name)
        if source.grid is not None:
            matched[key] = source.grid
        yield from source.problems
