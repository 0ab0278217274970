"""The rows, days or months behind a figure: which are counted, which are left out or in doubt, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby, islice
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from core.documents import figures
from core.documents.texts import columns, filled, many, table
from core.formulas.proof import Proven, Why, proof
from core.formulas.reads import formula_of
from core.formulas.recorded import recorded
from core.i18n import N_
from core.model import NAMELESS, Assessment, Finding, Month, Place, Sheet
from core.model import Table as ReadTable
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
#: So many names of rows of a table are named.
MOST_NAMES = 20

#: What became of a row, in the order of reading.
KINDS = {"counted": N_("counted"), "left_out": N_("left out"), "doubtful": N_("in doubt")}
ALL = N_("{sheet}, at the end of {month}: {counted} counted, {left_out} left out, {doubtful} in doubt.")
IN = N_("{sheet}, {month}: {counted} counted, {left_out} left out, {doubtful} in doubt.")

IS, IS_NOT = N_("“{column}” is {said}"), N_("“{column}” is not {said}")
NAMES, NAMES_NOT = N_("“{column}” names {said}"), N_("“{column}” does not name {said}")
YES, NOT_YES = N_("“{column}” says yes"), N_("“{column}” does not say yes")


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
    words: _Words
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
    """Whether rows give a criterion's figure."""
    return a.as_of is not None and a.finding(id).origin != "none"


def rows_document(a: Assessment, id: str) -> Rows | None:
    """The rows of a criterion's figure at the date; None where it has none."""
    finding = a.finding(id)
    formula, origin = formula_of(finding.criterion), finding.origin
    if a.as_of is None or origin == "none":
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
    kinds, whys = Counter[str](), Counter[Why | None]()
    for each in found:
        kinds[kind_of(each)] += each.n
        whys[each.why] += each.n
    order, reasons = list(KINDS), [(why, n) for why, n in whys.most_common() if why is not None]
    rank: dict[Why | None, int] = {why: at for at, (why, _n) in enumerate(reasons)}
    largest_first = -1 if origin == "ledger" else 0

    def place(row: Proven) -> tuple[float, ...]:
        return order.index(kind_of(row)), rank.get(row.why, -1), largest_first * float(row.amount or 0)

    numbers = {key: Quantity(Fraction(kinds[key])) for key in KINDS}
    every = tuple(sorted(found, key=place))
    return Rows(
        id,
        Joined(
            (say(wording, sheet=words.sheet.label, month=a.as_of, **numbers), _parts(finding, words, found)),
            "sentences",
        ),
        tuple(Part(key, Capitalised(say(word)), kinds[key]) for key, word in KINDS.items() if kinds[key]),
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


def _groups(found: Iterable[Proven], words: _Words) -> Iterator[Row]:
    """Those alike by what became of them and why: how many, and the names that are known of them."""
    for (kind, why), alike in groupby(found, lambda each: (kind_of(each), each.why)):
        these, what = tuple(alike), say(KINDS[kind])
        amounts = [each.amount for each in these if each.amount is not None]
        cells: dict[str, Value] = {
            "what": Capitalised(what if why is None else say("{kind}: {why}", kind=what, why=words.why(why))),
            "n": Quantity(Fraction(sum(each.n for each in these))),
            "amount": words.amount(sum(amounts, Fraction(0))) if amounts else None,
            "names": Joined(words.known(these)),
        }
        yield Row(kind, cells)


def _parts(finding: Finding, words: _Words, found: Sequence[Proven]) -> Value:
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


class _Words(Struct, frozen=True):
    """What is said of a sheet's rows; `columns` are those that the figure is had from, where it is no ledger's `count`."""

    a: Assessment
    sheet: Sheet
    unit: str
    columns: tuple[str, ...]
    count: Count | None = None

    @property
    def table(self) -> ReadTable | None:
        """The table that is read in the sheet's place."""
        return self.a.submission.layout.table(Place(self.sheet.key))

    def known(self, found: Iterable[Proven]) -> tuple[Value, ...]:
        """The first names among these that a table's rows have kept."""
        examples = self.table.examples if self.table else {}
        named = (each if self._has_name(each) else replace(each, name=examples.get(each.rows[0], "")) for each in found)
        return tuple(islice(dict.fromkeys(name for each in named if (name := self.name(each))), MOST_NAMES))

    def _has_name(self, each: Proven) -> bool:
        return not (isinstance(each.name, str) and each.name.startswith(NAMELESS))

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
            "amount": self.amount(each.amount),
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

    def amount(self, amount: Fraction | None) -> Value:
        if amount is None:
            return EMPTY
        shares = self.count is not None and self.count.counted == "sum_once"
        return Quantity(amount, self.unit) if shares else Quantity(amount)

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
