"""Whether a text under 佐证材料 names a document (contract: what names nothing counts as none)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from core.intake.words import WORDS, is_blank

#: Figures, dates, telephone numbers: nothing that a person could look up.
FIGURES = re.compile(r"[\d.,:/+\-~%年月日号年度%]*")
#: The address of a system is evidence (application form: 系统访问地址与账号).
ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}(:\d+)?(/\S*)?")
#: What spreadsheets write where a formula failed.
ERROR = re.compile(r"#[A-Z/0]+[!?]?|err:\d+|#+", re.IGNORECASE)


#: What a text that names nothing is made of; see words.toml.
WORDING: Mapping[str, Any] = WORDS.no_evidence


@lru_cache(maxsize=2048)
def names_nothing(text: str) -> bool:
    """Whether a text that is there says no more than that something is missing, or nothing at all.

    >>> [names_nothing(text) for text in ("暂缺", "整理中", "——", "#REF!", "0", "待补充佐证材料")]
    [True, True, True, True, True, True]
    >>> [names_nothing(text) for text in ("无障碍改造验收报告.pdf", "待办事项系统上线说明", "制度汇编（2025年3号）")]
    [False, False, False]
    """
    said = unicodedata.normalize("NFKC", text).strip()
    if ADDRESS.fullmatch(said):
        return False
    pieces = [piece.casefold() for piece in re.split(r"[\W_]+", said) if piece]
    if not pieces or is_blank(text) or ERROR.fullmatch(said) or FIGURES.fullmatch(said.replace(" ", "")):
        return True
    plain, absent = "".join(pieces), set(WORDING["absent_words"])
    if absent.union(WORDING["filler_words"]).issuperset(pieces) and not absent.isdisjoint(pieces):
        return True
    return len(plain) <= WORDING["longest"] and _made_of_absence(plain)


def _made_of_absence(text: str) -> bool:
    """Whether a text is made of the listed words alone, at least one of them of what is absent."""
    reached = {(0, False)}
    for at in range(len(text)):
        for absent in (False, True):
            if (at, absent) in reached:
                reached |= {(at + len(word), True) for word in WORDING["absent"] if text.startswith(word, at)}
                reached |= {(at + len(word), absent) for word in WORDING["filler"] if text.startswith(word, at)}
    return (len(text), True) in reached
