"""Every case of the corpus comes out as its table says; a seeded tenth in every run, all of it in `make soak`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.corpus import Case, cases, tenth
from tests.corpus.good import GOOD, good, untouched
from tests.corpus.promises import BYTES, NAMING, SECONDS, Told, broken, naming, own_size, tell, told_of_good

pytestmark = [pytest.mark.slow, pytest.mark.child]

TENTH = tenth()
NAMED = {case.name: case for case in cases}
PARAMETERS = [pytest.param(case, id=case.name, marks=() if case.name in TENTH else pytest.mark.soak) for case in cases]
#: Cases that the command line is run on, a process each: one in four hundred.
PRINTED = [name for name in NAMED if name in TENTH][::40]


@cache
def told(name: str) -> Told:
    """What is said of a case, asked once."""
    return tell(NAMED[name].make())


def test_there_are_many_cases_and_each_has_a_name_of_its_own() -> None:
    assert len(cases) > 600
    assert Counter(case.name for case in cases).most_common(1)[0][1] == 1


def test_some_cases_must_be_refused_and_more_must_be_judged() -> None:
    refused = [case for case in cases if case.expected.refusal and "" not in case.expected.refusal]
    assert 100 < len(refused) < len(cases) / 3


@pytest.mark.parametrize("base", GOOD)
def test_the_untouched_workbook_gives_no_problem(base: str) -> None:
    assert told_of_good(base).document["problems"] == []


@pytest.mark.parametrize("base", GOOD)
def test_the_untouched_workbook_is_the_same_bytes_each_time(base: str) -> None:
    assert untouched(base) == good(base).saved()


@pytest.mark.parametrize("case", PARAMETERS)
def test_every_case_comes_out_as_its_table_says(case: Case) -> None:
    assert list(broken(told(case.name), case.expected, case.base)) == []


def check_naming(names: list[str]) -> None:
    """At least 98 % of the problems inside readable workbooks name sheet and cell."""
    named, count = map(sum, zip(*(naming(told(name)) for name in names), strict=True))
    assert named >= NAMING * count, f"{named} of {count}"


def test_nearly_every_problem_of_the_tenth_names_its_cell() -> None:
    check_naming(sorted(TENTH))


@pytest.mark.soak
def test_nearly_every_problem_names_its_cell() -> None:
    check_naming(list(NAMED))


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="no account of a child's memory")
@pytest.mark.parametrize("name", PRINTED)
def test_the_command_line_keeps_its_exits_and_prints_the_same(name: str, tmp_path: Path) -> None:
    file = tmp_path / "file.xlsx"
    file.write_bytes(NAMED[name].make())
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "core", "score", str(file), "--json"],
            cwd=Path(__file__).parents[2],
            stdout=out,
            stderr=err,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    printed = json.loads((tmp_path / "out").read_text("utf-8"))
    assert process.returncode == (1 if told(name).refused else 0)
    assert "Traceback" not in (tmp_path / "err").read_text("utf-8")
    assert printed | {"file": ""} == {**told(name).document, "file": ""}
    assert usage.ru_maxrss * 1024 <= max(BYTES, own_size())  # a child's size before its program begins
    assert usage.ru_utime + usage.ru_stime <= 2 * SECONDS
