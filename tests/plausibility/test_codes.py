"""Questions say what they ask in both languages, and none is asked of an honest workbook."""

from __future__ import annotations

import pytest

from core.pipeline import judge, read
from core.printers.problems import ProblemPrinter
from tests.build import RULEBOOK
from tests.corpus.good import GOOD
from tests.places import cell_of, located
from tests.plausibility.asking import asked, monthly
from tests.samples import FOLDER


def test_a_question_says_both_months_in_both_languages() -> None:
    (problem,) = asked(monthly(enterprises=(150, 140)), "stock_fell")
    assert (
        ProblemPrinter("zh", RULEBOOK).row(problem).found
        == "“接入企业数”由2025年7月的150降至2025年8月的140（该列共1处下降）"
    )
    assert "falls from 150 in Jul 2025 to 140 in Aug 2025" in ProblemPrinter("en", RULEBOOK).row(problem).found


def test_a_figure_on_its_threshold_is_shown_with_its_title_and_unit() -> None:
    (problem,) = asked(monthly(enterprises=(200,)), "on_threshold")
    assert ProblemPrinter("zh", RULEBOOK).row(problem).found == "“接入企业”为200家，恰为通知要求的目标值"


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_an_honest_workbook_is_not_asked_about(kind: str) -> None:
    assert [(p.code, cell_of(p)) for p in located(judge(read(GOOD[kind]().saved(), RULEBOOK), RULEBOOK))] == []


@pytest.mark.parametrize("sample", sorted(path.name for path in FOLDER.glob("sample_*.xlsx")))
def test_no_question_changes_a_finding(sample: str) -> None:
    found = read((FOLDER / sample).read_bytes())
    with_questions, without = judge(found), judge(found, questions=False)
    assert without.findings == with_questions.findings
    assert without.verdict == with_questions.verdict
    assert len(without.problems) <= len(with_questions.problems)
