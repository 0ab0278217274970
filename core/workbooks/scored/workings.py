"""The columns of 计算底稿 (columns.toml), and where other sheets find on it what they show."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, reduce
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field

from core.assessment.judge import EVIDENCE
from core.compiled import tables
from core.model import Assessment, Outcome
from core.model.quantity import COUNTS, WHOLE, Form, Judged, Key, Measure, Quantity, item_subject
from core.printers.addresses import fixed, quoted
from core.printers.sheet.figures import Part
from core.workbooks.scored.live.plan import Plan


class Column(NamedTuple):
    """A column: its title, its width, and the formula of a computed criterion where all of them have the same."""

    title: str
    width: float
    formula: str = ""


_DATA = tables(Path(__file__).with_name("columns.toml"))
COLUMNS = {name: Column(*each) for name, each in _DATA["columns"].items()}
FORMULAS: Mapping[str, str] = _DATA["formulas"]
AT = {name: column for column, name in enumerate(COLUMNS)}
ABOVE, TITLE = AT["above"], AT["title"]
#: The column with a figure as text, by measure, form and whether it is bare; and that with its decimals.
WORDED = {
    (Measure(measure), Form(form), bool(bare)): column
    for column, each in _DATA["worded"].items()
    for measure, form, *bare in each
}
PLACES = {(Measure(measure), Form(form)): column for column, each in _DATA["places"].items() for measure, form in each}
#: What evidence attains, by outcome.
EVIDENCE_ATTAINS = reduce(
    lambda other, each: f'IF({{outcome}}="{each[0]}",{float(each[1]):g},{other})', reversed(EVIDENCE.items()), "{none}"
)
DATES_ROW, HEADER_ROW = 2, 5
FIRST = HEADER_ROW + 1
#: The score, its lower and its upper end.
BOUNDS = (Measure.SCORE, Measure.SCORE_LOW, Measure.SCORE_HIGH)


def dates(title: str) -> tuple[str, str]:
    """The cells with the first day of the month judged, and of the next."""
    return fixed(title, ABOVE, DATES_ROW + 1), fixed(title, ABOVE, DATES_ROW + 2)


class Workings(Struct, frozen=True, dict=True):
    """Where other sheets find what they show."""

    title: str
    assessment: Assessment
    plans: Mapping[str, Plan]
    steps: dict[Part | str, tuple[int, str]] = field(default_factory=dict)
    _cells: dict[Key, str | None] = field(default_factory=dict)

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each criterion; of the score of each item, by subject, and of the whole."""
        rows = {finding.criterion.id: FIRST + i for i, finding in enumerate(self.assessment.findings)}
        subjects = [*map(item_subject, self.assessment.verdict.item_scores), WHOLE]
        return rows | {subject: FIRST + len(rows) + 3 + i for i, subject in enumerate(subjects)}

    @property
    def counts(self) -> int:
        """The row above the numbers of criteria by outcome."""
        return self.rows[WHOLE] + 2

    def cell(self, subject: str, column: int) -> str:
        return fixed(self.title, column, self.rows[subject] + 1)

    def column(self, name: str) -> str:
        return fixed(self.title, AT[name], FIRST + 1, FIRST + len(self.plans))

    def cell_of(self, key: Key) -> str | None:
        """The cell that computes what a key names, or an expression; None where none does."""
        if key not in self._cells:
            self._cells[key] = self._cell_of(key)
        return self._cells[key]

    def _cell_of(self, key: Key) -> str | None:
        subject, measure = key
        plan = self.plans.get(subject)
        if measure in COUNTS:
            return self._count(key)
        if measure in BOUNDS:
            return self.cell(subject, ABOVE + BOUNDS.index(measure)) if plan is None and subject in self.rows else None
        if subject == WHOLE:
            score, low, high = (self.cell(WHOLE, ABOVE + bound) for bound in range(3))
            return {
                Measure.CHANGED: f"SUM({self.column('changed')})",
                Measure.SCORED: f"COUNT({score})",
                Measure.SPREAD: f"ROUND({high}-{low},9)",
            }.get(measure)
        if plan is None or measure not in AT or (measure in ("above", "below") and getattr(plan, measure) is None):
            return None
        return self.cell(subject, AT[measure])

    def worded(self, value: Quantity | Judged) -> str | None:
        """The cell that holds a figure or an outcome as text; None where none does."""
        key = value.key
        if key is None or key.subject not in self.plans:
            return None
        if isinstance(value, Judged):
            cell = self.cell(key.subject, AT["outcome_text"]) if key.measure is Measure.OUTCOME else None
            return f"LOWER({cell})" if cell and value.inside else cell
        column = WORDED.get((key.measure, value.form, value.bare))
        return self.cell(key.subject, AT[column]) if column else None

    def places(self, quantity: Quantity) -> str | None:
        """The cell that holds how many decimals a figure has; None where none does."""
        key = quantity.key
        column = None if key is None else PLACES.get((key.measure, quantity.form))
        return self.cell(key.subject, AT[column]) if key and column and key.subject in self.plans else None

    def step(self, sheet: str, what: Part | str) -> str:
        """The cell of a part of a long formula, or of a long text in one, on behalf of a sheet; the same part has one."""
        self.steps.setdefault(what, (len(self.steps), sheet))
        return fixed(self.title, ABOVE, self.counts + 6 + self.steps[what][0])

    def here(self, cell: str | None) -> str | None:
        """A cell as a formula on the sheet itself names it."""
        return None if cell is None else cell.removeprefix(f"{quoted(self.title)}!")

    def _count(self, key: Key) -> str:
        """How many criteria (of an item) have an outcome, or how many own targets are met."""
        items = self.assessment.rulebook.items[self.assessment.profile]
        within = "".join(f"{self.column('item')},{i.number}," for i in items if item_subject(i.number) == key.subject)
        if key.measure is Measure.TARGETS_MET:
            return f'COUNTIFS({within}{self.column("target_outcome")},"{Outcome.MET}")'
        if not within:
            return fixed(self.title, ABOVE + list(Outcome).index(Outcome(key.measure.value)), self.counts + 2)
        return f'COUNTIFS({within}{self.column("outcome")},"{key.measure}")'
