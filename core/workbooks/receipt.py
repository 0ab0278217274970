"""The receipt of a scoring, on a hidden sheet of the scored workbook: what was read, by which rules, what came of it.

Its hashes are of the inputs as read, not of bytes: saving a file changes every byte and no value.
It holds all that `verify` needs to make the added sheets again from the sender's own, the earlier workbook included.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from msgspec import Struct, field
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.i18n import Language
from core.intake.answers import from_rows as answers_of
from core.intake.answers import to_rows as answer_rows
from core.intake.reader.parts import RECEIPT
from core.intake.spawn import WrittenSheet
from core.model import Answer, Assessment, Finding, Month, Profile
from core.model.quantity import exact
from core.workbooks.digests import SheetDigest, hashed, sheet_digests

#: Of this program, as pyproject.toml has it.
VERSION = "0.1.0"
SIGN, FORM = RECEIPT, "3"
#: What has a row of its own, as it is.
SINGLE = ("version", "language", "profile", "as_of", "modified", "score")
#: Characters of a text in one cell.
LONGEST = 30_000
#: Cells of a row beside its head.
WIDEST = 1_000
#: Bytes of an earlier workbook that are kept; a larger one must be given to `verify`.
MOST_KEPT = 8 << 20


class Judged(NamedTuple):
    """What came of a criterion, as text: outcome, reason, value, whether that is a lower bound, and its inputs."""

    outcome: str
    reason: str
    value: str
    at_least: str
    parts: str
    sources: str


class ReadTable(NamedTuple):
    """A ledger that is a table: its connection and name, when it was read, how many seconds that took."""

    title: str
    read_at: datetime
    seconds: float


class Earlier(Struct, frozen=True):
    """The earlier workbook of a comparison without our sheets, and its sender's answers; b"" where it is too large."""

    file: bytes
    answers: tuple[Answer, ...] = ()


class Receipt(Struct, frozen=True):
    """What a scored workbook says of its scoring; `sheets` maps a sheet's key to what was read of it.

    `answers` are the sender's to what the workbook asked: whoever reads it again hears them.  What else our sheets were
    made of: `own` and `names` are the titles and the defined names that the sender's workbook had, `scenario` is JSON.
    `added` maps the English title of each of our sheets to the title that it has in this workbook, `digests` to a hash
    of its cells (none of a sheet with very many).
    """

    rulebook: str
    digest: str
    version: str
    language: str
    profile: Profile
    as_of: Month | None
    modified: Month | None
    sheets: Mapping[str, SheetDigest]
    criteria: Mapping[str, Judged]
    score: str
    answers: tuple[Answer, ...] = ()
    tables: Mapping[str, ReadTable] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    added: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    scenario: str = ""
    earlier: Earlier | None = None

    @property
    def inputs(self) -> str:
        return hashed({key: sheet.digest for key, sheet in self.sheets.items()})


def receipt(a: Assessment, language: str) -> Receipt:
    """What is said of the judgement and of what was read."""
    return Receipt(
        rulebook=a.rulebook.notice.id,
        digest=a.rulebook.digest,
        version=VERSION,
        language=language,
        profile=a.profile,
        as_of=a.as_of,
        modified=a.submission.modified,
        sheets=dict(sheet_digests(a.submission)),
        criteria={finding.criterion.id: _judged(finding) for finding in a.findings},
        score="" if a.verdict.score is None else exact(a.verdict.score),
        answers=tuple(each.answer for each in a.answered),
        tables={
            key: ReadTable(layout.title, layout.table.read_at, layout.table.seconds)
            for key, layout in a.submission.layout.sheets.items()
            if layout.table
        },
    )


def _judged(finding: Finding) -> Judged:
    return Judged(
        outcome=finding.outcome.value,
        reason="" if finding.reason is None else finding.reason.value,
        value="" if finding.value is None else exact(finding.value),
        at_least="1" if finding.at_least else "",
        parts=" ".join(map(exact, finding.parts)),
        sources=" ".join(map(str, finding.sources))[:LONGEST],
    )


# --- on a sheet -----------------------------------------------------------------------------


