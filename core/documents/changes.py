"""Comparison → what changed in the verdict since an earlier workbook, and which cells did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.comparison.nouns import Cause, Change, Comparison, CriterionChange, Part, SheetChange, Standing, Touched
from core.documents import figures
from core.documents.cell_changes import changed_cell
from core.model import Assessment, Criterion, Month, Outcome, Place, Problem
from core.model.document import Cells, Column, Document, Joined, Row, Table, Value, Verbatim, say, say_count
from core.model.quantity import Judged, Quantity

#: Sheets whose changes are counted in rows.
LEDGERS = frozenset({"resources", "products", "organisations", "daily"})
#: Cells and places named in a sentence; the rest is counted.
SHOWN = 3
MONTHS = (
    Column("month", say("Month")),
    Column("before_value", say("Known then")),
    Column("before", say("Outcome then")),
    Column("after_value", say("Known now")),
    Column("after", say("Outcome now")),
)
CELLS = (
    Column("place", say("Cell")),
    Column("record", say("Row")),
    Column("column", say("Column")),
    Column("change", say("What happened")),
    Column("before", say("Before")),
    Column("after", say("After")),
)


@dataclass(frozen=True)
class MovedCriterion(Document):
    """A criterion whose outcome or value is another, and what did it."""

    label: Value
    before: Judged | None
    before_dated: Value
    after: Judged | None
    after_dated: Value
    why: tuple[Value, ...]
    sentence: Value
    id: str


@dataclass(frozen=True)
class ChangedSheet(Document):
    """What changed on a sheet: its counts, the first changes, and how many are not listed."""

    sentence: Value
    table: Table
    more: Value


@dataclass(frozen=True)
class Rewritten(Document):
    """A criterion's past months that were rewritten, and the cells behind them."""

    label: Value
    sentence: Value
    why: tuple[Value, ...]
    table: Table


@dataclass(frozen=True)
class Changes(Document):
    """Everything that is said of an earlier workbook against the one that is open."""

    sentence: Value
    subline: Value
    moved: tuple[MovedCriterion, ...]
    questions: tuple[Problem, ...]
    past: Value
    rewritten: tuple[Rewritten, ...]
    sheets: tuple[ChangedSheet, ...]


def changes_document(c: Comparison) -> Changes:
    """What changed from the earlier workbook to the later."""
    rewritten = tuple(_rewritten(c, each) for each in c.revised)
    return Changes(
        sentence=_sentence(c),
        subline=_subline(c),
        moved=tuple(_moved(c, each) for each in c.moved),
        questions=c.problems,
        past=_past(rewritten),
        rewritten=rewritten,
        sheets=tuple(_sheet(c, each) for each in c.sheets),
    )


def in_brief(changes: Changes, most: int = 5) -> tuple[Value, ...]:
    """A few lines to read: the verdict then and now, the first criteria that moved, the sheets."""
    lines: list[Value] = [changes.sentence]
    lines += [say("- {sentence}", sentence=each.sentence) for each in changes.moved[:most]]
    rest = len(changes.moved) - most
    if rest > 0:
        lines.append(say_count("- and {n} more criterion.", "- and {n} more criteria.", rest))
    lines += [sheet.sentence for sheet in changes.sheets]
    return (*lines, changes.past) if changes.rewritten else tuple(lines)


def known_then(c: Comparison, id: str) -> dict[Month, Quantity]:
    """A criterion's figures as the earlier workbook had them, for drawing; none where it rewrote no month."""
    if id not in {each.criterion.id for each in c.revised}:
        return {}
    criterion = c.before.rulebook.criterion(c.before.profile, id)
    points = c.before.trajectory(id).points
    return {point.month: figures.in_own_unit(criterion, point.value) for point in points if point.value is not None}


# --- the verdict ----------------------------------------------------------------------------


def _sentence(c: Comparison) -> Value:
    month = c.before.as_of
    if not c.sheets and not c.moved:
        return say("Nothing changed since the earlier workbook ({month}).", month=month)
    flips = sum(each.outcome_moved for each in c.moved)
    if not flips:
        return say("Since the earlier workbook ({month}), no outcome changed.", month=month)
    before, after = (figures.plain(a.verdict.counts[Outcome.MET]) for a in (c.before, c.after))
    return say_count(
        "Since the earlier workbook ({month}), {n} outcome changed: {before} of {total} were met then, {after} now.",
        "Since the earlier workbook ({month}), {n} outcomes changed: {before} of {total} were met then, {after} now.",
        flips,
        month=month,
        before=before,
        after=after,
        total=figures.plain(c.after.verdict.total),
    )


