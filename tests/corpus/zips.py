"""A ZIP writer that can do what no office program does: lie, repeat, leave out, and add around."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

Parts = dict[str, bytes]


def parts_of(raw: bytes) -> Parts:
    """The parts of a package, in order."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return {name: package.read(name) for name in package.namelist()}


@dataclass(frozen=True)
class Member:
    """One entry as it shall be written; what is None is what it truly comes to."""

    name: bytes
    content: bytes
    stored: bool = False
    flags: int = 0
    declared_size: int | None = None
    declared_crc: int | None = None
    local_name: bytes | None = None
    descriptor: bool = False
    zip64: bool = False
    method: int | None = None


def member(name: str, content: bytes) -> Member:
    """An honest entry."""
    return Member(name.encode(), content)


def written(members: list[Member], *, before: bytes = b"", after: bytes = b"", comment: bytes = b"") -> bytes:
    """The package of these entries, in order."""
    body, directory = io.BytesIO(), io.BytesIO()
    body.write(before)
    for one in members:
        _write(one, body, directory)
    start, listed = body.tell(), directory.getvalue()
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(members), len(members), len(listed), start, len(comment))
    return body.getvalue() + listed + end + comment + after


def _write(one: Member, body: io.BytesIO, directory: io.BytesIO) -> None:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = one.content if one.stored else packer.compress(one.content) + packer.flush()
    method = one.method if one.method is not None else 0 if one.stored else 8
    crc = zlib.crc32(one.content) if one.declared_crc is None else one.declared_crc
    size = len(one.content) if one.declared_size is None else one.declared_size
    flags, at = one.flags | (8 if one.descriptor else 0), body.tell()
    local = (0, 0, 0) if one.descriptor else (crc, len(packed), size)
    extra = b""
    if one.zip64:
        extra = struct.pack("<HHQQ", 1, 16, size, len(packed))
        local = (crc, 0xFFFFFFFF, 0xFFFFFFFF)
    name = one.name if one.local_name is None else one.local_name
    body.write(struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, flags, method, 0, 33, *local, len(name), len(extra)))
    body.write(name + extra + packed)
    if one.descriptor:
        body.write(struct.pack("<4sIII", b"PK\7\x08", crc, len(packed), size))
    listed = (crc, 0xFFFFFFFF, 0xFFFFFFFF) if one.zip64 else (crc, len(packed), size)
    fields = (20, 20, flags, method, 0, 33, *listed, len(one.name), len(extra), 0, 0, 0, 0, at)
    directory.write(struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", *fields) + one.name + extra)


def honest(parts: Mapping[str, bytes]) -> bytes:
    """An ordinary package of these parts."""
    return written([member(name, content) for name, content in parts.items()])


def with_parts(change: Callable[[Parts], object]) -> Callable[[bytes], bytes]:
    """A change of a package's parts in place."""

    def repack(raw: bytes) -> bytes:
        parts = parts_of(raw)
        change(parts)
        return honest(parts)

    return repack


def with_members(change: Callable[[Member], Member | list[Member]]) -> Callable[[bytes], bytes]:
    """A change of how each entry is written."""

    def repack(raw: bytes) -> bytes:
        members: list[Member] = []
        for name, content in parts_of(raw).items():
            changed = change(member(name, content))
            members += changed if isinstance(changed, list) else [changed]
        return written(members)

    return repack


def substituted(part: str, *pairs: tuple[str, str]) -> Callable[[bytes], bytes]:
    """Text replaced in one part; each must be there."""

    def change(parts: Parts) -> None:
        text = parts[part].decode()
        for old, new in pairs:
            if old not in text:
                raise ValueError(f"{old!r} is not in {part}")
            text = text.replace(old, new)
        parts[part] = text.encode()

    return with_parts(change)


def only(name: str, **how: object) -> Callable[[Member], Member]:
    """One entry written otherwise."""
    return lambda one: replace(one, **how) if one.name.decode() == name else one
