"""The language chosen, and its words."""

from __future__ import annotations

import streamlit as st

from core.i18n import Language, Words, words

LANGUAGE = "language"


def language() -> Language:
    """The language chosen; the browser's before that, Chinese where it speaks neither."""
    return Language(st.session_state.get(LANGUAGE) or browser_language())


def browser_language() -> Language:
    """English where the browser speaks English, else Chinese."""
    return Language.EN if (st.context.locale or "").lower().startswith("en") else Language.ZH


def text() -> Words:
    """The words of the language chosen."""
    return words(language())
