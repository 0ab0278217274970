from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from core.intake.cells import parser
from core.intake.measures import Measure
from core.model import Choice, Column, Month, Severity, State, Text
from tests.build import RULEBOOK

COUNT = Column("count", Text("接入企业数", "Enterprises"), "count", Text("-", "-"), unit=Text("家", "enterprises"))
MONEY = replace(COUNT, type="number", unit=Text("万元", "10,000 CNY"))
PLAIN = replace(COUNT, type="number", unit=None)
PERCENT = replace(COUNT, type="percent", unit=Text("%", "%"))
MONTH = replace(COUNT, type="month", unit=None)
DATE = replace(COUNT, type="date", unit=None)
FLAG = replace(COUNT, type="flag", unit=None)
TEXT = replace(COUNT, type="text", unit=None)
NAMES = replace(COUNT, type="names", unit=None)
ROLES = (
    Choice("provider", Text("数据提供方", "Data provider")),
    Choice("user", Text("数据使用方", "Data user"), ("使用方",)),
    Choice("not_applicable", Text("不适用", "Not applicable"), ("N/A",)),
)
CHOICE = replace(COUNT, type="choice", unit=None, choices=ROLES)
CHOICES = replace(COUNT, type="choices", unit=None, choices=ROLES)


def understood(column: Column, raw: Any) -> Any:
    cell = parser(column)(raw)
    return cell.value, [doubt.code for doubt in cell.doubts]


@pytest.mark.parametrize("raw", ["", "  ", "—", "——", "-", "/", "无", "暂无", "N/A", "n/a", "　", "－", "空", "……"])
@pytest.mark.parametrize("column", [COUNT, MONEY, PERCENT, MONTH, DATE, TEXT, NAMES, FLAG], ids=lambda c: c.type)
def test_words_for_nothing_are_blank_except_no_in_a_flag(column: Column, raw: str) -> None:
    cell = parser(column)(raw)
    expected = State.FILLED if column is FLAG and raw == "无" else State.BLANK
    assert cell.state is expected
    assert not cell.value
    assert not cell.doubts


@pytest.mark.parametrize(
    ("column", "raw", "value", "doubts"),
    [
        (COUNT, 200.0, "200", []),
        (COUNT, 0.0, "0", []),
        (COUNT, "200", "200", ["text_number"]),
        (COUNT, "２００", "200", ["text_number"]),
        (COUNT, "1,234", "1234", ["text_number"]),
        (COUNT, "１，２３４", "1234", ["text_number"]),
        (COUNT, "'200", "200", ["text_number"]),
        (COUNT, " 200\n", "200", ["text_number"]),
        (COUNT, "200.0", "200", ["text_number"]),
        (COUNT, "200家", "200", ["text_unit"]),
        (COUNT, "200 个", "200", ["text_unit"]),
        (COUNT, "1.2万", "12000", ["text_unit"]),
        (COUNT, "1.2万家", "12000", ["text_unit"]),
        (PLAIN, 0.1 + 0.2, "0.3", []),
        (PLAIN, 1 / 3, "0.333333333333333", []),
        (MONEY, "3.2万元", "3.2", ["text_unit"]),
        (MONEY, "32000元", "3.2", ["text_unit"]),
        (MONEY, "0.3亿元", "3000", ["text_unit"]),
        (MONEY, "¥3.2", "3.2", ["text_number"]),
        (MONEY, "人民币32000元整", "3.2", ["text_unit"]),
        (COUNT, "1 200", "1200", ["text_number"]),
        (COUNT, "210（家）。", "210", ["text_unit"]),
        (MONEY, ("k", 32000.0), "32000", ["shown_divided"]),
        (MONEY, ("k", 32000.0, "3"), "32000", ["shown_divided"]),
        (MONEY, ("u", 3.2, "#亿元"), "32000", ["shown_in_unit"]),
        (MONEY, ("u", 3.2, "¥#"), "3.2", []),
        (PERCENT, 32.5, "0.325", []),
        (PERCENT, ("%", 0.325), "0.325", []),
        (PERCENT, "32.5%", "0.325", ["text_number"]),
        (PERCENT, "32.5％", "0.325", ["text_number"]),
        (PERCENT, "32.5", "0.325", ["text_number"]),
        (PERCENT, "0.5%", "0.005", ["text_number"]),
        (PERCENT, 0.325, "0.00325", ["percent_below_one"]),
        (PERCENT, "0.325", "0.00325", ["percent_below_one"]),
        (PERCENT, 1.0, "0.01", []),
        (PERCENT, 0.0, "0", []),
        (PERCENT, ("%", 0.005), "0.005", []),
    ],
)
def test_a_number_is_understood_with_the_questions_it_deserves(
    column: Column, raw: Any, value: str, doubts: list[str]
) -> None:
    assert understood(column, raw) == (Decimal(value), doubts)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [("31（试点）", "beside"), ("2100.5M", "beside"), ("待统计", "words"), ("21至30", "range"), ("2l0", "words")],
)
def test_the_remedy_says_whether_there_is_a_number(raw: str, kind: str) -> None:
    (doubt,) = parser(COUNT)(raw).doubts
    assert doubt.details["kind"] == kind


