"""Cells that hold words: text, yes or no, members of closed lists, names."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Mapping, Sequence

from core.intake.grid import Raw, accepted, bare, shown
from core.intake.months import counted
from core.intake.nothing import is_no_name
from core.intake.problems import BLANK, Cell, failed, filled, question
from core.intake.words import WORDS, clean, name, simplified, spellings, word
from core.model import Column, Effect, listed

PARTS = re.compile(r"[、,，;；/|\n\r]+")
NAMES = re.compile(r"[、\n\r]+")
#: Within AR/VR and 2G/3G a stroke separates nothing.
OTHER_SEPARATORS = re.compile(r"[,，;；\\＼]|(?<![A-Za-z\d])[/／]|[/／](?![A-Za-z\d])")
#: Names run together are at least so long each; where there are more names, one more decides nothing.
SHORTEST_RUN, MOST_NAMES = 4, 1000
#: At the ends of a cell they separate nothing.
AT_ENDS = " ,，;；/／\\＼"
#: What may stand between names too, and what often stands within one.
JOINTS = (re.compile(r"[、,，;；/／|｜¦\\＼+＋&＆·。\n\r]+"), re.compile(r"[和及与兼]|\s+(?:and\s+)?"))
DASHES = re.compile(r"[-–—~]+")
ANY_JOINT = re.compile("|".join(each.pattern for each in (*JOINTS, DASHES)))
#: What may stand between words of a closed list besides.
BETWEEN = re.compile(r"[\s+＋&＆]+|[和及与]")
#: Marks that end a sentence, behind a word of a closed list.
STOPS = "。.,;:!"
#: What begins an item of a numbered list, with its number.
ITEM = re.compile(r"\s*(?:[(（]?(?P<n>\d{1,2}|[一二三四五六七八九十])[)）.．、](?!\d)|(?P<ring>[①-⑩]))\s*")
RINGS = "0①②③④⑤⑥⑦⑧⑨⑩"
#: A box before or behind each word of a list, ticked or not; what numbers a word of a list.
BOX = re.compile(r"\s*(?:(?P<ticked>[☑✓✔√■]|[(（]\s*[☑✓✔√]\s*[)）])|[☐□]|[(（]\s*[)）])\s*")
NUMBERED = re.compile(r"\s*[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[A-Za-z])[)）.．、:：]\s*(?!\d)")
#: Beside other names a remark, or one more name.
IN_BRACKETS = re.compile(r"\W*[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]\W*")
#: What makes a question of what a column of yes or no is about.
ASKING = re.compile("^(?:是否(?:为|属于|由)?|本月|当月)")
NUMERAL = r"第?(?:\d{1,2}[一二三四五六七八九十]?|[一二三四五六七八九十]{1,3}|[ivx]{1,4}|[a-z甲乙丙丁戊])"
NUMBER = re.compile(rf"{NUMERAL}|(?:[a-z]{{1,2}}|no\.?)\d{{0,3}}|\d\.\d{{1,2}}")
#: What is no name beside names: what numbers one in front of a 、, what ends one, others that nobody names.
NO_NAME_BESIDE = re.compile(
    rf"\(?(?:\w{{0,4}}(?:{'|'.join(WORDS.name_heads)}):\W*)?(?:{NUMERAL}\W+)*{NUMERAL}\W*"
    rf"|\W*(?:{'|'.join(WORDS.no_name_beside)})\W*"
)


def _string(raw: Raw) -> str:
    return raw if isinstance(raw, str) else shown(raw)


def text(raw: Raw) -> Cell:
    """Text as it is; a long number has lost digits."""
    if isinstance(raw, float) and abs(raw) >= 1e15:
        return failed("digits_lost")
    return filled(clean(raw) if isinstance(raw, str) else shown(raw))


def identifier(raw: Raw) -> Cell:
    """An id such as E2.1, as ids are compared."""
    return filled(name(_string(raw)).upper())


def statements(column: Column) -> dict[str, bool]:
    """What a column of yes or no asks, as a cell that repeats it states or denies it: 中小企业, 非中小企业, 无变化."""
    asked = [word(each) for each in (*column.label.every, *column.synonyms)]
    bare = {ASKING.sub("", each) for each in asked}
    return {no + each: False for each in bare for no in WORDS.denying} | dict.fromkeys((*bare, *asked), True)


def flag(raw: Raw, stated: Mapping[str, bool], *, negated: bool = False) -> Cell:
    """Yes or no, or `stated` in the header's own words.

    A word such as 待定 is neither, nor 有 and 无 where the header is `negated` (本月无变化).
    """
    if isinstance(raw, bool) or (isinstance(raw, float) and raw in (0.0, 1.0)):
        return filled(bool(raw))
    whole = word(raw).rstrip(STOPS) or word(raw) if isinstance(raw, str) else None
    if whole is not None and whole in stated:
        return filled(stated[whole])
    if whole not in WORDS.yes and isinstance(raw, str) and len(chosen := ticked(raw, WORDS.yes | WORDS.no)) == 1:
        (whole,) = chosen
    if negated and whole in WORDS.there_or_not:
        return failed("not_yes_or_no")
    if whole in WORDS.yes or whole in WORDS.no:
        return filled(whole in WORDS.yes)
    return BLANK if whole in WORDS.blanks - WORDS.undecided else failed("not_yes_or_no")


def choice_words(column: Column) -> dict[str, str]:
    """Every word that means one of the column's choices, and its key."""
    return {
        text: choice.key
        for choice in column.choices
        for text in (*map(word, (choice.key, *choice.synonyms)), *spellings(map(word, choice.label.every)))
    }


