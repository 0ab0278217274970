"""A scored workbook beside itself as LibreOffice recalculates it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import isclose
from string import ascii_uppercase
from typing import Any

import openpyxl
from lxml import etree

from tests.workbooks.corpus import members

CLOSE = 1e-9
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class FormulaCell:
    """A formula with the value it carries and the value that LibreOffice gives it."""

    sheet: str
    cell: str
    formula: str
    cached: Any
    computed: Any

    @property
    def equal(self) -> bool:
        one, other = self.cached, self.computed
        if isinstance(one, int | float) and isinstance(other, int | float):
            return isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
        return one == other

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}: {self.cached!r} / {self.computed!r}: {self.formula[:300]}"


@lru_cache(maxsize=8)
def opened(content: bytes, *, values: bool = True) -> openpyxl.Workbook:
    """Its cells, for reading alone; a sheet is parsed when it is asked for, at a tenth of what `whole` costs."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values, read_only=True)


@lru_cache(maxsize=8)
def whole(content: bytes, *, values: bool = True) -> openpyxl.Workbook:
    """With links, charts and page settings too, for reading alone: the same workbook is handed out again."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl cannot read every chart that LibreOffice writes
        return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def formula_cells(scored: bytes, saved: bytes) -> Iterator[FormulaCell]:
    """Every formula of a workbook; `saved` is the same as LibreOffice saved it."""
    computed = {(sheet, at): value for sheet, at, _formula, value in cells(saved)}
    for sheet, at, formula, value in cells(scored):
        if formula is not None:
            yield FormulaCell(sheet, at, formula, value, computed.get((sheet, at), ""))


def unequal(cells: Iterable[FormulaCell]) -> list[str]:
    """The formulas that LibreOffice gives another value than they carry."""
    return [str(cell) for cell in cells if not cell.equal]


def cells(content: bytes, *titles: str) -> Iterator[tuple[str, str, str | None, Any]]:
    """Every cell, or those of some sheets: its sheet, its address, its formula, or the one that fills it, and its value
    (days as numbers)."""
    parts = members(content)
    targets = {each.get("Id"): each.get("Target") for each in etree.fromstring(parts["xl/_rels/workbook.xml.rels"])}
    part = parts.get("xl/sharedStrings.xml")
    shared = [] if part is None else ["".join(each.itertext(f"{MAIN}t")) for each in etree.fromstring(part)]
    for sheet in etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet"):
        if titles and sheet.get("name") not in titles:
            continue
        root, filled = etree.fromstring(parts[f"xl/{targets[sheet.get(RELATION)]}".replace("xl//xl/", "xl/")]), {}
        for cell in root.iter(f"{MAIN}c"):
            formula, value = cell.find(f"{MAIN}f"), cell.findtext(f"{MAIN}v")
            kind = cell.get("t", "n")
            if kind == "s" and value is not None:
                value = shared[int(value)]
            if kind == "inlineStr":
                value = "".join(cell.itertext(f"{MAIN}t"))
            number = kind == "n" and value not in (None, "")
            text = None if formula is None else formula.text or ""
            letters = cell.get("r").rstrip("0123456789")
            if formula is not None and formula.get("t") == "array":
                filled[letters] = text, int(formula.get("ref").rpartition(":")[2].lstrip(ascii_uppercase))
            elif letters in filled and int(cell.get("r").removeprefix(letters)) <= filled[letters][1]:
                text = filled[letters][0]
            yield sheet.get("name"), cell.get("r"), text, float(value) if number else value or ""


def results(content: bytes) -> dict[str, dict[str, Any]]:
    """The rows of 逐条结果 by criterion id, as the file's values have them; None where a cell holds nothing."""
    rows: dict[int, dict[str, Any]] = {}
    for _sheet, at, _formula, value in cells(content, "逐条结果"):
        letters = at.rstrip("0123456789")
        rows.setdefault(int(at.removeprefix(letters)), {})[letters] = None if value == "" else value
    header, *below = (rows[number] for number in sorted(rows) if number >= 3)
    found = ({title: row.get(letters) for letters, title in header.items()} for row in below)
    return {str(row["编号"]): row for row in found if row["编号"]}
