"""The sheet 评分总览: the verdict on one page, as the screen tells it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from xlsxwriter.worksheet import Worksheet

from core.export.scored.look import (
    BODY,
    HEADER,
    OUTCOMES,
    SIZE,
    THIN,
    Look,
    height,
    marked,
    prepare_page,
    write_figure,
    write_text,
)
from core.i18n import words
from core.model import Assessment, Finding, Item, Outcome
from core.views.charts.palette import LIGHT
from core.views.format import month_text, number
from core.views.overview import ORDER
from core.views.tables import ItemCard, ScoreText, headline, is_over, item_cards, next_steps, score_text
from core.views.words import outcome_label, profile_label

WIDTHS = (7, 30, *(9.5,) * len(ORDER), 7, 10, 13, 12)
LAST = len(WIDTHS) - 1
WIDE = sum(WIDTHS)
FIRST_COUNT = 2
LABEL_COLUMNS = 1
DIGEST_SHOWN = 12
PLAIN = {"valign": "vcenter", "text_wrap": True}


def write_overview(sheet: Worksheet, look: Look, assessment: Assessment, language: str) -> None:
    """Fills the sheet."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, look())
    prepare_page(sheet, assessment, language, landscape=False)
    page = _Page(sheet, look)
    _write_verdict(page, assessment, language)
    score = score_text(assessment, language)
    _write_facts(page, assessment, score, language)
    _write_items(page, assessment, score, language)
    _write_steps(page, assessment, language)
    _write_notes(page, score, language)
    sheet.print_area(0, 0, page.row - 1, LAST)


class _Page:
    """The sheet and the next free row of it."""

    def __init__(self, sheet: Worksheet, look: Look) -> None:
        self.sheet = sheet
        self.look = look
        self.row = 0

    def line(self, text: str, *, gap: float = 0, **how: Any) -> None:
        """A paragraph across the sheet, tall enough for its text."""
        size = how.get("font_size", SIZE)
        self.sheet.merge_range(self.row, 0, self.row, LAST, "", self.look(PLAIN, how))
        write_text(self.sheet, self.row, 0, text, self.look(PLAIN, how))
        self.sheet.set_row(self.row, height(text, WIDE, size) + gap)
        self.row += 1

    def heading(self, text: str) -> None:
        """A heading with room above it."""
        self.line(text, gap=14, font_size=12, bold=True, valign="bottom")

    def fact(self, label: str, text: str) -> None:
        """A label and what it says."""
        sheet, row = self.sheet, self.row
        rule = {"bottom": THIN, "bottom_color": LIGHT.line}
        for first, last, words_, how in (
            (0, LABEL_COLUMNS, label, {"font_color": LIGHT.muted}),
            (LABEL_COLUMNS + 1, LAST, text, {"align": "left"}),
        ):
            look = self.look(PLAIN, rule, how)
            sheet.merge_range(row, first, row, last, "", look)
            write_text(sheet, row, first, words_, look)
        sheet.set_row(row, height(text, sum(WIDTHS[LABEL_COLUMNS + 1 :])) + 2)
        self.row += 1


def _write_verdict(page: _Page, a: Assessment, language: str) -> None:
    """The red flag, if there is one; the verdict as a sentence in colours; where the pilot stands."""
    told = headline(a, language)
    if told.red_flag:
        page.line(told.red_flag, gap=4, bg_color=LIGHT.not_met_pale, bold=True, font_size=11)
    size, look = 16, page.look
    page.sheet.merge_range(page.row, 0, page.row, LAST, "", look(PLAIN))
    pieces: list[Any] = []
    for text, outcome in told.sentence_parts:
        colour = LIGHT.ink if outcome is None else OUTCOMES[outcome].text_colour
        pieces += [look(font_size=size, bold=True, font_color=colour), text]
    page.sheet.write_rich_string(page.row, 0, *pieces, look(PLAIN, font_size=size, bold=True))
    page.sheet.set_row(page.row, height(told.sentence, WIDE, size) + 6)
    page.row += 1
    page.line(told.stands, font_size=11, bold=True)
    page.line(told.subline, font_color=LIGHT.muted)


def _write_facts(page: _Page, a: Assessment, score: ScoreText, language: str) -> None:
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
    version = _("{id}, fingerprint {digest}").format(id=a.rulebook.id, digest=a.rulebook.digest[:DIGEST_SHOWN])
    page.fact(_("Rulebook"), version)
    page.fact(_("Unofficial score"), f"{score.short} · {score.interval}")


