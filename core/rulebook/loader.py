"""TOML → Rulebook: the first arrow.  Refuses unknown keys, and names the file and the allowed ones."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

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
    Text,
    Unit,
)
from core.rulebook.formulas import PARAMETERS

DEFAULT = Path(__file__).parent / "2025-pilot"
FOUNDATION = "foundation"
PLAUSIBILITY = "plausibility"
FILES = ("notice", "fields", FOUNDATION, *Profile)


class Table:
    """A TOML table that knows its place and is asked for each of its keys exactly once."""

    def __init__(self, where: str, value: object, *, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        if not isinstance(value, dict):
            raise RulebookError(f"{where}: expected a table, found {value!r}")
        self.where = where
        self._value: dict[str, Any] = value
        allowed = ", ".join(sorted({*required, *optional}))
        for key in value:
            if key not in required and key not in optional:
                raise RulebookError(f"{where}: unknown key {key!r}; allowed: {allowed}")
        for key in required:
            if key not in value:
                raise RulebookError(f"{where}: missing key {key!r}; allowed: {allowed}")

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def get(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """The value of `key`, which must be of that kind."""
        value = self._value.get(key, default)
        if value is not None and not isinstance(value, kind):
            raise RulebookError(f"{self.where}.{key}: expected {kind}, found {value!r}")
        return value

    def fraction(self, key: str, default: int | None = None) -> Fraction:
        """A number above 0, exactly."""
        return Fraction(self.positive(key, default))

    def positive(self, key: str, default: int | None = None) -> Decimal:
        """A number above 0, as it is written."""
        value = self.get(key, (int, Decimal), default)
        if value is None or isinstance(value, bool) or not (Decimal(value).is_finite() and value > 0):
            raise RulebookError(f"{self.where}.{key}: expected a number above 0, found {value!r}")
        return Decimal(value)

    def text(self, key: str) -> Text:
        """A text in both languages, neither of them empty."""
        return _text(f"{self.where}.{key}", self._value[key])

    def word(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """One of a closed list of words."""
        value = self._value.get(key, default)
        if value not in allowed:
            raise RulebookError(f"{self.where}.{key}: found {value!r}; allowed: {', '.join(allowed)}")
        return str(value)

    def items(self, key: str) -> list[tuple[str, Any]]:
        """The members of an array, each with its place."""
        return [(f"{self.where}.{key}[{i}]", value) for i, value in enumerate(self.get(key, list, []), 1)]


def _once(where: str, keys: Sequence[object]) -> None:
    """Refuses a key that stands twice."""
    for key in keys:
        if keys.count(key) > 1:
            raise RulebookError(f"{where}: {key} stands twice")


def _text(where: str, value: object) -> Text:
    table = Table(where, value, required=("zh", "en"))
    zh, en = table.get("zh", str), table.get("en", str)
    if not zh.strip() or not en.strip():
        raise RulebookError(f"{where}: empty text")
    return Text(zh, en)


def _unit(where: str, value: object) -> Unit:
    table = Table(where, value, required=("zh", "en", "one"))
    return Unit(table.get("zh", str), table.get("en", str), table.get("one", str))


def _read(folder: Path, name: str) -> tuple[bytes, dict[str, Any]]:
    path = folder / f"{name}.toml"
    try:
        raw = path.read_bytes()
        return raw, tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulebookError(f"{path.name}: {error}") from error


def _notice(value: object) -> Notice:
    table = Table(
        "notice.toml",
        value,
        required=("id", "title", "number", "issuer", "issued", "heading", "part", "clause"),
    )
    parts = tuple(_clause(where, part) for where, part in table.items("part"))
    clauses = tuple(_clause(where, clause) for where, clause in table.items("clause"))
    _once("notice.toml: id", [clause.id for clause in (*parts, *clauses)])
    return Notice(
        id=table.get("id", str),
        title=table.text("title"),
        number=table.get("number", str),
        issuer=table.text("issuer"),
        issued=table.get("issued", date),
        heading=table.get("heading", str),
        parts=parts,
        clauses=clauses,
    )


def _clause(where: str, value: object) -> Clause:
    table = Table(where, value, required=("id", "text"))
    return Clause(table.get("id", str), table.get("text", str))


def _choice(where: str, value: object) -> Choice:
    table = Table(where, value, required=("key", "label"), optional=("synonyms",))
    return Choice(table.get("key", str), table.text("label"), tuple(table.get("synonyms", list, [])))


def _profiles(table: Table) -> tuple[Profile, ...]:
    words = table.get("profiles", list, list(Profile))
    for word in words:
        if word not in list(Profile):
            raise RulebookError(f"{table.where}.profiles: found {word!r}; allowed: {', '.join(Profile)}")
    return tuple(Profile(word) for word in words)


COLUMN_TYPES = ("text", "count", "number", "percent", "month", "date", "flag", "choice", "choices", "names", "id")


def _column(where: str, value: object, choices: Mapping[str, tuple[Choice, ...]]) -> Column:
    table = Table(
        where,
        value,
        required=("key", "label", "type", "help"),
        optional=("unit", "synonyms", "profiles", "optional", "choices", "example", "ledger"),
    )
    chosen = table.word("choices", tuple(choices)) if "choices" in table else None
    return Column(
        key=table.get("key", str),
        label=table.text("label"),
        type=table.word("type", COLUMN_TYPES),  # type: ignore[arg-type]
        help=table.text("help"),
        unit=table.text("unit") if "unit" in table else None,
        synonyms=tuple(table.get("synonyms", list, [])),
        profiles=_profiles(table),
        optional=table.get("optional", bool, False),
        choices=choices[chosen] if chosen else (),
        example=table.text("example") if "example" in table else None,
        ledger=table.get("ledger", str),
    )


ROLES = ("guide", "form", "months", "plan", "claims", "ledger", "days")


def _sheet(where: str, value: object, choices: Mapping[str, tuple[Choice, ...]]) -> Sheet:
    table = Table(where, value, required=("key", "role", "label", "help"), optional=("column", "synonyms", "profiles"))
    columns = tuple(_column(place, column, choices) for place, column in table.items("column"))
    _once(f"{where}: column", [column.key for column in columns])
    return Sheet(
        key=table.get("key", str),
        role=table.word("role", ROLES),  # type: ignore[arg-type]
        label=table.text("label"),
        help=table.text("help"),
        columns=columns,
        synonyms=tuple(table.get("synonyms", list, [])),
        profiles=_profiles(table),
    )


def _item(where: str, value: object) -> Item:
    table = Table(where, value, required=("number", "title", "short"))
    return Item(table.get("number", int), table.text("title"), table.text("short"))


def _reading(where: str, value: object) -> Reading:
    table = Table(where, value, required=("reading",), optional=("id", "alternative"))
    alternative = table.text("alternative") if "alternative" in table else None
    return Reading(table.get("id", str), table.text("reading"), alternative)


def _criterion(where: str, value: object, units: Mapping[str, Unit]) -> Criterion:
    shared = ("id", "clause", "item", "quote", "kind", "title", "remedy")
    computed = ("indicator", "comparison", "threshold", "unit", "formula")
    extra = ("weight", "reading", "evidence_key", "red_flag", "guidance", "parameters", "course")
    kind = Kind(Table(where, value, required=shared, optional=(*computed, *extra)).word("kind", tuple(Kind)))
    if kind is Kind.COMPUTED:
        table = Table(
            where, value, required=(*shared, *computed), optional=("weight", "reading", "parameters", "course")
        )
        indicator, threshold = table.word("indicator", tuple(PARAMETERS)), table.positive("threshold")
    else:
        table = Table(
            where, value, required=shared, optional=("weight", "reading", "evidence_key", "red_flag", "guidance")
        )
        indicator, threshold = None, None
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
        parameters=_parameters(f"{where}.parameters", table.get("parameters", dict, {}), indicator),
        formula=table.text("formula") if kind is Kind.COMPUTED else None,
        readings=tuple(_reading(place, reading) for place, reading in table.items("reading")),
        evidence_key=table.get("evidence_key", str),
        red_flag=table.get("red_flag", bool, False),
        guidance=tuple(_text(place, text) for place, text in table.items("guidance")),
        course=table.word("course", ("cumulative", "rate", "ratio"), "cumulative"),  # type: ignore[arg-type]
    )


def _month(where: str, value: str) -> Month:
    try:
        return Month.parse(value)
    except ValueError as error:
        raise RulebookError(f"{where}: expected YYYY-MM, found {value!r}") from error


def _known(where: str, found: object, allowed: Sequence[object]) -> None:
    if found not in allowed:
        raise RulebookError(f"{where}: found {found!r}; allowed: {', '.join(map(str, allowed))}")


def _parameters(where: str, value: Mapping[str, object], indicator: str | None) -> Mapping[str, int]:
    """The whole numbers above 0 that the indicator's formula takes, each of them and no other."""
    Table(where, value, required=PARAMETERS[indicator] if indicator else ())
    whole = {key: number for key, number in value.items() if type(number) is int and number > 0}
    if whole != value:
        raise RulebookError(f"{where}: expected whole numbers above 0, found {value!r}")
    return MappingProxyType(whole)


