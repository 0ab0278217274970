"""Make the package reproducible: fixed dates, so that the same workbook has the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from openpyxl import Workbook

MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
HEADER_END, DATA_END = b"</row>", b"</sheetData>"
DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
#: Rows are written so many at a time.
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a sheet as XML, one a string, and the area that the sheet then uses."""

    dimension: str
    xml: Iterable[str]


def sealed(workbook: Workbook, day: date, rows: Mapping[str, Rows] | None = None) -> bytes:
    """The workbook's bytes, every date in the package set to `day`.

    `rows`: by part name, what stands below the header row of a sheet.
    """
    written = io.BytesIO()
    workbook.save(written)
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            content = MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", old.read(name))
            if rows is None or name not in rows:
                new.writestr(part, content)
                continue
            with new.open(part, "w") as member:
                member.writelines(_with_rows(content, rows[name]))
    return out.getvalue()


def _with_rows(content: bytes, rows: Rows) -> Iterator[bytes]:
    """A sheet's XML with those rows below its header row, in pieces."""
    start, end = content.index(HEADER_END) + len(HEADER_END), content.index(DATA_END)
    yield DIMENSION.sub(b'<dimension ref="' + rows.dimension.encode() + b'"', content[:start], count=1)
    pending = iter(rows.xml)
    while batch := "".join(islice(pending, BATCH)):
        yield batch.encode()
    yield content[end:]
