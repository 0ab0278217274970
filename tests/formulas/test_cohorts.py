"""The ledger expressions give the same cohorts on every engine, and count what is live."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa
import pytest
from msgspec.structs import replace

from core.formulas import compute
from core.formulas.cohorts import Cohort, Digest, Window
from core.formulas.counting import amount, total
from core.formulas.flags import ALONE, HOLDER, derived
from core.model import NEVER, Ledger, Month, Profile, Submission
from core.pipeline import read
from core.rulebook import load

FIRST = Month(2025, 7).index
WINDOW = Window(FIRST, 3)
ENGINES = ["arrow", "pandas", "duckdb", "narwhals"]


def frame() -> pa.Table:
    """Rows: lives on; left in August; unknown start; unknown flag; flag false; unknown amount."""
    return pa.table(
        {
            "row": pa.array([2, 3, 4, 5, 6, 7], pa.int32()),
            "flag": pa.array([True, True, True, None, False, True]),
            "volume": pa.array(
                [Decimal("0.1"), Decimal("0.2"), Decimal(4), Decimal(8), Decimal(16), None], pa.decimal128(38, 6)
            ),
            "start": pa.array([FIRST, FIRST, None, FIRST, FIRST, FIRST + 1], pa.int32()),
            "end": pa.array([NEVER, FIRST + 1, NEVER, NEVER, NEVER, NEVER], pa.int32()),
        }
    )


def on(engine: str, table: pa.Table) -> object:
    """The same rows as a frame of an engine."""
    connection = duckdb.connect()
    connection.register("ledger", table)
    frames: dict[str, Callable[[], object]] = {
        "arrow": lambda: table,
        "pandas": lambda: table.to_pandas(types_mapper=pd.ArrowDtype),
        "duckdb": lambda: connection.table("ledger"),
        "narwhals": lambda: nw.from_native(table).lazy(),
    }
    return frames[engine]()


def flagged(engine: str, amount: str | None = None) -> list[Cohort]:
    digest = Digest(on(engine, frame()), {"flag": nw.col("flag")}, (amount,) if amount else ())
    return digest.cohorts(("flag",), WINDOW, amount=amount)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_counts_the_same_live_rows(engine: str) -> None:
    bounds = total(flagged(engine), WINDOW)
    assert [(int(b.sure), b.doubt) for b in bounds] == [(2, 2), (2, 2), (2, 2)]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_sums_exactly(engine: str) -> None:
    bounds = amount(flagged(engine, "volume"), WINDOW)
    assert [str(b.sure) for b in bounds] == ["3/10", "1/10", "1/10"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_missing_amount_is_a_doubt_from_its_start_on(engine: str) -> None:
    bounds = amount(flagged(engine, "volume"), WINDOW)
    assert [b.doubt for b in bounds] == [2, 3, 3]


def test_a_row_is_live_at_the_end_of_its_first_month_and_not_of_its_last() -> None:
    assert WINDOW.live(FIRST, FIRST + 1) == 0b001


def test_a_row_that_ends_in_the_month_it_starts_is_never_live() -> None:
    assert WINDOW.live(FIRST + 1, FIRST + 1) == 0


def test_a_row_from_before_the_window_is_live_from_its_first_month() -> None:
    assert WINDOW.live(FIRST - 40, NEVER) == 0b111


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_turns_a_flag_round_and_keeps_what_is_not_known(engine: str) -> None:
    found = Digest(on(engine, frame()), {"flag": nw.col("flag")}).cohorts((), WINDOW, unless=("flag",))
    assert sorted((c.rows, c.sure) for c in found) == [(1, False), (1, True)]


def test_sums_are_exact_beyond_the_digits_of_a_decimal_context() -> None:
    values = [Decimal("100000000000000"), Decimal("0.000000000000001")]
    table = pa.table(
        {
            "row": pa.array([2, 3], pa.int32()),
            "volume": pa.array(values, pa.decimal128(38, 15)),
            "start": pa.array([FIRST, FIRST + 1], pa.int32()),
            "end": pa.array([NEVER, NEVER], pa.int32()),
        }
    )
    bounds = amount(Digest(table, {}, ("volume",)).cohorts((), WINDOW, amount="volume"), WINDOW)
    assert bounds[1].sure == sum(map(Fraction, values))


def test_equal_sums_that_began_in_different_months_are_added() -> None:
    table = pa.table(
        {
            "row": pa.array([2, 3, 4], pa.int32()),
            "volume": pa.array([Decimal("0.5")] * 3, pa.decimal128(38, 1)),
            "start": pa.array([FIRST - 2, FIRST - 1, FIRST + 2], pa.int32()),
            "end": pa.array([NEVER, FIRST + 20, NEVER], pa.int32()),
        }
    )
    found = Digest(table, {}, ("volume",)).cohorts((), WINDOW, amount="volume")
    assert [(each.months, each.rows, each.amount) for each in found] == [(0b111, 2, 1), (0b100, 1, Decimal("0.5"))]


@cache
def sample() -> Submission:
    return read((Path(__file__).parents[2] / "sample_data" / "sample_messy.xlsx").read_bytes())


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("engine", ENGINES[1:])
def test_every_figure_and_question_of_a_workbook_is_the_same_on_every_engine(engine: str, profile: Profile) -> None:
    ledgers = {key: replace(each, frame=on(engine, each.frame)) for key, each in sample().ledgers.items()}
    expected = compute(sample(), load(), profile)
    found = compute(replace(sample(), ledgers=ledgers), load(), profile)
    assert found.by_id == expected.by_id
    assert sorted(map(repr, found.problems)) == sorted(map(repr, expected.problems))


def test_organisations_of_two_rows_are_told_from_the_others_among_very_many() -> None:
    """Arrow works on so many rows in several threads, which hand them back in any order."""
    rows = range(200_000)
    table = pa.table(
        {
            "row": pa.array(rows, pa.int64()),
            "organisation": pa.array([row // 100 if row % 50 == 0 else row + 2000 for row in rows], pa.int64()),
            "start": pa.array([FIRST] * len(rows), pa.int32()),
        }
    )
    ledger = Ledger("organisations", table, {"start": 0}, {"start": len(rows)}, {}, 2, len(rows) + 1)
    digest = Digest(table, {}, (), derived(ledger, (), ()), (HOLDER,))
    found = {cohort.keys[0]: cohort.rows for cohort in digest.cohorts((), WINDOW, (HOLDER,))}
    assert found == {ALONE: 196_000} | dict.fromkeys(range(2000), 2)
