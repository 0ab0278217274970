"""A city pilot, 14 months in, whose products level off far below what the notice asks for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from core.workbooks.template import Filling
from sample_data.invent import rows
from sample_data.invent.invented import FIRST, REMARK, credit_code, start_dates, workday
from sample_data.invent.rows import Row, Word

LAST = date(2026, 8, 31)

FIELDS = (
    "交通出行",
    "医疗健康",
    "文化旅游",
    "市场监管",
    "生态环境",
    "应急管理",
    "教育服务",
    "住房城建",
    "金融服务",
    "人力社保",
    "商贸流通",
    "工业制造",
)
ACTIONS = ("一网统管", "信用核验", "风险预警", "资源调度", "办事免证", "客流分析", "运行评价")
KINDS = {"dataset": "数据集", "api": "接口", "application": "应用", "report": "报告"}
TRADES = ("商贸", "信息科技", "医药", "文旅", "新能源", "智能制造", "供应链")
BODIES = ("数据", "交通", "卫生健康", "文化旅游", "市场监管", "生态环境", "应急", "教育", "住房建设", "人力社保")
SERVICES = ("公交", "供水", "燃气", "热力", "医院", "学校", "图书馆")

TARGETS = {
    "C2.1": ("0.4", "0.7"),
    "C2.2": ("800", "2200"),
    "C2.3": ("1.5", "2.5"),
    "C3.1": ("50", "120"),
    "C4.1": ("0.4", "0.6"),
    "C4.2": ("", "1"),
    "C4.3": ("40", "110"),
    "C4.4": ("0.07", "0.12"),
    "C6.6": ("0.04", "0.16"),
}

CLAIMS: dict[str, Word] = {
    "F1.1": ("ready", "城市场景清单（2025年版）", "", "true", ""),
    "F1.2": ("ready", "公共数据资源目录、数据产品目录", "", "true", ""),
    "F2.1": ("ready", "系统验收报告；系统运行日志", "", "true", ""),
    "F2.2": ("ready", "系统验收报告", "", "true", ""),
    "F2.3": ("ready", "开发平台访问地址与账号", "", "", ""),
    "F3.1": ("ready", "运营公司组建批复（演示市数据局）", "", "true", ""),
    "F3.2": ("ready", "《城市可信数据空间运营规则》扫描件", "", "true", ""),
    "C1.1": ("ready", "公共数据与企业数据融合应用案例集", "", "true", ""),
    "C1.2": ("partial", "经验材料初稿", "与2座城市开展互通试验", "", ""),
    "C3.2": ("partial", "场景应用成效证明（11个场景）", "", "partly_true", "请补充企业侧成效数据"),
    "C5.1": ("ready", "接入核验与履约测试报告", "", "true", ""),
    "C5.2": ("ready", "目录与互操作测试报告", "", "true", ""),
    "C5.3": ("ready", "应用开发平台说明", "", "", ""),
    "C5.4": ("ready", "等级保护三级测评报告；安全演练记录", "", "true", ""),
    "C6.1": ("ready", "《准入认证规则》扫描件", "", "true", ""),
    "C6.2": ("ready", "《流通使用规则》扫描件", "", "true", ""),
    "C6.3": ("partial", "运营模式研究报告", "", "", ""),
    "C6.4": ("missing", "", "激励办法拟于2026年四季度出台", "", ""),
    "C6.5": ("not_applicable", "", "统计口径待省级明确", "", ""),
    "C6.7": ("ready", "合规审查意见书", "", "true", ""),
}


def filling() -> Filling:
    """The sample's content."""
    random = Random(2027)
    resources = _resources(random)
    baseline = sum((Decimal(str(row["volume"])) for row in resources if row["start"] < FIRST), Decimal(0))  # type: ignore[operator]
    return Filling(
        basics={
            "space_name": "演示市城市可信数据空间（演示数据）",
            "operator_org": "演示市数据集团有限公司",
            "region": "演示省演示市",
            "pilot_start": date(2025, 7, 1),
            "pilot_end": date(2027, 6, 1),
            "as_of": date(2026, 8, 1),
            "planned_investment": 3201,
            "invested": 1935,
            "volume_unit": "GB",
            "baseline_volume": baseline,
            "public_resources_total": 612,
            "public_bodies_total": 186,
            "leading_enterprises_total": 24,
        },
        rows={
            "monthly": rows.money(random, LAST, revenue=203.6, spent=1935, value=3150),
            "plan": rows.plan(TARGETS),
            "claims": rows.claims(CLAIMS),
            "resources": resources,
            "products": _products(random),
            "organisations": _organisations(random),
            "daily": _daily(random),
        },
        remark=REMARK,
    )


