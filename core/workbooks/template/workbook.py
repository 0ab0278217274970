"""Workbooks laid out like the template: sheet by sheet, from the rulebook's data, the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from types import MappingProxyType

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.i18n import words
from core.model import Profile, Rulebook, Sheet
from core.workbooks.template import grid, guide, look
from core.workbooks.template.order import Filling, Order

MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
#: Rows are written so many at a time.
BATCH = 2000


class Rows(Struct, frozen=True):
    """Rows of a sheet as XML, one a string, and the area that the sheet then uses."""

    dimension: str
    xml: Iterable[str]


def template_workbook(
    rulebook: Rulebook,
    profile: Profile,
    *,
    ledgers: bool = False,
    language: str = "zh",
    fill: Filling | None = None,
) -> bytes:
    """The workbook that a pilot of this type fills in, as .xlsx; `fill` puts content into it.

    Light by default; with `ledgers` the ledgers and daily activity too, and the monthly columns
    that they supply are marked as computed.  Same input, same bytes.
    """
    order = Order(rulebook, profile, ledgers, words(language), fill or Filling())

    def write(sheet: Sheet, page: Worksheet) -> None:
        if sheet.role == "guide":
            guide.write(order, page)
        elif sheet.role == "form":
            grid.write_form(order, sheet, page)
        else:
            grid.write(order, sheet, page)

    return assembled(order, order.sheets, write)


def assembled(
    order: Order,
    sheets: Iterable[Sheet],
    write: Callable[[Sheet, Worksheet], Rows | None],
    more: Mapping[str, Callable[[Worksheet], None]] = MappingProxyType({}),
) -> bytes:
    """A workbook of these sheets; `write` fills a page, and gives the rows below its header where they come as XML.

    `more` are sheets behind them, by title, each filled by its own function.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    rows = {}
    for number, sheet in enumerate(sheets, 1):
        page = workbook.create_sheet(sheet.label.in_(order.language))
        given = write(sheet, page)
        look.protected(page, filled_in=sheet.role != "guide")
        if given is not None:
            rows[f"xl/worksheets/sheet{number}.xml"] = given
    for title, fill in more.items():
        fill(workbook.create_sheet(title))
    day = order.rulebook.notice.issued
    workbook.properties.creator = None
    workbook.properties.title = guide.title(order)
    workbook.properties.created = datetime(day.year, day.month, day.day)
    return sealed(workbook, day, rows)


def sealed(workbook: Workbook, day: date, rows: Mapping[str, Rows] = MappingProxyType({})) -> bytes:
    """The workbook's bytes, every date in the package set to `day`; `rows` by part, as `assembled` was given them."""
    written = io.BytesIO()
    workbook.save(written)
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            content = MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", old.read(name))
            with new.open(part, "w") as member:
                member.writelines(with_rows(content, rows[name], behind=b"</row>") if name in rows else [content])
    return out.getvalue()


def with_rows(content: bytes, rows: Rows, *, behind: bytes) -> Iterator[bytes]:
    """A sheet's XML, in pieces, with those rows between the first `behind` and the end of its cells."""
    start, end = content.index(behind) + len(behind), content.index(b"</sheetData>")
    yield DIMENSION.sub(b'<dimension ref="' + rows.dimension.encode() + b'"', content[:start], count=1)
    pending = iter(rows.xml)
    while batch := "".join(islice(pending, BATCH)):
        yield batch.encode()
    yield content[end:]
