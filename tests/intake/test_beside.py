"""Large sheets are parsed beside the scan, and answered as those that are parsed in turn with it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from core.intake.reader import cells
from core.intake.reader.child import answer
from core.intake.reader.guard import Caps
from core.intake.spawn import DEFAULT_LIMITS as LIMITS
from tests import samples
from tests.intake.books import book, rewritten

CAPS = Caps(LIMITS.parts, LIMITS.part, LIMITS.total, LIMITS.ratio, LIMITS.ratio_from, LIMITS.box)
FIRST, SECOND = (f"xl/worksheets/sheet{number}.xml" for number in (2, 3))
THREE = book({"月度统计": [["月份"], ["2025-07"], ["2025-08"]], "附表": [["甲", 1.5]], "又一表": [["乙", True]]})


def both(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> Any:
    """What is answered about a workbook, which must not hang on how large it is taken to be."""
    in_turn = answer(raw, CAPS)
    monkeypatch.setattr(cells, "LARGE", 0)
    assert repr(answer(raw, CAPS)) == repr(in_turn)
    return in_turn


def edited(part: str, old: bytes, new: bytes) -> bytes:
    return rewritten(THREE, lambda name, content: content.replace(old, new) if name == part else content)


@pytest.mark.parametrize("raw", [THREE, samples.scored("city")], ids=["plain", "scored"])
def test_a_workbook_is_answered_alike(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    assert "sheets" in both(monkeypatch, raw)


def test_a_sheet_that_is_written_anew_keeps_its_place_among_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    said = both(monkeypatch, edited(FIRST, b"<sheetData>", b"<sheetData><!-- odd -->"))
    assert [sheet["name"] for sheet in said["sheets"]] == ["基本信息", "月度统计", "附表", "又一表"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"</row>", b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "too_wide"),
        (b"<worksheet", b"<!DOCTYPE worksheet><worksheet", "doctype"),
        (b"</sheetData>", b"", "damaged"),
    ],
)
def test_calamine_is_let_at_no_sheet_that_the_scan_refuses(
    monkeypatch: pytest.MonkeyPatch, old: bytes, new: bytes, code: str
) -> None:
    """One value in the last cell would end this process."""
    said = both(monkeypatch, edited(SECOND, old, new))
    assert said["refused"] == code
    assert code == "doctype" or said["details"]["sheet"] == "附表"


def test_what_fails_beside_the_scan_is_what_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "handed", lambda *_: b"no package")
    assert both(monkeypatch, THREE) == {"refused": "damaged", "details": {}}


def test_no_thread_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "LARGE", 0)
    before = threading.active_count()
    for raw in (THREE, edited(SECOND, b"<worksheet", b"<!DOCTYPE worksheet><worksheet")):
        answer(raw, CAPS)
    for thread in threading.enumerate()[before:]:
        thread.join(10)
        assert not thread.is_alive()
