"""轨迹: one criterion large, all of them small, and criteria × months by outcome."""

import streamlit as st

from core.views import tables
from core.views.charts import heat
from pages.components import blocks, charts, detail, session, verdict, workbook

_ = session.text()


def large(ids: tuple[str, ...]) -> None:
    rows = {row.id: row for row in session.rows(tables.criteria_rows)}
    key = session.criterion_key(session.chosen(ids))
    id = st.selectbox(
        _("Criterion"),
        list(ids),
        index=ids.index(session.chosen(ids)),
        format_func=lambda id: f"{rows[id].label} · {rows[id].outcome_label}",
        key=key,
        on_change=session.choose_from,
        args=(key,),
        width=420,
    )
    row = rows[id]
    blocks.write(
        f'<div class="large"><b>{blocks.text(row.label)}</b> {blocks.chip(row.outcome, row.outcome_label)} '
        f"<span>{blocks.text(row.pair_text)}</span> <span>{blocks.text(row.gap_text or row.reason_text)}</span></div>"
    )
    detail.large_trajectory(id, "trajectory")


def heat_map() -> None:
    blocks.heading(
        _("Criteria by month"), _("Solid: met. Hollow: not yet met. Dashed: no data. Click a row to see it large.")
    )
    picked = charts.draw(
        heat,
        session.once("heat", lambda: heat.frame(session.rows(tables.heat_rows))),
        key="heat",
        alt=_("Outcome of each computed criterion in each month"),
        select=True,
    )
    session.follow_pick("heat", picked)


if session.work() is None:
    workbook.welcome(
        _(
            "Here will stand: each computed criterion by month, with the threshold, the straight line to it and your own yearly plan; and a map of criteria by month."
        )
    )
elif session.assessment().as_of is None:
    blocks.write(
        f'<p class="note">{blocks.text(_("The workbook has no month with figures yet, so there is no trajectory. Fill in the monthly statistics or a ledger."))}</p>'
    )
else:
    series = verdict.by_criterion(session.rows(tables.trajectory_rows))
    large(tuple(id for id, _rows in series))
    heat_map()
    blocks.heading(_("All computed criteria, most urgent first"))
    verdict.small_trajectories(series)
    blocks.write(
        f'<p class="note">{blocks.text(_("Earlier months are judged as the workbook of today tells them: attributes and evidence carry no dates."))}</p>'
    )
