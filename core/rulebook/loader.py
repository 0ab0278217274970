"""TOML → Rulebook: the first arrow.  Refuses unknown keys, and names the file and the allowed ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from core.errors import RulebookError
from core.model import (
    Choice,
    Clause,
    Column,
    Criterion,
    Item,
    Kind,
    Month,
    Notice,
    Plausibility,
    Profile,
    Reading,
    Rulebook,
    Sheet,
    Unit,
)
from core.rulebook import folders
from core.rulebook.folders import DEFAULT
from core.rulebook.formulas import Formulas, as_read
from core.rulebook.problems import load_problems
from core.rulebook.table import Table, known, once, text

FOUNDATION = "foundation"
PLAUSIBILITY = "plausibility"
FILES = ("notice", "fields", "formulas", FOUNDATION, *Profile)


def _unit(where: str, value: object) -> Unit:
    table = Table(where, value, required=("zh", "en", "one"))
    return Unit(table.get("zh", str), table.get("en", str), table.get("one", str))


def _notice(value: object) -> Notice:
    table = Table(
        "notice.toml",
        value,
        required=("id", "title", "number", "issuer", "issued", "heading", "part", "clause"),
        optional=("mark", "pilots"),
    )
    parts = tuple(_clause(where, part) for where, part in table.items("part"))
    clauses = tuple(_clause(where, clause) for where, clause in table.items("clause"))
    once("notice.toml: id", [clause.id for clause in (*parts, *clauses)])
    return Notice(
        id=table.get("id", str),
        title=table.text("title"),
        number=table.get("number", str),
        issuer=table.text("issuer"),
        issued=table.get("issued", date),
        heading=table.get("heading", str),
        parts=parts,
        clauses=clauses,
        mark=table.text("mark") if "mark" in table else None,
        pilots=_pilots(table.get("pilots", dict)) if "pilots" in table else None,
    )


def _pilots(value: object) -> tuple[Month, Month]:
    """The first and the last month in which the pilots start that a notice is for."""
    table = Table("notice.toml.pilots", value, required=("first", "last"))
    first, last = (_month(f"notice.toml.pilots.{key}", table.get(key, str)) for key in ("first", "last"))
    if last < first:
        raise RulebookError("notice.toml.pilots: last is before first")
    return first, last


def _clause(where: str, value: object) -> Clause:
    table = Table(where, value, required=("id", "text"))
    return Clause(table.get("id", str), table.get("text", str))


def _choice(where: str, value: object) -> Choice:
    table = Table(where, value, required=("key", "label"), optional=("synonyms",))
    return Choice(table.get("key", str), table.text("label"), tuple(table.get("synonyms", list, [])))


COLUMN_TYPES = ("text", "count", "number", "percent", "month", "date", "flag", "choice", "choices", "names", "id")


def _column(where: str, value: object, choices: Mapping[str, tuple[Choice, ...]]) -> Column:
    table = Table(
        where,
        value,
        required=("key", "label", "type", "help"),
        optional=("unit", "synonyms", "optional", "choices", "example"),
    )
    chosen = table.word("choices", tuple(choices)) if "choices" in table else None
    return Column(
        key=table.get("key", str),
        label=table.text("label"),
        type=table.word("type", COLUMN_TYPES),  # type: ignore[arg-type]
        help=table.text("help"),
        unit=table.text("unit") if "unit" in table else None,
        synonyms=tuple(table.get("synonyms", list, [])),
        optional=table.get("optional", bool, False),
        choices=choices[chosen] if chosen else (),
        example=table.text("example") if "example" in table else None,
    )


ROLES = ("guide", "form", "months", "plan", "claims", "ledger", "days")


def _sheet(where: str, value: object, choices: Mapping[str, tuple[Choice, ...]]) -> Sheet:
    table = Table(where, value, required=("key", "role", "label", "help"), optional=("column", "synonyms"))
    columns = tuple(_column(place, column, choices) for place, column in table.items("column"))
    once(f"{where}: column", [column.key for column in columns])
    return Sheet(
        key=table.get("key", str),
        role=table.word("role", ROLES),  # type: ignore[arg-type]
        label=table.text("label"),
        help=table.text("help"),
        columns=columns,
        synonyms=tuple(table.get("synonyms", list, [])),
    )


def _item(where: str, value: object) -> Item:
    table = Table(where, value, required=("number", "title", "short"))
    return Item(table.get("number", int), table.text("title"), table.text("short"))


def _reading(where: str, value: object) -> Reading:
    table = Table(where, value, required=("reading",), optional=("id", "alternative"))
    alternative = table.text("alternative") if "alternative" in table else None
    return Reading(table.get("id", str), table.text("reading"), alternative)


def _criterion(where: str, value: object, units: Mapping[str, Unit], formulas: Formulas) -> Criterion:
    shared = ("id", "clause", "item", "quote", "kind", "title", "remedy")
    computed = ("indicator", "comparison", "threshold", "unit", "formula")
    extra = ("weight", "reading", "evidence_key", "red_flag", "guidance", "parameters")
    kind = Kind(Table(where, value, required=shared, optional=(*computed, *extra)).word("kind", tuple(Kind)))
    if kind is Kind.COMPUTED:
        table = Table(where, value, required=(*shared, *computed), optional=("weight", "reading", "parameters"))
        indicator, threshold = table.word("indicator", tuple(formulas.numbers)), table.positive("threshold")
    else:
        table = Table(
            where, value, required=shared, optional=("weight", "reading", "evidence_key", "red_flag", "guidance")
        )
        indicator, threshold = None, None
    numbers = _numbers(f"{where}.parameters", table.get("parameters", dict, {}), formulas, indicator)
    return Criterion(
        id=table.get("id", str),
        clause=table.get("clause", str),
        item=table.get("item", int),
        quote=table.get("quote", str),
        kind=kind,
        title=table.text("title"),
        remedy=table.text("remedy"),
        weight=table.fraction("weight", 1),
        unit=table.word("unit", tuple(units)) if kind is Kind.COMPUTED else "",
        indicator=indicator,
        comparison=table.word("comparison", (">=",)) if kind is Kind.COMPUTED else None,
        threshold=threshold,
        parameters=numbers,
        formula=table.text("formula") if kind is Kind.COMPUTED else None,
        readings=tuple(_reading(place, reading) for place, reading in table.items("reading")),
        evidence_key=table.get("evidence_key", str),
        red_flag=table.get("red_flag", bool, False),
        guidance=tuple(text(place, each) for place, each in table.items("guidance")),
        computation=formulas.formula(indicator, numbers) if indicator else None,
    )


def _month(where: str, value: str) -> Month:
    try:
        return Month.parse(value)
    except ValueError as error:
        raise RulebookError(f"{where}: expected YYYY-MM, found {value!r}") from error


def _numbers(where: str, value: Mapping[str, object], formulas: Formulas, indicator: str | None) -> Mapping[str, int]:
    """The whole numbers above 0 that the indicator's formula asks for, each of them and no other."""
    Table(where, value, required=formulas.numbers[indicator] if indicator else ())
    whole = {key: number for key, number in value.items() if type(number) is int and number > 0}
    if whole != value:
        raise RulebookError(f"{where}: expected whole numbers above 0, found {value!r}")
    return MappingProxyType(whole)


