"""The open problems as questions: grouped by what they decide, filtered, turned over by the page, solved or new."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from core.documents.questions import Question, Questions, page_of, questions_document, solved
from core.model import Assessment, Outcome, Severity
from core.pipeline import judge, read
from core.printers.addresses import cells
from core.printers.problems import ProblemPrinter
from tests.build import RULEBOOK
from tests.intake.books import BASICS, book, with_cell
from tests.said import said

RAW = (Path(__file__).parents[2] / "sample_data" / "sample_messy.xlsx").read_bytes()


@pytest.fixture(scope="module")
def messy() -> Assessment:
    return judge(read(RAW, RULEBOOK), RULEBOOK)


@pytest.fixture(scope="module")
def found(messy: Assessment) -> Questions:
    return asked(messy)


def asked(a: Assessment) -> Questions:
    return questions_document(a)


def judged(sheets: dict[str, Any], basics: Sequence[Any] = BASICS) -> Assessment:
    return judge(read(book(sheets, basics=basics), RULEBOOK), RULEBOOK)


def monthly(*rows: Sequence[Any]) -> Assessment:
    return judged({"月度统计": [["月份", "接入企业数"], *rows]})


def sentences(a: Assessment, language: str) -> dict[str, str]:
    """What is said of the problem of each cell."""
    layout = a.submission.layout
    return {
        cells(question.problem.place, layout): said(question.group.wording, language)
        for question in asked(a).all
        if question.problem.place is not None
    }


def of_code(a: Assessment, code: str) -> Question:
    return next(question for question in asked(a).all if question.problem.code == code)


def test_what_may_turn_an_outcome_comes_first(found: Questions) -> None:
    stages = [0 if q.consequence.now else 1 if q.consequence.earlier else 2 for q in found.all]
    assert stages == sorted(stages)
    assert said(found.all[-1].group.wording).endswith("处不影响任何条件的结论")


def test_what_lacks_an_outcome_precedes_what_has_one(found: Questions) -> None:
    today = [group for group, _ in groupby(q.group for q in found.all if q.consequence.now)]
    lacks = [any(outcome in (Outcome.NO_DATA, Outcome.NEEDS_REVIEW) for _, outcome in g.outcomes) for g in today]
    assert lacks == sorted(lacks, reverse=True)
    assert {True, False} == set(lacks)


def test_every_open_problem_is_asked_once_and_those_of_a_group_together(messy: Assessment, found: Questions) -> None:
    assert sorted(map(id, messy.problems)) == sorted(id(q.problem) for q in found.all)
    runs = [group for group, _ in groupby(found.all, lambda q: q.group)]
    assert len(runs) == len({id(q.group) for q in found.all})


def test_a_key_names_one_question_and_stays_when_another_is_answered(messy: Assessment, found: Questions) -> None:
    keys = [q.key for q in found.all]
    assert len(set(keys)) == len(keys)
    fewer = {q.key for q in asked(judge(read(with_cell(RAW, "月度统计", "Q8", 300), RULEBOOK), RULEBOOK)).all}
    assert set(keys) - fewer == {q.key for q in found.all if "-new_value-8-8-" in q.key}


def test_a_question_that_comes_to_say_something_else_has_a_key_of_its_own(messy: Assessment) -> None:
    """The page still lists the one before, as settled."""
    first, *_ = messy.problems
    keys = [asked(replace(messy, problems=(replace(first, found=found),))).all[0].key for found in ("300", "310")]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh", "以下2处影响E4.1 "), ("en", "These 2 problems affect the outcome of E4.1 ")]
)
def test_a_range_that_reaches_the_date_decides(language: str, sentence: str) -> None:
    assert sentences(monthly(["2025-07", "190"], ["2025-08", "200"]), language)["B2:B3"].startswith(sentence)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh", "以下1处只影响E4.1 "), ("en", "This problem affects only earlier months of E4.1 ")],
)
def test_a_cell_of_an_earlier_month_alone_changes_the_course(language: str, sentence: str) -> None:
    assert sentences(monthly(["2025-07", "190"], ["2025-08", 200]), language)["B2"].startswith(sentence)


def test_many_criteria_are_counted() -> None:
    most = of_code(judged({"月度统计": [["甲", "乙", "丙"], ["2025-07", 100, 5]]}), "no_header").group
    assert f"影响{len(most.outcomes)}项条件的结论" in said(most.wording)
    assert len(most.marks) == 8 < len(most.outcomes)


def test_severities_are_counted_and_zeros_left_out(found: Questions) -> None:
    assert sum(found.counts.values()) == len(found.all)
    one = asked(monthly(["2025-07", "约100"]))
    assert f"错误{one.counts[Severity.ERROR]}处" in said(one.kinds)
    assert [word in said(one.kinds) for word in ("待确认", "提醒")] == [
        each in one.counts for each in (Severity.QUESTION, Severity.WARNING)
    ]


@pytest.mark.parametrize("criterion", ["E6.3", "E6.5"])
def test_the_filter_by_criterion_leaves_what_bears_on_it(found: Questions, criterion: str) -> None:
    left = found.chosen(criterion=criterion)
    assert left
    assert all(criterion in q.consequence.criteria for q in left)
    assert criterion in found.criteria


def test_the_filter_by_sheet_leaves_that_sheet(found: Questions) -> None:
    assert said(found.sheets["organisations"]) == "接入主体台账"
    left = found.chosen(sheet="organisations")
    assert {q.problem.place.sheet for q in left if q.problem.place} == {"organisations"}


def test_the_filter_by_severity_leaves_that_severity(found: Questions) -> None:
    assert len(found.chosen([Severity.ERROR])) == found.counts[Severity.ERROR] > 0


def test_pages_hold_so_many_problems_and_none_is_lost(found: Questions) -> None:
    pages = [page_of(found.all, number, 5) for number in range(1, page_of(found.all, 1, 5).count + 1)]
    assert [q for page in pages for q in page.shown] == list(found.all)
    assert [page.next for page in pages] == [*range(2, len(pages) + 1), None]
    assert max(len(page.shown) for page in pages) == 5


def test_a_page_beyond_the_last_is_the_last(found: Questions) -> None:
    page = page_of(found.all, 99, 5)
    assert (page.number, page.next) == (page.count, None)
    assert page.shown


def test_what_was_solved_and_what_is_new_is_named(messy: Assessment) -> None:
    after = judge(read(with_cell(RAW, "月度统计", "Q8", "约3"), RULEBOOK), RULEBOOK)
    found, printer = solved(messy.problems, after), ProblemPrinter.of(after, "zh")
    assert [printer.row(problem).cell for problem in found.gone] == ["Q8"]
    assert [printer.row(problem).cell for problem in found.new] == ["Q8"]


def test_rows_put_in_above_solve_nothing() -> None:
    before = [p for p in monthly(["2025-08", "约200"]).problems if p.code == "unreadable"]
    assert before
    assert solved(before, monthly(["2025-07", 190], ["2025-08", "约200"])).gone == ()


@pytest.mark.parametrize(
    ("unit", "label"), [("GB", "The figures are in GB"), ("![x](y)", "The figures are in the right unit already")]
)
def test_a_unit_that_the_sender_made_up_is_in_no_label(unit: str, label: str) -> None:
    rows = {"月度统计": [["月份", "数据资源开放总量（万元）"], ["2025-07", 200]]}
    a = judged(rows, [*BASICS, ("开放总量计量单位", unit, "")])
    assert label in ProblemPrinter.of(a, "en").offers(of_code(a, "unit_differs").problem).values()
