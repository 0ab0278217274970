"""Names of a column that look like one and would count twice: asked about, and one name where their sender says so.

Two spellings look alike where nothing is left between them but marks, spaces, numbering in front, characters that
nobody sees, traditional or rare forms of a character, and letters of another script or digits of the same look; or
where one is the other with a slip of the pen (`penslips`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from string import ascii_lowercase

import numpy as np
from msgspec.structs import replace

from core.compiled import long_pattern
from core.intake.columns import ReadColumn
from core.intake.penslips import slips
from core.intake.problems import MOST_PLACES, of_grid
from core.intake.tables import ReadTable
from core.intake.texts import joined
from core.intake.words import WORDS, is_common, simplified
from core.model import Problem, Profile, listed

#: What tells no two names apart: whatever is neither letter nor digit, but signs as in C++ and C#.
IDLE = re.compile(r"[^\w\n#%&@+]+|[_\u115f\u1160]+|^[#&@]+", re.MULTILINE)
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[ivx]{1,4})"
#: Numbering in front of a name; digits alone only where the rest stands as a name of its own.
NUMBERING = long_pattern(
    rf"^(?: *(?:[(\[【<] *(?:{NUMBER}|[a-z]) *[)\]】>]|[❶-❿➀-➓]|(?:{NUMBER}|[a-z]) *[)\]】、.](?!\d)"
    rf"|{NUMBER}[:,](?!\d)|[一二三四五六七八九十]是|\d{{1,2}}[ \-](?!\d)))+ *",
    re.MULTILINE,
)
#: What only repeats the header or numbers a name, where the rest is a name of its own.
LEAD = long_pattern(
    rf"^(?:(?:第?{NUMBER}[类项#]?|[a-z]{{1,2}}\d{{1,3}})(?=[^\W\da-z])"
    rf"|(?:{'|'.join(sorted(WORDS.name_ends, key=len, reverse=True))})(?=[^\Wa-z]))"
)
ENDING = re.compile(rf"(?:{'|'.join(WORDS.name_ends)}|(?<=\d)号|(?<!\d)\d{{1,2}}[个项]?|(?<=[a-z]{{3}})s)$")
BRACKET = re.compile(r"[(\[【<〔「『《][^()\[\]]*[)\]】>〕」』》]$")
VERSION = re.compile(r"\d\.\d+$")
#: What such parts begin and end with.
LEADING = frozenset("第0123456789一二三四五六七八九十" + ascii_lowercase + "".join(end[0] for end in WORDS.name_ends))
ENDING_IN = frozenset("0123456789号个项s" + "".join(end[-1] for end in WORDS.name_ends))
BRACKETS = tuple(")]】>〕」』》")
#: Digits and letters of one look, in the form of names; and characters that one word is written with (其它, 台帐).
SAME_LOOK = {"0": "o", "1": "l", "i": "l", "它": "他", "帐": "账"}
#: Radicals that Unicode's table of confusables lacks, and the ideographs that it calls equivalent.
RADICALS = dict(
    zip("⺊⺜⺝⺩⺮⺶⺷⺻⺼⺽⻃⻆⻇⻊⻑⻗⻣⻦⻧⻪", "卜日月王竹羊羊聿月臼西角角足长雨骨鸟卤黾", strict=True)
)


def spelled_alike(table: ReadTable, profile: Profile | None) -> tuple[ReadTable, list[Problem]]:
    """The table with the names that its sender says are one, and a question for each spelling that looks like another.

    Of the columns that the pilot's type reads.
    """
    columns, problems = dict(table.columns), []
    for key, read in table.columns.items():
        if read.column.type == "names" and (profile is None or profile in read.column.profiles):
            rows = _rows_of_names(table, read)
            problems += [_asked(table, read, rows, *pair) for pair in alike_pairs(rows)][:MOST_PLACES]
            columns[key] = _as_answered(table, read)
    return replace(table, columns=columns), problems


def _rows_of_names(table: ReadTable, read: ReadColumn) -> dict[str, tuple[int, int]]:
    """Of each name the first row and in how many cells it is."""
    codes, first, count = np.unique(read.cells.codes[table.rows], return_index=True, return_counts=True)
    found: dict[str, tuple[int, int]] = {}
    for code, row, cells in sorted(
        zip(codes.tolist(), table.rows[first].tolist(), count.tolist(), strict=True), key=lambda each: each[1]
    ):
        for name in () if code in read.doubts else listed(read.values[code]):
            known = found.get(name, (row, 0))
            found[name] = known[0], known[1] + cells
    return found


def alike_pairs(rows: dict[str, tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Each name that looks like another, and that other: the plainest of those in most rows."""
    names = list(rows)
    if not names:
        return
    looks = skeletons(names)
    yield from _slips(rows, looks)
    if len(set(looks)) == len(looks):
        return
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for name, look in zip(names, looks, strict=True):
        if look:
            alike[look].append(name)
    for group in alike.values():
        usual = min(group, key=lambda name: (-rows[name][1], not name.isalnum(), not is_common(name), rows[name][0]))
        yield from ((name, usual) for name in group if name != usual)


