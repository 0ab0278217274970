"""What a reader must know first: a fictional notice, another type, a past month, a pilot that is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.documents import figures
from core.model import Assessment
from core.model.document import Document, Joined, Value, say

Kind = Literal["fictional", "other_type", "no_type", "past_month", "over"]


@dataclass(frozen=True, slots=True)
class Banner:
    """A sentence that stands on every page and paper while it holds."""

    kind: Kind
    said: Value


@dataclass(frozen=True)
class Banners(Document):
    """All that hold, the weightiest first."""

    all: tuple[Banner, ...]

    @property
    def said(self) -> Joined:
        """One after another, nothing where none holds."""
        return Joined(tuple(banner.said for banner in self.all), "sentences")


def banners(a: Assessment) -> Banners:
    """The banners of a judgement."""
    return Banners((*_of_notice(a), *_of_type(a), *_of_month(a)))


def _of_notice(a: Assessment) -> tuple[Banner, ...]:
    notice = a.rulebook.notice
    if notice.mark is None:
        return ()
    said = say("Judged by {notice} ({mark}), which is no notice in force.", notice=notice.title, mark=notice.mark)
    return (Banner("fictional", said),)


def _of_type(a: Assessment) -> tuple[Banner, ...]:
    own = a.submission.profile
    if own is None:
        said = say("The workbook names no pilot type; it is judged as that of the type {profile}.", profile=a.profile)
        return (Banner("no_type", said),)
    if own is a.profile:
        return ()
    said = say(
        "For comparison only: judged as the type {profile}, while the workbook itself names the type {own}. "
        "It is no declaration of the operator's.",
        profile=a.profile,
        own=own,
    )
    return (Banner("other_type", said),)


def _of_month(a: Assessment) -> tuple[Banner, ...]:
    found = []
    if a.as_of is not None and a.latest is not None and a.as_of < a.latest:
        said = say(
            "A past month: judged as of {month}, while the workbook reaches {latest}. Figures are those of that month; "
            "evidence and the attributes of rows carry no dates and are today's.",
            month=a.as_of,
            latest=a.latest,
        )
        found.append(Banner("past_month", said))
    if figures.is_over(a):
        said = say("The pilot ended in {month}: outcomes are final, and nothing is forecast.", month=a.pilot.end)
        found.append(Banner("over", said))
    return tuple(found)