def _subline(c: Comparison) -> Value:
    """What the two are judged at, and by what they differ besides their cells."""
    then, now = c.before.as_of, c.after.as_of
    dates = say("Each workbook is judged at its own date: {then} and {now}.", then=then, now=now)
    parts: list[Value] = [say("Both workbooks are judged at {now}.", now=now) if then == now else dates]
    own = c.before.submission.profile
    if own is not None and own is not c.after.profile:
        named = say("The earlier one names the type {own}; it is judged as {type}.", own=own, type=c.after.profile)
        parts.append(named)
    return Joined(tuple(parts), "sentences")


def _moved(c: Comparison, each: CriterionChange) -> MovedCriterion:
    criterion = each.criterion
    values = [_standing(criterion, standing) for standing in (each.before, each.after)]
    judged = [_judged(a, standing) for a, standing in ((c.before, each.before), (c.after, each.after))]
    why = tuple(_why(c, each))
    return MovedCriterion(
        label=figures.label(criterion),
        before=judged[0],
        before_dated=_dated(each.before, values[0]),
        after=judged[1],
        after_dated=_dated(each.after, values[1]),
        why=why,
        sentence=_told(each, judged, values, why),
        id=criterion.id,
    )


def _judged(a: Assessment, standing: Standing | None) -> Judged | None:
    return None if standing is None else Judged(standing.outcome, figures.is_over(a))


def _standing(criterion: Criterion, standing: Standing | None) -> Value:
    """A value in its unit; None for evidence and where there is no such criterion."""
    if standing is None or criterion.threshold is None:
        return None
    if standing.value is None:
        return say("no figure")
    return Quantity(standing.value, criterion.unit, at_least=standing.at_least, beside=figures.bar(criterion))


def _dated(standing: Standing | None, value: Value) -> Value:
    """A value with its month; None for evidence."""
    return None if standing is None or value is None else say("{month} {value}", month=standing.month, value=value)


def _told(each: CriterionChange, judged: list[Judged | None], values: list[Value], why: tuple[Value, ...]) -> Value:
    """A criterion in one sentence: figures, outcomes, cells."""
    outcomes: Value = (
        judged[1] if judged[0] == judged[1] else say("{before} → {after}", before=judged[0], after=judged[1])
    )
    shown = _figures(each, values)
    body = outcomes if shown is None else say("{a}, {b}", a=shown, b=outcomes)
    told = say("{label}: {body}", label=figures.label(each.criterion), body=body)
    return say("{told}; {why}", told=told, why=Joined(why, "clauses")) if why else told


def _figures(each: CriterionChange, values: list[Value]) -> Value:
    """The values with their months: 2026年5月 148家 → 2026年6月 200家."""
    if each.before is None or each.after is None or values == [None, None]:
        return None
    if each.before.month != each.after.month:
        values = [_dated(each.before, values[0]), _dated(each.after, values[1])]
    return say("{before} → {after}", before=values[0], after=values[1])


# --- why ------------------------------------------------------------------------------------


def _why(c: Comparison, each: CriterionChange) -> Iterator[Value]:
    """What moved a criterion: its cells sheet by sheet, else the date; the type and the rules besides."""
    for touched in each.touched:
        yield from _touched(touched, c)
    if each.causes == (Cause.DATE,):
        yield say(
            "no cell changed that it reads: only the date moved from {then} to {now}",
            then=c.before.as_of,
            now=c.after.as_of,
        )
    if Cause.TYPE in each.causes:
        yield say("the two workbooks are of different types")
    if Cause.RULEBOOK in each.causes:
        yield say("the rulebooks differ")


def _touched(touched: Touched, c: Comparison) -> Iterator[Value]:
    """Labels, headers and few cells of a form one by one; else counts and places, as always of a ledger."""
    few = sum(touched.counts.values()) <= SHOWN and touched.sheet not in LEDGERS
    for change in touched.cells:
        if few or change.part in (Part.LABEL, Part.HEADER):
            cell = changed_cell(change, c)
            plain = change.part is not Part.CELL or touched.sheet == "claims"
            said = cell.column if plain else say("{record} {column}", record=cell.record, column=cell.column)
            yield say(
                "{cell} {before} → {after} ({place})", cell=said, before=cell.before, after=cell.after, place=cell.place
            )
    if few:
        return
    texts = _row_counts(touched.counts) if touched.sheet in LEDGERS else _cell_counts(touched.counts)
    for kind, text in texts.items():
        places = touched.places[kind]
        if touched.counts[kind]:
            yield say("{text} ({places})", text=text, places=_at(kind, places, c)) if places else text


