"""Trajectories as values: a mark a month, the forecast from the month judged on, in the order of urgency."""

from __future__ import annotations

import pytest

from core.documents.trajectory import FAN, Trajectory, trajectories
from core.documents.urgency import computed_by_urgency
from core.i18n import Language
from core.model import Assessment, Month
from core.model.quantity import Quantity
from core.printers.charts import trajectory as chart
from core.printers.text import TextPrinter
from tests.build import RULEBOOK
from tests.documents.test_outlook import NAMES, connected, judgement, sample
from tests.forecast.test_outlook import months


def one(j: Assessment, id: str = "E4.1") -> Trajectory:
    return trajectories(j).criteria[id]


def exact(trajectory: Trajectory, name: str) -> list[float | None]:
    values = [mark[name] for mark in trajectory.chart.data]
    return [float(value.value) if isinstance(value, Quantity) else None for value in values]


@pytest.mark.parametrize("name", NAMES)
def test_the_most_urgent_trajectory_comes_first(name: str) -> None:
    assert tuple(trajectories(sample(name)).criteria) == computed_by_urgency(sample(name))


def test_there_is_a_mark_for_every_month_of_the_pilot() -> None:
    found = [mark["month"] for mark in one(connected()).chart.data]
    assert found == list(connected().pilot.months)


def test_the_fan_starts_at_the_value_that_is_known() -> None:
    first = next(mark for mark in one(connected()).chart.data if mark["low"] is not None)
    assert first["month"] == Month(2026, 6)
    assert {float(value.value) for name in FAN if isinstance(value := first[name], Quantity)} == {108.0}


def test_the_fan_is_that_of_the_outlook() -> None:
    j = connected()
    expected = [point.median for point in j.outlooks["E4.1"].points]
    assert [value for value in exact(one(j), "median") if value is not None][1:] == expected


def test_without_a_forecast_there_is_no_fan() -> None:
    assert set(exact(one(connected(count=2)), "median")) == {None}


def test_a_month_says_its_value_or_its_forecast_or_that_it_has_none() -> None:
    said = TextPrinter(Language.EN, RULEBOOK)
    texts = {str(mark["month"]): said(mark["wording"]) for mark in one(connected()).chart.data}
    assert texts["2026-06"].endswith("Jun 2026: 108 enterprises, Not yet met")
    assert "likely range (80%)" in texts["2027-06"]
    early = {str(mark["month"]): said(mark["wording"]) for mark in one(connected(count=2)).chart.data}
    assert early["2027-06"].endswith("no figure")


def test_the_plan_is_at_the_end_of_the_first_year_and_of_the_pilot() -> None:
    j = judgement(months(12, 20, 8), targets={"E4.1": 250})
    assert {str(m["month"]): m["plan"].value for m in one(j).chart.data if isinstance(m["plan"], Quantity)} == {  # type: ignore[union-attr]
        "2027-06": 250
    }


@pytest.mark.parametrize(("first", "end"), [(199, 200), (200, None), (230, None)])
def test_a_straight_line_is_drawn_only_where_the_first_value_is_below_the_threshold(
    first: int, end: float | None
) -> None:
    assert exact(one(judgement(months(1, first, 0))), "required")[-1] == end


def test_shares_are_drawn_in_percent() -> None:
    reported = {month: {"smes": 100, "smes_served": 20 + 2 * i} for i, month in enumerate(months(12, 0, 0))}
    drawn = one(judgement(reported), "E3.4")
    rows = chart.rows(drawn, TextPrinter(Language.ZH, RULEBOOK))
    assert [row["value"] for row in rows if row["value"] is not None] == [20 + 2 * i for i in range(12)]
    assert {row["threshold"] for row in rows} == {50.0}


def test_the_map_has_a_square_for_every_judged_month() -> None:
    j = connected()
    squares = [square for square in trajectories(j).heat.data if square["label"] == one(j).label]
    assert [square["month"] for square in squares] == list(j.pilot.months)[:12]


def test_a_chart_is_summed_up_in_words_with_its_figures() -> None:
    said = TextPrinter(Language.ZH, RULEBOOK)
    words = said(one(connected()).chart.alt)
    shown = [mark["value"] for mark in one(connected()).chart.data if mark["value"] is not None]
    assert all(said(figure) in words for figure in (shown[0], shown[-1], one(connected()).threshold))


def test_the_table_of_a_chart_has_a_row_a_month() -> None:
    table = one(connected()).table
    assert [row.cells["month"] for row in table.rows] == list(connected().pilot.months)


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_the_map_has_every_outcome(name: str) -> None:
    drawn = trajectories(sample(name))
    cells = [row.cells[column.key] for row in drawn.outcomes.rows for column in drawn.outcomes.columns[1:]]
    assert [cell for cell in cells if cell is not None] == [square["outcome"] for square in drawn.heat.data]
