"""Workbooks of every sort that people send, made here: by openpyxl, by XlsxWriter, and by hand at XML level.

`WORKBOOKS` maps what is special about each to a function that makes its bytes.
"""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import openpyxl
import xlsxwriter
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, DataBarRule, IconSetRule
from openpyxl.styles import Font, NamedStyle, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from core.workbooks.package import WorkbookPackage

PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde"
    b"\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82"
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(fill: Callable[[xlsxwriter.Workbook], object], **options: object) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    fill(book)
    book.close()
    return stream.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    """The parts of a file, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_titles(content: bytes) -> tuple[str, ...]:
    return WorkbookPackage(content).titles


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def edited(content: bytes, *edits: tuple[str, str, str], added: dict[str, bytes] | None = None) -> bytes:
    """The file with (part, old text, new text) replaced, each of which must be there, and with parts added."""
    parts = members(content)
    for part, old, new in edits:
        assert old.encode() in parts[part], (part, old)
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return zipped(parts | (added or {}))


def related(content: bytes, part: str, kind: str, target: str, body: bytes, type_: str) -> bytes:
    """The file with a part added that `part` leads to."""
    folder, name = part.rsplit("/", 1)
    relations = f"{folder}/_rels/{name}.rels"
    parts = members(content)
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    relation = f'<Relationship Id="rIdX{len(parts)}" Type="{RELATION}/{kind}" Target="/{target}"/></Relationships>'
    parts[relations] = parts.get(relations, empty).replace(b"</Relationships>", relation.encode())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/{target}" ContentType="{type_}"/></Types>'.encode()
    )
    parts[target] = body
    return zipped(parts)


def plain() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "月度统计"
    sheet.append(["月份", "接入企业数"])
    sheet.append([datetime.date(2026, 6, 1), 148])
    sheet["C3"] = "=SUM(B2:B2)"
    return saved(book)


def openpyxl_features() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "It's 100% & <数据>"
    sheet.append(["名称", "数量"])
    for number in range(2, 12):
        sheet.append([f"企业{number}", number * 1.5])
    sheet["A2"].comment = Comment("请核对", "复核人")
    sheet["B2"].number_format = '#,##0.00"万元"'
    sheet["A1"].font = Font(name="宋体", bold=True, color="FF0000")
    sheet["A1"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["A3"].hyperlink = "https://example.org/?a=1&b=2"
    sheet.merge_cells("D1:E2")
    validation = DataValidation(type="list", formula1='"是,否"')
    validation.add("C2:C11")
    sheet.add_data_validation(validation)
    rules = sheet.conditional_formatting
    rules.add("B2:B11", DataBarRule("min", None, "max", None, color="638EC6"))
    rules.add("B2:B11", IconSetRule("3Arrows", "percent", [0, 33, 67]))
    rules.add("B2:B11", CellIsRule(operator="lessThan", formula=["5"], font=Font(color="9C0006")))
    sheet.add_table(Table(displayName="企业表", ref="A1:B11"))
    book.add_named_style(NamedStyle("强调", font=Font(italic=True)))
    sheet["B5"].style = "强调"
    sheet.print_title_rows = "1:1"
    sheet.print_area = "A1:E11"
    hidden = book.create_sheet("隐藏")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = 1
    book.defined_names["总数"] = DefinedName("总数", attr_text="SUM('It''s 100% & <数据>'!$B$2:$B$11)")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=11), titles_from_data=True)
    sheet.add_chart(chart, "G2")
    book.calculation = CalcProperties(calcMode="manual", fullCalcOnLoad=False)
    return saved(book)


def protected() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "锁定"
    book.active["A2"].protection = Protection(locked=False)
    book.active.protection.set_password("secret")
    book.security.lockStructure = True
    return saved(book)


def dates_of_1904() -> bytes:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = datetime.datetime(2026, 6, 30)
    return saved(book)


def last_tab_open() -> bytes:
    book = openpyxl.Workbook()
    for title in ("二", "三"):
        book.create_sheet(title)["B2"] = title
    book.active = 2
    return saved(book)


def _rich(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("图表")
    bold = book.add_format({"bold": True, "num_format": "0.0%", "border": 1})
    sheet.write_column("A1", [1, 2, 3, 4, 5], bold)
    sheet.write_rich_string("B1", "前", bold, "粗", "后 ")
    sheet.write_formula("B2", "=SUM(A1:A5)", bold, 15)
    sheet.write_string("B3", "=cmd|' /C calc'!A0")
    sheet.write_comment("A1", "批注", {"author": "复核人"})
    sheet.insert_image("D2", "点.png", {"image_data": io.BytesIO(PIXEL)})
    sheet.insert_textbox("D8", "形状里的文字")
    sheet.insert_button("D14", {"caption": "按钮"})
    sheet.insert_checkbox("E20", True)
    sheet.add_sparkline("F1", {"range": "图表!A1:A5"})
    sheet.conditional_format("A1:A5", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("A1:A5", {"type": "cell", "criteria": ">", "value": 3, "format": bold})
    sheet.data_validation("B1:B9", {"validate": "list", "source": ["甲", "乙"]})
    sheet.set_header("&C&G", {"image_center": "页眉.png", "image_data_center": io.BytesIO(PIXEL)})
    sheet.set_background(io.BytesIO(PIXEL))
    sheet.add_table("H1:I4", {"name": "表一", "columns": [{"header": "项"}, {"header": "数"}]})
    sheet.outline_settings(visible=True)
    sheet.set_row(3, None, None, {"level": 1, "hidden": True})
    for kind in ("line", "column", "pie"):
        chart = book.add_chart({"type": kind})
        chart.add_series({"values": "=图表!$A$1:$A$5"})
        sheet.insert_chart("K2", chart)
    book.define_name("图表!局部", "=图表!$A$1")
    book.define_name("全局", "=图表!$A$1:$A$5")
    sheet.autofilter("A1:B5")
    sheet.repeat_rows(0)


def xlsxwriter_features() -> bytes:
    return written(_rich)


def macros() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        _rich(book)
        book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 no real macros"), is_stream=True)

    return written(fill)


def chart_sheet() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("数")
        sheet.write_column("A1", [3, 1, 2])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=数!$A$1:$A$3"})
        book.add_chartsheet("图").set_chart(chart)
        book.define_name("数!甲", "=数!$A$1")

    return written(fill)


def dynamic_arrays() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_column("A1", ["乙", "甲", "乙"])
        sheet.write_dynamic_array_formula("B1:B2", "=UNIQUE(A1:A3)", None, "乙")

    return written(fill)


def own_sheet_of_our_title() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "评分总览"
    book.active["A1"] = "我自己的"
    book.create_sheet("逐条结果")["A1"] = "也是我的"
    book.create_sheet("OVERVIEW")["A1"] = "mine"
    book.create_sheet("Results")["A1"] = "mine"
    return saved(book)


def many_formats() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(400):
            style = {"font_size": 8 + row % 20, "num_format": f'0.0"单位{row}"', "bg_color": f"#{row:06x}"}
            sheet.write_number(row, 0, row, book.add_format(style))

    return written(fill)


def prefixed_styles() -> bytes:
    return _prefix_all(xlsxwriter_features(), "xl/styles.xml")


def _prefix_all(content: bytes, part: str) -> bytes:
    """A part with the prefix `s:` on each element of the main namespace."""
    root = etree.fromstring(members(content)[part])
    namespace = etree.QName(root).namespace
    copy = etree.Element(root.tag, nsmap={"s": namespace})
    copy.attrib.update(root.attrib)
    copy.extend(list(root))
    etree.cleanup_namespaces(copy)
    return zipped(members(content) | {part: etree.tostring(copy, xml_declaration=True, encoding="UTF-8")})


def prefixed_workbook() -> bytes:
    return _prefix_all(openpyxl_features(), "xl/workbook.xml")


def without_styles() -> bytes:
    parts = members(written(lambda book: book.add_worksheet("数据").write_column("A1", [1, "二", 3])))
    del parts["xl/styles.xml"]
    return edited(
        zipped(parts),
        ("[Content_Types].xml", f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>', ""),
        ("xl/_rels/workbook.xml.rels", f'<Relationship Id="rId3" Type="{RELATION}/styles" Target="styles.xml"/>', ""),
    )


def without_theme() -> bytes:
    parts = members(xlsxwriter_features())
    del parts["xl/theme/theme1.xml"]
    theme = "application/vnd.openxmlformats-officedocument.theme+xml"
    return edited(
        zipped(parts),
        ("[Content_Types].xml", f'<Override PartName="/xl/theme/theme1.xml" ContentType="{theme}"/>', ""),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationship Id="rId2" Type="{RELATION}/theme" Target="theme/theme1.xml"/>',
            "",
        ),
    )


def threaded_comments() -> bytes:
    content = related(
        xlsxwriter_features(),
        "xl/worksheets/sheet1.xml",
        "threadedComment",
        "xl/threadedComments/threadedComment1.xml",
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    return related(
        content,
        "xl/workbook.xml",
        "person",
        "xl/persons/person.xml",
        b"<personList/>",
        "application/vnd.ms-excel.person+xml",
    )


def custom_xml() -> bytes:
    return related(
        openpyxl_features(),
        "xl/workbook.xml",
        "customXml",
        "customXml/item1.xml",
        "<b:来源 xmlns:b='urn:x'>填报系统</b:来源>".encode(),
        "application/xml",
    )


def pivot_cache() -> bytes:
    body = f'<pivotCacheDefinition xmlns="http://x" xmlns:r="{RELATION}" refreshOnLoad="1"/>'.encode()
    type_ = f"{TYPES}.pivotCacheDefinition+xml"
    return related(
        xlsxwriter_features(),
        "xl/workbook.xml",
        "pivotCacheDefinition",
        "xl/pivotCache/pivotCacheDefinition1.xml",
        body,
        type_,
    )


def calculation_chain() -> bytes:
    body = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="C3" i="1"/></calcChain>'
    return related(plain(), "xl/workbook.xml", "calcChain", "xl/calcChain.xml", body, f"{TYPES}.calcChain+xml")


def main_type_by_extension() -> bytes:
    """`[Content_Types].xml` that says by the extension alone what the workbook is."""
    return edited(
        plain(),
        (
            "[Content_Types].xml",
            '<Default Extension="xml" ContentType="application/xml"/>',
            f'<Default Extension="xml" ContentType="{TYPES}.sheet.main+xml"/>',
        ),
        ("[Content_Types].xml", f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>', ""),
    )


class _Pipe(io.RawIOBase):
    """A stream that cannot be sought in, which makes `zipfile` write data descriptors."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.content += piece
        return len(piece)


