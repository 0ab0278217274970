"""Comparison → what changed in the verdict since an earlier workbook, and which cells did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.comparison.nouns import Cause, Change, Comparison, CriterionChange, Part, SheetChange, Standing, Touched
from core.documents import figures
from core.documents.changed_cells import changed_cell
from core.documents.texts import COUNTED, many, number, table
from core.model import Assessment, Criterion, Month, Outcome, Place, Problem
from core.model.document import Cells, Document, Joined, Row, Table, Value, Verbatim, say
from core.model.quantity import Judged, Quantity

#: Sheets whose changes are counted in rows.
LEDGERS = frozenset({"resources", "products", "organisations", "daily"})
#: Cells and places named in a sentence; the rest is counted.
SHOWN = 3


class MovedCriterion(Document, frozen=True):
    """A criterion whose outcome or value is another, and what did it; `brief` says so without its number and cells."""

    label: Value
    before: Judged | None
    before_dated: Value
    after: Judged | None
    after_dated: Value
    why: tuple[Value, ...]
    sentence: Value
    brief: Value
    id: str


class ChangedSheet(Document, frozen=True):
    """What changed on a sheet: its counts, the first changes, and how many are not listed."""

    sentence: Value
    table: Table
    more: Value


class Rewritten(Document, frozen=True):
    """A criterion's past months that were rewritten, and the cells behind them."""

    label: Value
    sentence: Value
    why: tuple[Value, ...]
    table: Table


class Changes(Document, frozen=True):
    """What changed from an earlier workbook to the one that is open."""

    sentence: Value
    subline: Value
    moved: tuple[MovedCriterion, ...]
    questions: tuple[Problem, ...]
    past: Value
    rewritten: tuple[Rewritten, ...]
    sheets: tuple[ChangedSheet, ...]


def changes_document(c: Comparison) -> Changes:
    rewritten = tuple(_rewritten(c, each) for each in c.revised)
    n = sum(len(each.table.rows) for each in rewritten)
    past = many("rewritten", n) if n else say("No figure of a past month was rewritten.")
    moved, sheets = tuple(_moved(c, each) for each in c.moved), tuple(_sheet(c, each) for each in c.sheets)
    return Changes(_sentence(c), _subline(c), moved, c.problems, past, rewritten, sheets)


def in_brief(changes: Changes, most: int = 5) -> tuple[Value, ...]:
    """A few lines to read: the verdict then and now, the first criteria that moved, the sheets."""
    lines: list[Value] = [changes.sentence]
    lines += [say("- {sentence}", sentence=each.sentence) for each in changes.moved[:most]]
    rest = len(changes.moved) - most
    lines += [many("more_criteria", rest)] if rest > 0 else []
    lines += [sheet.sentence for sheet in changes.sheets]
    return (*lines, changes.past) if changes.rewritten else tuple(lines)


def known_then(c: Comparison, id: str) -> dict[Month, Quantity]:
    """A criterion's figures as the earlier workbook had them, for drawing; none where it rewrote no month."""
    if id not in {each.criterion.id for each in c.revised}:
        return {}
    criterion = c.before.rulebook.criterion(c.before.profile, id)
    points = c.before.trajectory(id).points
    return {point.month: criterion.quantity(point.value) for point in points if point.value is not None}


def _sentence(c: Comparison) -> Value:
    month, flips = c.before.as_of, sum(each.outcome_moved for each in c.moved)
    if not c.sheets and not c.moved:
        return say("Nothing changed since the earlier workbook ({month}).", month=month)
    if not flips:
        return say("Since the earlier workbook ({month}), no outcome changed.", month=month)
    before, after = (figures.plain(a.verdict.counts[Outcome.MET]) for a in (c.before, c.after))
    slots = {"month": month, "before": before, "after": after, "total": figures.plain(c.after.verdict.total)}
    return many("changed", flips, **slots)


def _subline(c: Comparison) -> Value:
    then, now, own = c.before.as_of, c.after.as_of, c.before.submission.profile
    dates = say("Each workbook is judged at its own date: {then} and {now}.", then=then, now=now)
    parts = [say("Both workbooks are judged at {now}.", now=now) if then == now else dates]
    if own is not None and own is not c.after.profile:
        parts.append(
            say("The earlier one names the type {own}; it is judged as {type}.", own=own, type=c.after.profile)
        )
    return Joined(tuple(parts), "sentences")


def _moved(c: Comparison, each: CriterionChange) -> MovedCriterion:
    label, why = figures.label(each.criterion), tuple(_why(c, each))
    before, after = _judged(c.before, each.before), _judged(c.after, each.after)
    value, value_now = _standing(each.criterion, each.before), _standing(each.criterion, each.after)
    dated, dated_now = _dated(each.before, value), _dated(each.after, value_now)
    body: Value = after if before == after else say("{before} → {after}", before=before, after=after)
    if each.before is not None and each.after is not None and (value is not None or value_now is not None):
        same = each.before.month == each.after.month
        pair = {"before": value, "after": value_now} if same else {"before": dated, "after": dated_now}
        body = say("{a}, {b}", a=say("{before} → {after}", **pair), b=body)
    wording = say("{label}: {body}", label=label, body=body)
    brief = say("{label}: {body}", label=each.criterion.title, body=body)
    if why:
        wording = say("{change}; {why}", change=wording, why=Joined(why, "clauses"))
    return MovedCriterion(label, before, dated, after, dated_now, why, wording, brief, each.criterion.id)


