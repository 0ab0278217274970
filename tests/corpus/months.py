"""Months and dates as people write them, and months that are missing, twice or in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tests.corpus.book import Book, Calculated, Shown
from tests.corpus.case import ANY, Case, judged, named
from tests.corpus.good import LAST, MONTHS, OCTOBER, good

SHEET, HEADER = "月度统计", "月份"
CELL = f"{SHEET}!A{OCTOBER}"

#: What is typed for 2025-10; "" where it is understood without a word, else the question at its cell.
UNDERSTOOD: tuple[tuple[Any, str], ...] = (
    ("2025年10月", ""),
    ("2025 年 10 月", ""),
    ("2025年10月份", ""),
    ("2025年10月末", ""),
    ("２０２５年１０月", ""),
    ("2025.10", ""),
    ("2025/10", ""),
    ("2025-10", ""),
    (" 2025-10 ", ""),
    ("2025-10-31", ""),
    ("2025/10/1", ""),
    ("2025.10.31", ""),
    ("2025年10月31日", ""),
    ("2025-10-31 00:00:00", ""),
    ("202510", ""),
    ("20251031", ""),
    (202510, ""),
    (20251031, ""),
    ("10/2025", ""),
    ("Oct-2025", ""),
    ("Oct 2025", ""),
    ("October 2025", ""),
    (date(2025, 10, 1), ""),
    (date(2025, 10, 31), ""),
    (datetime(2025, 10, 31, 23, 59), ""),
    (Shown(date(2025, 10, 1), "yyyy年m月"), ""),
    (Shown(date(2025, 10, 1), '[$-804]yyyy"年"m"月";@'), ""),
    (Shown(date(2025, 10, 1), "mmm-yy"), ""),
    (Calculated("=DATE(2025,10,1)", 45931, "yyyy-mm"), ""),
    ("'2025-10", ""),
    ("二〇二五年十月", ""),
    ("二零二五年十月份", ""),
    ("二〇二五年十月三十一日", ""),
)

#: What is typed for 2025-10, which the rows before and after alone settle: read, and asked about.
BY_ROWS: tuple[Any, ...] = (
    "10月",
    "十月",
    "10月份",
    "25年10月",
    "二五年十月",
    "2025年十月",
    "截至2025年10月",
    "2025年10月1日-31日",
    "10月1日至10月31日",
    "截止10月31日",
    "Oct-25",
    "Oct",
    "10/25",
    "25/10",
    "2025—10",
    "2025年10月（累计）",
    "2025-10（更正）",
    "2025年10月数据",
    10,
)

#: What is typed for the last month, 2026-06: nothing follows it, so that it is only offered.
OFFERED: tuple[str, ...] = (
    "6月",
    "六月份",
    "26年6月",
    "Jun-26",
    "截至2026年6月",
    "2026年6月（累计）",
    "2026年六月（预计）",
)

#: What is typed for 2025-10 and the error at its cell: the month's figures are not used.
REFUSED: tuple[tuple[Any, str], ...] = (
    (2025.1, "month_as_number"),
    (2025, "month_as_number"),
    (45931, "serial_number"),
    ("45931", "serial_number"),
    ("2025年四季度", "unreadable"),
    ("2025Q4", "unreadable"),
    ("2025-13", "month_unclear"),
    ("2025-00", "month_unclear"),
    ("2025年10月-12月", "unreadable"),
    ("2025-10至2025-12", "unreadable"),
    ("1925-10", "year_out_of_range"),
    ("2205-10", "year_out_of_range"),
    ("同上", "month_unclear"),
    (True, "unreadable"),
    (Calculated("=NA()", "#N/A"), "error_cell"),
    (Calculated("=DATE(2025,10,1)"), "formula_without_value"),
    ("", "month_missing"),
    ("—", "month_missing"),
)


def _number(year: int, month: int) -> int:
    """Which month of the pilot it is."""
    return 12 * (year - 2025) + month - 6


IN_WORDS = (*"一二三四五六七八九十", "十一", "十二")

#: Months of every row without what tells the year: one question.
YEARLESS: dict[str, Any] = {
    "7月": lambda y, m: f"{m}月",
    "第1月": lambda y, m: f"第{_number(y, m)}月",
    "第一个月": lambda y, m: f"第{IN_WORDS[_number(y, m) - 1]}个月",
    "M1": lambda y, m: f"M{_number(y, m)}",
    "1": _number,
    "25年7月": lambda y, m: f"{y % 100}年{m}月",
    "七月": lambda y, m: "一二三四五六七八九十"[m - 1] + "月" if m < 11 else "十" + "一二"[m - 11] + "月",
    "Jul": lambda y, m: date(y, m, 1).strftime("%b"),
}

#: A row of October that is not used: every figure of that month is gone, and the sum of revenue is a lower bound.
WITHOUT_OCTOBER = {"*@2025-10": None, "E6.5*": ANY}


def _put(value: Any) -> Any:
    def edit(book: Book) -> None:
        book.put(SHEET, HEADER, OCTOBER, value)

    return edit


def _all(write: Any) -> Any:
    """Every month written one way."""

    def edit(book: Book) -> None:
        for row, month in enumerate(MONTHS, 2):
            book.put(SHEET, HEADER, row, write(int(month[:4]), int(month[5:])))

    return edit


def _again(book: Book, row: int, **changed: Any) -> None:
    """A second row of October, as the first or with other figures, put before `row`."""
    copy = list(book.sheets[SHEET][OCTOBER - 1])
    for header, value in changed.items():
        copy[book.column(SHEET, header)] = value
    book.sheets[SHEET].insert(row - 1, copy)


def _to_come(months: tuple[str | None, ...], *, dated: bool = False) -> Any:
    """Rows for months after the file's last change (2026-07), with figures, with 数据截止月份 or without."""

    def edit(book: Book) -> None:
        last = book.sheets[SHEET][LAST - 1]
        for more, month in enumerate(months, 1):
            book.sheets[SHEET].append([month or "2026-07", *(figure + more if month else None for figure in last[1:])])
        if not dated:
            book.answer("数据截止月份", None)

    return edit


