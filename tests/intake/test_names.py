"""Names that are counted: honest ones pass in silence; what looks alike is one where the sender says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from core.errors import RefusedWorkbook
from core.intake import read
from core.intake.alike import alike_pairs, skeletons
from core.intake.nothing import is_no_name
from core.model import Answer, Submission
from core.rulebook import load
from tests.intake.books import BASICS, book
from tests.places import cell_of, located

RULES = load()
INDUSTRY = [["试点类型", "行业"] if row[0] == "试点类型" else row for row in BASICS]
PRODUCTS = [
    "名称",
    "类型",
    "场景类别",
    "应用场景",
    "是否高价值",
    "服务企业数",
    "其中外部企业数",
    "上线日期",
    "下线日期",
]
RESOURCES = [
    "数据资源名称",
    "提供方",
    "数据类别",
    "细分领域",
    "是否运营方开放",
    "是否高质量",
    "数据量",
    "开放日期",
    "下架日期",
]

HONEST = (
    *("其他", "无人机巡检", "无障碍出行", "待客服务", "暂住人口服务", "未来社区", "中小企业融资", "新材料"),
    *(
        "有色金属",
        "数据要素",
        "不动产登记",
        "对外贸易",
        "空间信息",
        "缺陷检测",
        "5G+工业互联网",
        "3.0平台",
        "12345热线",
    ),
    *(
        "24小时政务",
        "测试验证",
        "材料",
        "合同管理",
        "信息中心",
        "示范区",
        "略阳县",
        "未成年人保护",
        "Pending orders desk",
    ),
)
#: Names that differ although they resemble each other.
APART = (
    ("一号码头", "二号码头"),
    ("A级景区", "5A级景区"),
    ("北区物流", "南区物流"),
    ("进口物流", "出口物流"),
    ("信用评价", "信用评级"),
    ("水质监测", "水位监测"),
    ("产品设计", "产品设备"),
    ("场景12", "场景21"),
    *(("供应链金融", "供应链物流"), ("一号线", "二号线"), ("1号线", "2号线")),
    *(("第一产业", "第二产业"), ("API服务", "API 2服务"), ("A类客户", "B类客户"), ("C语言", "C++语言")),
    *(("公共安全", "公共交通"), ("Ⅰ期工程", "Ⅱ期工程"), ("3.0平台", "4.0平台"), ("土木工程", "木工工程")),
    *(("一车间排产", "二车间排产"), ("2G/3G退网", "AR/VR导览"), ("不见面审批", "无接触配送"), ("待产护理", "待业帮扶")),
    *(("学生", "学士"), ("1季度", "2季度"), ("民生", "民政"), ("人工智能", "人机协同")),
)


def products(*categories: str) -> dict[str, Sequence[Sequence[Any]]]:
    rows = [[f"产品{i}", "数据应用", text, f"用途{i}", "否", 3, 2, "2025-07-01"] for i, text in enumerate(categories)]
    return {"产品应用台账": [PRODUCTS, *rows]}


def codes(submission: Submission) -> list[tuple[str, str | None]]:
    return [(problem.code, cell_of(problem)) for problem in located(submission)]


def categories(submission: Submission) -> list[str]:
    return list(submission.ledgers["products"].frame.column("scenario_category").to_pylist())


def test_honest_names_pass_in_silence() -> None:
    every = [*HONEST, *(name for pair in APART for name in pair)]
    assert codes(read(book(products(*every), basics=BASICS), RULES)) == []


@pytest.mark.parametrize("pair", APART)
def test_names_that_differ_are_left_apart(pair: tuple[str, str]) -> None:
    assert codes(read(book(products(*pair), basics=BASICS), RULES)) == []


def test_names_that_differ_by_one_character_of_meaning_are_left_apart() -> None:
    """Three hundred pairs of names as sectors have them; each would be one by sound, by look, or by a character too many."""
    lines = Path(__file__).with_name("honest_pairs.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split() for line in lines]
    assert len(pairs) >= 300
    assert [pair for pair in pairs if any(alike_pairs({name: (at, 1) for at, name in enumerate(pair)}))] == []


@pytest.mark.parametrize(
    "pair",
    [
        ("供应链金融", "供链金融"),
        ("供应链金融", "供应链融"),
        ("供应链金融", "供应链金了融"),
        ("智能制造", "智能化制造"),
        ("数据要素流通", "数据要流通"),
        ("污水处理", "污水处里"),
        ("项目申报", "项目审报"),
        ("道路运营", "道路营运"),
        ("跨境电商", "跨镜电商"),
        ("仓单质押", "仓单质压"),
        ("供应链金融", "供应链金触"),
        ("智慧养老服务", "智慧飬老服务"),
        ("供应链金融", "供应链金螎"),
        ("数据治理", "数据冶理"),
        ("交通运输", "交通运轮"),
        ("材料加工", "村料加工"),
        ("信贷风控", "信货风控"),
        ("冷链物流", "泠链物流"),
        ("环境监测", "环境监侧"),
        ("合同审查", "合同审杳"),
        ("产权交易", "产杈交易"),
        ("智能驾驶", "智能驾驭驶"),
    ],
)
def test_a_slip_that_leaves_no_word_is_asked_about(pair: tuple[str, str]) -> None:
    assert [code for code, _ in codes(read(book(products(*pair), basics=BASICS), RULES))] == ["names_alike"]


def test_a_slip_is_found_beside_names_that_it_is_not_of() -> None:
    (asked,) = located(read(book(products("供应链金融", "供应链金服", "供应链金触"), basics=BASICS), RULES))
    assert (asked.code, asked.details["understood"], asked.details["other"]) == (
        "names_alike",
        "供应链金触",
        "供应链金融",
    )


def test_one_of_a_series_is_no_slip_though_the_dictionary_does_not_know_it() -> None:
    series = ["铜材加工", "钢材加工", "铝材加工", "钛材加工", "银材加工"]
    assert codes(read(book(products(*series), basics=BASICS), RULES)) == []


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("供应链金融智能制造", ["供应链金融", "智能制造"]),
        ("智慧医疗跨境电商绿色金融", ["智慧医疗", "跨境电商", "绿色金融"]),
        ("智慧医疗和跨境电商", ["智慧医疗", "跨境电商"]),
    ],
)
def test_names_in_one_cell_are_several_where_their_sender_says_so(whole: str, parts: list[str]) -> None:
    raw = book(products(*parts, whole), basics=BASICS)
    (problem,) = read(raw, RULES).problems
    assert (problem.code, problem.details["understood"]) == ("other_separator", whole)
    answered = read(raw, RULES, [Answer.to(problem, "several")])
    assert (len(set("".join(categories(answered)).strip("|").replace("||", "|").split("|"))), answered.problems) == (
        len(parts),
        (),
    )


@pytest.mark.parametrize(
    ("cell", "asked"),
    [
        ("供应链金融、（试点）", ["name_in_brackets"]),
        ("【重点】、供应链金融", ["name_in_brackets"]),
        ("（供应链金融）、（质量追溯）", []),
        ("供应链金融（试点）、质量追溯", []),
    ],
)
def test_what_stands_in_brackets_beside_names_is_asked_about(cell: str, asked: list[str]) -> None:
    assert [code for code, _ in codes(read(book(products(cell), basics=BASICS), RULES))] == asked


@pytest.mark.parametrize("typed", ["③领域1类", "典型场景：领域1及其他", "重点领域：领域1", "第2类领域1"])
def test_what_stands_before_a_name_is_taken_away_step_by_step(typed: str) -> None:
    (problem,) = read(book(products("领域1", typed), basics=BASICS), RULES).problems
    assert (problem.code, problem.details["other"]) == ("names_alike", "领域1")


@pytest.mark.parametrize(
    "names", [("医疗", "健康", "医疗健康"), ("供应链金融", "供应链金融服务"), ("智能", "制造业", "智能制造业")]
)
def test_a_name_that_holds_another_is_no_name_run_together(names: tuple[str, ...]) -> None:
    assert "other_separator" not in [code for code, _ in codes(read(book(products(*names), basics=BASICS), RULES))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("民生", "⺠生"),
        ("环保", "環保"),
        ("ai", "аi"),
        ("ai", "al"),
        ("一o", "一0"),
        ("其它", "其他"),
    ],
)
def test_characters_of_one_look_are_one(first: str, second: str) -> None:
    assert len(set(skeletons([first, second]))) == 1


@pytest.mark.parametrize(
    "pair",
    [
        ("质量追溯", "质量溯源"),
        ("图像识别", "图象识别"),
        ("能耗管理", "五是能耗管理"),
        ("智能 交通", "智慧交通"),
        ("AI质检", "人工智能质检"),
    ],
)
def test_names_of_one_meaning_are_asked_about(pair: tuple[str, str]) -> None:
    assert [code for code, _ in codes(read(book(products(*pair), basics=BASICS), RULES))] == ["names_alike"]


@pytest.mark.parametrize("text", ["1.", "(一)", "7", "a.", "①", "……", "+", "1 2"])
def test_a_name_of_marks_and_numbers_alone_is_left_to_itself(text: str) -> None:
    assert len(skeletons([text, "供应链金融", text + "x"])) == 3
    assert "unexpected" not in [
        code for code, _ in codes(read(book(products(text, "供应链金融"), basics=BASICS), RULES))
    ]


def test_a_column_of_names_by_the_hundred_thousand_is_refused_at_its_header() -> None:
    """Whoever fills cells with thousands of names would keep the program busy for minutes."""
    many = ["、".join(f"类{row}_{n}" for n in range(2_600)) for row in range(40)]
    with pytest.raises(RefusedWorkbook) as refused:
        read(book(products(*many)), RULES)
    problem = refused.value.problem
    assert (problem.code, cell_of(problem)) == ("too_many_names", "C1")


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        *(
            (text, "能耗管理")
            for text in (
                "❸能耗管理",
                "C03 能耗管理",
                "No.3 能耗管理",
                "3#能耗管理",
                "（c）能耗管理",
                "场景3-能耗管理",
                "能耗管理3项",
                "能耗\u3164管理",
            )
        ),
        *(
            ("⻦类监测", "鸟类监测"),
            ("⻣科诊疗", "骨科诊疗"),
            ("定单协同", "订单协同"),
            ("Supply chains", "supply chain"),
        ),
    ],
)
def test_an_unusual_number_or_radical_tells_no_names_apart(typed: str, plain: str) -> None:
    assert [code for code, _ in codes(read(book(products(plain, typed), basics=BASICS), RULES))] == ["names_alike"]


@pytest.mark.parametrize("letters", ["Ⅱ", "b", "乙"])
def test_a_letter_that_numbers_a_name_is_none(letters: str) -> None:
    submission = read(book(products("供应链金融", f"{letters}、供应链金融"), basics=BASICS), RULES)
    assert (categories(submission), codes(submission)) == (["|供应链金融|"] * 2, [])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "待签约",
            "待规划",
            "未选",
            "不涉及",
            "暂不分类",
            "无对应场景",
            "开发中",
            "请选择场景类别",
            "行标签",
            "（多项）",
            "新增场景",
        ),
        *("總計", "not classified", "To be assigned", "Scenario name", 3),
    ],
)
def test_what_says_that_there_is_no_name_yet_is_no_category(text: str | int) -> None:
    submission = read(book(products("供应链金融", "质量追溯", "能耗管理", text), basics=BASICS), RULES)  # type: ignore[arg-type]
    assert categories(submission) == ["|供应链金融|", "|质量追溯|", "|能耗管理|", ""]
    assert codes(submission) == [("placeholder", "C5")]


def test_numbers_that_stand_for_all_names_are_names() -> None:
    submission = read(book(products("1", "2", "3"), basics=BASICS), RULES)
    assert categories(submission) == ["|1|", "|2|", "|3|"]
    assert codes(submission) == []


def test_a_word_for_nothing_is_no_category() -> None:
    submission = read(book(products("供应链金融", "未分类"), basics=BASICS), RULES)
    assert codes(submission) == [("placeholder", "C3")]
    assert categories(submission) == ["|供应链金融|", ""]


def test_a_text_of_one_letter_more_is_a_name() -> None:
    assert [is_no_name(text) for text in ("待定", "待定点医院", "无", "无线")] == [True, False, True, False]


@pytest.mark.parametrize(("choice", "expected"), [("as_read", "|供應鏈金融|"), ("one_name", "|供应链金融|")])
def test_two_spellings_are_one_question_and_one_name_at_a_click(choice: str, expected: str) -> None:
    raw = book(products("供应链金融", "采购协同", "供应链金融", "供應鏈金融", "质量追溯", "供應鏈金融"), basics=BASICS)
    before = read(raw, RULES)
    assert codes(before) == [("names_alike", "C5")]
    after = read(raw, RULES, [Answer.to(before.problems[0], choice)])
    assert codes(after) == []
    assert [categories(after)[row] for row in (0, 3, 5)] == ["|供应链金融|", expected, expected]


def test_the_spelling_of_most_rows_is_the_usual_one() -> None:
    submission = read(book(products("1.物流", "物流", "物流"), basics=BASICS), RULES)
    assert [(p.details["understood"], p.details["other"]) for p in submission.problems] == [("1.物流", "物流")]


@pytest.mark.parametrize(
    "cell",
    [
        "1、物流\n2、仓储",
        "1.物流 2.仓储",
        "①物流②仓储",
        "（1）物流；（2）仓储。",
        "一、物流 二、仓储",
        "1－、物流\n2－、仓储",
        "1·、物流\n2·、仓储",
        "2-1、物流\n2-2、仓储",
        "典型场景：一、物流、仓储、类",
        "物流、仓储、及其他",
    ],
)
def test_numbers_before_names_of_one_cell_are_no_names(cell: str) -> None:
    submission = read(book(products(cell), basics=BASICS), RULES)
    assert (codes(submission), categories(submission)) == ([], ["|仓储|物流|"])


@pytest.mark.parametrize(("high_quality", "expected"), [("是", [("blank_cell", "D3")]), ("否", [])])
def test_a_blank_sub_domain_is_asked_about_where_it_decides(high_quality: str, expected: list[tuple[str, str]]) -> None:
    rows = [
        ["甲", "某局", "公共数据", "零部件", "是", "是", 3, "2025-07-01"],
        ["乙", "某局", "公共数据", "", "是", high_quality, 3, "2025-07-01"],
    ]
    assert codes(read(book({"数据资源台账": [RESOURCES, *rows]}, basics=INDUSTRY), RULES)) == expected
    assert codes(read(book({"数据资源台账": [RESOURCES, *rows]}, basics=BASICS), RULES)) == []


def test_sub_domains_of_one_cell_are_several() -> None:
    rows = [["甲", "某局", "公共数据", "零部件、整车", "是", "是", 3, "2025-07-01"]]
    submission = read(book({"数据资源台账": [RESOURCES, *rows]}, basics=INDUSTRY), RULES)
    assert submission.ledgers["resources"].frame.column("subdomain").to_pylist() == ["|整车|零部件|"]


@pytest.mark.parametrize(("choice", "expected"), [("as_read", 3), ("leave_out", 2)])
def test_a_row_struck_through_counts_until_its_sender_leaves_it_out(choice: str, expected: int) -> None:
    def strike(workbook: Any, sheet: Any) -> None:
        if sheet.name == "产品应用台账":
            sheet.write_string(2, 0, "产品1", workbook.add_format({"font_strikeout": True}))

    raw = book(products("物流", "仓储", "采购"), basics=BASICS, draw=strike)
    before = read(raw, RULES)
    assert codes(before) == [("struck_rows", "A3:I3")]
    after = read(raw, RULES, [Answer.to(before.problems[0], choice)])
    assert (codes(after), len(categories(after))) == ([], expected)


@pytest.mark.parametrize(
    ("font", "letter", "expected"),
    [("Wingdings", "ü", True), ("Wingdings", "û", False), ("Wingdings 2", "O", False), ("Webdings", "r", False)],
)
def test_a_tick_in_a_font_of_symbols_is_what_it_shows(font: str, letter: str, expected: bool) -> None:
    def draw(workbook: Any, sheet: Any) -> None:
        if sheet.name == "产品应用台账":
            sheet.write_string(1, 4, letter, workbook.add_format({"font_name": font}))

    submission = read(book(products("物流"), basics=BASICS, draw=draw), RULES)
    assert codes(submission) == []
    assert submission.ledgers["products"].frame.column("high_value").to_pylist() == [expected]
