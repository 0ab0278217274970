"""Formulas on 接入主体台账: F3.3; E3.4; E4.1; I4.1; I4.3; C4.1; C4.2; C4.3.

An organisation is its rows with the same `organisation` number: live if one of them is, and it
has what any of its live rows says.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import narwhals as nw

from core.indicators.cohorts import Cohort, cohorts, with_open_ends
from core.indicators.formula import (
    Bounds,
    Conditions,
    Formula,
    LedgerRule,
    MonthlyRule,
    Setting,
    figure,
    fraction,
    over_basics,
    quotient,
    reason_of,
    refs,
    single,
)
from core.indicators.presence import NOWHERE, Bound, Presence, distinct, present
from core.indicators.tally import every_row, tallied
from core.model import NEVER, Criterion, Measurement, MonthlyRow, Reason

LEDGER = "organisations"
IDENTITY = ("name", "credit_code", "end")
ROLES = ("provider", "user", "service_provider")


def _organisation(cohort: Cohort) -> tuple[Any, ...]:
    return cohort.keys[:1]


def _presence(frame: Any, condition: nw.Expr, setting: Setting) -> dict[Any, Presence]:
    return present(cohorts(frame, condition, setting.window, keys=["organisation"]), _organisation)


def _organisations(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
    return distinct(_presence(frame, conditions[0], setting).values(), setting.window)


def names_role(role: str) -> nw.Expr:
    """Whether 角色 names the role."""
    return nw.col("roles").str.contains(f"|{role}|", literal=True)


def _with_role(*roles: str) -> Callable[[Criterion], Conditions]:
    def conditions(_: Criterion) -> Conditions:
        named = names_role(roles[0])
        for role in roles[1:]:
            named = named | names_role(role)
        return (named,)

    return conditions


def _roles_present(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
    """How many of the roles occur among the live organisations (F3.3)."""
    window = setting.window
    each = [_organisations(frame, (condition,), setting) for condition in conditions]
    return tuple(
        Bound(
            Fraction(sum(1 for bounds in each if bounds[i].sure)),
            sum(1 for bounds in each if not bounds[i].sure and bounds[i].doubt),
        )
        for i in range(window.length)
    )


def _enterprises(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
    """Enterprises that do not name 运营者 among their roles (E4.1)."""
    enterprises = _presence(frame, conditions[0], setting)
    operators = _presence(frame, conditions[1], setting)
    if not operators:
        return distinct(enterprises.values(), setting.window)
    return distinct((p.without(operators.get(org, NOWHERE)) for org, p in enterprises.items()), setting.window)


def _served(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
    """SMEs of which some live row was first served by the month's end (E3.4)."""
    window, column = setting.window, "first_inclusive_service"
    smes = _presence(frame, conditions[0], setting)
    served: dict[Any, Presence] = {}
    was_served = nw.col(column) < NEVER
    dated = with_open_ends(nw.from_native(frame).lazy(), column)
    for cohort in cohorts(dated, was_served, window, keys=["organisation", column]):
        organisation, month = cohort.keys
        months = cohort.months & window.live(month, None)
        here = Presence(months if cohort.sure else 0, months)
        served[organisation] = served.get(organisation, NOWHERE) | here
    return distinct((smes[org] & p for org, p in served.items() if org in smes), window)


def _shares(frame: Any, conditions: Conditions, setting: Setting) -> Bounds:
    """The sum of the live organisations' shares, each once; the smallest where its rows differ (I4.1)."""
    window = setting.window
    stated: dict[Any, list[Cohort]] = {}
    for cohort in cohorts(frame, conditions[0], window, keys=["organisation", "market_share"]):
        stated.setdefault(cohort.keys[0], []).append(cohort)
    unread = _unreadable_shares(frame, setting)
    sums = [Fraction(0)] * window.length
    doubts = [0] * window.length
    for found in stated.values():
        for i, bit in enumerate(window.each()):
            live = [c for c in found if c.months & bit]
            if any(c.sure for c in live):
                sums[i] += Fraction(min(c.keys[1] for c in live))
            else:
                doubts[i] += bool(live)
    for presence in unread.values():
        for i, bit in enumerate(window.each()):
            doubts[i] += bool(presence.maybe & bit)
    return tuple(Bound(total, doubt) for total, doubt in zip(sums, doubts, strict=True))


