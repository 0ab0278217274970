"""The receipt of a scoring, on a hidden sheet of the scored workbook: what was read, by which rules, what came of it.

Its hashes are of the inputs as read, not of bytes: saving a file changes every byte and no value.
It holds all that `verify` needs to make the added sheets again from the sender's own, the earlier workbook included.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.formulas.names import exact
from core.i18n import Language
from core.intake.answers import from_rows as answers_of
from core.intake.answers import to_rows as answer_rows
from core.model import Answer, Assessment, Finding, Month, Profile
from core.workbooks.digests import SheetDigest, hashed, sheet_digests

#: Of this program, as pyproject.toml has it.
VERSION = "0.1.0"
SIGN, FORM = "tds-receipt", "3"
SHEET, COLUMNS, ROWS = "sheet", "columns", "rows"
OWN, ADDED, SCENARIO = "own", "added", "scenario"
PREVIOUS, PREVIOUS_FILE = "previous", "previous_file"
LONGEST = 30_000
#: Bytes of an earlier workbook that are kept; a larger one must be given to `verify`.
MOST_KEPT = 8 << 20


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a criterion, as text: outcome, reason, value, whether that is a lower bound, and its inputs."""

    outcome: str
    reason: str
    value: str
    at_least: str
    parts: str
    sources: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier workbook of a comparison without our sheets, and its sender's answers; b"" where it is too large."""

    file: bytes
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What else the added sheets were made of: the sender's titles, the titles of ours, a scenario, an earlier workbook.

    `added` maps the English title of each of our sheets to the title that it has in this workbook; `scenario` is JSON.
    """

    own: tuple[str, ...] = ()
    added: Mapping[str, str] = field(default_factory=dict)
    scenario: str = ""
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a scored workbook says of its scoring; `sheets` maps a sheet's key to what was read of it.

    `answers` are the sender's to what the workbook asked: whoever reads it again hears them.
    """

    rulebook: str
    digest: str
    version: str
    language: str
    profile: Profile
    as_of: Month | None
    sheets: Mapping[str, SheetDigest]
    criteria: Mapping[str, Judged]
    score: str
    answers: tuple[Answer, ...] = ()
    beside: Beside = Beside()

    @property
    def inputs(self) -> str:
        """One hash of all that was read."""
        return hashed({key: sheet.digest for key, sheet in self.sheets.items()})


def receipt(a: Assessment, language: str, beside: Beside = Beside()) -> Receipt:
    """The receipt of a judgement."""
    return Receipt(
        rulebook=a.rulebook.notice.id,
        digest=a.rulebook.digest,
        version=VERSION,
        language=language,
        profile=a.profile,
        as_of=a.as_of,
        sheets=dict(sheet_digests(a.submission)),
        criteria={finding.criterion.id: _judged(finding) for finding in a.findings},
        score="" if a.verdict.score is None else exact(a.verdict.score),
        answers=tuple(each.answer for each in a.answered),
        beside=beside,
    )


def _judged(finding: Finding) -> Judged:
    return Judged(
        outcome=finding.outcome.value,
        reason="" if finding.reason is None else finding.reason.value,
        value="" if finding.value is None else exact(finding.value),
        at_least="1" if finding.at_least else "",
        parts=" ".join(exact(part) for part in finding.parts),
        sources=" ".join(str(ref) for ref in finding.sources)[:LONGEST],
    )


# --- on a sheet -----------------------------------------------------------------------------


def write_receipt(sheet: Worksheet, kept: Receipt, style: Format) -> None:
    """Writes the receipt as rows of text and hides the sheet from the menu too."""
    for number, row in enumerate(to_rows(kept)):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text, style)
    sheet.very_hidden()


def to_rows(r: Receipt) -> Iterator[tuple[str, ...]]:
    """The receipt as rows of text."""
    yield SIGN, FORM
    yield "rulebook", r.rulebook, r.digest
    yield "version", r.version
    yield "language", r.language
    yield "profile", r.profile.value
    yield "as_of", "" if r.as_of is None else str(r.as_of)
    yield "score", r.score
    for key, sheet in r.sheets.items():
        yield SHEET, key, sheet.title, sheet.digest
        yield COLUMNS, key, *(f"{name}:{digest}" for name, digest in sheet.columns.items())
        yield ROWS, key, *(sheet.rows[at : at + LONGEST] for at in range(0, len(sheet.rows), LONGEST))
    for id, j in r.criteria.items():
        yield "criterion", id, j.outcome, j.reason, j.value, j.at_least, j.parts, j.sources
    yield from answer_rows(r.answers)
    yield from _beside_rows(r.beside)


def _beside_rows(beside: Beside) -> Iterator[tuple[str, ...]]:
    yield OWN, *beside.own
    for key, title in beside.added.items():
        yield ADDED, key, title
    if beside.scenario:
        yield SCENARIO, beside.scenario
    if beside.earlier is not None:
        text = b64encode(beside.earlier.file).decode()
        yield PREVIOUS_FILE, *(text[at : at + LONGEST] for at in range(0, len(text), LONGEST))
        for row in answer_rows(beside.earlier.answers):
            yield PREVIOUS, *row


def from_rows(rows: Sequence[Sequence[Any]]) -> Receipt | None:
    """The receipt that rows of text hold; None where they hold none."""
    texts = [[str(cell) for cell in row] + [""] * 8 for row in rows]
    if not texts or texts[0][:2] != [SIGN, FORM]:
        return None
    said = {row[0]: row[1:] for row in texts}
    try:
        return Receipt(
            rulebook=said["rulebook"][0],
            digest=said["rulebook"][1],
            version=said["version"][0],
            language=Language(said["language"][0]),
            profile=Profile(said["profile"][0]),
            as_of=Month.parse(said["as_of"][0]) if said["as_of"][0] else None,
            sheets={row[1]: _sheet(row, texts) for row in texts if row[0] == SHEET},
            criteria={row[1]: Judged(*row[2:8]) for row in texts if row[0] == "criterion"},
            score=said["score"][0],
            answers=answers_of(texts),
            beside=_beside(texts, said),
        )
    except (KeyError, ValueError):
        return None


def _beside(texts: Sequence[Sequence[str]], said: Mapping[str, Sequence[str]]) -> Beside:
    """ValueError where the earlier workbook is not what was written."""
    earlier = None
    if PREVIOUS_FILE in said:
        try:
            file = b64decode("".join(said[PREVIOUS_FILE]), validate=True)
        except binascii.Error as error:
            raise ValueError(PREVIOUS_FILE) from error
        earlier = Earlier(file, answers_of([row[1:] for row in texts if row[0] == PREVIOUS]))
    return Beside(
        own=tuple(filter(None, said[OWN])),
        added={row[1]: row[2] for row in texts if row[0] == ADDED},
        scenario=said[SCENARIO][0] if SCENARIO in said else "",
        earlier=earlier,
    )


def _sheet(row: Sequence[str], texts: Sequence[Sequence[str]]) -> SheetDigest:
    """What was read of a sheet; receipts of before rows had hashes say nothing of these."""
    said = {each[0]: [text for text in each[2:] if text] for each in texts if each[1] == row[1] and each[0] != SHEET}
    columns = dict(text.rsplit(":", 1) for text in said.get(COLUMNS, ()))
    return SheetDigest(row[2], row[3], "".join(said.get(ROWS, ())), columns)
