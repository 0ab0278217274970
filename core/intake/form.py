"""基本信息 → typed entries by key: a label in one cell, its value in the column 内容 or right of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.intake.cells import Cell, parser, question
from core.intake.choices import NO_CHOICES, Choices
from core.intake.edits import changed, last
from core.intake.grid import Grid, shown
from core.intake.header_units import Heading, header_units
from core.intake.layout import HEADER_ROWS, header_words, resembling, searched
from core.intake.measures import Measure, own_measure
from core.intake.problems import of_cell, of_sheet
from core.intake.tables import header_factor
from core.intake.words import WORDS, header
from core.model import Column, Effect, Entry, Place, Problem, Sheet, State

MOST_ROWS = 2000
#: The row (from 1) and the column (from 0) of each item's content.
Items = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Item:
    """A label of the form and the cell that answers it; rows and columns from 0."""

    key: str
    rank: int
    row: int
    label: int
    value: int


def read_form(
    grid: Grid, sheet: Sheet, choices: Choices = NO_CHOICES
) -> tuple[dict[str, Entry[Any]], Items, dict[str, str], list[Problem]]:
    """An entry for each column of the sheet, absent ones too; where each is; its label as written."""
    columns = {column.key: column for column in sheet.columns}
    entries: dict[str, Entry[Any]] = {key: Entry.absent() for key in columns}
    problems: list[Problem] = []
    by_key: dict[str, list[Item]] = {}
    for item in _items(grid, sheet):
        by_key.setdefault(item.key, []).append(item)
    if not by_key:
        return (
            entries,
            {},
            {},
            [
                of_sheet(
                    "no_header",
                    searched(grid),
                    columns=tuple(c.label for c in sheet.columns[:3]),
                )
            ],
        )
    unknown, meant = _unknown(grid, [column for key, column in columns.items() if key not in by_key], by_key, choices)
    problems += unknown
    for item in meant:
        by_key.setdefault(item.key, []).append(item)
    items: Items = {}
    labels: dict[str, str] = {}
    # The unit of the open volume says how 基期数据资源开放总量 is to be read, so it comes first.
    for key in sorted(by_key, key=lambda key: columns[key].type != "text"):
        cell, item, found = _entry(grid, columns[key], by_key[key], volume_measure(entries), choices)
        text = shown(grid.at(item.row, item.value))
        entries[key] = Entry(cell.state, cell.value, Place(sheet.key, key), text)
        items[key] = (item.row + 1, item.value)
        labels[key] = shown(grid.at(item.row, item.label))
        problems += found
    return entries, items, labels, problems


def volume_measure(entries: Mapping[str, Entry[Any]]) -> Measure | None:
    """The unit that columns without one of their own are in: 开放总量计量单位."""
    unit = entries.get("volume_unit")
    return Measure.of(unit.value) if unit is not None and isinstance(unit.value, str) else None


def _items(grid: Grid, sheet: Sheet) -> Iterator[Item]:
    words = header_words(sheet.columns)
    head = _head(grid, words)
    if head is not None:
        row, labels, values = head
        for at in range(row + 1, _height(grid)):
            text = grid.at(at, labels)
            claim = words.get(header(text)) if isinstance(text, str) and text else None
            if claim is not None:
                yield Item(claim[1], claim[0], at, labels, values)
        return
    for at in range(_height(grid)):
        taken = -1
        for index in range(len(grid.columns)):
            text = grid.at(at, index)
            claim = words.get(header(text)) if isinstance(text, str) and text and index > taken else None
            if claim is not None:
                taken = _right_of(grid, at, index)
                yield Item(claim[1], claim[0], at, index, taken)


def _head(grid: Grid, words: Mapping[str, tuple[int, str]]) -> tuple[int, int, int] | None:
    """The header row, the column of labels and the column of values; None without a header row."""
    for row in range(min(HEADER_ROWS, grid.height)):
        for values in range(len(grid.columns)):
            text = grid.at(row, values)
            if not isinstance(text, str) or header(text) not in WORDS.form_values:
                continue
            counts = [
                sum(
                    isinstance(grid.at(at, index), str) and header(str(grid.at(at, index))) in words
                    for at in range(row + 1, _height(grid))
                )
                if index != values
                else 0
                for index in range(len(grid.columns))
            ]
            if max(counts):
                return row, counts.index(max(counts)), values
    return None


def _height(grid: Grid) -> int:
    """How far down items are looked for."""
    return min(grid.height, MOST_ROWS)


def _right_of(grid: Grid, row: int, index: int) -> int:
    """The cell right of a label, past the area that the label is merged over."""
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and left <= index <= right:
            return right + 1
    return index + 1


def _unknown(
    grid: Grid, missing: list[Column], by_key: Mapping[str, list[Item]], choices: Choices
) -> tuple[list[Problem], list[Item]]:
    """Filled items that nobody claims, asked about where they resemble one that is missing; those that the sender has named."""
    by_label = {column.label.zh: column.key for column in missing}
    meant = []
    places = {(item.label, item.value) for items in by_key.values() for item in items}
    known = {item.row for items in by_key.values() for item in items}
    problems = []
    for label, value in places if len(places) == 1 else ():
        for row in range(_height(grid)):
            text = grid.at(row, label)
            said = grid.at(row, value)
            if row in known or not isinstance(text, str) or not text or said == "":
                continue
            if isinstance(said, str) and header(said) in WORDS.form_values:
                continue
            alike = resembling(text, missing)
            if alike:
                cell = grid.place(row, label)
                found = shown(text)
                problems.append(of_sheet("unknown_item", cell, found=found, candidates=alike))
                offer = choices.offer("unknown_item", cell)
                if offer is not None and offer.effect is Effect.ITEM and offer.details["label"].zh in by_label:
                    meant.append(Item(by_label[offer.details["label"].zh], 0, row, label, value))
    return problems, meant


def _entry(
    grid: Grid, column: Column, items: list[Item], volume: Measure | None, choices: Choices
) -> tuple[Cell, Item, list[Problem]]:
    """The cell of a label; of several, the one that is filled, or none where they differ."""
    read = [(item, _cell(grid, column, item, volume)) for item in items]
    asked = {item: cell.doubts for item, cell in read}
    if choices.answers:
        read = [(item, _as_answered(cell, grid, column, item, volume, choices)) for item, cell in read]
    filled = [pair for pair in read if pair[1].state is not State.BLANK] or read[:1]
    exact = [pair for pair in filled if pair[0].rank == min(item.rank for item, _ in filled)]
    item, cell = exact[0]
    at, found = grid.place(item.row, item.value), shown(grid.at(item.row, item.value))
    problems = [of_cell(doubt, column, at, found) for doubt in asked[item]]
    differing = [other for other, read_cell in filled if read_cell.value != cell.value]
    if differing:
        cells = tuple(grid.place(other.row, other.value) for other, _ in filled)
        where = grid.place(differing[0].row, differing[0].value)
        details = {
            "column": column.label,
            "cells": cells,
            "used": None if len(exact) > 1 else at,
            "content": " ".join(shown(grid.at(other.row, other.value)) for other, _ in filled),
        }
        code = "item_twice" if len(exact) > 1 else "item_twice_one_used"
        also = shown(grid.at(differing[0].row, differing[0].value))
        problems.append(of_sheet(code, where, found=also, **details))
        offer = choices.offer(code, where)
        if offer is not None and offer.effect is Effect.CELL and offer.details["cell"] in cells:
            item, cell = filled[cells.index(offer.details["cell"])]
        elif len(exact) > 1:
            cell = Cell(State.UNREADABLE)
    return cell, item, problems


def _as_answered(cell: Cell, grid: Grid, column: Column, item: Item, volume: Measure | None, choices: Choices) -> Cell:
    """The cell as the sender says it is to be read."""
    place, raw = grid.place(item.row, item.value), grid.at(item.row, item.value)
    own = own_measure(column, volume)
    for effect in sorted((choices.of(doubt.code, place) for doubt in cell.doubts), key=last):
        cell = changed(effect, raw, cell, column, own)
    return cell


def _cell(grid: Grid, column: Column, item: Item, volume: Measure | None) -> Cell:
    own = own_measure(column, volume)
    label = Heading(item.label, str(grid.at(item.row, item.label)))
    factor, differs = header_factor(header_units(label), own, column)
    cell = parser(column, own, factor)(grid.at(item.row, item.value))
    if differs and cell.value is not None and column.type in ("count", "number"):
        doubt = question("unit_differs", expected_unit=own.text, header_unit=differs)
        return cell._replace(doubts=(*cell.doubts, doubt))
    return cell
