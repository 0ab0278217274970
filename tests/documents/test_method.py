"""The method page gives the figures that were measured."""

from __future__ import annotations

import json
from collections.abc import Iterator

from core.documents.method import method_document
from core.forecast.reference_class import PARAMETERS
from core.i18n import Language
from core.model import Status
from core.model.document import Table
from core.printers.text import TextPrinter
from tests.build import RULEBOOK

MEASURED = json.loads(PARAMETERS.read_text("utf-8"))["measured"]
said = TextPrinter(Language.EN, RULEBOOK)


def column(table: Table, key: str) -> Iterator[str]:
    return (said(row.cells[key]) for row in table.rows)


def test_the_reliability_table_is_the_measured_one() -> None:
    shown = [cases.replace(",", "") for cases in column(method_document().reliability, "cases")]
    assert shown == [str(row["targets"]) for row in MEASURED["reliability"]]


def test_the_first_row_of_scores_is_over_all() -> None:
    row = method_document().scores.rows[0]
    assert [said(row.cells[key]) for key in ("kind", "cases", "brier")] == ["All", "3,089", "0.170"]


def test_the_kinds_add_up_to_the_series_fitted() -> None:
    assert sum(map(int, column(method_document().kinds, "series"))) == 679


def test_every_status_is_explained() -> None:
    assert [fact.label for fact in method_document().statuses] == list(Status)


def test_the_thresholds_of_the_status_are_given() -> None:
    assert said(method_document().statuses[2].value) == "probability from 40% to 80%"


def test_errors_are_in_points_and_brier_scores_have_three_decimals() -> None:
    text = said(method_document().did)
    assert (" points on average" in text, "The Brier score is 0.170" in text) == (True, True)
