"""Seeded random workbooks, well-formed but full of edges: `random_workbook(seed)` gives bytes.

Figures crowd round the thresholds; cells are blank, unreadable or missing here and there; organisations
come twice, with and without codes; ledgers lack a column, end early, start late or are absent.
"""

from __future__ import annotations

import calendar
import io
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

import openpyxl
import xlsxwriter

from tests.oracle.criteria import FOUNDATION, PROFILES, ids_of
from tests.oracle.labels import COLUMNS, SHEETS, WORDS
from tests.oracle.rules import COMPUTED

Cell = Any  # a value, or (value, number format)
Rows = list[list[Cell]]

DATE, MONTH, PERCENT = "yyyy-mm-dd", "yyyy-mm", "0.0%"
FIRST = 2025 * 12 + 6

#: Columns of the ledgers that hold words of a list, or names.
WORDED = {"category", "subdomain", "type", "scenario_category", "scenario", "roles"}

#: Columns that only some pilot types have in their template (first letters of the types).
ONLY = {
    "basics": dict.fromkeys(("public_resources_total", "public_bodies_total", "leading_enterprises_total"), "c"),
    "monthly": {
        **dict.fromkeys(
            ("operator_open_datasets", "categories_with_10_applications", "high_value_apps_20_external"), "e"
        ),
        **dict.fromkeys(("smes", "smes_served", "enterprises"), "e"),
        **dict.fromkeys(("quality_subdomains", "products_and_services", "high_value_apps_100"), "i"),
        **dict.fromkeys(("market_share", "third_party_orgs"), "i"),
        **dict.fromkeys(("scenarios", "listed_products", "registered_orgs", "active_orgs"), "c"),
        **dict.fromkeys(("public_resources_covered", "public_bodies_covered", "leading_enterprises_covered"), "c"),
        **dict.fromkeys(("scenario_categories", "registered_users", "active_users"), "ei"),
    },
    "resources": {"category": "c", "subdomain": "i", "operator_open": "e", "high_quality": "i"},
    "products": {
        "scenario_category": "ei",
        "scenario": "c",
        "high_value": "ei",
        "enterprises_served": "i",
        "external_enterprises": "e",
    },
    "organisations": {
        **dict.fromkeys(("is_sme", "first_inclusive_service"), "e"),
        **dict.fromkeys(("public_service", "leading"), "c"),
        "category": "ec",
        "market_share": "i",
    },
    "daily": {"registered_orgs": "c", "active_orgs": "c"},
}


