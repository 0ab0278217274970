"""python -m core: template, score, verify, samples.  What it prints and how it exits is the contract's."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from core.comparison import Comparison
from core.errors import PilotError, RefusedWorkbook, RulebookError, SpliceError
from core.export.long_table import long_table_csv
from core.i18n import Language, words
from core.model import Assessment, Month, Problem, Profile, Rulebook, Severity, Submission
from core.pipeline import compare, judge, read
from core.rulebook import load
from core.rulebook.loader import DEFAULT
from core.trajectory.scenario import Scenario
from core.views.comparison import comparison_lines
from core.views.comparison_document import changes_object
from core.views.document import document, refusal
from core.views.problems import kept_apart, problem_row
from core.views.scenario import assumed, opened, start
from core.views.tables import about, headline, next_steps, score_text

FAILED, USAGE = 1, 2
language_option = click.option(
    "--lang",
    "language",
    type=click.Choice([language.value for language in Language]),
    default=Language.ZH.value,
    show_default=True,
    help="zh or en.",
)


class AsOf(click.ParamType[Month]):
    """A month written YYYY-MM."""

    name = "YYYY-MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        """The month, or wrong usage."""
        try:
            return Month.parse(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a month such as 2026-06", param, ctx)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of every file of a call."""

    profile: Profile | None
    as_of: Month | None
    language: str
    as_json: bool
    rulebook: Path
    report: Path | None
    table: Path | None
    ledgers: tuple[Path, ...] = ()
    previous: Path | None = None
    scenario: Path | None = None


@dataclass(frozen=True, slots=True)
class Extras:
    """What a scored workbook holds besides the judgement."""

    comparison: Comparison | None = None
    scenario: Scenario | None = None


class Misused(click.ClickException):
    """Wrong usage that only the workbook brings to light: one sentence."""

    exit_code = USAGE


@dataclass(frozen=True, slots=True)
class Scored:
    """What one file came to: what to print, what to write, and whether there is a verdict."""

    printed: str
    complaint: str
    ok: bool


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Judge a trusted data space pilot's workbook against Annex 2 of the 2025 call."""


@main.command()
@click.option("--profile", type=click.Choice([profile.value for profile in Profile]), help="The pilot type.")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Carry this workbook over to the next month.")
@click.option("--ledgers", is_flag=True, help="With the ledgers.")
@language_option
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
def template(profile: str | None, source: Path | None, ledgers: bool, language: str, output: Path) -> None:
    """Write a workbook to fill in: empty, or with what was filled in so far."""
    from core.export.template import template_workbook  # openpyxl, which no other command needs

    chosen = Profile(profile) if profile else None
    if source is not None:
        _write(output, _carried(source, chosen, ledgers, language))
    elif chosen is not None:
        _write(output, template_workbook(load(), chosen, ledgers=ledgers, language=language))
    else:
        raise click.UsageError("give --profile or --from")


def _carried(source: Path, profile: Profile | None, ledgers: bool, language: str) -> bytes:
    """Next month's workbook; where there can be none, one sentence and exit 1."""
    from core.export.template.carried import next_months_workbook

    problem = Problem(Severity.ERROR, "no_file")
    try:
        return next_months_workbook(source.read_bytes(), load(), profile=profile, ledgers=ledgers, language=language)
    except (OSError, RefusedWorkbook) as error:
        problem = error.problem if isinstance(error, RefusedWorkbook) else problem
        click.echo(f"{source}: {problem_row(problem, load(), language).sentence}", err=True)
        sys.exit(FAILED)


