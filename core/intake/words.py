"""Words that every sheet is read with (words.toml), and the one way in which text is compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from core.compiled import tables

INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
#: A character as Office writes it in XML where it cannot stand for itself.
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
BRACKETED = re.compile(
    "|".join(
        rf"{re.escape(a)}[^{re.escape(a + b)}]*{re.escape(b)}"
        for a, b in ("()", "[]", "【】", "〔〕", "〈〉", "「」", "<>", "{}")
    )
)
#: What numbers a header: 6. or 六、, and what is no such word any more once spaces are gone: ①, （一）, 1 and the number
#: of a criterion.
NUMBERED = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-z])[.、)](?=\D)")
LEADING = re.compile(
    r"^\s*(?:[①-⑳]|[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[A-Za-z])\s*[)）]|\d{1,2}[ \t]+(?![年月日])"
    r"|[FEICfeic]\d\.\d{1,2}[.、:：]?)\s*(?=[^\W\d])"
)
#: What points to a note behind a header or a number.
FOOTNOTES = "*※①②③④⑤⑥⑦⑧⑨⑩"
EDGES = " *※★:：、,，.。;；-_#"
NO_IDEOGRAPHS = re.compile(r"[^\u3400-\u9fff]+")
#: Anything but ASCII and the ideographs in common use has to be looked at closer.
UNCOMMON = re.compile(r"[^\x00-\x7f\u4e00-\u9fff]")
#: What stands between the languages of a word that is written in two.
BETWEEN = ("", "/", "|", "-")


def clean(text: str) -> str:
    """Text without characters that nobody sees, trimmed."""
    if text.isprintable() and "_" not in text:
        return text.strip()
    return INVISIBLE.sub("", ESCAPED.sub(_unescaped, text)).strip()


def _unescaped(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character in "\t\n" else ""


def name(text: str) -> str:
    """A name as the contract compares names: NFKC, trimmed, case folded.

    >>> name(" ＡＢＣ公司 ")
    'abc公司'
    """
    return clean(unicodedata.normalize("NFKC", text)).casefold()


def is_common(text: str) -> bool:
    """Whether a text holds ASCII and simplified ideographs in common use (GB 2312) alone."""
    return not UNCOMMON.search(text) and _is_simplified(text)


def _is_simplified(text: str) -> bool:
    """Whether all ideographs of a text are simplified ones in common use."""
    try:
        NO_IDEOGRAPHS.sub("", text).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def simplified(text: str) -> str:
    """The text in simplified characters.

    >>> simplified("暫無"), simplified("暂无")
    ('暂无', '暂无')
    """
    if _is_simplified(text):
        return text
    import opencc  # loaded only where there is such a character

    return str(opencc.OpenCC("t2s").convert(text))


@lru_cache(maxsize=8192)
def word(text: str) -> str:
    r"""A word of a closed list or a header: as `name`, without any white space.

    >>> word("高 质量\n领域")
    '高质量领域'
    """
    return "".join(name(text).split())


def spellings(words: Iterable[str]) -> list[str]:
    """A word in each language, then in two of them side by side, as bilingual forms have it.

    >>> spellings(["月份", "month"])[:4]
    ['月份', 'month', '月份month', '月份/month']
    """
    languages = list(words)
    return languages + [between.join(pair) for pair in permutations(languages, 2) for between in BETWEEN]


def all_clean(texts: Sequence[str]) -> bool:
    """Whether `clean` would change none of the texts."""
    joined = "\n" + "\n".join(texts) + "\n"
    # Of all white space, only the plain space is printable.
    return "_" not in joined and "\n " not in joined and " \n" not in joined and "".join(texts).isprintable()


def names(texts: Sequence[str], *, cleaned: bool) -> list[str]:
    """`name` of each text, in one go where `clean` changes none of them.

    >>> names(["ＡＢＣ公司 ", "乙"], cleaned=False)
    ['abc公司', '乙']
    """
    joined = "\n".join(texts)
    if not cleaned or not unicodedata.is_normalized("NFKC", joined):
        return list(map(name, texts))
    folded = joined.casefold().split("\n")
    return folded if len(folded) == len(texts) else list(map(name, texts))


def squeezed(names: list[str]) -> list[str]:
    """`word` of each text whose `name` this is.

    >>> squeezed(["高 质量", "a b"])
    ['高质量', 'ab']
    """
    joined = "".join(names)
    return names if " " not in joined and joined.isprintable() else ["".join(n.split()) for n in names]


def _words() -> SimpleNamespace:
    """The lists of words.toml, each member in the form that `word` gives; those not under [sets] longest first."""
    lists = tables(Path(__file__).with_suffix(".toml"))
    ordered = {
        key: sorted(map(word, own), key=len, reverse=True) for key, own in lists.items() if isinstance(own, list)
    }
    sets = {key: frozenset(map(word, own)) for key, own in lists.pop("sets").items()}
    return SimpleNamespace(**lists | {key: tuple(own) for key, own in ordered.items()} | sets)


WORDS: Any = _words()


#: A unit behind a header, without brackets: 接入企业数/家, 当月收入,万元.
UNIT_BEHIND = re.compile(
    r"(?<=..)[/,]((?:{scales})*(?:{units}))(?=[(\[【]|$)".format(
        scales="|".join(map(re.escape, WORDS.scales)),
        units="|".join(map(re.escape, (*WORDS.measures, *WORDS.other_units, "%"))),
    )
)
LONGEST_BLANK = 2 * max(map(len, WORDS.blanks))
FIRST_OF_BLANKS = frozenset(blank[:1] for blank in WORDS.blanks)


@lru_cache(maxsize=8192)
def _may_begin_blank(character: str) -> bool:
    """A cheap first test: whether a word for "nothing here" begins with a character."""
    return word(character)[:1] in FIRST_OF_BLANKS


def is_blank(text: str) -> bool:
    """Whether a cell's text says "nothing here".

    >>> is_blank(" — "), is_blank("N/A"), is_blank("0")
    (True, True, False)
    """
    return len(text.strip()) <= LONGEST_BLANK and _may_begin_blank(text.lstrip()[:1]) and word(text) in WORDS.blanks


def is_same(text: str) -> bool:
    """Whether a cell says “as before” instead of a figure.

    >>> is_same("同上月"), is_same("（与上月持平）"), is_same("〃"), is_same("同比增长")
    (True, True, True, False)
    """
    said = word(text).strip("()").strip(EDGES)
    return said in WORDS.unchanged or word(text) in WORDS.dittos


@lru_cache(maxsize=8192)
def header(text: str) -> str:
    r"""A header as headers are compared: without brackets and what they hold, marks and edges.

    >>> header("当月 收入\n（万元）*"), header("6.月份【选填】"), header("（一）"), header("接入企业数①"), header("接入企业数/家"), header("① 月份")
    ('当月收入', '月份', '(一)', '接入企业数', '接入企业数', '月份')
    """
    return bare(_with_unit_in_brackets(text.rstrip(FOOTNOTES)))


def _with_unit_in_brackets(text: str) -> str:
    return UNIT_BEHIND.sub(r"(\1)", word(LEADING.sub("", text)))


def bare(text: str) -> str:
    """`header` of what is a `word` already."""
    inner = text
    while (shorter := BRACKETED.sub("", inner)) != inner:
        inner = shorter
    for mark in WORDS.header_marks:
        inner = inner.replace(mark, "")
    return NUMBERED.sub("", inner.strip(EDGES)) or text


def bracketed(text: str) -> list[str]:
    """What stands in the brackets of a header, one entry a bracket, or behind it as its unit.

    >>> bracketed("当月收入（单位：万元）（选填）"), bracketed("当月收入，亿元")
    (['万元', '选填'], ['亿元'])
    """
    found = BRACKETED.findall(_with_unit_in_brackets(text))
    return [reduce(str.removeprefix, WORDS.unit_prefixes, each[1:-1]) for each in found]