@pytest.mark.parametrize(
    ("column", "raw", "proposed"),
    [
        (COUNT, "二百", 200),
        (COUNT, "一百二十三家", 123),
        (COUNT, "二〇〇", 200),
        (COUNT, "1千2百", 1200),
        (COUNT, "约二百", 200),
        (COUNT, "共210家", 210),
        (COUNT, "一百二", None),
        (COUNT, "三四十", None),
        (COUNT, "十几", None),
        (COUNT, "二百至三百", None),
        (COUNT, "一", None),
        (MONEY, "三千万元", 3000),
        (MONEY, "三千万", 3000),
        (MONEY, "叁仟万元整", 3000),
        (MONEY, "1亿2千万", 12000),
        (MONEY, "一点二亿元", 12000),
        (MONEY, "1.2亿", 12000),
        (MONEY, "三千", 3000),
        (MONEY, "约三千万", 3000),
        (MONEY, "三千万美元", None),
    ],
)
def test_a_number_in_words_is_proposed_where_it_has_one_reading(column: Column, raw: str, proposed: int | None) -> None:
    (doubt,) = parser(column)(raw).doubts
    assert doubt.details.get("proposed") == proposed


@pytest.mark.parametrize(
    ("column", "raw", "code"),
    [
        (COUNT, "约200", "unreadable"),
        (COUNT, "200左右", "unreadable"),
        (COUNT, "200+", "unreadable"),
        (COUNT, ">200", "unreadable"),
        (COUNT, "≥200", "unreadable"),
        (COUNT, "10-20", "unreadable"),
        (COUNT, "六成", "unreadable"),
        (COUNT, "二十", "number_in_words"),
        (COUNT, "1e3x", "unreadable"),
        (COUNT, "10²", "unreadable"),
        (COUNT, "1,23", "unreadable"),
        (COUNT, "1.234,5", "unreadable"),
        (COUNT, "12 34", "unreadable"),
        (COUNT, "(200)", "negative"),
        (COUNT, "#DIV/0!", "unreadable"),
        (COUNT, "30%", "percent_in_number"),
        (COUNT, ("%", 0.3), "percent_in_number"),
        (COUNT, "200万元", "unit_conflict"),
        (COUNT, -1.0, "negative"),
        (COUNT, "-5", "negative"),
        (COUNT, 2.5, "not_whole"),
        (COUNT, 1e15, "too_large"),
        (COUNT, float("inf"), "too_large"),
        (COUNT, float("nan"), "too_large"),
        (COUNT, True, "truth_in_number"),
        (COUNT, ("d", 2025, 7, 1), "date_in_number"),
        (COUNT, ("t", "12:00"), "date_in_number"),
        (COUNT, ("e", "#DIV/0!"), "error_cell"),
        (COUNT, ("f",), "formula_without_value"),
        (MONEY, "3.2万", "unit_conflict"),
        (MONEY, "0.3亿", "unit_conflict"),
        (PLAIN, "3TB", "unit_conflict"),
        (PLAIN, 1e-30, "too_small"),
        (PERCENT, "三成", "number_in_words"),
        (PERCENT, "5‰", "unreadable"),
        (PERCENT, "-3%", "negative"),
        (PERCENT, True, "truth_in_number"),
        (PERCENT, ("e", "#REF!"), "error_cell"),
    ],
)
def test_a_number_that_cannot_be_told_is_an_error(column: Column, raw: Any, code: str) -> None:
    cell = parser(column)(raw)
    assert (cell.state, cell.value, [(severity(d.code), d.code) for d in cell.doubts]) == (
        State.UNREADABLE,
        None,
        [(Severity.ERROR, code)],
    )


