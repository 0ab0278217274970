"""The sheet 情景测算: what was assumed, what would come of it beside what stands; nothing of it enters the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.forecast.scenario import Scenario, course
from core.i18n import Language, words
from core.model import Assessment, Month, Outlook
from core.printers.addresses import letters, quoted
from core.printers.palette import LIGHT
from core.printers.sheet.look import BODY, HEADER, Look, height, prepare_page, write_heading, write_text
from core.printers.text import TextPrinter
from core.views.format import SHARE, TIMES, month_number_format, month_text
from core.views.scenario import ScenarioView, scenario_view
from core.workbooks.scored.beside import ABOVE_ALL, below
from core.workbooks.scored.live.cells import serial
from core.workbooks.scored.month_chart import Dot, Line, Picture, Run, Stroke, draw

WIDTHS = (26.0, *(12.5,) * 7)
WIDE = sum(WIDTHS)
#: Where the middle and the right column of the comparison end.
MIDDLE, LAST = 3, len(WIDTHS) - 1
CHART_ROWS, PIXELS_A_ROW = 17, 20
COLOUR = LIGHT.to_review_text


def write_what_if(
    sheet: Worksheet,
    look: Look,
    assessment: Assessment,
    language: str,
    book: Workbook,
    scenario: Scenario,
    outlook: Outlook,
) -> None:
    """Fills the sheet."""
    prepare_page(sheet, assessment, language, landscape=False)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, look())
    _Page(sheet, look, (assessment, language), scenario, outlook).write(book)


class _Page:
    """The sheet, what stands on it, and the next free row."""

    def __init__(
        self, sheet: Worksheet, look: Look, page: tuple[Assessment, str], scenario: Scenario, outlook: Outlook
    ) -> None:
        self._sheet, self._look, self._outlook = sheet, look, outlook
        self._a, self._language = page
        self._view: ScenarioView = scenario_view(self._a, scenario, self._language)
        self._criterion = self._a.rulebook.criterion(self._a.profile, scenario.criterion)
        self._course = course(self._a, scenario)
        end = max(self._a.pilot.end, self._course.end)
        self._months = [self._a.pilot.start.plus(i) for i in range(end - self._a.pilot.start + 1)]
        self._row = 2

    def write(self, book: Workbook) -> None:
        """The assumption, the comparison, the chart, and the months that it draws."""
        _ = words(self._language)
        title = f"{self._criterion.id} {self._criterion.title.in_(self._language)}"
        name = self._view.name or _("nothing but that the present pace lasts")
        sentence, note = _("What if · {criterion}").format(criterion=title), _("Assumed: {name}").format(name=name)
        write_heading(self._sheet, self._look, sentence, note)
        self._across(self._view.sentence, bold=True)
        self._across(
            _(
                "The assumed line is arithmetic, not a forecast. With an assumed pace or step no probability is given; the "
                "forecast knows only an assumed threshold and end. Nothing of this sheet enters the verdict."
            ),
            font_color=LIGHT.muted,
        )
        self._row += 1
        self._comparison()
        first = self._row + CHART_ROWS + 1
        chart = draw(book, self._picture(title, first + 1))
        width = sum(int(width * 7 + 5) for width in WIDTHS)
        chart.set_size(width - 8, CHART_ROWS * PIXELS_A_ROW - 10)
        self._sheet.insert_chart(self._row, 0, chart, {"x_offset": 4, "y_offset": 4, "description": title})
        self._table(first)
        self._sheet.print_area(0, 0, first + len(self._months), LAST)

    def _across(self, text: str, **how: object) -> None:
        style = self._look(**how, text_wrap=True, valign="top")
        self._sheet.merge_range(self._row, 0, self._row, LAST, "", style)
        write_text(self._sheet, self._row, 0, text, style)
        self._sheet.set_row(self._row, height(text, WIDE) + 2)
        self._row += 1

    def _comparison(self) -> None:
        """As things stand beside what is assumed."""
        _ = words(self._language)
        for number, texts in enumerate(((_("Item"), _("As things stand"), _("Assumed")), *self._view.rows)):
            style = self._look(BODY if number else HEADER)
            write_text(self._sheet, self._row, 0, texts[0], style)
            for text, first, last in ((texts[1], 1, MIDDLE), (texts[2], MIDDLE + 1, LAST)):
                self._sheet.merge_range(self._row, first, self._row, last, "", style)
                write_text(self._sheet, self._row, first, text, style)
            tall = max(height(texts[0], WIDTHS[0]), *(height(text, sum(WIDTHS[1 : MIDDLE + 1])) for text in texts[1:]))
            self._sheet.set_row(self._row, tall)
            self._row += 1
        self._row += 1

    def _columns(self) -> list[tuple[str, Sequence[float | None]]]:
        """The months' figures: what is known, what is forecast, what is assumed, the thresholds."""
        _ = words(self._language)
        points = {point.month: point for point in self._a.trajectory(self._criterion.id).points}
        ahead = {point.month: point for point in self._outlook.points}
        judged = {self._a.as_of: _float(self._a.finding(self._criterion.id).value)} if ahead else {}
        assumed = dict(self._course.months)

        def fan(name: str) -> list[float | None]:
            return [getattr(ahead[m], name) if m in ahead else judged.get(m) for m in self._months]

        threshold, own = float(self._criterion.threshold or 0), float(self._course.threshold)
        return [
            (_("Actual"), [_float(points[m].value) if m in points else None for m in self._months]),
            (_("Forecast (median)"), fan("median")),
            (_("80% interval, low"), fan("low")),
            (_("80% interval, high"), fan("high")),
            (_("Threshold"), [threshold] * len(self._months)),
            (_("Assumed"), [_float(assumed.get(m)) for m in self._months]),
            (_("Threshold assumed"), [own if m in assumed else None for m in self._months]),
        ]

    def _posts(self) -> dict[str, Month]:
        """What is marked by an upright line: the month judged, the pilot's end, the end assumed."""
        _ = words(self._language)
        named = {month_text(self._a.as_of, self._language): self._a.as_of, _("End"): self._a.pilot.end}
        ends = {} if self._course.end == self._a.pilot.end else {_("End assumed"): self._course.end}
        return {name: month for name, month in {**named, **ends}.items() if month is not None}

    def _format(self, figure: float) -> str:
        """A figure as the page shows it; what is forecast of a count is shown whole."""
        unit = self._criterion.unit
        if unit in (SHARE, TIMES):
            return "0.0%" if unit == SHARE else "#,##0.00"
        return "#,##0" if figure.is_integer() else "#,##0.0"

    def _table(self, first: int) -> None:
        _ = words(self._language)
        columns = self._columns()
        for column, title in enumerate((_("Month"), *(title for title, _figures in columns))):
            write_text(self._sheet, first, column, title, self._look(HEADER))
        self._sheet.set_row(first, max(height(title, WIDTHS[1]) for title, _figures in columns) + 2)
        for row, month in enumerate(self._months, start=first + 1):
            style = self._plain(month_number_format(self._language), muted=month > self._a.pilot.end, align="left")
            day = float(serial(month.year, month.month))
            self._sheet.write_formula(row, 0, f"=DATE({month.year},{month.month},1)", style, day)
            for column, (_title, figures) in enumerate(columns, 1):
                figure = figures[row - first - 1]
                if figure is None:
                    self._sheet.write_blank(row, column, None, self._plain("General"))
                else:
                    self._sheet.write_number(row, column, figure, self._plain(self._format(figure)))
        self._write_posts(first, columns)

    def _write_posts(self, first: int, columns: Sequence[tuple[str, Sequence[float | None]]]) -> None:
        """What the upright lines reach up to, to the right of what is printed."""
        top = max(figure for _title, figures in columns for figure in figures if figure is not None) * ABOVE_ALL
        for column, (name, at) in enumerate(self._posts().items(), LAST + 1):
            write_text(self._sheet, first, column, name, self._look(HEADER))
            row = first + 1 + self._months.index(at)
            self._sheet.write_number(row, column, top, self._plain(self._format(0.5), muted=True))

    def _plain(self, number_format: str, *, muted: bool = False, align: str = "right") -> Format:
        colour = {"font_color": LIGHT.muted} if muted else {}
        return self._look(BODY, **colour, text_wrap=False, num_format=number_format, align=align)

    def _picture(self, title: str, first: int) -> Picture:
        """The computed lines, and the assumed one in dots and dashes.

        The interval is two lines and no band, which could not end before the months do.
        """
        _ = words(self._language)
        names = quoted(self._sheet.get_name())

        def run(column: int, figures: Sequence[float | None]) -> Run:
            letter = letters(column)
            return Run.of(f"{names}!${letter}${first + 1}:${letter}${first + len(self._months)}", figures)

        columns = self._columns()
        actual, median, low, high, threshold, assumed, own = (
            run(i, each) for i, (_title, each) in enumerate(columns, 1)
        )
        lines = [Line(_("Threshold"), threshold, Stroke(LIGHT.met, 1.5))]
        if self._course.threshold != Fraction(self._criterion.threshold or 0):
            lines.append(Line(_("Threshold assumed"), own, Stroke(COLOUR, 1.25, "sysDot")))
        if self._outlook.points:
            lines += [Line(_("80% interval"), bound, Stroke(LIGHT.forecast, 0.75, "sysDash")) for bound in (low, high)]
            lines.append(Line(_("Forecast (median)"), median, Stroke(LIGHT.forecast, 1.75, "dash")))
        top = max(figure for _title, figures in columns for figure in figures if figure is not None) * ABOVE_ALL
        for column, (post, at) in enumerate(self._posts().items(), LAST + 1):
            marks = run(column, [top if month == at else None for month in self._months])
            lines.append(Line(post, marks, post=Stroke(LIGHT.muted, 0.75), name_at="l"))
        name = self._view.line[-1].name if self._view.line else None
        lines += [
            Line(name or _("Assumed"), assumed, Stroke(COLOUR, 2.25, "lgDashDot")),
            Line(_("Actual"), actual, Stroke(LIGHT.ink, 1.75), Dot("circle", 5, LIGHT.ink)),
        ]
        months = run(0, [float(serial(month.year, month.month)) for month in self._months])
        unit = self._criterion.unit
        return Picture(
            title=title,
            below=" · ".join(
                [below(self._outlook, TextPrinter(Language(self._language), self._a.rulebook)), name or _("Assumed")]
            ),
            months=months,
            bands=(),
            lines=lines,
            number_format="0%" if unit == SHARE else "0.0" if unit == TIMES else "#,##0",
            month_format=month_number_format(self._language),
        )


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
