"""What an engine takes for a plain name is one to the sheet's reader too."""

from __future__ import annotations

import re
from types import SimpleNamespace

import narwhals as nw
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.nothing import NOTHING_WORDS, is_no_name
from core.intake.organisations import NAME
from core.intake.words import WORDS, is_blank, name
from core.sources.names import ODD, any_of, is_odd

PARTS = sorted(
    {*NOTHING_WORDS, *WORDS.totals, *WORDS.examples, *filter(None, WORDS.blanks), "海川", "Data", "12", "0", "签约"}
)


def plain(text: str) -> bool:
    return re.search(ODD, text) is None


@given(st.lists(st.sampled_from([*PARTS, " ", "-", "（", "）", "·"]), min_size=1, max_size=4).map("".join))
def test_a_plain_name_is_a_name(text: str) -> None:
    if plain(text):
        assert (is_no_name(text), is_blank(text), name(text) in WORDS.dittos) == (False, False, False)
        assert not name(text).startswith(tuple(WORDS.examples))


BEGUN = [*sorted({*WORDS.remarks, *WORDS.dittos}), "待签约企业", "开发中", "To be assigned", "甲方", "某", "a", "XX"]


@given(st.lists(st.sampled_from([*PARTS, *BEGUN, " ", "（", "·", "公司", "\n"]), min_size=1, max_size=3).map("".join))
def test_every_engine_takes_the_same_names_for_odd(text: str) -> None:
    names = nw.from_native(pa.table({NAME: [text, text.upper(), text + "江", *BEGUN, None]}))
    one, other = (names.select(odd=is_odd(SimpleNamespace(backtracks=it)))["odd"].to_list() for it in (False, True))  # type: ignore[arg-type]
    assert one == other


@pytest.mark.parametrize(
    "text", ["数据资源12", "海川精密部件（上海）有限公司", "Product 7", "Supply chain finance", "A-001"]
)
def test_usual_names_are_plain(text: str) -> None:
    assert plain(text)


@pytest.mark.parametrize(
    "text", ["待定单位", "某公司", "nan", "合计", "示例企业", "同上", "未分类", "0", "ＡＢＣ", "甲 "]
)
def test_names_that_need_a_look_are_not(text: str) -> None:
    assert not plain(text)


@given(st.sets(st.text("ab.待补", min_size=1, max_size=3), min_size=1, max_size=8), st.text("ab.待补", max_size=4))
def test_a_pattern_of_words_matches_each_and_nothing_else(words: set[str], text: str) -> None:
    assert {word for word in {*words, text} if re.fullmatch(any_of(words), word)} == words
