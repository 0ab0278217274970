"""A criterion on the screen: opened whole, where it is heading, and its trajectory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from core.documents.criterion import CriterionDocument, ReadingOf, bars_chart, criteria_document
from core.documents.outlook import CriterionOutlook, outlook_document
from core.documents.rows import has_rows
from core.documents.trajectory import Trajectory, trajectories
from core.i18n import N_
from core.model import Kind, Status
from core.model.document import EMPTY, Joined, Value, Verbatim, say
from core.printers.charts import bars, lines, trajectory
from pages.components import blocks, charts, proof, session
from pages.components.session import _, judged, links

EARLIER_MONTHS = N_(
    "Earlier months are judged from today's workbook; attributes and evidence have no dates and count as they are now."
)


# --- the ways to it -------------------------------------------------------------------------


def linked_bars(rows: Sequence[CriterionDocument]) -> str:
    """Computed criteria on one scale; a bar leads to its criterion among the gaps."""
    chart, printer = bars_chart(rows), judged.printer()
    to = [blocks.link("gaps", row["label"], **links.to(id=printer(row["id"]))) for row in chart.data]
    return bars.html(chart, printer, to)


def bar_chart(rows: Sequence[CriterionDocument], key: str) -> str | None:
    """Computed criteria on one scale; the id of the bar that was clicked."""
    chart = bars_chart(rows)
    drawn = judged.once(f"bars-{','.join(row.id for row in rows)}", lambda: bars.html(chart, judged.printer()))
    return charts.pickable(drawn, chart, key)


def pick(row: CriterionDocument, label: Value, **look: Any) -> bool:
    """A line of a checklist with the outcome's square: whether it was clicked."""
    key = f"pick-{blocks.outcome_class(row.outcome.outcome)}-{row.id}"
    return st.button(judged.text(label), key=key, width="stretch", **{"type": "tertiary", **look})


def turn_to(id: str) -> None:
    session.choose(id)
    st.switch_page("gaps.py")


# --- opened ---------------------------------------------------------------------------------


def show(row: CriterionDocument) -> None:
    detail(row)
    if has_rows(judged.assessment(), row.id):
        proof.rows(row.id)
    if row.kind is Kind.COMPUTED:
        large_trajectory(row.id, "detail")
    st.page_link("gaps.py", label=_("Link to this view"), icon=":material/link:", query_params=links.to(id=row.id))


def detail(row: CriterionDocument) -> None:
    """Everything there is to say about a criterion: clause verbatim, figures, formula, cells, readings, remedy."""
    cite = blocks.text(_("Notice, {clause}").format(clause=row.clause))
    formula = row.formula and f"<p>{blocks.said(row.formula)}</p>{blocks.line(row.filled, 'filled')}"
    blocks.write(
        '<article class="detail">',
        f"<header>{blocks.outcome(row.outcome)}<h3>{blocks.said(row.label)}</h3></header>",
        f'<blockquote lang="zh-CN">{blocks.text(row.quote)}<cite>{cite}</cite></blockquote>',
        _figures(row),
        _part(_("Formula"), formula or ""),
        _part(_("What the workbook says"), _claim(row)),
        _part(_("Where it comes from"), f"<p>{blocks.said(row.origin)} {cells(row)}</p>"),
        _part(_("Our reading"), _readings(row)),
        _part(_("Remedy"), f"<p>{blocks.said(row.remedy)}</p>"),
        _part(_("What the action plan lists under it"), blocks.listed(row.guidance) if row.guidance else ""),
        "</article>",
    )


def _part(heading: str, body: str) -> str:
    return f"<section><h4>{blocks.text(heading)}</h4>{body}</section>" if body else ""


def _figures(row: CriterionDocument) -> str:
    if row.kind is Kind.EVIDENCE:
        return f'<p class="reason">{blocks.said(row.reason)}</p>' if row.why else ""
    pairs: list[tuple[str, Value]] = [(_("Value"), row.value), (_("Threshold"), row.threshold), (_("Gap"), row.state)]
    return _facts([*pairs, (_("Own target"), _own_target(row))] if row.target else pairs)


def _facts(pairs: Iterable[tuple[str, Value]]) -> str:
    return blocks.facts((blocks.text(name), blocks.said(value)) for name, value in pairs)


def _own_target(row: CriterionDocument) -> Value:
    return Joined((row.target, row.target_outcome), "dots") if row.target else None


def _claim(row: CriterionDocument) -> str:
    claim = row.claim
    if claim is None:
        return ""
    pairs: tuple[tuple[str, Value], ...] = (
        (_("Status"), claim.status or EMPTY),
        (_("Evidence"), Verbatim(claim.evidence)),
        (_("Note"), Verbatim(claim.note)),
        (_("Review"), claim.review or EMPTY),
        (_("Note of the reviewer"), Verbatim(claim.review_note)),
    )
    texts = [(name, judged.text(value)) for name, value in pairs]
    lines = "".join(f"<li><b>{blocks.text(name)}</b> {blocks.text(text)}</li>" for name, text in texts if text)
    if claim.taken_from:
        taken = _("Status taken from {id}, which has the same wording.").format(id=claim.taken_from)
        lines += f"<li>{blocks.text(taken)}</li>"
    return lines and f'<ul class="plain">{lines}</ul>'


