"""A batch and an earlier one → which verdicts were gained and lost, by which cells, and which past months were rewritten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.batch import Batch, Filed, pairs
from core.documents import figures
from core.documents.changes import changes_document
from core.documents.odd_files import name_of, named
from core.documents.texts import counted, many, table
from core.model import Outcome
from core.model.document import EMPTY, Coloured, Document, Joined, Row, Table, Value, say
from core.model.quantity import Judged


class Moved(Document, frozen=True):
    """How many verdicts were gained and lost, a row each; the past months that were rewritten, a row a criterion.

    `notes` name the pilots of one batch alone, the earlier files that could not be read, whose pilots are among these,
    and pilots of which the outcomes alone could be compared; `in_brief` counts these.
    """

    heading: Value
    table: Table
    past: Value
    rewritten: Table
    notes: tuple[Value, ...]
    in_brief: Value


def moved(batch: Batch, earlier: Batch) -> Moved:
    """What the comparisons of the files say; of a pilot whose file has none, how its outcomes differ."""
    then, before = pairs(earlier, batch), {file.key: file for file in earlier.used}
    both = [(file, before[then[file.key]]) for file in batch.used if file.key in then]
    rows = [row for pair in both for row in sorted(_moves(*pair), key=lambda row: KINDS.index(row.cells["kind"]))]
    past, paired = [row for file, _earlier in both for row in _rewritten(file)], set(then.values())
    past_said: Value = EMPTY  # where nothing says anything of past months
    if any(file.comparison is not None for file, _earlier in both):
        past_said = many("rewritten_criteria", len(past)) if past else say("No figure of a past month was rewritten.")
    new = [file for file in batch.used if file.key not in then]
    absent = [file for file in earlier.used if file.key not in paired]
    alone = [file for file, _earlier in both if file.comparison is None]
    notes = (
        named("new", new),
        named("absent", absent),
        named("earlier_unread", earlier.refused, by_file=True),
        named("outcomes_alone", alone),
    )
    unpaired = {"new": len(new), "absent": len(absent), "unread": len(earlier.refused), "alone": len(alone)}
    brief = counted("unpaired", unpaired)
    return Moved(
        _heading(len(both), rows),
        table("moved", rows),
        past_said,
        table("rewritten", past),
        tuple(note for note in notes if note is not EMPTY),
        say("{sentence}.", sentence=Joined(brief, "commas")) if brief else EMPTY,
    )


#: What became of a verdict, those gained or lost first.
KINDS = LOST, GAINED, OTHER = say("lost"), say("gained"), say("changed")


def _heading(n: int, rows: Sequence[Row]) -> Value:
    """How many pilots are in both, and how many of their verdicts were gained, lost or changed otherwise."""
    if not n:
        return say("No pilot is in both months, so nothing can be compared.")
    kinds = {"gained": GAINED, "lost": LOST, "other": OTHER}
    counts = counted("moved", {key: sum(row.cells["kind"] is kind for row in rows) for key, kind in kinds.items()})
    body = Joined(counts or (say("no verdict has changed"),), "commas")
    return say("{pilots}: {counts}.", pilots=many("in_both", n), counts=body)


def _moves(file: Filed, earlier: Filed) -> Iterator[Row]:
    """A row for each criterion whose outcome is another."""
    if file.comparison is not None:
        for each in changes_document(file.comparison).moved:
            if each.before is not None and each.after is not None and each.before.outcome is not each.after.outcome:
                yield _row(file, each.id, each.label, each.before, each.after, _joined(each.why))
        return
    a, then = file.assessment, {f.criterion.id: f for f in earlier.assessment.findings}
    for finding in a.findings:
        was = then.get(finding.criterion.id)
        if was is not None and was.outcome is not finding.outcome:
            judged = figures.outcome(earlier.assessment, was), figures.outcome(a, finding)
            yield _row(file, finding.criterion.id, figures.label(finding.criterion), *judged, None)


def _row(file: Filed, id: str, label: Value, before: Judged, after: Judged, why: Value) -> Row:
    kind = GAINED if after.outcome is Outcome.MET else LOST if before.outcome is Outcome.MET else OTHER
    cells: dict[str, Value] = {
        "name": name_of(file),
        "criterion": label,
        "kind": kind,
        "before": Coloured(before, before.outcome),
        "after": Coloured(after, after.outcome),
        "why": why,
    }
    return Row(f"{file.key}:{id}", cells)


def _joined(why: Sequence[Value]) -> Value:
    return Joined(tuple(why), "clauses") if why else None


def _rewritten(file: Filed) -> Iterator[Row]:
    for each in () if file.comparison is None else changes_document(file.comparison).rewritten:
        why = _joined(each.why)
        cells: dict[str, Value] = {"name": name_of(file), "criterion": each.label, "what": each.sentence, "why": why}
        yield Row(file.key, cells)
