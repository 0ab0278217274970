"""The board on the screen: how far the reading is, a row a pilot, what was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import streamlit as st

from core.batch import Filed
from core.documents.across import Across
from core.documents.board import Board, Order, Pilot, Result
from core.documents.items import ItemCard
from core.documents.odd_files import passed_over
from core.model import Outcome, Profile, Status
from core.model.document import EMPTY, Joined, Table, Verbatim
from core.model.quantity import Judged
from core.printers.charts import strip
from core.printers.problems import ProblemPrinter
from core.printers.text import TextPrinter
from core.rulebook import load
from pages.components import blocks, controls, session, tables, workbook
from pages.components.gathering import Gathering
from pages.components.runs import Run
from pages.components.session import TEXTS, _, many, office, reading
from pages.components.session.office import Office

#: Seconds between two looks at what is being read.
LOOK = 0.5
#: So many notes are shown unasked.
FEW = 2
#: Words by key: orders, results, oddities, and views by the name of the function that shows them.
WORDS: dict[str, dict[str, str]] = TEXTS["board"]
ALL = ""


def printer() -> TextPrinter:
    return TextPrinter(session.language(), load())


# --- while it is read -----------------------------------------------------------------------


def busy(held: Office) -> None:
    """How far the batch is, while files are read, compared or judged anew; then how many were left out, if any."""
    run = next((run for run in held.runs if run.is_busy), None)
    left_out = held.gathering.left_out
    if run is not None:
        _progress(_("{done} of {total} files"), run)
    elif left_out:
        blocks.note(many("left_out", left_out))


@st.fragment(run_every=LOOK)
def _progress(words: str, run: Run) -> None:
    """A bar, the files that are being read, and a button that leaves the rest out; the page again once it is done."""
    if not run.is_busy:
        st.rerun()
    now = run.progress
    with st.container(key="gathering", gap="xsmall"):
        st.progress(now.share, words.format(done=now.done, total=now.total))
        names = blocks.text(many("ahead", now.ahead) if now.ahead else " · ".join(now.names))
        blocks.write(f'<div class="reading" role="status"><i></i>{names}</div>')
        st.button(_("Stop, without the files still waiting"), key="cancel-run", on_click=run.cancel)


def notes(held: Office, shown: Board) -> None:
    """What is odd about files of one pilot, and what became of files that are no workbook; folded where there are many."""
    said = printer()
    every = [*(said(note.wording) for note in shown.notes), *_beside(held.gathering)]
    lines, n = blocks.listed(every), len(every)
    inside = lines if n <= FEW else blocks.folded(blocks.text(many("notes", n)), lines, "")
    blocks.write(f'<div class="toggle-note">{inside}</div>' if n else "")


def _beside(gathering: Gathering) -> Iterator[str]:
    """The ledgers that have joined their workbooks, and the summaries and papers that were left out."""
    members = gathering.members
    for ledger, whose in gathering.joined.items():
        if members[ledger].raw is None:  # it is in, and held no more
            sentence = _("{ledger} has joined {workbook} and counts.")
            yield sentence.format(ledger=members[ledger].name, workbook=members[whose].name)
    if gathering.summaries:
        files = Joined(tuple(map(Verbatim, gathering.summaries)))
        sentence = _("{files}: a summary that this program has made, no workbook of a pilot; it does not count.")
        yield sentence.format(files=printer()(files))
    if gathering.papers:
        yield printer()(passed_over(gathering.papers))


def more() -> None:
    """Where further workbooks of the batch are dropped, and how it is let go."""
    blocks.heading(_("More workbooks"), _("They join this board; of two months of one pilot the later is used."))
    if tables.shared():
        blocks.note(_(workbook.NOTES["no_tables"]))
    workbook.drop("upload-board", _("Workbooks, or a zip of them"), office.BATCH, label_visibility="collapsed")
    workbook.clear("clear-board")
    blocks.note(_(workbook.NOTES["batch_kept"]))


# --- the views ------------------------------------------------------------------------------


def view(*views: Callable[[], None]) -> Callable[[], None]:
    """The view chosen, by the name of its function; the first where none is."""
    by_name = {each.__name__: each for each in views}
    first, names = next(iter(by_name)), {name: _(WORDS["views"][name]) for name in by_name}
    controls.toggle(_("View"), names, first, "board-view", persist_state="session")
    return by_name[session.get("board-view") or first]


def section(heading: str, *tables: Table) -> None:
    """Tables under a heading, or what is said where one is empty."""
    blocks.heading(heading)
    said = printer()
    for each in tables:
        blocks.write(blocks.document_table(each, "moved", said) or blocks.line(said(each.empty or EMPTY), "note"))


def panels(view: Across) -> str:
    """Small multiples: a strip a type, and its figures as a table."""
    said = printer()
    return '<div class="panels">{}</div>'.format(
        "".join(
            f'<div class="panel"><b>{blocks.said(panel.profile, said)}</b> <span>{blocks.said(panel.label, said)}</span>'
            f"{strip.html(panel, said)}{blocks.folded(blocks.text(_('As a table')), blocks.document_table(panel.table, '', said))}"
            f"{blocks.line(said(panel.ranks), 'note')}</div>"
            for panel in view.panels
        )
    )


# --- the pilots -----------------------------------------------------------------------------


def filters(shown: Board) -> tuple[list[Profile], list[str], list[Result], str, Order]:
    """The types, regions and results chosen, the words looked for, and the order."""
    said = printer()
    types = {profile: said(profile) for profile in Profile}
    results = {result: _(WORDS["results"][result]) for result in Result}
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        look = {"label_visibility": "collapsed", "width": 190}
        words = {"placeholder": _("Name, operator or file"), "type": "search", "live": True}
        asked = st.text_input(_("Search"), key="board-words", persist_state="session", **words, **look)
        regions = {ALL: _("All regions")} | {each: each for each in shown.regions}
        region = controls.kept_one_of(_("Region"), regions, "board-region", **look)
        orders = {key: _(label) for key, label in WORDS["orders"].items()}
        order = controls.kept_one_of(_("Order"), orders, "board-order", **look)
        profiles = controls.some_of(_("Pilot type"), types, "board-types", persist_state="session")
        outcomes = controls.some_of(_("Outcome"), results, "board-results", persist_state="session")
    return profiles, [region] if region else [], outcomes, asked or "", order


def pilots(shown: Board, rows: Sequence[Pilot]) -> None:
    """A row a pilot, whose name opens it: the button chooses the option of a list that is not seen."""
    held = office.current()
    if not rows:
        blocks.note(_("No pilot fits these filters.") if shown.pilots else printer()(shown.table.empty))
        return
    asked = ("pilots", session.language(), tuple(row.key for row in rows), held.opened)
    html = held.once(asked, lambda: _table(shown, rows))
    key = session.key("pilots", session.UPLOADS)
    blocks.write(held.once(("marks", session.language()), _legend))
    with st.container(key="board", gap=None):
        blocks.write(html)
        names = {row.key: row.file for row in rows}
        take = {"on_change": reading.take_pilot, "args": (key,)}
        st.radio(_("Pilot"), tuple(names), index=None, format_func=names.get, key=key, **take)


def _table(shown: Board, rows: Sequence[Pilot]) -> str:
    said, odd = printer(), {key: _(WORDS["odd"][note.kind]) for note in shown.notes for key in note.keys}
    heads = (
        _("Pilot"),
        _("Month"),
        _("Result"),
        _("Outlook"),
        _("Foundation and items"),
        _("Most urgent criterion"),
        _("Deciding problems"),
    )
    return blocks.table(
        heads, (_cells(place, row, odd.get(row.key, ""), said) for place, row in enumerate(rows)), "board"
    )


def _cells(place: int, row: Pilot, odd: str, said: TextPrinter) -> tuple[str, ...]:
    name, held = blocks.said(row.name, said), office.current()
    if held.gathering.held(row.key) is None:
        name += f" <small>{blocks.text(_('(no longer held: drop it again to open it)'))}</small>"
    else:
        here = ' aria-current="true"' if row.key == held.opened else ""
        name = f'<button type="button" class="opens" data-pick="{place}"{here}>{name}</button>'
    about = blocks.said(Joined((row.operator or EMPTY, row.profile, Verbatim(row.region)), "dots"), said)
    odd = odd and f'<small class="odd">{blocks.text(odd)}</small>'
    ahead = "".join(_count(status, n, said) for status, n in row.outlook.items() if n)
    flag = f'<b class="flag">{blocks.said(row.red_flag, said)}</b> ' if row.red_flag else ""
    return (
        f"{name}<small>{about}</small>{odd}",
        f"<div>{blocks.said(row.month, said)}<small>{blocks.said(row.clock, said)}</small></div>",
        f"<div>{flag}{blocks.said(row.sentence, said)}</div>",
        f'<div class="counts">{ahead or blocks.said(row.ahead, said)}</div>',
        f'<div class="marks">{"".join(blocks.mark(card.outcome.outcome, _of_item(card, said)) for card in row.marks)}</div>',
        f"<div>{blocks.said(row.most_urgent, said)}</div>",
        blocks.said(row.deciding, said),
    )


def _of_item(card: ItemCard, said: TextPrinter) -> str:
    return " · ".join((f"{said(card.label)} {said(card.title)}", said(card.outcome), said(card.caption)))


def _count(status: Status, n: int, said: TextPrinter) -> str:
    kind, word = "status-" + status.value.replace("_", "-"), blocks.said(status, said)
    return f'<span title="{word}"><i class="heading-of {kind}" role="img" aria-label="{word}"></i>{n}</span>'


def _legend() -> str:
    outcomes, statuses = (blocks.outcome(Judged(each)) for each in Outcome), map(blocks.status, Status)
    named = ((_("Foundation and items"), outcomes), (_("Outlook"), statuses))
    inside = "".join(f"<span>{blocks.text(name)}</span>{''.join(marks)}" for name, marks in named)
    return f'<p class="legend-of-marks">{inside}</p>'


def refused(rows: Sequence[Filed]) -> None:
    """The files without a verdict, each with the reason and the way out."""
    if not rows:
        return
    words = ProblemPrinter(session.language(), load())
    blocks.heading(_("Files without a verdict"), _("The other files are not affected."))
    table = [(blocks.text(row.file), blocks.text(words.row(row.problem).sentence)) for row in rows]
    blocks.write(blocks.table((_("File"), _("Why, and what to do")), table, "refused-files"))
