"""A ledger's table → one grouped query in its engine: plain rows become groups, odd cells cross as what they hold.

A cell is plain where the sheet's reader could not doubt it.  Of plain rows a formula needs no names and no days: names
are left out, days become the first of their month, numbers the threshold that they reach, and what is summed is summed.
Whatever is odd stays as it is, for the sheet's own reader to read.  Organisations that share a code or nearly a name with
another row stay whole: who they are is decided there too.  Missing is null throughout.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw
import pyarrow as pa

from core.intake.nothing import LETTERS, is_no_name
from core.intake.organisations import ALPHABET, CODE, LENGTH, NAME, WEIGHTS
from core.intake.words import WORDS, is_blank, name
from core.model import Column, Rulebook, Sheet
from core.model.formulas import END, IDENTITY, START, AnyOf, AtLeast, Flag
from core.sources.engines import Engine, Limits, SourceFailed

NUMBERS = ("count", "number", "percent")
#: What stands for a plain name, and for a plain figure that is summed; no name is one such character.
SOMEBODY, FIGURE = "\ue000", {"count": 1, "number": 1, "percent": 50}
#: Columns of the answer beside the ledger's own: how many rows, one name of them, the sum of a column, whole rows.
ROWS, EXAMPLE, SUM, WHOLE, KEY = "_rows", "_example", "_sum_", "_whole", "_key_"
#: Columns beside those of an organisation: what is left of its name, and 0 where its code fits.
STEM, FITTING = "_stem", "_fits"
#: Of two columns the part and its whole: rows where the part is above it stay as they are.
PARTS = {"external_enterprises": "enterprises_served"}
#: Plain figures have so many places and are below this, so that a double holds them exactly.
PLACES, LARGEST = 6, 1e9
PLAIN_NUMBER = rf"^(0|[1-9][0-9]{{0,8}})(\.[0-9]{{1,{PLACES}}})?$"
PLAIN_DAY = r"^20[0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"
ANY_DAY = r"^20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]$"
LONGEST = 60
_LETTER = "a-zA-Z0-9\u4e00-\u9fa5"
_MARKS = " ()（）·&-"
PLAIN_NAME = rf"^[{_LETTER}(（]([{_LETTER} ()（）·&\-]*[{_LETTER})）])?$"
#: A character that no text has which names nothing.
TELLING = f"[^0-9{re.escape(_MARKS)}{re.escape(LETTERS + LETTERS.upper())}]"
#: What begins or ends a text that may be a total, a remark, an example or a ditto.
DOUBTFUL = "|".join(
    [f"^{re.escape(word)}" for word in (*WORDS.examples, *WORDS.remarks, *WORDS.dittos)]
    + [re.escape(word) for word in (*WORDS.totals, *WORDS.total_ends)]
)
PLAIN_CODE = rf"^[{ALPHABET}]{{{LENGTH}}}$"
FITS = " + ".join(
    f"(instr('{ALPHABET}', substr({{0}}, {at + 1}, 1)) - 1) * {weight}" for at, weight in enumerate(WEIGHTS)
)
MARKS_OF_STEMS = r"[ ()·.]"


@dataclass(frozen=True, slots=True)
class Groups:
    """What came of a table: its groups, how many rows they are, and how many rows repeat the name of another."""

    table: pa.Table
    sums: tuple[str, ...]
    repeated: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the formulas of a notice ask of a ledger: columns that are summed, and the numbers that others must reach."""

    sums: frozenset[str]
    thresholds: Mapping[str, tuple[int, ...]]
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, sheet: Sheet, rulebook: Rulebook) -> Wanted:
        own = [each for criteria in rulebook.criteria.values() for each in criteria if each.computation is not None]
        counts = [
            count for each in own if each.computation for count in each.computation.counts if count.sheet == sheet.key
        ]
        flags = [flag for count in counts for flag in _each(count.flags)]
        numbers: dict[str, set[int]] = {}
        for flag in flags:
            if isinstance(flag, AtLeast):
                numbers.setdefault(flag.column, set()).add(flag.number)
        for part, of in PARTS.items():  # on one scale, so that they compare as the figures do
            numbers[part] = numbers[of] = numbers.get(part, set()) | numbers.get(of, set())
        sums = {count.column for count in counts if count.column and count.counted in ("sum", "sum_once")}
        read = {key for count in counts for key in count.reads} | {*IDENTITY, END}
        columns = tuple(column for column in sheet.columns if not column.optional or column.key in read)
        return cls(frozenset(sums), {key: tuple(sorted(own)) for key, own in numbers.items()}, columns)