def _criteria(
    name: str, value: object, units: Mapping[str, Unit], formulas: Formulas
) -> tuple[tuple[Item, ...], tuple[Criterion, ...]]:
    table = Table(f"{name}.toml", value, required=("item", "criterion"))
    items = tuple(_item(where, item) for where, item in table.items("item"))
    criteria = tuple(_criterion(where, criterion, units, formulas) for where, criterion in table.items("criterion"))
    once(f"{name}.toml: item", [item.number for item in items])
    once(f"{name}.toml: criterion", [criterion.id for criterion in criteria])
    for criterion in criteria:
        known(f"{name}.toml: item of {criterion.id}", criterion.item, [item.number for item in items])
    return items, criteria


def _plausibility(value: object, monthly: Sequence[str]) -> Plausibility:
    """The parameters of the questions; `monthly` are the columns of 月度统计."""
    tables = ("fall", "jump", "copied", "on_threshold", "earlier", "unit_slip", "baseline", "money", "organisations")
    whole = Table("plausibility.toml", value, required=("stocks", *tables))

    def part(name: str, *keys: str) -> Table:
        return Table(f"plausibility.toml.{name}", whole.get(name, dict), required=keys)

    jump, copied = part("jump", "medians", "share", "increases"), part("copied", "figures")
    on_threshold, earlier = part("on_threshold", "counts_from"), part("earlier", "months", "share")
    slip, baseline = part("unit_slip", "tolerance", "steady", "column"), part("baseline", "times")
    money = part("money", "planned_least", "planned_most", "revenue_times", "months_over", "months_under")
    organisations = part("organisations", "legal_forms", "formerly")
    slips = [Table(*column, required=("key", "factors")) for column in slip.items("column")]
    factors = {column.word("key", monthly): tuple(column.get("factors", list)) for column in slips}
    stocks = tuple(whole.get("stocks", list))
    for key in stocks:
        known("plausibility.toml.stocks", key, monthly)
    return Plausibility(
        stocks=stocks,
        falling_columns=part("fall", "columns").get("columns", int),
        jump_medians=jump.fraction("medians"),
        jump_share=jump.fraction("share"),
        jump_increases=jump.get("increases", int),
        copied_figures=copied.get("figures", int),
        threshold_from=on_threshold.fraction("counts_from"),
        earlier_months=earlier.get("months", int),
        earlier_share=earlier.fraction("share"),
        unit_tolerance=slip.fraction("tolerance"),
        unit_steady=slip.fraction("steady"),
        unit_factors=MappingProxyType(factors),
        baseline_times=baseline.fraction("times"),
        planned_least=money.fraction("planned_least"),
        planned_most=money.fraction("planned_most"),
        revenue_times=money.fraction("revenue_times"),
        months_over=money.fraction("months_over"),
        months_under=money.fraction("months_under"),
        legal_forms=tuple(organisations.get("legal_forms", list)),
        formerly=tuple(organisations.get("formerly", list)),
    )


