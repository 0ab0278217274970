"""差距: every computed criterion on one scale, the evidence as a checklist, and one of them opened."""

from collections.abc import Iterable

import streamlit as st

from core.documents.bars import bars_chart
from core.documents.criterion import CriterionDocument, criteria_document
from core.documents.figures import is_over
from core.documents.overview import overview, still_open
from core.documents.steps import steps
from core.model import Kind, Outcome
from core.model.quantity import Judged
from core.printers.charts import bars
from pages.components import blocks, charts, detail, session, workbook

_ = session.text()
ALL = -1
#: The order of the checklist: what stands in the way first.
URGENCY = (Outcome.NOT_MET, Outcome.NO_DATA, Outcome.NEEDS_REVIEW, Outcome.MET, Outcome.NOT_APPLICABLE)


def filters(rows: tuple[CriterionDocument, ...]) -> list[CriterionDocument]:
    """The rows of the item and outcomes chosen."""
    titles = {
        card.number: f"{session.shown(card.label)} {session.shown(card.title)}"
        for card in session.document(overview).cards
    }
    asked = session.asked_item(titles)
    over = is_over(session.assessment())
    labels = {outcome: session.shown(Judged(outcome, over)) for outcome in Outcome}
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        item = st.selectbox(
            _("Item"),
            [ALL, *titles],
            index=[ALL, *titles].index(asked) if asked in titles else 0,
            format_func=lambda number: titles.get(number, _("All items")),
            key=session.item_key(),
            filter_mode=None,
            label_visibility="collapsed",
            width=320,
        )
        outcomes = st.pills(
            _("Outcome"),
            list(Outcome),
            selection_mode="multi",
            format_func=labels.__getitem__,
            key="outcomes",
            wrap=True,
            label_visibility="collapsed",
            persist_state="session",
        )
    return [row for row in rows if item in (ALL, row.item) and (not outcomes or row.outcome.outcome in outcomes)]


def computed(rows: list[CriterionDocument]) -> None:
    blocks.heading(_("Figures"), _("Value as a share of the threshold. Click a row to open it."))
    shown = [row for row in rows if row.kind is Kind.COMPUTED]
    if not shown:
        blocks.write(f'<p class="note">{blocks.text(_("No criterion of this kind under the filter."))}</p>')
        return
    chart = bars_chart(shown)
    frame, alt = bars.frame(chart, session.printer()), session.shown(chart.alt)
    picked = charts.draw(bars, frame, key="gaps-bars", alt=alt, select=True)
    session.follow_pick("gaps-bars", picked)


def evidence(rows: list[CriterionDocument], open_one: str) -> None:
    blocks.heading(_("Evidence"), _("A person judges these. Click one to open it."))
    shown = [row for row in rows if row.kind is Kind.EVIDENCE]
    if not shown:
        blocks.write(f'<p class="note">{blocks.text(_("No criterion of this kind under the filter."))}</p>')
    with st.container(key="checklist", gap=None):
        for outcome in URGENCY:
            alike = [row for row in shown if row.outcome.outcome is outcome]
            if alike:
                blocks.write(f'<p class="group">{blocks.said(alike[0].outcome)} <small>{len(alike)}</small></p>')
            for row in alike:
                key = f"pick-{blocks.outcome_class(outcome)}-{row.id}"
                kind = "secondary" if row.id == open_one else "tertiary"
                st.button(
                    session.shown(row.label),
                    key=key,
                    type=kind,
                    on_click=session.choose,
                    args=(row.id,),
                    width="stretch",
                )


def current(rows: Iterable[CriterionDocument]) -> str:
    """The criterion that is open: the one chosen, else what is to be done first."""
    return session.chosen((*session.document(steps).ids, *(row.id for row in rows)))


def opened(rows: list[CriterionDocument]) -> None:
    by_id = {row.id: row for row in rows}
    at = current(rows)
    key = session.criterion_key(at)
    id = st.selectbox(
        _("Criterion"),
        list(by_id),
        index=list(by_id).index(at),
        format_func=detail.labels().__getitem__,
        key=key,
        on_change=session.choose_from,
        args=(key,),
    )
    detail.show(by_id[id])


if session.work() is None:
    workbook.welcome(
        _(
            "You will see here: every computed criterion on one scale, the evidence as a checklist, and for each the clause, the formula with its figures, the cells, our reading and the remedy."
        )
    )
else:
    rows = session.document(criteria_document).rows
    blocks.title(session.shown(still_open(session.assessment())))
    shown = filters(rows)
    with st.container(key="gaps"):
        left, right = st.columns([11, 9], gap="large")
        with left:
            with st.container(key="figures"):
                computed(shown)
            with st.container(key="evidence"):
                evidence(shown, current(rows))
        with right, st.container(key="detail"):
            opened(list(rows))
