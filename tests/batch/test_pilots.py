"""Which files are of one pilot, which of them is used, and what is said of that."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from core.batch import Batch, Filed, Oddity, pairs
from core.batch.pilots import ranks
from core.documents.board import board
from core.i18n import Language
from core.model import Month, Problem, Profile
from core.printers.text import TextPrinter
from core.rulebook import load
from tests.batch.files import batch, file, judged_at
from tests.build import claim

A, B = "甲可信数据空间", "乙可信数据空间"


def used(*files: Filed) -> list[str]:
    return [each.key for each in Batch(files).used]


def odd(*files: Filed) -> list[tuple[Oddity, str, str | None]]:
    return [(each.oddity, "".join(f.key for f in each.files), each.used) for each in Batch(files).odd]


def test_the_later_month_of_a_pilot_is_used() -> None:
    files = file("1", A, as_of="2026-09"), file("2", A, as_of="2026-08"), file("3", B)
    assert (used(*files), odd(*files)) == (["1", "3"], [(Oddity.MONTHS, "12", "1")])


def test_of_two_workbooks_of_one_month_the_one_that_came_last_is_used() -> None:
    files = file("1", A), file("2", A)
    assert (used(*files), odd(*files)) == (["2"], [(Oddity.TWINS, "12", "2")])


def saved_at(key: str, moment: str | None, **more: Any) -> Filed:
    saved = None if moment is None else datetime.fromisoformat(moment)
    own = file(key, A, **more)
    judged = own.assessment
    return replace(own, judgement=replace(judged, submission=replace(judged.submission, saved=saved)))


def sentence(*files: Filed) -> str:
    (note,) = board(Batch(files)).notes
    return TextPrinter(Language.EN, load())(note.wording)


def test_of_two_workbooks_of_one_month_the_one_that_was_saved_last_is_used_and_the_sentence_says_when() -> None:
    files = saved_at("1", "2026-10-09 08:00"), saved_at("2", "2026-10-08 17:30")
    assert used(*files) == ["1"]
    assert "(1.xlsx, saved 2026-10-09 08:00, 2.xlsx, saved 2026-10-08 17:30); 1.xlsx is used" in sentence(*files)


@pytest.mark.parametrize("moments", [("2026-10-09 08:00:01", "2026-10-09 08:00:59"), ("2026-10-09 08:00", None)])
def test_where_the_moments_do_not_tell_the_last_in_order_is_used_and_the_sentence_says_so(
    moments: tuple[str, str | None],
) -> None:
    files = [saved_at(str(at), moment) for at, moment in enumerate(moments, 1)]
    assert used(*files) == ["2"]
    assert "They do not say which was saved last, so 2.xlsx" in sentence(*files)


def test_a_later_month_counts_whichever_was_saved_last() -> None:
    assert used(saved_at("1", "2026-10-09 08:00", as_of="2026-08"), saved_at("2", "2026-10-01 08:00")) == ["2"]


def test_that_the_workbook_used_has_less_data_than_another_of_its_month_is_said() -> None:
    full, empty = (
        saved_at("1", "2026-10-08 08:00", claims=[claim("F1.2", "ready", "记录")]),
        saved_at("2", "2026-10-09 08:00"),
    )
    assert "2.xlsx has data for fewer criteria than 1.xlsx" in sentence(full, empty)
    assert "fewer" not in sentence(saved_at("1", "2026-10-10 08:00", claims=[claim("F1.2", "ready", "记录")]), empty)


def test_twins_of_a_month_that_is_not_the_latest_are_said_too() -> None:
    files = file("1", A, as_of="2026-08"), file("2", A, as_of="2026-08"), file("3", A)
    assert odd(*files) == [(Oddity.TWINS, "12", None), (Oddity.MONTHS, "123", "3")]


@pytest.mark.parametrize("spelled", ["（1）甲可信數據空间", "甲 可信数据空间", "甲可信数据空间。"])
def test_a_space_under_another_spelling_is_the_same_pilot_and_is_said(spelled: str) -> None:
    files = file("1", A, as_of="2026-08"), file("2", spelled)
    assert used(*files) == ["2"]
    assert (Oddity.NAMES, "12", "2") in odd(*files)


def test_spaces_of_one_name_and_two_operators_are_two_pilots() -> None:
    assert used(file("1", A, "一公司"), file("2", A, "二公司")) == ["1", "2"]


def test_the_code_of_the_operator_comes_before_its_name() -> None:
    assert used(file("1", A, "一公司", code="X"), file("2", A, "一公司（新）", code="X")) == ["2"]
    assert used(file("1", A, "一公司", code="X"), file("2", A, "一公司", code="Y")) == ["1", "2"]


def test_two_spaces_of_one_operator_and_type_both_count_and_are_said() -> None:
    files = file("1", A, "一公司"), file("2", B, "一公司")
    assert (used(*files), odd(*files)) == (["1", "2"], [(Oddity.OPERATOR, "12", None)])


def test_two_spaces_of_one_operator_and_two_types_are_nothing_odd() -> None:
    assert odd(file("1", A, "一公司"), file("2", B, "一公司", profile=Profile.CITY)) == []


@pytest.mark.parametrize("other", [f"{A}2", f"{A}（二期）", f"第二{A}", f"（2）{A}"])
def test_spaces_whose_names_differ_in_an_ending_a_bracket_or_a_number_both_count(other: str) -> None:
    files = file("1", f"（1）{A}" if other[0] == "（" else A, "一公司"), file("2", other, "一公司")
    assert used(*files) == ["1", "2"]
    assert [each for each in odd(*files) if each[2] is None] != []


def test_a_space_of_two_types_is_two_pilots_that_may_be_one() -> None:
    files = file("1", A, "一公司"), file("2", A, "一公司", profile=Profile.CITY)
    assert (used(*files), odd(*files)) == (["1", "2"], [(Oddity.ALIKE, "12", None)])


def test_a_file_that_names_no_operator_joins_the_only_one_of_its_name_and_none_of_two() -> None:
    first, second = file("1", A, "一公司"), file("2", A)
    assert used(first, second) == ["2"]
    third = file("3", A, "二公司")
    assert (used(first, second, third), odd(first, second, third)) == (
        ["1", "2", "3"], [(Oddity.ALIKE, "123", None)],
    )  # fmt: skip


def test_a_name_that_goes_with_one_code_is_of_that_code() -> None:
    files = file("1", A, "一公司", code="X"), file("2", A, "一公司（新）", code="X"), file("3", A, "一公司")
    assert used(*files) == ["3"]


def test_a_name_of_two_codes_is_of_neither() -> None:
    files = file("1", A, "一公司", code="X"), file("2", A, "一公司", code="Y"), file("3", A, "一公司")
    assert used(*files) == ["1", "2", "3"]


def test_a_name_with_a_line_break_is_one_name() -> None:
    files = file("1", f"{A[:3]}\n{A[3:]}", as_of="2026-08"), file("2", A), file("3", B)
    assert used(*files) == ["2", "3"]


def test_files_are_compared_by_their_own_months_whichever_they_are_judged_at() -> None:
    late, early = (judged_at(file(key, A, as_of=month)) for key, month in (("1", "2026-09"), ("2", "2026-08")))
    assert (used(late, early), odd(late, early)) == (["1"], [(Oddity.MONTHS, "12", "1")])


def test_files_without_any_name_are_pilots_of_their_own() -> None:
    assert used(file("1"), file("2")) == ["1", "2"]


def test_a_file_without_a_verdict_is_no_pilot() -> None:
    found = batch(file("1", A), Filed("2", "x.xlsx", problem=Problem("empty_file")))
    assert ([each.key for each in found.used], [each.key for each in found.refused]) == (["1"], ["2"])


@pytest.mark.parametrize(
    ("months", "usual"),
    [(["2026-08", "2026-08", "2026-09"], "2026-08"), (["2026-08", "2026-09"], "2026-09"), ([], None)],
)
def test_the_month_of_a_batch_is_that_of_most_pilots_and_of_two_the_later(months: list[str], usual: str | None) -> None:
    found = batch(*(file(str(at), f"{at}号空间", as_of=month) for at, month in enumerate(months)))
    assert found.month == (None if usual is None else Month.parse(usual))


def test_a_pilot_is_paired_with_its_earlier_workbook_under_another_spelling_too() -> None:
    earlier, now = batch(file("1", A), file("2", B)), batch(file("7", f"（1）{A}"), file("8", "丙空间"))
    assert pairs(earlier, now) == {"7": "1"}


def test_a_pilot_is_paired_with_none_of_two_that_it_might_be() -> None:
    earlier = batch(file("1", A, "一公司"), file("2", A, "二公司"))
    assert pairs(earlier, batch(file("7", A), file("8", A, "二公司"))) == {"8": "2"}


# --- ranks ----------------------------------------------------------------------------------

MET = {"2026-09": {"scenario_categories": 5, "operator_open_datasets": 20, "enterprises": 200}}


def test_a_pilot_of_which_more_than_a_fifth_is_missing_has_no_rank() -> None:
    found = ranks([file("1", months=MET)])
    assert (dict(found.by_key), found.missing) == ({}, ("1",))


def test_a_rank_reaches_as_far_as_what_is_missing_may_move_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.batch.pilots.MOST_MISSING", 1)
    more = {month: {key: value // 2 for key, value in figures.items()} for month, figures in MET.items()}
    assert dict(ranks([file("1", months=MET), file("2", months=more)]).by_key) == {"1": (1, 2), "2": (1, 2)}


def scored(each: Filed, score: int, weight: int) -> Filed:
    """The file with that whole score, and another weight of its first criterion."""
    a = each.assessment
    first = replace(a.findings[0], criterion=replace(a.findings[0].criterion, weight=Fraction(weight)))
    verdict = replace(a.verdict, score_low=Fraction(score), score_high=Fraction(score))
    return replace(each, judgement=replace(a, findings=(first, *a.findings[1:]), verdict=verdict))


@pytest.mark.parametrize(("weight", "ranked"), [(1, {"1": (1, 1), "2": (2, 2)}), (2, {"1": (1, 2), "2": (1, 2)})])
def test_a_rank_reaches_over_equal_weights_too(
    weight: int, ranked: dict[str, tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.batch.pilots.MOST_MISSING", 1)
    files = [scored(file("1"), 90, weight), scored(file("2"), 10, weight)]
    assert dict(ranks(files).by_key) == ranked
