"""The receipt of a scoring, on a hidden sheet of the scored workbook: what was read, by which rules, what came of it.

Its hashes are of the inputs as read, not of bytes: saving a file changes every byte and no value.
`verify` scores the file again and compares.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.indicators.names import exact
from core.intake.answers import from_rows as answers_of
from core.intake.answers import to_rows as answer_rows
from core.model import Answer, Assessment, Entry, Finding, Ledger, Month, Profile, Submission

#: Of this program, as pyproject.toml has it.
VERSION = "0.1.0"
SIGN, FORM = "tds-receipt", "1"
HASHED = 32
LONGEST = 30_000


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
class Receipt:
    """What a scored workbook says of its scoring; `sheets` maps a sheet's key to its title and hash.

    `answers` are the sender's to what the workbook asked: whoever reads it again hears them.
    """

    rulebook: str
    digest: str
    version: str
    language: str
    profile: Profile
    as_of: Month | None
    sheets: Mapping[str, tuple[str, str]]
    criteria: Mapping[str, Judged]
    score: str
    answers: tuple[Answer, ...] = ()

    @property
    def inputs(self) -> str:
        """One hash of all that was read."""
        return _hash({key: digest for key, (_title, digest) in self.sheets.items()})


def receipt(a: Assessment, language: str) -> Receipt:
    """The receipt of a judgement."""
    return Receipt(
        rulebook=a.rulebook.id,
        digest=a.rulebook.digest,
        version=VERSION,
        language=language,
        profile=a.profile,
        as_of=a.as_of,
        sheets=dict(sheet_hashes(a.submission)),
        criteria={finding.criterion.id: _judged(finding) for finding in a.findings},
        score="" if a.verdict.score is None else exact(a.verdict.score),
        answers=tuple(each.answer for each in a.answered),
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
    for key, (title, digest) in r.sheets.items():
        yield "sheet", key, title, digest
    for id, j in r.criteria.items():
        yield "criterion", id, j.outcome, j.reason, j.value, j.at_least, j.parts, j.sources
    yield from answer_rows(r.answers)


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
            language=said["language"][0],
            profile=Profile(said["profile"][0]),
            as_of=Month.parse(said["as_of"][0]) if said["as_of"][0] else None,
            sheets={row[1]: (row[2], row[3]) for row in texts if row[0] == "sheet"},
            criteria={row[1]: Judged(*row[2:8]) for row in texts if row[0] == "criterion"},
            score=said["score"][0],
            answers=answers_of(texts),
        )
    except (KeyError, ValueError):
        return None


# --- what was read --------------------------------------------------------------------------


def sheet_hashes(submission: Submission) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each sheet's key with its title and the hash of what was read of it."""
    yield "basics", (_title(submission.basics.values()), _hash(_entries(submission.basics)))
    table = submission.monthly
    if table is not None:
        months = [[str(row.month), _entries(row.figures)] for row in table.rows]
        yield "monthly", (table.sheet, _hash(months))
    if submission.targets:
        targets = {id: [_entry(t.first_year), _entry(t.end)] for id, t in submission.targets.items()}
        refs = [t.end for t in submission.targets.values()] + [t.first_year for t in submission.targets.values()]
        yield "plan", (_title(refs), _hash(targets))
    if submission.claims:
        claims = {
            id: [_entry(each) for each in (c.status, c.evidence, c.note, c.review, c.review_note)]
            for id, c in submission.claims.items()
        }
        yield "claims", (_title([c.status for c in submission.claims.values()]), _hash(claims))
    for key, ledger in submission.ledgers.items():
        yield key, (ledger.sheet, ledger_hash(ledger))


def _title(entries: Any) -> str:
    """The sheet that entries stand on."""
    return next((entry.ref.sheet for entry in entries if entry.ref is not None), "")


def _entries(entries: Mapping[str, Entry[Any]]) -> dict[str, str]:
    return {key: _entry(entry) for key, entry in entries.items()}


def _entry(entry: Entry[Any]) -> str:
    """A cell's state and value; of what could not be read, what it says."""
    value = entry.found if entry.value is None else f"{entry.value.normalize():f}" if _decimal(entry) else entry.value
    return f"{entry.state.value}:{value}"


def _decimal(entry: Entry[Any]) -> bool:
    return hasattr(entry.value, "normalize")


def _hash(content: Any) -> str:
    raw = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(raw).hexdigest()[:HASHED]


def ledger_hash(ledger: Ledger) -> str:
    """A hash of a ledger's values column by column, in the order of its rows, whatever rows those are."""
    digest = hashlib.sha256()
    rows = ledger.frame.column("row")
    for name in sorted(ledger.frame.column_names):
        if name == "row":
            continue
        texts = pc.fill_null(ledger.frame.column(name).cast(pa.string()), "\0").combine_chunks()
        _valid, offsets, content = texts.buffers() if isinstance(texts, pa.Array) else texts.chunk(0).buffers()
        digest.update(f"{name}:{len(texts)};".encode())
        digest.update(bytes(offsets or b"")[: 4 * (len(texts) + 1)])
        digest.update(bytes(content or b""))
        unread = ledger.unreadable.get(name)
        if unread:
            at = [i for i, row in enumerate(rows.to_pylist()) if row in unread]
            digest.update(repr(at).encode())
    return digest.hexdigest()[:HASHED]
