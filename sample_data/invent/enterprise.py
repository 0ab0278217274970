"""An enterprise pilot nearly there, 15 months in: what is short is short by little."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from core.workbooks.template import Filling
from sample_data.invent import rows
from sample_data.invent.invented import FIRST, REMARK, credit_code, start_dates, workday
from sample_data.invent.rows import Row, Word

LAST = date(2026, 9, 30)

#: Applications live in each category, and scenarios in it.
CATEGORIES = {
    "采购协同": (14, ("需求预测", "寻源比价", "供应商准入")),
    "生产协同": (12, ("排产协同", "产能共享", "委外跟踪")),
    "物流协同": (11, ("在途跟踪", "到货预约", "仓储调拨")),
    "质量追溯": (10, ("来料质检", "批次追溯", "质量预警")),
    "供应链金融": (9, ("订单融资", "应收确权", "信用画像")),
    "绿色低碳": (5, ("碳足迹核算", "能耗对标")),
    "设备运维": (4, ("远程诊断", "备件共享")),
}
OTHER_PRODUCTS = (("api", 5), ("report", 4), ("service", 1))
KINDS = {"application": "应用", "api": "接口", "report": "月报", "service": "服务"}
SUBJECTS = (
    "采购订单",
    "交付履约",
    "来料检验",
    "产能负荷",
    "库存周转",
    "物流轨迹",
    "设备运行",
    "能耗计量",
    "质量批次",
    "售后工单",
)
TRADES = ("装备制造", "精密部件", "电子元件", "化工材料", "铸锻件", "物流运输", "包装印刷", "工业软件")

TARGETS = {
    "E2.1": ("15", "30"),
    "E2.2": ("1.6", "2.5"),
    "E3.1": ("4", "8"),
    "E3.2": ("2", "6"),
    "E3.3": ("2", "8"),
    "E3.4": ("0.3", "0.6"),
    "E4.1": ("120", "260"),
    "E4.2": ("0.22", "0.35"),
    "E6.5": ("0.03", "0.12"),
}

CLAIMS: dict[str, Word] = {
    "F1.1": ("ready", "场景清单及立项批复（演示数科〔2025〕3号）", "", "true", ""),
    "F1.2": ("ready", "数据资源目录、数据产品目录（2026年9月版）", "", "true", ""),
    "F2.1": ("ready", "系统测试报告；系统运行日志2026年1—9月", "", "true", "已登录系统查看"),
    "F2.2": ("ready", "系统测试报告；接口清单", "", "true", ""),
    "F2.3": ("ready", "开发环境访问地址与测试账号", "", "true", ""),
    "F3.1": ("ready", "运营团队任命文件（演示数科〔2025〕1号）", "", "true", ""),
    "F3.2": ("ready", "《运营管理办法》等6项制度扫描件", "", "true", ""),
    "E1.1": ("ready", "龙头企业与12家供应商的数据流通协议", "", "true", ""),
    "E1.2": (
        "ready",
        "供应链效率评估报告（2026年上半年）",
        "订单交付周期由21天降至16天",
        "partly_true",
        "请补充第三方验证材料",
    ),
    "E1.3": ("ready", "协同模式总结报告；2项发明专利受理通知书", "", "", ""),
    "E5.1": ("ready", "接入连接器测试报告；日志存证记录", "", "true", ""),
    "E5.2": ("ready", "目录与互操作测试报告", "", "true", ""),
    "E5.3": ("ready", "应用开发环境说明；访问地址与账号", "", "", ""),
    "E5.4": ("ready", "等级保护三级测评报告", "", "true", ""),
    "E6.1": ("ready", "《接入主体准入认证办法》扫描件", "", "true", ""),
    "E6.2": ("ready", "《数据流通使用规则》扫描件", "", "true", ""),
    "E6.3": ("partial", "商业计划书（修订稿）", "会员费与按次计费并行试运行", "", ""),
    "E6.4": ("ready", "", "累计带动新经济价值约2,600万元，证明材料收集中", "", ""),
    "E6.6": ("ready", "合规审查意见书；法律意见书", "", "true", ""),
}


def filling() -> Filling:
    """The sample's content."""
    random = Random(2025)
    resources = _resources(random)
    baseline = sum((Decimal(str(row["volume"])) for row in resources if row["start"] < FIRST), Decimal(0))  # type: ignore[operator]
    return Filling(
        basics={
            "space_name": "演示装备供应链可信数据空间（演示数据）",
            "operator_org": "演示装备集团数据科技有限公司",
            "region": "演示省演示市",
            "industry": "通用设备制造业",
            "pilot_start": date(2025, 7, 1),
            "pilot_end": date(2027, 6, 1),
            "as_of": date(2026, 9, 1),
            "planned_investment": 2162,
            "invested": 1486,
            "volume_unit": "GB",
            "baseline_volume": baseline,
        },
        rows={
            "monthly": rows.money(random, LAST, revenue=186.4, spent=1486, value=2630),
            "plan": rows.plan(TARGETS),
            "claims": rows.claims(CLAIMS),
            "resources": resources,
            "products": _products(random),
            "organisations": _organisations(random),
            "daily": rows.daily(random, LAST, (420, 1460), (0.15, 0.405), ("registered_users", "active_users")),
        },
        remark=REMARK,
    )


