"""Recipe: a notice is a folder.  One is made here, and the commands are used with it; no Python knows of it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from core.cli import main
from core.errors import RulebookError
from core.model import Month, Profile
from core.rulebook import for_pilot, load, shipped

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "sample_data"
REHEARSAL = "rehearsal-2026"
NOTICE = """
extends = "2025-pilot"
id = "trial-2027"
mark = { zh = "试行", en = "trial" }
"""
CITY = """
without = ["C3.1"]

[[criterion]]
id = "C2.2"
threshold = 150

[[criterion]]
id = "C2.4"
clause = "二（三）2"
item = 2
quote = "上架的数据产品不少于 2000 个"
kind = "computed"
title = { zh = "增值产品", en = "Value-added products" }
indicator = "value_added"
comparison = ">="
threshold = 10
unit = "products"
formula = { zh = "月末增值产品数", en = "Value-added products at the month's end" }
remedy = { zh = "开发增值产品。", en = "Develop value-added products." }
"""
FORMULAS = '[value_added]\nmonthly = "value_added"\n'
FIELDS = """
[[sheet]]
key = "monthly"

[[sheet.column]]
key = "listed_products"

[[sheet.column]]
key = "value_added"
label = { zh = "增值产品数", en = "Value-added products" }
type = "count"
unit = { zh = "个", en = "products" }
help = { zh = "月末数。", en = "At the month's end." }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A notice that raises nothing but this: a lower threshold, a criterion less, one more with a column of its own."""
    notice = tmp_path / "trial"
    notice.mkdir()
    files = {"notice": NOTICE, "city": CITY, "formulas": FORMULAS, "fields": FIELDS}
    for name, text in files.items():
        (notice / f"{name}.toml").write_text(text, encoding="utf-8")
    return notice


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, list(map(str, arguments)))


def scored(file: Path, *options: object) -> dict[str, Any]:
    return dict(json.loads(run("score", file, "--json", *options).stdout))


def test_a_template_of_it_has_its_column_and_not_the_criterion_that_is_gone(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    assert run("template", "--profile", "city", "--rulebook", folder, "-o", out).exit_code == 0
    cells = {cell for sheet in openpyxl.load_workbook(out) for row in sheet.iter_rows(values_only=True) for cell in row}
    assert ("增值产品数" in cells, "C2.4" in cells, "C3.1" in cells) == (True, True, False)


def test_a_workbook_is_scored_by_it_and_the_json_names_it(folder: Path) -> None:
    found = scored(SAMPLES / "sample_city.xlsx", "--rulebook", folder)
    criteria = {each["id"]: each for each in found["criteria"]}
    assert found["notice"] == "trial-2027"
    assert (criteria["C2.2"]["threshold"], criteria["C2.4"]["outcome"], "C3.1" in criteria) == ("150", "no_data", False)


def test_its_column_is_read(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLES / "sample_city.xlsx")
    sheet = book["月度统计"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "月份")
    column = sheet.max_column + 1
    sheet.cell(header[0].row, column, "增值产品数")
    for row in range(header[0].row + 1, sheet.max_row + 1):
        sheet.cell(row, column, 12)
    file = tmp_path / "filled.xlsx"
    book.save(file)
    criteria = {each["id"]: each for each in scored(file, "--rulebook", folder)["criteria"]}
    assert (criteria["C2.4"]["value"], criteria["C2.4"]["outcome"]) == ("12", "met")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_scored_by_it_is_proven_by_it_alone(folder: Path, tmp_path: Path, language: str) -> None:
    out = tmp_path / "scored.xlsx"
    options = ("--rulebook", folder, "--lang", language)
    assert run("score", SAMPLES / "sample_city.xlsx", *options, "-o", out).exit_code == 0
    assert (run("verify", out, "--rulebook", folder).exit_code, run("verify", out).exit_code) == (0, 1)


def test_a_shipped_notice_is_found_by_what_the_receipt_says(tmp_path: Path) -> None:
    out = tmp_path / "scored.xlsx"
    assert run("score", SAMPLES / "sample_enterprise.xlsx", "--rulebook", REHEARSAL, "-o", out).exit_code == 0
    assert run("verify", out).exit_code == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_wherever_the_rehearsal_is_named_it_is_said_to_be_one(tmp_path: Path, language: str) -> None:
    scored, report = tmp_path / "scored.xlsx", tmp_path / "report.docx"
    options = ("--rulebook", REHEARSAL, "--lang", language)
    printed = run("score", SAMPLES / "sample_enterprise.xlsx", *options, "-o", scored, "--report", report).stdout
    mark = load(REHEARSAL).notice.mark
    assert mark is not None
    book = openpyxl.load_workbook(io.BytesIO(scored.read_bytes()))
    overview = " ".join(str(cell.value) for row in book.worksheets[len(openpyxl_own())].iter_rows() for cell in row)
    footers = [sheet.oddFooter.left.text for sheet in book.worksheets if sheet.oddFooter.left.text]
    assert mark.in_(language) in printed
    assert mark.in_(language) in overview
    assert all(mark.in_(language) in text for text in footers if REHEARSAL in text)


def openpyxl_own() -> list[str]:
    """The sheets of the sample itself."""
    return list(openpyxl.load_workbook(SAMPLES / "sample_enterprise.xlsx", read_only=True).sheetnames)


def test_the_rehearsal_raises_one_threshold_and_adds_two_criteria() -> None:
    now, then = ({c.id: c for c in load(name).criteria[Profile.ENTERPRISE]} for name in (REHEARSAL, "2025-pilot"))
    assert [id for id in now if id not in then] == ["E4.3", "E4.4"]
    assert [id for id in then if then[id].threshold != now[id].threshold] == ["E2.1"]


def test_the_2025_notice_is_the_default_and_no_rehearsal_is_ever_chosen_by_itself() -> None:
    assert shipped()[0] == "2025-pilot"
    chosen = {for_pilot(Month(year, month)).notice.id for year in range(2024, 2029) for month in range(1, 13)}
    assert chosen == {"2025-pilot"}


def test_each_shipped_folder_is_named_as_the_notice_in_it() -> None:
    assert [load(name).notice.id for name in shipped()] == list(shipped())


REFUSALS = {
    "an entry without its key": ("city.toml", "[[criterion]]\nthreshold = 3\n", ["city.toml.criterion[1]", "'id'"]),
    "a key that is none": ("city.toml", '[[criterion]]\nid = "C2.2"\nbar = 3\n', ["city.toml", "'bar'", "threshold"]),
    "an entry to leave out that is not there": (
        "city.toml",
        'without = ["C9"]\n',
        ["city.toml.without", "'C9'", "C2.2"],
    ),
    "another notice that is not there": ("notice.toml", 'extends = "2019"\n', ["notice.toml.extends", "2025-pilot"]),
    "itself": ("notice.toml", 'extends = "trial"\n', ["notice.toml.extends", "extends itself"]),
    "text without quotation marks": ("notice.toml", f"{NOTICE}heading = 3\n", ["text in quotation marks"]),
}


@pytest.mark.parametrize(("file", "text", "said"), REFUSALS.values(), ids=REFUSALS)
def test_a_folder_that_cannot_be_used_is_refused_by_name(folder: Path, file: str, text: str, said: list[str]) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        load(folder)
    assert [word for word in said if word not in str(refused.value)] == []


def test_a_notice_that_is_not_there_is_wrong_usage_that_names_those_that_are() -> None:
    found = run("score", SAMPLES / "sample_city.xlsx", "--rulebook", "nowhere")
    assert (found.exit_code, "rehearsal-2026" in found.output) == (2, True)


# --- two notices side by side ---------------------------------------------------------------


def test_the_verdicts_that_change_are_named_by_clause_and_criterion() -> None:
    files = [SAMPLES / f"sample_{name}.xlsx" for name in ("enterprise", "city")]
    found = run("compare-notices", *files, "--rulebook", "2025-pilot", "--rulebook", REHEARSAL, "--json")
    enterprise, city = map(json.loads, found.stdout.splitlines())
    changes = {each["id"]: each for each in enterprise["changes"]}
    assert {id: each["differences"] for id, each in changes.items()} == {
        "E2.1": ["threshold", "outcome"],
        "E4.3": ["new"],
        "E4.4": ["new"],
    }
    assert [changes["E2.1"][side] for side in ("clause", "before", "after")] == [
        "二（一）2",
        {"outcome": "met", "value": "24", "threshold": "20"},
        {"outcome": "not_met", "value": "24", "threshold": "25"},
    ]
    assert (enterprise["notices"], city["changes"]) == (["2025-pilot", REHEARSAL], [])


def test_the_other_way_round_what_is_new_is_gone(folder: Path) -> None:
    options = ("--rulebook", folder, "--rulebook", "2025-pilot", "--json")
    found = json.loads(run("compare-notices", SAMPLES / "sample_city.xlsx", *options).stdout)
    differences = {each["id"]: each["differences"] for each in found["changes"]}
    assert (differences["C2.4"], differences["C3.1"]) == (["gone"], ["new"])


def test_a_formula_that_counts_otherwise_is_named(folder: Path) -> None:
    (folder / "city.toml").write_text('[[criterion]]\nid = "C3.1"\nindicator = "scenario_categories"\n', "utf-8")
    options = ("--rulebook", "2025-pilot", "--rulebook", folder, "--json")
    (change,) = json.loads(run("compare-notices", SAMPLES / "sample_city.xlsx", *options).stdout)["changes"]
    assert (change["id"], change["differences"][0]) == ("C3.1", "formula")


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "目标值有变动、结论有变动"), ("en", "another threshold, another outcome")]
)
def test_it_is_printed_in_both_languages(language: str, words: str) -> None:
    options = ("--rulebook", "2025-pilot", "--rulebook", REHEARSAL, "--lang", language)
    found = run("compare-notices", SAMPLES / "sample_enterprise.xlsx", *options).stdout
    assert "E2.1" in found
    assert words in found


def test_a_bad_file_is_a_sentence_and_the_rest_is_compared(tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"no workbook")
    options = ("--rulebook", "2025-pilot", "--rulebook", REHEARSAL)
    found = run("compare-notices", bad, SAMPLES / "sample_enterprise.xlsx", *options)
    assert (found.exit_code, found.stderr.count("\n"), "E2.1" in found.stdout) == (1, 1, True)


def test_notices_of_one_number_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    (tmp_path / "notice.toml").write_text('extends = "2025-pilot"\nid = "my-rules"\n', encoding="utf-8")
    both = ("--rulebook", "2025-pilot", "--rulebook", tmp_path, "--lang", "en")
    found = run("compare-notices", SAMPLES / "sample_city.xlsx", SAMPLES / "sample_messy.xlsx", *both).stdout
    assert "From 2025-pilot to my-rules no verdict changes" in found
    assert "2 pilots judged by my-rules: no verdict changes." in found


def test_one_notice_is_wrong_usage() -> None:
    found = run("compare-notices", SAMPLES / "sample_city.xlsx", "--rulebook", REHEARSAL)
    assert (found.exit_code, "twice" in found.output) == (2, True)


def test_a_folder_is_compared_file_by_file_and_summed_up(tmp_path: Path) -> None:
    for name in ("enterprise", "city"):
        (tmp_path / f"{name}.xlsx").write_bytes((SAMPLES / f"sample_{name}.xlsx").read_bytes())
    found = run("compare-notices", tmp_path, "--rulebook", "2025-pilot", "--rulebook", REHEARSAL, "--lang", "en").stdout
    assert found.partition("\n\n")[2].splitlines()[0] == (
        "2 pilots judged by Rehearsal 1 [2026] (rehearsal, not official): 3 verdicts change, of 1 pilot."
    )
