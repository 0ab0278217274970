"""formulas.toml → formulas: read strictly, and refused by name where an interpreter could not follow.

The interpreters are `core.formulas` (the figure), `core.workbooks.scored.live` (the spreadsheet's own
formula) and `Formula.reads` (the columns).  Conditions on columns are checked against fields.toml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, get_args

from core.errors import RulebookError
from core.model import Column, Criterion, Profile, Sheet
from core.model.formulas import (
    BASICS,
    BY_ORGANISATION,
    DAILY,
    END,
    IDENTITY,
    MONTHLY,
    START,
    AnyOf,
    AtLeast,
    Count,
    Counted,
    Daily,
    Dated,
    Flag,
    Formula,
    Is,
    IsNot,
    Monthly,
    Names,
    Variation,
    Yes,
)
from core.rulebook.table import Table, known

FILE = "formulas.toml"
NUMBERS = ("count", "number", "percent")
COUNTED: tuple[str, ...] = get_args(Counted)
#: What a count is made of beside its sheet and its conditions.
MADE_OF = ("column", "at_least", "each")
#: Counts that can be divided by another of the same ledger.
OF_THINGS = ("rows", "organisations")
CONDITIONS = ("where", "unless")
WORDS: Mapping[str, type[Is | IsNot | Names]] = {"is": Is, "is_not": IsNot, "names": Names}


class Asked(dict[str, int]):
    """Stands for the numbers of a criterion that is not there, and remembers which were asked for."""

    def __missing__(self, name: str) -> int:
        self[name] = 1
        return 1


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a folder, each with the names of the numbers that a criterion must give for it."""

    parsed: Mapping[str, Any]
    sheets: Mapping[str, Sheet]
    numbers: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, parsed: Mapping[str, Any], sheets: Mapping[str, Sheet], units: Sequence[str]) -> Formulas:
        """All of them, each tried once; RulebookError where one cannot be used."""
        numbers = {}
        for name in parsed:
            asked = Asked()
            formula = Reader(parsed, sheets, asked).formula(name)
            if formula.parts is not None:
                known(f"{FILE}: {name}.parts", formula.parts, units)
            numbers[name] = tuple(asked)
        return cls(parsed, sheets, numbers)

    def formula(self, name: str, numbers: Mapping[str, int]) -> Formula:
        """A formula with the numbers of a criterion in it."""
        return Reader(self.parsed, self.sheets, numbers).formula(name)


def as_read(sheet: Sheet, criteria: Mapping[Profile, tuple[Criterion, ...]]) -> Sheet:
    """A sheet whose columns say which pilot types read them and which ledger supplies them.

    月度统计 shows a type only what its own readings need; of the other sheets the other readings' columns
    are asked for as well.  A column that no formula reads is for all types.
    """
    by_type = {profile: [c.computation for c in own if c.computation is not None] for profile, own in criteria.items()}
    columns = []
    for column in sheet.columns:
        readers = [
            (profile, formula)
            for profile, formulas in by_type.items()
            for formula in formulas
            if any(column.key in f.reads(sheet.key) for f in _readings(formula, sheet.key))
        ]
        profiles = tuple(profile for profile in Profile if profile in dict(readers)) or tuple(Profile)
        supplied = {_ledger(formula) for _, formula in readers} if sheet.key == MONTHLY else set()
        ledger = supplied.pop() if len(supplied) == 1 else None
        columns.append(replace(column, profiles=profiles, ledger=ledger))
    return replace(sheet, columns=tuple(columns))


def _readings(formula: Formula, sheet: str) -> tuple[Formula, ...]:
    return (formula,) if sheet == MONTHLY else (formula, *formula.others)


