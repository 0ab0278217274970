"""The lists of words that every sheet is read with."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from core.compiled import tables
from core.intake import words

TABLES: dict[str, Any] = tables(Path(words.__file__).with_suffix(".toml"))
LISTS = {
    key: own
    for table in (TABLES, TABLES["sets"], TABLES["no_evidence"])
    for key, own in table.items()
    if type(own) is list
}


@pytest.mark.parametrize("key", LISTS)
def test_no_list_has_a_word_twice(key: str) -> None:
    assert [each for each, count in Counter(map(words.word, LISTS[key])).items() if count > 1] == []


def test_a_filler_word_is_none_of_the_words_that_say_that_something_is_missing() -> None:
    assert set(LISTS["filler_words"]).isdisjoint(LISTS["absent_words"])
