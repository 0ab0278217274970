"""Links to what is shown: a criterion or item as a type at a month, such as /gaps?id=I4.1&type=city&month=2026-03."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from core.model import Month, Profile
from pages.components import session
from pages.components.session import judged

FOLLOWED = "followed"


def to(**asked: str) -> dict[str, str]:
    """What an address asks for: a criterion (`id`) or an `item`, as the type at the month on the screen."""
    month = judged.assessment().as_of
    asked |= {"type": session.profile().value}
    return asked if month is None else asked | {"month": str(month)}


def follow() -> None:
    """Show what the address asks for as soon as a workbook is open; once, so that other choices can be made after it.

    What is not there, such as a month that the workbook does not reach, is left as it is.
    """
    asked = {name: st.query_params.get(name, "") for name in ("type", "month", "item", "id")}
    if session.work() is None or asked == session.get(FOLLOWED):
        return
    session.put(FOLLOWED, asked)
    if not any(asked.values()):
        return
    profile, month = session.profile(), judged.month()
    with suppress(ValueError):
        profile = Profile(asked["type"])
    with suppress(ValueError):
        month = Month.parse(asked["month"])
    session.next_turn(session.LINKS)
    session.ask_for_profile(profile)
    if month in judged.months():
        session.put(session.choice_key("month"), month)
    session.put(session.ITEM, asked["item"])
    if asked["id"] in {finding.criterion.id for finding in judged.assessment().findings}:
        session.choose(asked["id"])