def _at(change: Change, places: tuple[Place, ...], c: Comparison) -> Value:
    """The first places of a change, in the workbook that has them."""
    layout = (c.before if change is Change.REMOVED else c.after).submission.layout
    shown: Value = Cells(tuple(map(layout.located, places[:SHOWN])))
    if len(places) > SHOWN:
        shown = say("{places} and others", places=shown)
    return say("earlier workbook {places}", places=shown) if change is Change.REMOVED else shown


def _row_counts(n: Mapping[Change, int]) -> dict[Change, Value]:
    """What happened to a ledger's rows, and to cells of rows that stayed."""
    return {
        Change.ADDED: say_count("{n} row added", "{n} rows added", n[Change.ADDED]),
        Change.REMOVED: say_count("{n} row removed", "{n} rows removed", n[Change.REMOVED]),
        Change.CHANGED: say_count("{n} cell changed", "{n} cells changed", n[Change.CHANGED]),
    }


def _cell_counts(n: Mapping[Change, int]) -> dict[Change, Value]:
    """What happened to the cells of a sheet that is no ledger."""
    return {
        Change.ADDED: say_count("{n} cell filled in", "{n} cells filled in", n[Change.ADDED]),
        Change.REMOVED: say_count("{n} cell emptied", "{n} cells emptied", n[Change.REMOVED]),
        Change.CHANGED: _row_counts(n)[Change.CHANGED],
    }


# --- sheets and months ----------------------------------------------------------------------


def _sheet(c: Comparison, each: SheetChange) -> ChangedSheet:
    texts = _row_counts(each.counts) if each.sheet in LEDGERS else _cell_counts(each.counts)
    told = tuple(text for change, text in texts.items() if each.counts[change])
    label: Value = Verbatim(each.title) if each.title else c.after.rulebook.sheets[each.sheet].label
    rest = each.total - len(each.cells)
    rows = []
    for number, change in enumerate(each.cells):
        cell = changed_cell(change, c)
        rows.append(Row(str(number), {column.key: getattr(cell, column.key) for column in CELLS}))
    return ChangedSheet(
        sentence=say("{label}: {body}", label=label, body=Joined(told)),
        table=Table(CELLS, tuple(rows)),
        more=say_count("{n} more change is not listed.", "{n} more changes are not listed.", rest)
        if rest > 0
        else None,
    )


def _past(rewritten: tuple[Rewritten, ...]) -> Value:
    """How many figures of past months were rewritten."""
    n = sum(len(each.table.rows) for each in rewritten)
    if not n:
        return say("No figure of a past month was rewritten.")
    return say_count("{n} figure of a past month was rewritten.", "{n} figures of past months were rewritten.", n)


def _rewritten(c: Comparison, each: CriterionChange) -> Rewritten:
    """A criterion's past months that were rewritten."""
    months = [revision.month for revision in each.revisions]
    span: Value = months[0]
    if len(months) > 1:
        span = say("{first} to {last}", first=months[0], last=months[-1])
    told = say_count("{n} month was rewritten ({span})", "{n} months were rewritten ({span})", len(months), span=span)
    flips = sum(revision.before.outcome is not revision.after.outcome for revision in each.revisions)
    others = say_count("{n} with another outcome", "{n} with other outcomes", flips)
    rows = [
        Row(
            str(revision.month),
            {
                "month": revision.month,
                "before_value": _standing(each.criterion, revision.before),
                "before": _judged(c.before, revision.before),
                "after_value": _standing(each.criterion, revision.after),
                "after": _judged(c.after, revision.after),
            },
        )
        for revision in each.revisions
    ]
    return Rewritten(
        label=figures.label(each.criterion),
        sentence=say("{a}, {b}", a=told, b=others) if flips else told,
        why=tuple(text for touched in each.revised_by for text in _touched(touched, c)),
        table=Table(MONTHS, tuple(rows)),
    )
