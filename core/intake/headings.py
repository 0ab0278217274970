"""Headers: the row that holds them, the column that each names, and what their brackets say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, reduce
from types import MappingProxyType

from msgspec import Struct

from core.compiled import long_pattern
from core.intake.grid import Grid, Raw
from core.intake.measures import Measure
from core.intake.problems import of_sheet
from core.intake.words import WORDS, bracketed, header, spellings, word
from core.model import Column, Problem, Text

HEADER_ROWS, HEADER_COLUMNS = 10, 500
#: How much less than a label, a synonym or a key a header says that names one of several versions of a column.
VERSION = 2
#: Types of columns whose cells a bracket in the header may change.
FIGURES = ("count", "number", "percent")
NOTED = (*FIGURES, "date", "flag")
JOINTS = "-_:;/·.,、。()[] "
#: What brackets of a header may hold without changing what it means.
PLAIN = long_pattern(
    "|".join((r"\d{4}([-/.])\d\d?\1\d\d?", *map(re.escape, (*WORDS.header_plain, *WORDS.header_marks))))
    + r"|(?<!\d)\d{1,2}(?![\d年])"
)
#: What the name of a count or an amount ends in.
COUNTED = "数量额"
#: Of these, phrases that a word of WORDS.header_notes may be part of: 当月末 is no 当月.
PLAIN_PHRASES = long_pattern("|".join(re.escape(phrase) for phrase in WORDS.header_plain if len(phrase) > 2))


class Heading(Struct, frozen=True):
    """Where a column is in its grid (from 0), the header as written, and a unit written below it."""

    index: int
    written: str
    below: str = ""

    @property
    def units(self) -> list[str]:
        """What the header says in brackets, without marks such as 选填."""
        below = [word(self.below).strip("()")] if self.below else []
        return [text for text in (*bracketed(self.written), *below) if text and text not in WORDS.header_marks]

    def factor(self, own: Measure, column: Column) -> tuple[Decimal, str]:
        """What the header's own unit multiplies its numbers by, and a unit that cannot be the column's."""
        for text in self.units:
            unit = Measure.of(text)
            if not unit.known or (column.unit is not None and word(text) in map(word, column.unit.every[1:])):
                continue
            if not unit.base or unit.counts_as(own):
                return Decimal(unit.scale) / own.scale, ""
            if own.base:
                return Decimal(1), text
        return Decimal(1), ""


#: The headers that claim a column, each with 0 for its label, 1 for a synonym or its key, VERSION for 计划… and the like.
Claims = list[tuple[int, Heading]]


@lru_cache(maxsize=256)
def header_words(columns: tuple[Column, ...]) -> Mapping[str, tuple[int, str]]:
    """Each word that heads a column → (0 label, 1 synonym or key; the column's key)."""
    found: dict[str, tuple[int, str]] = {}
    for column in columns:
        for synonym in (column.key, *column.synonyms):
            found.setdefault(header(synonym), (1, column.key))
    return MappingProxyType(
        found | {label: (0, column.key) for column in columns for label in spellings(map(header, column.label.every))}
    )


def no_header(grid: Grid, columns: Sequence[Column]) -> Problem:
    """The error of a sheet without headers or labels, with the area in which they are looked for."""
    width, height = min(len(grid.columns), HEADER_COLUMNS), min(grid.height, HEADER_ROWS)
    searched = grid.place(0, 0, max(height, 1) - 1, max(width, 1) - 1)
    return of_sheet("no_header", searched, columns=tuple(column.label for column in columns[:3]))


def best_row(grid: Grid, columns: tuple[Column, ...]) -> tuple[int, dict[str, Claims]]:
    """The row that heads most columns, alone or with the row above it."""
    words = header_words(columns)
    most = len({key for _, key in words.values()})
    best: tuple[int, dict[str, Claims]] = (0, {})
    for row in range(min(HEADER_ROWS, grid.height)):
        for pair in (False, True) if row else (False,):
            headers = _headers(grid, row, words, pair=pair)
            if len(headers) > len(best[1]):
                best = (row, headers)
                if len(headers) == most:
                    return best
    return best


def _headers(grid: Grid, row: int, words: Mapping[str, tuple[int, str]], *, pair: bool) -> dict[str, Claims]:
    found: dict[str, Claims] = {}
    above = ""
    for index in range(min(len(grid.columns), HEADER_COLUMNS)):
        text = written_in(grid.at(row, index))
        options = [text]
        if pair:
            upper = written_in(grid.at(row - 1, index))
            above = upper or (above if text else "")
            options = [text, above + text, upper if not text else ""]
        for option in options:
            claim = words.get(header(option)) if option else None
            if claim is not None:
                found.setdefault(claim[1], []).append((claim[0], Heading(index, option)))
                break
    return found


def written_in(raw: Raw) -> str:
    return raw if isinstance(raw, str) else ""


def resembling(text: str, columns: Sequence[Column]) -> tuple[Text, ...]:
    """The labels of the columns that a header resembles: of that whose name it bears beside 总, 累计 or the like alone.

    Else of those with which half of its pairs of letters are the same, if need be without such words.
    """
    text, named = header(text), [(column, _names(column)) for column in columns]
    same = [column.label for column, names in named if _untotalled(text) in map(_untotalled, names)]
    if len(same) == 1:
        return tuple(same)
    alike = (
        tuple(column.label for column, names in named if any(_alike(form(text), form(name)) for name in names))
        for form in (_pairs, lambda name: _pairs(_untotalled(name)))
    )
    return next(filter(None, alike), ())


def _names(column: Column) -> list[str]:
    return list(map(header, (*column.label.every, *column.synonyms)))


def _untotalled(text: str) -> str:
    """A header without the words that say no more of a figure than that it is one at a month's end."""
    return reduce(lambda rest, said: rest.replace(said, ""), WORDS.header_totals, text).rstrip(COUNTED) or text


def _alike(pairs: set[str], others: set[str]) -> bool:
    return bool(pairs and others) and 4 * len(pairs & others) >= len(pairs) + len(others)


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}


def has_note(column: Column, place: Heading) -> bool:
    """Whether a header's brackets say more than a unit, a mark such as 选填, or what the column's own label says."""
    texts = [text for text in bracketed(place.written) if text not in WORDS.header_marks]
    if not texts:
        return False
    unit = column.unit.every if column.unit else ()
    own = "".join(map(word, (*column.label.every, *column.synonyms, *unit))) + "%" * (column.type == "percent")
    if any(note in PLAIN_PHRASES.sub("", text) and note not in own for text in texts for note in WORDS.header_notes):
        return True
    return column.type in NOTED and any(
        not (Measure.of(text).known or text in own) and (rest := PLAIN.sub("", text).strip(JOINTS)) and rest not in own
        for text in texts
    )
