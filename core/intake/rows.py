"""Which rows of a sheet are records: not totals, remarks, headers again, or another table below."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from core.compiled import long_pattern
from core.intake.grid import Cells, Grid, Raw, Rows, shown
from core.intake.headings import header_words
from core.intake.months import Moment, moment
from core.intake.problems import MOST_PLACES, of_grid, of_sheet
from core.intake.rules import struck_by_rules
from core.intake.words import WORDS, bare, is_blank, is_same, word
from core.model import MOST_AREAS, Column, Problem, as_one

Mask = NDArray[np.bool_]
#: So many headers in one row make it a row of headers.
HEADERS = 2
#: A header may have a row above it that groups its columns, and rows of units and numbers below it.
HEADER_ROWS_APART = 2
CLOSING = (")", "]", "】")
#: One of these is in every text that says total; no member contains another.
TOTALS = tuple(
    total
    for total in {*WORDS.totals, *WORDS.total_ends}
    if not any(other != total and other in total for other in {*WORDS.totals, *WORDS.total_ends})
)
#: What says that a text is a remark: a sign, or a label with a colon or nothing behind it.
LABEL = long_pattern(rf"[*※(\[【]*(?:{'|'.join(map(re.escape, WORDS.remark_labels))})[\d一二三四五]?[)\]】]?[:;]?")
REMARK = long_pattern(rf"※|{LABEL.pattern}(?:(?<=[:;])|$)")
#: One of these is in every column of remarks.
LABELS, MARKS = frozenset(WORDS.remark_labels), "※:;"
#: A number with its unit behind a word: 合计12家.
AMOUNT = re.compile(r"[\d.,]+\D{0,3}$")


def records(grid: Grid, header_row: int, used: Mask, columns: tuple[Column, ...]) -> tuple[Rows, list[Problem]]:
    """The `used` rows below the header without totals, remarks and headers; what was left out."""
    used = used.copy()
    used[: header_row + 1] = False
    used, problems = _without_headers(grid, header_row, used, columns)
    remarks = _by_first_text(grid, used, _may_be_remark, REMARK.match)
    remarks = {row: index for row, index in remarks.items() if not _is_on_its_row(grid, header_row, row, index)}
    silent = [row for row in remarks if _says_no_more(grid, row)]
    used[silent] = False
    asked = {row: index for row, index in remarks.items() if row not in silent} | _perhaps_remarks(grid, used)
    totals = _by_first_text(grid, used, _may_be_total, _is_total)
    for code, rows in (("total_row", totals), ("remark_row", asked)):
        for row in rows:
            used[row] = row in grid.corrections.counted
        problems += _left_out(code, rows, grid)
    return np.flatnonzero(used), problems


def _left_out(code: str, rows: Mapping[int, int], grid: Grid) -> list[Problem]:
    alike: dict[tuple[int, str], list[Problem]] = {}
    for row, index in rows.items():
        alike.setdefault((index, shown(grid.at(row, index))), []).append(of_grid(code, grid, row, index))
    problems = [as_one(group) for group in islice(alike.values(), MOST_PLACES)]
    if len(alike) > MOST_PLACES:
        rest = sum(map(len, islice(alike.values(), MOST_PLACES - 1, None)))
        problems[-1] = replace(problems[-1], details={"count": rest})
    return problems


# --- headers again, another table -----------------------------------------------------------


def _without_headers(
    grid: Grid, header_row: int, used: Mask, columns: tuple[Column, ...]
) -> tuple[Mask, list[Problem]]:
    """The records without rows that repeat the header, and without what stands below another table's header."""
    again = _again(grid, header_row) & used
    kept, problems = used & ~again, []
    filled = grid.filled()
    for row in np.flatnonzero(again).tolist()[:MOST_PLACES]:
        titled = _titled(row, kept, filled)
        cell = grid.place(titled, _filled_in(grid, titled)[0], row, _filled_in(grid, row)[-1])
        problems.append(of_sheet("header_again", cell, found=_first(grid, row)))
    other = _other_table(grid, kept, filled, columns)
    if other is not None:
        last_row = int(np.flatnonzero(kept)[-1])
        titled = _titled(other, kept, filled)
        kept[other:] = False
        cell = grid.place(titled, _filled_in(grid, titled)[0], last_row, len(grid.columns) - 1)
        problems.append(of_sheet("table_below", cell, found=_first(grid, other)))
    return kept, problems


