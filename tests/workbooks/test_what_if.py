"""A scenario in the workbook: on a sheet of its own, as the page tells it, and out of the verdict."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from core.cli import main
from core.documents.what_if import WhatIf, what_if_document
from core.forecast.scenario import Scenario, course, to_json
from core.model import Assessment, Month
from core.pipeline import judge
from core.workbooks.package import take_out_ours
from core.workbooks.scored import scored_workbook
from tests import samples
from tests.said import said
from tests.workbooks.corpus import sheet_titles
from tests.workbooks.recalculated import opened

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "sample_data"
ENTERPRISE, CITY = SAMPLES / "sample_enterprise.xlsx", SAMPLES / "sample_city.xlsx"
ALL = Scenario("E4.1", Decimal(5), Decimal(20), Month(2027, 1), Decimal(220), Month(2027, 12))
SHARE = Scenario("E3.4", Decimal("0.02"))
THRESHOLD = Scenario("E4.1", threshold=Decimal(220))
ITEMS = {"zh": "项目", "en": "Item"}
TITLES = {"zh": "情景测算", "en": "What if"}


@cache
def judged() -> Assessment:
    return samples.judged("enterprise")


@cache
def scored(scenario: Scenario, language: str = "zh") -> bytes:
    return scored_workbook(ENTERPRISE.read_bytes(), judged(), language, scenario=scenario)


@cache
def rows(scenario: Scenario, language: str = "zh") -> list[list[Any]]:
    sheet = opened(scored(scenario, language))[TITLES[language]]
    return [[value for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]


def document(scenario: Scenario) -> WhatIf:
    return what_if_document(judged(), scenario)


def shown(scenario: Scenario, language: str) -> dict[str, list[Any]]:
    """The rows of the comparison: what is printed in 现状 and 假设."""
    cells = [list(row) for row in opened(scored(scenario, language))[TITLES[language]].iter_rows(values_only=True)]
    first = next(at for at, row in enumerate(cells) if row[0] == ITEMS[language]) + 1
    return {row[0]: row[1:3] for row in cells[first : first + len(document(scenario).table.rows)]}


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(main, ["score", *map(str, arguments)])


@pytest.mark.parametrize("scenario", [ALL, SHARE, THRESHOLD, Scenario("E4.1")])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_has_the_rows_of_the_page_and_its_sentences(scenario: Scenario, language: str) -> None:
    what, told = document(scenario), [text for row in rows(scenario, language) for text in row]
    assert [*shown(scenario, language)] == [said(row.cells["item"], language) for row in what.table.rows]
    assert said(what.sentence, language) in told
    assert said(what.note, language) in told


@pytest.mark.parametrize(("language", "sentence"), [("zh", "尚未设定假设。"), ("en", "Nothing is assumed yet.")])
def test_with_nothing_assumed_the_probability_alone_forecasts(language: str, sentence: str) -> None:
    now, assumed = zip(*shown(Scenario("E4.1"), language).values(), strict=True)
    assert (len(now), now[-1], assumed[-1]) == (5, 0.55, 0.55)
    assert sentence in [text for row in rows(Scenario("E4.1"), language) for text in row]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_assumed_pace_has_arithmetic_in_its_column_alone_and_no_probability(language: str) -> None:
    now, assumed = zip(*shown(ALL, language).values(), strict=True)
    assert now[4:] == ("—", "—", "—", "—", 0.55)
    assert (assumed[4], assumed[-1]) == (264, "—")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_assumed_threshold_alone_has_its_probability_and_no_arithmetic(language: str) -> None:
    now, assumed = zip(*shown(THRESHOLD, language).values(), strict=True)
    assert (len(now), now[-1], assumed[-1]) == (5, 0.55, 0.35)


@pytest.mark.parametrize("scenario", [ALL, SHARE])
def test_it_is_named_as_assumed_and_says_it_is_no_verdict(scenario: Scenario) -> None:
    told = [text for row in rows(scenario) for text in row]
    assert f"假设：{said(document(scenario).name)}" in told
    assert any("不影响结论" in str(text) for text in told)


@pytest.mark.parametrize("scenario", [ALL, SHARE])
def test_the_assumed_months_hold_the_sum_of_the_page(scenario: Scenario) -> None:
    sheet = opened(scored(scenario))["情景测算"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "月份")
    at = next(cell.column for cell in header if cell.value == "假设")
    found = [sheet.cell(row, at).value for row in range(header[0].row + 1, sheet.max_row + 1)]
    expected = [float(value) for _month, value in course(judged(), scenario).months]
    assert [value for value in found if value is not None] == pytest.approx(expected, rel=1e-12)


def test_the_judgement_is_that_of_the_workbook_without_it() -> None:
    plain = samples.scored("enterprise")
    found = [opened(content)["逐条结果"].iter_rows(values_only=True) for content in (plain, scored(ALL))]
    assert list(found[0]) == list(found[1])


def test_it_goes_at_the_next_scoring() -> None:
    assert "情景测算" in sheet_titles(scored(ALL))
    again = scored_workbook(scored(ALL), judged(), "zh")
    assert sheet_titles(again) == tuple(title for title in sheet_titles(scored(ALL)) if title != "情景测算")
    assert sheet_titles(take_out_ours(scored(ALL))) == sheet_titles(ENTERPRISE.read_bytes())


def test_a_workbook_of_our_sheets_alone_holds_it_too() -> None:
    assert "情景测算" in sheet_titles(scored_workbook(None, judged(), "zh", scenario=SHARE))


def test_without_a_figure_to_start_from_it_says_so() -> None:
    early = judge(judged().submission, as_of=Month(2025, 7))
    content = scored_workbook(None, replace(early), "zh", scenario=Scenario("E4.1"))
    told = [cell for row in opened(content)["情景测算"].iter_rows(values_only=True) for cell in row]
    assert "没有可以起算的数值或月增量，请先假设一个月增量。" in told


def test_the_command_line_writes_it(tmp_path: Path) -> None:
    file, output = tmp_path / "scenario.json", tmp_path / "out.xlsx"
    file.write_text(to_json(ALL), "utf-8")
    assert run(ENTERPRISE, "--scenario", file, "-o", output).exit_code == 0
    assert output.read_bytes() == scored(ALL)


@pytest.mark.parametrize("content", ["", "{}", "[1]", json.dumps({"format": "other"}), to_json(Scenario("C2.2"))])
def test_a_file_that_is_no_scenario_of_this_type_is_wrong_usage(content: str, tmp_path: Path) -> None:
    file, output = tmp_path / "scenario.json", tmp_path / "out.xlsx"
    file.write_text(content, "utf-8")
    done = run(ENTERPRISE, "--scenario", file, "-o", output)
    assert (done.exit_code, len(done.stderr.strip().splitlines()), output.exists()) == (2, 1, False)


@pytest.mark.parametrize("more", [(), (CITY,)])
def test_a_scenario_needs_one_file_and_a_place_for_the_workbook(more: tuple[Path, ...], tmp_path: Path) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(to_json(ALL), "utf-8")
    assert run(ENTERPRISE, *more, "--scenario", file).exit_code == 2
