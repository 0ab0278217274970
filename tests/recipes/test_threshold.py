"""A threshold is changed in one file, and every surface follows."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from core.model import Outcome, Profile, Rulebook
from core.workbooks.template import template_workbook
from tests.recipes.rulebooks import Copy, Sent

pytestmark = pytest.mark.slow

DATASETS = {
    "resources": [
        {"name": f"数据集{i}", "operator_open": True, "volume": 1, "start": date(2025, 8, 1)} for i in range(20)
    ]
}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    copied = Copy(tmp_path)
    copied.alter("enterprise.toml", "threshold = 20\n", "threshold = 21\n")
    return copied


def outcomes(rulebook: Rulebook) -> tuple[Outcome, str, str]:
    sent = Sent(rulebook, DATASETS)
    return sent.finding("E2.1").outcome, sent.in_json("E2.1")["outcome"], sent.in_workbook("E2.1")["结论"]


def test_a_threshold_is_one_file(copy: Copy) -> None:
    assert copy.changed == ["enterprise.toml"]


def test_the_verdict_follows_on_every_surface(copy: Copy) -> None:
    assert outcomes(copy.load()) == (Outcome.NOT_MET, "not_met", "○ 尚未达标")


def test_the_same_workbook_meets_the_threshold_that_is_shipped(copy: Copy) -> None:
    copy.alter("enterprise.toml", "threshold = 21\n", "threshold = 20\n")
    assert outcomes(copy.load()) == (Outcome.MET, "met", "● 达标")


def test_the_template_and_the_json_give_the_new_threshold(copy: Copy) -> None:
    rulebook = copy.load()
    plan = openpyxl.load_workbook(io.BytesIO(template_workbook(rulebook, Profile.ENTERPRISE)))["年度目标"]
    told = {row[0]: row[2] for row in plan.iter_rows(values_only=True)}
    assert ("21" in str(told["E2.1"]), Sent(rulebook, DATASETS).in_json("E2.1")["threshold"]) == (True, "21")
