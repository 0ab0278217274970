"""Place → the address of its cells in a workbook, as people and formulas write it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.intake.reader.letters import letters as letters
from core.model import Layout, Place

#: Places by title and index, such as those of a refusal, need no layout.
NO_LAYOUT = Layout()
#: Titles that stand in an address without quotation marks.
PLAIN = re.compile(r"[^\W\d]\w*")


def cells(place: Place, layout: Layout) -> str:
    """The address within its sheet; '' for a whole sheet.

    >>> cells(Place("甲", 8, (5, 94), ours=False), NO_LAYOUT), cells(Place("甲", None, (3, 4), ours=False), NO_LAYOUT)
    ('I5:I94', '3:4')
    """
    at = layout.located(place)
    if (at.column is None and at.rows is None) or layout.table(place):
        return ""
    first, last = at.rows or ("", "")
    left = "" if at.column is None else letters(int(at.column))
    right = left if at.through is None else letters(int(at.through))
    if at.column is None or at.rows is None or (left, first) != (right, last):
        return f"{left}{first}:{right}{last}"
    return f"{left}{first}"


def sheet(place: Place, layout: Layout) -> str:
    return layout.located(place).sheet


def column(place: Place, layout: Layout) -> str:
    """The letters of its (first) column; '' where it has none."""
    index = layout.located(place).column
    return "" if index is None else letters(int(index))


def address(place: Place, layout: Layout) -> str:
    """The address with its sheet, quoted where the title needs it.

    >>> address(Place("接入主体台账", 0, (2, 181), ours=False), NO_LAYOUT)
    '接入主体台账!A2:A181'
    """
    return addresses([place], layout)[0]


def addresses(places: Iterable[Place], layout: Layout) -> list[str]:
    """The address of each place; the columns of one table are one: warehouse:dataspace.organisations(name, joined_on)."""
    found: dict[object, str] = {}
    columns: dict[str, list[str]] = {}
    for at, place in enumerate(places):
        table = layout.table(place)
        if table is None:
            found[at] = on_sheet(sheet(place, layout), cells(place, layout))
            continue
        title, name = sheet(place, layout), table.columns.get(str(layout.named(place).column), "")
        own = columns.setdefault(title, [])
        own += [name] if name and name not in own else []
        found[title] = f"{title}({', '.join(own)})" if own else title
    return list(found.values())


def on_sheet(title: str, within: str) -> str:
    """Cells of a sheet, or the sheet alone where none is named."""
    return f"{title if PLAIN.fullmatch(title) else quoted(title)}!{within}" if within else title


def target(place: Place, layout: Layout) -> str:
    """What a link to the cells names; the first cell of a whole sheet.

    >>> target(Place("月度统计", 1, (4, 4), ours=False), NO_LAYOUT), target(Place("甲", ours=False), NO_LAYOUT)
    ("'月度统计'!B4", "'甲'!A1")
    """
    return f"{quoted(sheet(place, layout))}!{cells(place, layout) or 'A1'}"


def quoted(title: str) -> str:
    """A sheet's title in quotation marks, as every formula can have it.

    >>> quoted("It's")
    "'It''s'"
    """
    return "'" + title.replace("'", "''") + "'"


def reference(place: Place, layout: Layout) -> str:
    """The cells as a formula names them, whatever cell it is in.

    >>> reference(Place("基本信息", 1, (4, 4), ours=False), NO_LAYOUT)
    "'基本信息'!$B$4"
    """
    at = layout.located(place)
    first, last = at.rows or (1, 1)
    return fixed(at.sheet, int(at.column or 0), first, last if last > first else None)


def fixed(title: str, column: int, first: int, last: int | None = None) -> str:
    """A cell (without `last`), or a run of cells of one column (from 0), as a formula names it.

    >>> fixed("基本信息", 1, 4), fixed("台账", 27, 2, 9)
    ("'基本信息'!$B$4", "'台账'!$AB$2:$AB$9")
    """
    letter = letters(column)
    end = "" if last is None else f":${letter}${last}"
    return f"{quoted(title)}!${letter}${first}{end}"
