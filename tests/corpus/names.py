"""Names in ledgers: words that are no name, spellings of one name, ticks in fonts of symbols, rows struck through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.corpus.book import Book
from tests.corpus.case import ANY, Case, judged, named
from tests.corpus.good import good

THINGS, PRODUCTS, PEOPLE = "数据资源台账", "产品应用台账", "接入主体台账"
#: Where names are counted: base, sheet, column, the criterion, and the name that stands in the second row.
COUNTED = (
    ("ledgers", PRODUCTS, "场景类别", "E3*", "供应链金融"),
    ("industry ledgers", PRODUCTS, "场景类别", "I3*", "供应链金融"),
    ("industry ledgers", THINGS, "细分领域", "I2.1*", "领域0"),
)

NO_NAMES = ("(空白)", "（空白）", "【空】", "未分类", "待分类", "暂未命名", "请选择", "#REF!", "#N/A", "nan", "NULL")
NO_NAMES += ("Unclassified", "to be determined", "TBC", "…", "——", "0", 0, "待定场景", "无类别", "同左", "xx", "不适用")

#: Of a name: other spellings that would count twice.
ALIKE: tuple[Callable[[str], str], ...] = (
    lambda name: f"{name[:1]} {name[1:]}",
    lambda name: f"{name}。",
    lambda name: f"{name}；",
    lambda name: f"“{name}”",
    lambda name: f"{name[:1]}－{name[1:]}",
    lambda name: f"{name[:1]}·{name[1:]}",
    lambda name: f"1.{name}",
    lambda name: f"（一）{name}",
    lambda name: f"⑵{name}",
    lambda name: f"③{name}",
    lambda name: f"2-{name}",
    lambda name: f"一、{name}二、{name}类",
    lambda name: f"{name}类",
    lambda name: f"{name}领域",
    lambda name: f"典型场景：{name}",
    lambda name: f"{name}及其他",
    lambda name: f"{name}〔试点〕",
    lambda name: f"{name}\ufe0f",
    lambda name: f"{name}\ue5e5",
    lambda name: f"{name}🏭",
)
#: Spellings that are the same name to any program.
SAME: tuple[Callable[[str], str], ...] = (
    lambda name: f" {name}\u3000",
    lambda name: f"{name}、",
    lambda name: f"{name}、{name}",
    lambda name: f"{name}\u200b",
    lambda name: f"\u00ad{name}",
    lambda name: f"1、{name}",
    lambda name: f"一、{name}",
    lambda name: f"{name}、-",
)
#: A name of the ledger's and one that looks like it by the forms of characters.
LOOKS = (
    ("供应链金融", "供應鏈金融"),
    ("民生服务", "⺠生服务"),
    ("长三角物流", "⻓三角物流"),
    ("AI质检", "АI质检"),
    ("AI质检", "Al质检"),
    ("OTA升级", "ОТА升级"),
    ("B2B撮合", "В2В撮合"),
    ("二手车流通", "ニ手车流通"),
    ("口岸通关", "ロ岸通关"),
    ("一O一工程", "一0一工程"),
    ("里程核验", "裡程核验"),
    ("质量追溯", "质量溯源"),
    ("环境监测", "环境监控"),
    ("社保核验", "社会保险核验"),
)
#: Slips of the pen: a character of nearly the same sound, one left out or typed twice, two that changed places.
SLIPS = (
    ("供应链金融", "供应链金溶"),
    ("供应链金融", "供应连金融"),
    ("供应链金融", "供应链融金"),
    ("设备预测性维护", "设备预测维护"),
    ("设备预测性维护", "设备预测姓维护"),
    ("碳足迹管理", "碳足迹管里"),
    ("智能排产", "智能排产产"),
    ("仓储物流", "物流仓储"),
    ("供应链金融", "供应链金触"),
    ("数据治理", "数据冶理"),
    ("交通运输", "交通运轮"),
    ("粮食储备", "粮食诸备"),
    ("合同审查", "合同审杳"),
)

#: Names of one look or nearly one sound that are two.
TWO = (
    ("乳品追溯", "肉品追溯"),
    ("水产品追溯", "水果品追溯"),
    ("医疗服务", "医药服务"),
    ("生产协同", "生活协同"),
    ("公募基金", "私募基金"),
    ("铜材加工", "铝材加工"),
    ("货运管理", "贷款管理"),
    ("一期工程", "二期工程"),
)


def _put(sheet: str, header: str, row: int, value: Any) -> Callable[[Book], None]:
    return lambda book: book.put(sheet, header, row, value)


def _two(first: str, second: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        for row in range(2, 32):
            book.put(PRODUCTS, "场景类别", row, second if row == 9 else first)

    return edit


def _instead(first: str, second: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        other = {"供应链金融": first, "采购协同": second}
        for row in range(2, 32):
            was = book.sheets[PRODUCTS][row - 1][book.column(PRODUCTS, "场景类别")]
            book.put(PRODUCTS, "场景类别", row, other.get(was, was))

    return edit


def _counted() -> Iterator[Case]:
    for base, sheet, header, id, name in COUNTED:
        cell = f"{sheet}!{good(base).address(sheet, header, 2)}"
        for text in NO_NAMES:
            yield judged(
                f"{base}, {header} {text!r}, no name",
                base,
                _put(sheet, header, 2, text),
                "placeholder",
                cell,
                {id: ANY},
            )
        for spelling in ALIKE:
            text = spelling(name)
            yield judged(
                f"{base}, {header} {text!r}, alike",
                base,
                _put(sheet, header, 2, text),
                "names_alike",
                cell,
                {id: ANY},
            )
        for spelling in SAME:
            text = spelling(name)
            yield judged(f"{base}, {header} {text!r}, the same", base, _put(sheet, header, 2, text))
    for first, second in (*LOOKS, *SLIPS):
        yield judged(
            f"{first} {second!r}", "ledgers", _two(first, second), "names_alike", f"{PRODUCTS}!C9", {"E3*": ANY}
        )
    yield judged(
        "two names run together",
        "ledgers",
        _two("供应链金融、智能制造", "供应链金融智能制造"),
        "other_separator",
        f"{PRODUCTS}!C9",
        {"E3*": ANY},
    )
    for first, second in TWO:
        yield judged(f"{first} and {second}", "ledgers", _instead(first, second))


def _blank() -> Iterator[Case]:
    cell = f"{THINGS}!D3"
    wanted = {"I2.1*": ANY}
    yield judged("细分领域 blank", "industry ledgers", _put(THINGS, "细分领域", 3, ""), "blank_cell", cell, wanted)
    yield judged("细分领域 blank where it decides nothing", "ledgers", _put(THINGS, "细分领域", 3, ""))


def _organisations() -> Iterator[Case]:
    for text in ("(空白)", "未知", "0", 0, "待补充", "#NAME?", "/", "xxx", "待定单位"):
        yield judged(f"主体名称 {text!r}", "ledgers", _put(PEOPLE, "主体名称", 5, text), "placeholder", f"{PEOPLE}!A5")
    for text in ("无锡市大数据集团", "未名科技有限公司", "中材数据有限公司", "有研集团", "待渡亭文旅公司", "缺一科技"):
        yield judged(f"主体名称 {text!r}", "ledgers", _put(PEOPLE, "主体名称", 5, text))


def _in_font(font: str, row: int, header: str, letter: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.put(THINGS, header, row, letter)
        column = book.column(THINGS, header)
        book.finish(
            THINGS,
            lambda wb, sheet: sheet.write_string(row - 1, column, letter, wb.add_format({"font_name": font})),
        )

    return edit


def _symbols() -> Iterator[Case]:
    for font, letter in (
        ("Wingdings", "ü"),
        ("Wingdings", "þ"),
        ("Wingdings 2", "P"),
        ("Wingdings 2", "R"),
        ("Webdings", "a"),
    ):
        yield judged(f"{letter} in {font}", "ledgers", _in_font(font, 5, "是否运营方开放", letter))
    for font, letter in (("Wingdings", "y"), ("Wingdings", "n"), ("Wingdings", "ý"), ("Wingdings 2", "t")):
        edit = _in_font(font, 5, "是否运营方开放", letter)
        yield judged(f"{letter} in {font}, neither", "ledgers", edit, "not_yes_or_no", f"{THINGS}!E5", {"E2.1*": ANY})


def _struck(sheet: str, row: int, columns: int) -> Callable[[Book], None]:
    def finish(wb: Any, written: Any) -> None:
        struck = wb.add_format({"font_strikeout": True})
        for column, value in enumerate(book_row[:columns]):
            if isinstance(value, str):
                written.write_string(row - 1, column, value, struck)

    book_row = good("ledgers").sheets[sheet][row - 1]
    return lambda book: book.finish(sheet, finish)


def _rows() -> Iterator[Case]:
    for sheet, row, columns in ((PEOPLE, 5, 9), (PEOPLE, 5, 1), (PRODUCTS, 7, 4), (THINGS, 3, 9)):
        last = "K" if sheet == PEOPLE else "I"
        yield judged(
            f"{sheet}, row {row} struck through in {columns} columns",
            "ledgers",
            _struck(sheet, row, columns),
            "struck_rows",
            f"{sheet}!A{row}:{last}{row}",
        )
    yield judged("a header struck through", "ledgers", _struck(PEOPLE, 1, 11))


def cases() -> Iterator[Case]:
    for part in (_counted(), _blank(), _organisations(), _symbols(), _rows()):
        yield from named("names", part)
