"""The rows behind a figure on the screen: looked for, listed page by page, copied, taken away."""

from __future__ import annotations

import streamlit as st

from core.documents.questions import page_of
from core.documents.rows import Proven, Rows
from core.documents.texts import PROSE
from core.model.document import say
from pages.components import blocks, controls, downloads, session
from pages.components.session import _, judged

#: Rows behind a figure that are listed at once, and so many that need no filter.
SHOWN_ROWS, FEW_ROWS = 20, 8


@st.fragment
def rows(id: str) -> None:
    """The rows behind a figure under a line that opens them; worked out once they are asked for."""
    asked = st.expander(_("Row by row"), key=f"proof-{id}", on_change="rerun")
    if not asked.open:
        return
    with asked:
        with st.spinner(_("Looking at each row …")):
            found = judged.rows(id)
        if found is not None:
            blocks.write(f"<p>{blocks.said(found.sentence)}</p>")
            if found.grouped is None:
                _listed_rows(found)
            else:
                blocks.write(blocks.document_table(found.grouped, "proven"))
                blocks.note(judged.text(say(PROSE["counted"])))


def _listed_rows(found: Rows) -> None:
    """A page of the rows that are looked for, to copy; all that are looked for, as a file."""
    turned = session.key(f"proof-page-{found.id}")
    chosen = _chosen_rows(found, turned) if len(found.all) > FEW_ROWS else found.all
    page = page_of(chosen, session.get(turned, 1), SHOWN_ROWS)
    blocks.write(blocks.document_table(found.table(page.shown), "proven") or f"<p>{blocks.text(_('No such row.'))}</p>")
    if not chosen:
        return
    with st.container(key="proof-pager", horizontal=True, vertical_alignment="center", gap="small"):
        if page.count > 1:
            controls.pager(page, turned, "proof-", type="tertiary")
        blocks.copier(_("Copy these rows"), _("Copied"))
        downloads.rows(found, chosen)


def _chosen_rows(found: Rows, turned: str) -> tuple[Proven, ...]:
    """The rows with the words, of the kinds and with the reason that were chosen, and how many they are."""
    kinds = {part.key: f"{judged.text(part.wording)} {part.n:,}" for part in found.kinds}
    whys = {None: _("All reasons")}
    whys |= {part.key: f"{judged.text(part.wording)} ({part.n:,})" for part in found.reasons}
    first = {"on_change": session.put, "args": (turned, 1), "label_visibility": "collapsed"}

    def key(name: str) -> str:
        return session.key(f"proof-{name}-{found.id}")

    with st.container(key="proof-filters", horizontal=True, vertical_alignment="center", gap="small"):
        look = {"placeholder": _("Name or row number"), "type": "search", "live": True, "width": 190}
        asked = st.text_input(_("Search"), key=key("words"), **look, **first)
        chosen = controls.some_of(_("Counted or not"), kinds, key("kinds"), **first)
        why = controls.one_of(_("Why not"), whys, key=key("why"), **first) if found.reasons else None
    shown = found.chosen(asked or "", chosen, why, judged.text)
    some = _("{n} of {total} rows").format(n=f"{len(shown):,}", total=f"{len(found.all):,}")
    blocks.write(f'<p class="note" role="status">{blocks.text(some)}</p>')
    return shown
