"""Files that have no verdict, and odd ones that have."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
from functools import cache

import pytest
from msgspec.structs import replace

from core.errors import RefusedWorkbook
from core.intake import DEFAULT_LIMITS, read
from core.rulebook import load
from tests.intake.books import BASICS, Formula, asked, book, reading, rewritten, taken
from tests.places import cell_of, located, sheet_of

pytestmark = [pytest.mark.slow, pytest.mark.child]

SHEET = "xl/worksheets/sheet1.xml"


def refused(raw: bytes, **limits: float) -> str:
    with pytest.raises(RefusedWorkbook) as caught:
        read(raw, load(), limits=replace(DEFAULT_LIMITS, **limits))
    return caught.value.problem.code


def ole(*names: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"\0".join(name.encode("utf-16-le") for name in names)


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def test_an_empty_file_is_refused() -> None:
    assert refused(b"") == "empty_file"


@pytest.mark.parametrize(
    "raw", [b"a,b\n1,2\n", "名称,数量\n".encode("gbk"), b"%PDF-1.7", b"<?xml version='1.0'?><x/>", b"\0" * 100]
)
def test_what_is_no_workbook_is_refused(raw: bytes) -> None:
    assert refused(raw) == "not_a_workbook"


@pytest.mark.parametrize(
    "raw", [b"<html><table></table></html>", b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html>", b"<TABLE>"]
)
def test_a_web_page_named_xlsx_is_refused_as_such(raw: bytes) -> None:
    assert refused(raw) == "html"


def kind(raw: bytes) -> str:
    with pytest.raises(RefusedWorkbook) as caught:
        read(raw, load())
    return str(caught.value.problem.details["kind"])


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 99, "picture"),
        (b"RIFF\0\0\0\0WEBP", "picture"),
        (b"\0\0\0\x18ftypheic", "picture"),
        (b"Rar!\x1a\x07\0", "zip"),
        (b"a,b\n1,2\n", "text"),
        (b"<?xml version='1.0'?><Workbook/>", "xml"),
    ],
)
def test_each_kind_of_other_file_is_told(raw: bytes, said: str) -> None:
    assert kind(raw) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"Index/Document.iwa": b"x"}, "numbers"),
        ({"Index.zip": b"x", "preview.jpg": b"x"}, "numbers"),
        ({"报表.xlsx": b"x"}, "zipped_workbook"),
        ({"a.txt": b"x"}, "zip"),
    ],
)
def test_each_kind_of_archive_is_told(parts: dict[str, bytes], said: str) -> None:
    assert kind(zipped(parts)) == said


@pytest.mark.parametrize("raw", ["<html><table>".encode("utf-16"), b"MIME-Version: 1.0\nX-Document-Type: Workbook\n"])
def test_a_web_page_as_excel_saves_it_is_refused_as_such(raw: bytes) -> None:
    assert refused(raw) == "html"


def test_a_workbook_that_only_mentions_strict_open_xml_is_read() -> None:
    named = b'<workbook xmlns:s="http://purl.oclc.org/ooxml/officeDocument/math" '
    assert taken(rewritten(book(), lambda name, part: part.replace(b"<workbook ", named))).profile == "enterprise"


def test_a_workbook_with_a_password_is_refused_as_such() -> None:
    assert refused(ole("EncryptionInfo", "EncryptedPackage")) == "encrypted"


def test_an_old_xls_is_refused_as_such() -> None:
    assert refused(ole("Workbook")) == "old_xls"


def test_an_open_document_sheet_is_refused_as_such() -> None:
    assert refused(zipped({"mimetype": b"x", "content.xml": b"<a/>"})) == "ods"


def test_a_binary_workbook_is_refused_as_such() -> None:
    rels = b'<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>'
    assert refused(zipped({"[Content_Types].xml": b"<a/>", "_rels/.rels": rels, "xl/workbook.bin": b"x"})) == "xlsb"


def test_a_text_document_is_refused() -> None:
    rels = b'<Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>'
    raw = zipped({"[Content_Types].xml": b"<a/>", "_rels/.rels": rels, "word/document.xml": b"<a/>"})
    assert refused(raw) == "not_a_workbook"


@pytest.mark.parametrize("kept", [30, 1000, -1, -30])
def test_a_truncated_workbook_is_refused(kept: int) -> None:
    assert refused(book()[:kept]) in ("truncated", "damaged")


def test_a_flipped_byte_is_noticed() -> None:
    raw = bytearray(book())
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as package:
        part = package.getinfo(SHEET)
    raw[part.header_offset + 30 + len(SHEET) + part.compress_size // 2] ^= 0x10
    assert refused(bytes(raw)) == "damaged"


def test_a_workbook_without_the_form_is_refused() -> None:
    raw = rewritten(book(), lambda name, part: part.replace("基本信息".encode(), "别的".encode()))
    assert refused(raw) == "no_basics"


def test_a_doctype_anywhere_is_refused() -> None:
    declared = b'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "b">]>'
    raw = rewritten(book(), lambda name, part: declared + part.split(b"?>", 1)[1] if name == SHEET else part)
    assert refused(raw) == "doctype"


def test_a_doctype_in_a_part_that_nobody_reads_is_refused() -> None:
    assert refused(rewritten(book(), lambda name, part: part, {"custom/x.xml": b"<!DOCTYPE a><a/>"})) == "doctype"


def test_a_bomb_is_refused() -> None:
    assert refused(rewritten(book(), lambda name, part: part, {"xl/media/a.bin": b"\0" * (30 << 20)})) == "bomb"


def test_a_part_over_the_cap_is_refused() -> None:
    assert (
        refused(rewritten(book(), lambda name, part: part, {"a.bin": bytes(range(256)) * 64}), part=10_000)
        == "too_large"
    )


def test_a_value_in_the_last_cell_is_refused() -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    raw = rewritten(book(), lambda name, part: part.replace(b"</sheetData>", far) if name == SHEET else part)
    assert refused(raw) == "too_wide"


def test_formats_out_to_the_last_column_are_no_reason_to_refuse() -> None:
    wide = b'<row r="300"><c r="XFD300" s="1"/></row></sheetData>'
    raw = rewritten(book(), lambda name, part: part.replace(b"</sheetData>", wide) if name == SHEET else part)
    assert taken(raw).profile == "enterprise"


def test_a_name_that_leaves_the_package_is_refused() -> None:
    assert refused(rewritten(book(), lambda name, part: part, {"../evil.xml": b"<a/>"})) == "unsafe_package"


def test_an_absolute_name_is_refused() -> None:
    assert refused(rewritten(book(), lambda name, part: part, {"/etc/x.xml": b"<a/>"})) == "unsafe_package"


def test_a_slash_before_a_name_within_is_borne_as_a_common_writer_puts_it() -> None:
    raw = rewritten(book(), lambda name, part: part, {"/xl/richData/_rels/richValueRel.xml.rels": b"<a/>"})
    assert taken(raw).profile == "enterprise"


@pytest.mark.parametrize("name", [SHEET, SHEET.upper(), f"/{SHEET}"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(name: str) -> None:
    assert refused(rewritten(book(), lambda name, part: part, {name: b"<a/>"})) == "unsafe_package"


def test_too_many_parts_are_refused() -> None:
    assert refused(book(), parts=3) == "too_many_parts"


def test_a_declared_size_that_lies_is_refused() -> None:
    raw = bytearray(book())
    entry = raw.find(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = struct.pack("<I", 7)
    assert refused(bytes(raw)) == "damaged"


def test_an_encrypted_member_is_refused() -> None:
    raw = bytearray(book())
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(raw)) == "encrypted"


def test_an_upload_over_the_limit_is_refused() -> None:
    assert refused(book(), upload=10) == "too_large"


@cache
def large() -> bytes:
    return book({"大表": [[f"名称{i}", i] * 20 for i in range(8000)]})


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_a_child_out_of_processor_time_is_a_refusal() -> None:
    assert refused(large(), cpu=0) in ("too_slow", "reader_died")


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_a_child_out_of_memory_is_a_refusal() -> None:
    assert refused(large(), memory=48 << 20) in ("too_much_memory", "reader_died", "damaged")


# --- what only the XML tells ----------------------------------------------------------------


def noted(raw: bytes) -> list[tuple[str, str | None, str]]:
    return [
        (problem.code, cell_of(problem), problem.found)
        for problem in located(taken(raw))
        if sheet_of(problem) == "月度统计"
    ]


def monthly(*rows: list[object]) -> dict[str, list[list[object]]]:
    return {"月度统计": [["月份", "接入企业数"], *rows]}


def error_cell(workbook: object, sheet: object) -> None:
    if sheet.get_name() == "月度统计":  # type: ignore[attr-defined]
        sheet.write_formula("B2", "=1/0", None, "#DIV/0!")  # type: ignore[attr-defined]


def test_an_error_cell_is_an_error_with_its_code() -> None:
    raw = book(monthly(["2025-07", None]), draw=error_cell)
    assert noted(raw) == [("error_cell", "B2", "#DIV/0!")]


def test_a_formula_without_a_value_is_an_error_and_not_a_blank() -> None:
    assert noted(book(monthly(["2025-07", Formula("=1+1")]))) == [("formula_without_value", "B2", "")]


def test_a_formula_that_gave_an_empty_text_is_a_blank() -> None:
    raw = book(monthly(["2025-07", 3], ["2025-08", Formula('=""')]))
    empty = rewritten(raw, lambda name, part: part.replace(b'<c r="B3">', b'<c r="B3" t="str">'))
    assert noted(empty) == []


@pytest.mark.parametrize(
    "written", [b"<f>1+1</f></c>", b"<f>1+1</f><v/></c>", b"<f>1+1</f>\n<v></v>\n</c>", b'<f t="shared" si="0"/></c>']
)
def test_each_way_to_leave_a_value_out_is_noticed(written: bytes) -> None:
    raw = book(monthly(["2025-07", Formula("=1+1")]))
    raw = rewritten(raw, lambda name, part: part.replace(b"<f>1+1</f><v></v></c>", written))
    assert noted(raw) == [("formula_without_value", "B2", "")]


ODD = {
    "prefixes": lambda part: (
        part.replace(b"<worksheet xmlns=", b"<x:worksheet xmlns:x=").replace(b"</worksheet", b"</x:worksheet")
        if b"<x:" in part
        else _prefixed(part)
    ),
    "single quotes": lambda part: part.replace(b't="e"', b"t='e'").replace(b'r="B2"', b"r='B2'"),
    "a comment": lambda part: part.replace(b"<sheetData>", b"<!-- a --><sheetData>"),
    "line breaks": lambda part: part.replace(b"<c r=", b"<c\n r="),
}


def _prefixed(part: bytes) -> bytes:
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"f"):
        for mark in (b" ", b">", b"/>"):
            part = part.replace(b"<" + tag + mark, b"<x:" + tag + mark).replace(
                b"</" + tag + b">", b"</x:" + tag + b">"
            )
    return part.replace(b"xmlns=", b"xmlns:x=")


@pytest.mark.parametrize("odd", ODD)
def test_an_error_cell_is_noticed_however_the_xml_is_written(odd: str) -> None:
    raw = book(monthly(["2025-07", None]), draw=error_cell)
    raw = rewritten(raw, lambda name, part: ODD[odd](part) if name == "xl/worksheets/sheet2.xml" else part)
    assert noted(raw) == [("error_cell", "B2", "#DIV/0!")]


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_part_in_another_encoding_is_refused_and_not_read_as_blank(part: str) -> None:
    def recode(name: str, content: bytes) -> bytes:
        return content.decode().replace("UTF-8", "UTF-16").encode("utf-16") if name == part else content

    assert refused(rewritten(book(), recode)) == "encoding"


def test_cells_without_addresses_are_placed_by_their_order() -> None:
    raw = book(monthly(["2025-07", None]), draw=error_cell)
    raw = rewritten(raw, lambda name, part: part.replace(b'<c r="A2"', b"<c").replace(b'<c r="B2"', b"<c"))
    assert noted(raw) == [("error_cell", "B2", "#DIV/0!")]


def test_strict_open_xml_is_refused_as_such() -> None:
    transitional = b"http://schemas.openxmlformats.org/"
    raw = rewritten(
        book(),
        lambda name, part: part.replace(
            transitional + b"spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        ).replace(
            transitional + b"officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    assert refused(raw) == "strict"


def test_dates_counted_from_1904_are_right() -> None:
    from datetime import date

    raw = book(monthly([date(2025, 7, 1), 3]))
    shifted = rewritten(
        raw,
        lambda name, part: part.replace(b"<workbookPr", b'<workbookPr date1904="1"').replace(
            b"<v>45839</v>", b"<v>44377</v>"
        ),
    )
    assert str(taken(shifted).monthly.rows[0].month) == "2025-07"  # type: ignore[union-attr]


def test_hidden_rows_are_read_and_asked_about_once() -> None:
    def hide(workbook: object, sheet: object) -> None:
        if sheet.get_name() == "月度统计":  # type: ignore[attr-defined]
            sheet.set_row(2, None, None, {"hidden": True})  # type: ignore[attr-defined]

    submission = taken(book(monthly(["2025-07", 1], ["2025-08", 2], ["2025-09", 3]), draw=hide))
    (problem,) = asked(submission, "hidden_rows")
    assert (sheet_of(problem), problem.details["count"], problem.details["rows"]) == ("月度统计", 1, (2,))


def test_our_own_sheets_from_an_earlier_round_are_left_alone_and_one_that_merely_a_name_calls_ours_is_read() -> None:
    def name(workbook: object, sheet: object) -> None:
        if sheet.get_name() == "月度统计":  # type: ignore[attr-defined]
            workbook.define_name("_tds_sheet_1", "='月度统计'!$A$1")  # type: ignore[attr-defined]

    def mark_both(workbook: object, sheet: object) -> None:
        if sheet.get_name() == "月度统计":  # type: ignore[attr-defined]
            workbook.define_name("_tds_sheet_1_of_2", "='月度统计'!$A$1")  # type: ignore[attr-defined]
            workbook.define_name("_tds_sheet_2_of_2", "='tds-receipt'!$A$1")  # type: ignore[attr-defined]

    theirs = book(monthly(["2025-07", 1]), draw=name)
    receipt = book({**monthly(["2025-07", 1]), "tds-receipt": [["tds-receipt", "3"]]}, draw=name)
    mark = b'name="_tds_sheet_1"'
    no_receipt, beside = (
        rewritten(raw, lambda _, part: part.replace(mark, mark + b' hidden="1"')) for raw in (theirs, receipt)
    )
    ours = book({**monthly(["2025-07", 1]), "tds-receipt": [["tds-receipt", "3"]]}, draw=mark_both)
    assert [taken(raw).monthly is None for raw in (theirs, no_receipt, beside, ours)] == [False, False, False, True]


def test_a_hidden_sheet_is_read_and_asked_about() -> None:
    def hide(workbook: object, sheet: object) -> None:
        if sheet.get_name() == "月度统计":  # type: ignore[attr-defined]
            sheet.hide()  # type: ignore[attr-defined]

    submission = taken(book(monthly(["2025-07", 1]), draw=hide))
    assert len(asked(submission, "hidden_sheet")) == 1
    assert submission.monthly is not None


def test_an_ordinary_workbook_has_no_problems() -> None:
    assert reading(monthly(["2025-07", 200]), basics=BASICS).problems == ()


#: Formats whose % multiplies nothing.
LITERAL = ('0"%"', r"0\%")


#: What a cell of 3 shows in the formats whose words are quoted.
SHOWN = {'0"万"': "3万", '0.0"万家"': "3万家", '"约"0': "约3", '0"00"': "300"}


@pytest.mark.parametrize(
    ("format", "code"),
    [
        ('0"万"', "shown_multiplied"),
        ('0.0"万家"', "shown_multiplied"),
        ("0!.0,", "shown_divided"),
        ("#,##0,", "shown_divided"),
        ("#,##0", None),
        ('0"家"', None),
        ('0"%"', "percent_in_number"),
        ('"约"0', "unreadable"),
        ('0"00"', "shown_otherwise"),
        (";;;", "shown_otherwise"),
        ("0%", "percent_in_number"),
        (r"0\%", "percent_in_number"),
        ("0.00%;[Red]-0.00%", "percent_in_number"),
    ],
)
def test_a_format_that_shows_another_number_is_not_passed_over(format: str, code: str | None) -> None:
    def write(workbook: object, sheet: object) -> None:
        if sheet.get_name() == "月度统计":  # type: ignore[attr-defined]
            sheet.write_number("B2", 3, workbook.add_format({"num_format": format}))  # type: ignore[attr-defined]

    found = "3%" if format in LITERAL else "300%" if code == "percent_in_number" else SHOWN.get(format, "3")
    assert noted(book(monthly(["2025-07", None]), draw=write)) == ([(code, "B2", found)] if code else [])


def test_chart_sheets_are_passed_over() -> None:
    def chart(workbook: object, sheet: object) -> None:
        if sheet.get_name() == "月度统计":  # type: ignore[attr-defined]
            drawn = workbook.add_chart({"type": "line"})  # type: ignore[attr-defined]
            drawn.add_series({"values": "=月度统计!$B$2:$B$3"})
            workbook.add_chartsheet("图").set_chart(drawn)  # type: ignore[attr-defined]

    assert noted(book(monthly(["2025-07", 1]), draw=chart)) == []


def kind_and_part(raw: bytes) -> tuple[object, object]:
    with pytest.raises(RefusedWorkbook) as caught:
        read(raw, load())
    assert caught.value.problem.code == "damaged"
    details = caught.value.problem.details
    return details["kind"], details.get("part")


def test_a_workbook_with_much_behind_its_end_is_not_cut_off() -> None:
    assert kind_and_part(book() + b"\0" * 5_000_000) == ("tail", None)


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels"])
def test_a_workbook_that_lacks_a_part_is_no_archive_to_unpack(part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as whole:
        rest = {name: whole.read(name) for name in whole.namelist() if name != part}
    assert kind_and_part(zipped(rest)) == ("file", part)
