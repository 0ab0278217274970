"""A file of a batch: judged or refused, small, and the same after its way through another process."""

from __future__ import annotations

import pytest

from core.batch import Filed, filed, packed, unpacked
from core.errors import RulebookError
from core.model import Month, Profile
from core.rulebook import load
from tests.samples import NAMES, judged, raw

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_judged_as_it_is_alone(name: str) -> None:
    found, alone = filed("1", name, raw(name)).assessment, judged(name)
    assert (found.verdict, found.findings, found.problems) == (alone.verdict, alone.findings, alone.problems)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_keeps_no_rows_of_its_ledgers(name: str) -> None:
    kept = filed("1", name, raw(name)).assessment.submission
    assert (dict(kept.ledgers), dict(kept.lines), kept.alternatives) == ({}, {}, ())


@pytest.mark.parametrize("name", NAMES)
def test_a_file_comes_out_of_its_bytes_as_it_went_in_and_they_are_few(name: str) -> None:
    file = filed("1", name, raw(name))
    as_bytes = packed(file)
    assert (unpacked(as_bytes), len(as_bytes) < 100_000) == (file, True)


def test_what_was_packed_shares_the_rulebook_of_the_process_that_unpacks_it() -> None:
    found = unpacked(packed(filed("1", "city", raw("city")))).assessment
    assert found.rulebook is load()
    assert all(any(f.criterion is each for each in load().criteria[Profile.CITY]) for f in found.findings)


def test_a_file_under_a_rulebook_that_is_not_known_here_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    as_bytes = packed(filed("1", "city", raw("city"), load("rehearsal-2026")))
    monkeypatch.setattr("core.batch.filing.shipped", lambda: ("2025-pilot",))
    with pytest.raises(RulebookError):
        unpacked(as_bytes)
    assert unpacked(as_bytes, load("rehearsal-2026")).assessment.rulebook is load("rehearsal-2026")


@pytest.mark.parametrize(("content", "code"), [(b"no workbook", "not_a_workbook"), (b"", "empty_file")])
def test_a_file_that_is_refused_says_why(content: bytes, code: str) -> None:
    found = filed("7", "x.xlsx", content)
    assert (found.judgement, found.problem and found.problem.code, found.key) == (None, code, "7")
    assert unpacked(packed(found)) == found


def test_a_fault_of_the_program_is_a_problem_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.batch.filing.read_under", lambda *_: 1 / 0)
    monkeypatch.setattr("core.faults.record", lambda _error: None)
    found: Filed = filed("1", "x.xlsx", b"")
    assert found.problem is not None
    assert found.problem.code == "unexpected"


def test_a_file_is_judged_as_the_type_and_at_the_month_that_are_asked_for() -> None:
    found = filed("1", "city", raw("city"), profile=Profile.INDUSTRY, as_of=Month(2026, 3)).assessment
    assert (found.profile, found.as_of) == (Profile.INDUSTRY, Month(2026, 3))


def test_the_code_of_the_operator_is_that_on_the_ledger() -> None:
    assert filed("1", "city", raw("city")).code == "91990000d00020014m"
