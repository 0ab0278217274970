"""总览: the verdict as a sentence, where, how far, what to do next, and the files that prove it."""

import time
from itertools import islice

import streamlit as st

from core.documents.criterion import criteria_document
from core.documents.items import ItemCard
from core.documents.outlook import outlook_document
from core.documents.overview import overview
from core.documents.questions import questions_document
from core.documents.steps import Step, steps
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
#: Seconds in which the browser begins to paint the verdict before all else comes: it collects what arrives within 10 ms.
PAUSE = 0.012
#: The most urgent trajectories are shown here; all of them on their own page.
URGENT = 3


def headline() -> None:
    """The red flag where there is one, the counts as a sentence, and where the pilot is."""
    shown = judged.document(overview)
    flag, number = blocks.said(shown.red_flag), judged.text(judged.assessment().rulebook.notice.number)
    blocks.write(
        f'<p class="red-flag" role="alert">{flag}</p>' if flag else "",
        f'<h1 class="verdict">{blocks.said(shown.sentence)}</h1>',
        f'<p class="subline"><b>{blocks.said(shown.status)}</b> {blocks.whole(blocks.said(shown.subline), number)}</p>',
    )


def heading_for() -> str:
    """The outlook in a sentence, which opens into its criteria by status, each of which opens in turn."""
    sentence, criteria = judged.document(overview).outlook, judged.document(criteria_document).by_id
    if sentence is None:
        return ""
    ahead, rows = judged.document(outlook_document).criteria.values(), []
    for status in LEAST_LIKELY_FIRST:
        alike = [each for each in ahead if each.status is status]
        labels = (Joined((criteria[each.id].label, each.probability or EMPTY), "dots") for each in alike)
        opened = "".join(blocks.link("gaps", label, **links.to(id=each.id)) for each, label in zip(alike, labels))
        rows.append(opened and f"<div>{blocks.status(status)}{opened}</div>")
    return blocks.folded(blocks.said(sentence), "".join(rows), "outlook")


def strip() -> str:
    """The foundation and the six items, a mark a criterion; a card opens its item among the gaps."""
    cards = "".join(map(card_html, judged.document(overview).cards))
    return f'<div class="cards">{cards}</div>'


def card_html(card: ItemCard) -> str:
    marks = "".join(
        blocks.mark(outcome.outcome, f"{each.id} {judged.text(each.title)} · {judged.text(outcome)}")
        for each, outcome in card.marks
    )
    title = card.title if card.number else card.full_title
    opens = blocks.link("gaps", Joined((card.title, card.caption), "spaces"), **links.to(item=str(card.number)))
    return (
        f'<div class="card"><small>{blocks.said(card.label)}</small><b>{blocks.said(title)}</b>'
        f'<div class="marks">{marks}</div><span>{blocks.said(card.caption)}</span>{opens}</div>'
    )


def data_problems() -> str:
    """How many problems the workbook has and what depends on them, as a link to them."""
    at_stake = judged.document(questions_document).at_stake
    return blocks.link("problems", at_stake, icon="rule") if judged.text(at_stake) else ""


def how_far() -> None:
    computed = judged.document(criteria_document).of_kind(Kind.COMPUTED)
    drawn = judged.once("overview-bars", lambda: criterion.linked_bars(computed))
    blocks.write(blocks.section(_("How far from the thresholds")), drawn)


def since_last_month() -> None:
    before = judged.a_month_before()
    if before is None:
        return
    found = since(judged.assessment(), before)
    moved = "".join(f"<li>{blocks.said(line)}</li>" for line in found.moved)
    blocks.write(
        blocks.section(_("Since last month")),
        f'<div class="since"><p>{blocks.said(found.sentence)}</p><ul class="changed">{blocks.flips(found.flips)}</ul>',
        f'<ul class="moved">{moved}</ul>',
        f'<p class="note">{blocks.text(_(criterion.EARLIER_MONTHS))}</p></div>',
        blocks.link("compare", _("Compare with an earlier workbook"), icon="difference"),
    )


def next_steps() -> None:
    """The first steps of each group, each with what is known of it; its title opens the criterion."""
    to_do = judged.document(steps)
    listed = [part for group in to_do.groups for part in (blocks.section(group.title), *map(step_html, group.steps))]
    blocks.write(*listed or [blocks.section(to_do.heading)])


def step_html(step: Step) -> str:
    opens = blocks.link("gaps", step.wording, **links.to(id=step.row.id))
    return f'<div class="step">{opens}<p class="facts-of">{blocks.said(step.facts)}</p><p>{blocks.said(step.remedy)}</p></div>'


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
    shown = tuple(islice(judged.document(trajectories).criteria.values(), URGENT))
    blocks.write(
        blocks.section(_("Trajectories, most urgent first")),
        criterion.small_trajectories(shown),
        criterion.legend(shown),
        blocks.link("trajectory", _("All trajectories and the heat map"), icon="arrow_forward"),
    )


headline()
time.sleep(PAUSE)
blocks.write(heading_for(), strip(), data_problems())
with st.container(key="overview"):
    left, right = st.columns([6, 5], gap="large")
    with left:
        with st.container(key="how-far"):
            how_far()
        with st.container(key="since"):
            since_last_month()
    with right:
        with st.container(key="next-steps"):
            next_steps()
        with st.container(key="take-away"):
            downloads.verdict_files()
            blocks.note(_(workbook.NOTES["upward_over" if judged.assessment().is_over else "upward"]))
            score()
if judged.months():
    most_urgent()
