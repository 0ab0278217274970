"""An enterprise workbook with ordinary slips, each where the rest still scores: what real files look like."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import date
from random import Random

from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.model import Month, Profile, Rulebook
from core.workbooks.template import Filling, look, template_workbook
from sample_data.invent import enterprise, rows

LAST = date(2026, 6, 30)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


class Desk:
    """A filled-in workbook on somebody's desk: cells are found by the keys of the rulebook."""

    def __init__(self, rulebook: Rulebook, workbook: Workbook) -> None:
        self.rulebook, self.workbook = rulebook, workbook

    def page(self, sheet: str) -> Worksheet:
        """The sheet with that key."""
        page: Worksheet = self.workbook[self.rulebook.sheets[sheet].label.zh]
        return page

    def at(self, sheet: str, column: str, row: int) -> Cell:
        """The cell of a column (by key) in a row of the sheet as the template wrote it."""
        columns = self.rulebook.sheets[sheet].columns
        if self.rulebook.sheets[sheet].role != "ledger":
            columns = self.rulebook.sheets[sheet].for_profile(Profile.ENTERPRISE)
        keys = [each.key for each in columns]
        cell: Cell = self.page(sheet).cell(row, keys.index(column) + 1)
        return cell

    def item(self, key: str) -> Cell:
        """The content of an item of the form."""
        keys = [each.key for each in self.rulebook.sheets["basics"].for_profile(Profile.ENTERPRISE)]
        cell: Cell = self.page("basics").cell(keys.index(key) + 2, 2)
        return cell


def workbook(rulebook: Rulebook) -> bytes:
    """The workbook with all slips in it, as .xlsx."""
    tidy = template_workbook(rulebook, Profile.ENTERPRISE, ledgers=True, fill=filling())
    desk = Desk(rulebook, load_workbook(io.BytesIO(tidy)))
    for slip in SLIPS:
        slip(desk)
    desk.workbook.properties.creator = None
    return sealed(desk.workbook, rulebook.notice.issued)


