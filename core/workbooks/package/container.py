"""A zip file whose unchanged members are copied without recompressing them.

The file is one that was read (`core.intake.reader`): other kinds, encryption, names that are one and whatever is
damaged or cut off are refused there.  `zipfile` reads and writes everything but the copies.  Data descriptors, zip64 fields and other
extras of the source are not needed in what we write: the sizes are known and small.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Collection, Mapping
from copy import copy
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import unquote

from core.errors import SpliceError
from core.printers.sheet.book import add_packed, add_part

LOCAL_HEADER = struct.Struct("<26xHH")  # the lengths of the name and of the extras behind it
FLAG_DATA_DESCRIPTOR = 0x0008
MAX_PART = 64 << 20
RowsOf = Callable[..., bytes]


class Refusal(StrEnum):
    """Why a package cannot be changed: the closed list of codes of `SpliceError`."""

    SIGNED = "signed"  # digitally signed: adding a sheet would break the signature
    BROKEN = "broken"  # a part that must be there is missing, or is no XML
    TOO_LARGE = "too_large"  # a part that we must read is past our limit
    TOO_MANY_STYLES = "too_many_styles"  # with our cell formats the workbook would have more than Excel opens
    NAME_TAKEN = "name_taken"  # a sheet, table or defined name of ours is already there
    NOTHING_LEFT = "nothing_left"  # every sheet of the workbook is ours


class Container:
    """A zip file, read by the names of its parts: any case, either slash, with or without a leading one."""

    rows: Mapping[str, RowsOf] = MappingProxyType({})

    def __init__(self, content: bytes) -> None:
        """Opens `content`; SpliceError `broken`."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise SpliceError(Refusal.BROKEN) from error
        self._content = memoryview(content)
        self._members = {_key(member.orig_filename): member for member in self._zip.infolist()}
        self._names = {key: _part_name(member.orig_filename) for key, member in self._members.items()}

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self._names.values())

    def find(self, part: str) -> str | None:
        """The name by which the file knows this part, None where it has no such part."""
        return self._names.get(_key(part)) or self._names.get(_key(unquote(part))) or None

    def read(self, part: str) -> bytes:
        """The bytes of a part; SpliceError `broken` where it is missing, `too_large` past 64 MiB."""
        found = self.find(part)
        if found is None:
            raise SpliceError(Refusal.BROKEN)
        return self._content_of(_key(found))

    def _content_of(self, key: str) -> bytes:
        with self._zip.open(self._members[key]) as stream:
            content = stream.read(MAX_PART + 1)
        if len(content) > MAX_PART:
            raise SpliceError(Refusal.TOO_LARGE)
        return content

    def rewrite(self, changed: Mapping[str, bytes], added: Mapping[str, bytes], dropped: Collection[str]) -> bytes:
        """The file rewritten in its order: `changed` parts replaced, `dropped` left out, `added` at the end."""
        renewed = {_key(part): content for part, content in changed.items()}
        gone = set(map(_key, dropped))
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", allowZip64=False) as archive:
            for key, member in self._members.items():
                if key in renewed:
                    add_part(archive, member.orig_filename, renewed[key])
                elif key not in gone:
                    self._copy(member, archive)
            for part, content in added.items():
                add_part(archive, part, content)
        return stream.getvalue()

    def _copy(self, member: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
        """Add a member of this file as it is packed."""
        name_length, extra_length = LOCAL_HEADER.unpack_from(self._content, member.header_offset)
        start = member.header_offset + LOCAL_HEADER.size + name_length + extra_length
        copied = copy(member)
        copied.filename, copied.extra = member.orig_filename, b""
        copied.flag_bits &= ~FLAG_DATA_DESCRIPTOR
        add_packed(archive, copied, self._content[start : start + member.compress_size])


class LooseParts(Container):
    def __init__(self, parts: Mapping[str, bytes], rows: Mapping[str, RowsOf]) -> None:
        """Take the parts by name; `rows` makes those of a sheet, with the numbers of their formats."""
        self._names = {_key(part): part for part in parts}
        self._loose = {_key(part): content for part, content in parts.items()}
        self.rows = rows

    def _content_of(self, key: str) -> bytes:
        return self._loose[key]


def _key(name: str) -> str:
    return _part_name(name).lower()


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")
