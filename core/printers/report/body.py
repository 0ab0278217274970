"""Letter → the body of a report: in Chinese an official document after GB/T 9704-2012, in English an ordinary one.

The report of an office (`office_report`) is its letter alone, on two pages, its annex being the summary workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time

from core.batch import Batch, Roster
from core.documents.letter import Letter
from core.documents.office import office_letter
from core.i18n import Language
from core.model import Month
from core.model.document import Verbatim, say
from core.printers.report.paper import Paper
from core.printers.report.styles import NUMERALS, WHOLE
from core.printers.text import TextPrinter, plain
from core.rulebook import load

#: Characters of a title, and how many Chinese ones stand on a line of it; a Latin letter takes half of one.
LONGEST, ROOM = 80, 18
_WHOLE = re.compile(WHOLE)
#: The day in the properties of a report on no month at all.
NO_DAY = datetime(2025, 4, 3)


def write_letter(paper: Paper, letter: Letter) -> None:
    """Title, addressee, opening, sections and their parts, the annex, who signs, the seal and the date."""
    zh = paper.words.language == Language.ZH
    if letter.above is not None:
        for above in title_lines(plain(paper.words(letter.above), LONGEST)):
            paper.text(Verbatim(above), style="Letter Title Above")
    paper.text(Verbatim(plain(paper.words(letter.title), LONGEST)), style="Letter Title")
    paper.text(say("To: (to be filled in)"), style="Letter To")
    paper.text(letter.opening, style="Letter Text")
    for number, section in enumerate(letter.sections):
        lead = Verbatim(f"{NUMERALS[number]}、" if zh else f"{number + 1}. ")
        paper.text(lead, section.title, style="Letter Heading")
        for paragraph in filter(paper.words, section.paragraphs):
            ends = section is letter.sections[-1] and paragraph is section.paragraphs[-1]
            paper.text(paragraph, style="Letter End" if ends else "Letter Text")  # so that no page has the seal alone
        for at, (title, wording) in enumerate(section.parts):
            lead = Verbatim(f"（{NUMERALS[at]}）" if zh else f"({at + 1}) ")
            paper.text(lead, title, style="Letter Subheading")
            paper.text(wording, style="Letter Text")
    paper.text(letter.annex, style="Letter Annex")
    for line in (letter.signer, say("(seal)"), letter.reported_on or say("Date: (to be filled in)")):
        if line is not None:
            paper.text(line, style="Letter Signature")
    if letter.people.parts:
        paper.text(letter.people, style="Letter Text")


def title_lines(title: str) -> list[str]:
    """A title in as few lines as its width allows, about as long as each other, with words whole (GB/T 9704-2012, 7.3.1).

    >>> title_lines("关于演示装备供应链可信数据空间（演示数据）")
    ['关于演示装备供应链', '可信数据空间（演示数据）']
    """
    pieces = [
        part for piece in _WHOLE.findall(title) for part in (piece if _width(piece.rstrip()) > ROOM else (piece,))
    ]
    few = len(_filled(pieces, ROOM))
    return next(lines for room in range(1, ROOM + 1) if len(lines := _filled(pieces, room)) <= few)


def _filled(pieces: Iterable[str], room: int) -> list[str]:
    """Lines each as full as `room` allows, a piece that is wider than it on its own."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and _width((lines[-1] + piece).rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _width(text: str) -> float:
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def office_report(
    batch: Batch,
    language: str,
    roster: Roster | None = None,
    *,
    month: Month | None = None,
    earlier: Batch | None = None,
) -> bytes:
    """The report, the same bytes for the same batch and language."""
    letter, text = office_letter(batch, roster, month=month, earlier=earlier), TextPrinter(language, load())
    at, title = month or batch.month, text(letter.title)
    paper = Paper(text, title, title, NO_DAY if at is None else datetime.combine(at.last_day, time()))
    write_letter(paper, letter)
    return paper.sealed()
