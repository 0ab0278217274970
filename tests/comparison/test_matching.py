"""Rows are matched by what they say, one with one."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparison.matching import combined, marked, matched, numbered, repeated

CODES = st.lists(st.integers(0, 4), max_size=30).map(lambda numbers: np.array(numbers, dtype=np.int64))


def column(*values: object, type_: pa.DataType | None = None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, type=type_)])


@given(CODES, CODES)
def test_as_many_rows_of_a_number_are_matched_as_both_sides_have(before: np.ndarray, after: np.ndarray) -> None:
    old, new = matched(before, after)
    expected = sum(min(int((before == n).sum()), int((after == n).sum())) for n in range(5))
    assert (len(set(old)), len(set(new))) == (expected, expected)


@given(CODES, CODES)
def test_rows_that_are_matched_have_the_same_number(before: np.ndarray, after: np.ndarray) -> None:
    old, new = matched(before, after)
    assert before[old].tolist() == after[new].tolist()


def test_of_several_alike_the_first_goes_with_the_first() -> None:
    old, new = matched(np.array([7, 5, 5]), np.array([5, 7, 5]))
    assert sorted(zip(old.tolist(), new.tolist(), strict=True)) == [(0, 1), (1, 0), (2, 2)]


def test_equal_decimals_of_different_places_are_equal() -> None:
    before, after = numbered(
        column(Decimal("1.50"), type_=pa.decimal128(38, 2)), column(Decimal("1.5"), type_=pa.decimal128(38, 1))
    )
    assert before.tolist() == after.tolist()


def test_a_text_that_says_nothing_is_as_good_as_none() -> None:
    before, after = numbered(column("", "a"), column(None, "a", type_=pa.string()))
    assert before.tolist() == after.tolist()
    assert before[0] == 0


def test_a_cell_that_cannot_be_read_is_no_blank() -> None:
    assert marked(np.array([0, 0]), np.array([4, 5]), {5: -1}).tolist() == [0, -1]


@pytest.mark.parametrize("width", [2, 2**40])
def test_columns_together_differ_where_one_does(width: int) -> None:
    columns = [(np.array([0, width, 1]), np.array([0, width, 2])) for _ in range(4)]
    before, after = combined(columns)
    assert (before == after).tolist() == [True, True, False]


def test_rows_that_share_a_number_are_seen_but_not_those_that_have_none() -> None:
    assert repeated(np.array([0, 0, 3, 4]), np.array([1, 2, 9, 9])).tolist() == [False, False, True, True]
