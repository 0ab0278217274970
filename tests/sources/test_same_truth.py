"""The same rows in sheets and in tables give the same JSON, whatever keeps the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from tests.sources.spaces import connected, csv_files, duckdb_file, judged, parquet_files, space

KEEPERS: Mapping[str, Callable[[Mapping[str, pa.Table], Path], str]] = {
    "duckdb": duckdb_file,
    "parquet": parquet_files,
    "csv": csv_files,
}
#: As many seeds of each hurry; all sixty on every engine are in tests/engines.
QUICK, MORE = 1, 12


@pytest.mark.parametrize("seed", [s if s < QUICK else pytest.param(s, marks=pytest.mark.slow) for s in range(MORE)])
def test_tables_give_what_sheets_give(seed: int, tmp_path: Path) -> None:
    made, keeper = space(seed), list(KEEPERS)[seed % len(KEEPERS)]
    if not made.tables:
        pytest.skip("a space without ledgers")
    found = judged(made.rest, connected(KEEPERS[keeper](made.tables, tmp_path), tmp_path))
    assert found == judged(made.whole, {})
