"""An industry pilot that lags, 13 months in: many products, few partners, little use."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from core.workbooks.template import Filling
from sample_data.invent import rows
from sample_data.invent.invented import FIRST, REMARK, credit_code, start_dates, workday
from sample_data.invent.rows import Row, Word

LAST = date(2026, 7, 31)

SUBDOMAINS = ("冷链运输", "多式联运", "城市配送", "仓储管理", "口岸通关", "车货匹配", "危化品运输")
#: Only these have high-quality datasets so far.
QUALITY = SUBDOMAINS[:3]
CATEGORIES = {
    "运力调度": ("干线调度", "回程配载", "应急运力"),
    "运单协同": ("电子运单", "签收核验", "异常处置"),
    "仓储协同": ("库存可视", "共享仓", "温控监测"),
    "通关协同": ("单证核验", "口岸预约"),
    "信用评价": ("承运商画像", "司机信用"),
    "保险风控": ("货运险定价", "理赔核验"),
    "金融服务": ("运费保理", "仓单质押"),
    "绿色运输": ("碳排核算", "新能源车效"),
    "安全监测": ("疲劳驾驶预警", "危化品监测"),
    "行业指数": ("运价指数", "景气指数"),
    "公共服务": ("限行查询", "停车导引"),
}
KINDS = {"dataset": "数据集", "api": "接口", "application": "应用", "report": "报告", "service": "服务"}
TRADES = ("物流运输", "冷链仓储", "货代", "快运", "港口服务", "供应链管理", "信息科技")
THIRD = ("数据检测", "数据评估", "合规咨询", "数据经纪", "安全审计", "公证服务")

TARGETS = {
    "I2.1": ("3", "7"),
    "I2.2": ("1.4", "2.2"),
    "I3.1": ("8", "15"),
    "I3.2": ("150", "500"),
    "I3.3": ("2", "6"),
    "I4.1": ("0.15", "0.35"),
    "I4.2": ("0.2", "0.35"),
    "I4.3": ("12", "40"),
    "I6.9": ("0.05", "0.22"),
}

CLAIMS: dict[str, Word] = {
    "F1.1": ("ready", "场景清单（2025年12月）", "", "true", ""),
    "F1.2": ("ready", "数据产品目录", "", "true", ""),
    "F2.1": ("ready", "系统测试报告", "", "true", ""),
    "F2.2": ("ready", "系统测试报告", "", "", ""),
    "F2.3": ("partial", "开发环境建设方案", "数据服务方接入流程尚在试运行", "partly_true", "请于下季度补充运行记录"),
    "F3.1": ("ready", "运营团队组建通知", "", "true", ""),
    "F3.2": ("ready", "《空间运营规则（试行）》扫描件", "", "", ""),
    "I1.1": ("partial", "行业数据共享协议（9家）", "头部平台企业尚未签署", "", ""),
    "I1.2": ("ready", "创新产品清单及客户服务合同", "", "true", ""),
    "I1.3": ("missing", "", "", "", ""),
    "I3.4": ("partial", "应用成效证明（3个应用）", "", "", ""),
    "I5.1": ("ready", "接入核验与日志存证测试报告", "", "true", ""),
    "I5.2": ("ready", "目录与互操作测试报告", "", "true", ""),
    "I5.3": ("partial", "应用开发平台说明", "", "", ""),
    "I5.4": ("ready", "等级保护三级测评报告", "", "true", ""),
    "I6.1": ("missing", "", "收费模式尚在论证", "", ""),
    "I6.2": ("partial", "共享共用机制草案", "", "", ""),
    "I6.3": ("ready", "《准入认证规则》扫描件", "", "true", ""),
    "I6.4": ("ready", "《流通使用规则》扫描件", "", "untrue", "扫描件缺少施行日期和签章"),
    "I6.5": ("missing", "", "", "", ""),
    "I6.6": ("partial", "收益分配方案（征求意见稿）", "", "", ""),
    "I6.8": ("ready", "", "证明材料收集中", "", ""),
    "I6.10": ("ready", "合规审查意见书", "", "true", ""),
}


def filling() -> Filling:
    """The sample's content; I6.7 is left blank, as often happens."""
    random = Random(2026)
    resources = _resources(random)
    baseline = sum((Decimal(str(row["volume"])) for row in resources if row["start"] < FIRST), Decimal(0))  # type: ignore[operator]
    return Filling(
        basics={
            "space_name": "演示物流行业可信数据空间（演示数据）",
            "operator_org": "演示物流大数据有限公司",
            "region": "演示省",
            "industry": "道路运输业",
            "pilot_start": date(2025, 7, 1),
            "pilot_end": date(2027, 6, 1),
            "as_of": date(2026, 7, 1),
            "planned_investment": 3591,
            "invested": 1320,
            "volume_unit": "万条",
            "baseline_volume": baseline,
        },
        rows={
            "monthly": rows.money(random, LAST, revenue=168.2, spent=1320, value=940),
            "plan": rows.plan(TARGETS),
            "claims": rows.claims(CLAIMS),
            "resources": resources,
            "products": _products(random),
            "organisations": _organisations(random),
            "daily": rows.daily(random, LAST, (640, 2380), (0.11, 0.22), ("registered_users", "active_users")),
        },
        remark=REMARK,
    )


