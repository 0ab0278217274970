"""Random spaces twice: as a workbook with its ledgers in sheets, and as one without them beside tables of the same rows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from core.intake import Connected
from core.model import Profile
from core.pipeline import connect, judge, read_under, sources_of
from core.printers.json import json_object
from tests.oracle import workbooks
from tests.oracle.labels import COLUMNS, SHEETS

LEDGERS = ("resources", "products", "organisations", "daily")
NOW = datetime(2026, 10, 31, 9, 12)


@dataclass(frozen=True)
class Space:
    """The workbook with all sheets, the one without ledgers, and the ledgers as tables."""

    whole: bytes
    rest: bytes
    tables: Mapping[str, pa.Table]


def space(seed: int) -> Space:
    """The space of a seed, always the same."""
    author = workbooks.Author(seed)
    sheets = {"basics": workbooks.basics(author)}
    for key, chance in {"monthly": 0.9, "plan": 0.7, "claims": 0.9, **dict.fromkeys(LEDGERS, 0.7)}.items():
        if author.chance(chance):
            sheets[key] = getattr(workbooks, key)(author)
    own = {key: _plain(author, key, rows) if key in LEDGERS else rows for key, rows in sheets.items()}

    def book(keys: Iterable[str]) -> bytes:
        return workbooks.write_xlsxwriter({author.label(SHEETS[key]): own[key] for key in keys})

    rest = [key for key in own if key not in LEDGERS]
    return Space(book(own), book(rest), {key: _table(own[key]) for key in LEDGERS if key in own})


def _plain(author: workbooks.Author, key: str, rows: workbooks.Rows) -> workbooks.Rows:
    """A ledger from its header on, with percentages as numbers: a table has no number formats."""
    heads = {author.label(pair) for pair in COLUMNS[key].values()}
    header = next(at for at, row in enumerate(rows) if sum(isinstance(cell, str) and cell in heads for cell in row) > 1)

    def cell(given: Any) -> Any:
        value, shape = given if isinstance(given, tuple) else (given, None)
        return (value, shape) if shape == workbooks.DATE else round(value * 100, 10) if shape else value

    return [[cell(each) for each in row] for row in rows[header:]]


def _table(rows: workbooks.Rows) -> pa.Table:
    """The rows as a program would keep them: native types where a column has one, else text."""
    columns: dict[str, pa.Array] = {}
    for at, head in enumerate(rows[0]):
        values = [row[at][0].date() if isinstance(row[at], tuple) else row[at] for row in rows[1:]]
        kinds = {type(value) for value in values if value is not None}
        if kinds == {date}:
            columns[head] = pa.array(values, pa.date32())
        elif kinds and kinds <= {int, float}:
            columns[head] = pa.array(values, pa.float64() if float in kinds else pa.int64())
        else:
            columns[head] = pa.array([None if value is None else str(value) for value in values], pa.string())
    return pa.table(columns)


def duckdb_file(tables: Mapping[str, pa.Table], folder: Path) -> str:
    """The connections and sources of sources.toml for a DuckDB file with the tables."""
    with duckdb.connect(str(folder / "space.duckdb")) as database:
        for key, table in tables.items():
            database.register("rows_of_it", table)
            database.execute(f"CREATE TABLE {key} AS SELECT * FROM rows_of_it")
            database.unregister("rows_of_it")
    return in_one("duckdb://space.duckdb", {key: f'table = "{key}"' for key in tables})


def parquet_files(tables: Mapping[str, pa.Table], folder: Path) -> str:
    for key, table in tables.items():
        pyarrow.parquet.write_table(table, folder / f"{key}.parquet")
    return "\n".join(_alone(key, f"parquet://{key}*.parquet") for key in tables)


def csv_files(tables: Mapping[str, pa.Table], folder: Path) -> str:
    for key, table in tables.items():
        pyarrow.csv.write_csv(table, folder / f"{key}.csv")
    return "\n".join(_alone(key, f"csv://{key}.csv") for key in tables)


def in_one(url: str, sources: Mapping[str, str]) -> str:
    tables = (f'[sources.{key}]\nconnection = "warehouse"\n{what}\n' for key, what in sources.items())
    return f'[connections.warehouse]\nurl = "{url}"\n' + "\n".join(tables)


def _alone(key: str, url: str) -> str:
    return f'[connections.{key}]\nurl = "{url}"\n[sources.{key}]\nconnection = "{key}"\n'


def connected(toml: str, folder: Path) -> Mapping[str, Connected]:
    file = folder / "sources.toml"
    file.write_text(toml, "utf-8")
    return connect(sources_of(file, None), lambda: NOW)


def judged(raw: bytes, tables: Mapping[str, Connected], language: str = "zh") -> dict[str, Any]:
    """By pilot type the JSON object without what may differ: sources, and where and how often a problem was found."""
    submission, rulebook = read_under(raw, None, connected=tables)
    found = {}
    for profile in Profile:
        made = json_object(judge(submission, rulebook, profile), language, os.devnull)
        for criterion in made["criteria"]:
            del criterion["sources"]
        made["problems"] = sorted((each["severity"], each["code"]) for each in made["problems"])
        found[profile.value] = made
    return found
