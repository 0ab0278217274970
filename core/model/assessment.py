"""A workbook's figures, their judgement, and where each criterion is heading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Literal, TypeVar

from msgspec import Struct, field

from core.model.place import Place
from core.model.problems import Answered, Problem
from core.model.rulebook import Criterion, Rulebook
from core.model.submission import Claim, Submission
from core.model.values import Keeping, Month, Outcome, PilotPeriod, Profile, Reason

T = TypeVar("T")
Origin = Literal["ledger", "monthly", "daily", "none"]


class Measurement(Struct, frozen=True):
    """A value at a month's end and where it came from.

    `value` is None where there is none, with `reason`; `at_least` marks a lower bound, with the reason why it is one.
    `parts` are the figures of the formula, in its order, summed over so many `days` of records.  `threshold` is set
    where a reading asks for more than the criterion does; `declared` where a figure is an earlier month's because the sender says that nothing has changed.
    """

    value: Fraction | None
    reason: Reason | None = None
    at_least: bool = False
    parts: tuple[Fraction, ...] = ()
    sources: tuple[Place, ...] = ()
    days: int = 1
    threshold: Fraction | None = None
    declared: bool = False


class Parts(Struct, frozen=True):
    """What a count of full things is made of, such as categories with ten applications.

    A thing is full from `wanted` on; `series` holds each thing's own count by month, up to the last
    month that is known.
    """

    wanted: int
    series: tuple[tuple[int, ...], ...]


class Indicator(Struct, frozen=True):
    """A criterion's values by month, and at the date under each alternative that can be computed.

    `parts` is what a count of full things is made of, where a ledger tells.
    """

    id: str
    origin: Origin
    by_month: Mapping[Month, Measurement]
    alternatives: Mapping[str, Measurement]
    parts: Parts | None = None


class Indicators(Struct, frozen=True):
    """All computed criteria of one pilot type, for every month of the pilot up to the date.

    `known` is the last month that the workbook has figures for, `latest` the one that it is judged at by itself.
    """

    profile: Profile
    pilot: PilotPeriod
    as_of: Month | None
    by_id: Mapping[str, Indicator]
    problems: tuple[Problem, ...]
    known: Month | None = None
    latest: Month | None = None


class Commitment(Struct, frozen=True):
    """The applicant's own end target for a criterion, judged beside the notice's floor."""

    target: Fraction
    outcome: Outcome
    ref: Place | None = None


class Alternative(Struct, frozen=True):
    """What the outcome would be under another reading."""

    id: str
    outcome: Outcome
    value: Fraction | None


class Finding(Struct, frozen=True):
    """The judgement of one criterion at the date; `parts` and their `days` as in `Measurement`."""

    criterion: Criterion
    outcome: Outcome
    reason: Reason | None = None
    value: Fraction | None = None
    at_least: bool = False
    declared: bool = False
    attainment: Fraction | None = None
    gap: Fraction | None = None
    parts: tuple[Fraction, ...] = ()
    days: int = 1
    sources: tuple[Place, ...] = ()
    origin: Origin = "none"
    self_assessed: bool | None = None
    claim: Claim | None = None
    commitment: Commitment | None = None
    alternatives: tuple[Alternative, ...] = ()


class Verdict(Struct, frozen=True):
    """The whole, counted; `score` is ours and unofficial (0 to 100, exact)."""

    compliant: bool | None
    counts: Mapping[Outcome, int]
    total: int
    score: Fraction | None
    score_low: Fraction
    score_high: Fraction
    item_scores: Mapping[int, tuple[Fraction | None, Fraction, Fraction]]
    red_flag: bool


class TrajectoryPoint(Struct, frozen=True):
    """One month of a trajectory; `required` is the straight line to the threshold."""

    month: Month
    value: Fraction | None
    required: Fraction | None
    outcome: Outcome | None


class Trajectory(Struct, frozen=True):
    """A computed criterion over the whole pilot; `parts` as in `Indicator`."""

    id: str
    points: tuple[TrajectoryPoint, ...]
    needed_per_month: Fraction | None
    recent_per_month: Fraction | None
    parts: Parts | None = None


class Assessment(Keeping, frozen=True):
    """The judgement of a workbook for one pilot type at one month.

    `problems` are the open ones; `latest` is the month that the workbook is judged at where nobody asks for another;
    `outlooks` has that of each computed criterion, by id.
    """

    rulebook: Rulebook
    submission: Submission
    profile: Profile
    pilot: PilotPeriod
    as_of: Month | None
    findings: tuple[Finding, ...]
    verdict: Verdict
    trajectories: tuple[Trajectory, ...]
    problems: tuple[Problem, ...]
    answered: tuple[Answered, ...] = ()
    latest: Month | None = None
    outlooks: Mapping[str, Outlook] = field(default_factory=dict)

    def document(self, make: Callable[[Assessment], T]) -> T:
        """What `make` says of the judgement, made once: a page and the files made from it say the same."""
        return self.once(make, lambda: make(self))

    @property
    def elapsed(self) -> int:
        """Months of the pilot up to and with the date; 0 where there is no date."""
        return 0 if self.as_of is None else max(0, self.as_of - self.pilot.start + 1)

    @property
    def months_left(self) -> int:
        return self.pilot.end - self.pilot.start + 1 - self.elapsed

    @property
    def is_over(self) -> bool:
        return self.as_of is not None and self.months_left <= 0

    def finding(self, id: str) -> Finding:
        """The finding of a criterion; KeyError where this type has none with that id."""
        return {finding.criterion.id: finding for finding in self.findings}[id]

    def trajectory(self, id: str) -> Trajectory:
        """The trajectory of a computed criterion; KeyError where there is none."""
        return {trajectory.id: trajectory for trajectory in self.trajectories}[id]


#: Where a criterion is heading, from the probability of standing at its threshold at the end.
Status = StrEnum("Status", "ACHIEVED ON_TRACK AT_RISK OFF_TRACK NOT_YET_DUE NO_DATA")


class ForecastPoint(Struct, frozen=True):
    """A month to come, in the criterion's own measure: median, 80 % and 50 % interval, P(threshold)."""

    month: Month
    median: float
    low: float
    high: float
    low_half: float
    high_half: float
    probability: float


class Outlook(Struct, frozen=True):
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
        return self.points[-1] if self.points else None


class Outlooks(Mapping[str, Outlook]):
    """The outlook of each computed criterion by id, made when one is first asked for."""

    def __init__(self, make: Callable[[], Mapping[str, Outlook]]) -> None:
        self._made = cache(make)

    def __getitem__(self, id: str) -> Outlook:
        return self._made()[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self._made())
