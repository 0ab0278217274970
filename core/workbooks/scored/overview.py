"""The sheet 评分总览: the verdict on one page, as the screen tells it."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.i18n import words
from core.model import Assessment, Finding, Item, Outcome
from core.printers.palette import LIGHT
from core.printers.sheet.look import (
    BODY,
    FONT,
    HEADER,
    OUTCOMES,
    SIZE,
    THIN,
    Layer,
    Look,
    height,
    marked,
    prepare_page,
    write_part,
    write_text,
)
from core.printers.sheet.part import Part
from core.printers.text import notice_name
from core.views.format import month_text
from core.views.format import number as number_text
from core.views.overview import ORDER
from core.views.tables import ScoreText, is_over, item_cards, next_steps, score_text
from core.views.words import outcome_label, profile_label
from core.workbooks.scored.live.plan import NOTHING
from core.workbooks.scored.told import Told, shown_score
from core.workbooks.scored.workings import ITEM, OUTCOME, TARGET_OUTCOME, Workings
from core.workbooks.scored.workings import number as exact

CHART_ROWS = 13
WIDTHS = (7, 30, *(9.5,) * len(ORDER), 7, 10, 13, 12)
LAST = len(WIDTHS) - 1
WIDE = sum(WIDTHS)
FIRST_COUNT = 2
LABEL_COLUMNS = 1
DIGEST_SHOWN = 12
PLAIN = Layer(valign="vcenter", text_wrap=True)
RULE = Layer(bottom=THIN, bottom_color=LIGHT.line)
TOTAL = Layer(bg_color=LIGHT.surface, bold=True)
NOTHING_MORE = Layer()


def write_overview(
    sheet: Worksheet, look: Look, assessment: Assessment, language: str, book: Workbook, told: Told, inputs: str
) -> None:
    """Fills the sheet; `inputs` is the check code of what was read."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, look())
    prepare_page(sheet, assessment, language, landscape=False)
    page = _Page(sheet, look)
    _write_verdict(page, told)
    _write_facts(page, assessment, told, language, inputs)
    _write_items(page, assessment, told.found, language, book)
    _write_steps(page, assessment, language)
    _write_notes(page, score_text(assessment, language), language)
    sheet.print_area(0, 0, page.row - 1, LAST)


class _Page:
    """The sheet and the next free row of it."""

    def __init__(self, sheet: Worksheet, look: Look) -> None:
        self.sheet = sheet
        self.look = look
        self.row = 0

    def line(self, text: str | Part, *, gap: float = 0, **how: Any) -> None:
        """A paragraph across the sheet, tall enough for its text."""
        size = how.get("font_size", SIZE)
        look = self.look(PLAIN, **how)
        self.sheet.merge_range(self.row, 0, self.row, LAST, "", look)
        shown = self._put(self.row, 0, text, look)
        self.sheet.set_row(self.row, height(shown, WIDE, size) + gap)
        self.row += 1

    def _put(self, row: int, column: int, text: str | Part, look: Format) -> str:
        """Text, or a formula with its text."""
        if isinstance(text, Part):
            write_part(self.sheet, row, column, text, look)
            return str(text.value)
        write_text(self.sheet, row, column, text, look)
        return text

    def heading(self, text: str) -> None:
        """A heading with room above it."""
        self.line(text, gap=14, font_size=12, bold=True, valign="bottom")

    def fact(self, label: str, text: str | Part) -> None:
        """A label and what it says."""
        sheet, row, shown = self.sheet, self.row, ""
        for first, last, said, how in (
            (0, LABEL_COLUMNS, label, {"font_color": LIGHT.muted}),
            (LABEL_COLUMNS + 1, LAST, text, {"align": "left"}),
        ):
            look = self.look(PLAIN, RULE, **how)
            sheet.merge_range(row, first, row, last, "", look)
            shown = self._put(row, first, said, look)
        sheet.set_row(row, height(shown, sum(WIDTHS[LABEL_COLUMNS + 1 :])) + 2)
        self.row += 1


def _write_verdict(page: _Page, told: Told) -> None:
    """The red flag, if there is one; the verdict as a sentence; where the pilot stands."""
    if told.red_flag is not None:
        page.line(told.red_flag, gap=4, bg_color=LIGHT.not_met_pale, bold=True, font_size=11)
    page.line(told.verdict, gap=6, font_size=16, bold=True)
    page.line(told.stands, font_size=11, bold=True)
    page.line(told.subline, font_color=LIGHT.muted)


