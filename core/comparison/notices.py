"""One workbook judged by two notices → the criteria that differ, and why."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from core.model import Assessment, Criterion, Finding, Outcome, Rulebook

#: How the same criterion differs between two notices.
Difference = StrEnum("Difference", "NEW GONE THRESHOLD FORMULA OUTCOME")


class NoticeChange(Struct, frozen=True):
    """A criterion under two notices; None under the one that does not have it."""

    before: Finding | None
    after: Finding | None
    differences: tuple[Difference, ...]

    @property
    def criterion(self) -> Criterion:
        finding = self.after or self.before
        assert finding is not None, "one of them has it"
        return finding.criterion

    @property
    def outcomes(self) -> tuple[Outcome | None, Outcome | None]:
        before, after = (None if finding is None else finding.outcome for finding in (self.before, self.after))
        return before, after

    @property
    def verdict_changes(self) -> bool:
        return self.outcomes[0] is not self.outcomes[1]


class NoticeComparison(Struct, frozen=True):
    """A workbook under two notices; `changes` in the order of the later one, what is gone last."""

    before: Assessment
    after: Assessment
    changes: tuple[NoticeChange, ...]

    @property
    def verdict_changes(self) -> tuple[NoticeChange, ...]:
        return tuple(change for change in self.changes if change.verdict_changes)

    @property
    def rulebook(self) -> Rulebook:
        """The later notice, with the units of both."""
        units = {**self.before.rulebook.units, **self.after.rulebook.units}
        return replace(self.after.rulebook, units=MappingProxyType(units))


def compare_notices(before: Assessment, after: Assessment) -> NoticeComparison:
    """What differs between the judgements of one workbook by two notices, as one type at one date."""
    then, now = ({finding.criterion.id: finding for finding in a.findings} for a in (before, after))
    pairs = [(then.get(id), now.get(id)) for id in dict.fromkeys([*now, *then])]
    changes = (NoticeChange(*pair, tuple(_differences(*pair))) for pair in pairs)
    return NoticeComparison(before, after, tuple(change for change in changes if change.differences))


def _differences(was: Finding | None, now: Finding | None) -> Iterator[Difference]:
    if was is None or now is None:
        yield Difference.NEW if was is None else Difference.GONE
        return
    if was.criterion.threshold != now.criterion.threshold:
        yield Difference.THRESHOLD
    if was.criterion.computation != now.criterion.computation:
        yield Difference.FORMULA
    if was.outcome is not now.outcome:
        yield Difference.OUTCOME
