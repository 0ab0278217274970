"""A zip of workbooks."""

from __future__ import annotations

import io
import zipfile

from core.workbooks.bundle import zipped


def test_the_zip_has_every_file_under_a_name_of_its_own() -> None:
    files = [("九月/a.xlsx", b"1"), ("b\\a.xlsx", b"2"), ("A.XLSX", b"3"), ("c", b"4"), ("c", b"5"), ("", b"6")]
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as package:
        assert {name: package.read(name) for name in package.namelist()} == {
            "a.xlsx": b"1", "a-2.xlsx": b"2", "A-3.XLSX": b"3", "c": b"4", "c-2": b"5", "workbook": b"6",
        }  # fmt: skip
        assert package.testzip() is None
