"""One file → Scored: read, joined by its ledgers, judged, compared and, where asked, written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from core.cli.complaints import Misused, complaint, fault
from core.cli.files import content
from core.cli.nouns import Judged, Order, Scored
from core.cli.printed import printed, printed_refusal
from core.cli.written import write_scored, write_told
from core.documents.what_if import assumed, misfits, opened, start
from core.errors import RefusedWorkbook
from core.forecast.scenario import Scenario
from core.i18n import Language, words
from core.model import Assessment, Problem, Rulebook
from core.model.document import Joined
from core.pipeline import compare, judge, read, read_under
from core.printers.text import TextPrinter
from core.rulebook import load


class BlamedFile(Exception):
    """No verdict, and the file that is to blame: the workbook, one of its ledgers or the earlier workbook."""

    def __init__(self, file: Path, problem: Problem) -> None:
        super().__init__(problem.code)
        self.file = file
        self.problem = problem


def scored(order: Order, file: Path, target: Path | None) -> Scored:
    """One file judged and, where asked, written; a bad file is a complaint, never an exception.

    The sentence names the file that is to blame, the JSON object the workbook.
    """
    rulebook = given(order)
    try:
        judged = _compared(order, _judged(order, file, rulebook))
        if order.scenario is not None:
            judged = replace(judged, scenario=_scenario(order.scenario, judged.assessment, order.language))
        with _blaming(file):
            told = printed(order, judged)
    except BlamedFile as blamed:
        return refused(order, file, blamed.problem, rulebook or load(), blamed.file)
    failure = _written(order, judged, target)
    return Scored(told, failure, ok=not failure)


def refused(order: Order, file: Path, problem: Problem, rulebook: Rulebook, blamed: Path | None = None) -> Scored:
    """A file that has no verdict, and the sentence about the file that is to blame for it."""
    sentence = complaint(blamed or file, problem, rulebook, order.language)
    return Scored(printed_refusal(order, file, problem, rulebook), sentence, ok=False)


def _written(order: Order, judged: Judged, target: Path | None) -> str:
    """Writes what is asked for; '' where all went well, else a sentence: the verdict stands all the same."""
    try:
        failure = "" if target is None else write_scored(target, judged, order.language)
        return failure or write_told(order, judged)
    except Exception as error:  # noqa: BLE001 - it is this file's, and never stops the rest
        return complaint(judged.file, fault(error), judged.assessment.rulebook, order.language)


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


def given(order: Order) -> Rulebook | None:
    """The notice that is asked for; None for that of each workbook's pilot."""
    return None if order.rulebook is None else load(order.rulebook)


def _judged(order: Order, file: Path, rulebook: Rulebook | None) -> Judged:
    """The workbook with its ledgers, judged; BlamedFile where there is no verdict."""
    with _blaming(file):
        raw = content(file)
        if file.suffix.lower() == ".csv":
            raise RefusedWorkbook(Problem("csv_alone"))
    for ledger in order.ledgers:
        with _blaming(ledger, workbook=file):
            raw = _joined(raw, ledger, rulebook or load())
    with _blaming(file):
        submission, rulebook = read_under(raw, rulebook)
        return Judged(file, raw, judge(submission, rulebook, order.profile, order.as_of))


def _joined(raw: bytes, ledger: Path, rulebook: Rulebook) -> bytes:
    """The workbook with the ledger that a CSV holds; RefusedWorkbook where it cannot be joined."""
    from core.workbooks.ledger_csv import with_ledger  # XlsxWriter and lxml, which a score alone does not need

    return with_ledger(raw, content(ledger), ledger.name, rulebook)


def _compared(order: Order, judged: Judged) -> Judged:
    """With what changed since the earlier workbook, where one is given; BlamedFile where it cannot be read."""
    if order.previous is None:
        return judged
    with _blaming(order.previous):
        earlier = content(order.previous)
        comparison = compare(read(earlier, judged.assessment.rulebook), judged.assessment)
        return replace(judged, assessment=comparison.questioned, comparison=comparison, earlier=earlier)


def _scenario(file: Path, assessment: Assessment, language: str) -> Scenario:
    """The scenario of a file as the what-if page would open it; Misused where it is none, or does not fit the workbook."""
    _ = words(language)
    try:
        scenario = opened(assessment, file.read_bytes())
    except OSError:
        raise Misused(_("{file}: there is no such file.").format(file=file)) from None
    if scenario is None:
        told = _("{file}: this is no scenario file of ours, or its criterion is not one of this type.")
        raise Misused(told.format(file=file))
    if found := misfits(assessment, scenario):
        said = TextPrinter(Language(language), assessment.rulebook)(Joined(found, "sentences"))
        raise Misused(f"{file}: {said}")
    return assumed(assessment, scenario.criterion, start(assessment, scenario))
