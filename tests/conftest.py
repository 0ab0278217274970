"""The order of all tests, and which of them coverage of core is measured on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

#: What takes longest comes first.
LONG = ("spark", "nginx", "browser", "libreoffice", "engines", "slow", "soak")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with the longest tests are given out first, so that no worker ends with one while the other is idle."""
    first: dict[Path, int] = {}
    for item in items:
        rank = next((rank for rank, mark in enumerate(LONG) if item.get_closest_marker(mark)), len(LONG))
        first[item.path] = min(rank, first.get(item.path, rank))
    items.sort(key=lambda item: first[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    measured = Coverage.current()
    """A tracer doubles the time of a test, and the quick ones with a few besides reach all but the same lines."""
    takes_long = any(map(item.get_closest_marker, LONG)) and not item.get_closest_marker("measured")
    if measured is None or not takes_long:
        return (yield)
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()
