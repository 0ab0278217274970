"""What stands in a row of the table of 预测与计划: its columns, with the numbers behind their texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.i18n import words
from core.model import Assessment, Finding, Outlook
from core.printers.sheet.look import STATUSES, marked, width_of
from core.printers.sheet.native import points
from core.views.format import SHARE, threshold_text, value_text
from core.views.outlook import OutlookRow, percent, shown_text
from core.views.overview import gain
from core.views.planner import PaceRow
from core.views.tables import CriterionRow
from core.workbooks.scored.live.plan import NOTHING

#: The status, the columns that a forecast fills, the last value.
STATUS, PROBABILITY, FIRST_MET, LAST_VALUE = 2, 3, 7, 9


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


def width(column: Column, texts: Sequence[str]) -> float:
    """Wide enough for each Latin word of the title, since Chinese breaks anywhere, and for figures on one line."""
    whole = list(texts) if column.figures or column.whole else []
    whole += [word for word in column.title.split() if word.isascii()]
    return max([column.width, *(width_of(text) + 1.5 for text in whole)])