def choice(raw: Raw, words: Mapping[str, str]) -> Cell:
    """One of a closed list, whose `words` are those of `choice_words`."""
    text = _string(raw)
    whole, chosen = word(text), ticked(text, words)
    for each in (
        whole,
        whole.rstrip(STOPS),
        word(NUMBERED.sub("", text, count=1)),
        *(chosen if len(chosen) == 1 else ()),
    ):
        if each in words:
            return filled(words[each])
    return BLANK if whole in WORDS.blanks else failed("not_in_list")


def choices(raw: Raw, words: Mapping[str, str]) -> Cell:
    """One or more of a closed list."""
    whole = _string(raw)
    if word(whole) in words:
        return filled(f"|{words[word(whole)]}|")
    if chosen := ticked(whole, words):
        return filled(joined(words[each] for each in chosen))
    parts = [part for part in (word(part).rstrip(STOPS) for part in PARTS.split(whole)) if part]
    if unknown := [part for part in parts if part not in words]:
        closer = [word(part) for line in PARTS.split(whole) for part in BETWEEN.split(line) if part.strip()]
        parts, unknown = (closer, []) if all(part in words for part in closer) else (parts, unknown)
    if unknown or not parts:
        return failed("not_in_list", unknown="、".join(unknown))
    return filled(joined(words[part] for part in parts))


def ticked(text: str, words: Container[str]) -> list[str]:
    """The words whose boxes are ticked, where a cell holds nothing but words of the list, each with a box.

    >>> ticked("☑企业 □行业 □城市", {"企业", "行业", "城市"}), ticked("企业（√）、行业（ ）", {"企业", "行业"}), ticked("☑别的", {"企业"})
    (['企业'], ['企业'], [])
    """
    parts = BOX.split(text.strip())
    named, boxes = [word(part.strip(AT_ENDS + "、")).rstrip(STOPS) for part in parts[::2]], parts[1::2]
    named = named[1:] if not named[0] else named[:-1] if not named[-1] else []
    if not named or not all(each in words for each in named):
        return []
    return [each for each, box in zip(named, boxes, strict=True) if box]


def names(raw: Raw) -> Cell:
    """Names between 、, each as names are compared."""
    whole = _string(raw)
    numbered = items(whole)
    parts = [part for part in map(name, numbered or NAMES.split(whole)) if part]
    if len(parts) > 1 and not all(map(NO_NAME_BESIDE.fullmatch, parts)):
        # 1、供应链金融: what numbers a name is none.
        parts = [part for part in parts if not NO_NAME_BESIDE.fullmatch(part)]
    if not WORDS.dittos.isdisjoint(parts):
        return failed("ditto")
    parts = [part for part in parts if not is_no_name(part) and simplified(part) not in WORDS.totals]
    if not parts:
        return BLANK
    if OTHER_SEPARATORS.search("".join(numbered) or whole.strip(AT_ENDS)):
        return filled(joined(parts), question("other_separator", understood="、".join(parts)))
    if 0 < sum(IN_BRACKETS.fullmatch(part) is not None for part in parts) < len(parts):
        return filled(joined(parts), question("name_in_brackets"))
    return filled(joined(parts))