def _as_planned(book: Book) -> None:
    """The last two months repeat the end targets of 年度目标; no 数据截止月份."""
    targets = (
        "运营方开放数据集数",
        "典型应用场景类数",
        "应用数不少于10个的场景类数",
        "服务20家以上外部企业的高价值应用数",
        "接入企业数",
    )
    for header in targets:
        for row in (LAST - 1, LAST):
            book.put(SHEET, header, row, 12)
    book.answer("数据截止月份", None)


def _blank_rows(book: Book) -> None:
    """Two rows of months without any figure."""
    for row in book.sheets[SHEET][OCTOBER - 1 : OCTOBER + 1]:
        row[1:] = [None] * (len(row) - 1)


def _without(book: Book) -> None:
    del book.sheets[SHEET][OCTOBER - 1]


def _two_labels(book: Book) -> None:
    book.put(SHEET, HEADER, OCTOBER, "10月")
    book.put(SHEET, HEADER, OCTOBER + 1, "11月")


def _labels_to_come(book: Book) -> None:
    """Rows for the months to come, labelled and not filled in: nothing is asked of them."""
    width = len(book.sheets[SHEET][0])
    book.sheets[SHEET] += [[f"{month}月", *[None] * (width - 1)] for month in (7, 8, 9)]


def _shuffled(book: Book) -> None:
    rows = book.sheets[SHEET]
    rows[1:] = rows[:0:-1]


def _extra(month: str) -> Any:
    def edit(book: Book) -> None:
        row = list(book.sheets[SHEET][LAST - 1])
        row[0] = month
        book.sheets[SHEET].append(row)

    return edit


def _merged_months(book: Book) -> None:
    """月份 merged over September and October: the second has none of its own."""
    book.put(SHEET, HEADER, OCTOBER, None)
    book.finish(SHEET, lambda workbook, sheet: sheet.merge_range(f"A{OCTOBER - 1}:A{OCTOBER}", "2025-09"))


def _1904(book: Book) -> None:
    book.options["date_1904"] = True
    _all(lambda year, month: date(year, month, 1))(book)
    book.answer("试点开始月份", date(2025, 7, 1))


