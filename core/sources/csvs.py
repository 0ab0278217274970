"""CSV files, as strict as one that joins a workbook: read by Arrow as text, spilled by DuckDB."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from glob import glob
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import narwhals as nw
import pyarrow as pa
import pyarrow.csv as pc

from core.intake.ledger_csv import DELIMITERS, MARKS
from core.sources.config import Source
from core.sources.duck import Duck
from core.sources.engines import SourceFailed, selected

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
        except SourceFailed:
            raise
        except Exception:  # noqa: BLE001 - of DuckDB, or of whatever reads the file
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