def _resources(random: Random) -> list[Row]:
    ledger: list[Row] = []
    for number, start in enumerate(start_dates(random, 60, 22, LAST, middle=0.4)):
        subject = SUBJECTS[number % len(SUBJECTS)]
        ledger.append(
            {
                "name": f"{subject}数据集{number + 1:03d}",
                "provider": "演示装备集团数据科技有限公司"
                if number % 5 < 2
                else f"演示{TRADES[number % 8]}有限公司{number + 2:03d}",
                "category": "other" if number % 17 == 5 else "enterprise",
                "subdomain": subject[:2],
                "operator_open": number % 5 < 2,
                "high_quality": number % 7 == 3,
                "volume": Decimal(random.randint(180, 620) + (60 if number >= 22 else 0)) / 10,
                "start": start,
            }
        )
    rows.ended(ledger, {8: date(2026, 3, 31)})
    return ledger


def _products(random: Random) -> list[Row]:
    kinds = [("application", name) for name, (count, _) in CATEGORIES.items() for _ in range(count)]
    kinds += [(kind, name) for kind, count in OTHER_PRODUCTS for name in list(CATEGORIES)[:count]]
    random.shuffle(kinds)
    starts = start_dates(random, len(kinds), 6, LAST, middle=0.5)
    ledger: list[Row] = []
    valued = 0
    for number, ((kind, category), start) in enumerate(zip(kinds, starts, strict=True)):
        scenarios = CATEGORIES[category][1]
        scenario = scenarios[number % len(scenarios)]
        high = kind == "application" and number % 9 == 4
        valued += high
        external = random.randint(22, 41) if high and valued <= 5 else random.randint(3, 18)
        ledger.append(
            {
                "name": f"{scenario}{KINDS[kind]}{number + 1:03d}",
                "type": kind,
                "scenario_category": (category,),
                "scenario": (scenario,),
                "high_value": high,
                "enterprises_served": external + random.randint(2, 9),
                "external_enterprises": external,
                "start": start,
            }
        )
    ledger.append(
        {
            **ledger[3],
            "name": "寻源比价应用（旧版）",
            "type": "application",
            "high_value": False,
            "end": date(2026, 4, 30),
        }
    )
    return ledger


def _organisations(random: Random) -> list[Row]:
    operator_org: Row = {
        "name": "演示装备集团数据科技有限公司",
        "credit_code": credit_code(1),
        "roles": ("operator", "provider"),
        "category": "enterprise",
        "is_sme": False,
        "start": workday(FIRST - timedelta(days=200)),
    }
    ledger = [operator_org]
    for number, start in enumerate(start_dates(random, 179, 41, LAST, middle=0.42, steep=5), 2):
        ledger.append(_organisation(random, number, start))
    rows.ended(ledger, {17: date(2025, 12, 31), 48: date(2026, 3, 31), 77: date(2026, 5, 29), 102: date(2026, 8, 31)})
    return ledger


def _organisation(random: Random, number: int, start: date) -> Row:
    trade = TRADES[number % len(TRADES)]
    if number % 30 == 11:
        name, kind, category = f"演示{trade}研究院{number:03d}", "12", "public_institution"
    else:
        name, kind, category = f"演示{trade}有限公司{number:03d}", "91", "enterprise"
    row: Row = {
        "name": name,
        "credit_code": credit_code(number, kind),
        "roles": _roles(number),
        "category": category,
        "is_sme": category == "enterprise" and number % 4 != 0,
        "start": start,
    }
    served = max(start, FIRST) + timedelta(days=random.randint(40, 240))
    if row["is_sme"] and served < LAST and number % 11 not in (1, 4, 6):
        row["first_inclusive_service"] = workday(served)
    return row


def _roles(number: int) -> tuple[str, ...]:
    if number % 19 == 7:
        return ("service_provider",)
    if number % 29 == 13:
        return ("third_party",)
    return ("provider", "user") if number % 3 == 0 else ("user",)
