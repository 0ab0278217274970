"""Our sheets go into any workbook, and nothing of the sender's is lost."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import python_calamine
from lxml import etree

from core.errors import SpliceError
from core.printers.sheet.book import Book
from core.workbooks.package import LooseParts, Refusal, add_sheets
from tests.workbooks import corpus
from tests.workbooks.corpus import PIXEL, WORKBOOKS, edited, members, related, sheet_titles

pytestmark = pytest.mark.slow

OURS = ("我们的总览", "我们的'结果")
OPENPYXL_CANNOT_OPEN = {"back_slashes", "names_in_capitals"}


def ours(*more: str) -> LooseParts:
    """Two sheets with everything that a scored workbook has or will have, and blank ones of these titles."""

    def fill(book):
        first, second = (book.add_worksheet(title) for title in OURS)
        good = book.add_format(
            {"font_name": "Microsoft YaHei", "bg_color": "#DFF0E6", "num_format": "0.0%", "border": 1}
        )
        bad = book.add_format({"bg_color": "#E3B7AD", "num_format": '0.0"家"'})
        first.set_column(0, 0, 20, good)
        first.set_row(0, 30)
        first.write_string(0, 0, "=1+1", good)
        first.write_number(1, 0, 0.25, good)
        first.write_formula(2, 0, "=A2*2", good, 0.5)
        first.write_string(3, 0, " 前后有空格 ", bad)
        first.conditional_format("A1:A9", {"type": "cell", "criteria": ">", "value": 0, "format": bad})
        first.conditional_format("A1:A9", {"type": "data_bar", "data_bar_2010": True})
        first.write_comment("A1", "我们的批注")
        first.write_url("A7", "internal:'我们的''结果'!A1")
        first.write_url("A8", "https://example.org/")
        first.insert_image("E2", "点.png", {"image_data": io.BytesIO(PIXEL)})
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=我们的总览!$A$2:$A$3"})
        first.insert_chart("E9", chart)
        second.add_table(
            "A1:B3",
            {
                "name": "tds_表",
                "columns": [
                    {"header": "甲", "header_format": bad},
                    {"header": "乙", "header_format": bad, "format": good},
                ],
            },
        )
        second.write_string(1, 0, "x", good)
        second.write_number(1, 1, 1, good)
        second.autofilter("D1:E3")
        second.repeat_rows(0)
        second.print_area(0, 0, 8, 4)
        book.define_name("_tds_看", "=我们的总览!$A$1")
        for title in more:
            book.add_worksheet(title)

    return loose(fill)


def loose(fill: Callable[[Book], object]) -> LooseParts:
    """A workbook of ours, in parts."""
    book = Book({})
    fill(book)
    return LooseParts(book.parts(), book.rows)


OUR_BYTES = ours()


@pytest.fixture(params=sorted(WORKBOOKS))
def user(request: pytest.FixtureRequest) -> bytes:
    return WORKBOOKS[request.param]()


def may_change(content: bytes) -> set[str]:
    """The names of the four parts that must name our sheets, and of the calculation chain."""
    parts = {name.replace("\\", "/"): body for name, body in members(content).items()}
    target = next(
        relation.get("Target", "").lstrip("/")
        for relation in etree.fromstring(parts["_rels/.rels"])
        if relation.get("Type", "").endswith("/officeDocument")
    )
    folder, name = posixpath.split(target)
    changing = {"[Content_Types].xml", target, posixpath.join(folder, "_rels", name + ".rels")}
    return {part.lower() for part in changing} | {"xl/styles.xml", "xl/calcchain.xml"}


def kept(content: bytes) -> dict[str, bytes]:
    return {
        name: body
        for name, body in members(content).items()
        if name.replace("\\", "/").lower() not in may_change(content)
    }


def opened(content: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))


def openpyxl_values(content: bytes) -> dict[str, list[list[object]]]:
    return {
        sheet.title: [[getattr(cell.value, "text", cell.value) for cell in row] for row in sheet.iter_rows()]
        for sheet in opened(content).worksheets
    }


def calamine_values(content: bytes) -> dict[str, list[list[object]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_every_part_of_the_senders_but_four_is_the_same_bytes(user: bytes) -> None:
    after = members(add_sheets(user, OUR_BYTES))
    assert kept(user) == {name: after.get(name) for name in kept(user)}


def test_the_compressed_bytes_are_copied_as_they_are() -> None:
    user = corpus.xlsxwriter_features()
    raw = {
        info.filename: user[info.header_offset + 30 + len(info.filename) :][: info.compress_size]
        for info in zipfile.ZipFile(io.BytesIO(user)).infolist()
        if info.filename in kept(user)
    }
    spliced = add_sheets(user, OUR_BYTES)
    assert [name for name, body in raw.items() if body not in spliced] == []


def test_the_senders_parts_stay_in_their_order(user: bytes) -> None:
    before = [name for name in members(user) if name != "xl/calcChain.xml"]
    assert list(members(add_sheets(user, OUR_BYTES)))[: len(before)] == before


def test_our_sheets_stand_after_the_senders(user: bytes) -> None:
    assert sheet_titles(add_sheets(user, OUR_BYTES)) == (*sheet_titles(user), *OURS)


@pytest.mark.parametrize("name", sorted(set(WORKBOOKS) - OPENPYXL_CANNOT_OPEN))
def test_openpyxl_reads_the_senders_sheets_as_before(name: str) -> None:
    user = WORKBOOKS[name]()
    after = openpyxl_values(add_sheets(user, OUR_BYTES))
    assert openpyxl_values(user) == {title: after[title] for title in openpyxl_values(user)}


@pytest.mark.parametrize("name", sorted(WORKBOOKS))
def test_calamine_reads_the_senders_sheets_as_before(name: str) -> None:
    user = WORKBOOKS[name]()
    after = calamine_values(add_sheets(user, OUR_BYTES))
    assert calamine_values(user) == {title: after[title] for title in calamine_values(user)}


@pytest.mark.parametrize("name", sorted(WORKBOOKS))
def test_our_own_cells_read_as_they_were_written(name: str) -> None:
    first = calamine_values(add_sheets(WORKBOOKS[name](), OUR_BYTES))[OURS[0]]
    assert [row[0] for row in first[:4]] == ["=1+1", 0.25, 0.5, " 前后有空格 "]


def test_the_file_is_sound(user: bytes) -> None:
    assert zipfile.ZipFile(io.BytesIO(add_sheets(user, OUR_BYTES))).testzip() is None


def test_every_relation_leads_to_a_part(user: bytes) -> None:
    parts = {name.replace("\\", "/").lower(): body for name, body in members(add_sheets(user, OUR_BYTES)).items()}
    missing = []
    for name, body in parts.items():
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in etree.fromstring(body):
                target = posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", "").lower()))
                if relation.get("TargetMode") != "External" and target.lstrip("/") not in parts:
                    missing.append((name, target))
    assert missing == []


def test_every_part_of_ours_has_a_content_type(user: bytes) -> None:
    after = add_sheets(user, OUR_BYTES)
    root = etree.fromstring(members(after)["[Content_Types].xml"])
    named = {entry.get("PartName") for entry in root}
    extensions = {entry.get("Extension") for entry in root}
    added = [name for name in members(after) if name not in members(user)]
    assert [name for name in added if "/" + name not in named and name.rsplit(".")[-1] not in extensions] == []


def test_formats_of_cells_point_into_the_merged_styles(user: bytes) -> None:
    parts = members(add_sheets(user, OUR_BYTES))
    styles = etree.fromstring(parts["xl\\styles.xml" if "xl\\styles.xml" in parts else styles_part(parts)])
    formats = len(styles.find("{*}cellXfs"))
    used = {
        int(cell.get("s", "0"))
        for name, body in parts.items()
        if re.search(r"worksheets.sheet\d+\.xml$", name)
        for cell in etree.fromstring(body).iter("{*}c")
    }
    assert max(used) < formats


def styles_part(parts: dict[str, bytes]) -> str:
    return next(name for name in parts if name.endswith("styles.xml"))


@pytest.mark.parametrize("name", sorted(set(WORKBOOKS) - OPENPYXL_CANNOT_OPEN))
def test_our_formats_are_what_we_asked_for(name: str) -> None:
    cell = opened(add_sheets(WORKBOOKS[name](), OUR_BYTES))[OURS[0]]["A2"]
    look = (cell.font.name, cell.fill.fgColor.rgb, cell.number_format, cell.border.left.style)
    assert look == ("Microsoft YaHei", "FFDFF0E6", "0.0%", "thin")


def test_scopes_of_our_names_follow_our_sheets() -> None:
    text = members(add_sheets(corpus.openpyxl_features(), OUR_BYTES))["xl/workbook.xml"].decode()
    assert set(re.findall(r'<definedName[^>]*name="_xlnm.Print_Area"[^>]*localSheetId="(\d+)"', text)) == {"0", "3"}


def test_each_of_our_sheets_is_marked_by_a_hidden_name() -> None:
    text = members(add_sheets(corpus.plain(), OUR_BYTES))["xl/workbook.xml"].decode()
    marks = re.findall(r'<definedName name="(_tds_sheet_\d_of_2)" hidden="1">([^<]*)<', text)
    assert marks == [("_tds_sheet_1_of_2", "'我们的总览'!$A$1"), ("_tds_sheet_2_of_2", "'我们的''结果'!$A$1")]


def test_formulas_are_worked_out_anew_on_opening() -> None:
    assert b'fullCalcOnLoad="1"' in members(add_sheets(corpus.openpyxl_features(), OUR_BYTES))["xl/workbook.xml"]


def test_the_calculation_chain_goes() -> None:
    user = corpus.calculation_chain()
    after = members(add_sheets(user, OUR_BYTES))
    assert [name for name, body in after.items() if "calcChain" in name or b"calcChain" in body] == []


def test_none_of_our_sheets_is_selected() -> None:
    after = members(add_sheets(corpus.xlsxwriter_features(), OUR_BYTES))
    assert [name for name, body in after.items() if b'tabSelected="1"' in body] == ["xl/worksheets/sheet1.xml"]


def test_our_chart_comment_picture_and_table_come_along() -> None:
    user = corpus.xlsxwriter_features()
    added = {re.sub(r"\d+", "", name) for name in set(members(add_sheets(user, OUR_BYTES))) - set(members(user))}
    wanted = {"charts/chart.xml", "comments.xml", "media/image.png", "tables/table.xml", "drawings/drawing.xml"}
    assert {f"xl/{name}" for name in wanted} - added == set()


def test_ids_of_tables_are_unique() -> None:
    parts = members(add_sheets(corpus.xlsxwriter_features(), OUR_BYTES))
    ids = [etree.fromstring(body).get("id") for name, body in parts.items() if "/tables/" in name]
    assert sorted(ids) == ["1", "2"]


def test_adding_twice_takes_further_marks() -> None:
    once = add_sheets(corpus.plain(), OUR_BYTES)
    other = loose(lambda book: book.add_worksheet("又一张"))
    assert b'"_tds_sheet_3_of_3"' in members(add_sheets(once, other))["xl/workbook.xml"]


def test_the_same_input_gives_the_same_bytes(user: bytes) -> None:
    assert add_sheets(user, OUR_BYTES) == add_sheets(user, OUR_BYTES)


def signed() -> bytes:
    relation = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    addition = f'<Relationship Id="rIdS" Type="{relation}" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    return edited(
        corpus.plain(), ("_rels/.rels", "</Relationships>", addition), added={"_xmlsignatures/origin.sigs": b""}
    )


def without(part: str) -> bytes:
    parts = members(corpus.plain())
    del parts[part]
    return corpus.zipped(parts)


def too_many_styles() -> bytes:
    formats = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * 65_490
    return edited(corpus.plain(), ("xl/styles.xml", "</cellXfs>", formats + "</cellXfs>"))


REFUSED: dict[str, tuple[Callable[[], bytes], Refusal]] = {
    "a signature": (signed, Refusal.SIGNED),
    "half a file": (lambda: corpus.plain()[:2000], Refusal.BROKEN),
    "another zip": (lambda: corpus.zipped({"a.txt": b"a"}), Refusal.BROKEN),
    "no content types": (lambda: without("[Content_Types].xml"), Refusal.BROKEN),
    "no workbook part": (lambda: without("xl/workbook.xml"), Refusal.BROKEN),
    "no styles where they should be": (lambda: without("xl/styles.xml"), Refusal.BROKEN),
    "a workbook part that is no XML": (
        lambda: edited(corpus.plain(), ("xl/workbook.xml", "</workbook>", "")),
        Refusal.BROKEN,
    ),
    "a sheet id that is no number": (
        lambda: edited(corpus.plain(), ("xl/workbook.xml", 'sheetId="1"', 'sheetId="x"')),
        Refusal.BROKEN,
    ),
    "a sheet id without end": (
        lambda: edited(corpus.plain(), ("xl/workbook.xml", 'sheetId="1"', f'sheetId="{"9" * 5000}"')),
        Refusal.BROKEN,
    ),
    "a doctype": (
        lambda: edited(
            corpus.plain(), ("xl/workbook.xml", "<workbook", "<!DOCTYPE workbook [<!ENTITY a 'b'>]><workbook")
        ),
        Refusal.BROKEN,
    ),
    "too many formats": (too_many_styles, Refusal.TOO_MANY_STYLES),
    "a sheet of our title": (lambda: add_sheets(corpus.plain(), OUR_BYTES), Refusal.NAME_TAKEN),
}


def test_a_table_of_our_name_leaves_ours_another() -> None:
    user = related(
        corpus.plain(),
        "xl/worksheets/sheet1.xml",
        "table",
        "xl/tables/table1.xml",
        '<table xmlns="urn:x" id="7" displayName="TDS_表"/>'.encode(),
        f"{corpus.TYPES}.table+xml",
    )
    tables = [body for part, body in members(add_sheets(user, OUR_BYTES)).items() if "/tables/" in part]
    named = [etree.fromstring(body).attrib for body in tables]
    assert [(each["displayName"].casefold(), each["id"]) for each in named] == [("tds_表", "7"), ("tds_表_2", "8")]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_added_to_is_refused_with_a_code(name: str) -> None:
    make, code = REFUSED[name]
    with pytest.raises(SpliceError) as refused:
        add_sheets(make(), OUR_BYTES)
    assert refused.value.code == code