def cells(row: CriterionDocument) -> str:
    return "".join(f"<code>{blocks.text(each)}</code> " for each in judged.printer().by_sheet(row.sources))


def _readings(row: CriterionDocument) -> str:
    settled = [each.reading for each in row.readings if not each.alternative]
    return "".join(reading(each) for each in row.readings if each.alternative) + (
        blocks.listed(settled) if row.readings else ""
    )


def reading(row: ReadingOf, judged: bool = True) -> str:
    """A reading, its alternative, and whether the verdict depends on it."""
    other = verdict = ""
    if row.alternative:
        other = f"<p><b>{blocks.text(_('It could also mean: '))}</b>{blocks.said(row.alternative)}</p>"
    if judged:
        valued = say("{sentence} It gives {value}.", sentence=row.sentence, value=row.value)
        depends = "depends" if row.changes else "same"
        verdict = f'<p class="{depends}">{blocks.said(valued if row.outcome else row.sentence)}</p>'
    return f'<div class="reading-of"><p>{blocks.said(row.reading)}</p>{other}{verdict}</div>'


# --- where it is heading --------------------------------------------------------------------


def outlook(id: str) -> CriterionOutlook:
    return judged.document(outlook_document).criteria[id]


def outlook_sentence(each: CriterionOutlook) -> str:
    """Status and forecast, or why there is none, as a paragraph."""
    status = None if each.status is Status.NOT_YET_DUE else each.status  # the sentence says so
    return f'<p class="ahead">{blocks.status(status)} {blocks.said(each.sentence)}</p>'


def outlook_facts(row: CriterionDocument) -> None:
    """Status and forecast as a sentence; probability, interval, months, paces and the applicant's own plan."""
    each = outlook(row.id)
    pairs = (
        (_("Probability at the pilot's end"), each.probability),
        (_("Likely range at the end (80%)"), each.interval),
        (_("Threshold first met"), each.reached),
        (_("Pace needed"), each.needed),
        (_("Pace of the last three months"), each.recent),
        (_("Known"), each.known),
        (_("Own target for the end"), _own_target(row)),
    )
    blocks.write(outlook_sentence(each), _facts((name, value) for name, value in pairs if value is not None))


# --- its trajectory -------------------------------------------------------------------------


def large_trajectory(id: str, place: str) -> None:
    one, then = judged.document(trajectories).criteria[id], judged.known_then(id)
    frame = judged.once(f"large-{id}", lambda: trajectory.frame(one, judged.printer(), then=then))
    also, alt = trajectory.COMPARED if then else "", judged.text(one.chart.alt)
    charts.large(frame, key=f"large-{place}", alt=alt, percent=one.percent, also=also)
    blocks.write(legend([one], then=bool(then)))
    charts.take_away(f"{place}-{id}", blocks.document_table(one.table), "large_picture", one)


def small_trajectories(series: Iterable[Trajectory]) -> str:
    return f'<div class="multiples">{"".join(map(_small_trajectory, series))}</div>'


def _small_trajectory(one: Trajectory) -> str:
    row, ahead = judged.document(criteria_document).by_id[one.id], outlook(one.id)
    end = blocks.said(Joined((ahead.probability, ahead.interval), "dots")) if ahead.probability else ""
    drawn = judged.once(f"trajectory-{one.id}", lambda: lines.html(one, judged.printer()))
    pair = blocks.said(row.pair) if row.value is not None and row.value.known else ""
    status = "" if ahead.status is Status.NO_DATA else blocks.status(ahead.status)
    return (
        f'<div class="multiple"><b>{blocks.said(row.label)}</b>'
        f"<span>{blocks.outcome(row.outcome)} {pair}</span><span>{status} {end}</span>{drawn}</div>"
    )


def legend(shown: Sequence[Trajectory], assumed: bool = False, then: bool = False) -> str:
    """What the lines of these charts are, in words beside their looks."""
    drawn = {key for one in shown for mark in one.chart.data for key, value in mark.items() if value is not None}
    forecast = any(one.forecast for one in shown)
    lines = (
        ("actual", _("actual"), "value" in drawn),
        ("then", _("as the earlier workbook had it"), then),
        ("median", _("expected"), forecast),
        ("half", _("likely range (50%)"), forecast),
        ("wide", _("likely range (80%)"), forecast),
        ("assumed", _("assumed"), assumed),
        ("threshold", _("threshold of the notice"), True),
        ("straight", _("straight line to the threshold"), "required" in drawn),
        ("plan", _("own plan"), "plan" in drawn),
    )
    words = (f'<span class="{kind}">{blocks.text(word)}</span>' for kind, word, is_there in lines if is_there)
    return f'<p class="legend">{"".join(words)}</p>'
