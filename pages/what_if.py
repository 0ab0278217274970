"""情景测算: assume another pace, a planned step, threshold or end; beside it what would come of that."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from core.documents import assumptions
from core.documents.assumptions import Typed
from core.documents.trajectory import trajectories
from core.documents.what_if import what_if_document
from core.model import Month
from core.model.document import Joined, say
from core.pipeline import Scenario
from core.printers.charts import trajectory
from core.printers.numbers import month_text
from pages.components import blocks, charts, controls, criterion, downloads, session
from pages.components.session import _, judged, reading


def scenario(id: str) -> Scenario:
    """The scenario that a file brought, where it is about this criterion; else an empty one."""
    loaded = session.get(session.LOADED)
    return loaded if loaded is not None and loaded.criterion == id else Scenario(id)


def typed(id: str) -> Typed:
    """The controls, with what a loaded scenario or the workbook says; new ones a criterion and a scenario."""
    a = judged.assessment()
    given, begun = assumptions.controls(a, id), assumptions.start(a, scenario(id))
    unit = session.rulebook().units[judged.document(trajectories).criteria[id].criterion.unit]
    in_unit = partial(_("{label} ({unit})").format, unit=unit.in_(session.language()))
    added = partial(in_unit, unit=_("points")) if given.is_share else in_unit
    months = {month: month_text(month, session.language()) for month in given.months}

    def key(name: str) -> str:
        shown = f"{session.turn()}-{session.profile()}-{judged.month()}-{id}"
        return session.key(f"what-if-{name}-{shown}", session.SCENARIO)

    def number(name: str, label: str, value: float | None, **bounds: float | None) -> float | None:
        return st.number_input(label, value=value, step=given.increment, format="%g", key=key(name), **bounds)

    def month(name: str, label: str, labels: Mapping[Month | None, str], at: Month | None) -> Month | None:
        return controls.one_of(label, labels, at=at, key=key(name))

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
    if reasons := assumptions.misfits(judged.assessment(), scenario(id)):
        blocks.note(say("Left out of the scenario: {reasons}", reasons=Joined(reasons, "sentences")), "refused")


def before_and_after(assumed: Scenario) -> None:
    what = what_if_document(judged.assessment(), assumed)
    one, is_assumed = what.one, what.name is not None
    hint = () if is_assumed else (say("Change a value to see what it comes to."),)
    blocks.note(Joined((what.sentence, *hint), "sentences"), "assumed-name")
    frame = trajectory.frame(one, judged.printer(), what.line)
    alt = judged.text(Joined((one.chart.alt, what.sentence), "clauses"))
    charts.large(frame, key="what-if", alt=alt, percent=one.percent, also=trajectory.ASSUMED)
    blocks.write(criterion.legend([one], assumed=is_assumed))
    blocks.write(blocks.document_table(what.table))
    blocks.write("" if is_assumed else criterion.outlook_sentence(criterion.outlook(one.id)))
    blocks.note(Joined((what.note, say("Nothing of this is stored.")), "sentences"))


def files(assumed: Scenario) -> None:
    with st.container(key="scenario-files", horizontal=True, gap="small"):
        downloads.scenario_files(assumed)
        st.button(_("Reset"), on_click=reading.drop_scenario, key="drop-scenario")
    look = {"type": "json", "max_upload_size": 1, "width": 420}
    key = session.key("scenario", session.SCENARIO)
    st.file_uploader(_("Load a scenario (JSON)"), key=key, on_change=reading.take_scenario, **look)
    if session.get(session.LOADED, True) is None:
        blocks.note(_("This is no scenario file of ours, or its criterion is not one of this type."), "refused")


blocks.title(say("What if"))
if judged.assessment().as_of is None:
    blocks.note(_("The workbook has no month with figures yet, so there is nothing to project from."))
else:
    ids = tuple(judged.document(trajectories).criteria)
    left, right = st.columns([10, 23], gap="large")
    with left, st.container(key="assumptions", gap="small"):
        current = controls.criterion(ids, session.chosen(ids))
        assumed = assumptions.assumed(judged.assessment(), current, typed(current))
    with right:
        left_out(current)
        before_and_after(assumed)
        files(assumed)
