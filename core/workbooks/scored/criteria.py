"""The sheet 逐条结果: one row a criterion, to filter and to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from xlsxwriter.worksheet import Worksheet

from core.i18n import N_, words
from core.model import Assessment, Finding, Kind, Layout, Outcome, Rulebook
from core.printers import addresses
from core.printers.palette import LIGHT
from core.printers.sheet.look import (
    BODY,
    HEADER,
    OUTCOMES,
    Layer,
    Look,
    height,
    marked,
    prepare_page,
    width_of,
    write_figure,
    write_part,
    write_text,
)
from core.printers.sheet.native import GENERAL, format_of, points
from core.printers.sheet.part import Part
from core.views.format import SHARE, difference_text
from core.views.tables import CriterionRow, is_over
from core.views.words import outcome_label
from core.workbooks.scored.live.conditions import text
from core.workbooks.scored.live.plan import NOTHING
from core.workbooks.scored.told import Told
from core.workbooks.scored.workings import (
    ATTAINMENT,
    GAP,
    MODES,
    OUTCOME,
    REASONS,
    TARGET_OUTCOME,
    VALUE,
    Workings,
    number,
)

HEADER_ROW = 2
#: On paper so many pages lie side by side, or the letters were half their size; each repeats what names the criterion.
PAGES_WIDE, NAMED = 2, 3
LONGEST_QUOTED = 300
TALLEST = 409.0
DONE = (Outcome.MET, Outcome.NOT_APPLICABLE)
FIRST_OF_ITEM = Layer({**BODY, "top_color": LIGHT.guide})


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion as the views show it, with the exact figures behind it."""

    shown: CriterionRow
    finding: Finding
    unit: str
    language: str
    found: Workings
    over: bool
    rulebook: Rulebook
    layout: Layout

    def cell(self, column: int) -> str:
        """Its cell in a column of 计算底稿."""
        return self.found.of(self.shown.id, column)

    def without_unit(self, text: str) -> str:
        """A figure without its unit, which has a column of its own; shares keep their % and points."""
        return " ".join(text.replace(self.unit, "", 1).split()) if self.finding.criterion.unit != SHARE else text


