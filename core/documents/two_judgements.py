"""Two judgements of one workbook → what differs: under another type, since an earlier month, under another notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from core.batch import Batch, Filed
from core.comparison.notices import NoticeChange, NoticeComparison, compare_notices
from core.documents import figures
from core.documents.odd_files import name_of, named
from core.documents.texts import WORDS, columns, many, table
from core.model import Assessment, Criterion, Finding, Outcome
from core.model.document import Column, Document, Joined, Row, Table, Value, Verbatim, say
from core.model.quantity import Form, Judged, Quantity


class Flip(Struct, frozen=True):
    """A criterion whose outcome is another."""

    before: Judged
    after: Judged
    wording: Value


class Flips(Document, frozen=True):
    """Which outcomes are others, and which figures moved by how much since the earlier month."""

    sentence: Value
    flips: tuple[Flip, ...]
    moved: tuple[Value, ...] = ()


class NoticesDocument(Document, frozen=True):
    """How many verdicts change, what each notice comes to, and a row a criterion that differs."""

    heading: Value
    verdicts: tuple[Value, ...]
    table: Table


def toggle_note(own: Assessment, toggled: Assessment) -> Flips | None:
    """The criteria that both types have and whose outcome differs; None where the type is the workbook's own."""
    if own.profile == toggled.profile:
        return None
    alike = {common_key(finding.criterion): finding for finding in own.findings}
    pairs = [(alike[common_key(f.criterion)], f) for f in toggled.findings if common_key(f.criterion) in alike]
    flips = []
    for before, after in _differing(pairs):
        slots: dict[str, Value] = {"own": own.profile, "before": _with_figures(own, before)}
        slots |= {"toggled": toggled.profile, "after": _with_figures(toggled, after)}
        wording = say("{title}: {own} {before}, {toggled} {after}", title=after.criterion.title, **slots)
        flips.append(Flip(figures.outcome(own, before), figures.outcome(toggled, after), wording))
    none = say("The criteria that both types share have the same outcomes.")
    return Flips(many("by_type", len(flips)) if flips else none, tuple(flips))


def _differing(pairs: Iterable[tuple[Finding, Finding]]) -> list[tuple[Finding, Finding]]:
    return [(before, after) for before, after in pairs if before.outcome is not after.outcome]


def common_key(criterion: Criterion) -> str:
    """What makes criteria of two types comparable: the same indicator, evidence or id."""
    return criterion.indicator or criterion.evidence_key or criterion.id


def _with_figures(a: Assessment, finding: Finding) -> Value:
    outcome, known = figures.outcome(a, finding).within(), figures.pair(finding)
    return outcome if known is None else say("{outcome} ({figures})", outcome=outcome, figures=known)


def since(now: Assessment, before: Assessment) -> Flips:
    both = [(before.finding(after.criterion.id), after) for after in now.findings]
    flips = []
    for earlier, after in _differing(both):
        then, judged = figures.outcome(before, earlier), figures.outcome(now, after)
        wording = say("{title}: {before} → {after}", title=after.criterion.title, before=then, after=judged)
        flips.append(Flip(then, judged, wording))
    n, month = len(flips), before.as_of
    count = many("since", n, month=month) if n else say("Since {month}, no outcome changed.", month=month)
    return Flips(count, tuple(flips), tuple(_movements(both)))


def _movements(both: list[tuple[Finding, Finding]]) -> Iterator[Value]:
    """Every figure that is another: 接入企业 +15家，现为205家."""
    for before, after in both:
        if before.value is None or after.value is None or before.value == after.value:
            continue
        change = after.value - before.value
        yield say(
            "{title} {sign}{difference}, now {value}",
            title=after.criterion.title,
            sign=Verbatim("+" if change > 0 else "−"),
            difference=Quantity(change, after.criterion.unit, Form.DIFFERENCE),
            value=figures.value(after),
        )


def notices_document(c: NoticeComparison) -> NoticesDocument:
    """Which verdicts change from one notice to another, by clause and criterion."""
    both = (c.before, c.after)
    before, after = names = figures.notice_names(*(a.rulebook.notice for a in both))
    sides, changed = {"before": before, "after": after}, len(c.verdict_changes)
    heading = many("by_notice", changed, **sides)
    thresholds = (Column(f"threshold_{k}", say("Threshold under {notice}", notice=v)) for k, v in sides.items())
    outcomes = (Column(k, say("Outcome under {notice}", notice=v)) for k, v in sides.items())
    titles = (*columns("notices"), *thresholds, *outcomes)
    none = say("From {before} to {after} no verdict changes", **sides)
    rows = Table(
        titles, tuple(Row(each.criterion.id, change_cells(c, each)) for each in c.changes), say("No criterion differs.")
    )
    verdicts = []
    for a, name in zip(both, names, strict=True):
        met, total = figures.plain(a.verdict.counts[Outcome.MET]), figures.plain(len(a.findings))
        verdicts.append(say("{notice}: {met} of {total} criteria met", notice=name, met=met, total=total))
    return NoticesDocument(heading if changed else none, tuple(verdicts), rows)


def change_cells(c: NoticeComparison, change: NoticeChange) -> dict[str, Value]:
    """A criterion under both notices, by column."""
    before, after = change.before, change.after
    return {
        "clause": Verbatim(change.criterion.clause),
        "criterion": figures.label(change.criterion),
        "differs": Joined(tuple(say(WORDS["difference"][each]) for each in change.differences)),
        "threshold_before": None if before is None else figures.threshold(before.criterion),
        "threshold_after": None if after is None else figures.threshold(after.criterion),
        "before": None if before is None else figures.outcome(c.before, before),
        "after": None if after is None else figures.outcome(c.after, after),
    }


# --- a batch under another notice: which verdicts change, by clause and pilot ----------------


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
