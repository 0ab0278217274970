"""What the formula of a criterion reads: columns of a ledger, of 月度统计, of 日活记录, and items of 基本信息."""

from __future__ import annotations

from dataclasses import dataclass

from core.formulas.flags import FLAGS
from core.formulas.formula import LedgerRule
from core.formulas.money import COLUMN as REVENUE
from core.formulas.registry import FORMULAS
from core.intake.measures import VOLUMES
from core.model import Assessment, CellRef, Criterion, Finding, Rulebook

#: Columns whose unit is that of 开放总量计量单位 where they name none.
UNIT, START, TYPE = "volume_unit", "pilot_start", "profile"


@dataclass(frozen=True, slots=True)
class Reads:
    """The columns of each source; `accumulates` where every month of the pilot up to the date is added up."""

    monthly: tuple[str, ...]
    accumulates: bool
    rule: LedgerRule | None
    ledger: frozenset[str]
    daily: tuple[str, ...]


def reads_of(criterion: Criterion) -> Reads:
    """What a computed criterion is had from."""
    formula = FORMULAS[criterion.indicator or ""]
    return Reads(
        monthly=formula.monthly.columns,
        accumulates=REVENUE in formula.monthly.columns,
        rule=formula.ledger,
        ledger=_columns(formula.ledger),
        daily=formula.daily or (),
    )


def _columns(rule: LedgerRule | None) -> frozenset[str]:
    """Every column of the ledger that the rule looks at."""
    if rule is None:
        return frozenset()
    flags = FLAGS[rule.ledger]
    looked_at = {column for name in rule.named if name in flags for column in flags[name][0]}
    return frozenset({*rule.reads, *rule.also, *looked_at, *([rule.amount] if rule.amount else [])})


def basics_read(a: Assessment, finding: Finding) -> frozenset[str]:
    """Items of 基本信息 that a computed criterion of this workbook rests on: what it is divided by, and the like."""
    keys = {key for key, entry in a.submission.basics.items() if entry.ref is not None and entry.ref in finding.sources}
    reads = reads_of(finding.criterion)
    if reads.accumulates:
        keys.add(START)
    if VOLUMES & ({*reads.monthly, *keys} | reads.ledger):
        keys.add(UNIT)
    return frozenset(keys)


def parameters_of(rulebook: Rulebook, criterion: Criterion) -> dict[str, int]:
    """The numbers that the clauses of the criterion's type give beside their thresholds."""
    own = next(each for each in rulebook.criteria.values() if criterion in each)
    return {name: number for each in own for name, number in each.parameters.items()}


def denominators(a: Assessment) -> dict[str, tuple[str, ...]]:
    """Items of 基本信息 that criteria are divided by, each with the criteria."""
    found: dict[str, list[str]] = {}
    by_ref: dict[CellRef, str] = {entry.ref: key for key, entry in a.submission.basics.items() if entry.ref is not None}
    for finding in a.findings:
        for ref in finding.sources:
            if ref in by_ref:
                found.setdefault(by_ref[ref], []).append(finding.criterion.id)
    return {key: tuple(ids) for key, ids in found.items()}