@dataclass(frozen=True, slots=True)
class Live:
    """A formula in place of a text: its cell in 计算底稿, its value, and how a number shows."""

    part: Part
    number_format: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its title, its least width, what stands in it; `whole` where that must not wrap, as figures cannot."""

    title: str
    width: float
    text: Callable[[Line], str]
    figure: Callable[[Line], Fraction | None] | None = None
    outcome: Callable[[Line], Outcome | None] | None = None
    whole: bool = False
    live: Callable[[Line], Live | None] | None = None


def _target(line: Line) -> Fraction | None:
    return None if line.finding.commitment is None else line.finding.commitment.target


def _gap(line: Line) -> Fraction | None:
    gap = line.finding.gap
    return points(gap) if gap is not None and line.finding.criterion.unit == SHARE else gap


def _threshold(line: Line) -> Fraction | None:
    threshold = line.finding.criterion.threshold
    return None if threshold is None else Fraction(threshold)


def _value_text(line: Line) -> str:
    """The value; for evidence what the filler said of it."""
    row = line.shown
    if row.kind is Kind.COMPUTED:
        return line.without_unit(row.value_text)
    return row.claim.status_label if row.claim is not None and row.claim.status_label else "—"


def _unit(line: Line) -> str:
    """The unit of the figures; shares carry their %."""
    return "" if line.finding.criterion.unit == SHARE else line.unit


def _basis(line: Line) -> str:
    """What the outcome rests on: the formula with its figures, or the evidence; why there is none."""
    _, row = words(line.language), line.shown
    pieces = [row.formula_filled, row.reason_text]
    if row.kind is Kind.COMPUTED and row.sources:
        pieces.append(_("from: {origin}").format(origin=row.origin_text))
    if row.self_assessed:
        pieces.append(_("self-assessed, not yet reviewed"))
    if row.claim is not None:
        said = {
            _("Evidence"): row.claim.evidence,
            _("Note"): row.claim.note,
            _("Review"): row.claim.review_label,
            _("Reviewer's note"): row.claim.review_note,
        }
        pieces += [_("{label}: {text}").format(label=label, text=_cut(text)) for label, text in said.items() if text]
        if row.claim.taken_from:
            pieces.append(_("taken from {id}, which has the same wording").format(id=row.claim.taken_from))
    return "\n".join(piece for piece in pieces if piece)


def _readings(line: Line) -> str:
    """The readings that could be another, each with that other and what it would change; else the first."""
    _, readings = words(line.language), line.shown.readings
    pieces = []
    for reading in [reading for reading in readings if reading.alternative is not None] or readings[:1]:
        pieces.append(reading.reading)
        if reading.alternative is not None:
            pieces += [_("Other reading: {reading}").format(reading=reading.alternative), reading.sentence]
    return "\n".join(pieces)


def _cells(line: Line) -> str:
    """The cells read, those of one sheet together."""
    by_sheet: dict[str, list[str]] = {}
    for place in line.finding.sources:
        by_sheet.setdefault(addresses.sheet(place, line.layout), []).append(addresses.cells(place, line.layout))
    return "\n".join(addresses.on_sheet(sheet, ", ".join(cells)) for sheet, cells in by_sheet.items())


def _gap_text(line: Line) -> str:
    """How much is missing or to spare; 0 exactly at the threshold."""
    return line.without_unit(line.shown.gap_text) if line.finding.gap else "—" if line.finding.gap is None else "0"


def _figure_format(line: Line) -> str:
    """How the value shows: as now, or as the threshold does where there is none yet."""
    finding = line.finding
    if finding.value is not None:
        return format_of(_value_text(line), negative=finding.value < 0) or GENERAL
    if finding.criterion.unit == SHARE:
        return "0.0%"
    return format_of(line.without_unit(line.shown.threshold_text)) or "#,##0"


def _live_value(line: Line) -> Live | None:
    if line.shown.kind is not Kind.COMPUTED:
        return None
    return Live(Part(line.cell(VALUE), number(line.finding.value)), _figure_format(line))


def _live_gap(line: Line) -> Live | None:
    """The gap, in points for shares: what is missing and what is to spare each with its word."""
    finding = line.finding
    if line.shown.kind is not Kind.COMPUTED:
        return None
    _ = words(line.language)
    share = finding.criterion.unit == SHARE
    size = abs(finding.gap) if finding.gap else Fraction(finding.criterion.threshold or 1)
    shown = difference_text(finding.criterion, size, line.rulebook, line.language)
    formats = []
    for template in (_("{difference} over"), _("{difference} short")):
        formats.append(format_of(line.without_unit(template.format(difference=shown))) or GENERAL)
    cell = line.cell(GAP)
    value: float | str = NOTHING if finding.gap is None else float(points(finding.gap) if share else finding.gap)
    formula = f'IF(ISNUMBER({cell}),{cell}*100,"{NOTHING}")' if share else cell
    return Live(Part(formula, value), f"{formats[0]};{formats[1]};0")


def _live_attainment(line: Line) -> Live:
    attainment = line.finding.attainment
    shown = format_of(line.shown.attainment_text, negative=attainment is not None and attainment < 0)
    return Live(Part(line.cell(ATTAINMENT), number(attainment)), shown or "0%")


def outcome_words(cell: str, language: str, *, over: bool) -> str:
    """An outcome's code in a cell as its mark and word."""
    formula = '""'
    for outcome in Outcome:
        formula = (
            f'IF({cell}="{outcome.value}",{text(marked(outcome, outcome_label(outcome, language, over)))},{formula})'
        )
    return formula


