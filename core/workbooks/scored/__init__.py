"""Assessment → the sender's own workbook with our sheets in it.

overview    评分总览: the verdict on one page
tables      逐条结果, 差距与行动, 预测与计划, 数据问题, 口径说明, 试点目标响应表: each one table (layouts.toml)
trajectory  轨迹: months and indicators, with a chart of each
what_if     情景测算: a scenario, where one is asked for
changes     与上期对比: what changed since an earlier workbook, where one is given
month_chart the charts of months, as parts
live        each criterion as formulas over the sender's own cells
workings    计算底稿: its columns (columns.toml), and where other sheets find those formulas
workings_sheet 计算底稿 as it is written, with the scores
            数据来源 where ledgers are tables of a database
copies      规范化副本: what formulas read in place of cells that are no native numbers, dates or words
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import partial
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from core.comparison import Comparison
from core.documents.changes import changes_document
from core.documents.criterion import criteria_document
from core.documents.method import method_in_brief
from core.documents.notice import readings_document
from core.documents.outlook import outlook_document, planner
from core.documents.overview import overview as verdict_document
from core.documents.questions import questions_document
from core.documents.response import response_document
from core.documents.rows import sources_document
from core.documents.steps import steps
from core.documents.trajectory import trajectories
from core.documents.what_if import what_if_document
from core.errors import SpliceError
from core.forecast.scenario import Scenario, to_json
from core.i18n import N_, Words, words
from core.intake.grid import Grid
from core.intake.reader.parts import RECEIPT
from core.intake.spawn import WrittenSheet
from core.model import Assessment
from core.pipeline import fetched, uncollected
from core.printers.palette import LIGHT
from core.printers.sheet.book import Book
from core.printers.sheet.formulas import FormulaPrinter
from core.printers.sheet.look import Look, lines
from core.printers.sheet.page import SheetPrinter
from core.printers.sheet.paper import prepare_page, settle_pages
from core.printers.text import PrintedOnce, TextPrinter
from core.workbooks.actions import Action, actions_of, without_entries
from core.workbooks.aside import free_title, marked_sheets, set_aside
from core.workbooks.digests import cells_digest
from core.workbooks.package import LooseParts, WorkbookPackage, add_sheets, take_out_ours
from core.workbooks.receipt import MOST_KEPT, Earlier, Receipt, receipt, receipt_of, to_rows, write_receipt
from core.workbooks.scored import tables
from core.workbooks.scored.changes import write_changes
from core.workbooks.scored.copies import Copies, write_copies
from core.workbooks.scored.live import plans
from core.workbooks.scored.live.plan import Setting
from core.workbooks.scored.overview import write_overview
from core.workbooks.scored.trajectory import write_trajectory
from core.workbooks.scored.what_if import write_what_if
from core.workbooks.scored.workings import Workings, dates
from core.workbooks.scored.workings_sheet import write_workings
from core.workbooks.sent_cells import SentCells

OVERVIEW, CRITERIA, TRAJECTORY = N_("Score overview"), N_("Results by criterion"), N_("Month by month")
OUTLOOK, WHAT_IF = N_("Outlook and plan"), N_("What if")
CHANGES, GAPS = N_("Changes since last workbook"), N_("Gaps and actions")
WORKINGS, COPIES = N_("Workings"), N_("Copies for formulas")
PROBLEMS, READINGS, RESPONSE = N_("Data problems"), N_("Readings explained"), N_("Response table")
SOURCES = N_("Data sources")
TITLES = (
    *(OVERVIEW, CRITERIA, GAPS, OUTLOOK, TRAJECTORY, WHAT_IF, CHANGES),
    *(PROBLEMS, SOURCES, READINGS, RESPONSE, WORKINGS, COPIES),
)


@uncollected()
def scored_workbook(
    user: bytes | None,
    assessment: Assessment,
    language: str,
    *,
    scenario: Scenario | None = None,
    comparison: Comparison | None = None,
    earlier: bytes | None = None,
    grids: Sequence[Grid] | None = None,
) -> bytes:
    """The workbook `user` with our sheets after its own; those of an earlier scoring are taken out or set aside first.

    None for `user` gives our sheets alone, for a file that they cannot be added to.
    With a `scenario` about a criterion that the type computes,
    a sheet of it too; and one of what changed with the `comparison` against an earlier workbook, whose file `earlier`
    goes into the receipt, so that `verify` can compare again.  `grids` are the cells of `user`, where they are at hand.
    SpliceError with a code of `package.Refusal` where the file cannot be added to.
    """
    if user is None:
        return added_sheets(None, assessment, language, scenario, comparison).packed()
    before = marked_sheets(user)
    aside = set_aside(user, before, words(language))[0]
    host = WorkbookPackage(take_out_ours(user, keep=aside, come_again=True))
    grids = fetched(user, assessment.rulebook).grids if grids is None else grids
    actions = actions_of(user, before, grids)
    book = added_sheets(host, assessment, language, scenario, comparison, earlier, actions=actions, grids=grids)
    new = [sheet.get_name() for sheet in book.worksheets()]
    try:
        return add_sheets(host, LooseParts(book.parts(), book.rows), dict(_former(host, before, aside, new, language)))
    finally:
        book.let_go()


def _former(
    host: WorkbookPackage, before: Sequence[WrittenSheet], aside: Mapping[str, str], new: Collection[str], language: str
) -> Iterator[tuple[str, str | None]]:
    """Each title of the earlier scoring that none of the new sheets has, and which sheet is there instead, if any."""
    kept, titles = receipt_of(before), _titles(host.titles, words(language))
    keys = {} if kept is None else {title: key for key, title in kept.added.items()}
    for title in (sheet.title for sheet in before if sheet.title not in new):
        other = titles.get(keys.get(title, ""))
        yield title, other if other in new else aside.get(title)


def scored_or_alone(user: bytes, assessment: Assessment, language: str, **more: Any) -> tuple[bytes, str]:
    """The scored workbook; where the file cannot be added to (signed, say), our sheets alone and the code of the reason."""
    try:
        return scored_workbook(user, assessment, language, **more), ""
    except SpliceError as error:
        return scored_workbook(None, assessment, language, **more), error.code


def added_sheets(
    host: WorkbookPackage | None,
    assessment: Assessment,
    language: str,
    scenario: Scenario | None,
    comparison: Comparison | None,
    earlier: bytes | None = None,
    titles: Mapping[str, str] = MappingProxyType({}),
    names: tuple[str, ...] | None = None,
    actions: Mapping[str, Action] = MappingProxyType({}),
    grids: Sequence[Grid] = (),
) -> Book:
    """The sheets that `scored_workbook` adds to a workbook without any of ours, under these titles, by themselves.

    None for `host` where there is no workbook that they could refer to; `grids` are its cells.  `names` are
    the sender's defined names at scoring, where they are known; `actions` is what was entered beside criteria.
    """
    text = PrintedOnce.of(assessment, language)
    sent, kept = SentCells(), replace(receipt(assessment, text.language), added=_titles((), text.words))
    if host is not None:
        sent = SentCells(grids, assessment.submission.rewritten, dates_from_1904=host.counts_days_from_1904)
        kept = replace(
            kept,
            own=host.titles,
            names=host.own_names() if names is None else names,
            added={**_titles(host.titles, text.words), **titles},
            scenario="" if scenario is None else to_json(scenario),
            earlier=None if comparison is None else _kept(comparison, earlier),
        )
    try:
        return _book(assessment, text, kept, sent, scenario, comparison, actions)
    finally:
        lines.cache_clear()  # nothing of the sender's text stays


def _kept(comparison: Comparison, earlier: bytes | None) -> Earlier:
    """What the receipt keeps of an earlier workbook: its own sheets, unless they are too many bytes."""
    try:
        file = b"" if earlier is None or len(earlier) > MOST_KEPT else take_out_ours(earlier)
    except SpliceError:
        file = b""
    return Earlier(file, tuple(each.answer for each in comparison.before.answered))


def _book(
    assessment: Assessment,
    text: TextPrinter,
    kept: Receipt,
    sent: SentCells,
    scenario: Scenario | None,
    comparison: Comparison | None,
    actions: Mapping[str, Action],
) -> Book:
    titles, book = kept.added, Book(from_1904=sent.dates_from_1904)
    book.set_properties({"created": datetime.combine(assessment.pilot.start.last_day, time())})
    copies, (first_day, next_day) = Copies(titles[COPIES]), dates(titles[WORKINGS])
    setting = Setting(assessment, sent, copies, text, next_day, first_day)
    found = Workings(titles[WORKINGS], assessment, plans(setting))
    sources = sources_document(assessment)
    needed: dict[str, object] = {COPIES: copies.columns or copies.cells, WHAT_IF: scenario, CHANGES: comparison}
    needed[SOURCES] = sources.table.rows
    shown = [title for title in TITLES if needed.get(title, True)]
    formulas = FormulaPrinter(text, found.cell_of, found.worded, found.places)
    look, kept = Look(book), replace(kept, added={title: titles[title] for title in (*shown, RECEIPT)})
    sheets = {title: book.add_worksheet(titles[title]) for title in shown}
    for sheet in sheets.values():
        sheet.set_tab_color(LIGHT.action)

    def printer(title: str, *, landscape: bool = True) -> SheetPrinter:
        prepare_page(sheets[title], assessment, text.language, landscape=landscape)
        return SheetPrinter(sheets[title], look, replace(formulas, step=partial(found.step, titles[title])))

    verdict, to_do = assessment.document(verdict_document), assessment.document(steps)
    others = [titles[title] for title in shown if title != OVERVIEW]
    write_overview(printer(OVERVIEW, landscape=False), verdict, to_do, book, kept.inputs, others)
    plan = planner(assessment).sentence
    tables.write_outlook(printer(OUTLOOK), assessment.document(outlook_document), plan, method_in_brief())
    tables.write_criteria(printer(CRITERIA), criteria_document(assessment), found, verdict)
    tables.write_gaps(printer(GAPS), to_do, actions, from_1904=sent.dates_from_1904)
    tables.write_table(printer(READINGS), readings_document(assessment), "readings")
    if SOURCES in sheets:
        tables.write_sources(printer(SOURCES), sources)
    tables.write_response(printer(RESPONSE), response_document(assessment), verdict.whose)
    write_trajectory(printer(TRAJECTORY, landscape=False), assessment.document(trajectories), book)
    if scenario is not None:
        write_what_if(printer(WHAT_IF, landscape=False), what_if_document(assessment, scenario), book)
    if comparison is not None:
        write_changes(printer(CHANGES), changes_document(comparison))
    tables.write_problems(printer(PROBLEMS), assessment.document(questions_document), assessment)
    write_workings(printer(WORKINGS), found)
    if COPIES in sheets:
        write_copies(printer(COPIES), assessment, copies)
    for sheet in sheets.values():
        settle_pages(sheet)
    digests = {title: cells_digest(without_entries(sheet.contents)) for title, sheet in sheets.items()}
    write_receipt(book.add_worksheet(titles[RECEIPT]), to_rows(replace(kept, digests=digests)), look())
    return book


def _titles(taken: Collection[str], _: Words) -> dict[str, str]:
    used = {title.casefold() for title in taken}
    free: dict[str, str] = {}
    for title in (*TITLES, RECEIPT):
        free[title] = free_title(title if title == RECEIPT else _(title), used, _)
        used.add(free[title].casefold())
    return free
