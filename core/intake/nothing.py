"""Texts that say no more than that something is missing: evidence that names nothing, names that are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from core.compiled import long_pattern
from core.intake.words import WORDS, is_blank

LISTS = WORDS.no_evidence
#: Figures, dates, telephone numbers: nothing that a person could look up.
FIGURES = re.compile(r"(?:https?|ftp|file|www)?[\d.,:/+\-~%年月日号年度%]*")
#: The address of a system is evidence (application form: 系统访问地址与账号).
ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}(:\d+)?(/\S*)?")
#: A number of something, or of an item: 12份, 第1项.
COUNTED = long_pattern(
    r"第?[\d一二三四五六七八九十两]+[份项个件张页条套册本次家]?|若干[份项个件]?|[一多数几][批份项件]"
)
#: What spreadsheets write where a formula failed.
ERROR = re.compile(r"#(?:[A-Z/0]+|名称|值|引用|无效)[!?]?|err:\d+|#+|\[object object\]", re.IGNORECASE)
CLAUSE_ENDS = re.compile(r"[\s,;.:!?。、()\[\]【】<>]+")
QUARTER = re.compile("q[1-4]|h[12]")
ZERO = re.compile(r"0+(\.0+)?")
#: A pointer with a number names what it points to: 附件2, Annex B; one with how many there are does not: 附件3份.
POINTED = long_pattern(
    r"(?:附[件录表图]|annex|appendix|attachment|exhibit|enclosure|scan)[ -]?(?:no\.? ?)?"
    r"(?:\d+(?![\d份个页张])|[一二三四五六七八九十]+(?![一二三四五六七八九十份个页张并起同些])|[甲乙丙丁]|[a-h](?![a-z]))"
)
HOW_MANY = re.compile(r"共?计?[\d一二三四五六七八九十两]+[份个页张件]")
WORD_LISTS = ("absent", "filler", "filler_of_names", "absent_words", "filler_words")


def _any_of(key: str) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, LISTS[key]), key=len, reverse=True)) + ")"


#: Where evidence lies or who keeps it, and nothing else: 见系统, 平台可查, 张三, 王主任处.
PERSON = rf"[小老]?{_any_of('surnames')}(?:[一-鿿](?<![{LISTS['no_given_name']}])){{0,2}}(?:(?<=[一-鿿]{{2}})|{_any_of('titles')})"
KEPT = long_pattern(
    rf"(?:{_any_of('particles')}|{_any_of('places')}|{_any_of('keeping')}|{LISTS['departments']})+"
    rf"|{_any_of('roles')}*(?:{PERSON})?(?:{_any_of('keeping')}|提供|负责|处|有)*"
    rf"|(?:材料|资料|原件|文件)?[在存放由]*{PERSON}(?:处|手[里中上]|那[里儿]?)"
)
#: Parts of a place that need not be listed: those with a number, and the body that keeps something.
STORE_NUMBERS = long_pattern(LISTS["store_numbers"] + "|" + LISTS["departments"])
NAMED = "|".join(word for word in LISTS["things"] if len(word) > 1 and word not in LISTS["places"])
KEEPER = long_pattern(rf"(?!.*(?:{NAMED})).{{0,10}}(?:公司|集团|中心|[局部处科室院所办方会])(?=.)")
LIES = long_pattern(
    rf"(?!.*(?:{NAMED}))(?:.{{0,6}}{_any_of('stored')}[在于到至入进].{{1,10}}|(?:材料|资料)?[详请参]?[见查看]+.{{0,4}}(?:档案|卷宗))"
)
SHELF = re.compile(rf"(?<=[{''.join({store[-1] for store in LISTS['stores']})}])[\da-z#-]+$")
STORES = (kind + store for kind in LISTS["store_kinds"] for store in LISTS["stores"])
MOST_STORED = 2 * LISTS["longest"]
STORED = (*LISTS["stored"], *STORES)
POINTERS = tuple(LISTS["pointers"])
BESIDE_POINTERS = (*POINTERS, *LISTS["beside_pointers"])
BESIDE_STORED = (*LISTS["materials"], *LISTS["particles"], *LISTS["places"], *LISTS["keeping"])
ABSENT, FILLER = tuple(LISTS["absent"]), tuple(LISTS["filler"])
ABSENT_WORDS = frozenset(LISTS["absent_words"])
IDLE_WORDS = ABSENT_WORDS.union(LISTS["filler_words"])
FILLER_OF_NAMES = (*FILLER, *LISTS["filler_of_names"])
#: What a clause may be that names nothing, beside one made of the listed words.
CLAUSES = long_pattern(
    rf".{{0,8}}{_any_of('not_yet')}.{{0,6}}{_any_of('processes')}(?:后|了|齐|完成?|上|好|来|{_any_of('processes')})*"
    rf"|(?:预计|计划|预期|力争|争取|拟于?).{{1,10}}(?:{_any_of('processes')}|{_any_of('outcomes')})"
    rf"|(?:某{{1,3}}|x{{2,}}|[*×○]{{2,}}){_any_of('kinds')}|{_any_of('kinds')}(?:名称?|标题)|已?[列纳]入.{{0,6}}计划|已?(?:提交|递交|上报|报送)(?:申请|审批|审核)"
    rf"|等.{{0,6}}{_any_of('processes')}后?{_any_of('processes')}?|\d+月.{{0,2}}[补交传报]|稍等|等{_any_of('kinds')}"
    rf"|.{{0,8}}(?:{_any_of('processes')}|{_any_of('ongoing')})(?:(?:当|之|过程)?中|ing)|{_any_of('states')}+|(?:{_any_of('elsewhere')}|sheet|\d|[a-z](?=列))+"
    rf"|.{{0,4}}{_any_of('withheld')}(?!.*{_any_of('things')}).{{0,8}}|由.{{1,8}}{_any_of('processes')}|请?联系.{{1,8}}|(?!.*{_any_of('things')}).{{2,8}}负责"
    rf"|(?:材料|资料|文件|原件|纸质[件版])?已?(?:于|在).{{1,10}}[日号月](?:前|底)?(?:寄|邮|发|报|送|交|提|上|移).{{0,2}}"
    rf"|(?:材料|资料|文件)?[已均]*(?:已报|上报|报送|提交|移交|[送交报][至给到])[至给到]?.{{1,8}}(?:[局厅委部办处科]|中心|公司|集团|领导|上级)"
    rf"|按照?.{{0,6}}(?:要求|规定|标准|制度)(?:执行|实施|落实|办理|推进)|已?向.{{1,8}}(?:汇报|报告|报备|说明|反映)过?"
    rf"|[详请参]?见(?:后续|下期|下次|下个?月|下季度?|下一?阶段).{{0,6}}"
    rf"|(?:正在|尚在)(?!.*(?:的|{_any_of('lists')})){_any_of('processes')}.{{0,6}}"
    rf"|.{{0,6}}{_any_of('without')}(?:{_any_of('any_kind')}|□)*{_any_of('kinds')}+"
)
#: A clause behind one that says that there is nothing.
STILL_TO_COME = long_pattern(rf".{{0,8}}{_any_of('not_yet')}")
#: What a clause behind one that says so holds where it names something all the same.
MAY_NAME = long_pattern(rf"{_any_of('things')}|[〇\da-z]")
#: A bracket at the end that says what is before it is not there yet.
PENDING = long_pattern(rf"[(\[【<]((?:{_any_of('pending')}.*|.*中))[)\]】>]$")
#: Of places, such as 未央区, too.
NOT_SO = long_pattern(rf"{_any_of('not_so')}|[未正尚后在][一-鿿]{{1,2}}[省市区县镇乡]")
#: Another row of the sheet.
OTHER_ROW = re.compile(LISTS["criterion_ids"])
ON_FILE = re.compile(r"\bon file\b")
DOCUMENTS = re.compile(_any_of("documents"))
BODIES = _any_of("bodies") + "+"
ANY_ONE = r"(?:[a-zａ-ｚ]|[xｘ]{2,})"
#: A name that stands for any: 某公司, XX企业, A公司, 乙方; numbers (企业1) tell organisations apart.
ANYBODY = long_pattern(
    rf"(?:某.*|(?:[xｘ]{{2,}}|\*{{2,}}|○{{2,}})(?:[^a-z\d\n]{{0,8}}{BODIES})?|[甲乙丙丁]方"
    rf"|(?:{ANY_ONE}|匿名|测试|示例|样例|保密|不详) *{BODIES}|{BODIES} *{ANY_ONE}) *",
    re.IGNORECASE,
)
#: What such a name begins with.
LATIN = "".join(chr(first + i) for first in map(ord, "AaＡａ") for i in range(26))
BEGINNINGS = frozenset("某*○甲乙丙丁匿测示样保不" + LATIN + "".join(body[0] for body in LISTS["bodies"]))
#: A header that was left where a name belongs.
HEADS = re.compile(
    r"(?:主体|企业|公司|单位|机构|场景|应用|产品|资源|数据)*(?:名称|类别)|(?:应用)?场景|(?:细分)?领域|(?:选项|sheet)\d+"
)
#: Whatever a name that is none is made of, beside marks and noughts.
NOTHING_WORDS = frozenset(word for key in (*WORD_LISTS, "heads") for word in LISTS[key])
LETTERS = "".join(
    sorted({letter for key in WORD_LISTS for word in LISTS[key] for letter in word} | set("公司企业集团部门应用产资源"))
)
#: A cheap first test: a text that is no name has no other characters.
MAY_BE_NO_NAME = long_pattern(rf"[\W_\d{LETTERS}]{{1,{3 * LISTS['longest']}}}", re.IGNORECASE)
#: The same of many texts at once, one a line, with names that stand for any.
MAY_BE_NO_NAMES = long_pattern(
    rf"^(?:(?=[{re.escape(''.join(sorted(BEGINNINGS)))}]){ANYBODY.pattern}"
    rf"|(?:[^\w\n]|[_\d{LETTERS}]){{1,{3 * LISTS['longest']}}})$",
    re.IGNORECASE | re.MULTILINE,
)


@lru_cache(maxsize=2048)
def names_nothing(text: str) -> bool:
    """Whether a text under 佐证材料 names no evidence.

    >>> [names_nothing(text) for text in ("暂缺", "整理中", "——", "#REF!", "材料齐全后提供", "see above?", "同E2.1")]
    [True, True, True, True, True, True, True]
    >>> [names_nothing(text) for text in ("扫描件见附件", "附件（共3份）", "附件2", "见附件：管理办法.pdf", "系统截图")]
    [True, True, False, False, False]
    >>> [names_nothing(text) for text in ("无障碍改造验收报告.pdf", "待办事项系统上线说明", "制度汇编（2025年3号）")]
    [False, False, False]
    """
    whole = unicodedata.normalize("NFKC", text).strip()
    if ADDRESS.fullmatch(whole):
        return False
    if FIGURES.fullmatch(whole.replace(" ", "")) or COUNTED.fullmatch(whole):
        return True
    whole = DOCUMENTS.sub("〇", POINTED.sub("〇", OTHER_ROW.sub(" ditto ", whole.casefold())))
    whole = ON_FILE.sub("kept", whole)
    if _says_nothing(whole, FILLER):
        return True
    if (bracket := PENDING.search(whole)) and names_nothing(bracket[1]):
        return True
    clauses = [clause for clause in CLAUSE_ENDS.split(whole) if clause]
    stored = any(map(_is_stored, clauses))
    missing = bool(clauses) and _says_nothing(clauses[0], FILLER)
    return all(
        _is_idle(clause)
        or (missing and (STILL_TO_COME.match(NOT_SO.sub("□", clause)) or not MAY_NAME.search(clause)))
        or (stored and _made_of(clause, BESIDE_STORED, BESIDE_STORED))
        for clause in clauses
    )


def _is_idle(clause: str) -> bool:
    """Whether a part of a text says only that something is missing, still to come, elsewhere or with somebody."""
    kept = len(clause) <= LISTS["longest"] and KEPT.fullmatch(clause)
    said = kept or _is_stored(clause) or _points(clause) or CLAUSES.fullmatch(NOT_SO.sub("□", clause))
    return bool(said) or _says_nothing(clause, FILLER)


def _points(clause: str) -> bool:
    """Whether a part of a text points to papers without naming one."""
    rest = HOW_MANY.sub("", clause)
    return not rest or (len(rest) <= LISTS["longest"] and _made_of(rest, POINTERS, BESIDE_POINTERS))


def _is_stored(clause: str) -> bool:
    """Whether a part of a text says only that something is kept, or in which room it lies."""
    if len(clause) > MOST_STORED:
        return False
    bare = STORE_NUMBERS.sub("", clause)
    if not bare or LIES.fullmatch(clause):
        return True
    bare = SHELF.sub("", bare)
    kept = KEEPER.match(bare)
    rests = (bare, *(bare[at:] for at in range(2, kept.end() + 1))) if kept else (bare,)
    return any(_made_of(rest, STORED, BESIDE_STORED) for rest in rests)


def is_no_name(text: str) -> bool:
    """Whether a text where a name belongs names nothing.

    >>> [is_no_name(text) for text in ("(空白)", "未分类", "#REF!", "0", "nan", "A公司", "某国企")]
    [True, True, True, True, True, True, True]
    >>> [is_no_name(text) for text in ("其他", "无人机巡检", "未来社区", "材料", "7", "中企业")]
    [False, False, False, False, False, False]
    """
    if text[:1] in BEGINNINGS and ANYBODY.fullmatch(text):
        return True
    if not MAY_BE_NO_NAME.fullmatch(text):
        return False
    whole = unicodedata.normalize("NFKC", text).strip()
    if HEADS.fullmatch(whole):
        return True
    return ZERO.fullmatch(whole) is not None or _says_nothing(whole, FILLER_OF_NAMES)


def no_names(lines: str) -> set[str]:
    r"""Those of many texts, one a line, that name nothing.

    >>> sorted(no_names("未分类\n无人机巡检\na公司\n材料"))
    ['a公司', '未分类']
    """
    return {*filter(is_no_name, MAY_BE_NO_NAMES.findall(lines))}


def _says_nothing(whole: str, filler: tuple[str, ...]) -> bool:
    pieces = [piece for piece in re.split(r"[\W_]+", whole.casefold()) if piece and not QUARTER.fullmatch(piece)]
    if not pieces or is_blank(whole) or is_blank("".join(pieces)) or ERROR.fullmatch(whole):
        return True
    plain = "".join(pieces)
    if IDLE_WORDS.issuperset(pieces) and not ABSENT_WORDS.isdisjoint(pieces):
        return True
    return len(plain) <= LISTS["longest"] and _made_of(plain, ABSENT, filler)


def _made_of(text: str, needed: tuple[str, ...], filler: tuple[str, ...]) -> bool:
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
