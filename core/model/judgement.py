"""What documents are made from: a judgement and where it is heading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.model.assessment import Assessment, Outlook


@dataclass(frozen=True, slots=True)
class Judgement:
    """An assessment with the outlook of each computed criterion, by id."""

    assessment: Assessment
    outlooks: Mapping[str, Outlook]
