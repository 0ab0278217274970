"""The package as calamine gets it: the same parts behind a directory of our own, odd sheets in common XML.

calamine reads each sheet twice, the second time for merged cells, until it has met a list of them.  `scan` has
found those already, so a sheet is handed on with an empty list before all else, which ends the second reading at once.
"""

from __future__ import annotations

import struct
import zlib

from .guard import DEFLATED, STORED, Package

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: The letters make its checksum 0, so that a part that begins with it keeps its own.
NO_MERGED = b'<mergeCells sum="dezzenke"/>'
#: The same as a block of a deflated stream, which may go on behind it.
BLOCK = struct.pack("<BHH", 0, len(NO_MERGED), len(NO_MERGED) ^ 0xFFFF) + NO_MERGED
VERSION, UTF8 = 20, 0x800


def handed(package: Package, sheets: Collection[str], rewritten: Mapping[str, bytes]) -> bytes:
    """The package for calamine; `sheets` are the parts that are sheets, `rewritten` those in other bytes than their own."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, part in package.parts.items():
        before, data, method = b"", package.packed(name), part.method
        size, checksum = part.size, part.checksum
        if name in rewritten:
            data, method = rewritten[name], STORED
            size, checksum = len(data), zlib.crc32(data)
        if name in sheets:
            before = BLOCK if method == DEFLATED else NO_MERGED
            size += len(NO_MERGED)
        path = name.encode()
        about = struct.pack(
            "<HHHIIIIHH", VERSION, UTF8, method, 0, checksum, len(before) + len(data), size, len(path), 0
        )
        directory.append(struct.pack("<4sH", b"PK\1\2", VERSION) + about + struct.pack("<HHHII", 0, 0, 0, 0, at) + path)
        pieces += (b"PK\3\4", about, path, before, data)
        at += 4 + len(about) + len(path) + len(before) + len(data)
    listed = b"".join(directory)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(directory), len(directory), len(listed), at, 0)
    return b"".join((*pieces, listed, end))
