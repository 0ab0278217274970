"""What an indicator is computed in: the workbook, the criterion, the months and the ledgers' digests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from core.formulas.cohorts import Cohort, Digest, Window
from core.formulas.flags import HOLDER, STATED, Test, derived, expression, tests_of
from core.model import Criterion, Ledger, Month, PilotPeriod, Submission
from core.model.formulas import Count, Dated, Flag, Formula


@dataclass(frozen=True, slots=True)
class Grouped:
    """A ledger with the conditions that any formula looks at; the keys that are asked for of organisations."""

    digest: Digest
    dated: tuple[str, ...]
    stated: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """One set of keys for all counts of organisations, so that the ledger is grouped once; none of other things."""
        if HOLDER not in self.digest.derived:
            return ()
        return (HOLDER, *self.dated, *(f"{STATED}{key}" for key in self.stated))


@dataclass(frozen=True, slots=True)
class Setting:
    """What an indicator is computed in; `formula` is the criterion's."""

    submission: Submission
    criterion: Criterion
    months: tuple[Month, ...]
    ledgers: Mapping[str, Grouped] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def formula(self) -> Formula:
        """The criterion's formula."""
        return self.criterion.computation or Formula("")

    @property
    def window(self) -> Window:
        """The months as bits."""
        return Window.of(self.months)

    @property
    def pilot(self) -> PilotPeriod:
        """The pilot period of the workbook."""
        return self.submission.pilot

    def rows(
        self,
        sheet: str,
        wants: tuple[Test, ...],
        *keys: str,
        unless: tuple[Flag, ...] = (),
        amount: str | None = None,
    ) -> list[Cohort]:
        """The ledger's rows that fulfil the conditions in some month, or may; `keys` come first in each cohort."""
        dated = [flag.column for flag in wants if isinstance(flag, Dated)]
        all_keys = (*keys, *(key for key in dated if key not in keys))
        digest = self.ledgers[sheet].digest
        found = digest.cohorts(wants, self.window, all_keys, unless=unless, amount=amount)
        return found if not dated else self._since(found, [all_keys.index(key) for key in dated])

    def _since(self, cohorts: Iterable[Cohort], dates: list[int]) -> list[Cohort]:
        """The same, only in the months at whose end all of these dates have come."""
        kept = []
        for cohort in cohorts:
            months = cohort.months
            for at in dates:
                months &= self.window.live(cohort.keys[at], None)
            if months:
                kept.append(cohort._replace(months=months))
        return kept

    def organisations(self, sheet: str, wants: tuple[Test, ...], *, unless: tuple[Flag, ...] = ()) -> list[Cohort]:
        """The same by the organisation that holds each row, which is the first key."""
        return self.rows(sheet, wants, *self.ledgers[sheet].keys, unless=unless)


def grouped(ledgers: Mapping[str, Ledger], counts: Iterable[Count]) -> dict[str, Grouped]:
    """Each ledger that is the source of a count, with the conditions that any of the counts looks at."""
    by_sheet: dict[str, list[Count]] = {}
    for count in counts:
        if count.sheet in ledgers and is_source(count, ledgers[count.sheet]):
            by_sheet.setdefault(count.sheet, []).append(count)
    return {sheet: _grouped(ledgers[sheet], found) for sheet, found in by_sheet.items()}


def _grouped(ledger: Ledger, counts: list[Count]) -> Grouped:
    tests = dict.fromkeys(test for count in counts for test in tests_of(count))
    amounts = tuple(dict.fromkeys(c.column for c in counts if c.column and c.counted in ("sum", "sum_once")))
    dated = tuple(dict.fromkeys(key for count in counts for key in count.dated))
    stated = tuple(dict.fromkeys(c.column for c in counts if c.column and c.counted == "sum_once"))
    flags = {test: expression(test, ledger) for test in tests}
    return Grouped(Digest(ledger.frame, flags, amounts, derived(ledger, stated, dated)), dated, stated)


def is_source(count: Count, ledger: Ledger) -> bool:
    """Whether the ledger has every column that the count needs, with at least one filled cell."""
    return all(ledger.filled.get(key, 0) > 0 for key in count.needs)
