"""Formulas on 接入主体台账: F3.3; E3.4; E4.1; I4.1; I4.3; C4.1; C4.2; C4.3.

An organisation is its rows with the same `organisation` number: live if one of them is, and it has
what any of its live rows says.  Most have one row: those are counted as rows (holder ALONE); the
others one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from core.formulas.cohorts import Cohort, Wants
from core.formulas.flags import ALONE, HOLDER, STATED
from core.formulas.formula import (
    Bounds,
    Formula,
    LedgerRule,
    MonthlyRule,
    OtherRule,
    Setting,
    figure,
    fraction,
    over_basics,
    quotient,
    reason_of,
    refs,
    single,
)
from core.formulas.presence import NOWHERE, Bound, Presence, amount, distinct, plus, present, total
from core.model import Measurement, MonthlyRow, Reason

LEDGER = "organisations"
IDENTITY = ("name", "credit_code", "end")
ROLES = ("provider", "user", "service_provider")
SERVED = "first_inclusive_service"
KEYS = (HOLDER, SERVED, STATED)


def _found(setting: Setting, wants: Wants) -> tuple[list[Cohort], list[Cohort]]:
    """Cohorts of organisations with one row, and those of the others."""
    cohorts = setting.cohorts(LEDGER, wants, *KEYS)
    return [c for c in cohorts if c.keys[0] == ALONE], [c for c in cohorts if c.keys[0] != ALONE]


def _holder(cohort: Cohort) -> tuple[Any, ...]:
    return cohort.keys[:1]


def _organisations(setting: Setting, rule: LedgerRule) -> Bounds:
    return _having(setting, rule.wants)


def _having(setting: Setting, wants: Wants) -> Bounds:
    """Organisations with one flag, or with any live row at all."""
    alone, shared = _found(setting, wants)
    window = setting.window
    return plus(total(alone, window), distinct(present(shared, _holder).values(), window))


def _roles_present(setting: Setting, rule: LedgerRule) -> Bounds:
    """How many of the roles occur among the live organisations (F3.3)."""
    each = [_having(setting, (role,)) for role in rule.flags]
    return tuple(
        Bound(
            Fraction(sum(1 for bounds in each if bounds[i].sure)),
            sum(1 for bounds in each if not bounds[i].sure and bounds[i].doubt),
        )
        for i in range(setting.window.length)
    )


def _enterprises(setting: Setting, rule: LedgerRule) -> Bounds:
    """Enterprises that do not name 运营者 among their roles (E4.1).

    Only a row that is of an enterprise and does not itself name 运营者 can make one count, and only
    where no other live row of the organisation names it.
    """
    window = setting.window
    alone, shared = _found(setting, rule.wants)
    operators = present(_found(setting, ("operator",))[1], _holder)
    others = (p.without(operators.get(holder, NOWHERE)) for holder, p in present(shared, _holder).items())
    return plus(total(alone, window), distinct(others, window))


def _smes_served(setting: Setting, rule: LedgerRule) -> Bounds:
    """SMEs of which some live row was first served by the month's end (E3.4)."""
    window = setting.window
    alone = _since_served(_found(setting, ("sme", "served"))[0], setting)
    served = present(_since_served(_found(setting, ("served",))[1], setting), _holder)
    smes = present(_found(setting, ("sme",))[1], _holder)
    both = (smes[holder] & p for holder, p in served.items() if holder in smes)
    return plus(total(alone, window), distinct(both, window))


def _since_served(cohorts: list[Cohort], setting: Setting) -> list[Cohort]:
    """The same, only from the month of the first service on."""
    window = setting.window
    return [
        Cohort(c.keys, months, c.rows, c.sure)
        for c in cohorts
        if (months := c.months & window.live(c.keys[KEYS.index(SERVED)], None))
    ]


def _smes(setting: Setting, rule: LedgerRule) -> Bounds:
    return _having(setting, ("sme",))


def _shares(setting: Setting, rule: LedgerRule) -> Bounds:
    """The sum of the live organisations' shares, each once; the smallest where its rows differ (I4.1)."""
    window = setting.window
    alone, shared = _found(setting, ("share_stated",))
    unread_alone, unread_shared = _found(setting, ("share_unread",))
    stated: dict[Any, list[Cohort]] = {}
    for cohort in shared:
        stated.setdefault(cohort.keys[0], []).append(cohort)
    unread = present(unread_shared, _holder)
    for holder in unread:
        stated.setdefault(holder, [])
    bounds = []
    for bit in window.each():
        shares = [_share(found, bit, unread.get(holder, NOWHERE)) for holder, found in stated.items()]
        bounds.append(Bound(sum((share for share, _ in shares), Fraction(0)), sum(doubt for _, doubt in shares)))
    unknown = tuple(Bound(Fraction(0), int(b.sure) + b.doubt) for b in total(unread_alone, window))
    return plus(plus(amount(alone, window), unknown), tuple(bounds))


def _share(found: list[Cohort], bit: int, unread: Presence) -> tuple[Fraction, bool]:
    """What an organisation surely adds in a month, and whether it may be another figure."""
    sure = [cohort.keys[2] for cohort in found if cohort.sure and cohort.months & bit]
    maybe = [cohort.keys[2] for cohort in found if not cohort.sure and cohort.months & bit]
    if unread.maybe & bit or (maybe and not sure):
        return Fraction(0), True
    if not sure:
        return Fraction(0), False
    least = min(sure)
    return Fraction(min([least, *maybe])), bool(maybe) and min(maybe) < least


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


def _rule(
    reads: tuple[str, ...],
    *wants: str,
    count: Callable[[Setting, LedgerRule], Bounds] = _organisations,
    **extra: Any,
) -> LedgerRule:
    return LedgerRule(LEDGER, (*reads, "start"), wants, count, also=(*IDENTITY, *extra.pop("also", ())), **extra)


roles_present = Formula(
    ledger=_rule(("roles",), count=_roles_present, flags=ROLES),
    monthly=MonthlyRule(("providers", "users", "service_providers"), _roles_in_months),
)

enterprises_connected = Formula(
    ledger=_rule(("roles", "category"), "enterprise", "!operator", count=_enterprises),
    monthly=single("enterprises"),
    alternatives={"all_participants": OtherRule(_rule(()))},
)

smes_served_share = Formula(
    ledger=_rule(("is_sme",), "sme", count=_smes_served, base=_smes, flags=("served",), also=(SERVED,)),
    monthly=quotient("smes_served", "smes"),
    share=True,
)

market_share = Formula(
    ledger=_rule(("market_share",), count=_shares, flags=("share_stated", "share_unread"), amount="market_share"),
    monthly=single("market_share"),
    share=True,
)

third_party_organisations = Formula(
    ledger=_rule(("roles",), "third_party"),
    monthly=single("third_party_orgs"),
    alternatives={"with_service_providers": OtherRule(_rule(("roles",), "third_party_or_service"))},
)

service_providers = Formula(
    ledger=_rule(("roles",), "service_provider"),
    monthly=single("service_providers"),
    alternatives={"with_third_parties": OtherRule(_rule(("roles",), "third_party_or_service"))},
)

public_bodies_share = Formula(
    ledger=_rule(("category", "public_service"), "public_body"),
    monthly=over_basics("public_bodies_covered", "public_bodies_total"),
    denominator="public_bodies_total",
    share=True,
)

leading_enterprises_share = Formula(
    ledger=_rule(("leading",), "leading"),
    monthly=over_basics("leading_enterprises_covered", "leading_enterprises_total"),
    denominator="leading_enterprises_total",
    share=True,
)
