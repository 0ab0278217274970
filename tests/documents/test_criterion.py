"""A criterion's document holds its figures as values, and words that follow its outcome."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from core.documents.criterion import stated
from core.documents.notice import notice_document, readings_document
from core.model import Assessment, Month, Outcome, Place, Profile, Text
from core.model.document import Cells
from core.pipeline import judge
from tests.build import RULEBOOK, claim, submission
from tests.documents.words import criteria, printer, said

E = Profile.ENTERPRISE


def judged(**kwargs: Any) -> Assessment:
    return judge(submission(E, **kwargs), RULEBOOK)


def months(**figures: int) -> dict[str, dict[str, int]]:
    return {f"2026-{m:02d}": {key: value + 3 * m for key, value in figures.items()} for m in range(1, 7)}


def test_the_pair_shows_value_and_threshold_in_one_unit() -> None:
    a = judged(months=months(enterprises=130))
    assert said(criteria(a)["E4.1"].pair, a) == "148/200家"


def test_the_formula_is_shown_with_its_figures() -> None:
    a = judged(months=months(smes_served=40, smes=100))
    assert said(criteria(a)["E3.4"].filled, a) == "58 ÷ 118 = 49.2% < 50%"


def test_a_formula_shows_the_decimals_of_its_figures() -> None:
    a = judged(months={"2026-06": {"revenue": 123.456}}, basics={"planned_investment": 1000})
    assert said(criteria(a)["E6.5"].filled, a) == "123.46 ÷ 1,000 = 至少12.3% ≥ 10%"


def test_without_a_figure_there_is_no_formula_and_a_reason() -> None:
    a = judged()
    row = criteria(a)["E4.1"]
    assert (said(row.filled, a), said(row.state, a), said(row.value, a)) == ("", "未填报", "—")


def test_outcomes_are_words_of_the_office() -> None:
    a = judged(claims=[claim("E5.2", "missing")])
    assert said(criteria(a)["E5.2"].outcome, a) == "尚未达标"


def test_inside_a_sentence_english_does_not_capitalise_an_outcome() -> None:
    a = judged(months={"2026-06": {"revenue": 120}}, basics={"planned_investment": 1000, "invested": 1000})
    (reading,) = [each for each in criteria(a)["E6.5"].readings if each.outcome]
    assert said(reading.sentence, a, "en").endswith("the outcome is the same: met.")


def test_another_reading_says_not_met_once_the_pilot_is_over() -> None:
    rows = {str(Month(2025, 7).plus(n)): {"revenue": 5} for n in range(24)}
    a = judged(as_of="2027-06", months=rows, basics={"planned_investment": 1000, "invested": 2000})
    (other,) = [each for each in criteria(a)["E6.5"].readings if each.outcome]
    assert (other.changes, "结论为：未达标" in said(other.sentence, a)) == (True, True)


def test_readings_that_the_verdict_depends_on_come_first() -> None:
    rows = {str(Month(2025, 7).plus(n)): {"revenue": 5} for n in range(24)}
    a = judged(as_of="2027-06", months=rows, basics={"planned_investment": 1000, "invested": 2000})
    found = readings_document(a)
    assert said(found.heading, a) == "当前有1项结论因口径而异"
    assert [row.criterion for row in found.rows if row.changes] == [found.rows[0].criterion] == ["E6.5"]


def test_a_claim_is_shown_in_the_words_of_its_list() -> None:
    a = judged(claims=[claim("E5.1", "ready", "附件", "true")])
    row = criteria(a)["E5.1"]
    assert row.claim is not None
    assert (row.claim.status, said(row.claim.review, a)) == (Text("已具备", "In place"), "属实")


def test_evidence_that_names_nothing_waits_for_another_reason_than_none() -> None:
    said_of = {}
    for text in (None, "见系统"):
        held = claim("E5.1", "ready", None)
        a = judged(claims=[replace(held, evidence=replace(held.evidence, found=text or ""))])
        said_of[text] = said(criteria(a)["E5.1"].reason, a), said(stated(criteria(a)["E5.1"]), a)
    assert said_of[None] == ("未附佐证材料", "已具备；未附佐证材料")
    assert said_of["见系统"] == ("所填佐证材料未写明具体材料", "已具备；所填佐证材料未写明具体材料")


def test_the_notice_is_printed_whole_with_the_own_clauses_marked() -> None:
    sections = notice_document(judged()).sections
    assert [each.clause.id for section in sections for each in section.clauses if each.criteria] == [
        "一、1", "一、2", "一、3", *[f"二（一）{i}" for i in range(1, 7)]
    ]  # fmt: skip
    assert sum(len(section.clauses) for section in sections) == 21
    assert [section.part.id for section in sections if section.binds] == ["一", "二", "二（一）"]


def test_every_criterion_is_beside_its_clause() -> None:
    sections = notice_document(judged()).sections
    beside = [row.id for section in sections for each in section.clauses for row in each.criteria]
    assert sorted(beside) == sorted(c.id for c in RULEBOOK.criteria[E])


def test_ranges_name_each_sheet_once() -> None:
    a = judged()
    places = (
        Place("台账", 0, (2, 9), ours=False),
        Place("台账", 2, (2, 9), ours=False),
        Place("别", 1, (3, 3), ours=False),
    )
    assert printer(a).by_sheet(places) == ["台账!A2:A9、C2:C9", "别!B3"]
    assert said(Cells(places, "lines"), a, "en") == "台账!A2:A9, C2:C9\n别!B3"


def test_the_state_of_what_is_met_is_its_gap() -> None:
    a = judged(months={"2026-06": {"enterprises": 200}})
    row = criteria(a)["E4.1"]
    assert (row.outcome.outcome, said(row.state, a)) == (Outcome.MET, "恰好达到目标值")
