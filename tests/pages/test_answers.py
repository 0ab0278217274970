"""The data page: an answer by one click, its trace, and what a new upload keeps and solves."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import pipeline
from core.model import Answer, Outcome, Submission
from core.workbooks.scored import scored_workbook
from pages.components.session.reading import Pending
from tests.intake.books import BASICS, book, rewritten, with_cell
from tests.pages.screen import RULEBOOK, markup, opened, turn_to, words

pytestmark = pytest.mark.slow

MESSY = "sample_messy.xlsx"
JULY = "确认为2025年7月"
RAW = (Path(__file__).parents[2] / "sample_data" / MESSY).read_bytes()


def data_page(language: str = "zh") -> AppTest:
    return turn_to(opened(MESSY, language), "problems")


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def anew(app: AppTest, content: bytes) -> AppTest:
    """Another file dropped on the uploader, which stands in a menu that a test without a browser cannot open."""
    app.session_state["pending"] = Pending("again.xlsx", (("again.xlsx", content),))
    return turn_to(app.run(), "problems")


def test_every_question_offers_its_answers_as_buttons() -> None:
    labels = [button.label for button in data_page().button]
    assert {JULY, "以第10行为准", "以第26行为准", "确认为0.32%", "确认为32%", "不计入"} <= set(labels)


@pytest.mark.parametrize(
    ("language", "label", "answer"), [("zh", JULY, "已答复"), ("en", "It means Jul 2025", "Answered")]
)
def test_an_answer_closes_its_question_and_stands_below(language: str, label: str, answer: str) -> None:
    app = press(data_page(language), label)
    assert label not in [button.label for button in app.button]
    assert answer in words(app)
    assert label in words(app)


def test_an_answer_changes_what_is_judged_at_once() -> None:
    app = data_page()
    before, after = (pipeline.judge(app_submission(each), RULEBOOK) for each in (app, press(data_page(), JULY)))
    assert before.finding("E6.5").outcome is Outcome.NO_DATA
    assert after.finding("E6.5").outcome is Outcome.NOT_MET


def app_submission(app: AppTest) -> Submission:
    return app.session_state["work"].submission


def test_an_answer_is_taken_back_by_a_click() -> None:
    app = press(press(data_page(), JULY), "撤回")
    assert app_submission(app).answers == ()
    assert JULY in [button.label for button in app.button]


def test_a_new_upload_keeps_the_answers_and_tells_what_was_solved() -> None:
    app = press(data_page(), "确认为32%")
    app = anew(app, with_cell(RAW, "定性自评", "C18", "已具备"))
    assert [each.offer.key for each in app_submission(app).answered] == ["other"]
    assert "已解决1个问题" in words(app)
    assert "基本具备" in words(app)


def test_another_space_starts_without_the_answers() -> None:
    app = press(data_page(), "确认为32%")
    app = anew(app, book({}, basics=BASICS))
    assert app_submission(app).answers == ()
    assert "已解决" not in words(app)


def test_a_scored_workbook_brings_its_answers_along() -> None:
    submission = pipeline.read(RAW, RULEBOOK)
    problem = next(problem for problem in submission.problems if problem.code == "percent_below_one")
    assessment = pipeline.judge(pipeline.read(RAW, RULEBOOK, [Answer.to(problem, "other")]), RULEBOOK)
    app = anew(opened(MESSY), scored_workbook(RAW, assessment, "zh"))
    assert "撤回" in [button.label for button in app.button]


def test_the_cell_is_shown_among_its_neighbours() -> None:
    html = markup(data_page())
    assert '<td class="meant">2025.07</td>' in html
    assert "<td>2025-08-01</td>" in html


def test_of_a_range_every_cell_on_the_picture_that_belongs_to_it_is_marked() -> None:
    html = markup(data_page())
    months = ("2", "4.2", "６．８", "11", "13.1")  # O7 to O11 of O7:O13, the last two for the sake of what is around
    assert all(f'<td class="meant">{month}</td>' in html for month in months)


def test_what_stands_in_a_cell_is_never_part_of_a_label() -> None:
    rows = {"月度统计": [["月份", "接入企业数"], ["2025-07", "<b>200</b>"], ["2025-08", "２００"]], "<i>": [["x"]]}
    app = anew(opened(MESSY), book(rows))
    assert "<b>200</b>" not in markup(app)
    assert "&lt;b&gt;200&lt;/b&gt;" in markup(app)
    labels = [button.label for button in app.button] + [str(box.options) for box in app.selectbox]
    assert not any("２００" in label or "<" in label for label in labels)


def test_a_signed_workbook_says_why_there_is_no_corrected_one() -> None:
    signature = (
        b'<Relationship Id="s" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
        b'digital-signature/origin" Target="x.sigs"/></Relationships>'
    )
    signed = rewritten(
        RAW,
        lambda name, part: part.replace(
            b"</Relationships>", signature * (name == "_rels/.rels") or b"</Relationships>"
        ),
    )
    app = anew(data_page(), signed)
    assert "download-corrected" not in [button.key for button in app.get("download_button")]
    assert any(each.value.startswith("无法生成更正后的工作簿：工作簿带有数字签名") for each in app.caption)


def test_repairs_are_listed_by_kind_and_those_of_one_are_accepted_together() -> None:
    app = data_page()
    assert "约数" in words(app)
    kinds = [button.label for button in app.button if button.label.startswith("采用此类")]
    assert len(kinds) > 1
    accepted = press(app, kinds[0])
    assert len([button for button in accepted.button if button.label == "采用此类" and button.disabled]) == 1
