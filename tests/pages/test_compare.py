"""The page that holds an earlier workbook against the one that is open."""

from __future__ import annotations

from functools import cache

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core.comparison import Comparison
from core.documents.changes import changes_document
from core.pipeline import compare, read
from core.printers.problems import ProblemPrinter, ProblemRow
from tests.comparison.edits import edited, sample
from tests.documents.words import printer
from tests.pages.screen import (
    RULEBOOK,
    XLSX,
    figures,
    headline,
    judged,
    markup,
    opened,
    turn_to,
    upload,
    words,
)

pytestmark = pytest.mark.slow
LANGUAGES = ("zh", "en")
HOSTILE = "<img src=x onerror=alert(1)>"


def edit(book: openpyxl.Workbook) -> None:
    book["基本信息"]["B13"].value = 900
    book["接入主体台账"].cell(20, 1).value = HOSTILE
    book["定性自评"]["C16"].value = "部分具备"


@cache
def earlier() -> bytes:
    return edited(sample("enterprise"), edit)


@cache
def comparison() -> Comparison:
    return compare(read(earlier(), RULEBOOK), judged("sample_enterprise.xlsx"))


def question(language: str) -> ProblemRow:
    """What the comparison asks first."""
    return ProblemPrinter.of(comparison().questioned, language).row(changes_document(comparison()).questions[0])


def give(app: AppTest, content: bytes, name: str = "上期.xlsx") -> AppTest:
    """Drops an earlier workbook on the page."""
    uploader = next(each for each in app.file_uploader if each.key.startswith("earlier-"))
    uploader.set_value((name, content, XLSX))
    return app.run()


def compared(language: str = "zh") -> AppTest:
    return give(turn_to(opened("sample_enterprise.xlsx", language), "compare"), earlier())


def test_with_a_workbook_open_the_page_says_what_will_stand_there_and_takes_an_earlier_one() -> None:
    app = turn_to(opened("sample_enterprise.xlsx"), "compare")
    assert 'class="stands-here"' in markup(app)
    assert any(each.key.startswith("earlier-") for each in app.file_uploader)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_the_views_say(language: str) -> None:
    app, changes = compared(language), changes_document(comparison())
    print_ = printer(comparison().after, language)
    assert not app.exception
    assert headline(app) == print_(changes.sentence)
    shown = words(app)
    assert all(print_(row.label) in shown and print_(text) in shown for row in changes.moved for text in row.why)
    assert all(print_(sheet.sentence) in shown for sheet in changes.sheets)
    assert question(language).sentence in shown
    assert all(print_(each.label) in shown for each in changes.rewritten)


def test_text_of_the_earlier_workbook_is_never_markup() -> None:
    app = compared()
    assert HOSTILE in words(app)
    assert "<img" not in markup(app)


def test_the_question_stands_on_the_data_page() -> None:
    app = turn_to(compared(), "problems")
    assert question("zh").remedy in words(app)


def test_without_an_earlier_workbook_the_data_page_does_not_ask() -> None:
    app = turn_to(opened("sample_enterprise.xlsx"), "problems")
    assert question("zh").remedy not in words(app)


def test_a_file_that_cannot_be_read_is_refused_and_the_open_workbook_stays() -> None:
    app = give(turn_to(opened("sample_enterprise.xlsx"), "compare"), b"no workbook", "notes.xlsx")
    assert not app.exception
    assert 'class="refused"' in markup(app)
    assert "notes.xlsx" in words(app)
    assert "earlier" not in app.session_state


def test_the_comparison_can_be_ended() -> None:
    app = compared()
    app.button(key="forget-earlier").click().run()
    assert 'class="stands-here"' in markup(app)


def test_clearing_forgets_the_earlier_workbook_too() -> None:
    app = turn_to(compared(), "overview")
    app.button(key="clear").click().run()
    app.button(key="clear-sure").click().run()
    assert "earlier" not in app.session_state


def test_another_version_of_the_workbook_is_held_against_the_same_earlier_one() -> None:
    app = turn_to(compared(), "overview")
    upload(app, sample("enterprise"), "again.xlsx")
    assert headline(turn_to(app, "compare")) == printer(comparison().after)(changes_document(comparison()).sentence)


def test_a_workbook_of_another_space_is_not() -> None:
    app = turn_to(compared(), "overview")
    upload(app, sample("city"), "city.xlsx")
    assert "earlier" not in app.session_state


def test_every_other_page_stands_with_an_earlier_workbook_open() -> None:
    app = compared()
    for page in ("overview", "gaps", "trajectory", "what_if", "problems", "notice"):
        assert not turn_to(app, page).exception, page


def test_the_trajectory_shows_what_was_known_then_where_it_was_rewritten() -> None:
    app = turn_to(compared(), "trajectory")
    next(box for box in app.selectbox if box.key.startswith("criterion-")).set_value("E2.2").run()
    then = [row["before"] for row in figures(app) if row["before"] is not None]
    points = comparison().before.trajectory("E2.2").points
    assert then == pytest.approx([float(point.value) for point in points if point.value is not None])
    assert "上期工作簿所示" in words(app)


def test_the_trajectory_of_another_criterion_shows_no_such_line() -> None:
    app = turn_to(compared(), "trajectory")
    next(box for box in app.selectbox if box.key.startswith("criterion-")).set_value("E4.1").run()
    assert "上期工作簿所示" not in words(app)
