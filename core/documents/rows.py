"""The rows behind a figure counted from a ledger: counted, left out and why, in doubt and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.documents.texts import columns
from core.formulas.proof import Proven, Why, proof
from core.formulas.reads import formula_of
from core.i18n import N_
from core.model import ROWS, Assessment, Place, Sheet
from core.model.document import Cells, Document, Joined, Row, Sentence, Table, Value, Verbatim, say
from core.model.formulas import AnyOf, AtLeast, Count, Dated, Flag, IsNot, Names, OfChoices, columns_of
from core.model.quantity import Quantity

#: So many of each kind are shown; the file has them all.
MOST = 20
#: So many cells of one name are named.
MOST_CELLS = 12

#: Of each kind its heading, in the order of reading.
HEADINGS = {"counted": N_("Counted: {n}"), "left_out": N_("Left out: {n}"), "doubtful": N_("In doubt: {n}")}
ALL = N_("{sheet}, at the end of {month}: {counted} counted, {left_out} left out, {doubtful} in doubt.")
MORE = N_("{n} more; the CSV file has all of them.")

IS, IS_NOT = N_("“{column}” is {said}"), N_("“{column}” is not {said}")
NAMES, NAMES_NOT = N_("“{column}” names {said}"), N_("“{column}” does not name {said}")
YES, NOT_YES = N_("“{column}” says yes"), N_("“{column}” does not say yes")


@dataclass(frozen=True)
class Kind:
    """Those of one kind: `key` is counted, left_out or doubtful, `n` how many there are, `table` the first of them."""

    key: str
    heading: Sentence
    n: int
    reasons: tuple[Sentence, ...]
    table: Table
    more: Sentence | None


@dataclass(frozen=True)
class Rows(Document):
    """The proof of a figure: a sentence, and the rows of each kind that there are."""

    id: str
    sentence: Sentence
    kinds: tuple[Kind, ...]


def has_rows(a: Assessment, id: str) -> bool:
    """Whether a ledger whose rows have names gives a criterion's figure."""
    finding = a.finding(id)
    count = formula_of(finding.criterion).ledger
    by_ledger = finding.origin == "ledger" and count is not None and a.as_of is not None
    return by_ledger and count is not None and ROWS not in a.submission.ledgers[count.sheet].frame.column_names


def rows_document(a: Assessment, id: str, most: int | None = MOST) -> Rows | None:
    """The rows of a criterion's figure at the date, `most` of each kind; None where it has none."""
    criterion = a.finding(id).criterion
    count = formula_of(criterion).ledger
    if count is None or a.as_of is None or not has_rows(a, id):
        return None
    ledger, sheet = a.submission.ledgers[count.sheet], a.rulebook.sheets[count.sheet]
    proven = proof(count, ledger, a.as_of)
    words = _Words(a, sheet, count, criterion.unit)
    by_key: dict[str, list[Proven]] = {key: [] for key in HEADINGS}
    for each in proven:
        by_key["counted" if each.counted else "doubtful" if each.counted is None else "left_out"].append(each)
    kinds = tuple(words.kind(key, found, most) for key, found in by_key.items() if found)
    numbers = {key: Quantity(Fraction(len(found))) for key, found in by_key.items()}
    sentence = say(ALL, sheet=sheet.label, month=a.as_of, **numbers)
    return Rows(id, sentence, kinds)


@dataclass(frozen=True)
class _Words:
    """What is said of a ledger's rows."""

    a: Assessment
    sheet: Sheet
    count: Count
    unit: str

    def kind(self, key: str, found: Sequence[Proven], most: int | None) -> Kind:
        """Those of one kind, by reason; of each reason how many there are."""
        n = len(found)
        heading = say(HEADINGS[key], n=Quantity(Fraction(n)))
        by_why: dict[Why | None, list[Proven]] = {}
        for each in found:
            by_why.setdefault(each.why, []).append(each)
        groups = sorted(by_why.items(), key=lambda group: -len(group[1]))
        reasons = tuple(
            say("{reason}: {n}", reason=self.why(why), n=Quantity(Fraction(len(each)))) for why, each in groups if why
        )
        ordered = [each for _, group in groups for each in sorted(group, key=lambda each: -(each.amount or 0))]
        shown = ordered if most is None else ordered[:most]
        rest = n - len(shown)
        more = say(MORE, n=Quantity(Fraction(rest))) if rest else None
        return Kind(key, heading, n, reasons, self.table(shown, key == "counted"), more)

    def table(self, found: Sequence[Proven], counted: bool) -> Table:
        """What is counted as one, its amount where amounts are summed, its rows, and why it is not counted."""
        without = {"why" if counted else "", "" if any(each.amount is not None for each in found) else "amount"}
        heads = tuple(column for column in columns("rows") if column.key not in without)
        rows = (
            Row(
                str(each.rows[:1]),
                {
                    "name": self.name(each),
                    "amount": self.amount(each),
                    "rows": self.cells(each),
                    "why": self.why(each.why),
                },
            )
            for each in found
        )
        return Table(heads, tuple(rows))

    def name(self, each: Proven) -> Value:
        if self.count.counted != "present":
            return Verbatim(each.name)
        choices = (choice for column in columns_of(self.count.each) for choice in self.sheet.column(column).choices)
        return next((choice.label for choice in choices if choice.key == each.name), Verbatim(each.name))

    def amount(self, each: Proven) -> Value:
        if each.amount is None:
            return None
        return Quantity(each.amount, self.unit) if self.count.counted == "sum_once" else Quantity(each.amount)

    def cells(self, each: Proven) -> Cells:
        key = "name" if "name" in self.a.submission.ledgers[self.sheet.key].columns else self.sheet.columns[0].key
        places = [Place.at(self.sheet.key, key, row) for row in each.rows[:MOST_CELLS]]
        return Cells(tuple(places))

    def why(self, why: Why | None) -> Value:
        if why is None:
            return None
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
