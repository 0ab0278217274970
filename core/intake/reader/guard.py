"""Check a package before it is parsed: bytes → named parts, or a refusal.

Nothing that the file declares about itself is believed: parts are inflated and counted, and their
checksums are compared, so that a damaged file cannot pass for a sound one.
"""

from __future__ import annotations

import itertools
import struct
import zlib
from collections import namedtuple

from .kinds import Refused, first_look, lowered, refuse_kinds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 1 << 20
INPUT = 1 << 16
#: Where a name may begin with a slash.
WITHIN = "/xl/"
END = b"PK\x05\x06"
STORED, DEFLATED = 0, 8
ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
SENTINEL = 0xFFFFFFFF
BOM = b"\xef\xbb\xbf"
#: How nearly every part begins.
USUAL = tuple(
    b'<?xml version="1.0" encoding="UTF-8"' + end for end in (b"?>", b' standalone="yes"?>', b' standalone="no"?>')
)
ENCODING = rb"""\s*<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']"""


#: Limits on a package: how many parts, bytes of one and of all, inflated ÷ packed on parts over `ratio_from` bytes,
#: cells of a sheet.
Caps = namedtuple("Caps", "parts part total ratio ratio_from box")
#: One member of the package: where its bytes are, and their declared size and checksum.
Part = namedtuple("Part", "name start packed size method checksum")


class Archive:
    """The members of a zip, each to be inflated under the caps."""

    def __init__(self, raw: bytes, caps: Caps) -> None:
        first_look(raw)
        self._raw = raw
        self._caps = caps
        self._total = 0
        self._counted: set[str] = set()
        self.parts = _directory(raw, caps.parts)
        _refuse_names(self.parts)

    def inflate(self, name: str) -> Iterator[bytes]:
        """The part in pieces of at most 1 MiB; refuses bombs, wrong sizes and damage."""
        part = self.parts[name]
        stream = zlib.decompressobj(-15) if part.method == DEFLATED else None
        size = checksum = 0
        position, end = part.start, part.start + part.packed
        while position < end:
            pending = self._raw[position : min(position + INPUT, end)]
            position += len(pending)
            while pending:
                try:
                    piece = stream.decompress(pending, CHUNK) if stream else pending
                except zlib.error:
                    raise Refused("damaged", part=name) from None
                pending = stream.unconsumed_tail if stream else b""
                size += len(piece)
                checksum = zlib.crc32(piece, checksum)
                self._weigh(name, size, position - part.start)
                yield piece
        if size != part.size or checksum != part.checksum or (stream is not None and not stream.eof):
            raise Refused("damaged", part=name)
        if name not in self._counted:
            self._counted.add(name)
            self._total += size

    def packed(self, name: str) -> bytes:
        """The part as the archive has it."""
        part = self.parts[name]
        return self._raw[part.start : part.start + part.packed]

    def _weigh(self, name: str, size: int, packed: int) -> None:
        caps = self._caps
        if size > caps.part or self._total + size > caps.total:
            raise Refused("too_large", part=name, limit=caps.total >> 20)
        if size > caps.ratio_from and size > caps.ratio * packed:
            raise Refused("bomb", part=name)


class Package(Archive):
    """The parts of a workbook."""

    def __init__(self, raw: bytes, caps: Caps) -> None:
        super().__init__(raw, caps)
        refuse_kinds(self.parts)

    def text(self, name: str) -> bytes:
        """A whole part as text, which must be UTF-8 without a DOCTYPE."""
        return b"".join(in_utf8(without_doctype(self.inflate(name))))


def in_utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pass the pieces on; refuse encodings other than UTF-8, which calamine reads as empty."""
    first = next(pieces, b"")
    if b"\0" in first[:64] or not (first.startswith(USUAL) or _declares_utf8(first)):
        raise Refused("encoding")
    yield first
    yield from pieces


def _declares_utf8(first: bytes) -> bool:
    import re

    declared = re.match(ENCODING, first.removeprefix(BOM))
    return declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii")


def without_doctype(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pass the pieces on; refuse a DOCTYPE, and a part whose root element is too far from its start."""
    first = next(pieces, b"")
    head = first[:INPUT].replace(b"\0", b"")
    if b"<!DOCTYPE" in head.upper():
        raise Refused("doctype")
    if len(first) > INPUT and not any(text[:1].isalpha() or text[:1] == b"_" for text in head.split(b"<")[1:]):
        raise Refused("unsafe_package")
    yield first
    yield from pieces


