"""Controls to choose with.

Their words are fixed when they are drawn: Streamlit asks for them again before the script runs, in a language that
may be another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from core.documents.criterion import criteria_document
from core.documents.figures import notice_names
from core.documents.questions import Page
from core.rulebook import load, shipped
from pages.components import blocks, session
from pages.components.session import _, judged

T = TypeVar("T")


def one_of(label: str, labels: Mapping[T, str], *, at: T | None = None, **options: Any) -> T:
    """A list to choose from, which begins at a choice; a choice that is there no more is named as the first."""
    first, index = next(iter(labels.values())), list(labels).index(at) if at in labels else 0
    look = {"filter_mode": None, **options}
    return st.selectbox(label, list(labels), index=index, format_func=lambda each: labels.get(each, first), **look)


def kept_one_of(label: str, labels: Mapping[T, str], name: str, *, at: T | None = None, **options: Any) -> T:
    """The same under a name, whose choice outlasts its page and the language on the screen."""
    choice = one_of(label, labels, at=session.get(name, at), key=f"{name}-{session.language()}", **options)
    session.put(name, choice)
    return choice


def some_of(label: str, labels: Mapping[T, str], key: str, **options: Any) -> list[T]:
    """Words of which any number can be chosen."""
    look = {"label_visibility": "collapsed", "wrap": True, **options}
    return st.pills(label, list(labels), selection_mode="multi", format_func=labels.__getitem__, key=key, **look)


def toggle(label: str, labels: Mapping[T, str], default: T, key: str, **options: Any) -> None:
    """Words of which one is always chosen."""
    look = {"label_visibility": "collapsed", "required": True, **options}
    st.segmented_control(label, list(labels), default=default, format_func=labels.__getitem__, key=key, **look)


def pager(page: Page[Any], turned: str, prefix: str = "", **look: Any) -> None:
    """The ways to the page before and the one behind; `turned` keeps the page's number."""
    for name, label, number in (("previous", _("Previous"), page.previous), ("next", _("Next"), page.next)):
        given = {"on_click": session.put, "args": (turned, number), "disabled": number is None}
        st.button(label, key=f"{prefix}{name}", **given, **look)
    blocks.note(_("Page {n} of {total}").format(n=page.number, total=page.count))


def criterion(ids: Sequence[str], current: str, **options: Any) -> str:
    """A list of criteria with their outcomes; it starts afresh when another is chosen elsewhere."""
    titles = {row.id: judged.text(row.named_outcome) for row in judged.document(criteria_document).rows}
    key = f"criterion-{current}"
    options |= {"key": key, "on_change": session.choose_from, "args": (key,), "filter_mode": "fuzzy"}
    return one_of(_("Criterion"), {id: titles[id] for id in ids}, at=current, **options)


def notice(label: str, current: str, name: str = "", **options: Any) -> str:
    """A list of the notices there are; with a name its choice is kept."""
    names = notice_names(*(load(each).notice for each in shipped()))
    labels = dict(zip(shipped(), map(judged.text, names), strict=True))
    if name:
        return kept_one_of(label, labels, name, at=current, **options)
    return one_of(label, labels, at=current, **options)
