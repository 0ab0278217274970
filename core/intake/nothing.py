"""Texts that say no more than that something is missing, and names that are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from core.compiled import long_pattern
from core.intake.nouns import is_a_state
from core.intake.words import WORDS, is_blank, simplified

LISTS = WORDS.no_evidence
#: What spreadsheets write where a formula failed.
ERROR = long_pattern(
    r"#(?:[A-Z/0_]+|名称|值|引用|无效)[!?]?|(?:ref|value|name|num|null|div/0)[!?]|(?:值|名称|引用|公式)错误|err:\d+|#+|\[object object\]",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"[()\[\]【】]")
QUARTER = re.compile("q[1-4]|h[12]")
ZERO = re.compile(r"0+(\.0+)?")
WORD_LISTS = ("absent", "absent_of_names", "filler", "filler_of_names", "absent_words", "filler_words")


def any_of(key: str) -> str:
    """A pattern that matches any word of a list, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, LISTS[key]), key=len, reverse=True)) + ")"


ABSENT, FILLER = tuple(LISTS["absent"]), tuple(LISTS["filler"])
ABSENT_WORDS = frozenset(LISTS["absent_words"])
IDLE_WORDS = ABSENT_WORDS.union(LISTS["filler_words"])
FILLER_OF_NAMES = (*FILLER, *LISTS["filler_of_names"])
ABSENT_OF_NAMES = (*ABSENT, *LISTS["absent_of_names"])
#: A name that may say that something is still to be done, or goes on.
STILL, GOES_ON = "待未没不无暂拟尚", r"[一-鿿]{2}中"
MAY_BE_A_STATE = long_pattern(rf"[{STILL}][一-鿿]{{1,7}}|{GOES_ON}")
#: To be assigned, not yet named.
OPEN = r"(?:not|yet|to|still)(?: (?:yet|to|be))* [a-z]+ed"
BESIDE_STATES = frozenset(STILL) | {"暂未", "尚未", "暂不", "还未"}
BODIES = any_of("bodies") + "+"
ANY_ONE = r"(?:[a-zａ-ｚ]|[xｘ]{2,})"
#: A name that stands for any: 某公司, XX企业, A公司, 乙方; numbers (企业1) tell organisations apart.
ANYBODY = long_pattern(
    rf"(?:某.*|(?:[xｘ]{{2,}}|\*{{2,}}|○{{2,}})(?:[^a-z\d\n]{{0,8}}{BODIES})?|[甲乙丙丁]方"
    rf"|(?:{ANY_ONE}|匿名|测试|示例|样例|保密|不详|意向|潜在) *{BODIES}|{BODIES} *{ANY_ONE}) *",
    re.IGNORECASE,
)
#: What such a name begins with.
LATIN = "".join(chr(first + i) for first in map(ord, "AaＡａ") for i in range(26))
BEGINNINGS = frozenset("某*○甲乙丙丁匿测示样保不意潜" + LATIN + "".join(body[0] for body in LISTS["bodies"]))
#: A header that was left where a name belongs.
HEADS = long_pattern(
    rf"(?:{BODIES}|(?:主体|场景|应用|产品|资源|数据|领域|类别)+)?(?:名称|类别)|(?:应用)?场景|(?:细分)?领域|(?:选项|sheet|列|column ?)\d+"
    r"|(?:scenario|(?:sub-?)?domain|field|category|organi[sz]ation|company|type)(?: (?:name|category|type))?",
    re.IGNORECASE,
)
HEADS_OF_NAMES = frozenset((*LISTS["heads"], *LISTS["bodies"]))
#: Whatever a name that is none is made of, beside marks and noughts.
NOTHING_WORDS = frozenset(word for key in (*WORD_LISTS, "heads") for word in LISTS[key])
LETTERS = "".join(
    sorted(
        {letter for key in (*WORD_LISTS, "bodies") for word in LISTS[key] for letter in word} | set("部门应用产资源")
    )
)
#: A cheap first test: a text that is no name has no other characters.
MAY_BE_NO_NAME = long_pattern(rf"[\W_\d{LETTERS}]{{1,{3 * LISTS['longest']}}}", re.IGNORECASE)
#: The same of many texts at once, one a line, with names that stand for any.
MAY_BE_NO_NAMES = long_pattern(
    rf"^(?:(?=[{re.escape(''.join(sorted(BEGINNINGS)))}]){ANYBODY.pattern}"
    rf"|{MAY_BE_A_STATE.pattern}|{OPEN}|(?:[^\w\n]|[_\d{LETTERS}]){{1,{3 * LISTS['longest']}}})$",
    re.IGNORECASE | re.MULTILINE,
)


def is_no_name(text: str) -> bool:
    """Whether a text where a name belongs names nothing.

    >>> [is_no_name(text) for text in ("(空白)", "未分类", "#REF!", "0", "nan", "A公司", "某国企")]
    [True, True, True, True, True, True, True]
    >>> [is_no_name(text) for text in ("其他", "无人机巡检", "未来社区", "材料", "7", "中企业")]
    [False, False, False, False, False, False]
    """
    text = simplified(text)
    if text[:1] in BEGINNINGS and ANYBODY.fullmatch(text):
        return True
    if MAY_BE_A_STATE.fullmatch(text) and is_a_state(text, BESIDE_STATES, FILLER_OF_NAMES, HEADS_OF_NAMES):
        return True
    if re.fullmatch(OPEN, text, re.IGNORECASE):
        return True
    if not MAY_BE_NO_NAME.fullmatch(text):
        return False
    whole = unicodedata.normalize("NFKC", text).strip()
    if HEADS.fullmatch(whole):
        return True
    parts = [part for part in BRACKETS.split(whole) if part.strip()] or [whole]
    return ZERO.fullmatch(whole) is not None or all(
        says_nothing(each, FILLER_OF_NAMES, ABSENT_OF_NAMES) for each in parts
    )


def no_names(lines: str) -> set[str]:
    r"""Those of many texts, one a line, that name nothing.

    >>> sorted(no_names("未分类\n无人机巡检\na公司\n材料"))
    ['a公司', '未分类']
    """
    return {*filter(is_no_name, MAY_BE_NO_NAMES.findall(lines))}


def says_nothing(whole: str, filler: tuple[str, ...], absent: tuple[str, ...] = ABSENT) -> bool:
    """Whether a text is an error, or made of marks and words that say that something is missing."""
    pieces = [piece for piece in re.split(r"[\W_]+", whole.casefold()) if piece and not QUARTER.fullmatch(piece)]
    if not pieces or is_blank(whole) or is_blank("".join(pieces)) or ERROR.fullmatch(whole):
        return True
    plain = "".join(pieces)
    if IDLE_WORDS.issuperset(pieces) and not ABSENT_WORDS.isdisjoint(pieces):
        return True
    return len(plain) <= LISTS["longest"] and made_of(plain, absent, filler)


def made_of(text: str, needed: tuple[str, ...], filler: tuple[str, ...]) -> bool:
    """Whether a text is made of the listed words alone, at least one of them of those needed."""
    by_first, beside = _by_first(needed), _by_first(filler)
    reached = {(0, False)}
    for at, first in enumerate(text):
        for found in (False, True):
            if (at, found) in reached:
                reached |= {(at + len(word), True) for word in by_first.get(first, ()) if text.startswith(word, at)}
                reached |= {(at + len(word), found) for word in beside.get(first, ()) if text.startswith(word, at)}
    return (len(text), True) in reached


@cache
def _by_first(words: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Words by their first letter."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[0], []).append(word)
    return found
