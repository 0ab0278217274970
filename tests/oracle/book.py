"""A workbook as plain pandas tables: the obvious reading of well-formed sheets, written from the contract alone.

Tables hold `None` (blank), `UNREADABLE`, or a typed value.  In ledgers `start`, `end`, `date` and
`first_inclusive_service` are month numbers: NaN where not known, infinity where a blank means "not yet".
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from tests.oracle.labels import COLUMNS, SHEETS, WORDS

UNREADABLE = "?unreadable?"
LEDGERS = ("resources", "products", "organisations")

NUMBERS = {"volume", "enterprises_served", "external_enterprises"}
FLAGS = {"operator_open", "high_quality", "high_value", "is_sme", "public_service", "leading"}
PERCENTS = {"market_share"}
DATES = {"start": math.nan, "end": math.inf, "first_inclusive_service": math.inf}  # … and what a blank is
CHOICES = {
    ("resources", "category"): "resource_category",
    ("products", "type"): "product_type",
    ("organisations", "category"): "organisation_category",
}


def fold(text: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def header(value: Any) -> str:
    """A header as it is compared: no spaces, no unit in brackets."""
    return re.sub(r"\(.*?\)|\s", "", fold(str(value or "")))


def blank(value: Any) -> bool:
    """Whether a cell is blank."""
    return value is None or (isinstance(value, str) and not value.strip())


def number(cell: Any) -> Any:
    """A figure: the decimal of its double at 15 significant digits."""
    if blank(cell.value):
        return None
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return UNREADABLE
    return Decimal(f"{cell.value:.15g}")


def percent(cell: Any) -> Any:
    """A figure of a column headed （%）, as a fraction of 1."""
    figure = number(cell)
    return figure / 100 if isinstance(figure, Decimal) and "%" not in cell.number_format else figure


def month(cell: Any) -> Any:
    """A month as a number: 12 × year + month − 1."""
    value = cell.value
    if blank(value):
        return None
    if isinstance(value, datetime | date):
        return value.year * 12 + value.month - 1
    found = re.fullmatch(r"(\d{4})(?:-|年|\.|/)(\d{1,2})月?", str(value).strip())
    return int(found[1]) * 12 + int(found[2]) - 1 if found else UNREADABLE


def word(cell: Any, choices: str) -> Any:
    """A word of a closed list, by its key."""
    if blank(cell.value):
        return None
    keys = {fold(label): key for key, labels in WORDS[choices].items() for label in labels}
    return keys.get(fold(str(cell.value)), UNREADABLE)


def words(cell: Any, choices: str) -> Any:
    """Several words of a closed list, by their keys."""
    if blank(cell.value):
        return None
    keys = {fold(label): key for key, labels in WORDS[choices].items() for label in labels}
    return tuple(keys.get(fold(part), UNREADABLE) for part in str(cell.value).split("、") if part.strip())


def names(cell: Any) -> Any:
    """Several names."""
    return None if blank(cell.value) else tuple(fold(part) for part in str(cell.value).split("、") if part.strip())


def flag(cell: Any) -> Any:
    """是 or 否; a blank is 否."""
    if blank(cell.value):
        return False
    return {"是": True, "yes": True, "否": False, "no": False}.get(fold(str(cell.value)), UNREADABLE)


def text(cell: Any) -> Any:
    """Free text."""
    return None if blank(cell.value) else str(cell.value).strip()


@dataclass
class Table:
    """A sheet: typed columns, and which columns have a filled cell."""

    rows: pd.DataFrame
    filled: set[str] = field(default_factory=set)

    @cached_property
    def by_key(self) -> dict[Any, dict[str, Any]]:
        """Rows by what stands in the column `month` or `id`; of two the first."""
        key = "month" if "month" in self.rows else "id"
        return {row[key]: row for row in reversed(self.rows.to_dict("records"))}


def reader(sheet: str, key: str) -> Callable[[Any], Any]:
    """How the cells of a column are read."""
    if sheet in LEDGERS and key in DATES:
        return lambda cell: {None: DATES[key], UNREADABLE: math.nan}.get(found := month(cell), found)
    if (sheet, key) in CHOICES:
        return lambda cell: word(cell, CHOICES[sheet, key])
    if key == "roles":
        return lambda cell: words(cell, "role")
    if key in ("scenario_category", "scenario"):
        return names
    if key == "subdomain":
        return lambda cell: None if blank(cell.value) else (fold(str(cell.value)),)
    if key in ("status", "review"):
        return lambda cell: word(cell, key)
    if key == "month":
        return month
    if key == "date":
        return lambda cell: cell.value
    if key in PERCENTS:
        return percent
    if key in FLAGS:
        return flag
    if key in NUMBERS or sheet in ("monthly", "daily") or (sheet == "plan" and key in ("first_year", "end")):
        return number
    return text


def find_header(cells: list[tuple[Any, ...]], labels: dict[str, str]) -> int:
    """The row, of the first ten, that holds most of a sheet's headers."""
    return max(range(min(10, len(cells))), key=lambda i: (sum(header(c.value) in labels for c in cells[i]), -i))


