"""月度统计 beside the ledger in the months before the date; at the date `checks.agreement` asks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from core.formulas import monthly
from core.formulas.checks import figure_of
from core.model import Measurement, Problem
from core.plausibility.case import Case, ask


def questions(case: Case) -> Iterator[Problem]:
    """One question an indicator whose figures agree at the date (or are not both there) but often did not before."""
    table = case.submission.monthly
    rows = {row.month for row in table.rows} if table else set()
    for criterion, formula, indicator in case.criteria:
        if indicator.origin not in ("ledger", "daily") or not rows:
            continue
        entered = monthly.measure(formula, case.submission, [month for month in indicator.by_month if month in rows])
        both = [
            (month, used, entered[month])
            for month, used in indicator.by_month.items()
            if month in rows and used.sources and table is not None and used.sources[0].sheet != table.key
        ]
        differing = [(month, used, said) for month, used, said in both if _differ(case, used, said)]
        at_date = any(
            month == case.as_of and used.value != said.value for month, used, said in both if said.value is not None
        )
        if len(differing) >= case.limits.earlier_months and not at_date:
            month, used, said = differing[0]
            ledger, entered_then = (figure_of(criterion, each.value or Fraction(0)) for each in (used, said))
            details = {"ledger": ledger, "monthly": entered_then, "count": len(differing)}
            yield ask(
                "differs_earlier",
                said.sources[0],
                str(month),
                (criterion.id,),
                month=month,
                title=criterion.title,
                **details,
            )


def _differ(case: Case, used: Measurement, said: Measurement) -> bool:
    """Whether the two differ by more than what late entries explain."""
    if used.value is None or said.value is None or used.at_least:
        return False
    return abs(used.value - said.value) > case.limits.earlier_share * max(used.value, said.value)
