"""What a criterion rests on: the columns that its formula reads, by sheet, and the items of 基本信息 of one workbook."""

from __future__ import annotations

from core.intake.measures import VOLUMES
from core.model import Assessment, Criterion, Finding, Place
from core.model.formulas import BASICS, MONTHLY

#: Items of 基本信息 that figures rest on beside what they are divided by.
UNIT, START, TYPE = "volume_unit", "pilot_start", "profile"


def reads(criterion: Criterion, sheet: str) -> frozenset[str]:
    """The columns of a sheet, by its key, that the criterion's own reading looks at."""
    formula = criterion.computation
    columns = set(formula.reads(sheet))
    if sheet == BASICS:
        ledger = formula.ledger.reads if formula.ledger else ()
        if VOLUMES & {*columns, *formula.reads(MONTHLY), *ledger}:
            columns.add(UNIT)
        if formula.accumulates:
            columns.add(START)
    return frozenset(columns)


def denominators(a: Assessment) -> dict[str, tuple[str, ...]]:
    """Items of 基本信息 that criteria are divided by in this workbook, each with the criteria."""
    found: dict[str, list[str]] = {}
    by_ref: dict[Place, str] = {entry.ref: key for key, entry in a.submission.basics.items() if entry.ref is not None}
    for finding in a.findings:
        for ref in finding.sources:
            if ref in by_ref:
                found.setdefault(by_ref[ref], []).append(finding.criterion.id)
    return {key: tuple(ids) for key, ids in found.items()}


def items_read(a: Assessment, finding: Finding) -> frozenset[str]:
    """Items of 基本信息 of this workbook that a computed criterion rests on."""
    basics = a.submission.basics
    there = {key for key, entry in basics.items() if entry.ref is not None and entry.ref in finding.sources}
    return frozenset(there | (reads(finding.criterion, BASICS) - {finding.criterion.computation.over}))
