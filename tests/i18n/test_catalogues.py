"""Both languages are whole, say the same, and read as each should."""

from __future__ import annotations

from collections import defaultdict

import pytest

from core.i18n import words
from tests.i18n.sources import (
    EMOJI,
    HALF_WIDTH,
    HAN,
    built,
    chinese_literals,
    code,
    marked,
    messages,
    name,
    placeholders,
    rulebook_texts,
    translations,
)

#: Characters that code may hold: patterns of months, and a language's own name.
PATTERNS = {
    "core/printers/numbers.py": "年月",
    "core/printers/charts/trajectory.py": "年月",
    "core/sources/names.py": "一龥",
    "core/workbooks/template/look.py": "年月",
}
#: Folders that are Chinese by nature: the samples' invented names, and the grammar of what people type.
BY_NATURE = ("sample_data/invent/", "core/intake/")


def listed(found: list[str]) -> str:
    """All of them at once, one a line."""
    return "\n" + "\n".join(found)


def chinese_texts() -> list[tuple[str, str]]:
    """Everything Chinese that a user may read, with its place."""
    from_catalogues = [(text, entry.where) for entry in translations() for text in entry.chinese]
    return from_catalogues + [(chinese, where) for chinese, _english, where in rulebook_texts()]


def english_texts() -> list[tuple[str, str]]:
    """Everything English that a user may read, with its place."""
    from_code = [(text, message.where) for message in messages() for text in message.forms]
    return from_code + [(english, where) for _chinese, english, where in rulebook_texts()]


def test_every_message_is_translated() -> None:
    done = {entry.forms for entry in translations() if all(entry.chinese) and not entry.fuzzy}
    found = [f"{message.where}: {message.forms}" for message in messages() if message.forms not in done]
    assert found == [], listed(found)


def test_no_message_is_put_together_at_run_time() -> None:
    found = [f"{name(path)}:{line}" for path in code() for line in built(path.read_text("utf-8"))]
    assert found == [], listed(found)


def test_every_translation_is_used() -> None:
    said = {message.forms for message in messages()}
    found = [f"{entry.where}: {entry.forms}" for entry in translations() if entry.forms not in said]
    assert found == [], listed(found)


def test_one_message_has_one_translation() -> None:
    answers = defaultdict(set)
    for entry in translations():
        answers[entry.forms[0]].add(entry.chinese)
    assert {english: chinese for english, chinese in answers.items() if len(chinese) > 1} == {}


def test_both_languages_name_the_same_figures() -> None:
    unequal = [
        f"{entry.where}: {entry.forms[-1]} / {chinese}"
        for entry in translations()
        for chinese in entry.chinese
        if placeholders(chinese) != placeholders(entry.forms[-1])
    ]
    assert unequal == [], listed(unequal)


def test_chinese_is_written_with_full_width_punctuation() -> None:
    found = [f"{where}: {text}" for text, where in chinese_texts() if HALF_WIDTH.search(text)]
    assert found == [], listed(found)


def test_no_text_shouts() -> None:
    texts = chinese_texts() + english_texts()
    found = [f"{where}: {text}" for text, where in texts if "!" in text or "！" in text]
    assert found == [], listed(found)


def test_no_text_holds_an_emoji() -> None:
    texts = chinese_texts() + english_texts()
    found = [f"{where}: {text}" for text, where in texts if EMOJI.search(text)]
    assert found == [], listed(found)


def test_no_english_text_holds_a_full_width_mark() -> None:
    assert [
        f"{where}: {text}" for text, where in english_texts() if any(mark in text for mark in "，。；：？（）")
    ] == []


def test_labels_are_not_written_in_code() -> None:
    found = [
        f"{name(path)}:{line}: {text}"
        for path in code()
        if not name(path).startswith(BY_NATURE)
        for line, text in chinese_literals(path.read_text("utf-8"))
        if not set(HAN.findall(text)) <= set(PATTERNS.get(name(path), ""))
    ]
    assert found == [], listed(found)


def test_every_file_let_off_still_needs_it() -> None:
    holding = {name(path) for path in code() if chinese_literals(path.read_text("utf-8"))}
    assert PATTERNS.keys() - holding == set()


def test_the_loaded_words_are_those_of_the_catalogues() -> None:
    _ = words("zh")
    answers = {
        entry.forms: _.plural(*entry.forms, 2) if len(entry.forms) > 1 else _(entry.forms[0])
        for entry in translations()
    }
    assert answers == {entry.forms: entry.chinese[0] for entry in translations()}


@pytest.mark.parametrize("text", ["共3家,其中", "（见:说明", "完成(部分", "是吗?"])
def test_half_width_punctuation_beside_chinese_is_seen(text: str) -> None:
    assert HALF_WIDTH.search(text)


@pytest.mark.parametrize("text", ["达标，12 项", "A1:B2", "E2.1 (API)", "10:30"])
def test_punctuation_of_figures_and_latin_text_is_let_through(text: str) -> None:
    assert not HALF_WIDTH.search(text)


def test_a_label_in_code_is_seen() -> None:
    assert chinese_literals('"""说明"""\nTITLE = "总览"\n') == [(2, "总览")]


@pytest.mark.parametrize("source", ["_(f'{n} rows')", "_('rows: ' + text)", "say('a' % b)"])
def test_a_message_put_together_at_run_time_is_seen(source: str) -> None:
    assert built(source) == [1]


def test_a_message_within_an_f_string_is_seen() -> None:
    source = """f"<p>{_('Month')}</p>"; order.words('Yes'); _.plural('{n} row', '{n} rows', n); words('zh')"""
    assert {message.forms for message in marked(source, "")} == {("Month",), ("Yes",), ("{n} row", "{n} rows")}


def test_a_message_said_in_the_words_of_a_language_is_seen() -> None:
    assert [message.forms for message in marked("words(self.language)('blank')", "")] == [("blank",)]