def _live_outcome(line: Line) -> Live:
    shown = marked(line.shown.outcome, line.shown.outcome_label)
    return Live(Part(outcome_words(line.cell(OUTCOME), line.language, over=line.over), shown))


def _live_own_outcome(line: Line) -> Live | None:
    outcome, label = line.shown.commitment_outcome, line.shown.commitment_label
    if outcome is None:
        return None
    formula = outcome_words(line.cell(TARGET_OUTCOME), line.language, over=line.over)
    return Live(Part(formula, marked(outcome, label or "")))


def _how(line: Line) -> str:
    """Whether the figures of the row follow the sender's cells, and why not."""
    _, plan = words(line.language), line.found.plans[line.shown.id]
    return _(MODES[plan.mode]) + ("" if plan.why is None else "\n" + _(REASONS[plan.why]))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTED else text[:LONGEST_QUOTED] + "…"


OWN_TARGET = (N_("Own end target"), N_("Own target's outcome"))
FIELDS = (
    Field(N_("No."), 5.5, lambda line: line.shown.id),
    Field(N_("Clause"), 9, lambda line: line.shown.clause),
    Field(N_("Criterion"), 12, lambda line: line.shown.title),
    Field(N_("Requirement (the notice's words)"), 20, lambda line: line.shown.quote),
    Field(N_("Value"), 9, _value_text, figure=lambda line: line.finding.value, live=_live_value),
    Field(N_("Threshold"), 8, lambda line: line.without_unit(line.shown.threshold_text) or "—", figure=_threshold),
    Field(N_("Unit"), 6, _unit, whole=True),
    Field(
        N_("Outcome"),
        10.5,
        lambda line: marked(line.shown.outcome, line.shown.outcome_label),
        outcome=lambda line: line.shown.outcome,
        live=_live_outcome,
    ),
    Field(N_("Gap"), 9.5, _gap_text, figure=_gap, live=_live_gap),
    Field(
        N_("Attainment"),
        9.5,
        lambda line: line.shown.attainment_text or "—",
        figure=lambda line: line.finding.attainment,
        live=_live_attainment,
    ),
    Field(OWN_TARGET[0], 9, lambda line: line.without_unit(line.shown.commitment_text or "—"), figure=_target),
    Field(
        OWN_TARGET[1],
        10.5,
        lambda line: (
            "—"
            if line.shown.commitment_outcome is None
            else marked(line.shown.commitment_outcome, line.shown.commitment_label or "")
        ),
        outcome=lambda line: line.shown.commitment_outcome,
        live=_live_own_outcome,
    ),
    Field(N_("Basis"), 18, _basis),
    Field(N_("Cells"), 16, _cells),
    Field(N_("How the figure stands"), 13, _how),
    Field(N_("Our reading"), 26, _readings),
    Field(N_("What to do"), 22, lambda line: "" if line.shown.outcome in DONE else line.shown.remedy),
)


