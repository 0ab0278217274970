"""The template: what the rulebook's data say, on paper that an office fills in."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.i18n import words
from core.model import Column, Kind, Month, Outcome, Profile, Sheet
from core.pipeline import judge, read
from core.rulebook import load
from core.workbooks.template import Filling, template_workbook
from core.workbooks.template.look import TRACK
from tests.workbooks.libreoffice import converted

pytestmark = pytest.mark.slow

RULEBOOK = load()
LIGHT = ("guide", "basics", "monthly", "plan", "claims")
LEDGERS = ("resources", "products", "organisations", "daily")
GRIDS = ("monthly", "plan", "claims", *LEDGERS)
KINDS = [(p, ledgers, language) for p in Profile for ledgers in (False, True) for language in ("zh", "en")]
BRACKETS = re.compile(r"（[^）]*）|\([^)]*\)")

#: One row a sheet, so that reading has something to find.
SAMPLE_ROWS: dict[str, dict[str, object]] = {
    "monthly": {"month": Month(2025, 7), "revenue": 0},
    "resources": {"name": "甲", "start": date(2025, 8, 1)},
    "products": {"name": "乙", "start": date(2025, 8, 1)},
    "organisations": {"name": "丙", "start": date(2025, 8, 1)},
    "daily": {"date": date(2025, 8, 1), "registered_users": 9, "active_users": 3},
}

every_kind = pytest.mark.parametrize(("profile", "ledgers", "language"), KINDS)


def opened(raw: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(raw))


@cache
def made(profile: Profile, ledgers: bool, language: str) -> Workbook:
    return opened(template_workbook(RULEBOOK, profile, ledgers=ledgers, language=language))


def page(workbook: Workbook, key: str, language: str) -> Worksheet:
    return workbook[RULEBOOK.sheets[key].label.in_(language)]


def bare(header: str) -> str:
    return BRACKETS.sub("", header).strip()


def headers(sheet: Worksheet) -> list[str]:
    return [cell.value for cell in sheet[1]]


def expected(sheet: Sheet, profile: Profile) -> tuple[Column, ...]:
    return sheet.columns if sheet.role == "ledger" else sheet.for_profile(profile)


def grids(workbook: Workbook, profile: Profile, language: str) -> list[tuple[Sheet, Worksheet, list[Column]]]:
    titles = {RULEBOOK.sheets[key].label.in_(language): RULEBOOK.sheets[key] for key in GRIDS}
    return [
        (titles[name], workbook[name], list(expected(titles[name], profile)))
        for name in workbook.sheetnames
        if name in titles
    ]


def check(sheet: Worksheet, address: str):  # type: ignore[no-untyped-def]
    return next(rule for rule in sheet.data_validations.dataValidation if address in rule.sqref)


@every_kind
def test_sheets_are_the_light_ones_and_the_ledgers_where_asked_for(
    profile: Profile, ledgers: bool, language: str
) -> None:
    keys = LIGHT + LEDGERS if ledgers else LIGHT
    assert made(profile, ledgers, language).sheetnames == [RULEBOOK.sheets[k].label.in_(language) for k in keys]


@every_kind
def test_columns_are_those_of_the_rulebook(profile: Profile, ledgers: bool, language: str) -> None:
    for _, sheet, columns in grids(made(profile, ledgers, language), profile, language):
        assert [bare(text) for text in headers(sheet)] == [column.label.in_(language) for column in columns]


@every_kind
def test_items_of_the_form_are_those_of_the_rulebook(profile: Profile, ledgers: bool, language: str) -> None:
    form = page(made(profile, ledgers, language), "basics", language)
    items = [bare(form.cell(row, 1).value) for row in range(2, form.max_row + 1)]
    assert items == [column.label.in_(language) for column in RULEBOOK.sheets["basics"].for_profile(profile)]


@every_kind
def test_each_column_has_its_help_as_comment_and_prompt(profile: Profile, ledgers: bool, language: str) -> None:
    for _, sheet, columns in grids(made(profile, ledgers, language), profile, language):
        for cell, column in zip(sheet[1], columns, strict=True):
            help = column.help.in_(language)
            assert help in cell.comment.text
            assert check(sheet, f"{cell.column_letter}2").prompt == help


@every_kind
def test_each_item_of_the_form_has_its_help_beside_it_and_as_prompt(
    profile: Profile, ledgers: bool, language: str
) -> None:
    form = page(made(profile, ledgers, language), "basics", language)
    for row, column in enumerate(RULEBOOK.sheets["basics"].for_profile(profile), 2):
        assert form.cell(row, 3).value == column.help.in_(language)
        assert check(form, f"B{row}").prompt == column.help.in_(language)


@every_kind
def test_drop_downs_hold_the_words_of_the_rulebook(profile: Profile, ledgers: bool, language: str) -> None:
    flags = [words(language)("Yes"), words(language)("No")]
    for _, sheet, columns in grids(made(profile, ledgers, language), profile, language):
        for cell, column in zip(sheet[1], columns, strict=True):
            offered = flags if column.type == "flag" else [choice.label.in_(language) for choice in column.choices]
            rule = check(sheet, f"{cell.column_letter}2")
            assert (rule.formula1.strip('"').split(",") if rule.type == "list" else []) == offered


@every_kind
def test_no_prompt_title_or_list_is_longer_than_excel_bears(profile: Profile, ledgers: bool, language: str) -> None:
    for sheet in made(profile, ledgers, language):
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
            assert len(rule.error or "") <= 225
            assert len(rule.formula1 or "") <= 257


@every_kind
def test_columns_that_ledgers_supply_are_grey_under_one_note_where_there_are_ledgers(
    profile: Profile, ledgers: bool, language: str
) -> None:
    mark = {
        "zh": "（灰色各列由台账计算，无需填写）",
        "en": "(grey columns are computed from the ledgers, leave blank)",
    }[language]
    monthly = page(made(profile, ledgers, language), "monthly", language)
    columns = RULEBOOK.sheets["monthly"].for_profile(profile)
    supplied = [ledgers and column.ledger is not None for column in columns]
    first = supplied.index(True) if ledgers else None
    assert [number for number, text in enumerate(headers(monthly)) if mark in text] == ([first] if ledgers else [])
    assert [cell.fill.fgColor.rgb[-6:] == TRACK for cell in monthly[1]] == supplied


@pytest.mark.parametrize(("language", "mark"), [("zh", "选填"), ("en", "optional")])
@pytest.mark.parametrize("profile", Profile)
def test_optional_columns_are_marked(profile: Profile, language: str, mark: str) -> None:
    prefilled = {("plan", "indicator"), ("plan", "threshold"), ("claims", "element")}
    for sheet, paper, columns in grids(made(profile, True, language), profile, language):
        for text, column in zip(headers(paper), columns, strict=True):
            spare = column.optional or profile not in column.profiles
            assert (mark in text) == (spare and (sheet.key, column.key) not in prefilled)


@pytest.mark.parametrize("profile", Profile)
def test_money_and_shares_show_their_unit_in_the_header(profile: Profile) -> None:
    texts = headers(page(made(profile, True, "zh"), "monthly", "zh"))
    assert [text.split("\n")[0] for text in texts if "当月" in text] == [
        "当月收入（万元）",
        "当月投资（万元）",
        "当月新经济价值（万元）",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("profile", Profile)
def test_type_and_version_are_filled_in_and_nothing_else(profile: Profile, language: str) -> None:
    form = page(made(profile, False, language), "basics", language)
    filled = {bare(form.cell(row, 1).value): form.cell(row, 2).value for row in range(2, form.max_row + 1)}
    basics = RULEBOOK.sheets["basics"]
    assert {item: content for item, content in filled.items() if content is not None} == {
        basics.column("profile").label.in_(language): RULEBOOK.profiles[profile].label.in_(language),
        basics.column("template_version").label.in_(language): RULEBOOK.template_version,
    }


@pytest.mark.parametrize("profile", Profile)
def test_months_of_the_default_pilot_are_real_dates(profile: Profile) -> None:
    monthly = page(made(profile, False, "zh"), "monthly", "zh")
    found = [Month(cell.value.year, cell.value.month) for cell in monthly["A"][1:]]
    assert found == [RULEBOOK.default_start.plus(i) for i in range(RULEBOOK.default_months)]


@pytest.mark.parametrize("profile", Profile)
def test_an_empty_template_holds_no_figure(profile: Profile) -> None:
    monthly = page(made(profile, True, "zh"), "monthly", "zh")
    assert {cell.value for row in monthly.iter_rows(min_row=2, min_col=2) for cell in row} == {None}


@pytest.mark.parametrize("profile", Profile)
def test_yearly_plan_lists_each_computed_criterion(profile: Profile) -> None:
    plan = page(made(profile, False, "zh"), "plan", "zh")
    rows = [(plan.cell(row, 1).value, plan.cell(row, 2).value) for row in range(2, plan.max_row + 1)]
    assert rows == [(c.id, c.title.zh) for c in RULEBOOK.criteria[profile] if c.kind is Kind.COMPUTED]


@pytest.mark.parametrize(
    ("profile", "id", "threshold"),
    [
        (Profile.ENTERPRISE, "E2.1", "≥ 20个"),
        (Profile.ENTERPRISE, "E2.2", "≥ 2倍"),
        (Profile.ENTERPRISE, "E3.4", "≥ 50%"),
        (Profile.INDUSTRY, "I4.1", "≥ 30%"),
        (Profile.CITY, "C2.2", "≥ 2000个"),
        (Profile.CITY, "C6.6", "≥ 15%"),
    ],
)
def test_yearly_plan_shows_the_threshold_of_the_notice(profile: Profile, id: str, threshold: str) -> None:
    plan = page(made(profile, False, "zh"), "plan", "zh")
    shown = {plan.cell(row, 1).value: plan.cell(row, 3).value for row in range(2, plan.max_row + 1)}
    assert shown[id] == threshold


@pytest.mark.parametrize("profile", Profile)
def test_targets_of_shares_have_a_percent_format(profile: Profile) -> None:
    plan = page(made(profile, False, "zh"), "plan", "zh")
    shares = {c.id for c in RULEBOOK.criteria[profile] if c.unit == "share"}
    found = {plan.cell(row, 1).value for row in range(2, plan.max_row + 1) if "%" in plan.cell(row, 5).number_format}
    assert found == shares


@pytest.mark.parametrize("profile", Profile)
def test_self_assessment_lists_each_evidence_item_with_its_quote(profile: Profile) -> None:
    claims = page(made(profile, False, "zh"), "claims", "zh")
    rows = [(claims.cell(row, 1).value, claims.cell(row, 2).value.split("\n")) for row in range(2, claims.max_row + 1)]
    assert rows == [(c.id, [c.title.zh, c.quote]) for c in RULEBOOK.criteria[profile] if c.kind is Kind.EVIDENCE]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_guidance_of_the_action_plan_stands_as_comments(language: str) -> None:
    claims = page(made(Profile.CITY, False, language), "claims", language)
    comments = {cell.value: cell.comment.text if cell.comment else "" for cell in claims["A"]}
    guided = [(c.id, aspect.in_(language)) for c in RULEBOOK.criteria[Profile.CITY] for aspect in c.guidance]
    assert guided
    assert [(id, aspect) for id, aspect in guided if aspect not in comments[id]] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("profile", Profile)
def test_guide_gives_the_example_of_each_column_that_is_asked_for(profile: Profile, language: str) -> None:
    guide = page(made(profile, False, language), "guide", language)
    texts = {cell.value for row in guide.iter_rows() for cell in row}
    asked = [*RULEBOOK.sheets["basics"].for_profile(profile), *RULEBOOK.sheets["monthly"].for_profile(profile)]
    assert {c.example.in_(language) for c in asked if c.example is not None} <= texts


@every_kind
def test_every_grid_is_frozen_and_printable(profile: Profile, ledgers: bool, language: str) -> None:
    for _, sheet, _ in grids(made(profile, ledgers, language), profile, language):
        assert (sheet.freeze_panes, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == ("B2", 9, 0)


@every_kind
def test_the_templates_own_cells_are_protected_and_those_to_fill_in_are_open(
    profile: Profile, ledgers: bool, language: str
) -> None:
    workbook = made(profile, ledgers, language)
    assert all(sheet.protection.sheet and sheet.protection.password is None for sheet in workbook)
    form = page(workbook, "basics", language)
    assert [cell.protection.locked for cell in form[3]] == [True, False, True]
    for key in GRIDS if ledgers else LIGHT[2:]:
        sheet, columns = page(workbook, key, language), RULEBOOK.sheets[key].columns
        shown = [each for each in columns if RULEBOOK.sheets[key].role == "ledger" or profile in each.profiles]
        assert all(cell.protection.locked for cell in sheet[1])
        if sheet.max_row > 1:
            ours = [each.key in ("id", "indicator", "threshold", "element") for each in shown]
            assert [cell.protection.locked for cell in sheet[2]] == ours
        dimensions = sheet.column_dimensions.values()
        assert all(not each.protection.locked for each in dimensions)  # rows and columns of the sender's own
        assert max(each.max for each in dimensions) == 16384


@every_kind
def test_the_title_of_every_sheet_is_printed(profile: Profile, ledgers: bool, language: str) -> None:
    assert {sheet.oddHeader.center.text for sheet in made(profile, ledgers, language)} == {"&A"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_code_of_another_length_is_warned_of(language: str) -> None:
    sheet = page(made(Profile.CITY, True, language), "organisations", language)
    rule = check(sheet, "B2")
    assert (rule.type, rule.operator, rule.formula1, rule.errorStyle) == ("textLength", "equal", "18", "warning")
    assert "18" in rule.error


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "不是经批准的统计调查表"), ("en", "not an approved statistical form")]
)
def test_the_guide_says_that_it_is_no_statistical_form(language: str, words: str) -> None:
    cells = [cell.value for row in page(made(Profile.CITY, False, language), "guide", language) for cell in row]
    assert [cell for cell in cells if cell and words in str(cell)]


@pytest.mark.parametrize("profile", Profile)
def test_same_order_gives_same_bytes(profile: Profile) -> None:
    assert template_workbook(RULEBOOK, profile, ledgers=True) == template_workbook(RULEBOOK, profile, ledgers=True)


def test_package_bears_the_day_of_the_notice_alone() -> None:
    with zipfile.ZipFile(io.BytesIO(template_workbook(RULEBOOK, Profile.CITY))) as package:
        days = {part.date_time[:3] for part in package.infolist()}
        properties = package.read("docProps/core.xml").decode()
    day = RULEBOOK.notice.issued
    assert days == {(day.year, day.month, day.day)}
    assert set(re.findall(r">(\d{4}-\d\d-\d\d)T", properties)) == {day.isoformat()}


def test_every_font_is_named() -> None:
    for sheet in made(Profile.ENTERPRISE, True, "zh"):
        fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None}
        assert fonts <= {"Microsoft YaHei"}


def test_filling_uses_words_of_the_language() -> None:
    row = {"name": "甲", "roles": ("provider", "user"), "category": "enterprise", "is_sme": True}
    fill = Filling(rows={"organisations": [row]})
    workbook = opened(template_workbook(RULEBOOK, Profile.ENTERPRISE, ledgers=True, language="en", fill=fill))
    assert [cell.value for cell in page(workbook, "organisations", "en")[2]][:5] == [
        "甲",
        None,
        "Data provider、Data user",
        "Enterprise",
        "Yes",
    ]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    raw = template_workbook(RULEBOOK, Profile.CITY, fill=Filling(basics={"space_name": "=1+1"}))
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet2.xml")
    assert page(opened(raw), "basics", "zh")["B2"].value == "=1+1"


@every_kind
def test_an_empty_template_is_read_without_a_question_and_judged_without_data(
    profile: Profile, ledgers: bool, language: str
) -> None:
    submission = read(template_workbook(RULEBOOK, profile, ledgers=ledgers, language=language), RULEBOOK)
    assessment = judge(submission, RULEBOOK)
    assert {problem.code for problem in assessment.problems} == {"pilot_default"}
    assert {finding.outcome for finding in assessment.findings} == {Outcome.NO_DATA}
    assert (assessment.profile, assessment.as_of) == (profile, None)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("profile", Profile)
def test_reading_finds_each_header_again(profile: Profile, language: str) -> None:
    rows = {key: [SAMPLE_ROWS[key]] for key in ("monthly", *LEDGERS)}
    raw = template_workbook(RULEBOOK, profile, ledgers=True, language=language, fill=Filling(rows=rows))
    submission = read(raw, RULEBOOK)
    found = {key: set(ledger.columns) for key, ledger in submission.ledgers.items()}
    assert submission.monthly is not None
    found["monthly"] = {"month", *submission.monthly.columns}
    assert found == {key: {c.key for c in expected(RULEBOOK.sheets[key], profile)} for key in ("monthly", *LEDGERS)}


@pytest.mark.libreoffice
def test_libreoffice_opens_it_and_saves_it_with_the_same_headers(tmp_path: Path) -> None:
    kinds = {f"{profile}-{language}": (profile, language) for profile in Profile for language in ("zh", "en")}
    files = {
        name: template_workbook(RULEBOOK, profile, ledgers=True, language=language)
        for name, (profile, language) in kinds.items()
    }
    for name, content in converted(files, tmp_path, recalculate=False).items():
        saved, before = openpyxl.load_workbook(io.BytesIO(content)), made(kinds[name][0], True, kinds[name][1])
        assert saved.sheetnames == before.sheetnames
        for title in saved.sheetnames[1:]:
            assert headers(saved[title])[: len(headers(before[title]))] == headers(before[title])
