"""The sheet 预测与计划: where each figure is heading, how sure that is, what it would take, and how far to trust it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.export.scored.live.plan import NOTHING, Part
from core.export.scored.look import (
    BODY,
    HEADER,
    OUTCOMES,
    STATUSES,
    Look,
    height,
    marked,
    prepare_page,
    width_of,
    write_part,
    write_text,
)
from core.export.scored.native import native, points
from core.export.scored.table import Heading, write_heading
from core.export.scored.workings import VALUE, Workings, number
from core.i18n import words
from core.model import Assessment, Finding, Outlook, Status
from core.views.charts.palette import LIGHT
from core.views.format import SHARE, threshold_text, value_text
from core.views.method import in_brief
from core.views.outlook import OutlookRow, outlook_rows, percent, shown_text, status_label
from core.views.overview import gain
from core.views.planner import OpenRow, PaceRow, planner
from core.views.tables import CriterionRow

HEADER_ROW = 2
FIRST = HEADER_ROW + 1
TALLEST = 409.0
#: What stands in the columns of the forecast where there is none: why.
PROBABILITY, FIRST_MET = 3, 7
LAST_VALUE = 9


@dataclass(frozen=True, slots=True)
class Line:
    """A computed criterion: its outlook, the words for it, what it needs where it is not met."""

    row: OutlookRow
    outlook: Outlook
    finding: Finding
    shown: CriterionRow
    pace: PaceRow | None
    a: Assessment
    language: str

    @property
    def share(self) -> bool:
        """Whether it is a share, whose paces are in points."""
        return self.finding.criterion.unit == SHARE

    def pace_of(self, value: Fraction | None) -> Fraction | None:
        """A pace as its text shows it."""
        return points(value) if value is not None and self.share else value

    def ahead(self, name: str) -> tuple[str, float | None]:
        """A figure of the forecast at the end, as it is shown and as it is."""
        if self.outlook.end is None:
            return NOTHING, None
        figure = float(getattr(self.outlook.end, name))
        return shown_text(self.a, self.finding.criterion, figure, self.language, unit=False), figure


Shown = tuple[str, float | Fraction | None]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its least width, what stands in a row (with the number behind it).

    `figures` stand at the right, and neither they nor what is `whole` may wrap.
    """

    title: str
    width: float
    shown: Callable[[Line], Shown]
    figures: bool = False
    whole: bool = False


def write_outlook(
    sheet: Worksheet,
    look: Look,
    assessment: Assessment,
    language: str,
    rows: Sequence[CriterionRow],
    found: Workings,
    outlooks: Mapping[str, Outlook],
) -> None:
    """Fills the sheet."""
    prepare_page(sheet, assessment, language, landscape=True)
    page = _Page(sheet, look, (assessment, language), rows, found, outlooks)
    page.write()


