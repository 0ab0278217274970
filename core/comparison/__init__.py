"""Two assessments → what changed between their workbooks, and which cells moved a verdict.

nouns.py      CellChange, Touched, Standing, CriterionChange, SheetChange, Comparison
matching.py   records of two tables that are the same, whatever row they stand in
ledgers.py    two ledgers → rows added, rows removed, cells changed
lines.py      rows of a form that are the same one, although its label or its row may have changed
forms.py      基本信息, 月度统计, 年度目标, 定性自评: header by header, label by label, cell by cell
reads.py      what a criterion's formula reads
touched.py    of all that changed, what a criterion rests on
criteria.py   each criterion then and now, and its months as both workbooks tell them
questions.py  the baseline, totals, period or type changed: please check
compare.py    all of it

Records are matched by what they are about (a month, a criterion, an organisation, a day), never by
row number, so that a row put in between changes nothing but places.
"""

from core.comparison.compare import compare
from core.comparison.nouns import (
    Cause,
    CellChange,
    Change,
    Comparison,
    CriterionChange,
    Part,
    Record,
    Revision,
    SheetChange,
    Standing,
    Touched,
)

__all__ = [
    "Cause",
    "CellChange",
    "Change",
    "Comparison",
    "CriterionChange",
    "Part",
    "Record",
    "Revision",
    "SheetChange",
    "Standing",
    "Touched",
    "compare",
]
