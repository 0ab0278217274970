"""The sheet of totals: how many pilots and criteria of each kind, as formulas over the rows of the other sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace
from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from core.documents.board import Board, Result
from core.documents.figures import plain as number
from core.documents.texts import WORDS, table
from core.documents.urgency import OPEN
from core.model import Outcome, Profile, Status
from core.model.document import Row, Table, Value, say
from core.model.quantity import Judged, Quantity
from core.printers.sheet.figures import Part, literal
from core.printers.sheet.look import BODY, OUTCOMES, STATUSES, write_value
from core.printers.sheet.page import TOTAL, Layout, SheetPrinter

HEADER_ROW = 2
#: What is counted of a criterion: outcomes, and outlooks, by the marks that their words begin with.
COUNTED = (Outcome.MET, Outcome.NOT_MET, Outcome.NO_DATA)
AHEAD = {"on_track": (Status.ACHIEVED, Status.ON_TRACK), "at_risk": (Status.AT_RISK, Status.OFF_TRACK)}
Layouts = Mapping[str, Mapping[str, Layout]]


class Written(Struct, frozen=True):
    """Where a table stands: the title of its sheet, its columns by key, its first and last row from 0."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[int, int]

    @classmethod
    def at(cls, header: int, page: SheetPrinter, shown: Table, layout: Mapping[str, Layout]) -> Written:
        """A table whose header stands in that row."""
        columns = tuple(column.key for column in shown.columns if column.key in layout)
        return cls(page.sheet.get_name(), columns, (header + 1, header + max(1, len(shown.rows))))

    def cells(self, key: str, *, here: bool = False) -> str:
        """The cells of a column, for a formula on another sheet, or on the table's own."""
        column, (first, last) = xl_col_to_name(self.columns.index(key), col_abs=not here), self.rows
        if here:
            return f"{column}{first + 1}:{column}{last + 1}"
        return f"{quote_sheetname(self.title)}!{column}${first + 1}:{column}${last + 1}"


class Totals(Struct, frozen=True):
    """The sheet under way; `criteria` are each criterion's label, its table of pilots, and where that stands."""

    page: SheetPrinter
    board: Board
    pilots: Written
    criteria: Sequence[tuple[Value, Table, Written]]

    def write(self, layouts: Layouts) -> None:
        """By type, then by criterion: the numbers of today first, then the formulas that give them in their place."""
        self.page.heading(self.board.heading, self.board.subline)
        types = table("by_type", self._types())
        written = Written.at(HEADER_ROW, self.page, types, layouts["by_type"])
        below = self._table(HEADER_ROW, types, layouts["by_type"], self._of_types(written))
        formulas = (_of_criterion(written) for _label, _shown, written in self.criteria)
        shown = table("by_criterion", self._criteria(), say("No figure yet."))
        self._table(below + 1, shown, layouts["by_criterion"], formulas)

    def _table(
        self, header: int, shown: Table, layout: Mapping[str, Layout], formulas: Iterable[Mapping[str, str]]
    ) -> int:
        below = self.page.table(header, shown, layout, filtered=False)
        written = Written.at(header, self.page, shown, layout)
        for at, (row, cells) in enumerate(zip(shown.rows, formulas, strict=True), start=written.rows[0]):
            style = self.page.look(BODY, *((TOTAL,) if row.is_total else ()), align="center")
            for key, formula in cells.items():
                known = row.cells[key]
                value = float(known.value) if isinstance(known, Quantity) else 0.0
                write_value(self.page.sheet, at, written.columns.index(key), Part(formula, value), style)
        return below

    def _types(self) -> Iterator[Row]:
        for profile in (*Profile, None):
            pilots = [pilot for pilot in self.board.pilots if profile in (None, pilot.profile)]
            results = Counter(pilot.result for pilot in pilots)
            outcomes = {each: sum(int(pilot.counts[each].value) for pilot in pilots) for each in Outcome}
            cells: dict[str, Value] = {
                "name": say("Total") if profile is None else profile,
                "pilots": number(len(pilots)),
                **{each.value: number(results[each]) for each in Result},
                "criteria_met": number(outcomes[Outcome.MET]),
                "criteria_open": number(sum(outcomes[each] for each in OPEN)),
            }
            yield Row(str(profile), cells, is_total=profile is None)

    def _of_types(self, written: Written) -> Iterator[Mapping[str, str]]:
        cells, text = self.pilots.cells, self.page.text
        types, results = cells("profile"), cells("result")
        for profile in Profile:
            name = literal(text(profile))
            words = {each.value: literal(text(say(WORDS["result"][each]))) for each in Result}
            yield {
                "pilots": f"COUNTIF({types},{name})",
                **{key: f"COUNTIFS({types},{name},{results},{word})" for key, word in words.items()},
                "criteria_met": f"SUMIF({types},{name},{cells('met')})",
                "criteria_open": "+".join(f"SUMIF({types},{name},{cells(each.value)})" for each in OPEN),
            }
        # The last row is their sum.
        above = replace(written, rows=(written.rows[0], written.rows[1] - 1))
        yield {key: f"SUM({above.cells(key, here=True)})" for key in written.columns if key != "name"}

    def _criteria(self) -> Iterator[Row]:
        for label, shown, _written in self.criteria:
            found = [row.cells["outcome"] for row in shown.rows]
            outcomes = Counter(each.outcome for each in found if isinstance(each, Judged))
            statuses = Counter(row.cells["status"] for row in shown.rows)
            cells: dict[str, Value] = {
                "name": label,
                "pilots": number(len(shown.rows)),
                **{each.value: number(outcomes[each]) for each in COUNTED},
                **{key: number(sum(statuses[each] for each in those)) for key, those in AHEAD.items()},
            }
            yield Row(self.page.text(label), cells)


def _of_criterion(sheet: Written) -> Mapping[str, str]:
    def beginning(column: str, *marks: str) -> str:
        return "+".join(f"COUNTIF({sheet.cells(column)},{literal(mark + ' *')})" for mark in marks)

    return {
        "pilots": f'COUNTIF({sheet.cells("threshold")},">0")',
        **{each.value: beginning("outcome", OUTCOMES[each].mark) for each in COUNTED},
        **{key: beginning("status", *(STATUSES[each].mark for each in those)) for key, those in AHEAD.items()},
    }
