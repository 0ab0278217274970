"""Two notices side by side, and the choice of the one that is applied."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.screen import empty, headline, markup, opened, turn_to, words

pytestmark = pytest.mark.slow
REHEARSAL = "rehearsal-2026"
SAMPLE = "sample_enterprise.xlsx"


def apply(app: AppTest, name: str) -> AppTest:
    """Chooses the notice to apply, on the page of the notice."""
    turn_to(app, "notice")
    next(box for box in app.selectbox if box.key.startswith("notice-")).set_value(name)
    return app.run()


@pytest.mark.parametrize(
    ("language", "sentence", "differs"),
    [
        (
            "zh",
            "由国数综资源〔2025〕46号改按演练〔2026〕1号（演练，非官方），3项条件的结论有变化",
            "目标值有变动、结论有变动",
        ),
        (
            "en",
            "From Notice 46 [2025] to Rehearsal 1 [2026] (rehearsal, not official) 3 verdicts change",
            "new criterion",
        ),
    ],
)
def test_the_page_says_which_verdicts_change(language: str, sentence: str, differs: str) -> None:
    app = turn_to(opened(SAMPLE, language), "notices")
    assert headline(app) == sentence
    assert differs in words(app)
    assert "二（一）2" in words(app)


def test_the_same_notice_twice_changes_nothing() -> None:
    app = turn_to(opened(SAMPLE), "notices")
    next(box for box in app.selectbox if box.key.startswith("notice-after")).set_value("2025-pilot")
    assert "结论均无变化" in headline(app.run())


def test_without_a_workbook_the_page_says_what_it_will_show() -> None:
    assert "结论有变化" in words(turn_to(empty(), "notices"))


def test_the_notice_chosen_is_applied_and_said_to_be_a_rehearsal() -> None:
    app = apply(opened(SAMPLE), REHEARSAL)
    assert not app.exception
    turn_to(app, "overview")
    assert "31项" in headline(app)
    assert "评判依据：演练〔2026〕1号（演练，非官方）" in words(app)
    app = turn_to(apply(app, "2025-pilot"), "overview")
    assert ("31项" in headline(app), "演练" in markup(app)) == (False, False)


def test_it_is_applied_to_the_workbook_that_is_opened_next() -> None:
    app = apply(empty("en"), REHEARSAL)
    turn_to(app, "overview")
    app.file_uploader[0].set_value(_file())
    assert "31" in headline(app.run())


def _file() -> tuple[str, bytes, str]:
    from tests.pages.screen import ROOT, XLSX

    return SAMPLE, (ROOT / "sample_data" / SAMPLE).read_bytes(), XLSX
