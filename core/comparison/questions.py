"""Questions about fixed figures that changed since an earlier workbook: baseline, totals, period, type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from core.comparison.nouns import CellChange
from core.formulas.reads import denominators
from core.model import Assessment, Kind, Place, Problem, State

BASELINE = "baseline_volume"
#: Items of 基本信息 that every criterion rests on → the code of the question.
FIXED = {"pilot_start": "period_changed", "pilot_end": "period_changed", "profile": "type_changed"}


def questions(before: Assessment, after: Assessment, forms: Iterable[CellChange]) -> tuple[Problem, ...]:
    """One question a cell that should not have changed, but is filled in both workbooks and differs."""
    return tuple(_asked(before, after, forms))


def _asked(before: Assessment, after: Assessment, forms: Iterable[CellChange]) -> Iterator[Problem]:
    divided = {**denominators(before), **denominators(after)}
    sheet = after.rulebook.sheets["basics"]
    computed = tuple(f.criterion.id for f in after.findings if f.criterion.kind is Kind.COMPUTED)
    for change in forms:
        key = change.column or ""
        code = "baseline_changed" if key == BASELINE else FIXED.get(key) or ("total_changed" if key in divided else "")
        if change.sheet != "basics" or not code or change.before.state is not State.FILLED:
            continue
        details = {
            "column": sheet.column(key).label,
            "before": change.before.found,
            "after": change.after.found or None,
            "old_cell": change.before.ref and before.submission.layout.located(change.before.ref),
        }
        yield Problem(
            code,
            change.after.ref or Place("basics"),
            change.after.found,
            MappingProxyType(details),
            divided.get(key, ()) if code in ("baseline_changed", "total_changed") else computed,
        )
