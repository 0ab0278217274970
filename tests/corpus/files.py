"""Files that are no workbook, no longer one, or one that means harm."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.corpus.case import ANY, Case, named, repacked
from tests.corpus.zips import Member, Parts, honest, member, only, parts_of, with_members, with_parts, written

SHEET, STRINGS, BOOK = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
MIB = 1 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _ole(*names: str) -> bytes:
    return OLE + b"\0" * 504 + b"\0".join(name.encode("utf-16-le") for name in names) + b"\0" * 512


def _fixed(content: bytes) -> Callable[[bytes], bytes]:
    return lambda raw: content


def _cut(share: float) -> Callable[[bytes], bytes]:
    return lambda raw: raw[: int(len(raw) * share)]


def _more(name: str, content: bytes) -> Callable[[bytes], bytes]:
    return with_parts(lambda parts: parts.__setitem__(name, content))


def _prolog(part: str, declaration: str, entity: str = "") -> Callable[[bytes], bytes]:
    """A DOCTYPE in a part, and an entity used in its first value."""

    def change(parts: Parts) -> None:
        head, _, rest = parts[part].partition(b"?>")
        body = rest.replace(b"<v>210</v>", f"<v>{entity}</v>".encode()) if entity else rest
        parts[part] = head + b"?>" + declaration.encode() + body

    return with_parts(change)


BILLION = (
    "<!DOCTYPE z [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)) + "]>"
)
XXE = '<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def _twice(name: str) -> Callable[[bytes], bytes]:
    return with_members(lambda one: [one, one] if one.name.decode() == name else one)


def _far(address: str) -> Callable[[bytes], bytes]:
    row = "".join(c for c in address if c.isdigit())
    cell = f'<row r="{row}"><c r="{address}"><v>1</v></c></row></sheetData>'.encode()

    def change(parts: Parts) -> None:
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", cell)

    return with_parts(change)


def _far_row(row: str) -> Callable[[bytes], bytes]:
    return with_parts(lambda p: p.__setitem__(SHEET, p[SHEET].replace(b"</sheetData>", row.encode() + b"</sheetData>")))


def _padded(part: str, padding: bytes) -> Callable[[bytes], bytes]:
    def change(parts: Parts) -> None:
        parts[part] = parts[part].replace(b"<sheetData>", b"<sheetData>" + padding, 1)

    return with_parts(change)


def _many_strings(raw: bytes) -> bytes:
    """Three million shared strings that nothing points to."""
    parts = parts_of(raw)
    parts[STRINGS] = parts[STRINGS].replace(b"</sst>", b"<si><t>a</t></si>" * 3_000_000 + b"</sst>")
    return honest(parts)


def _many_cells(columns: int, rows: int) -> Callable[[bytes], bytes]:
    """A sheet of its own, as large as an honest one may be."""

    def change(parts: Parts) -> None:
        line = "".join(f'<c r="{chr(65 + c)}%d"><v>{c}</v></c>' for c in range(columns))
        below = "".join(f'<row r="{r}">' + line % ((r,) * columns) + "</row>" for r in range(14, rows))
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", below.encode() + b"</sheetData>")

    return with_parts(change)


def _deep(part: str, depth: int) -> Callable[[bytes], bytes]:
    def change(parts: Parts) -> None:
        parts[part] = parts[part].replace(b"<sheetData>", b"<x>" * depth + b"</x>" * depth + b"<sheetData>", 1)

    return with_parts(change)


def _overlapping(raw: bytes) -> bytes:
    """Two entries of the directory that point to the same bytes, as in a bomb of overlapping parts."""
    one = written([member("a.bin", b"0" * 1000)])
    at = one.index(b"PK\1\2")
    listed = one[at : one.index(b"PK\5\6")]
    second = listed.replace(b"a.bin", b"b.bin")
    end = bytearray(one[one.index(b"PK\5\6") :])
    end[8:12] = b"\2\0\2\0"
    end[12:16] = (2 * len(listed)).to_bytes(4, "little")
    return one[:at] + listed + second + bytes(end)


def _no_workbooks() -> Iterator[Case]:
    ods = honest(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": b"<a/>",
            "META-INF/manifest.xml": b"<a/>",
        }
    )
    rels = '<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="{}"/></Relationships>'
    xlsb = honest(
        {
            "[Content_Types].xml": b"<a/>",
            "_rels/.rels": rels.format("xl/workbook.bin").encode(),
            "xl/workbook.bin": b"x",
        }
    )
    docx = honest(
        {
            "[Content_Types].xml": b"<a/>",
            "_rels/.rels": rels.format("word/document.xml").encode(),
            "word/document.xml": b"<a/>",
        }
    )
    numbers = honest({"Index/Document.iwa": b"x", "Index/Tables/DataList.iwa": b"x", "Metadata/Properties.plist": b"x"})
    noise = random.Random(7).randbytes(20_000)
    for name, content, code in (
        ("empty", b"", "empty_file"),
        ("one byte", b"P", "not_a_workbook"),
        ("a ZIP's first bytes alone", b"PK\3\4", "truncated"),
        ("text", "名称,数量\n甲,1\n".encode("gb18030"), "not_a_workbook"),
        ("JSON", b'{"a": 1}', "not_a_workbook"),
        ("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "not_a_workbook"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not_a_workbook"),
        ("random bytes", noise, "not_a_workbook"),
        ("random bytes behind a ZIP's first", b"PK\3\4" + noise, "truncated"),
        ("zeros", b"\0" * 30_000, "not_a_workbook"),
        (
            "HTML saved as .xls",
            b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</td></tr></table></html>",
            "html",
        ),
        ("HTML with a byte order mark", b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html></html>", "html"),
        (
            "a spreadsheet as XML of 2003",
            b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>",
            "not_a_workbook",
        ),
        ("with a password", _ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        ("old .xls", _ole("Workbook"), "old_xls"),
        ("old .xls of Excel 5", _ole("Book"), "old_xls"),
        ("an OLE file of another kind", _ole("WordDocument"), "not_a_workbook"),
        (".ods", ods, "ods"),
        (".xlsb", xlsb, "xlsb"),
        (".docx", docx, "not_a_workbook"),
        ("Apple Numbers", numbers, "not_a_workbook"),
        ("a ZIP of pictures", honest({"1.jpg": b"x", "2.jpg": b"y"}), "not_a_workbook"),
        ("an empty ZIP", b"PK\5\6" + b"\0" * 18, "not_a_workbook"),
    ):
        yield repacked(name, _fixed(content), code)
    yield repacked("a workbook within a ZIP", lambda raw: honest({"报表.xlsx": raw}), "not_a_workbook")


def _broken() -> Iterator[Case]:
    for share in (0.001, 0.1, 0.5, 0.9, 0.99, 0.999):
        yield repacked(f"cut at {share:%}", _cut(share), ("truncated", "damaged"))
    yield repacked("a byte changed in a sheet", _flipped(SHEET), "damaged")
    yield repacked("a byte changed in the strings", _flipped(STRINGS), "damaged")
    yield repacked("a wrong checksum", with_members(only(SHEET, declared_crc=1)), "damaged")
    yield repacked("a wrong size", with_members(only(SHEET, declared_size=10)), "damaged")
    yield repacked("a size too large", with_members(only(SHEET, declared_size=1 << 30)), "damaged")
    yield repacked(
        "a part without its beginning",
        with_parts(lambda p: p.__setitem__(SHEET, p[SHEET][300:])),
        ("damaged", "unsafe_package"),
    )
    yield repacked("a part cut in the middle", with_parts(lambda p: p.__setitem__(SHEET, p[SHEET][:3000])), "damaged")
    yield repacked("an empty sheet part", with_parts(lambda p: p.__setitem__(SHEET, b"")), "damaged")
    yield repacked(
        "a sheet part of zeros", with_parts(lambda p: p.__setitem__(SHEET, b"\0" * 500)), ("damaged", "encoding")
    )
    yield repacked(
        "a sheet part that is HTML",
        with_parts(lambda p: p.__setitem__(SHEET, b"<html><body>404</body></html>")),
        (),
        "no_header",
        "月度统计!A1",
        {"*": ANY},
    )
    for part in ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", BOOK, SHEET, STRINGS):
        found = ("damaged", "no_basics") if part == STRINGS else "damaged"
        yield repacked(f"without {part}", with_parts(lambda p, part=part: p.pop(part)), found)
    for part in ("docProps/core.xml", "docProps/app.xml", "xl/theme/theme1.xml"):
        yield repacked(f"without {part}", with_parts(lambda p, part=part: p.pop(part)))


def _flipped(part: str) -> Callable[[bytes], bytes]:
    def change(raw: bytes) -> bytes:
        at = raw.index(part.encode()) + len(part) + 60
        return raw[:at] + bytes([raw[at] ^ 0x10]) + raw[at + 1 :]

    return change


def _hostile() -> Iterator[Case]:
    yield repacked("a value in the last cell there is", _far("XFD1048576"), "too_wide")
    yield repacked("a value far down", _far("A1048576"), "too_wide")
    yield repacked("a value far to the right", _far("XFD14"))
    yield repacked("a value far away", _far("Z700000"), "too_wide")
    yield repacked("a value far away, as far as is allowed", _far("S600000"), heavy=True)
    yield repacked("a format in the last row", _far_row('<row r="1048576"><c r="A1048576" s="1"/></row>'))
    yield repacked("a height for the last row", _far_row('<row r="1048576" ht="30" customHeight="1"/>'))
    yield repacked("formats in the last cell there is", _far_row('<row r="1048576"><c r="XFD1048576" s="1"/></row>'))
    yield repacked(
        "an empty text in the last cell there is", _far_row('<row r="1048576"><c r="XFD1048576" t="s"/></row>')
    )
    yield repacked("a bomb of zeros", _more("xl/media/image1.bin", b"\0" * (40 * MIB)), "bomb")
    yield repacked("a bomb of spaces in a sheet", _padded(SHEET, b" " * (40 * MIB)), "bomb", heavy=True)
    yield repacked("3 MiB of spaces in a sheet", _padded(SHEET, b" " * (3 * MIB)))
    yield repacked("3 MiB of comment in a sheet", _padded(SHEET, b"<!--" + b"x" * (3 * MIB) + b"-->"))
    yield repacked(
        "3 MiB of spaces in a cell's value", _value(b" " * (3 * MIB) + b"210"), (), "text_number", "月度统计!K13"
    )
    yield repacked("three million strings", _many_strings, ("bomb", "too_large"), heavy=True)
    yield repacked("2,000 parts", with_parts(lambda p: p.update({f"xl/media/{i}.bin": b"x" for i in range(2000)})))
    yield repacked(
        "10,000 parts",
        with_parts(lambda p: p.update({f"xl/media/{i}.bin": b"x" for i in range(10_000)})),
        "too_many_parts",
    )
    yield repacked("a DOCTYPE", _prolog(SHEET, "<!DOCTYPE worksheet>"), "doctype")
    yield repacked("a billion laughs", _prolog(SHEET, BILLION, "&a9;"), "doctype")
    yield repacked("a file read through an entity", _prolog(STRINGS, XXE), "doctype")
    yield repacked("a DOCTYPE in the workbook part", _prolog(BOOK, XXE), "doctype")
    yield repacked("a DOCTYPE in the properties", _prolog("docProps/core.xml", XXE), "doctype")
    yield repacked("a DOCTYPE in small letters", _prolog(SHEET, "<!doctype worksheet>"), ("doctype", "damaged"))
    yield repacked(
        "a DOCTYPE after 100 KiB of comment",
        _prolog(SHEET, "<!--" + "x" * 100_000 + "--><!DOCTYPE z>"),
        ("doctype", "unsafe_package"),
    )
    for name in (
        "../../evil.xml",
        "/etc/passwd",
        "xl/../../evil.xml",
        "C:/evil.xml",
        "..\\evil.xml",
        "C:evil",
        "xl//../evil.xml",
    ):
        yield repacked(f"a part named {name}", _more(name, b"<a/>"), "unsafe_package")
    yield repacked(
        "a part named with a zero byte",
        with_members(lambda one: [one, Member(b"a\0b", b"x")] if one.name == b"xl/workbook.xml" else one),
        "unsafe_package",
    )
    yield repacked("a sheet twice", _twice(SHEET), "unsafe_package")
    yield repacked(
        "a sheet twice, in other letters",
        with_parts(lambda p: p.__setitem__("XL/Worksheets/SHEET2.xml", p[SHEET])),
        "unsafe_package",
    )
    yield repacked(
        "another name in front of the bytes than in the directory",
        with_members(only(SHEET, local_name=b"xl/worksheets/sheet9.xml")),
        "unsafe_package",
    )
    yield repacked("two parts on the same bytes", _overlapping, "unsafe_package")
    yield repacked("an encrypted entry", with_members(only(SHEET, flags=1)), "encrypted")
    yield repacked("an entry of an unknown method", with_members(only(SHEET, method=12)), "unsafe_package")
    yield repacked("a second ZIP behind", lambda raw: raw + raw[:-40] + raw[-40:], ("unsafe_package", "truncated"))
    yield repacked("a second ZIP in front", lambda raw: honest({"a": b"x"}) + raw, ("unsafe_package", "truncated"))
    yield repacked("bytes in front", lambda raw: b"MZ\x90\0" + raw, "not_a_workbook")
    yield repacked("bytes behind", lambda raw: raw + b"\0" * 100)
    yield repacked("megabytes behind", lambda raw: raw + b"\0" * 5_000_000, "damaged")
    yield repacked("elements 100,000 deep", _deep(SHEET, 100_000))
    yield repacked("elements 200 deep", _deep(SHEET, 200))
    yield repacked(
        "an attribute of 2 MiB",
        with_parts(
            lambda p: p.__setitem__(
                SHEET, p[SHEET].replace(b'<c r="K13">', b'<c r="K13" x="' + b"y" * (2 * MIB) + b'">')
            )
        ),
    )
    yield repacked("an element name of 1 MiB among the cells", _padded(SHEET, b"<" + b"n" * MIB + b"/>"), "damaged")


def _value(text: bytes) -> Callable[[bytes], bytes]:
    return with_parts(lambda p: p.__setitem__(SHEET, p[SHEET].replace(b"<v>210</v>", b"<v>" + text + b"</v>")))


def _honest_zips() -> Iterator[Case]:
    """Packages that office programs, and tools around them, do write."""
    yield repacked("stored, not deflated", with_members(lambda one: replace(one, stored=True)))
    yield repacked("with data descriptors", with_members(lambda one: replace(one, descriptor=True, flags=8)))
    yield repacked("with ZIP64 sizes", with_members(lambda one: replace(one, zip64=True)))
    yield repacked(
        "with a comment", lambda raw: written([member(n, c) for n, c in parts_of(raw).items()], comment=b"made by x")
    )
    yield repacked("parts in another order", lambda raw: honest(dict(reversed(parts_of(raw).items()))))
    yield repacked(
        "folders as entries",
        with_members(
            lambda one: [Member(b"xl/media/", b"", stored=True), one] if one.name == b"xl/styles.xml" else one
        ),
    )
    yield repacked("names with backslashes", with_members(lambda one: replace(one, name=one.name.replace(b"/", b"\\"))))
    yield repacked("names marked as UTF-8", with_members(lambda one: replace(one, flags=0x800)))
    yield repacked(
        "a part with a Chinese name",
        with_members(
            lambda one: (
                [one, Member("xl/media/图片1.png".encode(), b"x", flags=0x800)] if one.name == b"xl/styles.xml" else one
            )
        ),
    )
    yield repacked(
        "a part with a Chinese name in GBK",
        with_members(
            lambda one: [one, Member("xl/media/图片1.png".encode("gbk"), b"x")] if one.name == b"xl/styles.xml" else one
        ),
    )
    yield repacked(
        "a picture, a printer setting, a thumbnail",
        with_parts(
            lambda p: p.update(
                {
                    "xl/media/image1.png": b"\x89PNG" + bytes(range(256)) * 40,
                    "xl/printerSettings/printerSettings1.bin": b"\0" * 2000,
                    "docProps/thumbnail.jpeg": b"\xff\xd8",
                }
            )
        ),
    )
    yield repacked(
        "with a signature",
        with_parts(lambda p: p.update({"_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": b"<Signature/>"})),
    )
    yield repacked("with macros", _with_macros)


def _with_macros(raw: bytes) -> bytes:
    parts = parts_of(raw)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    parts["xl/vbaProject.bin"] = OLE + b"\0" * 3000
    return honest(parts)


def cases() -> Iterator[Case]:
    for family, made in (
        ("no workbook", _no_workbooks),
        ("broken", _broken),
        ("hostile", _hostile),
        ("zip", _honest_zips),
    ):
        yield from named(family, made())
