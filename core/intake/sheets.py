"""Which grid is which sheet: by its name, or by what it says where no name does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.intake.choices import NO_CHOICES, Choices
from core.intake.grid import Grid
from core.intake.layout import columns_found, header_words
from core.intake.problems import of_sheet
from core.intake.words import header, word
from core.model import Effect, Problem, Sheet

#: So many headers of a missing sheet make another sheet look like it.
ALIKE = 3
#: So many labels of the form in one of the first columns make a sheet the form.
FORM_ITEMS, FORM_COLUMNS = 5, 10
NUMBERING = re.compile(r"^(?:附?表)?[(（]?[\d一二三四五六七八九十]{1,2}[)）]?[.、:：_\-\s]*")


def match_sheets(
    grids: Sequence[Grid], sheets: Mapping[str, Sheet], choices: Choices = NO_CHOICES
) -> tuple[dict[str, Grid], list[Problem]]:
    """Grids by sheet key, and what was odd: two of one role, hidden ones, ones that only look alike."""
    found: dict[str, Grid] = {}
    problems: list[Problem] = []
    candidates: dict[str, list[tuple[int, Grid]]] = {}
    for grid in grids:
        rank, key = _rank(grid.name, sheets)
        if key is not None:
            candidates.setdefault(key, []).append((rank, grid))
    for key, ranked in candidates.items():
        if sheets[key].role == "guide":
            continue
        ranked.sort(key=lambda pair: pair[0])
        chosen = ranked[0][1]
        meant = [grid for _, grid in ranked[1:] if choices.of("sheet_twice", grid.place(0, 0)) is Effect.THIS_SHEET]
        found[key] = meant[0] if meant else chosen
        for _, other in ranked[1:]:
            problems.append(
                of_sheet(
                    "sheet_twice",
                    other.place(0, 0),
                    used=chosen.name,
                    role=sheets[key].label,
                    content=chosen.name,
                )
            )
        chosen = found[key]
        if chosen.state != "visible":
            problems.append(of_sheet("hidden_sheet", chosen.place(0, 0), role=sheets[key].label))
            if choices.of("hidden_sheet", chosen.place(0, 0)) is Effect.NOT_USED:
                del found[key]
    problems += _look_alikes(grids, sheets, found, choices)
    problems += _form_by_content(grids, sheets, found)
    return found, problems


def _rank(title: str, sheets: Mapping[str, Sheet]) -> tuple[int, str | None]:
    """How closely a title names a sheet: 0 its label, 1 a synonym, 2 either with numbering or brackets."""
    whole, bare = word(title), NUMBERING.sub("", header(title))
    for rank, said in ((0, whole), (2, bare)):
        for key, sheet in sheets.items():
            if said in map(word, sheet.label.every):
                return rank, key
        for key, sheet in sheets.items():
            if said in map(word, sheet.synonyms):
                return rank + 1, key
    return 9, None


def _look_alikes(
    grids: Sequence[Grid], sheets: Mapping[str, Sheet], found: dict[str, Grid], choices: Choices
) -> list[Problem]:
    """Sheets that no name claims but whose headers are those of a sheet that is missing; used where the sender says so."""
    by_label = {sheet.label.zh: key for key, sheet in sheets.items()}
    absent = {key for key in sheets if key not in found}
    used = {grid.name for grid in found.values()}
    problems = []
    for grid in grids:
        if grid.name in used or _rank(grid.name, sheets)[1] is not None:
            continue
        missing = [sheet for key, sheet in sheets.items() if key in absent and sheet.role not in ("guide", "form")]
        alike = [(columns_found(grid, sheet.columns), sheet.label) for sheet in missing]
        count, label = max(alike, key=lambda pair: pair[0], default=(0, None))
        if count >= ALIKE:
            problems.append(of_sheet("sheet_not_read", grid.place(0, 0), role=label))
            offer = choices.offer("sheet_not_read", grid.place(0, 0))
            if offer is not None and offer.effect is Effect.SHEET:
                found.setdefault(by_label[offer.details["label"].zh], grid)
    return problems


def _form_by_content(grids: Sequence[Grid], sheets: Mapping[str, Sheet], found: dict[str, Grid]) -> list[Problem]:
    """The only sheet that says what 基本信息 says, where none is named so: without it there is no verdict."""
    form = next((sheet for sheet in sheets.values() if sheet.role == "form"), None)
    if form is None or form.key in found:
        return []
    words = header_words(form.columns)
    alike = [grid for grid in grids if _rank(grid.name, sheets)[1] is None and _is_form(grid, words)]
    if len(alike) != 1:
        return []
    found[form.key] = alike[0]
    return [of_sheet("sheet_by_content", alike[0].place(0, 0), role=form.label)]


def _is_form(grid: Grid, words: Mapping[str, tuple[int, str]]) -> bool:
    """Whether one of the first columns holds the labels of a form."""
    for cells in grid.columns[:FORM_COLUMNS]:
        said = {words[header(text)] for text in cells.texts if text and header(text) in words}
        if len({key for rank, key in said if rank == 0}) >= FORM_ITEMS:
            return True
    return False