def _write_facts(page: _Page, a: Assessment, told: Told, language: str, inputs: str) -> None:
    """Whose pilot this is, when, and by which rules."""
    _ = words(language)
    page.heading(_("The pilot"))
    basics = a.rulebook.sheets["basics"]
    for key in ("space_name", "operator_org"):
        entry = a.submission.basics.get(key)
        page.fact(basics.column(key).label.in_(language), "—" if entry is None or not entry.value else str(entry.value))
    page.fact(basics.column("profile").label.in_(language), profile_label(a.rulebook, a.profile, language))
    page.fact(_("Judged as of"), _as_of(a, language))
    months = len(a.pilot.months)
    period = _.plural("{start} to {end}, {n} month", "{start} to {end}, {n} months", months)
    start, end = month_text(a.pilot.start, language), month_text(a.pilot.end, language)
    page.fact(_("Pilot period"), period.format(start=start, end=end, n=months))
    notice = a.rulebook.notice
    page.fact(_("Judged by"), f"{notice.title.in_(language)} · {notice.number}")
    version = _("{id}, check code {digest}").format(
        id=notice_name(notice, language), digest=a.rulebook.digest[:DIGEST_SHOWN]
    )
    page.fact(_("Rulebook"), version)
    page.fact(_("Check code of the inputs"), inputs[:DIGEST_SHOWN])
    page.fact(_("Unofficial score"), told.interval)


def _as_of(a: Assessment, language: str) -> str:
    _, shown = words(language), month_text(a.as_of, language)
    if a.as_of is None:
        return shown
    return _("{month}, month {n} of {total}").format(month=shown, n=a.elapsed, total=len(a.pilot.months))


def _write_items(page: _Page, a: Assessment, found: Workings, language: str, book: Workbook) -> None:
    """A row an item: how many of its criteria have which outcome, its unofficial score, the applicant's own targets."""
    _ = words(language)
    page.heading(_("The foundation and the six items"))
    labels = [marked(outcome, outcome_label(outcome, language, is_over(a))) for outcome in ORDER]
    titles = [
        *(_("No."), _("Item"), *labels, _("Criteria"), _("Score (unofficial)"), _("Score range (unofficial)")),
        _("Own targets met"),
    ]
    for column, (title, outcome) in enumerate(zip(titles, (None, None, *ORDER, *(None,) * 4), strict=True)):
        colour = {} if outcome is None else {"font_color": OUTCOMES[outcome].text_colour}
        write_text(page.sheet, page.row, column, title, page.look(HEADER, **colour))
    page.sheet.set_row(page.row, 30)
    header = page.row
    page.row += 1
    table = _Table(page, a, found, language)
    for card, item in zip(item_cards(a, language), a.rulebook.items[a.profile], strict=True):
        table.row(card.number_text if item.number else "", card.title, item)
    table.row("", _("Together"), None)
    table.colour(header + 1)
    page.heading(_("Criteria by outcome"))
    chart = outcomes_chart(book, page.sheet, (header, header + 1, page.row - 3))
    chart.set_size({"width": sum(int(width * 7 + 5) for width in WIDTHS) - 6, "height": CHART_ROWS * 20 - 6})
    page.sheet.insert_chart(page.row, 0, chart, {"x_offset": 3, "y_offset": 2, "description": _("Criteria by outcome")})
    page.row += CHART_ROWS


