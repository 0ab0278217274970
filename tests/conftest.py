"""Coverage of core is measured on the quick tests and a few besides: a tracer doubles the time of the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from coverage import Coverage

UNMEASURED = ("slow", "browser", "libreoffice", "soak")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    measured = Coverage.current()
    takes_long = any(map(item.get_closest_marker, UNMEASURED)) and not item.get_closest_marker("measured")
    if measured is None or not takes_long:
        return (yield)
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()