def _slips(rows: dict[str, tuple[int, int]], looks: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each name that is another one with a slip of the pen, and that other, which is in more rows or comes first."""
    by_look: dict[str, str] = {}
    for name, look in zip(rows, looks, strict=True):
        by_look.setdefault(look, name)
    for pair in slips(by_look):
        usual, other = sorted((by_look[look] for look in pair), key=lambda name: (-rows[name][1], rows[name][0]))
        yield other, usual


def _asked(table: ReadTable, read: ReadColumn, rows: dict[str, tuple[int, int]], name: str, other: str) -> Problem:
    first = table.grid.place(rows[other][0], read.index)
    details = {"column": read.column.label, "understood": name, "other": other, "first": first}
    return of_grid("names_alike", table.grid, rows[name][0], read.index, **details)


def _as_answered(table: ReadTable, read: ReadColumn) -> ReadColumn:
    same = {name: other for (index, name), other in table.grid.corrections.same.items() if index == read.index}
    if not same:
        return read
    values = [value and joined(same.get(name, name) for name in listed(value)) for value in read.values]
    return replace(read, values=values)


# --- what is left of a name ------------------------------------------------------------------


def skeletons(names: Sequence[str]) -> list[str]:
    """What is left of each name (in the form of `words.name`) of what tells it from others.

    >>> skeletons(["供应链 金融", "（1）供應鏈-金融。".replace("（1）", "(1)"), "供应链物流"])
    ['供应链金融', '供应链金融', '供应链物流']
    """
    looks = _bare(names)
    known = set(looks)
    for at, look in enumerate(looks):
        if not (look[:1] in LEADING or look[-1:] in ENDING_IN or names[at].endswith(BRACKETS)):
            continue
        if VERSION.search(names[at]):  # 智能制造2.0
            continue
        bare = IDLE.sub("", BRACKET.sub("", names[at])) if names[at].endswith(BRACKETS) else look
        shorter = (each for begun in _without(LEAD, bare) for each in _without(ENDING, begun))
        looks[at] = next((each for each in shorter if each and each != look and each in known), look)
    return _replaced(looks, WORDS.same_words | SAME_LOOK)


def plain(names: Sequence[str]) -> list[str]:
    """The same with all that may tell two spaces apart: endings, what is in brackets.

    >>> plain(["江苏 空间", "(1)江苏空间。", "江苏空间(苏州)", "江苏空间2"])
    ['江苏空间', '江苏空间', '江苏空间苏州', '江苏空间2']
    """
    return _replaced(_bare(names), SAME_LOOK)


def numbering(name: str) -> str:
    """The number in front of a name; '' where there is none.

    >>> numbering("(1)江苏空间"), numbering("江苏空间2")
    ('1', '')
    """
    found = NUMBERING.match(name)
    return "" if found is None else IDLE.sub("", found[0])


def _bare(names: Sequence[str]) -> list[str]:
    """Names without marks, spaces and numbering in front, in characters in common use."""
    text = "\n".join(names)
    if not is_common(text):
        text = "".join(map(_common, simplified(text)))
    return IDLE.sub("", NUMBERING.sub("", text)).split("\n") if names else []


def _replaced(looks: Sequence[str], same: Mapping[str, str]) -> list[str]:
    if not looks:
        return []
    return reduce(lambda found, pair: found.replace(*pair), same.items(), "\n".join(looks)).split("\n")


def _without(pattern: re.Pattern[str], name: str) -> Iterator[str]:
    """The name, and what is left of it when one beginning or ending after the other is taken away."""
    yield name
    if (shorter := pattern.sub("", name)) != name:
        yield from _without(pattern, shorter)


@lru_cache(maxsize=4096)
def _common(character: str) -> str:
    """The letter, digit or ideograph in common use that Unicode's table of confusables gives; else the character."""
    if is_common(character) or character in RADICALS:
        return RADICALS.get(character, character)
    from confusable_homoglyphs.confusables import confusables_data

    either = [each for case in (character.upper(), character) for each in confusables_data.get(case, ())]
    alike = (each["c"] for each in either if each["c"].isalnum() and is_common(each["c"]))
    return next(alike, character).casefold()
