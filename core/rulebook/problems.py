"""problems.toml → ProblemCatalogue: what can be found in a workbook, in which words, and the answers to it.

One file for all notices: a problem is about a file, not about what a notice asks for.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import RulebookError
from core.model import OfferKind, ProblemCatalogue, ProblemKind, Text
from core.rulebook.folders import parsed
from core.rulebook.strict import Reader, expect, known, once, placed, table, text

FILE = Path(__file__).parent / "problems.toml"
WORDS = ("found", "expected", "remedy")


@cache
def load_problems(path: Path = FILE) -> ProblemCatalogue:
    """The catalogue; RulebookError where a key, a severity, an effect or a slot is not what it should be."""
    where, reader = path.name, Reader({Text: _same_slots})
    whole = table(where, parsed(path)[1], required=("cell", "offers", "kept_apart", "problems"))
    cell = table(f"{where}.cell", whole["cell"], required=("expected", "types"))
    offers = {}
    for key, own in expect(dict, f"{where}.offers", whole["offers"]).items():
        offers[key] = {"key": key, **expect(dict, f"{where}.offers.{key}", own)}
        reader.read(OfferKind, f"{where}.offers.{key}", offers[key])
    problems = {
        code: _filled(f"{where}.{code}", problem, cell["expected"], offers)
        for code, problem in expect(dict, f"{where}.problems", whole["problems"]).items()
    }
    return ProblemCatalogue(
        kinds=reader.read(Mapping[str, ProblemKind], where, problems),
        types=reader.read(Mapping[str, Text], f"{where}.cell.types", cell["types"]),
        kept_apart=reader.read(Mapping[str, Text], f"{where}.kept_apart", whole["kept_apart"]),
    )


def _filled(where: str, problem: Any, expected: object, offers: Mapping[str, Any]) -> dict[str, Any]:
    """A problem with what it need not say itself: the words that its variants share, and those of the offers."""
    given = {"expected": expected, **expect(dict, where, problem)}
    shared = {name: given[name] for name in WORDS if name in given}
    kinds = {}
    for cause, words in expect(dict, f"{where}.kinds", given.get("kinds", {})).items():
        kinds[cause] = {**shared, **expect(dict, f"{where}.kinds.{cause}", words)}
    own = []
    for place, offer in placed(f"{where}.offers", given.get("offers", [])):
        changed = offer if isinstance(offer, dict) else {"key": offer}
        own.append({**offers[known(place, changed.get("key"), offers)], **changed})
    once(f"{where}.offers", [offer["key"] for offer in own])
    return {**given, "kinds": kinds, "offers": own}


def _same_slots(where: str, value: object) -> Text:
    """A text whose languages name the same details."""
    both = text(where, value)
    if "{" not in both.zh + both.en and "}" not in both.zh + both.en:
        return both
    zh, en = ({name for _, name, _, _ in string.Formatter().parse(each) if name} for each in (both.zh, both.en))
    if zh - en:
        raise RulebookError(f"{where}: the slots {', '.join(sorted(zh - en))} are in the Chinese alone")
    return both
