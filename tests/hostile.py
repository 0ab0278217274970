"""A workbook that plants links, pictures, scripts and formulas in every field that holds text."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from core.model import Column, Sheet
from core.rulebook import load

SAMPLE = Path(__file__).parents[1] / "sample_data" / "sample_industry.xlsx"
#: No host of that name exists; whoever asks for it is caught.
HOST = "beacon.invalid"
PICTURE = f"![x](http://{HOST}/i.png)"
MARKUP = f"<img src=http://{HOST}/j.png onerror=alert(1)><script>alert(1)</script><a href='http://{HOST}/l'>b</a>"
LINK = f"[a](javascript:alert(1)) [c](http://{HOST}/m) <http://{HOST}/n>"
FORMULA = f'=HYPERLINK("http://{HOST}/k","x")'
#: All but the formula, which must come first to be one.
PLANTED = PICTURE + MARKUP + LINK
FILE_NAME = f"![x](http:{HOST})<img src=x onerror=alert(1)>.xlsx"
#: A sheet's title holds 31 characters, and is known for what stands outside its brackets.
IN_A_TITLE = "（<img src=x onerror=a>）"
EMPTY_SHEET = "<script>alert(1)<¦script>"


@cache
def hostile_workbook() -> bytes:
    """The industry sample with all of it planted: names, remarks, evidence, words of lists, numbers, headers, titles."""
    book = openpyxl.load_workbook(SAMPLE)
    for sheet in load().sheets.values():
        if sheet.role == "form":
            _plant_form(book[sheet.label.zh], sheet)
        elif sheet.label.zh in book.sheetnames and sheet.role != "guide":
            _plant_table(book[sheet.label.zh], sheet)
    ledger = book["产品应用台账"]
    ledger.title += IN_A_TITLE
    book.create_sheet(EMPTY_SHEET)["A1"].value = PLANTED
    book.properties.title = book.properties.creator = PLANTED
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(cell: Any, text: str) -> None:
    cell.value = text
    cell.data_type = "s"


def _plant_form(page: Any, sheet: Sheet) -> None:
    texts = {column.label.zh for column in sheet.columns if column.type == "text"}
    for row in page.iter_rows(min_row=2):
        if str(row[0].value).split("（")[0] in texts:
            _write(row[1], PLANTED)
        _write(row[2], FORMULA)
    below = page.max_row + 1
    _write(page.cell(below, 1), f"运营单位（{PLANTED}）")
    _write(page.cell(below, 2), FORMULA)


def _plant_table(page: Any, sheet: Sheet) -> None:
    columns = {str(cell.value).split("（")[0].split("\n")[0]: cell.column for cell in page[1]}
    for number, column in enumerate(sheet.columns):
        index = columns.get(column.label.zh)
        if index is not None:
            _plant_column(page, column, index, number)
    unknown = columns.get("是否履行公共服务", page.max_column + 1)
    _write(page.cell(1, unknown), f"是否履行公共的服务（{PLANTED}）")
    _write(page.cell(2, unknown), PLANTED)
    if sheet.key in ("resources", "organisations"):
        _write(page.cell(page.max_row + 1, 1), f"注：{PLANTED}")


def _plant_column(page: Any, column: Column, index: int, number: int) -> None:
    """Text columns in every second row; the others in one row each, where they cannot be read."""
    if column.key == "id" and page.title in ("年度目标", "定性自评"):
        return
    if column.type in ("text", "names"):
        for row in range(3, page.max_row + 1, 2):
            _write(page.cell(row, index), (PLANTED, FORMULA, PICTURE, MARKUP, LINK)[row // 2 % 5] + f" {row % 7}")
    else:
        row = 4 + 2 * (number % 4)
        if row <= page.max_row:
            _write(page.cell(row, index), (PLANTED, FORMULA)[number % 2])
