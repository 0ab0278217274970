"""The notice from first to last word, with the criteria that rest on each clause."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents.criterion import CriterionDocument, criteria_document
from core.model import Clause
from core.model.document import Document, Joined, Value, Verbatim
from core.model.judgement import Judgement


@dataclass(frozen=True, slots=True)
class ClauseOf:
    """A clause, and what is judged by it."""

    clause: Clause
    criteria: tuple[CriterionDocument, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the notice; `binds` where it holds for the type judged."""

    part: Clause
    binds: bool
    clauses: tuple[ClauseOf, ...]


@dataclass(frozen=True)
class NoticeDocument(Document):
    """The title, where the notice is from, its first words, and its parts."""

    title: Value
    source: Value
    preamble: str
    sections: tuple[Section, ...]


def notice_document(j: Judgement) -> NoticeDocument:
    """The notice as the judgement's pilot type reads it."""
    rows, text = criteria_document(j).rows, j.assessment.rulebook.notice
    return NoticeDocument(
        title=text.title,
        source=Joined((Verbatim(text.number), text.issuer, text.issued), "dots"),
        preamble=text.heading,
        sections=tuple(_section(part, text.clauses, rows) for part in text.parts),
    )


def _section(part: Clause, clauses: tuple[Clause, ...], rows: tuple[CriterionDocument, ...]) -> Section:
    own = tuple(
        ClauseOf(clause, tuple(row for row in rows if row.clause == clause.id))
        for clause in clauses
        if clause.id.rstrip("0123456789").rstrip("、") == part.id
    )
    return Section(part, any(row.clause.startswith(part.id) for row in rows), own)
