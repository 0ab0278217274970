"""What stands on a sheet beside its table is left out or asked about, and never mixed into it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from core.intake import read
from core.model import Answer, Submission
from core.rulebook import load
from tests.intake.books import asked, book, codes, reading, rewritten, taken
from tests.places import cell_of

MONTHS = ["月份", "接入企业数", "当月收入（万元）"]
BODIES = ["主体名称", "主体类别", "角色", "接入日期", "退出日期"]


def body(name: str) -> list[Any]:
    return [name, "企业", "数据提供方", "2025-07-01", ""]


def names(submission: Submission) -> list[str]:
    found: list[str] = submission.ledgers["organisations"].frame.column("name").to_pylist()
    return found


def figures(submission: Submission) -> dict[str, list[Decimal | None]]:
    assert submission.monthly is not None
    return {str(row.month): [entry.value for entry in row.figures.values()] for row in submission.monthly.rows}


def test_a_header_copied_at_a_page_break_is_left_out_and_asked_about() -> None:
    submission = reading({"接入主体台账": [BODIES, body("甲"), BODIES, body("乙")]})
    assert names(submission) == ["甲", "乙"]
    assert [cell_of(problem) for problem in asked(submission, "header_again")] == ["A3:E3"]


def test_the_title_above_a_header_is_left_out_with_it() -> None:
    rows = [BODIES, body("甲"), [], ["第二批接入主体"], BODIES, body("乙")]
    submission = reading({"接入主体台账": rows})
    assert names(submission) == ["甲", "乙"]
    assert [cell_of(problem) for problem in asked(submission, "header_again")] == ["A4:E5"]


def test_a_header_of_two_rows_may_be_copied_whole() -> None:
    head = [["月份", "接入情况", "收入"], ["", "接入企业数", "当月收入（万元）"]]
    submission = reading({"月度统计": [*head, ["2025-07", 1, 2], *head, ["2025-08", 3, 4]]})
    assert figures(submission) == {"2025-07": [1, 2], "2025-08": [3, 4]}
    assert codes(submission) == ["header_again", "header_again"]


@pytest.mark.parametrize(
    "head",
    [
        ["月份", "当月收入（万元）", "接入企业数"],
        ["月份", "当月收入（元）", "接入企业数"],
        ["月份", "当月收入（万元）", "接入企业数", "备注"],
    ],
)
def test_a_table_below_with_its_columns_in_another_order_is_not_mixed_in(head: Sequence[str]) -> None:
    submission = reading({"月度统计": [MONTHS, ["2025-07", 1, 2], [], head, ["2026-07", 5, 6, ""]]})
    assert figures(submission) == {"2025-07": [1, 2]}
    assert [cell_of(problem) and cell_of(problem).split(":")[0] for problem in asked(submission, "table_below")] == [
        "A4"
    ]


def test_a_table_to_the_right_with_the_same_headers_is_an_error_that_names_them() -> None:
    rows = [[*MONTHS, "", *MONTHS], ["2025-07", 1, 2, "", "2026-07", 5, 6], ["2025-08", 3, 4, "", "2026-08", 7, 8]]
    submission = reading({"月度统计": rows})
    assert submission.monthly is None
    assert [cell_of(problem) for problem in asked(submission, "header_twice")] == ["E1", "F1", "G1"]


def test_the_table_on_the_left_is_read_where_the_sender_says_so() -> None:
    rows = [[*MONTHS, "", *MONTHS], ["2025-07", 1, 2, "", "2026-07", 5, 6], ["2025-08", 3, 4, "", "2026-08", 7, 8]]
    raw = book({"月度统计": rows})
    answers = [Answer.to(problem, "cell:1") for problem in asked(taken(raw), "header_twice")]
    assert figures(read(raw, load(), answers)) == {"2025-07": [1, 2], "2025-08": [3, 4]}


def hidden(raw: bytes, column: int) -> bytes:
    mark = f'<cols><col min="{column}" max="{column}" width="9" hidden="1"/></cols><sheetData>'.encode()
    return rewritten(
        raw, lambda name, part: part.replace(b"<sheetData>", mark) if name.endswith("sheet2.xml") else part
    )


def test_a_hidden_column_is_read_and_asked_about() -> None:
    submission = taken(hidden(book({"月度统计": [MONTHS, ["2025-07", 1, 2]]}), 2))
    assert figures(submission) == {"2025-07": [1, 2]}
    assert [cell_of(problem) for problem in asked(submission, "hidden_columns")] == ["B1"]


def test_a_hidden_column_is_left_out_where_the_sender_says_so() -> None:
    raw = hidden(book({"月度统计": [MONTHS, ["2025-07", 1, 2]]}), 2)
    answer = Answer.to(asked(taken(raw), "hidden_columns")[0], "leave_out")
    assert figures(read(raw, load(), [answer])) == {"2025-07": [2]}


def test_a_hidden_column_that_holds_nothing_is_no_question() -> None:
    submission = taken(hidden(book({"月度统计": [[*MONTHS, "数据提供方数"], ["2025-07", 1, 2, ""]]}), 4))
    assert asked(submission, "hidden_columns") == []


def test_a_hidden_column_is_seen_in_odd_xml_too() -> None:
    raw = hidden(book({"月度统计": [MONTHS, ["2025-07", 1, 2]]}), 2)
    odd = rewritten(
        raw,
        lambda name, part: part.replace(b"<sheetData>", b"<!-- a --><sheetData>") if "sheet2" in name else part,
    )
    assert [cell_of(problem) for problem in asked(taken(odd), "hidden_columns")] == ["B1"]
