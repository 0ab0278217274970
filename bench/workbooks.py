"""Seeded workbooks to measure on: 550, 10,090 and 200,090 rows, nearly all of them in the ledgers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from textwrap import wrap

import xlsxwriter

from tests.oracle.criteria import FOUNDATION, ids_of
from tests.oracle.labels import COLUMNS, SHEETS
from tests.oracle.rules import COMPUTED

#: Rows of 接入主体台账, 产品应用台账 and 数据资源台账; the other sheets have 90 in all.
SIZES = {"S": (180, 140, 140), "M": (4_000, 3_000, 3_000), "L": (80_000, 60_000, 60_000)}
OTHER_ROWS = 90
FIRST, LAST = date(2025, 7, 1), date(2026, 9, 30)
MONTHS = 15
#: What names of organisations are made of: 浙江云帆数据科技有限公司.
PLACES = wrap("北京上海江苏浙江安徽福建山东湖北广东四川苏州宁波青岛厦门深圳成都武汉杭州", 2)
FIRST_SIGNS, SECOND_SIGNS = "云海天华中金远鸿博瑞恒泰盛嘉德汇通智星启", "帆达信和联创景源航锐晟图舟桥川岭峰驰越拓"
TRADES = wrap("数据科技智能装备信息技术电子商务生物医药精密机械能源服务绿色建材现代物流新型材料纺织服装食品饮料", 4)

Row = list[object]


def rows(size: str) -> int:
    """Rows of a workbook, headers aside."""
    return sum(SIZES[size]) + OTHER_ROWS


def workbook(size: str | tuple[int, int, int]) -> bytes:
    """An enterprise pilot's workbook; the same bytes for a size, but for the time that is written in it."""
    random = Random(str(size))
    organisations, products, resources = SIZES[size] if isinstance(size, str) else size
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for key, lines in (
            ("basics", basics()),
            ("monthly", monthly(random)),
            ("plan", ([id, None, None, None, 1] for id in ids_of("enterprise") if id in COMPUTED)),
            ("claims", claims()),
            ("resources", resource_lines(random, resources)),
            ("products", product_lines(random, products)),
            ("organisations", organisation_lines(random, organisations)),
            ("daily", daily(random)),
        ):
            sheet = book.add_worksheet(SHEETS[key][0])
            if key == "basics":
                sheet.write_row(0, 0, ["项目", "内容", "说明"])
            else:
                sheet.write_row(0, 0, [zh for zh, _ in COLUMNS[key].values()])
            for i, line in enumerate(lines, 1):
                sheet.write_row(i, 0, line)
    return raw.getvalue()


def basics() -> Iterator[Row]:
    given = {
        "space_name": "演示空间",
        "operator_org": "演示运营有限公司",
        "profile": "企业",
        "as_of": "2026-09",
        "pilot_start": "2025-07",
        "pilot_end": "2027-06",
        "planned_investment": 3200,
        "invested": 1850,
        "baseline_volume": 1260.5,
        "volume_unit": "GB",
        "template_version": "1",
    }
    yield from ([zh, given.get(key)] for key, (zh, _) in COLUMNS["basics"].items())


def monthly(random: Random) -> Iterator[Row]:
    for i in range(MONTHS):
        year, month = 2025 + (6 + i) // 12, (6 + i) % 12 + 1
        yield [f"{year}-{month:02d}", *(random.randint(1, 30) for _ in list(COLUMNS["monthly"])[1:])]


def claims() -> Iterator[Row]:
    wanted = [id for id in [*FOUNDATION, *ids_of("enterprise")[8:]] if id not in COMPUTED]
    yield from ([id, "要素", "已具备", "系统运行日志", None, None, None] for id in wanted)


def life(random: Random) -> tuple[date, date | None]:
    start = FIRST + timedelta(days=random.randrange((LAST - FIRST).days))
    return start, start + timedelta(days=random.randrange(1, 300)) if random.random() < 0.1 else None


def flag(random: Random, share: float) -> str:
    return "是" if random.random() < share else "否"


def resource_lines(random: Random, n: int) -> Iterator[Row]:
    for i in range(n):
        category = random.choice(("公共数据", "企业数据", "其他"))
        marks = [category, f"细分领域{i % 23}", flag(random, 0.3), flag(random, 0.4), round(random.uniform(1, 90), 2)]
        yield [f"供应链数据资源{i:06d}", f"提供单位{i % 900}", *marks, *life(random)]


def product_lines(random: Random, n: int) -> Iterator[Row]:
    kinds = ("数据集", "API产品", "数据应用", "数据应用", "数据报告", "数据服务")
    for i in range(n):
        category = f"场景类{i % 12}" if i % 5 else f"场景类{i % 12}、场景类{(i + 5) % 12}"
        served = random.randrange(400)
        marks = [random.choice(kinds), category, f"应用场景{i % 140}", flag(random, 0.2), served, served // 3]
        yield [f"数据产品{i:06d}", *marks, *life(random)]


def organisation_name(number: int) -> str:
    """The name of an organisation, another for each number below 86,400."""
    signs = []
    for some in (TRADES, PLACES, FIRST_SIGNS, SECOND_SIGNS):
        number, at = divmod(number, len(some))
        signs.append(some[at])
    trade, place, first, second = signs
    return f"{place}{first}{second}{trade}有限公司"


def organisation_lines(random: Random, n: int) -> Iterator[Row]:
    roles = ("数据提供方", "数据使用方", "数据提供方、数据使用方", "数据服务方", "第三方数据服务机构")
    for i in range(n):
        whose = i if random.random() < 0.98 else random.randrange(n)
        kind = random.choice(("企业", "企业", "企业", "事业单位", "政府部门"))
        marks = [flag(random, share) for share in (0.6, 0.1, 0.05)]
        start, end = life(random)
        served = start + timedelta(days=40) if random.random() < 0.5 else None
        code = f"91330100MA{whose:07d}X"
        yield [organisation_name(whose), code, random.choice(roles), kind, *marks, 0.01, start, end, served]


def daily(random: Random) -> Iterator[Row]:
    others = len(list(basics())) + MONTHS + len(list(claims())) + sum(id in COMPUTED for id in ids_of("enterprise"))
    for i in range(OTHER_ROWS - others):
        yield [LAST - timedelta(days=i), 1200, random.randint(200, 500), 400, random.randint(20, 60)]
