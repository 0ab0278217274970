"""How large a workbook may be and what reading it may cost."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, seconds and counts; an honest ledger of 200,090 rows × 10 columns stays well inside.

    `upload` the file itself · `parts` members of the package · `part`, `total` inflated bytes ·
    `ratio` inflated ÷ packed, on parts over `ratio_from` bytes · `box` cells of a sheet from A1 to
    its last used row and column · `memory`, `cpu` of the child · `wall` seconds to its answer.
    """

    upload: int = 64 * MIB
    parts: int = 4000
    part: int = 200 * MIB
    total: int = 300 * MIB
    ratio: int = 200
    ratio_from: int = 4 * MIB
    box: int = 12_000_000
    memory: int = 1024 * MIB
    cpu: int = 15
    wall: float = 40.0


DEFAULT_LIMITS = Limits()
