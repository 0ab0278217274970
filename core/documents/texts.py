"""The texts of documents that have no figure in them, from texts.toml."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from core.compiled import tables
from core.model.document import Column, Row, Table, Value, say

TEXTS: dict[str, Any] = tables(Path(__file__).with_name("texts.toml"))
#: Notes and other paragraphs.
PROSE: dict[str, Any] = TEXTS["prose"]
#: What there are {n} of, and words for a code.
COUNTED: dict[str, Any] = TEXTS["counted"]
WORDS: dict[str, dict[str, str]] = TEXTS["words"]


def table(name: str, rows: Iterable[Row], empty: Value = None) -> Table:
    """Rows under the columns of that name; `empty` is shown where there are none."""
    return Table(columns(name), tuple(rows), empty)


def filled(found: Table) -> Table:
    """The table without columns in which no row says anything."""
    said = {key for row in found.rows for key, value in row.cells.items() if value is not None}
    return replace(found, columns=tuple(each for each in found.columns if each.key in said or not found.rows))


def columns(name: str) -> tuple[Column, ...]:
    return tuple(Column(key, say(title)) for key, title in TEXTS["table"][name].items())
