"""What is found in a workbook that its sender should know, and what the sender says to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from core.model.place import Place


class Severity(StrEnum):
    """ERROR: the cell is not used.  WARNING: used, with a default of ours.  QUESTION: used; please check."""

    ERROR = "error"
    WARNING = "warning"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer that the sender can give to a problem by a click.

    `key` is what is remembered; what stands before its colon, if it has one, names the words, which
    `details` fill.
    """

    key: str
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in the workbook that the sender should know.

    `code` names a message of `views.problems`; `details` fill its words.  `found` is the cell's
    content as text ('' where it is a blank or the whole sheet that is meant).  `anchor` says which
    cell it is in words that hold when rows are put in above it; `offers` are the answers to choose from.
    """

    severity: Severity
    code: str
    place: Place | None = None
    found: str = ""
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    criteria: tuple[str, ...] = ()
    anchor: str = ""
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender said of a problem: which it is, by its code, anchor and content, and the key of an offer."""

    code: str
    sheet: str
    anchor: str
    found: str
    choice: str

    @classmethod
    def to(cls, problem: Problem, choice: str) -> Answer:
        """The answer to this problem."""
        sheet = "" if problem.place is None else problem.place.sheet
        return cls(problem.code, sheet, problem.anchor, problem.found, choice)

    def fits(self, problem: Problem) -> bool:
        """Whether this is an answer to that problem, and to one of its offers."""
        return self == Answer.to(problem, self.choice) and any(offer.key == self.choice for offer in problem.offers)


@dataclass(frozen=True, slots=True)
class Answered:
    """A problem that the sender has answered, the offer chosen, and the answer that was heard.

    What other answers changed may give the problem another anchor than the answer names.
    """

    problem: Problem
    offer: Offer
    answer: Answer
