"""Assessment → the sender's own workbook with our sheets in it: 评分总览 and 逐条结果.

native    text as a reader sees it → the number itself and a format that shows the same text
look      fonts, colours and formats of our sheets
overview  the verdict on one page
criteria  one row a criterion
"""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import datetime, time
from itertools import count

import xlsxwriter

from core.export.package import add_sheets, sheet_titles, take_out_ours
from core.export.scored.criteria import write_criteria
from core.export.scored.look import DEFAULT_FORMAT, Look
from core.export.scored.overview import write_overview
from core.i18n import N_, Words, words
from core.model import Assessment

__all__ = ["free_title", "scored_workbook", "standalone_workbook"]

SHEETS = (
    (N_("Score overview"), write_overview),
    (N_("Results by criterion"), write_criteria),
)
LONGEST_TITLE = 31


def scored_workbook(user: bytes, assessment: Assessment, language: str) -> bytes:
    """The workbook `user` with our sheets after its own; those of an earlier scoring are taken out first.

    SpliceError with a code of `package.Refusal` where the file cannot be added to.
    """
    own = take_out_ours(user)
    return add_sheets(own, _our_sheets(assessment, language, sheet_titles(own)))


def standalone_workbook(assessment: Assessment, language: str) -> bytes:
    """Our sheets alone, for a file that they cannot be added to."""
    return _our_sheets(assessment, language, ())


def _our_sheets(assessment: Assessment, language: str, taken: Collection[str]) -> bytes:
    """A workbook of our sheets, whose titles are none of those `taken`."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_format_properties": DEFAULT_FORMAT})
    book.set_properties({"created": datetime.combine(assessment.pilot.start.last_day, time())})
    look = Look(book)
    used = {title.casefold() for title in taken}
    for title, write in SHEETS:
        free = free_title(words(language)(title), used, words(language))
        used.add(free.casefold())
        write(book.add_worksheet(free), look, assessment, language)
    book.close()
    return stream.getvalue()


def free_title(title: str, taken: Collection[str], _: Words) -> str:
    """The title, or the first of its variants that no sheet in `taken` (case-folded) has.

    >>> free_title("Results", {"results", "results (scored)"}, words("en"))
    'Results (scored 2)'
    """
    endings = (_(" (scored {n})").format(n=n) if n > 1 else _(" (scored)") for n in count(1))
    variants = (title[: LONGEST_TITLE - len(ending)] + ending for ending in endings)
    return title if title.casefold() not in taken else next(v for v in variants if v.casefold() not in taken)
