"""bytes → text: by the mark at its beginning, else UTF-8, else GB18030; each strictly."""

from __future__ import annotations

import codecs
import re
from typing import Any

from core.errors import RefusedWorkbook
from core.model import Problem, Severity

MIB = 1 << 20
MOST = 64 * MIB
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: Characters that no text holds and no cell can.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
PAGES = ("<!doctype html", "<html", "<head", "<body", "<table", "<meta")


def refused(code: str, **details: Any) -> RefusedWorkbook:
    """The exception for a CSV that cannot be joined."""
    return RefusedWorkbook(Problem(Severity.ERROR, code, details=details))


def decoded(raw: bytes) -> str:
    """The CSV as text; RefusedWorkbook where it is none."""
    if not raw:
        raise refused("csv_empty")
    if len(raw) > MOST:
        raise refused("csv_too_large", limit=MOST // MIB)
    if raw.startswith((ZIP, OLE)):
        raise refused("csv_workbook")
    if raw.startswith(PDF):
        raise refused("csv_binary")
    text = _text(raw)
    if text.lstrip()[:20].lower().startswith(PAGES):
        raise refused("csv_web_page")
    if NO_TEXT.search(text):
        raise refused("csv_binary")
    return text


def _text(raw: bytes) -> str:
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return _strictly(raw[len(mark) :], encoding)
    if b"\0" in raw:
        raise refused("csv_binary")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if _is_damaged_utf_8(raw):
            raise refused("csv_encoding") from None
        return _strictly(raw, "gb18030")


def _is_damaged_utf_8(raw: bytes) -> bool:
    """Whether most lines with more than ASCII are UTF-8: then the rest is damage, not another encoding."""
    lines = [line for line in raw.split(b"\n") if not line.isascii()]
    return 2 * sum(map(_is_utf_8, lines)) > len(lines)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise refused("csv_encoding") from None
