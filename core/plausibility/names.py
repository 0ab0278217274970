"""Organisations of the ledger that look like one although they count as two.

Certain-looking pairs only: one name under two codes; or two names that differ in the legal form, in
brackets and spaces, or in what brackets say of another name, where one of them has no code.  (Two
rightful codes under names that merely resemble each other are two organisations.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import narwhals as nw

from core.model import Plausibility, Problem
from core.plausibility.case import Case, rows_where

MARKS = " ()（）·."
NAME, CODE, HOLDER = "name", "credit_code", "organisation"


def questions(case: Case) -> Iterator[Problem]:
    """At most one question of each kind: the first pair, and how many rows there are like it."""
    ledger = case.ledger("organisations", NAME, HOLDER)
    if ledger is None or not case.resting_on(ledger.key):
        return
    code = (CODE,) if CODE in ledger.columns else ()
    rows = rows_where(ledger, nw.col(NAME) != "", NAME, HOLDER, *code)
    names, holders, coded = [row[1] for row in rows], [row[2] for row in rows], [bool(code and row[-1]) for row in rows]
    codes = _pairs(names, holders, coded, wanted=2)
    alike = _pairs(_stems(names, case.limits), holders, [not each for each in coded], wanted=1)
    alike = [(at, first) for at, first in alike if names[at] != names[first]]
    for kind, pairs in (("name_with_two_codes", codes), ("name_looks_like", alike)):
        for at, first in pairs[:1]:
            details = {"first": ledger.cell(NAME, rows[first][0]), "first_name": names[first], "count": len(pairs)}
            yield case.ask(kind, ledger.cell(NAME, rows[at][0]), names[at], case.resting_on(ledger.key), **details)


def _stems(names: list[str], limits: Plausibility) -> list[str]:
    """What is left of each name without spaces, brackets, its longest legal form and former names."""
    forms = sorted(limits.legal_forms, key=len, reverse=True)
    former = "|".join(map(re.escape, limits.formerly))
    text = re.sub(rf"\((?:{former})[^()\n]*\)", "", "\n".join(name.replace("\n", " ") for name in names))
    text = text.translate(dict.fromkeys(map(ord, MARKS)))
    return [name.removesuffix(next(filter(name.endswith, forms), "")) for name in text.split("\n")]


def _pairs(keys: list[str], holders: list[int], special: list[bool], *, wanted: int) -> list[tuple[int, int]]:
    """Indices (later, first) of one key and two organisations, of which at least `wanted` are special."""
    firsts: dict[str, int] = {"": -1}
    pairs = []
    for at, key in enumerate(keys):
        first = firsts.setdefault(key, at)
        if first >= 0 and holders[at] != holders[first] and special[at] + special[first] >= wanted:
            pairs.append((at, first))
    return pairs
