"""The sheet 轨迹: months × indicators as a table, and a line chart an indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.export.scored.live.cells import serial
from core.export.scored.live.plan import Part
from core.export.scored.look import (
    BODY,
    FONT,
    HEADER,
    SIZE,
    Look,
    height,
    prepare_page,
    write_part,
    write_text,
)
from core.export.scored.table import Heading, write_heading
from core.export.scored.workings import VALUE, Workings
from core.i18n import words
from core.model import Assessment, Criterion, TrajectoryPoint
from core.views.charts.palette import LIGHT
from core.views.format import SHARE, TIMES, month_text
from core.views.timeline import planned

TABLE_NAME = "tds_trajectory"
HEADER_ROW = 2
FIRST = HEADER_ROW + 1
MONTH_WIDTH, WIDTH = 12.0, 10.0
#: Columns that the heading and the charts need, however few indicators there are.
FEWEST = 6
CHARTS_IN_ROW, CHART_ROWS = 3, 11
#: Every so many months the axis of a chart names one.
NAMED_MONTHS, AXIS_FORMAT = 6, "yyyy-mm"
ROW_HEIGHT = 15.0
PIXELS_A_ROW, PIXELS_A_UNIT, PIXELS_A_COLUMN = 20, 7, 5


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator over all months: its column in the table, and where what it is compared with stands."""

    criterion: Criterion
    points: Sequence[TrajectoryPoint]
    plans: Sequence[Fraction | None]
    label: str
    column: int
    beside: int

    @property
    def number_format(self) -> str:
        """How its figures show."""
        if self.criterion.unit == SHARE:
            return "0.0%"
        fraction = any(point.value is not None and point.value.denominator != 1 for point in self.points)
        return "#,##0.00" if self.criterion.unit == TIMES else "#,##0.0" if fraction else "#,##0"

    @property
    def threshold(self) -> Fraction:
        """The notice's threshold."""
        return Fraction(self.criterion.threshold or 0)


