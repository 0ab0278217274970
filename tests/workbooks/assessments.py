"""Assessments made by hand from the real rulebook, with every outcome and every hard case of showing in them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import cycle

from msgspec.structs import replace

from core.forecast import outlooks
from core.model import (
    Alternative,
    Assessment,
    Claim,
    Commitment,
    Criterion,
    Entry,
    Finding,
    Kind,
    Month,
    Outcome,
    PilotPeriod,
    Profile,
    Reason,
    Rulebook,
    State,
    Submission,
    Trajectory,
    Verdict,
)
from core.rulebook import load
from tests.places import place

SPACE = "=华东 & 装备<供应链>可信数据空间"
FORMULA = "=cmd|' /C calc'!A0"
START = Month(2025, 7)
SHARES = cycle([Fraction("0.2996"), Fraction("0.3"), Fraction(104, 180), Fraction("0.4999999"), Fraction(2, 3)])
COUNTS = cycle([Fraction(148), Fraction(200), Fraction(12345), Fraction(3)])
EVIDENCE = (Outcome.MET, Outcome.NEEDS_REVIEW, Outcome.NOT_MET, Outcome.NO_DATA, Outcome.NOT_APPLICABLE)


def filled(value: str, sheet: str = "定性自评", cell: str = "C5") -> Entry[str]:
    return Entry(State.FILLED, value, place(sheet, cell), value)


def _computed(criterion: Criterion, number: int) -> Finding:
    """A figure just under, at, over or without; every fourth has none."""
    if number % 4 == 3:
        return Finding(criterion, Outcome.NO_DATA, Reason.BLANK, origin="none")
    value = Fraction(1, 3) * 5 if criterion.unit == "times" else next(SHARES if criterion.unit == "share" else COUNTS)
    threshold = criterion.threshold or Fraction(0)
    met = value >= threshold
    other = [Alternative(r.id, Outcome.MET, value + 1) for r in criterion.readings if r.id]
    return Finding(
        criterion,
        Outcome.MET if met else Outcome.NOT_MET,
        value=value,
        at_least=number % 5 == 1 and met,
        attainment=min(Fraction(1), value / threshold),
        gap=value - threshold,
        parts=(value,),
        sources=(place("接入主体台账", "A2:A181"), place("It's 基本信息", "B4")),
        origin="ledger",
        commitment=Commitment(threshold * 2, Outcome.MET if value >= threshold * 2 else Outcome.NOT_MET),
        alternatives=tuple(other),
    )


def _evidence(criterion: Criterion, number: int, *, red_flag: bool) -> Finding:
    outcome = EVIDENCE[number % len(EVIDENCE)]
    if criterion.red_flag:
        outcome = Outcome.NOT_MET if red_flag else Outcome.MET
    status: Entry[str] = Entry(State.BLANK) if outcome is Outcome.NO_DATA else filled("ready")
    blank: Entry[str] = Entry(State.BLANK)
    claim = Claim(criterion.id, status, filled(FORMULA + "，" + "运行日志、合同扫描件；" * 3), blank, blank, blank)
    attainment = {Outcome.MET: Fraction(1), Outcome.NEEDS_REVIEW: Fraction(1, 2), Outcome.NOT_MET: Fraction(0)}
    return Finding(
        criterion,
        outcome,
        Reason.BLANK if outcome is Outcome.NO_DATA else None,
        attainment=attainment.get(outcome),
        self_assessed=outcome is Outcome.MET,
        claim=claim,
    )


def _verdict(findings: tuple[Finding, ...], score: Fraction | None, red_flag: bool) -> Verdict:
    counts = {outcome: sum(finding.outcome is outcome for finding in findings) for outcome in Outcome}
    items = sorted({finding.criterion.item for finding in findings} - {0})
    scores = {item: (Fraction(item, 7), Fraction(item, 8), Fraction(item + 1, 8)) for item in items}
    return Verdict(False, counts, len(findings), score, Fraction("61.2"), Fraction("78.9"), scores, red_flag)


@cache
def assessment(
    profile: Profile = Profile.ENTERPRISE, *, space: str = SPACE, red_flag: bool = True, empty: bool = False
) -> Assessment:
    """A pilot of that type in its twelfth month; `empty` gives one with nothing filled in."""
    rulebook: Rulebook = load()
    criteria = rulebook.criteria[profile]
    if empty:
        findings = tuple(Finding(c, Outcome.NO_DATA, Reason.BLANK, origin="none") for c in criteria)
    else:
        findings = tuple(
            _computed(c, number) if c.kind is Kind.COMPUTED else _evidence(c, number, red_flag=red_flag)
            for number, c in enumerate(criteria)
        )
    pilot = PilotPeriod(START, START.plus(23))
    basics = {"space_name": filled(space) if space else Entry(State.BLANK), "operator_org": filled("演示运营有限公司")}
    submission = Submission(profile, pilot, basics, None, {}, {}, {}, ())
    trajectories = tuple(
        Trajectory(c.id, (), Fraction(13, 3), Fraction(3)) for c in criteria if c.kind is Kind.COMPUTED
    )
    made = Assessment(
        rulebook=rulebook,
        submission=submission,
        profile=profile,
        pilot=pilot,
        as_of=None if empty else START.plus(11),
        findings=findings,
        verdict=_verdict(findings, None if empty else Fraction("71.25"), red_flag),
        trajectories=trajectories,
        problems=(),
    )
    return replace(made, outlooks=outlooks(made))
