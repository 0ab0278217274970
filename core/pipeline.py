"""The whole path: bytes → Submission → Indicators → Assessment.  Command line and pages call this.

What is imported under its own name (`as`) is handed on to the pages, which ask no stage itself.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from core.assessment import assess
from core.comparison import Comparison
from core.comparison import compare as _compare
from core.comparison.notices import NoticeComparison, compare_notices
from core.errors import RefusedWorkbook
from core.forecast import outlooks
from core.forecast.scenario import Scenario as Scenario
from core.forecast.scenario import to_json as to_json
from core.formulas import baselines, compute
from core.intake import DEFAULT_LIMITS, Fetched
from core.intake import Connected as Connected
from core.intake import Opened as Opened
from core.intake import Picture as Picture
from core.intake import fetched as _fetched
from core.intake import opened as _opened
from core.intake import pictures as pictures
from core.intake import read as _read
from core.intake.archive import is_csv as is_csv
from core.intake.archive import is_paper as is_paper
from core.intake.archive import is_workbook as is_workbook
from core.intake.archive import is_zip as is_zip
from core.intake.archive import members as members
from core.intake.figures import BASELINE_BLANK, MONTHS_TO_COME, confirmed, filled, sorted_out, without_plans
from core.model import Answer, Assessment, Changed, Month, Outlooks, Problem, Profile, Rulebook, Submission
from core.plausibility import questioned, weighed
from core.rulebook import for_pilot, load
from core.sources import Progress as Progress
from core.sources import Source as Source
from core.sources import load as load_sources

Clock = Callable[[], datetime]


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the collector off while cells are made: it would look at each of them again and again, and free next to none."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@uncollected()
def opened(raw: bytes) -> Opened:
    """A workbook's cells, kept so that it can be read again and shown; RefusedWorkbook where they cannot be had."""
    return _opened(raw, DEFAULT_LIMITS)


@uncollected()
def fetched(raw: bytes, rulebook: Rulebook | None = None) -> Fetched:
    """A workbook's cells, to be read and to be referred to; RefusedWorkbook where they cannot be had.

    Where no rulebook is given ours is loaded while the child reads.
    """
    return _fetched(raw, meanwhile=load if rulebook is None else bool)


@uncollected()
def read(
    raw: bytes | Opened | Fetched,
    rulebook: Rulebook | None = None,
    answers: Sequence[Answer] | None = None,
    known: Submission | None = None,
    connected: Mapping[str, Connected] = MappingProxyType({}),
) -> Submission:
    """A workbook as a Submission; RefusedWorkbook where there can be no verdict.

    `connected`: ledgers that are tables, which `connect` has read.

    `answers` are what its sender has said of problems; None for those that a scored workbook keeps.  With `known`,
    an earlier reading of the same workbook, answers to its problems are read with at once.
    """
    return _read(raw, rulebook or load, answers, known=known, connected=connected)


def sources_of(file: Path, rulebook: Rulebook | None) -> tuple[Source, ...]:
    """The tables that a sources.toml names; SourcesError where it cannot be used."""
    return load_sources(file, rulebook or load())


def connect(
    sources: Sequence[Source], clock: Clock, *notices: Rulebook, progress: Progress | None = None
) -> Mapping[str, Connected]:
    """Those tables read now, so that a workbook can be judged with them under any of the notices, and those that are shipped."""
    from core.sources.reading import connect as read_tables  # with narwhals' engines, which a workbook alone needs not

    return read_tables(sources, notices or (load(),), clock, progress=progress)


def unread(sources: Sequence[Source], error: Exception) -> Mapping[str, Connected]:
    """Those tables as ones that could not be read."""
    from core.sources.reading import broken

    return broken(sources, load(), error)


