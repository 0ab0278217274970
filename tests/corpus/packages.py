"""XML that says the same otherwise, and XML that contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from tests.corpus.case import ANY, Case, named, repacked
from tests.corpus.zips import Parts, parts_of, substituted, with_parts

SHEET, STRINGS, BOOK, STYLES = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"
RELS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
CELL, GONE = "月度统计!K13", {"E4.1": None}
VALUE = '<c r="K13"><v>210</v></c>'


def _cell(xml: str) -> Callable[[bytes], bytes]:
    """The cell of 接入企业数 in the last month, as other XML."""
    return substituted(SHEET, (VALUE, xml))


def _sheet(change: Callable[[str], str], part: str = SHEET) -> Callable[[bytes], bytes]:
    def edit(parts: Parts) -> None:
        parts[part] = change(parts[part].decode()).encode()

    return with_parts(edit)


def _prefixed(xml: str) -> str:
    return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml).replace('xmlns="', 'xmlns:x="', 1)


def _without_addresses(xml: str) -> str:
    return re.sub(r'(<c) r="[A-Z]+\d+"', r"\1", xml)


def _without_rows(xml: str) -> str:
    return re.sub(r'<row r="\d+"[^>]*>', "<row>", xml)


def _inline(raw: bytes) -> bytes:
    """Every text written into its cell, without a part of strings."""
    parts = parts_of(raw)
    texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", parts[STRINGS].decode(), re.DOTALL)
    changed = {
        name: re.sub(r't="s"><v>(\d+)</v>', lambda m: f't="inlineStr"><is><t>{texts[int(m[1])]}</t></is>', xml.decode())
        for name, xml in parts.items()
        if name.startswith("xl/worksheets/")
    }
    return with_parts(lambda p: (p.update({n: x.encode() for n, x in changed.items()}), p.pop(STRINGS)))(raw)


def _lines(xml: str) -> str:
    """Every tag on a line of its own, indented."""
    return re.sub(r"(</row>|</c>|<sheetData>|<row [^>]*>)", r"\1\r\n    ", xml)


def _encoded(codec: str, name: str, part: str = SHEET) -> Callable[[bytes], bytes]:
    def edit(parts: Parts) -> None:
        parts[part] = parts[part].decode().replace('encoding="UTF-8"', f'encoding="{name}"', 1).encode(codec)

    return with_parts(edit)


def _strings(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return _sheet(change, STRINGS)


def _rich(header: str, xml: str) -> Callable[[bytes], bytes]:
    return substituted(STRINGS, (f"<si><t>{header}</t></si>", f"<si>{xml}</si>"))


def _same() -> Iterator[Case]:
    yield repacked("with prefixes", _sheet(_prefixed))
    yield repacked(
        "with prefixes in every part",
        with_parts(lambda p: p.update({n: _prefixed(p[n].decode()).encode() for n in (SHEET, STRINGS, BOOK, STYLES)})),
    )
    yield repacked("cells without addresses", _sheet(_without_addresses))
    yield repacked("rows without numbers", _sheet(_without_rows))
    yield repacked("neither", _sheet(lambda x: _without_rows(_without_addresses(x))))
    yield repacked("texts in their cells", _inline)
    yield repacked("single quotes", _sheet(lambda x: x.replace('"', "'")))
    yield repacked("lines and indents", _sheet(_lines))
    yield repacked("white space in tags", _sheet(lambda x: x.replace('<c r="', '<c  r = "').replace("<v>", "<v >")))
    yield repacked("line breaks in tags", _sheet(lambda x: x.replace('<c r="', '<c\r\n r="')))
    yield repacked(
        "attributes in another order", _sheet(lambda x: re.sub(r'<c r="(\w+)" t="s">', r'<c t="s" r="\1">', x))
    )
    yield repacked("comments between cells", _sheet(lambda x: x.replace("<row ", "<!-- row --><row ")))
    yield repacked(
        "a comment that holds cells",
        _sheet(
            lambda x: x.replace(
                "</sheetData>", '<!-- <row r="14"><c r="K13" t="e"><v>#N/A</v></c></row> --></sheetData>'
            )
        ),
    )
    yield repacked("a processing instruction", _sheet(lambda x: x.replace("<sheetData>", "<?xyz abc?><sheetData>")))
    yield repacked("numbers in CDATA", _cell('<c r="K13"><v><![CDATA[210]]></v></c>'))
    yield repacked("texts in CDATA", _strings(lambda x: re.sub(r"<t>([^<]*)</t>", r"<t><![CDATA[\1]]></t>", x)))
    yield repacked(
        "texts as character references", _strings(lambda x: re.sub(r"[一-鿿]", lambda m: f"&#{ord(m[0])};", x))
    )
    yield repacked("numbers as character references", _cell('<c r="K13"><v>&#50;10</v></c>'))
    yield repacked("a comment within a number", _cell('<c r="K13"><v>2<!-- a -->10</v></c>'))
    yield repacked("a processing instruction within a number", _cell('<c r="K13"><v>2<?x y?>10</v></c>'))
    yield repacked("a comment within a text", _rich("接入企业数", "<t>接入<!-- x -->企业数</t>"))
    yield repacked("a byte order mark", with_parts(lambda p: p.__setitem__(SHEET, b"\xef\xbb\xbf" + p[SHEET])))
    yield repacked("without the XML declaration", _sheet(lambda x: x.partition("?>")[2]))
    yield repacked("encoding utf-8 in small letters", _sheet(lambda x: x.replace("UTF-8", "utf-8")))
    yield repacked(
        "rich text", _rich("接入企业数", '<r><t>接入</t></r><r><rPr><b/></rPr><t xml:space="preserve">企业数 </t></r>')
    )
    yield repacked(
        "phonetic readings",
        _rich("接入企业数", '<t>接入企业数</t><rPh sb="0" eb="2"><t>ジエール</t></rPh><phoneticPr fontId="1"/>'),
    )
    yield repacked("escapes _x000D_ in a header", _rich("接入企业数", "<t>接入_x000D_\n企业数</t>"))
    yield repacked("escapes _x4F01_ in a header", _rich("接入企业数", "<t>接入_x4F01_业数</t>"))
    yield repacked("a wrong dimension", substituted(SHEET, ('ref="A1:Q13"', 'ref="A1:B2"')))
    yield repacked("a dimension of the whole sheet", substituted(SHEET, ('ref="A1:Q13"', 'ref="A1:XFD1048576"')))
    yield repacked("no dimension", substituted(SHEET, ('<dimension ref="A1:Q13"/>', "")))
    yield repacked("wrong spans", _sheet(lambda x: x.replace('spans="1:17"', 'spans="3:4"')))
    yield repacked(
        "wrong counts of strings", substituted(STRINGS, ('count="', 'count="9'), ('uniqueCount="', 'uniqueCount="9'))
    )
    yield repacked(
        "a huge count of strings",
        _strings(lambda x: re.sub(r'uniqueCount="\d+"', 'uniqueCount="4000000000"', x)),
        ("", "too_much_memory"),
    )
    yield repacked(
        "wrong content types",
        _sheet(lambda x: x.replace("spreadsheetml.worksheet+xml", "spreadsheetml.chartsheet+xml"), TYPES),
    )
    yield repacked(
        "targets from the root", _sheet(lambda x: x.replace('Target="worksheets', 'Target="/xl/worksheets'), RELS)
    )
    yield repacked(
        "targets in other letters",
        _sheet(lambda x: x.replace('Target="worksheets/sheet', 'Target="Worksheets/Sheet'), RELS),
    )
    yield repacked(
        "relations in another order",
        _sheet(
            lambda x: re.sub(
                r"((?:<Relationship [^>]*/>)+)",
                lambda m: "".join(reversed(re.findall(r"<Relationship [^>]*/>", m[1]))),
                x,
            ),
            RELS,
        ),
    )
    yield repacked(
        "merged areas without end",
        substituted(
            SHEET,
            (
                "</sheetData>",
                '</sheetData><mergeCells><mergeCell ref="T20:T21"/><mergeCell ref="nonsense"/></mergeCells>',
            ),
        ),
        ("", "damaged"),
    )
    yield repacked("a number with a plus", _cell('<c r="K13"><v>+210</v></c>'))
    yield repacked("a number in scientific notation", _cell('<c r="K13"><v>2.1E2</v></c>'))
    yield repacked("a number of type n", _cell('<c r="K13" t="n"><v>210</v></c>'))
    yield repacked("a formula with attributes", _cell('<c r="K13"><f ca="1">SUM(1,2)</f><v>210</v></c>'))
    yield repacked("a shared formula", _cell('<c r="K13"><f t="shared" ref="K13:K14" si="0">100+110</f><v>210</v></c>'))
    yield repacked("the follower of a shared formula", _cell('<c r="K13"><f t="shared" si="0"/><v>210</v></c>'))
    yield repacked(
        "an extension list",
        substituted(
            SHEET,
            (
                "</worksheet>",
                '<extLst><ext uri="{78C0D931}"><x14:a xmlns:x14="y"><v>1</v></x14:a></ext></extLst></worksheet>',
            ),
        ),
    )
    yield repacked(
        "alternate content",
        substituted(
            SHEET,
            (
                "<sheetData>",
                '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice/></mc:AlternateContent><sheetData>',
            ),
        ),
    )
    yield repacked("a style that does not exist", _cell('<c r="K13" s="999"><v>210</v></c>'))
    yield repacked("without styles: 60% is 0.6", with_parts(lambda p: p.pop(STYLES)), (), "fraction_plain")
    yield repacked("sheet names with entities", substituted(BOOK, ("月度统计", "月度统计&#x0A;")))
    yield repacked(
        "a defined name of the whole workbook",
        substituted(
            BOOK,
            ("</sheets>", '</sheets><definedNames><definedName name="x">月度统计!$A$1</definedName></definedNames>'),
        ),
    )


def _extended(look: str, formula: str = "AND(基本信息!$B$2&lt;&gt;&quot;&quot;)") -> Callable[[bytes], bytes]:
    """A conditional format in the sheet's list of extensions, where Excel keeps one that looks at another sheet."""
    rule = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{78C0D931}">'
        '<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/'
        f'2006/main"><x14:cfRule type="expression" priority="1" id="{{A}}"><xm:f>{formula}</xm:f><x14:dxf>{look}'
        "</x14:dxf></x14:cfRule><xm:sqref>K13</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>"
        "</ext></extLst></worksheet>"
    )
    return _sheet(lambda xml: xml.replace("</worksheet>", rule))


