"""总览: the verdict as a sentence, where, how far, what to do next, and the files that prove it."""

import time
from itertools import islice

import streamlit as st

from core.documents.criterion import criteria_document
from core.documents.items import ItemCard
from core.documents.outlook import outlook_document
from core.documents.overview import overview
from core.documents.questions import questions_document
from core.documents.steps import steps
from core.documents.trajectory import trajectories
from core.documents.two_judgements import since
from core.model import Kind, Status
from core.model.document import EMPTY, Joined
from pages.components import blocks, criterion, downloads, workbook
from pages.components.session import _, judged, links

LEAST_LIKELY_FIRST = (
    Status.OFF_TRACK,
    Status.AT_RISK,
    Status.NOT_YET_DUE,
    Status.NO_DATA,
    Status.ON_TRACK,
    Status.ACHIEVED,
)
#: The most urgent trajectories are shown here; all of them on their own page.
URGENT = 3
#: Seconds in which the browser paints the verdict before the rest keeps it busy; it collects what arrives within 10 ms.
PAUSE = 0.02


def headline() -> None:
    """The red flag where there is one, the counts as a sentence, and where the pilot is."""
    shown = judged.document(overview)
    flag, number = blocks.said(shown.red_flag), judged.text(judged.assessment().rulebook.notice.number)
    blocks.write(
        f'<p class="red-flag" role="alert">{flag}</p>' if flag else "",
        f'<h1 class="verdict">{blocks.said(shown.sentence)}</h1>',
        f'<p class="subline"><b>{blocks.said(shown.status)}</b> {blocks.whole(blocks.said(shown.subline), number)}</p>',
    )


def heading_for() -> None:
    """The outlook in a sentence, which opens into its criteria by status, each of which opens in turn."""
    sentence, criteria = judged.document(overview).outlook, judged.document(criteria_document).by_id
    if sentence is None:
        return
    ahead = judged.document(outlook_document).criteria.values()
    with st.container(key="outlook"), st.expander(judged.text(sentence)):
        for status in LEAST_LIKELY_FIRST:
            alike = [each for each in ahead if each.status is status]
            if not alike:
                continue
            with st.container(key=f"outlook-{status.value}", horizontal=True, vertical_alignment="center", gap="small"):
                blocks.write(blocks.status(status))
                for each in alike:
                    label = judged.text(Joined((criteria[each.id].label, each.probability or EMPTY), "dots"))
                    if st.button(label, key=f"outlook-of-{each.id}", type="tertiary"):
                        criterion.turn_to(each.id)


def strip() -> None:
    """The foundation and the six items, a mark a criterion; a card opens its item among the gaps.

    The cards are one element and their links lie over them in a grid of the same shape.
    """
    cards = judged.document(overview).cards
    with st.container(key="strip", gap=None):
        blocks.write(f'<div class="cards">{"".join(map(card_html, cards))}</div>')
        with st.container(key="links", gap=None):
            for card in cards:
                label = f"{judged.text(card.title)} {judged.text(card.caption)}"
                st.page_link("gaps.py", label=label, query_params=links.to(item=str(card.number)))


def card_html(card: ItemCard) -> str:
    marks = "".join(
        blocks.mark(each.outcome.outcome, f"{each.id} {judged.text(each.title)} · {judged.text(each.outcome)}")
        for each in card.marks
    )
    title = card.title if card.number else card.full_title
    return (
        f'<div class="card"><small>{blocks.said(card.label)}</small><b>{blocks.said(title)}</b>'
        f'<div class="marks">{marks}</div><span>{blocks.said(card.caption)}</span></div>'
    )


def data_problems() -> None:
    """How many problems the workbook has and what depends on them, as a link to them."""
    at_stake = judged.text(judged.document(questions_document).at_stake)
    if at_stake:
        with st.container(key="problems-told"):
            st.page_link("problems.py", label=at_stake, icon=":material/rule:")


def how_far() -> None:
    blocks.heading(_("How far from the thresholds"))
    picked = criterion.bar_chart(judged.document(criteria_document).of_kind(Kind.COMPUTED), "overview-bars")
    if picked:
        criterion.turn_to(picked)


def since_last_month() -> None:
    before = judged.a_month_before()
    if before is None:
        return
    found = since(judged.assessment(), before)
    moved = "".join(f"<li>{blocks.said(line)}</li>" for line in found.moved)
    blocks.heading(_("Since last month"))
    blocks.write(
        f'<div class="since"><p>{blocks.said(found.sentence)}</p><ul class="changed">{blocks.flips(found.flips)}</ul>',
        f'<ul class="moved">{moved}</ul>',
        f'<p class="note">{blocks.text(_(criterion.EARLIER_MONTHS))}</p></div>',
    )
    st.page_link("compare.py", label=_("Compare with an earlier workbook"), icon=":material/difference:")


def next_steps() -> None:
    """The first steps of each group, each with what is known of it; its title opens the criterion."""
    to_do = judged.document(steps)
    if not to_do.groups:
        blocks.heading(to_do.heading)
    for group in to_do.groups:
        blocks.heading(group.title)
        for step in group.steps:
            with st.container(key=f"step-{step.row.id}", gap=None):
                if st.button(judged.text(step.wording), key=f"open-step-{step.row.id}", type="tertiary"):
                    criterion.turn_to(step.row.id)
                blocks.write(f'<p class="facts-of">{blocks.said(step.facts)}</p><p>{blocks.said(step.remedy)}</p>')


def score() -> None:
    """The unofficial score, its range and how it is made, folded away."""
    shown = judged.document(overview)
    rows = [
        [blocks.said(row.cells[key]) for key in ("title", "score", "range")]
        for row in shown.items.rows
        if row.cells["score"] is not None
    ]
    summary = f"{blocks.said(shown.score.short)} <small>{blocks.said(shown.score.span)}</small>"
    table = blocks.table((_("Item"), _("Score"), _("Range")), rows, "short")
    blocks.write(blocks.folded(summary, f"<p>{blocks.said(shown.score.how)}</p>{table}", "score"))


def most_urgent() -> None:
    blocks.heading(_("Trajectories, most urgent first"))
    shown = tuple(islice(judged.document(trajectories).criteria.values(), URGENT))
    criterion.small_trajectories(shown)
    blocks.write(criterion.legend(shown))
    st.page_link("trajectory.py", label=_("All trajectories and the heat map"), icon=":material/arrow_forward:")


headline()
heading_for()
time.sleep(PAUSE)
strip()
data_problems()
with st.container(key="overview"):
    left, right = st.columns([6, 5], gap="large")
    with left:
        with st.container(key="how-far"):
            how_far()
        with st.container(key="since"):
            since_last_month()
    with right:
        with st.container(key="next-steps", gap="xsmall"):
            next_steps()
        with st.container(key="take-away"):
            downloads.verdict_files()
            blocks.note(_(workbook.NOTES["upward"]))
            score()
if judged.months():
    most_urgent()
