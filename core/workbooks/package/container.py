"""A zip file whose unchanged members are copied without recompressing them.

`zipfile` reads the directory; writing is done here, since `zipfile` cannot copy a member without
inflating it.  Data descriptors, zip64 fields and other extras of the source are not needed in
what we write: the sizes are known and small.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from core.errors import SpliceError
from core.workbooks.package.refusal import Refusal

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

LOCAL_HEADER = struct.Struct("<4sHHHHHLLLHH")
CENTRAL_HEADER = struct.Struct("<4sHHHHHHLLLHHHHHLL")
END_OF_DIRECTORY = struct.Struct("<4sHHHHLLH")
VERSION = 20
FLAG_ENCRYPTED = 0x0001
FLAG_DATA_DESCRIPTOR = 0x0008
FLAG_UTF8 = 0x0800
DOS_EPOCH = 0x21 << 16  # 1 January 1980: our own parts carry no clock

#: Well under half the time of zlib's usual 6, for a seventh more bytes.
LEVEL = 1
MAX_MEMBERS = 0xFFFF
MAX_BYTES = 0xFFFFFFFF
MAX_PART = 64 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A member ready to be written: its header fields and its compressed bytes."""

    name: bytes
    flags: int
    method: int
    moment: int
    crc: int
    size: int
    compressed: bytes | memoryview
    attributes: int = 0


class Container:
    """A zip file, read by the names of its parts: any case, either slash, with or without a leading one."""

    def __init__(self, content: bytes) -> None:
        """Opens `content`; SpliceError `encrypted`, `not_a_package`, `broken` or `too_large`."""
        if content.startswith(OLE_SIGNATURE):
            raise SpliceError(Refusal.ENCRYPTED if ENCRYPTED_STREAM in content else Refusal.NOT_A_PACKAGE)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise SpliceError(Refusal.NOT_A_PACKAGE) from error
        self._content = memoryview(content)
        self._members = self._zip.infolist()
        self._by_key = {_key(member.orig_filename): member for member in self._members}
        if len(self._by_key) != len(self._members):
            raise SpliceError(Refusal.BROKEN)
        if any(member.flag_bits & FLAG_ENCRYPTED for member in self._members):
            raise SpliceError(Refusal.ENCRYPTED)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the file."""
        return tuple(_part_name(member.orig_filename) for member in self._members)

    def __contains__(self, part: str) -> bool:
        return self._find(part) is not None

    def find(self, part: str) -> str | None:
        """The name by which the file knows this part, None where it has no such part."""
        member = self._find(part)
        return None if member is None else _part_name(member.orig_filename)

    def read(self, part: str) -> bytes:
        """The bytes of a part; SpliceError `broken` where it is missing or damaged, `too_large` past 64 MiB."""
        member = self._find(part)
        if member is None:
            raise SpliceError(Refusal.BROKEN)
        try:
            with self._zip.open(member) as stream:
                content = stream.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise SpliceError(Refusal.BROKEN) from error
        if len(content) > MAX_PART:
            raise SpliceError(Refusal.TOO_LARGE)
        return content

    def rewrite(self, changed: Mapping[str, bytes], added: Mapping[str, bytes], dropped: Collection[str]) -> bytes:
        """The file rewritten in its order: `changed` parts replaced, `dropped` left out, `added` at the end."""
        renewed = {_key(part): content for part, content in changed.items()}
        gone = {_key(part) for part in dropped}
        entries = []
        for key, member in self._by_key.items():
            if key in renewed:
                entries.append(_compress(_stored_name(member), member.flag_bits & FLAG_UTF8, renewed[key]))
            elif key not in gone:
                entries.append(self._copy(member))
        for part, content in added.items():
            entries.append(_compress(part.encode(), 0 if part.isascii() else FLAG_UTF8, content))
        return _write(entries)

    def _find(self, part: str) -> zipfile.ZipInfo | None:
        return self._by_key.get(_key(part)) or self._by_key.get(_key(unquote(part)))

    def _copy(self, member: zipfile.ZipInfo) -> Entry:
        header = self._content[member.header_offset : member.header_offset + LOCAL_HEADER.size]
        if len(header) != LOCAL_HEADER.size or bytes(header[:4]) != b"PK\x03\x04":
            raise SpliceError(Refusal.BROKEN)
        name_length, extra_length = struct.unpack("<HH", header[-4:])
        start = member.header_offset + LOCAL_HEADER.size + name_length + extra_length
        compressed = self._content[start : start + member.compress_size]
        if len(compressed) != member.compress_size:
            raise SpliceError(Refusal.BROKEN)
        return Entry(
            name=_stored_name(member),
            flags=member.flag_bits & ~FLAG_DATA_DESCRIPTOR,
            method=member.compress_type,
            moment=_dos_moment(member.date_time),
            crc=member.CRC,
            size=member.file_size,
            compressed=compressed,
            attributes=member.external_attr,
        )


class LooseParts(Container):
    """Parts that are not in a file yet."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        """Take the parts by name."""
        self._loose = {_key(part): (part, content) for part, content in parts.items()}

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(part for part, _content in self._loose.values())

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._loose

    def find(self, part: str) -> str | None:
        """The name of this part, None where there is none."""
        found = self._loose.get(_key(part))
        return None if found is None else found[0]

    def read(self, part: str) -> bytes:
        """The bytes of a part; SpliceError `broken` where there is none."""
        found = self._loose.get(_key(part))
        if found is None:
            raise SpliceError(Refusal.BROKEN)
        return found[1]

    def packed(self) -> bytes:
        """A zip file of the parts."""
        return _write([_compress(part.encode(), 0, content) for part, content in self._loose.values()])


def _key(name: str) -> str:
    return _part_name(name).lower()


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _stored_name(member: zipfile.ZipInfo) -> bytes:
    return member.orig_filename.encode("utf-8" if member.flag_bits & FLAG_UTF8 else "cp437")


def _dos_moment(moment: tuple[int, int, int, int, int, int]) -> int:
    year, month, day, hour, minute, second = moment
    return (max(0, year - 1980) << 9 | month << 5 | day) << 16 | hour << 11 | minute << 5 | second // 2


def _compress(name: bytes, flags: int, content: bytes) -> Entry:
    compressed = zlib.compress(content, LEVEL, -zlib.MAX_WBITS)
    return Entry(name, flags, zipfile.ZIP_DEFLATED, DOS_EPOCH, zlib.crc32(content), len(content), compressed)


def _write(entries: list[Entry]) -> bytes:
    members: list[bytes | memoryview] = []
    directory = []
    offset = 0
    for entry in entries:
        common = (
            *(VERSION, entry.flags, entry.method, entry.moment & 0xFFFF, entry.moment >> 16),
            *(entry.crc, len(entry.compressed), entry.size, len(entry.name), 0),
        )
        if offset > MAX_BYTES or entry.size > MAX_BYTES:
            raise SpliceError(Refusal.TOO_LARGE)
        members += [LOCAL_HEADER.pack(b"PK\x03\x04", *common), entry.name, entry.compressed]
        central = CENTRAL_HEADER.pack(b"PK\x01\x02", VERSION, *common, 0, 0, 0, entry.attributes, offset)
        directory += [central, entry.name]
        offset += LOCAL_HEADER.size + len(entry.name) + len(entry.compressed)
    listing = b"".join(directory)
    if len(entries) > MAX_MEMBERS or offset + len(listing) > MAX_BYTES:
        raise SpliceError(Refusal.TOO_LARGE)
    end = END_OF_DIRECTORY.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(listing), offset, 0)
    return b"".join([*members, listing, end])
