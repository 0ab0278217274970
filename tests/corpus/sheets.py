"""Sheets renamed, hidden, doubled, missing, empty or in another order; formulas and what was saved of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from tests.corpus.book import Book, Calculated
from tests.corpus.case import ANY, Case, judged, named
from tests.corpus.good import LAST, MONTHS, good

MONTHLY, BASICS, PEOPLE = "月度统计", "基本信息", "接入主体台账"
EVERYTHING = {"*": ANY}


def _renamed(old: str, new: str) -> Callable[[Book], None]:
    return lambda book: book.rename(old, new)


def _reordered(book: Book) -> None:
    book.sheets = dict(reversed(book.sheets.items()))


def _state(sheet: str, state: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.states[sheet] = state

    return edit


def _added(title: str, rows: list[list[Any]], *, first: bool = False) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        more = {title: deepcopy(rows)}
        book.sheets = {**more, **book.sheets} if first else {**book.sheets, **more}

    return edit


def _without(sheet: str) -> Callable[[Book], None]:
    return lambda book: book.sheets.pop(sheet)


def _emptied(sheet: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.sheets[sheet] = []

    return edit


def _header_only(sheet: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.sheets[sheet] = book.sheets[sheet][:1]

    return edit


def _column_as(header: str, write: Callable[[int, Any], Any]) -> Callable[[Book], None]:
    """A column of 月度统计 rewritten; `write` gets the row and the figure."""

    def edit(book: Book) -> None:
        column = book.column(MONTHLY, header)
        for row in range(2, LAST + 1):
            figure = book.sheets[MONTHLY][row - 1][column]
            book.put(MONTHLY, header, row, write(row, figure))

    return edit


def _array(book: Book) -> None:
    column = book.column(MONTHLY, "接入企业数")
    for row in range(2, LAST + 1):
        book.put(MONTHLY, "接入企业数", row, None)

    def finish(workbook: Any, sheet: Any) -> None:
        sheet.write_array_formula(1, column, LAST - 1, column, "{=ROW(A10:A21)*10}", None, 100)
        for i in range(1, 12):
            sheet.write_number(1 + i, column, 100 + 10 * i)

    book.finish(MONTHLY, finish)


def _external(book: Book) -> None:
    book.put(MONTHLY, "接入企业数", LAST, Calculated("='C:\\报表\\[汇总.xlsx]Sheet1'!$B$2", 210))


def _chart_sheets(book: Book) -> None:
    book.chart_sheets += ["图一", "图二"]


def _named_as_ours(book: Book, title: str) -> None:
    title = title if title in book.sheets else BASICS
    book.finish(title, lambda workbook, _: workbook.define_name("_tds_sheet_1", f"='{title}'!$A$1"))


def _cases() -> Iterator[Case]:
    old = good("enterprise").sheets[MONTHLY]
    for title in (
        "月度统计表",
        "月报",
        "1.月度统计",
        "表2 月度统计",
        "（二）月度统计",
        "月度统计（企业）",
        " 月度统计 ",
        "Monthly statistics",
        "MONTHLY STATISTICS",
    ):
        yield judged(f"{MONTHLY} named {title!r}", "enterprise", _renamed(MONTHLY, title))
    for title in ("基本情况", "一、基本信息", "Basics", "基本信息表"):
        yield judged(f"{BASICS} named {title!r}", "enterprise", _renamed(BASICS, title))
    for title in ("Sheet1", "试点"):
        yield judged(
            f"{BASICS} named {title!r}", "enterprise", _renamed(BASICS, title), "sheet_by_content", f"{title}!A1"
        )
    yield judged("sheets in another order", "enterprise", _reordered)
    yield judged(
        "a sheet of notes first", "enterprise", _added("封面", [["可信数据空间试点"], ["2026年6月"]], first=True)
    )
    yield judged("an empty Sheet1", "enterprise", _added("Sheet1", []))
    yield judged("chart sheets", "enterprise", _chart_sheets)
    yield judged("a sheet that is foreign", "enterprise", _added("预算", [["科目", "金额"], ["软件", 100]]))
    yield judged("月度统计 hidden", "enterprise", _state(MONTHLY, "hidden"), "hidden_sheet")
    yield judged("月度统计 very hidden", "enterprise", _state(MONTHLY, "veryHidden"), "hidden_sheet")
    yield judged(
        "a foreign sheet hidden", "enterprise", lambda b: (_added("底稿", [["x", 1]])(b), _state("底稿", "hidden")(b))
    )
    last_year = [old[0], *([f"2024-{month:02d}", *old[1][1:]] for month in range(7, 13))]
    yield judged("last year's 月报 beside 月度统计", "enterprise", _added("月报", last_year), "sheet_twice", "月报!A1")
    for rows in (old[:1], old[:3], old):
        yield judged(f"a copy of {len(rows)} rows in 月度统计 (2)", "enterprise", _added("月度统计 (2)", rows))
    again = [old[0], [old[-1][0], *(value + 1 for value in old[-1][1:])]]
    yield judged(
        "two sheets of one rank",
        "enterprise",
        lambda b: (b.rename(MONTHLY, "月报"), _added("月度数据", again)(b)),
        "sheet_twice",
        "",
        EVERYTHING,
    )
    form = good("enterprise").sheets[BASICS]
    yield judged(f"a copy of {BASICS}", "enterprise", _added(f"{BASICS}（2）", form))
    for item, value in (("拟投入资金总额（万元）", 3600), ("试点类型", "行业")):
        changed = [[item, value, ""] if row[0] == item else row for row in form]
        title = f"{BASICS}（更正）"
        yield judged(f"{item} in {title}", "enterprise", _added(title, changed), "sheet_twice", f"{title}!A1")
    for title in ("附件2-月度统计", "附2：月度统计", "附件 1.2 月度统计", "Sheet3_月度统计"):
        yield judged(f"月度统计 as {title}", "enterprise", _renamed(MONTHLY, title))
    yield judged(
        "月度统计 under a title of its own",
        "enterprise",
        _renamed(MONTHLY, "统计底表"),
        "sheet_not_read",
        "",
        EVERYTHING,
    )
    yield judged(
        "接入主体台账 under a title of its own", "ledgers", _renamed(PEOPLE, "名单"), "sheet_not_read", "", EVERYTHING
    )
    people = good("ledgers").sheets[PEOPLE]
    more = [people[0], *([f"{name}分公司", "", *others] for name, _, *others in people[1:3])]
    for title in ("补充", "5月", "更正", "Sheet2", f"{PEOPLE}2", "6月新增"):
        yield judged(f"more rows in {title}", "ledgers", _added(title, more), "second_sheet", f"{title}!A1")
    for title in (f"{PEOPLE}（续）", f"{PEOPLE} (2)"):
        yield judged(f"more rows in {title}", "ledgers", _added(title, more), "sheet_twice", f"{title}!A1")
    other = [value if c != old[0].index("接入企业数") else 150 for c, value in enumerate(old[-1])]
    for title in ("更正", "5月", "Sheet2", f"{MONTHLY}（更正）", "补充"):
        code = "sheet_twice" if MONTHLY in title else "second_sheet"
        yield judged(f"a month in {title}", "enterprise", _added(title, [old[0], other]), code, f"{title}!A1")
    short = [["月份", "接入企业数"], ["2026年6月", 150], ["2026-07", 220]]
    yield judged("two columns in 更正", "enterprise", _added("更正", short), "second_sheet", "更正!A1")
    for sheet, at, value in (("年度目标", 4, 99), ("定性自评", 2, "未具备")):
        rows = good("enterprise").sheets[sheet]
        changed = [value if c == at else each for c, each in enumerate(rows[2])]
        yield judged(
            f"a row of {sheet} in 更正", "enterprise", _added("更正", [rows[0], changed]), "second_sheet", "更正!A1"
        )
        yield judged(f"the list of {sheet}", "enterprise", _added("清单", [row[:2] for row in rows]))
    for name, rows in {
        "all of it": old,
        "a month of it": [old[0], old[-1]],
        "a column": [[r[0], r[3]] for r in old],
        "a column as text": [[r[0], r[3] if i == 0 else f"{r[3]:,.2f}"] for i, r in enumerate(old)],
    }.items():
        yield judged(f"a copy of {MONTHLY}: {name}", "enterprise", _added("图表数据", rows))
    yield judged(f"headers alone in {PEOPLE}（备用）", "ledgers", _added(f"{PEOPLE}（备用）", people[:1]))
    for title in ("示例", "填写示例", f"{PEOPLE}（样例）", f"{PEOPLE}（样表）", "填报示范", "Example"):
        yield judged(f"an example in {title}", "ledgers", _added(title, more))
    for title, rows in {
        "透视": [["场景类别", "数量"], ["供应链金融", 10]],
        "备注": [["说明"], ["本月新增主体3家"]],
        "空表": people[:1],
        "通讯录": [["主体名称", "联系人", "电话"], ["甲公司", "张三", "1380000"]],
    }.items():
        yield judged(f"a sheet of one's own: {title}", "ledgers", _added(title, rows))
    for title in (
        "月度统计 - 表格 1",
        "月度统计 - Table 1",
        "月度统计-表格1",
        "月度统计 - 表格 1-1",
        "月度统计 - 月度统计",
    ):
        yield judged(f"{MONTHLY} as Numbers exports it: {title}", "enterprise", _renamed(MONTHLY, title))
    for title in (MONTHLY, PEOPLE):
        yield judged(
            f"a name _tds_sheet_1 of one's own for {title}", "ledgers", lambda b, t=title: _named_as_ours(b, t)
        )
    yield judged("without 年度目标", "enterprise", _without("年度目标"), "", "", {"* target": None})
    yield judged("without 定性自评", "enterprise", _without("定性自评"), "", "", EVERYTHING)
    yield judged("without 月度统计", "enterprise", _without(MONTHLY), "", "", EVERYTHING)
    yield judged("月度统计 empty", "enterprise", _emptied(MONTHLY), "no_header", "", EVERYTHING)
    yield judged("月度统计 with its header alone", "enterprise", _header_only(MONTHLY), "", "", EVERYTHING)
    yield judged("年度目标 empty", "enterprise", _emptied("年度目标"), "no_header", "年度目标!A1", {"* target": None})
    yield judged("a ledger with its header alone", "ledgers", _header_only(PEOPLE), "", "", EVERYTHING)
    yield judged(
        "formulas with their values", "enterprise", _column_as("接入企业数", lambda r, v: Calculated(f"=A{r}*0+{v}", v))
    )
    yield judged(
        "formulas without their values",
        "enterprise",
        _column_as("接入企业数", lambda r, v: Calculated(f"={v}")),
        "formula_without_value",
        f"{MONTHLY}!K2:K13",
        {"E4.1*": None},
    )
    yield judged(
        "formulas that fail",
        "enterprise",
        _column_as("接入企业数", lambda r, v: Calculated("=1/0", "#DIV/0!")),
        "error_cell",
        f"{MONTHLY}!K2:K13",
        {"E4.1*": None},
    )
    for code in ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"):
        yield judged(
            f"a formula that gives {code}",
            "enterprise",
            lambda b, code=code: b.put(MONTHLY, "接入企业数", LAST, Calculated("=X1", code)),
            "error_cell",
            f"{MONTHLY}!K13",
            {"E4.1": None},
        )
    yield judged("an array formula", "enterprise", _array)
    yield judged("a link to another workbook", "enterprise", _external)
    yield judged(
        "months by formula",
        "enterprise",
        _column_as(
            "月份",
            lambda r, v: Calculated(
                f"=DATE(2025,{r + 5},1)",
                (45839, 45870, 45901, 45931, 45962, 45992, 46023, 46054, 46082, 46113, 46143, 46174)[r - 2],
                "yyyy-mm",
            ),
        ),
    )
    yield judged(
        "months as text by formula",
        "enterprise",
        _column_as("月份", lambda r, v: Calculated('=TEXT(1,"0")', MONTHS[r - 2])),
    )


def cases() -> Iterator[Case]:
    yield from named("sheets", _cases())
