"""Headers that were renamed, moved, doubled, merged, annotated or mistyped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.corpus.book import Book, letter
from tests.corpus.case import ANY, Case, judged, named
from tests.corpus.good import good

SHEET, HEADER = "月度统计", "接入企业数"
AT = good("enterprise").column(SHEET, HEADER)
CELL = f"{SHEET}!{letter(AT)}1"
LOST = {"E4.1*": None}
MONEY_LOST = {"E6.5*": ANY}

#: Another way to write the header 接入企业数; "" where it is understood, else the question at the header.
SPELLINGS: tuple[tuple[str, str], ...] = (
    ("接入企业数（家）", ""),
    ("接入企业数(家)", ""),
    ("接入企业数【家】", ""),
    ("接入企业数[家]", ""),
    ("接入企业数〔家〕", ""),
    ("接入企业数<家>", ""),
    ("接入企业数（单位：家）", ""),
    ("接入 企业数", ""),
    ("接入\n企业数", ""),
    (" 接入企业数 ", ""),
    ("接入企业数\u00a0", ""),
    ("\ufeff接入企业数", ""),
    ("接入企业数*", ""),
    ("*接入企业数：", ""),
    ("接入企业数（必填）", ""),
    ("接入企业数（见填报说明）", ""),
    ("接入企业数（详见附注2）", ""),
    ("6.接入企业数", ""),
    ("六、接入企业数（家）", ""),
    ("接入企业数（选填）", ""),
    ("Enterprises connected", ""),
    ("ENTERPRISES  CONNECTED", ""),
    ("Ｅnterprises connected", ""),
    ("enterprises", ""),
    ("接入企业数（累计）", "header_note"),
    ("接入企业数（本月新增）", "header_note"),
    ("接入企业数（计划）", "header_note"),
    ("接入企业数（不含运营方）", ""),
    ("接入企业数（含运营方）", "header_note"),
    ("接入企业数（未审核）", "header_note"),
    ("接入企业数（%）", "header_note"),
    ("接入企业数（占比）", "header_note"),
    ("接入企业数（GB）", "unit_differs"),
)

#: Brackets that change what is counted, whatever their words; and those that say nothing new.
SPELLINGS += tuple(
    (f"接入企业数（{note}）", "header_note")
    for note in (
        "意向",
        "签订意向书",
        "含子公司",
        "注册口径",
        "已签约",
        "试运行",
        "集团内",
        "去重前",
        "2024年",
        "人次",
        "signed",
        "拟",
        "活跃",
        "审核后",
        "存续",
        "有效",
        "在营",
        "省内",
        "剔除重复",
    )
)
SPELLINGS += tuple(
    (f"接入企业数（{note}）", "")
    for note in (
        "期末数",
        "实际",
        "总数",
        "1",
        "整数",
        "见说明",
        "注1",
        "月末存量",
        "截至当月末",
        "家，必填",
        "企业数",
        "at month end",
        "目前",
    )
)

#: Two headers instead of one, the second's figures larger: which are used ("" for none), where one question asks.
PAIRS: tuple[tuple[str, str, str], ...] = (
    ("接入企业数（计划）", "接入企业数（实际）", "second"),
    ("接入企业数（实际）", "接入企业数（计划）", "first"),
    ("接入企业数（期初）", "接入企业数（期末）", "second"),
    ("接入企业数", "接入企业数（计划）", "first"),
    ("接入企业数（去年同期）", "接入企业数", "second"),
    ("接入企业数_预算", "接入企业数_决算", "second"),
    ("计划接入企业数", "实际接入企业数", "second"),
    ("接入企业数（上年）", "接入企业数（本年）", ""),
    ("上年接入企业数", "本年接入企业数", ""),
    ("接入企业数（申报）", "接入企业数（核定）", ""),
    ("接入企业数", "接入企业数（更正）", ""),
    ("接入企业数原", "接入企业数更正后", ""),
    *(
        ("接入企业数", f"{word}接入企业数", "first")
        for word in ("计划", "拟", "预计", "目标", "上年", "去年同期", "意向")
    ),
    ("拟接入企业数", "接入企业数", "second"),
    *(("接入企业数", f"{word}接入企业数", "") for word in ("累计", "本年", "实际", "期末")),
)
#: A column of the sender's own beside that of the very name: nothing is asked.
OWN_COLUMNS = ("新增接入企业数", "当月净增接入企业数", "规上企业数", "其中外地企业", "备注", "负责人")
#: The same as two rows of headers.
LEVELS: tuple[tuple[str, str, str], ...] = (
    ("计划", "实际", "second"),
    ("实际", "计划", "first"),
    ("期初", "期末", "second"),
    ("月均", "月末", "second"),
    ("上年", "本年", ""),
    ("目标", "完成", ""),
    ("口径一", "口径二", ""),
)
#: Rates of the figure beside them, and remarks on it.
RATES = ("备注", "数据来源", "同比（%）", "环比", "增长率", "占比", "完成率（%）", "YoY")

#: Another way to write the header 当月收入（万元）, whose figures stay as they are.
MONEY = "当月收入（万元）"
MONEY_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("当月收入", ""),
    ("当月收入（人民币万元）", ""),
    ("当月收入（单位：万元）", ""),
    ("Revenue in the month (10,000 CNY)", ""),
    ("当月收入（含税）（万元）", "header_note"),
    ("当月收入（美元）", "unit_differs"),
    ("当月收入（万美元）", "unit_differs"),
)
#: The same, where figures are taken from another unit of money by the header, and asked about.
MONEY_UNITS = (
    "当月收入（元）",
    "当月收入（人民币）",
    "Revenue in the month (CNY)",
    "Revenue in the month (million CNY)",
)
SHARE, USERS = "市场份额合计（%）", "日均活跃用户数"
SHARE_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("市场份额合计", ""),
    ("市场份额合计（％）", ""),
    ("市场份额合计（‰）", "header_note"),
    ("市场份额合计（小数）", "header_note"),
    ("市场份额合计（万元）", "unit_differs"),
)

#: A header that is not known, but resembles the missing one: nothing is taken from it without a question.
NOT_TAKEN: tuple[str, ...] = (
    "接入的企业数",
    "已接入企业数量",
    "接入企业总数",
    "接人企业数",
    "新增接入企业数",
    "接入企业数同比",
)


def _named(text: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.put(SHEET, HEADER, 1, text)

    return edit


def _renamed(header: str, text: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.put(SHEET, header, 1, text)

    return edit


def _titled(line: str) -> Callable[[Book], None]:
    """A line above the headers."""
    return lambda book: book.sheets[SHEET].insert(0, [line])


def _insert(book: Book, at: int, cells: Callable[[int, list[Any]], Any]) -> None:
    """A new column before `at`; `cells` gives each row's, the header's row being 0."""
    for i, row in enumerate(book.sheets[SHEET]):
        row.insert(at, cells(i, row))


def _moved(book: Book) -> None:
    for row in book.sheets[SHEET]:
        row.append(row.pop(AT))


def _reversed(book: Book) -> None:
    for row in book.sheets[SHEET]:
        row.reverse()


def _again(header: str, change: Callable[[Any], Any]) -> Callable[[Book], None]:
    """A second column 接入企业数 at the end."""

    def edit(book: Book) -> None:
        end = len(book.sheets[SHEET][0])
        _insert(book, end, lambda i, row: header if i == 0 else change(row[AT]))

    return edit


def _in_tens(header: str, factor: float) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        for row in book.sheets[SHEET][1:]:
            row[AT] = row[AT] * factor
        _named(header)(book)

    return edit


def _users(header: str, divisor: int) -> Callable[[Book], None]:
    """日均注册用户数 in another measure; the open volume's unit, GB, has nothing to do with it."""

    def edit(book: Book) -> None:
        column = book.column(SHEET, "日均注册用户数")
        for row in book.sheets[SHEET][1:]:
            row[column] = row[column] / divisor
        book.sheets[SHEET][0][column] = header

    return edit


