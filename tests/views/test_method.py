"""The method page tells the figures that were measured."""

from __future__ import annotations

import json

import pytest

from core.forecast.reference_class import PARAMETERS
from core.model import Status
from core.views.method import method

MEASURED = json.loads(PARAMETERS.read_text("utf-8"))["measured"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_reliability_table_is_the_measured_one(language: str) -> None:
    assert [row[3].replace(",", "") for row in method(language).reliability] == [
        str(row["targets"]) for row in MEASURED["reliability"]
    ]


def test_the_first_row_of_scores_is_over_all() -> None:
    assert method("en").scores[0][:3] == ("All", "3,089", "0.170")


def test_the_kinds_add_up_to_the_series_fitted() -> None:
    assert sum(int(n) for _kind, n in method("en").kinds) == 679


def test_every_status_is_explained() -> None:
    assert [status for status, _label, _text in method("zh").statuses] == list(Status)


def test_the_thresholds_of_the_status_are_told() -> None:
    assert [text for _s, _l, text in method("en").statuses][2] == "probability from 40% to 80%"