def test_a_volume_may_bear_the_unit_that_the_form_names() -> None:
    cell = parser(PLAIN, Measure.of("TB"))("3.5TB")
    assert (cell.value, [doubt.code for doubt in cell.doubts]) == (Decimal("3.5"), ["text_unit"])


def test_a_volume_in_another_unit_than_the_form_names_is_an_error() -> None:
    assert parser(PLAIN, Measure.of("TB"))("3.5GB").doubts[0].code == "unit_conflict"


def test_a_question_about_a_number_says_what_was_understood() -> None:
    assert parser(COUNT)("1.2万").doubts[0].details["understood"] == 12000


@pytest.mark.parametrize(
    "raw",
    [
        ("d", 2025, 7, 31),
        ("dt", 2025, 7, 1, 8, 0, 0),
        "2025-07",
        "2025-7",
        "2025/7",
        "2025/07/15",
        "2025.07",
        "2025.7.1",
        "2025年7月",
        "2025 年 07 月",
        "2025年7月份",
        "2025年7月末",
        "2025年7月31日",
        "２０２５年７月",
        "202507",
        "20250731",
        "202507月",
        "2025-07-01 00:00:00",
        "07/2025",
        "Jul 2025",
        "July 2025",
        "Jul-2025",
        "2025 Jul",
        202507.0,
        20250715.0,
    ],
)
def test_a_month_is_understood_in_each_common_form(raw: Any) -> None:
    assert understood(MONTH, raw) == (Month(2025, 7), [])


def test_a_text_that_could_be_january_or_october_is_asked_about() -> None:
    assert understood(MONTH, "2025.1") == (Month(2025, 1), ["month_text"])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (2025.1, "month_as_number"),
        (2025.07, "month_as_number"),
        (2025.0, "month_as_number"),
        (45839.0, "serial_number"),
        ("45839", "serial_number"),
        (7.0, "unreadable"),
        (202513.0, "unreadable"),
        ("2025年13月", "unreadable"),
        ("25年7月", "unreadable"),
        ("7月", "unreadable"),
        ("Jul-25", "unreadable"),
        ("2025年7-9月", "unreadable"),
        ("三季度", "unreadable"),
        (True, "unreadable"),
        (("%", 0.3), "unreadable"),
        (("d", 1925, 7, 1), "year_out_of_range"),
        ("2205-07", "year_out_of_range"),
        (("e", "#VALUE!"), "error_cell"),
    ],
)
def test_a_month_that_cannot_be_told_is_an_error(raw: Any, code: str) -> None:
    assert understood(MONTH, raw) == (None, [code])


def test_a_serial_number_comes_with_the_date_it_would_mean() -> None:
    assert parser(MONTH)(45839.0).doubts[0].details["date"] == date(2025, 7, 1)


@pytest.mark.parametrize(
    "raw",
    [
        ("d", 2025, 7, 1),
        "2025-07-01",
        "2025/7/1",
        "2025.7.1",
        "2025年7月1日",
        "20250701",
        20250701.0,
        "1 Jul 2025",
        "July 1, 2025",
    ],
)
def test_a_date_is_understood_in_each_common_form(raw: Any) -> None:
    month, day = parser(DATE)(raw).value
    assert (month, day) == (Month(2025, 7), 739433)


def test_a_month_in_a_date_column_is_that_month_and_asked_about() -> None:
    assert understood(DATE, "2025年7月") == ((Month(2025, 7), None), ["month_only"])


@pytest.mark.parametrize("raw", ["2025-02-30", 45839.0, "去年", "2025", True])
def test_a_date_that_cannot_be_told_is_an_error(raw: Any) -> None:
    assert parser(DATE)(raw).state is State.UNREADABLE


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("是", True),
        ("√", True),
        ("Y", True),
        ("Yes", True),
        ("ＹＥＳ", True),
        (1.0, True),
        ("1", True),
        (True, True),
        ("TRUE", True),
        ("有", True),
        ("否", False),
        ("×", False),
        ("N", False),
        ("no", False),
        (0.0, False),
        ("0", False),
        (False, False),
        ("无", False),
        ("是 Yes", True),
        ("否/No", False),
    ],
)
def test_a_flag_is_understood_in_each_common_form(raw: Any, value: bool) -> None:
    assert understood(FLAG, raw) == (value, [])


