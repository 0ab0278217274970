"""TOML → Rulebook: the first arrow.  Refuses unknown keys, and names the file and the allowed ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core.errors import RulebookError
from core.model import (
    Choice,
    Column,
    Criterion,
    Item,
    Kind,
    Month,
    Notice,
    Plausibility,
    Profile,
    Rulebook,
    Sheet,
    Text,
    Unit,
)
from core.model.formulas import MONTHLY, Formula, Yes
from core.rulebook import folders
from core.rulebook.folders import DEFAULT, FOUNDATION, PLAUSIBILITY
from core.rulebook.formulas import FormulaReader, numbers_asked
from core.rulebook.problems import load_problems
from core.rulebook.strict import Reader, expect, known, once, placed, table, text

#: Fields of a computed criterion, which must all be given, and those that only one kind of criterion has.
COMPUTED = ("indicator", "comparison", "threshold", "unit", "formula")
ONLY = {Kind.COMPUTED: (*COMPUTED, "parameters", "reported"), Kind.EVIDENCE: ("evidence_key", "red_flag", "guidance")}


class Fields(Struct, frozen=True):
    """fields.toml."""

    template_version: str
    default_start: Month
    default_months: int
    profile: tuple[Choice, ...]
    unit: Mapping[str, Unit]
    choices: Mapping[str, tuple[Choice, ...]]
    sheet: tuple[Sheet, ...]


def _month(where: str, value: object) -> Month:
    try:
        return Month.parse(expect(str, where, value))
    except ValueError as error:
        raise RulebookError(f"{where}: expected YYYY-MM, found {value!r}") from error


def _pilots(where: str, value: object) -> tuple[Month, Month]:
    """The first and the last month in which the pilots start that a notice is for."""
    given = table(where, value, required=("first", "last"))
    first, last = (_month(f"{where}.{key}", given[key]) for key in ("first", "last"))
    if last < first:
        raise RulebookError(f"{where}: last is before first")
    return first, last


def _numbers(where: str, value: object) -> Mapping[str, int]:
    numbers = expect(dict, where, value)
    if not all(type(number) is int and number > 0 for number in numbers.values()):
        raise RulebookError(f"{where}: expected whole numbers above 0, found {value!r}")
    return MappingProxyType(numbers)


#: How what is not written as its type says is read.
PLAIN: dict[Any, Callable[[str, Any], Any]] = {
    Text: text,
    Month: _month,
    (Notice, "pilots"): _pilots,
    (Criterion, "parameters"): _numbers,
}


def _fields(value: dict[str, Any]) -> Fields:
    lists = Reader(PLAIN).read(Mapping[str, tuple[Choice, ...]], "fields.toml.choices", value.get("choices", {}))
    chosen = {(Column, "choices"): lambda where, name: lists[known(where, name, lists)]}
    found: Fields = Reader({**PLAIN, **chosen}).read(Fields, "fields.toml", value)
    once("fields.toml: sheet", [sheet.key for sheet in found.sheet])
    for number, sheet in enumerate(found.sheet, 1):
        once(f"fields.toml.sheet[{number}]: column", [column.key for column in sheet.columns])
    for profile in found.profile:
        known("fields.toml.profile", profile.key, list(Profile))
    return found


def _criteria(formulas: Mapping[str, Any], asked: Fields) -> Callable[[str, Any], Criterion]:
    """What reads a criterion, with its computation."""
    sheets, plain = {sheet.key: sheet for sheet in asked.sheet}, Reader(PLAIN)
    numbers = numbers_asked(formulas, sheets, asked.unit)

    def criterion(where: str, value: Any) -> Criterion:
        computed = isinstance(value, dict) and value.get("kind") == Kind.COMPUTED
        required, without = (COMPUTED, ONLY[Kind.EVIDENCE]) if computed else ((), ONLY[Kind.COMPUTED])
        found: Criterion = plain.table(Criterion, where, value, required, without)
        if not found.indicator:
            return found
        known(f"{where}.unit", found.unit, asked.unit)
        needed = numbers[known(f"{where}.indicator", found.indicator, numbers)]
        table(f"{where}.parameters", dict(found.parameters), required=needed)
        return replace(found, computation=FormulaReader(formulas, sheets, found.parameters).formula(found.indicator))

    return criterion


def _plausibility(value: dict[str, Any], monthly: list[str]) -> Plausibility:
    """The parameters of the questions, from tables one deep; `monthly` are the columns of 月度统计."""
    flat: dict[str, Any] = {}
    for key, own in value.items():
        flat |= {f"{key}.{name}": each for name, each in own.items()} if isinstance(own, dict) else {key: own}

    def factors(where: str, value: object) -> Mapping[str, tuple[int, ...]]:
        columns = [(place, table(place, each, required=("key", "factors"))) for place, each in placed(where, value)]
        return MappingProxyType(
            {known(f"{place}.key", each["key"], monthly): tuple(each["factors"]) for place, each in columns}
        )

    reader = Reader({(Plausibility, "unit_factors"): factors})
    found: Plausibility = reader.read(Plausibility, "plausibility.toml", flat)
    for name, keys in (("stocks", found.stocks), ("flows", found.flows), ("shares", found.shares)):
        for key in keys:
            known(f"plausibility.toml.{name}", key, monthly)
    return found


def _as_read(sheet: Sheet, criteria: Mapping[Profile, tuple[Criterion, ...]]) -> Sheet:
    """A sheet whose columns say which pilot types read them and which ledger supplies them.

    月度统计 shows a type only what its own readings need; of the other sheets the other readings' columns
    are asked for as well.  A column that no formula reads is for all types.
    """
    every = []
    for profile, formula in ((profile, c.computation) for profile, own in criteria.items() for c in own):
        readings = (formula,) if sheet.key == MONTHLY else (formula, *formula.others)
        every.append((profile, formula, {key for each in readings for key in each.reads(sheet.key)}))
    columns = []
    for column in sheet.columns:
        readers = [(profile, formula) for profile, formula, keys in every if column.key in keys]
        profiles = tuple(profile for profile in Profile if profile in dict(readers)) or tuple(Profile)
        supplied = {formula.supplier for _, formula in readers} if sheet.key == MONTHLY else set()
        ledger = supplied.pop() if len(supplied) == 1 else None
        beside = _beside(column, [each for _, formula in readers for each in (formula, *formula.others)])
        columns.append(replace(column, profiles=profiles, ledger=ledger, beside=beside))
    return replace(sheet, columns=tuple(columns))


def _beside(column: Column, formulas: Iterable[Formula]) -> tuple[str, ...]:
    """The 是/否 columns that every count of a column's names asks for."""
    counts = [each.ledger for each in formulas if each.ledger is not None and each.ledger.column == column.key]
    asked = [{flag.column for flag in count.where if isinstance(flag, Yes)} for count in counts]
    return tuple(sorted(set.intersection(*asked))) if asked and column.type == "names" else ()


