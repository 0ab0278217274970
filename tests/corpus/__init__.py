"""Workbooks that are each one slip from a good one, made when they are asked for, with what must come of them.

    from tests.corpus import cases
    for case in cases:
        case.name, case.make(), case.expected

good.py      the untouched workbooks: a type each by 月度统计, one by ledgers
book.py      a workbook as sheets of rows; zips.py a ZIP writer that can lie
numbers.py months.py headers.py rows.py sheets.py ledgers.py names.py looks.py forms.py suspicions.py   tables of what people type
packages.py files.py                                                    odd XML, odd packages, harm
promises.py  what is promised of every file, and the comparison with the untouched one
"""

from __future__ import annotations

import random
from functools import cache

from tests.corpus import (
    files,
    forms,
    headers,
    ledgers,
    looks,
    months,
    names,
    numbers,
    packages,
    rows,
    sheets,
    suspicions,
)
from tests.corpus.case import Case, Expected

__all__ = ["Case", "Expected", "cases", "tenth"]

FAMILIES = (numbers, months, headers, rows, sheets, ledgers, names, looks, forms, suspicions, packages, files)

cases: tuple[Case, ...] = tuple(case for family in FAMILIES for case in family.cases())


@cache
def tenth() -> frozenset[str]:
    """The names of a tenth of the cases, drawn by a seed, that every quick run looks at."""
    light = [case.name for case in cases if not case.heavy]
    return frozenset(random.Random(2025).sample(light, len(cases) // 10))