def _unreadable_shares(frame: Any, setting: Setting) -> dict[Any, Presence]:
    rows = sorted(setting.submission.ledgers[LEDGER].unreadable.get("market_share", ()))
    return _presence(frame, nw.col("row").is_in(rows), setting) if rows else {}


def _roles_in_months(setting: Setting, row: MonthlyRow) -> Measurement:
    """How many of the three monthly columns are at least 1; a blank one makes it a lower bound."""
    entries = [figure(row, key) for key in ("providers", "users", "service_providers")]
    known = [entry for entry in entries if reason_of(entry) is None]
    reasons = {reason for entry in entries if (reason := reason_of(entry)) is not None}
    reason = Reason.UNREADABLE if Reason.UNREADABLE in reasons else Reason.BLANK if reasons else None
    if not known:
        return Measurement(None, reason, sources=refs(*entries))
    value = Fraction(sum(1 for entry in known if fraction(entry) >= 1))
    return Measurement(value, reason, reason is not None, (value,), refs(*entries))


def _rule(reads: tuple[str, ...], conditions: Callable[[Criterion], Conditions], **extra: Any) -> LedgerRule:
    return LedgerRule(LEDGER, (*reads, "start"), conditions, extra.pop("count", _organisations), also=IDENTITY, **extra)


roles_present = Formula(
    ledger=_rule(("roles",), lambda _: tuple(names_role(role) for role in ROLES), count=_roles_present),
    monthly=MonthlyRule(("providers", "users", "service_providers"), _roles_in_months),
)

_enterprises_rule = _rule(
    ("roles", "category"), lambda _: (nw.col("category") == "enterprise", names_role("operator")), count=_enterprises
)

enterprises_connected = Formula(
    ledger=_enterprises_rule,
    monthly=single("enterprises"),
    alternatives={
        "all_participants": tallied(_enterprises_rule, _organisations, conditions=every_row, reads=("start",))
    },
)

smes_served_share = Formula(
    ledger=LedgerRule(
        LEDGER,
        ("is_sme", "start"),
        lambda _: (nw.col("is_sme"),),
        _served,
        also=(*IDENTITY, "first_inclusive_service"),
        base=_organisations,
    ),
    monthly=quotient("smes_served", "smes"),
    share=True,
)

market_share = Formula(
    ledger=_rule(
        ("market_share",),
        lambda _: (~nw.col("market_share").is_null(),),
        count=_shares,
        adds_nothing=("market_share",),
    ),
    monthly=single("market_share"),
    share=True,
)

_third_parties = _rule(("roles",), _with_role("third_party"))
_service_providers = _rule(("roles",), _with_role("service_provider"))
_either = _with_role("third_party", "service_provider")

third_party_organisations = Formula(
    ledger=_third_parties,
    monthly=single("third_party_orgs"),
    alternatives={"with_service_providers": tallied(_third_parties, _organisations, conditions=_either)},
)

service_providers = Formula(
    ledger=_service_providers,
    monthly=single("service_providers"),
    alternatives={"with_third_parties": tallied(_service_providers, _organisations, conditions=_either)},
)

public_bodies_share = Formula(
    ledger=_rule(
        ("category", "public_service"),
        lambda _: ((nw.col("category") == "government") | nw.col("public_service"),),
    ),
    monthly=over_basics("public_bodies_covered", "public_bodies_total"),
    denominator="public_bodies_total",
    share=True,
)

leading_enterprises_share = Formula(
    ledger=_rule(("leading",), lambda _: (nw.col("leading"),)),
    monthly=over_basics("leading_enterprises_covered", "leading_enterprises_total"),
    denominator="leading_enterprises_total",
    share=True,
)
