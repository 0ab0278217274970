"""Zips of workbooks: what is in them, and what no zip may do."""

from __future__ import annotations

import io
import zipfile

import pytest

from core.errors import RefusedWorkbook
from core.intake.archive import CAPS, members
from core.model import Problem


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def why(raw: bytes) -> object:
    with pytest.raises(RefusedWorkbook) as caught:
        list(members(raw))
    return caught.value.problem.details["kind"]


def test_the_files_of_a_zip_come_by_name_in_its_order() -> None:
    files = {"7月/乙.xlsx": b"2", "甲.xlsx": b"1"}
    assert list(members(zipped(files))) == list(files.items())


def test_an_archive_in_a_zip_is_not_unpacked_and_says_so() -> None:
    found = dict(members(zipped({"a.ZIP": b"1", "b.rar": b"2", "c.xlsx": b"3"})))
    assert [isinstance(each, Problem) and each.details["kind"] for each in found.values()] == [
        "nested",
        "nested",
        False,
    ]


def test_what_programs_leave_behind_is_no_file() -> None:
    files = {"a/": b"", "__MACOSX/._a.xlsx": b"x", "a/~$b.xlsx": b"x", ".DS_Store": b"x", "a/b.xlsx": b"1"}
    assert list(members(zipped(files))) == [("a/b.xlsx", b"1")]


@pytest.mark.parametrize(("encoding", "room"), [("gb18030", b"abcd"), ("utf-8", b"abcdef")])
def test_a_name_in_chinese_that_does_not_say_its_letters_can_be_read(encoding: str, room: bytes) -> None:
    raw = zipped({f"{room.decode()}.xlsx": b"1"}).replace(room, "自评".encode(encoding))
    assert list(members(raw)) == [("自评.xlsx", b"1")]


@pytest.mark.parametrize("name", ["../a.xlsx", "/a.xlsx", "c:/a.xlsx", "a/../../b.xlsx"])
def test_a_name_that_leads_out_of_the_zip_refuses_it(name: str) -> None:
    assert why(zipped({name: b"x"})) == "unsafe_package"


def test_a_zip_of_nothing_says_so() -> None:
    assert why(zipped({".DS_Store": b"x"})) == "empty"


def test_a_zip_of_too_many_files_is_refused() -> None:
    with pytest.raises(RefusedWorkbook) as caught:
        list(members(zipped({f"{n}.xlsx": b"" for n in range(4)}), CAPS._replace(parts=3)))
    assert caught.value.problem.details == {"kind": "too_many_parts", "limit": 3}


def test_a_damaged_member_never_stops_the_others() -> None:
    raw = zipped({"a.xlsx": b"first first first", "b.xlsx": b"second"})
    at = raw.index(b"a.xlsx") + len(b"a.xlsx")
    (_, first), second = members(raw[:at] + b"\xff\xff" + raw[at + 2 :])
    assert isinstance(first, Problem)
    assert second == ("b.xlsx", b"second")


def test_what_unpacks_to_too_much_is_no_file() -> None:
    found = dict(members(zipped({"a.xlsx": bytes(9 << 20), "b.xlsx": b"1"})))
    assert isinstance(found["a.xlsx"], Problem)
    assert found["b.xlsx"] == b"1"
