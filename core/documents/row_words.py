"""What is said of the rows behind a figure: the names, amounts and cells of each, and why it is not counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from core.documents.texts import WORDS
from core.formulas.proof import Proven, Why
from core.model import NAMELESS, Assessment, Place, Sheet
from core.model import Table as ReadTable
from core.model.document import EMPTY, Cells, Joined, Row, Value, Verbatim, given, say
from core.model.formulas import AnyOf, AtLeast, Count, Dated, Flag, IsNot, Names, OfChoices, columns_of
from core.model.quantity import Quantity

#: So many cells of one name are named, and so many names of rows of a table.
MOST_CELLS, MOST_NAMES = 12, 20


def kind_of(row: Proven) -> str:
    return "counted" if row.counted else "doubtful" if row.counted is None else "left_out"


class RowWords(Struct, frozen=True):
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
            "kind": say(WORDS["row"][kind_of(each)]),
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
            return given(each.name)
        labels = (self.sheet.column(column).labels for column in columns_of(self.count.each))
        return next((own[each.name] for own in labels if each.name in own), Verbatim(each.name))

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
        if why.code in ("is", "fails"):
            return self.against(why.test, is_so=why.code == "is")
        keys = columns_of((why.test,)) if why.test else filter(None, (why.column,))
        slots: dict[str, Value] = {
            "column": Joined(tuple(map(self.label, keys))),
            "month": self.a.submission.pilot.start if why.code == "before" else self.a.as_of,
            "n": Quantity(Fraction(1 if self.count is None else self.count.at_least)),
        }
        return say(WORDS["row_why"][why.code], **slots)

    def against(self, test: Flag | None, *, is_so: bool) -> Value:
        """What a row says that keeps it out: that a condition fails, or that one holds which must not."""
        match test:
            case AnyOf(flags):
                return Joined(tuple(self.against(flag, is_so=is_so) for flag in flags), "clauses")
            case AtLeast(key, number):
                return self._column("below", key, n=Quantity(Fraction(number)))
            case Dated(key):
                return self._column("undated", key, month=self.a.as_of)
            case OfChoices(key, choices):
                keys = ("names_not", "names") if isinstance(test, Names) else ("is_not", "is")
                said = Joined(tuple(map(self.sheet.column(key).labels.__getitem__, choices)))
                return self._column(keys[is_so is not isinstance(test, IsNot)], key, said=said)
        return self._column("yes" if is_so else "not_yes", getattr(test, "column", ""))

    def _column(self, wording: str, key: str, **slots: Value) -> Value:
        return say(WORDS["row_test"][wording], column=self.label(key), **slots)

    def label(self, key: str) -> Value:
        return self.sheet.column(key).label
