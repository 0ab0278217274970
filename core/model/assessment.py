"""The judgement of a workbook: a finding a criterion, the whole counted, the way there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.model.indicators import Origin, Parts
from core.model.place import Place
from core.model.problems import Answered, Problem
from core.model.rulebook import Criterion, Rulebook
from core.model.submission import Claim, Submission
from core.model.values import Month, Outcome, PilotPeriod, Profile, Reason


@dataclass(frozen=True, slots=True)
class Commitment:
    """The applicant's own end target for a criterion, judged beside the notice's floor."""

    target: Fraction
    outcome: Outcome
    ref: Place | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """What the outcome would be under another reading."""

    id: str
    outcome: Outcome
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class Finding:
    """The judgement of one criterion at the date."""

    criterion: Criterion
    outcome: Outcome
    reason: Reason | None = None
    value: Fraction | None = None
    at_least: bool = False
    attainment: Fraction | None = None
    gap: Fraction | None = None
    parts: tuple[Fraction, ...] = ()
    sources: tuple[Place, ...] = ()
    origin: Origin = "none"
    self_assessed: bool | None = None
    claim: Claim | None = None
    commitment: Commitment | None = None
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole, counted; `score` is ours and unofficial (0 to 100, exact)."""

    compliant: bool | None
    counts: Mapping[Outcome, int]
    total: int
    score: Fraction | None
    score_low: Fraction
    score_high: Fraction
    item_scores: Mapping[int, tuple[Fraction | None, Fraction, Fraction]]
    red_flag: bool


@dataclass(frozen=True, slots=True)
class TrajectoryPoint:
    """One month of a trajectory; `required` is the straight line to the threshold."""

    month: Month
    value: Fraction | None
    required: Fraction | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A computed criterion over the whole pilot; `parts` as in `Indicator`."""

    id: str
    points: tuple[TrajectoryPoint, ...]
    needed_per_month: Fraction | None
    recent_per_month: Fraction | None
    parts: Parts | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of a workbook for one pilot type at one month.

    `problems` are the open ones; `latest` is the month that the workbook is judged at where nobody asks for another.
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

    @property
    def elapsed(self) -> int:
        """Months of the pilot up to and with the date; 0 where there is no date."""
        return 0 if self.as_of is None else max(0, self.as_of - self.pilot.start + 1)

    @property
    def months_left(self) -> int:
        """Months from the date to the pilot's end."""
        return self.pilot.end - self.pilot.start + 1 - self.elapsed

    def finding(self, id: str) -> Finding:
        """The finding of a criterion; KeyError where this type has none with that id."""
        return {finding.criterion.id: finding for finding in self.findings}[id]

    def trajectory(self, id: str) -> Trajectory:
        """The trajectory of a computed criterion; KeyError where there is none."""
        return {trajectory.id: trajectory for trajectory in self.trajectories}[id]
