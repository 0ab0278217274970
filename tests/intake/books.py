"""Small workbooks for the tests: rows of cells in, bytes out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import xlsxwriter

from core.intake import read
from core.model import Problem, Submission
from core.rulebook import load
from tests.places import located

Row = Sequence[Any]
Draw = Callable[[xlsxwriter.Workbook, Any], None]

BASICS: tuple[tuple[Any, ...], ...] = (
    ("项目", "内容", "说明"),
    ("数据空间名称", "演示空间", ""),
    ("试点类型", "企业", ""),
    ("试点开始月份", "2025-07", ""),
    ("试点结束月份", "2027-06", ""),
)
#: When every workbook was saved, by its own word: of two none is the later one.
SAVED = datetime(2026, 11, 28, 8, 0)


class Percent(float):
    """A number written with a percent format."""


class Formula(str):
    """A formula written without a cached value."""


def book(
    sheets: Mapping[str, Sequence[Row]] | None = None, *, basics: Sequence[Row] = BASICS, draw: Draw | None = None
) -> bytes:
    """A workbook with 基本信息 and these sheets."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    workbook.set_properties({"created": SAVED})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    percent = workbook.add_format({"num_format": "0.00%"})
    for name, rows in {"基本信息": basics, **(sheets or {})}.items():
        sheet = workbook.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                _write(sheet, r, c, value, day, percent)
        if draw is not None:
            draw(workbook, sheet)
    workbook.close()
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, day: Any, percent: Any) -> None:
    if value is None or (isinstance(value, str) and value == ""):
        return
    if isinstance(value, Percent):
        sheet.write_number(row, column, float(value), percent)
    elif isinstance(value, Formula):
        sheet.write_formula(row, column, str(value), None, "")
    elif isinstance(value, (date, datetime)):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)


def taken(raw: bytes) -> Submission:
    """The workbook read with the product's own rulebook."""
    return read(raw, load())


def reading(sheets: Mapping[str, Sequence[Row]] | None = None, **how: Any) -> Submission:
    """`book`, then read."""
    return taken(book(sheets, **how))


def asked(submission: Submission, code: str) -> list[Problem]:
    """The problems with that code."""
    return [problem for problem in located(submission) if problem.code == code]


def codes(submission: Submission) -> list[str]:
    """The codes of all problems, in order."""
    return [problem.code for problem in submission.problems]


def rewritten(
    raw: bytes, change: Callable[[str, bytes], bytes | None], extra: Mapping[str, bytes] | None = None
) -> bytes:
    """The package with each part changed (None leaves it out), and more parts at its end."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            changed = change(name, before.read(name))
            if changed is not None:
                after.writestr(name, changed)
        for name, content in (extra or {}).items():
            after.writestr(name, content)
    return stream.getvalue()


def with_cell(raw: bytes, sheet: str, cell: str, value: object) -> bytes:
    """The workbook with one cell changed."""
    workbook = openpyxl.load_workbook(io.BytesIO(raw))
    workbook[sheet][cell] = value
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