class Author:
    """Who fills in a workbook: a seeded hand, one language, one way of writing dates."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        r = self.random
        self.profile = r.choice(list(PROFILES))
        self.english = r.random() < 0.25
        self.every_column = r.random() < 0.35
        self.sloppy = r.choice([0.0, 0.0, 0.02, 0.08])  # how often a cell is left out
        self.wordless = r.choice([0.0, 0.0, 0.0, 0.02, 0.3])  # how often a word of a list, or a name, is left out
        self.unreadable = r.choice([0.0, 0.0, 0.0, 0.01])
        self.start = FIRST + r.choice([0, 0, 0, 3, -2])
        self.months = r.choice([24, 24, 18, 12])
        self.last = self.start + r.randrange(2, min(self.months, 16))
        self.baseline = r.choice([100, 12.5, 0.3, 1260.5])
        self.totals = {key: r.choice([10, 40, 125]) for key in ONLY["basics"]}

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def label(self, pair: tuple[str, str]) -> str:
        return pair[1] if self.english else pair[0]

    def word(self, choices: str, key: str) -> str:
        return self.label(WORDS[choices][key])

    def flag(self, p: float) -> str | None:
        if self.chance(p):
            return "Yes" if self.english else "是"
        return self.pick(None, "No" if self.english else "否")

    def near(self, threshold: float, step: float = 1) -> float:
        """At, just under, just over or well away from a threshold, never below 0."""
        return max(0, self.pick(threshold, threshold - step, threshold + step, threshold - 2 * step, threshold * 2))

    def day(self, month: int) -> tuple[datetime, str]:
        year, number = month // 12, month % 12 + 1
        last = calendar.monthrange(year, number)[1]
        return datetime(year, number, self.pick(1, last, self.random.randint(1, last))), DATE

    def month_cell(self, month: int) -> Cell:
        year, number = month // 12, month % 12 + 1
        return self.pick(f"{year}-{number:02d}", (datetime(year, number, 1), MONTH), f"{year}年{number}月")

    def spoil(self, cell: Cell) -> Cell:
        """A cell as it is, or left out, or not to be read."""
        if self.chance(self.sloppy):
            return None
        return "约200" if self.chance(self.unreadable) else cell

    def forget(self, line: dict[str, Cell]) -> dict[str, Cell]:
        """A row of a ledger with a word or a name left out here and there."""
        return {key: None if key in WORDED and self.chance(self.wordless) else cell for key, cell in line.items()}

    def keeps(self, sheet: str, key: str) -> bool:
        """Whether the template of this type has the column."""
        return self.every_column or self.profile[0] in ONLY.get(sheet, {}).get(key, "eic")


def random_workbook(seed: int) -> bytes:
    """A workbook, always the same for a seed."""
    author = Author(seed)
    sheets: dict[str, Rows] = {"basics": basics(author)}
    if author.chance(0.9):
        sheets["monthly"] = monthly(author)
    if author.chance(0.7):
        sheets["plan"] = plan(author)
    if author.chance(0.9):
        sheets["claims"] = claims(author)
    for key, ledger in (("resources", resources), ("products", products), ("organisations", organisations)):
        if author.chance(0.5):
            sheets[key] = ledger(author)
    if author.chance(0.5):
        sheets["daily"] = daily(author)
    order = [key for key in SHEETS if key in sheets]
    if author.chance(0.2):
        author.random.shuffle(order)
    write = author.pick(write_xlsxwriter, write_openpyxl)
    return write({author.label(SHEETS[key]): sheets[key] for key in order})


# --- sheets ---------------------------------------------------------------------------------


def basics(a: Author) -> Rows:
    given: dict[str, Cell] = {
        "space_name": f"演示空间{a.random.randrange(1000)}",
        "operator_org": "演示运营有限公司",
        "profile": a.word("profile", a.profile),
        "planned_investment": a.pick(1664, 3201.5, 1000, 0, None) if a.chance(0.3) else 1000,
        "invested": a.pick(None, 500, 0),
        "volume_unit": "GB",
        "baseline_volume": a.pick(None, 0) if a.chance(0.1) else a.baseline,
        "template_version": "1",
        **{key: a.pick(None, 0) if a.chance(0.1) else total for key, total in a.totals.items()},
    }
    if a.start != FIRST or a.chance(0.5):
        given["pilot_start"] = a.month_cell(a.start)
    if a.months != 24 or a.chance(0.5):
        given["pilot_end"] = a.month_cell(a.start + a.months - 1)
    if a.chance(0.5):
        given["as_of"] = a.month_cell(a.last + a.pick(0, 0, 1))
    rows: Rows = [["Item", "Content", "Notes"] if a.english else ["项目", "内容", "说明"]]
    rows += [[a.label(pair), given.get(key)] for key, pair in COLUMNS["basics"].items() if a.keeps("basics", key)]
    return rows


def laid_out(a: Author, sheet: str, lines: list[dict[str, Cell]], keys: list[str]) -> Rows:
    """Lines under a header, which stands in one of the first four rows."""
    above: Rows = [[a.label(SHEETS[sheet])]] if a.chance(0.3) else []
    above += [[] for _ in range(a.pick(0, 0, 1, 2))] if above else []
    return [
        *above,
        [a.label(COLUMNS[sheet][key]) for key in keys],
        *([line.get(key) for key in keys] for line in lines),
    ]


def columns(a: Author, sheet: str, fixed: set[str]) -> list[str]:
    """The columns of a sheet: those of the type, now and then without one, now and then in another order."""
    keys = [key for key in COLUMNS[sheet] if a.keeps(sheet, key)]
    loose = [key for key in keys if key not in fixed]
    if a.chance(0.15):
        keys.remove(a.random.choice(loose))
    if a.chance(0.2):
        a.random.shuffle(keys)
    return keys


def monthly(a: Author) -> Rows:
    first = a.start - a.pick(0, 0, 1)
    months = [m for m in range(first, a.last + a.pick(1, 1, 1, 3)) if m == a.last or not a.chance(a.sloppy)]
    lines = [
        {"month": a.month_cell(m), **{key: a.spoil(cell) for key, cell in month_figures(a).items()}} for m in months
    ]
    lines[-1]["new_value"] = 12.5  # so that the last row has a figure whatever else is blank
    if a.chance(0.1):
        a.random.shuffle(lines)
    return laid_out(a, "monthly", lines, columns(a, "monthly", {"month", "new_value"}))


def month_figures(a: Author) -> dict[str, Cell]:
    thresholds = {
        "operator_open_datasets": 20,
        "quality_subdomains": 5,
        "scenario_categories": a.pick(5, 10),
        "categories_with_10_applications": 5,
        "scenarios": 100,
        "products_and_services": 30,
        "listed_products": 2000,
        "high_value_apps_20_external": 5,
        "high_value_apps_100": 5,
        "enterprises": 200,
        "third_party_orgs": 30,
        "providers": 1,
        "users": 1,
        "service_providers": a.pick(1, 100),
    }
    smes, users, bodies = a.pick(0, 37, 40, 126), a.pick(0, 1240, 333.3, 10), a.pick(0, 410, 30.5)
    share = a.pick(30, 29.96, 29.999999, 30.1, 0.4, 100, 100.5)
    return {
        **{key: a.near(threshold) for key, threshold in thresholds.items()},
        "open_volume": a.near(round(a.baseline * 2, 6), 0.1),
        "smes": smes,
        "smes_served": a.near((smes + 1) // 2),
        "market_share": (share / 100, PERCENT) if a.chance(0.3) else share,
        **{
            f"{key}_covered": a.near(round(a.totals[f"{key}_total"] * share))
            for key, share in (("public_resources", 0.6), ("public_bodies", 0.5), ("leading_enterprises", 1))
        },
        "registered_users": users,
        "active_users": a.near(round(users * 0.3, 4), 0.01),
        "registered_orgs": bodies,
        "active_orgs": a.near(round(bodies * 0.1, 4), 0.01),
        "revenue": a.pick(0, 5, 8.25, 20, 50),
        "investment": a.pick(None, 30),
        "new_value": a.pick(None, 100.5),
    }


def plan(a: Author) -> Rows:
    lines = []
    for id in ids_of(a.profile):
        if id not in COMPUTED or a.chance(0.2):
            continue
        threshold = float(COMPUTED[id][0])
        whole = threshold >= 2
        goal = round(threshold * a.pick(1, 1.1, 2, 0.9), 4)
        goal = goal if whole else min(1, goal)
        target = goal if whole else (goal, PERCENT)
        lines.append({"id": id, "first_year": a.pick(None, target), "end": a.pick(None, target, target)})
    return laid_out(a, "plan", lines, list(COLUMNS["plan"]))


def claims(a: Author) -> Rows:
    profiles = [a.profile] if a.chance(0.8) else list(PROFILES)[: a.pick(2, 3)]
    ids = [*FOUNDATION, *(id for profile in profiles for id in ids_of(profile) if id not in FOUNDATION)]
    confident = a.chance(0.3)
    lines = []
    for id in ids:
        if id in COMPUTED or a.chance(0.05):
            continue
        status = "ready" if confident or a.chance(0.4) else a.pick(None, "partial", "missing", "not_applicable")
        review = a.pick(None, None, None, "true", "partly_true", "untrue", "agreed_not_applicable")
        review = None if confident else review
        lines.append(
            {
                "id": id,
                "status": status and a.word("status", status),
                "evidence": a.pick(None, "系统运行日志", "系统运行日志"),
                "review": review and a.word("review", review),
            }
        )
    return laid_out(a, "claims", lines, list(COLUMNS["claims"]))


def life(a: Author) -> dict[str, Cell]:
    """Start and end: most live, some ended, some to come, some without a start."""
    begin = a.start - 2 + a.random.randrange(0, max(1, a.last - a.start + 4))
    end = a.day(begin + a.random.randrange(0, 8)) if a.chance(0.15) else None
    return {"start": a.spoil(a.day(begin)), "end": "约200" if a.chance(a.unreadable) else end}


def size(a: Author, threshold: int) -> int:
    """How many rows: none, a few, or about a threshold."""
    return a.pick(0, 1, 7, round(threshold * 1.1), round(threshold * 1.3))


def resources(a: Author) -> Rows:
    domains = [f"领域{i}" for i in range(a.pick(4, 6, 8))]
    lines = [
        {
            "name": f"数据资源{i}",
            "provider": "提供单位",
            "category": a.word("resource_category", a.pick("public", "public", "enterprise", "other")),
            "subdomain": a.pick(*domains, f" {domains[0]} "),
            "operator_open": a.flag(0.7),
            "high_quality": a.flag(0.5),
            "volume": a.spoil(a.pick(1, 2.5, 0.1, 12, 86.4)),
            **life(a),
        }
        for i in range(size(a, a.pick(20, 60)))
    ]
    return laid_out(a, "resources", [a.forget(line) for line in lines], columns(a, "resources", {"name", "start"}))


def products(a: Author) -> Rows:
    categories = [f"场景类{i}" for i in range(a.pick(4, 5, 6, 11))]
    scenes = [f"Scene Ａ{i}" for i in range(110)]
    many = a.chance(0.06)
    lines = [
        {
            "name": f"产品{i}",
            "type": a.word("product_type", a.pick(*WORDS["product_type"], "application", "application", "application")),
            "scenario_category": "、".join(a.random.sample(categories, a.pick(1, 1, 1, 2, 3))),
            "scenario": "、".join(s.upper() if a.chance(0.1) else s for s in a.random.sample(scenes, a.pick(1, 2, 5))),
            "high_value": a.flag(0.4),
            "enterprises_served": a.spoil(a.near(100)),
            "external_enterprises": a.spoil(a.near(20)),
            **life(a),
        }
        for i in range(2900 if many else size(a, a.pick(30, 60, 100)))
    ]
    return laid_out(a, "products", [a.forget(line) for line in lines], columns(a, "products", {"name", "start"}))


def organisations(a: Author) -> Rows:
    count = size(a, a.pick(30, 60, 200))
    role_sets = [["provider"], ["user"], ["service_provider"], ["third_party"], ["provider", "user"]]
    role_sets += [["operator", "provider"], ["regulator"], ["third_party", "service_provider"]]
    lines: list[dict[str, Cell]] = []
    for i in range(count):
        roles = a.pick(*role_sets)
        share = a.pick(None, 0.5, 1.25, 2, 0.01, 3.3)
        line = {
            "name": f"单位{i}" if a.chance(0.98) else "单位0",
            "credit_code": f"91330100MA{i:08d}" if a.chance(0.9) else None,
            "roles": "、".join(a.word("role", role) for role in roles),
            "category": a.word("organisation_category", a.pick("enterprise", *WORDS["organisation_category"])),
            "is_sme": a.flag(0.6),
            "public_service": a.flag(0.2),
            "leading": a.flag(0.3),
            "market_share": (share / 100, PERCENT) if share and a.chance(0.2) else share,
            **life(a),
            "first_inclusive_service": a.day(a.start + a.random.randrange(-1, 10)) if a.chance(0.6) else None,
        }
        lines.append(line)
    for line in a.random.sample(lines, min(len(lines), a.pick(0, 0, 2, 8))):
        lines.append(again(a, line))
    return laid_out(
        a, "organisations", [a.forget(line) for line in lines], columns(a, "organisations", {"name", "start"})
    )


def again(a: Author, line: dict[str, Cell]) -> dict[str, Cell]:
    """A second row of an organisation: by its code in another spelling, or by its name alone."""
    code = line["credit_code"]
    spelled = a.pick(None, code and f" {code.lower()} ", code)
    role = a.word("role", a.pick("user", "service_provider", "third_party", "operator"))
    return {
        **line,
        "credit_code": spelled,
        "roles": role,
        "leading": a.flag(0.3),
        "market_share": a.pick(None, 0.75),
        **life(a),
    }


def daily(a: Author) -> Rows:
    lines = []
    for m in range(a.start, a.last + 1):
        if a.chance(0.4):
            continue
        gaps = a.pick(0, 0, 0, 0.1)  # how often a figure of a day is left out
        for day in range(1, a.pick(3, 10, 28)):
            users, bodies = a.pick(1000, 1240, 10), a.pick(400, 30)
            figures = {
                "registered_users": users,
                "active_users": a.near(round(users * 0.3), 1) if a.chance(0.97) else a.pick(0, users),
                "registered_orgs": bodies,
                "active_orgs": a.near(round(bodies * 0.1), 1),
            }
            known = {key: None if a.chance(gaps) else figure for key, figure in figures.items()}
            lines.append({"date": (datetime(m // 12, m % 12 + 1, day), DATE), **known})
    return laid_out(a, "daily", lines, [key for key in COLUMNS["daily"] if a.keeps("daily", key)])


# --- writing --------------------------------------------------------------------------------


def write_openpyxl(sheets: dict[str, Rows]) -> bytes:
    """Sheets by title to bytes, by openpyxl."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for i, row in enumerate(rows, 1):
            for j, cell in enumerate(row, 1):
                value, shape = cell if isinstance(cell, tuple) else (cell, None)
                if value is not None:
                    sheet.cell(i, j, value).number_format = shape or "General"
    raw = io.BytesIO()
    workbook.save(raw)
    return raw.getvalue()


def write_xlsxwriter(sheets: dict[str, Rows]) -> bytes:
    """Sheets by title to bytes, by XlsxWriter."""
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        formats = {shape: workbook.add_format({"num_format": shape}) for shape in (DATE, MONTH, PERCENT)}
        writers: dict[type, Callable[..., Any]] = {}
        for title, rows in sheets.items():
            sheet = workbook.add_worksheet(title)
            writers = {str: sheet.write_string, datetime: sheet.write_datetime}
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    value, shape = cell if isinstance(cell, tuple) else (cell, None)
                    if value is not None:
                        writers.get(type(value), sheet.write_number)(i, j, value, formats.get(shape))
    return raw.getvalue()
