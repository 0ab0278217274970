"""Letter → the body of the report: in Chinese an official document after GB/T 9704-2012, in English an ordinary one."""

from __future__ import annotations

from core.documents.letter import Letter
from core.i18n import Language
from core.model.document import Verbatim, say
from core.printers.report.paper import Paper
from core.printers.report.styles import NUMERALS
from core.printers.text import plain

#: Characters of a title.
LONGEST = 80


def write_letter(paper: Paper, letter: Letter) -> None:
    """Title, addressee, opening, sections and their parts, the annex, who signs, the seal and the date."""
    zh = paper.words.language is Language.ZH
    if letter.above is not None:
        paper.text(Verbatim(plain(paper.words(letter.above), LONGEST)), style="Letter Title Above")
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
