"""轨迹: one criterion large with its forecast, how earlier forecasts did, what it takes, all of them small, the map."""

import streamlit as st

from core.documents.criterion import criteria_document
from core.documents.hindsight import back_test
from core.documents.planner import ToSettle
from core.documents.planner import planner as plan
from core.documents.trajectory import trajectories
from core.model.document import EMPTY, Joined
from core.printers.charts import heat
from pages.components import blocks, charts, detail, outlook, session, verdict, workbook

_ = session.text()


def large(ids: tuple[str, ...]) -> str:
    rows = session.document(criteria_document).by_id
    key = session.criterion_key(session.chosen(ids))
    id = st.selectbox(
        _("Criterion"),
        list(ids),
        index=ids.index(session.chosen(ids)),
        format_func=detail.labels().__getitem__,
        key=key,
        on_change=session.choose_from,
        args=(key,),
        width=420,
    )
    row = rows[id]
    blocks.write(
        f'<div class="large"><b>{blocks.said(row.label)}</b> {blocks.judged(row.outcome)} '
        f"<span>{blocks.said(row.pair)}</span> <span>{blocks.said(row.state)}</span></div>"
    )
    outlook.facts(outlook.of(id), row)
    detail.large_trajectory(id, "trajectory")
    return id


def heat_map() -> None:
    blocks.heading(
        _("Criteria by month"), _("Solid: met. Hollow: not yet met. Dashed: no data. Click a row to see it large.")
    )
    picked = charts.draw(
        heat,
        session.once("heat", lambda: heat.frame(session.document(trajectories).heat, session.printer())),
        key="heat",
        alt=_("Outcome of each computed criterion in each month"),
        select=True,
    )
    session.follow_pick("heat", picked)


def trust(id: str) -> None:
    tested = session.once(f"hindsight-{id}", lambda: back_test(session.assessment(), id))
    blocks.heading(_("Back-test of the forecast"), session.shown(tested.sentence))
    blocks.write(blocks.document_table(tested.table))


def planner() -> None:
    view = session.document(plan)
    blocks.heading(_("What it takes"), session.shown(view.sentence))
    if view.figures.rows:
        keys = [column.key for column in view.figures.columns]
        blocks.write(
            blocks.table(
                [session.shown(column.title) for column in view.figures.columns],
                [[session.shown(row.cells[key]) for key in keys] for row in view.figures.rows],
            )
        )
    to_settle(_("Figures to report"), view.reports)
    to_settle(_("Evidence to prove"), view.evidence)


def to_settle(heading: str, rows: tuple[ToSettle, ...]) -> None:
    if rows:
        body = "".join(
            f'<details class="open"><summary>{blocks.mark(row.outcome.outcome)} {blocks.said(row.label)} '
            f"<small>{blocks.said(Joined((row.outcome, row.gain or EMPTY), 'dots'))}</small></summary>"
            f"<p>{blocks.said(row.how)}</p></details>"
            for row in rows
        )
        blocks.write(f'<p class="group">{blocks.text(heading)} <small>{len(rows)}</small></p>{body}')


if session.work() is None:
    workbook.welcome(
        _(
            "You will see here: each computed criterion by month, with the threshold, the straight line to it and your own yearly plan; and a map of criteria by month."
        )
    )
elif session.assessment().as_of is None:
    blocks.write(
        f'<p class="note">{blocks.text(_("The workbook has no month with figures yet, so there is no trajectory. Fill in the monthly statistics or a ledger."))}</p>'
    )
else:
    series = session.document(trajectories).criteria
    current = large(tuple(series))
    trust(current)
    planner()
    blocks.heading(_("All computed criteria, most urgent first"))
    verdict.small_trajectories(series.values())
    heat_map()
    blocks.write(
        f'<p class="note">{blocks.text(_("Earlier months are judged from the workbook of today; attributes and evidence carry no dates and count as they are now."))}</p>'
    )
