"""Assessment → 自评报告.docx: an official letter, and as its annex what the screen says, with pictures and tables.

body       the letter
pictures   Chart documents → PNG, drawn with the font in fonts/
paper      what the sections below are written on: paragraphs, tables, pictures, page numbers
styles     A4, and the styles of styles.toml
"""

from __future__ import annotations

from datetime import datetime, time

from core.comparison import Comparison
from core.documents.changes import changes_document
from core.documents.criterion import bars_chart, criteria_document, missing, stated
from core.documents.figures import rulebook_name
from core.documents.letter import letter
from core.documents.notice import readings_document
from core.documents.outlook import CriterionOutlook, outlook_document, planner
from core.documents.overview import HOW, about, overview, time_left
from core.documents.response import by_outcome, prose_document, response_document
from core.documents.rows import sources_document
from core.documents.steps import steps
from core.documents.texts import PROSE, many
from core.documents.trajectory import trajectories
from core.documents.urgency import UNSURE, by_urgency
from core.model import Assessment, Kind, Outcome
from core.model.document import Capitalised, Cells, Joined, Value, Verbatim, say
from core.printers.report.body import write_letter
from core.printers.report.paper import Content, Figure, Paper, Piece, Strong
from core.printers.report.pictures import bars_picture, lines_picture
from core.printers.sheet.look import OUTCOMES
from core.printers.text import TextPrinter, plain

LONGEST_NAME, LONGEST_LINE, LONGEST_NOTE = 60, 100, 120
#: So many trajectories are drawn side by side.
DRAWN = 3
#: So much missing evidence is listed with its remedy, most urgent first; the rest is named.
MISSING = 5
DIGEST_SHOWN = 12


def report_document(a: Assessment, language: str, comparison: Comparison | None = None) -> bytes:
    """The report as a Word document (.docx) on A4, the same bytes for the same assessment and language.

    `comparison` is with an earlier workbook.
    """
    text = TextPrinter.of(a, language)
    title, subject = text(say("Self-assessment of a trusted data space pilot")), plain(text(about(a)), LONGEST_LINE)
    paper = Paper(text, f"{title} · {subject}", subject, datetime.combine(a.pilot.start.last_day, time()))
    space, operator = (plain(a.submission.entered(key), LONGEST_NAME) for key in ("space_name", "operator_org"))
    changes = None if comparison is None else changes_document(comparison)
    write_letter(paper, letter(a, space, operator, changes))
    paper.annex(subject)
    paper.text(say("Annex"), style="Annex")
    paper.text(Verbatim(title), style="Title")
    paper.text(Verbatim(subject), style="Subtitle")
    for write in (_opening, _items, _risks, _missing, _response, _readings, _notes):
        write(paper, a)
    return paper.sealed()


def _opening(paper: Paper, a: Assessment) -> None:
    verdict = overview(a)
    for flag in (verdict.red_flag, *verdict.banners.by_kind.values()):
        if paper.words(flag):
            paper.text(flag, style="Flag")
    paper.heading(say("1. Where the pilot stands"))
    pieces = paper.words.pieces(verdict.sentence)
    counts = [Strong(Verbatim(text), None if o is None else OUTCOMES[o].text_colour) for text, o in pieces]
    left = say("{time_left}; {score}.", time_left=time_left(a), score=verdict.score.short)
    paper.text(*counts, *(paper.after(Capitalised(each)) for each in (verdict.status, left)))
    if verdict.outlook is not None:
        paper.text(verdict.outlook)
    computed = criteria_document(a).of_kind(Kind.COMPUTED)
    caption = say("Figure {n}. Computed criteria: value as a share of the threshold", n=Verbatim("1"))
    bars = Joined(tuple(Joined((row.label, row.pair, row.outcome), "dots") for row in computed), "clauses")
    picture = bars_picture(bars_chart(computed), paper.words)
    paper.figure(Figure(picture, caption, say("{caption}. {rows}", caption=caption, rows=bars)))


def _items(paper: Paper, a: Assessment) -> None:
    paper.heading(say("2. Item by item"))
    for item in prose_document(a):
        lead = Strong(say("{title}.", title=item.title))
        paper.text(lead, paper.after(item.wording), style="Item Text" if item.sources else "Body Text")
        if item.sources:
            cells = [say("{id} {cells}", id=Verbatim(id), cells=Cells(places)) for id, places in item.sources]
            paper.text(say("Source cells: {cells}", cells=Joined(tuple(cells), "clauses")), style="Source")
    counted = sources_document(a).counted
    if counted.rows:
        rows = [[row.cells[column.key] for column in counted.columns] for row in counted.rows]
        caption = paper.words.words("Table {n}. What the rows of tables came to")
        paper.table(
            caption,
            [column.title for column in counted.columns],
            rows,
            (3.0, 4.0, 4.2, 1.6, 1.8)[: len(counted.columns)],
        )
        paper.text(say(PROSE["counted"]), style="Caption")


