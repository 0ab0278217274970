"""A computed criterion from existing operators is its TOML and words; every interpreter follows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import pytest

from core.model import Profile
from core.workbooks.scored.live.plan import Mode
from tests.recipes.rulebooks import Copy, Sent, headers, shown
from tests.workbooks.libreoffice import values as recalculated
from tests.workbooks.recalculated import results

pytestmark = pytest.mark.slow


class New(NamedTuple):
    """A formula that no criterion has, what it is worth for the workbook below, and a column that it reads."""

    formula: str
    value: Fraction
    column: str
    parameters: str = "{}"


NEW = {
    "independent_third_parties": New(
        """monthly = "third_party_orgs"
        [{name}.ledger]
        sheet = "organisations"
        count = "organisations"
        where = [{ column = "roles", names = ["third_party"] }]
        unless = [{ column = "category", is = ["government"] }]""",
        Fraction(2),
        "roles",
    ),
    "served_in_several_ways": New(
        """[{name}.ledger]
        sheet = "organisations"
        count = "organisations"
        where = [{ yes = "is_sme" }, { column = "roles", names = ["user"] }, { dated = "first_inclusive_service" }]
        over = { where = [{ any = [{ yes = "is_sme" }, { yes = "leading" }] }] }""",
        Fraction(1, 3),
        "is_sme",
    ),
    "large_products": New(
        """[{name}.ledger]
        sheet = "products"
        count = "rows"
        where = [{ column = "enterprises_served", at_least = "enterprises" }, { column = "type", is_not = ["report"] }]""",
        Fraction(2),
        "enterprises_served",
        "{ enterprises = 30 }",
    ),
    "public_volume": New(
        """over = "baseline_volume"
        [{name}.ledger]
        sheet = "resources"
        count = "sum"
        column = "volume"
        where = [{ column = "category", is = ["public"] }]""",
        Fraction(3, 2),
        "volume",
    ),
    "full_scenarios": New(
        """[{name}.ledger]
        sheet = "products"
        count = "names"
        column = "scenario"
        at_least = 2
        where = [{ column = "type", is_not = ["report"] }]""",
        Fraction(1),
        "scenario",
    ),
    "share_of_participants": New(
        'ledger = { sheet = "organisations", count = "sum_once", column = "market_share" }',
        Fraction("0.065"),
        "market_share",
    ),
    "kinds_of_organisations": New(
        """[{name}.ledger]
        sheet = "organisations"
        count = "present"
        each = [{ yes = "leading" }, { column = "category", is = ["government"] }, { column = "roles", names = ["regulator"] }]""",
        Fraction(2),
        "leading",
    ),
    "leading_part": New(
        'monthly = { column = "leading_enterprises_covered", over = "enterprises" }',
        Fraction(1, 4),
        "leading_enterprises_covered",
    ),
    "new_value_in_all": New(
        'monthly = { column = "new_value", accumulated = true }\nover = "invested"',
        Fraction(1, 2),
        "new_value",
    ),
    "columns_filled": New('monthly = { present = ["users", "enterprises"] }', Fraction(2), "users"),
    "active_organisations": New(
        'daily = { column = "active_orgs", over = "registered_orgs" }', Fraction(1, 4), "active_orgs"
    ),
}
CRITERION = """
[[criterion]]
id = "{id}"
clause = "二（一）4"
item = 4
quote = "接入数据空间的主体覆盖不少于 200 家上下游企业和生态合作企业"
kind = "computed"
title = {{ zh = "演练要素{id}", en = "Rehearsal {id}" }}
indicator = "{name}"
comparison = ">="
threshold = 0.5
unit = "share"
parameters = {parameters}
formula = {{ zh = "演练用", en = "For rehearsal" }}
remedy = {{ zh = "演练用", en = "For rehearsal" }}
"""
IDS = {name: f"E4.{number}" for number, name in enumerate(NEW, start=11)}
#: The cells of a criterion that are compared with what LibreOffice makes of them.
SHOWN = ("实际值", "结论")
START = date(2025, 8, 1)
ROWS = {
    "organisations": [
        {"name": "甲", "roles": ["third_party"], "category": "enterprise", "market_share": 5, "start": START},
        {"name": "乙", "roles": ["third_party"], "category": "government", "start": START},
        {"name": "丙", "roles": ["third_party", "user"], "is_sme": True, "leading": True, "start": START},
        {
            "name": "丁",
            "roles": ["user"],
            "is_sme": True,
            "first_inclusive_service": date(2026, 2, 1),
            "market_share": 1.5,
            "start": START,
        },
        {"name": "戊", "roles": ["user"], "leading": True, "start": START},
        {"name": "己", "roles": ["regulator"], "start": START, "end": date(2026, 1, 15)},
    ],
    "products": [
        {"name": "A", "type": "api", "scenario": "配送、仓储", "enterprises_served": 30, "start": START},
        {"name": "B", "type": "dataset", "scenario": "配送", "enterprises_served": 45, "start": START},
        {"name": "C", "type": "report", "scenario": "仓储", "enterprises_served": 99, "start": START},
        {"name": "D", "type": "api", "scenario": "结算", "enterprises_served": 29, "start": START},
    ],
    "resources": [
        {"name": "一", "category": "public", "volume": 15, "start": START},
        {"name": "二", "category": "enterprise", "volume": 80, "start": START},
    ],
    "daily": [{"date": date(2026, 6, 1), "registered_orgs": 40, "active_orgs": 10}],
    "monthly": [
        {
            "month": f"20{25 + month // 12}-{month % 12 + 1:02d}",
            "users": 3,
            "enterprises": 8,
            "leading_enterprises_covered": 2,
            "new_value": 5,
        }
        for month in range(6, 18)
    ],
}
BASICS = {"baseline_volume": 10, "invested": 120}


def write(copy: Copy) -> None:
    """The new criteria, and their formulas."""
    for name, new in NEW.items():
        copy.add("formulas.toml", f"\n[{name}]\n{new.formula.replace('{name}', name)}\n")
        copy.add("enterprise.toml", CRITERION.format(id=IDS[name], name=name, parameters=new.parameters))


@cache
def copied() -> Copy:
    copy = Copy(Path(mkdtemp()))
    write(copy)
    return copy


@cache
def sent() -> Sent:
    return Sent(copied().load(), ROWS, BASICS)


def test_a_criterion_is_its_own_file_and_its_formula() -> None:
    assert copied().changed == ["enterprise.toml", "formulas.toml"]


@pytest.mark.parametrize("name", NEW)
def test_the_engine_computes_it_and_the_json_says_so(name: str) -> None:
    found = sent().finding(IDS[name])
    told = sent().in_json(IDS[name])["value"]
    assert (found.value, abs(Fraction(told) - NEW[name].value) < Fraction(1, 10**9)) == (NEW[name].value, True)


@pytest.mark.parametrize("name", NEW)
def test_the_scored_workbook_computes_it_from_the_senders_cells(name: str) -> None:
    assert sent().mode(IDS[name]) is Mode.LIVE


@pytest.mark.parametrize("name", NEW)
def test_its_sources_are_the_cells_that_it_reads(name: str) -> None:
    told = sent().in_json(IDS[name])["sources"]
    sheet = next(
        s
        for s in sent().rulebook.sheets.values()
        if any(f"{s.label.zh}!" in each for each in told) and NEW[name].column in {c.key for c in s.columns}
    )
    assert sheet.key in ("organisations", "products", "resources", "daily", "monthly")


@pytest.mark.parametrize(
    ("sheet", "column"), [("monthly", "third_party_orgs"), ("monthly", "leading_enterprises_covered")]
)
def test_the_template_of_its_type_shows_the_column(sheet: str, column: str) -> None:
    rulebook = copied().load()
    title = rulebook.sheets[sheet].column(column)
    assert shown(title, headers(rulebook, sheet, Profile.ENTERPRISE))


def test_a_slip_in_a_column_that_it_reads_decides_it() -> None:
    rows = [{**row, "leading": "大概"} if row["name"] == "戊" else row for row in ROWS["organisations"]]
    slipped = Sent(copied().load(), {**ROWS, "organisations": rows}, BASICS)
    code = next(p.code for p in slipped.assessment.problems if p.found == "大概")
    assert set(slipped.resting_on(code)) == {IDS["kinds_of_organisations"], IDS["served_in_several_ways"]}


@pytest.mark.libreoffice
def test_the_workbook_recalculates_to_what_it_carries(tmp_path: Path) -> None:
    scored = sent().scored
    books = scored, recalculated({"new": scored}, tmp_path)["new"]
    values, outcomes = ([[results(book)[id][key] for id in IDS.values()] for book in books] for key in SHOWN)
    assert (values[1], outcomes[1]) == (pytest.approx(values[0]), outcomes[0])
