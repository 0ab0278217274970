"""The screen printer: pieces of a Document as HTML, in the language chosen; every text that goes in is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from core.documents.two_judgements import Flip
from core.model import Outcome, Status
from core.model.document import Table, Value
from core.model.quantity import Judged
from pages.components import session


def write(*html: str) -> None:
    """HTML of ours on the screen; nothing where there is none, which Streamlit would not take."""
    if any(html):
        st.html("".join(html))


def text(value: object) -> str:
    """Anything as text inside HTML."""
    return escape(str(value))


def said(value: Value | str) -> str:
    """A value in the language chosen, or words of it, inside HTML; what has an outcome's colour, in it."""
    if type(value) is str:
        return text(value)
    return "".join(
        text(words) if outcome is None else f'<span class="{outcome_class(outcome)}">{text(words)}</span>'
        for words, outcome in session.printer().pieces(value)
    )


# --- outcomes and statuses ------------------------------------------------------------------


def outcome_class(outcome: Outcome | None) -> str:
    """The class name that carries an outcome's look."""
    return f"outcome-{outcome.value}".replace("_", "-") if outcome else "outcome-none"


def mark(outcome: Outcome | None, title: str = "") -> str:
    """The square of an outcome: solid, hollow, hatched or dashed."""
    named = f'role="img" aria-label="{text(title)}" title="{text(title)}"' if title else 'aria-hidden="true"'
    return f'<i class="mark {outcome_class(outcome)}" {named}></i>'


def judged(outcome: Judged | None, word: str | None = None) -> str:
    """An outcome as its square and its word; a dash where there is none."""
    which = None if outcome is None else outcome.outcome
    word = session.shown(outcome) if word is None else word
    return f'<span class="chip {outcome_class(which)}">{mark(which)}{text(word)}</span>'


def flips(all: Iterable[Flip]) -> str:
    """List items of criteria with another outcome: both squares and what is said."""
    return "".join(
        f"<li>{mark(each.before.outcome, session.shown(each.before))} → "
        f"{mark(each.after.outcome, session.shown(each.after))} {said(each.said)}</li>"
        for each in all
    )


def status(status: Status | None) -> str:
    """A status as its circle and its word; '' where there is none."""
    if status is None:
        return ""
    kind = "status-" + status.value.replace("_", "-")
    return f'<span class="chip {kind}"><i class="heading-of {kind}"></i>{said(status)}</span>'


# --- headings and lines ---------------------------------------------------------------------


def title(sentence: Value | str, note: Value | str = "", html: str = "") -> None:
    """The page's main heading, a sentence, and a quiet line below it."""
    below = said(note)
    write(f'<h1 class="verdict">{said(sentence)}</h1>', below and f'<p class="subline">{below}</p>', html)


def heading(words: Value | str, note: Value | str = "") -> None:
    """A section's heading with a quiet line beside it."""
    beside = said(note)
    write(f'<h2 class="section">{said(words)}</h2>', beside and f'<p class="note">{beside}</p>')


def note(words: Value | str) -> None:
    """A quiet line."""
    write(f'<p class="note">{said(words)}</p>')


def refused(head: str, *lines: str, name: str = "") -> None:
    """Why something cannot be done: what it is about, and sentences."""
    body = "".join(f"<p>{text(line)}</p>" for line in lines)
    write(f'<div class="refused" role="alert"><b>{text(head)}</b>{text(name)}{body}</div>')


# --- lists and tables -----------------------------------------------------------------------


def listed(items: Iterable[Value | str]) -> str:
    """A list of lines."""
    return f'<ul class="plain">{"".join(f"<li>{said(item)}</li>" for item in items)}</ul>'


def prose(*paragraphs: Value | str, html: str = "") -> None:
    """Paragraphs to read, and a list after them."""
    write(f'<div class="prose">{"".join(f"<p>{said(each)}</p>" for each in paragraphs)}{html}</div>')


def folded(summary: str, body: str, kind: str = "open", *, is_open: bool = False) -> str:
    """HTML under a line that opens it."""
    return f'<details class="{kind}"{" open" if is_open else ""}><summary>{summary}</summary>{body}</details>'


def facts(pairs: Iterable[tuple[str, str]], kind: str = "facts") -> str:
    """Labels and what they say, both HTML."""
    items = "".join(f"<div><dt>{label}</dt><dd>{value}</dd></div>" for label, value in pairs)
    return f'<dl class="{kind}">{items}</dl>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table of HTML; the first cell names its row, each other knows its head, which a phone shows beside it."""
    head = "".join(f'<th scope="col">{text(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(f'<td data-head="{text(head)}">{cell}</td>' for head, cell in zip(heads[1:], cells, strict=True))
        + "</tr>"
        for name, *cells in rows
    )
    return f'<div class="scroll"><table class="rows {kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def document_table(printed: Table, kind: str = "") -> str:
    """A table of a document; '' where it has no rows."""
    heads = [session.shown(column.title) for column in printed.columns]
    rows = [[said(row.cells[column.key]) for column in printed.columns] for row in printed.rows]
    return table(heads, rows, kind) if rows else ""
