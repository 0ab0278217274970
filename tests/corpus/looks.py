"""Cells that do not show what they hold: struck in part, struck out, hidden or rewritten by a conditional format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.corpus.book import Book
from tests.corpus.case import ANY, Case, judged, named
from tests.corpus.good import good

MONTHLY, PEOPLE, PRODUCTS, CLAIMS, BASICS = "月度统计", "接入主体台账", "产品应用台账", "定性自评", "基本信息"
FIRMS = good("enterprise").address(MONTHLY, "接入企业数", 2)[:-1]
AREA = f"{FIRMS}2:{FIRMS}13"
STRUCK, HIDDEN, TENS = {"font_strikeout": True}, {"num_format": ";;;"}, {"num_format": '0"万"'}
WHITE, RED = {"font_color": "#FFFFFF"}, {"font_color": "#FF0000", "bold": True}
ABOVE = {"type": "cell", "criteria": ">", "value": 100}

#: A piece of text and whether it is struck through.
Piece = tuple[str, bool]


def _pieces(sheet: str, header: str, row: int, *pieces: Piece) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        column = book.column(sheet, header)

        def finish(wb: Any, written: Any) -> None:
            fonts = {False: wb.add_format({"italic": True}), True: wb.add_format(STRUCK)}
            written.write_rich_string(
                row - 1, column, *(part for text, struck in pieces for part in (fonts[struck], text))
            )

        book.finish(sheet, finish)

    return edit


def _rule(sheet: str, area: str, look: dict[str, Any], rule: dict[str, Any]) -> Callable[[Book], None]:
    def finish(wb: Any, written: Any) -> None:
        written.conditional_format(area, {**rule, "format": wb.add_format(look)} if look else rule)

    return lambda book: book.finish(sheet, finish)


def _in_font(sheet: str, row: int, column: int, value: float | None) -> Callable[[Book], None]:
    def finish(wb: Any, written: Any) -> None:
        written.write(row - 1, column, value, wb.add_format(STRUCK))

    return lambda book: book.finish(sheet, finish)


def _struck() -> Iterator[Case]:
    for sheet, header, base, pieces in (
        (PEOPLE, "主体名称", "ledgers", (("甲乙丙", True), ("04有限公司", True))),
        (PEOPLE, "主体名称", "ledgers", (("旧名公司", True), ("甲乙丙04有限公司", False))),
        (PRODUCTS, "场景类别", "ledgers", (("供应链金融", True), ("质量追溯", False))),
        (PRODUCTS, "应用场景", "ledgers", (("场景3", False), ("（停用）", True))),
        (CLAIMS, "佐证材料", "enterprise", (("合同A", True), ("合同B", False))),
        (CLAIMS, "状态", "enterprise", (("已具备", True), ("。", False))),
    ):
        last = {PEOPLE: "K", PRODUCTS: "I", CLAIMS: "G"}[sheet]
        edit = _pieces(sheet, header, 5, *pieces)
        area, wanted = f"{sheet}!A5:{last}5", {"E3*": ANY} if header == "场景类别" else {}
        yield judged(f"{sheet}, {pieces} in {header}", base, edit, "struck_rows", area, wanted)
    yield judged(
        "两 pieces, none struck", "ledgers", _pieces(PEOPLE, "主体名称", 5, ("甲乙丙", False), ("04有限公司", False))
    )
    yield judged(
        "a remark struck through", "enterprise", _pieces(CLAIMS, "说明", 5, ("原件", True), ("存档案室", True))
    )
    yield judged(
        "an answer of the form", "enterprise", _in_font(BASICS, 10, 1, 3000), "struck_rows", f"{BASICS}!A10:C10"
    )
    yield judged("a blank cell", "ledgers", _in_font(PEOPLE, 5, 9, None))


def _rules() -> Iterator[Case]:
    """Rules that change what is seen, and where; then those that do not, or hold nowhere."""
    low = {"type": "cell", "criteria": "<", "value": 1000}
    user = {"type": "formula", "criteria": '=$C2="数据使用方"'}
    unknown = {"type": "formula", "criteria": "=MOD(ROW(),2)=0"}
    contains = {"type": "text", "criteria": "containing", "value": "丙05"}
    ends = {"type": "text", "criteria": "ends with", "value": "26有限公司"}
    for name, base, edit, code, cell in (
        ("struck, all", "enterprise", _rule(MONTHLY, AREA, STRUCK, low), "struck_rows", f"{MONTHLY}!A2:Q13"),
        (
            "struck by another column",
            "ledgers",
            _rule(PEOPLE, "A2:K27", STRUCK, user),
            "struck_rows",
            f"{PEOPLE}!A3:K3",
        ),
        ("struck by a formula", "ledgers", _rule(PEOPLE, "A2:K27", STRUCK, unknown), "struck_rows", f"{PEOPLE}!A2:K27"),
        ("struck by a word", "ledgers", _rule(PEOPLE, "A2:A27", STRUCK, contains), "struck_rows", f"{PEOPLE}!A6:K6"),
        ("struck by an ending", "ledgers", _rule(PEOPLE, "A2:A27", STRUCK, ends), "struck_rows", f"{PEOPLE}!A27:K27"),
        ("hidden", "enterprise", _rule(MONTHLY, AREA, HIDDEN, ABOVE), "look_by_rule", f"{MONTHLY}!{FIRMS}3:{FIRMS}13"),
        ("white", "enterprise", _rule(MONTHLY, AREA, WHITE, ABOVE), "look_by_rule", f"{MONTHLY}!{FIRMS}3:{FIRMS}13"),
        ("as 万", "enterprise", _rule(MONTHLY, AREA, TENS, ABOVE), "look_by_rule", f"{MONTHLY}!{FIRMS}3:{FIRMS}13"),
        ("the form", "enterprise", _rule(BASICS, "B2:B13", HIDDEN, ABOVE), "look_by_rule", f"{BASICS}!B10:B13"),
    ):
        yield judged(f"{name}, by a rule", base, edit, code, cell)
    for name, area, look, rule in (
        ("red", AREA, RED, ABOVE),
        ("a fill", AREA, {"bg_color": "#FFC7CE"}, ABOVE),
        ("white on dark", AREA, {**WHITE, "bg_color": "#003366"}, ABOVE),
        ("white lines", AREA, {"border": 1, "border_color": "#FFFFFF"}, ABOVE),
        ("thousands", AREA, {"num_format": "#,##0"}, ABOVE),
        ("a unit", AREA, {"num_format": "0.00"}, ABOVE),
        ("data bars", AREA, {}, {"type": "data_bar"}),
        ("arrows", AREA, {}, {"type": "icon_set", "icon_style": "3_arrows"}),
        ("colours", AREA, {}, {"type": "3_color_scale"}),
        ("struck, never", AREA, STRUCK, {"type": "cell", "criteria": "<", "value": 0}),
        ("struck where blank", AREA, STRUCK, {"type": "blanks"}),
        ("struck where repeated", AREA, STRUCK, {"type": "duplicate"}),
        ("struck, elsewhere", "ZA2:ZA13", STRUCK, ABOVE),
    ):
        yield judged(f"{name}, by a rule that changes nothing", "enterprise", _rule(MONTHLY, area, look, rule))


def cases() -> Iterator[Case]:
    for part in (_struck(), _rules()):
        yield from named("looks", part)
