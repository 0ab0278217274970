"""A ledger as CSV joins a workbook as if its rows had been typed there; what is not certain is refused."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core.errors import RefusedWorkbook
from core.model import Assessment, Profile
from core.pipeline import judge, read
from core.rulebook import load
from core.workbooks.ledger_csv import with_ledger, with_ledger_aside
from core.workbooks.scored import scored_workbook
from core.workbooks.template import template_workbook
from core.workbooks.verify import verify
from tests.intake.books import book, rewritten
from tests.workbooks.corpus import members

pytestmark = pytest.mark.slow

RULEBOOK = load()
SAMPLE = Path(__file__).parents[2] / "sample_data" / "sample_enterprise.xlsx"
TITLE = "接入主体台账"
HEADER = ["主体名称", "统一社会信用代码", "角色", "主体类别", "市场份额（%）", "接入日期"]
ROW = ["甲公司", "91310000MA1FL5E91G", "数据提供方", "企业", "32.5", "2025-07-01"]


def text(rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8-sig") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


@cache
def rows() -> list[list[str]]:
    """The sample's ledger as a program would export it."""
    sheet = openpyxl.load_workbook(SAMPLE)[TITLE]

    def shown(cell: Any) -> str:
        return "" if cell is None else cell.date().isoformat() if hasattr(cell, "date") else str(cell)

    return [[shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


@cache
def without(*, kept: bool) -> bytes:
    """The sample with the ledger's rows taken out, or the whole sheet."""
    workbook = openpyxl.load_workbook(SAMPLE)
    if kept:
        for row in workbook[TITLE].iter_rows(min_row=2):
            for cell in row:
                cell.value = None
    else:
        del workbook[TITLE]
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@cache
def whole() -> Assessment:
    return judge(read(SAMPLE.read_bytes(), RULEBOOK), RULEBOOK)


def verdicts(assessment: Assessment) -> list[tuple[Any, ...]]:
    return [(finding.criterion.id, finding.outcome, finding.value) for finding in assessment.findings]


def joined(table: list[list[str]], workbook: bytes | None = None) -> bytes:
    return with_ledger(workbook or book(), text(table), "台账.csv", RULEBOOK)


def cells(raw: bytes, title: str = TITLE) -> Any:
    return openpyxl.load_workbook(io.BytesIO(raw))[title]


def refusal(raw: bytes, workbook: bytes | None = None, name: str = "a.csv") -> str:
    with pytest.raises(RefusedWorkbook) as caught:
        with_ledger(workbook or book(), raw, name, RULEBOOK)
    return caught.value.problem.code


# --- what joins -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("gb18030", ","), ("gb18030", ";"), ("utf-8", "\t")],
)
def test_however_it_is_written_the_verdicts_are_those_of_the_whole_workbook(encoding: str, delimiter: str) -> None:
    raw = with_ledger(without(kept=True), text(rows(), delimiter, encoding), "a.csv", RULEBOOK)
    assert verdicts(judge(read(raw, RULEBOOK), RULEBOOK)) == verdicts(whole())


def test_big_endian_utf_16_is_read() -> None:
    raw = text(rows(), ",", "utf-16-be")
    joint = with_ledger(without(kept=True), b"\xfe\xff" + raw, "a.csv", RULEBOOK)
    assert verdicts(judge(read(joint, RULEBOOK), RULEBOOK)) == verdicts(whole())


def test_a_workbook_without_the_sheet_gets_it_at_its_end() -> None:
    raw = with_ledger(without(kept=False), text(rows()), "a.csv", RULEBOOK)
    assessment = judge(read(raw, RULEBOOK), RULEBOOK)
    assert assessment.submission.sheets[-1] == TITLE
    assert verdicts(assessment) == verdicts(whole())


def test_an_empty_sheet_is_filled_where_it_stands() -> None:
    raw = with_ledger(without(kept=True), text(rows()), "a.csv", RULEBOOK)
    assert read(raw, RULEBOOK).sheets == read(SAMPLE.read_bytes(), RULEBOOK).sheets


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_with_ledgers_takes_one(language: str) -> None:
    template = template_workbook(RULEBOOK, Profile.ENTERPRISE, ledgers=True, language=language)
    submission = read(joined(rows(), template), RULEBOOK)
    assert submission.ledgers["organisations"].frame.num_rows == len(rows()) - 1
    assert [problem.code for problem in submission.problems if problem.code == "sheet_twice"] == []


def test_the_light_template_in_english_gets_an_english_sheet() -> None:
    template = template_workbook(RULEBOOK, Profile.CITY, language="en")
    assert read(joined(rows(), template), RULEBOOK).sheets[-1] == "Organisation ledger"


def test_english_headers_tell_the_ledger_too() -> None:
    raw = joined([["Date", "Registered users", "Active users"], ["2025-07-01", "10", "4"]])
    assert "日活记录" in read(raw, RULEBOOK).sheets


def test_every_part_of_the_users_is_as_it_was() -> None:
    before, after = members(without(kept=False)), members(with_ledger(without(kept=False), text(rows()), "a", RULEBOOK))
    changed = {name for name, body in before.items() if after.get(name) != body}
    assert changed <= {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


def test_the_scored_workbook_of_it_says_what_it_says() -> None:
    raw = with_ledger(without(kept=True), text(rows()), "a.csv", RULEBOOK)
    scored = scored_workbook(raw, judge(read(raw, RULEBOOK), RULEBOOK), "zh")
    assert verify(scored, RULEBOOK) == ()


def test_a_title_above_the_header_stays() -> None:
    sheet = cells(joined([["接入主体台账（2026年6月）"], HEADER, ROW]))
    assert (sheet["A1"].value, sheet["A2"].value, sheet["A3"].value) == (
        "接入主体台账（2026年6月）",
        "主体名称",
        "甲公司",
    )


def test_excels_separator_line_is_obeyed() -> None:
    raw = b"sep=;\r\n" + text([HEADER, ROW], ";", "utf-8")
    assert cells(with_ledger(book(), raw, "a.csv", RULEBOOK))["A2"].value == "甲公司"


def test_separators_too_many_at_the_end_of_a_line_are_let_go() -> None:
    assert cells(joined([HEADER, [*ROW, "", " "]]))["F2"].value.date() == date(2025, 7, 1)


def test_text_that_looks_like_an_escaped_character_stays_as_it_was() -> None:
    raw = joined([HEADER, ["a_x0041_b", *ROW[1:]]])
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_name(TITLE)
    assert sheet.to_python()[1][0] == "a_x0041_b"


def test_two_ledgers_may_join() -> None:
    once = joined([HEADER, ROW])
    days = text([["日期", "注册用户数", "活跃用户数"], ["2025-07-01", "10", "4"]])
    assert set(read(with_ledger(once, days, "b.csv", RULEBOOK), RULEBOOK).ledgers) == {"organisations", "daily"}


def test_in_a_process_of_its_own_it_is_the_same() -> None:
    workbook = book()
    assert with_ledger_aside(workbook, text([HEADER, ROW]), "a.csv", "2025-pilot") == joined([HEADER, ROW], workbook)


def test_in_a_process_of_its_own_it_is_refused_alike() -> None:
    with pytest.raises(RefusedWorkbook) as caught:
        with_ledger_aside(book(), b"a,b\n1,2\n", "a.csv", "2025-pilot")
    assert caught.value.problem.code == "csv_no_header"


def test_under_a_lower_limit_of_the_system_it_is_the_same() -> None:
    start = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (14, 14)); "
    start += "from tests.workbooks.test_ledger_csv import HEADER, ROW, book, text, with_ledger_aside; "
    start += "with_ledger_aside(book(), text([HEADER, ROW]), 'a.csv', '2025-pilot')"
    done = subprocess.run([sys.executable, "-c", start], stderr=subprocess.PIPE, cwd=SAMPLE.parents[1], check=False)
    assert (done.returncode, done.stderr) == (0, b"")


# --- what each cell becomes -----------------------------------------------------------------


def cell(column: int, written: str, header: list[str] | None = None) -> Any:
    row = [*ROW[:column], written, *ROW[column + 1 :]]
    return cells(joined([header or HEADER, row])).cell(2, column + 1)


@pytest.mark.parametrize(("written", "value"), [("200", 200), ("32.50", 32.5), ("0.1", 0.1), ("-3", -3)])
def test_a_number_in_a_column_of_numbers_is_native(written: str, value: float) -> None:
    found = cell(4, written)
    assert (found.data_type, found.value) == ("n", value)


@pytest.mark.parametrize("written", ["007", "1,234", "３２", "32.5%", "约30", "1e3", "+5", "0.1234567890123456", "—"])
def test_what_is_not_exactly_a_number_stays_as_written(written: str) -> None:
    found = cell(4, written)
    assert (found.data_type, found.value) == ("s", written)


@pytest.mark.parametrize("written", ["913100001234567890", "001", "9.13E+17", "2025-07-01", "12"])
def test_a_code_stays_text(written: str) -> None:
    found = cell(1, written)
    assert (found.data_type, found.value) == ("s", written)


def test_a_number_in_a_column_that_nobody_knows_stays_text() -> None:
    table = [[*HEADER, "备忘"], [*ROW, "0012"], [*ROW, "12"]]
    assert [cells(joined(table))[f"G{row}"].value for row in (2, 3)] == ["0012", "12"]


def test_a_day_as_iso_writes_it_is_native() -> None:
    found = cell(5, "2025-07-31")
    assert (found.is_date, found.value.date()) == (True, date(2025, 7, 31))


@pytest.mark.parametrize("written", ["2025/7/1", "2025-13-01", "2025-7-1", "2025.07", "45839"])
def test_any_other_day_stays_text(written: str) -> None:
    found = cell(5, written)
    assert (found.data_type, found.value) == ("s", written)


def test_a_day_is_the_same_in_a_workbook_that_counts_from_1904() -> None:
    old = rewritten(book(), lambda name, part: part.replace(b"<workbookPr", b'<workbookPr date1904="1"'))
    assert cells(joined([HEADER, ROW], old))["F2"].value.date() == date(2025, 7, 1)


@pytest.mark.parametrize(
    "written", ["=1+1", '=HYPERLINK("http://example.org")', "@SUM(1)", "+1+1", "<b>&amp;", " a\nb "]
)
def test_text_stays_text_whatever_it_looks_like(written: str) -> None:
    found = cell(0, written)
    assert (found.data_type, found.value) == ("s", written)


# --- what is refused ------------------------------------------------------------------------

GOOD = text([HEADER, ROW])
REFUSED = {
    "csv_empty": b"",
    "csv_workbook": b"PK\x03\x04" + b"\0" * 40,
    "csv_web_page": b"\xef\xbb\xbf <!DOCTYPE html><html><table></table></html>",
    "csv_binary": GOOD.replace("甲公司".encode(), b"a\0b"),
    "csv_encoding": ",".join(HEADER).encode("gb18030") + b"\n\xff\xff,\xff\n",
    "csv_no_header": "月份,接入企业数\n2025-07,3\n".encode(),
    "csv_uneven": text([HEADER, ROW, ROW[:-1]]),
    "csv_quotes": GOOD + '"乙公司,1,2\n'.encode(),
    "csv_long_text": text([HEADER, ["甲" * 40_000, *ROW[1:]]]),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_joined_is_refused_as_such(code: str) -> None:
    assert refusal(REFUSED[code]) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (text([HEADER]), "csv_empty"),
        (text([HEADER, [*ROW, "更多"]]), "csv_uneven"),
        (b"," * 20_000_000, "csv_uneven"),
        (b"\xff\xfe" + b"a", "csv_encoding"),
        ("主体名称,统一社会信用代码,角色\n".encode("utf-16-le"), "csv_binary"),
        (b'"' * 1_000_001, "csv_no_header"),
    ],
)
def test_other_ways_to_be_wrong_are_told_too(raw: bytes, code: str) -> None:
    assert refusal(raw) == code