@pytest.mark.parametrize("raw", ["大概", "是/否", 2.0, "x", "v", ("%", 1.0), "是?"])
def test_a_flag_that_cannot_be_told_is_an_error(raw: Any) -> None:
    assert understood(FLAG, raw) == (None, ["not_yes_or_no"])


@pytest.mark.parametrize(
    "raw",
    [
        "数据使用方",
        "使用方",
        "Data user",
        "DATA USER",
        "user",
        " 数据 使用方 ",
        "数据使用方/Data user",
        "Data user\n数据使用方",
    ],
)
def test_a_choice_is_understood_in_both_languages_by_synonym_and_key(raw: str) -> None:
    assert understood(CHOICE, raw) == ("user", [])


def test_a_choice_wins_over_a_word_for_nothing() -> None:
    assert understood(CHOICE, "N/A") == ("not_applicable", [])


@pytest.mark.parametrize("raw", ["数据使用者", "使用", 3.0])
def test_a_word_outside_the_list_is_an_error(raw: Any) -> None:
    assert understood(CHOICE, raw) == (None, ["not_in_list"])


@pytest.mark.parametrize(
    "raw",
    [
        "数据使用方、数据提供方",
        "数据提供方,数据使用方",
        "数据提供方；使用方",
        "数据提供方/数据使用方",
        "数据提供方\n数据使用方",
        "数据提供方、数据使用方、数据提供方",
    ],
)
def test_several_choices_are_split_and_kept_once_each(raw: str) -> None:
    assert understood(CHOICES, raw) == ("|provider|user|", [])


def test_one_unknown_among_known_choices_is_an_error_that_names_it() -> None:
    cell = parser(CHOICES)("数据提供方、观察员")
    assert (cell.value, cell.doubts[0].details["unknown"]) == (None, "观察员")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("金融", "|金融|"),
        ("金融、交通", "|交通|金融|"),
        ("ＡＰＩ、api", "|api|"),
        ("金融\n交通", "|交通|金融|"),
        ("a|b", "|a¦b|"),
        (5.0, "|5|"),
    ],
)
def test_names_are_split_by_the_enumeration_comma_and_compared_as_the_contract_has_it(raw: Any, value: str) -> None:
    assert understood(NAMES, raw) == (value, [])


def test_names_split_by_another_comma_are_one_name_and_asked_about() -> None:
    assert understood(NAMES, "金融,交通") == ("|金融,交通|", ["other_separator"])


def test_a_number_too_long_for_a_double_is_no_text() -> None:
    assert understood(TEXT, 9.13501e17) == (None, ["digits_lost"])


def test_a_number_in_a_text_column_is_its_digits() -> None:
    assert understood(TEXT, 12.0) == ("12", [])


RAW = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789０１.,，%万亿家元年月日-/ ", max_size=12),
    st.floats(),
    st.booleans(),
    st.tuples(st.sampled_from(["%", "k", "s"]), st.floats()),
    st.tuples(st.sampled_from("ou"), st.floats(), st.sampled_from(["#万元", "约#", "$#", "#TB", "#00", "#家", "200"])),
    st.tuples(st.just("e"), st.text(max_size=5)),
    st.just(("f",)),
    st.tuples(st.just("t"), st.text(max_size=8)),
    st.dates().map(lambda day: ("d", day.year, day.month, day.day)),
    st.datetimes().map(lambda t: ("dt", t.year, t.month, t.day, t.hour, t.minute, t.second)),
)
COLUMNS = (COUNT, MONEY, PLAIN, PERCENT, MONTH, DATE, FLAG, TEXT, NAMES, CHOICE, CHOICES)


def severity(code: str) -> Severity:
    return RULEBOOK.problems.kinds[code].severity


@given(RAW, st.sampled_from(COLUMNS))
@example(("k", 1e28), COUNT)
@example(("k", 1e28, "3"), COUNT)
@example(("o", 1e40, "#00"), COUNT)
def test_no_parser_raises_and_an_error_never_has_a_value(raw: Any, column: Column) -> None:
    cell = parser(column)(raw)
    errors = [doubt for doubt in cell.doubts if severity(doubt.code) is Severity.ERROR]
    assert (cell.state is State.UNREADABLE) is bool(errors)
    assert (cell.value is not None) is (cell.state is State.FILLED)


