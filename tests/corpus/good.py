"""The untouched workbooks: one a pilot type by 月度统计, one by ledgers; none gives any problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

from core.model import Kind, Profile
from core.rulebook import load
from tests.corpus.book import Book, Row, Shown

RULES = load()
MONTHS = tuple(f"{2025 + (6 + i) // 12}-{(6 + i) % 12 + 1:02d}" for i in range(12))
#: The row of the last month, which the workbooks are judged at, and that of 2025-10.
LAST, OCTOBER = 13, 5

#: The figure of the first month and what each month adds.
FIGURES: Mapping[str, tuple[float, float]] = {
    "运营方开放数据集数": (12, 1),
    "数据资源开放总量": (1000.5, 100),
    "高质量细分领域数": (2, 0.5),
    "典型应用场景类数": (3, 0.5),
    "应用数不少于10个的场景类数": (1, 0.5),
    "典型应用场景数": (60, 4),
    "数据产品和服务数": (20, 1),
    "上架数据产品数": (1500, 50),
    "服务20家以上外部企业的高价值应用数": (2, 0.5),
    "服务100家以上企业的高价值应用数": (1, 0.5),
    "数据提供方数": (20, 1),
    "数据使用方数": (30, 2),
    "中小企业数": (101, 5),
    "获普惠服务的中小企业数": (40, 4),
    "接入企业数": (100, 10),
    "市场份额合计（%）": (20.5, 1),
    "第三方数据服务机构数": (20, 1),
    "数据服务方数": (80, 2),
    "已覆盖公共数据资源数": (2000, 20),
    "已覆盖政府部门及公共服务单位数": (80, 3),
    "已覆盖龙头企业数": (10, 1),
    "日均注册用户数": (1000, 20),
    "日均活跃用户数": (300, 10),
    "日均注册企事业单位数": (400, 5),
    "日均活跃企事业单位数": (40, 1),
    "当月收入（万元）": (30, 1),
    "当月投资（万元）": (100, 1),
    "当月新经济价值（万元）": (50, 1),
}


@cache
def _enterprise() -> Book:
    return _monthly(Profile.ENTERPRISE)


@cache
def _industry() -> Book:
    return _monthly(Profile.INDUSTRY)


@cache
def _city() -> Book:
    return _monthly(Profile.CITY)


def _monthly(profile: Profile) -> Book:
    """基本信息, 月度统计, 年度目标, 定性自评 of a type, twelve months of it."""
    columns = [c.label.zh for c in RULES.sheets["monthly"].for_profile(profile) if c.type != "flag"]
    headers = [next((full for full in FIGURES if full.partition("（")[0] == label), label) for label in columns]
    rows: list[Row] = [list(headers)]
    for i, month in enumerate(MONTHS):
        rows.append([month, *(_figure(header, i) for header in headers[1:])])
    return Book(
        {"基本信息": _basics(profile), "月度统计": rows, "年度目标": _plan(profile), "定性自评": _claims(profile)}
    )


def _figure(header: str, month: int) -> float:
    start, step = FIGURES[header]
    value = start + step * month
    return value if start != int(start) else int(value)


def _basics(profile: Profile) -> list[Row]:
    answers: dict[str, Any] = {
        "数据空间名称": "演示可信数据空间",
        "运营单位": "演示数据运营有限公司",
        "试点类型": RULES.profiles[profile].label.zh,
        "所在地区": "浙江省杭州市",
        "所属行业": "通用设备制造业",
        "试点开始月份": "2025-07",
        "试点结束月份": "2027-06",
        "数据截止月份": "2026-06",
        "拟投入资金总额（万元）": 3000,
        "已投入资金（万元）": 1266,
        "开放总量计量单位": "GB",
        "基期数据资源开放总量": 800,
    }
    if profile is Profile.CITY:
        answers |= {"公共数据资源总数": 3500, "政府部门及公共服务单位总数": 186, "主导产业龙头企业总数": 24}
    answers["模板版本"] = RULES.template_version
    return [["项目", "内容", "说明"], *([item, value, ""] for item, value in answers.items())]


def _plan(profile: Profile) -> list[Row]:
    rows: list[Row] = [["指标编号", "指标", "通知目标值", "第一年末目标", "试点期末目标"]]
    for criterion in RULES.criteria[profile]:
        if criterion.kind is Kind.COMPUTED and criterion.unit not in ("roles", "times"):
            share = criterion.unit == "share"
            targets = [Shown(0.4, "0%"), Shown(0.6, "0%")] if share else [8, 12]
            rows.append([criterion.id, criterion.title.zh, None, *targets])
    return rows


def _claims(profile: Profile) -> list[Row]:
    rows: list[Row] = [["编号", "要素", "状态", "佐证材料", "说明", "复核状态", "复核意见"]]
    for criterion in RULES.criteria[profile]:
        if criterion.kind is Kind.EVIDENCE:
            rows.append([criterion.id, criterion.title.zh, "已具备", f"某数〔2025〕{len(rows)}号文", "", "", ""])
    return rows


# --- by ledgers -----------------------------------------------------------------------------


@cache
def _ledgers() -> Book:
    """An enterprise's workbook whose figures come from its ledgers; 月度统计 holds money only."""
    return _by_ledgers(_enterprise())