def _ledger(formula: Formula) -> str | None:
    """The sheet that gives the figure in place of 月度统计."""
    return DAILY if formula.daily else formula.ledger.sheet if formula.ledger else None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads formulas with the numbers of one criterion."""

    parsed: Mapping[str, Any]
    sheets: Mapping[str, Sheet]
    numbers: Mapping[str, int]

    def formula(self, name: str) -> Formula:
        """A formula with its other readings."""
        own = self._plain(name)
        found = self._table(name).get("alternative", dict, {})
        others = {id: self._variation(own, f"{FILE}: {name}.alternative.{id}", value) for id, value in found.items()}
        return replace(own, alternatives=MappingProxyType(others))

    def _table(self, name: str) -> Table:
        keys = ("monthly", "ledger", "daily", "over", "share", "parts", "alternative")
        return Table(f"{FILE}: {name}", self.parsed[name], required=(), optional=keys)

    def _plain(self, name: str) -> Formula:
        """A formula without its other readings."""
        table = self._table(name)
        where = table.where
        ledger = self.count(f"{where}.ledger", table.get("ledger", dict)) if "ledger" in table else None
        if ledger is not None and ledger.counted == "fewest":
            raise RulebookError(f"{where}.ledger.count: 'fewest' is for another reading alone")
        formula = Formula(
            name=name,
            monthly=self._monthly(f"{where}.monthly", self.parsed[name]["monthly"]) if "monthly" in table else None,
            ledger=ledger,
            daily=self._daily(f"{where}.daily", table.get("daily", dict)) if "daily" in table else None,
            over=self._over(table),
            share=table.get("share", bool, False),
            parts=table.get("parts", str),
        )
        if formula.monthly is None and formula.ledger is None and formula.daily is None:
            raise RulebookError(f"{where}: expected one of monthly, ledger, daily")
        _once_divided(where, formula)
        if formula.daily is not None and formula.daily.working:
            raise RulebookError(f"{where}.daily.days: 'working' is for another reading alone")
        return formula

    def _over(self, table: Table) -> str | None:
        if "over" not in table:
            return None
        return self._column(f"{table.where}.over", BASICS, table.get("over", str), NUMBERS).key

    def _variation(self, own: Formula, where: str, value: object) -> Variation:
        """Another reading: of a ledger or 日活记录 alone where it changes how those are counted."""
        table = Table(where, value, required=(), optional=("formula", "threshold", "over", "ledger", "daily"))
        given = [key for key in ("formula", "threshold", "over", "ledger", "daily") if key in table]
        if len(given) != 1:
            raise RulebookError(f"{where}: expected exactly one of formula, threshold, over, ledger, daily")
        match given[0]:
            case "formula":
                return Variation(self._plain(table.word("formula", tuple(self.parsed))))
            case "threshold":
                return Variation(own, self._plain(table.word("threshold", tuple(self.parsed))))
            case "over":
                return Variation(replace(own, over=self._over(table)))
            case "ledger":
                changed = self._changed(own.name, "ledger", where, table)
                ledger = self.count(f"{where}.ledger", changed)
                return Variation(replace(own, monthly=None, daily=None, ledger=ledger))
            case _:
                daily = self._daily(f"{where}.daily", self._changed(own.name, "daily", where, table))
                return Variation(replace(own, monthly=None, ledger=None, daily=daily))

    def _changed(self, name: str, source: str, where: str, table: Table) -> dict[str, Any]:
        """The formula's own table with the keys that another reading changes."""
        changes = table.get(source, dict)
        if source not in self.parsed[name]:
            raise RulebookError(f"{where}.{source}: {name} has no {source} to change")
        kept = self.parsed[name][source]
        if "count" in changes:
            kept = {key: each for key, each in kept.items() if key not in MADE_OF}
        return {**kept, **changes}

    # --- sources ---

    def _monthly(self, where: str, value: object) -> Monthly:
        if isinstance(value, str):
            return Monthly((self._column(where, MONTHLY, value, NUMBERS).key,))
        table = Table(where, value, required=(), optional=("column", "over", "accumulated", "present"))
        present = "present" in table
        given = table.get("present", list) if present else [table.get("column", str), table.get("over", str)]
        columns = tuple(self._column(where, MONTHLY, key, NUMBERS).key for key in given if key is not None)
        accumulated = table.get("accumulated", bool, False)
        if not columns or (present and ("column" in table or "over" in table)):
            raise RulebookError(f"{where}: expected a column, or present = [columns]")
        if accumulated and len(columns) > 1:
            raise RulebookError(f"{where}: only a single column can be accumulated")
        return Monthly(columns, accumulated, present)

    def _daily(self, where: str, value: object) -> Daily:
        table = Table(where, value, required=("column", "over"), optional=("days",))
        column, over = (
            self._column(f"{where}.{key}", DAILY, table.get(key, str), NUMBERS).key for key in ("column", "over")
        )
        return Daily(column, over, table.word("days", ("all", "working"), "all") == "working")

    def count(self, where: str, value: object) -> Count:
        """A figure of a ledger."""
        optional = (*MADE_OF, *CONDITIONS, "over")
        table = Table(where, value, required=("sheet", "count"), optional=optional)
        ledgers = [key for key, sheet in self.sheets.items() if sheet.role == "ledger"]
        sheet, counted = table.word("sheet", ledgers), table.word("count", COUNTED)
        self._fits(where, table, counted, sheet)
        types = ("names", "text") if counted in ("names", "fewest") else NUMBERS
        column = self._column(f"{where}.column", sheet, table.get("column", str), types) if "column" in table else None
        return Count(
            sheet=sheet,
            counted=counted,  # type: ignore[arg-type]
            column=column.key if column else None,
            several=column is not None and column.type == "names",
            at_least=self._number(f"{where}.at_least", table.get("at_least", object, 1)),
            **{key: self._flags(table, key, sheet) for key in CONDITIONS},
            each=self._flags(table, "each", sheet),
            over=self._base(where, table.get("over", dict), sheet, counted) if "over" in table else None,
        )

    def _fits(self, where: str, table: Table, counted: str, sheet: str) -> None:
        """Refuses what does not belong to this kind of count."""
        needed = {"names": ["column"], "fewest": ["column"], "sum": ["column"], "sum_once": ["column"]}
        needed["present"] = ["each"]
        allowed = [*needed.get(counted, []), *(["at_least"] if counted == "names" else [])]
        for key in needed.get(counted, []):
            if key not in table:
                raise RulebookError(f"{where}: count = {counted!r} needs {key!r}")
        for key in MADE_OF:
            if key in table and key not in allowed:
                raise RulebookError(f"{where}: count = {counted!r} takes no {key!r}")
        if counted in ("present", "sum_once") and ("where" in table or "unless" in table):
            raise RulebookError(f"{where}: count = {counted!r} takes no conditions")
        dated = [each for each in table.get("where", list, []) if isinstance(each, dict) and "dated" in each]
        if dated and counted in ("names", "fewest"):
            raise RulebookError(f"{where}.where: count = {counted!r} takes no 'dated'")
        if "over" in table and counted not in OF_THINGS:
            raise RulebookError(f"{where}.over: only {', '.join(OF_THINGS)} can be divided by another count")
        own = {column.key for column in self.sheets[sheet].columns}
        for key in (START, END, *(IDENTITY if counted in BY_ORGANISATION else ())):
            known(f"{where}.sheet: column that {counted!r} needs", key, sorted(own))

    def _base(self, where: str, value: Mapping[str, Any], sheet: str, counted: str) -> Count:
        """What a count is divided by: the same under other conditions."""
        Table(f"{where}.over", value, required=(), optional=CONDITIONS)
        return self.count(f"{where}.over", {"sheet": sheet, "count": counted, **value})

    # --- conditions ---

    def _flags(self, table: Table, key: str, sheet: str) -> tuple[Flag, ...]:
        flags = tuple(self._flag(where, value, sheet) for where, value in table.items(key))
        if key != "where" and any(isinstance(flag, Dated) for flag in flags):
            raise RulebookError(f"{table.where}.{key}: dated is for where alone")
        return flags

    def _flag(self, where: str, value: object, sheet: str) -> Flag:
        tests = ("is", "is_not", "names", "at_least")
        table = Table(where, value, required=(), optional=("yes", "dated", "any", "column", *tests))
        given = [key for key in ("yes", "dated", "any", *tests) if key in table]
        if len(given) != 1 or ("column" in table) != (given[0] in tests):
            raise RulebookError(f"{where}: expected yes, dated, any, or column with one of {', '.join(tests)}")
        test, key = given[0], table.get("column", str)
        match test:
            case "yes":
                return Yes(self._column(where, sheet, table.get("yes", str), ("flag",)).key)
            case "dated":
                column = self._column(where, sheet, table.get("dated", str), ("date",))
                if not column.optional:
                    raise RulebookError(f"{where}: {column.key} is no optional date")
                return Dated(column.key)
            case "any":
                flags = self._flags(table, "any", sheet)
                return AnyOf(flags)
            case "at_least":
                number = self._number(f"{where}.at_least", table.get("at_least", object))
                return AtLeast(self._column(where, sheet, key, NUMBERS).key, number)
            case _:
                column = self._column(where, sheet, key, ("choices",) if test == "names" else ("choice",))
                words = tuple(table.get(test, list))
                for word in words or ("",):
                    known(f"{where}.{test}", word, [choice.key for choice in column.choices])
                return WORDS[test](column.key, words)

    def _column(self, where: str, sheet: str, key: str, types: tuple[str, ...]) -> Column:
        """A column of a sheet that is of one of the types."""
        own = {column.key: column for column in self.sheets[sheet].columns if column.type in types}
        if key not in own:
            raise RulebookError(f"{where}: found {key!r}; columns of {sheet} of this type: {', '.join(own)}")
        return own[key]

    def _number(self, where: str, value: object) -> int:
        """A whole number above 0, or the name of one that the criterion gives."""
        if isinstance(value, str):
            try:
                return self.numbers[value]
            except KeyError:
                raise RulebookError(f"{where}: {value!r} is none of the criterion's parameters") from None
        if type(value) is not int or value < 1:
            raise RulebookError(f"{where}: expected a whole number above 0 or a parameter's name, found {value!r}")
        return value


def _once_divided(where: str, formula: Formula) -> None:
    """Refuses a figure that would be divided twice, or in one source and not in another."""
    monthly, ledger = formula.monthly, formula.ledger
    quotient = monthly is not None and not monthly.present and len(monthly.columns) > 1
    ways = (
        (quotient, monthly is not None),
        (ledger is not None and ledger.over is not None, ledger is not None),
        (formula.daily is not None, formula.daily is not None),
    )
    divided = [inside for inside, there in ways if there]
    if formula.over is not None and any(divided):
        raise RulebookError(f"{where}.over: a source is divided already")
    if any(divided) and not all(divided):
        raise RulebookError(f"{where}: one source is divided and another is not")
