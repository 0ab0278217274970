"""The child process: set limits, check the package, read the cells, write one answer to standard output."""

from __future__ import annotations

import gc
import marshal
import os
import select
import signal
import sys
from functools import partial

from .cells import Cells, cells
from .encode import Notes, columns, join
from .formats import STRUCK
from .guard import Caps, Package, in_utf8, without_doctype
from .kinds import Refused
from .looks import rules, struck_strings, watched
from .parts import RECEIPT, Outline, SheetPart, outline
from .scan import scan
from .written import KEPT, written

try:
    import resource
except ImportError:  # Windows: the parent's clock is the only limit
    resource = None  # type: ignore[assignment]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

#: How many numbers a request has, and bytes a number; what a fork that a signal ended adds to the code of the process.
NUMBERS, WIDTH, OF_FORK = 10, 8, 128
#: An element of a sheet's list of extensions.
EXTENDED = b":conditionalFormatting"


def limit(memory: int, seconds: int) -> None:
    """Limit this process to so many bytes of memory and seconds of processor time; no core dump."""
    # One second between the soft and the hard limit tells "out of time" from a kill by the system.
    for name, soft, hard in (
        ("RLIMIT_AS", memory, memory),
        ("RLIMIT_CPU", seconds, seconds + 1),
        ("RLIMIT_CORE", 0, 0),
    ):
        try:
            resource.setrlimit(getattr(resource, name), (soft, hard))
        except (AttributeError, ValueError, OSError):
            continue


def examine(package: Package) -> tuple[Outline, frozenset[str]]:
    """Check all of a package but its sheets; return its outline, and the numbers of the strings that are struck through."""
    found = outline(package)
    struck = _strings_struck(package, found.strings) if found.strings in package.parts else frozenset()
    sheets = {sheet.part for sheet in found.sheets}
    for part in package.parts:
        if part in sheets or part == found.strings:
            continue
        pieces = package.inflate(part)
        if part.lower().endswith((".xml", ".rels", ".vml")):
            pieces = without_doctype(pieces)
        for _ in in_utf8(pieces) if part.lower().endswith("sharedstrings.xml") else pieces:
            pass
    return found, struck


def _noted(package: Package, found: Outline, struck: frozenset[str], box: int, sheet: SheetPart) -> Notes:
    extended: list[bool] = []
    try:
        noted = scan(partial(_watched, package, sheet.part, extended), found.formats, box, struck)
    except Refused as refusal:
        refusal.details["sheet"] = sheet.name
        raise
    if found.conditional or extended:
        noted.rules = rules(package.inflate(sheet.part), found.conditional)
    return noted


def _watched(package: Package, part: str, extended: list[bool]) -> Iterator[bytes]:
    """The pieces of a sheet; `extended` gets True where its list of extensions may hold conditional formats."""
    return watched(package.inflate(part), EXTENDED, extended)


def _strings_struck(package: Package, part: str) -> frozenset[str]:
    """Check the shared strings; the numbers of those that are struck through in part."""
    found: list[bool] = []
    for _ in watched(in_utf8(without_doctype(package.inflate(part))), b"strike", found):
        pass
    return struck_strings(package.inflate(part)) if found else frozenset()


def answer(raw: bytes, caps: Caps, ours: bool = False) -> dict[str, Any]:
    """The workbook's own sheets as plain tables, or those that we added to it cell by cell; or {"refused": code, "details": {...}}."""
    try:
        package = Package(raw, caps)
        found, struck = examine(package)
        noted = partial(_noted, package, found, struck, caps.box)
        if ours:
            for sheet in found.with_cells:
                noted(sheet)
            return {"written": written(package, found)}
        return _answer(found, noted, cells(package, found))
    except Refused as refusal:
        return {"refused": refusal.code, "details": refusal.details}
    except MemoryError:
        return {"refused": "too_much_memory", "details": {}}