class _Page:
    """The sheet and the next free row of it."""

    def __init__(
        self,
        sheet: Worksheet,
        look: Look,
        page: tuple[Assessment, str],
        rows: Sequence[CriterionRow],
        found: Workings,
        outlooks: Mapping[str, Outlook],
    ) -> None:
        self._sheet, self._look, self._found = sheet, look, found
        self._a, self._language = page
        self._by_id = {row.id: row for row in rows}
        self._planner = planner(*page)
        paces = {pace.id: pace for pace in self._planner.figures}
        self._lines = [
            Line(row, outlooks[row.id], self._a.finding(row.id), self._by_id[row.id], paces.get(row.id), *page)
            for row in outlook_rows(self._a, outlooks, self._language)
        ]
        self._columns = columns(self._language)
        self._shown = {line.row.id: [column.shown(line) for column in self._columns] for line in self._lines}
        self._widths = [
            _width(column, [shown[number][0] for shown in self._shown.values()])
            for number, column in enumerate(self._columns)
        ]
        self._row = FIRST
        self._tallest: dict[int, float] = {}

    def write(self) -> None:
        """Everything, from the top."""
        _ = words(self._language)
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width, self._look())
        write_heading(self._sheet, self._look, self._heading(), 0)
        for column, (field, width) in enumerate(zip(self._columns, self._widths, strict=True)):
            write_text(self._sheet, HEADER_ROW, column, field.title, self._look(HEADER))
            self._tall(HEADER_ROW, field.title, width, 4)
        for line in self._lines:
            self._write_line(line)
        self._write_needed()
        self._write_across(_("How far to trust the forecast"), font_size=12, bold=True, valign="bottom")
        self._write_across(in_brief(self._language), text_wrap=True, valign="top")
        self._sheet.freeze_panes(FIRST, 2)
        self._sheet.repeat_rows(HEADER_ROW)
        self._sheet.print_area(0, 0, self._row - 1, len(self._columns) - 1)

    def _heading(self) -> Heading:
        """How many are heading where; what the numbers are."""
        _ = words(self._language)
        counts = {status: sum(line.outlook.status is status for line in self._lines) for status in Status}
        told = [
            _("{status} {n}").format(status=status_label(status, self._language), n=n)
            for status, n in counts.items()
            if n
        ]
        note = _(
            "Most urgent first. The forecast and the plan are values of the day of scoring and no formulas; nothing of "
            "them enters the verdict. When the present pace gets there is a sum, not a forecast."
        )
        return Heading(_("Outlook at the pilot's end: {counts}").format(counts=" · ".join(told)), note)

    def _tall(self, row: int, text: str, width: float, more: float = 0) -> None:
        """Makes the row tall enough for the text, too."""
        tall = min(TALLEST, height(text, width) + more)
        if tall > self._tallest.get(row, 0):
            self._tallest[row] = tall
            self._sheet.set_row(row, tall)

    def _write_line(self, line: Line) -> None:
        """A criterion's row; where there is no forecast it says why."""
        row, silent = self._row, line.outlook.end is None
        for column, (text, figure) in enumerate(self._shown[line.row.id]):
            if silent and PROBABILITY <= column <= FIRST_MET:
                continue
            self._put(row, column, text, figure, line)
            self._tall(row, text, self._widths[column])
        if silent:
            style = self._look(BODY, font_color=LIGHT.muted)
            self._sheet.merge_range(row, PROBABILITY, row, FIRST_MET, "", style)
            write_text(self._sheet, row, PROBABILITY, line.row.sentence, style)
            self._tall(row, line.row.sentence, sum(self._widths[PROBABILITY : FIRST_MET + 1]))
        self._row += 1

    def _put(self, row: int, column: int, text: str, figure: float | Fraction | None, line: Line) -> None:
        field = self._columns[column]
        if column == PROBABILITY - 1:
            style = self._look(BODY, STATUSES[line.outlook.status].cell, align="center")
        elif column == len(self._columns) - 1 and line.finding.commitment is not None:
            style = self._look(BODY, OUTCOMES[line.finding.commitment.outcome].cell, align="center")
        else:
            style = self._look(BODY, align="right" if field.figures else "left")
        if column == LAST_VALUE:
            self._write_value(row, column, text, line)
        elif figure is None:
            write_text(self._sheet, row, column, text, style)
        else:
            made = native(text, Fraction(figure))
            self._sheet.write_number(row, column, float(figure), self._figure(made[1] if made else "General"))

    def _write_value(self, row: int, column: int, text: str, line: Line) -> None:
        """The last value is live: it follows the sender's cells."""
        value = line.finding.value
        made = None if value is None else native(text, value)
        style = self._figure(made[1] if made else "General")
        write_part(self._sheet, row, column, Part(self._found.of(line.row.id, VALUE), number(value)), style)

    def _figure(self, number_format: str) -> Format:
        return self._look(BODY, align="right", num_format=number_format)

    def _write_needed(self) -> None:
        """The smallest set of improvements: all that is open, with what each adds to the unofficial score."""
        _ = words(self._language)
        view = self._planner
        self._write_across(_("What it takes"), font_size=12, bold=True, valign="bottom")
        self._write_across(view.sentence, bold=True, text_wrap=True)
        if not (view.figures or view.reports or view.evidence):
            return
        titles = (_("No."), _("Criterion"), _("Outcome"), _("Adds to the unofficial score"), _("What to do"))
        for column, title in enumerate(titles):
            write_text(self._sheet, self._row, column, title, self._look(HEADER))
            self._tall(self._row, title, self._widths[column], 2)
        self._sheet.merge_range(
            self._row, len(titles) - 1, self._row, len(self._columns) - 1, titles[-1], self._look(HEADER)
        )
        self._row += 1
        for open_, why in self._open():
            self._write_open(open_, why)

    def _open(self) -> Iterator[tuple[PaceRow | OpenRow, str]]:
        """Figures to raise with what they lack, then figures to report and evidence to prove."""
        _ = words(self._language)
        for pace in self._planner.figures:
            text = _("{gap} short; {needed} a month needed. {remedy}")
            yield pace, text.format(gap=pace.gap_text, needed=pace.needed_text, remedy=self._by_id[pace.id].remedy)
        for row in (*self._planner.reports, *self._planner.evidence):
            yield row, row.why

    def _write_open(self, open_: PaceRow | OpenRow, why: str) -> None:
        row, criterion = self._row, self._by_id[open_.id]
        write_text(self._sheet, row, 0, open_.id, self._look(BODY))
        write_text(self._sheet, row, 1, criterion.title, self._look(BODY))
        outcome = marked(criterion.outcome, criterion.outcome_label)
        write_text(self._sheet, row, 2, outcome, self._look(BODY, OUTCOMES[criterion.outcome].cell, align="center"))
        added = gain(self._a, self._a.finding(open_.id))
        made = native(open_.gain_text, added) if added else None
        if made is None:
            write_text(self._sheet, row, 3, open_.gain_text, self._look(BODY, align="right"))
        else:
            self._sheet.write_number(row, 3, made[0], self._figure(made[1]))
        self._sheet.merge_range(row, 4, row, len(self._columns) - 1, "", self._look(BODY))
        write_text(self._sheet, row, 4, why, self._look(BODY))
        for text, width in ((criterion.title, self._widths[1]), (outcome, self._widths[2])):
            self._tall(row, text, width)
        self._tall(row, why, sum(self._widths[4:]))
        self._row += 1

    def _write_across(self, text: str, **how: object) -> None:
        """A paragraph across the sheet."""
        style = self._look(how)
        self._sheet.merge_range(self._row, 0, self._row, len(self._columns) - 1, "", style)
        write_text(self._sheet, self._row, 0, text, style)
        heading = how.get("valign") == "bottom"
        self._tall(self._row, text, sum(self._widths), 14 if heading else 2)
        self._row += 1


