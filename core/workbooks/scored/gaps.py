"""The sheet 差距与行动: what stands in the way, how much is missing, what to do; what moves the verdict most first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter.worksheet import Worksheet

from core.i18n import words
from core.model import Assessment
from core.printers.sheet.look import Look, marked
from core.printers.sheet.table import Field, Heading, write_table
from core.views.format import number
from core.views.overview import gain, urgent
from core.views.tables import CriterionRow, Step, next_steps, time_left


@dataclass(frozen=True, slots=True)
class Action:
    """A criterion that is not met yet: its place in the order, what to do, and what that is worth."""

    place: int
    shown: CriterionRow
    step: Step
    gain: Fraction
    language: str


def write_gaps(
    sheet: Worksheet, look: Look, assessment: Assessment, language: str, rows: Sequence[CriterionRow]
) -> None:
    """Fills the sheet."""
    _ = words(language)
    findings = urgent(assessment)
    by_id = {row.id: row for row in rows}
    steps = next_steps(assessment, language, n=len(findings))
    actions = [
        Action(place, by_id[finding.criterion.id], step, gain(assessment, finding), language)
        for place, (finding, step) in enumerate(zip(findings, steps, strict=True), 1)
    ]
    heading = Heading(
        _.plural(
            "{n} criterion stands between the pilot and compliance",
            "{n} criteria stand between the pilot and compliance",
            len(actions),
        ).format(n=len(actions))
        if actions
        else _("Nothing stands between the pilot and compliance"),
        _("{time}. A red flag and the foundation come first, then what adds most to the unofficial score.").format(
            time=_first_capital(time_left(assessment, language))
        ),
    )
    write_table(sheet, look, heading, _fields(language), actions, (assessment, language), empty=_("Nothing to do."))


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _points(action: Action) -> str:
    return number(action.gain, action.language, 1) if action.gain else "—"


def _fields(language: str) -> list[Field[Action]]:
    _ = words(language)
    return [
        Field(_("Order"), 5.5, lambda action: str(action.place), align="center"),
        Field(_("No."), 6, lambda action: action.shown.id),
        Field(_("Criterion"), 17, lambda action: action.shown.title),
        Field(
            _("Outcome"),
            11,
            lambda action: marked(action.shown.outcome, action.shown.outcome_label),
            outcome=lambda action: action.shown.outcome,
        ),
        Field(_("Value / threshold"), 14, lambda action: action.shown.pair_text or "—", align="center"),
        Field(_("Still missing, and how much a month"), 34, lambda action: action.step.title),
        Field(_("Compared with the last months"), 30, lambda action: action.step.detail),
        Field(_("Points it adds to the unofficial score"), 11, _points, figure=lambda action: action.gain or None),
        Field(_("What to do"), 44, lambda action: action.step.remedy),
    ]
