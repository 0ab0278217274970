"""The sample workbooks: invented, the same each time, and as the domain has it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from core.model import Assessment, Kind, Outcome, Profile
from core.pipeline import judge, read
from core.rulebook import load
from sample_data.invent import sample_workbooks
from sample_data.invent.enterprise import filling as enterprise
from sample_data.invent.invented import ALPHABET, WEIGHTS, credit_code, liveliness, start_dates
from sample_data.invent.messy import SLIPS
from tests.places import cell_of, located, sheet_of

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parents[2] / "sample_data"
NAMES = ("sample_enterprise.xlsx", "sample_industry.xlsx", "sample_city.xlsx", "sample_messy.xlsx")


@pytest.fixture(scope="module")
def shelf() -> dict[str, bytes]:
    return sample_workbooks(load())


def opened(raw: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(raw))


def cells(workbook: Workbook) -> Iterator[tuple[str, str, object, str]]:
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell.coordinate, cell.value, cell.number_format


def test_shelf_holds_the_four(shelf: dict[str, bytes]) -> None:
    assert tuple(shelf) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_file_in_the_folder_is_what_is_made_now(name: str, shelf: dict[str, bytes]) -> None:
    assert list(cells(openpyxl.load_workbook(FOLDER / name))) == list(cells(opened(shelf[name])))


def test_same_rulebook_gives_same_bytes(shelf: dict[str, bytes]) -> None:
    assert sample_workbooks(load()) == shelf


@pytest.mark.parametrize("name", NAMES)
def test_each_says_that_it_is_invented(name: str, shelf: dict[str, bytes]) -> None:
    workbook = opened(shelf[name])
    assert "演示数据" in workbook["基本信息"]["B2"].value
    assert any("演示数据" in str(cell.value) for row in workbook["填报说明"].iter_rows() for cell in row)


@pytest.mark.parametrize("name", NAMES)
def test_each_organisation_is_named_as_invented(name: str, shelf: dict[str, bytes]) -> None:
    names = [cell.value for cell in opened(shelf[name])["接入主体台账"]["A"][1:] if cell.value]
    assert [text for text in names if not text.startswith("演示")] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_is_small(name: str, shelf: dict[str, bytes]) -> None:
    assert len(shelf[name]) < 150_000


@pytest.mark.parametrize("name", NAMES[:3])
def test_each_code_is_well_formed(name: str, shelf: dict[str, bytes]) -> None:
    codes = [cell.value for cell in opened(shelf[name])["接入主体台账"]["B"][1:] if cell.value]
    assert codes
    for code in codes:
        assert sum(w * ALPHABET.index(c) for w, c in zip((*WEIGHTS, 1), code, strict=True)) % 31 == 0


def test_a_real_code_has_the_check_character_that_we_compute() -> None:
    real = "914403001922038216"
    total = sum(w * ALPHABET.index(c) for w, c in zip(WEIGHTS, real, strict=False))
    assert ALPHABET[(31 - total % 31) % 31] == real[-1]


def test_no_code_names_an_area_that_exists() -> None:
    assert credit_code(5)[2:8] == "990000"


def test_activity_dips_at_spring_festival_and_national_day() -> None:
    assert liveliness(date(2026, 2, 18)) < liveliness(date(2026, 2, 11)) < liveliness(date(2026, 1, 14))
    assert liveliness(date(2025, 10, 3)) < liveliness(date(2025, 11, 8))


def test_starts_are_in_order_and_none_is_after_the_date() -> None:
    from random import Random

    starts = start_dates(Random(1), 200, 30, date(2026, 6, 30), steep=9)
    assert starts == sorted(starts)
    assert starts[-1] <= date(2026, 6, 30)
    assert sum(day < date(2025, 7, 1) for day in starts) == 30


def test_revenue_trails_the_products() -> None:
    months = enterprise().rows["monthly"]
    assert [row["revenue"] for row in months[:5]] == [0, 0, 0, 0, 0]
    assert months[-1]["revenue"] > months[8]["revenue"] > 0  # type: ignore[operator]


def judged(raw: bytes, profile: Profile | None = None) -> Assessment:
    return judge(read(raw, load()), load(), profile)


def short(assessment: Assessment) -> set[str]:
    computed = (f for f in assessment.findings if f.criterion.kind is Kind.COMPUTED)
    return {finding.criterion.id for finding in computed if finding.outcome is Outcome.NOT_MET}


@pytest.mark.parametrize(
    ("name", "missed"),
    [
        ("sample_enterprise.xlsx", {"E3.2", "E4.1", "E6.5"}),
        ("sample_industry.xlsx", {"I2.1", "I2.2", "I3.3", "I4.1", "I4.2", "I4.3", "I6.9"}),
        ("sample_city.xlsx", {"C2.1", "C2.2", "C3.1", "C4.2", "C4.3", "C6.6"}),
    ],
)
def test_each_pilot_misses_what_its_story_says(name: str, missed: set[str], shelf: dict[str, bytes]) -> None:
    assert short(judged(shelf[name])) == missed


@pytest.mark.parametrize("name", NAMES[:3])
def test_tidy_samples_raise_no_problem(name: str, shelf: dict[str, bytes]) -> None:
    assert [(p.code, sheet_of(p), cell_of(p)) for p in located(judged(shelf[name]))] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("profile", Profile)
def test_each_sample_is_judged_under_each_type(name: str, profile: Profile, shelf: dict[str, bytes]) -> None:
    assert len(judged(shelf[name], profile).findings) == len(load().criteria[profile])


def test_products_of_the_city_level_off(shelf: dict[str, bytes]) -> None:
    values = [point.value for point in judged(shelf["sample_city.xlsx"]).trajectory("C2.2").points if point.value]
    assert values[-1] < 400
    assert values[7] - values[3] > 100 > 10 > abs(values[-1] - values[-4])


def test_slips_of_the_messy_workbook_are_found(shelf: dict[str, bytes]) -> None:
    found = {problem.code for problem in judged(shelf["sample_messy.xlsx"]).problems}
    assert {
        "unreadable",
        "total_row",
        "month_as_number",
        "text_number",
        "error_cell",
        "unit_conflict",
        "month_twice_differs",
        "not_in_list",
        "percent_below_one",
        "hidden_rows",
        "code_with_several_names",
        "credit_code",
        "target_falls",
        "ledger_and_monthly_differ",
    } <= found


def test_slips_leave_all_but_two_criteria_judged(shelf: dict[str, bytes]) -> None:
    findings = judged(shelf["sample_messy.xlsx"]).findings
    assert {f.criterion.id for f in findings if f.outcome is Outcome.NO_DATA} == {"E6.3", "E6.5"}


def test_messy_workbook_has_a_dozen_slips_and_more() -> None:
    assert len(SLIPS) >= 12


def test_messy_workbook_shows_its_slips(shelf: dict[str, bytes]) -> None:
    workbook = opened(shelf["sample_messy.xlsx"])
    found = {value for _, _, value, _ in cells(workbook) if isinstance(value, (str, float))}
    assert {"约890", "６．８", "1,024", "3.2万", 2025.07, "合计", "#DIV/0!", "来源处室", "√", 0.32, "基本具备"} <= found
    assert workbook["接入主体台账"].row_dimensions[30].hidden
    assert [str(merged) for merged in workbook["产品应用台账"].merged_cells.ranges] == ["A1:I1"]