@given(st.decimals(min_value=0, max_value=10**12, places=3))
def test_a_number_written_with_commas_full_width_or_spaces_is_that_number(number: Decimal) -> None:
    text = f" {number:,}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.,"})
    assert parser(PLAIN)(text).value == number


@given(st.floats(min_value=1e-6, max_value=1e14))
def test_a_number_is_the_decimal_of_its_double_at_15_digits(number: float) -> None:
    assert parser(PLAIN)(number).value == Decimal(format(number, ".15g"))


@pytest.mark.parametrize(
    "raw",
    [
        "☑数据使用方 □数据提供方",
        "□数据提供方、■数据使用方",
        "数据使用方（√） 数据提供方（ ）",
        "√数据使用方",
        "1.数据使用方",
        "（二）数据使用方",
    ],
)
def test_the_word_of_a_list_whose_box_is_ticked_or_that_is_numbered_is_chosen(raw: str) -> None:
    assert understood(CHOICE, raw) == ("user", [])


@pytest.mark.parametrize("raw", ["□数据使用方", "☑数据使用方 ☑数据提供方", "☒数据使用方", "☑数据使用方 □别的"])
def test_a_box_that_chooses_none_or_several_is_an_error(raw: str) -> None:
    assert understood(CHOICE, raw) == (None, ["not_in_list"])


@pytest.mark.parametrize(("raw", "expected"), [("☑是 □否", True), ("是（ ） 否（√）", False), ("□是", None)])
def test_a_box_says_yes_or_no(raw: str, expected: bool | None) -> None:
    assert understood(FLAG, raw)[0] is expected


@pytest.mark.parametrize("raw", ["有", "无", "没有", "有变化"])
def test_a_word_that_a_negated_header_leaves_open_is_neither_yes_nor_no(raw: str) -> None:
    unchanged = replace(FLAG, label=Text(zh="本月无变化", en="No change this month"))
    assert understood(unchanged, raw) == (None, ["not_yes_or_no"])
    assert understood(unchanged, "是") == (True, [])


@pytest.mark.parametrize(
    ("header", "raw", "expected"),
    [
        ("本月无变化", "无变化", True),
        ("本月无变化", "本月无变化。", True),
        ("是否龙头企业", "龙头企业", True),
        ("是否龙头企业", "非龙头企业", False),
        ("是否龙头企业", "Not leading enterprise", False),
        ("是否龙头企业", "leading enterprise", True),
        ("是否龙头企业", "小微企业", None),
    ],
)
def test_a_cell_that_repeats_its_header_says_yes_and_one_that_denies_it_no(
    header: str, raw: str, expected: bool | None
) -> None:
    assert understood(replace(FLAG, label=Text(zh=header, en="Leading enterprise")), raw)[0] is expected


@pytest.mark.parametrize("raw", ["未退出", "（未退出，留空）", "长期", "至今"])
def test_a_word_for_no_end_is_blank_in_a_column_of_ends_alone(raw: str) -> None:
    organisations = RULEBOOK.sheets["organisations"]
    assert parser(organisations.column("end"))(raw).state is State.BLANK
    assert parser(organisations.column("start"))(raw).state is State.UNREADABLE


@pytest.mark.parametrize("raw", ["数据使用方 数据提供方", "数据提供方+数据使用方", "数据使用方及数据提供方"])
def test_words_of_a_list_may_stand_side_by_side(raw: str) -> None:
    assert understood(CHOICES, raw) == understood(CHOICES, "数据提供方、数据使用方")
    assert understood(CHOICES, raw.replace("提供", "提共")) == (None, ["not_in_list"])


@pytest.mark.parametrize("raw", ["210（含15家）", "210家（其中央企3家）", "210(上月200)", "二百一十（较上月新增10家）"])
def test_a_number_before_a_remark_on_it_is_proposed(raw: str) -> None:
    (doubt,) = parser(COUNT)(raw).doubts
    assert (doubt.code, doubt.details["proposed"]) == ("number_in_words", 210)


@pytest.mark.parametrize("raw", ["210（目标）", "210（含15家待签）", "210（+10）"])
def test_a_number_before_what_may_change_it_is_not(raw: str) -> None:
    (doubt,) = parser(COUNT)(raw).doubts
    assert doubt.code == "unreadable"
