"""What an indicator is computed in: the workbook, the criterion, the months and the ledgers' digests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct, field

from core.formulas.cohorts import Cohort, Digest, Window, rows_in
from core.formulas.flags import HOLDER, STATED, Test, by_organisation, derived, expression, tests_of
from core.model import Criterion, Ledger, Month, Submission
from core.model.formulas import Count, Dated, Flag, Formula


class Setting(Struct, frozen=True):
    """What an indicator is computed in; `formula` is the criterion's."""

    submission: Submission
    criterion: Criterion
    months: tuple[Month, ...]
    ledgers: Mapping[str, Digest] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def formula(self) -> Formula:
        return self.criterion.computation

    @property
    def window(self) -> Window:
        return Window(self.months[0].index, len(self.months))

    def rows(
        self, sheet: str, wants: tuple[Test, ...], *keys: str, unless: tuple[Flag, ...] = (), amount: str | None = None
    ) -> list[Cohort]:
        """The ledger's rows that fulfil the conditions in some month, or may; `keys` come first in each cohort."""
        dated = [flag.column for flag in wants if isinstance(flag, Dated)]
        all_keys, window = tuple(dict.fromkeys((*keys, *dated))), self.window
        found = self.ledgers[sheet].cohorts(wants, window, all_keys, unless=unless, amount=amount)
        for at in map(all_keys.index, dated):
            found = [each._replace(months=each.months & window.live(each.keys[at], None)) for each in found]
        return [each for each in found if each.months] if dated else found

    def organisations(
        self, sheet: str, wants: tuple[Test, ...], *, unless: tuple[Flag, ...] = (), amount: str | None = None
    ) -> list[Cohort]:
        """The same by the organisation that holds each row, which is the first key."""
        return self.rows(sheet, wants, *self.ledgers[sheet].holder, unless=unless, amount=amount)


def grouped(ledgers: Mapping[str, Ledger], criteria: Iterable[Criterion]) -> dict[str, Digest]:
    """Each ledger that is the source of a criterion's count, with the conditions that any of the counts looks at."""
    by_sheet: dict[str, list[Count]] = {}
    for count in (count for criterion in criteria for count in criterion.computation.counts):
        if is_source(count, ledgers):
            by_sheet.setdefault(count.sheet, []).append(count)
    return {sheet: _digest(ledgers[sheet], found) for sheet, found in by_sheet.items()}


def _digest(ledger: Ledger, counts: list[Count]) -> Digest:
    tests = dict.fromkeys(test for count in counts for test in tests_of(count))
    amounts = tuple(dict.fromkeys(c.column for c in counts if c.column and c.counted in ("sum", "sum_once")))
    dated = tuple(dict.fromkeys(key for count in counts for key in count.dated))
    stated = tuple(dict.fromkeys(c.column for c in counts if c.column and c.counted == "sum_once"))
    holder = (HOLDER, *dated, *(f"{STATED}{key}" for key in stated)) if by_organisation(ledger) else ()
    flags = {test: expression(test, ledger) for test in tests}
    return Digest(rows_in(ledger), flags, amounts, derived(ledger, stated, dated), holder)


def is_source(count: Count, ledgers: Mapping[str, Ledger]) -> bool:
    """Whether there is the ledger with every column that the count needs, each with at least one filled cell."""
    ledger = ledgers.get(count.sheet)
    return ledger is not None and all(ledger.filled.get(key, 0) > 0 for key in count.needs)