@main.command()
@click.option("-o", "output", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder.")
def samples(output: Path) -> None:
    """Write the sample workbooks."""
    from core.export.samples import sample_workbooks

    for name, raw in sample_workbooks(load()).items():
        _write(output / name, raw)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--profile", type=click.Choice([profile.value for profile in Profile]), help="Judge as this type.")
@click.option("--as-of", type=AsOf(), help="Judge at this month.")
@language_option
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), help="Write the scored workbook.")
@click.option("--out-dir", type=click.Path(file_okay=False, path_type=Path), help="Write scored workbooks here.")
@click.option(
    "--ledger",
    "ledgers",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A ledger as CSV that joins the workbook; may be given again.",
)
@click.option(
    "--previous",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="An earlier workbook: say what changed since.",
)
@click.option(
    "--scenario",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A scenario file of the what-if page: the scored workbook shows it on a sheet of its own.",
)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report in prose (.docx).")
@click.option("--csv", "table", type=click.Path(dir_okay=False, path_type=Path), help="Write the long table (.csv).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, a line each.")
@click.option("--rulebook", type=click.Path(path_type=Path), default=DEFAULT, help="Another rulebook folder.")
def score(
    files: tuple[Path, ...],
    profile: str | None,
    as_of: Month | None,
    language: str,
    output: Path | None,
    out_dir: Path | None,
    ledgers: tuple[Path, ...],
    previous: tuple[Path, ...],
    scenario: Path | None,
    report: Path | None,
    table: Path | None,
    as_json: bool,
    rulebook: Path,
) -> None:
    """Judge workbooks."""
    if output and (len(files) > 1 or out_dir):
        raise click.UsageError("-o takes one file; use --out-dir for several")
    if (report or table) and len(files) > 1:
        raise click.UsageError("--report and --csv take one file")
    if ledgers and len(files) > 1:
        raise click.UsageError("--ledger takes one file")
    if len(previous) > 1 or (previous and len(files) > 1):
        raise click.UsageError("--previous compares one file with one earlier workbook")
    if scenario and (len(files) > 1 or not (output or out_dir)):
        raise click.UsageError("--scenario takes one file, and -o for the workbook that shows it")
    try:
        load(rulebook)
    except RulebookError as error:
        raise click.UsageError(str(error)) from error
    order = Order(
        Profile(profile) if profile else None,
        as_of,
        language,
        as_json,
        rulebook,
        report,
        table,
        ledgers,
        previous[0] if previous else None,
        scenario,
    )
    targets = _targets(files, output, out_dir)
    failed = False
    for scored in _progress(_all(order, files, targets), len(files), language):
        if scored.printed:
            click.echo(scored.printed)
        if scored.complaint:
            click.echo(scored.complaint, err=True)
        failed |= not scored.ok
    sys.exit(FAILED if failed else 0)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rulebook", type=click.Path(path_type=Path), default=DEFAULT, help="Another rulebook folder.")
@language_option
def verify(file: Path, rulebook: Path, language: str) -> None:
    """Score a scored workbook again and name every difference."""
    from core.export.verify import verify as differences

    try:
        rules = load(rulebook)
    except RulebookError as error:
        raise click.UsageError(str(error)) from error
    problem = Problem(Severity.ERROR, "no_file")
    try:
        found = differences(file.read_bytes(), rules)
    except (OSError, RefusedWorkbook) as error:
        problem = error.problem if isinstance(error, RefusedWorkbook) else problem
        click.echo(f"{file}: {problem_row(problem, rules, language).sentence}", err=True)
        sys.exit(FAILED)
    for difference in found:
        click.echo(difference.sentence(language))
    if found:
        sys.exit(FAILED)
    _ = words(language)
    click.echo(_("Scored again, the workbook says the same."), err=True)


def _targets(files: Sequence[Path], output: Path | None, out_dir: Path | None) -> list[Path | None]:
    """Where each scored workbook goes; files of one name get a number in the folder."""
    if out_dir is None:
        return [output] * len(files)
    taken: set[str] = set()
    targets: list[Path | None] = []
    for file in files:
        name, n = file.name, 1
        while name.casefold() in taken:
            n += 1
            name = f"{file.stem}-{n}{file.suffix}"
        taken.add(name.casefold())
        targets.append(out_dir / name)
    return targets


def _all(order: Order, files: Sequence[Path], targets: Sequence[Path | None]) -> Iterator[Scored]:
    """Every file in order; several in parallel processes."""
    if len(files) == 1:
        yield _one(order, files[0], targets[0])
        return
    with ProcessPoolExecutor() as pool:
        yield from pool.map(partial(_one, order), files, targets)


def _progress(found: Iterator[Scored], total: int, language: str) -> Iterator[Scored]:
    """The same, with a bar on standard error where there are several."""
    if total == 1:
        yield from found
        return
    _ = words(language)
    with click.progressbar(found, length=total, label=_("Scoring"), file=sys.stderr) as bar:
        yield from bar


def _one(order: Order, file: Path, target: Path | None) -> Scored:
    """One file judged and, where asked, written; a bad file is a complaint, never an exception."""
    rulebook = load(order.rulebook)
    try:
        raw = file.read_bytes()
    except OSError:
        return _refused(order, file, Problem(Severity.ERROR, "no_file"))
    if file.suffix.lower() == ".csv":
        return _refused(order, file, Problem(Severity.ERROR, "csv_alone"))
    for ledger in order.ledgers:
        try:
            raw = _joined(raw, ledger, rulebook)
        except RefusedWorkbook as error:
            blamed = ledger if error.problem.code.startswith(("csv_", "no_file")) else file
            return _refused(order, file, error.problem, named=blamed)
        except Exception:  # noqa: BLE001 - whatever it brings to light
            return _refused(order, file, Problem(Severity.ERROR, "unexpected"), named=ledger)
    try:
        assessment = judge(read(raw, rulebook), rulebook, order.profile, order.as_of)
    except RefusedWorkbook as error:
        return _refused(order, file, error.problem)
    except Exception:  # noqa: BLE001 - one bad file never stops the rest, whatever it brings to light
        return _refused(order, file, Problem(Severity.ERROR, "unexpected"))
    try:
        comparison = None if order.previous is None else compare(_earlier(order.previous, rulebook), assessment)
    except RefusedWorkbook as error:
        return _refused(order, file, error.problem, named=order.previous)
    except Exception:  # noqa: BLE001 - as above
        return _refused(order, file, Problem(Severity.ERROR, "unexpected"), named=order.previous)
    assessment = assessment if comparison is None else comparison.questioned
    more = Extras(comparison, None if order.scenario is None else _scenario(order.scenario, assessment, order.language))
    complaint = "" if target is None else _write_scored(target, raw, assessment, order.language, file, more)
    complaint = complaint or _write_told(order, assessment)
    return Scored(_report(assessment, order, file, comparison), complaint, ok=not complaint)


