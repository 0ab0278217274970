"""Formulas on 接入主体台账, as in core/formulas/organisations.py."""

from __future__ import annotations

from collections import defaultdict

from core.printers.sheet.part import Part
from core.workbooks.scored.live.conditions import Condition
from core.workbooks.scored.live.ledgers import finished
from core.workbooks.scored.live.plan import Asked, Mode, NotLive, Plan, Why
from core.workbooks.scored.live.rows import Rows

LEDGER = "organisations"
ROLES = ("provider", "user", "service_provider")
SERVED = "first_inclusive_service"


def _rows(asked: Asked) -> Rows:
    return asked.setting.rows(LEDGER, compared=True)


def roles_present(asked: Asked) -> Plan:
    """F3.3: how many of the roles a live row names."""
    rows = asked.setting.rows(LEDGER)
    here = [rows.role("roles", role) & rows.live for role in ROLES]
    above = "+".join(f"(SUMPRODUCT({each.surely}*1)>0)" for each in here)
    missing = "+".join(f"(SUMPRODUCT({each.surely}*1)=0)*(SUMPRODUCT({each.maybe}*1)>0)" for each in here)
    return finished(asked, rows, above, missing)


def enterprises_connected(asked: Asked) -> Plan:
    """E4.1: enterprises of which no live row names 运营者."""
    rows = _rows(asked)
    operates = rows.role("roles", "operator")
    enterprise = rows.organisations(rows.choice("category", "enterprise") & ~operates)
    operating = rows.organisations(operates)
    if rows.organisation is None:
        operating = tuple(f"({part}>0)" for part in operating)  # type: ignore[assignment]
    surely = f"SUMPRODUCT({enterprise[0]}*(1-{operating[1]}))"
    maybe = f"SUMPRODUCT({enterprise[1]}*(1-{operating[0]}))"
    return finished(asked, rows, surely, f"{maybe}-{surely}")


def smes_served_share(asked: Asked) -> Plan:
    """E3.4: SMEs of which a live row was first served by the month's end ÷ SMEs."""
    rows = _rows(asked)
    sme = rows.organisations(rows.flag("is_sme"))
    served = rows.organisations(rows.by(SERVED))
    surely = f"SUMPRODUCT({sme[0]}*{served[0]})"
    maybe = f"SUMPRODUCT({sme[1]}*{served[1]})"
    all_maybe = f"SUMPRODUCT({sme[1]}*1)"
    missing = f"{maybe}-{surely}+{all_maybe}-SUMPRODUCT({sme[0]}*1)"
    mode = Mode.COPY if rows.spans.copied else Mode.LIVE
    below = Part(all_maybe, asked.part(1) if len(asked.finding.parts) > 1 else 0)
    return Plan(asked.criterion.id, mode, None, Part(surely, asked.part()), below, missing)


def market_share(asked: Asked) -> Plan:
    """I4.1: the shares of the live organisations, each once."""
    rows = _rows(asked)
    _refuse_different_shares(rows)
    span = rows.spans["market_share"]
    stated = Condition(f"ISNUMBER({span.range})", f"ISNUMBER({span.range})")
    here = stated & rows.live
    unread = f"SUMPRODUCT(ISTEXT({span.range})*{rows.live.maybe})"
    number = rows.organisation
    _surely, more = rows.distinct(stated)
    first = here.surely
    if number is not None:
        marked = f"{here.surely}*{number}"
        first = f"{here.surely}*(MATCH({marked},{marked},0)={rows.position})"
    above = f"SUMPRODUCT({first},{span.range})" + (f"/{span.scale}" if span.scale != 1 else "")
    return finished(asked, rows, above, f"{more}+{unread}")


def _refuse_different_shares(rows: Rows) -> None:
    """Rows of one organisation that state different shares: the smallest counts, which no plain formula finds."""
    stated: dict[int, set[object]] = defaultdict(set)
    for number, share in zip(rows.spans.typed("organisation"), rows.spans.typed("market_share"), strict=True):
        if share is not None:
            stated[number].add(share)
    if any(len(shares) > 1 for shares in stated.values()):
        raise NotLive(Why.SHARES_DIFFER)


def _distinct(asked: Asked, rows: Rows, condition: Condition, divisor: str | None = None) -> Plan:
    return finished(asked, rows, *rows.distinct(condition), divisor)


def third_party_organisations(asked: Asked) -> Plan:
    """I4.3."""
    rows = _rows(asked)
    return _distinct(asked, rows, rows.role("roles", "third_party"))


def service_providers(asked: Asked) -> Plan:
    """C4.3."""
    rows = _rows(asked)
    return _distinct(asked, rows, rows.role("roles", "service_provider"))


def public_bodies_share(asked: Asked) -> Plan:
    """C4.1."""
    rows = _rows(asked)
    condition = rows.choice("category", "government") | rows.flag("public_service")
    return _distinct(asked, rows, condition, "public_bodies_total")


def leading_enterprises_share(asked: Asked) -> Plan:
    """C4.2."""
    rows = _rows(asked)
    return _distinct(asked, rows, rows.flag("leading"), "leading_enterprises_total")