def _judged(a: Assessment, standing: Standing | None) -> Judged | None:
    return None if standing is None else Judged(standing.outcome, a.is_over)


def _standing(criterion: Criterion, standing: Standing | None) -> Value:
    """A value in its unit; None for evidence and where there is no such criterion."""
    if standing is None or criterion.threshold is None:
        return None
    if standing.value is None:
        return say("no figure")
    return Quantity(standing.value, criterion.unit, at_least=standing.at_least, beside=criterion.threshold)


def _dated(standing: Standing | None, value: Value) -> Value:
    return None if standing is None or value is None else say("{month} {value}", month=standing.month, value=value)


def _why(c: Comparison, each: CriterionChange) -> Iterator[Value]:
    """What moved a criterion: its cells sheet by sheet, else the date; the type and the rules besides."""
    for touched in each.touched:
        yield from _touched(touched, c)
    if each.causes == (Cause.DATE,):
        dates = {"then": c.before.as_of, "now": c.after.as_of}
        yield say("no cell changed that it reads: only the date moved from {then} to {now}", **dates)
    if Cause.TYPE in each.causes:
        yield say("the two workbooks are of different types")
    if Cause.RULEBOOK in each.causes:
        yield say("the rulebooks differ")


def _touched(touched: Touched, c: Comparison) -> Iterator[Value]:
    """Labels, headers and few cells of a form one by one; else counts and places, as always of a ledger."""
    few = sum(touched.counts.values()) <= SHOWN and touched.sheet not in LEDGERS
    for change in touched.cells:
        if few or change.part in (Part.LABEL, Part.HEADER):
            cells = changed_cell(change, c)
            plain = change.part is not Part.CELL or touched.sheet == "claims"
            cell = (
                cells["column"] if plain else say("{record} {column}", record=cells["record"], column=cells["column"])
            )
            slots = {key: cells[key] for key in ("before", "after", "place")}
            yield say("{cell} {before} → {after} ({place})", cell=cell, **slots)
    for kind, text in () if few else _counts(touched.sheet, touched.counts):
        places = touched.places[kind]
        yield say("{text} ({places})", text=text, places=_at(kind, places, c)) if places else text


def _at(change: Change, places: tuple[Place, ...], c: Comparison) -> Value:
    layout = (c.before if change is Change.REMOVED else c.after).submission.layout
    shown: Value = Cells(tuple(map(layout.located, places[:SHOWN])))
    if len(places) > SHOWN:
        shown = say("{places} and others", places=shown)
    return say("earlier workbook {places}", places=shown) if change is Change.REMOVED else shown


def _counts(sheet: str, n: Mapping[Change, int]) -> list[tuple[Change, Value]]:
    """What happened to a ledger's rows or another sheet's cells, and to the contents of those that stayed."""
    words = COUNTED["cells"] | (COUNTED["rows"] if sheet in LEDGERS else {})
    return [(change, number(words[change], n[change])) for change in Change if n[change]]


def _sheet(c: Comparison, each: SheetChange) -> ChangedSheet:
    texts = tuple(text for _, text in _counts(each.sheet, each.counts))
    label: Value = Verbatim(each.title) if each.title else c.after.rulebook.sheets[each.sheet].label
    rest = each.total - len(each.cells)
    rows = (Row(str(number), changed_cell(change, c)) for number, change in enumerate(each.cells))
    sentence = say("{label}: {body}", label=label, body=Joined(texts))
    return ChangedSheet(sentence, table("changed_cells", rows), many("unlisted", rest) if rest > 0 else None)


def _rewritten(c: Comparison, each: CriterionChange) -> Rewritten:
    months = [revision.month for revision in each.revisions]
    span: Value = months[0]
    if len(months) > 1:
        span = say("{first} to {last}", first=months[0], last=months[-1])
    rewritten = many("rewritten_months", len(months), span=span)
    flips = sum(revision.before.outcome is not revision.after.outcome for revision in each.revisions)
    rows = []
    for revision in each.revisions:
        cells: dict[str, Value] = {
            "month": revision.month,
            "before_value": _standing(each.criterion, revision.before),
            "before": _judged(c.before, revision.before),
            "after_value": _standing(each.criterion, revision.after),
            "after": _judged(c.after, revision.after),
        }
        rows.append(Row(str(revision.month), cells))
    sentence = say("{a}, {b}", a=rewritten, b=many("other_outcomes", flips)) if flips else rewritten
    why = tuple(text for touched in each.revised_by for text in _touched(touched, c))
    return Rewritten(figures.label(each.criterion), sentence, why, table("rewritten_months", rows))
