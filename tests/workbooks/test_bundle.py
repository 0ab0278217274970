"""A zip of workbooks is written piece by piece."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from core.workbooks.bundle import zipped


def test_the_pieces_are_a_zip_with_every_file_under_a_name_of_its_own() -> None:
    files = [("九月/a.xlsx", b"1"), ("b\\a.xlsx", b"2"), ("A.XLSX", b"3"), ("c", b"4"), ("c", b"5"), ("", b"6")]
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped(files)))) as package:
        assert {name: package.read(name) for name in package.namelist()} == {
            "a.xlsx": b"1", "a-2.xlsx": b"2", "A-3.XLSX": b"3", "c": b"4", "c-2": b"5", "workbook": b"6",
        }  # fmt: skip
        assert package.testzip() is None


def test_no_more_than_one_file_is_asked_for_before_its_piece_is_given() -> None:
    asked = []

    def files() -> Iterator[tuple[str, bytes]]:
        for number in range(3):
            asked.append(number)
            yield f"{number}.xlsx", bytes(1000)

    pieces = zipped(files())
    assert [len(asked) for _piece in zip(range(3), pieces)] == [1, 2, 3]
