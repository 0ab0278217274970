"""The sheet 计算底稿: each criterion's figure, outcome, attainment and weight as formulas, and the scores from them.

All other sheets that show a figure point here; this sheet points at the sender's cells.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from core.assessment.judge import capped
from core.documents import figures
from core.documents.response import in_brief
from core.i18n import N_
from core.model import Finding, Kind, Outcome
from core.model.document import say
from core.model.quantity import WHOLE, Form, Key, Measure, Quantity, item_subject
from core.printers.addresses import letters
from core.printers.sheet.cells import first_day
from core.printers.sheet.figures import Part
from core.printers.sheet.formulas import FormulaPrinter
from core.printers.sheet.look import BODY, HEADER, height, write_value
from core.printers.sheet.page import SheetPrinter
from core.printers.text import NOTHING
from core.workbooks.scored.tables import TEXTS
from core.workbooks.scored.workings import (
    ABOVE,
    AT,
    COLUMNS,
    DATES_ROW,
    EVIDENCE_ATTAINS,
    FORMULAS,
    HEADER_ROW,
    PLACES,
    TITLE,
    Workings,
)

#: On paper so many pages lie side by side; each repeats what names the criterion.
PAGES_WIDE = 3
BOUND_TITLES = (N_("Score (unofficial)"), N_("Lower end (unofficial)"), N_("Upper end (unofficial)"))
#: Items whose figures are all missing have no score.
ITEM_BOUNDS = (
    "IF({known}=0,{none},ROUND({points}/{known}*100,10))",
    "IF({counted}=0,{none},ROUND({points}/{counted}*100,10))",
    "IF({counted}=0,{none},ROUND(({points}+{counted}-{known})/{counted}*100,10))",
)
NONE = f'"{NOTHING}"'
Cell = Part | float | str | None


def write_workings(page: SheetPrinter, found: Workings) -> None:
    sheet, look, _ = page.sheet, page.look, page.formulas.text.words
    page.heading(say("Workings"), say(TEXTS["workings"]))
    for column, (title, width, _formula) in enumerate(COLUMNS.values()):
        sheet.set_column(column, column, width, look())
        write_value(sheet, HEADER_ROW, column, _(title), look(HEADER))
    sheet.set_row(HEADER_ROW, max(height(_(title), width) for title, width, _formula in COLUMNS.values()) + 2)
    if (month := found.assessment.as_of) is not None:
        labels = {_("First day of the month judged"): month, _("First day of the next month"): month.plus(1)}
        for row, (label, first) in enumerate(labels.items(), start=DATES_ROW):
            sheet.merge_range(row, 0, row, AT["how"], label, look(BODY))
            write_value(
                sheet, row, ABOVE, first_day(first, sheet), look(BODY, num_format="yyyy-mm-dd", text_wrap=False)
            )
    body = look(BODY)
    for finding in found.assessment.findings:
        row, cells = found.rows[finding.criterion.id], _cells(page, found, finding)
        for name, cell in cells.items():
            write_value(sheet, row, AT[name], cell, body)
        sheet.set_row(row, max(height(str(cells[name]), COLUMNS[name].width) for name in ("title", "reason", "how")))
    _write_scores(page, found)
    write_value(sheet, found.counts + 1, TITLE, _("Criteria by outcome code"), look(BODY))
    for column, (outcome, count) in enumerate(found.assessment.verdict.counts.items(), start=ABOVE):
        write_value(sheet, found.counts, column, outcome.value, look(HEADER))
        counted = Part(f'COUNTIFS({found.column("outcome")},"{outcome}")', float(count))
        write_value(sheet, found.counts + 1, column, counted, look(BODY))
    sheet.set_row(found.counts, 28)
    last = _write_steps(page, found)
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.repeat_rows(HEADER_ROW)
    sheet.repeat_columns(0, TITLE)
    sheet.fit_to_pages(PAGES_WIDE, 0)
    sheet.print_across()
    sheet.set_h_pagebreaks([found.counts + 3] if found.steps else [])
    sheet.print_area(DATES_ROW, 0, last, len(COLUMNS) - 1)  # the note above would be cut on the second page


def _write_steps(page: SheetPrinter, found: Workings) -> int:
    """The parts of long formulas, one below the other; returns the last row."""
    sheet, look, row = page.sheet, page.look, found.counts + 3
    if not found.steps:
        return row - 2
    page.put(row, 0, say(TEXTS["steps"]), bold=True)
    for column, title in ((0, N_("No.")), (TITLE, N_("For the sheet")), (ABOVE, N_("What the step gives"))):
        write_value(sheet, row + 1, column, page.formulas.text.words(title), look(HEADER))
    for what, (number, used) in found.steps.items():
        line = row + 2 + number
        write_value(sheet, line, 0, float(number + 1), look(BODY))
        write_value(sheet, line, TITLE, used, look(BODY))
        write_value(sheet, line, ABOVE, what, look(align="left"))
    return row + 1 + len(found.steps)


def _cells(page: SheetPrinter, found: Workings, finding: Finding) -> dict[str, Cell]:
    a, text = found.assessment, page.formulas.text
    c, plan, row = finding.criterion, found.plans[finding.criterion.id], found.rows[finding.criterion.id] + 1
    names = {name: f"${letters(column)}${row}" for name, column in AT.items()}
    names |= {"none": NONE, "left": str(a.months_left)}

    def live(name: str, value: Fraction | float | str | None, formula: str = "", **more: Any) -> Part:
        """A formula of the row with its value, a dash for None."""
        said = (formula or COLUMNS[name].formula).format(**names, **more)
        return Part(said, value if isinstance(value, str) else _number(value))

    weight, code = float(c.weight), finding.outcome.value
    counted = 0.0 if finding.outcome is Outcome.NOT_APPLICABLE else weight
    known = 0.0 if finding.outcome is Outcome.NO_DATA else counted
    cells: dict[str, Cell] = {
        **dict.fromkeys(COLUMNS),
        "id": c.id,
        "title": text(c.title),
        "item": float(c.item),
        "how": text.words(plan.mode),
        "reason": "" if plan.why is None else text.words(plan.why),
        "weight": weight,
        "counted": live("counted", counted),
        "known": live("known", known),
        "points": live("points", known * float(capped(finding))),
        "scored_outcome": code,
        **_worded(page, found, finding),
    }
    if c.kind is Kind.EVIDENCE:
        return cells | {
            "status_code": plan.status,
            "review_code": plan.review,
            "outcome": code if plan.status is None else live("outcome", code, FORMULAS["claimed"], proof=plan.proof),
            "attainment": live("attainment", finding.attainment, EVIDENCE_ATTAINS),
            "changed": live("changed", 0.0, "IF({outcome}={scored_outcome},0,1)"),
        }
    cells |= {
        "above": plan.above,
        "below": plan.below,
        "missing": float(finding.at_least),
        "value": _number(finding.value),
        "threshold": float(c.threshold or 0),
        "outcome": live("outcome", code),
        "attainment": live("attainment", finding.attainment),
        "gap": live("gap", finding.gap),
        "scored_value": _number(finding.value),
        "changed": live("changed", 0.0),
    }
    if plan.above is not None:
        cells["missing"] = live("missing", float(finding.at_least), lacking=plan.missing or 0)
        kind = ("quotient" if plan.below is not None else "figure") + ("_share" if plan.share else "")
        cells["value"] = live("value", finding.value, FORMULAS[kind])
    if finding.commitment is not None:
        cells["target"] = float(finding.commitment.target)
        cells["target_outcome"] = live("target_outcome", finding.commitment.outcome.value)
    if (needed := a.trajectory(c.id).needed_per_month) is not None:
        cells["needed"] = live("needed", needed)
    if (short := figures.parts_short(finding)) is not None:
        cells["parts_short"] = float(short.value)
        if plan.above is not None and plan.below is not None:
            lacking = FORMULAS["lacking"].format(**names) + (f"/{plan.days}" if plan.days else "")
            lacking = f"-INT(-{lacking})" if c.computation.counts_parts else lacking
            cells["parts_short"] = live("parts_short", short.value, lacking=lacking)
    if (monthly := figures.parts_needed(a, finding)) is not None:
        cells["parts_needed"] = live("parts_needed", monthly.value)
    return cells


def _worded(page: SheetPrinter, found: Workings, finding: Finding) -> dict[str, Cell]:
    """The figures as sentences name them, and the sender's words, in brief."""
    a, c, claim = found.assessment, finding.criterion, finding.claim
    own = FormulaPrinter(
        page.formulas.text,
        lambda key: found.here(found.cell_of(key)),
        places=lambda quantity: found.here(found.places(quantity)),
    )
    computed = c.kind is Kind.COMPUTED
    needed = a.trajectory(c.id).needed_per_month if computed else None
    quantities = {
        "value_text": figures.value(finding),
        "figure_text": figures.value(finding, bare=True),
        "short_text": figures.shortfall(finding),
        "needed_text": None if needed is None else figures.pace_needed(c, needed),
        "threshold_text": figures.threshold(c),
        "target_text": figures.target(finding),
        "gap_text": figures.signed_gap(finding),
        "parts_needed_text": figures.parts_needed(a, finding),
    }
    for name, measure, number in (("above_text", Measure.ABOVE, 0), ("below_text", Measure.BELOW, 1)):
        if number < len(finding.parts) and found.cell_of(Key(c.id, measure)):
            quantities[name] = Quantity(finding.parts[number], form=Form.PART, key=Key(c.id, measure))
    known = {name: quantity for name, quantity in quantities.items() if quantity is not None}
    places = {PLACES.get((q.key.measure, q.form)): q for q in known.values() if q.key is not None}
    outcome = figures.outcome(a, finding)
    said = {"evidence": claim and claim.evidence.value, "note": claim and claim.note.value}
    return {
        **{name: Part(own.quantity(q), own.text(q)) for name, q in known.items()},
        **{column: own.decimals(q) for column, q in places.items() if column is not None},
        "outcome_text": Part(own.by_outcome(outcome, own.text.judged), own.text(outcome)),
        **{name: in_brief(words) if words else None for name, words in said.items()},
    }