#: Looks of such a rule, and the problem that each gives.
LOOKS = (
    ("<font><strike/></font>", "struck_rows", "月度统计!A13:Q13"),
    ('<numFmt numFmtId="170" formatCode=";;;"/>', "look_by_rule", CELL),
    ('<font><color rgb="FFFFFFFF"/></font>', "look_by_rule", CELL),
    ('<font><color rgb="FFFF0000"/></font>', "", ""),
    ('<fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill>', "", ""),
)


def _otherwise() -> Iterator[Case]:
    """The file says something else than before, or contradicts itself: never silently another number."""
    for look, code, cell in LOOKS:
        yield repacked(f"{look} by an extension's rule", _extended(look), (), code, cell)
    struck = LOOKS[0][0]
    yield repacked("a rule of an extension that holds nowhere", _extended(struck, "$K13&lt;0"))
    yield repacked("an error cell", _cell('<c r="K13" t="e"><v>#DIV/0!</v></c>'), (), "error_cell", CELL, GONE)
    yield repacked(
        "an error cell, attributes the other way round",
        _cell('<c t="e" r="K13"><v>#DIV/0!</v></c>'),
        (),
        "error_cell",
        CELL,
        GONE,
    )
    yield repacked(
        "an error cell in single quotes",
        _sheet(lambda x: x.replace(VALUE, "<c r='K13' t='e'><v>#DIV/0!</v></c>")),
        (),
        "error_cell",
        CELL,
        GONE,
    )
    yield repacked(
        "an error cell with prefixes",
        _sheet(lambda x: _prefixed(x.replace(VALUE, '<c r="K13" t="e"><v>#DIV/0!</v></c>'))),
        (),
        "error_cell",
        CELL,
        GONE,
    )
    yield repacked(
        "an error cell without an address",
        _sheet(lambda x: _without_addresses(x.replace(VALUE, '<c r="K13" t="e"><v>#DIV/0!</v></c>'))),
        (),
        "error_cell",
        CELL,
        GONE,
    )
    yield repacked(
        "an error that no program knows", _cell('<c r="K13" t="e"><v>#SPILL!</v></c>'), (), "error_cell", CELL, GONE
    )
    yield repacked("an error without a word", _cell('<c r="K13" t="e"/>'), (), "error_cell", CELL, GONE)
    yield repacked(
        "a formula without its value", _cell('<c r="K13"><f>100+110</f></c>'), (), "formula_without_value", CELL, GONE
    )
    yield repacked(
        "a formula with an empty value",
        _cell('<c r="K13"><f>100+110</f><v></v></c>'),
        (),
        "formula_without_value",
        CELL,
        GONE,
    )
    yield repacked(
        "a formula with a closed value",
        _cell('<c r="K13"><f>100+110</f><v/></c>'),
        (),
        "formula_without_value",
        CELL,
        GONE,
    )
    yield repacked(
        "an array formula without its value",
        _cell('<c r="K13"><f t="array" ref="K13">1</f></c>'),
        (),
        "formula_without_value",
        CELL,
        GONE,
    )
    yield repacked(
        "a follower without its value",
        _cell('<c r="K13"><f t="shared" si="0"/></c>'),
        (),
        "formula_without_value",
        CELL,
        GONE,
    )
    yield repacked(
        "a formula without its value, with prefixes",
        _sheet(lambda x: _prefixed(x.replace(VALUE, '<c r="K13"><f>1</f></c>'))),
        (),
        "formula_without_value",
        CELL,
        GONE,
    )
    yield repacked(
        "a formula in CDATA without its value",
        _cell('<c r="K13"><f><![CDATA[A1<2]]></f></c>'),
        (),
        "formula_without_value",
        CELL,
        GONE,
    )
    yield repacked(
        "a formula that gives an empty text",
        _cell('<c r="K13" t="str"><f>""</f><v></v></c>'),
        (),
        "blank_month",
        CELL,
        GONE,
    )
    yield repacked(
        "a formula that gives a text", _cell('<c r="K13" t="str"><f>"210"</f><v>210</v></c>'), (), "text_number", CELL
    )
    yield repacked(
        "a formula that gives 约210",
        _cell('<c r="K13" t="str"><f>"约"&amp;210</f><v>约210</v></c>'),
        (),
        "unreadable",
        CELL,
        GONE,
    )
    yield repacked(
        "a text in its cell", _cell('<c r="K13" t="inlineStr"><is><t>210</t></is></c>'), (), "text_number", CELL
    )
    yield repacked(
        "a rich text in its cell",
        _cell('<c r="K13" t="inlineStr"><is><r><t>2</t></r><r><t>10</t></r></is></c>'),
        (),
        "text_number",
        CELL,
    )
    yield repacked(
        "a text with a phonetic reading",
        _cell('<c r="K13" t="inlineStr"><is><t>210</t><rPh sb="0" eb="1"><t>99</t></rPh></is></c>'),
        (),
        "text_number",
        CELL,
    )
    yield repacked(
        "a text with an escape",
        _cell('<c r="K13" t="inlineStr"><is><t>210_x000D_</t></is></c>'),
        (),
        "text_number",
        CELL,
    )
    yield repacked(
        "a text with an escaped digit",
        _cell('<c r="K13" t="inlineStr"><is><t>21_x0030_</t></is></c>'),
        (),
        "text_number",
        CELL,
    )
    yield repacked("a number with spaces", _cell('<c r="K13"><v> 210 </v></c>'), (), "text_number", CELL)
    yield repacked("a truth", _cell('<c r="K13" t="b"><v>1</v></c>'), (), "truth_in_number", CELL, GONE)
    yield repacked("a date as text", _cell('<c r="K13" t="d"><v>2025-07-01</v></c>'), (), "date_in_number", CELL, GONE)
    yield repacked(
        "a text where a number belongs", _cell('<c r="K13"><v>约210</v></c>'), ("", "damaged"), "unreadable", CELL, GONE
    )
    yield repacked("a number that is not", _cell('<c r="K13"><v>NaN</v></c>'), ("", "damaged"), "too_large", CELL, GONE)
    yield repacked("a number beyond all bounds", _cell('<c r="K13"><v>1E999</v></c>'), (), "too_large", CELL, GONE)
    yield repacked(
        "a number in hexadecimal", _cell('<c r="K13"><v>0xD2</v></c>'), ("", "damaged"), "unreadable", CELL, GONE
    )
    yield repacked(
        "an unknown type of cell", _cell('<c r="K13" t="zz"><v>210</v></c>'), ("", "damaged"), "unreadable", CELL, GONE
    )
    yield repacked(
        "two values in one cell", _cell('<c r="K13"><v>210</v><v>999</v></c>'), ("damaged", "unsafe_package")
    )
    yield repacked("a cell twice", _cell(VALUE + '<c r="K13"><v>999</v></c>'), ("damaged", "unsafe_package"))
    yield repacked("a cell twice, the same", _cell(VALUE + VALUE), ("", "damaged", "unsafe_package"))
    yield repacked(
        "a row twice",
        substituted(SHEET, ("</sheetData>", '<row r="13"><c r="K13"><v>999</v></c></row></sheetData>')),
        ("damaged", "unsafe_package"),
    )
    yield repacked("rows out of order", _sheet(_rows_reversed))
    yield repacked(
        "cells out of order", _sheet(lambda x: re.sub(r"(<c r=\"A13\".*?</c>)(.*?)(</row></sheetData>)", r"\2\1\3", x))
    )
    yield repacked(
        "a cell in another row than its own", substituted(SHEET, (VALUE, '<c r="K99"><v>210</v></c>')), ("damaged",)
    )
    yield repacked(
        "a cell in the row before its own", substituted(SHEET, (VALUE, '<c r="K12"><v>999</v></c>')), ("damaged",)
    )
    yield repacked(
        "a negative row",
        substituted(SHEET, ("</sheetData>", '<row r="-5"><c r="A-5"><v>1</v></c></row></sheetData>')),
        ("damaged", "unsafe_package"),
    )
    yield repacked(
        "row 0",
        substituted(SHEET, ("</sheetData>", '<row r="0"><c r="A0"><v>1</v></c></row></sheetData>')),
        ("damaged", "unsafe_package"),
    )
    yield repacked(
        "a row beyond the last",
        substituted(SHEET, ("</sheetData>", '<row r="2000000"><c r="A2000000"><v>1</v></c></row></sheetData>')),
        ("too_wide", "damaged"),
    )
    yield repacked(
        "a column beyond the last",
        substituted(SHEET, ("</sheetData>", '<row r="14"><c r="ZZZZ14"><v>1</v></c></row></sheetData>')),
        ("too_wide", "damaged", "unsafe_package"),
    )
    yield repacked(
        "an address in small letters", substituted(SHEET, (VALUE, '<c r="k13"><v>210</v></c>')), ("", "damaged")
    )
    yield repacked(
        "an address with dollars", substituted(SHEET, (VALUE, '<c r="$K$13"><v>210</v></c>')), ("", "damaged")
    )
    yield repacked("a string beyond the last", _cell('<c r="K13" t="s"><v>99999</v></c>'), ("damaged",))
    yield repacked(
        "a string of a negative number",
        _cell('<c r="K13" t="s"><v>-1</v></c>'),
        ("", "damaged"),
        "unreadable",
        CELL,
        GONE,
    )
    yield repacked(
        "a string without a number", _cell('<c r="K13" t="s"><v></v></c>'), ("", "damaged"), "blank_month", CELL, GONE
    )
    yield repacked("bad XML in a sheet", substituted(SHEET, ("</sheetData>", "</sheetDat>")), ("damaged",))
    yield repacked("bad XML after the data", substituted(SHEET, ("</worksheet>", "</worksheet")), ("", "damaged"))
    yield repacked("an ampersand alone", _cell('<c r="K13"><v>210 & 5</v></c>'), ("damaged",))
    yield repacked("bad XML in the strings", _strings(lambda x: x.replace("</si>", "</s>", 1)), ("damaged",))
    yield repacked("bad XML in the styles", _sheet(lambda x: x[:-20], STYLES), ("damaged",))
    yield repacked("bad XML in the workbook", _sheet(lambda x: x[:-20], BOOK), ("damaged",))
    yield repacked(
        "bad UTF-8 in the strings",
        with_parts(lambda p: p.__setitem__(STRINGS, p[STRINGS].replace("接入企业数".encode(), b"\xff\xfe\xba\xba"))),
        ("", "damaged", "encoding"),
        "",
        "",
        {"*": ANY},
    )
    yield repacked(
        "a control character in the strings",
        _strings(lambda x: x.replace("接入企业数", "接入\x01企业数")),
        ("", "damaged"),
        "unknown_column",
        "月度统计!K1",
        {"E4.1*": None},
    )
    for codec, name in (
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("gb18030", "GB18030"),
        ("gbk", "GBK"),
    ):
        yield repacked(f"a sheet in {codec}", _encoded(codec, name), ("encoding", "damaged"))
        yield repacked(f"strings in {codec}", _encoded(codec, name, STRINGS), ("encoding", "damaged"))
    yield repacked("the workbook part in UTF-16", _encoded("utf-16", "UTF-16", BOOK), ("encoding", "damaged"))
    yield repacked("two sheets of one name", substituted(BOOK, ("年度目标", "月度统计")), ("unsafe_package", "damaged"))
    yield repacked(
        "two sheets on one part",
        _sheet(lambda x: x.replace("sheet3.xml", "sheet2.xml"), RELS),
        ("damaged",),
    )
    yield repacked(
        "a sheet without its part", _sheet(lambda x: x.replace("sheet2.xml", "sheet22.xml"), RELS), ("damaged",)
    )
    yield repacked("a sheet without its relation", substituted(BOOK, ('r:id="rId2"', 'r:id="rId99"')), ("damaged",))
    yield repacked(
        "a sheet elsewhere on the web",
        _sheet(
            lambda x: x.replace(
                'Target="worksheets/sheet2.xml"', 'Target="http://example.com/sheet2.xml" TargetMode="External"'
            ),
            RELS,
        ),
        ("damaged",),
    )
    yield repacked(
        "no sheets at all",
        _sheet(lambda x: re.sub(r"<sheets>.*</sheets>", "<sheets/>", x), BOOK),
        ("no_basics", "damaged"),
    )
    yield repacked("a percent format on a figure", _styled("0.00%"), (), "percent_in_number", CELL, GONE)
    yield repacked("a format of dates on a figure", _styled("yyyy-mm-dd"), (), "date_in_number", CELL, GONE)
    yield repacked("a format of thousands on a figure", _styled("#,##0,"), (), "shown_divided", CELL)
    yield repacked("a format that shows 万", _styled("0!.0,&quot;万&quot;"))
    yield repacked("a format that hides", _styled(";;;"), (), "shown_otherwise", CELL)
    yield repacked("a format of a hundred sections", _styled(";".join(["0"] * 100)))


def _rows_reversed(xml: str) -> str:
    rows = re.findall(r"<row .*?</row>", xml)
    return re.sub(r"<sheetData>.*</sheetData>", lambda m: "<sheetData>" + "".join(reversed(rows)) + "</sheetData>", xml)


def _styled(code: str) -> Callable[[bytes], bytes]:
    """The cell in a number format of its own."""

    def edit(parts: Parts) -> None:
        styles = parts[STYLES].decode()
        code_text = code if "&" in code else escape(code)
        styles = re.sub(
            r'<numFmts count="1">', f'<numFmts count="2"><numFmt numFmtId="199" formatCode="{code_text}"/>', styles
        )
        styles = re.sub(
            r'<cellXfs count="2">(.*?)</cellXfs>',
            r'<cellXfs count="3">\1<xf numFmtId="199" applyNumberFormat="1"/></cellXfs>',
            styles,
        )
        parts[STYLES] = styles.encode()
        parts[SHEET] = parts[SHEET].replace(b'<c r="K13">', b'<c r="K13" s="2">')

    return with_parts(edit)


def cases() -> Iterator[Case]:
    for family, made in (("XML", _same), ("XML otherwise", _otherwise)):
        yield from named(family, made())