def items(text: str) -> list[str]:
    """The items of a list that is numbered from 1 on; none in any other text.

    >>> items("1.医疗 2.交通"), items("①医疗②交通"), items("一、二、三产融合"), items("1、3号线")
    (['医疗', '交通'], ['医疗', '交通'], [], [])
    """
    found = list(ITEM.finditer(text)) if ITEM.match(text) else []
    numbers = [RINGS.find(each["ring"]) if each["ring"] else counted(each["n"]) for each in found]
    if len(found) < 2 or numbers != list(range(1, len(found) + 1)):
        return []
    ends = [each.start() for each in found[1:]] + [len(text)]
    parts = [clean(text[each.end() : end]).strip(" 、,，;；。") for each, end in zip(found, ends, strict=True)]
    return parts if all(parts) else []


def several(text: str) -> list[str]:
    """The names in a cell that its sender says holds several.

    >>> several("医疗+交通"), several("医疗和交通"), several("医疗/和平区")
    (['医疗', '交通'], ['医疗', '交通'], ['医疗', '和平区'])
    """
    for joints in (*JOINTS, DASHES):
        parts = [part for part in map(clean, joints.split(text)) if name(part) not in WORDS.blanks]
        if len(parts) > 1:
            return parts
    return parts


def joined(parts: Iterable[str]) -> str:
    """Several words in one cell, each once, in order: '|a|b|'."""
    return "|" + "|".join(sorted({part.replace("|", "¦") for part in parts})) + "|"


def with_known_names(raws: Sequence[Raw], cells: Sequence[Cell]) -> list[Cell]:
    """A column of names, with a question where one seems made of others that stand alone, or is broken over lines.

    A number among names is none.
    """
    numbers = [cell.value is not None and cell.value.strip("|").isdecimal() for cell in cells]
    if 0 < sum(numbers) <= len(cells) // 2:
        cells = [BLANK if number else cell for number, cell in zip(numbers, cells, strict=True)]
    alone = {cell.value for cell in cells if cell.value is not None and cell.value.count("|") == 2}
    known = {each for cell in cells for each in listed(cell.value)} if len(cells) <= MOST_NAMES else set()
    return [
        cell if cell.doubts or cell.value is None else _as_answered(raw, cell, alone, known)
        for raw, cell in zip(raws, cells, strict=True)
    ]


def _as_answered(raw: Raw, cell: Cell, alone: Collection[str], known: Collection[str]) -> Cell:
    """The cell with its question; as several names, where its sender says so of one that is asked about."""
    together = next((each for each in listed(cell.value) if run_together(each, known)), None) if known else None
    doubt = question("other_separator", understood=together)
    asked = cell._replace(doubts=(doubt,)) if together else _asked(bare(raw), cell, alone)
    if not asked.doubts or not accepted(raw, "other_separator", Effect.SEVERAL):
        return asked
    parts = (run_together(each, known) or several(each) for each in listed(cell.value))
    return asked._replace(value=joined(name(part) for own in parts for part in own))


def run_together(whole: str, known: Collection[str]) -> list[str]:
    """The names found elsewhere of which a name is made without a mark between them; none for other names.

    >>> run_together("供应链金融智能制造", ["供应链金融", "智能制造"]), run_together("供应链金融", ["供应链", "金融"])
    (['供应链金融', '智能制造'], [])
    """
    for at in range(SHORTEST_RUN, len(whole) - SHORTEST_RUN + 1):
        if whole[:at] in known:
            rest = [whole[at:]] if whole[at:] in known else run_together(whole[at:], known)
            if rest:
                return [whole[:at], *rest]
    return []


def _asked(raw: Raw, cell: Cell, alone: Collection[str]) -> Cell:
    if isinstance(raw, str) and "\n" in raw and (whole := joined([name("".join(raw.split()))])) in alone:
        return filled(whole, question("other_separator", understood=whole.strip("|")))
    for each in filter(ANY_JOINT.search, listed(cell.value)):
        parts = [list(filter(None, map(str.strip, joints.split(each)))) for joints in (*JOINTS, DASHES)]
        parts = [[] if own and NUMBER.fullmatch(own[0]) else own for own in parts]  # C03 能耗管理
        by_mark, by_word, _ = parts
        known = [[f"|{part}|" in alone for part in own] for own in parts]
        spaced = len(by_word) > 1 and len(by_word) == len(each.split()) and any(known[1])
        several = (len(own) > 1 and all(each) for own, each in zip(parts, known, strict=True))
        if (len(by_mark) > 1 and any(known[0])) or any(several) or spaced:
            return cell._replace(doubts=(question("other_separator", understood=each),))
    return cell