@cache
def _industry_ledgers() -> Book:
    return _by_ledgers(_industry())


def _by_ledgers(monthly: Book) -> Book:
    book = deepcopy(monthly)
    rows = book.sheets["月度统计"]
    kept = [0, *(c for c, header in enumerate(rows[0]) if header.startswith("当月"))]
    book.sheets["月度统计"] = [[row[c] for c in kept] for row in rows]
    book.sheets |= {
        "数据资源台账": _resources(),
        "产品应用台账": _products(),
        "接入主体台账": _organisations(),
        "日活记录": _days(),
    }
    return book


def _day(i: int) -> date:
    """A day of the pilot's first ten months."""
    month = 6 + i % 10
    return date(2025 + month // 12, month % 12 + 1, 3 + i % 20)


def _resources() -> list[Row]:
    rows: list[Row] = [
        [
            "数据资源名称",
            "提供方",
            "数据类别",
            "细分领域",
            "是否运营方开放",
            "是否高质量",
            "数据量",
            "开放日期",
            "下架日期",
        ]
    ]
    for i in range(24):
        kind = ("公共数据", "企业数据", "其他")[i % 3]
        rows.append([f"资源{i + 1:02d}号", f"单位{i % 7}", kind, f"领域{i % 5}", "是", "是", 90.5 + i, _day(i), None])
    return rows


def _products() -> list[Row]:
    rows: list[Row] = [
        ["名称", "类型", "场景类别", "应用场景", "是否高价值", "服务企业数", "其中外部企业数", "上线日期", "下线日期"]
    ]
    for i in range(30):
        category = ("供应链金融", "采购协同", "质量追溯")[i % 3]
        valuable = "是" if i < 6 else "否"
        rows.append([f"产品{i + 1:02d}号", "数据应用", category, f"场景{i}", valuable, 40 + i, 25 + i, _day(i), None])
    return rows


def _organisations() -> list[Row]:
    rows: list[Row] = [
        [
            *("主体名称", "统一社会信用代码", "角色", "主体类别", "是否中小企业", "是否履行公共服务", "是否龙头企业"),
            *("市场份额（%）", "接入日期", "退出日期", "首次获普惠服务日期"),
        ]
    ]
    roles = ("数据提供方", "数据使用方", "数据服务方", "数据提供方、数据使用方", "第三方数据服务机构")
    for i in range(26):
        served = _day(i) if i % 4 else None
        own: Row = [f"甲乙丙{i + 1:02d}有限公司", credit_code(i), roles[i % 5], "企业", "是", "否", "否"]
        rows.append([*own, 1.5, _day(i), None, served])
    return rows


def _days() -> list[Row]:
    rows: list[Row] = [["日期", "注册用户数", "活跃用户数"]]
    for month in (4, 5, 6):
        rows += [[date(2026, month, 1 + i), 1200 + month * 5 + i, 400 + month * 3 + 7 * (i % 5)] for i in range(25)]
    return rows


SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(number: int) -> str:
    """A 统一社会信用代码 as GB 32100-2015 has them: the last sign checks the others."""
    body_digits = f"{10_000_000 + number * 7919 % 89_999_999:08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    left = 11 - sum(int(d) * w for d, w in zip(body_digits, weights, strict=True)) % 11
    code = "91330100" + body_digits + {10: "X", 11: "0"}.get(left, str(left))
    total = sum(SIGNS.index(sign) * pow(3, i, 31) for i, sign in enumerate(code))
    return code + SIGNS[(31 - total % 31) % 31]


GOOD: Mapping[str, Callable[[], Book]] = {
    "enterprise": _enterprise,
    "industry": _industry,
    "city": _city,
    "ledgers": _ledgers,
    "industry ledgers": _industry_ledgers,
}


def good(base: str) -> Book:
    """A fresh copy of an untouched workbook."""
    return deepcopy(GOOD[base]())


@cache
def untouched(base: str) -> bytes:
    """Its bytes."""
    return good(base).saved()
