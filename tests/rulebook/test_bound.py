"""Nothing of parts 一 and 二 is lost: each sentence and each number is quoted or listed in unbound.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.model import Criterion, Rulebook

UNBOUND: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("unbound.toml").read_text(encoding="utf-8")
)
PRINTED_NUMBER = re.compile(r"\s*(\d\. |[一二]、|（[一二三]）)")
NUMBER = re.compile(r"翻一番|一批|\d+%?|[〇一二三四五六七八九十百千万亿两]+")
WORDS = {"翻一番": Decimal(2)}


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def places(rulebook: Rulebook) -> dict[str, str]:
    """Every part and clause without its printed number and white space."""
    every = (*rulebook.notice.parts, *rulebook.notice.clauses)
    return {place.id: bare(PRINTED_NUMBER.sub("", place.text, count=1)) for place in every}


def criteria(rulebook: Rulebook) -> list[Criterion]:
    return list({criterion.id: criterion for own in rulebook.criteria.values() for criterion in own}.values())


def positions(text: str, piece: str) -> set[int]:
    start = text.find(bare(piece))
    return set() if start < 0 else set(range(start, start + len(bare(piece))))


def quoted(rulebook: Rulebook, place: str) -> set[int]:
    text = places(rulebook)[place]
    return {i for c in criteria(rulebook) if c.clause == place for i in positions(text, c.quote)}


def worth(number: str) -> Decimal:
    """What a number of the notice stands for; NaN where it gives no figure."""
    if number in WORDS:
        return WORDS[number]
    if number.endswith("%"):
        return Decimal(number[:-1]) / 100
    return Decimal(number) if number.isdecimal() else Decimal("NaN")


def figures(criterion: Criterion) -> set[Decimal]:
    own = set() if criterion.threshold is None else {criterion.threshold}
    return own | {Decimal(parameter) for parameter in criterion.parameters.values()}


def unbound_numbers(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """Numbers that are not a threshold or parameter of a criterion that quotes them."""
    for place, text in places(rulebook).items():
        own = [c for c in criteria(rulebook) if c.clause == place]
        for match in NUMBER.finditer(text):
            if not any(worth(match[0]) in figures(c) and match.start() in positions(text, c.quote) for c in own):
                yield place, match[0]


def test_every_sentence_is_quoted_or_listed(rulebook: Rulebook) -> None:
    lost = {}
    for place, text in places(rulebook).items():
        listed = {i for t in UNBOUND["text"] if t["place"] == place for i in positions(text, t["text"])}
        known = quoted(rulebook, place) | listed
        rest = "".join(char for i, char in enumerate(text) if i not in known)
        if re.sub(r"[，。、；]", "", rest):
            lost[place] = rest
    assert lost == {}


def test_every_number_is_a_threshold_that_quotes_it_or_listed(rulebook: Rulebook) -> None:
    listed = {(entry["place"], entry["number"]) for entry in UNBOUND["number"]}
    assert [number for number in unbound_numbers(rulebook) if number not in listed] == []


def test_every_threshold_and_parameter_stands_in_its_own_quote_or_is_listed(rulebook: Rulebook) -> None:
    listed = {entry["id"] for entry in UNBOUND["threshold"]}
    invented = {
        criterion.id
        for criterion in criteria(rulebook)
        if not figures(criterion) <= {worth(number) for number in NUMBER.findall(bare(criterion.quote))}
    }
    assert invented == listed


@pytest.mark.parametrize("entry", UNBOUND["text"], ids=lambda entry: f"{entry['place']}-{entry['text'][:8]}")
def test_a_listed_sentence_stands_in_its_place_and_is_not_quoted(rulebook: Rulebook, entry: dict[str, str]) -> None:
    own = positions(places(rulebook)[entry["place"]], entry["text"])
    assert own
    assert not own & quoted(rulebook, entry["place"])


@pytest.mark.parametrize("entry", UNBOUND["number"], ids=lambda entry: f"{entry['place']}-{entry['number']}")
def test_a_listed_number_is_in_the_notice_and_bound_to_no_criterion(rulebook: Rulebook, entry: dict[str, str]) -> None:
    assert (entry["place"], entry["number"]) in set(unbound_numbers(rulebook))


def test_every_entry_says_why() -> None:
    assert [entry for entries in UNBOUND.values() for entry in entries if not entry["reason"].endswith(".")] == []
