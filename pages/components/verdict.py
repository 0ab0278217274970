"""The verdict on the screen: sentence, strip, steps, score, small trajectories, what changed."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core.documents.criterion import criteria_document
from core.documents.trajectory import Trajectory
from core.printers.charts import trajectory
from core.views import tables
from core.views.questions import at_stake
from core.views.words import sentences
from pages.components import blocks, charts, outlook, session


def headline() -> None:
    """The red flag where there is one, the counts as a sentence, the state of the pilot."""
    row = session.rows(tables.headline)
    flag = f'<p class="red-flag" role="alert">{blocks.text(row.red_flag)}</p>' if row.red_flag else ""
    sentence = "".join(
        f'<span class="{blocks.outcome_class(outcome)}">{blocks.text(part)}</span>' if outcome else blocks.text(part)
        for part, outcome in row.sentence_parts
    )
    blocks.write(
        f'{flag}<h1 class="verdict">{sentence}</h1>'
        f'<p class="subline"><b>{blocks.text(row.stands)}</b> {blocks.text(row.subline)}</p>'
    )


def strip() -> None:
    """The foundation and the six items, a mark a criterion; a card opens its item among the gaps.

    The cards are one element and their links lie over them in a grid of the same shape.
    """
    cards = session.rows(tables.item_cards)
    with st.container(key="strip", gap=None):
        blocks.write(f'<div class="cards">{"".join(map(_card, cards))}</div>')
        with st.container(key="links", gap=None):
            for card in cards:
                label = f"{card.title} {card.caption}"
                st.page_link("gaps.py", label=label, query_params={"item": str(card.number)})


def _card(card: tables.ItemCard) -> str:
    marks = "".join(blocks.mark(outcome, title) for _, outcome, title in card.marks)
    title = card.title if card.number else card.full_title
    return (
        f'<div class="card"><small>{blocks.text(card.number_text)}</small><b>{blocks.text(title)}</b>'
        f'<div class="marks">{marks}</div><span>{blocks.text(card.caption)}</span></div>'
    )


def next_steps() -> None:
    """The three most useful next steps, each with its forecast where there is one; its title opens the criterion."""
    _ = session.text()
    blocks.heading(_("The three most useful next steps"))
    steps = session.rows(tables.next_steps)
    if not steps:
        blocks.write(f'<p class="note">{blocks.text(_("Nothing is left to do: every criterion is met."))}</p>')
    for place, step in enumerate(steps):
        with st.container(key=f"step-{place}", gap=None):
            if st.button(step.title, key=f"open-step-{place}", type="tertiary"):
                session.choose(step.criterion_id)
                st.switch_page("gaps.py")
            facts = sentences([step.detail, outlook.likely(step.criterion_id)], session.language())
            blocks.write(f'<p class="facts-of">{blocks.text(facts)}</p><p>{blocks.text(step.remedy)}</p>')


def problems() -> None:
    """How many problems the workbook has and what depends on them, as a link to them."""
    told = session.rows(at_stake)
    if told:
        with st.container(key="problems-told"):
            st.page_link("problems.py", label=told, icon=":material/rule:")


def score() -> None:
    """The unofficial score, its interval and how it is made, folded away."""
    _ = session.text()
    row = session.rows(tables.score_text)
    items = "".join(
        f"<tr><td>{blocks.text(title)}</td><td>{blocks.text(value)}</td><td>{blocks.text(interval)}</td></tr>"
        for title, value, interval in row.items
    )
    head = "".join(f"<th>{blocks.text(word)}</th>" for word in (_("Item"), _("Score"), _("Interval")))
    blocks.write(
        f'<details class="score"><summary>{blocks.text(row.short)} <small>{blocks.text(row.interval)}</small></summary>'
        f"<p>{blocks.text(row.how)}</p><table><thead><tr>{head}</tr></thead><tbody>{items}</tbody></table></details>"
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
    since = session.once("since", lambda: tables.changes_since(session.assessment(), before, session.language()))
    blocks.heading(_("Since last month"))
    changed = "".join(
        f"<li>{blocks.mark(row.before, row.before_label)} → {blocks.mark(row.after, row.after_label)} "
        f"{blocks.text(row.sentence)}</li>"
        for row in since.rows
    )
    moved = "".join(f"<li>{blocks.text(line)}</li>" for line in since.moved)
    blocks.write(
        f'<div class="since"><p>{blocks.text(since.sentence)}</p><ul class="changed">{changed}</ul>'
        f'<ul class="moved">{moved}</ul>'
        f'<p class="note">{blocks.text(_("Earlier months are judged from the workbook of today; attributes and evidence carry no dates and count as they are now."))}</p></div>'
    )
    st.page_link("compare.py", label=_("Compare with an earlier workbook"), icon=":material/difference:")
