"""Problem → words: where, what was found, what was expected, what to do; in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from core.i18n import words
from core.model import Assessment, Criterion, Layout, Month, Place, Problem, Rulebook, Severity, Text
from core.printers.addresses import address, cells, column, quoted, sheet
from core.views.format import month_text, number, value_text
from core.views.messages import KEPT_APART, MESSAGES, TYPES, Message
from core.views.words import joined, severity_label

RANK = {Severity.ERROR: 0, Severity.QUESTION: 1, Severity.WARNING: 2}


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A problem in one language."""

    found: str
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem as a list shows it; `group` says what it changes, `sentence` says it all, `link` leads to it."""

    severity: Severity
    severity_label: str
    code: str
    sheet: str
    cell: str
    found: str
    expected: str
    remedy: str
    sentence: str
    group: str
    criteria: tuple[str, ...]
    link: str | None = None


def problem_text(problem: Problem, rulebook: Rulebook, layout: Layout, language: str) -> ProblemText:
    """What was found, what was expected and what to do."""
    by_kind = f"{problem.code}.{problem.details.get('kind')}"
    message: Message = MESSAGES.get(by_kind) or MESSAGES[problem.code]
    _ = words(language)
    filled = Filling(_details(problem, rulebook, layout, language))
    found = _(message.found).format_map(filled) if message.found else problem.found
    return ProblemText(
        found or _("blank"), _(message.expected).format_map(filled), _(message.remedy).format_map(filled)
    )


class Filling(dict[str, str]):
    """The words of a message; one that a problem does not give is left empty."""

    def __missing__(self, key: str) -> str:
        return ""


def _details(problem: Problem, rulebook: Rulebook, layout: Layout, language: str) -> Mapping[str, str]:
    told = {key: shown(value, rulebook, layout, language, problem.place) for key, value in problem.details.items()}
    criterion = problem.details.get("criterion")
    if isinstance(criterion, Criterion):
        for key in told.keys() & {"ledger", "monthly", "value"}:
            told[key] = value_text(criterion, problem.details[key], rulebook, language)
    if "keys" in problem.details or "key" in problem.details:
        own = rulebook.sheets[problem.details["ledger"]]
        keys = problem.details.get("keys") or (problem.details["key"],)
        told["column"] = joined([own.column(key).label.in_(language) for key in keys], language)
    if "type" in problem.details:
        expected = words(language)(TYPES[problem.details["type"]])
        told["expected_type"] = expected.format_map(Filling({"choices": told.get("choices", "")}))
    told["sheet_label"] = told.pop("sheet", "")
    where, cell = _where(problem, layout)
    return {"found": problem.found, "place": where, "cell": cell, **told}


def _where(problem: Problem, layout: Layout) -> tuple[str, str]:
    """The sheet and the cells, '' for none."""
    return ("", "") if problem.place is None else (sheet(problem.place, layout), cells(problem.place, layout))


def shown(value: Any, rulebook: Rulebook, layout: Layout, language: str, beside: Place | None = None) -> str:
    """A detail in words: texts, months, numbers, places (without the sheet where that is the same), lists of them."""
    match value:
        case None:
            _ = words(language)
            return _("none")
        case Text():
            return value.in_(language)
        case Month():
            return month_text(value, language)
        case Place(rows=None, column=index) if index is not None:
            return column(value, layout)
        case Place():
            same = beside is not None and sheet(beside, layout) == sheet(value, layout)
            return cells(value, layout) if same else address(value, layout)
        case str() if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
            return month_text(Month.parse(value), language)
        case Fraction():
            return number(value, language, None if value.denominator == 1 else 2)
        case Criterion():
            return value.title.in_(language)
        case tuple() | list():
            return joined([shown(each, rulebook, layout, language, beside) for each in value], language)
        case _:
            return str(value)


def problem_row(problem: Problem, rulebook: Rulebook, layout: Layout, language: str) -> ProblemRow:
    """One problem as a row."""
    _ = words(language)
    text = problem_text(problem, rulebook, layout, language)
    title, cell = _where(problem, layout)
    place = " ".join(part for part in (title, cell) if part)
    body = _("found {found}; expected {expected}. {remedy}").format(
        found=text.found, expected=text.expected, remedy=text.remedy
    )
    return ProblemRow(
        severity=problem.severity,
        severity_label=severity_label(problem.severity, language),
        code=problem.code,
        sheet=title,
        cell=cell,
        found=text.found,
        expected=text.expected,
        remedy=text.remedy,
        sentence=_("{place}: {body}").format(place=place, body=body) if place else body[:1].upper() + body[1:],
        group=_group(problem, title, language),
        criteria=problem.criteria,
        link=f"{quoted(title)}!{cell or 'A1'}" if title else None,
    )


def _group(problem: Problem, title: str, language: str) -> str:
    """What the problem changes: its criteria, else its sheet, else the workbook."""
    _ = words(language)
    if problem.criteria:
        return joined(list(problem.criteria), language)
    return title or _("whole workbook")


def problem_rows(a: Assessment, language: str) -> tuple[ProblemRow, ...]:
    """All problems, errors first, in the order of the workbook within each severity."""
    ordered = sorted(a.problems, key=lambda problem: RANK[problem.severity])
    return tuple(problem_row(problem, a.rulebook, a.submission.layout, language) for problem in ordered)


def kept_apart(code: str, language: str) -> str:
    """Why the score sheets come as a workbook of their own, for a code of `errors.SpliceError`."""
    _ = words(language)
    return _("Our sheets come as a workbook of their own: {reason}.").format(reason=_(KEPT_APART[code]))
