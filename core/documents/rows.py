"""The rows, days or months behind a figure: which are counted, which are left out or in doubt, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from core.documents import figures
from core.documents.row_words import RowWords, kind_of
from core.documents.texts import PROSE, WORDS, columns, filled, many, table
from core.formulas.proof import Proven, Why, proof
from core.formulas.recorded import recorded
from core.intake import Connected
from core.model import Assessment, Finding, Month, Rulebook
from core.model import Table as ReadTable
from core.model.document import EMPTY, Capitalised, Column, Document, Joined, Row, Table, Value, Verbatim, say
from core.model.formulas import DAILY, MONTHLY
from core.model.quantity import Quantity


class Part(Struct, frozen=True):
    """Rows that have something in common, a kind or a reason, and how many they are."""

    key: str | Why
    wording: Value
    n: int


class Rows(Document, frozen=True):
    """The proof of a figure: a sentence, what its rows come to by kind and by reason, and all of them in order.

    Of a ledger that is a table `grouped` has what they come to, with the names that are known; the rows stay there.
    """

    id: str
    sentence: Value
    kinds: tuple[Part, ...]
    reasons: tuple[Part, ...]
    all: tuple[Proven, ...]
    words: RowWords
    grouped: Table | None = None

    def chosen(
        self,
        words: str = "",
        kinds: Collection[str] = (),
        why: Why | None = None,
        printed: Callable[[Value], str] = str,
    ) -> tuple[Proven, ...]:
        """Those of the kinds and the reason whose name has these words in it, or that are of the row of that number.

        `printed` is how a day or a month is written beside its ISO form.
        """
        asked = _folded(words.strip())
        number = int(asked) if asked.isdecimal() and len(asked) < 9 else None

        def spelt(name: str | Month | date) -> str:
            return name if isinstance(name, str) else f"{name} {printed(name)}"

        return tuple(
            each
            for each in self.all
            if (not kinds or kind_of(each) in kinds)
            and (why is None or each.why == why)
            and (asked in _folded(spelt(each.name)) or number in each.rows)
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is said of a row; amounts only where there are any, reasons where something is left out."""
        amounts, belows = ([getattr(each, key) for each in self.all] for key in ("amount", "below"))
        there = {"amount": amounts, "below": belows, "why": [part.key for part in self.reasons]}
        there |= {"rows": []} if self.words.table else {}
        found = (each for each in columns("rows") if any(value is not None for value in there.get(each.key, (0,))))
        return tuple(replace(each, title=self.words.titles.get(each.key, each.title)) for each in found)

    def lines(self, rows: Iterable[Proven]) -> Iterator[Row]:
        return map(self.words.row, rows)

    def table(self, rows: Iterable[Proven]) -> Table:
        return Table(self.columns, tuple(self.lines(rows)))


def _folded(text: str) -> str:
    """Text as it is compared: in half width and without case."""
    return normalize("NFKC", text).casefold()


def has_rows(a: Assessment, id: str) -> bool:
    """Whether rows give a criterion's figure."""
    return a.as_of is not None and a.finding(id).origin != "none"


def rows_document(a: Assessment, id: str) -> Rows | None:
    """The rows of a criterion's figure at the date; None where it has none."""
    finding = a.finding(id)
    formula, origin = finding.criterion.computation, finding.origin
    if a.as_of is None or origin == "none":
        return None
    if origin == "ledger":
        assert formula.ledger is not None
        words = RowWords(a, a.rulebook.sheets[formula.ledger.sheet], finding.criterion.unit, (), formula.ledger)
        found, wording = proof(formula.ledger, a.submission.ledgers[formula.ledger.sheet], a.as_of), "at_end"
    else:
        found, wording = recorded(formula, origin, a.submission, a.as_of), "within"
        asked = formula.daily if origin == "daily" else formula.monthly
        assert asked is not None
        words = RowWords(a, a.rulebook.sheets[DAILY if origin == "daily" else MONTHLY], "", asked.columns)
    kinds, whys = Counter[str](), Counter[Why | None]()
    for each in found:
        kinds[kind_of(each)] += each.n
        whys[each.why] += each.n
    order, reasons = list(WORDS["row"]), [(why, n) for why, n in whys.most_common() if why is not None]
    rank: dict[Why | None, int] = {why: at for at, (why, _n) in enumerate(reasons)}
    largest_first = -1 if origin == "ledger" else 0

    def place(row: Proven) -> tuple[float, ...]:
        return order.index(kind_of(row)), rank.get(row.why, -1), largest_first * float(row.amount or 0)

    numbers = {key: Quantity(Fraction(kinds[key])) for key in order}
    sentence = say(PROSE["rows"][wording], sheet=words.sheet.label, month=a.as_of, **numbers)
    every = tuple(sorted(found, key=place))
    return Rows(
        id,
        Joined((sentence, _parts(finding, words, found)), "sentences"),
        tuple(Part(key, Capitalised(say(WORDS["row"][key])), kinds[key]) for key in order if kinds[key]),
        tuple(Part(why, words.why(why), n) for why, n in reasons),
        every,
        words,
        filled(table("grouped", _groups(every, words))) if words.table and origin == "ledger" else None,
    )


