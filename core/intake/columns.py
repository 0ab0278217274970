"""A column of a sheet with what each of its distinct values came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.intake.grid import Cells, Rows
from core.intake.problems import Doubts
from core.model import Column, State

Mask = NDArray[np.bool_]
ORDER = (State.BLANK, State.FILLED, State.UNREADABLE)
STATES = {state: number for number, state in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column of a sheet: where it stands, and what each distinct value came to.

    `values`, `state` (a number of STATES): one a distinct value; `doubts`: of those that have any.
    """

    column: Column
    index: int
    cells: Cells
    values: Sequence[Any]
    state: NDArray[np.uint8]
    doubts: Doubts

    def have(self, state: State, rows: Rows) -> Mask:
        """Which of `rows` are in that state."""
        return np.asarray(self.state[self.cells.codes[rows]] == STATES[state])