def _pair(first: str, second: str, *, levels: bool = False, merged: bool = False) -> Callable[[Book], None]:
    """接入企业数 in two columns, the second 57 more each month; `levels`: named below one header."""

    def edit(book: Book) -> None:
        _insert(book, AT + 1, lambda i, row: row[AT] + 57 if i else "")
        rows = book.sheets[SHEET]
        if levels:
            rows.insert(1, ["" if c not in (AT, AT + 1) else (first, second)[c - AT] for c in range(len(rows[0]))])
        else:
            rows[0][AT : AT + 2] = first, second
        if merged:
            book.finish(SHEET, lambda workbook, sheet: sheet.merge_range(0, AT, 0, AT + 1, HEADER))

    return edit


def _grouped(first: str, second: str) -> Callable[[Book], None]:
    """接入企业数 in two columns of that name, each below the name of its group."""

    def edit(book: Book) -> None:
        _pair(HEADER, HEADER)(book)
        groups = {AT: first, AT + 1: second}
        book.sheets[SHEET].insert(0, [groups.get(c, "") for c in range(len(book.sheets[SHEET][0]))])

    return edit


def _blank_pair(first: str, second: str, blank: int) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        _pair(first, second)(book)
        for row in book.sheets[SHEET][1:]:
            row[AT + 1 - blank], row[AT + blank] = row[AT], ""

    return edit