def write_criteria(
    sheet: Worksheet,
    look: Look,
    assessment: Assessment,
    language: str,
    rows: Sequence[CriterionRow],
    found: Workings,
    told: Told,
) -> None:
    """Fills the sheet."""
    _ = words(language)
    prepare_page(sheet, assessment, language, landscape=True)
    write_part(sheet, 0, 0, told.verdict, look(font_size=14, bold=True, valign="vcenter"))
    below = {"font_color": LIGHT.muted} if told.red_flag is None else {"font_color": LIGHT.not_met, "bold": True}
    write_part(sheet, 1, 0, told.below_verdict, look(**below, valign="vcenter"))
    sheet.set_row(0, 28)
    sheet.set_row(1, 18)
    fields = _fields(assessment)
    lines = _lines(assessment, rows, language, found)
    shown = [[field.text(line) for field in fields] for line in lines]
    fields = [
        replace(field, width=_width(field, _(field.title), lines, [texts[column] for texts in shown]))
        for column, field in enumerate(fields)
    ]
    for column, field in enumerate(fields):
        sheet.set_column(column, column, field.width, look())
        write_text(sheet, HEADER_ROW, column, _(field.title), look(HEADER))
    sheet.set_row(HEADER_ROW, max(height(_(field.title), field.width) for field in fields) + 4)
    item = None
    for row, (line, texts) in enumerate(zip(lines, shown, strict=True), start=HEADER_ROW + 1):
        layer = FIRST_OF_ITEM if line.shown.item != item else BODY
        _write_line(sheet, row, line, list(zip(fields, texts, strict=True)), look, layer)
        item = line.shown.item
    last = HEADER_ROW + len(lines)
    for column, field in enumerate(fields):
        if field.outcome is not None:
            colour_outcomes(sheet, look, (HEADER_ROW + 1, column, last, column), language, over=is_over(assessment))
    sheet.autofilter(HEADER_ROW, 0, last, len(fields) - 1)
    sheet.freeze_panes(HEADER_ROW + 1, NAMED)
    sheet.print_area(HEADER_ROW, 0, last, len(fields) - 1)  # the sentences above would be cut on the second page
    sheet.repeat_rows(HEADER_ROW)
    sheet.repeat_columns(0, NAMED - 1)
    sheet.fit_to_pages(PAGES_WIDE, 0)
    sheet.print_across()


def colour_outcomes(
    sheet: Worksheet, look: Look, cells: tuple[int, int, int, int], language: str, *, over: bool
) -> None:
    """Outcomes keep their colours when their words change."""
    for outcome in Outcome:
        shown = text(marked(outcome, outcome_label(outcome, language, over)))
        rule = {"type": "cell", "criteria": "==", "value": shown, "format": look.change(OUTCOMES[outcome].cell)}
        sheet.conditional_format(*cells, rule)


def _lines(a: Assessment, rows: Sequence[CriterionRow], language: str, found: Workings) -> list[Line]:
    """A line a criterion, in the order of the notice."""
    return [
        Line(
            row,
            finding,
            a.rulebook.units[finding.criterion.unit].in_(language) if finding.criterion.unit else "",
            language,
            found,
            is_over(a),
            a.rulebook,
            a.submission.layout,
        )
        for row, finding in zip(rows, a.findings, strict=True)
    ]


def _width(field: Field, title: str, lines: list[Line], texts: list[str]) -> float:
    """Wide enough for each word of the title, and for what must stand on one line."""
    whole = texts if field.whole else []
    if field.figure is not None:
        whole = [text for line, text in zip(lines, texts, strict=True) if field.figure(line) is not None]
    return max([field.width, *(width_of(said) + 1.5 for said in [*whole, *title.split()])])


def _fields(a: Assessment) -> list[Field]:
    """The columns; those of the applicant's own targets only where there are any."""
    any_target = any(finding.commitment is not None for finding in a.findings)
    return [field for field in FIELDS if any_target or field.title not in OWN_TARGET]


def _write_line(
    sheet: Worksheet, row: int, line: Line, cells: list[tuple[Field, str]], look: Look, layer: Layer
) -> None:
    """A criterion's row, tall enough for its longest text."""
    plain = look(layer)
    for column, (field, shown) in enumerate(cells):
        outcome = None if field.outcome is None else field.outcome(line)
        live = None if field.live is None else field.live(line)
        if outcome is not None:
            style = look(layer, OUTCOMES[outcome].cell, align="center")
            if live is not None:
                write_part(sheet, row, column, live.part, style)
            else:
                write_text(sheet, row, column, shown, style)
        elif live is not None:
            style = look(layer, align="right", num_format=live.number_format or GENERAL)
            write_part(sheet, row, column, live.part, style)
        elif field.figure is not None:
            write_figure(sheet, (row, column), shown, field.figure(line), look, layer)
        else:
            write_text(sheet, row, column, shown, plain)
    sheet.set_row(row, min(TALLEST, max(height(shown, field.width) for field, shown in cells)))
