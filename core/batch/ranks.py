"""Pilots of one type → ranks by the unofficial score, each as an interval, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from core.assessment.judge import item_scores, total
from core.batch.nouns import Filed
from core.compiled import tables
from core.model import Assessment, Outcome

MOST_MISSING = Fraction(tables(Path(__file__).with_suffix(".toml"))["most_missing"])
#: The lower and the upper end of a score.
Ends = tuple[Fraction, Fraction]


class Ranks(Struct, frozen=True):
    """The best and the worst rank of each file by key, from 1; `missing` are those of which too much is missing."""

    by_key: Mapping[str, tuple[int, int]]
    missing: tuple[str, ...] = ()


def ranks(files: Sequence[Filed]) -> Ranks:
    """Ranks of pilots of one type, over equal weights and the rulebook's and whatever the unreported criteria come to.

    A pilot is ahead of another where its whole score, with all that is missing counted as 0, is above the other's
    with all of that in full.
    """
    missing = tuple(file.key for file in files if missing_share(file.assessment) > MOST_MISSING)
    ranked = [file for file in files if file.key not in missing]
    found: dict[str, tuple[int, int]] = {}
    for ends in zip(*(_ends(file.assessment) for file in ranked), strict=True):
        for file, (low, high) in zip(ranked, ends, strict=True):
            best, worst = 1 + sum(other[0] > high for other in ends), sum(other[1] >= low for other in ends)
            first, last = found.get(file.key, (best, worst))
            found[file.key] = min(first, best), max(last, worst)
    return Ranks(found, missing)


def missing_share(a: Assessment) -> Fraction:
    counts = a.verdict.counts
    applying = a.verdict.total - counts[Outcome.NOT_APPLICABLE]
    return Fraction(counts[Outcome.NO_DATA], applying) if applying else Fraction(1)


def _ends(a: Assessment) -> tuple[Ends, Ends]:
    """The ends of the score under the rulebook's weights, and under equal ones."""
    own = a.verdict.score_low, a.verdict.score_high
    if len({f.criterion.weight for f in a.findings}) == 1:
        return own, own
    equal = [replace(f, criterion=replace(f.criterion, weight=Fraction(1))) for f in a.findings]
    _score, low, high = total(item_scores(equal))
    return own, (low, high)
