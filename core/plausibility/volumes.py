"""One dataset of 数据资源台账 so much larger than the others that it may be in another unit."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from core.model import Problem
from core.plausibility.case import Case, ask

LEDGER, VOLUME = "resources", "volume"
#: So many datasets make an ordinary size.
ENOUGH = 5


def questions(case: Case) -> Iterator[Problem]:
    """The largest volume, where it is a unit's factor above the median and more than all the others together."""
    ledger, criteria = case.ledger(LEDGER), case.resting_on(LEDGER, VOLUME)
    if ledger is None or not criteria or VOLUME not in ledger.columns:
        return
    volumes = np.nan_to_num(ledger.frame[VOLUME].to_numpy(zero_copy_only=False).astype(np.float64))
    usual = float(np.median(volumes[volumes > 0])) if int((volumes > 0).sum()) >= ENOUGH else 0.0
    at = int(volumes.argmax()) if usual else 0
    least = min(case.limits.unit_factors["open_volume"], default=0)
    if not usual or not least or volumes[at] < least * usual or 2 * volumes[at] <= volumes.sum():
        return
    yield ask(
        "volume_stands_out",
        ledger.cell(VOLUME, ledger.frame["row"][at].as_py()),
        str(ledger.frame[VOLUME][at]),
        criteria,
        column=case.column(LEDGER, VOLUME).label,
        times=Fraction(round(volumes[at] / usual)),
    )
