"""Files → a zip, piece by piece, so that no more than one of them is held."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain, count
from pathlib import PurePosixPath
from typing import Any


class _Pipe(io.RawIOBase):
    """What is written, until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._written += piece
        return len(piece)

    def taken(self) -> bytes:
        piece, self._written = bytes(self._written), bytearray()
        return piece


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The zip in pieces; a name that was there before gets a number.  Workbooks are packed already: they are stored,
    without the hour at which they were.

    >>> [len(piece) > 0 for piece in zipped([("a.xlsx", b"1"), ("a.xlsx", b"2")])]
    [True, True, True]
    """
    pipe, used = _Pipe(), set[str]()
    with zipfile.ZipFile(pipe, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(_free(name, used)), content)
            yield pipe.taken()
    yield pipe.taken()


def _free(name: str, used: set[str]) -> str:
    path = PurePosixPath(name.replace("\\", "/")).name or "workbook"
    stem, dot, ending = path.rpartition(".")
    names = chain([path], (f"{stem or ending}-{n}{dot}{ending if stem else ''}" for n in count(2)))
    free = next(each for each in names if each.casefold() not in used)
    used.add(free.casefold())
    return free
