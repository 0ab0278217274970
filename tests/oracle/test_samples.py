"""`core` and the reference agree on the sample workbooks, under every pilot type (the messy one is not well-formed)."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.model import Profile
from core.pipeline import judge, read
from core.printers.json import json_object
from core.rulebook import load
from tests.oracle.compare import differences
from tests.oracle.criteria import PROFILES
from tests.oracle.reference import reference

SAMPLES = Path(__file__).parents[2] / "sample_data"


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("sample", PROFILES)
def test_core_says_what_the_reference_says_of_a_sample(sample: str, profile: str) -> None:
    raw = (SAMPLES / f"sample_{sample}.xlsx").read_bytes()
    actual = json_object(judge(read(raw, load()), load(), Profile(profile)), "zh", "sample.xlsx")
    assert differences(reference(raw, profile), actual) == []