def _two_rows(book: Book) -> None:
    """A row of groups above the headers, some merged over several columns."""
    rows = book.sheets[SHEET]
    rows.insert(0, ["", "数据资源", *[""] * (len(rows[0]) - 2)])
    book.finish(SHEET, lambda workbook, sheet: sheet.merge_range(0, 1, 0, 4, "数据资源"))


def _split_headers(book: Book) -> None:
    """当月 above 收入（万元）, 投资（万元） and 新经济价值（万元）."""
    rows = book.sheets[SHEET]
    above = [""] * len(rows[0])
    for c, header in enumerate(rows[0]):
        if header.startswith("当月"):
            rows[0][c] = header.removeprefix("当月")
            above[c] = "当月" if "当月" not in above else ""
    rows.insert(0, above)


def _merged_down(book: Book) -> None:
    """Headers over two rows, each merged with the blank cell below it."""
    rows = book.sheets[SHEET]
    headers = list(rows[0])
    rows.insert(1, [""] * len(headers))

    def finish(workbook: Any, sheet: Any) -> None:
        for c, header in enumerate(headers):
            sheet.merge_range(0, c, 1, c, header)

    book.finish(SHEET, finish)


def _unit_row(book: Book) -> None:
    """Units in a row of their own below the headers."""
    rows = book.sheets[SHEET]
    units = ["", *["个"] * (len(rows[0]) - 1)]
    for c, header in enumerate(rows[0]):
        if "（" in header:
            rows[0][c], units[c] = header.rstrip("）").split("（")
        elif header in (HEADER, "数据提供方数", "中小企业数"):
            units[c] = "家"
        elif header == "数据资源开放总量":
            units[c] = "GB"
    rows.insert(1, units)


def _numbers_below(book: Book) -> None:
    """Column numbers, as Chinese statistics have them, in a row below the headers."""
    rows = book.sheets[SHEET]
    rows.insert(1, ["甲", *range(1, len(rows[0]))])


def _english(book: Book) -> None:
    from tests.corpus.good import RULES

    labels = {column.label.zh: column.label.en for column in RULES.sheets["monthly"].columns}
    rows = book.sheets[SHEET]
    rows[0] = [labels[header.partition("（")[0]] for header in rows[0]]
    book.rename(SHEET, "Monthly statistics")


def _traditional(book: Book) -> None:
    _named("接入企業數")(book)


def _preceded(count: int) -> Callable[[Book], None]:
    """Title rows above the header."""

    def edit(book: Book) -> None:
        rows = book.sheets[SHEET]
        titles = [["某某可信数据空间月度统计表"], ["填报单位：演示数据运营有限公司"], *([""] for _ in range(count - 2))]
        rows[:0] = titles[:count]

    return edit


