"""What kind of file this is, by its first bytes and by the names in it; any other than a workbook is refused."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<style", b"mime-version:")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
#: What every Open XML file has.
TYPES, ROOT_RELS = "[Content_Types].xml", "_rels/.rels"


class Refused(Exception):
    """The file cannot be read; `code` says why, `details` fill the words."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def first_look(raw: bytes) -> None:
    """Refuse other kinds of file by their first bytes."""
    if not raw:
        raise Refused("empty_file")
    if raw.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise Refused("encrypted")
        if any(name.encode("utf-16-le") in raw for name in ("Workbook", "Book")):
            raise Refused("old_xls")
        raise Refused("not_a_workbook", kind="ole")
    if raw.startswith(b"PK\x03\x04"):
        return
    head = raw[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if head.startswith(PAGES):
        raise Refused("html")
    kinds = {
        "pdf": head.startswith(b"%pdf"),
        "picture": raw.startswith(PICTURES) or raw[8:12] == b"WEBP" or raw[4:8] == b"ftyp",
        "zip": raw.startswith(ARCHIVES) or raw[257:262] == b"ustar",
        "xml": head.startswith(b"<?xml"),
        "text": b"\0" not in raw[:1024],
    }
    raise Refused("not_a_workbook", kind=next((kind for kind, found in kinds.items() if found), "binary"))


def lowered(name: str) -> str:
    """A part's name in one form: a common writer begins it with a slash."""
    return name.lower().removeprefix("/")


def refuse_kinds(parts: Iterable[str]) -> None:
    """Refuse archives that are no workbook, and one that lacks what says that it is."""
    names = {lowered(name) for name in parts}
    lacking = [part for part in (TYPES, ROOT_RELS) if part.lower() not in names]
    if not lacking:
        return
    if any(name.startswith("xl/workbook.") for name in names):
        raise Refused("damaged", part=lacking[0])
    if TYPES.lower() in names:
        raise Refused("not_a_workbook", kind="zip")
    if "mimetype" in names and "content.xml" in names:
        raise Refused("ods")
    if any(name.endswith(".iwa") for name in names) or "index.zip" in names:
        raise Refused("not_a_workbook", kind="numbers")
    zipped = any(name.endswith((".xlsx", ".xlsm", ".xls", ".et")) for name in names)
    raise Refused("not_a_workbook", kind="zipped_workbook" if zipped else "zip")
