"""Files → a zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from itertools import chain, count
from pathlib import PurePosixPath


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The zip; a name that was there before gets a number.  Workbooks are packed already: they are stored, without the
    hour at which they were.
    """
    whole, used = io.BytesIO(), set[str]()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(_free(name, used)), content)
    return whole.getvalue()


def _free(name: str, used: set[str]) -> str:
    path = PurePosixPath(name.replace("\\", "/")).name or "workbook"
    stem, dot, ending = path.rpartition(".")
    names = chain([path], (f"{stem or ending}-{n}{dot}{ending if stem else ''}" for n in count(2)))
    free = next(each for each in names if each.casefold() not in used)
    used.add(free.casefold())
    return free
