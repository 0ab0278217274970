"""差距: every computed criterion on one scale, the evidence as a checklist, and one of them opened."""

import streamlit as st

from core.documents.criterion import CriterionDocument, bars_chart, criteria_document
from core.documents.overview import overview, still_open
from core.documents.steps import steps
from core.model import Kind, Outcome
from core.model.quantity import Judged
from pages.components import blocks, charts, controls, criterion, session
from pages.components.session import _, judged

ALL = ""
#: The order of the checklist: what stands in the way first.
URGENCY = (Outcome.NOT_MET, Outcome.NO_DATA, Outcome.NEEDS_REVIEW, Outcome.MET, Outcome.NOT_APPLICABLE)


def filters(rows: tuple[CriterionDocument, ...]) -> list[CriterionDocument]:
    cards = judged.document(overview).cards
    titles = {ALL: _("All items")}
    titles |= {str(card.number): f"{judged.text(card.label)} {judged.text(card.title)}" for card in cards}
    labels = {outcome: judged.text(Judged(outcome, judged.assessment().is_over)) for outcome in Outcome}
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        key, look = session.choice_key(f"item-{session.profile()}"), {"label_visibility": "collapsed", "width": 320}
        item = controls.one_of(_("Item"), titles, at=session.get(session.ITEM), key=key, **look)
        outcomes = controls.some_of(_("Outcome"), labels, "outcomes", persist_state="session")
    return [row for row in rows if item in (ALL, str(row.item)) and (not outcomes or row.outcome.outcome in outcomes)]


def computed(rows: list[CriterionDocument]) -> None:
    blocks.heading(_("Figures"), _("Value as a share of the threshold. Click a row to open it."))
    if rows:
        session.follow_pick("gaps-bars", criterion.bar_chart(rows, "gaps-bars"))
        chart, heads = bars_chart(rows), (_("Criterion"), _("Value / threshold"), _("Verdict"))
        cells = [[blocks.said(row[key]) for key in ("label", "figures", "sentence")] for row in chart.data]
        charts.take_away("bars", blocks.table(heads, cells), "bars_picture", chart)
    else:
        blocks.note(_("No criterion of this kind under the filter."))


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
                look = "secondary" if row.id == open_one else "tertiary"
                criterion.pick(row, row.label, type=look, on_click=session.choose, args=(row.id,))
                if row.id == open_one:
                    with st.container(key="here"):  # the style sheet shows it on a phone, in place of the one beside
                        criterion.detail(row)


rows = judged.document(criteria_document)
blocks.title(still_open(judged.assessment()))
shown = filters(rows.rows)
#: The criterion chosen, else what is to be done first.
in_order = (*judged.document(steps).ids, *rows.by_id)
with st.container(key="gaps"):
    left, right = st.columns([11, 9], gap="large")
    with left:
        with st.container(key="figures"):
            computed([row for row in shown if row.kind is Kind.COMPUTED])
        with st.container(key="evidence"):
            evidence([row for row in shown if row.kind is Kind.EVIDENCE], session.chosen(in_order))
    with right, st.container(key="detail"):
        criterion.show(rows.by_id[controls.criterion(list(rows.by_id), session.chosen(in_order))])
