"""Ledgers with odd flags, roles, categories, codes and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from tests.corpus.book import Book, Calculated, Shown
from tests.corpus.case import ANY, Case, judged, named
from tests.corpus.good import good

THINGS, PRODUCTS, PEOPLE, DAYS = "数据资源台账", "产品应用台账", "接入主体台账", "日活记录"
BOOK = good("ledgers")


def _put(sheet: str, header: str, row: int, value: Any) -> Callable[[Book], None]:
    return lambda book: book.put(sheet, header, row, value)


def _column(sheet: str, header: str, change: Callable[[Any], Any]) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        for row in range(2, len(book.sheets[sheet]) + 1):
            book.put(sheet, header, row, change(book.sheets[sheet][row - 1][book.column(sheet, header)]))

    return edit


def _copy(sheet: str, row: int, **changed: Any) -> Callable[[Book], None]:
    """A copy of a row at the end, with some cells changed."""

    def edit(book: Book) -> None:
        cells = list(book.sheets[sheet][row - 1])
        for header, value in changed.items():
            cells[book.column(sheet, header)] = value
        book.sheets[sheet].append(cells)

    return edit


def _at(sheet: str, header: str, row: int) -> str:
    return f"{sheet}!{BOOK.address(sheet, header, row)}"


#: 是 of 是否中小企业 (E3.4) otherwise: whether it still means yes, and what is said.
YES = ("是", "是的", "√", "✓", "Y", "y", "YES", "有", "对", "True", True, 1, "1", " 是 ", "是\n", "Ｙ", "t")
NO = ("否", "×", "N", "no", "无", "False", False, 0, "0", "不是", "", "—", "/", "N/A")
NEITHER = ("可能", "是/否", "待定是", "中型", "待定", "待确认", 2, 0.5, "是否", "小微企业", "?", date(2025, 7, 1))

#: 角色 of the first organisation, 数据提供方, with 数据使用方 behind it.
ROLES_UNDERSTOOD = (
    "数据提供方、数据使用方",
    "数据提供方,数据使用方",
    "数据提供方，数据使用方",
    "数据提供方；数据使用方",
    "数据提供方/数据使用方",
    "数据提供方\n数据使用方",
    "数据使用方、数据提供方",
    " 数据提供方 、 数据使用方 ",
    "数据提供方、、数据使用方",
    "Data provider、Data user",
    "提供方、使用方",
    "数据提供方和数据使用方",
    "数据提供方 数据使用方",
    "数据提供方（√） 数据使用方（√） 数据服务方（ ）",
)
ROLES_REFUSED = ("数据提供方和甲方", "提供者们", "数据提供方、甲方", 7, "数据提供方 甲方", "□数据提供方")


def _flags() -> Iterator[Case]:
    cell = _at(PEOPLE, "是否中小企业", 3)
    gone = {"E3.4*": ANY}
    for value in YES:
        yield judged(f"是否中小企业 {value!r}", "ledgers", _put(PEOPLE, "是否中小企业", 3, value))
    for value in NO:
        yield judged(f"是否高价值 {value!r}, no", "ledgers", _put(PRODUCTS, "是否高价值", 9, value))
    for value in NEITHER:
        yield judged(
            f"是否中小企业 {value!r}, neither",
            "ledgers",
            _put(PEOPLE, "是否中小企业", 3, value),
            "not_yes_or_no",
            cell,
            gone,
        )
    yield judged(
        "是否中小企业 a failing formula",
        "ledgers",
        _put(PEOPLE, "是否中小企业", 3, Calculated("=NA()", "#N/A")),
        "error_cell",
        cell,
        gone,
    )
    yield judged("all flags as √ and ×", "ledgers", _column(PEOPLE, "是否中小企业", lambda v: "√"))
    yield judged("all flags as 1 and 0", "ledgers", _column(PRODUCTS, "是否高价值", lambda v: int(v == "是")))
    yield judged("all flags as TRUE and FALSE", "ledgers", _column(PRODUCTS, "是否高价值", lambda v: v == "是"))


def _words() -> Iterator[Case]:
    cell = _at(PEOPLE, "角色", 5)
    for value in ROLES_UNDERSTOOD:
        yield judged(f"角色 {value!r}", "ledgers", _put(PEOPLE, "角色", 5, value))
    for value in ROLES_REFUSED:
        yield judged(
            f"角色 {value!r}, not known", "ledgers", _put(PEOPLE, "角色", 5, value), "not_in_list", cell, {"*": ANY}
        )
    for value in ("企业 ", "Enterprise", "公司", "企 业"):
        yield judged(f"主体类别 {value!r}", "ledgers", _put(PEOPLE, "主体类别", 5, value))
    for value in ("私企", "企业/事业单位", "个体户", 3):
        yield judged(
            f"主体类别 {value!r}, not known",
            "ledgers",
            _put(PEOPLE, "主体类别", 5, value),
            "not_in_list",
            _at(PEOPLE, "主体类别", 5),
            {"E4.1*": ANY},
        )
    yield judged(
        "主体类别 blank",
        "ledgers",
        _put(PEOPLE, "主体类别", 5, ""),
        "blank_cell",
        _at(PEOPLE, "主体类别", 5),
        {"E4.1*": ANY},
    )
    for value in ("应用", "数据应用产品", "Data application", "数据 应用"):
        yield judged(f"类型 {value!r}", "ledgers", _put(PRODUCTS, "类型", 2, value))
    for value in ("APP", "数据应用、数据报告", "小程序"):
        yield judged(
            f"类型 {value!r}, not known",
            "ledgers",
            _put(PRODUCTS, "类型", 2, value),
            "not_in_list",
            _at(PRODUCTS, "类型", 2),
            {"E3*": ANY},
        )
    for value in ("供应链金融 ", "供应链金融、", "供应链\u200b金融"):
        yield judged(f"场景类别 {value!r}", "ledgers", _put(PRODUCTS, "场景类别", 2, value))
    for value in (
        "供应链金融,采购协同",
        "供应链金融；采购协同",
        "供应链金融/采购协同",
        "供应链金融+采购协同",
        "供应链金融和采购协同",
        "供应链金融 采购协同",
    ):
        yield judged(
            f"场景类别 {value!r}, one name?",
            "ledgers",
            _put(PRODUCTS, "场景类别", 2, value),
            "other_separator",
            _at(PRODUCTS, "场景类别", 2),
            {"E3*": ANY},
        )


def _codes() -> Iterator[Case]:
    code = str(BOOK.sheets[PEOPLE][4][1])
    for value in (
        code.lower(),
        f" {code} ",
        f"{code}\u00a0",
        f"'{code}".lstrip("'"),
        "".join(chr(ord(c) + 0xFEE0) for c in code),
    ):
        yield judged(f"a code as {value!r}", "ledgers", _copy(PEOPLE, 5, 统一社会信用代码=value))
    yield judged("the same organisation twice", "ledgers", _copy(PEOPLE, 5))
    yield judged(
        "the same code under two names",
        "ledgers",
        _copy(PEOPLE, 5, 主体名称="别名公司"),
        "code_with_several_names",
        f"{PEOPLE}!A28",
    )
    yield judged("the same name without a code", "ledgers", _copy(PEOPLE, 5, 统一社会信用代码=""))
    yield judged(
        "two rows of a name, neither with a code",
        "ledgers",
        lambda b: (_put(PEOPLE, "统一社会信用代码", 5, "")(b), _copy(PEOPLE, 5)(b)),
        "equal_names",
        f"{PEOPLE}!A28",
        {"E4.1*": ANY, "E3.4*": ANY},
    )
    yield judged(
        "a code as a number",
        "ledgers",
        _put(PEOPLE, "统一社会信用代码", 5, 911101080828576240.0),
        "digits_lost",
        f"{PEOPLE}!B5",
        {"*": ANY},
    )
    for value in (
        "91110108",
        "91110108082857624",
        code[:-1] + "I",
        code + "0",
        "无码",
        code[:17] + ("1" if code[-1] != "1" else "2"),
    ):
        yield judged(
            f"an impossible code {value!r}",
            "ledgers",
            _put(PEOPLE, "统一社会信用代码", 5, value),
            "credit_code",
            f"{PEOPLE}!B5",
        )
    yield judged("a code blank", "ledgers", _put(PEOPLE, "统一社会信用代码", 5, ""))
    yield judged(
        "equal names in 数据资源台账", "ledgers", _copy(THINGS, 5), "equal_names", f"{THINGS}!A26", {"E2*": ANY}
    )
    yield judged(
        "equal names in 产品应用台账, one with spaces",
        "ledgers",
        _copy(PRODUCTS, 5, 名称=" 产品04号 "),
        "equal_names",
        f"{PRODUCTS}!A32",
        {"E3*": ANY},
    )


def _dates() -> Iterator[Case]:
    joined, first = "接入日期", BOOK.sheets[PEOPLE][4][8]
    cell = _at(PEOPLE, joined, 5)
    iso = f"{first:%Y-%m-%d}"
    same = (
        iso,
        iso.replace("-", "/"),
        iso.replace("-", "."),
        f"{first.year}年{first.month}月{first.day}日",
        f"{first:%Y%m%d}",
        int(f"{first:%Y%m%d}"),
        datetime(first.year, first.month, first.day, 9, 30),
        Shown(first, "yyyy/m/d"),
        Shown(first, "m月d日"),
        f"{iso} 09:30:00",
        f"{first:%d %b %Y}",
    )
    for value in same:
        yield judged(f"接入日期 as {value!r}", "ledgers", _put(PEOPLE, joined, 5, value))
    yield judged("接入日期 as a month", "ledgers", _put(PEOPLE, joined, 5, iso[:7]), "month_only", cell)
    gone = {"*": ANY}
    for value, error in (
        (45931, "serial_number"),
        ("10月31日", "date_without_year"),
        ("十月", "date_without_year"),
        ("10-31", "date_without_year"),
        ("2月30日", "unreadable"),
        ("2025.13.1", "unreadable"),
        ("2025-02-30", "unreadable"),
        ("去年", "unreadable"),
        ("2025年", "unreadable"),
        ("1899-12-31", "year_out_of_range"),
        (0, "unreadable"),
        (-1, "unreadable"),
        (True, "unreadable"),
        (Calculated("=NA()", "#N/A"), "error_cell"),
        (Calculated("=TODAY()"), "formula_without_value"),
    ):
        yield judged(f"接入日期 as {value!r}, not a day", "ledgers", _put(PEOPLE, joined, 5, value), error, cell, gone)
    yield judged("接入日期 blank", "ledgers", _put(PEOPLE, joined, 5, None), "missing_part", cell, gone)
    yield judged(
        "退出日期 before 接入日期",
        "ledgers",
        _put(PEOPLE, "退出日期", 5, date(2025, 1, 1)),
        "end_before_start",
        _at(PEOPLE, "退出日期", 5),
        gone,
    )
    for text, code in (("长期", ""), ("未退出", ""), ("待通知", "unreadable")):
        place = _at(PEOPLE, "退出日期", 5) if code else ""
        yield judged(
            f"退出日期 {text}", "ledgers", _put(PEOPLE, "退出日期", 5, text), code, place, gone if code else {}
        )
    yield judged("退出日期 —", "ledgers", _put(PEOPLE, "退出日期", 5, "—"))
    yield judged(
        "数据量 as text", "ledgers", _put(THINGS, "数据量", 5, "93.5GB"), "text_unit", _at(THINGS, "数据量", 5)
    )
    yield judged(
        "数据量 of very many places",
        "ledgers",
        _put(THINGS, "数据量", 5, "93.5000000000000000000001"),
        "text_number",
        _at(THINGS, "数据量", 5),
        {"E2.2*": ANY},
    )
    yield judged(
        "数据量 in another unit",
        "ledgers",
        _put(THINGS, "数据量", 5, "1TB"),
        "unit_conflict",
        _at(THINGS, "数据量", 5),
        {"E2.2*": ANY},
    )
    yield judged(
        "数据量 约93",
        "ledgers",
        _put(THINGS, "数据量", 5, "约93"),
        "unreadable",
        _at(THINGS, "数据量", 5),
        {"E2.2*": ANY},
    )
    yield judged(
        "数据量 blank",
        "ledgers",
        _put(THINGS, "数据量", 5, None),
        "missing_part",
        _at(THINGS, "数据量", 5),
        {"E2.2*": ANY},
    )
    yield judged(
        "其中外部企业数 约25",
        "ledgers",
        _put(PRODUCTS, "其中外部企业数", 3, "约25"),
        "unreadable",
        _at(PRODUCTS, "其中外部企业数", 3),
        {"E3.3*": ANY},
    )
    yield judged("a day twice", "ledgers", _copy(DAYS, 76), "day_twice", f"{DAYS}!A77", {"E4.2*": ANY})
    yield judged(
        "a day without 活跃用户数",
        "ledgers",
        _put(DAYS, "活跃用户数", 76, ""),
        "blank_cell",
        f"{DAYS}!C76",
        {"E4.2*": ANY},
    )
    yield judged(
        "a day without its date", "ledgers", _put(DAYS, "日期", 76, ""), "blank_cell", f"{DAYS}!A76", {"E4.2*": ANY}
    )
    yield judged(
        "日均 ledger in words",
        "ledgers",
        _put(DAYS, "活跃用户数", 76, "四百"),
        "number_in_words",
        f"{DAYS}!C76",
        {"E4.2*": ANY},
    )
    yield judged(
        "more active than registered, a whole month",
        "ledgers",
        _column(DAYS, "活跃用户数", lambda v: v + 2000),
        "share_over_one",
        "",
        {"E4.2*": ANY},
    )


def cases() -> Iterator[Case]:
    for family, made in (("flags", _flags), ("words", _words), ("codes", _codes), ("dates", _dates)):
        yield from named(family, made())
