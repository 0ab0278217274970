"""The rows, days or months behind a figure: which are counted, which are left out or in doubt, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from unicodedata import normalize

from core.documents import figures
from core.documents.texts import columns
from core.formulas.proof import Proven, Why, proof
from core.formulas.reads import formula_of
from core.formulas.recorded import recorded
from core.frozen import dataclass, replace
from core.i18n import N_
from core.model import ROWS, Assessment, Finding, Month, Place, Sheet
from core.model.document import (
    EMPTY,
    Capitalised,
    Cells,
    Column,
    Document,
    Joined,
    Row,
    Table,
    Value,
    Verbatim,
    say,
)
from core.model.formulas import DAILY, MONTHLY, AnyOf, AtLeast, Count, Dated, Flag, IsNot, Names, OfChoices, columns_of
from core.model.quantity import Quantity

#: So many cells of one name are named.
MOST_CELLS = 12

#: What became of a row, in the order of reading.
KINDS = {"counted": N_("counted"), "left_out": N_("left out"), "doubtful": N_("in doubt")}
ALL = N_("{sheet}, at the end of {month}: {counted} counted, {left_out} left out, {doubtful} in doubt.")
IN = N_("{sheet}, {month}: {counted} counted, {left_out} left out, {doubtful} in doubt.")

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
    sentence: Value
    kinds: tuple[Part, ...]
    reasons: tuple[Part, ...]
    all: tuple[Proven, ...]
    words: _Words

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
        found = (each for each in columns("rows") if any(value is not None for value in there.get(each.key, (0,))))
        return tuple(replace(each, title=self.words.titles.get(each.key, each.title)) for each in found)

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
    """Whether rows that can be named give a criterion's figure."""
    finding = a.finding(id)
    formula, ledgers = formula_of(finding.criterion), a.submission.ledgers
    if a.as_of is None or finding.origin == "none":
        return False
    by_ledger = finding.origin == "ledger" and formula.ledger is not None
    key = formula.ledger.sheet if by_ledger and formula.ledger else DAILY if finding.origin == "daily" else None
    return key is None or ROWS not in ledgers[key].frame.column_names


def rows_document(a: Assessment, id: str) -> Rows | None:
    """The rows of a criterion's figure at the date; None where it has none."""
    finding = a.finding(id)
    formula, origin = formula_of(finding.criterion), finding.origin
    if a.as_of is None or origin == "none" or not has_rows(a, id):
        return None
    if origin == "ledger":
        assert formula.ledger is not None
        words = _Words(a, a.rulebook.sheets[formula.ledger.sheet], finding.criterion.unit, (), formula.ledger)
        found, wording = proof(formula.ledger, a.submission.ledgers[formula.ledger.sheet], a.as_of), ALL
    else:
        found, wording = recorded(formula, origin, a.submission, a.as_of), IN
        asked = formula.daily if origin == "daily" else formula.monthly
        assert asked is not None
        words = _Words(a, a.rulebook.sheets[DAILY if origin == "daily" else MONTHLY], "", asked.columns)
    kinds, whys = Counter(map(kind_of, found)), Counter(each.why for each in found)
    order, reasons = list(KINDS), [(why, n) for why, n in whys.most_common() if why is not None]
    rank: dict[Why | None, int] = {why: at for at, (why, _n) in enumerate(reasons)}
    largest_first = -1 if origin == "ledger" else 0

    def place(row: Proven) -> tuple[float, ...]:
        return order.index(kind_of(row)), rank.get(row.why, -1), largest_first * float(row.amount or 0)

    numbers = {key: Quantity(Fraction(kinds[key])) for key in KINDS}
    return Rows(
        id,
        Joined(
            (say(wording, sheet=words.sheet.label, month=a.as_of, **numbers), _parts(finding, words, found)),
            "sentences",
        ),
        tuple(Part(key, Capitalised(say(word)), kinds[key]) for key, word in KINDS.items() if kinds[key]),
        tuple(Part(why, words.why(why), n) for why, n in reasons),
        tuple(sorted(found, key=place)),
        words,
    )