def test_utf_8_with_a_damaged_byte_is_never_taken_for_gb18030() -> None:
    table = [["Date", "Registered users", "Active users", "备注"], *[["2025-07-01", "1", "1", "上海数据"]] * 5]
    raw = text(table, encoding="utf-8").replace("上海数据".encode(), "上海数据".encode()[:-1] + b"A", 1)
    assert refusal(raw) == "csv_encoding"


def test_the_line_of_a_row_that_does_not_fit_is_named() -> None:
    with pytest.raises(RefusedWorkbook) as caught:
        with_ledger(book(), text([HEADER, ["甲\n乙", *ROW[1:]], ROW[:3]]), "a.csv", RULEBOOK)
    assert dict(caught.value.problem.details) == {"line": 4, "count": 3, "width": 6}


def test_more_than_64_mib_are_refused() -> None:
    assert refusal(b"a" * ((64 << 20) + 1)) == "csv_too_large"


def test_more_rows_than_a_sheet_has_are_refused() -> None:
    assert refusal(text([HEADER]) + b",,,,,\n" * 1_048_580) == "csv_too_long"


def test_records_in_the_workbook_are_never_written_over() -> None:
    with pytest.raises(RefusedWorkbook) as caught:
        with_ledger(SAMPLE.read_bytes(), text(rows()), "a.csv", RULEBOOK)
    assert (caught.value.problem.code, caught.value.problem.details["count"]) == ("csv_ledger_filled", len(rows()) - 1)


