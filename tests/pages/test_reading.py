"""From the uploader to the open workbook: ledgers that join it, waiting, and what is asked of a busy server."""

from __future__ import annotations

import io

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from pages.components import reading_queue
from pages.components.reading_queue import Bounds, Queue
from tests.pages.screen import (
    ROOT,
    RULEBOOK,
    SAMPLES,
    XLSX,
    empty,
    headline,
    judged,
    opened,
    turn_to,
    upload,
    words,
)
from tests.said import verdict

pytestmark = pytest.mark.slow

DAYS = "日期,注册用户数,活跃用户数\n2026-09-01,100,40\n".encode()


@pytest.fixture
def bounds(monkeypatch: pytest.MonkeyPatch) -> Queue:
    """A server that reads one file at a time, lets nobody wait, and takes two files a session."""
    few = Bounds(parses=1, waiting=0, a_session=2, minutes=10)
    places = Queue(few)
    monkeypatch.setattr(reading_queue, "bounds", lambda: few)
    monkeypatch.setattr(reading_queue, "shared", lambda: places)
    return places


def without_days() -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(_sample()))
    del workbook[RULEBOOK.sheets["daily"].label.zh]
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _sample() -> bytes:
    return (ROOT / "sample_data" / SAMPLES[0]).read_bytes()


def add(app: AppTest, content: bytes, name: str) -> AppTest:
    return upload(app, content, name)


def test_a_csv_without_a_workbook_gets_one_sentence() -> None:
    app = upload(empty("en"), DAYS, "日活记录.csv")
    assert "Open the workbook first" in words(app)
    assert not app.exception


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "an old .xls workbook"),
        ("a.pdf", b"%PDF-1.7", "a PDF"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "a picture"),
        ("a.txt", b"hello", "a text file"),
    ],
)
def test_a_file_of_another_kind_is_told_by_name(name: str, content: bytes, said: str) -> None:
    assert said in words(upload(empty("en"), content, name))


def test_a_csv_joins_the_open_workbook() -> None:
    app = add(upload(empty(), without_days()), DAYS, "日活记录.csv")
    assert "日活记录" in app.session_state["work"].submission.sheets
    assert app.session_state["work"].ledgers == ("日活记录.csv",)
    assert app.session_state["work"].name == "自评.xlsx"


def upload_all(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, XLSX) for name, content in files])
    return app.run()


def test_a_csv_dropped_with_its_workbook_joins_it() -> None:
    app = upload_all(empty(), ("日活记录.csv", DAYS), ("自评.xlsx", without_days()))
    work = app.session_state["work"]
    assert (work.name, work.ledgers, "日活记录" in work.submission.sheets) == ("自评.xlsx", ("日活记录.csv",), True)
    assert "office" not in app.session_state


def test_a_csv_that_cannot_join_the_workbook_it_came_with_is_named() -> None:
    app = upload_all(empty("en"), ("自评.xlsx", without_days()), ("空.csv", b""))
    assert "空.csv" in words(app)
    assert "work" not in app.session_state


def test_a_csv_of_a_ledger_that_is_filled_leaves_the_workbook_as_it_is() -> None:
    app = add(opened(SAMPLES[0], "en"), DAYS, "days.csv")
    assert "rows already in the sheet" in words(app)
    assert headline(app) == verdict(judged(SAMPLES[0]), "en")


def test_another_workbook_forgets_the_ledgers_of_the_last() -> None:
    app = add(upload(empty(), without_days()), DAYS, "日活记录.csv")
    assert add(app, _sample(), "b.xlsx").session_state["work"].ledgers == ()


def test_a_file_that_finds_no_place_is_kept_and_read_when_asked_again(bounds: Queue) -> None:
    with bounds.ticket():
        app = upload(empty("en"), _sample(), "a.xlsx")
        assert "Try again in a moment" in words(app)
        assert "a.xlsx" in words(app)
    app.button(key="try-again").click().run()
    assert app.session_state["work"].name == "a.xlsx"


def test_a_file_that_waits_can_be_let_go(bounds: Queue) -> None:
    with bounds.ticket():
        app = upload(empty("en"), _sample(), "a.xlsx")
        app.button(key="cancel-waiting").click().run()
    assert "pending" not in app.session_state
    assert "work" not in app.session_state


def test_a_session_that_sends_too_much_is_told_when_to_come_again(bounds: Queue) -> None:
    app = upload(empty("en"), b"no workbook", "1.xlsx")
    app = upload(app, _sample(), "2.xlsx")
    app = add(app, _sample(), "3.xlsx")
    assert "Try again in 10 minutes" in words(app)
    assert app.session_state["work"].name == "2.xlsx"


def test_clearing_the_data_gives_no_new_allowance(bounds: Queue) -> None:
    app = turn_to(upload(empty("en"), _sample(), "1.xlsx"), "kept")
    app.button(key="clear-kept").click().run()
    app.button(key="clear-kept-sure").click().run()
    assert "work" not in app.session_state
    assert len(app.session_state["moments-of-parses"]) == 1


def test_clearing_on_the_page_of_what_is_kept_closes_the_workbook() -> None:
    app = turn_to(opened(SAMPLES[2], "en"), "kept")
    app.button(key="clear-kept").click().run()
    app.button(key="clear-kept-sure").click().run()
    assert "No workbook is open" in words(app)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_what_is_kept_says_the_bounds_that_are_set(language: str, bounds: Queue) -> None:
    app = turn_to(empty(language), "kept")
    said = words(app)
    for figure in ("60", "10", "2"):
        assert figure in said


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "回执表还记有您的答复"), ("en", "On the receipt your answers too")]
)
def test_the_page_of_what_is_kept_says_that_answers_go_along(language: str, said: str) -> None:
    assert said in words(turn_to(empty(language), "kept"))
