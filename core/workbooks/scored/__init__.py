"""Assessment → the sender's own workbook with our sheets in it.

book        the workbook that our sheets are made in
overview    评分总览: the verdict on one page
criteria    逐条结果: one row a criterion
gaps        差距与行动     trajectory  轨迹            problems    数据问题
readings    口径说明       response    试点目标响应表   outlook     预测与计划
what_if     情景测算: a scenario, where one is asked for
changes     与上期对比: what changed since an earlier workbook, where one is given
beside      what the charts of 轨迹 draw            month_chart those charts, as parts
live        each criterion as formulas over the sender's own cells
workings    计算底稿: those formulas, and the scores from them
copies      规范化副本: what formulas read in place of cells that are no native numbers, dates or words
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, time
from itertools import count
from types import MappingProxyType

from core.comparison import Comparison
from core.documents.changes import changes_document
from core.documents.criterion import criteria_document
from core.documents.method import method_in_brief
from core.documents.outlook import outlook_document
from core.documents.overview import overview as verdict_document
from core.documents.planner import planner
from core.documents.questions import questions_document
from core.documents.readings import readings_document
from core.documents.response import response_document
from core.documents.steps import steps
from core.documents.trajectory import trajectories
from core.documents.what_if import what_if_document
from core.errors import SpliceError
from core.forecast import outlooks
from core.forecast.scenario import Scenario, to_json
from core.i18n import N_, Language, Words, words
from core.model import Assessment, Outlook
from core.model.judgement import Judgement
from core.printers.sheet.formulas import FormulaPrinter
from core.printers.sheet.look import Look, lines, prepare_page
from core.printers.sheet.page import SheetPrinter
from core.printers.sheet.sheet import Sheet
from core.printers.text import TextPrinter
from core.workbooks.package import LooseParts, WorkbookPackage, add_sheets, take_out_ours
from core.workbooks.receipt import MOST_KEPT, Beside, Earlier, receipt, write_receipt
from core.workbooks.scored.book import Book
from core.workbooks.scored.changes import write_changes
from core.workbooks.scored.copies import write_copies
from core.workbooks.scored.criteria import write_criteria
from core.workbooks.scored.gaps import write_gaps
from core.workbooks.scored.live import Copies, SentCells, plans
from core.workbooks.scored.live.plan import Setting
from core.workbooks.scored.outlook import write_outlook
from core.workbooks.scored.overview import write_overview
from core.workbooks.scored.problems import write_problems
from core.workbooks.scored.readings import write_readings
from core.workbooks.scored.response import write_response
from core.workbooks.scored.trajectory import write_trajectory
from core.workbooks.scored.what_if import write_what_if
from core.workbooks.scored.workings import first_day, next_day, workings, write_workings

__all__ = ["added_sheets", "free_title", "scored_workbook", "standalone_workbook"]

OVERVIEW, CRITERIA, TRAJECTORY = N_("Score overview"), N_("Results by criterion"), N_("Month by month")
OUTLOOK, WHAT_IF = N_("Outlook and plan"), N_("What if")
CHANGES, GAPS = N_("Changes since last workbook"), N_("Gaps and actions")
WORKINGS, COPIES = N_("Workings"), N_("Copies for formulas")
PROBLEMS, READINGS, RESPONSE = N_("Data problems"), N_("Readings explained"), N_("Response table")
TITLES = (
    *(OVERVIEW, CRITERIA, GAPS, OUTLOOK, TRAJECTORY, WHAT_IF, CHANGES),
    *(PROBLEMS, READINGS, RESPONSE, WORKINGS, COPIES),
)
#: The receipt is for `verify`, not for eyes; it has one title in every language.
RECEIPT = "tds-receipt"
LONGEST_TITLE = 31


def scored_workbook(
    user: bytes,
    assessment: Assessment,
    language: str,
    *,
    scenario: Scenario | None = None,
    comparison: Comparison | None = None,
    ahead: Mapping[str, Outlook] | None = None,
    earlier: bytes | None = None,
) -> bytes:
    """The workbook `user` with our sheets after its own; those of an earlier scoring are taken out first.

    `ahead` is the forecast where it has been made already.  With a `scenario` about a criterion that the type computes,
    a sheet of it too; and one of what changed with the `comparison` against an earlier workbook, whose file `earlier`
    goes into the receipt, so that `verify` can compare again.
    SpliceError with a code of `package.Refusal` where the file cannot be added to.
    """
    host, parts = _sheets_for(take_out_ours(user), assessment, language, scenario, comparison, ahead, earlier)
    return add_sheets(host, parts)


def added_sheets(
    own: bytes,
    assessment: Assessment,
    language: str,
    *,
    scenario: Scenario | None = None,
    comparison: Comparison | None = None,
    earlier: bytes | None = None,
    titles: Mapping[str, str],
) -> bytes:
    """The sheets that `scored_workbook` adds to a workbook without any of ours, under these titles, by themselves."""
    _host, parts = _sheets_for(own, assessment, language, scenario, comparison, None, earlier, titles)
    return parts.packed()


def _sheets_for(
    own: bytes,
    assessment: Assessment,
    language: str,
    scenario: Scenario | None,
    comparison: Comparison | None,
    ahead: Mapping[str, Outlook] | None,
    earlier: bytes | None,
    titles: Mapping[str, str] = MappingProxyType({}),
) -> tuple[WorkbookPackage, LooseParts]:
    """The sender's workbook, and our sheets for it."""
    host = WorkbookPackage(own)
    sent = SentCells(own, assessment.submission.rewritten, dates_from_1904=host.counts_days_from_1904)
    beside = Beside(
        own=host.titles,
        added={**_titles(host.titles, words(language)), **titles},
        scenario="" if scenario is None else to_json(scenario),
        earlier=None if comparison is None else _kept(comparison, earlier),
    )
    return host, _our_sheets(assessment, language, beside, sent, scenario, comparison, ahead)