def test_a_second_csv_of_one_ledger_is_refused() -> None:
    assert refusal(text([HEADER, ROW]), joined([HEADER, ROW])) == "csv_ledger_filled"


def test_a_workbook_that_cannot_be_read_is_refused_as_ever() -> None:
    assert refusal(text([HEADER, ROW]), b"no workbook") == "not_a_workbook"


def test_a_signed_workbook_is_left_alone() -> None:
    signed = rewritten(
        book(),
        lambda name, part: (
            part.replace(
                b"</Relationships>",
                b'<Relationship Id="s" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
                b'digital-signature/origin" Target="x.sigs"/></Relationships>',
            )
            if name == "_rels/.rels"
            else part
        ),
    )
    assert refusal(text([HEADER, ROW]), signed) == "csv_kept_apart"


# --- whatever comes -------------------------------------------------------------------------


@cache
def plain_book() -> bytes:
    return book()


@given(st.data())
def test_a_damaged_csv_is_refused_or_read_cell_by_cell_as_the_csv_module_reads_it(drawn: st.DataObject) -> None:
    raw = bytearray(text([HEADER, ROW, ROW], encoding="utf-8"))
    for _ in range(drawn.draw(st.integers(1, 4))):
        place = drawn.draw(st.integers(0, len(raw) - 1))
        raw[place : place + drawn.draw(st.integers(0, 2))] = drawn.draw(st.binary(max_size=3))
    try:
        found = with_ledger(plain_book(), bytes(raw), "a.csv", RULEBOOK)
    except RefusedWorkbook:
        return
    sheet = cells(found)
    for number, row in enumerate(csv.reader(io.StringIO(_decoded(bytes(raw)), newline="")), 1):
        for index, written in enumerate(row[: sheet.max_column], 1):
            assert _shown(sheet.cell(number, index).value, written), (number, index, written)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _shown(value: Any, written: str) -> bool:
    """Whether a cell holds exactly what was written."""
    if value is None:
        return written == ""
    if hasattr(value, "date"):
        return str(value.date().isoformat()) == written
    return (
        Decimal(str(value)) == Decimal(written)
        if isinstance(value, (int, float))
        else bool(value.replace("\r\n", "\n") == written.replace("\r\n", "\n").replace("\r", "\n"))
    )
