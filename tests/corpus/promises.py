"""What is promised of every file, whatever it is: the measure of a run, and the comparison with the good one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from core.errors import RefusedWorkbook
from core.model import Profile
from core.pipeline import judge, read
from core.printers.json import json_object, refusal
from core.rulebook import load
from tests.corpus.case import ANY, Expected
from tests.corpus.good import untouched

try:
    import resource

    from bench.meter import cpu
except ImportError:  # Windows: no account of a child's memory and time
    resource, cpu = None, time.process_time  # type: ignore[assignment]

SECONDS, BYTES = 5.0, 1 << 30
#: Of the problems inside readable workbooks, so many name a sheet and a cell.
NAMING = 0.98
Place = tuple[str, str | None, str | None, str]


@dataclass(frozen=True)
class Told:
    """What is said of a file, as `score --json` prints it, and what saying it cost.

    `seconds`: processor time of this process and the reading one, which other work on the machine does not change;
    `memory`: bytes of the reading process at its largest, 0 where an earlier one was larger, or this one, whose size
    counts as a child's until its program begins.
    """

    document: Mapping[str, Any]
    seconds: float
    memory: int

    @property
    def refused(self) -> str | None:
        """The code of the refusal, if it was refused."""
        return None if "criteria" in self.document else str(self.document["problems"][0]["code"])

    @property
    def problems(self) -> dict[Place, Mapping[str, Any]]:
        """Every problem by code, sheet, cell and what was found."""
        return {(p["code"], p["sheet"], p["cell"], p["found"]): p for p in self.document["problems"]}

    @property
    def values(self) -> dict[str, tuple[str | None, ...]]:
        """Value and outcome of each criterion at the date, and of each figure at every month."""
        found: dict[str, tuple[str | None, ...]] = {"as_of": (self.document["as_of"],)}
        for criterion in self.document["criteria"]:
            found[criterion["id"]] = (criterion["value"], criterion["outcome"], criterion["at_least"])
            if criterion["kind"] == "computed":
                found[f"{criterion['id']} target"] = ((criterion["commitment"] or {}).get("target"),)
        for course in self.document["trajectories"]:
            for month in course["months"]:
                found[f"{course['id']}@{month['month']}"] = (month["value"],)
        return found


def tell(raw: bytes, profile: Profile | None = None) -> Told:
    """Judge a file in this process, as the command line does; any exception but a refusal is a failure."""
    before, started = _largest_child(), cpu()
    try:
        said = json_object(judge(read(raw), profile=profile), "zh", "file.xlsx")
    except RefusedWorkbook as error:
        said = refusal(error.problem, load(), "zh", "file.xlsx")
    seconds = cpu() - started
    after = _largest_child()
    memory = after if after > max(before, own_size()) else 0
    return Told(json.loads(json.dumps(said, allow_nan=False)), seconds, memory)


def _largest_child() -> int:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 if resource else 0


def own_size() -> int:
    """Bytes of this process at its largest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 if resource else 0


@cache
def told_of_good(base: str) -> Told:
    """What is said of an untouched workbook."""
    return tell(untouched(base))


def new_problems(told: Told, base: str) -> list[Mapping[str, Any]]:
    """The problems that the untouched workbook does not have."""
    known = told_of_good(base).problems
    return [problem for place, problem in told.problems.items() if place not in known]


def differences(told: Told, base: str) -> dict[str, tuple[tuple[str | None, ...], tuple[str | None, ...]]]:
    """Values that differ from the untouched workbook's: (there, here) by name."""
    there, here = told_of_good(base).values, told.values
    return {
        name: (there.get(name, ()), here.get(name, ())) for name in there | here if there.get(name) != here.get(name)
    }


def broken(told: Told, expected: Expected, base: str) -> Iterator[str]:
    """Every promise that a case does not keep, in words."""
    if told.seconds > SECONDS:
        yield f"took {told.seconds:.1f} s of processor time"
    if told.memory > BYTES:
        yield f"took {told.memory >> 20} MiB"
    if (told.refused or "") not in (expected.refusal or ("",)):
        yield f"refusal {told.refused}, not {expected.refusal}"
    if told.refused or not told.document["criteria"]:
        return
    new = new_problems(told, base)
    yield from _problem(new, expected)
    found = differences(told, base)
    for name, (there, here) in found.items():
        if not any(_allows(pattern, name, value, here) for pattern, value in expected.values.items()):
            yield f"{name}: {there} became {here}"
    for pattern, value in expected.values.items():
        if value != ANY and not any(fnmatchcase(name, pattern) for name in found):
            yield f"{pattern} did not become {value}"
    wrong = [name for name, (_, here) in found.items() if here and here[0] is not None]
    if wrong and not any(problem["sheet"] and problem["cell"] for problem in new):
        yield f"{wrong} differ, and no problem names a cell"


def _problem(new: list[Mapping[str, Any]], expected: Expected) -> Iterator[str]:
    seen = [f"{p['code']} {p['sheet']}!{p['cell']}" for p in new]
    if not expected.problem:
        if new:
            yield f"unexpected {seen}"
    elif not any(p["code"] == expected.problem and expected.cell in ("", f"{p['sheet']}!{p['cell']}") for p in new):
        yield f"no {expected.problem} at {expected.cell or 'any cell'} among {seen}"


def _allows(pattern: str, name: str, value: str | None, here: tuple[str | None, ...]) -> bool:
    date_alone = "@" in pattern or "@" not in name
    if fnmatchcase(name, pattern):
        return value == ANY or (bool(here) and here[0] == value)
    # A value at the date is that of its month too.
    return date_alone is False and fnmatchcase(name, f"{pattern}@2026-06") and (value == ANY or here[:1] == (value,))


def naming(told: Told) -> tuple[int, int]:
    """Of a readable workbook's problems: how many name sheet and cell, and how many there are."""
    if told.refused:
        return 0, 0
    places = [bool(p["sheet"] and p["cell"]) for p in told.document["problems"]]
    return sum(places), len(places)
