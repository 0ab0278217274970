"""Rows that calamine reads as XML means it, and those that it would not."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from msgspec.structs import replace

from core.errors import RefusedWorkbook
from core.intake import fetched, read
from core.intake.reader.encode import OddSheet, columns
from core.intake.reader.handed import NO_MERGED
from core.intake.reader.layouts import ROW, Layouts
from core.intake.reader.scan import DATA_END, scan
from core.rulebook import load
from tests.intake.books import book, rewritten, taken
from tests.places import cell_of, located, sheet_of

SHEET = "xl/worksheets/sheet2.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
VALUE = b'<c r="B2"><v>210</v></c>'
LATER = b'<c r="B3"><v>215</v></c>'
FOREIGN = b'<q:c xmlns:q="urn:q" r="B2"><q:v>1</q:v></q:c>'


def monthly(**changed: bytes) -> bytes:
    """A workbook of two months; `value` and `later` are the second and third row's figure, as XML."""
    raw = book({"月度统计": [["月份", "接入企业数"], ["2025-07", 210], ["2025-08", 215]]})
    edits = {VALUE: changed.get("value", VALUE), LATER: changed.get("later", LATER)}

    def edit(name: str, part: bytes) -> bytes:
        for old, new in edits.items():
            part = part.replace(old, new) if name == SHEET else part
        return part

    return rewritten(raw, edit)


@pytest.mark.parametrize(
    "value",
    [
        b'<c r="B2"><v>2<b/>10</v></c>',
        b'<c r="B2"><v>210</v><q:v xmlns:q="urn:q">9</q:v></c>',
        b'<c r="B2"><v>210</v><is><t>9</t></is></c>',
        b'<c r="B2"><v>2&nbsp;10</v></c>',
        b'<c r="B2"><v>210</v></c>' + FOREIGN,
        b'<c r="B2"><v>210</v></c><extLst><ext><x/></ext></extLst><c r="B2"><v>1</v></c>',
        b'<c r="B12"><v>210</v></c>',
    ],
)
def test_a_cell_that_contradicts_itself_costs_the_file_and_is_named(value: bytes) -> None:
    with pytest.raises(RefusedWorkbook) as caught:
        read(monthly(value=value), load())
    problem = caught.value.problem
    assert (problem.code, sheet_of(problem), cell_of(problem) in ("B2", "2:2")) == ("damaged", "月度统计", True)


@pytest.mark.parametrize("later", [b"<v>215</v><v>9</v>", b"<v>2<b>1</b>5</v>"])
def test_a_row_is_not_trusted_for_its_likeness_to_one_before(later: bytes) -> None:
    """The row before has as many marks, around a formula and its value."""
    raw = monthly(value=b'<c r="B2"><f>1</f><v>210</v></c>', later=b'<c r="B3">' + later + b"</c>")
    with pytest.raises(RefusedWorkbook):
        read(raw, load())


def test_what_extensions_hold_among_cells_is_passed_over() -> None:
    raw = monthly(value=b'<c r="B2"><v>210</v></c><extLst><ext><c r="B2"><v>1</v></c></ext></extLst>')
    assert replace(taken(raw), rewritten=frozenset()) == taken(monthly())


def test_a_reference_in_a_number_does_not_cut_it_short() -> None:
    problems = located(taken(monthly(value=b'<c r="B2"><v>2&amp;10</v></c>')))
    assert ("unreadable", "B2", "2&10") in [(problem.code, cell_of(problem), problem.found) for problem in problems]


def layouts(row: bytes) -> bool:
    """Whether a row is common."""
    try:
        Layouts().noted(ROW + row, [row], [row[3 : row.find(b'"', 3)]])
    except OddSheet:
        return False
    return True


@pytest.mark.parametrize(
    "row",
    [
        b'r="2" spans="1:3" x14ac:dyDescent="0.25"><c r="A2" s="1" t="s"><v>1</v></c><c r="B2" s="3"/></row>',
        b'r="2"><c r="A2" t="str"><f aca="false">A1&amp;"x"</f><v>R&amp;D</v></c></row>',
        b'r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">a &lt; b</t></is></c></row>',
        b'r="2" hidden="1"/>',
        b'r="12"><c r="Z12"><v>1</v></c><c r="AA12"><v>1</v></c></row>\r\n',
        b'r="2">\n <c r="A2">\n  <v>1</v>\n </c>\n</row>',
    ],
)
def test_what_office_programs_write_is_common(row: bytes) -> None:
    assert layouts(row)


