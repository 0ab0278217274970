"""Small pieces of HTML; every text that goes in is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from core.documents.two_judgements import Flip
from core.model import Outcome
from core.model.document import Table, Value
from core.model.quantity import Judged
from pages.components import session


def write(html: str) -> None:
    """HTML of ours on the screen; nothing where there is none, which Streamlit would not take."""
    if html:
        st.html(html)


def text(value: object) -> str:
    """Anything as text inside HTML."""
    return escape(str(value))


def said(value: Value) -> str:
    """A value in the language chosen, inside HTML; what has an outcome's colour, in it."""
    pieces = session.printer().pieces(value)
    return "".join(
        text(words) if outcome is None else f'<span class="{outcome_class(outcome)}">{text(words)}</span>'
        for words, outcome in pieces
    )


def mark(outcome: str | None, title: str = "") -> str:
    """The square of an outcome: solid, hollow, hatched or dashed."""
    told = escape(title, quote=True)
    named = f'role="img" aria-label="{told}" title="{told}"' if title else 'aria-hidden="true"'
    return f'<i class="mark {outcome_class(outcome)}" {named}></i>'


def chip(outcome: str | None, label: str) -> str:
    """An outcome as its square and its word."""
    return f'<span class="chip {outcome_class(outcome)}">{mark(outcome)}{text(label)}</span>'


def judged(outcome: Judged) -> str:
    """An outcome as its square and its word."""
    return chip(outcome.outcome, session.shown(outcome))


def flips(all: Iterable[Flip]) -> str:
    """List items of criteria with another outcome: both squares and what is said."""
    return "".join(
        f"<li>{mark(each.before.outcome, session.shown(each.before))} → "
        f"{mark(each.after.outcome, session.shown(each.after))} {said(each.said)}</li>"
        for each in all
    )


def outcome_class(outcome: str | None) -> str:
    """The class name that carries an outcome's look."""
    return "outcome-" + str(Outcome(outcome)).replace("_", "-") if outcome else "outcome-none"


def title(sentence: str, note: str = "") -> None:
    """The page's main heading, a sentence, and a quiet line below it."""
    write(f'<h1 class="verdict">{text(sentence)}</h1>' + (f'<p class="subline">{text(note)}</p>' if note else ""))


def named(label: str, html: str) -> str:
    """A short label and what it names; `label` ends with the colon of its language."""
    return f"<b>{text(label)}</b>{html}"


def heading(words: str, note: str = "") -> None:
    """A section's heading with a quiet line beside it."""
    write(f'<h2 class="section">{text(words)}</h2>' + (f'<p class="note">{text(note)}</p>' if note else ""))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table of texts; the first column names the row."""
    head = "".join(f'<th scope="col">{text(each)}</th>' for each in heads)
    body = "".join(f'<tr><th scope="row">{text(row[0])}</th>{_cells(heads, row)}</tr>' for row in rows)
    return f'<div class="scroll"><table class="rows {kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def document_table(printed: Table, kind: str = "") -> str:
    """A table of a document; '' where it has no rows."""
    heads = [session.shown(column.title) for column in printed.columns]
    rows = [[session.shown(row.cells[column.key]) for column in printed.columns] for row in printed.rows]
    return table(heads, rows, kind) if rows else ""


def _cells(heads: Sequence[str], row: Sequence[str]) -> str:
    """Each cell knows its head: on a phone it stands beside it."""
    pairs = zip(heads[1:], row[1:], strict=True)
    return "".join(f'<td data-head="{escape(head, quote=True)}">{text(cell)}</td>' for head, cell in pairs)


def listed(items: Iterable[str], kind: str = "plain") -> str:
    """A list of texts."""
    return f'<ul class="{kind}">' + "".join(f"<li>{text(item)}</li>" for item in items) + "</ul>"
