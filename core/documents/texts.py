"""The texts of documents that have no figure in them, from texts.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.model.document import Column, Row, Table, Value, say

TEXTS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))


def table(name: str, rows: Iterable[Row], empty: Value = None) -> Table:
    """Rows under the columns of that name; `empty` is said where there are none."""
    return Table(columns(name), tuple(rows), empty)


def columns(name: str) -> tuple[Column, ...]:
    """The columns of that name, in their order."""
    return tuple(Column(key, say(title)) for key, title in TEXTS["table"][name].items())
