"""Answers → grids as their senders mean them: what is read afterwards knows of no answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from core.intake.grid import BLANK, AnsweredRaw, Cells, Corrections, Grid
from core.intake.months import months_in
from core.model import Answered, Effect, Month, Place


def edited(grids: Sequence[Grid], answered: Iterable[Answered]) -> list[Grid]:
    """The grids with the answers, whose problems are placed by title and index."""
    by_sheet: dict[str, list[tuple[Place, Answered]]] = {}
    for each in answered:
        if each.problem.place is not None and each.offer.effect is not Effect.KEEP:
            by_sheet.setdefault(each.problem.place.sheet, []).append((each.problem.place, each))
    return [_edited(grid, by_sheet[grid.name]) if grid.name in by_sheet else grid for grid in grids]


def _edited(grid: Grid, answered: Sequence[tuple[Place, Answered]]) -> Grid:
    """One sheet; that a cell is not used wins over another answer about it."""
    columns, corrections = list(grid.columns), grid.corrections
    for place, each in sorted(answered, key=lambda pair: pair[1].offer.effect is Effect.NOT_USED):
        area = grid.area(place)
        if area is None:
            continue
        top, left, bottom, right = area
        if "type" in each.problem.details and left == right < len(columns):  # a question about cells of one column
            columns[left] = _with_answer(columns[left], top, each.problem.details.get("last_row", bottom + 1) - 1, each)
        elif each.offer.effect is Effect.EACH and left == right < len(columns):
            codes = columns[left].codes.copy()
            codes[top : bottom + 1] = codes[top]
            columns[left] = replace(columns[left], codes=codes)
        else:
            corrections = _corrected(corrections, each, (top, left))
    return replace(grid, columns=tuple(columns), corrections=corrections)


def _with_answer(cells: Cells, top: int, bottom: int, each: Answered) -> Cells:
    """The cells of a stretch as answered, each distinct one once; of months in order each is one of its own."""
    values, codes = list(cells.values), np.asarray(cells.codes).astype(np.int64)
    stretch = codes[top : bottom + 1]
    months = months_in([values[code] for code in stretch.tolist()]) if each.offer.effect is Effect.IN_ORDER else None

    def answered(code: int, month: Month | None = None) -> AnsweredRaw:
        one = each.offer.details["understood"] if each.offer.effect is Effect.THIS_MONTH else None
        return AnsweredRaw("a", values[code], each.problem.code, each.offer.effect, month or one)

    if months is not None:
        values += [answered(code, month) for code, month in zip(stretch.tolist(), months, strict=True)]
        stretch[:] = np.arange(len(cells.values), len(values))
    apart = "areas" in each.problem.details and "mixed" not in each.problem.details
    for code in (np.unique(stretch[:1] if apart else stretch).tolist()) if months is None else ():
        if values[code] != BLANK:
            stretch[stretch == code] = len(values)
            values.append(answered(code))
    return Cells(values, codes)


def _corrected(corrections: Corrections, each: Answered, cell: tuple[int, int]) -> Corrections:
    """The corrections of a sheet with an answer to a problem whose first cell this is."""
    details = each.offer.details
    match each.offer.effect, each.problem.code:
        case Effect.THIS_SHEET | Effect.SHEET, _:
            return replace(corrections, used=True)
        case Effect.APPEND, _:
            return replace(corrections, appended=True)
        case Effect.NOT_USED, "hidden_sheet":
            return replace(corrections, used=False)
        case Effect.NOT_USED, _:
            return replace(corrections, unused=corrections.unused | {cell})
        case Effect.COLUMN | Effect.ITEM, _:
            return replace(corrections, headings={**corrections.headings, cell: details["label"].zh})
        case Effect.CELL, _:
            at = details["cell"]
            return replace(corrections, chosen=corrections.chosen | {(at.rows[0] - 1, at.column)})
        case Effect.FIRST_ROW | Effect.SECOND_ROW, _:
            return replace(corrections, holds={**corrections.holds, cell[0]: details["row"] - 1})
        case Effect.COUNT, _:
            return replace(corrections, counted=corrections.counted | {cell[0]})
        case Effect.LEAVE_OUT, "struck_rows":
            first, last = each.problem.place.rows if each.problem.place and each.problem.place.rows else (1, 0)
            return replace(corrections, left_out=corrections.left_out | {*range(first - 1, last)})
        case Effect.LEAVE_OUT, "hidden_rows":
            return replace(corrections, hidden_rows=False)
        case Effect.LEAVE_OUT, _:
            return replace(corrections, hidden_columns=False)
        case Effect.ONCE, _:
            return replace(corrections, once=True)
        case Effect.ONE_NAME, _:
            asked = each.problem.details
            return replace(corrections, same={**corrections.same, (cell[1], asked["understood"]): asked["other"]})
    return corrections
