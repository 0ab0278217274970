"""Where a criterion is heading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.model.values import Month


class Status(StrEnum):
    """Where a criterion is heading, from the probability of standing at its threshold at the end."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NOT_YET_DUE = "not_yet_due"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """A month to come, in the criterion's own measure: median, 80 % and 50 % interval, P(threshold)."""

    month: Month
    median: float
    low: float
    high: float
    low_half: float
    high_half: float
    probability: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """A computed criterion's forecast to the pilot's end; no points where none can be given.

    `known` counts the months with a figure; `very_uncertain` marks fewer than six.  `reached` is
    the range of months in which the probability of the threshold passes 20 % and 80 %.
    """

    id: str
    status: Status
    known: int
    very_uncertain: bool
    points: tuple[ForecastPoint, ...]
    reached: tuple[Month | None, Month | None]

    @property
    def end(self) -> ForecastPoint | None:
        """The pilot's end."""
        return self.points[-1] if self.points else None