def _titled(row: int, kept: Mask, filled: NDArray[np.int32]) -> int:
    """The first of the single texts right above a header, which are its title and no records; the header without one."""
    while row > 0 and kept[row - 1] and filled[row - 1] == 1:
        row -= 1
        kept[row] = False
    return row


def _again(grid: Grid, header_row: int) -> Mask:
    """Rows in which half of the texts or more of a row of the header stand again where they stand there."""
    again = np.zeros(grid.height, dtype=bool)
    for head in range(max(0, header_row - HEADER_ROWS_APART), header_row + 1):
        count, headers = np.zeros(grid.height, dtype=np.int32), 0
        for cells in grid.columns:
            code = int(cells.codes[head])
            if _is_text(cells.values[code]):
                headers += 1
                count += cells.codes == code
        again |= (count >= HEADERS) & (2 * count >= headers)
    again[: header_row + 1] = False
    return np.asarray(again)


def _other_table(grid: Grid, used: Mask, filled: NDArray[np.int32], columns: tuple[Column, ...]) -> int | None:
    """The first record of which two cells in three hold headers of this sheet: a table of its own begins there."""
    known = {head for head in header_words(columns) if not is_same(head)}  # of 本月无变化 a row of such cells is none
    count = np.zeros(grid.height, dtype=np.int32)
    for cells in grid.columns:
        heads = _heads(cells, known) if str in cells.kinds else []
        if heads:
            chosen = np.zeros(len(cells.words), dtype=bool)
            chosen[heads] = True
            count += chosen[cells.codes]
    rows = np.flatnonzero(used & (count >= HEADERS) & (3 * count >= 2 * filled))
    return int(rows[0]) if len(rows) else None


def _heads(cells: Cells, known: Collection[str]) -> list[int]:
    """The codes of cells that head a column of this sheet, with or without a unit in brackets."""
    heads = [code for code, text in enumerate(cells.words) if text in known]
    if any(mark in cells.lines for mark in CLOSING):
        heads += [code for code, text in enumerate(cells.words) if text.endswith(CLOSING) and bare(text) in known]
    return heads


def _filled_in(grid: Grid, row: int) -> list[int]:
    return [index for index in range(len(grid.columns)) if grid.at(row, index) != ""]


def _first(grid: Grid, row: int) -> str:
    return shown(next((raw for raw in grid.row(row) if raw != ""), ""))


# --- totals, remarks ------------------------------------------------------------------------


def _by_first_text(
    grid: Grid, used: Mask, may: Callable[[Cells], bool], says: Callable[[str], object]
) -> dict[int, int]:
    """Rows whose first text says something, and the column of that text; of columns that `may` hold such a text.

    What follows a day or month that no other row has is a cell of its record.
    """
    found: dict[int, int] = {}
    for index, cells in enumerate(grid.columns):
        if str in cells.kinds and may(cells):
            for row in cells.where([bool(says(text)) for text in cells.words]).tolist():
                if used[row] and not any(_names_a_row(grid, used, row, left) for left in range(index)):
                    found[row] = index
    return found


def _may_be_total(cells: Cells) -> bool:
    return any(total in cells.lines for total in TOTALS)


def _is_total(text: str) -> bool:
    if len(text) > 40:
        return False
    whole = bare(text)
    words = (whole, AMOUNT.sub("", whole).rstrip(":(（[为是="))
    return any(text in WORDS.totals or text.endswith(WORDS.total_ends) for text in words)


def _is_text(raw: Raw) -> bool:
    return isinstance(raw, str) and not is_blank(raw)


def _names_a_row(grid: Grid, used: Mask, row: int, column: int) -> bool:
    raw, codes = grid.at(row, column), grid.columns[column].codes
    dated = not isinstance(raw, str) and isinstance(moment(raw), Moment)
    return _is_text(raw) or (dated and np.count_nonzero(np.asarray(codes)[used] == codes[row]) == 1)


def _may_be_remark(cells: Cells) -> bool:
    return any(mark in cells.lines for mark in MARKS) or not LABELS.isdisjoint(cells.words)


def _is_on_its_row(grid: Grid, header_row: int, row: int, column: int) -> bool:
    """Whether a remark stands under 备注 or the like, behind the cells that it is about."""
    return LABEL.fullmatch(word(shown(grid.at(header_row, column)))) is not None and _filled_in(grid, row)[0] < column


def _says_no_more(grid: Grid, row: int) -> bool:
    """Whether all that a row holds are remarks, and what stands behind their labels (填表人：, 张三)."""
    before = ""
    for index in _filled_in(grid, row):
        raw = grid.at(row, index)
        text = word(raw) if isinstance(raw, str) else ""
        if not text or not (REMARK.match(text) or LABEL.fullmatch(before)):
            return False
        before = text
    return True