def _risks(paper: Paper, a: Assessment) -> None:
    """The first steps, what is not sure to hold, the most urgent trajectories, and the pace that each figure needs."""
    to_do, ahead = steps(a), outlook_document(a).criteria
    paper.heading(say("3. Open points") if a.is_over else say("3. Greatest risks and the pace needed"))
    paper.text(planner(a).sentence)
    for group in to_do.groups:
        paper.text(Strong(group.title))
        for number, step in enumerate(group.steps, start=1):
            lead = say("{n}. {sentence}.", n=Verbatim(str(number)), sentence=step.wording)
            facts = say("{sentence}.", sentence=step.facts) if paper.words(step.facts) else Joined(())
            paper.text(Strong(lead), paper.after(Capitalised(Joined((facts, step.remedy), "sentences"))))
    met = ((a.finding(each.id), each) for each in ahead.values() if each.status in UNSURE)
    unsteady = [
        _with_probability(say("{title} ({id})", title=f.criterion.title, id=Verbatim(f.criterion.id)), each)
        for f, each in met
        if f.outcome is Outcome.MET
    ]
    if unsteady:
        paper.text(say("Met at this month, but not sure to hold: {criteria}.", criteria=Joined(tuple(unsteady))))
    _trajectories(paper, a)
    rows: list[list[Content]] = []
    for row in to_do.table.rows:
        if row.id in ahead and a.finding(row.id).outcome is Outcome.NOT_MET:
            expected = (_with_probability(ahead[row.id].status, ahead[row.id]), ahead[row.id].interval)
            lines: list[list[Piece]] = [[line] for line in expected if line is not None]
            rows.append([*(row.cells[key] for key in ("step", "pair", "pace")), lines])
    heads = (say("Still to do"), say("Value / threshold"), say("Recent pace"))
    if rows and a.is_over:
        caption = paper.words.words("Table {n}. Figures that are not met")
        paper.table(caption, heads[:2], [row[:2] for row in rows], (5.2, 2.5))
    elif rows:
        caption = paper.words.words("Table {n}. Pace needed by every figure that is not yet met")
        paper.table(caption, (*heads, say("Outlook at the end (likely range, 80%)")), rows, (5.2, 2.5, 4.6, 4))


def _with_probability(lead: Value, each: CriterionOutlook) -> Value:
    if each.probability is None:
        return lead
    return say("{lead} (probability {probability})", lead=lead, probability=each.probability)


def _trajectories(paper: Paper, a: Assessment) -> None:
    rows, every = criteria_document(a).by_id, trajectories(a).criteria.values()
    figures = []
    drawn = [each for each in every if each.known and rows[each.id].outcome.outcome is not Outcome.MET][:DRAWN]
    for each in drawn:
        marks = each.chart.data
        caption = say("{label}: {body}", label=rows[each.id].label, body=rows[each.id].pair)
        last = next(mark["wording"] for mark in reversed(marks) if mark["value"] is not None)
        alt = say("Trajectory of {caption}. {last}.", caption=caption, last=last)
        ahead = (say("{tooltip}.", tooltip=marks[-1]["wording"]),) if each.forecast else ()
        figures.append(Figure(lines_picture(each, paper.words), caption, Joined((alt, *ahead), "sentences")))
    if figures:
        looks = "forecast" if any(each.forecast for each in drawn) else "known"
        paper.figures(figures, DRAWN)
        paper.text(say(PROSE["drawn"][looks], n=Verbatim("2")), style="Caption")


def _missing(paper: Paper, a: Assessment) -> None:
    paper.heading(say("4. Evidence and figures still missing"))
    by_id = criteria_document(a).by_id
    found = [row for finding in by_urgency(a) if missing(row := by_id[finding.criterion.id])]
    if not found:
        paper.text(say("No evidence and no figure is missing."))
        return
    rows: list[list[Content]] = []
    for row in found[:MISSING]:
        reason = plain(paper.words(stated(row)), LONGEST_NOTE)
        why: list[list[Piece]] = [[Verbatim(reason)]] if reason else []
        outcome = Strong(row.outcome, OUTCOMES[row.outcome.outcome].text_colour)
        rows.append([row.label, [[outcome], *why], row.remedy])
    heads = (say("Criterion"), say("State"), say("What to supply"))
    paper.table(paper.words.words("Table {n}. Evidence and figures to supply"), heads, rows, (2.6, 3.2, 8.2))
    if rest := found[MISSING:]:
        count = many("awaiting", len(rest))
        paper.text(Joined((count, *by_outcome(rest)), "sentences"))


def _response(paper: Paper, a: Assessment) -> None:
    paper.heading(say("5. Response to the pilot's targets"))
    response = response_document(a)
    rows: list[list[Content]] = []
    for item in response.items:
        asked: list[list[Piece]] = [[each] for each in item.asked]
        rows.append([Strong(item.matter), asked, [[line.wording] for line in item.lines]])
    titles = [column.title for column in response.table.columns[:3]]
    paper.table(paper.words.words("Table {n}. Response table of pilot targets"), titles, rows, (2.0, 4.8, 7.1))


def _readings(paper: Paper, a: Assessment) -> None:
    paper.heading(say("6. Readings that today's verdict depends on"))
    deciding, by_id = readings_document(a).deciding, criteria_document(a).by_id
    if not deciding:
        paper.text(say("Under every other reading that can be computed, each outcome is the same."))
        return
    paper.text(say("The notice leaves these points open. The readings are ours."))
    for reading in deciding:
        other = say("Other reading: {reading}", reading=reading.alternative)
        rest = paper.after(Joined((reading.reading, other, reading.sentence), "sentences"))
        paper.text(Strong(say("{title}.", title=by_id[reading.criterion].name)), rest)


def _notes(paper: Paper, a: Assessment) -> None:
    notice = a.rulebook.notice
    paper.heading(say("7. Notes"))
    found = many("problems_found", len(a.problems))
    basis = say(
        "Judged by Annex 2 of the {title} ({number}); rulebook {id}, check code {digest}.",
        title=notice.title,
        number=notice.number,
        id=rulebook_name(notice),
        digest=Verbatim(a.rulebook.digest[:DIGEST_SHOWN]),
    )
    self_assessed = say("This report is a self-assessment, not an official determination.")
    problems = found if a.problems else say("No problems found in the workbook.")
    paper.text(Joined((self_assessed, HOW, basis, problems), "sentences"))
