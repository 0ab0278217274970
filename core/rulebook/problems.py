"""problems.toml → ProblemCatalogue: what can be found in a workbook, in which words, and the answers to it.

One file for all notices: a problem is about a file, not about what a notice asks for.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.errors import RulebookError
from core.model import Effect, OfferKind, ProblemCatalogue, ProblemKind, Severity, Text, Wording
from core.rulebook.table import Table, known, once, text

FILE = Path(__file__).parent / "problems.toml"
WORDS = ("found", "expected", "remedy")


@cache
def load_problems(path: Path = FILE) -> ProblemCatalogue:
    """The catalogue; RulebookError where a key, a severity, an effect or a slot is not what it should be."""
    try:
        parsed = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulebookError(f"{path.name}: {error}") from error
    whole = Table(path.name, parsed, required=("cell", "offers", "kept_apart", "problems"))
    cell = Table(f"{path.name}.cell", whole.get("cell", dict), required=("expected", "types"))
    offers = {key: _offer(f"{path.name}.offers.{key}", key, own) for key, own in whole.get("offers", dict).items()}
    usual = Wording(None, _text(cell, "expected"), Text("", ""))
    problems = whole.get("problems", dict).items()
    return ProblemCatalogue(
        kinds=MappingProxyType({code: _kind(f"{path.name}.{code}", own, usual, offers) for code, own in problems}),
        types=_texts(f"{path.name}.cell.types", cell.get("types", dict)),
        kept_apart=_texts(f"{path.name}.kept_apart", whole.get("kept_apart", dict)),
    )


def _texts(where: str, table: Mapping[str, Any]) -> Mapping[str, Text]:
    return MappingProxyType(
        {key: _same_slots(f"{where}.{key}", text(f"{where}.{key}", own)) for key, own in table.items()}
    )


def _offer(where: str, key: str, value: object, base: OfferKind | None = None) -> OfferKind:
    """An answer; one of a problem changes what it gives of the answer of that key."""
    required = ("label", "effect") if base is None else ("key",)
    table = Table(where, value, required=required, optional=("label", "effect", "plain"))
    label = _text(table, "label") if "label" in table or base is None else base.label
    usual = None if base is None else base.effect
    effect = Effect(table.word("effect", list(Effect), usual))
    return OfferKind(key, label, effect, _text(table, "plain") if "plain" in table else None)


def _kind(where: str, value: object, usual: Wording, offers: Mapping[str, OfferKind]) -> ProblemKind:
    table = Table(
        where, value, required=("severity", "remedy"), optional=("found", "expected", "kinds", "offers", "rows")
    )
    wording = _wording(table, usual)
    variants = table.get("kinds", dict, {})
    own = tuple(_own_offer(place, each, offers) for place, each in table.items("offers"))
    once(f"{where}.offers", [each.key for each in own])
    return ProblemKind(
        severity=Severity(table.word("severity", list(Severity))),
        wording=wording,
        variants=MappingProxyType(
            {
                cause: _wording(Table(f"{where}.kinds.{cause}", words, required=(), optional=WORDS), wording)
                for cause, words in variants.items()
            }
        ),
        offers=own,
        rows=table.get("rows", bool, False),
    )


def _own_offer(where: str, value: object, offers: Mapping[str, OfferKind]) -> OfferKind:
    key = str(value.get("key")) if isinstance(value, dict) else str(value)
    known(where, key, tuple(offers))
    return _offer(where, key, value, offers[key]) if isinstance(value, dict) else offers[key]


def _wording(table: Table, base: Wording) -> Wording:
    given = {name: _text(table, name) for name in WORDS if name in table}
    return replace(base, **given)


def _text(table: Table, key: str) -> Text:
    return _same_slots(f"{table.where}.{key}", table.text(key))


def _same_slots(where: str, both: Text) -> Text:
    """Refuses a text whose languages do not name the same details."""
    zh, en = ({name for _, name, _, _ in string.Formatter().parse(each) if name} for each in (both.zh, both.en))
    if zh - en:
        raise RulebookError(f"{where}: the slots {', '.join(sorted(zh - en))} are in the Chinese alone")
    return both
