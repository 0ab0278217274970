"""Answers in words: what can be said to a problem, and what was said."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import words
from core.model import Answer, Answered, Assessment, Layout, Offer, Problem, Rulebook
from core.views.messages import OFFERS
from core.views.problems import Filling, ProblemRow, problem_row, shown


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An answer to choose: its key and its words, all of them ours."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """A problem that the sender has answered, what was answered in words, and the answer as it was given."""

    row: ProblemRow
    answer: str
    given: Answer


def offer_label(problem: Problem, offer: Offer, rulebook: Rulebook, layout: Layout, language: str) -> str:
    """An offer in words."""
    kind = offer.key.partition(":")[0]
    _ = words(language)
    filled = {name: shown(value, rulebook, layout, language, problem.place) for name, value in offer.details.items()}
    named = f"{problem.code}.{kind}"
    plain = None if "expected_unit" in filled else OFFERS.get(f"{named}.plain")
    return _(plain or OFFERS.get(named) or OFFERS[kind]).format_map(Filling(filled))


def offer_rows(problem: Problem, rulebook: Rulebook, layout: Layout, language: str) -> tuple[OfferRow, ...]:
    """What the sender can say to a problem."""
    return tuple(
        OfferRow(offer.key, offer_label(problem, offer, rulebook, layout, language)) for offer in problem.offers
    )


def answered_rows(a: Assessment, language: str) -> tuple[AnsweredRow, ...]:
    """What the sender has said, in the order of the workbook."""
    return tuple(_answered(each, a.rulebook, a.submission.layout, language) for each in a.answered)


def _answered(each: Answered, rulebook: Rulebook, layout: Layout, language: str) -> AnsweredRow:
    return AnsweredRow(
        problem_row(each.problem, rulebook, layout, language),
        offer_label(each.problem, each.offer, rulebook, layout, language),
        each.answer,
    )
