"""Figures that can be read but can hardly be meant: used as they stand, and asked about at their cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from tests.corpus.book import Book
from tests.corpus.case import ANY, Case, judged, named
from tests.corpus.good import LAST, good

MONTHLY, BASICS, PEOPLE, PRODUCTS, DAYS = "月度统计", "基本信息", "接入主体台账", "产品应用台账", "日活记录"
BOOK = good("enterprise")


def _put(sheet: str, header: str, row: int, value: Any) -> Callable[[Book], None]:
    return lambda book: book.put(sheet, header, row, value)


def _answer(item: str, value: Any) -> Callable[[Book], None]:
    return lambda book: book.answer(item, value)


def _at(header: str, row: int = LAST) -> str:
    return f"{MONTHLY}!{BOOK.address(MONTHLY, header, row)}"


def _copied(book: Book) -> None:
    rows = book.sheets[MONTHLY]
    rows[LAST - 1] = [rows[LAST - 1][0], *rows[LAST - 2][1:]]


def _totals(first: int, last: int) -> Callable[[Book], None]:
    """Revenue so far typed in some rows of 月度统计; in one row alone all of the pilot's."""

    def put(book: Book) -> None:
        column = book.column(MONTHLY, "当月收入（万元）")
        own = [float(row[column] or 0) for row in book.sheets[MONTHLY][1:LAST]]
        since = 2 if first == last else first
        for row in range(first, last + 1):
            book.put(MONTHLY, "当月收入（万元）", row, round(sum(own[since - 2 : row - 1]), 2))

    return put


def _cases() -> Iterator[Case]:
    for header, value, code, id in (
        ("接入企业数", 21, "stock_fell", "E4.1"),
        ("接入企业数", 0, "stock_fell", "E4.1"),
        ("接入企业数", 21_000, "unit_slip", "E4.1"),
        ("接入企业数", 2_100_000, "unit_slip", "E4.1"),
        ("接入企业数", 900, "stock_jumped", "E4.1"),
        ("接入企业数", 200, "on_threshold", "E4.1"),
        ("数据资源开放总量", 1600, "stock_fell", "E2.2"),
        ("数据资源开放总量", 210_050, "stock_jumped", "E2.2"),
        ("运营方开放数据集数", 20, "stock_fell", "E2.1"),
        ("日均活跃用户数", 2000, "share_over_one", "E4.2"),
        ("日均注册用户数", 12, "unit_slip", "E4.2"),
        ("日均注册用户数", 12_200, "unit_slip", "E4.2"),
        ("日均活跃用户数", 41, "unit_slip", "E4.2"),
        ("当月收入（万元）", -50, "reversal", "E6.5"),
        ("获普惠服务的中小企业数", 400, "share_over_one", "E3.4"),
        ("当月收入（万元）", 410_000, "unit_slip", "E6.5"),
    ):
        yield judged(
            f"{header} {value}", "enterprise", _put(MONTHLY, header, LAST, value), code, _at(header), {f"{id}*": ANY}
        )
    for name, first, last in (
        ("so far", 2, LAST),
        ("from January on", 8, LAST),
        ("in the last month alone", LAST, LAST),
    ):
        cells = f"{_at('当月收入（万元）', first)}:{BOOK.address(MONTHLY, '当月收入（万元）', last)}"
        yield judged(
            f"当月收入 totals {name}",
            "enterprise",
            _totals(first, last),
            "running_total",
            cells if first < last else _at("当月收入（万元）"),
            {"E6.5*": ANY},
        )
    yield judged(
        "数据截止月份 after the last figures",
        "enterprise",
        _answer("数据截止月份", "2026-09"),
        "date_after_figures",
        f"{BASICS}!B9",
        {"*": ANY},
    )
    yield judged(
        "试点开始月份 a year early",
        "enterprise",
        _answer("试点开始月份", "2024-07"),
        "pilot_length",
        f"{BASICS}!B7:B8",
        {"*": ANY},
    )
    yield judged(
        "数据量 of one dataset in another unit",
        "ledgers",
        _put("数据资源台账", "数据量", 5, 2_000_000),
        "volume_stands_out",
        f"数据资源台账!{good('ledgers').address('数据资源台账', '数据量', 5)}",
        {"E2.2*": ANY},
    )
    yield judged(
        "市场份额 over 100 %",
        "industry",
        _put(MONTHLY, "市场份额合计（%）", LAST, 315),
        "share_over_one",
        "",
        {"I4.1": None},
    )
    yield judged("a month copied from the one before", "enterprise", _copied, "month_copied", "", {"*": ANY})
    yield judged(
        "拟投入资金总额 in 元",
        "enterprise",
        _answer("拟投入资金总额（万元）", 30_000_000),
        "planned_unusual",
        f"{BASICS}!B10",
        {"E6.5*": ANY},
    )
    yield judged(
        "已投入 over 拟投入",
        "enterprise",
        _answer("已投入资金（万元）", 9000),
        "invested_over_planned",
        f"{BASICS}!B11",
    )
    yield judged(
        "基期 in another unit",
        "enterprise",
        _answer("基期数据资源开放总量", 800_000),
        "baseline_unit",
        f"{BASICS}!B13",
        {"E2.2*": ANY},
    )
    yield judged(
        "a pilot of ten years", "enterprise", _answer("试点结束月份", "2035-06"), "pilot_length", "", {"*@20[23]*": ANY}
    )
    yield judged(
        "接入日期 in the future",
        "ledgers",
        _put(PEOPLE, "接入日期", 5, date(2026, 9, 1)),
        "starts_later",
        "",
        {"E*": ANY},
    )
    yield judged(
        "其中外部企业数 over 服务企业数",
        "ledgers",
        _put(PRODUCTS, "其中外部企业数", 5, 500),
        "external_over_all",
        f"{PRODUCTS}!G5",
        {"E3.3*": ANY},
    )
    yield judged(
        "活跃用户数 over 注册用户数 on one day",
        "ledgers",
        _put(DAYS, "活跃用户数", 60, 1300),
        "active_over_all",
        "",
        {"E4.2*": ANY},
    )
    yield judged(
        "one name under two codes",
        "ledgers",
        lambda b: b.sheets[PEOPLE].append([b.sheets[PEOPLE][4][0], "91330100MA0000000X", *b.sheets[PEOPLE][4][2:]]),
        "name_with_two_codes",
        "",
        {"E*": ANY},
    )


def cases() -> Iterator[Case]:
    yield from named("suspicions", _cases())
