"""The sheet 计算底稿: each criterion's figure, outcome, attainment and weight as formulas, and the scores from them.

All other sheets that show a figure point here; this sheet points at the sender's cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.assessment.score import EVIDENCE
from core.documents import figures
from core.documents.response import in_brief
from core.i18n import N_, Language, words
from core.model import Assessment, Finding, Kind, Month, Outcome
from core.model.quantity import COUNTS, WHOLE, Form, Key, Measure, Quantity, item_subject
from core.printers.addresses import letters, quoted
from core.printers.sheet.formulas import FormulaPrinter
from core.printers.sheet.look import BODY, HEADER, Look, height, prepare_page, write_heading, write_part, write_text
from core.printers.sheet.part import Part
from core.printers.text import TextPrinter
from core.workbooks.scored.live import Mode, Plan, Why
from core.workbooks.scored.live.cells import serial
from core.workbooks.scored.live.plan import NOTHING

DATES_ROW, HEADER_ROW = 2, 5
FIRST = HEADER_ROW + 1
ID, TITLE, ITEM, HOW, ABOVE, BELOW, MISSING, VALUE, THRESHOLD, OUTCOME, ATTAINMENT, GAP = range(12)
WEIGHT, COUNTED, KNOWN, POINTS, TARGET, TARGET_OUTCOME, REASON = range(12, 19)
NEEDED, SCORED_VALUE, SCORED_OUTCOME, CHANGED = range(19, 23)
VALUE_TEXT, FIGURE_TEXT, SHORT_TEXT, NEEDED_TEXT, EVIDENCE_TEXT, NOTE_TEXT = range(23, 29)
PARTS_SHORT, PARTS_NEEDED = range(29, 31)
COLUMNS = (
    *((N_("No."), 7), (N_("Criterion"), 20), (N_("Item no."), 6), (N_("How the figure stands"), 22)),
    *((N_("Figure"), 13), (N_("Divided by"), 11), (N_("Parts missing"), 8), (N_("Value"), 11), (N_("Threshold"), 13)),
    *((N_("Outcome code"), 14), (N_("Attainment"), 9), (N_("Gap"), 11), (N_("Weight"), 7)),
    *((N_("Weight counted"), 8), (N_("Weight known"), 8), (N_("Points"), 8)),
    *((N_("Own end target"), 9), (N_("Own target's outcome"), 14), (N_("Why no formula"), 40)),
    *((N_("Needed a month"), 9), (N_("Value when scored"), 11), (N_("Outcome when scored"), 14)),
    (N_("Changed since scoring"), 9),
    *((N_("Value in words"), 11), (N_("Value without unit"), 11), (N_("Difference in words"), 11)),
    *((N_("Needed a month, in words"), 14), (N_("Evidence"), 14), (N_("Note"), 14)),
    *((N_("Parts of the whole still to add"), 12), (N_("Parts to add a month"), 12)),
)
#: The columns that hold a figure as text, by measure, form and whether it is bare.
WORDED = {
    (Measure.VALUE, Form.VALUE, False): VALUE_TEXT,
    (Measure.VALUE, Form.VALUE, True): FIGURE_TEXT,
    (Measure.GAP, Form.DIFFERENCE, False): SHORT_TEXT,
    (Measure.NEEDED, Form.PACE, False): NEEDED_TEXT,
}
#: The columns that hold what a key of a criterion names.
MEASURES = {
    Measure.ABOVE: ABOVE,
    Measure.BELOW: BELOW,
    Measure.VALUE: VALUE,
    Measure.THRESHOLD: THRESHOLD,
    Measure.OUTCOME: OUTCOME,
    Measure.ATTAINMENT: ATTAINMENT,
    Measure.GAP: GAP,
    Measure.NEEDED: NEEDED,
    Measure.PARTS_SHORT: PARTS_SHORT,
    Measure.PARTS_NEEDED: PARTS_NEEDED,
    Measure.MISSING: MISSING,
    Measure.TARGET: TARGET,
    Measure.TARGET_OUTCOME: TARGET_OUTCOME,
    Measure.CHANGED: CHANGED,
    Measure.EVIDENCE: EVIDENCE_TEXT,
    Measure.NOTE: NOTE_TEXT,
}
BOUNDS = {Measure.SCORE: 0, Measure.SCORE_LOW: 1, Measure.SCORE_HIGH: 2}
MODES = {
    Mode.LIVE: N_("Formula on your cells"),
    Mode.COPY: N_("Formula, partly on our copy"),
    Mode.VALUE: N_("Plain value"),
}
REASONS = {
    Why.NO_SOURCE: N_("There is no cell to read."),
    Why.NOT_HERE: N_("The sheets it was read from are not in this file."),
    Why.REWRITTEN: N_(
        "The sheet it was read from is stored in an unusual way; saved again in Excel or WPS it can be live."
    ),
    Why.TOO_MANY_ROWS: N_("So many rows would make the spreadsheet slow."),
    Why.TOO_MANY_NAMES: N_("So many different names would make the spreadsheet slow."),
    Why.DATES_1904: N_("This workbook counts its days from 1904."),
    Why.TOO_CLOSE: N_("The value is so near its threshold that a spreadsheet's rounding could hide the difference."),
    Why.SHARES_DIFFER: N_("Rows of one organisation state different shares; the smallest is used."),
    Why.UNREAD: N_("A part of the figure could not be read."),
}
ROUNDED = 12


@dataclass(frozen=True, slots=True)
class Workings:
    """Where other sheets find what they show."""

    title: str
    rows: Mapping[str, int]
    last: int
    items: Mapping[int, int]
    total: int
    counts: int
    plans: Mapping[str, Plan]
    subjects: Mapping[str, int]

    def cell(self, row: int, column: int) -> str:
        """A cell of the sheet as a formula names it."""
        return f"{quoted(self.title)}!${letters(column)}${row + 1}"

    def of(self, id: str, column: int) -> str:
        """A criterion's cell."""
        return self.cell(self.rows[id], column)

    def column(self, column: int) -> str:
        """A column over all criteria."""
        letter = letters(column)
        return f"{quoted(self.title)}!${letter}${FIRST + 1}:${letter}${self.last + 1}"

    def cell_of(self, key: Key) -> str | None:
        """The cell that computes what a key names; None where none does."""
        if key.measure in BOUNDS:
            item = self.subjects.get(key.subject)
            return self.score(item, BOUNDS[key.measure]) if key.subject == WHOLE or item in self.items else None
        if key.measure in COUNTS:
            return self.count(key.measure, self.subjects.get(key.subject))
        if key.subject == WHOLE:
            return {
                Measure.CHANGED: f"SUM({self.column(CHANGED)})",
                Measure.SCORED: f"COUNT({self.score(None, 0)})",
                Measure.SPREAD: f"ROUND({self.score(None, 2)}-{self.score(None, 1)},{ROUNDED - 3})",
            }.get(key.measure)
        plan = self.plans.get(key.subject)
        if plan is not None and (key.measure, plan.above) == (Measure.ABOVE, None):
            return None
        if plan is not None and (key.measure, plan.below) == (Measure.BELOW, None):
            return None
        if key.subject in self.rows and key.measure in MEASURES:
            return self.of(key.subject, MEASURES[key.measure])
        return None

    def worded(self, quantity: Quantity) -> str | None:
        """The cell that holds a figure as text; None where none does."""
        key = quantity.key
        column = None if key is None else WORDED.get((key.measure, quantity.form, quantity.bare))
        return None if key is None or column is None or key.subject not in self.rows else self.of(key.subject, column)

    def count(self, measure: Measure, item: int | None) -> str:
        """How many criteria (of an item) have an outcome, or how many own targets are met: a cell or an expression."""
        if item is None and measure is not Measure.TARGETS_MET:
            return self.cell(self.counts + 1, ABOVE + list(Outcome).index(Outcome(measure.value)))
        own = measure is Measure.TARGETS_MET
        within = "" if item is None else f"{self.column(ITEM)},{item},"
        column, code = (TARGET_OUTCOME, Outcome.MET) if own else (OUTCOME, Outcome(measure.value))
        return f'COUNTIFS({within}{self.column(column)},"{code.value}")'

    def score(self, item: int | None, bound: int) -> str:
        """The cell with an item's (None: the whole) score, its lower or its upper end (0, 1, 2)."""
        return self.cell(self.total if item is None else self.items[item], ABOVE + bound)