def _perhaps_remarks(grid: Grid, used: Mask) -> dict[int, int]:
    """Rows that hold one text alone, which begins like a remark."""
    alone = np.flatnonzero(used & (grid.filled() == 1))
    found: dict[int, int] = {}
    for index, cells in enumerate(grid.columns if len(alone) else ()):
        for row, code in zip(alone.tolist(), cells.codes[alone].tolist(), strict=True):
            if cells.words[code].startswith(WORDS.remarks):
                found[row] = index
    return found


# --- rows and cells that the screen does not show -------------------------------------------


def hidden_rows(grid: Grid, rows: Rows) -> list[Problem]:
    """One question a sheet: rows that the user's screen does not show are read all the same."""
    hidden = [row for row in rows.tolist() if row in grid.hidden] if grid.hidden else []
    if not hidden:
        return []
    cell = grid.place(hidden[0], 0, hidden[-1], len(grid.columns) - 1)
    return [of_sheet("hidden_rows", cell, count=len(hidden), rows=tuple(hidden[:10]))]


def struck_rows(grid: Grid, columns: Collection[int], rows: Rows) -> list[Problem]:
    """A question for each stretch of records of which one of the columns is struck through: they are read all the same."""
    through = {row for row, column in grid.struck if column in columns} | struck_by_rules(grid, columns, rows)
    struck = np.array([row for row in rows.tolist() if row in through] if through else [], dtype=np.int64)
    stretches = np.split(struck, np.flatnonzero(np.diff(struck) != 1) + 1) if len(struck) else []
    problems = [
        of_sheet(
            "struck_rows",
            grid.place(int(stretch[0]), 0, int(stretch[-1]), len(grid.columns) - 1),
            found=_first(grid, int(stretch[0])),
            count=len(stretch),
        )
        for stretch in stretches
    ]
    return problems if len(problems) <= MOST_PLACES else [as_one(problems)]


def merged_cells(grid: Grid, rows: Rows, labels: Mapping[int, Column]) -> list[Problem]:
    """Merged cells among the records and the columns by index: only the first holds anything; those of a column are one."""
    here = set(rows.tolist()) if grid.merged else set()
    groups: dict[tuple[int, ...], list[Problem]] = {}
    for top, left, bottom, right in sorted(grid.merged):
        covered = [index for index in range(left, min(right, len(grid.columns)) + 1) if index in labels]
        inside = sum(row in here for row in range(top, min(bottom, grid.height) + 1))
        if inside and covered and inside * (right - left + 1) >= 2:
            cell, found = grid.place(top, left, bottom, right), shown(grid.at(top, left))
            group = groups.setdefault((left, right) if left == right else (left, right, top), [])
            group.append(of_sheet("merged_cells", cell, found=found, column=labels[covered[0]].label))
    return list(map(_side_by_side, groups.values()))[:MOST_PLACES]


def _side_by_side(group: Sequence[Problem]) -> Problem:
    """Problems of stretches of one column as one, in which stretches that adjoin stay apart."""
    areas = tuple(area for problem in group for area in problem.areas)
    if len(areas) < 2:
        return group[0]
    count = sum(last - first + 1 for first, last in areas)
    content = " ".join(problem.found for problem in group)
    more = {"areas": areas[:MOST_AREAS], "last_row": areas[-1][1], "count": count, "content": content}
    return replace(group[0], details={**group[0].details, **more})


def first_rows(grid: Grid, indices: Collection[int], most: int) -> tuple[Grid, list[Problem]]:
    """The first rows of a sheet that cannot have many, and an error where its columns hold something below them."""
    if grid.height <= most:
        return grid, []
    below = np.zeros(grid.height - most, dtype=bool)
    for index in indices:
        cells = grid.columns[index]
        below |= cells.codes[most:] != cells.nothing
    rows = np.flatnonzero(below) + most
    columns = tuple(_top(cells, most) for cells in grid.columns)
    problems = []
    if len(rows):
        cell = grid.place(int(rows[0]), 0, int(rows[-1]), len(grid.columns) - 1)
        problems = [of_sheet("too_many_rows", cell, count=most)]
    return replace(grid, height=most, columns=columns), problems


def _top(cells: Cells, most: int) -> Cells:
    codes, inverse = np.unique(cells.codes[:most], return_inverse=True)
    return Cells([cells.values[code] for code in codes.tolist()], inverse)
