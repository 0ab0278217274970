"""Answers → grids as their senders mean them: what is read afterwards knows of no answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec.structs import replace

from core.intake.grid import BLANK, AnsweredRaw, Cells, Corrections, Grid
from core.intake.problems import format_of
from core.model import Answered, Effect, Month, Place

#: So many versions of a sheet are kept: with the answers given, and with those that might be.
MOST_KEPT = 3


def edited(grids: Sequence[Grid], answered: Iterable[Answered]) -> list[Grid]:
    """The grids with the answers, whose problems are placed by title and index."""
    by_sheet: dict[str, list[Answered]] = {}
    for each in answered:
        places: dict[str, list[Place]] = {}
        for place in each.problem.details.get("places", filter(None, (each.problem.place,))):
            places.setdefault(place.sheet, []).append(place)
        for title, own in places.items() if each.offer.effect is not Effect.KEEP else ():
            areas = {"areas": [place.rows for place in own]} if "areas" in each.problem.details else {}
            problem = replace(each.problem, place=own[0], details={**each.problem.details, **areas})
            by_sheet.setdefault(title, []).append(replace(each, problem=problem))
    return [_once_edited(grid, by_sheet[grid.name]) if grid.name in by_sheet else grid for grid in grids]


def _once_edited(grid: Grid, answered: list[Answered]) -> Grid:
    """One sheet, which stays the same where the answers about it do."""
    kept: list[tuple[list[Answered], Grid]] = grid.once(edited, list)
    found = next((made for asked, made in kept if asked == answered), None)
    if found is None:
        found = _edited(grid, answered)
        kept[:] = [(answered, found), *kept[: MOST_KEPT - 1]]
    return found


def _edited(grid: Grid, answered: Sequence[Answered]) -> Grid:
    """One sheet; that a cell is not used wins over another answer about it."""
    columns, corrections = list(grid.columns), grid.corrections
    for each in sorted(answered, key=lambda each: each.offer.effect is Effect.NOT_USED):
        area = None if each.problem.place is None else grid.area(each.problem.place)
        if area is None:
            continue
        top, left, bottom, right = area
        # A question about cells of one column, or of one row, each with its own value.
        of_cells = "type" in each.problem.details and (left == right or each.offer.effect is Effect.PROPOSED)
        if of_cells and right < len(columns):
            for index in range(left, right + 1):
                columns[index] = _with_answer(columns[index], top, bottom, each)
        elif each.offer.effect is Effect.EACH and left == right < len(columns):
            codes = columns[left].codes.copy()
            for first, last in each.problem.areas:
                codes[first - 1 : last] = codes[first - 1]
            columns[left] = replace(columns[left], codes=codes)
        else:
            corrections = _corrected(corrections, each, (top, left))
    return replace(grid, columns=tuple(columns), corrections=corrections)


def _with_answer(cells: Cells, top: int, bottom: int, each: Answered) -> Cells:
    """The cells of a stretch as answered, each distinct one once; of months in order each is one of its own."""
    details = each.problem.details
    values, codes = list(cells.values), np.asarray(cells.codes).astype(np.int64)
    rows = np.concatenate([np.arange(first - 1, last) for first, last in each.problem.areas])
    orders = details.get("orders", (details.get("in_order"),)) if each.offer.effect is Effect.IN_ORDER else ()
    months = next((order for order in orders if order[0] == each.offer.details["first"]), None)

    def answered(code: int, month: Month | None = None) -> AnsweredRaw:
        one = each.offer.details["understood"] if each.offer.effect is Effect.THIS_MONTH else None
        return AnsweredRaw("a", values[code], each.problem.code, each.offer.effect, month or one)

    if months is not None:
        values += [answered(code, month) for code, month in zip(codes[rows].tolist(), months, strict=True)]
        codes[rows] = np.arange(len(cells.values), len(values))
        return Cells(values, codes)
    stretch = codes[top:] if "areas" in details else codes[top : bottom + 1]
    asked = codes[rows] if "areas" in details and "mixed" not in details else stretch
    shown_as = details.get("format")
    for code in np.unique(asked).tolist():
        if values[code] != BLANK and shown_as in (None, format_of(values[code])):
            stretch[stretch == code] = len(values)
            values.append(answered(code))
    return Cells(values, codes)


def _corrected(corrections: Corrections, each: Answered, cell: tuple[int, int]) -> Corrections:
    """The corrections of a sheet with an answer to a problem whose first cell this is."""
    details = each.offer.details
    rows = frozenset(row for first, last in each.problem.areas for row in range(first - 1, last))
    match each.offer.effect, each.problem.code:
        case Effect.THIS_SHEET | Effect.SHEET, _:
            return replace(corrections, used=True)
        case Effect.APPEND | Effect.PREFER, _:
            return replace(corrections, appended=True, holding=each.offer.effect is Effect.PREFER)
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
        case Effect.THIS_MONTH, _:
            return replace(corrections, months={**corrections.months, details["row"] - 1: details["understood"]})
        case Effect.COUNT, _:
            return replace(corrections, counted=corrections.counted | rows)
        case Effect.LEAVE_OUT, "struck_rows":
            return replace(corrections, left_out=corrections.left_out | rows)
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
