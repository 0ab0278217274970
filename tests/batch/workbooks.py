"""What an office gathers in a month: sixty files made by a seed, nearly all of them workbooks, and its roster.

Among them two of one pilot and month, two months of one pilot, a space under two spellings and an operator with two
names of a space, an old month, a month without change, an old template, and files that no verdict can be had of.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from core.model import Month, Profile
from core.rulebook import load
from tests.corpus.zips import parts_of
from tests.intake.books import Row, book

SEED, MONTH, FIRST = 46, Month(2026, 9), Month(2025, 7)
PILOTS = 49
REGIONS = ("演示甲省", "演示乙省", "演示丙省", "演示丁市")
TYPES = {Profile.ENTERPRISE: "企业", Profile.INDUSTRY: "行业", Profile.CITY: "城市"}
#: What a figure comes to at the last month, at least and at most; others lie between 1 and 30.
REACHED = {
    "open_volume": (900, 2600),
    "enterprises": (80, 260),
    "smes": (90, 100),
    "smes_served": (20, 80),
    "market_share": (10, 40),
    "scenarios": (40, 130),
    "listed_products": (700, 2400),
    "third_party_orgs": (12, 45),
    "service_orgs": (40, 130),
    "public_resources_covered": (400, 900),
    "public_bodies_covered": (60, 170),
    "leading_enterprises_covered": (10, 24),
    "registered_users": (900, 1200),
    "active_users": (120, 520),
    "registered_orgs": (900, 1200),
    "active_orgs": (50, 200),
    "revenue": (5, 60),
}
TOTALS = {"public_resources_total": 1000, "public_bodies_total": 200, "leading_enterprises_total": 24}
#: Names of the files that are odd, with what is odd about them.
BEST = "48.xlsx"
TWIN, OLD_MONTH, UNCHANGED, TWO_MONTHS = "03-重报.xlsx", "05.xlsx", "06.xlsx", ("07-8月.xlsx", "07.xlsx")
SPELLED, RENAMED, OLD_TEMPLATE = "09-补报.xlsx", "11-更名.xlsx", "12.xlsx"
REFUSED = {
    "90-扫描件.xlsx": "not_a_workbook",
    "91-空文件.xlsx": "empty_file",
    "92-类型有误.xlsx": "no_profile",
    "93-缺基本信息.xlsx": "no_basics",
    "94-超大.xlsx": "too_wide",
    "95-损坏.xlsx": "truncated",
    "96-说明.xlsx": "not_a_workbook",
}


class Pilot(Struct, frozen=True):
    """A pilot that a seed invents, and how its workbook differs from the others'."""

    number: int
    month: Month = MONTH
    space: str = ""
    declares_no_change: bool = False
    template: str = "1"
    meets_all: bool = False

    @property
    def profile(self) -> Profile:
        return list(Profile)[self.number % 3]

    @property
    def name(self) -> str:
        return self.space or f"演示{self.number:02d}号{TYPES[self.profile]}可信数据空间"

    @property
    def operator(self) -> str:
        return f"演示{self.number:02d}号数据运营有限公司"

    @property
    def workbook(self) -> bytes:
        basics = [("项目", "内容", "说明"), *self._basics()]
        return book({"月度统计": list(self._monthly()), "定性自评": list(self._claims())}, basics=basics)

    def _basics(self) -> Iterator[Row]:
        given = {
            "space_name": self.name,
            "operator_org": self.operator,
            "profile": TYPES[self.profile],
            "region": REGIONS[self.number % len(REGIONS)],
            "pilot_start": str(FIRST),
            "pilot_end": "2027-06",
            "as_of": str(self.month),
            "planned_investment": 3200,
            "volume_unit": "GB",
            "baseline_volume": 900,
            "template_version": self.template,
            **TOTALS,
        }
        labels = {column.key: column.label.zh for column in load().sheets["basics"].columns}
        yield from ((labels[key], value, "") for key, value in given.items())

    def _monthly(self) -> Iterator[Row]:
        columns = [column for column in load().sheets["monthly"].for_profile(self.profile) if column.key != "month"]
        yield ("月份", *(column.label.zh for column in columns))
        random = Random(SEED * 100 + self.number)
        spans = {column.key: REACHED.get(column.key, (1, 30)) for column in columns}
        reached = {key: span[1] if self.meets_all else random.randint(*span) for key, span in spans.items()}
        months = self.month - FIRST + 1
        for at in range(months):
            last = self.declares_no_change and at == months - 1
            figures = [self._figure(column.key, reached[column.key], at) for column in columns]
            if last:
                blank = [None if not column.flow else value for column, value in zip(columns, figures)]
                figures = ["是" if column.key == "unchanged" else value for column, value in zip(columns, blank)]
            yield (str(FIRST.plus(at)), *figures)

    @staticmethod
    def _figure(key: str, reached: int, at: int) -> int | str:
        if key == "unchanged":
            return ""
        return reached if key in ("registered_users", "active_users", "revenue") else max(1, reached * (at + 1) // 15)

    def _claims(self) -> Iterator[Row]:
        random = Random(SEED * 1000 + self.number)
        yield ("编号", "要素", "状态", "佐证材料", "说明", "复核状态", "复核意见")
        for criterion in load().criteria[self.profile]:
            if criterion.threshold is None:
                status = random.choice(("已具备", "已具备", "已具备", "部分具备", "未具备"))
                status = "已具备" if self.meets_all or (criterion.red_flag and self.number % 9) else status
                yield (
                    criterion.id,
                    criterion.title.zh,
                    status,
                    "系统运行日志" if status == "已具备" else "",
                    "",
                    "",
                    "",
                )


@cache
def workbooks() -> dict[str, bytes]:
    """The sixty files by name, in the order of their names."""
    pilots = {f"{number:02d}.xlsx": Pilot(number) for number in range(1, PILOTS + 1)}
    pilots[OLD_MONTH] = replace(pilots[OLD_MONTH], month=MONTH.plus(-3))
    pilots[UNCHANGED] = replace(pilots[UNCHANGED], declares_no_change=True)
    pilots[OLD_TEMPLATE] = replace(pilots[OLD_TEMPLATE], template="0.9")
    pilots[BEST] = replace(pilots[BEST], meets_all=True)
    pilots[TWIN] = pilots["03.xlsx"]
    pilots[TWO_MONTHS[0]] = replace(pilots[TWO_MONTHS[1]], month=MONTH.plus(-1))
    pilots[SPELLED] = replace(pilots["09.xlsx"], space=f"（1）{pilots['09.xlsx'].name.replace('数据', '數據')}")
    pilots[RENAMED] = replace(pilots["11.xlsx"], space="演示更名可信数据空间")
    made = {name: pilot.workbook for name, pilot in pilots.items()}
    return dict(sorted((made | refused(pilots["01.xlsx"])).items()))


def refused(pilot: Pilot) -> dict[str, bytes]:
    """Files without a verdict, by the names of REFUSED."""
    basics = [("项目", "内容", "说明"), ("数据空间名称", "演示类型有误空间", ""), ("试点类型", "区域", "")]
    files = (
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"",
        book(basics=basics),
        without_basics(),
        monster(pilot.workbook),
    )
    return dict(zip(REFUSED, (*files, pilot.workbook[:4000], "请查收附件".encode()), strict=True))


def without_basics() -> bytes:
    return repacked(book(), "xl/workbook.xml", lambda part: part.replace("基本信息".encode(), "封面".encode()))


def monster(raw: bytes) -> bytes:
    """A value in the last cell of a sheet: plain readers ask for 550 GB."""
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return repacked(raw, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", row))


def repacked(raw: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts_of(raw).items():
            package.writestr(part, change(content) if part == name else content)
    return stream.getvalue()


def roster() -> bytes:
    """A CSV: the pilots that filed and two that did not."""
    names = [Pilot(number) for number in range(1, PILOTS + 1)]
    lines = [
        f"{pilot.name},{TYPES[pilot.profile]},{REGIONS[pilot.number % len(REGIONS)]},联系人{pilot.number}"
        for pilot in names
    ]
    return "\n".join(
        [
            "数据空间名称,试点类型,所在地区,联系人",
            *lines,
            "演示未报一号空间,企业,演示甲省,某某",
            "演示未报二号空间,城市,,",
        ]
    ).encode()