def _scenario(file: Path, assessment: Assessment, language: str) -> Scenario:
    """The scenario of a file as the what-if page would open it; Misused where it is none, or is of another type."""
    _ = words(language)
    try:
        scenario = opened(assessment, file.read_bytes())
    except OSError:
        raise Misused(_("{file}: there is no such file.").format(file=file)) from None
    if scenario is None:
        told = _("{file}: this is no scenario file of ours, or its criterion is not one of this type.")
        raise Misused(told.format(file=file))
    return assumed(assessment, scenario.criterion, start(assessment, scenario))


def _earlier(file: Path, rulebook: Rulebook) -> Submission:
    """The earlier workbook as read; RefusedWorkbook where it cannot be."""
    try:
        return read(file.read_bytes(), rulebook)
    except OSError:
        raise RefusedWorkbook(Problem(Severity.ERROR, "no_file")) from None


def _write_scored(target: Path, raw: bytes, assessment: Assessment, language: str, file: Path, more: Extras) -> str:
    """'' where all went well, else a sentence; a package that cannot be added to gives our sheets alone."""
    from core.export.scored import scored_workbook, standalone_workbook

    complaint = ""
    try:
        scored = scored_workbook(raw, assessment, language, scenario=more.scenario, comparison=more.comparison)
    except SpliceError as error:
        scored = standalone_workbook(assessment, language, scenario=more.scenario, comparison=more.comparison)
        click.echo(f"{file}: {kept_apart(error.code, language)}", err=True)
    try:
        _write(target, scored)
    except click.ClickException as error:
        complaint = error.message
    return complaint


def _write_told(order: Order, assessment: Assessment) -> str:
    """The report and the long table where they are asked for; '' where all went well, else a sentence."""
    try:
        if order.report is not None:
            from core.export.report import report_document  # draws charts: nothing else needs that

            _write(order.report, report_document(assessment, order.language))
        if order.table is not None:
            _write(order.table, long_table_csv(assessment, order.language))
    except click.ClickException as error:
        return error.message
    return ""


def _write(path: Path, raw: bytes) -> None:
    """Writes a file, making its folder; a failure is one sentence."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error


def _joined(raw: bytes, ledger: Path, rulebook: Rulebook) -> bytes:
    """The workbook with the ledger that a CSV holds; RefusedWorkbook where it cannot be joined."""
    from core.export.ledger_csv import with_ledger  # XlsxWriter and lxml, which a score alone does not need

    try:
        csv = ledger.read_bytes()
    except OSError:
        raise RefusedWorkbook(Problem(Severity.ERROR, "no_file")) from None
    return with_ledger(raw, csv, ledger.name, rulebook)


def _refused(order: Order, file: Path, problem: Problem, *, named: Path | None = None) -> Scored:
    """A file without a verdict; the sentence names the file that is to blame, the object the workbook."""
    rulebook = load(order.rulebook)
    sentence = f"{named or file}: {problem_row(problem, rulebook, order.language).sentence}"
    printed = _json(refusal(problem, rulebook, order.language, str(file))) if order.as_json else ""
    return Scored(printed, sentence, ok=False)


def _report(assessment: Assessment, order: Order, file: Path, comparison: Comparison | None) -> str:
    """What is printed of a judged file: its JSON object, or a few lines to read."""
    language = order.language
    if order.as_json:
        told = document(assessment, language, str(file))
        if comparison is not None:
            told["changes"] = changes_object(comparison, language, str(order.previous))
        return _json(told)
    verdict = headline(assessment, language)
    lines = [about(assessment, language), *([verdict.red_flag] if verdict.red_flag else []), verdict.sentence]
    lines += [verdict.subline, score_text(assessment, language).interval]
    lines += [f"{i}. {step.title} – {step.detail}" for i, step in enumerate(next_steps(assessment, language), 1)]
    lines += [] if comparison is None else comparison_lines(comparison, language)
    count = len(assessment.problems)
    _ = words(language)
    problems = _.plural("{n} problem in the workbook.", "{n} problems in the workbook.", count).format(n=count)
    lines.append(problems if count else _("No problems found in the workbook."))
    return "\n".join(lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def run() -> None:
    """The entry point: nothing but the contract's exits."""
    if sys.stdout.encoding.lower() != "utf-8":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        main(standalone_mode=True)
    except PilotError as error:
        click.echo(str(error), err=True)
        sys.exit(FAILED)