def read_under(
    raw: bytes | Opened | Fetched,
    rulebook: Rulebook | None,
    answers: Sequence[Answer] | None = None,
    connected: Mapping[str, Connected] = MappingProxyType({}),
) -> tuple[Submission, Rulebook]:
    """A workbook as a Submission, and the notice that it was read under: that of its pilot where none is given."""
    submission = read(raw, rulebook, answers, connected=connected)
    fitting = rulebook or for_pilot(submission.pilot.start)
    again = rulebook is None and fitting is not load()
    return (read(raw, fitting, answers, connected=connected) if again else submission), fitting


@uncollected()
def judge(
    submission: Submission,
    rulebook: Rulebook | None = None,
    profile: Profile | None = None,
    as_of: Month | None = None,
    *,
    questions: bool = True,
) -> Assessment:
    """The judgement for a pilot type (the workbook's own by default) at a month (its last by default).

    The questions about figures change no verdict, and can be left out where only that is looked at.
    RefusedWorkbook where neither the workbook nor the caller names a type.
    """
    rulebook = rulebook or load()
    chosen = profile or submission.profile
    if chosen is None:
        entry = submission.basics["profile"]
        place = None if entry.ref is None else submission.layout.located(entry.ref)
        details: dict[str, Any] = {"choices": tuple(choice.label for choice in rulebook.profiles.values())}
        asked = (problem.details.get("cells", ()) for problem in submission.problems if problem.code == "item_twice")
        details |= next(({"cells": cells, "kind": "twice"} for cells in asked if place in cells), {})
        raise RefusedWorkbook(Problem("no_profile", place, entry.found, MappingProxyType(details)))
    if any(answer.code in (BASELINE_BLANK, MONTHS_TO_COME) for answer in submission.answers):
        submission = filled(submission, baselines(submission, rulebook, chosen), rulebook.problems)
    indicators = compute(submission, rulebook, chosen, as_of)
    submission = weighed(submission, indicators, rulebook)
    indicators = questioned(submission, indicators, rulebook) if questions else indicators
    submission = without_plans(submission, indicators.as_of)
    a = confirmed(assess(submission, indicators, rulebook))
    return _with_changes(replace(a, outlooks=Outlooks(lambda: outlooks(a))), as_of)


def _with_changes(a: Assessment, as_of: Month | None) -> Assessment:
    """The judgement with what each second sheet would change, in the question whether its rows count."""
    if not a.submission.alternatives:
        return a
    was = {finding.criterion.id: finding.outcome for finding in a.findings}
    changed = {}
    for problem, other in a.submission.alternatives:
        then = judge(other, a.rulebook, a.profile, as_of)
        now = ((each.criterion.id, was[each.criterion.id], each.outcome) for each in then.findings)
        outcomes = Changed(tuple(each for each in now if each[1] is not each[2]))
        changed[id(problem)] = replace(problem, details={**problem.details, "changed": outcomes})
    return replace(a, problems=tuple(changed.get(id(each), each) for each in a.problems))


def under_both(
    raw: bytes | Opened,
    before: Rulebook,
    after: Rulebook,
    profile: Profile | None = None,
    month: Month | None = None,
    connected: Mapping[str, Connected] = MappingProxyType({}),
) -> NoticeComparison:
    """A workbook judged by two notices, as one type at one month (its own by default)."""
    cells = opened(raw) if isinstance(raw, bytes) else raw
    then = judge(read(cells, before, connected=connected), before, profile, month)
    now = judge(read(cells, after, connected=connected), after, then.profile, then.as_of)
    return compare_notices(then, now)


def compare(earlier: Submission, now: Assessment) -> Comparison:
    """What changed since an earlier workbook, which is judged as the same type at its own date.

    A later date than that of `now` is not looked at: the earlier workbook is then judged at the same month.
    """
    before = judge(earlier, now.rulebook, now.profile)
    if before.as_of is not None and now.as_of is not None and before.as_of > now.as_of:
        before = judge(earlier, now.rulebook, now.profile, now.as_of)
    comparison = _compare(before, now)
    still, done = sorted_out(comparison.problems, now.submission, now.rulebook.problems)
    return replace(comparison, problems=still, after=replace(now, answered=(*now.answered, *done)))
