"""A scored workbook → what in it is no longer as it was scored: it is scored again and compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isclose
from typing import Any

from core.i18n import N_, words
from core.intake.ours import our_rows
from core.model import Assessment, Layout, Outcome, Place, Rulebook, Submission
from core.pipeline import judge, read
from core.printers.addresses import address, letters
from core.printers.sheet.look import marked
from core.views.tables import headline, is_over
from core.views.words import joined, outcome_label
from core.workbooks.digests import SheetDigest, cells_of, moved
from core.workbooks.receipt import Receipt, from_rows, receipt

CLOSE = 1e-9
#: So many cells, rows or columns are named.
MOST_CELLS = 20
OUTCOMES = {outcome.value: outcome for outcome in Outcome}


class Kind(StrEnum):
    """What can differ."""

    NO_RECEIPT = "no_receipt"
    RULEBOOK = "rulebook"
    SHEET_CHANGED = "sheet_changed"
    CELL_CHANGED = "cell_changed"
    CELLS_CHANGED = "cells_changed"
    ROWS_NEW = "rows_new"
    ROWS_GONE = "rows_gone"
    SHEET_GONE = "sheet_gone"
    SHEET_NEW = "sheet_new"
    OUTCOME = "outcome"
    VALUE = "value"
    SHOWN = "shown"
    SENTENCE = "sentence"


MESSAGES = {
    Kind.NO_RECEIPT: N_("This workbook carries no receipt of a scoring: score it first."),
    Kind.RULEBOOK: N_("Another rulebook: scored by {said}, this is {found}."),
    Kind.SHEET_CHANGED: N_("Sheet “{place}”: its cells are not those that were scored."),
    Kind.CELL_CHANGED: N_("Cell {place} is not as it was scored."),
    Kind.CELLS_CHANGED: N_("Sheet “{place}”: changed cells lie in rows {found} and in columns {said}."),
    Kind.ROWS_NEW: N_("Sheet “{place}”: rows that were not there when it was scored: {found}."),
    Kind.ROWS_GONE: N_("Sheet “{place}”: rows that were scored and are no longer there: {said} in all."),
    Kind.SHEET_GONE: N_("Sheet “{place}”: it was scored and is no longer there."),
    Kind.SHEET_NEW: N_("Sheet “{place}”: it was not there when the file was scored."),
    Kind.OUTCOME: N_("{place}: the outcome was {said}, scored again it is {found}."),
    Kind.VALUE: N_("{place}: the value was {said}, scored again it is {found}."),
    Kind.SHOWN: N_("{place}: the sheet of results shows {said}, scored again it is {found}."),
    Kind.SENTENCE: N_("The sheet of results says “{said}”, scored again it is “{found}”."),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was: of what kind, where, what the workbook says, what was found."""

    kind: Kind
    place: str = ""
    said: str = ""
    found: str = ""

    def sentence(self, language: str) -> str:
        """The difference in words."""
        _ = words(language)
        said, found = (self._told(text, language) or _("none") for text in (self.said, self.found))
        return _(MESSAGES[self.kind]).format(place=self.place, said=said, found=found)

    def _told(self, text: str, language: str) -> str:
        """An outcome by its name, several places one after the other, anything else as it is."""
        if self.kind is Kind.OUTCOME and text in OUTCOMES:
            return outcome_label(OUTCOMES[text], language)
        return joined(text.split("\n"), language) if "\n" in text else text


def verify(raw: bytes, rulebook: Rulebook) -> tuple[Difference, ...]:
    """Every difference between a scored workbook and its scoring; RefusedWorkbook where it cannot be read."""
    submission = read(raw, rulebook)
    sheets = our_rows(raw)
    kept = next((found for rows in sheets for found in (from_rows(rows),) if found is not None), None)
    if kept is None:
        return (Difference(Kind.NO_RECEIPT),)
    assessment = judge(submission, rulebook, kept.profile, kept.as_of)
    found = list(_receipts(kept, receipt(assessment, kept.language), assessment))
    shown = next((rows for rows in sheets if _is_results(rows, kept.language)), None)
    return (*found, *(() if shown is None else _shown(shown, assessment, kept.language)))


