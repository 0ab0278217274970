"""DuckDB, in this process: Parquet and CSV files and DuckDB's own, read in place; what does not fit in memory is spilled."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa

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
