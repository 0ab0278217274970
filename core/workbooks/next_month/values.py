"""A sender's cells → the cells of the new workbook: native where they were understood without doubt, else as sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

import numpy as np

from core.i18n import N_
from core.intake.columns import ReadColumn
from core.intake.grid import BLANK, AnsweredRaw, Cells, Raw, bare, decimal, shown
from core.intake.problems import STATES
from core.intake.texts import PARTS, several
from core.intake.words import word
from core.model import Column, Severity, State
from core.workbooks.template.order import Order

FILLED, UNREADABLE = STATES[State.FILLED], STATES[State.UNREADABLE]
UNUSED = N_("{found} (not used)")
FIGURES = ("count", "number")
#: Characters that no XML holds.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Questions that leave no doubt of what is meant: the native number says the same.
UNDOUBTED = frozenset({"text_number", "unit_converted", "shown_divided"})
ERROR_CODES = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
#: What an error cell says that no program knows, and a formula that was saved without its value.
UNKNOWN_ERROR, NO_VALUE, TOO_LARGE = "#VALUE!", "#N/A", "#NUM!"


def filled(raw: Raw) -> bool:
    return bool(raw.strip()) if isinstance(raw, str) else True


def writable(text: str) -> str:
    r"""Text with U+FFFD for each character that XML cannot hold.

    >>> writable("是\x01")
    '是�'
    """
    return UNWRITABLE.sub("\ufffd", text)


def kept(raw: Raw) -> Raw:
    """A cell as sent, in a form that can be written: nothing that no XML holds, no formula without its value.

    >>> kept(("t", "12:30:00")), kept(("f",)), kept(float("inf")), kept(" "), kept(("k", 3.0))
    ('12:30:00', ('e', '#N/A'), ('e', '#NUM!'), '', 3.0)
    """
    if isinstance(raw, str):
        return (raw if raw.isprintable() else writable(raw)) if filled(raw) else BLANK
    number = raw[1] if isinstance(raw, tuple) and len(raw) > 1 else raw
    if isinstance(number, float) and not isfinite(number):
        return ("e", TOO_LARGE)
    if not isinstance(raw, tuple):
        return raw
    match raw[0]:
        case "e":
            return raw if raw[1] in ERROR_CODES else ("e", UNKNOWN_ERROR)
        case "f":
            return ("e", NO_VALUE)
        case "t":
            return str(raw[1])
        case "k":
            return raw[1]
        case "o" if "#" not in "".join(raw[2:]):
            return raw[1]
        case "s":
            return shown(raw)
        case "d" | "dt" if raw[1:4] < (1900, 3, 1):  # a day that a spreadsheet cannot count
            return f"{raw[1]:04d}-{raw[2]:02d}-{raw[3]:02d}"
    return raw


def typed(read: ReadColumn, order: Order) -> list[Raw]:
    """Each distinct value of a column as it is written."""
    column, cells, factor = read.column, read.cells, read.factor
    if column.type in FIGURES and factor == 1 and not read.doubts and cells.kinds <= {float, str}:
        return list(map(kept, cells.values))
    found = []
    for code, held in enumerate(cells.values):
        raw, doubts = bare(held), read.doubts.get(code, ())
        answered = isinstance(held, AnsweredRaw) and held.code in [doubt.code for doubt in doubts]
        if not doubts and column.type == "text" and read.state[code] != UNREADABLE:
            found.append(kept(raw))
            continue
        value = read.values[code] if read.state[code] == FILLED else None
        errors = [doubt for doubt in doubts if order.rulebook.problems.kinds[doubt.code].severity is Severity.ERROR]
        if read.state[code] == UNREADABLE and not errors:  # its sender does not want it used: no number is read of it
            found.append(writable(order.words(UNUSED).format(found=shown(raw))))
        elif answered and value is not None:
            found.append(_as_answered(column, raw, value, factor, order))
        else:
            found.append(native(column, raw, value, frozenset(doubt.code for doubt in doubts), factor, order))
    return found


def _as_answered(column: Column, raw: Raw, value: Any, factor: Decimal, order: Order) -> Raw:
    """A doubtful cell whose sender has said what is meant."""
    if column.type in FIGURES:
        return float(value)
    if column.type == "percent":
        return ("%", float(value))
    if column.type == "names":
        return "、".join(several(str(kept(raw))))
    return native(column, raw, value, frozenset(), factor, order)


def native(column: Column, raw: Raw, value: Any, codes: frozenset[str], factor: Decimal, order: Order) -> Raw:
    """One cell: `value` is what it was read as (None where it was not), `codes` what was doubted."""
    if column.type in FIGURES:
        return _figure(raw, value, codes, factor)
    if value is None or (codes and not (column.type == "percent" and codes <= UNDOUBTED)):
        return kept(raw)
    match column.type:
        case "percent":
            return _percent(raw, value)
        case "month" if not isinstance(raw, tuple):
            return ("d", value.year, value.month, 1)
        case "date" if not isinstance(raw, tuple) and value[1] is not None:
            day = date.fromordinal(value[1])
            return ("d", day.year, day.month, day.day)
        case "flag" if isinstance(value, bool):
            return order.flag_words()[0 if value else 1]
        case "choice" | "choices" if isinstance(raw, str):
            return _listed(column, raw, order)
    return kept(raw)


def _figure(raw: Raw, value: Decimal | None, codes: frozenset[str], factor: Decimal) -> Raw:
    if value is None:
        unread = isinstance(raw, float) and factor != 1 and isfinite(raw)
        return float(decimal(raw) * factor) if unread else kept(raw)
    if isinstance(raw, float) and decimal(raw) == value:
        return raw
    number = float(value)
    undoubted = codes <= UNDOUBTED and decimal(number) == value
    return number if undoubted or not isinstance(raw, str) else kept(raw)


def _percent(raw: Raw, value: Decimal) -> Raw:
    """Percent as typed stays so; a percent format, or the sign in a text, a fraction in a percent format."""
    if isinstance(raw, tuple) and raw[0] != "%":
        return raw[1]
    if not isinstance(raw, str):
        return raw
    sign = raw.rstrip()[-1:] in ("%", "％")
    number = float(value if sign else value * 100)
    if decimal(number) != (value if sign else value * 100):
        return kept(raw)
    return ("%", number) if sign else number


def _listed(column: Column, raw: str, order: Order) -> Raw:
    """Words of the column's list in the new workbook's language; anything else as sent."""
    labels = {word(text): c.label.in_(order.language) for c in column.choices for text in c.label.every}
    several_words = [part for part in map(word, PARTS.split(raw)) if part] if column.type == "choices" else []
    parts = [word(raw)] if word(raw) in labels else several_words
    return "、".join(labels[part] for part in parts) if parts and labels.keys() >= set(parts) else kept(raw)


def numbered(raws: Sequence[Raw]) -> Cells:
    """A column of raw cells as distinct values and codes."""
    index: dict[tuple[type, Raw], int] = {}
    codes = [index.setdefault((type(raw), raw), len(index)) for raw in raws]
    return Cells([raw for _, raw in index], np.array(codes, dtype=np.int64))
