"""基本信息, 定性自评 and 年度目标 filled in oddly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from tests.corpus.book import Book, Calculated, Shown
from tests.corpus.case import ANY, Case, Expected, judged, named
from tests.corpus.case import Case as _Case
from tests.corpus.good import good

BASICS, CLAIMS, PLAN = "基本信息", "定性自评", "年度目标"
BOOK = good("enterprise")
ROW = {row[0]: i for i, row in enumerate(BOOK.sheets[BASICS], 1)}
CLAIM = {row[0]: i for i, row in enumerate(BOOK.sheets[CLAIMS], 1)}
TARGET = {row[0]: i for i, row in enumerate(BOOK.sheets[PLAN], 1)}


def _answer(item: str, value: Any) -> Callable[[Book], None]:
    return lambda book: book.answer(item, value)


def _label(item: str, text: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.sheets[BASICS][ROW[item] - 1][0] = text

    return edit


def _refused(name: str, edit: Callable[[Book], Any], code: str) -> _Case:
    made = judged(name, "enterprise", edit)
    return Case(name, "enterprise", made.make, Expected((code,)))


def _item_again(item: str, value: Any, label: str = "") -> Callable[[Book], None]:
    return lambda book: book.sheets[BASICS].append([label or item, value, ""])


def _without_header(book: Book) -> None:
    del book.sheets[BASICS][0]


def _side_by_side(book: Book) -> None:
    """Two items a row, as paper forms have them."""
    rows = book.sheets[BASICS][1:]
    half = (len(rows) + 1) // 2
    book.sheets[BASICS] = [[*a[:2], *(b[:2] if b else [])] for a, b in zip(rows, [*rows[half:], None], strict=False)][
        :half
    ]


def _side_by_side_headed(book: Book) -> None:
    """The same below heads of its own each."""
    _side_by_side(book)
    book.sheets[BASICS].insert(0, ["项目", "内容", "指标", "数值"])


def _headed(*heads: str) -> Callable[[Book], None]:
    """Heads that do not say where the answers are; the second column says 2800 of 拟投入资金总额 alone."""

    def edit(book: Book) -> None:
        for i, row in enumerate(book.sheets[BASICS], 1):
            row[2:] = [2800 if i == ROW["拟投入资金总额（万元）"] else ""]
        book.sheets[BASICS][0] = ["项目", *heads]

    return edit


def _unit_beside(label: str, value: Any, unit: str) -> Callable[[Book], None]:
    """A column 单位 behind 内容."""

    def edit(book: Book) -> None:
        for i, row in enumerate(book.sheets[BASICS], 1):
            row.insert(2, unit if i == ROW["拟投入资金总额（万元）"] else "")
        book.sheets[BASICS][0][2] = "单位"
        book.answer("拟投入资金总额（万元）", value)
        _label("拟投入资金总额（万元）", label)(book)

    return edit


def _turned(book: Book) -> None:
    book.sheets[BASICS].reverse()
    book.sheets[BASICS].insert(0, book.sheets[BASICS].pop())


def _mirrored(book: Book) -> None:
    """内容 in the first column, 项目 in the second."""
    for row in book.sheets[BASICS]:
        row[0], row[1] = row[1], row[0]


#: Heads of two columns of answers; heads of a column that may be one; columns beside the answers that are none.
ANSWERS = (
    *(("内容（原）", "内容（更正）"), ("原", "更正"), ("内容", "更正"), ("内容", "内容2"), ("内容", "修改后内容")),
    *(("上报值", "核定值"), ("内容", "更新后"), ("初报", "终报"), ("更正前", "更正后"), ("Content", "Corrected")),
    *(("原填报", "更正"), ("填报口径", "核定值")),
)
PERHAPS = ("第二次填报", "6月更正", "省级意见", "")
NO_ANSWERS: tuple[tuple[str, Any], ...] = (
    *(("备注", "3000为批复数"), ("填报人", "张三"), ("单位", "万元"), ("示例", 5000), ("上年数", 2800), ("序号", 9)),
    *(("更正", 3000), ("更正", "无变化"), ("更正", "—"), ("更正", ""), ("", "按申报书"), ("数据来源", "申报书")),
    *(("联系方式", 13800000000), ("分值", 5), ("填报年份", 2026)),
)


def _two_answers(
    first_head: str, second_head: str, second: Any, first: Any = 3000, item: str = "拟投入资金总额（万元）"
) -> Callable[[Book], None]:
    """A second column beside 内容, filled for one item alone."""

    def edit(book: Book) -> None:
        for i, row in enumerate(book.sheets[BASICS], 1):
            row.insert(2, second if i == ROW[item] else "")
        book.sheets[BASICS][0][1:3] = first_head, second_head
        book.answer("拟投入资金总额（万元）", first)

    return edit


def _cell(item: str) -> str:
    return f"{BASICS}!B{ROW[item]}"


def _basics() -> Iterator[Case]:
    money, volume, gone = "拟投入资金总额（万元）", "基期数据资源开放总量", {"E6.5*": ANY}
    for value in ("企业 ", "企业类", "企业可信数据空间", "Enterprise", "企 业", "企业（试点）", "企业级", "企业。"):
        yield judged(f"试点类型 {value!r}", "enterprise", _answer("试点类型", value))
    for value in ("", "—", "企业/行业", "企也", "综合", "非企业", "大型企业", 1):
        yield _refused(f"试点类型 {value!r}", _answer("试点类型", value), "no_profile")
    for value in ("2025年7月", "2025.07", "2025/7/1", date(2025, 7, 1), 202507, Shown(date(2025, 7, 15), "yyyy年m月")):
        yield judged(f"试点开始月份 {value!r}", "enterprise", _answer("试点开始月份", value))
    yield judged(
        "试点开始月份 blank", "enterprise", _answer("试点开始月份", ""), "pilot_default", _cell("试点开始月份")
    )
    yield judged(
        "试点结束月份 blank", "enterprise", _answer("试点结束月份", None), "pilot_default", _cell("试点结束月份")
    )
    yield judged(
        "试点开始月份 2025.7 as a number",
        "enterprise",
        _answer("试点开始月份", 2025.7),
        "month_as_number",
        _cell("试点开始月份"),
    )
    for value in ("26年6月", "截至2026年6月", "Jun-26", "2026年6月止", Shown(202606, "yyyy-mm")):
        yield judged(
            f"数据截止月份 {value!r}",
            "enterprise",
            _answer("数据截止月份", value),
            "month_text",
            _cell("数据截止月份"),
        )
    yield judged(
        "试点结束月份 in words", "enterprise", _answer("试点结束月份", "两年后"), "unreadable", _cell("试点结束月份")
    )
    yield judged(
        "试点结束月份 before the start",
        "enterprise",
        _answer("试点结束月份", "2024-06"),
        "pilot_end_before_start",
        _cell("试点结束月份"),
    )
    yield judged("数据截止月份 blank", "enterprise", _answer("数据截止月份", ""))
    yield judged(
        "数据截止月份 in words", "enterprise", _answer("数据截止月份", "上月"), "unreadable", _cell("数据截止月份")
    )
    for value in ("3000", "3,000", "3000万元", "3000 万", "0.3亿元", "３０００", "3e3", "30000000元"):
        code = (
            "unit_conflict"
            if value == "3000 万"
            else "text_number"
            if value in ("3000", "3,000", "３０００", "3e3")
            else "text_unit"
        )
        yield judged(
            f"{money} {value!r}",
            "enterprise",
            _answer(money, value),
            code,
            _cell(money),
            gone if code == "unit_conflict" else {},
        )
    for value, code in (
        ("约3000", "unreadable"),
        ("三千", "number_in_words"),
        ("三千万元", "number_in_words"),
        ("1亿2千万", "number_in_words"),
        (-3000, "negative"),
        (True, "truth_in_number"),
        (Calculated("=1000*3"), "formula_without_value"),
        (Calculated("=1/0", "#DIV/0!"), "error_cell"),
        (Shown(3, "0%"), "percent_in_number"),
        (date(2025, 7, 1), "date_in_number"),
    ):
        yield judged(f"{money} {value!r}", "enterprise", _answer(money, value), code, _cell(money), gone)
    for value in ("", 0, "—", "暂无"):
        yield judged(f"{money} {value!r}", "enterprise", _answer(money, value), "no_denominator", _cell(money), gone)
    yield judged(f"{money} by formula", "enterprise", _answer(money, Calculated("=1000*3", 3000)))
    yield judged(
        "拟投入资金总额 in 元",
        "enterprise",
        lambda b: (_answer(money, 30_000_000)(b), _label(money, "拟投入资金总额（元）")(b)),
        "unit_converted",
        _cell(money),
    )
    yield judged(
        "拟投入资金总额 in 亿元",
        "enterprise",
        lambda b: (_answer(money, 0.3)(b), _label(money, "拟投入资金总额（亿元）")(b)),
        "unit_converted",
        _cell(money),
    )
    yield judged(
        "拟投入资金总额 in dollars", "enterprise", _label(money, "拟投入资金总额（GB）"), "unit_differs", _cell(money)
    )
    double = {"E2.2*": ANY}
    for value in ("", 0, "—"):
        yield judged(
            f"{volume} {value!r}", "enterprise", _answer(volume, value), "no_denominator", _cell(volume), double
        )
    yield judged(
        "拟投入资金总额 in 美元", "enterprise", _label(money, "拟投入资金总额（美元）"), "unit_differs", _cell(money)
    )
    yield judged(f"{volume} 800GB", "enterprise", _answer(volume, "800GB"), "text_unit", _cell(volume))
    yield judged(f"{volume} 0.8TB", "enterprise", _answer(volume, "0.8TB"), "unit_conflict", _cell(volume), double)
    yield judged(
        f"{volume} in TB by its label", "enterprise", _label(volume, f"{volume}（TB）"), "unit_differs", _cell(volume)
    )
    total = "公共数据资源总数"
    cell = f"{BASICS}!B{[row[0] for row in good('city').sheets[BASICS]].index(total) + 1}"
    yield judged(f"{total} 3500个", "city", _answer(total, "3500个"), "text_unit", cell)
    yield judged(f"{total} 约3500", "city", _answer(total, "约3500"), "unreadable", cell, {"C2.1*": ANY})
    yield judged("开放总量计量单位 blank", "enterprise", _answer("开放总量计量单位", ""))
    yield judged("开放总量计量单位 万条", "enterprise", _answer("开放总量计量单位", "万条"))
    for text in (
        "拟投入资金总额",
        "拟投入资金总额 (万元)",
        "计划总投资（万元）",
        "拟投入\n资金总额（万元）",
        "Planned total investment",
    ):
        yield judged(f"拟投入资金总额 as {text!r}", "enterprise", _label(money, text))
    for text in ("拟投资金总额", "拟投入的资金总额"):
        yield judged(
            f"拟投入资金总额 as {text!r}, not known",
            "enterprise",
            _label(money, text),
            "unknown_item",
            f"{BASICS}!A{ROW[money]}",
            gone,
        )
    yield judged("拟投入资金总额 twice, the same", "enterprise", _item_again(money, 3000))
    yield judged("拟投入资金总额 twice, different", "enterprise", _item_again(money, 9000), "item_twice", "", gone)
    for label in ("更正：拟投入资金总额（万元）", "拟投入资金总额（万元）-调整后", "核定的拟投入资金总额"):
        yield judged(f"{label} below it", "enterprise", _item_again(money, 300, label), "item_twice", "", gone)
    yield judged("拟投入资金总额 twice, one blank", "enterprise", _item_again(money, ""))
    yield judged(
        "计划总投资 beside it, different", "enterprise", _item_again(money, 9000, "计划总投资"), "item_twice_one_used"
    )
    yield judged(
        f"{money} 含意向",
        "enterprise",
        _label(money, "拟投入资金总额（含意向）（万元）"),
        "header_note",
        f"{BASICS}!A{ROW[money]}",
    )
    yield judged(f"{money} 必填", "enterprise", _label(money, "拟投入资金总额（单位：万元）（必填）"))
    for first, second in ANSWERS:
        edit = _two_answers(first, second, 300)
        yield judged(f"{first!r} beside {second!r}", "enterprise", edit, "item_twice", f"{BASICS}!C{ROW[money]}", gone)
    for second in PERHAPS:
        edit = _two_answers("内容", second, 300)
        yield judged(f"内容 beside {second!r}", "enterprise", edit, "item_twice_one_used", f"{BASICS}!C{ROW[money]}")
    for second, value in NO_ANSWERS:
        yield judged(f"内容 beside {second!r}, {value!r}", "enterprise", _two_answers("内容", second, value))
    yield judged(
        "更正 alone is filled",
        "enterprise",
        _two_answers("原", "更正", 3000, first=None),
        "item_twice_one_used",
        _cell(money),
    )
    for heads in (
        ("2025年填报", "2026年填报"),
        ("财务部", "运营部"),
        ("申请时", "现在"),
        ("系统数", "人工核对数"),
        ("上期", "本期"),
    ):
        edit = _headed(*heads)
        yield judged(f"below {heads}", "enterprise", edit, "item_twice", f"{BASICS}!C{ROW[money]}", gone)
    yield judged("below 本期 and 上期", "enterprise", _headed("本期", "上期"))
    yield judged("below 本次 and 上次", "enterprise", _headed("本次", "上次"))
    bare = "拟投入资金总额"
    for value, unit in ((30_000_000, "元"), (30_000, "千元"), (0.3, "亿元")):
        yield judged(f"{unit} beside it", "enterprise", _unit_beside(bare, value, unit), "unit_converted", _cell(money))
    for label, unit in ((bare, "美元"), (money, "元")):
        yield judged(
            f"{unit} beside {label}", "enterprise", _unit_beside(label, 3000, unit), "unit_differs", _cell(money)
        )
    for label, unit in ((bare, "万元"), (money, "万元"), (bare, ""), (bare, "—")):
        yield judged(f"{unit!r} beside {label}", "enterprise", _unit_beside(label, 3000, unit))
    yield judged("items in another order", "enterprise", _turned)
    yield judged("contents left of their items", "enterprise", _mirrored)
    yield judged("without a header row", "enterprise", _without_header)
    yield judged("two items a row", "enterprise", _side_by_side)
    yield judged("two items a row below a header", "enterprise", _side_by_side_headed)
    edit = _two_answers("内容", "更正", "行业", item="试点类型")
    yield _refused("试点类型 and its correction", edit, "no_profile")


def _claim(id: str, header: str, value: Any) -> Callable[[Book], None]:
    return lambda book: book.put(CLAIMS, header, CLAIM[id], value)


def _shuffled_claims(book: Book) -> None:
    book.sheets[CLAIMS][1:] = book.sheets[CLAIMS][:0:-1]


def _reviewed(id: str, status: str, review: str) -> Callable[[Book], None]:
    return lambda book: (_claim(id, "状态", status)(book), _claim(id, "复核状态", review)(book))


def _claims() -> Iterator[Case]:
    id = "E1.1"
    row, changed = CLAIM[id], {id: ANY}
    for value in ("已具备 ", "具备", "已 具备", "In place", "已完成"):
        yield judged(f"状态 {value!r}", "enterprise", _claim(id, "状态", value))
    for value in ("基本具备", "是", "√", "100%", "已具备/部分具备", "OK", 1, True):
        yield judged(
            f"状态 {value!r}, not known",
            "enterprise",
            _claim(id, "状态", value),
            "not_in_list",
            f"{CLAIMS}!C{row}",
            changed,
        )
    yield judged(
        "状态 a failing formula",
        "enterprise",
        _claim(id, "状态", Calculated("=NA()", "#N/A")),
        "error_cell",
        f"{CLAIMS}!C{row}",
        changed,
    )
    yield judged(
        "状态 a formula without its value",
        "enterprise",
        _claim(id, "状态", Calculated('="已具备"')),
        "formula_without_value",
        f"{CLAIMS}!C{row}",
        changed,
    )
    yield judged("状态 blank", "enterprise", _claim(id, "状态", ""), "", "", changed)
    for value in ("无", "没有", "/", "—", "待定"):
        yield judged(
            f"状态 {value!r}", "enterprise", _claim(id, "状态", value), "blank_status", f"{CLAIMS}!C{row}", changed
        )
    yield judged("状态 已具备。", "enterprise", _claim(id, "状态", "已具备。"))
    yield judged("佐证材料 blank", "enterprise", _claim(id, "佐证材料", ""), "", "", changed)
    for value in (
        "无",
        "待补充",
        "准备中",
        "见系统",
        "张三",
        "王主任",
        "平台可查",
        "发至邮箱",
        "技术部",
        "请见纸质件",
        "单独报送",
        "专家评审时提供",
        "见第3页",
        "已建成",
        "走OA",
    ):
        yield judged(
            f"佐证材料 {value!r}",
            "enterprise",
            _claim(id, "佐证材料", value),
            "evidence_names_nothing",
            f"{CLAIMS}!D{row}",
            changed,
        )
    for value in (
        "系统运行日志",
        "许可证",
        "白皮书",
        "王府井数据合同",
        "张三聘书",
        "OA系统审批截图",
        "纪要",
        "等保备案",
        "验收会议签到表",
        "光盘验收单",
        "第3章测试报告",
        "能力评估报告",
    ):
        yield judged(f"佐证材料 {value!r}", "enterprise", _claim(id, "佐证材料", value))
    yield judged("佐证材料 a link", "enterprise", _claim(id, "佐证材料", '=HYPERLINK("http://x")'))
    for review in ("通过", "基本属实", "同意", 1):
        yield judged(
            f"复核状态 {review!r}, not known",
            "enterprise",
            _claim(id, "复核状态", review),
            "not_in_list",
            f"{CLAIMS}!F{row}",
        )
    yield judged(
        "同意不适用 for 已具备",
        "enterprise",
        _claim(id, "复核状态", "同意不适用"),
        "review_does_not_fit",
        f"{CLAIMS}!F{row}",
    )
    yield judged(
        "a review of a blank status",
        "enterprise",
        _reviewed(id, "", "属实"),
        "review_does_not_fit",
        f"{CLAIMS}!F{row}",
        changed,
    )
    yield judged("属实 for 已具备", "enterprise", _claim(id, "复核状态", "属实"))
    for value in ("e1.1", " E1.1 ", "Ｅ1.1", "E1．1"):
        yield judged(f"编号 {value!r}", "enterprise", _claim(id, "编号", value))
    yield judged(
        "编号 of another type",
        "enterprise",
        _claim(id, "编号", "I1.1"),
        "criteria_without_row",
        f"{CLAIMS}!A1",
        changed,
    )
    for value in ("E1", "E9.9", "一、1", "E1-1", 1.1):
        yield judged(
            f"编号 {value!r}, not known",
            "enterprise",
            _claim(id, "编号", value),
            "unknown_criterion",
            f"{CLAIMS}!A{row}",
            changed,
        )
    yield judged("编号 blank", "enterprise", _claim(id, "编号", ""), "criterion_missing", f"{CLAIMS}!A{row}", changed)
    yield judged(
        "编号 twice, the same",
        "enterprise",
        lambda b: b.sheets[CLAIMS].append(list(b.sheets[CLAIMS][row - 1])),
        "criterion_twice",
    )
    yield judged(
        "编号 twice, different",
        "enterprise",
        lambda b: b.sheets[CLAIMS].append([id, "", "未具备"]),
        "criterion_twice_differs",
        "",
        changed,
    )
    yield judged("rows in another order", "enterprise", _shuffled_claims)
    yield judged("要素 changed", "enterprise", _claim(id, "要素", "随便"))


def _plans() -> Iterator[Case]:
    row = TARGET["E4.1"]
    cell = f"{PLAN}!E{row}"

    def put(value: Any, id: str = "E4.1") -> Callable[[Book], None]:
        return lambda book: book.put(PLAN, "试点期末目标", TARGET[id], value)

    for value, code in (
        ("12", "text_number"),
        ("12家", "text_unit"),
        ("约12", "unreadable"),
        (-12, "negative"),
        (True, "truth_in_number"),
        ("12%", "percent_in_number"),
        (date(2026, 1, 1), "date_in_number"),
        (Calculated("=1/0", "#DIV/0!"), "error_cell"),
        (Calculated("=12"), "formula_without_value"),
    ):
        same = {} if code in ("text_number", "text_unit") else {"E4.1 target": None}
        yield judged(f"试点期末目标 {value!r}", "enterprise", put(value), code, cell, same)
    yield judged("试点期末目标 blank", "enterprise", put(""), "", "", {"E4.1 target": None})
    yield judged(
        "a target of an unknown criterion",
        "enterprise",
        lambda b: b.put(PLAN, "指标编号", row, "E9.9"),
        "unknown_criterion",
        f"{PLAN}!A{row}",
        {"E4.1 target": None},
    )
    yield judged(
        "a target without its criterion",
        "enterprise",
        lambda b: b.put(PLAN, "指标编号", row, ""),
        "criterion_missing",
        f"{PLAN}!A{row}",
        {"E4.1 target": None},
    )
    yield judged(
        "a criterion twice, different",
        "enterprise",
        lambda b: b.sheets[PLAN].append(["E4.1", "", "", 1, 2]),
        "criterion_twice_differs",
        "",
        {"E4.1 target": None},
    )
    for value, code in (
        ("60%", "text_number"),
        (0.6, "fraction_plain"),
        (60, "percent_plain"),
        (Shown(0.6, "0%"), ""),
        (Shown(12, "0%"), "share_above_one"),
        ("160%", "share_above_one"),
        ("六成", "number_in_words"),
        ("6成", "number_in_words"),
    ):
        yield judged(
            f"a share's target {value!r}",
            "enterprise",
            put(value, "E3.4"),
            code,
            f"{PLAN}!E{TARGET['E3.4']}",
            {"E3.4 target": None} if code in ("share_above_one", "number_in_words") else {},
        )

    for number, code in ((26_000, "target_far"), ("2.4万", "target_far")):
        yield judged(f"试点期末目标 {number!r}", "enterprise", put(number), code, cell, {"E4.1 target": ANY})
    for number in (12.5, "12.5家"):
        yield judged(
            f"试点期末目标 {number!r}", "enterprise", put(number), "target_not_whole", cell, {"E4.1 target": ANY}
        )
    at = f"{PLAN}!E{TARGET['E6.5']}"
    for number, code in ((0.6, ""), (0.003, "percent_below_one"), (12, "percent_pasted"), (1.2, "percent_pasted")):
        yield judged(
            f"a target {number} in a percent format",
            "enterprise",
            put(Shown(number, "0%"), "E6.5"),
            code,
            at,
            {"E6.5 target": ANY},
        )


def cases() -> Iterator[Case]:
    for family, made in (("basics", _basics), ("evidence", _claims), ("targets", _plans)):
        yield from named(family, made())