def _each(flags: Sequence[Flag]) -> list[Any]:
    return [one for flag in flags for one in (_each(flag.flags) if isinstance(flag, AnyOf) else [flag])]


def grouped(engine: Engine, frame: nw.LazyFrame[Any], sheet: Sheet, rulebook: Rulebook, limits: Limits) -> Groups:
    """The groups of a ledger whose columns the frame has under the keys of the sheet's."""
    wanted = Wanted.of(sheet, rulebook)
    cells, identified = Cells.of(engine, frame, limits), CODE in {column.key for column in sheet.columns}
    if identified:
        cells = cells.identified()
        stems = with_columns(cells.frame, {STEM: stem(nw.col(NAME), rulebook)} if NAME in cells.kinds else {})
        lazy = stems.with_columns(**{WHOLE: cells.shared(rulebook)})
    else:
        lazy = cells.frame.with_columns(**{WHOLE: nw.lit(value=False)})
    keys: dict[str, nw.Expr] = {WHOLE: nw.col(WHOLE)}
    sums: dict[str, nw.Expr] = {}
    reversed_ = cells.reversed()
    for column in wanted.columns:
        if column.key not in cells.kinds:
            continue
        if column.key in wanted.sums:
            keys[KEY + column.key], sums[SUM + column.key] = cells.summed(column)
        else:
            keys[KEY + column.key] = cells.key(column, wanted, reversed_)
    lazy = lazy.with_columns(**{key: each for key, each in {**keys, **sums}.items() if key != WHOLE})
    example = [nw.col(NAME).min().alias(EXAMPLE)] if NAME in cells.kinds else []
    each = [nw.len().alias(ROWS), *(nw.col(key).sum() for key in sums), *example]
    found = engine.fetch(lazy.group_by(*keys).agg(*each), limits.groups)
    repeated = None if identified or NAME not in cells.kinds else cells.repeated()
    return Groups(found, tuple(key.removeprefix(SUM) for key in sums), repeated)


def every(engine: Engine, frame: nw.LazyFrame[Any], limits: Limits) -> Groups:
    """The rows of a table that has few, such as one a day, each as often as it is there."""
    cells = Cells.of(engine, frame, limits)
    keys = {KEY + key: nw.col(key) for key in cells.kinds}
    lazy = cells.frame.with_columns(**keys, **{WHOLE: nw.lit(value=True)})
    return Groups(engine.fetch(lazy.group_by(*keys, WHOLE).agg(nw.len().alias(ROWS)), limits.values), ())


