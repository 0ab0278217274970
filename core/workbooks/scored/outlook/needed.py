"""The smallest set of improvements on 预测与计划: all that is open, with what each adds to the unofficial score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.i18n import words
from core.model import Assessment
from core.printers.sheet.look import BODY, HEADER, OUTCOMES, marked, write_figure, write_text
from core.views.overview import gain
from core.views.planner import OpenRow, PaceRow, PlannerView
from core.views.tables import CriterionRow
from core.workbooks.scored.outlook.page import Page


def write_needed(
    page: Page, view: PlannerView, by_id: Mapping[str, CriterionRow], assessment: Assessment, language: str
) -> None:
    """A heading, a sentence, and a table where anything is open."""
    _ = words(language)
    page.heading(_("What it takes"))
    page.paragraph(view.sentence, bold=True)
    if not (view.figures or view.reports or view.evidence):
        return
    titles = (_("No."), _("Criterion"), _("Outcome"), _("Adds to the unofficial score"), _("What to do"))
    header = page.look(HEADER)
    for column, title in enumerate(titles):
        write_text(page.sheet, page.row, column, title, header)
        page.tall(page.row, title, page.widths[column], 2)
    page.sheet.merge_range(page.row, len(titles) - 1, page.row, page.last, titles[-1], header)
    page.row += 1
    for open_, why in _open(view, by_id, language):
        _write_open(page, open_, why, by_id[open_.id], assessment)


def _open(
    view: PlannerView, by_id: Mapping[str, CriterionRow], language: str
) -> Iterator[tuple[PaceRow | OpenRow, str]]:
    """Figures to raise with what they lack, then figures to report and evidence to prove."""
    _ = words(language)
    for pace in view.figures:
        text = _("{gap} short; {needed} a month needed. {remedy}")
        yield pace, text.format(gap=pace.gap_text, needed=pace.needed_text, remedy=by_id[pace.id].remedy)
    for row in (*view.reports, *view.evidence):
        yield row, row.why


def _write_open(page: Page, open_: PaceRow | OpenRow, why: str, criterion: CriterionRow, a: Assessment) -> None:
    row, body = page.row, page.look(BODY)
    write_text(page.sheet, row, 0, open_.id, body)
    write_text(page.sheet, row, 1, criterion.title, body)
    outcome = marked(criterion.outcome, criterion.outcome_label)
    write_text(page.sheet, row, 2, outcome, page.look(BODY, OUTCOMES[criterion.outcome].cell, align="center"))
    write_figure(page.sheet, (row, 3), open_.gain_text, gain(a, a.finding(open_.id)) or None, page.look)
    page.sheet.merge_range(row, 4, row, page.last, why, body)
    for text, width in ((criterion.title, page.widths[1]), (outcome, page.widths[2]), (why, sum(page.widths[4:]))):
        page.tall(row, text, width)
    page.row += 1
