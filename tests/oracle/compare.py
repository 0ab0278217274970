"""What differs between the reference's answer and the product's JSON."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

TWELVE_PLACES = Fraction(1, 10**12)
ROUNDING = Fraction(1, 20) + Fraction(1, 10**9)  # of a score with one decimal


def same(expected: Fraction | None, actual: str | None) -> bool:
    """Whether a decimal in a string is this figure, to 12 places where it does not end."""
    if expected is None or actual is None:
        return expected is None and actual is None
    return abs(Fraction(actual) - expected) < TWELVE_PLACES


def differences(expected: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    """Every disagreement, as one line each."""
    found = [
        f"{key}: {expected[key]!r} != {actual[key]!r}"
        for key in ("space", "profile", "as_of", "pilot")
        if expected[key] != actual[key]
    ]
    if [c["id"] for c in expected["criteria"]] != [c["id"] for c in actual["criteria"]]:
        return [*found, "the criteria are not the same"]
    for one, other in zip(expected["criteria"], actual["criteria"]):
        found += (f"{one['id']} {line}" for line in in_criterion(one, other))
    for one, other in zip(expected["trajectories"], actual["trajectories"], strict=True):
        found += (f"{one['id']} trajectory {line}" for line in in_trajectory(one, other))
    return [*found, *in_verdict(expected["verdict"], actual["verdict"])]


def in_criterion(expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[str]:
    if expected["outcome"] != actual["outcome"]:
        yield f"outcome {expected['outcome']} != {actual['outcome']} (value {expected.get('value')} != {actual['value']})"
        return
    reasons = expected.get("reasons") or {None}
    if actual["reason"] not in reasons:
        yield f"reason {sorted(map(str, reasons))} has not {actual['reason']}"
    if expected["kind"] == "evidence":
        if expected["outcome"] == "met" and expected["self_assessed"] != actual["self_assessed"]:
            yield f"self_assessed {expected['self_assessed']} != {actual['self_assessed']}"
        return
    for key in ("value", "threshold", "gap"):
        left_out = key == "gap" and expected["outcome"] == "no_data" and actual[key] is None
        if not left_out and not same(expected[key], actual[key]):
            yield f"{key} {shown(expected[key])} != {actual[key]}"
    if expected["at_least"] != actual["at_least"]:
        yield f"at_least {expected['at_least']} != {actual['at_least']}"
    if expected["outcome"] != "no_data" and not within(
        expected["attainment"], actual["attainment"], max(1, expected["attainment"] or 0) / Fraction(10**9)
    ):
        yield f"attainment {shown(expected['attainment'])} != {actual['attainment']}"
    yield from in_commitment(expected["commitment"], actual["commitment"])
    yield from in_readings(expected["readings"], actual["readings"])


def in_commitment(expected: dict[str, Any] | None, actual: dict[str, Any] | None) -> Iterator[str]:
    if expected is None or actual is None:
        if expected != actual:
            yield f"commitment {expected} != {actual}"
    elif expected["outcome"] != actual["outcome"] or not same(expected["target"], actual["target"]):
        yield f"commitment {expected['outcome']} {shown(expected['target'])} != {actual['outcome']} {actual['target']}"


def in_readings(expected: list[dict[str, Any]], actual: list[dict[str, Any]]) -> Iterator[str]:
    given = {reading["id"]: reading for reading in actual if reading["value"] is not None}
    if {reading["id"] for reading in expected} != set(given):
        yield f"readings {sorted(reading['id'] for reading in expected)} != {sorted(given)}"
        return
    for one in expected:
        other = given[one["id"]]
        left_open = other["outcome"] == "no_data"  # a lower bound, though no row that it lacks could change the answer
        if not (one["outcome"] == other["outcome"] or left_open) or not same(one["value"], other["value"]):
            yield f"reading {one['id']} {one['outcome']} {shown(one['value'])} != {other['outcome']} {other['value']}"


def in_trajectory(expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[str]:
    if expected["id"] != actual["id"]:
        yield f"stands where {actual['id']} does"
        return
    for one, other in zip(expected["months"], actual["months"], strict=True):
        if one["month"] != other["month"]:
            yield f"{one['month']} != {other['month']}"
        for key in ("value", "required"):
            if not same(one[key], other[key]):
                yield f"{one['month']} {key} {shown(one[key])} != {other[key]}"
                return
    for key in ("needed_per_month", "recent_per_month"):
        if not same(expected[key], actual[key]):
            yield f"{key} {shown(expected[key])} != {actual[key]}"


def in_verdict(expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[str]:
    for key, value in expected.items():
        if key.startswith("score"):
            if not within(value, actual[key], ROUNDING):
                yield f"verdict {key} {shown(value)} != {actual[key]}"
        elif value != actual[key]:
            yield f"verdict {key} {value} != {actual[key]}"


def within(expected: Fraction | None, actual: float | None, tolerance: Fraction) -> bool:
    if expected is None or actual is None:
        return expected is None and actual is None
    return abs(Fraction(actual) - expected) <= tolerance


def shown(figure: Fraction | None) -> str:
    return "null" if figure is None else f"{figure} ({float(figure):.6g})"
