"""Files to take away, each made when its button is clicked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from functools import partial
from pathlib import PurePath

import streamlit as st

from core.errors import SpliceError
from core.i18n import words
from core.model import Answer, Assessment, Outlook, Profile
from core.pipeline import Comparison, Scenario
from core.printers.csv import as_text, long_table_csv
from core.printers.json import json_object
from core.printers.problems import ProblemRow, problem_rows
from core.workbooks.scored import scored_workbook, standalone_workbook
from pages.components import reading_queue, session
from pages.components.workbook import XLSX

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def verdict_files() -> None:
    """The scored workbook first, then the report, then the figures for other programs."""
    _ = session.text()
    opened, assessment, language = session.work(), session.assessment(), session.language()
    stem = PurePath(opened.name).stem
    with st.container(key="downloads", horizontal=True, gap="small"):
        st.download_button(
            _("Download the scored workbook"),
            partial(_scored, opened.raw, assessment, session.outlooks(), language, *_compared()),
            file_name=_("{file}-scored.xlsx").format(file=stem).removesuffix(".xlsx") + _suffix(opened.name),
            mime=XLSX,
            type="primary",
            on_click="ignore",
            key="download-scored",
        )
        st.download_button(
            _("Report (Word)"),
            partial(_report, assessment, language),
            file_name=_("{file}-report.docx").format(file=stem),
            mime=DOCX,
            on_click="ignore",
            key="download-report",
        )
        st.download_button(
            _("Next month's workbook"),
            partial(_next_month, opened.raw, opened.submission.answers, session.profile(), language),
            file_name=_("{file}-next.xlsx").format(file=stem),
            mime=XLSX,
            on_click="ignore",
            key="download-next",
        )
        st.download_button(
            _("Figures as CSV"),
            partial(long_table_csv, assessment, language),
            file_name=_("{file}-figures.csv").format(file=stem),
            mime="text/csv",
            on_click="ignore",
            key="download-csv",
        )
        st.download_button(
            _("Figures as JSON"),
            partial(_json, assessment, language, opened.name),
            file_name=f"{stem}.json",
            mime="application/json",
            on_click="ignore",
            key="download-json",
        )
        problems(_("Problems as CSV"), "overview")


def scenario_workbook(assumed: Scenario) -> None:
    """The scored workbook with a sheet of what is assumed."""
    _ = session.text()
    opened = session.work()
    stem = PurePath(opened.name).stem
    st.download_button(
        _("Download the workbook with this scenario"),
        partial(_scored, opened.raw, *_judged(), session.language(), *_compared(), assumed),
        file_name=_("{file}-scenario.xlsx").format(file=stem).removesuffix(".xlsx") + _suffix(opened.name),
        mime=XLSX,
        on_click="ignore",
        key="download-scenario-workbook",
    )


def problems(label: str, place: str) -> None:
    """The list of problems."""
    _ = session.text()
    stem = PurePath(session.work().name).stem
    st.download_button(
        label,
        partial(problems_csv, session.rows(problem_rows), session.language()),
        file_name=_("{file}-problems.csv").format(file=stem),
        mime="text/csv",
        on_click="ignore",
        key=f"download-problems-{place}",
    )


def linked_workbook(label: str) -> None:
    """The scored workbook, whose sheet of problems leads to each cell."""
    _ = session.text()
    opened = session.work()
    st.download_button(
        label,
        partial(_scored, opened.raw, *_judged(), session.language(), *_compared()),
        file_name=_("{file}-scored.xlsx").format(file=PurePath(opened.name).stem).removesuffix(".xlsx")
        + _suffix(opened.name),
        mime=XLSX,
        on_click="ignore",
        key="download-linked",
    )


def _judged() -> tuple[Assessment, Mapping[str, Outlook]]:
    return session.assessment(), session.outlooks()


def _compared() -> tuple[Comparison | None, bytes | None]:
    """What changed since the earlier workbook, and its file, where there is one."""
    before = session.earlier()
    return session.comparison(), None if before is None else before.raw


def _suffix(name: str) -> str:
    """A workbook with macros stays one."""
    return ".xlsm" if name.lower().endswith(".xlsm") else ".xlsx"


def _report(assessment: Assessment, language: str) -> bytes:
    """The report; what draws its charts is loaded when the first one is asked for."""
    from core.printers.report import report_document

    return report_document(assessment, language)


def _next_month(raw: bytes, answers: tuple[Answer, ...], profile: Profile, language: str) -> bytes:
    """The figures carried over to next month; the spreadsheet writer is loaded when it is asked for."""
    from core.workbooks.next_month import next_months_workbook

    with reading_queue.turn_for(len(raw)):
        return next_months_workbook(raw, session.rulebook(), answers, profile=profile, language=language)


def _scored(
    raw: bytes,
    assessment: Assessment,
    ahead: Mapping[str, Outlook],
    language: str,
    comparison: Comparison | None,
    earlier: bytes | None,
    scenario: Scenario | None = None,
) -> bytes:
    """The file with our sheets in it; our sheets alone where it cannot be added to (signed, say)."""
    with reading_queue.turn_for(len(raw)):
        try:
            return scored_workbook(
                *(raw, assessment, language), scenario=scenario, comparison=comparison, ahead=ahead, earlier=earlier
            )
        except SpliceError:
            return standalone_workbook(assessment, language, scenario=scenario, comparison=comparison)


def _json(assessment: Assessment, language: str, name: str) -> str:
    return json.dumps(json_object(assessment, language, name), ensure_ascii=False, indent=2)


def problems_csv(rows: tuple[ProblemRow, ...], language: str) -> bytes:
    """One line a problem, UTF-8 with a mark so that Excel reads the Chinese."""
    _ = words(language)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Severity"), _("Sheet"), _("Cell"), _("Found"), _("Expected"), _("How to fix it"), _("Affected criteria")]
    )
    for row in rows:
        cells = (row.severity_label, row.sheet, row.cell, row.found, row.expected, row.remedy, " ".join(row.criteria))
        writer.writerow([as_text(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
