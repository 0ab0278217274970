"""A batch judged by two notices → which verdicts change, by clause and pilot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from core.batch import Batch, Filed
from core.comparison.notices import NoticeChange, compare_notices
from core.documents import figures
from core.documents.odd_files import name_of, named
from core.documents.texts import many, table
from core.documents.two_judgements import change_cells
from core.model import Outcome
from core.model.document import Document, Row, Table, Value, Verbatim, say

Changes = Sequence[tuple[Filed, NoticeChange, Row]]


class Rehearsal(Document, frozen=True):
    """How many verdicts change of how many pilots: a row a clause and pilot, and the same counted by criterion.

    `left_out` names the pilots that could not be judged by the other notice; EMPTY where there are none.
    """

    heading: Value
    table: Table
    by_criterion: Table
    left_out: Value


def rehearsal(batch: Batch, other: Batch) -> Rehearsal:
    """What would change under the notice of `other`, in which each pilot has its file under the same key."""
    changes = sorted(_changes(batch, other), key=lambda each: (each[1].criterion.clause, each[1].criterion.id))
    rows = table("rehearsal", (row for _file, _change, row in changes))
    judged = {file.key for file in other.judged}
    left_out = named("rehearsal", [file for file in batch.used if file.key not in judged])
    return Rehearsal(_heading(batch, other, changes), rows, table("rehearsal_counts", _counts(changes)), left_out)


def _heading(batch: Batch, other: Batch, changes: Changes) -> Value:
    """Under which notice how many pilots were judged, and how many verdicts that changes."""
    used = {file.key for file in batch.used}
    under = [file.assessment for file in other.judged if file.key in used]
    if not under:
        return say("No pilot could be judged by the other notice.")
    found: Value = say("no verdict changes")
    if changes:
        pilots = many("of_pilots", len({file.key for file, _change, _row in changes}))
        found = say("{a}, {b}", a=many("verdicts", len(changes)), b=pilots)
    applied = (batch.used[0].assessment, under[0])
    notice = figures.notice_names(*(each.rulebook.notice for each in applied))[-1]
    judged = many("judged_by", len(under), notice=notice)
    return say("{judged}: {found}.", judged=judged, found=found)


def _changes(batch: Batch, other: Batch) -> Iterator[tuple[Filed, NoticeChange, Row]]:
    under = {file.key: file.assessment for file in other.judged}
    for file in (file for file in batch.used if file.key in under):
        compared = compare_notices(file.assessment, under[file.key])
        for change in compared.verdict_changes:
            cells = {"name": name_of(file), **change_cells(compared, change)}
            yield file, change, Row(f"{file.key}:{change.criterion.id}", cells)


def _counts(changes: Changes) -> Iterator[Row]:
    """A row a criterion: how many pilots would meet it then, and how many no longer."""
    for id, group in groupby(changes, key=lambda each: each[1].criterion.id):
        found = [change for _file, change, _row in group]
        gained = sum(change.outcomes[1] is Outcome.MET for change in found)
        lost = sum(change.outcomes[0] is Outcome.MET for change in found)
        cells: dict[str, Value] = {
            "clause": Verbatim(found[0].criterion.clause),
            "criterion": figures.label(found[0].criterion),
            "gained": figures.plain(gained),
            "lost": figures.plain(lost),
            "other": figures.plain(len(found) - gained - lost),
        }
        yield Row(id, cells)
