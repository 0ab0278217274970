"""Every text is there in Chinese and in English, and a remedy names cells by their headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import fields

from core.model import Criterion, Rulebook, Text

CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Figures, signs, units of volume and a slot alone are the same in both languages.
FIGURE = re.compile(r"[\d.,%-]+|GB|\{\w+\}")


def texts(value: Any) -> Iterator[Text]:
    """Every text below a value."""
    if isinstance(value, Text):
        yield value
    elif hasattr(value, "values"):
        for member in value.values():
            yield from texts(member)
    elif isinstance(value, tuple):
        for member in value:
            yield from texts(member)
    elif isinstance(value, Struct):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def every(rulebook: Rulebook) -> list[Criterion]:
    return list({criterion.id: criterion for own in rulebook.criteria.values() for criterion in own}.values())


def test_no_text_is_empty(rulebook: Rulebook) -> None:
    assert [text for text in texts(rulebook) if not text.zh.strip() or not text.en.strip()] == []


def test_the_languages_differ(rulebook: Rulebook) -> None:
    assert [text for text in texts(rulebook) if text.zh == text.en and not FIGURE.fullmatch(text.zh)] == []


def test_english_holds_no_chinese(rulebook: Rulebook) -> None:
    assert [text.en for text in texts(rulebook) if CHINESE.search(text.en)] == []


def test_chinese_sentences_use_full_width_punctuation(rulebook: Rulebook) -> None:
    half = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")
    assert [text.zh for text in texts(rulebook) if half.search(text.zh)] == []


def test_english_uses_half_width_punctuation(rulebook: Rulebook) -> None:
    full = re.compile(r"[，。；：！？（）]")
    assert [text.en for text in texts(rulebook) if full.search(text.en)] == []


def test_remedies_and_help_end_as_sentences(rulebook: Rulebook) -> None:
    sentences = [c.remedy for c in every(rulebook)]
    for sheet in rulebook.sheets.values():
        sentences += [sheet.help, *(column.help for column in sheet.columns)]
    ragged = [text for text in sentences if text.zh[-1] != "。" or text.en[-1] not in ".”"]
    assert ragged == []


def test_no_remedy_holds_a_placeholder(rulebook: Rulebook) -> None:
    blanks = re.compile(r"[{}<>…_]|\.\.\.|XX|TODO|某")
    assert [c.id for c in every(rulebook) if blanks.search(c.remedy.zh + c.remedy.en)] == []


def test_each_remedy_belongs_to_one_title(rulebook: Rulebook) -> None:
    titles: dict[str, set[str]] = {}
    for criterion in every(rulebook):
        titles.setdefault(criterion.remedy.zh, set()).add(criterion.title.zh)
    assert [shared for shared in titles.values() if len(shared) > 1] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_remedy_quotes_is_a_sheet_or_column(rulebook: Rulebook, language: str) -> None:
    sheets = rulebook.sheets.values()
    labels = {sheet.label.in_(language) for sheet in sheets}
    labels |= {column.label.in_(language) for sheet in sheets for column in sheet.columns}
    quoted = {name for c in every(rulebook) for name in re.findall("“(.+?)”", c.remedy.in_(language))}
    assert quoted - labels == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_remedy_names_a_sheet_and_a_column(rulebook: Rulebook, language: str) -> None:
    sheets = {sheet.label.in_(language) for sheet in rulebook.sheets.values()}
    columns = {column.label.in_(language) for sheet in rulebook.sheets.values() for column in sheet.columns}
    bare = []
    for criterion in every(rulebook):
        quoted = set(re.findall("“(.+?)”", criterion.remedy.in_(language)))
        if not quoted & sheets or not quoted & columns:
            bare.append(criterion.id)
    assert bare == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_column_that_a_remedy_names_is_one_that_the_type_has(rulebook: Rulebook, language: str) -> None:
    foreign = []
    for profile, own in rulebook.criteria.items():
        sheets = rulebook.sheets.values()
        theirs = {column.label.in_(language) for s in sheets for column in s.for_profile(profile)}
        known = theirs | {s.label.in_(language) for s in sheets}
        for criterion in own:
            foreign += [name for name in re.findall("“(.+?)”", criterion.remedy.in_(language)) if name not in known]
    assert foreign == []
