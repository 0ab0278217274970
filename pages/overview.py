"""总览: the verdict as a sentence, where, how far, what to do next, and the files that prove it."""

from itertools import islice

import streamlit as st

from core.documents.bars import bars_chart
from core.documents.criterion import criteria_document
from core.documents.trajectory import trajectories
from core.model import Kind
from core.printers.charts import bars
from pages.components import blocks, charts, detail, downloads, session, verdict, workbook

_ = session.text()
#: The most urgent trajectories are shown here; all of them on their own page.
URGENT = 3


def how_far() -> None:
    blocks.heading(_("How far from the thresholds"))
    chart = bars_chart(session.document(criteria_document).of_kind(Kind.COMPUTED))
    frame = session.once("bars", lambda: bars.frame(chart, session.printer()))
    picked = charts.draw(bars, frame, key="overview-bars", alt=session.shown(chart.alt), select=True)
    if picked:
        session.choose(picked)
        st.switch_page("gaps.py")


def most_urgent() -> None:
    blocks.heading(_("Trajectories, most urgent first"))
    verdict.small_trajectories(islice(session.document(trajectories).criteria.values(), URGENT))
    blocks.write(detail.legend(forecast=True))
    st.page_link("trajectory.py", label=_("All trajectories and the heat map"), icon=":material/arrow_forward:")


if session.work() is None:
    workbook.welcome(
        _(
            "You will see here: the verdict in one sentence, the six items at a glance, the distance to each threshold and the three most useful next steps."
        )
    )
else:
    verdict.headline()
    charts.words_first()
    verdict.strip()
    verdict.problems()
    with st.container(key="overview"):
        left, right = st.columns([6, 5], gap="large")
        with left:
            with st.container(key="how-far"):
                how_far()
            with st.container(key="since"):
                verdict.since_last_month()
        with right:
            with st.container(key="next-steps", gap="xsmall"):
                verdict.next_steps()
            with st.container(key="take-away"):
                downloads.verdict_files()
                verdict.score()
    if session.months():
        most_urgent()
