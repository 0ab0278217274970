"""The verdict on the screen: sentence, strip, steps, score, small trajectories, what changed."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.documents.criterion import criteria_document
from core.documents.overview import ItemCard, Mark, overview
from core.documents.questions import questions_document
from core.documents.steps import steps
from core.documents.trajectory import Trajectory
from core.documents.two_judgements import since
from core.printers.charts import trajectory
from pages.components import blocks, charts, outlook, session


def headline() -> None:
    """The red flag where there is one, the counts as a sentence, where the pilot is and where it is heading."""
    shown = session.document(overview)
    flag = blocks.said(shown.red_flag)
    ahead = "" if shown.outlook is None else f'<p class="subline">{blocks.said(shown.outlook)}</p>'
    blocks.write(
        (f'<p class="red-flag" role="alert">{flag}</p>' if flag else "")
        + f'<h1 class="verdict">{blocks.said(shown.sentence)}</h1>'
        f'<p class="subline"><b>{blocks.said(shown.status)}</b> {blocks.said(shown.subline)}</p>{ahead}'
    )


def strip() -> None:
    """The foundation and the six items, a mark a criterion; a card opens its item among the gaps.

    The cards are one element and their links lie over them in a grid of the same shape.
    """
    cards = session.document(overview).cards
    with st.container(key="strip", gap=None):
        blocks.write(f'<div class="cards">{"".join(map(_card, cards))}</div>')
        with st.container(key="links", gap=None):
            for card in cards:
                label = f"{session.shown(card.title)} {session.shown(card.caption)}"
                st.page_link("gaps.py", label=label, query_params={"item": str(card.number)})


def _card(card: ItemCard) -> str:
    marks = "".join(blocks.mark(each.outcome.outcome, _named(each)) for each in card.marks)
    title = card.title if card.number else card.full_title
    return (
        f'<div class="card"><small>{blocks.said(card.label)}</small><b>{blocks.said(title)}</b>'
        f'<div class="marks">{marks}</div><span>{blocks.said(card.caption)}</span></div>'
    )


def _named(mark: Mark) -> str:
    return f"{mark.id} {session.shown(mark.title)} · {session.shown(mark.outcome)}"


def next_steps() -> None:
    """The most urgent steps, each with its pace and its probability; its title opens the criterion."""
    to_do = session.document(steps)
    blocks.heading(session.shown(to_do.title if to_do.first else to_do.heading))
    for place, step in enumerate(to_do.first):
        with st.container(key=f"step-{place}", gap=None):
            if st.button(session.shown(step.said), key=f"open-step-{place}", type="tertiary"):
                session.choose(step.row.id)
                st.switch_page("gaps.py")
            blocks.write(f'<p class="facts-of">{blocks.said(step.facts)}</p><p>{blocks.said(step.remedy)}</p>')


def problems() -> None:
    """How many problems the workbook has and what depends on them, as a link to them."""
    at_stake = session.shown(session.document(questions_document).at_stake)
    if at_stake:
        with st.container(key="problems-told"):
            st.page_link("problems.py", label=at_stake, icon=":material/rule:")


def score() -> None:
    """The unofficial score, its range and how it is made, folded away."""
    _ = session.text()
    shown = session.document(overview)
    items = "".join(
        "<tr>" + "".join(f"<td>{blocks.said(row.cells[key])}</td>" for key in ("title", "score", "range")) + "</tr>"
        for row in shown.items.rows
        if row.cells["score"] is not None
    )
    head = "".join(f"<th>{blocks.text(word)}</th>" for word in (_("Item"), _("Score"), _("Range")))
    blocks.write(
        f'<details class="score"><summary>{blocks.said(shown.score.point)} '
        f"<small>{blocks.said(shown.score.span)}</small></summary><p>{blocks.said(shown.score.how)}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{items}</tbody></table></details>"
    )


def small_trajectories(series: Iterable[Trajectory]) -> None:
    """Small multiples; keyed by place, so that the browser keeps the charts and changes the figures."""
    with st.container(key="multiples"):
        for place, one in enumerate(series):
            _small_trajectory(place, one)


def _small_trajectory(place: int, one: Trajectory) -> None:
    """Its name, where it stands, and the chart."""
    _ = session.text()
    row = session.document(criteria_document).by_id[one.id]
    ahead = outlook.of(one.id)
    with st.container(key=f"multiple-{place}", gap=None):
        blocks.write(
            f'<div class="multiple"><b>{blocks.said(row.label)}</b>'
            f"<span>{blocks.judged(row.outcome)} {blocks.said(row.pair)}</span>"
            f"<span>{outlook.status(ahead)} {outlook.end(ahead)}</span></div>"
        )
        charts.draw(
            trajectory,
            session.once(f"trajectory-{one.id}", lambda: trajectory.frame(one, session.printer())),
            key=f"small-{place}",
            alt=_("The criterion named above by month, with its threshold and forecast"),
            small=True,
        )


def since_last_month() -> None:
    """What changed since the month before."""
    _ = session.text()
    before = session.a_month_before()
    if before is None:
        return
    found = since(session.assessment(), before)
    blocks.heading(_("Since last month"))
    moved = "".join(f"<li>{blocks.said(line)}</li>" for line in found.moved)
    blocks.write(
        f'<div class="since"><p>{blocks.said(found.sentence)}</p><ul class="changed">{blocks.flips(found.flips)}</ul>'
        f'<ul class="moved">{moved}</ul>'
        f'<p class="note">{blocks.text(_("Earlier months are judged from the workbook of today; attributes and evidence carry no dates and count as they are now."))}</p></div>'
    )
    st.page_link("compare.py", label=_("Compare with an earlier workbook"), icon=":material/difference:")