def _kept(comparison: Comparison, earlier: bytes | None) -> Earlier:
    """What the receipt keeps of an earlier workbook: its own sheets, unless they are too many bytes."""
    try:
        file = b"" if earlier is None or len(earlier) > MOST_KEPT else take_out_ours(earlier)
    except SpliceError:
        file = b""
    return Earlier(file, tuple(each.answer for each in comparison.before.answered))


def standalone_workbook(
    assessment: Assessment, language: str, *, scenario: Scenario | None = None, comparison: Comparison | None = None
) -> bytes:
    """Our sheets alone, for a file that they cannot be added to."""
    beside = Beside(added=_titles((), words(language)))
    return _our_sheets(assessment, language, beside, SentCells(None), scenario, comparison).packed()


def _our_sheets(
    assessment: Assessment,
    language: str,
    beside: Beside,
    sent: SentCells,
    scenario: Scenario | None,
    comparison: Comparison | None,
    ahead: Mapping[str, Outlook] | None = None,
) -> LooseParts:
    """A workbook of our sheets."""
    try:
        ahead = outlooks(assessment) if ahead is None else ahead
        return _book(assessment, language, beside, sent, scenario, comparison, ahead).parts()
    finally:
        lines.cache_clear()  # nothing of the sender's text stays


def _book(
    assessment: Assessment,
    language: str,
    beside: Beside,
    sent: SentCells,
    scenario: Scenario | None,
    comparison: Comparison | None,
    ahead: Mapping[str, Outlook],
) -> Book:
    book = Book()
    book.set_properties({"created": datetime.combine(assessment.pilot.start.last_day, time())})
    titles = beside.added
    copies = Copies(titles[COPIES])
    figures = titles[WORKINGS]
    setting = Setting(assessment, sent, copies, language, next_day(figures), first_day(figures))
    found = workings(figures, assessment, plans(setting))
    left_out = {
        *(() if copies.columns or copies.cells else (COPIES,)),
        *(() if scenario else (WHAT_IF,)),
        *(() if comparison else (CHANGES,)),
    }
    beside = replace(beside, added={title: titles[title] for title in (*TITLES, RECEIPT) if title not in left_out})
    look, page, kept = Look(book), (assessment, language), receipt(assessment, language, beside)
    sheets = {title: book.add_worksheet(titles[title], Sheet) for title in TITLES if title not in left_out}
    formulas = FormulaPrinter(
        TextPrinter(Language(language), assessment.rulebook, assessment.submission.layout), found.cell_of, found.worded
    )

    def printer(title: str, *, landscape: bool = True) -> SheetPrinter:
        prepare_page(sheets[title], assessment, language, landscape=landscape)
        return SheetPrinter(sheets[title], look, formulas)

    judgement = Judgement(assessment, ahead)
    verdict, to_do = verdict_document(judgement), steps(judgement)
    write_overview(printer(OVERVIEW, landscape=False), verdict, to_do, book, kept.inputs)
    write_outlook(printer(OUTLOOK), outlook_document(judgement), planner(judgement).sentence, method_in_brief())
    write_criteria(printer(CRITERIA), criteria_document(judgement), found, verdict)
    write_gaps(printer(GAPS), to_do)
    write_readings(printer(READINGS), readings_document(judgement))
    write_response(printer(RESPONSE), response_document(judgement), verdict.whose)
    write_trajectory(printer(TRAJECTORY, landscape=False), trajectories(judgement), book)
    if scenario is not None:
        write_what_if(printer(WHAT_IF, landscape=False), what_if_document(judgement, scenario), book)
    if comparison is not None:
        write_changes(printer(CHANGES), changes_document(comparison))
    write_problems(printer(PROBLEMS), questions_document(judgement), assessment)
    write_workings(sheets[WORKINGS], look, *page, found)
    if COPIES in sheets:
        write_copies(sheets[COPIES], look, *page, copies)
    write_receipt(book.add_worksheet(titles[RECEIPT], Sheet), kept, look())
    return book


def _titles(taken: Collection[str], _: Words) -> dict[str, str]:
    """A free title for each of our sheets."""
    used = {title.casefold() for title in taken}
    free: dict[str, str] = {}
    for title in (*TITLES, RECEIPT):
        free[title] = free_title(title if title == RECEIPT else _(title), used, _)
        used.add(free[title].casefold())
    return free


def free_title(title: str, taken: Collection[str], _: Words) -> str:
    """The title, or the first of its variants that no sheet in `taken` (case-folded) has.

    >>> free_title("Results", {"results", "results (scored)"}, words("en"))
    'Results (scored 2)'
    """
    endings = (_(" (scored {n})").format(n=n) if n > 1 else _(" (scored)") for n in count(1))
    variants = (title[: LONGEST_TITLE - len(ending)] + ending for ending in endings)
    return title if title.casefold() not in taken else next(v for v in variants if v.casefold() not in taken)
