"""Organisations of the ledger that look like one although they count as two.

Certain-looking pairs only: one name under two codes; or two names that differ in the legal form, in
brackets and spaces, or in what brackets say of another name, where one of them has no code.  (Two
rightful codes under names that merely resemble each other are two organisations.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from core.model import Ledger, Plausibility, Problem
from core.plausibility.case import Case

Numbers = NDArray[np.int64]
MARKS = " ()（）·."
NAME, CODE, HOLDER = "name", "credit_code", "organisation"


def questions(case: Case) -> Iterator[Problem]:
    """At most one question of each kind: the first pair, and how many rows there are like it."""
    ledger = case.ledger("organisations", NAME, HOLDER)
    if ledger is None or not case.resting_on(ledger.key):
        return
    holders = ledger.frame[HOLDER].to_numpy()
    encoded = ledger.frame[NAME].fill_null("").combine_chunks().dictionary_encode()
    texts, at = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    names, stems = _numbered(texts)[at], _numbered(_stems(texts, case.limits))[at]
    coded = np.zeros(len(names), dtype=bool)
    if CODE in ledger.columns:
        coded = pc.greater(pc.binary_length(ledger.frame[CODE]), 0).fill_null(False).to_numpy()
    both = _pairs(names, holders, coded, wanted=2)
    if len(both):
        yield _asked(case, "name_with_two_codes", ledger, both)
    alike = _pairs(stems, holders, ~coded, wanted=1)
    alike = alike[names[alike[:, 0]] != names[alike[:, 1]]]
    if len(alike):
        yield _asked(case, "name_looks_like", ledger, alike)


def _numbered(texts: list[str]) -> Numbers:
    """A number a text, the same for the same; 0 for nothing."""
    numbers = {"": 0}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)


def _stems(names: list[str], limits: Plausibility) -> list[str]:
    """What is left of each name without spaces, brackets, its longest legal form and former names."""
    forms = sorted(limits.legal_forms, key=len, reverse=True)
    former = "|".join(map(re.escape, limits.formerly))
    text = re.sub(rf"\((?:{former})[^()\n]*\)", "", "\n".join(name.replace("\n", " ") for name in names))
    text = text.translate(dict.fromkeys(map(ord, MARKS)))
    return [name.removesuffix(next(filter(name.endswith, forms), "")) for name in text.split("\n")]


def _pairs(keys: Numbers, holders: Numbers, special: NDArray[np.bool_], *, wanted: int) -> Numbers:
    """Rows (later, first) of one key and two organisations, of which at least `wanted` are special."""
    at = np.flatnonzero(keys > 0)
    _, first, inverse = np.unique(keys[at], return_index=True, return_inverse=True)
    firsts = at[first[inverse]]
    chosen = (holders[at] != holders[firsts]) & (special[at].astype(int) + special[firsts] >= wanted)
    return np.stack([at[chosen], firsts[chosen]], axis=1)


def _asked(case: Case, code: str, ledger: Ledger, pairs: Numbers) -> Problem:
    rows, names = ledger.frame["row"], ledger.frame[NAME]
    (place, name), (first, first_name) = (
        (ledger.cell(NAME, rows[int(at)].as_py()), names[int(at)].as_py()) for at in pairs[0]
    )
    details = {"first": first, "first_name": first_name, "count": len(pairs)}
    return case.ask(code, place, name, case.resting_on(ledger.key), **details)
