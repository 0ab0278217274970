"""What a session counts and keeps: its turns, and what was worked out, each thing once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

T = TypeVar("T")

#: Tables and assessments kept a session; each is some kilobytes.
KEPT = 96
#: What turns are counted of.
WORKBOOK, EARLIER, SCENARIO, UPLOADS = "turn", "earlier-turn", "scenario-turn", "uploads"
_KEPT = "kept"


def turn(of: str = WORKBOOK) -> int:
    """How often a workbook (an earlier one, a scenario) was opened or closed, or a file was dealt with, read or not:
    widget keys with it start afresh.
    """  # fmt: skip
    return st.session_state.get(of, 0)


def next_turn(of: str = WORKBOOK) -> None:
    """Counts one more."""
    st.session_state[of] = turn(of) + 1


def kept(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What `make` gives, made once a key; the longest unused goes first."""
    held: OrderedDict[tuple[Any, ...], Any] = st.session_state.setdefault(_KEPT, OrderedDict())
    if key not in held:
        held[key] = make()
        while len(held) > KEPT:
            held.popitem(last=False)
    held.move_to_end(key)
    return held[key]


def let_go() -> None:
    """Forgets all that was worked out."""
    st.session_state.pop(_KEPT, None)


@contextmanager
def in_the_end(then: Callable[[], None]) -> Iterator[None]:
    """`then` is done afterwards, also where it breaks; not where a click cuts it short, since it then begins anew."""
    try:
        yield
    except Exception:  # what Streamlit cuts a script short with is none
        then()
        raise
    then()


def forget_uploads() -> None:
    """Streamlit holds uploads until the session ends, also when the uploader is gone; we have what we need."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)
