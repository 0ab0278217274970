"""Whether a text holds a word for a thing, by the dictionary's tags: 试运行中 says what is done, 试运行报告 what there is."""

from __future__ import annotations

from collections.abc import Callable, Collection

#: Tags (jieba's) of what says how, when, how many or what is done: verbs, adverbs, numbers and the like.
NO_THING = frozenset("acdefhkopruvyz")
#: The same, of numbers, times and marks, which no dictionary lists.
COUNTING = frozenset("mqtx")
VERBS = frozenset("vd")
#: Tags of these that do name something: what is done as a subject of its own (评估), a proper or special name.
THING = frozenset({"vn", "an"})


def holds_a_noun(text: str, idle: Collection[str]) -> bool:
    """Whether a word of a text is a noun, or one that the dictionary lacks; those of `idle` aside.

    >>> [holds_a_noun(text, {"附件"}) for text in ("点击此处上传附件", "试运行中", "漏扫", "章程")]
    [False, False, True, True]
    """
    from rjieba import has_word, tag  # loaded only where a text is of no known kind

    return any(_is_thing(word, kind, has_word) for word, kind in tag(text) if word not in idle)


def _is_thing(word: str, kind: str, has_word: Callable[[str], bool]) -> bool:
    if kind in THING or kind[0] not in NO_THING | COUNTING:
        return True
    return len(word) > 1 and kind[0] not in COUNTING and not has_word(word)


def is_a_state(name: str, before: Collection[str], idle: Collection[str], heads: Collection[str]) -> bool:
    """Whether a name says only that something is still to be done, or goes on: a verb behind a word of not yet or before 中.

    >>> [is_a_state(name, {"待", "不"}, (), {"企业"}) for name in ("待签约企业", "待细化", "开发中", "待产护理", "不见面审批")]
    [True, True, True, False, False]
    """
    from rjieba import tag

    words = tag(name)
    begun = next((at for at, (word, _) in enumerate(words) if word not in before), len(words))
    ended = next((at for at in range(len(words), begun, -1) if words[at - 1][0] not in heads), begun)
    verb, goes_on = words[begun:ended][:1], [word for word, _ in words[begun + 1 : ended]]
    if not verb or goes_on != (["中"] if goes_on or not begun else []):
        return False
    word, kind = verb[0]
    # Behind 待 or 未, or before 中, a noun is a verb too (待细化, 筹划中); behind 无 it is one (无线网).
    is_verb = kind[0] in VERBS or word in idle or (kind == "n" and len(word) == 2 and name[0] not in "无不")
    return len(word) > 1 and is_verb
