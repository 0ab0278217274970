"""The sender's cells as formulas find them: of what the reader noted beside a cell nothing is left but its value."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from core.intake.grid import Cells, Grid
from core.workbooks.sent_cells import Coded, SentCells


def sheet(*raws: Any) -> SentCells:
    """One column of these cells, on a sheet 甲."""
    codes = np.arange(len(raws), dtype=np.uint8)
    return SentCells([Grid("甲", "visible", len(raws), (Cells(raws, codes),), (), frozenset())])


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("是", "是"),
        (True, True),
        (("%", 0.325), 0.325),
        (("k", 1200.0, "3"), 1200.0),
        (("u", 3.0, "#万"), 3.0),
        (("e", "#DIV/0!"), ""),
        (("f",), ""),
        (("d", 2025, 7, 1), date(2025, 7, 1)),
        (("dt", 2025, 7, 1, 8, 30, 0), datetime(2025, 7, 1, 8, 30)),
    ],
)
def test_formulas_find_the_value_behind_what_a_cell_shows(raw: Any, found: Any) -> None:
    assert sheet("表头", raw).at("甲", 2, 0) == found


def test_a_letter_that_a_font_draws_as_a_sign_is_no_text_that_formulas_could_compare() -> None:
    assert not any(isinstance(cell, str) for cell in sheet("☑", "\uf04a").column("甲", 0).few)


def test_a_sign_of_full_width_is_text() -> None:
    assert sheet("？").at("甲", 1, 0) == "？"


def test_beyond_its_cells_a_sheet_is_blank_and_a_column_is_none() -> None:
    sent = sheet("表头")
    assert (sent.at("甲", 9, 9), sent.at("乙", 1, 0), len(sent.column("甲", 9))) == ("", "", 0)


def test_all_cells_have_their_places() -> None:
    assert sheet("表头", 5.0).every("甲") == {(0, 0): "表头", (1, 0): 5.0}


def test_true_is_another_cell_than_one() -> None:
    assert [type(cell) for cell in Coded.of([True, 1.0, True]).few] == [bool, float]
