"""The rows behind a figure counted from a ledger: which are counted, which are left out or in doubt, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from unicodedata import normalize

from core.documents.texts import columns
from core.formulas.proof import Proven, Why, proof
from core.formulas.reads import formula_of
from core.i18n import N_
from core.model import ROWS, Assessment, Place, Sheet
from core.model.document import (
    EMPTY,
    Capitalised,
    Cells,
    Column,
    Document,
    Joined,
    Row,
    Sentence,
    Table,
    Value,
    Verbatim,
    say,
)
from core.model.formulas import AnyOf, AtLeast, Count, Dated, Flag, IsNot, Names, OfChoices, columns_of
from core.model.quantity import Quantity

#: So many cells of one name are named.
MOST_CELLS = 12

#: What became of a row, in the order of reading.
KINDS = {"counted": N_("counted"), "left_out": N_("left out"), "doubtful": N_("in doubt")}
ALL = N_("{sheet}, at the end of {month}: {counted} counted, {left_out} left out, {doubtful} in doubt.")

IS, IS_NOT = N_("“{column}” is {said}"), N_("“{column}” is not {said}")
NAMES, NAMES_NOT = N_("“{column}” names {said}"), N_("“{column}” does not name {said}")
YES, NOT_YES = N_("“{column}” says yes"), N_("“{column}” does not say yes")


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that have something in common, a kind or a reason, and how many they are."""

    key: str | Why
    wording: Value
    n: int


