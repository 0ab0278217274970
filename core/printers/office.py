"""A batch → the summary workbook of an office: files, pilots, totals, a sheet a criterion, problems, who has filed.

Totals are formulas over the rows of this workbook's own sheets, with their values of today.
"""

from __future__ import annotations

import io
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from core.batch import Batch, Roster
from core.documents.across import across
from core.documents.board import Board, Pilot, Result, board, once
from core.documents.figures import plain as number
from core.documents.filing import Filing, filing
from core.documents.moved import Moved, moved
from core.documents.rehearsal import Rehearsal, rehearsal
from core.documents.texts import WORDS, table
from core.documents.two_judgements import common_key
from core.i18n import N_, Language
from core.model import Month, Outcome, Profile, Status
from core.model.document import Joined, Row, Table, Value, Verbatim, say
from core.model.quantity import Judged
from core.printers import summary as files
from core.printers.csv import as_text, utf8
from core.printers.problems import problem_rows
from core.printers.sheet.formulas import FormulaPrinter, Part, literal
from core.printers.sheet.look import (
    BODY,
    DEFAULT_FORMAT,
    OUTCOMES,
    STATUSES,
    Look,
    lines,
    page_for_print,
    write_value,
)
from core.printers.sheet.page import TOTAL, Layout, SheetPrinter
from core.printers.sheet.sheet import Sheet
from core.printers.text import TextPrinter, plain
from core.rulebook import load

LAYOUTS = {
    name: {key: Layout(*each) for key, each in columns.items()}
    for name, columns in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()
}
HEADER_ROW = 2
FILES, BOARD, TOTALS = N_("Files"), N_("Pilot by pilot"), N_("Totals")
PROBLEMS, FILING = N_("Data problems"), N_("Who has filed")
MOVED, REHEARSAL = N_("What moved"), N_("Under another notice")
#: What no title of a sheet may hold, and how long one may be.
FORBIDDEN, LONGEST_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\'", " ")), 31
#: So many problems are listed.
MOST_PROBLEMS = 5000
#: Outcomes that a sheet of totals counts by their marks, and what is counted of the outlooks.
COUNTED = (Outcome.MET, Outcome.NOT_MET, Outcome.NO_DATA)
AHEAD = {"on_track": (Status.ACHIEVED, Status.ON_TRACK), "at_risk": (Status.AT_RISK, Status.OFF_TRACK)}


