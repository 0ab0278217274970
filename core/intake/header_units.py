"""Units that a header names: in its brackets, in a row below it, or in a line above the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.intake.grid import Grid, shown
from core.intake.measures import Measure
from core.intake.problems import of_sheet
from core.intake.words import WORDS, bracketed, is_blank, word
from core.model import Column, Problem

#: A unit in the lines above a table.
_ANNOUNCED = "|".join(said for said in WORDS.unit_prefixes if said.endswith(":"))
TITLE_UNIT = re.compile(rf"(?:{_ANNOUNCED})([^\s,;()]+)")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a column is in its grid (from 0), the header as written, and a unit written below it."""

    index: int
    written: str
    below: str = ""


def header_units(place: Heading) -> list[str]:
    """What the header says in brackets, without marks such as 选填."""
    below = [word(place.below).strip("()")] if place.below else []
    return [text for text in (*bracketed(place.written), *below) if text and text not in WORDS.header_marks]


def with_title_unit(
    grid: Grid, row: int, columns: Mapping[str, Column], places: dict[str, Heading]
) -> tuple[dict[str, Heading], list[Problem]]:
    """The places of sums of money with the unit that a line above the headers gives; a question where both give one."""
    where = next(((r, c, unit) for r in range(row) for c, unit in _title_units(grid, r)), None)
    money = {
        key for key in places if (unit := columns[key].unit) is not None and Measure.of(unit.zh).base == WORDS.money
    }
    if where is None or not money:
        return places, []
    top, index, above = where
    said = Measure.of(above)
    own = {key: [Measure.of(text) for text in header_units(places[key])] for key in money}
    silent = {key for key in money if not any(each.base == WORDS.money for each in own[key])}
    places = {key: replace(place, below=above) if key in silent else place for key, place in places.items()}
    against = [
        key for key in places if key in money - silent and not any(each.scale == said.scale for each in own[key])
    ]
    if not against:
        return places, []
    cell, label = grid.place(top, index), columns[against[0]].label
    found = shown(grid.at(top, index))
    return places, [of_sheet("unit_above", cell, found=found, column=label)]


def _title_units(grid: Grid, row: int) -> list[tuple[int, str]]:
    """The units of money that a line names, by column."""
    found = []
    for index, raw in enumerate(grid.row(row)):
        texts = TITLE_UNIT.findall(word(raw)) if isinstance(raw, str) else ()
        units = [unit for text in texts for unit in text.split("、") if Measure.of(unit).base == WORDS.money]
        found += [(index, units[0])] if units else []
    return found


def is_unit_row(grid: Grid, row: int) -> bool:
    """Whether a row below the headers holds nothing but units."""
    texts = [raw for raw in grid.row(row) if not (isinstance(raw, str) and is_blank(raw))]
    return bool(texts) and all(isinstance(raw, str) and _is_unit(raw) for raw in texts)


def _is_unit(text: str) -> bool:
    said = Measure.of(word(text).strip("()"))
    return said.base == "%" or (said.known and said.text != "")