def next_day(title: str) -> str:
    """The cell with the first day after the month that is judged."""
    return f"{quoted(title)}!$E${DATES_ROW + 2}"


def first_day(title: str) -> str:
    """The cell with the first day of the month that is judged."""
    return f"{quoted(title)}!$E${DATES_ROW + 1}"


def workings(title: str, assessment: Assessment, plans: Mapping[str, Plan]) -> Workings:
    """Where everything will stand."""
    rows = {finding.criterion.id: FIRST + i for i, finding in enumerate(assessment.findings)}
    last = FIRST + len(rows) - 1
    items = {item: last + 4 + i for i, item in enumerate(assessment.verdict.item_scores)}
    total = last + 4 + len(items)
    subjects = {item_subject(each.number): each.number for each in assessment.rulebook.items[assessment.profile]}
    return Workings(title, rows, last, items, total, total + 2, plans, subjects)


def write_workings(sheet: Worksheet, look: Look, assessment: Assessment, language: str, found: Workings) -> None:
    """Fills the sheet."""
    _ = words(language)
    prepare_page(sheet, assessment, language, landscape=True)
    note = _(
        "Every figure is a formula on your own cells where they hold native numbers, dates or words of the list; change "
        "a cell, and outcomes and sentences follow. Wording that cannot follow is marked once cells have changed."
    )
    write_heading(sheet, look, _("Workings"), note)
    for column, (title, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width, look())
        write_text(sheet, HEADER_ROW, column, _(title), look(HEADER))
    sheet.set_row(HEADER_ROW, max(height(_(title), width) for title, width in COLUMNS) + 2)
    page = _Page(sheet, look, assessment, language, found, look(BODY))
    page.dates()
    for finding in assessment.findings:
        page.criterion(finding)
    page.scores()
    page.counts()
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, found.counts + 1, len(COLUMNS) - 1)


