"""Files to take away, each made when its button is clicked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import PurePath
from typing import Any

import streamlit as st

from core.documents.filing import Filing
from core.documents.rows import Proven, Rows
from core.errors import SpliceError
from core.i18n import words
from core.model import Answer, Assessment, Month, Profile
from core.pipeline import Comparison, Opened, Scenario, to_json
from core.printers.csv import long_table_csv, problems_csv, rows_csv
from core.printers.json import json_object
from core.printers.problems import problem_rows
from core.workbooks.scored import scored_or_alone
from core.workbooks.template import template_workbook
from pages.components import reading_queue, session
from pages.components.session import _, judged, office
from pages.components.session.office import Office

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv",
    ".json": "application/json",
    ".zip": "application/zip",
}


def _button(label: str, make: Callable[[], str | bytes], name: str, key: str, **look: Any) -> None:
    """A button that makes a file; `name` is its name, with {file} for that of the open workbook."""
    name = name.format(file=PurePath(session.work().name).stem) if session.work() else name
    mime = TYPES.get(PurePath(name).suffix, WORKBOOK)
    st.download_button(label, make, file_name=name, mime=mime, on_click="ignore", key=key, **look)


def verdict_files() -> None:
    """The scored workbook first, then the report, then the figures for other programs."""
    opened, assessment, language = session.work(), judged.assessment(), session.language()
    next_month = partial(_next_month, opened.raw, opened.submission.answers, session.profile(), language)
    with st.container(key="downloads", horizontal=True, gap="small"):
        _scored_button(_("Download the scored workbook"), _("{file}-scored.xlsx"), "download-scored", type="primary")
        report = partial(_report, assessment, language, judged.comparison())
        _button(_("Report (Word)"), report, _("{file}-report.docx"), "download-report")
        _button(_("Next month's workbook"), next_month, _("{file}-next.xlsx"), "download-next")
        table = partial(long_table_csv, assessment, language)
        _button(_("Figures as CSV"), table, _("{file}-figures.csv"), "download-csv")
        _button(_("Figures as JSON"), partial(_json, assessment, language, opened.name), "{file}.json", "download-json")
        problems(_("Problems as CSV"), "overview")


def scenario_files(assumed: Scenario) -> None:
    name = _("scenario-{id}.json").format(id=assumed.criterion)
    _button(_("Download this scenario"), partial(to_json, assumed), name, "download-scenario")
    label = _("Download the workbook with this scenario")
    _scored_button(label, _("{file}-scenario.xlsx"), "download-scenario-workbook", assumed)


def problem_files() -> None:
    """The scored workbook, whose sheet of problems leads to each cell, and the list of them."""
    _scored_button(_("Download the workbook with links"), _("{file}-scored.xlsx"), "download-linked")
    problems(_("Download the list (CSV)"), "problems")


def corrected(given: tuple[Answer, ...], *, disabled: bool) -> None:
    """The open workbook with the values that were accepted in its cells, or why it cannot be changed."""
    opened = session.work()
    fixed = judged.once("fixed", lambda: _why_fixed(opened.raw))
    if fixed:
        reason = session.rulebook().problems.kept_apart[fixed].in_(session.language())
        st.caption(_("No corrected workbook: {reason}.").format(reason=reason))
        return
    judged_as = {"profile": session.profile(), "as_of": judged.month()}
    make = partial(_corrected, opened.raw, given, session.language(), **judged_as)
    name = _with_macros(_("{file}-corrected.xlsx"))
    _button(_("Download the corrected workbook"), make, name, "download-corrected", disabled=disabled)


def _with_macros(name: str) -> str:
    """The name of a workbook made from the open one: one with macros stays one."""
    return f"{name.removesuffix('.xlsx')}.xlsm" if session.work().name.lower().endswith(".xlsm") else name


def problems(label: str, place: str) -> None:
    language = session.language()
    rows = judged.once("problem-rows", lambda: problem_rows(judged.assessment(), language))
    make = partial(problems_csv, rows, language)
    _button(label, make, _("{file}-problems.csv"), f"download-problems-{place}")


def rows(found: Rows, chosen: Sequence[Proven]) -> None:
    name = _("{file}-rows-{id}.csv").replace("{id}", found.id)
    make = partial(rows_csv, found, chosen, judged.printer())
    _button(_("Rows as CSV"), make, name, f"download-rows-{found.id}", type="tertiary")


def templates() -> None:
    """The template of the type chosen, light and with ledgers, in the language on the screen."""
    profile, language = session.profile(), session.language()
    label = judged.text(profile)
    with st.container(key="templates", horizontal=True, gap="small"):
        for ledgers, words, name in (
            (False, _("Template, {type}"), _("template-{type}.xlsx")),
            (True, _("Template with ledgers, {type}"), _("template-ledgers-{type}.xlsx")),
        ):
            make = partial(template_workbook, session.rulebook(), profile, ledgers=ledgers, language=language)
            look = {"key": f"template-{ledgers}", "icon": ":material/download:"}
            _button(words.format(type=label), make, name.format(type=label.lower()), **look)


# --- of many pilots ---------------------------------------------------------------------------


def office_files(held: Office) -> None:
    """The summary workbook, the two-page report, and the scored workbooks as a zip, once all is read and compared."""
    language = session.language()
    wait = {} if held.is_settled else {"disabled": True, "help": _("Once all files are read and compared.")}
    with st.container(key="office-files", horizontal=True, gap="small"):
        summary, report = (partial(make, held, language, held.month) for make in (_summary, _office_report))
        _button(_("Summary workbook"), summary, _("pilots.xlsx"), "summary", type="primary", **wait)
        _button(_("Report on two pages (Word)"), report, _("pilots.docx"), "report", **wait)
        zipped = partial(_zipped, held, _("{file}-scored.xlsx"), language)
        _button(_("All scored workbooks (zip)"), zipped, _("pilots-scored.zip"), "zip", **wait)


def filing(view: Filing) -> None:
    from core.printers.office import filing_csv

    _button(_("Who has filed, as CSV"), partial(filing_csv, view, session.language()), _("filed.csv"), "filing-csv")


def _summary(held: Office, language: str, month: Month | None = None) -> bytes:
    from core.printers.office import summary

    about = {"month": month, "earlier": held.earlier_batch, "other": held.rehearsed_batch}
    return summary(held.compared_batch, language, held.roster, **about)


def _office_report(held: Office, language: str, month: Month | None = None) -> bytes:
    from core.printers.report.body import office_report

    return office_report(held.compared_batch, language, held.roster, month=month, earlier=held.earlier_batch)


def _zipped(held: Office, name: str, language: str) -> bytes:
    """The scored workbooks one after another, each let go once it is in the zip; at the end which are not in it, if any."""
    from core.workbooks.bundle import zipped

    _ = words(language)  # this is made when nobody's page is shown

    def members() -> Iterator[tuple[str, bytes]]:
        left_out = []
        for file, made in office.scored(held, language):
            if made is None:
                left_out.append(file)
            else:
                yield name.format(file=PurePath(file).stem), made
        if left_out:
            why = _("Not in this zip, since the workbook is no longer held or could not be scored:")
            yield _("not-included.txt"), "\r\n".join((why, *left_out)).encode("utf-8-sig")

    return zipped(members())


# --- of one workbook --------------------------------------------------------------------------


def _scored_button(label: str, name: str, key: str, scenario: Scenario | None = None, **look: Any) -> None:
    """The open workbook with our sheets; our sheets alone where it cannot be added to (signed, say)."""
    before = session.earlier()
    about = {"scenario": scenario, "comparison": judged.comparison(), "earlier": None if before is None else before.raw}
    given = (session.work().cells, session.work().raw, judged.assessment(), session.language())
    make = partial(_scored, *given, **about)
    _button(label, make, _with_macros(name), key, **look)


def _scored(cells: Opened | None, raw: bytes, *given: Any, **more: Any) -> bytes:
    with reading_queue.turn_for(len(raw)):
        return scored_or_alone(raw, *given, grids=None if cells is None else cells.fetched.grids, **more)[0]


def _report(assessment: Assessment, language: str, comparison: Comparison | None) -> bytes:
    """The report, with what changed since the earlier workbook; what draws its charts is loaded when the first one is asked for."""
    from core.printers.report import report_document

    return report_document(assessment, language, comparison)


def _next_month(raw: bytes, answers: tuple[Answer, ...], profile: Profile, language: str) -> bytes:
    """The figures carried over to next month; the spreadsheet writer is loaded when it is asked for."""
    from core.workbooks.next_month import next_months_workbook

    with reading_queue.turn_for(len(raw)):
        return next_months_workbook(raw, session.rulebook(), answers, profile=profile, language=language)


def _corrected(raw: bytes, answers: tuple[Answer, ...], language: str, **judged_as: Any) -> bytes:
    """The corrected file; what writes it is loaded when it is asked for."""
    from core.workbooks.corrected import corrected_workbook

    with reading_queue.turn_for(len(raw)):
        return corrected_workbook(raw, session.rulebook(), answers, language, **judged_as)


def _why_fixed(raw: bytes) -> str:
    """The code of `errors.SpliceError` that keeps a file from being changed; blank where nothing does."""
    from core.workbooks.package import WorkbookPackage

    try:
        WorkbookPackage(raw)
    except SpliceError as error:
        return error.code
    return ""


def _json(assessment: Assessment, language: str, name: str) -> str:
    return json.dumps(json_object(assessment, language, name), ensure_ascii=False, indent=2)
