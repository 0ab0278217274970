"""The workbook that our sheets are made in: XlsxWriter's, which returns its parts unzipped."""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook

from core.printers.sheet.look import DEFAULT_FORMAT
from core.printers.sheet.sheet import Sheet
from core.workbooks.package import LooseParts
from core.workbooks.package.container import ROWS


class Book(Workbook):  # type: ignore[misc]  # XlsxWriter has no types
    """A workbook in memory."""

    def __init__(self) -> None:
        # A copy: XlsxWriter writes into it, and a process's first workbook would have other fonts than its later ones.
        super().__init__(io.BytesIO(), {"in_memory": True, "default_format_properties": dict(DEFAULT_FORMAT)})
        self._packed: dict[str, bytes] = {}

    def parts(self) -> LooseParts:
        self.close()
        rows = {f"xl/worksheets/sheet{n}.xml": sheet.rows for n, sheet in enumerate(self.worksheets(), 1)}
        return LooseParts(self._packed, rows)

    def add_worksheet(self, name: str) -> Sheet:
        sheet: Sheet = super().add_worksheet(name, _Sheet)
        return sheet

    def _get_packager(self) -> Packager:
        return _Unpacked(self._packed)


class _Sheet(Sheet):
    """Leaves its rows out: they are made once the numbers of their formats are known."""

    def _write_rows(self) -> None:
        self.fh.write(ROWS.decode())


class _Unpacked(Packager):  # type: ignore[misc]
    """Leaves nothing to be zipped: it puts the parts aside."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        super().__init__()
        self._parts = parts

    def _create_package(self) -> list[Any]:
        for content, name, is_binary in super()._create_package():
            self._parts[name] = content.getvalue() if is_binary else content.getvalue().encode()
        return []
