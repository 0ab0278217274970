"""情景测算: assume another pace, a planned step, threshold or end; what stands and what would come of it, side by side."""

from functools import partial

import streamlit as st

from core.documents import assumptions
from core.documents.assumptions import Controls, Typed
from core.documents.trajectory import Trajectory, trajectories
from core.documents.what_if import what_if_document
from core.model.document import Joined, say
from core.pipeline import Scenario, to_json
from core.printers.charts import trajectory
from core.printers.numbers import month_text
from pages.components import blocks, charts, detail, downloads, outlook, session, workbook

_ = session.text()


def criterion(ids: list[str]) -> str:
    current = session.chosen(tuple(ids))
    key = session.criterion_key(current)
    return st.selectbox(
        _("Criterion"),
        ids,
        index=ids.index(current),
        format_func=detail.labels().__getitem__,
        key=key,
        on_change=session.choose_from,
        args=(key,),
    )


def number(
    name: str,
    label: str,
    value: float | None,
    given: Controls,
    least: float | None = None,
    most: float | None = None,
) -> float | None:
    return st.number_input(
        label,
        min_value=least,
        max_value=most,
        value=value,
        step=given.increment,
        format="%g",
        key=session.scenario_key(name, given.criterion),
    )


def typed(id: str, unit: str) -> Typed:
    """The controls, with what a loaded scenario or the workbook says."""
    given = assumptions.controls(session.assessment(), id)
    begun = assumptions.start(session.assessment(), session.scenario(id))
    in_unit = partial(_("{label} ({unit})").format, unit=unit)
    added = partial(in_unit, unit=_("points")) if given.is_share else in_unit
    pace = number("pace", added(label=_("Added a month")), begun.pace, given)
    step = number("step", added(label=_("Planned step")), begun.step, given)
    months = [None, *given.months]
    language = session.language()
    step_month = st.selectbox(
        _("In the month"),
        months,
        index=months.index(begun.step_month),
        format_func=lambda month: month_text(month, language) if month else _("no step"),
        key=session.scenario_key("step-month", id),
        filter_mode=None,
    )
    threshold = number("threshold", in_unit(label=_("Threshold")), begun.threshold, given, 0.0, given.most)
    end = st.selectbox(
        _("Pilot's end"),
        given.months,
        index=given.months.index(begun.end),
        format_func=lambda month: month_text(month, language),
        key=session.scenario_key("end", id),
        filter_mode=None,
    )
    return Typed(pace, step, step_month, threshold, end)


def files(assumed: Scenario) -> None:
    with st.container(key="scenario-files", horizontal=True, gap="small"):
        st.download_button(
            _("Download this scenario"),
            partial(to_json, assumed),
            file_name=_("scenario-{id}.json").format(id=assumed.criterion),
            mime="application/json",
            on_click="ignore",
            key="download-scenario",
        )
        downloads.scenario_workbook(assumed)
        st.button(_("Reset"), on_click=session.drop_scenario, key="drop-scenario")
    st.file_uploader(
        _("Load a scenario (JSON)"),
        type="json",
        max_upload_size=1,
        key=session.scenario_upload_key(),
        on_change=session.take_scenario,
        width=420,
    )
    if session.scenario_refused():
        blocks.write(
            f'<p class="refused">{blocks.text(_("This is no scenario file of ours, or its criterion is not one of this type."))}</p>'
        )


def left_out(id: str) -> None:
    if reasons := assumptions.misfits(session.assessment(), session.scenario(id)):
        told = say("Left out of the scenario: {reasons}", reasons=Joined(reasons, "sentences"))
        blocks.write(f'<p class="refused">{blocks.said(told)}</p>')


def unit(one: Trajectory) -> str:
    return session.rulebook().units[one.criterion.unit].in_(session.language())


def before_and_after(assumed: Scenario) -> None:
    what = what_if_document(session.judgement(), assumed)
    one, is_assumed = what.one, what.name is not None
    hint = None if is_assumed else say("Change a value on the left to see what it comes to.")
    sentences = Joined((what.sentence, hint) if hint else (what.sentence,), "sentences")
    blocks.write(f'<p class="assumed-name">{blocks.said(sentences)}</p>')
    charts.draw(
        trajectory,
        trajectory.frame(one, session.printer(), what.line),
        key="what-if",
        alt=_("The criterion by month: actual, forecast, and what is assumed"),
        assumed=True,
        percent=one.percent,
    )
    blocks.write(detail.legend(one.forecast, assumed=is_assumed))
    blocks.write(blocks.document_table(what.table))
    blocks.write("" if is_assumed else outlook.sentence(outlook.of(one.id)))
    note = Joined((what.note, say("Nothing of this is stored.")), "sentences")
    blocks.write(f'<p class="note">{blocks.said(note)}</p>')


if session.work() is None:
    workbook.welcome(
        _(
            "You will see here: a criterion's pace, a planned step, its threshold and the pilot's end to change as you like, with what would come of it beside what the workbook says. Nothing is stored."
        )
    )
elif session.assessment().as_of is None:
    blocks.write(
        f'<p class="note">{blocks.text(_("The workbook has no month with figures yet, so there is nothing to project from."))}</p>'
    )
else:
    series = session.document(trajectories).criteria
    left, right = st.columns([10, 23], gap="large")
    with left, st.container(key="assumptions", gap="small"):
        current = criterion(list(series))
        assumed = assumptions.assumed(session.assessment(), current, typed(current, unit(series[current])))
    with right:
        left_out(current)
        before_and_after(assumed)
        files(assumed)
