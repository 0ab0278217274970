"""How far each computed criterion is, on one scale."""

from __future__ import annotations

from collections.abc import Iterable

from core.documents.criterion import CriterionDocument
from core.model.document import Chart, Joined, Value, Verbatim, say
from core.model.quantity import Quantity


def bars_chart(rows: Iterable[CriterionDocument]) -> Chart:
    """Computed criteria, furthest first, those without a value last."""
    ordered = sorted(rows, key=lambda row: (row.ratio is None, -(row.ratio or 0)))
    title = say("Value of each computed criterion as a share of its threshold")
    return Chart("bars", tuple(map(_bar, ordered)), title)


def _bar(row: CriterionDocument) -> dict[str, Value]:
    return {
        "id": Verbatim(row.id),
        "label": row.label,
        "ratio": None if row.ratio is None else Quantity(row.ratio),
        "outcome": row.outcome,
        "figures": row.pair,
        "sentence": Joined((row.outcome, row.state), "dots"),
    }
