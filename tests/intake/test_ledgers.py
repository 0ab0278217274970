"""The ledgers and 日活记录."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from core.intake.organisations import ALPHABET, MOST_APART, fits
from core.model import NEVER, Ledger, Month, Place, Submission
from tests.intake.books import Percent, asked, codes, reading
from tests.places import cell_of, located

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
ORGANISATIONS = [
    "主体名称",
    "统一社会信用代码",
    "角色",
    "主体类别",
    "是否中小企业",
    "市场份额（%）",
    "接入日期",
    "退出日期",
    "首次获普惠服务日期",
]
ONE, TWO = "91440101MA59K1AB2G", "91440101MA59K1AB3K"


def products(*rows: Any) -> Submission:
    return reading({"产品应用台账": [PRODUCTS, *rows]})


def organisations(*rows: Any) -> Submission:
    return reading({"接入主体台账": [ORGANISATIONS, *rows]})


def column(submission: Submission, key: str) -> Any:
    (ledger,) = submission.ledgers.values()
    return ledger.frame[key].to_pylist()


FULL = ["产品Ａ ", "数据应用", "金融、交通", "信贷", "是", 25, "12", date(2025, 8, 3), None]


def test_a_row_is_typed_as_the_model_says() -> None:
    submission = products(FULL)
    (ledger,) = submission.ledgers.values()
    assert ledger.frame.to_pylist() == [
        {
            "row": 2,
            "name": "产品a",
            "type": "application",
            "scenario_category": "|交通|金融|",
            "scenario": "|信贷|",
            "high_value": True,
            "enterprises_served": Decimal(25),
            "external_enterprises": Decimal(12),
            "start": Month(2025, 8).index,
            "end": NEVER,
        }
    ]


def test_a_column_has_room_for_its_sum() -> None:
    head = ["数据资源名称", "提供方", "是否运营方开放", "数据量", "开放日期"]
    large = [[f"集{i}", "甲", "是", 900_000_000_000_000, date(2025, 8, 1)] for i in range(200)]
    small = ["末", "甲", "是", "0.0000000002000000000001", date(2025, 8, 1)]
    (ledger,) = reading({"数据资源台账": [head, *large, small]}).ledgers.values()
    assert pc.sum(ledger.frame["volume"]).as_py() == Decimal("180000000000000000.0000000002000000000001")


def test_columns_have_the_types_that_the_model_says() -> None:
    types = {field.name: field.type for field in products(FULL).ledgers["products"].frame.schema}
    assert (types["high_value"], types["start"], types["name"]) == (pa.bool_(), pa.int32(), pa.string())
    assert pa.types.is_decimal128(types["enterprises_served"])


def test_blanks_mean_what_each_type_says() -> None:
    submission = products(["甲"])
    assert submission.ledgers["products"].frame.drop_columns(["row", "name"]).to_pylist() == [
        {
            "type": "",
            "scenario_category": "",
            "scenario": "",
            "high_value": False,
            "enterprises_served": None,
            "external_enterprises": None,
            "start": None,
            "end": NEVER,
        }
    ]


def test_unreadable_cells_are_null_and_listed() -> None:
    ledger = products(["甲", "软件", None, None, "大概", "约20", None, "去年", "今年"]).ledgers["products"]
    row = ledger.frame.to_pylist()[0]
    assert [row[key] for key in ("type", "high_value", "enterprises_served", "start", "end")] == [None] * 5
    texts = {"type": "软件", "high_value": "大概", "enterprises_served": "约20", "start": "去年", "end": "今年"}
    assert {key: held for key, held in ledger.unreadable.items() if held} == {
        key: {2: text} for key, text in texts.items()
    }


def test_filled_counts_cells_that_are_not_blank() -> None:
    ledger = products(["甲", "软件", None, "—"], ["乙", "数据集", None, None, "否"]).ledgers["products"]
    assert (ledger.filled["name"], ledger.filled["type"], ledger.filled["scenario"], ledger.filled["high_value"]) == (
        2,
        2,
        0,
        1,
    )


def test_a_ledger_knows_its_range() -> None:
    ledger = products(["甲"], [], ["乙"]).ledgers["products"]
    assert (ledger.range("type"), ledger.frame["row"].to_pylist()) == (Place.at("products", "type", 2, 4), [2, 4])


def test_a_ledger_with_a_header_alone_has_no_rows() -> None:
    ledger: Ledger = products().ledgers["products"]
    assert (ledger.frame.num_rows, ledger.filled["name"]) == (0, 0)


def test_a_total_in_a_ledger_is_left_out() -> None:
    submission = products(FULL, ["合计", None, None, None, None, 25, 12])
    assert (len(column(submission, "row")), cell_of(asked(submission, "total_row")[0])) == (1, "A3")


def test_a_total_after_a_running_number_is_left_out() -> None:
    submission = reading({"接入主体台账": [["序号", "主体名称", "市场份额（%）"], [1, "甲", 3], [2, "总计", 3]]})
    assert column(submission, "market_share") == [Decimal("0.03")]


def test_a_share_is_a_fraction_of_one() -> None:
    submission = organisations(["甲", ONE, None, None, None, 3.5], ["乙", TWO, None, None, None, Percent(0.125)])
    assert column(submission, "market_share") == [Decimal("0.035"), Decimal("0.125")]


def test_equal_names_count_each_and_are_asked_about() -> None:
    submission = products(["甲"], ["乙"], ["甲 "], ["甲"])
    (problem,) = asked(submission, "equal_names")
    assert (cell_of(problem), cell_of(problem.details["first"]), problem.details["count"]) == ("A4", "A2", 2)


def test_an_end_before_the_start_is_asked_about() -> None:
    submission = products(
        ["甲", *[None] * 6, date(2026, 3, 2), date(2026, 3, 1)], ["乙", *[None] * 6, date(2026, 3, 2), date(2026, 3, 2)]
    )
    assert [(p.code, cell_of(p)) for p in located(submission)] == [("end_before_start", "I2")]


def test_a_date_that_is_a_month_counts_as_that_month() -> None:
    assert column(products(["甲", *[None] * 6, "2025年9月"]), "start") == [Month(2025, 9).index]


@pytest.mark.parametrize(
    ("rows", "same"),
    [
        ([["甲", ONE], ["甲公司", ONE.lower()]], True),
        ([["甲", ONE], ["甲", f" {ONE} "]], True),
        ([["甲", ONE], ["甲", TWO]], False),
        ([["甲", ONE], [" 甲"]], True),
        ([["甲"], ["甲", ONE]], True),
        ([["甲"], ["甲"]], False),
        ([["甲"], ["乙"]], False),
        ([[None, ONE], [None, ONE]], True),
    ],
)
def test_rows_are_one_organisation_as_the_contract_says(rows: Any, same: bool) -> None:
    one, other = column(organisations(*rows), "organisation")
    assert (one == other) is same


def test_a_name_that_bears_two_codes_stands_for_itself() -> None:
    assert len(set(column(organisations(["甲", ONE], ["甲", TWO], ["甲", None, "监管方"]), "organisation"))) == 3


def test_equal_names_without_codes_are_asked_about() -> None:
    assert codes(organisations(["甲"], ["甲"])) == ["equal_names"]


def test_equal_names_that_a_code_tells_to_be_one_are_not_asked_about() -> None:
    assert codes(organisations(["甲", ONE], ["甲"])) == []


def test_a_code_with_several_names_is_asked_about() -> None:
    assert [(p.code, cell_of(p)) for p in located(organisations(["甲", ONE], ["乙", ONE]))] == [
        ("code_with_several_names", "A3")
    ]


@pytest.mark.parametrize("code", ["123", "91440101MA59K1AB2", "91440101IA59K1AB2C", "9.13501E+17"])
def test_an_impossible_code_is_asked_about(code: str) -> None:
    assert codes(organisations(["甲", code])) == ["credit_code"]


def test_a_code_whose_last_character_does_not_fit_is_asked_about() -> None:
    (problem,) = located(organisations(["甲", ONE], ["乙", TWO[:-1] + "L"]))
    assert (problem.code, cell_of(problem), problem.details["kind"]) == ("credit_code", "B3", "check")


@pytest.mark.parametrize("code", [ONE, ONE.lower(), f" {ONE} ", "".join(chr(ord(c) + 0xFEE0) for c in ONE)])
def test_a_code_in_another_spelling_is_not_asked_about(code: str) -> None:
    assert codes(organisations(["甲", code])) == []


def test_a_code_that_has_its_length_only_after_folding_is_read() -> None:
    folded = organisations(["甲", ONE], ["乙", "9144030019220382⑩"])
    assert [(p.code, cell_of(p)) for p in located(folded)] == [("credit_code", "B3")]


def test_many_codes_that_do_not_fit_are_one_question() -> None:
    rows = [[f"甲{i}", f"91440101MA59K1{i:03d}0"] for i in range(40)]
    (problem,) = located(organisations(*rows))
    assert (problem.code, cell_of(problem), problem.details["kind"]) == ("credit_code", "B2", "checks")
    assert problem.details["count"] == sum(not uscc.is_valid(code) for _, code in rows) > MOST_APART


@given(st.lists(st.text(ALPHABET, min_size=17, max_size=17), min_size=1), st.sampled_from(ALPHABET))
def test_the_check_character_is_that_of_stdnum(bodies: list[str], last: str) -> None:
    found = [body + last for body in bodies] + [body + uscc.calc_check_digit(body) for body in bodies]
    assert fits(found).tolist() == [code[-1] == uscc.calc_check_digit(code[:-1]) for code in found]


def test_a_code_typed_as_a_number_has_lost_digits_and_is_not_used() -> None:
    submission = organisations(["甲", 911401017000000001], ["乙", 911401017000000002])
    assert len(set(column(submission, "organisation"))) == 2
    assert {p.code for p in submission.problems} == {"digits_lost"}


def test_roles_are_joined_by_key() -> None:
    assert column(organisations(["甲", ONE, "数据使用方、数据提供方"]), "roles") == ["|provider|user|"]


def test_an_organisation_not_yet_served_has_never_been() -> None:
    assert column(organisations(["甲", ONE]), "first_inclusive_service") == [NEVER]


def test_daily_rows_have_their_day_and_month() -> None:
    submission = reading(
        {"日活记录": [["日期", "注册用户数", "活跃用户数"], [date(2026, 6, 1), 100, 32.5], ["2026-06-02", 101, 40]]}
    )
    frame = submission.ledgers["daily"].frame
    assert frame["day"].to_pylist() == [date(2026, 6, 1), date(2026, 6, 2)]
    assert frame["date"].to_pylist() == [Month(2026, 6).index] * 2
    assert frame["active_users"].to_pylist() == [Decimal("32.5"), Decimal(40)]


def test_a_day_twice_is_asked_about() -> None:
    rows = [["日期", "注册用户数", "活跃用户数"], [date(2026, 6, 1), 100, 30], [date(2026, 6, 1), 100, 30]]
    assert [(p.code, cell_of(p)) for p in located(reading({"日活记录": rows}))] == [("day_twice", "A3")]


def test_two_hundred_figures_of_many_scales_stay_exact() -> None:
    held = [float(format(i / 7, ".16G")) for i in range(200)]  # what XlsxWriter writes
    rows = [["数据资源名称", "数据量"], *[[f"r{i}", volume] for i, volume in enumerate(held)]]
    volumes = reading({"数据资源台账": rows}).ledgers["resources"].frame["volume"].to_pylist()
    assert volumes == [Decimal(format(volume, ".15g")) for volume in held]