def _receipts(kept: Receipt, now: Receipt, a: Assessment) -> Iterator[Difference]:
    if kept.digest != now.digest:
        yield Difference(Kind.RULEBOOK, "", f"{kept.rulebook} {kept.digest[:12]}", f"{now.rulebook} {now.digest[:12]}")
    for key, was in kept.sheets.items():
        if key not in now.sheets:
            yield Difference(Kind.SHEET_GONE, was.title)
        elif was.digest != now.sheets[key].digest:
            yield Difference(Kind.SHEET_CHANGED, now.sheets[key].title or was.title)
            yield from _cells(a.submission, key, was, now.sheets[key])
    for key, found in now.sheets.items():
        if key not in kept.sheets:
            yield Difference(Kind.SHEET_NEW, found.title)
    labels = {f.criterion.id: f"{f.criterion.id} {f.criterion.title.in_(kept.language)}" for f in a.findings}
    for id in sorted({*kept.criteria, *now.criteria}, key=list({**now.criteria, **kept.criteria}).index):
        before, after = kept.criteria.get(id), now.criteria.get(id)
        place = labels.get(id, id)
        if before is None or after is None or before.outcome != after.outcome:
            yield Difference(Kind.OUTCOME, place, before.outcome if before else "", after.outcome if after else "")
        elif (before.value, before.at_least, before.parts) != (after.value, after.at_least, after.parts):
            yield Difference(Kind.VALUE, place, before.value, after.value)


def _cells(submission: Submission, key: str, was: SheetDigest, now: SheetDigest) -> Iterator[Difference]:
    """The cells of a sheet that are not as they were, as exactly as hashes of rows and of columns tell."""
    found = moved(was, now)
    cells = cells_of(submission, key, found.rows, found.columns)
    if min(len(found.rows), len(found.columns)) == 1 and len(cells) <= MOST_CELLS:
        yield from (Difference(Kind.CELL_CHANGED, address(cell, submission.layout)) for cell in cells)
    elif cells:
        yield Difference(
            Kind.CELLS_CHANGED,
            now.title,
            _listed(_columns(cells, submission.layout)),
            _listed(_rows(cells, submission.layout)),
        )
    if found.new:
        yield Difference(
            Kind.ROWS_NEW,
            now.title,
            "",
            _listed(_rows(cells_of(submission, key, found.new, tuple(now.columns)), submission.layout)),
        )
    if found.gone:
        yield Difference(Kind.ROWS_GONE, now.title, str(found.gone))


def _columns(places: Sequence[Place], layout: Layout) -> list[str]:
    return [letters(index) for index in sorted({int(layout.located(place).column or 0) for place in places})]


def _rows(places: Sequence[Place], layout: Layout) -> list[str]:
    rows = (layout.located(place).rows for place in places)
    return list(dict.fromkeys(str(each[0]) for each in rows if each is not None))


def _listed(names: Sequence[str]) -> str:
    return "\n".join(names if len(names) <= MOST_CELLS else (*names[:MOST_CELLS], "…"))


# --- what the sheet of results shows -------------------------------------------------------


def _header(rows: list[list[Any]], language: str) -> tuple[int, list[str]]:
    _ = words(language)
    wanted = {_("No."), _("Outcome"), _("Value"), _("Basis")}
    for number, row in enumerate(rows[:5]):
        if wanted <= {str(cell) for cell in row}:
            return number, [str(cell) for cell in row]
    return -1, []


def _is_results(rows: list[list[Any]], language: str) -> bool:
    return bool(_header(rows, language)[1])


def _shown(rows: list[list[Any]], a: Assessment, language: str) -> Iterator[Difference]:
    """Where the sheet shows another outcome, value or verdict than a new scoring gives."""
    _ = words(language)
    number, titles = _header(rows, language)
    at = {title: titles.index(title) for title in (_("No."), _("Outcome"), _("Value"))}
    by_id = {str(row[at[_("No.")]]): row for row in rows[number + 1 :]}
    if not any(row[at[_("Outcome")]] for row in by_id.values()):
        return  # a program saved the formulas without their values: nothing is shown
    sentence = headline(a, language).sentence
    if str(rows[0][0]) != sentence:
        yield Difference(Kind.SENTENCE, "", str(rows[0][0]), sentence)
    for finding in a.findings:
        row = by_id.get(finding.criterion.id)
        expected = marked(finding.outcome, outcome_label(finding.outcome, language, is_over(a)))
        outcome = "" if row is None else str(row[at[_("Outcome")]])
        place = f"{finding.criterion.id} {finding.criterion.title.in_(language)}"
        if outcome != expected:
            yield Difference(Kind.SHOWN, place, outcome, expected)
        elif row is not None:
            value = row[at[_("Value")]]
            if not _shows(value, finding.value):
                yield Difference(
                    Kind.SHOWN, place, str(value), "" if finding.value is None else str(float(finding.value))
                )


def _shows(raw: Any, value: Fraction | None) -> bool:
    """Whether a cell holds the value; any text does where there is none."""
    number = isinstance(raw, int | float) and not isinstance(raw, bool)
    if value is None or not number:
        return value is None and isinstance(raw, str)
    return isclose(raw, float(value), rel_tol=CLOSE, abs_tol=CLOSE)