class _Table:
    """The rows of the items, as formulas on 计算底稿."""

    def __init__(self, page: _Page, a: Assessment, found: Workings, language: str) -> None:
        self._page, self._a, self._found, self._language = page, a, found, language

    def row(self, number_text: str, title: str, item: Item | None) -> None:
        """An item's row; None is the whole."""
        page = self._page
        total = NOTHING_MORE if item else TOTAL
        centred = page.look(BODY, total, align="center", valign="vcenter")
        write_text(page.sheet, page.row, 0, number_text, centred)
        write_text(page.sheet, page.row, 1, title, page.look(BODY, total, valign="vcenter", bold=True))
        findings = [f for f in self._a.findings if item is None or f.criterion.item == item.number]
        self._counts(findings, item, total)
        self._scores(item, total)
        write_part(page.sheet, page.row, LAST, self._own_targets(findings, item), centred)
        page.sheet.set_row(page.row, height(title, WIDTHS[1]) + 6)
        page.row += 1

    def colour(self, first: int) -> None:
        """A count of 0 is faint, another takes its outcome's colours; both follow the count."""
        page = self._page
        for column, outcome in enumerate(ORDER, start=FIRST_COUNT):
            cells = (first, column, page.row - 2, column)
            none = {
                "type": "cell",
                "criteria": "==",
                "value": 0,
                "format": page.look.change({"font_color": LIGHT.guide}),
            }
            some = {"type": "cell", "criteria": ">", "value": 0, "format": page.look.change(OUTCOMES[outcome].cell)}
            page.sheet.conditional_format(*cells, none)
            page.sheet.conditional_format(*cells, some)

    def _counts(self, findings: list[Finding], item: Item | None, total: Layer) -> None:
        """The number of criteria by outcome, and in all."""
        page, found = self._page, self._found
        look = page.look(BODY, total, align="center", valign="vcenter", num_format="0")
        for column, outcome in enumerate(ORDER, start=FIRST_COUNT):
            n = sum(finding.outcome is outcome for finding in findings)
            formula = (
                f'COUNTIFS({found.column(ITEM)},{item.number},{found.column(OUTCOME)},"{outcome.value}")'
                if item
                else found.count(outcome)
            )
            write_part(page.sheet, page.row, column, Part(formula, float(n)), look)
        page.sheet.write_number(page.row, FIRST_COUNT + len(ORDER), len(findings), look)

    def _scores(self, item: Item | None, total: Layer) -> None:
        page, found, verdict = self._page, self._found, self._a.verdict
        column = FIRST_COUNT + len(ORDER) + 1
        style = page.look(BODY, total, align="right", valign="vcenter", num_format="0.0")
        if item is not None and item.number not in verdict.item_scores:
            for offset in (0, 1):
                write_text(page.sheet, page.row, column + offset, NOTHING, style)
            return
        number = None if item is None else item.number
        values = (verdict.score, verdict.score_low, verdict.score_high)
        if number is not None:
            values = tuple(None if v is None else v * 100 for v in verdict.item_scores[number])  # type: ignore[assignment]
        write_part(page.sheet, page.row, column, Part(found.score(number, 0), exact(values[0])), style)
        low, high = (found.score(number, bound) for bound in (1, 2))
        ends = "–".join(NOTHING if v is None else number_text(v, self._language, 1) for v in values[1:])
        formula = f'{shown_score(low)}&"–"&{shown_score(high)}'
        write_part(page.sheet, page.row, column + 1, Part(formula, ends), style)

    def _own_targets(self, findings: list[Finding], item: Item | None) -> Part:
        """How many of the applicant's own end targets are met, of how many; a dash where there are none."""
        targets = [finding.commitment for finding in findings if finding.commitment is not None]
        if not targets:
            return Part(f'"{NOTHING}"', NOTHING)
        met = sum(target.outcome is Outcome.MET for target in targets)
        within = f"{self._found.column(ITEM)},{item.number}," if item else ""
        formula = f'COUNTIFS({within}{self._found.column(TARGET_OUTCOME)},"met")&" / {len(targets)}"'
        return Part(formula, f"{met} / {len(targets)}")


def font(size: float = SIZE - 1, colour: str = LIGHT.muted) -> dict[str, Any]:
    """A chart's font, named outright."""
    return {"name": FONT, "size": size, "color": colour, "bold": False}


def outcomes_chart(book: Workbook, sheet: Worksheet, rows: tuple[int, int, int]) -> Any:
    """A bar an item, its criteria by outcome: the counts of the table above, so the bars follow them."""
    header, first, last = rows
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, outcome in enumerate(ORDER, start=FIRST_COUNT):
        colours = OUTCOMES[outcome].cell
        chart.add_series(
            {
                "name": [sheet.get_name(), header, column],
                "categories": [sheet.get_name(), first, 1, last, 1],
                "values": [sheet.get_name(), first, column, last, column],
                "fill": {"color": colours["bg_color"]},
                "border": {"color": OUTCOMES[outcome].text_colour, "width": 0.75},
                "gap": 45,
            }
        )
    chart.set_y_axis({"reverse": True, "num_font": font(colour=LIGHT.ink), "line": {"color": LIGHT.guide}})
    chart.set_x_axis(
        {
            "num_font": font(),
            "num_format": "0",
            "min": 0,
            "major_unit": 2,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": LIGHT.line, "width": 0.75}},
        }
    )
    chart.set_legend({"position": "bottom", "font": font()})
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"color": LIGHT.line}, "fill": {"color": LIGHT.paper}})
    chart.set_plotarea({"fill": {"color": LIGHT.paper}})
    return chart


def _write_steps(page: _Page, a: Assessment, language: str) -> None:
    """The most useful next steps, each with its reason and remedy."""
    _, steps = words(language), next_steps(a, language)
    if not steps:
        return
    page.heading(_("Most useful next steps"))
    for step in steps:
        page.line(f"{step.criterion_id}  {step.title}", gap=4, bold=True, bg_color=LIGHT.surface, valign="bottom")
        page.line(f"{step.detail}\n{step.remedy}", gap=4, bg_color=LIGHT.surface, valign="top")


def _write_notes(page: _Page, score: ScoreText, language: str) -> None:
    """What the score is, and what these sheets are."""
    _ = words(language)
    page.heading(_("About this sheet"))
    page.line(score.how, font_color=LIGHT.muted, valign="top")
    page.line(
        _(
            "This is a self-check and no decision of an authority. In the sender's file these sheets stand after the "
            "sender's own, which are unchanged. When the file is scored again they are replaced: do not write in them."
        ),
        font_color=LIGHT.muted,
        valign="top",
    )
    page.line(
        _(
            "Outcomes, counts and unofficial scores are formulas that follow your cells; sentences, order and remedies are as of "
            "the scoring. Where a figure could not be a formula, the sheet of results says why."
        ),
        font_color=LIGHT.muted,
        valign="top",
    )
