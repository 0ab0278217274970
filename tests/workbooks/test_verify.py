"""`verify` scores a scored workbook again and names every difference."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from click.testing import CliRunner
from msgspec.structs import replace
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from core.cli import main
from core.model import Answer, Profile
from core.pipeline import judge, read
from core.rulebook import load
from core.workbooks.digests import sheet_digests
from core.workbooks.package import take_out_ours
from core.workbooks.receipt import VERSION, Earlier, from_rows, receipt, to_rows
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import Difference, Kind, verify
from core.workbooks.verify.formulas import repeated, same_formula
from tests.samples import judged, raw, scored
from tests.workbooks.assessments import assessment
from tests.workbooks.corpus import sheet_titles
from tests.workbooks.libreoffice import converted
from tests.workbooks.recalculated import opened

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NAMES = ("enterprise", "industry", "city", "messy")


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook with a change made by openpyxl, which keeps formulas and loses their values."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def kinds(content: bytes) -> set[Kind]:
    return {difference.kind for difference in verify(content, load())}


@pytest.mark.parametrize(("name", "language"), [*zip(NAMES, ("zh", "en") * 2, strict=True)])
def test_a_scored_workbook_is_as_it_says(name: str, language: str) -> None:
    assert verify(scored(name, language), load()) == ()


def test_another_types_toggle_is_kept_in_the_receipt() -> None:
    assert verify(scored("small_enterprise", profile=Profile.CITY), load()) == ()


def test_an_earlier_month_is_kept_in_the_receipt() -> None:
    month = judged("small_city").as_of.plus(-3)
    assert verify(scored("small_city", month=month), load()) == ()


def test_a_changed_cell_names_its_sheet_and_what_it_changed() -> None:
    def change(book: Any) -> None:
        book["基本信息"]["B11"] = 1

    found = verify(changed(scored("small_enterprise"), change), load())
    assert Difference(Kind.SHEET_CHANGED, "基本信息") in found


MOVES: dict[str, tuple[Callable[[Any], None], Difference]] = {
    "a figure": (lambda book: book["月度统计"].__setitem__("G5", 77), Difference(Kind.CELL_CHANGED, "月度统计!G5")),
    "a fact": (lambda book: book["基本信息"].__setitem__("B11", 1), Difference(Kind.CELL_CHANGED, "基本信息!B11")),
    "a claim": (
        lambda book: book["定性自评"].__setitem__("C5", "未具备"),
        Difference(Kind.CELL_CHANGED, "定性自评!C5"),
    ),
    "a day of a ledger": (
        lambda book: book["接入主体台账"].__setitem__("I5", date(2027, 1, 1)),
        Difference(Kind.CELL_CHANGED, "接入主体台账!I5"),
    ),
    "two cells apart": (
        lambda book: [book["接入主体台账"].__setitem__(*each) for each in (("A5", "甲"), ("D9", "政府部门"))],
        Difference(Kind.CELLS_CHANGED, "接入主体台账", "A\nD", "5\n9"),
    ),
    "a row taken out": (
        lambda book: book["接入主体台账"].delete_rows(7),
        Difference(Kind.ROWS_GONE, "接入主体台账", "1"),
    ),
    "a row put in": (
        lambda book: book["产品应用台账"].append(["新产品", "数据应用", "甲类", "乙", "否", 1, 1, date(2026, 1, 1)]),
        Difference(Kind.ROWS_NEW, "产品应用台账", "", "ROW"),
    ),
}


@pytest.mark.parametrize(("change", "expected"), MOVES.values(), ids=MOVES)
def test_the_cells_that_changed_are_named(change: Callable[[Any], None], expected: Difference) -> None:
    places = (Kind.CELL_CHANGED, Kind.CELLS_CHANGED, Kind.ROWS_NEW, Kind.ROWS_GONE)
    content = changed(scored("small_enterprise"), change)
    found = [difference for difference in verify(content, load()) if difference.kind in places]
    if expected.found == "ROW":
        last = opened(content)[expected.place].max_row
        expected = replace(expected, found=str(last))
    assert found == [expected]


def test_an_outcome_is_told_by_its_name() -> None:
    content = changed(scored("small_enterprise"), MOVES["a claim"][0])
    told = [difference.sentence("zh") for difference in verify(content, load()) if difference.kind is Kind.OUTCOME]
    assert [sentence.rpartition("评分时")[2] for sentence in told] == ["结论为达标，重新评分为尚未达标。"]


def test_only_the_changed_sheet_is_named() -> None:
    def change(book: Any) -> None:
        book["产品应用台账"]["A3"] = "改了名的产品"

    named = [d.place for d in verify(changed(scored("small_industry"), change), load()) if d.kind is Kind.SHEET_CHANGED]
    assert named == ["产品应用台账"]


def test_a_sheet_that_is_gone_is_named() -> None:
    def change(book: Any) -> None:
        del book["日活记录"]

    found = verify(changed(scored("small_enterprise"), change), load())
    assert Difference(Kind.SHEET_GONE, "日活记录") in found


@pytest.mark.parametrize(
    ("hide", "expected"),
    [
        (lambda page: setattr(page.row_dimensions[10], "hidden", True), (Kind.ROWS_HIDDEN, "10")),
        (lambda page: setattr(page.row_dimensions[10], "height", 0.75), (Kind.ROWS_HIDDEN, "10")),
        (lambda page: setattr(page.column_dimensions["K"], "hidden", True), (Kind.COLUMNS_HIDDEN, "K")),
    ],
)
def test_a_row_or_column_of_ours_that_nobody_sees_any_more_is_named(
    hide: Callable[[Any], None], expected: tuple[Kind, str]
) -> None:
    found = verify(changed(scored("small_enterprise"), lambda book: hide(book["逐条结果"])), load())
    assert [(each.kind, each.found) for each in found] == [expected]


def test_rows_that_a_filter_hides_are_no_difference() -> None:
    def only_met(book: Any) -> None:
        page = book["逐条结果"]
        page.auto_filter.add_filter_column(10, ["● 达标"])
        page.row_dimensions[10].hidden = True

    assert verify(changed(scored("small_enterprise"), only_met), load()) == ()


def test_a_result_overwritten_by_hand_is_named_with_its_cell() -> None:
    def change(book: Any) -> None:
        book["逐条结果"]["H20"] = "● 达标！"

    found = [d for d in verify(changed(scored("small_city"), change), load()) if d.found == "● 达标！"]
    assert [(d.kind, d.place) for d in found] == [(Kind.FORMULA, "逐条结果!H20")]


def test_a_number_within_a_billionth_is_the_same() -> None:
    column = opened(scored("small_city"), values=False)["计算底稿"].iter_rows(min_col=9, max_col=9)
    threshold = next(cell for (cell,) in column if isinstance(cell.value, int | float))

    def change(by: float) -> Callable[[Any], None]:
        return lambda book: book["计算底稿"].__setitem__(threshold.coordinate, threshold.value * by)

    assert verify(changed(scored("small_city"), change(1 + 1e-12)), load()) == ()
    found = verify(changed(scored("small_city"), change(1 + 1e-6)), load())
    assert [d.place for d in found] == [f"计算底稿!{threshold.coordinate}"]


def test_a_formula_that_fills_fewer_rows_of_its_column_is_named() -> None:
    def shorten(book: Any) -> None:
        sheet = book["规范化副本"]
        filled = next(cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, ArrayFormula))
        filled.ref = filled.ref.replace(filled.ref.partition(":")[2][1:], "9")

    assert Kind.FORMULA in kinds(changed(scored("small_enterprise"), shorten))


def test_a_value_in_a_column_that_a_formula_fills_is_named() -> None:
    places: list[str] = []

    def forge(book: Any) -> None:
        sheet = book["规范化副本"]
        filled = next(cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, ArrayFormula))
        for below in (3, 1000):  # a row of the ledger, and one far below
            sheet.cell(filled.row + below, filled.column).value = 7
            places.append(f"规范化副本!{filled.column_letter}{filled.row + below}")

    assert [each.place for each in verify(changed(scored("small_enterprise"), forge))] == places


@pytest.mark.libreoffice
def test_columns_that_another_program_has_worked_out_are_no_difference(saved_samples: dict[str, bytes]) -> None:
    assert verify(saved_samples["enterprise"]) == ()


def test_many_cells_of_a_sheet_are_counted() -> None:
    def change(book: Any) -> None:
        for row in range(100, 150):
            book["口径说明"].cell(row, 9).value = "甲"

    last = verify(changed(scored("small_city"), change), load())[-1]
    assert (last.kind, last.place, last.found) == (Kind.MORE_CELLS, "口径说明", "30")


def test_a_repeated_formula_is_what_its_cell_would_say() -> None:
    assert repeated("SUM($A1:B1)+'计算底稿'!$C2", (0, 3), (4, 4)) == "SUM($A5:C5)+'计算底稿'!$C6"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('IF(A1>=1.0, TRUE(),"a  b")', "if('A1'!A1>=1,TRUE,\"a  b\")", False),
        ("_xlfn.IFS('表'!$A$1>=1.0, TRUE() )", "IFS(表!$A$1>=1,TRUE)", True),
        ('"a b"', '"a  b"', False),
        ("A1-0.3", "A1-0.29", False),
        ("A1", None, False),
    ],
)
def test_formulas_are_the_same_but_for_how_they_are_written(one: str, other: str | None, same: bool) -> None:
    assert same_formula(one, other) is same


def test_another_rulebook_is_named() -> None:
    other = replace(load(), digest="0" * 64)
    assert Kind.RULEBOOK in {d.kind for d in verify(scored("small_city"), other)}


def test_a_workbook_that_was_never_scored_has_no_receipt() -> None:
    assert verify(raw("small_city"), load()) == (Difference(Kind.NO_RECEIPT),)


def test_the_receipt_lies_on_a_hidden_sheet() -> None:
    assert opened(scored("small_city"))["tds-receipt"].sheet_state == "veryHidden"


def test_our_sheets_are_known_by_their_marks() -> None:
    own, found = sheet_titles(raw("small_city")), sheet_titles(scored("small_city"))
    assert (sheet_titles(take_out_ours(scored("small_city"))), found[len(own) :][:2]) == (own, ("评分总览", "逐条结果"))


@pytest.mark.parametrize("name", NAMES)
def test_the_hashes_are_of_values_and_not_of_bytes(name: str) -> None:
    again = changed(raw(name), lambda book: None)
    assert dict(sheet_digests(read(again))) == dict(sheet_digests(read(raw(name))))


def test_a_receipt_reads_back_as_it_was_written() -> None:
    made_of: dict[str, Any] = {
        "own": ("基本信息",),
        "names": ("合计", "目标"),
        "added": {"Workings": "计算底稿"},
        "digests": {"Workings": "0f"},
        "scenario": "{}",
        "earlier": Earlier(b"PK", (Answer("a", "b", "c", "d", "e"),)),
    }
    for profile in Profile:
        wanted = replace(receipt(assessment(profile), "en"), **made_of)
        assert from_rows(list(to_rows(wanted))) == wanted


def test_a_workbook_with_more_names_than_a_sheet_has_columns_is_scored_and_equal() -> None:
    """Copied sheets bring their names along, most of them broken by then."""

    def name(book: Any) -> None:
        book.defined_names.update({f"旧_{n}": DefinedName(f"旧_{n}", attr_text="#REF!") for n in range(17_000)})

    content = changed(raw("small_enterprise"), name)
    sent = judge(read(content))
    assert verify(scored_workbook(content, sent, "zh"), load()) == ()


def test_a_receipt_of_another_kind_is_none() -> None:
    assert from_rows([["tds-receipt", "1"]]) is None


def test_every_difference_has_a_sentence_in_both_languages() -> None:
    said = {
        (kind, language): Difference(kind, "某处", "甲", "乙").sentence(language)
        for kind in Kind
        for language in ("zh", "en")
    }
    assert (len(set(said.values())), [text for text in said.values() if "{" in text]) == (2 * len(Kind), [])


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION


# --- the command ----------------------------------------------------------------------------


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["verify", *arguments])


def test_the_command_says_nothing_where_nothing_differs(tmp_path: Path) -> None:
    file = tmp_path / "scored.xlsx"
    file.write_bytes(scored("small_city"))
    found = run(str(file))
    assert (found.exit_code, found.stdout) == (0, "")


def test_the_command_prints_each_difference_and_fails(tmp_path: Path) -> None:
    file = tmp_path / "scored.xlsx"
    file.write_bytes(changed(scored("small_city"), lambda book: book["基本信息"].__setitem__("B2", "另一个空间")))
    found = run(str(file))
    assert (found.exit_code, "工作表“基本信息”" in found.stdout) == (1, True)


def test_a_file_that_cannot_be_read_is_one_sentence_on_standard_error(tmp_path: Path) -> None:
    file = tmp_path / "scored.xlsx"
    file.write_bytes(b"no workbook")
    found = run(str(file))
    assert (found.exit_code, found.stdout, found.stderr.count("\n")) == (1, "", 1)


def test_a_missing_file_is_one_sentence_on_standard_error(tmp_path: Path) -> None:
    found = run(str(tmp_path / "none.xlsx"))
    assert (found.exit_code, found.stdout, found.stderr.count("\n")) == (1, "", 1)


def test_no_file_is_wrong_usage() -> None:
    assert run().exit_code == 2


# --- through LibreOffice ---------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_save_in_libreoffice_changes_nothing(saved_samples: dict[str, bytes], name: str) -> None:
    assert [d.sentence("zh") for d in verify(saved_samples[name], load())] == []


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_save_in_libreoffice_is_scored_alike(saved_samples: dict[str, bytes], name: str) -> None:
    again = judge(read(saved_samples[name]))
    assert [(f.outcome, f.value) for f in again.findings] == [(f.outcome, f.value) for f in judged(name).findings]


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_save_in_libreoffice_that_works_nothing_out_changes_nothing(tmp_path: Path) -> None:
    (again,) = converted({"a": scored("enterprise")}, tmp_path, recalculate=False).values()
    assert [d.sentence("zh") for d in verify(again, load())] == []


@pytest.mark.libreoffice
@pytest.mark.soak
def test_three_rounds_do_not_grow_a_file(tmp_path: Path) -> None:
    content, sizes = raw("enterprise"), []
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        content = converted({"user": scored_workbook(content, judged("enterprise"), "zh")}, tmp_path / str(number))[
            "user"
        ]
        sizes.append(len(content))
    assert sizes[2] <= sizes[0] * 1.01


def test_calamine_finds_the_receipt() -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(scored("small_city")))
    assert from_rows(book.get_sheet_by_name("tds-receipt").to_python(skip_empty_area=False)) is not None