def _answer(found: Outline, noted: Callable[[SheetPart], Notes], parsed: Cells) -> dict[str, Any]:
    from python_calamine import CalamineError

    wanted = [sheet for sheet in found.with_cells if sheet.name not in found.ours or sheet.name.startswith(RECEIPT)]
    notes: dict[str, Notes] = {}
    sheets, receipt = [], []
    try:
        for sheet in found.with_cells:
            notes[sheet.name] = noted(sheet)
            if sheet in wanted:
                parsed.pass_on(sheet, notes[sheet.name].rewritten)
        for sheet in wanted:
            taken = parsed.take(sheet)
            if sheet.name not in found.ours:
                sheets.append(_sheet(taken, sheet, notes[sheet.name]))
            else:
                rows = taken.to_python()
                receipt += [[str(cell) for cell in row] for row in rows if row and row[0] == KEPT]
    except (CalamineError, ValueError, OSError):
        raise Refused("damaged") from None
    finally:
        parsed.close()
    return {"sheets": sheets, "receipt": receipt, "saved": found.saved}


def _sheet(cells: Any, sheet: SheetPart, notes: Notes) -> dict[str, Any]:
    rows = cells.to_python(skip_empty_area=False)
    join(rows, notes)
    struck = {
        (row, column)
        for row, column in notes.formatted[STRUCK]
        if row < len(rows) and rows[row][column : column + 1] not in ([], [""])
    }
    return {
        "name": sheet.name,
        "state": sheet.state,
        "height": len(rows),
        "columns": columns(rows),
        "merged": notes.merged,
        "hidden": sorted(notes.hidden),
        "hidden_columns": sorted(notes.hidden_columns),
        "struck": sorted(struck),
        "rules": notes.rules,
        "rewritten": notes.misread,
    }


def main() -> None:
    """Answer the requests on standard input, each in a fork of this process, until there are no more.

    A request: memory, seconds, the caps in order, 1 where our sheets are wanted instead of the sender's, the length of
    the workbook, and the workbook.  Where the system cannot fork this process answers one request itself.
    """
    gc.disable()
    import python_calamine  # noqa: F401 - once for all forks

    while head := _taken(NUMBERS * WIDTH):
        numbers = [int.from_bytes(head[at : at + WIDTH], "little") for at in range(0, len(head), WIDTH)]
        if not hasattr(os, "fork"):
            _serve(numbers)
        if code := _served(numbers):
            os._exit(code if code > 0 else OF_FORK - code)


def _served(numbers: list[int]) -> int:
    """The code with which a fork ended that served a request; it is ended where whoever asked has gone."""
    ended, lives = os.pipe()  # the fork alone holds the other end
    fork = os.fork()
    if not fork:
        _serve(numbers)
    os.close(lives)
    waits = select.poll()
    for pipe in (0, ended):
        waits.register(pipe, 0)  # for its end alone
    if ended not in dict(waits.poll()):
        os.kill(fork, signal.SIGKILL)
    os.close(ended)
    return os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])


def _serve(numbers: list[int]) -> None:
    *bounds, ours, length = numbers
    limit(*bounds[:2])
    try:
        raw = _taken(length)
    except MemoryError:
        os.abort()  # what is left of the workbook in the pipe must not be taken for a request
    try:
        frame = marshal.dumps(answer(raw, Caps(*bounds[2:]), bool(ours)))
    except BaseException as failure:  # noqa: BLE001 - a panic in the reader is a BaseException
        kind = "too_much_memory" if isinstance(failure, MemoryError) else "damaged"
        frame = marshal.dumps({"refused": kind, "details": {}})
    sys.stdout.buffer.write(len(frame).to_bytes(WIDTH, "little"))
    sys.stdout.buffer.write(frame)
    sys.stdout.flush()
    os._exit(0)  # the system frees all at once what an orderly end would free cell by cell


def _taken(length: int) -> bytes:
    """So many bytes of standard input, read past no buffer; nothing where it ends before."""
    with open(0, "rb", buffering=0, closefd=False) as source:
        taken = bytearray(length)
        at = 0
        with memoryview(taken) as whole:
            while at < length and (more := source.readinto(whole[at:])):
                at += more
    return bytes(taken) if at == length else b""
