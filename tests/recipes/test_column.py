"""A column is one file: what nobody computes with is asked for, read and kept, and no judgement changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.model import Profile
from core.rulebook import load
from tests.recipes.rulebooks import Copy, Sent, headers, shown

pytestmark = pytest.mark.slow

AFTER = """[[sheet.column]]
key = "new_value"
"""
COLUMN = """[[sheet.column]]
key = "contracts"
label = { zh = "当月签约合同数", en = "Contracts signed in the month" }
type = "count"
unit = { zh = "份", en = "contracts" }
optional = true
help = { zh = "当月新签的合同份数。", en = "Contracts signed in the month." }

"""


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    copied = Copy(tmp_path)
    copied.alter("fields.toml", AFTER, COLUMN + AFTER)
    return copied


def test_a_column_is_one_file(copy: Copy) -> None:
    assert copy.changed == ["fields.toml"]


@pytest.mark.parametrize("profile", Profile)
def test_a_column_that_no_formula_reads_is_in_every_types_template(copy: Copy, profile: Profile) -> None:
    rulebook = copy.load()
    assert shown(rulebook.sheets["monthly"].column("contracts"), headers(rulebook, "monthly", profile))


def test_the_column_is_read_and_its_slips_are_named(copy: Copy) -> None:
    sent = Sent(copy.load(), {"monthly": [{"month": "2026-06", "contracts": "约3份", "revenue": 1}]})
    table = sent.assessment.submission.monthly
    assert table is not None
    assert "约3份" in {row.figures["contracts"].found for row in table.rows}
    assert [p.place.column for p in sent.assessment.problems if p.place and p.found == "约3份"] == ["contracts"]


def test_no_judgement_changes(copy: Copy) -> None:
    rows = {"monthly": [{"month": "2026-06", "contracts": 3, "revenue": 1, "enterprises": 200}]}
    plain = {"monthly": [{key: value for key, value in rows["monthly"][0].items() if key != "contracts"}]}
    before, after = Sent(load(), plain), Sent(copy.load(), rows)
    assert [f.outcome for f in after.assessment.findings] == [f.outcome for f in before.assessment.findings]
