"""A zip of workbooks → the files in it, each to be read as if it had come alone; which files of a zip or folder are meant."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import RefusedWorkbook
from core.intake.reader.guard import Archive, Caps
from core.intake.reader.kinds import Refused
from core.intake.spawn import MIB
from core.model import Problem

#: Of a sheet's cells an archive has none.
CAPS = Caps(parts=500, part=64 * MIB, total=400 * MIB, ratio=200, ratio_from=4 * MIB, box=0)
#: How the names of zips and of other archives end.
ZIP, CSV, ARCHIVES = ".zip", ".csv", (".zip", ".rar", ".7z")
#: What a folder or zip stands for: workbooks, those too that are refused, and archives.
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".numbers", *ARCHIVES)
#: What may have been sent in place of a workbook, but is as often a paper beside one: no file of a batch, and named.
PAPERS = (".pdf", ".doc", ".wps", ".jpg", ".jpeg", ".png")
#: How names begin that office programs and systems leave in a folder.
LEFT_BEHIND = ("~$", ".", "__MACOSX", "Thumbs.db")


def is_zip(name: str) -> bool:
    """Whether a file is a zip by its name."""
    return name.lower().endswith(ZIP)


def is_csv(name: str) -> bool:
    """Whether a file's name says that it is a CSV."""
    return name.lower().endswith(CSV)


def is_workbook(name: str) -> bool:
    """Whether a file of a folder or zip is a workbook to be judged, by its name, and not what a program left there."""
    return name.lower().endswith(WORKBOOKS) and not _is_left_behind(name)


def is_paper(name: str) -> bool:
    """Whether a file of a folder or zip is passed over, but named, by its name."""
    return name.lower().endswith(PAPERS) and not _is_left_behind(name)


def members(raw: bytes, caps: Caps = CAPS) -> Iterator[tuple[str, bytes | Problem]]:
    """The files of a zip by name, in its order, or why one cannot be unpacked; RefusedWorkbook where none can.

    An archive in it is not unpacked, and says so.
    """
    try:
        archive = Archive(raw, caps)
    except Refused as refused:
        raise RefusedWorkbook(_problem(refused)) from None
    names = [name for name in archive.parts if not name.endswith("/") and not _is_left_behind(name)]
    if not names:
        raise RefusedWorkbook(Problem("archive", details={"kind": "empty"}))
    for name in names:
        if name.lower().endswith(ARCHIVES):
            yield _readable(name), Problem("archive", details={"kind": "nested"})
            continue
        try:
            yield _readable(name), b"".join(archive.inflate(name))
        except Refused as refused:
            yield _readable(name), _problem(refused)


def _problem(refused: Refused) -> Problem:
    return Problem("archive", details={**refused.details, "kind": refused.code})


def _is_left_behind(name: str) -> bool:
    return any(step.startswith(LEFT_BEHIND) for step in name.split("/"))


def _readable(name: str) -> str:
    """The name of a member in the letters it was written in: Chinese Windows uses its own, and macOS UTF-8, unsaid.

    >>> _readable("7月/自评.xlsx".encode("gb18030").decode("cp437")), _readable("7月/自评.xlsx".encode().decode("cp437"))
    ('7月/自评.xlsx', '7月/自评.xlsx')
    >>> _readable("a.xlsx"), _readable("自评.xlsx"), _readable("模.xlsx".encode("gb18030").decode("cp437"))
    ('a.xlsx', '自评.xlsx', '模.xlsx')
    """
    try:
        raw = name.encode("cp437")
    except UnicodeError:
        return name
    text = _decoded(raw, "utf-8")
    if text is None or any(
        "\x80" <= letter < "\u0800" for letter in text
    ):  # two bytes each, as Chinese has in GB 18030
        text = _decoded(raw, "gb18030")
    return name if text is None else text


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeError:
        return None
