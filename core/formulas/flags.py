"""The flags of ledger rows, by ledger and name: every condition that a formula puts on a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from types import MappingProxyType

import narwhals as nw

from core.model import NEVER, Ledger

Parameters = Mapping[str, int]
Flag = Callable[[Parameters, Ledger], nw.Expr]


def _column(name: str) -> Flag:
    return lambda *_: nw.col(name)


def _equal(name: str, word: str) -> Flag:
    return lambda *_: nw.col(name) == word


def _roles(*roles: str) -> Flag:
    """Whether 角色 names one of the roles."""
    return lambda *_: reduce(lambda a, b: a | b, (nw.col("roles").str.contains(f"|{r}|", literal=True) for r in roles))


def _enough(name: str, parameter: str) -> Flag:
    """Whether a number reaches one that the clause gives, such as 20 external enterprises."""
    return lambda parameters, _: nw.col(name) >= parameters[parameter]


def _unreadable(name: str) -> Flag:
    """Whether the cell holds something that could not be read, where a blank one has a meaning of its own."""
    return lambda _, ledger: nw.col("row").is_in(sorted(ledger.unreadable.get(name, ())))


#: By ledger: the flag's name → (the columns it looks at, the expression from the clauses' parameters).
FLAGS: Mapping[str, Mapping[str, tuple[tuple[str, ...], Flag]]] = MappingProxyType(
    {
        "resources": {
            "operator_open": (("operator_open",), _column("operator_open")),
            "high_quality": (("high_quality",), _column("high_quality")),
            "public_data": (("category",), _equal("category", "public")),
        },
        "products": {
            "application": (("type",), _equal("type", "application")),
            # Any type but 数据服务; a blank type is not known, since it could be one.
            "listed": (("type",), lambda *_: nw.when(nw.col("type") != "").then(nw.col("type") != "service")),
            "high_value": (("high_value",), _column("high_value")),
            "enough_external": (("external_enterprises",), _enough("external_enterprises", "external_enterprises")),
            "enough_served": (("enterprises_served",), _enough("enterprises_served", "enterprises")),
        },
        "organisations": {
            "enterprise": (("category",), _equal("category", "enterprise")),
            "sme": (("is_sme",), _column("is_sme")),
            "served": ((), lambda *_: nw.col("first_inclusive_service") < NEVER),
            "leading": (("leading",), _column("leading")),
            "share_stated": (("market_share",), lambda *_: ~nw.col("market_share").is_null()),
            "share_unread": (("market_share",), _unreadable("market_share")),
            "public_body": (
                ("category", "public_service"),
                lambda *_: (nw.col("category") == "government") | nw.col("public_service"),
            ),
            "operator": (("roles",), _roles("operator")),
            "provider": (("roles",), _roles("provider")),
            "user": (("roles",), _roles("user")),
            "service_provider": (("roles",), _roles("service_provider")),
            "third_party": (("roles",), _roles("third_party")),
            "third_party_or_service": (("roles",), _roles("third_party", "service_provider")),
        },
    }
)


def flags_of(ledger: Ledger, names: Iterable[str], parameters: Parameters) -> dict[str, nw.Expr]:
    """The expressions of the flags that the ledger has the columns for."""
    known = FLAGS[ledger.key]
    return {
        name: known[name][1](parameters, ledger)
        for name in dict.fromkeys(names)
        if all(column in ledger.letters for column in known[name][0])
    }


#: Keys that the digest of 接入主体台账 works out: who holds a row (ALONE for organisations of one row),
#: and the share that the holder of several states on it.
HOLDER, STATED = "_holder", "_stated"
ALONE = -1


def derived(ledger: Ledger) -> dict[str, nw.Expr]:
    """The expressions of the keys that are no columns; a ledger without shares states none."""
    if ledger.key != "organisations":
        return {}
    alone = nw.col("row").count().over("organisation") == 1
    share = nw.when(~alone).then(nw.col("market_share")) if "market_share" in ledger.letters else nw.lit(0)
    return {HOLDER: nw.when(alone).then(nw.lit(ALONE)).otherwise(nw.col("organisation")), STATED: share}