def columns(language: str) -> tuple[Column, ...]:
    """The columns of the table, in order."""
    _ = words(language)

    def known(line: Line) -> Shown:
        text = _("{n}, very uncertain") if line.outlook.very_uncertain and line.outlook.end else "{n}"
        return text.format(n=line.outlook.known), Fraction(line.outlook.known)

    def probability(line: Line) -> Shown:
        end = line.outlook.end
        return line.row.probability_text, None if end is None else Fraction(percent(end.probability), 100)

    def gained(line: Line) -> Shown:
        added = gain(line.a, line.finding) if line.pace else Fraction(0)
        return (line.pace.gain_text, added) if line.pace and added else (NOTHING, None)

    def own(line: Line) -> Shown:
        target = line.finding.commitment
        if target is None:
            return NOTHING, None
        return value_text(line.finding.criterion, target.target, line.a.rulebook, language, False), target.target

    def own_outcome(line: Line) -> Shown:
        outcome, label = line.shown.commitment_outcome, line.shown.commitment_label
        return (NOTHING if outcome is None else marked(outcome, label or "")), None

    def pace(text: str, value: Fraction | None, line: Line) -> Shown:
        return (text, line.pace_of(value)) if text else (NOTHING, None)

    def status(line: Line) -> Shown:
        return f"{STATUSES[line.outlook.status].mark} {line.row.status_label}", None

    def unit(line: Line) -> Shown:
        return "" if line.share else line.a.rulebook.units[line.finding.criterion.unit].in_(language), None

    def last(line: Line) -> Shown:
        return value_text(line.finding.criterion, line.finding.value, line.a.rulebook, language, False), None

    def bar(line: Line) -> Shown:
        shown = threshold_text(line.finding.criterion, line.a.rulebook, language, unit=False)
        return shown, Fraction(line.finding.criterion.threshold or 0)

    def needed(line: Line) -> Shown:
        return pace(line.row.needed_text, line.a.trajectory(line.row.id).needed_per_month, line)

    def recent(line: Line) -> Shown:
        return pace(line.row.recent_text, line.a.trajectory(line.row.id).recent_per_month, line)

    def times(line: Line) -> Shown:
        return (line.pace.times_text if line.pace else NOTHING), None

    return (
        Column(_("No."), 5.5, lambda line: (line.row.id, None)),
        Column(_("Criterion"), 15, lambda line: (line.row.title, None)),
        Column(_("Status"), 10.5, status),
        Column(_("Probability at the pilot's end"), 10, probability, figures=True),
        Column(_("Median at the end"), 9, lambda line: line.ahead("median"), figures=True),
        Column(_("80% interval, low"), 9, lambda line: line.ahead("low"), figures=True),
        Column(_("80% interval, high"), 9, lambda line: line.ahead("high"), figures=True),
        Column(_("Threshold first met"), 20, lambda line: (line.row.range_text or NOTHING, None)),
        Column(_("Known months"), 8, known, figures=True),
        Column(_("Last value"), 9, last, figures=True),
        Column(_("Threshold"), 8, bar, figures=True),
        Column(_("Unit"), 6, unit, whole=True),
        Column(_("Needed a month"), 9, needed, figures=True),
        Column(_("A month over the last three"), 9, recent, figures=True),
        Column(_("Of the present pace"), 9, times, figures=True),
        Column(
            _("Reached at the present pace"), 14, lambda line: (line.pace.reached_text if line.pace else NOTHING, None)
        ),
        Column(_("Adds to the unofficial score"), 9, gained, figures=True),
        Column(_("Own end target"), 9, own, figures=True),
        Column(_("Own target's outcome"), 10.5, own_outcome),
    )


def _width(column: Column, texts: Sequence[str]) -> float:
    """Wide enough for each Latin word of the title, since Chinese breaks anywhere, and for figures on one line."""
    whole = list(texts) if column.figures or column.whole else []
    whole += [word for word in column.title.split() if word.isascii()]
    return max([column.width, *(width_of(text) + 1.5 for text in whole)])