def write_trajectory(
    sheet: Worksheet, look: Look, assessment: Assessment, language: str, book: Workbook, found: Workings
) -> None:
    """Fills the sheet."""
    _ = words(language)
    lines = _lines(assessment, language)
    width = MONTH_WIDTH + WIDTH * max(FEWEST, len(lines))
    prepare_page(sheet, assessment, language, landscape=False)
    sheet.set_column(0, 0, MONTH_WIDTH, look())
    known = [line for line in lines if any(point.value is not None for point in line.points)]
    note = _(
        "Black: the figures. Grey dots: the straight line from the first figure to the threshold. "
        "Green: the threshold. Diamonds: the applicant's own plan."
    )
    silent = [line.criterion.id for line in lines if line not in known]
    if silent:
        note += " " + _("No figure yet, so no chart: {ids}.").format(ids=", ".join(silent))
    write_heading(sheet, look, Heading(_("Indicators month by month"), note), width)
    if not lines:
        write_text(sheet, HEADER_ROW, 0, _("No months to show yet."), look(font_color=LIGHT.muted))
        return
    _write_table(sheet, look, lines, (assessment, language), found)
    _write_beside(sheet, look, lines, language)
    last = FIRST + len(lines[0].points) - 1
    first_chart = last + 2
    for number, line in enumerate(known):
        _insert(sheet, book, line, (first_chart, number), len(lines), language)
    rows_of_charts = -(-len(known) // CHARTS_IN_ROW)
    sheet.freeze_panes(FIRST, 1)
    sheet.print_area(0, 0, max(last, first_chart + rows_of_charts * CHART_ROWS - 1), max(FEWEST, len(lines)))


def _lines(a: Assessment, language: str) -> list[Line]:
    """The indicators in the order of the notice."""
    _ = words(language)
    drawn = [t for t in a.trajectories if t.points]
    lines = []
    for column, trajectory in enumerate(drawn, 1):
        criterion, target = a.rulebook.criterion(a.profile, trajectory.id), a.submission.targets.get(trajectory.id)
        unit = a.rulebook.units[criterion.unit].in_(language)
        label = f"{criterion.id} {criterion.title.in_(language)}"
        label += "" if criterion.unit == SHARE else _(" ({unit})").format(unit=unit)
        plans = [planned(a, target, point.month) for point in trajectory.points]
        beside = 3 + max(FEWEST, len(drawn)) + 3 * (column - 1)
        lines.append(Line(criterion, trajectory.points, plans, label, column, beside))
    return lines


def _write_table(
    sheet: Worksheet, look: Look, lines: list[Line], page: tuple[Assessment, str], found: Workings
) -> None:
    """The months, one a row, with each indicator's value; the month that is judged stands out and is live."""
    a, language = page
    _ = words(language)
    headers = [_("Month"), *(line.label for line in lines)]
    columns = [{"header": header, "header_format": look(HEADER)} for header in headers]
    last = FIRST + len(lines[0].points) - 1
    options = {"name": TABLE_NAME, "columns": columns, "style": None, "autofilter": False, "banded_rows": False}
    sheet.add_table(HEADER_ROW, 0, last, len(lines), options)
    sheet.set_column(1, max(FEWEST, len(lines)), WIDTH, look())
    sheet.set_row(HEADER_ROW, max(height(header, WIDTH) for header in headers) + 2)
    for row, of_month in enumerate(lines[0].points, start=FIRST):
        judged = of_month.month == a.as_of
        layer: dict[str, Any] = {"bg_color": LIGHT.action_pale, "bold": True} if judged else {}
        write_text(sheet, row, 0, month_text(of_month.month, language), look(BODY, layer, text_wrap=False))
        sheet.set_row(row, ROW_HEIGHT)
        for line in lines:
            style = look(BODY, layer, text_wrap=False, align="right", num_format=line.number_format)
            value = line.points[row - FIRST].value
            if judged and value is not None:
                write_part(sheet, row, line.column, Part(found.of(line.criterion.id, VALUE), float(value)), style)
            else:
                _write_figure(sheet, row, line.column, value, style)


def _write_figure(sheet: Worksheet, row: int, column: int, value: Fraction | None, style: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, float(value), style)


def _write_beside(sheet: Worksheet, look: Look, lines: list[Line], language: str) -> None:
    """What the charts compare with, to the right of what is printed: straight line, plan, threshold."""
    _ = words(language)
    titles = (_("{id} straight line"), _("{id} own plan"), _("{id} threshold"))
    muted = {"font_color": LIGHT.muted, "text_wrap": False, "align": "right"}
    sheet.set_column(_axis(lines), lines[-1].beside + 2, WIDTH, look())
    write_text(sheet, HEADER_ROW, _axis(lines), _("Axis of the charts"), look(HEADER))
    day = look(BODY, muted, num_format=AXIS_FORMAT)
    for row, point in enumerate(lines[0].points, start=FIRST):
        year, month = point.month.year, point.month.month
        write_part(sheet, row, _axis(lines), Part(f"DATE({year},{month},1)", float(serial(year, month))), day)
    for line in lines:
        for offset, title in enumerate(titles):
            write_text(sheet, HEADER_ROW, line.beside + offset, title.format(id=line.criterion.id), look(HEADER))
        style = look(BODY, muted, num_format=line.number_format)
        for row, (point, plan) in enumerate(zip(line.points, line.plans, strict=True), start=FIRST):
            for offset, figure in enumerate((point.required, plan, line.threshold)):
                _write_figure(sheet, row, line.beside + offset, figure, style)


def _axis(lines: list[Line]) -> int:
    """The column of the months that the charts' axes name."""
    return lines[0].beside - 1


def _insert(sheet: Worksheet, book: Workbook, line: Line, place: tuple[int, int], columns: int, language: str) -> None:
    """The chart of an indicator, in its place of the grid below the table."""
    first_row, number = place
    chart = _chart(sheet, book, line, max(FEWEST, columns) + 2, language)
    width = int(
        (MONTH_WIDTH * PIXELS_A_UNIT + PIXELS_A_COLUMN)
        + max(FEWEST, columns) * (WIDTH * PIXELS_A_UNIT + PIXELS_A_COLUMN)
    )
    each = width // CHARTS_IN_ROW
    chart.set_size({"width": each - 8, "height": CHART_ROWS * PIXELS_A_ROW - 10})
    offset = (number % CHARTS_IN_ROW) * each
    sheet.insert_chart(
        first_row + number // CHARTS_IN_ROW * CHART_ROWS,
        0,
        chart,
        {"x_offset": offset, "y_offset": 2, "description": line.label},
    )


def _chart(sheet: Worksheet, book: Workbook, line: Line, axis: int, language: str) -> Any:
    """Actual in ink with points, straight line dotted grey, plan as diamonds, threshold green."""
    _ = words(language)
    chart = book.add_chart({"type": "line"})
    last = FIRST + len(line.points) - 1
    months = [sheet.get_name(), FIRST, axis, last, axis]

    def add(name: str, column: int, **how: Any) -> None:
        values = [sheet.get_name(), FIRST, column, last, column]
        chart.add_series({"name": name, "categories": months, "values": values, **how})

    nothing = {"none": True}
    add(_("Threshold"), line.beside + 2, line={"color": LIGHT.met, "width": 1.25}, marker={"type": "none"})
    add(
        _("Straight line"),
        line.beside,
        line={"color": LIGHT.guide, "width": 1.25, "dash_type": "round_dot"},
        marker={"type": "none"},
    )
    if any(plan is not None for plan in line.plans):
        diamond = {"type": "diamond", "size": 7, "fill": {"color": LIGHT.action}, "border": {"color": LIGHT.action}}
        add(_("Own plan"), line.beside + 1, line=nothing, marker=diamond)
    point = {"type": "circle", "size": 4, "fill": {"color": LIGHT.ink}, "border": {"color": LIGHT.ink}}
    add(_("Actual"), line.column, line={"color": LIGHT.ink, "width": 1.75}, marker=point)
    _dress(chart, line)
    return chart


def font(size: float = SIZE - 1, colour: str = LIGHT.muted, *, bold: bool = False) -> dict[str, Any]:
    """A chart's font, named outright."""
    return {"name": FONT, "size": size, "color": colour, "bold": bold}


def _dress(chart: Any, line: Line) -> None:
    """Title, axes, legend and ground of a chart, each with colours of its own."""
    chart.set_title({"name": line.label, "name_font": font(SIZE, LIGHT.ink, bold=True), "overlay": False})
    unit = line.criterion.unit
    chart.set_x_axis(
        {
            "num_font": {**font(), "rotation": 0},
            "date_axis": True,
            "num_format": AXIS_FORMAT,
            "major_unit": NAMED_MONTHS,
            "major_unit_type": "months",
            "line": {"color": LIGHT.guide},
            "major_tick_mark": "outside",
        }
    )
    chart.set_y_axis(
        {
            "num_font": font(),
            "num_format": "0%" if unit == SHARE else "0.0" if unit == TIMES else "#,##0",
            "min": 0,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": LIGHT.line, "width": 0.75}},
        }
    )
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": LIGHT.line}, "fill": {"color": LIGHT.paper}})
    chart.set_plotarea({"fill": {"color": LIGHT.paper}})
    chart.show_blanks_as("gap")
