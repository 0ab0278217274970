"""Rows that are no records, rows that the screen does not show, and areas beside the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from tests.corpus.book import Book, Calculated, Shown
from tests.corpus.case import ANY, Case, judged, named
from tests.corpus.good import LAST, good

MONTHLY, PEOPLE = "月度统计", "接入主体台账"
ROWS = len(good("ledgers").sheets[PEOPLE])
WIDTH = len(good("enterprise").sheets[MONTHLY][0])


def _sums(book: Book) -> list[Any]:
    rows = book.sheets[MONTHLY][1:]
    return [sum(row[c] for row in rows) for c in range(1, len(rows[0]))]


def _total(word: str, sheet: str = MONTHLY, at: int | None = None) -> Callable[[Book], None]:
    """A row of sums below the months, or below the first quarter."""

    def edit(book: Book) -> None:
        rows = book.sheets[sheet]
        total = [word, *_sums(book)] if sheet == MONTHLY else [word, "", *[""] * 5, 39, "", "", ""]
        rows.insert(len(rows) if at is None else at, total)

    return edit


def _append(sheet: str, *rows: list[Any]) -> Callable[[Book], None]:
    return lambda book: book.sheets[sheet].extend(rows)


def _dated(book: Book, *, numbered: bool = False) -> list[list[Any]]:
    """The months as days or as numbers (202507), so that no text stands before the figures."""
    rows = book.sheets[MONTHLY]
    for row in rows[1:]:
        year, month = int(row[0][:4]), int(row[0][5:7])
        row[0] = 100 * year + month if numbered else date(year, month, 1)
    return rows


def _remark_beside(remark: str, *, numbered: bool = False) -> Callable[[Book], None]:
    """A remark in a column of its own, beside the last month."""

    def edit(book: Book) -> None:
        for at, row in enumerate(_dated(book, numbered=numbered), 1):
            row.append("备注" if at == 1 else remark if at == LAST else None)

    return edit


def _total_in_a_cell(book: Book) -> None:
    """The revenue so far in the last month, in the column next to the months."""
    rows, at = _dated(book), book.column(MONTHLY, "当月收入（万元）")
    rows[LAST - 1][at] = "累计600"
    for row in rows:
        row.insert(1, row.pop(at))


def _insert(sheet: str, at: int, row: list[Any]) -> Callable[[Book], None]:
    return lambda book: book.sheets[sheet].insert(at - 1, row)


def _header_again(sheet: str, at: int) -> Callable[[Book], None]:
    return lambda book: book.sheets[sheet].insert(at - 1, list(book.sheets[sheet][0]))


def _finish(sheet: str, finish: Callable[[Any, Any], Any]) -> Callable[[Book], None]:
    return lambda book: book.finish(sheet, finish)


def _filtered(book: Book) -> None:
    """A ledger filtered to 数据使用方: the other rows are hidden."""

    def finish(workbook: Any, sheet: Any) -> None:
        sheet.autofilter(0, 0, ROWS - 1, 10)
        sheet.filter_column(2, "x == 数据使用方")
        for i, row in enumerate(book.sheets[PEOPLE][1:], 1):
            if row[2] != "数据使用方":
                sheet.set_row(i, options={"hidden": True})

    book.finish(PEOPLE, finish)


def _beside(sheet: str, *rows: list[Any]) -> Callable[[Book], None]:
    """A second block, a column away from the table."""

    def edit(book: Book) -> None:
        width = len(book.sheets[sheet][0])
        for own, row in zip(book.sheets[sheet], rows, strict=False):
            own.extend([""] * (width + 1 - len(own)) + row)

    return edit


def _serial_numbers(sheet: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        for i, row in enumerate(book.sheets[sheet]):
            row.insert(0, i or "序号")

    return edit


def _numbered_totals(book: Book) -> None:
    """A column 序号 first, and a total with its word in the second column."""
    _serial_numbers(MONTHLY)(book)
    book.sheets[MONTHLY].append(["", "合计", *_sums_after_number(book)])


def _sums_after_number(book: Book) -> list[Any]:
    rows = book.sheets[MONTHLY][1:]
    return [sum(row[c] for row in rows) for c in range(2, len(rows[0]))]


def _merged_down(sheet: str, header: str, first: int, last: int) -> Callable[[Book], None]:
    """Equal cells of a column merged into one, as people like to have them."""

    def edit(book: Book) -> None:
        column = book.column(sheet, header)
        value = book.sheets[sheet][first - 1][column]
        for row in range(first, last):
            book.sheets[sheet][row][column] = None
        book.finish(sheet, lambda workbook, s: s.merge_range(first - 1, column, last - 1, column, value))

    return edit


def _unchanged_row(book: Book) -> None:
    rows = book.sheets[MONTHLY]
    rows[LAST - 3] = [rows[LAST - 3][0], *("本月无变化" for _ in rows[LAST - 3][1:])]


def _second_table(book: Book) -> None:
    """Next year's plan below the table, with headers of its own."""
    rows = book.sheets[MONTHLY]
    rows += [[""], ["2026年下半年计划"], ["月份", "接入企业数"], ["2026年7月", 300], ["2026年8月", 400]]


