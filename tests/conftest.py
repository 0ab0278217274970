"""The order of all tests, and where workbooks are read: in this process, but for tests of the child itself."""

from __future__ import annotations

import gc
import marshal
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
import slipcover.pytest_plugin as coverage
from hypothesis import settings

#: A probe goes as soon as its line has run, which takes a seventh less; slipcover's own switch does not reach workers.
if coverage._slipcover_instance is not None:
    coverage._slipcover_instance.immediate = True

from core.intake import spawn
from core.intake.reader.child import answer
from core.intake.reader.guard import Caps

#: Examples of a property; `make soak` draws more.
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("soak", max_examples=200, deadline=None)
settings.load_profile("quick")

#: What takes longest comes first.
LONG = ("spark", "browser", "libreoffice", "nginx", "slow", "soak")
#: Of larger workbooks the answer is not kept.
SMALL = 1 << 20

in_child = spawn._ask


def in_this_process(raw: bytes, limits: spawn.Limits, ours: bool, meanwhile: Callable[[], object]) -> bytes:
    """What the child would answer (tests/corpus/test_reader.py), a third as dear; other limits need the child."""
    if limits != spawn.DEFAULT_LIMITS:
        return in_child(raw, limits, ours, meanwhile)
    return (_kept if len(raw) < SMALL else _answered)(raw, ours)


def _answered(raw: bytes, ours: bool) -> bytes:
    limits = spawn.DEFAULT_LIMITS
    caps = Caps(limits.parts, limits.part, limits.total, limits.ratio, limits.ratio_from, limits.box)
    return marshal.dumps(answer(raw, caps, ours))


_kept = lru_cache(maxsize=64)(_answered)
spawn._ask = in_this_process


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    spawn._ask = in_child if item.get_closest_marker("child") else in_this_process
    return (yield)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file all of whose tests bear a mark that `-m "not (… or …)"` leaves out is not even imported."""
    left_out = re.fullmatch(r"not \(([\w ]+)\)", config.option.markexpr)
    if left_out is None or collection_path.suffix != ".py":
        return None
    marks = re.search(r"^pytestmark = (.*)$", collection_path.read_text("utf-8"), re.MULTILINE)
    names = "|".join(left_out[1].split(" or "))
    return True if marks and re.search(rf"\bpytest\.mark\.({names})\b", marks[1]) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with the longest tests are given out first, so that no worker ends with one while the other is idle."""
    first: dict[Path, int] = {}
    for item in items:
        rank = next((rank for rank, mark in enumerate(LONG) if item.get_closest_marker(mark)), len(LONG))
        first[item.path] = min(rank, first.get(item.path, rank))
    items.sort(key=lambda item: first[item.path])


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: the collector of garbage need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
