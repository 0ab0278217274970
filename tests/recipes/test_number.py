"""A number inside a clause is changed in one file: 10 applications a category, 20 enterprises an application."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.rulebook import load
from core.workbooks.scored.live.plan import Mode
from tests.recipes.rulebooks import Copy, Sent

pytestmark = pytest.mark.slow

ROWS = {
    "products": [
        {
            "name": f"应用{i}",
            "type": "application",
            "scenario_category": f"类别{i % 5}",
            "high_value": True,
            "external_enterprises": 20,
            "start": date(2025, 8, 1),
        }
        for i in range(50)
    ]
}


def values(sent: Sent, id: str) -> tuple[Any, ...]:
    return sent.finding(id).value, sent.in_json(id)["value"], sent.in_workbook(id)["实际值"]


@pytest.mark.parametrize(
    ("id", "name", "number", "shipped"),
    [("E3.2", "applications_per_category", 10, 5), ("E3.3", "external_enterprises", 20, 50)],
)
def test_a_number_inside_a_clause_is_one_file_and_decides_everywhere(
    tmp_path: Path, id: str, name: str, number: int, shipped: int
) -> None:
    copy, before = Copy(tmp_path), Sent(load(), ROWS)
    copy.alter("enterprise.toml", f"{name} = {number} }}", f"{name} = {number + 1} }}")
    sent = Sent(copy.load(), ROWS)
    assert values(before, id) == (shipped, str(shipped), shipped)
    assert values(sent, id) == (0, "0", 0)
    assert (copy.changed, sent.mode(id)) == (["enterprise.toml"], Mode.LIVE)
