"""Whatever is changed in a scored workbook is named by `verify`, with its sheet and cell."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from random import Random

import openpyxl
import pytest

from core.errors import RefusedWorkbook
from core.forecast.scenario import Scenario
from core.pipeline import compare, judge, read
from core.rulebook import load
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import Kind, verify
from tests.samples import raw, scored
from tests.workbooks.corpus import sheet_titles
from tests.workbooks.forged import Forgery, of_cells, of_names, of_receipt, of_rows, of_sheets
from tests.workbooks.libreoffice import converted

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "sample_data"
NAMES = ("enterprise", "industry", "city", "messy")
SMALL = "small_city"
#: Of each sample in `make soak`; a quarter in every run, together as many.
FORGERIES = 52
QUARTER_OR_ALL = (4, pytest.param(1, marks=pytest.mark.soak))
#: Ledgers are short in the quarter.
LONG_OR_NOT = [(4, "small_"), pytest.param(1, "", marks=pytest.mark.soak)]


@cache
def compared() -> bytes:
    """A sample with the sheets of a comparison and of a scenario."""
    book = openpyxl.load_workbook(io.BytesIO(raw(SMALL)))
    book["月度统计"].delete_rows(14)
    book["基本信息"]["B13"] = 77
    stream = io.BytesIO()
    book.save(stream)
    found = compare(read(stream.getvalue()), judge(read(raw(SMALL))))
    return scored_workbook(
        *(raw(SMALL), found.questioned, "zh"), scenario=Scenario("C2.2"), comparison=found, earlier=stream.getvalue()
    )


def ours(content: bytes, own: bytes) -> list[str]:
    return [title for title in sheet_titles(content) if title not in sheet_titles(own)]


def forgeries(content: bytes, own: bytes, seed: int, part: int) -> list[Forgery]:
    """Forgeries drawn by a seed: of every sheet, or of one in so many, and as much fewer."""
    rng, titles = Random(seed), ours(content, own)[seed % part :: part]
    visible = [title for title in titles if title != "tds-receipt"]
    others = [*of_sheets(content, titles), *of_names(content, rng), *of_receipt(content)]
    cells = [*of_cells(content, visible, rng), *of_rows(content, visible, rng)]
    return [*rng.sample(others, 24 // part), *rng.sample(cells, (FORGERIES - 24) // part)]


def said(content: bytes) -> str:
    """All that `verify` says of a workbook; a refusal is its code."""
    try:
        return "\n".join(difference.sentence("zh") for difference in verify(content, load()))
    except RefusedWorkbook as error:
        return error.problem.code


def unnamed(found: list[Forgery]) -> list[tuple[str, str]]:
    """The forgeries whose sheet and cell are not in what `verify` says."""
    answers = ((forgery, said(forgery.content)) for forgery in found)
    return [
        (forgery.name, answer[:300])
        for forgery, answer in answers
        if not answer or forgery.sheet not in answer or forgery.cell not in answer
    ]


@pytest.mark.parametrize(("part", "length"), LONG_OR_NOT)
@pytest.mark.parametrize("name", NAMES)
def test_every_forgery_is_named_with_its_sheet_and_cell(name: str, part: int, length: str) -> None:
    seed, name = NAMES.index(name), f"{length}{name}"
    assert unnamed(forgeries(scored(name), raw(name), seed, part)) == []


@pytest.mark.parametrize("part", QUARTER_OR_ALL)
def test_every_forgery_of_a_comparison_and_a_scenario_is_named(part: int) -> None:
    sheets = [title for title in ours(compared(), raw(SMALL)) if title in ("与上期对比", "推演", "情景测算")]
    assert len(sheets) == 2
    rng = Random(7)
    found = [*of_cells(compared(), sheets, rng), *of_rows(compared(), sheets, rng), *of_receipt(compared())]
    assert unnamed(found[::part]) == []


def test_a_comparison_and_a_scenario_are_made_again_from_the_receipt() -> None:
    assert said(compared()) == ""


def test_without_the_earlier_workbook_what_was_not_proven_is_said() -> None:
    found = compare(read(raw(SMALL)), judge(read(raw(SMALL))))
    content = scored_workbook(raw(SMALL), found.questioned, "zh", comparison=found)
    assert [difference.kind for difference in verify(content, load())] == [Kind.UNPROVEN]
    assert verify(content, load(), earlier=raw(SMALL)) == ()


@pytest.mark.parametrize("name", ["small_enterprise", "small_industry", "small_city", "messy"])
def test_a_save_in_openpyxl_differs_in_nothing(name: str) -> None:
    stream = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(scored(name))).save(stream)
    assert said(stream.getvalue()) == ""


@pytest.mark.libreoffice
def test_a_comparison_saved_in_libreoffice_differs_in_nothing(tmp_path: Path) -> None:
    assert said(converted({"compared": compared()}, tmp_path)["compared"]) == ""


@pytest.mark.libreoffice
def test_a_forgery_saved_again_in_libreoffice_is_named(tmp_path: Path) -> None:
    rng = Random(3)
    found = rng.sample(
        [
            each
            for each in of_cells(scored(SMALL), ours(scored(SMALL), raw(SMALL))[:-1], rng)
            if each.name.startswith(("text", "number on"))
        ],
        2,
    )
    saved = converted({str(i): forgery.content for i, forgery in enumerate(found)}, tmp_path)
    assert [f.name for i, f in enumerate(found) if f.cell not in said(saved[str(i)])] == []
