"""What is chosen for the screen: the pilot type, the month, the item, the criterion."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from core.model import Month, Profile
from pages.components.session.state import turn
from pages.components.session.workbook import judged, work

CRITERION = "criterion"
_ASKED = "asked-item"


def profile_key() -> str:
    """The key of the type toggle; a new workbook starts with its own type."""
    return f"profile-{turn()}"


def own_profile() -> Profile:
    """The workbook's own type; enterprise where it names none or nothing is open."""
    opened = work()
    return (opened.submission.profile if opened else None) or Profile.ENTERPRISE


def profile() -> Profile:
    """The type on the screen."""
    return Profile(st.session_state.get(profile_key()) or own_profile())


def month_key() -> str:
    """The key of the month picker; a new workbook starts with its last month."""
    return f"month-{turn()}"


def months() -> tuple[Month, ...]:
    """The months that the workbook can be judged at, the latest first."""
    latest = judged(profile(), None)
    if latest.as_of is None:
        return ()
    return tuple(month for month in reversed(latest.pilot.months) if month <= latest.as_of)


def month() -> Month | None:
    """The month on the screen, None for the workbook's last."""
    chosen = st.session_state.get(month_key())
    return chosen if chosen in months()[1:] else None


def item_key() -> str:
    """The key of the filter by item; a link from the overview starts it afresh."""
    return f"item-{turn()}-{profile()}-{st.session_state.get(_ASKED)}"


def asked_item(items: Collection[int]) -> int | None:
    """The item that a link asked for, read once from the address."""
    asked = {str(item): item for item in items}.get(st.query_params.get("item", ""))
    if asked is not None:
        st.session_state[_ASKED] = asked
    return st.session_state.get(_ASKED)


def criterion_key(current: str) -> str:
    """The key of a select box of criteria; a new one when a criterion was chosen elsewhere."""
    return f"criterion-{current}"


def choose_from(key: str) -> None:
    """Callback of that select box."""
    st.session_state[CRITERION] = st.session_state[key]


def follow_pick(chart: str, picked: str | None) -> None:
    """Opens the criterion clicked in a chart, once a click."""
    seen = f"seen-{chart}"
    if picked is not None and st.session_state.get(seen) != picked:
        st.session_state[CRITERION] = picked
    st.session_state[seen] = picked


def choose(criterion: str) -> None:
    """Makes a criterion the one whose details are shown."""
    st.session_state[CRITERION] = criterion


def chosen(among: tuple[str, ...]) -> str:
    """The criterion chosen, the first of `among` where it is not one of them."""
    choice = st.session_state.get(CRITERION)
    return choice if choice in among else among[0]
