"""What the formulas make of the columns of a sheet: who reads them, and what supplies them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from core.model import Column, Criterion, Profile, Sheet
from core.model.formulas import DAILY, MONTHLY, Formula, Yes


def as_read(sheet: Sheet, criteria: Mapping[Profile, tuple[Criterion, ...]]) -> Sheet:
    """A sheet whose columns say which pilot types read them and which ledger supplies them.

    月度统计 shows a type only what its own readings need; of the other sheets the other readings' columns
    are asked for as well.  A column that no formula reads is for all types.
    """

    def reads(formula: Formula) -> set[str]:
        readings = (formula,) if sheet.key == MONTHLY else (formula, *formula.others)
        return {key for each in readings for key in each.reads(sheet.key)}

    def supplier(formula: Formula) -> str | None:
        """The sheet that gives the figure in place of 月度统计."""
        return DAILY if formula.daily else formula.ledger.sheet if formula.ledger else None

    every = [(profile, c.computation, reads(c.computation)) for profile, own in criteria.items() for c in own]
    columns = []
    for column in sheet.columns:
        readers = [(profile, formula) for profile, formula, keys in every if column.key in keys]
        profiles = tuple(profile for profile in Profile if profile in dict(readers)) or tuple(Profile)
        supplied = {supplier(formula) for _, formula in readers} if sheet.key == MONTHLY else set()
        beside = _beside(column, [each for _, formula in readers for each in (formula, *formula.others)])
        ledger = supplied.pop() if len(supplied) == 1 else None
        columns.append(replace(column, profiles=profiles, ledger=ledger, beside=beside))
    return replace(sheet, columns=tuple(columns))


def _beside(column: Column, formulas: Iterable[Formula]) -> tuple[str, ...]:
    """The 是/否 columns that every count of a column's names asks for."""
    counts = [each.ledger for each in formulas if each.ledger is not None and each.ledger.column == column.key]
    asked = [{flag.column for flag in count.where if isinstance(flag, Yes)} for count in counts]
    return tuple(sorted(set.intersection(*asked))) if asked and column.type == "names" else ()
