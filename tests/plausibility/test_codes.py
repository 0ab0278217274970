"""Every code of the questions is explained and worded, and none stands in the way of an honest workbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core import plausibility
from core.pipeline import judge, read
from core.printers.addresses import NO_LAYOUT
from core.views.messages import MESSAGES
from core.views.problems import problem_row
from tests.build import RULEBOOK
from tests.corpus.good import GOOD
from tests.places import cell_of, located
from tests.plausibility.asking import asked, monthly

FOLDER = Path(plausibility.__file__).parent
EXPLAINED = {*re.findall(r"^([a-z_]+)  ", plausibility.__doc__ or "", re.MULTILINE)} - {"code"}
GIVEN = {
    code
    for path in FOLDER.glob("*.py")
    for code in re.findall(r'(?:\bask|_asked)\(\s*"([a-z_]+)"|code="([a-z_]+)"', path.read_text("utf-8"))
    for code in code
    if code
}


def test_every_code_is_explained_and_no_other() -> None:
    assert GIVEN == EXPLAINED
    assert len(GIVEN) > 20


@pytest.mark.parametrize("code", sorted(GIVEN))
def test_every_code_is_worded(code: str) -> None:
    assert code in MESSAGES or {f"{code}.small", f"{code}.large"} <= {*MESSAGES}


def test_a_question_says_both_months_in_both_languages() -> None:
    (problem,) = asked(monthly(enterprises=(150, 140)), "stock_fell")
    assert (
        problem_row(problem, RULEBOOK, NO_LAYOUT, "zh").found
        == "“接入企业数”由2025年7月的150降至2025年8月的140（该列共1处下降）"
    )
    assert "falls from 150 in Jul 2025 to 140 in Aug 2025" in problem_row(problem, RULEBOOK, NO_LAYOUT, "en").found


def test_a_figure_on_its_threshold_is_shown_with_its_title_and_unit() -> None:
    (problem,) = asked(monthly(enterprises=(200,)), "on_threshold")
    assert problem_row(problem, RULEBOOK, NO_LAYOUT, "zh").found == "“接入企业”为200家，恰为通知要求的目标值"


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_an_honest_workbook_is_not_asked_about(kind: str) -> None:
    assert [(p.code, cell_of(p)) for p in located(judge(read(GOOD[kind]().saved(), RULEBOOK), RULEBOOK))] == []
