"""The label of a threshold stands where the figures leave room, at the beginning above the line where they do."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from core.printers.charts.trajectory import HEIGHT, LENGTH, label_place


def drawn(values: Iterable[float | None]) -> list[dict[str, float | None]]:
    return [{"value": value} for value in values]


def test_far_from_the_figures_it_stands_at_the_beginning_above_the_line() -> None:
    assert label_place(drawn([10.0] * 24), 200) == (0, "above")


def test_figures_just_over_the_line_send_it_below() -> None:
    assert label_place(drawn([11.0] * 24), 10) == (0, "below")


def test_figures_on_the_line_leave_it_above() -> None:
    assert label_place(drawn([3.0] * 24), 3) == (0, "above")


@pytest.mark.parametrize("threshold", [30.0, 5.0])
def test_a_line_near_the_axis_never_has_it_below(threshold: float) -> None:
    assert label_place(drawn([20.0 * month for month in range(24)]), threshold)[1] == "above"


def test_where_the_beginning_is_crowded_it_stands_further_on() -> None:
    values = [31.0, 60, 80, 120, 190, 260, 300, 320, *[339.0] * 16]
    at, _side = label_place(drawn(values), 30)
    room = HEIGHT * max(values)
    assert at > 0
    assert all(value > 30 + room for value in values[at : at + LENGTH])


def test_a_chart_shorter_than_the_label_has_it_at_the_beginning() -> None:
    assert label_place(drawn([None, 1.0, 2.0]), 5)[0] == 0


def test_no_figures_at_all_leave_it_at_the_beginning() -> None:
    assert label_place(drawn([None] * 24), 5) == (0, "above")