@dataclass(frozen=True)
class Cells:
    """The columns of a table as the sheet's reader would see their cells."""

    engine: Engine
    frame: nw.LazyFrame[Any]
    limits: Limits
    kinds: Mapping[str, Any]

    @classmethod
    def of(cls, engine: Engine, frame: nw.LazyFrame[Any], limits: Limits) -> Cells:
        """Days as ISO 8601 writes them, NaN as null; SourceFailed where a column is of a type that no cell has."""
        schema = frame.collect_schema()
        for key, kind in schema.items():
            if not (kind.is_numeric() or kind in (nw.String, nw.Boolean, nw.Date) or isinstance(kind, nw.Datetime)):
                raise SourceFailed("wrong_type", name=key, kind_of=str(kind))
        days = {key: nw.col(key).cast(nw.Date).cast(nw.String) for key, kind in schema.items() if kind.is_temporal()}
        real = {
            key: nw.when(~nw.col(key).is_nan()).then(nw.col(key)) for key, kind in schema.items() if kind.is_float()
        }
        kinds = {key: nw.Date() if kind.is_temporal() else kind for key, kind in schema.items()}
        return cls(engine, with_columns(frame, {**days, **real}), limits, kinds)

    # --- one column -----------------------------------------------------------------------------

    def key(self, column: Column, wanted: Wanted, reversed_: nw.Expr) -> nw.Expr:
        """What tells groups apart: the cell itself, or what stands for all plain ones like it."""
        key, kind = column.key, self.kinds[column.key]
        cell, textual = nw.col(key), kind in (nw.String, nw.Date)
        if key == NAME:
            return nw.when(self.plain_name() & ~nw.col(WHOLE)).then(nw.lit(SOMEBODY)).otherwise(cell)
        if key == CODE:
            return nw.when(~self.plain_code() | nw.col(WHOLE)).then(cell)
        if column.type == "date" and textual:
            plain = cell.str.contains(PLAIN_DAY if kind == nw.String else ANY_DAY)
            plain = plain & ~reversed_ if key in (START, END) else plain
            first = nw.concat_str(cell.str.slice(0, 8), nw.lit("01"))
            return nw.when(plain).then(first).otherwise(cell)
        if column.type in NUMBERS and kind != nw.Boolean and kind != nw.Date:
            number, plain = self.number(column)
            for part, of in PARTS.items():
                if key in (part, of) and part in self.kinds and of in self.kinds:
                    plain = plain & ~(self.loosely(part) > self.loosely(of)).fill_null(value=False)
            reached = nw.lit(0)
            for threshold in wanted.thresholds.get(key, ()):
                reached = nw.when(number >= threshold).then(nw.lit(threshold)).otherwise(reached)
            return nw.when(plain).then(self._as(kind, reached)).otherwise(self._odd(kind, cell))
        return cell

    def summed(self, column: Column) -> tuple[nw.Expr, nw.Expr]:
        """A summed column: what tells plain figures from others, and the plain figures of rows that are not kept whole."""
        kind, cell = self.kinds[column.key], nw.col(column.key)
        if kind == nw.Boolean or kind == nw.Date:
            return cell, nw.lit(0)
        number, plain = self.number(column)
        plain = plain & ~nw.col(WHOLE)
        stands_for = self._as(kind, nw.lit(FIGURE[column.type]))
        return nw.when(plain).then(stands_for).otherwise(self._odd(kind, cell)), nw.when(plain).then(number)

    @staticmethod
    def _as(kind: Any, number: nw.Expr) -> nw.Expr:
        return number.cast(nw.String if kind == nw.String else nw.Float64)

    @staticmethod
    def _odd(kind: Any, cell: nw.Expr) -> nw.Expr:
        return cell if kind == nw.String else cell.cast(nw.Float64)

    def number(self, column: Column) -> tuple[nw.Expr, nw.Expr]:
        """A figure as an exact decimal where it is plain, and whether it is."""
        cell, kind = nw.col(column.key), self.kinds[column.key]
        exact = nw.Decimal(38, PLACES)
        if kind == nw.String:
            plain = cell.str.contains(PLAIN_NUMBER)
            number = nw.when(plain).then(cell).otherwise(nw.lit("0")).cast(exact)
        else:
            inside = (cell >= 0) & (cell < LARGEST)
            bounded = nw.when(inside).then(cell).otherwise(nw.lit(0))
            number = bounded.cast(exact)
            plain = inside if kind.is_integer() else inside & (number.cast(nw.Float64) == bounded.cast(nw.Float64))
        if column.type == "count" and not kind.is_integer():
            plain = plain & (number == number.cast(nw.Int64))
        if column.type == "percent":
            plain = plain & ((number == 0) | (number >= 1))
        return number, plain.fill_null(value=False)

    def loosely(self, key: str) -> nw.Expr:
        """A figure as a float, null where the cell is none."""
        cell = nw.col(key)
        if self.kinds[key] == nw.String:
            cell = nw.when(cell.str.contains(PLAIN_NUMBER)).then(cell)
        return cell.cast(nw.Float64)

    def reversed(self) -> nw.Expr:
        """Rows that may end before they begin."""
        if START not in self.kinds or END not in self.kinds or not self._day(START) or not self._day(END):
            return nw.lit(value=False)
        return (nw.col(END) < nw.col(START)).fill_null(value=False)

    def _day(self, key: str) -> bool:
        return self.kinds[key] in (nw.String, nw.Date)

    # --- names ----------------------------------------------------------------------------------

    def plain_name(self) -> nw.Expr:
        if self.kinds[NAME] != nw.String:
            return nw.lit(value=False)
        cell = nw.col(NAME)
        plain = cell.str.contains(PLAIN_NAME) & cell.str.contains(TELLING) & (cell.str.len_chars() <= LONGEST)
        return (plain & ~cell.str.to_lowercase().str.contains(DOUBTFUL)).fill_null(value=False)

    def plain_code(self) -> nw.Expr:
        """Well-formed codes whose check character fits; a blank is plain too."""
        return (nw.col(FITTING) == 0).fill_null(value=True)

    def repeated(self) -> int:
        """How many rows bear a name that another row before them bears."""
        odd = self._odd_values(NAME, ~self.plain_name() & ~nw.col(NAME).is_null())
        counted: dict[str, int] = {}
        for text, rows in odd.items():
            if not (is_blank(text) or is_no_name(text) or name(text) in WORDS.dittos):
                counted[name(text)] = counted.get(name(text), 0) + rows
        names = self.frame.filter(self.plain_name()).with_columns(_name=normal(nw.col(NAME)))
        names = names.group_by("_name").agg(nw.len().alias(ROWS))
        known = nw.col("_name").is_in([*counted]) if counted else nw.lit(value=False)
        for text, rows in self._pairs(names.filter(known)) if counted else ():
            counted[text] += rows
        more = names.filter((nw.col(ROWS) > 1) & ~known).select(
            (nw.col(ROWS) - 1).cast(nw.Int64).sum().alias(ROWS), nw.len().alias("_name")
        )
        row = self.engine.fetch(more, 1).to_pylist()[0]
        return int(row[ROWS] or 0) + sum(rows - 1 for rows in counted.values())

    def _odd_values(self, key: str, odd: nw.Expr) -> dict[str, int]:
        """The different odd texts of a column, and in how many rows each is."""
        found = self.frame.filter(odd).group_by(key).agg(nw.len().alias(ROWS))
        return {str(text): rows for text, rows in self._pairs(found)}

    def _pairs(self, frame: nw.LazyFrame[Any]) -> list[tuple[Any, int]]:
        table = self.engine.fetch(frame, self.limits.values)
        return [tuple(each.values()) for each in table.to_pylist()]

    def identified(self) -> Cells:
        """With names and codes as text, whether a code fits its check character, and codes as they are compared."""
        there = {key: nw.col(key).cast(nw.String) for key in (NAME, CODE) if key in self.kinds}
        frame = with_columns(self.frame, there)
        if CODE in there:
            formed = nw.when(nw.col(CODE).str.contains(PLAIN_CODE)).then(nw.col(CODE))
            frame = self.engine.with_sql(frame.with_columns(_formed=formed), "_sum", FITS.format("_formed"))
            blank = nw.col(CODE).is_null() | (nw.col(CODE).str.strip_chars() == "")
            checked = nw.when(nw.col("_formed").is_null()).then(nw.lit(1)).otherwise(nw.col("_sum") % len(ALPHABET))
            frame = frame.with_columns(**{FITTING: nw.when(~blank).then(checked)})
            frame = frame.with_columns(_code=nw.when(~blank).then(nw.col(CODE).str.strip_chars().str.to_uppercase()))
        return replace(self, frame=frame, kinds={**self.kinds, **dict.fromkeys(there, nw.String())})

    def shared(self, rulebook: Rulebook) -> nw.Expr:
        """Organisations whose rows stay whole: those whose code, or what is left of whose name, another row has too."""
        alike = []
        if CODE in self.kinds:
            odd = self._odd_values(CODE, ~self.plain_code() & nw.col("_formed").is_null())
            alike.append(_shared("_code", {name(each).upper(): rows for each, rows in odd.items()}))
        if NAME in self.kinds:
            odd = self._odd_values(NAME, ~self.plain_name() & ~nw.col(NAME).is_null())
            stems = nw.from_native(pa.table({STEM: [name(each) for each in odd]}))
            stems = stems.select(stem(nw.col(STEM), rulebook)) if odd else stems
            alike.append(_shared(STEM, dict.fromkeys(stems[STEM].to_list() if odd else (), 1)))
        return reduce(or_, alike, nw.lit(value=False))


