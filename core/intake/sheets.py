"""Which grid is which sheet: by its name, or by what it says where no name does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.compiled import long_pattern
from core.intake.grid import Grid
from core.intake.headings import header_words
from core.intake.problems import of_sheet
from core.intake.second_sheets import ALIKE, best_head, with_second_sheets
from core.intake.words import WORDS, header, spellings, word
from core.model import Problem, Sheet

#: So many labels of the form in one of the first columns make a sheet the form.
FORM_ITEMS, FORM_COLUMNS = 5, 10
#: What Numbers puts behind a sheet's title in its exports.
TABLE = re.compile(r"[-–—]?(?:表格|table)\d+(?:-\d+)*$")
TWICE = re.compile(r"^(.+)[-–—]\1$")
NUMBERING = long_pattern(
    r"^(?:附?表|附件?|sheet)?[(（]?(?:\d{1,2}(?:[.\-]\d{1,2})?|[一二三四五六七八九十]{1,2})[)）]?[.、:：_\-\s]*"
)


def match_sheets(grids: Sequence[Grid], sheets: Mapping[str, Sheet]) -> tuple[dict[str, Grid], list[Problem]]:
    """Grids by sheet key, and what was odd: two of one role, hidden ones, ones that only look alike."""
    found: dict[str, Grid] = {}
    problems: list[Problem] = []
    ranks = {grid.name: _rank(grid.name, sheets) for grid in grids}
    for key in dict.fromkeys(key for _, key in ranks.values()):
        if key is None or sheets[key].role == "guide":
            continue
        named = sorted((grid for grid in grids if ranks[grid.name][1] == key), key=lambda grid: ranks[grid.name][0])
        chosen = next((grid for grid in named[1:] if grid.corrections.used), named[0])
        label, name = sheets[key].label, named[0].name
        for other in (grid for grid in named[1:] if not _is_example(grid.name)):
            problems.append(of_sheet("sheet_twice", other.place(0, 0), used=name, role=label, content=name))
        if chosen.state != "visible":
            problems.append(of_sheet("hidden_sheet", chosen.place(0, 0), role=label))
        if chosen.corrections.used is not False:
            found[key] = chosen
    nameless = [grid for grid in grids if ranks[grid.name][1] is None]
    problems += _look_alikes(nameless, sheets, found)
    problems += _form_by_content(nameless, sheets, found)
    known = {grid.name for grid in found.values()}
    beside = [grid for grid in grids if grid.name not in known and not _is_example(grid.name)]
    return found, with_second_sheets(beside, sheets, found, problems)


def unnamed(grids: Sequence[Grid], sheets: Mapping[str, Sheet], found: Mapping[str, Grid]) -> list[Grid]:
    """The sheets that are none of the rulebook's, nor examples."""
    known = {grid.name for grid in found.values()}
    return [g for g in grids if g.name not in known and _rank(g.name, sheets)[1] is None and not _is_example(g.name)]


def _is_example(title: str) -> bool:
    return any(example in word(title) for example in WORDS.example_sheets)


def _rank(title: str, sheets: Mapping[str, Sheet]) -> tuple[int, str | None]:
    """How closely a title names a sheet: 0 its label, 1 a synonym, 2 either with numbering or brackets."""
    for rank, name in ((0, word(title)), (2, TABLE.sub("", TWICE.sub(r"\1", NUMBERING.sub("", header(title)))))):
        for key, sheet in sheets.items():
            if name in spellings(map(word, sheet.label.every)):
                return rank, key
        for key, sheet in sheets.items():
            if name in map(word, sheet.synonyms):
                return rank + 1, key
    return 9, None


def _look_alikes(grids: Sequence[Grid], sheets: Mapping[str, Sheet], found: dict[str, Grid]) -> list[Problem]:
    """Sheets whose headers are those of a sheet that is missing; used where the sender says so."""
    missing = [sheet for key, sheet in sheets.items() if key not in found and sheet.role not in ("guide", "form")]
    problems = []
    for grid in grids:
        alike = [(len(best_head(grid, sheet)[1]), sheet) for sheet in missing]
        count, sheet = max(alike, key=lambda pair: pair[0], default=(0, None))
        if sheet is not None and count >= ALIKE:
            problems.append(of_sheet("sheet_not_read", grid.place(0, 0), role=sheet.label))
            if grid.corrections.used:
                found.setdefault(sheet.key, grid)
    return problems


def _form_by_content(grids: Sequence[Grid], sheets: Mapping[str, Sheet], found: dict[str, Grid]) -> list[Problem]:
    """The only sheet that says what 基本信息 says, where none is named so: without it there is no verdict."""
    form = next((sheet for sheet in sheets.values() if sheet.role == "form"), None)
    if form is None or form.key in found:
        return []
    words = header_words(form.columns)
    alike = [grid for grid in grids if _is_form(grid, words)]
    if len(alike) != 1:
        return []
    found[form.key] = alike[0]
    return [of_sheet("sheet_by_content", alike[0].place(0, 0), role=form.label)]


def _is_form(grid: Grid, words: Mapping[str, tuple[int, str]]) -> bool:
    """Whether one of the first columns holds the labels of a form."""
    for cells in grid.columns[:FORM_COLUMNS]:
        labels = {words[header(text)] for text in cells.texts if text and header(text) in words}
        if sum(rank == 0 for rank, _ in labels) >= FORM_ITEMS:
            return True
    return False