def _as_of(a: Assessment, language: str) -> str:
    _, shown = words(language), month_text(a.as_of, language)
    if a.as_of is None:
        return shown
    return _("{month}, month {n} of {total}").format(month=shown, n=a.elapsed, total=len(a.pilot.months))


def _write_items(page: _Page, a: Assessment, score: ScoreText, language: str) -> None:
    """A row an item: how many of its criteria have which outcome, its unofficial score, the applicant's own targets."""
    _ = words(language)
    page.heading(_("The foundation and the six items"))
    labels = [marked(outcome, outcome_label(outcome, language, is_over(a))) for outcome in ORDER]
    titles = [
        *(_("No."), _("Item"), *labels, _("Criteria"), _("Score (unofficial)"), _("Score range (unofficial)")),
        _("Own targets met"),
    ]
    for column, (title, outcome) in enumerate(zip(titles, (None, None, *ORDER, *(None,) * 4), strict=True)):
        layer = {} if outcome is None else {"font_color": OUTCOMES[outcome].text_colour}
        write_text(page.sheet, page.row, column, title, page.look(HEADER, layer))
    page.sheet.set_row(page.row, 30)
    page.row += 1
    scores = dict(zip(a.verdict.item_scores, score.items, strict=True))
    for card, item in zip(item_cards(a, language), a.rulebook.items[a.profile], strict=True):
        _write_item(page, a, card, item, scores.get(item.number))
    _write_total(page, a, language)


def _write_item(page: _Page, a: Assessment, card: ItemCard, item: Item, score: tuple[str, str, str] | None) -> None:
    findings = [finding for finding in a.findings if finding.criterion.item == item.number]
    write_text(
        page.sheet,
        page.row,
        0,
        card.number_text if item.number else "",
        page.look(BODY, align="center", valign="vcenter"),
    )
    write_text(page.sheet, page.row, 1, card.title, page.look(BODY, valign="vcenter", bold=True))
    _write_counts(page, findings)
    _title, value, interval = score or ("", "—", "—")
    exact = a.verdict.item_scores[item.number][0] if score else None
    _write_scores(page, value, None if exact is None else exact * 100, interval)
    write_text(page.sheet, page.row, LAST, _own_targets(findings), page.look(BODY, align="center", valign="vcenter"))
    page.sheet.set_row(page.row, height(card.title, WIDTHS[1]) + 6)
    page.row += 1


def _write_total(page: _Page, a: Assessment, language: str) -> None:
    _ = words(language)
    total = {"bg_color": LIGHT.surface, "bold": True, "valign": "vcenter"}
    write_text(page.sheet, page.row, 0, "", page.look(BODY, total))
    write_text(page.sheet, page.row, 1, _("Together"), page.look(BODY, total))
    _write_counts(page, list(a.findings), **total)
    verdict = a.verdict
    low, high = number(verdict.score_low, language, 1), number(verdict.score_high, language, 1)
    shown = "—" if verdict.score is None else number(verdict.score, language, 1)
    _write_scores(page, shown, verdict.score, f"{low}–{high}", **total)
    write_text(page.sheet, page.row, LAST, _own_targets(list(a.findings)), page.look(BODY, total, align="center"))
    page.sheet.set_row(page.row, 22)
    page.row += 1


def _write_counts(page: _Page, findings: list[Finding], **layer: Any) -> None:
    """The number of criteria by outcome, in the outcome's colour where there are any, and in all."""
    centred = {"align": "center", "valign": "vcenter"}
    for column, outcome in enumerate(ORDER, start=FIRST_COUNT):
        n = sum(finding.outcome is outcome for finding in findings)
        colours = OUTCOMES[outcome].cell if n and not layer else {"font_color": LIGHT.guide} if not n else {}
        page.sheet.write_number(page.row, column, n, page.look(BODY, layer, centred, colours, num_format="0"))
    column = FIRST_COUNT + len(ORDER)
    page.sheet.write_number(page.row, column, len(findings), page.look(BODY, layer, centred, num_format="0"))


def _write_scores(page: _Page, shown: str, value: Fraction | None, interval: str, **layer: Any) -> None:
    column = FIRST_COUNT + len(ORDER) + 1
    how = {"valign": "vcenter", **layer}
    write_figure(page.sheet, (page.row, column), shown, value, page.look, **how)
    write_text(page.sheet, page.row, column + 1, interval, page.look(BODY, how, align="right"))


def _own_targets(findings: list[Finding]) -> str:
    """How many of the applicant's own end targets are met, of how many; a dash where there are none."""
    targets = [finding.commitment for finding in findings if finding.commitment is not None]
    met = sum(target.outcome is Outcome.MET for target in targets)
    return f"{met} / {len(targets)}" if targets else "—"


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
