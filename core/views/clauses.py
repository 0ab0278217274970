"""Assessment → the notice as a document with outcomes beside it, and all readings of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.model import Assessment
from core.views.criteria import CriterionRow, ReadingRow, criteria_rows
from core.views.words import joined


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A paragraph of the notice: a heading or a clause, with the criteria that rest on it."""

    id: str
    text: str
    heading: bool
    own: bool
    criteria: tuple[CriterionRow, ...]


@dataclass(frozen=True, slots=True)
class ReadingOf:
    """A reading and the criterion it belongs to."""

    criterion: CriterionRow
    reading: ReadingRow


def notice_rows(a: Assessment, language: str) -> tuple[NoticeRow, ...]:
    """The notice from first to last word; `own` marks the parts that bind this pilot type."""
    by_clause: dict[str, list[CriterionRow]] = {}
    for row in criteria_rows(a, language):
        by_clause.setdefault(row.clause, []).append(row)
    notice, rows = a.rulebook.notice, []
    own = {clause.rstrip("0123456789") for clause in by_clause}
    for part in notice.parts:
        rows.append(NoticeRow(part.id, part.text, True, _binds(part.id, own), ()))
        for clause in notice.clauses:
            if clause.id.rstrip("0123456789").rstrip("、") == part.id:
                rows.append(
                    NoticeRow(
                        clause.id, clause.text, False, clause.id in by_clause, tuple(by_clause.get(clause.id, ()))
                    )
                )
    return tuple(rows)


def _binds(part: str, own: set[str]) -> bool:
    return any(clause.startswith(part) for clause in own)


def reading_rows(a: Assessment, language: str) -> tuple[ReadingOf, ...]:
    """All readings of ours for this type."""
    return tuple(ReadingOf(row, reading) for row in criteria_rows(a, language) for reading in row.readings)


@dataclass(frozen=True, slots=True)
class OriginRow:
    """Which sheet and cells an indicator was computed from."""

    id: str
    title: str
    origin: str
    sources: tuple[str, ...]
    value_text: str


def origin_rows(a: Assessment, language: str) -> tuple[OriginRow, ...]:
    """For each criterion where its figure or status came from."""
    return tuple(
        OriginRow(row.id, row.title, row.origin_text, by_sheet(row.sources, language), row.value_text)
        for row in criteria_rows(a, language)
    )


def by_sheet(sources: Iterable[str], language: str) -> tuple[str, ...]:
    """Ranges with each sheet named once: 产品应用台账!B2:B77、C2:C77."""
    sheets: dict[str, list[str]] = {}
    for source in sources:
        sheet, _mark, cells = source.rpartition("!")
        sheets.setdefault(sheet, []).append(cells)
    return tuple(f"{sheet}!{joined(cells, language)}" for sheet, cells in sheets.items())