def _cases() -> Iterator[Case]:
    for text, question in SPELLINGS:
        yield judged(repr(text), "enterprise", _named(text), question, CELL)
    at = f"{SHEET}!{letter(good('enterprise').column(SHEET, MONEY))}"
    for text, question in MONEY_SPELLINGS:
        yield judged(repr(text), "enterprise", _renamed(MONEY, text), question, f"{at}1")
    for text in MONEY_UNITS:
        yield judged(repr(text), "enterprise", _renamed(MONEY, text), "unit_converted", f"{at}2:{at[-1]}13", MONEY_LOST)
    share = f"{SHEET}!{letter(good('industry').column(SHEET, SHARE))}1"
    users = f"{SHEET}!{letter(good('enterprise').column(SHEET, USERS))}1"
    for text, question in (
        (USERS, ""),
        (f"{USERS}（日活）", ""),
        (f"{USERS}（月活）", "header_note"),
        (f"{USERS}(MAU)", "header_note"),
    ):
        yield judged(repr(text), "enterprise", _renamed(USERS, text), question, users if question else "")
    for text, question in SHARE_SPELLINGS:
        yield judged(repr(text), "industry", _renamed(SHARE, text), question, share)
    yield judged(
        "a line above says 元, the header 万元", "enterprise", _titled("金额单位：元"), "unit_above", f"{SHEET}!A1"
    )
    yield judged("a line above says 万元", "enterprise", _titled("单位：万元、家"))
    yield judged(
        "a line above says 元, the header nothing",
        "enterprise",
        lambda b: (_renamed(MONEY, "当月收入")(b), _titled("单位：元")(b)),
        "unit_converted",
        f"{at}3:{at[-1]}14",
        MONEY_LOST,
    )
    outcome = {"first": ("header_twice_one_used", {}), "second": ("header_twice_one_used", {"E4.1*": ANY})}
    for first, second, used in PAIRS:
        code, values = outcome.get(used, ("header_twice", LOST))
        yield judged(f"{first!r} beside {second!r}", "enterprise", _pair(first, second), code, "", values)
    for first, second, used in LEVELS:
        code, values = outcome.get(used, ("header_twice", LOST))
        for merged in (False, True):
            edit = _pair(first, second, levels=True, merged=merged)
            yield judged(f"{first} and {second} below one header, {merged=}", "enterprise", edit, code, "", values)
    for rate in RATES:
        yield judged(f"a figure and its {rate}", "enterprise", _pair("家数", rate, levels=True, merged=True))
    for first, second, used in (("计划数", "实际数", "second"), ("本单位", "全集团", "")):
        code, values = outcome.get(used, ("header_twice", LOST))
        yield judged(f"{first} and {second} over two groups", "enterprise", _grouped(first, second), code, "", values)
    for header in OWN_COLUMNS:
        yield judged(f"{header} beside it", "enterprise", _pair(HEADER, header))
    plan, actual = "接入企业数（计划）", "接入企业数（实际）"
    yield judged("actuals still blank", "enterprise", _blank_pair(plan, actual, 1), "header_twice", CELL, LOST)
    yield judged("plans left blank", "enterprise", _blank_pair(plan, actual, 0))
    yield judged("a plan beside it left blank", "enterprise", _blank_pair(HEADER, plan, 1))
    for text in NOT_TAKEN:
        yield judged(f"{text!r}, not known", "enterprise", _named(text), "unknown_column", CELL, LOST)
    yield judged("in traditional characters", "enterprise", _traditional, "unknown_column", CELL, LOST)
    yield judged("something else", "enterprise", _named("指标甲"), "columns_not_found", CELL, LOST)
    yield judged("blank", "enterprise", _named(""), "columns_not_found", CELL, LOST)
    yield judged("moved to the end", "enterprise", _moved)
    yield judged("all columns the other way round", "enterprise", _reversed)
    yield judged("a blank column before it", "enterprise", lambda b: _insert(b, AT, lambda i, row: ""))
    yield judged(
        "a foreign column before it",
        "enterprise",
        lambda b: _insert(b, AT, lambda i, row: "填报人" if i == 0 else "王某"),
    )
    yield judged("twice, the same", "enterprise", _again(HEADER, lambda v: v), "header_twice_one_used")
    yield judged("twice, different", "enterprise", _again(HEADER, lambda v: v + 1), "header_twice", "", LOST)
    yield judged("twice, the second blank", "enterprise", _again(HEADER, lambda v: ""))
    yield judged(
        "twice, the second by a synonym, different",
        "enterprise",
        _again("Enterprises connected", lambda v: v + 1),
        "header_twice",
        "",
        LOST,
    )
    yield judged("in 百家", "enterprise", _in_tens("接入企业数（百家）", 0.01), "unit_converted")
    yield judged("in 万家", "enterprise", _in_tens("接入企业数（万家）", 0.0001), "unit_converted")
    yield judged("users in 人", "enterprise", _users("日均注册用户数（人）", 1))
    yield judged(
        "users in 万人", "enterprise", _users("日均注册用户数（万人）", 10_000), "unit_converted", f"{SHEET}!M2:M13"
    )
    yield judged("two rows, groups above", "enterprise", _two_rows)
    yield judged("two rows, halves of one header", "enterprise", _split_headers)
    yield judged("two rows, merged downwards", "enterprise", _merged_down)
    yield judged("units in a row below", "enterprise", _unit_row)
    yield judged("column numbers in a row below", "enterprise", _numbers_below)
    yield judged("in English", "enterprise", _english)
    yield judged("in row 3, titles above", "enterprise", _preceded(2))
    yield judged("in row 10, titles above", "enterprise", _preceded(9))
    yield judged(
        "in row 11: past where headers are looked for", "enterprise", _preceded(10), "no_header", "", {"*": ANY}
    )


def cases() -> Iterator[Case]:
    yield from named("headers", _cases())
