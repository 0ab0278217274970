"""The sheet 情景测算: what was assumed, what would come of it beside what is known; nothing of it enters the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace
from xlsxwriter.workbook import Workbook

from core.documents.what_if import WhatIf
from core.model import Month
from core.model.document import Row, Value, say
from core.model.quantity import Quantity
from core.printers.numbers import month_cell_format
from core.printers.palette import LIGHT
from core.printers.sheet.cells import serial
from core.printers.sheet.look import BODY, HEADER, write_value
from core.printers.sheet.page import SheetPrinter
from core.workbooks.scored.month_chart import Dot, Line, Picture, Run, Stroke, insert
from core.workbooks.scored.tables import LAYOUTS
from core.workbooks.scored.trajectory import ABOVE_ALL, below

BESIDE, MONTHS = LAYOUTS["what_if"], LAYOUTS["what_if_months"]
FIRST_ROW = 2
CHART_ROWS, PIXELS_A_ROW = 17, 20
COLOUR = LIGHT.to_review_text


def write_what_if(page: SheetPrinter, what: WhatIf, book: Workbook) -> None:
    """The assumption, the comparison, the chart, and the months that it draws."""
    assumed = say("Assumed: {name}", name=what.name) if what.name else None
    page.heading(say("What if · {criterion}", criterion=what.one.label), assumed)
    page.lay_out(what.months, MONTHS)
    row = page.paragraph(FIRST_ROW, what.sentence, bold=True)
    row = page.paragraph(row, what.note, font_color=LIGHT.muted) + 1
    at = page.table(row, what.table, BESIDE, filtered=False) + 1
    header = at + CHART_ROWS + 1
    months = replace(what.months, rows=tuple(map(_bare, what.months.rows)))
    last = page.table(header, months, MONTHS, filtered=False) - 1
    for number, month in enumerate(months.rows, header + 1):
        for column in (column for column, key in enumerate(MONTHS) if month.cells[key] is None):
            page.sheet.write_blank(number, column, None, page.look(BODY))  # a chart draws text as 0
    picture = _picture(page, what, header, assumed)
    insert(book, page.sheet, (at, 0), picture, (page.pixels - 8, CHART_ROWS * PIXELS_A_ROW - 10), (4, 4))
    page.sheet.print_area(0, 0, last, len(MONTHS) - 1)


def _bare(row: Row) -> Row:
    bare = {key: replace(value, bare=True) for key, value in row.cells.items() if isinstance(value, Quantity)}
    return replace(row, cells={**row.cells, **bare})


def _picture(page: SheetPrinter, what: WhatIf, header: int, assumed: Value) -> Picture:
    """The computed lines, and the assumed one in dots and dashes; the months' header is in the row `header`.

    The interval is two lines and no band, which could not end before the months do.
    """
    text, title, rows = page.formulas.text, page.sheet.get_name(), [row.cells for row in what.months.rows]
    months = [month for cells in rows if isinstance(month := cells["month"], Month)]
    days = [float(serial(month, from_1904=page.sheet.date_1904)) for month in months]
    runs = {"month": Run.of(title, 0, header + 1, days)}
    for column, key in list(enumerate(MONTHS))[1:]:
        figures = [float(value.value) if isinstance(value := cells[key], Quantity) else None for cells in rows]
        runs[key] = Run.of(title, column, header + 1, figures)
    return Picture(
        title=page.text(what.one.label),
        below=text(assumed) if assumed else below(what.one.outlook, text),
        months=runs.pop("month"),
        bands=(),
        lines=[*_lines(page, what, months, header, runs)],
        unit=what.one.criterion.unit,
        month_format=month_cell_format(text.language),
    )


def _lines(
    page: SheetPrinter, what: WhatIf, months: list[Month], header: int, runs: Mapping[str, Run]
) -> Iterator[Line]:
    """The thresholds, the forecast where there is one, posts, the assumed line by its value at the end, what is known."""
    text = page.formulas.text
    _ = text.words
    yield Line(_("Threshold"), runs["threshold"], Stroke(LIGHT.met, 1.5))
    if {*runs["assumed_threshold"].figures} - {None, *runs["threshold"].figures}:
        yield Line(_("Threshold assumed"), runs["assumed_threshold"], Stroke(COLOUR, 1.25, "sysDot"))
    if what.one.forecast:
        for bound in ("low", "high"):
            yield Line(_("Likely range (80%)"), runs[bound], Stroke(LIGHT.forecast, 0.75, "sysDash"))
        yield Line(_("Expected value"), runs["median"], Stroke(LIGHT.forecast, 1.75, "dash"))
    yield from _posts(page, what, months, header, runs)
    if any(value is not None for value in runs["assumed"].figures):
        name = next(row.cells["name"] for row in what.months.rows if row.cells["name"])
        yield Line(text(name), runs["assumed"], Stroke(COLOUR, 2.25, "lgDashDot"))
    yield Line(_("Actual"), runs["value"], Stroke(LIGHT.ink, 1.75), Dot("circle", 5, LIGHT.ink))


def _posts(
    page: SheetPrinter, what: WhatIf, months: list[Month], header: int, runs: Mapping[str, Run]
) -> Iterator[Line]:
    """Upright lines at the month judged, the pilot's end and the end assumed, written beside what is printed."""
    text, end = page.formulas.text, months[len(what.one.chart.data) - 1]
    named = [(text(what.one.as_of), what.one.as_of), (text(say("End")), end)]
    named += [(text(say("End assumed")), what.end)] if what.end != end else []
    top = max(figure for run in runs.values() for figure in run.figures if figure is not None) * ABOVE_ALL
    style = page.look(BODY, font_color=LIGHT.muted, num_format="#,##0.0", align="right")
    posts = [(name, month) for name, month in named if month is not None]
    for column, (name, at) in enumerate(posts, len(MONTHS) + 1):
        write_value(page.sheet, header, column, name, page.look(HEADER))
        page.sheet.write_number(header + 1 + months.index(at), column, top, style)
        marks = [top if month == at else None for month in months]
        run = Run.of(page.sheet.get_name(), column, header + 1, marks)
        yield Line(name, run, post=Stroke(LIGHT.muted, 0.75))