@dataclass(frozen=True)
class Rows(Document):
    """The proof of a figure: a sentence, what its rows come to by kind and by reason, and all of them in order."""

    id: str
    sentence: Sentence
    kinds: tuple[Part, ...]
    reasons: tuple[Part, ...]
    all: tuple[Proven, ...]
    words: _Words

    def chosen(self, words: str = "", kinds: Collection[str] = (), why: Why | None = None) -> tuple[Proven, ...]:
        """Those of the kinds and the reason whose name has these words in it, or that are of the row of that number."""
        asked = _folded(words.strip())
        number = int(asked) if asked.isdecimal() and len(asked) < 9 else None
        return tuple(
            each
            for each in self.all
            if (not kinds or kind_of(each) in kinds)
            and (why is None or each.why == why)
            and (asked in _folded(each.name) or number in each.rows)
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is said of a row; amounts only where there are any, reasons where something is left out."""
        amounts, whys = any(each.amount is not None for each in self.all), bool(self.reasons)
        without = {"" if amounts else "amount", "" if whys else "why"}
        return tuple(column for column in columns("rows") if column.key not in without)

    def lines(self, rows: Iterable[Proven]) -> Iterator[Row]:
        """What is said of each of these."""
        return map(self.words.row, rows)

    def table(self, rows: Iterable[Proven]) -> Table:
        """These as a table."""
        return Table(self.columns, tuple(self.lines(rows)))


def kind_of(row: Proven) -> str:
    return "counted" if row.counted else "doubtful" if row.counted is None else "left_out"


def _folded(text: str) -> str:
    """Text as it is compared: in half width and without case."""
    return normalize("NFKC", text).casefold()


def has_rows(a: Assessment, id: str) -> bool:
    """Whether a ledger whose rows have names gives a criterion's figure."""
    finding = a.finding(id)
    count = formula_of(finding.criterion).ledger
    by_ledger = finding.origin == "ledger" and count is not None and a.as_of is not None
    return by_ledger and count is not None and ROWS not in a.submission.ledgers[count.sheet].frame.column_names


def rows_document(a: Assessment, id: str) -> Rows | None:
    """The rows of a criterion's figure at the date; None where it has none."""
    criterion = a.finding(id).criterion
    count = formula_of(criterion).ledger
    if count is None or a.as_of is None or not has_rows(a, id):
        return None
    sheet = a.rulebook.sheets[count.sheet]
    words = _Words(a, sheet, count, criterion.unit)
    found = proof(count, a.submission.ledgers[count.sheet], a.as_of)
    kinds, whys = Counter(map(kind_of, found)), Counter(each.why for each in found)
    order, reasons = list(KINDS), [(why, n) for why, n in whys.most_common() if why is not None]
    rank: dict[Why | None, int] = {why: at for at, (why, _n) in enumerate(reasons)}
    in_order = sorted(
        found, key=lambda row: (order.index(kind_of(row)), rank.get(row.why, -1), -float(row.amount or 0))
    )
    numbers = {key: Quantity(Fraction(kinds[key])) for key in KINDS}
    return Rows(
        id,
        say(ALL, sheet=sheet.label, month=a.as_of, **numbers),
        tuple(Part(key, Capitalised(say(word)), kinds[key]) for key, word in KINDS.items() if kinds[key]),
        tuple(Part(why, words.why(why), n) for why, n in reasons),
        tuple(in_order),
        words,
    )


@dataclass(frozen=True)
class _Words:
    """What is said of a ledger's rows."""

    a: Assessment
    sheet: Sheet
    count: Count
    unit: str

    def row(self, each: Proven) -> Row:
        """What is counted as one, whether it is, its amount, its cells, and why it is not counted."""
        cells = {
            "name": self.name(each),
            "kind": say(KINDS[kind_of(each)]),
            "amount": self.amount(each),
            "rows": self.cells(each),
            "why": EMPTY if each.why is None else self.why(each.why),
        }
        return Row(str(each.rows[:1]), cells)

    def name(self, each: Proven) -> Value:
        if self.count.counted != "present":
            return Verbatim(each.name) if each.name else None
        choices = (choice for column in columns_of(self.count.each) for choice in self.sheet.column(column).choices)
        return next((choice.label for choice in choices if choice.key == each.name), Verbatim(each.name))

    def amount(self, each: Proven) -> Value:
        if each.amount is None:
            return EMPTY
        return Quantity(each.amount, self.unit) if self.count.counted == "sum_once" else Quantity(each.amount)

    def cells(self, each: Proven) -> Cells:
        key = "name" if "name" in self.a.submission.ledgers[self.sheet.key].columns else self.sheet.columns[0].key
        places = [Place.at(self.sheet.key, key, row) for row in each.rows[:MOST_CELLS]]
        return Cells(tuple(places))

    def why(self, why: Why) -> Value:
        column: Value = Joined(tuple(map(self.label, columns_of((why.test,)) if why.test else (why.column,))))
        match why.code:
            case "few":
                return say("fewer than {n} that count", n=Quantity(Fraction(self.count.at_least)))
            case "none":
                return say("no row that counts has it")
            case "later":
                return say("“{column}” is after {month}", column=column, month=self.a.as_of)
            case "ended":
                return say("“{column}” is in {month} or before", column=column, month=self.a.as_of)
            case "unknown":
                return say("“{column}” is blank or cannot be read", column=column)
        return self.against(why.test, is_so=why.code == "is")

    def against(self, test: Flag | None, *, is_so: bool) -> Value:
        """What a row says that keeps it out: that a condition fails, or that one holds which must not."""
        match test:
            case AnyOf(flags):
                return Joined(tuple(self.against(flag, is_so=is_so) for flag in flags), "clauses")
            case AtLeast(key, number):
                return say("“{column}” is below {n}", column=self.label(key), n=Quantity(Fraction(number)))
            case Dated(key):
                return say("“{column}” is blank or after {month}", column=self.label(key), month=self.a.as_of)
            case OfChoices(key, choices):
                words = {choice.key: choice.label for choice in self.sheet.column(key).choices}
                said = Joined(tuple(words[each] for each in choices))
                wordings = (NAMES_NOT, NAMES) if isinstance(test, Names) else (IS_NOT, IS)
                return say(wordings[is_so is not isinstance(test, IsNot)], column=self.label(key), said=said)
        return say(YES if is_so else NOT_YES, column=self.label(getattr(test, "column", "")))

    def label(self, key: str) -> Value:
        return self.sheet.column(key).label