def _parts(finding: Finding, words: _Words, found: Sequence[Proven]) -> Value:
    """What a share is of what, in firms, money or users, and how many more the threshold takes; of days their mean."""
    formula, short, bar = (
        formula_of(finding.criterion),
        figures.parts_short(finding),
        figures.threshold(finding.criterion),
    )
    if finding.value is None or len(finding.parts) != 2 or bar is None:
        return EMPTY
    above, below = finding.parts
    if short is not None:
        unit = formula.parts or ""
        is_of: dict[str, Value] = {
            "above": Quantity(above, unit),
            "below": Quantity(below, unit),
            "value": figures.value(finding),
        }
        if not short.value or finding.at_least:
            return say("{above} ÷ {below} = {value}.", **is_of)
        return say("{above} ÷ {below} = {value}; {short} more for {threshold}.", **is_of, short=short, threshold=bar)
    if not formula.share or words.count is not None:
        return EMPTY
    days = sum(each.counted is not False for each in found)
    lacking = max(0, ceil(bar.value * below / days - above / days))
    slots: dict[str, Value] = {
        "column": words.titles["amount"],
        "above": Quantity(Fraction(round(above / days))),
        "over": words.titles["below"],
        "below": Quantity(Fraction(round(below / days))),
    }
    wording = say("“{column}” {above}, “{over}” {below}.", **slots)
    if lacking:
        slots |= {"n": Quantity(Fraction(lacking)), "threshold": bar}
        wording = say("“{column}” {above}, “{over}” {below}; {n} more for {threshold}.", **slots)
    return say("A day on average: {sentence}", sentence=wording) if finding.origin == "daily" else wording


@dataclass(frozen=True)
class _Words:
    """What is said of a sheet's rows; `columns` are those that the figure is had from, where it is no ledger's `count`."""

    a: Assessment
    sheet: Sheet
    unit: str
    columns: tuple[str, ...]
    count: Count | None = None

    @property
    def each_column(self) -> bool:
        """Whether each column is counted as one."""
        return self.count is None and len(self.columns) > 2

    @property
    def titles(self) -> Mapping[str, Value]:
        """The columns that amounts are of."""
        if self.each_column:
            return {}
        return {key: self.label(column) for key, column in zip(("amount", "below"), self.columns, strict=False)}

    def row(self, each: Proven) -> Row:
        """What is counted as one, whether it is, its amount, its cells, and why it is not counted."""
        cells = {
            "name": self.name(each),
            "kind": say(KINDS[kind_of(each)]),
            "amount": self.amount(each),
            "below": EMPTY if each.below is None else Quantity(each.below),
            "rows": self.cells(each),
            "why": EMPTY if each.why is None else self.why(each.why),
        }
        return Row(str(each.rows[:1]), cells)

    def name(self, each: Proven) -> Value:
        if not isinstance(each.name, str):
            return each.name
        if self.each_column:
            return self.label(each.name)
        if self.count is None or self.count.counted != "present":
            return Verbatim(each.name) if each.name else None
        choices = (choice for column in columns_of(self.count.each) for choice in self.sheet.column(column).choices)
        return next((choice.label for choice in choices if choice.key == each.name), Verbatim(each.name))

    def amount(self, each: Proven) -> Value:
        if each.amount is None:
            return EMPTY
        shares = self.count is not None and self.count.counted == "sum_once"
        return Quantity(each.amount, self.unit) if shares else Quantity(each.amount)

    def cells(self, each: Proven) -> Value:
        keys = self.columns
        if self.each_column:
            keys = (str(each.name),)
        if self.count is not None:
            named = "name" in self.a.submission.ledgers[self.sheet.key].columns
            keys = ("name" if named else self.sheet.columns[0].key,)
        places = [Place.at(self.sheet.key, key, row) for row in each.rows[:MOST_CELLS] for key in keys]
        return Cells(tuple(places)) if places else EMPTY

    def why(self, why: Why) -> Value:
        if why.code == "no_row":
            return say("no row in the sheet")
        column: Value = Joined(tuple(map(self.label, columns_of((why.test,)) if why.test else (why.column,))))
        match why.code:
            case "few":
                least = 1 if self.count is None else self.count.at_least
                return say("fewer than {n} that count", n=Quantity(Fraction(least)))
            case "before":
                return say("“{column}” is before {month}", column=column, month=self.a.submission.pilot.start)
            case "elsewhere":
                return say("“{column}” is not in {month}", column=column, month=self.a.as_of)
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
