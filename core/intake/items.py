"""Where the items of 基本信息 are: a label in one cell, and the cells that answer it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import repeat
from typing import NamedTuple

from msgspec import Struct

from core.intake.grid import Grid, shown
from core.intake.headings import HEADER_ROWS, header_words, resembling
from core.intake.problems import of_grid
from core.intake.words import WORDS, header, word
from core.model import Column, Problem, Sheet

MOST_ROWS = 2000
#: What joins a label and the word that it is a correction.
AROUND = "-_:()的后值为"
ANSWER, PERHAPS, RIVAL = 1, 2, 3


class Item(Struct, frozen=True):
    """A label of the form and the cell that answers it; rows and columns from 0.

    `beside`: 0 for the column of answers, ANSWER for another one, PERHAPS for a column that may be one, RIVAL for one
    that may be as well as the first, since neither says what it holds.  `unit`: the column that says its unit, if any.
    """

    key: str
    rank: int
    row: int
    label: int
    value: int
    beside: int = 0
    unit: int | None = None


class Block(NamedTuple):
    """A column of labels, the columns of answers to them (what each is beside), and the column of their units."""

    labels: int
    answers: dict[int, int]
    unit: int | None


def items_of(grid: Grid, sheet: Sheet) -> Iterator[Item]:
    words = header_words(sheet.columns)
    head, blocks = _head(grid, words) or (-1, [])
    for row in range(head + 1, _height(grid)):
        taken = -1
        for index, block in ((each.labels, each) for each in blocks) if blocks else zip(across(grid), repeat(None)):
            text = grid.at(row, index)
            claim = _claim(words, header(text)) if isinstance(text, str) and text and index > taken else None
            if claim is not None:
                taken = index if block else _right_of(grid, row, index)
                columns = block.answers if block else {taken: 0, taken + 1: PERHAPS}
                for value, beside in columns.items():
                    rank = claim[0] + PERHAPS * (beside == PERHAPS)
                    yield Item(claim[1], rank, row, index, value, beside, block and block.unit)


def _claim(words: Mapping[str, tuple[int, str]], label: str) -> tuple[int, str] | None:
    """Whose item a label is; one that says that it corrects an item (更正：…) is that item again."""
    if label in words:
        return words[label]
    for revision in WORDS.revisions:
        plain = label.strip(AROUND).removeprefix(revision).removesuffix(revision).strip(AROUND)
        if len(revision) > 1 and plain != label and plain in words:
            return words[plain]
    return None


def across(grid: Grid) -> range:
    return range(len(grid.columns))


def _head(grid: Grid, words: Mapping[str, tuple[int, str]]) -> tuple[int, list[Block]] | None:
    """The header row and its blocks, of which a form side by side has several; None without a header."""
    rows = range(min(HEADER_ROWS, grid.height))
    for row in rows:
        answers = {index: ANSWER for index in across(grid) if _is_head(grid, row, index)}
        labels = _labels(grid, row, words, without=answers) if answers else []
        if labels:
            return row, _blocks(grid, row, labels, answers)
    for row in rows:  # no column says that it holds the answers
        labels = [index for index in _labels(grid, row, words) if _text(grid, row, index) in WORDS.form_items]
        if labels and _text(grid, row, labels[0]) not in words and _text(grid, row, labels[0] + 1):
            others = [index for index in across(grid)[labels[0] + 1 :] if _may_answer(grid, row, index)]
            said = [at for at in range(row + 1, _height(grid)) if _text(grid, at, labels[0]) in words]
            if others and 2 * sum(grid.at(at, others[0]) != "" for at in said) < len(said):
                others = sorted({labels[0] + 1, *others})  # what changed alone (上期, 本期)
            return (row, _blocks(grid, row, labels[:1], dict.fromkeys(others, RIVAL))) if others else None
    return None


def _labels(grid: Grid, row: int, words: Container[str | None], without: Container[int] = ()) -> list[int]:
    """The column below a header row that holds most labels of the form, those under the same header or left of answers."""
    counts = {
        index: sum(_text(grid, at, index) in words for at in range(row + 1, _height(grid)))
        for index in across(grid)
        if index not in without
    }
    most = max(counts, key=counts.__getitem__, default=0)
    heading = _text(grid, row, most)
    return [
        index
        for index, count in counts.items()
        if count and (index == most or _text(grid, row, index) == heading != "" or (count > 1 and index + 1 in without))
    ]


def _blocks(grid: Grid, row: int, labels: list[int], answers: dict[int, int]) -> list[Block]:
    """The blocks of a header row; a column of no other use may hold answers too."""
    blocks = []
    ends = [*labels[1:], len(grid.columns)]
    for at, (label, end) in enumerate(zip(labels, ends, strict=True)):
        own = range(label if at else 0, end)
        sure = {index: beside for index, beside in answers.items() if index in own}
        others = [index for index in own if index not in (*sure, label) and _may_answer(grid, row, index)]
        # Corrections alone correct something: the column next to the labels, whatever its head.
        if len(sure) == 1 and label + 1 in others and not _says_answer(grid, row, *sure):
            sure = {label + 1: ANSWER, **sure}
            others.remove(label + 1)
        sure |= dict.fromkeys(list(sure)[:1], 0)
        unit = next((index for index in own if _text(grid, row, index) in WORDS.unit_heads), None)
        blocks.append(Block(label, sure | dict.fromkeys(others, PERHAPS), unit))
    return blocks


def _may_answer(grid: Grid, row: int, index: int) -> bool:
    """Whether a column is none of remarks, examples, units and the like."""
    heading = word(shown(grid.at(row, index)))
    return not any(note in heading for note in WORDS.form_notes) and not heading.endswith(WORDS.form_note_ends)


def _text(grid: Grid, row: int, index: int) -> str | None:
    text = grid.at(row, index)
    return header(text) if isinstance(text, str) else None


def _is_head(grid: Grid, row: int, index: int) -> bool:
    text = _text(grid, row, index) or ""
    plain = text.rstrip("0123456789")
    for revision in WORDS.revisions:
        plain = plain.replace(revision, "") if plain not in WORDS.form_values else plain
    plain = plain.strip("-_:()的")
    return text in WORDS.form_values or (
        plain != text and (plain in WORDS.form_values or (not plain and not text.isdigit()))
    )


def _says_answer(grid: Grid, row: int, index: int) -> bool:
    """Whether a head says that answers are below it, not only that they are corrected ones."""
    return any(value in (_text(grid, row, index) or "") for value in WORDS.form_values if len(value) > 1)


def _height(grid: Grid) -> int:
    return min(grid.height, MOST_ROWS)


def _right_of(grid: Grid, row: int, index: int) -> int:
    """The cell right of a label, past the area that the label is merged over."""
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and left <= index <= right:
            return right + 1
    return index + 1


def unknown_items(grid: Grid, missing: list[Column], items: list[Item]) -> tuple[list[Problem], list[Item]]:
    """Filled items that nobody claims, asked about where they resemble one that is missing; those that were answered."""
    by_label = {column.label.zh: column.key for column in missing}
    places, known = {(item.label, item.value) for item in items if not item.beside}, {item.row for item in items}
    problems, meant = [], []
    for label, value in places if len(places) == 1 else ():
        for row in range(_height(grid)):
            text = grid.at(row, label)
            if row in known or not isinstance(text, str) or not text or grid.at(row, value) == "":
                continue
            alike = () if _is_head(grid, row, value) else resembling(text, missing)
            if alike:
                problems.append(of_grid("unknown_item", grid, row, label, candidates=alike))
                key = by_label.get(grid.corrections.headings.get((row, label), ""))
                meant += [Item(key, 0, row, label, value)] if key else []
    return problems, meant
