"""One file → Scored: read, joined by its ledgers, judged, compared and, where asked, printed and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import click
from msgspec import Struct
from msgspec.structs import replace

from core.batch import Batch, Filed, packed, pairs
from core.batch.filing import kept, without_rows
from core.cli.common import Misused, complaint, content, dumped, fault, loaded, write
from core.comparison import Comparison
from core.documents.changes import changes_document, in_brief
from core.documents.overview import overview
from core.documents.steps import steps
from core.errors import RefusedWorkbook
from core.forecast.scenario import Scenario
from core.i18n import Language, words
from core.intake import Connected, Fetched
from core.model import Assessment, Month, Problem, Profile, Rulebook
from core.model.document import Capitalised, Joined, Value
from core.pipeline import compare, fetched, judge, read, read_under
from core.printers.json import changes_object, json_object, refusal
from core.printers.problems import ProblemPrinter, kept_apart
from core.printers.text import TextPrinter
from core.rulebook import load


class Order(Struct, frozen=True):
    """What is asked of every file of a call."""

    profile: Profile | None
    as_of: Month | None
    language: Language
    as_json: bool
    rulebook: str | None
    in_batch: bool = False
    ledgers: tuple[Path, ...] = ()
    previous: Path | None = None
    scenario: Path | None = None


class Judged(Struct, frozen=True):
    """A workbook with its ledgers in it, its cells, its judgement, and what is shown beside that.

    `earlier` is the content of the workbook that it is compared with, `previous` its file.
    """

    file: Path
    raw: bytes
    cells: Fetched
    assessment: Assessment
    comparison: Comparison | None = None
    earlier: bytes | None = None
    previous: Path | None = None
    scenario: Scenario | None = None


class Targets(NamedTuple):
    """Where the scored workbook, the report and the long table of a file go; None where it is not asked for."""

    workbook: Path | None = None
    report: Path | None = None
    table: Path | None = None


class Scored(Struct, frozen=True):
    """What one file came to: what to print, what to complain of, whether all went well; the file as a batch keeps it, packed."""

    printed: str
    complaint: str
    ok: bool
    filed: bytes = b""


#: The earlier workbooks of a whole batch, in a process that compares with them; the tables of a call, which are read once.
BEFORE: Batch | None = None
CONNECTED: Mapping[str, Connected] = MappingProxyType({})


class BlamedFile(Exception):
    """No verdict, and the file that is to blame: the workbook, one of its ledgers or the earlier workbook."""

    def __init__(self, file: Path, problem: Problem) -> None:
        super().__init__(problem.code)
        self.file = file
        self.problem = problem


def scored(order: Order, file: Path, targets: Targets) -> Scored:
    """One file judged and, where asked, written; a bad file is a complaint, never an exception.

    The sentence names the file that is to blame, the JSON object the workbook.
    """
    rulebook = loaded(order.rulebook)
    try:
        judged = _compared(order, _judged(order, file, rulebook))
        if order.scenario is not None:
            judged = replace(judged, scenario=_scenario(order.scenario, judged.assessment, order.language))
        with _blaming(file):
            printed = _object(order, judged) if order.as_json else _lines(order, judged)
    except BlamedFile as blamed:
        return refused(order, file, blamed.problem, rulebook or load(), blamed.file)
    failure = _written(order, judged, targets)
    return Scored(printed, failure, not failure, _packed(judged) if order.in_batch else b"")


def refused(order: Order, file: Path, problem: Problem, rulebook: Rulebook, blamed: Path | None = None) -> Scored:
    """A file that has no verdict, and the sentence about the file that is to blame for it."""
    printed = dumped(refusal(problem, rulebook, order.language, str(file))) if order.as_json else ""
    other = "" if blamed in (None, file) else blamed.name
    filed = packed(Filed(str(file), str(file), problem=problem, blamed=other))
    return Scored(printed, complaint(blamed or file, problem, rulebook, order.language), ok=False, filed=filed)


@contextmanager
def _blaming(file: Path, workbook: Path | None = None) -> Iterator[None]:
    """Whatever comes to light inside is this file's: it never stops the rest.

    Where a CSV joins a workbook, a refusal that is not of the CSV is the workbook's.
    """
    try:
        yield
    except RefusedWorkbook as error:
        of_file = error.problem.code.startswith(("csv_", "no_file"))
        raise BlamedFile(file if workbook is None or of_file else workbook, error.problem) from error
    except Exception as error:
        raise BlamedFile(file, fault(error)) from error


def _judged(order: Order, file: Path, rulebook: Rulebook | None) -> Judged:
    """The workbook with its ledgers, judged; BlamedFile where there is no verdict."""
    with _blaming(file):
        raw = content(file)
        if file.suffix.lower() == ".csv":
            raise RefusedWorkbook(Problem("csv_alone"))
    for ledger in order.ledgers:
        from core.workbooks.ledger_csv import with_ledger  # XlsxWriter and lxml, which a score alone does not need

        with _blaming(ledger, workbook=file):
            raw = with_ledger(raw, content(ledger), ledger.name, rulebook or load())
    with _blaming(file):
        cells = fetched(raw, rulebook)
        submission, rulebook = read_under(cells, rulebook, connected=CONNECTED)
        if order.as_of is not None and order.as_of not in submission.pilot.months:
            details = {"asked": order.as_of, "start": submission.pilot.start, "end": submission.pilot.end}
            raise RefusedWorkbook(Problem("outside_pilot", details=details))
        return Judged(file, raw, cells, judge(submission, rulebook, order.profile, order.as_of))


def _compared(order: Order, judged: Judged) -> Judged:
    """With what changed since the earlier workbook, where one is given; BlamedFile where it cannot be read."""
    previous = order.previous
    if BEFORE is not None:  # the workbook of the same pilot; a pilot that is new has none
        file = kept("", "", judged.assessment)
        found = pairs(BEFORE, Batch((file,))).get(file.key)
        previous = None if found is None else Path(found)
    if previous is None:
        return judged
    with _blaming(previous):
        earlier = content(previous)
        comparison = compare(read(earlier, judged.assessment.rulebook, connected=CONNECTED), judged.assessment)
        return replace(
            judged, assessment=comparison.questioned, comparison=comparison, earlier=earlier, previous=previous
        )


def _scenario(file: Path, assessment: Assessment, language: Language) -> Scenario:
    """The scenario of a file as the what-if page would open it; Misused where it is none, or does not fit the workbook."""
    from core.documents.assumptions import assumed, misfits, opened, start  # which one call in a hundred needs

    _ = words(language)
    try:
        scenario = opened(assessment, file.read_bytes())
    except OSError:
        raise Misused(_("{file}: there is no such file.").format(file=file)) from None
    if scenario is None:
        sentence = _("{file}: this is no scenario file of ours, or its criterion is not one of this type.")
        raise Misused(sentence.format(file=file))
    if found := misfits(assessment, scenario):
        raise Misused(f"{file}: {TextPrinter(language, assessment.rulebook)(Joined(found, 'sentences'))}")
    return assumed(assessment, scenario.criterion, start(assessment, scenario))


# --- what is printed ------------------------------------------------------------------------


def _object(order: Order, judged: Judged) -> str:
    a = judged.assessment
    found = json_object(a, order.language, str(judged.file))
    if judged.comparison is not None:
        found["changes"] = changes_object(judged.comparison, TextPrinter.of(a, order.language), str(judged.previous))
    return dumped(found)


def _lines(order: Order, judged: Judged) -> str:
    a, verdict = judged.assessment, overview(judged.assessment)
    shown, problems = ProblemPrinter.of(a, order.language), a.problems
    values: tuple[Value, ...] = (
        *(verdict.about, verdict.red_flag, *verdict.banners.by_kind.values(), verdict.sentence),
        *(verdict.status, verdict.subline, *([verdict.outlook] if verdict.outlook else [])),
        *([Capitalised(verdict.score.full)] if a.verdict.score_low < a.verdict.score_high else []),
    )
    of_sources = [each for each in problems if each.code in ("source_failed", "source_rows_unread")]
    lines = [shown.row(each).sentence for each in of_sources] + [text for text in map(shown, values) if text]
    for group in steps(judged.assessment).groups:
        lines.append(shown(group.title))
        for number, step in enumerate(group.steps, 1):
            lines.append(f"{number}. {shown(Joined((step.wording, step.facts.wording), 'clauses'))}")
    if judged.comparison is not None:
        lines += map(shown, in_brief(changes_document(judged.comparison)))
    _, count = shown.words, len(problems)
    if judged.comparison is None and BEFORE is not None:
        lines.append(_("Not compared: the earlier files hold no workbook of this pilot, or several."))
    counted = _.plural(
        "{n} problem in the workbook; the scored workbook (-o, --out-dir) and the JSON (--json) say which.",
        "{n} problems in the workbook; the scored workbook (-o, --out-dir) and the JSON (--json) list them.",
        count,
    )
    return "\n".join([*lines, counted.format(n=count) if count else _("No problems found in the workbook.")])


def _packed(judged: Judged) -> bytes:
    file = kept(str(judged.file), str(judged.file), judged.assessment)
    changed = None if judged.comparison is None else without_rows(judged.comparison)
    return packed(replace(file, comparison=changed))


# --- what is written ------------------------------------------------------------------------


def _written(order: Order, judged: Judged, targets: Targets) -> str:
    """Writes what is asked for; '' where all went well, else a sentence: the verdict stands all the same."""
    assessment, language = judged.assessment, order.language
    try:
        if targets.workbook is not None:
            from core.workbooks.scored import scored_or_alone

            more = {"scenario": judged.scenario, "comparison": judged.comparison, "earlier": judged.earlier}
            made, code = scored_or_alone(judged.raw, assessment, language, grids=judged.cells.grids, **more)
            if code:  # our sheets alone
                click.echo(f"{judged.file}: {kept_apart(code, assessment.rulebook, language)}", err=True)
            write(targets.workbook, made, language)
        if targets.report is not None:
            from core.printers.report import report_document  # draws charts: nothing else needs that

            write(targets.report, report_document(assessment, language, judged.comparison), language)
        if targets.table is not None:
            from core.printers.csv import long_table_csv  # words of the report, and all that it draws with

            write(targets.table, long_table_csv(assessment, language), language)
    except click.ClickException as error:
        return error.message
    except Exception as error:  # noqa: BLE001 - it is this file's, and never stops the rest
        return complaint(judged.file, fault(error), assessment.rulebook, language)
    return ""
