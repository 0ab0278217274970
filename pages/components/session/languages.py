"""The language chosen, and its words."""

from __future__ import annotations

import streamlit as st

from core.i18n import Language, Words, languages, words

LANGUAGE = "language"


def language() -> Language:
    """The language chosen; the browser's before that, Chinese where it speaks neither."""
    return Language(st.session_state.get(LANGUAGE) or browser_language())


def browser_language() -> Language:
    """The browser's language where we have its words, else Chinese."""
    asked = (st.context.locale or "").lower()
    return next((each for each in languages() if asked.startswith(each)), Language.ZH)


def text() -> Words:
    """The words of the language chosen."""
    return words(language())
