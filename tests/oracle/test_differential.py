"""`core` and the reference, which share nothing but the contract, say the same of random workbooks."""

from __future__ import annotations

from typing import Any

import pytest

from core.model import Month, Profile, Submission
from core.pipeline import judge, read
from core.printers.json import json_object
from core.rulebook import load
from tests.oracle.book import read_book
from tests.oracle.compare import differences
from tests.oracle.criteria import PROFILES
from tests.oracle.reference import reference
from tests.oracle.workbooks import random_workbook

SEEDS, SOAK_SEEDS = 16, 600


def disagreements(seed: int) -> list[str]:
    """Every difference over all types, at the workbook's own date, an earlier one and (now and then) a later one."""
    raw = random_workbook(seed)
    submission, book = read(raw, load()), read_book(raw)
    found = []
    for profile in PROFILES:
        latest = reference(book, profile)
        found += [f"{seed} {profile}: {line}" for line in differences(latest, core(submission, profile, None))]
        if latest["as_of"] is None:
            continue
        date = Month.parse(latest["as_of"])
        for other in (date.plus(-2), date.plus(2))[: 1 + (seed % 5 == 0)]:
            expected = reference(book, profile, str(other))
            actual = core(submission, profile, other)
            found += [f"{seed} {profile} {other}: {line}" for line in differences(expected, actual)]
    return found


def core(submission: Submission, profile: str, as_of: Month | None) -> dict[str, Any]:
    return json_object(judge(submission, load(), Profile(profile), as_of), "zh", "random.xlsx")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
def test_core_says_what_the_reference_says(seed: int) -> None:
    assert disagreements(seed) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(SEEDS, SOAK_SEEDS))
def test_core_says_what_the_reference_says_of_many_more(seed: int) -> None:
    assert disagreements(seed) == []