def write_receipt(sheet: Worksheet, rows: Iterable[Sequence[str]], style: Format) -> None:
    """Writes the rows of a receipt as text and hides the sheet from the menu too."""
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text, style)
    sheet.very_hidden()


def to_rows(r: Receipt) -> Iterator[tuple[str, ...]]:
    yield SIGN, FORM
    yield "rulebook", r.rulebook, r.digest
    yield from ((name, str(getattr(r, name) or "")) for name in SINGLE)
    for key, sheet in r.sheets.items():
        yield "sheet", key, sheet.title, sheet.digest
        yield "columns", key, *(f"{name}:{digest}" for name, digest in sheet.columns.items())
        yield "rows", key, *_pieces(sheet.rows)
    for id, judged in r.criteria.items():
        yield "criterion", id, *judged
    yield from answer_rows(r.answers)
    for key, table in r.tables.items():
        yield "table", key, table.title, table.read_at.isoformat(), str(table.seconds)
    yield from (("own", *some) for some in _lines(r.own))
    yield from (("names", *some) for some in _lines(r.names))
    for key, title in r.added.items():
        yield "added", key, title, r.digests.get(key, "")
    if r.scenario:
        yield "scenario", r.scenario
    if (earlier := r.earlier) is not None:
        yield "previous_file", *_pieces(b64encode(earlier.file).decode())
        yield from (("previous", *row) for row in answer_rows(earlier.answers))


def _lines(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Texts, of which there may be more than a row has cells: a workbook keeps the names of years, broken ones too."""
    return (texts[at : at + WIDEST] for at in range(0, len(texts) or 1, WIDEST))


def _pieces(text: str) -> Iterator[str]:
    """A text as cells can hold it."""
    return (text[at : at + LONGEST] for at in range(0, len(text), LONGEST))


def receipt_of(sheets: Iterable[WrittenSheet]) -> Receipt | None:
    return next((found for sheet in sheets if (found := from_rows(list(sheet.rows()))) is not None), None)


def from_rows(rows: Sequence[Sequence[Any]]) -> Receipt | None:
    """The receipt that rows of text hold; None where they hold none."""
    texts = [[str(cell) for cell in row] + [""] * 8 for row in rows]
    if not texts or texts[0][:2] != [SIGN, FORM]:
        return None
    said: dict[str, list[list[str]]] = defaultdict(list)
    for name, *cells in texts:
        said[name].append(cells)
    single = {name: lines[-1] for name, lines in said.items()}
    try:
        # receipts of before rows had hashes say nothing of these
        columns = {key: dict(text.rsplit(":", 1) for text in filter(None, each)) for key, *each in said["columns"]}
        rows_of = {key: "".join(pieces) for key, *pieces in said["rows"]}
        earlier = None
        if "previous_file" in single:
            file = b64decode("".join(single["previous_file"]), validate=True)
            earlier = Earlier(file, answers_of(said["previous"]))
        return Receipt(
            rulebook=single["rulebook"][0],
            digest=single["rulebook"][1],
            version=single["version"][0],
            language=Language(single["language"][0]),
            profile=Profile(single["profile"][0]),
            as_of=Month.parse(single["as_of"][0]) if single["as_of"][0] else None,
            modified=Month.parse(month) if (month := single.get("modified", [""])[0]) else None,
            sheets={
                key: SheetDigest(title, digest, rows_of.get(key, ""), columns.get(key, {}))
                for key, title, digest, *_ in said["sheet"]
            },
            criteria={id: Judged(*judged[:6]) for id, *judged in said["criterion"]},
            score=single["score"][0],
            answers=answers_of(texts),
            tables={
                key: ReadTable(title, datetime.fromisoformat(read_at), float(seconds))
                for key, title, read_at, seconds, *_ in said["table"]
            },
            own=tuple(filter(None, chain(*said["own"]))),
            names=tuple(filter(None, chain(*said["names"]))),
            added={key: title for key, title, *_ in said["added"]},
            digests={key: digest for key, _, digest, *_ in said["added"] if digest},
            scenario=single["scenario"][0] if "scenario" in single else "",
            earlier=earlier,
        )
    except (KeyError, ValueError):
        return None
