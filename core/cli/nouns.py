"""What is asked of a file, what it is judged as, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.comparison import Comparison
from core.forecast.scenario import Scenario
from core.model import Assessment, Month, Outlook, Profile


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of every file of a call."""

    profile: Profile | None
    as_of: Month | None
    language: str
    as_json: bool
    rulebook: str | None
    report: Path | None
    table: Path | None
    ledgers: tuple[Path, ...] = ()
    previous: Path | None = None
    scenario: Path | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A workbook with its ledgers in it, its judgement, and what is shown beside that.

    `earlier`: the file of the workbook that it is compared with; `ahead`: the forecast, where more than one of what is
    asked for shows it.
    """

    file: Path
    raw: bytes
    assessment: Assessment
    comparison: Comparison | None = None
    earlier: bytes | None = None
    scenario: Scenario | None = None
    ahead: Mapping[str, Outlook] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """What one file came to: what to print, what to complain of, and whether there is a verdict."""

    printed: str
    complaint: str
    ok: bool
