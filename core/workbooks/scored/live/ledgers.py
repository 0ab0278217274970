"""Formulas on 数据资源台账 and 产品应用台账, as in core/formulas/resources.py and products.py."""

from __future__ import annotations

from core.formulas.names import listed, normal
from core.printers.sheet.part import Part
from core.workbooks.scored.live.conditions import ALWAYS, Condition
from core.workbooks.scored.live.names import name_counts, reaching
from core.workbooks.scored.live.plan import Asked, Cells, Mode, Plan
from core.workbooks.scored.live.rows import Rows

RESOURCES, PRODUCTS = "resources", "products"


def finished(asked: Asked, rows: Rows, above: str, missing: str, divisor: str | None = None) -> Plan:
    """The plan of a figure from a ledger, over a figure of 基本信息 where there is one."""
    cells = Cells(asked.setting)
    below = None if divisor is None else cells.number(asked.basics(divisor))
    copied = rows.spans.copied or cells.copied
    mode = Mode.COPY if copied else Mode.LIVE
    return Plan(asked.criterion.id, mode, None, Part(above, asked.part()), below, missing)


def operator_open_datasets(asked: Asked) -> Plan:
    """E2.1."""
    rows = asked.setting.rows(RESOURCES)
    return finished(asked, rows, *rows.count(rows.flag("operator_open")))


def public_resources_share(asked: Asked) -> Plan:
    """C2.1."""
    rows = asked.setting.rows(RESOURCES)
    return finished(asked, rows, *rows.count(rows.choice("category", "public")), "public_resources_total")


def open_volume_multiple(asked: Asked) -> Plan:
    """E2.2, I2.2, C2.3: the amount of the rows that are surely live; what lacks its amount is missing."""
    rows = asked.setting.rows(RESOURCES)
    volume = rows.spans["volume"].range
    here = rows.record & rows.live
    above = f"SUMPRODUCT({rows.live.surely},{volume})"
    missing = f"SUMPRODUCT({here.maybe}*1)-SUMPRODUCT(ISNUMBER({volume})*{rows.live.surely})"
    return finished(asked, rows, above, missing, "baseline_volume")


def quality_subdomains(asked: Asked) -> Plan:
    """I2.1."""
    rows = asked.setting.rows(RESOURCES)
    marked = rows.spans.typed("high_quality")
    counts = name_counts(rows, "subdomain", rows.flag("high_quality"), marked, asked.as_of, normal, several=False)
    return finished(asked, rows, *reaching(counts, 1))


def scenario_categories(asked: Asked) -> Plan:
    """E3.1, I3.1."""
    rows = asked.setting.rows(PRODUCTS)
    counts = name_counts(rows, "scenario_category", ALWAYS, None, asked.as_of, listed, several=True)
    return finished(asked, rows, *reaching(counts, 1))


def scenarios(asked: Asked) -> Plan:
    """C3.1."""
    rows = asked.setting.rows(PRODUCTS)
    counts = name_counts(rows, "scenario", ALWAYS, None, asked.as_of, listed, several=True)
    return finished(asked, rows, *reaching(counts, 1))


def categories_with_enough_applications(asked: Asked) -> Plan:
    """E3.2."""
    rows = asked.setting.rows(PRODUCTS)
    condition = rows.choice("type", "application")
    is_one = [None if type is None else type == "application" for type in rows.spans.typed("type")]
    counts = name_counts(rows, "scenario_category", condition, is_one, asked.as_of, listed, several=True)
    return finished(asked, rows, *reaching(counts, asked.criterion.parameters["applications_per_category"]))


def high_value_applications(asked: Asked) -> Plan:
    """E3.3."""
    rows = asked.setting.rows(PRODUCTS)
    reached = rows.reaches("external_enterprises", asked.criterion.parameters["external_enterprises"])
    return finished(asked, rows, *rows.count(rows.choice("type", "application") & rows.flag("high_value") & reached))


def high_value_products(asked: Asked) -> Plan:
    """I3.3."""
    rows = asked.setting.rows(PRODUCTS)
    reached = rows.reaches("enterprises_served", asked.criterion.parameters["enterprises"])
    return finished(asked, rows, *rows.count(rows.flag("high_value") & reached))


def products_and_services(asked: Asked) -> Plan:
    """I3.2."""
    rows = asked.setting.rows(PRODUCTS)
    return finished(asked, rows, *rows.count(rows.record))


def listed_products(asked: Asked) -> Plan:
    """C2.2: any type but 数据服务; a blank type could be one."""
    rows = asked.setting.rows(PRODUCTS)
    service = rows.choice("type", "service")
    typed = rows.filled("type")
    other = ~service
    condition = Condition(f"{typed}*{other.surely}", f"{rows.record.maybe}*{other.maybe}")
    return finished(asked, rows, *rows.count(condition))
