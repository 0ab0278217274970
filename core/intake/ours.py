"""A scored workbook → the sheets that its scoring added, as their cells were last computed."""

from __future__ import annotations

from core.intake.grid import Raw, shown
from core.intake.limits import DEFAULT_LIMITS, Limits
from core.intake.spawn import frame, unpacked


def our_rows(raw: bytes, limits: Limits = DEFAULT_LIMITS) -> list[list[list[str | float]]]:
    """The rows of each of our sheets from A1 on: numbers, and all else as text; RefusedWorkbook as `read`."""
    grids = unpacked(frame(raw, limits, ours=True)).grids
    return [[[_plain(cell) for cell in grid.row(row)] for row in range(grid.height)] for grid in grids]


def _plain(raw: Raw) -> str | float:
    """A cell without what its format says of it.

    >>> _plain(("%", 0.325)), _plain(("d", 2026, 7, 1)), _plain("达标")
    (0.325, '2026-07-01', '达标')
    """
    if isinstance(raw, str):
        return raw
    number = raw[1] if isinstance(raw, tuple) and len(raw) == 2 else raw
    return number if isinstance(number, float) else shown(raw)
