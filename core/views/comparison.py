"""Comparison → rows and sentences: what changed in the verdict since an earlier workbook, and which cells did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.comparison import Cause, Change, Comparison, CriterionChange, Part, Revision, SheetChange, Standing, Touched
from core.documents import figures
from core.documents.figures import is_over
from core.i18n import words
from core.model import Assessment, Criterion, Month, Outcome, Place
from core.model.quantity import Quantity
from core.printers.problems import ProblemRow, printer_of
from core.views.cell_changes import SHOWN, CellRow, cell_row, places_text
from core.views.format import month_text, value_text
from core.views.words import joined, outcome_label, profile_label, sentences

#: Sheets whose changes are told as rows.
LEDGERS = frozenset({"resources", "products", "organisations", "daily"})


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A criterion whose outcome or value is another, and what did it."""

    id: str
    title: str
    label: str
    before: Outcome | None
    after: Outcome | None
    before_label: str
    after_label: str
    before_dated: str
    after_dated: str
    figures: str
    why: tuple[str, ...]
    sentence: str
    outcome_moved: bool
    cells: tuple[CellRow, ...]


@dataclass(frozen=True, slots=True)
class SheetRows:
    """What changed on a sheet: its counts as a sentence, the first changes, and how many are not shown."""

    title: str
    sentence: str
    cells: tuple[CellRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class RevisedRow:
    """A past month that was rewritten: what was known then, and what is known now."""

    month_text: str
    before: Outcome
    after: Outcome
    before_value: str
    after_value: str
    before_label: str
    after_label: str


@dataclass(frozen=True, slots=True)
class Revised:
    """A criterion's rewritten months, and the cells behind them."""

    id: str
    label: str
    sentence: str
    why: tuple[str, ...]
    rows: tuple[RevisedRow, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Everything that is said of an earlier workbook against the one that is open."""

    sentence: str
    subline: str
    moved: tuple[MovedRow, ...]
    sheets: tuple[SheetRows, ...]
    revised: tuple[Revised, ...]
    questions: tuple[ProblemRow, ...]
    same: bool


def comparison_view(c: Comparison, language: str) -> ComparisonView:
    """All rows of a comparison."""
    return ComparisonView(
        sentence=_sentence(c, language),
        subline=_subline(c, language),
        moved=tuple(_moved(c, each, language) for each in c.moved),
        sheets=tuple(_sheet(c, each, language) for each in c.sheets),
        revised=tuple(_revised(c, each, language) for each in c.revised),
        questions=tuple(map(printer_of(c.after, language).row, c.problems)),
        same=not c.sheets,
    )


def comparison_lines(c: Comparison, language: str, most: int = 5) -> list[str]:
    """A few lines to read: the verdict then and now, the first criteria that moved, the sheets."""
    view = comparison_view(c, language)
    _ = words(language)
    lines = [view.sentence, *(f"- {row.sentence}" for row in view.moved[:most])]
    rest = len(view.moved) - most
    if rest > 0:
        lines.append(_.plural("- and {n} more criterion.", "- and {n} more criteria.", rest).format(n=rest))
    lines += [sheet.sentence for sheet in view.sheets]
    if view.revised:
        lines.append(revised_sentence(view, language))
    return lines


def revised_sentence(view: ComparisonView, language: str) -> str:
    """How many figures of past months were rewritten."""
    _ = words(language)
    if not view.revised:
        return _("No figure of a past month was rewritten.")
    count = sum(len(each.rows) for each in view.revised)
    return _.plural(
        "{n} figure of a past month was rewritten.", "{n} figures of past months were rewritten.", count
    ).format(n=count)


def known_then(c: Comparison, id: str) -> dict[Month, Quantity]:
    """A criterion's figures as the earlier workbook had them, for drawing; none where it rewrote no month."""
    if id not in {each.criterion.id for each in c.revised}:
        return {}
    criterion = c.before.rulebook.criterion(c.before.profile, id)
    points = c.before.trajectory(id).points
    return {point.month: figures.in_own_unit(criterion, point.value) for point in points if point.value is not None}


# --- the verdict ----------------------------------------------------------------------------


def _sentence(c: Comparison, language: str) -> str:
    _ = words(language)
    month = month_text(c.before.as_of, language)
    if not c.sheets and not c.moved:
        return _("Nothing changed since the earlier workbook ({month}).").format(month=month)
    flips = len([each for each in c.moved if each.outcome_moved])
    if not flips:
        return _("Since the earlier workbook ({month}), no outcome changed.").format(month=month)
    text = _.plural(
        "Since the earlier workbook ({month}), {n} outcome changed: {before} of {total} were met then, {after} now.",
        "Since the earlier workbook ({month}), {n} outcomes changed: {before} of {total} were met then, {after} now.",
        flips,
    )
    before, after = (a.verdict.counts[Outcome.MET] for a in (c.before, c.after))
    return text.format(month=month, n=flips, before=before, after=after, total=c.after.verdict.total)


def _subline(c: Comparison, language: str) -> str:
    """What the two are judged at, and by what they differ besides their cells."""
    _ = words(language)
    then, now = (month_text(a.as_of, language) for a in (c.before, c.after))
    dates = _("Each workbook is judged at its own date: {then} and {now}.")
    if c.before.as_of == c.after.as_of:
        dates = _("Both workbooks are judged at {now}.")
    parts = [dates.format(then=then, now=now)]
    own = c.before.submission.profile
    if own is not None and own is not c.after.profile:
        label = profile_label(c.after.rulebook, own, language)
        judged = profile_label(c.after.rulebook, c.after.profile, language)
        parts.append(_("The earlier one names the type {own}; it is judged as {type}.").format(own=label, type=judged))
    return sentences(parts, language)


def _moved(c: Comparison, each: CriterionChange, language: str) -> MovedRow:
    criterion, over = each.criterion, (is_over(c.before), is_over(c.after))
    title = criterion.title.in_(language)
    labels = [
        "—" if standing is None else outcome_label(standing.outcome, language, ended)
        for standing, ended in zip((each.before, each.after), over, strict=True)
    ]
    texts = [_standing(c.after, criterion, standing, language) for standing in (each.before, each.after)]
    why = tuple(_why(c, each, language))
    return MovedRow(
        id=criterion.id,
        title=title,
        label=f"{criterion.id} {title}",
        before=each.before.outcome if each.before else None,
        after=each.after.outcome if each.after else None,
        before_label=labels[0],
        after_label=labels[1],
        before_dated=_dated(each.before, texts[0], language),
        after_dated=_dated(each.after, texts[1], language),
        figures=_figures(each, texts, language),
        why=why,
        sentence=_told(f"{criterion.id} {title}", each, labels, texts, why, language),
        outcome_moved=each.outcome_moved,
        cells=tuple(cell_row(cell, c, language) for touched in each.touched for cell in touched.cells),
    )


def _standing(a: Assessment, criterion: Criterion, standing: Standing | None, language: str) -> str:
    """A value in its unit; '' for evidence."""
    if standing is None or criterion.threshold is None:
        return ""
    _ = words(language)
    shown = value_text(criterion, standing.value, a.rulebook, language)
    if standing.value is None:
        return _("no figure")
    return _("at least {value}").format(value=shown) if standing.at_least else shown


def _figures(each: CriterionChange, texts: list[str], language: str) -> str:
    """The values with their months: 2026年5月 148家 → 2026年6月 200家."""
    if each.before is None or each.after is None or not any(texts):
        return ""
    if each.before.month == each.after.month:
        return " → ".join(texts)
    return " → ".join(_dated(s, text, language) for s, text in zip((each.before, each.after), texts, strict=True))


def _dated(standing: Standing | None, text: str, language: str) -> str:
    """A value with its month; '' for evidence."""
    return f"{month_text(standing.month, language)} {text}" if standing is not None and text else ""


def _told(
    label: str, each: CriterionChange, labels: list[str], texts: list[str], why: tuple[str, ...], language: str
) -> str:
    """A criterion in one sentence: figures, outcomes, cells."""
    _ = words(language)
    outcomes = f"{labels[0]} → {labels[1]}" if labels[0] != labels[1] else labels[1]
    figures = _figures(each, texts, language)
    pieces = [piece for piece in (figures, outcomes) if piece]
    body = (_("{a}, {b}").format(a=pieces[0], b=pieces[1])) if len(pieces) > 1 else pieces[0]
    told = _("{label}: {body}").format(label=label, body=body)
    return _("{told}; {why}").format(told=told, why=_("; ").join(why)) if why else told


# --- why ------------------------------------------------------------------------------------


def _why(c: Comparison, each: CriterionChange, language: str) -> Iterator[str]:
    """What moved a criterion: its cells sheet by sheet, else the date; the type and the rules besides."""
    _ = words(language)
    for touched in each.touched:
        yield from _touched(touched, c, language)
    if each.causes == (Cause.DATE,):
        then, now = (month_text(a.as_of, language) for a in (c.before, c.after))
        yield _("no cell changed that it reads: only the date moved from {then} to {now}").format(then=then, now=now)
    if Cause.TYPE in each.causes:
        yield _("the two workbooks are of different types")
    if Cause.RULEBOOK in each.causes:
        yield _("the rulebooks differ")


def _touched(touched: Touched, c: Comparison, language: str) -> Iterator[str]:
    """Counts and places of a ledger's changes; of other sheets the cells themselves, where they are few."""
    _ = words(language)
    counts = touched.counts
    if touched.sheet not in LEDGERS and sum(counts.values()) <= SHOWN:
        for cell in touched.cells:
            row = cell_row(cell, c, language)
            record = "" if touched.sheet == "claims" or cell.part is Part.LABEL else row.record
            said = _("{record} {column}").format(record=record, column=row.column).strip()
            yield _("{cell} {before} → {after} ({place})").format(
                cell=said, before=row.before, after=row.after, place=row.place
            )
        return
    texts = _row_texts(counts, language) if touched.sheet in LEDGERS else _cell_texts(counts, language)
    for change, text in texts.items():
        places = touched.places[change]
        if counts[change]:
            yield (
                text
                if not places
                else _("{text} ({places})").format(text=text, places=_at(change, places, c, language))
            )


def _at(change: Change, places: tuple[Place, ...], c: Comparison, language: str) -> str:
    _ = words(language)
    told = places_text(places, c.before if change is Change.REMOVED else c.after, language)
    return _("earlier workbook {places}").format(places=told) if change is Change.REMOVED else told


def _row_texts(n: Mapping[Change, int], language: str) -> dict[Change, str]:
    """What happened to a ledger's rows, and to cells of rows that stayed."""
    _ = words(language)
    return {
        Change.ADDED: _.plural("{n} row added", "{n} rows added", n[Change.ADDED]).format(n=n[Change.ADDED]),
        Change.REMOVED: _.plural("{n} row removed", "{n} rows removed", n[Change.REMOVED]).format(n=n[Change.REMOVED]),
        Change.CHANGED: _.plural("{n} cell changed", "{n} cells changed", n[Change.CHANGED]).format(
            n=n[Change.CHANGED]
        ),
    }


def _cell_texts(n: Mapping[Change, int], language: str) -> dict[Change, str]:
    """What happened to the cells of a sheet that is no ledger."""
    _ = words(language)
    return {
        Change.ADDED: _.plural("{n} cell filled in", "{n} cells filled in", n[Change.ADDED]).format(n=n[Change.ADDED]),
        Change.REMOVED: _.plural("{n} cell emptied", "{n} cells emptied", n[Change.REMOVED]).format(
            n=n[Change.REMOVED]
        ),
        Change.CHANGED: _row_texts(n, language)[Change.CHANGED],
    }


# --- sheets and months ----------------------------------------------------------------------


def _sheet(c: Comparison, each: SheetChange, language: str) -> SheetRows:
    _ = words(language)
    texts = _row_texts(each.counts, language) if each.sheet in LEDGERS else _cell_texts(each.counts, language)
    told = joined([text for change, text in texts.items() if each.counts[change]], language)
    label = each.title or c.after.rulebook.sheets[each.sheet].label.in_(language)
    rest = each.total - len(each.cells)
    more = _.plural("{n} more change is not listed.", "{n} more changes are not listed.", rest).format(n=rest)
    return SheetRows(
        title=label,
        sentence=_("{label}: {body}").format(label=label, body=told),
        cells=tuple(cell_row(cell, c, language) for cell in each.cells),
        more=more if rest > 0 else "",
    )


def _revised(c: Comparison, each: CriterionChange, language: str) -> Revised:
    """A criterion's past months that were rewritten."""
    _ = words(language)
    rows = tuple(_revised_row(c, each.criterion, revision, language) for revision in each.revisions)
    flips = len([row for row in rows if row.before is not row.after])
    span = rows[0].month_text
    if len(rows) > 1:
        span = _("{first} to {last}").format(first=span, last=rows[-1].month_text)
    told = _.plural("{n} month was rewritten ({span})", "{n} months were rewritten ({span})", len(rows))
    told = told.format(n=len(rows), span=span)
    others = _.plural("{n} with another outcome", "{n} with other outcomes", flips).format(n=flips)
    return Revised(
        id=each.criterion.id,
        label=f"{each.criterion.id} {each.criterion.title.in_(language)}",
        sentence=_("{a}, {b}").format(a=told, b=others) if flips else told,
        why=tuple(text for touched in each.revised_by for text in _touched(touched, c, language)),
        rows=rows,
    )


def _revised_row(c: Comparison, criterion: Criterion, revision: Revision, language: str) -> RevisedRow:
    then, now = revision.before, revision.after
    return RevisedRow(
        month_text=month_text(revision.month, language),
        before=then.outcome,
        after=now.outcome,
        before_value=_standing(c.after, criterion, then, language),
        after_value=_standing(c.after, criterion, now, language),
        before_label=outcome_label(then.outcome, language, is_over(c.before)),
        after_label=outcome_label(now.outcome, language, is_over(c.after)),
    )