def _cases() -> Iterator[Case]:
    for typed, question in UNDERSTOOD:
        yield judged(f"October as {typed!r}", "enterprise", _put(typed), question, CELL)
    for typed, error in REFUSED:
        yield judged(f"October as {typed!r}", "enterprise", _put(typed), error, CELL, WITHOUT_OCTOBER)
    for typed in BY_ROWS:
        yield judged(f"October told by its rows: {typed!r}", "enterprise", _put(typed), "month_by_rows", CELL)
    for typed in OFFERED:
        edit, cell = (lambda book, typed=typed: book.put(SHEET, HEADER, LAST, typed)), f"{SHEET}!A{LAST}"
        yield judged(f"the last month as {typed!r}", "enterprise", edit, "month_unclear", cell, {"*": ANY})
    yield judged(
        "October as 2025年10月（计划）",
        "enterprise",
        _put("2025年10月（计划）"),
        "month_unclear",
        CELL,
        WITHOUT_OCTOBER,
    )
    yield judged("October as 8月", "enterprise", _put("8月"), "month_unclear", CELL, WITHOUT_OCTOBER)
    yield judged("two labels in a row", "enterprise", _two_labels, "month_by_rows", f"{SHEET}!A5:A6")
    yield judged("labels without years before the next filled row", "enterprise", _labels_to_come)
    plans, last = ("2026-07", "2026-08", "2026-09"), f"{SHEET}!A{LAST + 3}"
    yield judged("months to come, no date", "enterprise", _to_come(plans), "months_to_come", last, {"*": ANY})
    yield judged(
        "months to come, dated", "enterprise", _to_come(plans, dated=True), "figures_after_date", "基本信息!B9"
    )
    planned = _to_come((None, *plans[1:]), dated=True)
    said = [f"计划{more}" for more in (210, 220)]

    def in_words(book: Book) -> None:
        planned(book)
        for more, text in enumerate(said, 2):
            book.put(SHEET, "接入企业数", LAST + more, text)

    yield judged("plans in words for months to come, dated", "enterprise", in_words)
    yield judged("plans for months to come, dated", "enterprise", planned)
    yield judged("no months to come, no date", "enterprise", _to_come(()))
    yield judged(
        "the last months as planned", "enterprise", _as_planned, "months_to_come", f"{SHEET}!A{LAST}", {"*": ANY}
    )
    for name, label in YEARLESS.items():
        yield judged(f"all as {name}", "enterprise", _all(label), "month_unclear", f"{SHEET}!A2:A13", {"*": ANY})
    for name, first in {"the first dated": (7,), "each year's first dated": (7, 1)}.items():
        yield judged(
            f"without years, {name}",
            "enterprise",
            _all(lambda y, m, first=first: f"{y}-{m:02d}" if m in first else f"{m}月"),
            "month_unclear",
            f"{SHEET}!A{LAST - 10 if len(first) == 1 else LAST - 4}:A{LAST}",
            {"*": ANY},
        )
    yield judged(
        "figures for half a year in two rows", "enterprise", _blank_rows, "blank_month", f"{SHEET}!B5:Q6", {"*": ANY}
    )
    yield judged("all as 2025.07 text", "enterprise", _all(lambda y, m: f"{y}.{m:02d}"))
    yield judged("all as 2025年7月", "enterprise", _all(lambda y, m: f"{y}年{m}月"))
    yield judged(
        "all as 2025.7 text: 2026.1 could be October",
        "enterprise",
        _all(lambda y, m: f"{y}.{m}"),
        "month_text",
        f"{SHEET}!A8",
    )
    yield judged("all as 202507 numbers", "enterprise", _all(lambda y, m: y * 100 + m))
    yield judged("all as dates of the month's end", "enterprise", _all(lambda y, m: date(y, m, 28)))
    yield judged("dates of the 1904 system", "enterprise", _1904)
    everything = {"*": ANY}
    yield judged(
        "all as 2025.7 numbers, one question",
        "enterprise",
        _all(lambda y, m: float(f"{y}.{m}")),
        "month_as_number",
        f"{SHEET}!A2:A13",
        everything,
    )
    yield judged(
        "a month twice, the same", "enterprise", lambda b: _again(b, OCTOBER + 1), "month_twice", f"{SHEET}!A6"
    )
    yield judged(
        "a month twice, different",
        "enterprise",
        lambda b: _again(b, OCTOBER + 1, 接入企业数=999),
        "month_twice_differs",
        f"{SHEET}!A6",
        {"E4.1@2025-10": None},
    )
    yield judged(
        "the last month twice, far apart, different",
        "enterprise",
        lambda b: book_again_last(b),
        "month_twice_differs",
        f"{SHEET}!A14",
        {"E4.1": None},
    )
    yield judged("a month without its row", "enterprise", _without, "month_without_row", CELL, WITHOUT_OCTOBER)
    yield judged("months out of order", "enterprise", _shuffled)
    yield judged("a month before the pilot", "enterprise", _extra("2025-05"), "month_outside_pilot", f"{SHEET}!A14")
    yield judged("a month after the pilot", "enterprise", _extra("2028-01"), "month_outside_pilot", f"{SHEET}!A14")
    yield judged("a month later than the date", "enterprise", _extra("2026-07"), "figures_after_date", "基本信息!B9")
    yield judged("months merged over two rows", "enterprise", _merged_months, "merged_cells", "", WITHOUT_OCTOBER)