@dataclass(frozen=True)
class Written:
    """A sheet with a table on it: where the rows of the table stand."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[int, int]

    def cells(self, key: str) -> str:
        """The cells of a column, for a formula."""
        column, (first, last) = xl_col_to_name(self.columns.index(key), col_abs=True), self.rows
        return f"{quote_sheetname(self.title)}!{column}${first + 1}:{column}${last + 1}"


def summary(
    batch: Batch,
    language: str,
    roster: Roster | None = None,
    month: Month | None = None,
    earlier: Batch | None = None,
    other: Batch | None = None,
    *,
    complaints: Mapping[str, str] = MappingProxyType({}),
    scored: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """The summary as .xlsx; with sheets of who is on the roster, of what moved since an `earlier` batch, and of what
    changes under the notice of the `other`, where these are given.

    By key of a file `complaints` say why it has no verdict, `scored` name its scored workbook.
    """
    text = TextPrinter(Language(language), load())
    stream = io.BytesIO()
    try:
        with Workbook(stream, {"in_memory": True, "default_format_properties": dict(DEFAULT_FORMAT)}) as book:
            _Summary(book, text, batch, board(batch)).write(
                files.rows(batch, language, complaints, scored),
                None if roster is None else filing(batch, roster, month),
                None if earlier is None else moved(batch, earlier),
                None if other is None else rehearsal(batch, other),
            )
    finally:
        lines.cache_clear()  # nothing of the senders' texts stays
    return stream.getvalue()


def filing_csv(found: Filing, language: str) -> bytes:
    """Who has filed, as CSV."""
    text = TextPrinter(Language(language), load())
    rows = ([as_text(_said(text, row.cells[column.key])) for column in found.table.columns] for row in found.table.rows)
    return utf8([[text(column.title) for column in found.table.columns], *rows])


def _said(text: TextPrinter, value: Value) -> str:
    return "" if value is None else text(value)


@dataclass(frozen=True)
class _Summary:
    """The workbook under way."""

    book: Workbook
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
        pilots, totals = self._pilots(), self._page(self._title(TOTALS))
        criteria = dict(self._criteria())
        self._totals(totals, pilots, criteria)
        self._problems()
        if found is not None:
            self._filing(found)
        if changes is not None:
            self._moved(changes)
        if under is not None:
            page = self._page(self._title(REHEARSAL))
            self._table(page, under.table, "rehearsal", under.heading)

    # --- sheets ---

    def _title(self, title: str) -> str:
        return self.text.words(title)

    def _sheet(self, title: str) -> Sheet:
        sheet: Sheet = self.book.add_worksheet(title, Sheet)
        rule, subject = say("Unofficial self-check"), self.text(self.board.heading)
        page_for_print(sheet, self.text, subject, self.text(rule), landscape=True)
        return sheet

    def _page(self, title: str) -> SheetPrinter:
        return SheetPrinter(self._sheet(title), self.look, FormulaPrinter(self.text, lambda _key: None))

    def _table(self, page: SheetPrinter, shown: Table, name: str, heading: Value, note: Value = None) -> Written:
        """A table under its heading, which is printed again on each page."""
        page.heading(heading, note)
        page.table(HEADER_ROW, shown, LAYOUTS[name])
        page.sheet.freeze_panes(HEADER_ROW + 1, 1)
        page.sheet.repeat_rows(HEADER_ROW)
        return self._written(page, shown, name, HEADER_ROW)

    def _written(self, page: SheetPrinter, shown: Table, name: str, header: int) -> Written:
        columns = tuple(column.key for column in shown.columns if column.key in LAYOUTS[name])
        return Written(page.sheet.get_name(), columns, (header + 1, header + max(1, len(shown.rows))))

    def _pilots(self) -> Written:
        """A row a pilot, most urgent first, a mark an item; below it what is odd about files of one pilot."""
        page = self._page(self._title(BOARD))
        found = self._table(page, self.board.table, "board", self.board.heading, self.board.subline)
        for row, pilot in enumerate(self.board.pilots, start=found.rows[0]):
            for mark in pilot.marks:
                words = f"{OUTCOMES[mark.outcome.outcome].mark} {self.text(mark.met)}/{self.text(mark.total)}"
                style = self.look(BODY, OUTCOMES[mark.outcome.outcome].cell, align="center")
                write_value(page.sheet, row, found.columns.index(f"item_{mark.number}"), words, style)
        below = found.rows[1] + 2
        for note in self.board.notes:
            below = page.paragraph(below, note.wording)
        return found

    def _criteria(self) -> Iterator[tuple[str, Written]]:
        """A sheet a criterion, one for those that several types have: every pilot's figure on its own clock."""
        seen = set()
        computed = {f.criterion.id: f.criterion for file in self.batch.used for f in file.assessment.findings}
        for id, label in self.board.criteria.items():
            key = common_key(computed[id])
            if key in seen:
                continue
            seen.add(key)
            document = across(self.batch, id)
            rows = [Row(str(mark["key"]), mark) for panel in document.panels for mark in panel.chart.data]
            ids = Joined(once([panel.label for panel in document.panels]), "dots")
            page = self._page(self.text(label).translate(FORBIDDEN)[:LONGEST_TITLE])
            yield id, self._table(page, table("across", rows, say("No figure yet.")), "across", ids, document.note)

    def _problems(self) -> None:
        rows = list(islice(self._problem_rows(), MOST_PROBLEMS))
        page, empty = self._page(self._title(PROBLEMS)), say("No problems found.")
        self._table(page, table("problems", rows, empty), "problems", say("Data problems, pilot by pilot"))

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
        for value in (found.strangers, found.repeated, found.reminder):
            if self.text(value):
                below = page.paragraph(below, value, valign="top")

    def _moved(self, changes: Moved) -> None:
        page = self._page(self._title(MOVED))
        below = self._table(page, changes.table, "moved", changes.heading, changes.past).rows[1] + 2
        for value in (changes.new, changes.absent):
            if self.text(value):
                below = page.paragraph(below, value)
        if changes.rewritten.rows:
            page.table(below, changes.rewritten, LAYOUTS["moved"], filtered=False)

    # --- totals: the numbers of today, then the formulas that give them ---

    def _totals(self, page: SheetPrinter, pilots: Written, criteria: Mapping[str, Written]) -> None:
        page.heading(self.board.heading, self.board.subline)
        by_type = table("by_type", self._by_type())
        below = page.table(HEADER_ROW, by_type, LAYOUTS["by_type"], filtered=False)
        self._live(page, self._written(page, by_type, "by_type", HEADER_ROW), by_type, self._of_types(pilots))
        by_criterion = table("by_criterion", self._by_criterion(criteria))
        page.table(below + 1, by_criterion, LAYOUTS["by_criterion"], filtered=False)
        written = self._written(page, by_criterion, "by_criterion", below + 1)
        self._live(page, written, by_criterion, (_of_criterion(each) for each in criteria.values()))

    def _live(self, page: SheetPrinter, written: Written, shown: Table, formulas: Iterable[Mapping[str, str]]) -> None:
        """Puts a formula in the place of each number that it gives."""
        for at, (row, cells) in enumerate(zip(shown.rows, formulas, strict=True), start=written.rows[0]):
            for key, formula in cells.items():
                style = self.look(BODY, *((TOTAL,) if row.is_total else ()), align="center")
                value = float(self.text(row.cells[key]).replace(",", ""))
                write_value(page.sheet, at, written.columns.index(key), Part(formula, value), style)

    def _by_type(self) -> Iterator[Row]:
        for profile in (*Profile, None):
            those = [pilot for pilot in self.board.pilots if profile in (None, pilot.profile)]
            name: Value = say("Total") if profile is None else profile
            yield Row(str(profile), {"name": name, **_counts(those)}, is_total=profile is None)

    def _of_types(self, pilots: Written) -> Iterator[Mapping[str, str]]:
        types, results = pilots.cells("profile"), pilots.cells("result")
        first = HEADER_ROW + 2
        for profile in Profile:
            name = literal(self.text(profile))
            sums = {
                key: f"SUMIF({types},{name},{pilots.cells(key)})"
                for key in ("met", "not_met", "needs_review", "no_data")
            }
            yield {
                "pilots": f"COUNTIF({types},{name})",
                **{each.value: f"COUNTIFS({types},{name},{results},{literal(self._result(each))})" for each in Result},
                "criteria_met": sums.pop("met"),
                "criteria_open": "+".join(sums.values()),
            }
        columns = list(LAYOUTS["by_type"])[1:]
        letters = {key: xl_col_to_name(at) for at, key in enumerate(columns, start=1)}
        yield {key: f"SUM({letters[key]}{first}:{letters[key]}{first + len(Profile) - 1})" for key in columns}

    def _result(self, result: Result) -> str:
        return self.text(say(WORDS["result"][result]))

    def _by_criterion(self, criteria: Mapping[str, Written]) -> Iterator[Row]:
        for id in criteria:
            marks = [mark for panel in across(self.batch, id).panels for mark in panel.chart.data]
            outcomes = Counter(mark["outcome"].outcome for mark in marks if isinstance(mark["outcome"], Judged))
            statuses = Counter(mark["status"] for mark in marks)
            cells: dict[str, Value] = {
                "name": self.board.criteria[id],
                "pilots": number(len(marks)),
                **{each.value: number(outcomes[each]) for each in COUNTED},
                **{key: number(sum(statuses[each] for each in those)) for key, those in AHEAD.items()},
            }
            yield Row(id, cells)


def _counts(pilots: Sequence[Pilot]) -> dict[str, Value]:
    results = Counter(pilot.result for pilot in pilots)
    by_outcome = {each: sum(int(pilot.counts[each].value) for pilot in pilots) for each in Outcome}
    still_open = (Outcome.NOT_MET, Outcome.NEEDS_REVIEW, Outcome.NO_DATA)
    return {
        "pilots": number(len(pilots)),
        **{each.value: number(results[each]) for each in Result},
        "criteria_met": number(by_outcome[Outcome.MET]),
        "criteria_open": number(sum(by_outcome[each] for each in still_open)),
    }


def _of_criterion(sheet: Written) -> Mapping[str, str]:
    """Counts of a criterion's own sheet, by the marks that its words begin with."""

    def beginning(column: str, *marks: str) -> str:
        return "+".join(f"COUNTIF({sheet.cells(column)},{literal(mark + ' *')})" for mark in marks)

    return {
        "pilots": f'COUNTIF({sheet.cells("clock")},">0")',
        **{each.value: beginning("outcome", OUTCOMES[each].mark) for each in COUNTED},
        **{key: beginning("status", *(STATUSES[each].mark for each in those)) for key, those in AHEAD.items()},
    }
