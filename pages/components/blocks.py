"""The screen printer: pieces of a Document as HTML, in the language chosen; every text that goes in is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from core.documents.two_judgements import Flip
from core.model import Outcome, Status
from core.model.document import Table, Value
from core.model.quantity import Judged
from core.pipeline import Picture
from core.printers.addresses import letters
from core.printers.text import TextPrinter
from pages.components.session import judged


def write(*html: str) -> None:
    """HTML of ours on the screen; nothing where there is none, which Streamlit would not take."""
    if any(html):
        st.html("".join(html))


def text(value: object) -> str:
    return escape(str(value))


def whole(html: str, name: str) -> str:
    """HTML in which a name stays on one line."""
    return html.replace(text(name), f'<span class="whole">{text(name)}</span>')


def said(value: Value | str, printer: TextPrinter | None = None) -> str:
    """A value in the language chosen, or words of it, inside HTML; what has an outcome's colour, in it."""
    if type(value) is str:
        return text(value)
    return "".join(
        text(words) if outcome is None else f'<span class="{outcome_class(outcome)}">{text(words)}</span>'
        for words, outcome in (printer or judged.printer()).pieces(value)
    )


# --- outcomes and statuses ------------------------------------------------------------------


def outcome_class(outcome: Outcome | None) -> str:
    """The class name that carries an outcome's look."""
    return f"outcome-{outcome.value}".replace("_", "-") if outcome else "outcome-none"


def mark(outcome: Outcome | None, title: str = "") -> str:
    """The square of an outcome: solid, hollow, hatched or dashed."""
    named = f'role="img" aria-label="{text(title)}" title="{text(title)}"' if title else 'aria-hidden="true"'
    return f'<i class="mark {outcome_class(outcome)}" {named}></i>'


def outcome(value: Judged | None) -> str:
    """An outcome as its square and its word; a dash where there is none."""
    which = None if value is None else value.outcome
    return f'<span class="chip {outcome_class(which)}">{mark(which)}{said(value)}</span>'


def flips(all: Iterable[Flip]) -> str:
    """List items of criteria with another outcome: both squares and what is said."""
    return "".join(
        f"<li>{mark(each.before.outcome, judged.text(each.before))} → "
        f"{mark(each.after.outcome, judged.text(each.after))} {said(each.wording)}</li>"
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
    write(f'<h1 class="verdict">{said(sentence)}</h1>', line(note, "subline"), html)


def heading(words: Value | str, note: Value | str = "") -> None:
    """A section's heading with a quiet line beside it."""
    write(section(words), line(note, "note"))


def section(words: Value | str) -> str:
    return f'<h2 class="section">{said(words)}</h2>'


def link(page: str, words: Value | str, *, icon: str = "", current: bool = False, **asked: str) -> str:
    """A link to a page of ours by its file's name, and what it is asked for; house.js turns to it without loading it anew.

    A dozen of them are one element, where Streamlit's own are one each.
    """
    address = f"./{'' if page == 'overview' else page}{'?' if asked else ''}{urlencode(asked)}"
    drawn = f'<span class="icon" aria-hidden="true" translate="no">{icon}</span>' if icon else ""
    here = ' aria-current="page"' if current else ""
    return f'<a class="to" href="{text(address)}" data-house-to="{page}"{here}>{drawn}{said(words)}</a>'


def line(words: Value | str, kind: str) -> str:
    """A paragraph of that look; '' where there are no words."""
    inside = said(words)
    return inside and f'<p class="{kind}">{inside}</p>'


def note(words: Value | str, kind: str = "note") -> None:
    write(line(words, kind))


def refused(head: str, *lines: str, name: str = "") -> None:
    """Why something cannot be done: what it is about, and sentences."""
    body = "".join(f"<p>{text(line)}</p>" for line in lines)
    write(f'<div class="refused" role="alert"><b>{text(head)}</b>{text(name)}{body}</div>')


# --- lists and tables -----------------------------------------------------------------------


def listed(items: Iterable[Value | str]) -> str:
    return f'<ul class="plain">{"".join(f"<li>{said(item)}</li>" for item in items)}</ul>'


def prose(*paragraphs: Value | str, html: str = "") -> None:
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


def document_table(printed: Table, kind: str = "", printer: TextPrinter | None = None) -> str:
    """A table of a document; '' where it has no rows."""
    printer = printer or judged.printer()
    heads = [printer(column.title) for column in printed.columns]
    rows = [[_cell(row.cells[column.key], printer) for column in printed.columns] for row in printed.rows]
    return table(heads, rows, kind) if rows else ""


def _cell(value: Value, printer: TextPrinter) -> str:
    return outcome(value) if isinstance(value, Judged) else said(value, printer)


def copier(label: str, done: str) -> None:
    """A button that copies the table before it, which house.js does."""
    write(f'<button type="button" class="copy" data-done="{text(done)}">{text(label)}</button>')


def picture(drawn: Picture | None) -> str:
    """A cell among its neighbours, as the sheet shows it: letters above, numbers beside, the cell marked."""
    if drawn is None:
        return ""

    def kind(row: int, column: int) -> str:
        """Whether a cell is meant, or is one that a narrow screen can do without."""
        if row in drawn.marked_rows and column in drawn.marked_columns:
            return ' class="meant"'
        return ' class="far"' if column in drawn.far_columns else ""

    def cells(row: int, texts: Iterable[object], tag: str) -> str:
        pairs = zip(drawn.columns, texts, strict=True)
        return "".join(f"<{tag}{kind(row, column)}>{text(each)}</{tag}>" for column, each in pairs)

    body = "".join(
        f'<tr class="{"header" if row == drawn.header else ""}"><th>{row}</th>{cells(row, texts, "td")}</tr>'
        for row, texts in zip(drawn.rows, drawn.cells, strict=True)
    )
    head = f"<tr><td></td>{cells(0, map(letters, drawn.columns), 'th')}</tr>"
    return f'<div class="picture"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'