def _blank_between(book: Book) -> None:
    rows = book.sheets[MONTHLY]
    book.sheets[MONTHLY] = [rows[0], *[cells for row in rows[1:] for cells in (row, [""])]]


def _blank_formats(book: Book) -> None:
    """Two hundred rows with a format and nothing else."""
    book.sheets[MONTHLY] += [[Shown(None, "0.00")] * WIDTH for _ in range(200)]


def _totals_by_formula(book: Book) -> None:
    letters = "BCDEFGHIJKLMNOPQ"[: WIDTH - 1]
    sums = _sums(book)
    total = [Calculated(f"=SUM({at}2:{at}{LAST})", value) for at, value in zip(letters, sums, strict=True)]
    book.sheets[MONTHLY].append(["合计", *total])


def _cases() -> Iterator[Case]:
    for word in (
        "合计",
        "总计",
        "累计",
        "累计数",
        "当年累计",
        "Σ",
        "小计",
        "平均值",
        "合 计",
        "合计：",
        "合计（12个月）",
        "小计：12个月",
        "合计为12个月",
        "Total",
        "本年合计",
        "同比增长",
        "环比",
        "完成率",
    ):
        yield judged(f"{word!r} below the months", "enterprise", _total(word), "total_row", f"{MONTHLY}!A14")
    yield judged("totals by formula", "enterprise", _totals_by_formula, "total_row", f"{MONTHLY}!A14")
    yield judged("小计 after three months", "enterprise", _total("一季度小计", at=4), "total_row", f"{MONTHLY}!A5")
    yield judged("合计 after a column 序号", "enterprise", _numbered_totals, "total_row", f"{MONTHLY}!B14")
    yield judged("合计 below a ledger", "ledgers", _total("合计", PEOPLE), "total_row", f"{PEOPLE}!A{ROWS + 1}")
    yield judged("总计 within a ledger", "ledgers", _total("共26家合计", PEOPLE, 9), "total_row", f"{PEOPLE}!A10")
    yield judged(
        "a total without its word: no month, so not used",
        "enterprise",
        _append(MONTHLY, ["", *_sums(good("enterprise"))]),
        "month_missing",
        f"{MONTHLY}!A14",
    )
    for remark in ("注：以上数据截至月末。", "备注:含试用企业", "填表人：王某    审核：李某", "说明：口径同上年"):
        yield judged(f"{remark!r} below", "enterprise", _append(MONTHLY, [""], [remark]))
        yield judged(f"{remark!r} in another column", "enterprise", _append(MONTHLY, ["", "", remark]))
        yield judged(
            f"{remark!r} with a figure", "enterprise", _append(MONTHLY, [remark, 9]), "remark_row", f"{MONTHLY}!A14"
        )
        yield judged(f"{remark!r} below a ledger", "ledgers", _append(PEOPLE, [""], [remark]))
    for footer in (
        ("填表人：", "王某", "审核人：", "李某"),
        ("数据来源：平台", "", "填表日期：2026-07-05"),
        ("※ 含试用",),
    ):
        yield judged(f"{footer[0]!r} and more below", "enterprise", _append(MONTHLY, footer))
        yield judged(f"{footer[0]!r} and more below a ledger", "ledgers", _append(PEOPLE, footer))
    for beside in ("注：国庆放假停更三日", "说明：本月口径未变", "合计数已与财务核对", "累计"):
        yield judged(f"{beside!r} beside a dated month", "enterprise", _remark_beside(beside))
        yield judged(
            f"{beside!r} beside a month typed as a number", "enterprise", _remark_beside(beside, numbered=True)
        )
    yield judged(
        "累计600 in a dated month", "enterprise", _total_in_a_cell, "unreadable", f"{MONTHLY}!B{LAST}", {"E6.5*": ANY}
    )
    yield judged("a name that only begins like a remark", "ledgers", _append(PEOPLE, ["审核中心"]), "remark_row")
    yield judged("blank rows between", "enterprise", _blank_between)
    yield judged("rows with formats only", "enterprise", _blank_formats)
    yield judged("a blank row within a ledger", "ledgers", _insert(PEOPLE, 9, [""]))
    yield judged(
        "the header again, for a second page",
        "enterprise",
        _header_again(MONTHLY, 7),
        "header_again",
        f"{MONTHLY}!A7:Q7",
    )
    yield judged("the header again in a ledger", "ledgers", _header_again(PEOPLE, 9), "header_again", f"{PEOPLE}!A9:K9")
    yield judged(
        "no figure of a month but that nothing has changed",
        "enterprise",
        _unchanged_row,
        "as_month_before",
        values={"*": ANY},
    )
    yield judged("a column 序号", "enterprise", _serial_numbers(MONTHLY))
    yield judged("a column 序号 in a ledger", "ledgers", _serial_numbers(PEOPLE))
    yield judged(
        "a hidden month",
        "enterprise",
        _finish(MONTHLY, lambda w, s: s.set_row(4, options={"hidden": True})),
        "hidden_rows",
        f"{MONTHLY}!A5:Q5",
    )
    yield judged("a filtered ledger", "ledgers", _filtered, "hidden_rows")
    yield judged(
        "a grouped month",
        "enterprise",
        _finish(MONTHLY, lambda w, s: s.set_row(4, options={"level": 1, "hidden": True})),
        "hidden_rows",
    )
    yield judged("a month of no height", "enterprise", _finish(MONTHLY, lambda w, s: s.set_row(4, 0)), "hidden_rows")
    yield judged(
        "a hidden column",
        "enterprise",
        _finish(MONTHLY, lambda w, s: s.set_column("K:K", None, None, {"hidden": True})),
        "hidden_columns",
        f"{MONTHLY}!K1",
    )
    yield judged(
        "a grouped column",
        "enterprise",
        _finish(MONTHLY, lambda w, s: s.set_column("C:E", None, None, {"level": 1, "hidden": True})),
        "hidden_columns",
    )
    yield judged(
        "a hidden column in a ledger",
        "ledgers",
        _finish(PEOPLE, lambda w, s: s.set_column("D:D", None, None, {"hidden": True})),
        "hidden_columns",
        f"{PEOPLE}!D1",
    )
    yield judged(
        "frozen panes and a filter that hides nothing",
        "enterprise",
        _finish(MONTHLY, lambda w, s: (s.freeze_panes(1, 1), s.autofilter(0, 0, 12, 5))),
    )
    yield judged(
        "a table object",
        "enterprise",
        _finish(
            MONTHLY,
            lambda w, s: s.add_table(
                0, 0, 12, 3, {"columns": [{"header": h} for h in good("enterprise").sheets[MONTHLY][0][:4]]}
            ),
        ),
    )
    yield judged(
        "comments, a chart, a picture-less sparkline",
        "enterprise",
        _finish(
            MONTHLY, lambda w, s: (s.write_comment("K13", "待核"), s.add_sparkline("Z1", {"range": "月度统计!B2:B13"}))
        ),
    )
    yield judged("a protected sheet", "enterprise", _finish(MONTHLY, lambda w, s: s.protect("secret")))
    yield judged("a note to the right", "enterprise", _beside(MONTHLY, ["备注"], ["首月"], ["—"]))
    yield judged(
        "figures to the right without a header", "enterprise", _beside(MONTHLY, [], [""], ["", 17, 18], ["", 19, 20])
    )
    yield judged(
        "a second block to the right, with headers of its own",
        "enterprise",
        _beside(MONTHLY, ["月份", "接入企业数"], ["2025-07", 1], ["2025-08", 2]),
        "header_twice",
        "",
        {"*": ANY},
    )
    yield judged("a second table below", "enterprise", _second_table, "table_below", f"{MONTHLY}!A15:Q18")
    yield judged(
        "月份 merged over two columns of one row",
        "enterprise",
        _finish(MONTHLY, lambda w, s: s.merge_range("R2:S2", "备注一二")),
    )
    yield judged(
        "a figure merged over two months",
        "enterprise",
        _merged_down(MONTHLY, "接入企业数", 12, LAST),
        "merged_cells",
        f"{MONTHLY}!K12:K13",
        {"E4.1": None},
    )
    yield judged(
        "a ledger's 主体类别 merged over rows",
        "ledgers",
        _merged_down(PEOPLE, "主体类别", 2, 6),
        "merged_cells",
        f"{PEOPLE}!D2:D6",
        {"E4.1*": ANY},
    )


def cases() -> Iterator[Case]:
    yield from named("rows", _cases())