def _write_scores(page: SheetPrinter, found: Workings) -> None:
    """Each item's score with its lower and upper end, and the whole's: unofficial."""
    sheet, look, a, text = page.sheet, page.look, found.assessment, page.formulas.text
    total = found.rows[WHOLE]
    first = total - len(a.verdict.item_scores)
    for bound, title in enumerate(BOUND_TITLES):
        write_value(sheet, first - 1, ABOVE + bound, text.words(title), look(HEADER))
    sheet.set_row(first - 1, 40)
    short = {item.number: text(item.short) for item in a.rulebook.items[a.profile]}
    for item, scores in a.verdict.item_scores.items():
        row = found.rows[item_subject(item)]
        write_value(sheet, row, AT["item"], float(item), look(BODY))
        write_value(sheet, row, TITLE, short[item], look(BODY))
        within = f"{found.column('item')},{item}"
        sums = {name: f"SUMIFS({found.column(name)},{within})" for name in ("points", "counted", "known")}
        for bound, (formula, score) in enumerate(zip(ITEM_BOUNDS, scores, strict=True)):
            part = Part(formula.format(**sums, none=NONE), _number(None if score is None else score * 100))
            write_value(sheet, row, ABOVE + bound, part, look(BODY, num_format="0.0"))
    write_value(sheet, total, TITLE, text.words("Total"), look(BODY, bold=True))
    ends = (a.verdict.score, a.verdict.score_low, a.verdict.score_high)
    for bound, (empty, score) in enumerate(zip((NONE, "0", "100"), ends, strict=True)):
        letter = letters(ABOVE + bound)
        run = f"${letter}${first + 1}:${letter}${total}"
        formula = f"IF(COUNT({run})=0,{empty},ROUND(AVERAGE({run}),10))" if total > first else empty
        write_value(sheet, total, ABOVE + bound, Part(formula, _number(score)), look(BODY, bold=True, num_format="0.0"))


def _number(value: Fraction | float | None) -> float | str:
    return NOTHING if value is None else float(value)
