"""A batch → the summary workbook of an office, a sheet a question, and who has filed as CSV.

totals     how many pilots and criteria of each kind, as formulas over the rows of the other sheets
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from types import MappingProxyType

from msgspec import Struct

from core.batch import SUMMARY, Batch, Roster
from core.documents.across import across
from core.documents.board import Board, board
from core.documents.figures import plain as number
from core.documents.filing import Filing, filing
from core.documents.moved import Moved, moved
from core.documents.texts import table
from core.documents.two_judgements import Rehearsal, rehearsal
from core.i18n import N_
from core.model import Month, Outcome
from core.model.document import EMPTY, Joined, Row, Table, Value, Verbatim, say
from core.model.quantity import Judged
from core.pipeline import uncollected
from core.printers import summary as files
from core.printers.csv import table_csv
from core.printers.office.totals import HEADER_ROW, Totals, Written
from core.printers.problems import problem_rows
from core.printers.sheet.book import Book
from core.printers.sheet.formulas import FormulaPrinter
from core.printers.sheet.look import BODY, OUTCOMES, Look, lines, write_value
from core.printers.sheet.page import SheetPrinter, layouts
from core.printers.sheet.paper import page_for_print, settle_pages
from core.printers.sheet.sheet import Sheet
from core.printers.text import PrintedOnce, TextPrinter, plain
from core.rulebook import load

LAYOUTS = layouts(__file__)

FILES, BOARD, TOTALS = N_("Files"), N_("Pilot by pilot"), N_("Totals")
PROBLEMS, FILING = N_("Data problems"), N_("Who has filed")
MOVED, REWRITTEN, REHEARSAL = N_("What moved"), N_("Rewritten past months"), N_("Under another notice")
#: What no title of a sheet may hold, and how long one may be.
FORBIDDEN, LONGEST_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\'", " ")), 31
#: So many problems are listed.
MOST_PROBLEMS = 5000


@uncollected()
def summary(
    batch: Batch,
    language: str,
    roster: Roster | None = None,
    *,
    month: Month | None = None,
    earlier: Batch | None = None,
    other: Batch | None = None,
    scored: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """The summary as .xlsx; with sheets of who is on the roster, of what moved since an `earlier` batch, and of what
    changes under the notice of the `other`, where these are given.

    By key of a file `scored` names its scored workbook.
    """
    text = PrintedOnce(language, load())
    book = Book()
    book.set_custom_property(SUMMARY, "1")
    try:
        _Summary(book, text, batch, board(batch)).write(
            files.rows(batch, language, scored),
            None if roster is None else filing(batch, roster, month),
            None if earlier is None else moved(batch, earlier),
            None if other is None else rehearsal(batch, other),
        )
        return book.packed()
    finally:
        lines.cache_clear()  # nothing of the senders' texts stays


def filing_csv(found: Filing, language: str) -> bytes:
    text, columns = PrintedOnce(language, load()), found.table.columns
    cells = ([row.cells[column.key] for column in columns] for row in found.table.rows)
    rows = (["" if cell is None else text(cell) for cell in row] for row in cells)
    return table_csv([text(column.title) for column in columns], rows)


def _sheet_title(label: str) -> str:
    """A label as the title of a sheet, cut between two words where it is too long.

    >>> _sheet_title("E2.2/I2.2/C2.3 Open volume doubled")
    'E2.2 I2.2 C2.3 Open volume'
    >>> _sheet_title("E9.9 " + "长" * 40)
    'E9.9 长长长长长长长长长长长长长长长长长长长长长长长长长长'
    """
    title = label.translate(FORBIDDEN)
    if len(title) <= LONGEST_TITLE:
        return title
    whole = title[: LONGEST_TITLE + 1].rpartition(" ")[0]
    return whole if len(whole) > LONGEST_TITLE // 2 else title[:LONGEST_TITLE]


class _Summary(Struct, frozen=True, dict=True):
    book: Book
    text: TextPrinter
    batch: Batch
    board: Board

    @cached_property
    def look(self) -> Look:
        return Look(self.book)

    def write(
        self, rows: Sequence[files.Row], found: Filing | None, changes: Moved | None, under: Rehearsal | None
    ) -> None:
        files.write_rows(self._sheet(self._title(FILES)), self.look, rows, self.text.language)
        pilots, page = self._pilots(), self._page(self._title(TOTALS))
        Totals(page, self.board, pilots, tuple(self._criteria())).write(LAYOUTS)
        self._problems()
        if found is not None:
            self._filing(found)
        if changes is not None:
            self._moved(changes)
        if under is not None:
            page = self._page(self._title(REHEARSAL))
            self._table(page, under.table, "rehearsal", under.heading, under.left_out)
        for sheet in self.book.worksheets():
            settle_pages(sheet)

    # --- sheets ---

    def _title(self, title: str) -> str:
        return self.text.words(title)

    def _sheet(self, title: str) -> Sheet:
        sheet = self.book.add_worksheet(title)
        rule, subject = say("Unofficial self-check"), self.text(self.board.heading)
        page_for_print(sheet, self.text, subject, self.text(rule), landscape=True)
        return sheet

    def _page(self, title: str) -> SheetPrinter:
        return SheetPrinter(self._sheet(title), self.look, FormulaPrinter(self.text, lambda _key: None))

    def _table(self, page: SheetPrinter, shown: Table, name: str, heading: Value, note: Value = None) -> Written:
        """A table under its heading, its header printed again on each page."""
        page.heading(heading, note)
        page.table(HEADER_ROW, shown, LAYOUTS[name])
        page.sheet.freeze_panes(HEADER_ROW + 1, 1)
        page.sheet.repeat_rows(HEADER_ROW)
        return Written.at(HEADER_ROW, page, shown, LAYOUTS[name])

    def _pilots(self) -> Written:
        """A row a pilot, most urgent first, a mark an item; below it what is odd about files of one pilot."""
        page = self._page(self._title(BOARD))
        found = self._table(page, self.board.table, "board", self.board.heading, self.board.subline)
        for row, pilot in enumerate(self.board.pilots, start=found.rows[0]):
            for mark in pilot.marks:
                words = f"{OUTCOMES[mark.outcome.outcome].mark} {self.text(mark.met)}/{self.text(mark.total)}"
                style = self.look(BODY, OUTCOMES[mark.outcome.outcome].cell, align="center")
                write_value(page.sheet, row, found.columns.index(f"item_{mark.number}"), words, style)
        legend = (Verbatim(f"{OUTCOMES[each].mark} {self.text(Judged(each))}") for each in Outcome)
        explained = say("Foundation and items: criteria met / all; {marks}.", marks=Joined(tuple(legend)))
        below = page.paragraph(found.rows[1] + 2, explained)
        for note in self.board.notes:
            below = page.paragraph(below, note.wording)
        return found

    def _criteria(self) -> Iterator[tuple[Value, Table, Written]]:
        """A sheet a criterion, one for those that several types have: every pilot's figure on its own clock."""
        for id, label in self.board.criteria.items():
            document = across(self.batch, id)
            rows = [Row(str(mark["key"]), mark) for panel in document.panels for mark in panel.chart.data]
            page = self._page(_sheet_title(self.text(label)))
            shown = table("across", rows, say("No figure yet."))
            yield label, shown, self._table(page, shown, "across", label, document.note)

    def _problems(self) -> None:
        rows = list(islice(self._problem_rows(), MOST_PROBLEMS + 1))
        shown = table("problems", rows[:MOST_PROBLEMS], say("No problems found."))
        cut = say("Only the first {n} are listed.", n=number(MOST_PROBLEMS)) if len(rows) > MOST_PROBLEMS else None
        page = self._page(self._title(PROBLEMS))
        self._table(page, shown, "problems", say("Data problems, pilot by pilot"), cut)

    def _problem_rows(self) -> Iterator[Row]:
        names = {pilot.key: pilot.name for pilot in self.board.pilots}
        used = {file.key: file for file in self.batch.used}
        for key, name in names.items():
            for each in problem_rows(used[key].assessment, self.text.language):
                texts = {"severity": each.severity_label, "sheet": each.sheet, "cell": each.cell, "found": each.found}
                texts |= {"expected": each.expected, "remedy": each.remedy, "criteria": " ".join(each.criteria)}
                yield Row(key, {"name": name, **{column: Verbatim(plain(words)) for column, words in texts.items()}})

    def _filing(self, found: Filing) -> None:
        page = self._page(self._title(FILING))
        written = self._table(page, found.table, "filing", found.heading)
        below = written.rows[1] + 2
        for value in (*found.notes, found.reminder):
            if value is not EMPTY:
                below = page.paragraph(below, value, valign="top")

    def _moved(self, changes: Moved) -> None:
        page = self._page(self._title(MOVED))
        below = self._table(page, changes.table, "moved", changes.heading, changes.past).rows[1] + 2
        for note in changes.notes:
            below = page.paragraph(below, note)
        if changes.rewritten.rows:
            self._table(self._page(self._title(REWRITTEN)), changes.rewritten, "rewritten", changes.past)
