"""Where something is in a workbook, in the rulebook's own keys, and what turns that into rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace


class Place(Struct, frozen=True):
    """Cells of one sheet: one column (up to `through`, where they are several) and its rows, from 1.

    `sheet` and `column` are keys of the rulebook; `column` is an index from 0 where the column is none
    of the rulebook's, and on 基本信息 the key of an item, whose row the layout knows.  Where `ours` is
    false `sheet` is the sender's title and `column` an index.  None for whole rows, columns or sheets.
    """

    sheet: str
    column: str | int | None = None
    rows: tuple[int, int] | None = None
    through: str | int | None = None
    ours: bool = True

    @classmethod
    def at(cls, sheet: str, column: str | int, first: int, last: int | None = None) -> Place:
        """One cell of a column, or its cells from one row to another."""
        return cls(sheet, column, (first, first if last is None else last))

    @property
    def single(self) -> bool:
        return self.through is None and self.column is not None and (self.rows is None or self.rows[0] == self.rows[1])


class Joined(Struct, frozen=True):
    """Rows of another sheet that are counted as the rows of a sheet from `first` (from 1) on: its title, its `rows`
    and its columns' indices by those of the sheet that they are joined to.  `holds`: they do where both have one.
    """

    first: int
    title: str
    rows: tuple[int, ...]
    columns: Mapping[int, int]
    holds: bool = False


class Table(Struct, frozen=True):
    """A ledger that is a table of a database: the names of its columns by key, and what its groups stand for.

    `weights` (rows of the table) and `examples` (one name of them) are by the row that a group has in a grid, from 1.
    `rows`: of the whole table · `read_at`: when · `seconds`: how long the queries took.
    """

    columns: Mapping[str, str]
    weights: Mapping[int, int]
    examples: Mapping[int, str]
    rows: int
    read_at: datetime
    seconds: float

    def counted(self, areas: Iterable[tuple[int, int]]) -> int:
        """How many rows of the table stretches of groups stand for."""
        return sum(self.weights.get(row, 0) for first, last in areas for row in range(first, last + 1))

    def named(self, areas: Iterable[tuple[int, int]], most: int = 20) -> tuple[str, ...]:
        """Names of such rows, at most so many."""
        found = (self.examples.get(row, "") for first, last in areas for row in range(first, last + 1))
        return tuple(islice(dict.fromkeys(name for name in found if name), most))


class SheetLayout(Struct, frozen=True):
    """A sheet of the sender's: its title, the columns' indices (from 0), the items' rows (from 1) and columns.

    `headers` are the headers of columns, and the labels of items, as they are written.  `table`: it is no sheet.
    """

    title: str
    header_row: int | None = None
    columns: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    items: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    joined: tuple[Joined, ...] = ()
    table: Table | None = None

    def index(self, column: str | int | None) -> int | None:
        """The index of a column or of an item's, by key; an index as it is."""
        if not isinstance(column, str):
            return column
        return self.items[column][1] if column in self.items else self.columns.get(column)

    def standing(self, column: int | None, rows: tuple[int, int], through: int | None) -> Place:
        """The cells where they stand; of a range that goes on in another sheet those of the first one."""
        for other in reversed(self.joined):
            at = rows[0] - other.first
            if 0 <= at < len(other.rows):
                last = other.rows[min(rows[1] - other.first, len(other.rows) - 1)]
                own = [None if each is None else other.columns.get(each, each) for each in (column, through)]
                return Place(other.title, own[0], (other.rows[at], last), own[1], ours=False)
            if rows[0] < other.first <= rows[1]:
                rows = rows[0], other.first - 1
        return Place(self.title, column, rows, through, ours=False)


class Layout(Struct, frozen=True):
    """Where the sheets of the rulebook and their columns are in one workbook, by key.

    `failed`: the names of tables that could not be read in the place of such a sheet.
    """

    sheets: Mapping[str, SheetLayout] = field(default_factory=lambda: MappingProxyType({}))
    failed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def title(self, sheet: str) -> str:
        """The sender's title of a sheet of the rulebook; '' where the workbook has none."""
        return self.sheets[sheet].title if sheet in self.sheets else ""

    def is_cell(self, place: Place) -> bool:
        """Whether a place is in the workbook, and not in a table."""
        return self.table(place) is None and place.sheet not in self.failed.values()

    def table(self, place: Place | None) -> Table | None:
        """The table that a place is in; None where it is in a sheet."""
        own = (
            ()
            if place is None
            else (e for k, e in self.sheets.items() if place.sheet == (k if place.ours else e.title))
        )
        return next((each.table for each in own), None)

    def located(self, place: Place) -> Place:
        """The same cells by title and index."""
        if not place.ours:
            return place
        sheet = self.sheets.get(place.sheet, SheetLayout(""))
        rows = place.rows
        if isinstance(place.column, str) and place.column in sheet.items and rows is None:
            rows = (sheet.items[place.column][0],) * 2
        column, through = map(sheet.index, (place.column, place.through))
        if sheet.joined and rows is not None:
            return sheet.standing(column, rows, through)
        return Place(sheet.title, column, rows, through, ours=False)

    def named(self, place: Place) -> Place:
        """The same cells by the keys of the rulebook, as far as it has any."""
        key = next((key for key, sheet in self.sheets.items() if sheet.title == place.sheet), None)
        if place.ours or key is None:
            return place
        sheet = self.sheets[key]
        if place.rows is not None and place.single:
            item = next((name for name, at in sheet.items.items() if at == (place.rows[0], place.column)), None)
            if item is not None:
                return Place(key, item)
        keys: dict[str | int | None, str] = {index: name for name, index in sheet.columns.items()}
        column, through = (keys.get(each, each) for each in (place.column, place.through))
        return replace(place, sheet=key, column=column, through=through, ours=True)
