"""Where the items of 基本信息 are: a label in one cell, and the cells that answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from core.intake.grid import Grid, shown
from core.intake.headings import HEADER_ROWS, header_words, resembling
from core.intake.problems import of_grid
from core.intake.words import WORDS, header, word
from core.model import Column, Problem, Sheet

MOST_ROWS = 2000
#: What joins a label and the word that it is a correction.
AROUND = "-_:()的后值为"
ANSWER, PERHAPS = 1, 2


class Item(Struct, frozen=True):
    """A label of the form and the cell that answers it; rows and columns from 0.

    `beside`: 0 for the column of answers, ANSWER for another one, PERHAPS for a column that may be one.
    """

    key: str
    rank: int
    row: int
    label: int
    value: int
    beside: int = 0


def items_of(grid: Grid, sheet: Sheet) -> Iterator[Item]:
    words = header_words(sheet.columns)
    head, labels, columns = _head(grid, words) or (-1, -1, {})
    for row in range(head + 1, _height(grid)):
        taken = -1
        for index in range(len(grid.columns)) if labels < 0 else (labels,):
            text = grid.at(row, index)
            claim = _claim(words, header(text)) if isinstance(text, str) and text and index > taken else None
            if claim is not None:
                taken = _right_of(grid, row, index) if labels < 0 else index
                for value, beside in (columns or {taken: 0, taken + 1: PERHAPS}).items():
                    yield Item(claim[1], claim[0] + beside * (beside == PERHAPS), row, index, value, beside)


def _claim(words: Mapping[str, tuple[int, str]], label: str) -> tuple[int, str] | None:
    """Whose item a label is; one that says that it corrects an item (更正：…) is that item again."""
    if label in words:
        return words[label]
    for revision in WORDS.revisions:
        plain = label.strip(AROUND).removeprefix(revision).removesuffix(revision).strip(AROUND)
        if len(revision) > 1 and plain != label and plain in words:
            return words[plain]
    return None


def _head(grid: Grid, words: Mapping[str, tuple[int, str]]) -> tuple[int, int, dict[int, int]] | None:
    """The header row, the column of labels, and the columns of answers (what each is beside); None without a header."""
    across = range(len(grid.columns))
    for row in range(min(HEADER_ROWS, grid.height)):
        answers = [index for index in across if _is_head(grid, row, index)]
        if not answers:
            continue
        counts = [
            sum(_text(grid, at, index) in words for at in range(row + 1, _height(grid))) if index not in answers else 0
            for index in across
        ]
        if max(counts):
            labels = counts.index(max(counts))
            notes = [word(shown(grid.at(row, index))) for index in across]
            others = [
                index
                for index in across
                if index not in (*answers, labels) and not any(note in notes[index] for note in WORDS.form_notes)
            ]
            # Corrections alone correct something: the column next to the labels, whatever its head.
            if len(answers) == 1 and labels + 1 in others and not _says_answer(grid, row, answers[0]):
                answers = [labels + 1, *answers]
                others.remove(labels + 1)
            sure = {index: ANSWER * (index != answers[0]) for index in answers}
            return row, labels, sure | dict.fromkeys(others, PERHAPS)
    return None


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