@pytest.mark.parametrize(
    "row",
    [
        b'r="2"><c><v>1</v></c></row>',
        b'r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        b'r="2"><c r="A2" r="B2"><v>1</v></c></row>',
        b'r="2"><c r="A12"><v>1</v></c></row>',
        b'r="2"><c r="A2"><v>1</v></c></row><q:row r="3"><c r="A2"><v>1</v></c></q:row>',
    ],
)
def test_what_they_do_not_write_is_not_common(row: bytes) -> None:
    assert not layouts(row)


def test_a_narrow_sheet_may_be_a_million_rows_long() -> None:
    """The area is that of the columns that are there."""
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    rows = b"".join(row % (number, number) for number in (1, 1_000_000))
    sheet = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN.encode(), rows)
    notes = scan(lambda: iter([sheet]), {}, 12_000_000)
    assert (notes.height, notes.width, notes.rewritten) == (1_000_000, 1, None)


def test_a_sheet_that_is_called_a_chart_is_no_chart() -> None:
    kind = b"/relationships/worksheet"

    def edit(name: str, part: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            first, second, rest = part.split(kind, 2)
            return first + kind + second + b"/relationships/chartsheet" + rest
        return part

    with pytest.raises(RefusedWorkbook) as caught:
        read(rewritten(monthly(), edit), load())
    assert caught.value.problem.code == "damaged"


def test_a_number_format_of_a_megabyte_costs_nothing() -> None:
    def edit(name: str, part: bytes) -> bytes:
        if name != "xl/styles.xml":
            return part
        long = b'<numFmts count="1"><numFmt numFmtId="9" formatCode="%' + b"[a" * 500_000 + b'"/></numFmts>'
        return part.replace(b"<fonts", long + b"<fonts", 1)

    raw = monthly()  # made once: it says when
    assert taken(rewritten(raw, edit)) == taken(raw)


def test_a_text_longer_than_any_cell_can_hold_is_cut() -> None:
    assert columns([["a" * 40_000], ["b"], [1.0]])[0][0] == ["a" * 32_766 + "…", "b", 1.0]


@pytest.mark.parametrize("place", [b"<sheetData>", b"</sheetData>"])
def test_a_cell_outside_of_the_rows_costs_the_file(place: bytes) -> None:
    def edit(name: str, part: bytes) -> bytes:
        return part.replace(place, place + b'<c r="B3"><f>1</f></c>') if name == SHEET else part

    with pytest.raises(RefusedWorkbook) as caught:
        read(rewritten(monthly(), edit), load())
    assert caught.value.problem.code == "damaged"


@pytest.mark.parametrize("cell", [b"", b"<!-- as another program may write -->"])
def test_merged_cells_and_hidden_columns_are_found_in_common_and_in_odd_sheets(cell: bytes) -> None:
    def edit(name: str, part: bytes) -> bytes:
        if name != SHEET:
            return part
        hidden = b'<cols><col min="3" max="5" hidden="1"/><col min="7" max="7" width="0"/></cols><sheetData>'
        areas = b'</sheetData><mergeCells count="3"><mergeCell ref="A2:B3"/><mergeCell ref="C9"/><mergeCell ref="A0"/>'
        return part.replace(b"<sheetData>", hidden + cell).replace(b"</sheetData>", areas + b"</mergeCells>")

    grid = fetched(rewritten(monthly(), edit)).grids[1]
    assert grid.merged == ((1, 0, 2, 1), (8, 2, 8, 2))
    assert grid.hidden_columns == {2, 3, 4, 6}


@pytest.mark.parametrize("behind", [b"<mergeCells>", b"<pageMargins left=0/>", b"</worksheet>"])
def test_a_sheet_that_is_broken_behind_its_rows_costs_the_file_and_is_named(behind: bytes) -> None:
    raw = rewritten(monthly(), lambda name, part: part.replace(DATA_END, DATA_END + behind) if name == SHEET else part)
    with pytest.raises(RefusedWorkbook) as caught:
        read(raw, load())
    assert (caught.value.problem.code, sheet_of(caught.value.problem)) == ("damaged", "月度统计")


def test_a_sheet_handed_to_calamine_keeps_its_checksum() -> None:
    assert zlib.crc32(NO_MERGED) == 0


@pytest.mark.parametrize("pack", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_a_package_is_read_however_its_parts_are_packed(pack: int) -> None:
    raw, packed = monthly(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as parts, zipfile.ZipFile(packed, "w", pack) as archive:
        for name in parts.namelist():
            archive.writestr(name, parts.read(name))
    assert taken(packed.getvalue()) == taken(raw)


def test_a_refusal_of_a_workbook_that_lacks_a_sheets_part_names_the_sheet() -> None:
    with pytest.raises(RefusedWorkbook) as caught:
        read(rewritten(monthly(), lambda name, part: part.replace(b"sheet2.xml", b"sheet9.xml")), load())
    assert (caught.value.problem.code, sheet_of(caught.value.problem)) == ("damaged", "月度统计")
