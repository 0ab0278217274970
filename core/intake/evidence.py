"""Evidence that names nothing: that something is still to come, where it lies, who has it, what was done."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from core.compiled import long_pattern
from core.intake.nothing import FILLER, LISTS, any_of, made_of, says_nothing
from core.intake.nouns import holds_a_noun
from core.intake.words import simplified

#: Figures, dates, telephone numbers: nothing that a person could look up.
FIGURES = re.compile(r"(?:https?|ftp|file|www)?[\d.,:/+\-~%年月日号年度%]*")
#: The address of a system is evidence (application form: 系统访问地址与账号).
ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}(:\d+)?(/\S*)?")
#: A number of something, or of an item: 12份, 第1项.
COUNTED = long_pattern(
    r"第?[\d一二三四五六七八九十两]+[份项个件张页条套册本次家]?|若干[份项个件]?|[一多数几][批份项件]"
)
CLAUSE_ENDS = re.compile(r"[\s,;.:!?。、()\[\]【】<>]+")
#: A pointer with a number names what it points to: 附件2, Annex B; one with how many there are does not: 附件3份.
POINTED = long_pattern(
    r"(?:附[件录表图]?|佐证(?:材料)?|证据|annex|appendix|attachment|exhibit|enclosure|scan)[ -]?(?:no\.? ?)?[(]?"
    r"(?:\d+(?![\d份个页张])|[一二三四五六七八九十]+(?![一二三四五六七八九十份个页张并起同些])|[甲乙丙丁]|[a-h](?![a-z]))"
)
HOW_MANY = re.compile(r"共?计?[\d一二三四五六七八九十两]+[份个页张件]")
#: Where evidence lies or who keeps it, and nothing else: 见系统, 平台可查, 张三, 王主任处.
PERSON = rf"[小老]?{any_of('surnames')}(?:[一-鿿](?<![{LISTS['no_given_name']}])){{0,2}}(?:(?<=[一-鿿]{{2}})|{any_of('titles')})"
KEPT = long_pattern(
    rf"(?:{any_of('particles')}|{any_of('places')}|{any_of('keeping')}|{LISTS['departments']})+"
    rf"|{any_of('roles')}*(?:{PERSON})?(?:{any_of('keeping')}|提供|负责|处|有|要)*"
    rf"|(?:材料|资料|原件|文件)?[在存放由]*{PERSON}(?:处|手[里中上]|那[里儿]?)"
)
#: Parts of a place that need not be listed: those with a number, and the body that keeps something.
STORE_NUMBERS = long_pattern(LISTS["store_numbers"] + "|" + LISTS["departments"])
NAMED = "|".join(word for word in LISTS["things"] if len(word) > 1 and word not in LISTS["places"])
KEEPER = long_pattern(rf"(?!.*(?:{NAMED})).{{0,10}}(?:公司|集团|中心|[局部处科室院所办方会])(?=.)")
LIES = long_pattern(
    rf"(?!.*(?:{NAMED}))(?:.{{0,6}}{any_of('stored')}[在于到至入进].{{1,10}}|(?:材料|资料)?[详请参]?[见查看]+.{{0,4}}(?:档案|卷宗))"
)
SHELF = re.compile(rf"(?<=[{''.join({store[-1] for store in LISTS['stores']})}])[\da-z#-]+$")
STORES = (kind + store for kind in LISTS["store_kinds"] for store in LISTS["stores"])
MOST_STORED = 2 * LISTS["longest"]
STORED = (*LISTS["stored"], *STORES)
POINTERS = tuple(LISTS["pointers"])
BESIDE_POINTERS = (*POINTERS, *LISTS["beside_pointers"])
BESIDE_STORED = (*LISTS["materials"], *LISTS["particles"], *LISTS["places"], *LISTS["keeping"])
#: What a clause may be that names nothing, beside one made of the listed words.
CLAUSES = long_pattern(
    rf".{{0,8}}{any_of('not_yet')}.{{0,6}}{any_of('processes')}(?:后|了|齐|完成?|上|好|来|{any_of('processes')})*"
    rf"|(?:预计|计划|预期|力争|争取|拟于?).{{1,10}}(?:{any_of('processes')}|{any_of('outcomes')})"
    rf"|(?:某{{1,3}}|x{{2,}}|[*×○]{{2,}}){any_of('kinds')}|{any_of('kinds')}(?:名称?|标题)|已?[列纳]入.{{0,6}}计划|已?(?:提交|递交|上报|报送)(?:申请|审批|审核)"
    rf"|等.{{0,6}}{any_of('processes')}后?{any_of('processes')}?|\d+月.{{0,2}}[补交传报]|稍等|等{any_of('kinds')}"
    rf"|等.{{0,4}}(?:[方司院委局部处厅所]|中心|领导|客户).{{0,2}}{any_of('processes')}.{{0,4}}|请(?![示柬购求]).{{1,6}}{any_of('processes')}.{{0,4}}|领导[说讲].{{1,10}}|拟[于在].{{1,16}}"
    rf"|{any_of('states')}+|(?:{any_of('elsewhere')}|sheet|\d|[a-z](?=列))+"
    rf"|.{{0,4}}{any_of('withheld')}(?!.*{any_of('things')}).{{0,8}}|由.{{1,8}}{any_of('processes')}|请?联系.{{1,8}}|(?!.*{any_of('things')}).{{2,8}}负责"
    rf"|(?:材料|资料|文件|原件|纸质[件版])?已?(?:于|在).{{1,10}}[日号月](?:前|底)?(?:寄|邮|发|报|送|交|提|上|移).{{0,2}}"
    rf"|(?:材料|资料|文件)?[已均]*(?:已报|上报|报送|提交|移交|[送交报][至给到])[至给到]?.{{1,8}}(?:[局厅委部办处科]|中心|公司|集团|领导|上级)"
    rf"|按照?.{{0,6}}(?:要求|规定|标准|制度)(?:执行|实施|落实|办理|推进)|已?向.{{1,8}}(?:汇报|报告|报备|说明|反映)过?"
    rf"|[详请参]?见(?:后续|下期|下次|下个?月|下季度?|下一?阶段).{{0,6}}"
    rf"|(?:正在|尚在)(?!.*(?:的|{any_of('lists')})){any_of('processes')}.{{0,6}}"
    rf"|.{{0,6}}{any_of('without')}(?:{any_of('any_kind')}|□)*{any_of('kinds')}+"
)
#: A word for a document; what stands for one that was found.
THING = rf"(?:{any_of('things')}|[〇□])"
#: A clause that begins or ends with a word of not yet, or goes on (排期中), and holds no thing besides.
NOT_THERE = long_pattern(
    rf"(?!.*{THING})(?:{LISTS['not_there']}).{{1,14}}|.{{0,8}}[待未没尚欠缺差](?!.*{THING}).{{0,3}}"
    r"|(?!.*(?:[集之年月日\d]中|[于入]))(?:.*[正尚还仍]在.*|[^在]{2,10})(?:中|阶段)|[一-鿿]{2,8}ing"
)
#: That there is one of a kind, without saying which: 已有相关制度, 制度已建立, 财务那边有.
CLAIMED = long_pattern(
    rf"{any_of('claims')}(?:{any_of('claims')}|{any_of('any_kind')})*{any_of('kinds')}+"
    rf"|{any_of('kinds')}+[已均都]{any_of('claims')}+|有(?![限效偿机色线]).{{1,3}}|[还尚仍]?[缺欠](?:少|签字|盖章|{any_of('kinds')}).{{0,6}}|.{{1,6}}(?:那[边里儿]?|处|里|上)有"
)
#: Nouns that name no document: where it lies, what it is called, words for papers in general.
IDLE_NOUNS = long_pattern(rf"q[1-4](?![a-z\d])|{any_of('idle_nouns')}")
BESIDE_DOING = frozenset(
    word
    for key in ("filler", "places", "keeping", "particles", "elsewhere", "states", "processes")
    for word in LISTS[key]
)
#: What names a document, or an act that leaves a record.
NAMES_A_THING = long_pattern(rf"{THING}|{any_of('acts')}|第?[\d一二三四五六七八九十]+[章节]|[a-z]{{2}}|\d[a-z]|[a-z]\d")
#: Of `not_so`, what says how something is.
USUAL = frozenset({"正常", "正确", "正式"})
#: What may be still to come where a second part says so: 验收报告，待盖章.
MOST_BEFORE, NO_NUMBER = 8, re.compile(r"[^〇\d]+")
#: Whom to write to; a drive; the same letter again.
NO_PLACE = re.compile(r"[\w.+-]+@[\w.-]+|[a-z]:[\\/]*|(\w)\1*|abcd?", re.IGNORECASE)
#: A number of a document.
NUMBER_OF = re.compile(r"no[. ]*\d", re.IGNORECASE)
#: A clause behind one that says that there is nothing.
STILL_TO_COME = long_pattern(rf".{{0,8}}{any_of('not_yet')}")
#: What a clause behind one that says so holds where it names something all the same.
MAY_NAME = long_pattern(rf"{any_of('things')}|[〇\da-z]")
#: A bracket at the end that says what is before it is not there yet.
PENDING = long_pattern(rf"[(\[【<]((?:{any_of('pending')}.*|.*[^年月日\d]中))[)\]】>]$")
#: Of places, such as 未央区, too.
NOT_SO = long_pattern(rf"{any_of('not_so')}|[未正尚后在][一-鿿]{{1,2}}[省市区县镇乡]")
#: Another row of the sheet.
OTHER_ROW = re.compile(LISTS["criterion_ids"])
ON_FILE = re.compile(r"\bon file\b")
DOCUMENTS = re.compile(any_of("documents"))


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
    whole = simplified(unicodedata.normalize("NFKC", text)).strip()
    if ADDRESS.fullmatch(whole) or NUMBER_OF.match(whole):
        return False
    if NO_PLACE.fullmatch(whole):
        return True
    if FIGURES.fullmatch(whole.replace(" ", "")) or COUNTED.fullmatch(whole):
        return True
    whole = DOCUMENTS.sub("〇", POINTED.sub("〇", OTHER_ROW.sub(" ditto ", whole.casefold())))
    whole = ON_FILE.sub("kept", whole)
    if says_nothing(whole, FILLER):
        return True
    if (bracket := PENDING.search(whole)) and names_nothing(bracket[1]):
        return True
    clauses = [clause for clause in CLAUSE_ENDS.split(whole) if clause]
    if (
        len(clauses) == 2
        and len(clauses[0]) <= MOST_BEFORE
        and NO_NUMBER.fullmatch(clauses[0])
        and NOT_THERE.fullmatch(NOT_SO.sub("□", clauses[1]))
    ):
        return True
    stored = any(map(_is_stored, clauses))
    missing = bool(clauses) and says_nothing(clauses[0], FILLER)
    return all(
        _is_idle(clause)
        or (missing and (STILL_TO_COME.match(NOT_SO.sub("□", clause)) or not MAY_NAME.search(clause)))
        or (stored and made_of(clause, BESIDE_STORED, BESIDE_STORED))
        for clause in sorted(
            clauses, key=lambda each: NAMES_A_THING.search(each) is None
        )  # what surely names one first
    )


def _is_idle(clause: str) -> bool:
    """Whether a part of a text says only that something is missing, still to come, elsewhere or with somebody."""
    bare = NOT_SO.sub("□", clause)
    return (
        any(pattern.fullmatch(bare) for pattern in (CLAUSES, NOT_THERE))
        or CLAIMED.fullmatch(clause) is not None
        or (len(clause) <= LISTS["longest"] and KEPT.fullmatch(clause) is not None)
        or _is_stored(clause)
        or _points(clause)
        or says_nothing(clause, FILLER)
        or _is_mere_doing(clause)
    )


def _is_mere_doing(clause: str) -> bool:
    """Whether a part of a text says what is done, where or by whom, and holds no word for a thing."""
    if len(clause) > LISTS["longest"]:
        return False
    bare = IDLE_NOUNS.sub(" ", NOT_SO.sub(lambda found: found[0] if found[0] in USUAL else "□", clause))
    return not NAMES_A_THING.search(bare) and not holds_a_noun(bare, BESIDE_DOING)


def _points(clause: str) -> bool:
    """Whether a part of a text points to papers without naming one."""
    rest = HOW_MANY.sub("", clause)
    return not rest or (len(rest) <= LISTS["longest"] and made_of(rest, POINTERS, BESIDE_POINTERS))


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
    return any(made_of(rest, STORED, BESIDE_STORED) for rest in rests)