def data_descriptors() -> bytes:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, content in members(xlsxwriter_features()).items():
            archive.writestr(name, content)
    return bytes(pipe.content)


def zip64_fields() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members(xlsxwriter_features()).items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content)
    return stream.getvalue()


def not_compressed() -> bytes:
    return zipped(members(xlsxwriter_features()), zipfile.ZIP_STORED)


def names_in_chinese() -> bytes:
    return related(
        xlsxwriter_features(), "xl/worksheets/sheet1.xml", "image", "xl/media/图片一.png", PIXEL, "image/png"
    )


def names_in_capitals() -> bytes:
    """Member names whose case is not that of the relations."""
    return zipped({name.replace("workbook", "Workbook"): body for name, body in members(plain()).items()})


def back_slashes() -> bytes:
    """Member names as an old packer on Windows wrote them."""
    entries, directory, offset = b"", b"", 0
    for name, body in members(plain()).items():
        stored = name.replace("/", "\\").encode()
        common = struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 33, zlib.crc32(body), len(body), len(body), len(stored), 0)
        entries += b"PK\x03\x04" + common + stored + body
        directory += b"PK\x01\x02\x14\0" + common + struct.pack("<HHHLL", 0, 0, 0, 0, offset) + stored
        offset = len(entries)
    count = len(members(plain()))
    return entries + directory + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(directory), offset, 0)


def entries_for_folders() -> bytes:
    return zipped({"xl/": b"", "_rels/": b"", **members(plain())})


WORKBOOKS: dict[str, Callable[[], bytes]] = {
    maker.__name__: maker
    for maker in (
        *(plain, openpyxl_features, protected, dates_of_1904, last_tab_open, xlsxwriter_features, macros),
        *(chart_sheet, dynamic_arrays, own_sheet_of_our_title, many_formats, prefixed_workbook, prefixed_styles),
        *(without_styles, without_theme, threaded_comments, custom_xml, pivot_cache, calculation_chain),
        *(main_type_by_extension, data_descriptors, zip64_fields, not_compressed, names_in_chinese),
        *(names_in_capitals, back_slashes, entries_for_folders),
    )
}
