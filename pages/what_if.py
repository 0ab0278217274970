"""情景测算: assume another pace, a planned step, threshold or end; beside it what would come of that."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from core.documents import what_if
from core.documents.trajectory import trajectories
from core.documents.what_if import Typed, what_if_document
from core.model import Month
from core.model.document import Joined, say
from core.pipeline import Scenario
from core.printers.charts import trajectory
from core.printers.numbers import month_text
from pages.components import blocks, charts, controls, criterion, downloads, session, workbook
from pages.components.session import _


def typed(id: str) -> Typed:
    """The controls, with what a loaded scenario or the workbook says."""
    given = what_if.controls(session.assessment(), id)
    begun = what_if.start(session.assessment(), session.scenario(id))
    unit = session.rulebook().units[session.document(trajectories).criteria[id].criterion.unit]
    in_unit = partial(_("{label} ({unit})").format, unit=unit.in_(session.language()))
    added = partial(in_unit, unit=_("points")) if given.is_share else in_unit

    def number(name: str, label: str, value: float | None, **bounds: float | None) -> float | None:
        key = session.scenario_key(name, id)
        return st.number_input(label, value=value, step=given.increment, format="%g", key=key, **bounds)

    months = {month: month_text(month, session.language()) for month in given.months}

    def month(name: str, label: str, labels: Mapping[Month | None, str], at: Month | None) -> Month | None:
        return controls.one_of(label, labels, at=at, key=session.scenario_key(name, id))

    return Typed(
        pace=number("pace", added(label=_("Added a month")), begun.pace),
        step=number("step", added(label=_("Planned step")), begun.step),
        step_month=month("step-month", _("In the month"), {None: _("no step")} | months, begun.step_month),
        threshold=number(
            "threshold", in_unit(label=_("Threshold")), begun.threshold, min_value=0.0, max_value=given.most
        ),
        end=month("end", _("Pilot's end"), months, begun.end),
    )


def left_out(id: str) -> None:
    if reasons := what_if.misfits(session.assessment(), session.scenario(id)):
        line = say("Left out of the scenario: {reasons}", reasons=Joined(reasons, "sentences"))
        blocks.write(f'<p class="refused">{blocks.said(line)}</p>')


def before_and_after(assumed: Scenario) -> None:
    what = what_if_document(session.judgement(), assumed)
    one, is_assumed = what.one, what.name is not None
    hint = () if is_assumed else (say("Change a value to see what it comes to."),)
    blocks.write(f'<p class="assumed-name">{blocks.said(Joined((what.sentence, *hint), "sentences"))}</p>')
    charts.draw(
        trajectory,
        trajectory.frame(one, session.printer(), what.line),
        key="what-if",
        alt=_("The criterion by month: actual, forecast, and what is assumed"),
        assumed=True,
        percent=one.percent,
    )
    blocks.write(criterion.legend(one.forecast, assumed=is_assumed))
    blocks.write(blocks.document_table(what.table))
    blocks.write("" if is_assumed else criterion.outlook_sentence(criterion.outlook(one.id)))
    blocks.note(Joined((what.note, say("Nothing of this is stored.")), "sentences"))


def files(assumed: Scenario) -> None:
    with st.container(key="scenario-files", horizontal=True, gap="small"):
        downloads.scenario_files(assumed)
        st.button(_("Reset"), on_click=session.drop_scenario, key="drop-scenario")
    st.file_uploader(
        _("Load a scenario (JSON)"),
        type="json",
        max_upload_size=1,
        key=session.key("scenario", session.SCENARIO),
        on_change=session.take_scenario,
        width=420,
    )
    if session.scenario_refused():
        line = _("This is no scenario file of ours, or its criterion is not one of this type.")
        blocks.write(f'<p class="refused">{blocks.text(line)}</p>')


if session.work() is None:
    workbook.welcome(
        _(
            "You will see here: a criterion's pace, a planned step, its threshold and the pilot's end to change as you like, with what would come of it beside what the workbook says. Nothing is stored."
        )
    )
elif session.assessment().as_of is None:
    blocks.note(_("The workbook has no month with figures yet, so there is nothing to project from."))
else:
    ids = tuple(session.document(trajectories).criteria)
    left, right = st.columns([10, 23], gap="large")
    with left, st.container(key="assumptions", gap="small"):
        current = controls.criterion(ids, session.chosen(ids))
        assumed = what_if.assumed(session.assessment(), current, typed(current))
    with right:
        left_out(current)
        before_and_after(assumed)
        files(assumed)
