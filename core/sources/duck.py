"""DuckDB, in this process: Parquet files and DuckDB's own, read in place; CSV files, as strict as one that joins a
workbook, read by Arrow as text.  What does not fit in memory is spilled.
"""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from glob import glob
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import narwhals as nw
import pyarrow as pa
import pyarrow.csv as pc

from core.intake.ledger_csv import DELIMITERS, MARKS
from core.sources.config import Connection, Source
from core.sources.engines import ZONE, SourceFailed, quoted, selected, table_name

#: Beyond this DuckDB spills; twice as much makes no reading faster.
MEMORY = "512MB"


class Duck:
    """An engine over files; read-only: nothing is written but a temporary folder, which goes with it."""

    backtracks = False

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._spilled = tempfile.TemporaryDirectory(prefix="tds-", ignore_cleanup_errors=True)
        settings = {"memory_limit": MEMORY, "temp_directory": self._spilled.name}
        self._database = duckdb.connect(":memory:", config={**settings, "preserve_insertion_order": False})
        # A bar would be drawn on the terminal.
        self._database.execute(f"SET TimeZone = '{ZONE}'; SET enable_progress_bar = false")
        try:
            with self.failing():
                self.reached()
        except SourceFailed:
            self.close()
            raise

    def reached(self) -> None:
        """Connect to what the address names."""
        if self.connection.scheme == "duckdb":
            path = self.connection.path.replace("'", "''")
            self._database.execute(f"ATTACH '{path}' AS source (READ_ONLY)")
            self._database.execute("USE source")
            self._database.execute("SET enable_external_access = false")
        if self.connection.scheme == "parquet":  # its statistics leave NaN out, and DuckDB would take them for whole
            self._database.execute("SET disabled_optimizers = 'statistics_propagation'")
        self._database.execute("SET lock_configuration = true")

    def columns(self, source: Source) -> tuple[str, ...]:
        found = self._relation(source)  # first, since it refuses what is no query
        return tuple(found.columns if source.query is None else self._database.sql(source.query).columns)

    def table(self, source: Source, named: Mapping[str, str]) -> nw.LazyFrame[Any]:
        found: nw.LazyFrame[Any] = nw.from_native(self._relation(source).project(", ".join(selected(named))))
        return found

    def spilled(self, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
        """Batches as a table of that name; what breaks them is raised, which DuckDB would make its own."""
        broken: list[Exception] = []

        def kept() -> Iterator[pa.RecordBatch]:
            try:
                yield from batches
            except Exception as error:
                broken.append(error)
                raise

        rows = pa.RecordBatchReader.from_batches(schema, kept())  # noqa: F841 - DuckDB finds it
        try:
            self._database.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS SELECT * FROM rows")
        except duckdb.Error:
            if broken:
                raise broken[0] from None
            raise

    def with_sql(self, frame: nw.LazyFrame[Any], name: str, sql: str) -> nw.LazyFrame[Any]:
        wider: nw.LazyFrame[Any] = nw.from_native(frame.to_native().project(f"*, {sql} AS {quoted(name)}"))
        return wider

    def small(self, table: pa.Table) -> nw.LazyFrame[Any]:
        own: nw.LazyFrame[Any] = nw.from_native(self._database.from_arrow(table))
        return own

    def fetch(self, frame: nw.LazyFrame[Any], most: int) -> pa.Table:
        with self.timed():
            found = frame.head(most + 1).collect(backend="pyarrow").to_native()
        if found.num_rows > most:
            raise SourceFailed("too_many", most=most)
        return found

    def interrupt(self) -> None:
        self._database.interrupt()

    def close(self) -> None:
        self._database.close()
        self._spilled.cleanup()

    def _relation(self, source: Source) -> Any:
        if self.connection.scheme == "parquet":
            return self._database.read_parquet(self.connection.path, union_by_name=True)
        if source.query is None:
            return self._database.sql(f"SELECT * FROM {table_name(source)}")
        statements = self._database.extract_statements(source.query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise SourceFailed("statement")
        return self._database.sql(f"SELECT * FROM (\n{source.query}\n)")

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Interrupt a query that takes longer than the connection allows."""
        timer = threading.Timer(self.connection.seconds, self._database.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    @contextmanager
    def failing(self) -> Iterator[None]:
        """The engine's errors as ours: what is wrong, never the engine's own words, which may show an address."""
        try:
            yield
        except duckdb.InterruptException as error:
            raise SourceFailed("too_slow", seconds=self.connection.seconds) from error
        except duckdb.CatalogException as error:
            raise SourceFailed("no_table") from error
        except duckdb.BinderException as error:
            raise SourceFailed("query_column") from error
        except duckdb.IOException as error:
            raise SourceFailed("no_file") from error
        except (duckdb.PermissionException, duckdb.ParserException) as error:
            raise SourceFailed("statement") from error
        except (duckdb.OutOfMemoryException, MemoryError) as error:
            raise SourceFailed("too_large") from error
        except duckdb.Error as error:
            unfit = isinstance(error, duckdb.ConversionException | duckdb.OutOfRangeException)
            raise SourceFailed("conversion" if unfit else "broken", error=type(error).__name__) from error


#: So much of a file tells its encoding, its separator and its header.
HEAD = 1 << 18


class Csv(Duck):
    """All files of a pattern as one table, whose headers must be the same."""

    def reached(self) -> None:
        self._files = sorted(map(Path, glob(self.connection.path)))
        if not self._files:
            raise SourceFailed("no_file")

    def columns(self, source: Source) -> tuple[str, ...]:
        heads = {_Form.of(file).columns for file in self._files}
        if len(heads) > 1:
            raise SourceFailed("csv_headers")
        return heads.pop()

    def table(self, source: Source, named: Mapping[str, str]) -> nw.LazyFrame[Any]:
        schema = pa.schema([(name, pa.string()) for name in dict.fromkeys(named.values())])
        each = (_Form.of(file).batches(schema.names) for file in self._files)
        try:
            self.spilled(source.key, schema, chain.from_iterable(each))
        except (duckdb.Error, OSError):
            raise SourceFailed("csv_encoding", file=self._files[0].name) from None
        table = self._database.table(source.key)
        found: nw.LazyFrame[Any] = nw.from_native(table.project(", ".join(selected(named))))
        return found


class _Form(NamedTuple):
    """How one file is written."""

    file: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]

    @classmethod
    def of(cls, file: Path) -> _Form:
        with file.open("rb") as stream:
            head = stream.read(HEAD)
        encoding = next((name for mark, name in MARKS if head.startswith(mark)), "utf-8")
        text = _decoded(head, encoding)
        if text is None:
            encoding = "gb18030"
            text = _decoded(head, encoding)
        if text is None or "\0" in text:
            raise SourceFailed("csv_encoding", file=file.name)
        text = text.removeprefix("\ufeff")
        heads = {mark: next(csv.reader(io.StringIO(text), delimiter=mark), []) for mark in DELIMITERS}
        delimiter = max(heads, key=lambda mark: len(heads[mark]))
        return cls(file, encoding, delimiter, tuple(heads[delimiter]))

    def batches(self, names: list[str]) -> Iterator[pa.RecordBatch]:
        """These columns, in this order; SourceFailed at a row that does not fit the header."""
        wrong: list[pc.InvalidRow] = []

        def uneven(row: pc.InvalidRow) -> str:
            wrong.append(row)
            return "error"

        try:
            reader = pc.open_csv(
                self.file,
                read_options=pc.ReadOptions(encoding=self.encoding, column_names=self.columns, skip_rows_after_names=1),
                parse_options=pc.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=uneven
                ),
                convert_options=pc.ConvertOptions(
                    column_types=dict.fromkeys(self.columns, pa.string()), include_columns=names
                ),
            )
            yield from reader
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            if wrong:
                count, width = wrong[0].actual_columns, wrong[0].expected_columns
                raise SourceFailed("csv_uneven", file=self.file.name, count=count, width=width) from error
            raise SourceFailed("csv_encoding", file=self.file.name) from error


def _decoded(head: bytes, encoding: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return None
