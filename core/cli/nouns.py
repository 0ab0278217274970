"""What is asked of a file, what it is judged as, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.comparison import Comparison
from core.forecast import outlooks
from core.forecast.scenario import Scenario
from core.model import Assessment, Month, Profile
from core.model.judgement import Judgement


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


@dataclass(frozen=True)
class Judged:
    """A workbook with its ledgers in it, its judgement, and what is shown beside that.

    `earlier` is the file of the workbook that it is compared with.
    """

    file: Path
    raw: bytes
    assessment: Assessment
    comparison: Comparison | None = None
    earlier: bytes | None = None
    scenario: Scenario | None = None

    @cached_property
    def judgement(self) -> Judgement:
        """The assessment with its forecasts, made once for all that is printed and written."""
        return Judgement(self.assessment, outlooks(self.assessment))


@dataclass(frozen=True, slots=True)
class Scored:
    """What one file came to: what to print, what to complain of, and whether there is a verdict."""

    printed: str
    complaint: str
    ok: bool
