"""The sheet 情景测算: what was assumed, what would come of it beside what is known; nothing of it enters the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from xlsxwriter.workbook import Workbook

from core.documents.what_if import WhatIf
from core.model import Month
from core.model.document import Row, Value, say
from core.model.quantity import SHARE, TIMES, Quantity
from core.printers.addresses import letters, quoted
from core.printers.numbers import month_cell_format
from core.printers.palette import LIGHT
from core.printers.sheet.look import BODY, HEADER, write_text
from core.printers.sheet.page import Layout, SheetPrinter, serial
from core.workbooks.scored.beside import ABOVE_ALL, below
from core.workbooks.scored.month_chart import Dot, Line, Picture, Run, Stroke, draw

BESIDE = {"item": Layout(24), "now": Layout(20), "assumed": Layout(20)}
MONTHS = {
    "month": Layout(24),
    **dict.fromkeys(("value", "median"), Layout(20, "right")),
    **dict.fromkeys(("low", "high", "threshold", "assumed", "assumed_threshold"), Layout(12, "right")),
}
FIRST_ROW = 2
CHART_ROWS, PIXELS_A_ROW = 17, 20
COLOUR = LIGHT.to_review_text


def write_what_if(page: SheetPrinter, what: WhatIf, book: Workbook) -> None:
    """The assumption, the comparison, the chart, and the months that it draws."""
    page.heading(say("What if · {criterion}", criterion=what.one.label), _assumed(what))
    page.lay_out(what.months, MONTHS)
    row = page.paragraph(FIRST_ROW, what.sentence, bold=True)
    row = page.paragraph(row, what.note, font_color=LIGHT.muted) + 1
    at = page.table(row, what.table, BESIDE, filtered=False) + 1
    first = at + CHART_ROWS + 1
    months = replace(what.months, rows=tuple(map(_bare, what.months.rows)))
    last = page.table(first, months, MONTHS, filtered=False) - 1
    for at_row, month in enumerate(months.rows, first + 1):
        for column in (column for column, key in enumerate(MONTHS) if month.cells[key] is None):
            page.sheet.write_blank(at_row, column, None, page.look(BODY))  # a chart draws text as 0
    title = page.text(what.one.label)
    chart = draw(book, _Drawing(page, what, first).picture(title))
    chart.set_size(page.pixels - 8, CHART_ROWS * PIXELS_A_ROW - 10)
    page.sheet.insert_chart(at, 0, chart, {"x_offset": 4, "y_offset": 4, "description": title})
    page.sheet.print_area(0, 0, last, len(MONTHS) - 1)


def _assumed(what: WhatIf) -> Value:
    return say("Assumed: {name}", name=what.name) if what.name else None


def _bare(row: Row) -> Row:
    """Figures without their unit."""
    bare = {key: replace(value, bare=True) for key, value in row.cells.items() if isinstance(value, Quantity)}
    return replace(row, cells={**row.cells, **bare})


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The chart of the months whose header stands in the row `header`."""

    page: SheetPrinter
    what: WhatIf
    header: int

    @property
    def months(self) -> list[Month]:
        """The months, one a row."""
        return [month for row in self.what.months.rows if isinstance(month := row.cells["month"], Month)]

    def figures(self, key: str) -> list[float | None]:
        """The figures of a column."""
        values = [row.cells[key] for row in self.what.months.rows]
        return [float(value.value) if isinstance(value, Quantity) else None for value in values]

    def run(self, column: int, figures: list[float | None]) -> Run:
        """The cells of a column, with what they hold."""
        letter, first = letters(column), self.header + 2
        cells = f"${letter}${first}:${letter}${first + len(figures) - 1}"
        return Run.of(f"{quoted(self.page.sheet.get_name())}!{cells}", figures)

    def of(self, key: str) -> Run:
        """The run of a column of the table."""
        return self.run(list(MONTHS).index(key), self.figures(key))

    def picture(self, title: str) -> Picture:
        """The computed lines, and the assumed one in dots and dashes.

        The interval is two lines and no band, which could not end before the months do.
        """
        text, unit = self.page.formulas.text, self.what.one.criterion.unit
        days: list[float | None] = [float(serial(month)) for month in self.months]
        named = text(_assumed(self.what)) if self.what.name else below(self.what.one.outlook, text)
        return Picture(
            title=title,
            below=named,
            months=self.run(0, days),
            bands=(),
            lines=[*self._known(), *self._posts(), *self._supposed()],
            number_format="0%" if unit == SHARE else "0.0" if unit == TIMES else "#,##0",
            month_format=month_cell_format(text.language),
        )

    def _known(self) -> Iterator[Line]:
        """The thresholds, and the forecast where there is one."""
        _ = self.page.formulas.text.words
        yield Line(_("Threshold"), self.of("threshold"), Stroke(LIGHT.met, 1.5))
        own = {*self.figures("assumed_threshold")} - {None, *self.figures("threshold")}
        if own:
            yield Line(_("Threshold assumed"), self.of("assumed_threshold"), Stroke(COLOUR, 1.25, "sysDot"))
        if self.what.one.forecast:
            for bound in ("low", "high"):
                yield Line(_("Likely range (80%)"), self.of(bound), Stroke(LIGHT.forecast, 0.75, "sysDash"))
            yield Line(_("Expected value"), self.of("median"), Stroke(LIGHT.forecast, 1.75, "dash"))

    def _posts(self) -> Iterator[Line]:
        """Upright lines at the month judged, the pilot's end and the end assumed, written beside what is printed."""
        page, text, months = self.page, self.page.formulas.text, self.months
        end = months[len(self.what.one.chart.data) - 1]
        named = [(text(self.what.one.as_of), self.what.one.as_of), (text(say("End")), end)]
        named += [(text(say("End assumed")), self.what.end)] if self.what.end != end else []
        top = max(figure for key in list(MONTHS)[1:] for figure in self.figures(key) if figure is not None) * ABOVE_ALL
        posts = [(name, month) for name, month in named if month is not None]
        for column, (name, at) in enumerate(posts, len(MONTHS) + 1):
            write_text(page.sheet, self.header, column, name, page.look(HEADER))
            style = page.look(BODY, font_color=LIGHT.muted, num_format="#,##0.0", align="right")
            page.sheet.write_number(self.header + 1 + months.index(at), column, top, style)
            marks = self.run(column, [top if month == at else None for month in months])
            yield Line(name, marks, post=Stroke(LIGHT.muted, 0.75), name_at="l")

    def _supposed(self) -> Iterator[Line]:
        """The assumed line by its value at the end, and what is known."""
        text = self.page.formulas.text
        if any(value is not None for value in self.figures("assumed")):
            name = next(row.cells["name"] for row in self.what.months.rows if row.cells["name"])
            yield Line(text(name), self.of("assumed"), Stroke(COLOUR, 2.25, "lgDashDot"))
        yield Line(text(say("Actual")), self.of("value"), Stroke(LIGHT.ink, 1.75), Dot("circle", 5, LIGHT.ink))
