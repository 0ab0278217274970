"""The reader answers alike in a process of its own and in this one, where most tests read."""

from __future__ import annotations

import marshal

import pytest

from core.intake.reader.child import answer
from core.intake.reader.guard import Caps
from core.intake.spawn import DEFAULT_LIMITS, frame
from tests import samples
from tests.corpus import Case, cases, tenth

pytestmark = [pytest.mark.slow, pytest.mark.child]

LIMITS = DEFAULT_LIMITS
CAPS = Caps(LIMITS.parts, LIMITS.part, LIMITS.total, LIMITS.ratio, LIMITS.ratio_from, LIMITS.box)
#: Memory is bounded in the child alone.
SOME = [case for case in cases if case.name in tenth() and "too_much_memory" not in case.expected.refusal]


def both(raw: bytes, *, ours: bool = False) -> tuple[str, str]:
    """The answer of this process, and the child's, in words: NaN is equal to nothing."""
    here = answer(raw, CAPS, ours)
    return repr(marshal.loads(marshal.dumps(here))), repr(marshal.loads(frame(raw, LIMITS, ours=ours)))


@pytest.mark.parametrize("case", SOME, ids=lambda case: case.name)
def test_a_case_of_the_corpus_is_read_alike_in_both(case: Case) -> None:
    raw = case.make()
    if raw:
        here, there = both(raw)
        assert here == there


@pytest.mark.parametrize("ours", [False, True])
def test_a_scored_workbook_is_read_alike_in_both(ours: bool) -> None:
    here, there = both(samples.scored("city"), ours=ours)
    assert here == there
