"""A part above its whole where no error says so already: single days, earlier months, single products."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from core.model import Ledger, Place, Problem, Reason
from core.plausibility.case import Case, ask, first_day


def questions(case: Case) -> Iterator[Problem]:
    """Days, then earlier months of the ledgers, then products."""
    yield from _days(case)
    yield from _earlier_months(case)
    yield from _products(case)


def _days(case: Case) -> Iterator[Problem]:
    """Days up to the date with more active than registered ones; a month that is over as a whole is an error."""
    daily = case.ledger("daily")
    pairs: dict[tuple[str, str], tuple[str, ...]] = {}
    for criterion, formula, _ in case.criteria:
        if formula.daily is not None and formula.share:
            pairs[formula.daily.columns] = (*pairs.get(formula.daily.columns, ()), criterion.id)
    for (part, whole), criteria in pairs.items():
        if daily is None or not {part, whole, "day"} <= {*daily.frame.column_names}:
            continue
        over = _above(daily, part, whole, pc.less_equal(daily.frame["date"], case.as_of.index))
        if case.by_id[criteria[0]].by_month[case.as_of].reason is Reason.IMPOSSIBLE:
            over = over.filter(pc.not_equal(over["date"], case.as_of.index))
        if over.num_rows:
            yield ask(
                "active_over_all",
                _cell(daily, part, over),
                str(over[part][0]),
                criteria,
                column=case.column("daily", part).label,
                whole=case.column("daily", whole).label,
                all=str(over[whole][0]),
                day=first_day(over),
                count=over.num_rows,
            )


def _earlier_months(case: Case) -> Iterator[Problem]:
    """Shares over 1 that a ledger gives before the date; those of 月度统计 are errors, month by month."""
    for criterion, _, indicator in case.criteria:
        if indicator.origin != "ledger" or indicator.by_month[case.as_of].reason is Reason.IMPOSSIBLE:
            continue
        over = [(m, found) for m, found in indicator.by_month.items() if found.reason is Reason.IMPOSSIBLE]
        if over:
            month, found = over[0]
            place = found.sources[0] if found.sources else None
            yield ask(
                "earlier_over_one",
                place,
                str(month),
                (criterion.id,),
                title=criterion.title,
                month=month,
                count=len(over),
            )


def _products(case: Case) -> Iterator[Problem]:
    """High-value products with more external enterprises than enterprises."""
    products = case.ledger("products")
    part, whole = "external_enterprises", "enterprises_served"
    criteria = case.resting_on("products", part, whole)
    if products is None or not criteria or not {part, whole} <= {*products.frame.column_names}:
        return
    valued = products.frame["high_value"] if "high_value" in products.frame.column_names else None
    over = _above(products, part, whole, valued)
    if over.num_rows:
        yield ask(
            "external_over_all",
            _cell(products, part, over),
            str(over[part][0]),
            criteria,
            column=case.column("products", part).label,
            whole=case.column("products", whole).label,
            served=str(over[whole][0]),
            count=over.num_rows,
        )


def _above(ledger: Ledger, part: str, whole: str, among: pa.Array | None) -> pa.Table:
    """The rows whose part is above their whole."""
    over = pc.greater(_wide(ledger.frame[part]), _wide(ledger.frame[whole]))
    return ledger.frame.filter(over if among is None else pc.and_(over, among))


def _wide(figures: pa.ChunkedArray) -> pa.ChunkedArray:
    """Figures with room for the places that another column has more of."""
    return figures.cast(pa.decimal256(figures.type.precision, figures.type.scale))


def _cell(ledger: Ledger, key: str, rows: pa.Table) -> Place:
    """The cell of a column in the first of the rows."""
    return ledger.cell(key, rows["row"][0].as_py())
