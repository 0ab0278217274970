"""Figures of 月度统计 that are a unit's factor off their neighbours: asked about, with the figure where one can be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from core.intake.columns import ReadColumn
from core.intake.grid import AnsweredRaw, accepted
from core.intake.measures import is_money
from core.intake.problems import Cell, filled, question
from core.intake.tables import ReadTable
from core.model import Column, Month, PilotPeriod, Plausibility, Problem, Profile, Rulebook

CODE = "unit_slip"
#: Questions of which number a cell holds, whose answer comes first.
OF_SCALE = frozenset({"shown_in_unit", "shown_otherwise", "shown_divided", "text_unit"})
#: How many known months on a side must agree for a figure to stand out from them.
AGREEING = 2
#: How many before it must where it is a small factor off, and the next one.
STEADY = 4


class Slip(NamedTuple):
    """A figure, the one beside it, and the factor between them; `lasts` where all that follow are like it."""

    at: int
    other: int
    factor: int
    lasts: bool


def with_slips(
    table: ReadTable, rulebook: Rulebook, profile: Profile | None, pilot: PilotPeriod, last: Month | None
) -> tuple[ReadTable, list[Problem]]:
    """The table with such figures of the type's columns as their sender says they are meant, and the questions."""
    if "month" not in table.columns:
        return table, []
    limits = rulebook.plausibility
    wanted = {column.key for column in (table.sheet.for_profile(profile) if profile else table.sheet.columns)}
    inside, problems = table.by_month(pilot, last), list[Problem]()
    for key, factors in limits.unit_factors.items():
        if key in table.columns and key in wanted:
            table, asked = table.with_cells(key, _cells(table, key, inside, factors, limits))
            problems += asked
    return table, problems


def _cells(
    table: ReadTable, key: str, inside: Sequence[tuple[Month, int]], factors: Sequence[int], limits: Plausibility
) -> dict[int, Cell]:
    """By the number of the record the cell of each slip, which is asked about."""
    read, rows = table.columns[key], table.rows.tolist()
    codes = [int(read.cells.codes[rows[at]]) for _, at in inside]
    unsure = unsettled(read, OF_SCALE)
    known = [i for i, code in enumerate(codes) if read.values[code] and code not in unsure]
    found = {}
    for slip in slips([float(read.values[codes[i]]) for i in known], factors, limits):
        (month, at), (other_month, other) = inside[known[slip.at]], inside[known[slip.other]]
        code = codes[known[slip.at]]
        value, beside, raw = read.values[code], table.entry(key, rows[other]), read.cells.values[code]
        details = {"month": month, "other": beside.found, "other_month": other_month, "factor": Fraction(slip.factor)}
        meant = (
            None
            if slip.lasts
            else _meant(value, slip.factor, read.column, larger=value > read.values[codes[known[slip.other]]])
        )
        details |= {} if meant is None else {"proposed": meant, "kind": "meant"}
        found[at] = filled(
            meant if meant is not None and accepted(raw, CODE) else value,
            *read.doubts.get(code, ()),
            question(CODE, **details),
        )
    return found


def unsettled(read: ReadColumn, asked: Collection[str]) -> set[int]:
    """The distinct values of a column with a question of these that no answer has changed."""
    return {
        code
        for code, doubts in read.doubts.items()
        if any(doubt.code in asked for doubt in doubts) and not isinstance(read.cells.values[code], AnsweredRaw)
    }


def slips(values: Sequence[float], factors: Sequence[int], limits: Plausibility) -> Iterator[Slip]:
    """The figures that are one of the factors times their neighbours, or that part of them; none after one that lasts."""
    steady = float(limits.unit_steady)
    meant, slipped = list(values), set()

    def agree(some: Sequence[float]) -> bool:
        return max(some) <= steady * min(some)

    for at, value in enumerate(values):
        before, after = range(max(0, at - AGREEING), at), range(at + 1, min(len(values), at + 1 + AGREEING))
        if len(before) == AGREEING and agree([meant[i] for i in before]):
            other = next((i for i in reversed(before) if i not in slipped), before[-1])
        elif (
            at < AGREEING == len(after)
            and agree([values[i] for i in after])
            and all(agree((meant[i], values[after[0]])) for i in before)
        ):
            other = after[0]
        else:
            continue
        near = [other, *(i for i in reversed(before) if i != other)] if other < at else [other]
        found = _factor(value, [(i, meant[i]) for i in near], factors, limits)
        if found is None or not (found[0] < at or value > meant[found[0]]):
            continue
        other, factor = found
        lasts = at + 1 < len(values) and all(agree((value, later)) for later in values[at + 1 :])
        around = [*meant[max(0, at - STEADY) : at], *values[at + 1 : at + 2]]
        if factor < limits.unit_lasting and (len(around) <= AGREEING or not agree(around)):  # users that grow at once
            continue
        yield Slip(at, other, factor, lasts)
        if lasts:
            return
        slipped.add(at)
        meant[at] = value / factor if value > meant[other] else value * factor


def _factor(
    value: float, near: Sequence[tuple[int, float]], factors: Sequence[int], limits: Plausibility
) -> tuple[int, int] | None:
    """The first of the figures near that is a factor's times the value, or that part of it; of small factors the nearest alone."""
    slack = float(limits.unit_tolerance)
    for place, (at, other) in enumerate(near):
        ratio = max(value, other) / min(value, other)
        for factor in factors if place == 0 else (each for each in factors if each >= limits.unit_lasting):
            if factor / slack <= ratio <= factor * slack:
                return at, factor
    return None


def _meant(value: Decimal, factor: int, column: Column, *, larger: bool) -> Decimal | None:
    """The only figure that can be meant: of a sum of money, or of a count that is too large; volumes have two units of a name."""
    if larger:
        meant = value / factor
        return meant if is_money(column) or (column.type == "count" and meant == meant.to_integral_value()) else None
    return value * factor if is_money(column) else None
