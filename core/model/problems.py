"""What is found in a workbook that its sender should know, and what the sender says to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from core.model.place import Place
from core.model.values import Outcome, Text

#: A problem lists so many stretches of rows.
MOST_AREAS = 200
#: ERROR: the cell is not used.  WARNING: used, with a default of ours.  QUESTION: used; please check.
Severity = StrEnum("Severity", "ERROR WARNING QUESTION")


class Percent(NamedTuple):
    """A percentage as a detail of a problem: 32.5 for 32.5 %."""

    number: Decimal


class Changed(NamedTuple):
    """What an answer would change, as a detail of a problem: criteria by id with their outcomes before and after."""

    outcomes: tuple[tuple[str, Outcome, Outcome], ...]


#: What an answer does to the reading.
Effect = StrEnum(
    "Effect",
    "KEEP NOT_USED OWN_UNIT AS_SHOWN HUNDREDFOLD HUNDREDTH MONTH THIS_MONTH OCTOBER IN_ORDER DAY SEVERAL "
    "ONE_NAME COUNT LEAVE_OUT ONCE EACH THIS_SHEET APPEND PREFER FIRST_ROW SECOND_ROW COLUMN ITEM SHEET CELL "
    "VALUE AS_OF PROPOSED DATED",
)
#: Of these, what gives no cell a value that can be typed in it.
NO_VALUE = (Effect.NOT_USED, Effect.FIRST_ROW, Effect.SECOND_ROW)


class OfferKind(Struct, frozen=True):
    """An answer to a code: its key and words, `plain` where a unit that fills them is none of the rulebook's."""

    key: str
    label: Text
    effect: Effect
    plain: Text | None = None


class Wording(Struct, frozen=True, kw_only=True):
    """What was found (None: the cell's own content), what was expected, what to do; {slots} for details."""

    found: Text | None = None
    expected: Text
    remedy: Text


class ProblemKind(Wording, frozen=True, kw_only=True):
    """The words for a code, by cause (the detail `kind`) where `kinds` has it, and the answers to it.

    `rows`: it is about whole rows or a whole sheet, whatever column its place names.  `of_scale`: it asks which number
    a cell holds, about whose size nothing is asked until then.  `repair` names, as a plural, the slips whose answers
    give their cells a value that can be typed in place of what is there; `typed`: its answers do, but none is certain.
    """

    severity: Severity
    kinds: Mapping[str, Wording]
    offers: tuple[OfferKind, ...]
    rows: bool = False
    of_scale: bool = False
    repair: Text | None = None
    typed: bool = False


class ProblemCatalogue(Struct, frozen=True):
    """problems.toml: every code, what a cell of a column type holds, why score sheets could not be added."""

    kinds: Mapping[str, ProblemKind]
    types: Mapping[str, Text]
    kept_apart: Mapping[str, Text]

    def severity(self, problem: Problem) -> Severity:
        return self.kinds[problem.code].severity

    def wording(self, problem: Problem) -> Wording:
        kind = self.kinds[problem.code]
        return kind.kinds.get(str(problem.details.get("kind")), kind)

    def repair(self, problem: Problem) -> Offer | None:
        """The answer that gives the cells the value they mean; None where there are several, or none."""
        offers = [offer for offer in problem.offers if offer.effect is not Effect.NOT_USED]
        if any(offer.effect is Effect.KEEP for offer in offers):  # the value as read, not the bare number of the cell
            offers = [offer for offer in offers if offer.effect is not Effect.OWN_UNIT]
        return offers[0] if len(offers) == 1 and offers[0].gives_value and self.kinds[problem.code].repair else None

    def repaired(self, each: Answered) -> bool:
        """Whether an answer gave cells a value that can be typed in place of what is there."""
        kind = self.kinds[each.problem.code]
        return (kind.typed or kind.repair is not None) and each.offer.gives_value

    def offer(self, problem: Problem, offer: Offer) -> OfferKind:
        """What an offer of the problem says and does; KeyError where its code has none of that key."""
        return {kind.key: kind for kind in self.kinds[problem.code].offers}[offer.key.partition(":")[0]]


class Offer(Struct, frozen=True):
    """One answer that the sender can give to a problem by a click.

    `key` is what is remembered; what precedes its colon, if it has one, is a key of the catalogue,
    whose words `details` fill.
    """

    key: str
    effect: Effect
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def gives_value(self) -> bool:
        """Whether a cell gets a value by it: one that is right as it is keeps its own."""
        return self.effect not in NO_VALUE and (self.effect is not Effect.KEEP or "understood" in self.details)


class Problem(Struct, frozen=True):
    """One thing found in the workbook that the sender should know.

    `code` is one of problems.toml, which has its words; `details` fill them with values.  `found` is the
    cell's content as text ('' where it is a blank or the whole sheet that is meant).  `anchor` says which
    cell it is in words that hold when rows are put in above it; `offers` are the answers to choose from.
    """

    code: str
    place: Place | None = None
    found: str = ""
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    criteria: tuple[str, ...] = ()
    anchor: str = ""
    offers: tuple[Offer, ...] = ()

    @property
    def areas(self) -> tuple[tuple[int, int], ...]:
        """The stretches of rows that it is about, from 1: those of its place, or all of cells alike."""
        rows = None if self.place is None else self.place.rows
        return tuple(self.details.get("areas", ())) or (() if rows is None else (rows,))


def as_one(group: Sequence[Problem]) -> Problem:
    """Problems alike of cells in one column as one: at the first, with the rows and the criteria of all of them."""
    first, details = group[0], group[0].details
    if len(group) < 2:
        return first
    areas: list[tuple[int, int]] = []
    for first_row, last_row in sorted(area for each in group for area in each.areas):
        adjoining = areas and first_row == areas[-1][1] + 1
        areas[-1:] = [(areas[-1][0], last_row)] if adjoining else [*areas[-1:], (first_row, last_row)]
    criteria = tuple(dict.fromkeys(id for each in group for id in each.criteria))
    count = sum(each.details.get("count", 1) for each in group)
    more: dict[str, Any] = {"count": count}
    if len(areas) > 1:
        content = " ".join(filter(None, (details.get("content", ""), *criteria))) or f"{count}"
        more |= {"areas": tuple(areas[:MOST_AREAS]), "last_row": areas[-1][1], "content": content}
    place = first.place and replace(first.place, rows=areas[0])
    return replace(first, place=place, details={**details, **more}, criteria=criteria)


class Answer(Struct, frozen=True):
    """A sender's answer to a problem: which it is, by its code, anchor and content, and the key of an offer."""

    code: str
    sheet: str
    anchor: str
    found: str
    choice: str

    @classmethod
    def to(cls, problem: Problem, choice: str) -> Answer:
        sheet = "" if problem.place is None else problem.place.sheet
        return cls(problem.code, sheet, problem.anchor, problem.found, choice)

    def chosen(self, problem: Problem) -> Offer | None:
        """The offer of the problem that this answer chooses; None where it is no answer to it."""
        mine = self == Answer.to(problem, self.choice)
        return next((offer for offer in problem.offers if mine and offer.key == self.choice), None)


class Answered(Struct, frozen=True):
    """A problem that the sender has answered, the offer chosen, and the answer that was given.

    What other answers changed may give the problem another anchor than the answer names.
    """

    problem: Problem
    offer: Offer
    answer: Answer
