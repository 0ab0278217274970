"""Assessment → 自评报告.docx: an official letter, and as its annex what the screen says, with pictures and tables.

body       the letter
pictures   Chart documents → PNG, drawn with the font in fonts/
paper      what the sections below are written on: paragraphs, tables, pictures, page numbers
styles     A4, and the styles of styles.toml
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from core.documents.changes import Changes
from core.documents.criterion import CriterionDocument, bars_chart, criteria_document, missing, stated
from core.documents.figures import notice_name
from core.documents.letter import letter
from core.documents.notice import readings_document
from core.documents.outlook import CriterionOutlook, outlook_document, planner
from core.documents.overview import HOW, about, overview, time_left
from core.documents.response import ResponseLine, by_outcome, prose_document, response_document
from core.documents.steps import UNSURE, by_urgency, steps
from core.documents.trajectory import trajectories
from core.forecast import outlooks
from core.i18n import Language
from core.model import Assessment, Judgement, Kind, Outcome, Outlook
from core.model.document import Cells, Joined, Value, Verbatim, say, say_count
from core.model.quantity import Judged
from core.printers.report.body import write_letter
from core.printers.report.paper import Figure, Paper, Piece, Strong
from core.printers.report.pictures import bars_picture, lines_picture
from core.printers.sheet.look import OUTCOMES
from core.printers.text import TextPrinter, plain

LONGEST_NAME, LONGEST_LINE, LONGEST_NOTE = 60, 100, 120
#: So many risks are told, and so many trajectories drawn side by side.
RISKS = 3
#: So much missing evidence is told with its remedy, most urgent first; the rest is named.
MISSING = 5
DIGEST_SHOWN = 12


def report_document(
    assessment: Assessment,
    language: str,
    ahead: Mapping[str, Outlook] | None = None,
    changes: Changes | None = None,
) -> bytes:
    """The report as a Word document (.docx) on A4, the same bytes for the same assessment and language.

    `ahead` is the forecast where it has been made already, `changes` what changed since an earlier workbook.
    """
    a, said = assessment, TextPrinter(Language(language), assessment.rulebook, assessment.submission.layout)
    title, subject = said(say("Self-assessment of a trusted data space pilot")), plain(said(about(a)), LONGEST_LINE)
    paper = Paper(said.language, f"{title} · {subject}", subject, datetime.combine(a.pilot.start.last_day, time()))
    judgement = Judgement(a, outlooks(a) if ahead is None else ahead)
    space, operator = (_entered(a, key) for key in ("space_name", "operator_org"))
    write_letter(paper, letter(judgement, space, operator, changes), said)
    paper.annex(plain(subject, LONGEST_NAME))
    paper.text(said(say("Annex")), style="Annex")
    paper.text(title, style="Title")
    paper.text(subject, style="Subtitle")
    _write_opening(paper, judgement, said)
    _write_items(paper, judgement, said)
    _write_risks(paper, judgement, said)
    _write_missing(paper, judgement, said)
    _write_response(paper, judgement, said)
    _write_readings(paper, judgement, said)
    _write_notes(paper, judgement, said)
    return paper.sealed()


def _entered(a: Assessment, key: str) -> str:
    """What the sender entered on 基本信息, as it may stand on paper; '' for nothing."""
    entry = a.submission.basics.get(key)
    return plain(str(entry.value), LONGEST_NAME) if entry is not None and entry.value else ""


def _write_opening(paper: Paper, j: Judgement, said: TextPrinter) -> None:
    _, verdict = said.words, overview(j)
    for flag in (verdict.red_flag, *(banner.wording for banner in verdict.banners.all)):
        if text := said(flag):
            paper.text(text, style="Flag")
    paper.heading(_("1. Where the pilot stands"))
    pieces = [Strong(text, None if o is None else OUTCOMES[o].text_colour) for text, o in said.pieces(verdict.sentence)]
    left = say("{time_left}; {score}.", time_left=time_left(j.assessment), score=verdict.score.short)
    told = [text[:1].upper() + text[1:] for text in map(said, (verdict.status, left))]
    paper.text(*pieces, *(after(text, said.language) for text in told))
    if verdict.outlook is not None:
        paper.text(said(verdict.outlook))
    computed = criteria_document(j).of_kind(Kind.COMPUTED)
    caption = _("Figure {n}. Computed criteria: value as a share of the threshold").format(n=1)
    bars = Joined(tuple(Joined((row.label, row.pair, row.outcome), "dots") for row in computed), "clauses")
    alt = _("{caption}. {rows}").format(caption=caption, rows=said(bars))
    paper.figure(Figure(bars_picture(bars_chart(computed), said), caption, alt))


def _write_items(paper: Paper, j: Judgement, said: TextPrinter) -> None:
    paper.heading(said(say("2. Item by item")))
    for item in prose_document(j):
        lead = Strong(said(say("{title}.", title=item.title)))
        paper.text(lead, after(said(item.wording), said.language), style="Item Text" if item.sources else "Body Text")
        if item.sources:
            cells = [say("{id} {cells}", id=Verbatim(id), cells=Cells(places)) for id, places in item.sources]
            paper.text(said(say("Source cells: {cells}", cells=Joined(tuple(cells), "clauses"))), style="Source")


def _write_risks(paper: Paper, j: Judgement, said: TextPrinter) -> None:
    _, to_do = said.words, steps(j)
    paper.heading(_("3. Greatest risks and the pace needed"))
    ahead = outlook_document(j).criteria
    paper.text(said(planner(j).sentence))
    for group in to_do.groups:
        paper.text(Strong(said(group.title)))
        for number, step in enumerate(group.steps, start=1):
            facts = Verbatim(said(step.facts) and said(step.facts) + _("."))
            rest = said(Joined((facts, step.remedy), "sentences"))
            paper.text(
                Strong(f"{number}. {said(step.wording)}{_('.')}"), after(rest[:1].upper() + rest[1:], said.language)
            )
    _write_unsteady(paper, j, said, ahead)
    _draw_trajectories(paper, j, said)
    not_met = [row for row in to_do.table.rows if j.assessment.finding(row.id).outcome is Outcome.NOT_MET]
    if behind := [row for row in not_met if row.id in ahead]:
        paper.table(
            _("Table {n}. Pace needed by every figure that is not yet met"),
            (_("Still to do"), _("Value / threshold"), _("Recent pace"), _("Outlook at the end (likely range, 80%)")),
            [
                (*(said(row.cells[key]) for key in ("step", "pair", "pace")), _outlook(ahead[row.id], said))
                for row in behind
            ],
            (5.2, 2.5, 4.6, 4),
        )


def _write_unsteady(paper: Paper, j: Judgement, said: TextPrinter, ahead: Mapping[str, CriterionOutlook]) -> None:
    unsteady: list[Value] = []
    for each in ahead.values():
        finding = j.assessment.finding(each.id)
        if finding.outcome is Outcome.MET and each.status in UNSURE:
            name = say("{title} ({id})", title=finding.criterion.title, id=Verbatim(each.id))
            unsteady.append(_with_probability(name, each))
    if unsteady:
        paper.text(said(say("Met at this month, but not sure to hold: {criteria}.", criteria=Joined(tuple(unsteady)))))


def _outlook(each: CriterionOutlook, said: TextPrinter) -> list[list[Piece]]:
    lines = (_with_probability(each.status, each), each.interval)
    return [[said(line)] for line in lines if line is not None]


def _with_probability(lead: Value, each: CriterionOutlook) -> Value:
    if each.probability is None:
        return lead
    return say("{lead} (probability {probability})", lead=lead, probability=each.probability)


def _draw_trajectories(paper: Paper, j: Judgement, said: TextPrinter) -> None:
    _, rows, every = said.words, criteria_document(j).by_id, trajectories(j).criteria.values()
    figures = []
    for each in [each for each in every if each.known and rows[each.id].outcome.outcome is not Outcome.MET][:RISKS]:
        caption = f"{said(rows[each.id].label)}{_(': ')}{said(rows[each.id].pair)}"
        marks = each.chart.data
        last = next(mark["wording"] for mark in reversed(marks) if mark["value"] is not None)
        alt = say("Trajectory of {caption}. {last}.", caption=Verbatim(caption), last=last)
        ahead = (say("{tooltip}.", tooltip=marks[-1]["wording"]),) if each.forecast else ()
        figures.append(Figure(lines_picture(each, said), caption, said(Joined((alt, *ahead), "sentences"))))
    if figures:
        paper.figures(figures, RISKS)
        key = _(
            "Figure {n}. Most urgent trajectories: monthly values with points, forecast dashed in its likely ranges (50% and 80%), "
            "threshold in green, straight line to it dotted, own yearly targets as diamonds"
        )
        paper.text(key.format(n=2), style="Caption")


def _write_missing(paper: Paper, j: Judgement, said: TextPrinter) -> None:
    paper.heading(said(say("4. Evidence and figures still missing")))
    by_id = criteria_document(j).by_id
    found = [row for finding in by_urgency(j) if missing(row := by_id[finding.criterion.id])]
    if not found:
        paper.text(said(say("No evidence and no figure is missing.")))
        return
    paper.table(
        said.words("Table {n}. Evidence and figures to supply"),
        [said(title) for title in (say("Criterion"), say("State"), say("What to supply"))],
        [(said(row.label), _state(row, said), said(row.remedy)) for row in found[:MISSING]],
        (2.6, 3.2, 8.2),
    )
    if rest := found[MISSING:]:
        count = say_count("{n} further item awaits.", "{n} further items await.", len(rest))
        paper.text(said(Joined((count, *by_outcome(rest)), "sentences")))


def _state(row: CriterionDocument, said: TextPrinter) -> Sequence[Sequence[Piece]]:
    why = plain(said(stated(row)), LONGEST_NOTE)
    return [[_outcome(row.outcome, said)], *([[why]] if why else [])]


def _write_response(paper: Paper, j: Judgement, said: TextPrinter) -> None:
    paper.heading(said(say("5. Response to the pilot's targets")))
    response = response_document(j)
    paper.table(
        said.words("Table {n}. Response table of pilot targets"),
        [said(column.title) for column in response.table.columns],
        [
            (
                Strong(said(item.matter)),
                [[f"{line.id} {said(line.asked)}"] for line in item.lines],
                [_response(line, said) for line in item.lines],
            )
            for item in response.items
        ],
        (2.2, 6.0, 5.7),
    )


def _response(line: ResponseLine, said: TextPrinter) -> list[Piece]:
    shown = said(line.shown)
    return [f"{line.id} ", _outcome(line.outcome, said), *([said.separator("commas"), shown] if shown else [])]


def _write_readings(paper: Paper, j: Judgement, said: TextPrinter) -> None:
    paper.heading(said(say("6. Readings that today's verdict depends on")))
    deciding, by_id = readings_document(j).deciding, criteria_document(j).by_id
    if not deciding:
        paper.text(said(say("Under every other reading that can be computed, each outcome is the same.")))
        return
    paper.text(said(say("The notice leaves these points open. The readings are ours.")))
    for reading in deciding:
        other = say("Other reading: {reading}", reading=reading.alternative)
        told = said(Joined((reading.reading, other, reading.sentence), "sentences"))
        paper.text(Strong(said(say("{title}.", title=by_id[reading.criterion].name))), after(told, said.language))


def _write_notes(paper: Paper, j: Judgement, said: TextPrinter) -> None:
    a = j.assessment
    paper.heading(said(say("7. Notes")))
    notice = a.rulebook.notice
    found = say_count("{n} problem in the workbook.", "{n} problems in the workbook.", len(a.problems))
    basis = say(
        "Judged by Annex 2 of {title} ({number}); rulebook {id}, check code {digest}.",
        title=notice.title,
        number=Verbatim(notice.number),
        id=notice_name(notice),
        digest=Verbatim(a.rulebook.digest[:DIGEST_SHOWN]),
    )
    self_assessed = say("This report is a self-assessment, not an official determination.")
    problems = found if a.problems else say("No problems found in the workbook.")
    paper.text(said(Joined((self_assessed, HOW, basis, problems), "sentences")))


def _outcome(judged: Judged, said: TextPrinter) -> Strong:
    return Strong(said(judged), OUTCOMES[judged.outcome].text_colour)


def after(text: str, language: Language) -> str:
    """Text that follows another sentence: a space before it in English only."""
    return text if language is Language.ZH or not text else f" {text}"
