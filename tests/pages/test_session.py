"""What a session keeps, and what it does not."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.screen import ROOT, headline, judged, opened, turn_to, upload, words
from tests.said import verdict

pytestmark = pytest.mark.slow


def test_a_workbook_stays_open_when_the_page_is_turned() -> None:
    app = turn_to(turn_to(opened("sample_city.xlsx"), "notice"), "overview")
    assert headline(app) == verdict(judged("sample_city.xlsx"), "zh")


def test_another_workbook_starts_with_its_own_type_and_month() -> None:
    app = opened("sample_city.xlsx")
    app.button(key="menu-sample_industry.xlsx").click().run()
    assert headline(app) == verdict(judged("sample_industry.xlsx"), "zh")


def test_a_refused_file_leaves_the_open_workbook_open() -> None:
    app = opened("sample_city.xlsx", "en")
    upload(app, b"not a workbook", "notes.xlsx")
    assert "notes.xlsx" in words(app)
    assert headline(app) == verdict(judged("sample_city.xlsx"), "en")


def test_nothing_of_one_session_is_in_another() -> None:
    opened("sample_city.xlsx")
    other = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60).run()
    assert "work" not in other.session_state
    assert len(other.file_uploader) == 1


def test_what_is_kept_of_a_session_is_bounded() -> None:
    app = opened("sample_enterprise.xlsx")
    from pages.components import session

    for page in ("gaps", "trajectory", "problems", "notice", "overview") * 2:
        for language in ("zh", "en"):
            app.session_state["language"] = language
            turn_to(app, page)
    assert len(app.session_state["kept"]) <= session.KEPT
