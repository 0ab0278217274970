"""The data page: an answer by one click, its trace, and what a new upload keeps and solves."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core import pipeline
from core.model import Answer, Outcome, Submission
from core.views.questions import chosen, criterion_ids, groups, sheet_labels, solved, turned_to
from core.workbooks.scored import scored_workbook
from tests.intake.books import BASICS, book
from tests.pages.screen import RULEBOOK, judged, markup, opened, turn_to, words

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
    app.session_state["pending"] = ("again.xlsx", content)
    return turn_to(app.run(), "problems")


def changed(raw: bytes, sheet: str, cell: str, value: object) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(raw))
    workbook[sheet][cell] = value
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


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
    app = anew(app, changed(RAW, "定性自评", "C18", "已具备"))
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


def test_what_stands_in_a_cell_is_never_part_of_a_label() -> None:
    rows = {"月度统计": [["月份", "接入企业数"], ["2025-07", "<b>200</b>"], ["2025-08", "２００"]], "<i>": [["x"]]}
    app = anew(opened(MESSY), book(rows))
    assert "<b>200</b>" not in markup(app)
    assert "&lt;b&gt;200&lt;/b&gt;" in markup(app)
    labels = [button.label for button in app.button] + [str(box.options) for box in app.selectbox]
    assert not any("２００" in label or "<" in label for label in labels)


# --- the tables behind the page -------------------------------------------------------------


def test_what_may_turn_an_outcome_comes_first() -> None:
    found = groups(judged(MESSY), "zh")
    kinds = ["决定" in group.sentence for group in found]
    assert kinds == sorted(kinds, reverse=True)
    assert "不影响" in found[-1].sentence


def test_every_open_problem_is_in_one_group() -> None:
    a = judged(MESSY)
    assert sorted(map(id, a.problems)) == sorted(id(q.problem) for group in groups(a, "zh") for q in group.questions)


def test_a_range_that_reaches_the_date_decides() -> None:
    rows = [["月份", "接入企业数"], ["2025-07", "190"], ["2025-08", "200"]]
    a = pipeline.judge(pipeline.read(book({"月度统计": rows}), RULEBOOK), RULEBOOK)
    sentences = {q.row.cell: group.sentence for group in groups(a, "en") for q in group.questions}
    assert sentences["B2:B3"].startswith("These 2 places decide E4.1")


def test_a_cell_of_an_earlier_month_alone_changes_the_course() -> None:
    rows = [["月份", "接入企业数"], ["2025-07", "190"], ["2025-08", 200]]
    a = pipeline.judge(pipeline.read(book({"月度统计": rows}), RULEBOOK), RULEBOOK)
    sentences = {q.row.cell: group.sentence for group in groups(a, "en") for q in group.questions}
    assert sentences["B2"].startswith("This place changes earlier months of E4.1")


@pytest.mark.parametrize("criterion", ["E6.3", "E6.5"])
def test_the_filter_by_criterion_leaves_what_bears_on_it(criterion: str) -> None:
    found = groups(judged(MESSY), "zh")
    left = [q for group in chosen(found, (), None, criterion) for q in group.questions]
    assert left
    assert all(criterion in q.criteria for q in left)
    assert criterion in criterion_ids(found)


def test_the_filter_by_sheet_leaves_that_sheet() -> None:
    found = groups(judged(MESSY), "zh")
    assert sheet_labels(found, RULEBOOK, "zh")["organisations"] == "接入主体台账"
    left = [q for group in chosen(found, (), "organisations", None) for q in group.questions]
    assert {q.row.sheet for q in left} == {"接入主体台账"}


def test_pages_hold_so_many_problems_and_none_is_lost() -> None:
    found = groups(judged(MESSY), "zh")
    everything = [q for group in found for q in group.questions]
    pages = [turned_to(found, page, 5).groups for page in range(1, turned_to(found, 1, 5).count + 1)]
    assert [q for page in pages for group in page for q in group.questions] == everything
    assert max(sum(len(group.questions) for group in page) for page in pages) == 5


def test_a_page_beyond_the_last_is_the_last() -> None:
    leaf = turned_to(groups(judged(MESSY), "zh"), 99, 5)
    assert (leaf.number, leaf.next) == (leaf.count, None)
    assert leaf.groups


def test_what_was_solved_and_what_is_new_is_named() -> None:
    before = judged(MESSY)
    after = pipeline.judge(pipeline.read(changed(RAW, "月度统计", "Q8", "约3"), RULEBOOK), RULEBOOK)
    found = solved(before.problems, after, "zh")
    assert [row.cell for row in found.gone] == ["Q8"]
    assert [row.cell for row in found.new] == ["Q8"]


def test_rows_put_in_above_solve_nothing() -> None:
    one = pipeline.judge(
        pipeline.read(book({"月度统计": [["月份", "接入企业数"], ["2025-08", "约200"]]}), RULEBOOK), RULEBOOK
    )
    rows = [["月份", "接入企业数"], ["2025-07", 190], ["2025-08", "约200"]]
    other = pipeline.judge(pipeline.read(book({"月度统计": rows}), RULEBOOK), RULEBOOK)
    found = solved([p for p in one.problems if p.code == "unreadable"], other, "zh")
    assert found.gone == ()


@pytest.mark.parametrize(
    ("unit", "label"), [("GB", "The figures are in GB"), ("![x](y)", "The figures are in the right unit already")]
)
def test_a_unit_that_the_sender_made_up_is_in_no_label(unit: str, label: str) -> None:
    rows = {"月度统计": [["月份", "数据资源开放总量（万元）"], ["2025-07", 200]]}
    a = pipeline.judge(pipeline.read(book(rows, basics=[*BASICS, ("开放总量计量单位", unit, "")]), RULEBOOK), RULEBOOK)
    question = next(q for group in groups(a, "en") for q in group.questions if q.problem.code == "unit_differs")
    assert question.offers[0].label == label