def _directory(raw: bytes, most: int) -> dict[str, Part]:
    """The central directory, entry by entry; its end must match, and no members may overlap."""
    at = raw.rfind(END)
    if at < 0 or at + 22 > len(raw):
        raise Refused("truncated")
    disk, first_disk, count, length, offset = struct.unpack_from("<4xHH2xHII", raw, at)
    if at < len(raw) - (1 << 16) - 22:
        raise Refused("damaged", kind="tail") if offset + length == at else Refused("truncated")
    directory_end = at
    if SENTINEL in (length, offset) or count == 0xFFFF:
        count, length, offset, directory_end = _zip64_end(raw, at)
    if disk or first_disk or offset + length != directory_end:
        raise Refused("truncated" if offset + length > directory_end else "unsafe_package")
    if count > most:
        raise Refused("too_many_parts", limit=most)
    parts: dict[str, Part] = {}
    spans: list[tuple[int, int]] = []
    position = offset
    for _ in range(count):
        part, header, position = _entry(raw, position, directory_end)
        if part.name in parts:
            raise Refused("unsafe_package", part=part.name)
        parts[part.name] = part
        spans.append((header, part.start + part.packed))
    spans = [*sorted(spans), (offset, offset)]
    if position != directory_end or any(end > start for (_, end), (start, _) in itertools.pairwise(spans)):
        raise Refused("unsafe_package")
    return parts


def _zip64_end(raw: bytes, at: int) -> tuple[int, int, int, int]:
    locator = at - 20
    if locator < 0 or raw[locator : locator + 4] != b"PK\x06\x07":
        raise Refused("damaged")
    (end,) = struct.unpack_from("<8xQ", raw, locator)
    if end + 56 > locator or raw[end : end + 4] != b"PK\x06\x06":
        raise Refused("damaged")
    count, length, offset = struct.unpack_from("<QQQ", raw, end + 32)
    return count, length, offset, end


def _entry(raw: bytes, at: int, end: int) -> tuple[Part, int, int]:
    """One entry of the directory, checked against its local header."""
    if at + 46 > end or raw[at : at + 4] != b"PK\x01\x02":
        raise Refused("damaged")
    flags, method, checksum, packed, size, *lengths, header = struct.unpack_from("<8xHH4xIIIHHH8xI", raw, at)
    extra_at = at + 46 + lengths[0]
    comment_at = extra_at + lengths[1]
    name, extra = raw[at + 46 : extra_at], raw[extra_at:comment_at]
    size, packed, header = _zip64_sizes(extra, size, packed, header)
    if flags & ENCRYPTED_FLAGS:
        raise Refused("encrypted")
    if method not in (STORED, DEFLATED) or (method == STORED and packed != size):
        raise Refused("unsafe_package")
    if header + 30 > len(raw) or raw[header : header + 4] != b"PK\x03\x04":
        raise Refused("damaged")
    local_method, local_name, local_extra = struct.unpack_from("<8xH16xHH", raw, header)
    start = header + 30 + local_name + local_extra
    if start + packed > len(raw):
        raise Refused("truncated")
    if raw[header + 30 : header + 30 + local_name] != name or local_method != method:
        raise Refused("unsafe_package")
    try:
        text = name.decode("utf-8" if flags & 0x800 or name.isascii() else "cp437")
    except UnicodeDecodeError:
        raise Refused("unsafe_package") from None
    part = Part(text.replace("\\", "/"), start, packed, size, method, checksum)
    return part, header, comment_at + lengths[2]


def _zip64_sizes(extra: bytes, *values: int) -> list[int]:
    """The size, packed size and header's place, those that 32 bits do not hold from the extra field."""
    sizes, at = list(values), 0
    while SENTINEL in sizes and at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        field = at + 4
        for i in range(len(sizes)) if tag == 1 else ():
            if sizes[i] == SENTINEL and field + 8 <= at + 4 + length <= len(extra):
                (sizes[i],) = struct.unpack_from("<Q", extra, field)
                field += 8
        at += 4 + length
    return sizes


def _refuse_names(parts: dict[str, Part]) -> None:
    """Refuse duplicate names, and names that leave the archive.

    A common writer puts a slash before a name within xl/.
    """
    if len(set(map(lowered, parts))) != len(parts):
        raise Refused("unsafe_package")
    for name in parts:
        outside = name.startswith("/") and not name.startswith(WITHIN)
        on_a_drive = name[1:2] == ":" and name[0].isascii() and name[0].isalpha()
        if outside or on_a_drive or "\0" in name or ".." in name.split("/"):
            raise Refused("unsafe_package", part=name)
