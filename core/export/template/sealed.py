"""The same bytes for the same workbook: a package without the hour it was written at."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

from openpyxl import Workbook

MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def sealed(workbook: Workbook, day: date) -> bytes:
    """The workbook's bytes, every date in the package set to `day`."""
    written = io.BytesIO()
    workbook.save(written)
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", old.read(name)))
    return out.getvalue()
