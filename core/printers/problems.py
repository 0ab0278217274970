"""Problem and answer → text: where, what was found, what was expected, what to do, what can be said; any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core.documents.consequences import Consequence, Consequences
from core.documents.questions import ranked
from core.formulas.names import exact
from core.i18n import words
from core.model import (
    Answer,
    Answered,
    Assessment,
    Layout,
    Month,
    Offer,
    Percent,
    Place,
    Problem,
    Rulebook,
    Severity,
    Text,
)
from core.model.quantity import Quantity
from core.printers.addresses import NO_LAYOUT, address, cells, column, sheet
from core.printers.numbers import month_text, quantity_text, rounded
from core.printers.text import SEVERITIES


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A problem in one language."""

    found: str
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem as a list shows it; `changes` says what hangs on it, `sentence` says it all, `place` is where it is."""

    severity: Severity
    severity_label: str
    code: str
    sheet: str
    cell: str
    found: str
    expected: str
    remedy: str
    sentence: str
    changes: str
    criteria: tuple[str, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An answer to choose: its key and its words."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """A problem that the sender has answered, what was answered in words, and the answer as it was given."""

    row: ProblemRow
    answer: str
    given: Answer


class Filling(dict[str, str]):
    """The words of a text's slots; one that a problem does not give is left empty."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class ProblemPrinter:
    """Prints problems of a workbook with this layout; without one, those of a file that was refused."""

    rulebook: Rulebook
    language: str
    layout: Layout = NO_LAYOUT

    def text(self, problem: Problem) -> ProblemText:
        """What was found, what was expected and what to do."""
        wording, filled = self.rulebook.problems.wording(problem), Filling(self._details(problem))
        found, expected, remedy = (
            each.in_(self.language).format_map(filled) if each is not None else ""
            for each in (wording.found, wording.expected, wording.remedy)
        )
        return ProblemText(found or problem.found or words(self.language)("blank"), expected, remedy)

    def row(self, problem: Problem, decided: Consequence | None = None) -> ProblemRow:
        """One problem as a row, with what it decides."""
        _ = words(self.language)
        text, (title, cell) = self.text(problem), self._where(problem)
        place = " ".join(part for part in (title, cell) if part)
        body = _("found {found}; expected {expected}. {remedy}").format(
            found=text.found, expected=text.expected, remedy=text.remedy
        )
        severity = self.rulebook.problems.severity(problem)
        return ProblemRow(
            severity=severity,
            severity_label=_(SEVERITIES[severity]),
            code=problem.code,
            sheet=title,
            cell=cell,
            found=text.found,
            expected=text.expected,
            remedy=text.remedy,
            sentence=_("{place}: {body}").format(place=place, body=body) if place else body[:1].upper() + body[1:],
            changes="" if decided is None else self.changes(decided),
            criteria=problem.criteria if decided is None else decided.criteria,
            place=problem.place if title else None,
        )

    def offers(self, problem: Problem) -> tuple[OfferRow, ...]:
        """What the sender can say to a problem."""
        return tuple(OfferRow(offer.key, self.offer(problem, offer)) for offer in problem.offers)

    def offer(self, problem: Problem, offer: Offer) -> str:
        """An offer in words."""
        kind = self.rulebook.problems.offer(problem, offer)
        filled = {name: self.value(detail, problem.place) for name, detail in offer.details.items()}
        label = kind.label if kind.plain is None or "expected_unit" in filled else kind.plain
        return label.in_(self.language).format_map(Filling(filled))

    def changes(self, decided: Consequence) -> str:
        """Whether outcomes at the date hang on a problem, earlier months alone, or nothing."""
        _ = words(self.language)
        if decided.now:
            return _("today's outcome")
        return _("earlier months") if decided.earlier else _("no outcome")

    def answered(self, each: Answered, decided: Consequence | None = None) -> AnsweredRow:
        """What the sender has said of a problem."""
        return AnsweredRow(self.row(each.problem, decided), self.offer(each.problem, each.offer), each.answer)

    def listed(self, parts: tuple[str, ...]) -> str:
        """Several words in a sentence."""
        return ("、" if self.language.startswith("zh") else ", ").join(parts)

    def value(self, value: Any, beside: Place | None = None) -> str:
        """A detail in words; a place without its sheet where it is on that of `beside`."""
        match value:
            case None:
                return words(self.language)("none")
            case Text():
                return value.in_(self.language)
            case Month():
                return month_text(value, self.language)
            case Percent(number):
                return f"{exact(Fraction(number))}%"
            case Place(rows=None, column=index) if index is not None:
                return column(value, self.layout)
            case Place():
                same = beside is not None and sheet(beside, self.layout) == sheet(value, self.layout)
                return cells(value, self.layout) if same else address(value, self.layout)
            case Quantity():
                return quantity_text(value, self.rulebook, self.language)
            case Decimal():
                return exact(Fraction(value))
            case Fraction():
                return f"{rounded(value, 0 if value.denominator == 1 else 2):,}"
            case date():
                return value.isoformat()
            case tuple() | list():
                return self.listed(tuple(self.value(each, beside) for each in value))
        return str(value)

    def _where(self, problem: Problem) -> tuple[str, str]:
        """The sheet and the cells, '' for none."""
        place = problem.place
        return ("", "") if place is None else (sheet(place, self.layout), cells(place, self.layout))

    def _details(self, problem: Problem) -> Mapping[str, str]:
        details = problem.details
        filled = {key: self.value(value, problem.place) for key, value in details.items()}
        if "keys" in details or "key" in details:
            own = self.rulebook.sheets[details["ledger"]]
            keys = details.get("keys") or (details["key"],)
            filled["column"] = self.listed(tuple(own.column(key).label.in_(self.language) for key in keys))
        if "type" in details:
            expected = self.rulebook.problems.types[details["type"]].in_(self.language)
            filled["expected_type"] = expected.format_map(Filling({"choices": filled.get("choices", "")}))
        filled["sheet_label"] = filled.pop("sheet", "")
        title, cell = self._where(problem)
        return {"found": problem.found, "place": title, "cell": cell, **filled}


def printer_of(a: Assessment, language: str) -> ProblemPrinter:
    """What prints the problems of a judgement."""
    return ProblemPrinter(a.rulebook, language, a.submission.layout)


def problem_rows(a: Assessment, language: str) -> tuple[ProblemRow, ...]:
    """The open problems as rows, each with the criteria that it decides."""
    printer, decided = printer_of(a, language), Consequences(a)
    return tuple(printer.row(problem, decided.of(problem)) for problem in ranked(a))


def answered_rows(a: Assessment, language: str) -> tuple[AnsweredRow, ...]:
    """What the sender has said, in the order of the workbook."""
    printer, decided = printer_of(a, language), Consequences(a)
    return tuple(printer.answered(each, decided.of(each.problem)) for each in a.answered)


def kept_apart(code: str, rulebook: Rulebook, language: str) -> str:
    """Why the score sheets come as a workbook of their own, for a code of `errors.SpliceError`."""
    reason = rulebook.problems.kept_apart[code].in_(language)
    return words(language)("Our sheets come as a workbook of their own: {reason}.").format(reason=reason)