def sealed(workbook: Workbook, day: date) -> bytes:
    """The workbook's bytes, every date in the package set to `day`."""
    written, out = io.BytesIO(), io.BytesIO()
    workbook.save(written)
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", old.read(name))
            new.writestr(zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def filling() -> Filling:
    """A younger, smaller enterprise pilot: no daily log, activity by month, twelve months."""
    random = Random(2028)
    grown = enterprise.filling()
    money = rows.money(random, LAST, revenue=81.5, spent=890, value=760)
    for number, row in enumerate(money):
        registered = 380 + 46 * number
        row |= {"registered_users": registered, "active_users": round(registered * random.uniform(0.22, 0.31))}
        row["enterprises"] = _connected(grown.rows["organisations"], row["month"])
    known = {key: _known(grown.rows[key]) for key in ("resources", "products", "organisations")}
    return replace(
        grown,
        basics={
            **grown.basics,
            "space_name": "演示问题样例可信数据空间（演示数据）",
            "operator_org": "演示装备集团数据科技有限公司",
            "as_of": "2026年6月",
            "invested": 890,
        },
        rows={**{k: v for k, v in grown.rows.items() if k != "daily"}, **known, "monthly": money},
    )


def _known(ledger: Sequence[Mapping[str, object]]) -> list[rows.Row]:
    """The ledger as it stood at the date: no row, end or service that came later."""
    return [
        {key: content for key, content in row.items() if not (isinstance(content, date) and content > LAST)}
        for row in ledger
        if isinstance(row["start"], date) and row["start"] <= LAST
    ]


def _connected(ledger: Sequence[Mapping[str, object]], month: object) -> int:
    """Enterprises other than the operator at the month's end, so that month and ledger agree but for one slip."""
    assert isinstance(month, Month)
    live = (r for r in ledger if isinstance(r["start"], date) and r["start"] <= month.last_day < _end(r))
    return sum(row["category"] == "enterprise" and "operator" not in str(row["roles"]) for row in live)


def _end(row: Mapping[str, object]) -> date:
    end = row.get("end")
    return end if isinstance(end, date) else date.max


def about(desk: Desk) -> None:
    """“About” before a figure: the amount invested so far."""
    desk.item("invested").value = "约890"


def figures_as_text(desk: Desk) -> None:
    """Full-width digits and a thousands separator as text."""
    desk.at("monthly", "revenue", 9).value = "６．８"
    desk.at("monthly", "registered_users", 13).value = "1,024"


def own_scale(desk: Desk) -> None:
    """A figure with a scale of its own in a column that has one."""
    desk.at("monthly", "new_value", 8).value = "3.2万"


def month_as_number(desk: Desk) -> None:
    """A month typed as the number 2025.07."""
    cell = desk.at("monthly", "month", 2)
    cell.value, cell.number_format = 2025.07, "0.00"


def month_twice(desk: Desk) -> None:
    """March 2026 stands twice, with the same figures but one."""
    page, march = desk.page("monthly"), Month(2026, 3) - Month(2025, 7) + 2
    free = 2 + desk.rulebook.default_months
    for cell in page[march]:
        page.cell(free, cell.column, cell.value)._style = copy(cell._style)
    spent = desk.at("monthly", "investment", free)
    spent.value = float(spent.value or 0) + 5


def totals(desk: Desk) -> None:
    """A row of totals under the months."""
    row = 3 + desk.rulebook.default_months
    desk.at("monthly", "month", row).value = "合计"
    for column in ("revenue", "investment", "new_value"):
        cells = [desk.at("monthly", column, number).value for number in range(2, 14)]
        desk.at("monthly", column, row).value = round(sum(c for c in cells if isinstance(c, (int, float))), 1)


def division_by_zero(desk: Desk) -> None:
    """An error cell where a formula failed."""
    cell = desk.at("monthly", "investment", 7)
    cell.value, cell.data_type = "#DIV/0!", "e"


def monthly_beside_ledger(desk: Desk) -> None:
    """A monthly figure that differs from what the ledger gives."""
    desk.at("monthly", "enterprises", 13).value = 131


def renamed_header(desk: Desk) -> None:
    """A header with a name of one's own, in an optional column."""
    desk.at("resources", "provider", 1).value = "来源处室"


def sub_domain_in_two_ways(desk: Desk) -> None:
    """White space and full-width letters in names."""
    desk.at("resources", "subdomain", 3).value = "　交付 "
    desk.at("resources", "operator_open", 3).value = "√"


def dates_as_text(desk: Desk) -> None:
    """Dates typed as text in three ways."""
    for row, text in ((5, "2024年11月8日"), (6, "2024/12/3"), (7, "2025.1.6")):
        desk.at("organisations", "start", row).value = text


def hidden_row(desk: Desk) -> None:
    """A row that is hidden, and counted all the same."""
    desk.page("organisations").row_dimensions[30].hidden = True


def share_as_fraction(desk: Desk) -> None:
    """A percentage typed as 0.32 under a header in per cent."""
    desk.at("organisations", "market_share", 8).value = 0.32


def one_organisation_two_names(desk: Desk) -> None:
    """One code under two names."""
    page = desk.page("organisations")
    row = page.max_row + 1
    for cell in page[12]:
        page.cell(row, cell.column, cell.value)._style = copy(cell._style)
    name = desk.at("organisations", "name", row)
    name.value = f"{name.value}（原演示材料厂）"


def mistyped_code(desk: Desk) -> None:
    """A code whose last character does not fit the others."""
    cell = desk.at("organisations", "credit_code", 20)
    code = str(cell.value)
    cell.value = code[:-1] + ("3" if code[-1] != "3" else "4")


def target_with_a_zero_too_many(desk: Desk) -> None:
    """A target for the first year above that for the end."""
    page = desk.page("plan")
    for row in range(2, page.max_row + 1):
        if page.cell(row, 1).value == "E3.1":
            desk.at("plan", "first_year", row).value = 40


def roles_with_a_slash(desk: Desk) -> None:
    """Roles separated by something else."""
    desk.at("organisations", "roles", 9).value = "数据提供方/数据使用方"


def word_of_ones_own(desk: Desk) -> None:
    """A status that is not on the list."""
    page = desk.page("claims")
    for row in range(2, page.max_row + 1):
        if page.cell(row, 1).value == "E6.3":
            desk.at("claims", "status", row).value = "基本具备"


def merged_title(desk: Desk) -> None:
    """A merged title above the header."""
    page = desk.page("products")
    checks = list(page.data_validations.dataValidation)
    comments = {cell.column: copy(cell.comment) for cell in page[1]}
    for cell in page[1]:
        cell.comment = None
    heights = page.row_dimensions[1].height
    page.insert_rows(1)
    title = page.cell(1, 1, "产品应用台账（2026年上半年）")
    title.font = Font(name=look.FONT, size=12, bold=True, color=look.INK)
    title.alignment = Alignment(horizontal="center", vertical="center")
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(comments))
    page.row_dimensions[1].height, page.row_dimensions[2].height = 26, heights
    for column, comment in comments.items():
        page.cell(2, column).comment = comment
    for check in checks:
        check.sqref = type(check.sqref)(str(check.sqref).replace("2:", "3:"))
    page.freeze_panes = "B3"
    page.print_title_rows = "1:2"


#: In this order, since the last one moves rows.
SLIPS: tuple[Callable[[Desk], None], ...] = (
    about,
    figures_as_text,
    own_scale,
    month_as_number,
    month_twice,
    totals,
    division_by_zero,
    monthly_beside_ledger,
    renamed_header,
    sub_domain_in_two_ways,
    dates_as_text,
    hidden_row,
    share_as_fraction,
    one_organisation_two_names,
    mistyped_code,
    target_with_a_zero_too_many,
    roles_with_a_slash,
    word_of_ones_own,
    merged_title,
)
