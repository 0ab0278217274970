"""Problem and answer → text: where, what was found, what was expected, what to do, which answers there are; in any language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core.documents.consequences import Consequence, Consequences
from core.documents.questions import ranked
from core.i18n import words
from core.model import (
    Answer,
    Assessment,
    Changed,
    Month,
    Offer,
    Outcome,
    Percent,
    Place,
    Problem,
    Rulebook,
    Severity,
    Table,
    Text,
)
from core.model.quantity import Quantity, exact
from core.printers.addresses import cells, column, sheet
from core.printers.numbers import rounded
from core.printers.text import TextPrinter, listed

#: So many of the other cells that say the same are named.
NAMED = 8


class ProblemRow(Struct, frozen=True):
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


class AnsweredRow(Struct, frozen=True):
    """A problem that the sender has answered, what was answered in words, and the answer as it was given."""

    row: ProblemRow
    answer: str
    given: Answer


class ProblemPrinter(TextPrinter, frozen=True):
    """Prints problems of a workbook with this layout; without one, those of a file that was refused."""

    def row(self, problem: Problem, decided: Consequence | None = None) -> ProblemRow:
        """One problem as a row: what was found, what was expected, what to do, and what it decides."""
        _, title, cell = self.words, *self._where(problem)
        wording, filled = self.rulebook.problems.wording(problem), self._details(problem)
        found, expected, remedy = (
            each.in_(self.language).format_map(filled) if each is not None else ""
            for each in (wording.found, wording.expected, wording.remedy)
        )
        found = self._with_others(problem, found or problem.found or _("blank"))
        body = _("found {found}; expected {expected}. {remedy}").format(found=found, expected=expected, remedy=remedy)
        place = " ".join(filter(None, (title, cell)))
        severity, changes = self.rulebook.problems.severity(problem), ""
        if decided is not None:
            changes = (
                _("today's outcome") if decided.now else _("earlier months") if decided.earlier else _("no outcome")
            )
        return ProblemRow(
            severity=severity,
            severity_label=self(severity),
            code=problem.code,
            sheet=title,
            cell=cell,
            found=found,
            expected=expected,
            remedy=remedy,
            sentence=_("{place}: {body}").format(place=place, body=body) if place else body[:1].upper() + body[1:],
            changes=changes,
            criteria=problem.criteria if decided is None else decided.criteria,
            place=problem.place if title else None,
        )

    def offers(self, problem: Problem) -> dict[str, str]:
        """What the sender can say to a problem: the words of each answer by its key."""
        return {offer.key: self.offer(problem, offer) for offer in problem.offers}

    def offer(self, problem: Problem, offer: Offer) -> str:
        kind = self.rulebook.problems.offer(problem, offer)
        filled = self._filled(problem, offer.details)
        label = kind.label if kind.plain is None or "expected_unit" in filled else kind.plain
        return label.in_(self.language).format_map(defaultdict(str, filled))

    def value(self, value: Any, beside: Place | None = None) -> str:
        """A detail in words; a place without its sheet where it is on that of `beside`."""
        match value:
            case None:
                return self.words("none")
            case Percent(number):
                return f"{exact(Fraction(number))}%"
            case Changed(outcomes):
                return self._changed(outcomes)
            case Place(column=index) if index is not None and self.layout.located(value).rows is None:
                return column(value, self.layout)
            case Place(rows=rows) if rows and beside and (table := self.layout.table(beside)):
                return listed(table.named([rows]), self.language) or self(value)
            case Place() if beside is not None and sheet(beside, self.layout) == sheet(value, self.layout):
                return cells(value, self.layout)
            case Decimal():
                return exact(Fraction(value))
            case Fraction():
                return f"{rounded(value, 0 if value.denominator == 1 else 2):,}"
            case tuple() | list():
                return listed((self.value(each, beside) for each in value), self.language)
            case Text() | Month() | Place() | Quantity() | date():
                return self(value)
        return str(value)

    def _changed(self, outcomes: Sequence[tuple[str, Outcome, Outcome]]) -> str:
        """Which outcomes an answer would change, behind what else it does."""
        _ = self.words
        if not outcomes:
            return _(", and no outcome changes")
        each = [f"{id} {self.outcome(was, over=False)} → {self.outcome(now, over=False)}" for id, was, now in outcomes]
        more = len(each) - NAMED
        listing = listed(each[:NAMED], self.language)
        if more > 0:
            return _(", and outcomes change: {outcomes} and {n} more").format(outcomes=listing, n=more)
        return _(", and outcomes change: {outcomes}").format(outcomes=listing)

    def _with_others(self, problem: Problem, found: str) -> str:
        """What was found, with the first of the other cells that say the same, and how many more there are."""
        table = self.layout.table(problem.place)
        if table is not None and problem.areas and (count := self._rows_of(problem, table)):
            names = listed(table.named(problem.areas), self.language)
            _ = self.words
            if names:
                return _.plural("{found} ({n} row: {names})", "{found} ({n} rows: {names})", count).format(
                    found=found, n=count, names=names
                )
            return _.plural("{found} ({n} row)", "{found} ({n} rows)", count).format(found=found, n=count)
        if problem.place is None or not problem.details.get("areas"):
            return found
        _, areas = self.words, problem.areas
        named = [cells(replace(problem.place, rows=rows), self.layout) for rows in areas[1 : 1 + NAMED]]
        more = problem.details["count"] - sum(last - first + 1 for first, last in areas[: 1 + NAMED])
        if more:
            text = _("{found} (also {cells} and {n} more cells)")
            return text.format(found=found, cells=listed(named, self.language), n=more)
        return _("{found} (also {cells})").format(found=found, cells=listed(named, self.language))

    def _rows_of(self, problem: Problem, table: Table) -> int:
        """How many rows of a table a problem is about; its own count where it is of more than its places."""
        counted, groups = table.counted(problem.areas), sum(last - first + 1 for first, last in problem.areas)
        count = int(problem.details.get("count", 0))
        if "areas" not in problem.details:
            return count if count > groups else counted
        return counted + count - groups

    def _where(self, problem: Problem) -> tuple[str, str]:
        place = problem.place
        return ("", "") if place is None else (sheet(place, self.layout), cells(place, self.layout))

    def _filled(self, problem: Problem, details: Mapping[str, Any]) -> dict[str, str]:
        """Details in words; the column's own unit, which the sheet has in Chinese, as the language has it (家: enterprises).

        `of_unit` is the unit behind an amount: 43 × 10,000 CNY.
        """
        unit = problem.details.get("unit")
        own = unit if isinstance(unit, Text) else None
        filled = {
            key: self.value(own if own and value == own.zh else value, problem.place) for key, value in details.items()
        }
        if (of := filled.get("expected_unit")) is not None:
            filled["of_unit"] = f"× {of}" if of[:1].isdecimal() else of
        return filled

    def _details(self, problem: Problem) -> Mapping[str, str]:
        """The words of a text's slots; one that the problem does not give is left empty."""
        details = problem.details
        filled = self._filled(problem, details)
        if "count" in details:
            table = self.layout.table(problem.place)
            filled["count"] = f"{self._rows_of(problem, table) if table else details['count']:,}"
        if "keys" in details or "key" in details:
            own = self.rulebook.sheets[details["ledger"]]
            keys = details.get("keys") or (details["key"],)
            filled["column"] = listed((own.column(key).label.in_(self.language) for key in keys), self.language)
        if "type" in details:
            expected = self.rulebook.problems.types[details["type"]].in_(self.language)
            filled["expected_type"] = expected.format(choices=filled.get("choices", ""))
        filled["sheet_label"] = filled.pop("sheet", "")
        title, cell = self._where(problem)
        return defaultdict(str, {"found": problem.found, "place": title, "cell": cell} | filled)


def problem_rows(a: Assessment, language: str) -> tuple[ProblemRow, ...]:
    """The open problems as rows, each with the criteria that it decides."""
    printer, decided = ProblemPrinter.of(a, language), Consequences(a)
    return tuple(printer.row(problem, decided.of(problem)) for problem in ranked(a))


def answered_rows(a: Assessment, language: str) -> tuple[AnsweredRow, ...]:
    printer, decided = ProblemPrinter.of(a, language), Consequences(a)
    return tuple(
        AnsweredRow(row, printer.offer(each.problem, each.offer), each.answer)
        for each in a.answered
        for row in [printer.row(each.problem, decided.of(each.problem))]
    )


def kept_apart(code: str, rulebook: Rulebook, language: str) -> str:
    """Why the score sheets come as a workbook of their own, for a code of `errors.SpliceError`."""
    reason = rulebook.problems.kept_apart[code].in_(language)
    return words(language)("Our sheets come as a workbook of their own: {reason}.").format(reason=reason)
