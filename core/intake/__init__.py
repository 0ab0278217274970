"""bytes → Submission: the arrow that reads a workbook, cell by cell, and judges nothing.

The path: `spawn` asks a child process (`reader`) for the sheets as `grid`s; `workbook` tells which is which
(`sheets`), finds their columns (`layout`, `header_units`) and hands each to `form`, `monthly`, `plan`,
`claims` or `ledgers`, which type their cells with `cells` (numbers in `measures`, months in `moments`)
and collect `problems`.  `ours` are the sheets that a scoring added.  `sent` keeps the
sender's own cells beside what they came to, for an export that hands them on.

Each problem has an anchor (`answers`), which a later copy of the workbook has too, and offers (`offers`).  The sender's
answers are matched to problems and kept as `choices`; a column is read with the cells that were answered changed
(`edits`).  Answers to questions that the figures raise are applied in `figures`.  `opened` keeps the cells, to be read
again and to be shown.

The problems are those of core/rulebook/problems.toml, which has each code's severity, words and answers; a
problem here gives a code, a place and details.  Those of cells carry `column` (Text), `type` (of the column), `unit`
(Text, where it has one), `choices` (Texts, where it has a closed list), `count` (where it is about several cells),
and `understood`, the value as read.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.intake import cells, measures, words
from core.intake.answers import from_rows
from core.intake.limits import DEFAULT_LIMITS, Limits
from core.intake.opened import Opened, Picture, opened, pictures
from core.intake.sent import Sent, as_sent
from core.intake.spawn import frame, unpacked
from core.intake.workbook import interpret
from core.model import Answer, Rulebook, Submission

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Opened",
    "Picture",
    "Sent",
    "forget",
    "opened",
    "pictures",
    "read",
    "read_as_sent",
]


def read(
    raw: bytes | Opened,
    rulebook: Rulebook,
    answers: Sequence[Answer] | None = None,
    *,
    limits: Limits = DEFAULT_LIMITS,
) -> Submission:
    """The workbook as typed cells with every problem found; RefusedWorkbook where it cannot be judged.

    `answers` are what its sender has said of problems; None for those that a scored workbook keeps.
    """
    try:
        fetched = raw.fetched if isinstance(raw, Opened) else unpacked(frame(raw, limits))
        said = from_rows(fetched.receipt) if answers is None else answers
        return interpret(fetched.grids, rulebook, said)
    finally:
        forget()


def read_as_sent(
    raw: bytes, rulebook: Rulebook, answers: Sequence[Answer] | None = None, *, limits: Limits = DEFAULT_LIMITS
) -> Sent:
    """The same workbook with the sender's own cells beside what they came to; whoever is done calls `forget`."""
    fetched = unpacked(frame(raw, limits))
    return as_sent(fetched.grids, rulebook, from_rows(fetched.receipt) if answers is None else answers)


def forget() -> None:
    """Nothing of one workbook's words stays behind for the next: the memos serve a single reading."""
    for memo in (words.word, words.header, measures.read_measure, cells.day):
        memo.cache_clear()