def load(folder: str | Path = DEFAULT) -> Rulebook:
    """The rulebook of a shipped notice or of a folder of TOML files; RulebookError where it cannot be used."""
    return _loaded(folders.folder_of(folder))


@cache
def _loaded(folder: Path) -> Rulebook:
    found = folders.read(folder, FILES, (PLAUSIBILITY,))
    parsed, raw = dict(found.tables), found.raw
    if PLAUSIBILITY not in parsed:
        shipped = folders.read(DEFAULT, FILES, (PLAUSIBILITY,))
        parsed[PLAUSIBILITY], raw = shipped.tables[PLAUSIBILITY], raw + shipped.raw
    fields = Table(
        "fields.toml",
        parsed["fields"],
        required=("template_version", "default_start", "default_months", "profile", "unit", "choices", "sheet"),
    )
    units = {key: _unit(f"fields.toml.unit.{key}", unit) for key, unit in fields.get("unit", dict).items()}
    choices = {
        key: tuple(_choice(f"fields.toml.choices.{key}[{i}]", choice) for i, choice in enumerate(words, 1))
        for key, words in fields.get("choices", dict).items()
    }
    sheets = [_sheet(where, sheet, choices) for where, sheet in fields.items("sheet")]
    once("fields.toml: sheet", [sheet.key for sheet in sheets])
    profiles = [_choice(*pair) for pair in fields.items("profile")]
    for profile in profiles:
        known("fields.toml.profile", profile.key, list(Profile))
    notice = _notice(parsed["notice"])
    formulas = Formulas.of(parsed["formulas"], {sheet.key: sheet for sheet in sheets}, tuple(units))
    foundation = _criteria(FOUNDATION, parsed[FOUNDATION], units, formulas)
    own = {profile: _criteria(profile, parsed[profile], units, formulas) for profile in Profile}
    criteria = {profile: foundation[1] + own[profile][1] for profile in Profile}
    for name, (_, own_criteria) in ((FOUNDATION, foundation), *own.items()):
        for criterion in own_criteria:
            place = f"{name}.toml: clause of {criterion.id}"
            known(place, criterion.clause, [clause.id for clause in notice.clauses])
    return Rulebook(
        template_version=fields.get("template_version", str),
        default_start=_month("fields.toml.default_start", fields.get("default_start", str)),
        default_months=fields.get("default_months", int),
        notice=notice,
        sheets=MappingProxyType({sheet.key: as_read(sheet, criteria) for sheet in sheets}),
        items=MappingProxyType({profile: foundation[0] + own[profile][0] for profile in Profile}),
        criteria=MappingProxyType(criteria),
        evidence_keys=MappingProxyType(
            {c.id: c.evidence_key for cs in criteria.values() for c in cs if c.evidence_key is not None}
        ),
        profiles=MappingProxyType({Profile(profile.key): profile for profile in profiles}),
        units=MappingProxyType(units),
        plausibility=_plausibility(
            parsed[PLAUSIBILITY], [column.key for sheet in sheets if sheet.role == "months" for column in sheet.columns]
        ),
        problems=load_problems(),
        digest=hashlib.sha256(raw).hexdigest(),
    )


def for_pilot(start: Month | None) -> Rulebook:
    """The shipped notice that pilots of this first month are judged by; the default where none says that it is."""
    found = (load(name) for name in folders.shipped())
    fitting = (each for each in found if start is not None and each.notice.is_for(start))
    return next(fitting, load())