def _unchanged(header: str, cell: Any, blank: Any) -> Any:
    """A month whose stocks are blank, with a column that declares it as unchanged or does not; `blank`: which columns."""

    def edit(book: Book) -> None:
        rows = book.sheets[SHEET]
        rows[0].append(header)
        for at, row in enumerate(rows[1:], 2):
            row.append(cell if at == OCTOBER else None)
        for column, title in enumerate(rows[0][1:-1], 1):
            if blank(title):
                rows[OCTOBER - 1][column] = None

    return edit


def _declared_cases() -> Iterator[Case]:
    stock = {"*@2025-10": ANY}
    for cell in (None, "否"):
        edit = _unchanged("本月无变化", cell, lambda title: not title.startswith("当月"))
        yield judged(
            f"not declared: {cell!r}", "enterprise", edit, "blank_month", f"{SHEET}!B{OCTOBER}:N{OCTOBER}", stock
        )
    for header, cell in (
        ("本月无变化（选填）", "√"),
        ("No change this month", "Yes"),
        ("与上月一致", True),
        ("本月无变化", ""),
    ):
        yield judged(f"{header} {cell!r}, all typed", "enterprise", _unchanged(header, cell, lambda _: False))
    edit = _unchanged("本月无变化", "是", lambda title: title == "当月收入（万元）")
    yield judged(
        "unchanged, its revenue blank", "enterprise", edit, "blank_month", f"{SHEET}!O{OCTOBER}", {"E6.5*": ANY}
    )

    def keeps_enterprises(title: str) -> bool:
        return not title.startswith(("当月", "接入企业数"))

    edit = _unchanged("是否无变化", "持平", keeps_enterprises)
    cell = good("enterprise").address(SHEET, "接入企业数", OCTOBER)
    yield judged("unchanged but for one stock", "enterprise", edit, "unchanged_differs", f"{SHEET}!{cell}", stock)
    yield judged(
        "unchanged or not: 待定", "enterprise", _unchanged("本月无变化", "待定", lambda _: False), "not_yes_or_no"
    )
    yield judged("unchanged or not, nothing else", "enterprise", _last_undeclared, "not_yes_or_no", "", {"*": ANY})


def _last_undeclared(book: Book) -> None:
    """A last month without figures, of which it is not said in words of the list whether it is unchanged."""
    rows = book.sheets[SHEET]
    rows[0].append("本月无变化")
    rows[-1][1:] = [None] * (len(rows[0]) - 2) + ["看情况"]


def book_again_last(book: Book) -> None:
    """A second row of the last month, with another 接入企业数."""
    row = list(book.sheets[SHEET][LAST - 1])
    row[book.column(SHEET, "接入企业数")] = 999
    book.sheets[SHEET].append(row)


def cases() -> Iterator[Case]:
    yield from named("months", _cases())
    yield from named("unchanged", _declared_cases())