def _shared(key: str, odd: Mapping[str, int]) -> nw.Expr:
    """Rows that have a value of a column with others, or with an odd one that has come to the same."""
    several = (nw.len().over(key) > 1) & ~nw.col(key).is_null()
    return (several | nw.col(key).is_in([*odd])).fill_null(value=False) if odd else several.fill_null(value=False)


def with_columns(frame: nw.LazyFrame[Any], columns: Mapping[str, nw.Expr]) -> nw.LazyFrame[Any]:
    return frame.with_columns(**columns) if columns else frame


def normal(cell: nw.Expr) -> nw.Expr:
    """A plain name as names are compared."""
    plain = cell.str.replace_all("（", "(", literal=True).str.replace_all("）", ")", literal=True)
    return plain.str.strip_chars().str.to_lowercase()


def stem(cell: nw.Expr, rulebook: Rulebook) -> nw.Expr:
    """What is left of a name without brackets, marks, its legal form and former names."""
    limits = rulebook.plausibility
    former, forms = ("|".join(map(re.escape, each)) for each in (limits.formerly, limits.legal_forms))
    named = nw.when(cell.str.strip_chars() != "").then(normal(cell))
    bare = named.str.replace_all(rf"\((?:{former})[^()]*\)", "").str.replace_all(MARKS_OF_STEMS, "")
    return bare.str.replace_all(f"(?:{forms})$", "")
