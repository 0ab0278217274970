"""A package's cells by calamine, which is let at no sheet before the scan has found its extent to be small."""

from __future__ import annotations

import io

from .handed import handed
from .kinds import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

    from .guard import Package
    from .parts import Outline, SheetPart

#: Sheets of so many bytes together are parsed beside the scan.  Below that a thread costs more than it saves; above it
#: the memory for several parsed sheets is wanted for their columns.
LARGE, HUGE = 16 << 20, 128 << 20


class Cells:
    """The sheets of a package, each parsed when it is taken."""

    def __init__(self, package: Package, found: Outline) -> None:
        self._package, self._found = package, found
        self._rewritten: dict[str, bytes] = {}
        self._workbook: CalamineWorkbook | None = None

    def pass_on(self, sheet: SheetPart, rewritten: bytes | None) -> None:
        """The scan has passed a sheet, or has written it anew."""
        if rewritten is not None:
            self._rewritten[sheet.part] = rewritten

    def take(self, sheet: SheetPart) -> CalamineSheet:
        """The cells of a sheet, once all have been passed."""
        if self._workbook is None:
            self._workbook = self._opened()
        return self._workbook.get_sheet_by_name(sheet.name)

    def close(self) -> None:
        """No further sheet is passed."""

    def _opened(self) -> CalamineWorkbook:
        import python_calamine

        sheets = self._found.sheets
        raw = handed(self._package, {sheet.part for sheet in sheets}, self._rewritten)
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        if workbook.sheet_names != [sheet.name for sheet in sheets]:
            raise Refused("unsafe_package")
        return workbook


class CellsBeside(Cells):
    """The same in a thread, each sheet parsed from when it is passed: calamine lets go of Python's lock meanwhile.

    Sheets are taken in the order in which they are passed.
    """

    def __init__(self, package: Package, found: Outline) -> None:
        from queue import SimpleQueue
        from threading import Thread

        super().__init__(package, found)
        self._passed: SimpleQueue[str | None] = SimpleQueue()
        self._parsed: SimpleQueue[CalamineSheet | BaseException] = SimpleQueue()
        Thread(target=self._parse, daemon=True).start()

    def pass_on(self, sheet: SheetPart, rewritten: bytes | None) -> None:
        super().pass_on(sheet, rewritten)
        if rewritten is None:
            self._passed.put(sheet.name)

    def take(self, sheet: SheetPart) -> CalamineSheet:
        if sheet.part in self._rewritten:
            return super().take(sheet)
        parsed = self._parsed.get()
        if isinstance(parsed, BaseException):
            raise parsed
        return parsed

    def close(self) -> None:
        self._passed.put(None)

    def _parse(self) -> None:
        try:
            workbook = self._opened()
            while (name := self._passed.get()) is not None:
                self._parsed.put(workbook.get_sheet_by_name(name))
        except BaseException as failure:  # noqa: BLE001 - whoever takes the sheet gets it
            self._parsed.put(failure)


def cells(package: Package, found: Outline) -> Cells:
    """The cells of a workbook, parsed beside the scan where that is worth it."""
    size = sum(package.parts[sheet.part].size for sheet in found.with_cells)
    return (CellsBeside if LARGE <= size < HUGE else Cells)(package, found)