def _resources(random: Random) -> list[Row]:
    ledger: list[Row] = []
    for number, start in enumerate(start_dates(random, 96, 52, LAST, middle=0.5)):
        subdomain = SUBDOMAINS[number % len(SUBDOMAINS)]
        ledger.append(
            {
                "name": f"{subdomain}数据{number + 1:03d}",
                "provider": f"演示{TRADES[number % 7]}有限公司{number + 2:03d}",
                "category": "public" if number % 13 == 4 else "enterprise",
                "subdomain": subdomain,
                "operator_open": number % 9 == 0,
                "high_quality": subdomain in QUALITY and number % 4 == 1,
                "volume": Decimal(random.randint(400, 2600)) / 10,
                "start": start,
            }
        )
    rows.ended(ledger, {30: date(2026, 1, 30), 41: date(2026, 4, 30)})
    return ledger


def _products(random: Random) -> list[Row]:
    ledger: list[Row] = []
    names = list(CATEGORIES)
    kinds = ("dataset", "api", "dataset", "application", "report", "dataset", "api", "service")
    for number, start in enumerate(start_dates(random, 342, 24, LAST, middle=0.4, steep=9)):
        kind = kinds[number % len(kinds)]
        category = names[(number * 7 + number // 11) % len(names)]
        scenario = CATEGORIES[category][number % len(CATEGORIES[category])]
        high = number % 48 == 27
        large = high and number < 150
        served = random.randint(104, 168) if large else random.randint(38, 88) if high else random.randint(1, 30)
        ledger.append(
            {
                "name": f"{scenario}{KINDS[kind]}{number + 1:03d}",
                "type": kind,
                "scenario_category": (category,),
                "scenario": (scenario,),
                "high_value": high,
                "enterprises_served": served,
                "external_enterprises": max(0, served - random.randint(0, 4)),
                "start": start,
            }
        )
    rows.ended(ledger, {60: date(2026, 5, 29), 61: date(2026, 5, 29), 140: date(2026, 6, 30)})
    return ledger


def _organisations(random: Random) -> list[Row]:
    operator_org: Row = {
        "name": "演示物流大数据有限公司",
        "credit_code": credit_code(1001),
        "roles": ("operator",),
        "category": "enterprise",
        "is_sme": False,
        "start": workday(FIRST - timedelta(days=240)),
    }
    ledger = [operator_org]
    for number, start in enumerate(start_dates(random, 329, 64, LAST, middle=0.45, steep=6), 2):
        ledger.append(_organisation(random, number, start))
    rows.ended(ledger, {33: date(2025, 11, 28), 120: date(2026, 5, 29)})
    return ledger


def _organisation(random: Random, number: int, start: date) -> Row:
    third = number % 18 == 9
    trade = THIRD[number % 6] if third else TRADES[number % len(TRADES)]
    row: Row = {
        "name": f"演示{trade}有限公司{number:03d}",
        "credit_code": credit_code(1000 + number),
        "roles": ("third_party",) if third else _roles(number),
        "category": "enterprise",
        "is_sme": third or number % 6 != 0,
        "start": start,
    }
    if not third and number % 24 == 6:
        row["market_share"] = Decimal(random.randint(105, 215)) / 100
    return row


def _roles(number: int) -> tuple[str, ...]:
    if number % 31 == 12:
        return ("service_provider",)
    return ("provider", "user") if number % 4 == 0 else ("user",)
