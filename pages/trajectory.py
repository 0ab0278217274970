"""轨迹: one criterion large with its forecast, how earlier forecasts did, what it takes, all of them small, the map."""

import streamlit as st

from core.documents.criterion import criteria_document
from core.documents.method import back_test
from core.documents.outlook import ToSettle
from core.documents.outlook import planner as plan
from core.documents.overview import overview
from core.documents.trajectory import trajectories
from core.model.document import EMPTY, Joined, say
from core.printers.charts import heat
from pages.components import blocks, charts, controls, criterion, session
from pages.components.session import _, judged


def large(ids: tuple[str, ...]) -> str:
    id = controls.criterion(ids, session.chosen(ids), width=420)
    facts(id)
    criterion.large_trajectory(id, "trajectory")
    return id


def facts(id: str) -> None:
    row = judged.document(criteria_document).by_id[id]
    blocks.write(
        f'<div class="large"><b>{blocks.said(row.label)}</b> {blocks.outcome(row.outcome)} '
        f"<span>{blocks.said(row.pair)}</span> <span>{blocks.said(row.state)}</span></div>"
    )
    criterion.outlook_facts(row)


def trust(id: str) -> None:
    tested = judged.once(f"hindsight-{id}", lambda: back_test(judged.assessment(), id))
    blocks.heading(_("Back-test of the forecast"), tested.sentence)
    blocks.write(blocks.document_table(tested.table))


def planner() -> None:
    view = judged.document(plan)
    blocks.heading(_("What it takes"), view.sentence)
    blocks.write(blocks.document_table(view.figures))
    to_settle(_("Figures to report"), view.reports)
    to_settle(_("Evidence to prove"), view.evidence)


def to_settle(heading: str, rows: tuple[ToSettle, ...]) -> None:
    if rows:
        body = "".join(
            blocks.folded(
                f"{blocks.mark(row.outcome.outcome)} {blocks.said(row.label)} "
                f"<small>{blocks.said(Joined((row.outcome, row.gain or EMPTY), 'dots'))}</small>",
                f"<p>{blocks.said(row.how)}</p>",
            )
            for row in rows
        )
        blocks.write(f'<p class="group">{blocks.text(heading)} <small>{len(rows)}</small></p>{body}')


def heat_map(id: str) -> None:
    blocks.heading(
        _("Criteria by month"), _("Solid: met. Hollow: not yet met. Dashed: no data. Click a row to see it large.")
    )
    chart, alt = judged.document(trajectories).heat, _("Outcome of each computed criterion in each month")
    drawn = judged.once("heat", lambda: heat.html(chart, judged.printer(), alt))
    session.follow_pick("heat", charts.pickable(drawn, chart, "heat"))
    with st.container(key="tapped"):  # the style sheet shows it on a phone, where the large one is far above
        facts(id)
    table = blocks.document_table(judged.document(trajectories).outcomes)
    charts.take_away("heat", table, "heat_picture", chart)


if judged.assessment().as_of is None:
    blocks.title(say("Trajectory"))
    blocks.note(_("The workbook has no month with figures yet, so there is no trajectory. Fill in the monthly statistics or a ledger."))  # fmt: skip
else:
    blocks.title(judged.document(overview).outlook or say("Trajectory"))
    series = judged.document(trajectories).criteria
    chosen = large(tuple(series))
    trust(chosen)
    planner()
    blocks.heading(_("All computed criteria, most urgent first"))
    blocks.write(criterion.small_trajectories(series.values()))
    heat_map(chosen)
    blocks.note(_(criterion.EARLIER_MONTHS))