def counted_in_tables(a: Assessment) -> Iterator[Row]:
    """What the rows of tables come to, criterion by criterion."""
    for finding in a.findings:
        found = rows_document(a, finding.criterion.id) if finding.origin == "ledger" else None
        for at, row in enumerate(found.grouped.rows if found and found.grouped else ()):
            yield replace(row, cells={"label": figures.label(finding.criterion), **row.cells}, begins=not at)


def _groups(found: Iterable[Proven], words: RowWords) -> Iterator[Row]:
    """Those alike by what became of them and why: how many, and the names that are known of them."""
    for (kind, why), alike in groupby(found, lambda each: (kind_of(each), each.why)):
        these, what = tuple(alike), say(WORDS["row"][kind])
        amounts = [each.amount for each in these if each.amount is not None]
        cells: dict[str, Value] = {
            "what": Capitalised(what if why is None else say("{kind}: {why}", kind=what, why=words.why(why))),
            "n": Quantity(Fraction(sum(each.n for each in these))),
            "amount": words.amount(sum(amounts, Fraction(0))) if amounts else None,
            "names": Joined(words.known(these)),
        }
        yield Row(kind, cells)


def _parts(finding: Finding, words: RowWords, found: Sequence[Proven]) -> Value:
    """What a share is of what, in firms, money or people, and what the threshold takes; of market shares whose they are."""
    of = figures.share_of(finding)
    if words.count is not None and words.count.counted == "sum_once":
        stated = sum(each.counted is True and bool(each.amount) for each in found)
        of = many("shares_of", stated)
    if finding.value is None or of is None:
        return EMPTY
    slots: dict[str, Value] = {"of": of, "value": figures.value(finding)}
    if finding.gap is None or finding.gap >= 0:
        return say("{of} = {value}.", **slots)
    short, bar = figures.shortfall(finding), figures.threshold(finding.criterion)
    return say("{of} = {value}; {short} more for {threshold}.", short=short, threshold=bar, **slots)


# --- ledgers that are tables ----------------------------------------------------------------------


class Sources(Document, frozen=True):
    """How many there are, what that means for the figures, a row a ledger, and what their rows came to."""

    heading: Value
    note: Value
    table: Table
    counted: Table
    counted_note: Value


def sources_document(a: Assessment) -> Sources:
    """The tables of a judgement, and the criteria that rest on each."""
    tables = {key: (each.title, each.table) for key, each in a.submission.layout.sheets.items() if each.table}
    return _document(a.rulebook, tables, a)


def tables_document(rulebook: Rulebook, connected: Mapping[str, Connected]) -> Sources:
    """Tables as they were read, whatever workbook they are for."""
    there = ((key, each.grid, each.table) for key, each in connected.items())
    return _document(rulebook, {key: (grid.name, read) for key, grid, read in there if grid and read}, None)


def _document(rulebook: Rulebook, tables: Mapping[str, tuple[str, ReadTable]], a: Assessment | None) -> Sources:
    rows = tuple(_row(rulebook, key, *each, a) for key, each in tables.items())
    heading = many("ledgers", len(rows))
    made = table("sources", rows, say("No ledger is read from a table."))
    if a is None:
        made = replace(made, columns=tuple(each for each in made.columns if each.key != "criteria"))
    counted = filled(table("counted", counted_in_tables(a) if a and tables else ()))
    return Sources(heading, say(PROSE["sources"]) if a else EMPTY, made, counted, say(PROSE["counted"]))


def _row(rulebook: Rulebook, key: str, title: str, source: ReadTable, a: Assessment | None) -> Row:
    findings = a.findings if a else ()
    criteria = [f.criterion.id for f in findings if any(place.sheet == key for place in f.sources)]
    cells: dict[str, Value] = {
        "ledger": rulebook.sheets[key].label,
        "source": Verbatim(title),
        "columns": Joined(tuple(map(Verbatim, source.columns.values()))),
        "rows": Decimal(source.rows),
        "read_at": Verbatim(source.read_at.isoformat(" ", "minutes")[:16]),
        "seconds": say("{n} s", n=Decimal(f"{source.seconds:.1f}")),
        "criteria": Joined(tuple(map(Verbatim, criteria))),
    }
    return Row(key, cells)