def _daily(random: Random) -> list[Row]:
    users = rows.daily(random, LAST, (5200, 18600), (0.05, 0.16), ("registered_users", "active_users"))
    organisations = rows.daily(random, LAST, (92, 296), (0.07, 0.16), ("registered_orgs", "active_orgs"))
    return [{**one, **other} for one, other in zip(users, organisations, strict=True)]


def _resources(random: Random) -> list[Row]:
    ledger: list[Row] = []
    for number, start in enumerate(start_dates(random, 338, 128, LAST, middle=0.42, steep=7)):
        public = number % 11 != 6
        field = FIELDS[number % len(FIELDS)]
        provider = f"演示市{BODIES[number % 10]}局" if public else f"演示{TRADES[number % 7]}有限公司{number + 2:03d}"
        ledger.append(
            {
                "name": f"{field}数据{number + 1:03d}",
                "provider": provider,
                "category": "public" if public else "enterprise",
                "subdomain": field,
                "operator_open": False,
                "high_quality": number % 16 == 5,
                "volume": Decimal(random.randint(40, 780)) / 10,
                "start": start,
            }
        )
    rows.ended(ledger, {50: date(2026, 1, 30), 51: date(2026, 1, 30), 200: date(2026, 6, 30)})
    return ledger


def _products(random: Random) -> list[Row]:
    scenarios = [f"{field}{action}" for action in ACTIONS for field in FIELDS][:71]
    kinds = ("dataset", "api", "dataset", "report", "api", "application")
    ledger: list[Row] = []
    for number, start in enumerate(start_dates(random, 348, 31, LAST, middle=0.34, steep=11)):
        kind = kinds[number % len(kinds)]
        scenario = scenarios[min((number * 5) % len(scenarios), number // 3)]
        served = random.randint(1, 26)
        ledger.append(
            {
                "name": f"{scenario}{KINDS[kind]}{number + 1:03d}",
                "type": kind,
                "scenario_category": (scenario[:4],),
                "scenario": (scenario,),
                "high_value": number % 40 == 19,
                "enterprises_served": served,
                "external_enterprises": served,
                "start": start,
            }
        )
    rows.ended(ledger, {n: date(2026, 6, 30) for n in (44, 45, 90, 91, 92)})
    return ledger


def _organisations(random: Random) -> list[Row]:
    operator_org: Row = {
        "name": "演示市数据集团有限公司",
        "credit_code": credit_code(2001),
        "roles": ("operator", "provider"),
        "category": "enterprise",
        "start": workday(FIRST - timedelta(days=260)),
    }
    ledger = [operator_org]
    for number, start in enumerate(start_dates(random, 299, 86, LAST, middle=0.4, steep=7), 2):
        ledger.append(_organisation(number, start))
    rows.ended(ledger, {70: date(2026, 3, 31)})
    return ledger


def _organisation(number: int, start: date) -> Row:
    row: Row = {"start": start, "is_sme": False, "public_service": False, "leading": False}
    if number % 5 == 0:
        name, kind = f"演示市{BODIES[number // 5 % 10]}部门{number:03d}", "11"
        return {
            **row,
            "name": name,
            "credit_code": credit_code(2000 + number, kind),
            "roles": ("provider", "user"),
            "category": "government",
        }
    if number % 7 == 3:
        name, kind = f"演示市{SERVICES[number // 7 % 7]}单位{number:03d}", "12"
        row |= {"category": "public_institution", "public_service": True, "roles": ("provider", "user")}
        return {**row, "name": name, "credit_code": credit_code(2000 + number, kind)}
    leading = number % 11 == 8 and number < 260
    name = f"演示{TRADES[number % 7]}{'集团' if leading else ''}有限公司{number:03d}"
    row |= {"category": "enterprise", "leading": leading, "is_sme": not leading and number % 3 != 0}
    roles = ("service_provider",) if number % 4 == 2 and not leading else ("user",)
    return {**row, "name": name, "credit_code": credit_code(2000 + number), "roles": roles}
