"""What a comparison says of two workbooks: cells, criteria, past months, questions."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest
from msgspec.structs import replace

from core.comparison import Comparison, compare
from core.comparison.ledgers import Side
from core.comparison.nouns import Cause, CellChange, Change, CriterionChange
from core.model import Assessment, Ledger, Month, Outcome, Profile, State
from core.pipeline import compare as pipeline_compare
from core.pipeline import judge
from tests.build import RULEBOOK, claim, filled, ledger, submission, unreadable
from tests.places import address, cell_of

ORGANISATION = {"category": "enterprise", "roles": "|user|", "start": "2025-08"}


def organisations(*names: str, **more: Any) -> Ledger:
    """接入主体台账 with enterprises of these names, each with a code of its own."""
    rows = [{"name": name, "credit_code": f"9{name}", **ORGANISATION, **more.get(name, {})} for name in names]
    return ledger("organisations", rows)


def judged(profile: Profile = Profile.ENTERPRISE, at: str = "2026-05", **parts: Any) -> Assessment:
    return judge(submission(profile, as_of=at, **parts), RULEBOOK)


def of(found: Comparison, id: str) -> CriterionChange:
    return next(each for each in found.criteria if each.criterion.id == id)


def counts(change: CriterionChange) -> dict[str, dict[str, int]]:
    return {each.sheet: {kind.value: n for kind, n in each.counts.items() if n} for each in change.touched}


def months(**values: Any) -> Mapping[str, Mapping[str, Any]]:
    return {key.replace("m", "").replace("_", "-"): {"enterprises": value} for key, value in values.items()}


def cells(found: Comparison, sheet: str) -> Sequence[CellChange]:
    return next(each for each in found.sheets if each.sheet == sheet).cells


# --- ledgers --------------------------------------------------------------------------------


def test_an_organisation_is_found_again_whatever_row_it_stands_in() -> None:
    found = compare(judged(ledgers=[organisations("a", "b")]), judged(ledgers=[organisations("x", "b", "a")]))
    assert [(cell.change, cell.record) for cell in cells(found, "organisations")] == [(Change.ADDED, "x")]


def test_a_row_that_came_is_named_behind_the_count_that_it_raised() -> None:
    found = compare(judged(ledgers=[organisations("a")]), judged(ledgers=[organisations("a", "b", "c")]))
    assert counts(of(found, "E4.1")) == {"organisations": {"added": 2}}


def test_a_row_that_does_not_count_is_not_named_behind_the_count() -> None:
    later = organisations("a", "b", "c", b={"category": "government"})
    found = compare(judged(ledgers=[organisations("a")]), judged(ledgers=[later]))
    assert counts(of(found, "E4.1")) == {"organisations": {"added": 1}}


def test_a_row_that_has_not_started_is_not_named_behind_the_count() -> None:
    later = organisations("a", "b", "c", b={"start": "2026-09"})
    found = compare(judged(ledgers=[organisations("a")]), judged(ledgers=[later]))
    assert counts(of(found, "E4.1")) == {"organisations": {"added": 1}}


def test_a_row_that_went_stands_where_the_earlier_workbook_had_it() -> None:
    found = compare(judged(ledgers=[organisations("a", "b")]), judged(ledgers=[organisations("a")]))
    assert [address(ref, found.before.submission) for ref in of(found, "E4.1").touched[0].places[Change.REMOVED]] == [
        "接入主体台账!A3"
    ]


def test_rows_in_a_row_are_one_range() -> None:
    found = compare(judged(ledgers=[organisations("a")]), judged(ledgers=[organisations("a", "b", "c", "d")]))
    assert [address(ref, found.after.submission) for ref in of(found, "E4.1").touched[0].places[Change.ADDED]] == [
        "接入主体台账!A3:A5"
    ]


def test_a_cell_of_a_row_that_stayed_is_told_with_what_it_was_and_is() -> None:
    later = organisations("a", "b", b={"category": "government"})
    found = compare(judged(ledgers=[organisations("a", "b")]), judged(ledgers=[later]))
    (cell,) = of(found, "E4.1").touched[0].cells
    assert (cell.record, cell.column, cell.before.value, cell.after.value) == (
        "b",
        "category",
        "enterprise",
        "government",
    )


def test_one_of_several_rows_of_an_organisation_is_changed_and_not_all() -> None:
    rows = [{"name": "a", "credit_code": "9a", **ORGANISATION, "organisation": 1, "roles": f"|{r}|"} for r in "xyz"]
    later = [{**rows[0], "roles": "|new|"}, rows[1], rows[2]]
    found = compare(
        judged(ledgers=[ledger("organisations", rows)]), judged(ledgers=[ledger("organisations", later[::-1])])
    )
    assert [(c.before.value, c.after.value) for c in cells(found, "organisations")] == [("|x|", "|new|")]


def test_a_product_of_another_type_is_the_same_product() -> None:
    rows = [{"name": "p", "type": "api", "start": "2025-08", "scenario_category": "|s|"}]
    later = [{**rows[0], "type": "application"}]
    found = compare(judged(ledgers=[ledger("products", rows)]), judged(ledgers=[ledger("products", later)]))
    assert [(c.change, c.column) for c in cells(found, "products")] == [(Change.CHANGED, "type")]


def test_a_column_that_went_is_one_change_and_not_one_a_row() -> None:
    rows = [{"name": str(i), **ORGANISATION, "is_sme": True} for i in range(50)]
    later = [{key: value for key, value in row.items() if key != "is_sme"} for row in rows]
    found = compare(judged(ledgers=[ledger("organisations", rows)]), judged(ledgers=[ledger("organisations", later)]))
    assert [(c.record, c.column, c.change) for c in cells(found, "organisations")] == [(None, "is_sme", Change.REMOVED)]
    assert counts(of(found, "E3.4")) == {"organisations": {"changed": 1}}


def test_a_ledger_that_came_is_told_by_its_rows() -> None:
    found = compare(judged(months=months(m2026_05=1)), judged(ledgers=[organisations("a", "b")]))
    assert counts(of(found, "E4.1"))["organisations"] == {"added": 2}


def test_totals_are_true_where_only_the_first_are_told() -> None:
    many = organisations(*(str(i) for i in range(1000)))
    found = compare(judged(ledgers=[organisations("a")]), judged(ledgers=[many]))
    (sheet,) = found.sheets
    assert (sheet.counts[Change.ADDED], len(sheet.cells)) == (1000, 201)


# --- the other sheets -----------------------------------------------------------------------


def test_a_figure_is_named_with_its_month() -> None:
    found = compare(judged(months=months(m2026_05=148)), judged(months=months(m2026_05=200)))
    (cell,) = of(found, "E4.1").touched[0].cells
    assert (cell.record, address(cell.after.ref, found.after.submission), cell.change) == (
        Month(2026, 5),
        "月度统计!B2",
        Change.CHANGED,
    )


def test_another_month_than_the_one_judged_moves_nothing() -> None:
    found = compare(
        judged(months=months(m2026_04=100, m2026_05=148)), judged(months=months(m2026_04=110, m2026_05=148))
    )
    assert found.moved == ()
    assert [r.month for r in of(found, "E4.1").revisions] == [Month(2026, 4)]


def test_a_blank_and_no_row_are_the_same() -> None:
    found = compare(judged(months=months(m2026_04=None, m2026_05=1)), judged(months=months(m2026_05=1)))
    assert found.sheets == ()


def test_a_claim_names_its_own_cells() -> None:
    found = compare(judged(claims=[claim("E1.1", "partial")]), judged(claims=[claim("E1.1", "ready", "log")]))
    change = of(found, "E1.1")
    assert (change.before.outcome, change.after.outcome) == (Outcome.NEEDS_REVIEW, Outcome.MET)  # type: ignore[union-attr]
    assert {cell.column for cell in change.touched[0].cells} == {"status", "evidence"}


def test_an_unreadable_cell_that_says_something_else_is_a_change() -> None:
    earlier = judged(months={"2026-05": {"enterprises": unreadable("约200", "月度统计", "B2")}})
    later = judged(months={"2026-05": {"enterprises": unreadable("约300", "月度统计", "B2")}})
    assert [(c.before.found, c.after.found) for c in cells(compare(earlier, later), "monthly")] == [("约200", "约300")]


def test_an_unreadable_cell_of_a_ledger_is_shown_as_it_was_typed() -> None:
    def resources(volume: int | None, typed: str) -> Assessment:
        row = {"name": "甲", "start": "2025-08", "volume": volume}
        rows = ledger("resources", [row], unreadable={} if volume else {"volume": {2: typed}})
        return judge(submission(as_of="2026-05", ledgers=[rows]), RULEBOOK)

    (cell,) = cells(compare(resources(None, "约200"), resources(200, "200")), "resources")
    assert (cell.column, cell.before.found, cell.after.value) == ("volume", "约200", 200)
    (cell,) = cells(compare(resources(None, "约200"), resources(None, "约300")), "resources")
    assert (cell.column, cell.before.found, cell.after.found) == ("volume", "约200", "约300")
    assert compare(resources(None, "约200"), resources(None, "约200")).sheets == ()


def test_a_date_of_a_ledger_is_a_month_and_one_left_open_a_blank() -> None:
    rows = {"name": "a", "credit_code": "9a", **ORGANISATION}, {"name": "b", "credit_code": "9b", "end": "2026-01"}
    ended = {**rows[0], "end": "2026-04"}, rows[1]
    found = compare(*(judged(ledgers=[ledger("organisations", each)]) for each in (rows, ended)))
    (cell,) = cells(found, "organisations")
    assert (cell.before.state, cell.after.value) == (State.BLANK, Month(2026, 4))


def test_rows_are_shared_by_their_organisation_or_by_their_name() -> None:
    names, organisations_ = ("a", "a", "b", "c", "d"), (0, 1, 2, 2, 3)
    rows = [{"name": name, "organisation": of, **ORGANISATION} for name, of in zip(names, organisations_, strict=True)]
    assert Side(ledger("organisations", rows)).shared.tolist() == [True, True, True, True, False]


# --- why ------------------------------------------------------------------------------------


def test_a_figure_that_was_there_already_moves_by_the_date_alone() -> None:
    both = months(m2026_05=148, m2026_06=200)
    change = of(compare(judged(months=both), judged(months=both, at="2026-06")), "E4.1")
    assert (change.outcome_moved, change.causes, change.touched) == (True, (Cause.DATE,), ())


def test_a_month_filled_in_since_moves_by_its_cell_and_the_date() -> None:
    later = judged(months=months(m2026_05=148, m2026_06=200), at="2026-06")
    change = of(compare(judged(months=months(m2026_05=148)), later), "E4.1")
    assert change.causes == (Cause.CELLS, Cause.DATE)
    assert [cell.record for cell in change.touched[0].cells] == [Month(2026, 6)]


def test_another_rulebook_is_a_cause() -> None:
    now = judged(months=months(m2026_05=148))
    criteria = tuple(
        replace(c, threshold=c.threshold and c.threshold / 2, id=c.id) for c in RULEBOOK.criteria[now.profile]
    )
    rules = replace(RULEBOOK, criteria={**RULEBOOK.criteria, now.profile: criteria}, digest="other")
    change = of(compare(now, judge(now.submission, rules)), "E4.1")
    assert change.causes == (Cause.RULEBOOK,)


def test_criteria_that_only_one_type_has_are_told_by_the_type() -> None:
    found = compare(judged(Profile.CITY), judged(Profile.ENTERPRISE))
    assert of(found, "C3.1").causes == (Cause.TYPE,)
    assert (of(found, "C3.1").after, of(found, "E4.1").before) == (None, None)


def test_nothing_has_a_cause_where_nothing_moved() -> None:
    same = judged(months=months(m2026_05=148))
    assert {change.causes for change in compare(same, same).criteria} == {()}


# --- questions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "code"), [("baseline_volume", "baseline_changed"), ("planned_investment", "total_changed")]
)
def test_a_figure_that_all_is_divided_by_is_asked_about(key: str, code: str) -> None:
    def at(value: int) -> Assessment:
        figures = {"2026-05": {"open_volume": 300, "revenue": 5}}
        return judged(months=figures, basics={key: filled(value, cells="B9")})

    found = compare(at(100), at(90))
    (problem,) = found.problems
    assert (
        problem.code,
        cell_of(problem, found.after.submission.layout),
        problem.found,
        problem.details["before"],
    ) == (code, "B9", "90", "100")


def test_a_baseline_filled_in_for_the_first_time_is_not_asked_about() -> None:
    figures = {"2026-05": {"open_volume": 300}}
    later = judged(months=figures, basics={"baseline_volume": 100})
    assert compare(judged(months=figures), later).problems == ()


@pytest.mark.parametrize(
    ("key", "values", "code"),
    [
        ("pilot_end", (Month(2027, 6), Month(2027, 12)), "period_changed"),
        ("profile", ("enterprise", "city"), "type_changed"),
    ],
)
def test_another_period_or_type_is_asked_about(key: str, values: tuple[Any, Any], code: str) -> None:
    earlier, later = (judged(basics={key: filled(value)}) for value in values)
    assert [problem.code for problem in compare(earlier, later).problems] == [code]


def test_the_later_judgement_carries_the_questions() -> None:
    figures = {"2026-05": {"open_volume": 300}}
    earlier, later = (judged(months=figures, basics={"baseline_volume": n}) for n in (100, 90))
    found = compare(earlier, later)
    assert found.questioned.problems == (*later.problems, *found.problems)


# --- the whole path -------------------------------------------------------------------------


def test_the_earlier_workbook_is_judged_at_its_own_date() -> None:
    figures = {f"2026-0{n}": {"enterprises": 100 + n} for n in (4, 5, 6)}
    earlier = submission(as_of="2026-04", months=figures)
    assert pipeline_compare(earlier, judged(months=figures, at="2026-06")).before.as_of == Month(2026, 4)


def test_the_earlier_workbook_is_not_judged_later_than_the_other() -> None:
    figures = {f"2026-0{n}": {"enterprises": 100 + n} for n in (4, 5, 6)}
    earlier = submission(as_of="2026-06", months=figures)
    assert pipeline_compare(earlier, judged(months=figures, at="2026-05")).before.as_of == Month(2026, 5)


def test_the_earlier_workbook_is_judged_as_the_type_of_the_other() -> None:
    found = pipeline_compare(submission(Profile.CITY, as_of="2026-05"), judged(Profile.ENTERPRISE))
    assert found.before.profile is Profile.ENTERPRISE


@pytest.mark.slow
def test_ledgers_of_200_000_rows_are_compared_in_seconds() -> None:
    earlier, later = (large(start) for start in (0, 53))
    before, after = (judged(ledgers=[each]) for each in (earlier, later))
    began = time.process_time()
    found = compare(before, after)
    assert time.process_time() - began < 4
    assert {kind.value: n for kind, n in found.sheets[0].counts.items()} == {"added": 53, "removed": 53, "changed": 0}


def large(start: int, rows: int = 200_000) -> Ledger:
    """接入主体台账 with that many organisations, from a number on."""
    numbers = range(start, start + rows)
    frame = pa.table(
        {
            "row": pa.array(range(2, rows + 2)),
            "name": [f"单位{n}" for n in numbers],
            "credit_code": [f"9133MA{n:08d}" for n in numbers],
            "roles": ["|user|"] * rows,
            "category": ["enterprise" if n % 3 else "government" for n in numbers],
            "start": pa.array([Month(2025, 8).index] * rows, pa.int32()),
            "organisation": pa.array(numbers, pa.int64()),
        }
    )
    columns = {key: i for i, key in enumerate(frame.column_names[1:-1])}
    return Ledger(
        "organisations",
        frame,
        columns,
        dict.fromkeys(columns, rows),
        {},
        first_row=2,
        last_row=rows + 1,
    )