@dataclass(frozen=True, slots=True)
class _Page:
    sheet: Worksheet
    look: Look
    assessment: Assessment
    language: str
    found: Workings
    body: Format

    def put(self, row: int, column: int, what: Part | float | str | None, style: Format | None = None) -> None:
        """A formula with its value, a number, or text."""
        style = style or self.body
        if isinstance(what, Part):
            write_part(self.sheet, row, column, what, style)
        elif what is None:
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(what, str):
            write_text(self.sheet, row, column, what, style)
        else:
            self.sheet.write_number(row, column, what, style)

    def dates(self) -> None:
        """The first day of the month that is judged, and of the next."""
        _ = words(self.language)
        month = self.assessment.as_of
        if month is None:
            return
        labels = (_("First day of the month judged"), _("First day of the next month"))
        for offset, (label, of) in enumerate(zip(labels, (month, month.plus(1)), strict=True)):
            self.sheet.merge_range(DATES_ROW + offset, 0, DATES_ROW + offset, HOW, label, self.body)
            style = self.look(BODY, num_format="yyyy-mm-dd", text_wrap=False)
            self.sheet.write_formula(DATES_ROW + offset, ABOVE, f"=DATE({of.year},{of.month},1)", style, _serial(of))

    def criterion(self, finding: Finding) -> None:
        """A criterion's row."""
        _ = words(self.language)
        row, plan = self.found.rows[finding.criterion.id], self.found.plans[finding.criterion.id]
        title = finding.criterion.title.in_(self.language)
        reason = "" if plan.why is None else _(REASONS[plan.why])
        self.put(row, ID, finding.criterion.id)
        self.put(row, TITLE, title)
        self.put(row, ITEM, float(finding.criterion.item))
        self.put(row, HOW, _(MODES[plan.mode]))
        if finding.criterion.kind is Kind.COMPUTED:
            self._figure(row, finding, plan)
        else:
            self._claim(row, finding, plan)
        self._weights(row, finding)
        self._changed(row, finding)
        self._worded(row, finding)
        self.put(row, REASON, reason)
        fit = max(height(title, COLUMNS[TITLE][1]), height(reason, COLUMNS[REASON][1]))
        self.sheet.set_row(row, max(fit, height(_(MODES[plan.mode]), COLUMNS[HOW][1])))

    def _at(self, row: int, column: int) -> str:
        return f"${letters(column)}${row + 1}"

    def _figure(self, row: int, finding: Finding, plan: Plan) -> None:
        above, below, value, bar = (self._at(row, column) for column in (ABOVE, BELOW, VALUE, THRESHOLD))
        outcome = self._at(row, OUTCOME)
        shown = number(finding.value)
        self.put(row, ABOVE, plan.above)
        self.put(row, BELOW, plan.below)
        if plan.above is None:
            self.put(row, MISSING, float(finding.at_least))
            self.put(row, VALUE, shown)
        else:
            missing = f"IF(ISNUMBER({value}),IF({plan.missing or 0}>0,1,0),0)"
            self.put(row, MISSING, Part(missing, float(finding.at_least)))
            self.put(row, VALUE, Part(_value(above, below if plan.below else None, share=plan.share), shown))
        self.put(row, THRESHOLD, float(finding.criterion.threshold or 0))
        judged = f'IF(ISNUMBER({value}),IF(ROUND({value}-{bar},{ROUNDED})>=0,"met",IF({self._at(row, MISSING)}>0,"no_data","not_met")),"no_data")'
        self.put(row, OUTCOME, Part(judged, finding.outcome.value))
        self.put(
            row, ATTAINMENT, Part(f'IF({outcome}="no_data","{NOTHING}",{value}/{bar})', number(finding.attainment))
        )
        self.put(row, GAP, Part(f'IF({outcome}="no_data","{NOTHING}",{value}-{bar})', number(finding.gap)))
        self._parts(row, finding, plan)
        target = finding.commitment
        if target is None:
            self.put(row, TARGET, None)
            self.put(row, TARGET_OUTCOME, None)
            return
        self.put(row, TARGET, float(target.target))
        own = judged.replace(bar, self._at(row, TARGET))
        self.put(row, TARGET_OUTCOME, Part(own, target.outcome.value))

    def _parts(self, row: int, finding: Finding, plan: Plan) -> None:
        """What a share lacks above its line, whole where it is counted, and that a month."""
        short, monthly = figures.parts_short(finding), figures.parts_needed(self.assessment, finding)
        if short is None:
            return
        size = float(short.value)
        if plan.above is None or plan.below is None:
            self.put(row, PARTS_SHORT, size)
        else:
            above, below, bar = (self._at(row, column) for column in (ABOVE, BELOW, THRESHOLD))
            lacking = f"ROUND({bar}*{below}-{above},{ROUNDED - 3})"
            formula = finding.criterion.computation
            counted = f"-INT(-{lacking})" if formula is not None and formula.counts_parts else lacking
            known = f"AND(ISNUMBER({above}),ISNUMBER({below}))"
            self.put(row, PARTS_SHORT, Part(f'IF({known},MAX(0,{counted}),"{NOTHING}")', size))
        if monthly is not None:
            at, left = self._at(row, PARTS_SHORT), self.assessment.months_left
            self.put(row, PARTS_NEEDED, Part(f'IF(ISNUMBER({at}),{at}/{left},"{NOTHING}")', float(monthly.value)))

    def _claim(self, row: int, finding: Finding, plan: Plan) -> None:
        for column in (ABOVE, BELOW, MISSING, VALUE, THRESHOLD, GAP, TARGET, TARGET_OUTCOME):
            self.put(row, column, None)
        code = finding.outcome.value
        self.put(row, OUTCOME, code if plan.outcome is None else Part(plan.outcome, code))
        outcome = self._at(row, OUTCOME)
        formula = f'"{NOTHING}"'
        for judged, worth in reversed(EVIDENCE.items()):
            formula = f'IF({outcome}="{judged.value}",{float(worth):g},{formula})'
        self.put(row, ATTAINMENT, Part(formula, number(finding.attainment)))

    def _changed(self, row: int, finding: Finding) -> None:
        """What was scored, and 1 as soon as the figure or the outcome is another."""
        value, scored, outcome, was = (
            self._at(row, column) for column in (VALUE, SCORED_VALUE, OUTCOME, SCORED_OUTCOME)
        )
        self.put(row, SCORED_OUTCOME, finding.outcome.value)
        if finding.criterion.kind is not Kind.COMPUTED:
            self.put(row, NEEDED, None)
            self.put(row, SCORED_VALUE, None)
            self.put(row, CHANGED, Part(f"IF({outcome}={was},0,1)", 0.0))
            return
        left = self.assessment.months_left
        needed = self.assessment.trajectory(finding.criterion.id).needed_per_month
        bar = self._at(row, THRESHOLD)  # a lower bound has a pace too, though no gap is judged
        formula = f'IF(ISNUMBER({value}),({bar}-{value})/{left},"{NOTHING}")'
        self.put(row, NEEDED, None if needed is None else Part(formula, float(needed)))
        self.put(row, SCORED_VALUE, number(finding.value))
        same = f"IF(ISNUMBER({value}),IF(ISNUMBER({scored}),ABS({value}-{scored})<=ABS({scored})*1E-12,FALSE),{value}={scored})"
        self.put(row, CHANGED, Part(f"IF(AND({outcome}={was},{same}),0,1)", 0.0))

    def _worded(self, row: int, finding: Finding) -> None:
        """The figures as sentences name them."""
        trajectories, c = {each.id: each for each in self.assessment.trajectories}, finding.criterion
        trajectory = trajectories.get(c.id)
        needed = None if trajectory is None else trajectory.needed_per_month
        quantities = {
            VALUE_TEXT: figures.value(finding) or figures.unknown(c, Measure.VALUE),
            FIGURE_TEXT: figures.value(finding, bare=True) or figures.unknown(c, Measure.VALUE, bare=True),
            SHORT_TEXT: figures.shortfall(finding) or figures.unknown(c, Measure.GAP, Form.DIFFERENCE),
            NEEDED_TEXT: None if needed is None else figures.pace(c, needed, Measure.NEEDED),
        }
        printer = FormulaPrinter(
            TextPrinter(Language(self.language), self.assessment.rulebook, self.assessment.submission.layout),
            self.found.cell_of,
        )
        for column, quantity in quantities.items():
            text = None if quantity is None else Part(printer.quantity(quantity), printer.text(quantity))
            self.put(row, column, text)
        claim = finding.claim
        for column, entry in ((EVIDENCE_TEXT, claim and claim.evidence), (NOTE_TEXT, claim and claim.note)):
            self.put(row, column, in_brief(entry.value) if entry and entry.value else None)

    def _weights(self, row: int, finding: Finding) -> None:
        """The weight where it counts, where something is known, and the points that come of it."""
        weight, outcome = float(finding.criterion.weight), self._at(row, OUTCOME)
        reached, known = self._at(row, ATTAINMENT), self._at(row, KNOWN)
        counted = 0.0 if finding.outcome is Outcome.NOT_APPLICABLE else weight
        sure = 0.0 if finding.outcome is Outcome.NO_DATA else counted
        points = sure * float(max(Fraction(0), min(Fraction(1), finding.attainment or Fraction(0))))
        self.put(row, WEIGHT, weight)
        at = self._at(row, WEIGHT)
        self.put(row, COUNTED, Part(f'IF({outcome}="not_applicable",0,{at})', counted))
        self.put(row, KNOWN, Part(f'IF(OR({outcome}="not_applicable",{outcome}="no_data"),0,{at})', sure))
        self.put(row, POINTS, Part(f"IF({known}=0,0,{known}*MAX(0,MIN(1,{reached})))", points))

    def scores(self) -> None:
        """Each item's score with its lower and upper end, and the whole's: unofficial."""
        _ = words(self.language)
        verdict, found = self.assessment.verdict, self.found
        head = min([*found.items.values(), found.total]) - 1
        for column, title in enumerate(
            (_("Score (unofficial)"), _("Lower end (unofficial)"), _("Upper end (unofficial)"))
        ):
            write_text(self.sheet, head, ABOVE + column, title, self.look(HEADER))
        self.sheet.set_row(head, 40)
        for item, scores in verdict.item_scores.items():
            self._score_row(found.items[item], item, [number(s if s is None else s * 100) for s in scores])
        first, last = min([*found.items.values(), found.total]) + 1, found.total
        ends = (verdict.score, verdict.score_low, verdict.score_high)
        write_text(self.sheet, found.total, TITLE, _("Together"), self.look(BODY, bold=True))
        for bound, (empty, value) in enumerate(zip((f'"{NOTHING}"', "0", "100"), ends, strict=True)):
            letter = letters(ABOVE + bound)
            run = f"${letter}${first}:${letter}${last}"
            formula = f"IF(COUNT({run})=0,{empty},ROUND(AVERAGE({run}),{ROUNDED - 2}))" if found.items else empty
            self.put(
                found.total, ABOVE + bound, Part(formula, number(value)), self.look(BODY, bold=True, num_format="0.0")
            )

    def _score_row(self, row: int, item: int, values: list[float | str]) -> None:
        found = self.found
        short = next(each for each in self.assessment.rulebook.items[self.assessment.profile] if each.number == item)
        self.put(row, ITEM, float(item))
        self.put(row, TITLE, short.short.in_(self.language))
        points, counted, known = (
            f"SUMIFS({found.column(column)},{found.column(ITEM)},{item})" for column in (POINTS, COUNTED, KNOWN)
        )
        formulas = (
            f'IF({known}=0,"{NOTHING}",ROUND({points}/{known}*100,{ROUNDED - 2}))',
            f'IF({counted}=0,"{NOTHING}",ROUND({points}/{counted}*100,{ROUNDED - 2}))',
            f'IF({counted}=0,"{NOTHING}",ROUND(({points}+{counted}-{known})/{counted}*100,{ROUNDED - 2}))',
        )
        for bound, (formula, value) in enumerate(zip(formulas, values, strict=True)):
            self.put(row, ABOVE + bound, Part(formula, value), self.look(BODY, num_format="0.0"))

    def counts(self) -> None:
        """How many criteria have which outcome."""
        _ = words(self.language)
        write_text(self.sheet, self.found.counts + 1, TITLE, _("Criteria by outcome code"), self.body)
        for offset, outcome in enumerate(Outcome):
            write_text(self.sheet, self.found.counts, ABOVE + offset, outcome.value, self.look(HEADER))
            formula = f'COUNTIFS({self.found.column(OUTCOME)},"{outcome.value}")'
            self.put(
                self.found.counts + 1, ABOVE + offset, Part(formula, float(self.assessment.verdict.counts[outcome]))
            )
        self.sheet.set_row(self.found.counts, 28)


def _value(above: str, below: str | None, *, share: bool) -> str:
    """The figure, divided where there is a divisor; a share over 1 is none."""
    if below is None:
        inner = f'IF(ROUND({above}-1,{ROUNDED})>0,"{NOTHING}",{above})' if share else above
        return f'IF(ISNUMBER({above}),{inner},"{NOTHING}")'
    inner = f'IF({above}>{below},"{NOTHING}",{above}/{below})' if share else f"{above}/{below}"
    return f'IF(AND(ISNUMBER({above}),ISNUMBER({below})),IF({below}>0,{inner},"{NOTHING}"),"{NOTHING}")'


def number(value: Fraction | None) -> float | str:
    """A figure as a cell holds it."""
    return NOTHING if value is None else float(value)


def _serial(month: Month) -> float:
    return float(serial(month.year, month.month))
