"""formulas.toml → formulas: read strictly, and refused by name where an interpreter could not follow.

The interpreters are `core.formulas` (the figure), `core.workbooks.scored.live` (the spreadsheet's own
formula) and `Formula.reads` (the columns).  Conditions on columns are checked against fields.toml.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import replace

from core.errors import RulebookError
from core.model import Column, Sheet
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
from core.rulebook.strict import expect, known, placed, table

FILE = "formulas.toml"
#: What another reading may change.
VARIED = ("formula", "threshold", "over", "ledger", "daily")
NUMBERS = ("count", "number", "percent")
#: What a kind of count is made of beside its sheet and its conditions, and what it cannot do without.
MADE_OF = ("column", "at_least", "each")
NEEDED = {**dict.fromkeys(("names", "fewest", "sum", "sum_once"), "column"), "present": "each"}
#: Counts that can be divided by another of the same ledger.
OF_THINGS = ("rows", "organisations")
CONDITIONS = ("where", "unless")
#: Conditions on the words of a column.
WORDS: Mapping[str, type[Is | IsNot | Names]] = {"is": Is, "is_not": IsNot, "names": Names}
TESTS = (*WORDS, "at_least")


def numbers_asked(
    parsed: Mapping[str, Any], sheets: Mapping[str, Sheet], units: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """By formula, the numbers that a criterion must give for it; RulebookError where a formula cannot be used."""
    numbers = {}
    for name in parsed:
        asked = defaultdict[str, int](lambda: 1)  # remembers which numbers are read
        formula = FormulaReader(parsed, sheets, asked).formula(name)
        if formula.parts is not None:
            known(f"{FILE}: {name}.parts", formula.parts, units)
        numbers[name] = tuple(asked)
    return numbers


class FormulaReader(Struct, frozen=True):
    """Reads formulas with the numbers of one criterion."""

    parsed: Mapping[str, Any]
    sheets: Mapping[str, Sheet]
    numbers: Mapping[str, int]

    def formula(self, name: str) -> Formula:
        own, where = self._plain(name), f"{FILE}: {name}.alternative"
        found = expect(dict, where, self.parsed[name].get("alternative", {}))
        others = {id: self._variation(own, f"{where}.{id}", value) for id, value in found.items()}
        return replace(own, alternatives=MappingProxyType(others))

    def _plain(self, name: str) -> Formula:
        where = f"{FILE}: {name}"
        sources = {"monthly": self._monthly, "ledger": self._count, "daily": self._daily, "over": self._over}
        given = table(where, self.parsed[name], optional=(*sources, "share", "parts", "alternative"))
        found: Any = {key: read(f"{where}.{key}", given[key]) for key, read in sources.items() if key in given}
        share = expect(bool, f"{where}.share", given.get("share", False))
        parts = expect(str, f"{where}.parts", given["parts"]) if "parts" in given else None
        formula = Formula(name, **found, share=share, parts=parts)
        if formula.ledger is not None and formula.ledger.counted == "fewest":
            raise RulebookError(f"{where}.ledger.count: 'fewest' is for another reading alone")
        if formula.daily is not None and formula.daily.working:
            raise RulebookError(f"{where}.daily.days: 'working' is for another reading alone")
        if formula.monthly is None and formula.ledger is None and formula.daily is None:
            raise RulebookError(f"{where}: expected one of monthly, ledger, daily")
        _once_divided(where, formula)
        return formula

    def _over(self, where: str, value: object) -> str:
        return self._column(where, BASICS, value, NUMBERS).key

    def _variation(self, own: Formula, where: str, value: object) -> Variation:
        """Another reading: of a ledger or 日活记录 alone where it changes how those are counted."""
        given = table(where, value, optional=VARIED)
        if len(given) != 1:
            raise RulebookError(f"{where}: expected exactly one of {', '.join(VARIED)}")
        ((key, changed),) = given.items()
        place = f"{where}.{key}"
        if key in ("formula", "threshold"):
            other = self._plain(known(place, changed, self.parsed))
            return Variation(other) if key == "formula" else Variation(own, other)
        if key == "over":
            return Variation(replace(own, over=self._over(place, changed)))
        kept = self.parsed[own.name].get(key)
        if kept is None:
            raise RulebookError(f"{place}: {own.name} has no {key} to change")
        if "count" in expect(dict, place, changed):
            kept = {name: each for name, each in kept.items() if name not in MADE_OF}
        whole = {**kept, **changed}
        if key == "ledger":
            return Variation(replace(own, monthly=None, daily=None, ledger=self._count(place, whole)))
        return Variation(replace(own, monthly=None, ledger=None, daily=self._daily(place, whole)))

    def _monthly(self, where: str, value: object) -> Monthly:
        given = {"column": value} if isinstance(value, str) else value
        given = table(where, given, optional=("column", "over", "accumulated", "present"))
        present, quotient = given.get("present"), [given[key] for key in ("column", "over") if key in given]
        if (present is None) != bool(quotient):
            raise RulebookError(f"{where}: expected a column, or present = [columns]")
        named = quotient or expect(list, f"{where}.present", present)
        columns = tuple(self._column(where, MONTHLY, key, NUMBERS).key for key in named)
        accumulated = expect(bool, f"{where}.accumulated", given.get("accumulated", False))
        if accumulated and len(columns) > 1:
            raise RulebookError(f"{where}: only a single column can be accumulated")
        return Monthly(columns, accumulated, present is not None)

    def _daily(self, where: str, value: object) -> Daily:
        given = table(where, value, required=("column", "over"), optional=("days",))
        column, over = (self._column(f"{where}.{key}", DAILY, given[key], NUMBERS).key for key in ("column", "over"))
        return Daily(column, over, known(f"{where}.days", given.get("days", "all"), ("all", "working")) == "working")

    def _count(self, where: str, value: object) -> Count:
        given = table(where, value, required=("sheet", "count"), optional=(*MADE_OF, *CONDITIONS, "over"))
        ledgers = [key for key, sheet in self.sheets.items() if sheet.role == "ledger"]
        sheet = known(f"{where}.sheet", given["sheet"], ledgers)
        counted = known(f"{where}.count", given["count"], get_args(Counted))
        self._fits(where, given, counted, sheet)
        types = ("names", "text") if counted in ("names", "fewest") else NUMBERS
        column = self._column(f"{where}.column", sheet, given["column"], types) if "column" in given else None
        over = None
        if "over" in given:  # the same under other conditions
            conditions = table(f"{where}.over", given["over"], optional=CONDITIONS)
            over = self._count(f"{where}.over", {"sheet": sheet, "count": counted, **conditions})
        return Count(
            sheet=sheet,
            counted=counted,
            column=column.key if column else None,
            several=column is not None and column.type == "names",
            at_least=self._number(f"{where}.at_least", given.get("at_least", 1)),
            **{key: self._flags(where, given, key, sheet) for key in (*CONDITIONS, "each")},
            over=over,
        )

    def _fits(self, where: str, given: Mapping[str, Any], counted: str, sheet: str) -> None:
        """Refuses what does not belong to this kind of count."""
        needed = NEEDED.get(counted)
        if needed and needed not in given:
            raise RulebookError(f"{where}: count = {counted!r} needs {needed!r}")
        for key in MADE_OF:
            if key in given and key != needed and (counted, key) != ("names", "at_least"):
                raise RulebookError(f"{where}: count = {counted!r} takes no {key!r}")
        if counted in ("present", "sum_once") and ("where" in given or "unless" in given):
            raise RulebookError(f"{where}: count = {counted!r} takes no conditions")
        dated = any(isinstance(each, dict) and "dated" in each for _, each in placed(where, given.get("where", [])))
        if dated and counted in ("names", "fewest"):
            raise RulebookError(f"{where}.where: count = {counted!r} takes no 'dated'")
        if "over" in given and counted not in OF_THINGS:
            raise RulebookError(f"{where}.over: only {', '.join(OF_THINGS)} can be divided by another count")
        own = sorted(column.key for column in self.sheets[sheet].columns)
        for key in (START, END, *(IDENTITY if counted in BY_ORGANISATION else ())):
            known(f"{where}.sheet: column that {counted!r} needs", key, own)

    def _flags(self, where: str, given: Mapping[str, Any], key: str, sheet: str) -> tuple[Flag, ...]:
        flags = tuple(self._flag(place, each, sheet) for place, each in placed(f"{where}.{key}", given.get(key, [])))
        if key != "where" and any(isinstance(flag, Dated) for flag in flags):
            raise RulebookError(f"{where}.{key}: dated is for where alone")
        return flags

    def _flag(self, where: str, value: object, sheet: str) -> Flag:
        given = table(where, value, optional=("yes", "dated", "any", "column", *TESTS))
        tests = [key for key in given if key != "column"]
        if len(tests) != 1 or ("column" in given) != (tests[0] in TESTS):
            raise RulebookError(f"{where}: expected yes, dated, any, or column with one of {', '.join(TESTS)}")
        test, wanted = tests[0], given[tests[0]]
        if test == "any":
            return AnyOf(self._flags(where, given, "any", sheet))
        if test == "yes":
            return Yes(self._column(where, sheet, wanted, ("flag",)).key)
        if test == "dated":
            column = self._column(where, sheet, wanted, ("date",))
            if not column.optional:
                raise RulebookError(f"{where}: {column.key} is no optional date")
            return Dated(column.key)
        if test == "at_least":
            column = self._column(where, sheet, given["column"], NUMBERS)
            return AtLeast(column.key, self._number(f"{where}.{test}", wanted))
        column = self._column(where, sheet, given["column"], ("choices",) if test == "names" else ("choice",))
        words = tuple(expect(list, f"{where}.{test}", wanted))
        for word in words or ("",):
            known(f"{where}.{test}", word, [choice.key for choice in column.choices])
        return WORDS[test](column.key, words)

    def _column(self, where: str, sheet: str, key: object, types: tuple[str, ...]) -> Column:
        own = {column.key: column for column in self.sheets[sheet].columns if column.type in types}
        if not isinstance(key, str) or key not in own:
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
    divided = [] if monthly is None else [not monthly.present and len(monthly.columns) > 1]
    divided += [] if ledger is None else [ledger.over is not None]
    divided += [] if formula.daily is None else [True]
    if formula.over is not None and any(divided):
        raise RulebookError(f"{where}.over: a source is divided already")
    if any(divided) and not all(divided):
        raise RulebookError(f"{where}: one source is divided and another is not")