def _criteria(name: str, value: object, units: Mapping[str, Unit]) -> tuple[tuple[Item, ...], tuple[Criterion, ...]]:
    table = Table(f"{name}.toml", value, required=("item", "criterion"))
    items = tuple(_item(where, item) for where, item in table.items("item"))
    criteria = tuple(_criterion(where, criterion, units) for where, criterion in table.items("criterion"))
    _once(f"{name}.toml: item", [item.number for item in items])
    _once(f"{name}.toml: criterion", [criterion.id for criterion in criteria])
    for criterion in criteria:
        _known(f"{name}.toml: item of {criterion.id}", criterion.item, [item.number for item in items])
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
        _known("plausibility.toml.stocks", key, monthly)
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


@cache
def load(folder: Path = DEFAULT) -> Rulebook:
    """The rulebook of a folder of TOML files; RulebookError where it cannot be used."""
    raw, parsed = {}, {}
    for name in FILES:
        raw[name], parsed[name] = _read(folder, name)
    own_questions = (folder / f"{PLAUSIBILITY}.toml").exists()
    raw[PLAUSIBILITY], parsed[PLAUSIBILITY] = _read(folder if own_questions else DEFAULT, PLAUSIBILITY)
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
    _once("fields.toml: sheet", [sheet.key for sheet in sheets])
    profiles = [_choice(*pair) for pair in fields.items("profile")]
    for profile in profiles:
        _known("fields.toml.profile", profile.key, list(Profile))
    notice = _notice(parsed["notice"])
    foundation = _criteria(FOUNDATION, parsed[FOUNDATION], units)
    own = {profile: _criteria(profile, parsed[profile], units) for profile in Profile}
    criteria = {profile: foundation[1] + own[profile][1] for profile in Profile}
    for name, (_, own_criteria) in ((FOUNDATION, foundation), *own.items()):
        for criterion in own_criteria:
            place = f"{name}.toml: clause of {criterion.id}"
            _known(place, criterion.clause, [clause.id for clause in notice.clauses])
    return Rulebook(
        id=folder.name,
        template_version=fields.get("template_version", str),
        default_start=_month("fields.toml.default_start", fields.get("default_start", str)),
        default_months=fields.get("default_months", int),
        notice=notice,
        sheets=MappingProxyType({sheet.key: sheet for sheet in sheets}),
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
        digest=hashlib.sha256(b"\0".join(raw[name] for name in sorted(raw))).hexdigest(),
    )
