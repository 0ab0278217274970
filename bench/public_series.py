"""reference/public.csv → windows of 24 months whose outcome is known."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.forecast.law import Floats
from core.forecast.reference_class import PARAMETERS
from core.model import Month

SERIES = PARAMETERS.with_name("public.csv")


@dataclass(frozen=True, eq=False)
class Window:
    """24 months of a public series; `targets` by the number of months known when they were set."""

    id: str
    kind: str
    source: str
    entity: str
    start: Month
    values: Floats
    targets: Mapping[int, tuple[float, ...]]

    @property
    def final(self) -> float:
        """The value at the end."""
        return float(self.values[-1])


def entity(name: str) -> str:
    """The entity of a series: its name without the measure, in one form for all sources."""
    return "+".join(name.split("@")[0].split("/")[:-1])


def windows(path: Path = SERIES) -> tuple[Window, ...]:
    """Every row of the file, in its order."""
    with path.open(newline="", encoding="utf-8") as file:
        return tuple(_window(row) for row in csv.DictReader(file))


def digest(path: Path = SERIES) -> str:
    """SHA-256 of the file; the parameters name the data they were fitted on."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fold(entity: str, folds: int) -> int:
    """The fold that an entity falls into, whatever else the file holds."""
    return int(hashlib.sha256(entity.encode()).hexdigest(), 16) % folds


def _window(row: Mapping[str, str]) -> Window:
    targets = {}
    for part in row["targets"].split("/"):
        known, values = part.split(":")
        targets[int(known)] = tuple(float(value) for value in values.split("|"))
    return Window(
        id=row["id"],
        kind=row["kind"],
        source=row["source"],
        entity=entity(row["name"]),
        start=Month.parse(row["start_month"]),
        values=np.array([float(value) for value in row["values"].split(";")]),
        targets=targets,
    )
