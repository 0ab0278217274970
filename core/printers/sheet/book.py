"""A workbook of our sheets: XlsxWriter's, which gives its parts, and is packed without a clock."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from isal import isal_zlib
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook

from core.printers.sheet.look import DEFAULT_FORMAT
from core.printers.sheet.sheet import Sheet

#: The higher ones take twice the time and more, for a thirtieth fewer bytes.
LEVEL = 1
RAW = -15
READABLE = 0o600 << 16
EMPTY = b"<sheetData></sheetData>"
#: Of a zip file: what a part of ours is of, since it carries no clock.
FIRST_DAY = date(1980, 1, 1)


class Book(Workbook):  # type: ignore[misc]  # XlsxWriter has no types
    def __init__(self, default: Mapping[str, Any] = DEFAULT_FORMAT, *, from_1904: bool = False) -> None:
        # A copy: XlsxWriter writes into it, and a process's first workbook would have other fonts than its later ones.
        formats = {"default_format_properties": dict(default)}
        super().__init__(io.BytesIO(), {"in_memory": True, "date_1904": from_1904, **formats})
        self._parts: dict[str, bytes] = {}

    def add_format(self, properties: Mapping[str, Any] = MappingProxyType({})) -> Format:
        own = _attributes(tuple({**self.default_format_properties, **properties}.items()))
        made = Format.__new__(Format)
        vars(made).update(own, xf_format_indices=self.xf_format_indices, dxf_format_indices=self.dxf_format_indices)
        self.formats.append(made)
        return made

    def add_worksheet(self, name: str) -> Sheet:
        sheet: Sheet = super().add_worksheet(name, Sheet)
        return sheet

    def parts(self) -> dict[str, bytes]:
        """All parts by name; those of sheets without their rows."""
        self.close()
        return self._parts

    @property
    def rows(self) -> dict[str, Callable[..., bytes]]:
        """What makes the rows of a sheet, by its part, with other numbers for the formats where these are given."""
        return {f"xl/worksheets/sheet{n}.xml": sheet.rows for n, sheet in enumerate(self.worksheets(), 1)}

    def let_go(self) -> None:
        """Forget the sheets, which refer to their book: else the collector would have to find out about every cell."""
        self.worksheets_objs.clear()
        self.sheetnames.clear()

    def packed(self, day: date = FIRST_DAY) -> bytes:
        """The workbook as .xlsx, its parts of that day: the same bytes for the same content."""
        stream, rows = io.BytesIO(), self.rows
        with zipfile.ZipFile(stream, "w") as archive:
            for part, content in self.parts().items():
                if part in rows:
                    content = content.replace(EMPTY, EMPTY.replace(b"><", b">%b<" % rows[part]()), 1)
                add_part(archive, part, content, day)
        return stream.getvalue()

    def _get_packager(self) -> Packager:
        return _Unpacked(self._parts)


@lru_cache(maxsize=1024)
def _attributes(properties: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    """What XlsxWriter makes of the properties of a format, one call each."""
    made = Format(dict(properties))
    made._get_format_key()  # which it keeps
    return dict(vars(made))


class _Unpacked(Packager):  # type: ignore[misc]
    """Leaves nothing to be zipped: it puts the parts aside."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        super().__init__()
        self._parts = parts

    def _create_package(self) -> list[Any]:
        for content, name, is_binary in super()._create_package():
            self._parts[name] = content.getvalue() if is_binary else content.getvalue().encode()
        return []


def add_part(archive: zipfile.ZipFile, name: str, content: bytes, day: date = FIRST_DAY) -> None:
    """Add a part to a zip file, deflated; `zipfile` has zlib alone for that."""
    member, packed = (
        zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0)),
        isal_zlib.compress(content, LEVEL, RAW),
    )
    member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, READABLE
    member.CRC, member.file_size, member.compress_size = isal_zlib.crc32(content), len(content), len(packed)
    add_packed(archive, member, packed)


def add_packed(archive: zipfile.ZipFile, member: zipfile.ZipInfo, packed: bytes | memoryview) -> None:
    """Add a member with its compressed bytes as they are, which no method of `zipfile` does."""
    assert archive.fp is not None
    member.header_offset = archive.start_dir
    archive.fp.write(member.FileHeader(zip64=False))
    archive.fp.write(packed)
    archive.filelist.append(member)
    archive.start_dir = archive.fp.tell()
