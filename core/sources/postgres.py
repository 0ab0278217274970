"""PostgreSQL: one read-only statement a table, as a stream of Arrow batches into a table that DuckDB spills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import adbc_driver_manager
import narwhals as nw
import pyarrow as pa
from adbc_driver_postgresql import dbapi

from core.sources.cells import FIRST_DAY, LAST_DAY, OPEN_ENDED
from core.sources.config import Source
from core.sources.duck import Duck
from core.sources.engines import ZONE, SourceFailed, quoted, selected, table_name

#: Seconds until a server that does not answer is given up; SQLSTATEs and their classes, and what they say.
PATIENCE = 10
STATES = {"42P01": "no_table", "3F000": "no_table", "42703": "query_column", "42501": "no_right", "57014": "too_slow"}
CLASSES = {
    "08": "lost",
    "22": "conversion",
    "57": "lost",
    "28": "no_right",
    "42": "statement",
    "25": "statement",
    "53": "too_large",
}


class Postgres(Duck):
    """A server that is only read; what it sends is grouped here, by DuckDB."""

    _server: Any = None

    def reached(self) -> None:
        url = self.connection.url
        address = f"{url}{'&' if '?' in url else '?'}connect_timeout={PATIENCE}"
        with self.asking("unreachable"):
            self._server = dbapi.connect(address, autocommit=False)

    def columns(self, source: Source) -> tuple[str, ...]:
        with self._cursor(f"SELECT * FROM {_from(source)} LIMIT 0") as cursor:
            return tuple(each[0] for each in cursor.description or ())

    def table(self, source: Source, named: Mapping[str, str]) -> nw.LazyFrame[Any]:
        with self._cursor(f"SELECT {', '.join(selected(named))} FROM {_from(source)} LIMIT 0") as cursor:
            kinds = cursor.fetch_record_batch().schema
        cells = ", ".join(_cell(key, own, kinds.field(key).type) for key, own in named.items())
        with self._cursor(f"SELECT {cells} FROM {_from(source)}") as cursor:
            sent = cursor._results.reader
            self.spilled(source.key, sent.schema, sent)
        found: nw.LazyFrame[Any] = nw.from_native(self._database.table(source.key))
        return found

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        super().close()

    @contextmanager
    def _cursor(self, statement: str) -> Iterator[Any]:
        """The answer to one statement in a transaction that can only read and that ends in time."""
        with self.asking("lost"), self._server.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute(f"SET LOCAL TIME ZONE '{ZONE}'")
            cursor.execute(f"SET LOCAL statement_timeout = {self.connection.seconds * 1000}")
            cursor.execute(statement)
            try:
                yield cursor
            finally:
                self._server.rollback()

    @contextmanager
    def asking(self, otherwise: str) -> Iterator[None]:
        """The server's errors as ours, by SQLSTATE: its own words may show an address."""
        try:
            yield
        except adbc_driver_manager.Error as error:
            state = error.sqlstate or ""
            kind = STATES.get(state) or CLASSES.get(state[:2]) or otherwise
            raise SourceFailed(kind, seconds=self.connection.seconds, error=state or type(error).__name__) from error


def _from(source: Source) -> str:
    return table_name(source) if source.query is None else f"(\n{source.query}\n) AS source"


def _cell(key: str, name: str, kind: pa.DataType) -> str:
    """A column under our key; of days those that there are here, since what is beyond them comes as any day."""
    cell = quoted(name)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        last = "NULL" if key in OPEN_ENDED else f"'{LAST_DAY}'"
        first = FIRST_DAY.isoformat()
        cell = f"CASE WHEN {cell} > '{LAST_DAY}' THEN {last} WHEN {cell} < '{first}' THEN '{first}' ELSE {cell} END"
    elif isinstance(kind, pa.OpaqueType) and kind.type_name == "numeric":
        cell = f"NULLIF({cell}, 'NaN')"
    return f"{cell} AS {quoted(key)}"
