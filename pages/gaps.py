"""差距: every computed criterion on one scale, the evidence as a checklist, and one of them opened."""

import streamlit as st

from core.documents.criterion import CriterionDocument, bars_chart, criteria_document
from core.documents.figures import is_over
from core.documents.overview import overview, still_open
from core.documents.steps import steps
from core.model import Kind, Outcome
from core.model.quantity import Judged
from core.printers.charts import bars
from pages.components import blocks, charts, controls, criterion, session, workbook
from pages.components.session import _

ALL = -1
#: The order of the checklist: what stands in the way first.
URGENCY = (Outcome.NOT_MET, Outcome.NO_DATA, Outcome.NEEDS_REVIEW, Outcome.MET, Outcome.NOT_APPLICABLE)


def filters(rows: tuple[CriterionDocument, ...]) -> list[CriterionDocument]:
    """The rows of the item and outcomes chosen."""
    cards = session.document(overview).cards
    titles = {card.number: f"{session.shown(card.label)} {session.shown(card.title)}" for card in cards}
    asked = session.asked_item(titles)
    labels = {outcome: session.shown(Judged(outcome, is_over(session.assessment()))) for outcome in Outcome}
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        item = controls.one_of(
            _("Item"),
            {ALL: _("All items")} | titles,
            at=asked,
            key=session.item_key(),
            label_visibility="collapsed",
            width=320,
        )
        outcomes = controls.some_of(_("Outcome"), labels, "outcomes", persist_state="session")
    return [row for row in rows if item in (ALL, row.item) and (not outcomes or row.outcome.outcome in outcomes)]


def computed(rows: list[CriterionDocument]) -> None:
    blocks.heading(_("Figures"), _("Value as a share of the threshold. Click a row to open it."))
    if not rows:
        blocks.note(_("No criterion of this kind under the filter."))
        return
    chart = bars_chart(rows)
    frame, alt = bars.frame(chart, session.printer()), session.shown(chart.alt)
    session.follow_pick("gaps-bars", charts.draw(bars, frame, key="gaps-bars", alt=alt, select=True))


def evidence(rows: list[CriterionDocument], open_one: str) -> None:
    blocks.heading(_("Evidence"), _("A person judges these. Click one to open it."))
    if not rows:
        blocks.note(_("No criterion of this kind under the filter."))
    with st.container(key="checklist", gap=None):
        for outcome in URGENCY:
            alike = [row for row in rows if row.outcome.outcome is outcome]
            if alike:
                blocks.write(f'<p class="group">{blocks.said(alike[0].outcome)} <small>{len(alike)}</small></p>')
            for row in alike:
                st.button(
                    session.shown(row.label),
                    key=f"pick-{blocks.outcome_class(outcome)}-{row.id}",
                    type="secondary" if row.id == open_one else "tertiary",
                    on_click=session.choose,
                    args=(row.id,),
                    width="stretch",
                )


if session.work() is None:
    workbook.welcome(
        _(
            "You will see here: every computed criterion on one scale, the evidence as a checklist, and for each the clause, the formula with its figures, the cells, our reading and the remedy."
        )
    )
else:
    rows = session.document(criteria_document)
    blocks.title(still_open(session.assessment()))
    shown = filters(rows.rows)
    #: The criterion chosen, else what is to be done first.
    in_order = (*session.document(steps).ids, *rows.by_id)
    with st.container(key="gaps"):
        left, right = st.columns([11, 9], gap="large")
        with left:
            with st.container(key="figures"):
                computed([row for row in shown if row.kind is Kind.COMPUTED])
            with st.container(key="evidence"):
                evidence([row for row in shown if row.kind is Kind.EVIDENCE], session.chosen(in_order))
        with right, st.container(key="detail"):
            criterion.show(rows.by_id[controls.criterion(list(rows.by_id), session.chosen(in_order))])
