"""Comparison → the key "changes" of the JSON document, which is there only where an earlier workbook is given."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from core.comparison.nouns import (
    CellChange,
    Change,
    Comparison,
    CriterionChange,
    Revision,
    SheetChange,
    Standing,
    Touched,
)
from core.documents.cell_changes import changed_cell
from core.formulas.names import exact
from core.model import Assessment, Month, Place
from core.printers.addresses import address
from core.printers.text import TextPrinter


def changes_object(c: Comparison, said: TextPrinter, file: str) -> dict[str, Any]:
    """What changed since the earlier workbook `file`: figures are exact decimals in strings, cells are addresses."""
    return {
        "file": file,
        "profile": c.before.submission.profile.value if c.before.submission.profile else None,
        "as_of": _month(c.before.as_of),
        "verdict": {
            "compliant": c.before.verdict.compliant,
            **{outcome.value: count for outcome, count in c.before.verdict.counts.items()},
            "total": c.before.verdict.total,
        },
        "criteria": [_criterion(each, c) for each in c.moved],
        "history": [_revision(each, revision) for each in c.revised for revision in each.revisions],
        "sheets": [_sheet(each, c, said) for each in c.sheets],
    }


def _month(month: Month | None) -> str | None:
    return None if month is None else str(month)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def _criterion(each: CriterionChange, c: Comparison) -> dict[str, Any]:
    return {
        "id": each.criterion.id,
        "before": _standing(each.before),
        "after": _standing(each.after),
        "causes": [cause.value for cause in each.causes],
        "cells": [_touched(touched, c) for touched in each.touched],
    }


def _standing(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    return {
        "month": _month(standing.month),
        "outcome": standing.outcome.value,
        "value": _text(standing.value),
        "at_least": standing.at_least,
        "gap": _text(standing.gap),
    }


def _touched(touched: Touched, c: Comparison) -> dict[str, Any]:
    sides = {change: c.before if change is Change.REMOVED else c.after for change in Change}
    return {
        "sheet": touched.sheet,
        **{change.value: touched.counts[change] for change in Change},
        **{f"{change.value}_at": [_at(place, sides[change]) for place in touched.places[change]] for change in Change},
    }


def _revision(each: CriterionChange, revision: Revision) -> dict[str, Any]:
    return {
        "id": each.criterion.id,
        "month": str(revision.month),
        "before": {"outcome": revision.before.outcome.value, "value": _text(revision.before.value)},
        "after": {"outcome": revision.after.outcome.value, "value": _text(revision.after.value)},
    }


def _sheet(each: SheetChange, c: Comparison, said: TextPrinter) -> dict[str, Any]:
    return {
        "sheet": each.sheet,
        "title": each.title,
        **{change.value: each.counts[change] for change in Change},
        "cells": [_cell(cell, c, said) for cell in each.cells],
    }


def _cell(cell: CellChange, c: Comparison, said: TextPrinter) -> dict[str, Any]:
    row = changed_cell(cell, c)
    return {
        "change": cell.change.value,
        **{name: said(getattr(row, name)) for name in ("record", "column", "before", "after")},
        "before_cell": _at(cell.before.ref, c.before),
        "after_cell": _at(cell.after.ref, c.after),
    }


def _at(place: Place | None, a: Assessment) -> str | None:
    return None if place is None else address(place, a.submission.layout)
