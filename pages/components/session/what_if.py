"""The scenario of the what-if page, as far as a file brought one."""

from __future__ import annotations

import streamlit as st

from core.documents.assumptions import opened
from core.pipeline import Scenario
from pages.components.session.choices import choose, month, profile
from pages.components.session.state import SCENARIO, next_turn, turn
from pages.components.session.worked_out import assessment

_LOADED, _REFUSED = "scenario", "scenario-refused"


def scenario_key(name: str, criterion: str) -> str:
    """The key of a control of the what-if page; a new one a criterion, and when a scenario was loaded or dropped."""
    return f"what-if-{name}-{turn()}-{profile()}-{month()}-{criterion}-{turn(SCENARIO)}"


def scenario_upload_key() -> str:
    """The key of the uploader of scenario files, empty again after each."""
    return f"scenario-{turn(SCENARIO)}"


def take_scenario() -> None:
    """Callback of that uploader: opens the criterion that the file is about."""
    file = st.session_state.get(scenario_upload_key())
    if file is None:
        return
    found = opened(assessment(), file.getvalue())
    drop_scenario()
    st.session_state[_LOADED] = found
    st.session_state[_REFUSED] = found is None
    if found is not None:
        choose(found.criterion)


def drop_scenario() -> None:
    """Callback: everything as things stand again."""
    for key in (_LOADED, _REFUSED):
        st.session_state.pop(key, None)
    next_turn(SCENARIO)


def scenario(criterion: str) -> Scenario:
    """The scenario loaded, where it is about this criterion; else an empty one."""
    loaded = st.session_state.get(_LOADED)
    return loaded if loaded is not None and loaded.criterion == criterion else Scenario(criterion)


def scenario_refused() -> bool:
    """Whether the last scenario file could not be used."""
    return bool(st.session_state.get(_REFUSED))
