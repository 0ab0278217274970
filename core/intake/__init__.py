"""bytes → Submission: the arrow that reads a workbook, cell by cell, and judges nothing.

The path: `spawn` asks a child process (`reader`) for the sheets as `grid`s; `workbook` tells which is which
(`sheets`) and hands each to `form` or `tables`.  A header becomes a column in `layout`, a row a record in `rows`, a
cell a value in `cells` (numbers in `measures` and `number_formats`, months in `months`, words in `texts`); text is compared in `words` alone.  What the
tables say is put together in `monthly`, `criteria` and `ledgers`, and `problems` are collected.

The sender's answers are edits of the grids (`edits`), applied before these are read: no reader knows of answers.
`answers` says which problem an answer is to, `offers` what can be answered; `figures` applies answers to questions
that the figures raise.  `opened` keeps the cells, to be read again and to be shown; `spawn.our_sheets` are those that a scoring added.

The problems are those of core/rulebook/problems.toml, which has each code's severity, words and answers; a
problem here gives a code, a place and details.  Those of cells carry `column` (Text), `type` (of the column), `unit`
(Text, where it has one), `choices` (Texts, where it has a closed list), `count` (where it is about several cells),
and `understood`, the value as read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from msgspec.structs import replace

from core.intake import cells, evidence, measures, number_formats, words
from core.intake.answers import from_rows
from core.intake.connected import Connected
from core.intake.opened import Opened, Picture, opened, pictures
from core.intake.spawn import DEFAULT_LIMITS, Fetched, Limits, frame, unpacked
from core.intake.workbook import NONE, ReadWorkbook, interpret
from core.model import Answer, Month, Rulebook, Submission


def fetched(
    raw: bytes | Opened | Fetched, limits: Limits = DEFAULT_LIMITS, meanwhile: Callable[[], object] = bool
) -> Fetched:
    """A workbook's cells, for whoever reads them more than once; RefusedWorkbook where they cannot be had."""
    if isinstance(raw, bytes):
        return unpacked(frame(raw, limits, meanwhile=meanwhile))
    return raw.fetched if isinstance(raw, Opened) else raw


def read(
    raw: bytes | Opened | Fetched,
    rulebook: Rulebook | Callable[[], Rulebook],
    answers: Sequence[Answer] | None = None,
    *,
    known: Submission | None = None,
    limits: Limits = DEFAULT_LIMITS,
    connected: Mapping[str, Connected] = NONE,
) -> Submission:
    """The workbook as typed cells with every problem found; RefusedWorkbook where it cannot be judged.

    A rulebook that has yet to be loaded is loaded while the child reads.
    `answers` are what its sender has said of problems; None for those that a scored workbook keeps.  With `known`,
    an earlier reading of the same workbook, answers to its problems are read with at once.  `connected` are ledgers
    that are tables, by key.
    """
    try:
        return _interpreted(raw, rulebook, answers, known, limits, connected).submission
    finally:
        forget()


def read_as_sent(raw: bytes | Fetched, rulebook: Rulebook, answers: Sequence[Answer] | None) -> ReadWorkbook:
    """The same workbook with the sender's own cells beside what they came to; whoever is done calls `forget`."""
    return _interpreted(raw, rulebook, answers, None, DEFAULT_LIMITS).as_sent


def _interpreted(
    raw: bytes | Opened | Fetched,
    rulebook: Rulebook | Callable[[], Rulebook],
    answers: Sequence[Answer] | None,
    known: Submission | None,
    limits: Limits,
    connected: Mapping[str, Connected] = NONE,
) -> ReadWorkbook:
    load: Callable[[], Rulebook] = (lambda: rulebook) if isinstance(rulebook, Rulebook) else rulebook
    book = fetched(raw, limits, load)
    given = from_rows(book.receipt) if answers is None else answers
    reading = interpret(book.grids, load(), given, known, connected)
    # The templates bear the day of their notice: nobody has saved them yet.
    saved = None if book.saved == datetime.combine(load().notice.issued, time(), UTC) else book.saved
    facts: dict[str, Any] = {"saved": saved, "modified": None if saved is None else Month(saved.year, saved.month)}
    others = tuple((asked, replace(each, **facts)) for asked, each in reading.submission.alternatives)
    return replace(reading, submission=replace(reading.submission, **facts, alternatives=others))


def forget() -> None:
    """Nothing of one workbook's words stays behind for the next: the memos serve a single reading."""
    for memo in (
        words.word,
        words.header,
        measures.Measure.of,
        number_formats.meaning,
        evidence.names_nothing,
        cells.day,
    ):
        memo.cache_clear()