def table(sheet: str, cells: list[tuple[Any, ...]]) -> Table:
    """A sheet with a header row as a Table."""
    labels = {header(label): key for key, pair in COLUMNS[sheet].items() for label in pair}
    top = find_header(cells, labels)
    places = {labels[header(cell.value)]: i for i, cell in enumerate(cells[top]) if header(cell.value) in labels}
    body = [row for row in cells[top + 1 :] if any(not blank(cell.value) for cell in row)]
    columns, filled = {}, set()
    for key, place in places.items():
        read = reader(sheet, key)
        column = [row[place] for row in body]
        kind = "float64" if key in DATES and sheet in LEDGERS else "object"
        columns[key] = pd.Series([read(cell) for cell in column], dtype=kind)
        if any(not blank(cell.value) for cell in column):
            filled.add(key)
    return Table(pd.DataFrame(columns, index=range(len(body))), filled)


def form(cells: list[tuple[Any, ...]]) -> dict[str, Any]:
    """基本信息 by key."""
    labels = {header(label): key for key, pair in COLUMNS["basics"].items() for label in pair}
    found: dict[str, Any] = {}
    for row in cells:
        key = labels.get(header(row[0].value))
        if key is None or len(row) < 2:
            continue
        if key == "profile":
            found[key] = word(row[1], "profile")
        elif key in ("pilot_start", "pilot_end", "as_of"):
            found[key] = month(row[1])
        elif key in ("space_name", "operator_org", "region", "industry", "volume_unit", "template_version"):
            found[key] = text(row[1])
        else:
            found[key] = number(row[1])
    return found


def sheets(source: str | Path | bytes) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """The sheets that we know, by key, with their cells."""
    titles = {header(title): key for key, pair in SHEETS.items() for title in pair}
    workbook = openpyxl.load_workbook(
        io.BytesIO(source) if isinstance(source, bytes) else source, read_only=True, data_only=True
    )
    for sheet in workbook.worksheets:
        key = titles.get(header(sheet.title))
        if key is not None:
            yield key, [row for row in sheet.iter_rows() if row]
    workbook.close()


@dataclass
class Book:
    """A workbook: 基本信息 and the other sheets that it has."""

    basics: dict[str, Any]
    tables: dict[str, Table]


def read_book(source: str | Path | bytes) -> Book:
    """The whole workbook."""
    basics: dict[str, Any] = {}
    tables: dict[str, Table] = {}
    for key, cells in sheets(source):
        if key == "basics":
            basics = form(cells)
        elif cells:
            tables[key] = table(key, cells)
    if "organisations" in tables:
        tables["organisations"].rows["organisation"] = organisations(tables["organisations"].rows)
    return Book(basics, tables)


def organisations(rows: pd.DataFrame) -> list[str]:
    """Which organisation each row is of: its code; without one, the only code that bears its name; else itself."""
    nothing = [None] * len(rows)
    codes = ["" if code is None else str(code).strip().upper() for code in rows.get("credit_code", nothing)]
    called = ["" if name is None else fold(str(name)) for name in rows.get("name", nothing)]
    bearers: dict[str, set[str]] = {}
    for code, name in zip(codes, called):
        if code and name:
            bearers.setdefault(name, set()).add(code)
    whose = []
    for i, (code, name) in enumerate(zip(codes, called)):
        same = bearers.get(name, set())
        whose.append(code or (next(iter(same)) if len(same) == 1 else f"row {i}"))
    return whose