def load(folder: str | Path = DEFAULT) -> Rulebook:
    """The rulebook of a shipped notice or of a folder of TOML files; RulebookError where it cannot be used."""
    return _loaded(folders.folder_of(folder))


@cache
def _loaded(folder: Path) -> Rulebook:
    parsed, raw = folders.read(folder)
    if PLAUSIBILITY not in parsed:
        shipped, raw_shipped = folders.read(DEFAULT)
        parsed, raw = {**parsed, PLAUSIBILITY: shipped[PLAUSIBILITY]}, raw + raw_shipped
    asked = _fields(parsed["fields"])
    notice: Notice = Reader(PLAIN).read(Notice, "notice.toml", parsed["notice"])
    once("notice.toml: id", [clause.id for clause in (*notice.parts, *notice.clauses)])
    reader = Reader({**PLAIN, Criterion: _criteria(parsed["formulas"], asked)})
    items: dict[str, tuple[Item, ...]] = {}
    criteria: dict[str, tuple[Criterion, ...]] = {}
    for name in (FOUNDATION, *Profile):
        where = f"{name}.toml"
        given = table(where, parsed[name], required=("item", "criterion"))
        items[name] = reader.read(tuple[Item, ...], f"{where}.item", given["item"])
        criteria[name] = reader.read(tuple[Criterion, ...], f"{where}.criterion", given["criterion"])
        once(f"{where}: item", numbers := [item.number for item in items[name]])
        once(f"{where}: criterion", [criterion.id for criterion in criteria[name]])
        for c in criteria[name]:
            known(f"{where}: item of {c.id}", c.item, numbers)
            known(f"{where}: clause of {c.id}", c.clause, [clause.id for clause in notice.clauses])
    by_type = {profile: criteria[FOUNDATION] + criteria[profile] for profile in Profile}
    monthly = [column.key for sheet in asked.sheet if sheet.role == "months" for column in sheet.columns]
    return Rulebook(
        template_version=asked.template_version,
        default_start=asked.default_start,
        default_months=asked.default_months,
        notice=notice,
        sheets=MappingProxyType({sheet.key: _as_read(sheet, by_type) for sheet in asked.sheet}),
        items=MappingProxyType({profile: items[FOUNDATION] + items[profile] for profile in Profile}),
        criteria=MappingProxyType(by_type),
        profiles=MappingProxyType({Profile(profile.key): profile for profile in asked.profile}),
        units=asked.unit,
        plausibility=_plausibility(parsed[PLAUSIBILITY], monthly),
        problems=load_problems(),
        digest=hashlib.sha256(raw).hexdigest(),
    )


def for_pilot(start: Month | None) -> Rulebook:
    """The shipped notice that pilots of this first month are judged by; the default where none says that it is."""
    for name in folders.shipped():
        pilots = load(name).notice.pilots
        if start is not None and pilots is not None and pilots[0] <= start <= pilots[1]:
            return load(name)
    return load()
