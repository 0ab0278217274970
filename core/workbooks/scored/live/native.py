"""What a native cell holds, and what our copy of a cell says.

Native is a number, a date, a word as the template's list has it, or a plain text, of which a formula makes what the
reading made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.i18n import languages, words
from core.intake.words import name
from core.model import NEVER, Column, Month, listed
from core.printers.sheet.cells import serial
from core.workbooks.scored.copies import UNKNOWN
from core.workbooks.sent_cells import same_number

#: What stands between words and names in a cell.
SEPARATOR = "、"


def word_lists(column: Column) -> dict[str, Mapping[Any, str]]:
    """What the cells of a column of words say, by language; nothing of any other column."""
    found: dict[str, Mapping[Any, str]] = {}
    for each in languages():
        _ = words(each)
        of_flag = {True: _("Yes"), False: _("No")}
        found[each] = (
            of_flag if column.type == "flag" else {key: label.in_(each) for key, label in column.labels.items()}
        )
    return found


def is_native(type_: str, raw: Any, value: Any, said: Mapping[Any, str]) -> bool:
    """Whether a cell holds, in a way that formulas can use, what was read of it."""
    native: Any = False
    match type_:
        case "text" if isinstance(raw, str) and raw:  # first, since most different cells are names
            native = _folds(raw) and raw.casefold() == value == name(raw)
        case "count" | "number" | "percent":
            native = raw == "" if value is None else same_number(raw, value)
        case "date" | "month" if isinstance(raw, date):
            native = raw.year * 12 + raw.month - 1 == value
        case "date" | "month":
            native = raw == "" and value in (None, NEVER)
        case "flag":
            native = value is not None and raw in ((said[True],) if value else (said[False], ""))
        case "choice":
            native = raw == ("" if value == "" else said.get(value))
        case "choices" if raw != "":
            native = set(str(raw).split(SEPARATOR)) == {said.get(key) for key in listed(value)}
        case "choices":
            native = value == ""
        case _ if not isinstance(raw, str) or raw == "":
            native = raw == "" and not value
        case "names":
            native = _folds(raw) and {part.casefold() for part in raw.split(SEPARATOR)} == set(listed(value))
        case "id":
            native = raw.upper() == value
    return bool(native)


def _folds(raw: str) -> bool:
    """Whether capitals are all that case folding changes: a spreadsheet program does not take ß for ss."""
    return len(raw.casefold()) == len(raw) and raw.casefold() == raw.lower()


def copied(type_: str, value: Any, said: Mapping[Any, str]) -> float | str | None:
    """What our copy of a cell says: in words of our language, a date as a serial number."""
    match type_:
        case "flag" | "choice":
            return UNKNOWN if value is None else said.get(value)
        case "choices":
            return UNKNOWN if value is None else SEPARATOR.join(said[key] for key in listed(value)) or None
        case "names":
            return SEPARATOR.join(listed(value)) or None
        case "text" | "id":
            return value or None
        case "date" | "month":
            return None if value in (None, NEVER) else serial(Month.from_index(value))
    return None if value is None else float(value)
