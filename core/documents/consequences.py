"""Problem → the criteria whose outcome it can change at the date, and those of which it touches earlier months alone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from core.formulas.reads import START, TYPE, reads
from core.model import Assessment, Claim, Finding, Kind, Month, Place, Problem, Target, Text
from core.model.formulas import BASICS, MONTHLY

PLAN, CLAIMS = "plan", "claims"
#: Items of 基本信息 that every figure rests on.
EVERY = frozenset({START, TYPE, "pilot_end", "as_of"})
#: Columns without which no row of a sheet can be used.
ROW_NAMING = frozenset({"month", "date", "start", "end", "id"})


class Consequence(Struct, frozen=True):
    """Criterion ids in the order of the notice; `sheet` is the key of the sheet it is on, '' for none of the rulebook's."""

    now: tuple[str, ...]
    earlier: tuple[str, ...]
    sheet: str

    @property
    def criteria(self) -> tuple[str, ...]:
        return self.now + self.earlier


class Consequences(Struct, frozen=True, dict=True):
    """What the problems of one judgement decide: what the formulas read of the place that each is about."""

    assessment: Assessment

    def of(self, problem: Problem) -> Consequence:
        a, sheet = self.assessment, self._sheet(problem)
        every = [finding.criterion.id for finding in a.findings]
        ids = {*every} & {*problem.criteria} or self._read(problem, sheet)
        month = self._month(problem, sheet)
        is_past = month is not None and a.as_of is not None and month < a.as_of
        past = ids - self._adding if is_past else frozenset()
        now, earlier = (tuple(id for id in every if id in chosen) for chosen in (ids - past, past))
        return Consequence(now, earlier, sheet)

    @cached_property
    def _computed(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.assessment.findings if f.criterion.kind is Kind.COMPUTED)

    @cached_property
    def _adding(self) -> frozenset[str]:
        return frozenset(f.criterion.id for f in self._computed if f.criterion.computation.accumulates)

    def _sheet(self, problem: Problem) -> str:
        """The sheet's key: its own, that of the role it may have, or that of its name in the rulebook."""
        if problem.place is not None and problem.place.ours:
            return problem.place.sheet
        role, title = problem.details.get("role"), "" if problem.place is None else problem.place.sheet
        sheets = self.assessment.rulebook.sheets.items()
        named = (key for key, each in sheets if role == each.label or title in (*each.label.every, *each.synonyms))
        return next(named, "")

    def _month(self, problem: Problem, sheet: str) -> Month | None:
        """The (last) month that a problem of 月度统计 is about."""
        month, table = problem.details.get("month"), self.assessment.submission.monthly
        if isinstance(month, Month) and "last_row" not in problem.details:
            return month
        rows = problem.place.rows if problem.place is not None and sheet == MONTHLY else None
        last = problem.details.get("last_row", rows[1] if rows else None)
        return next((row.month for row in table.rows if row.row == last), None) if table and rows else None

    def _read(self, problem: Problem, sheet: str) -> set[str]:
        if not sheet:
            return set()
        columns = self._columns(problem, sheet)
        whole = not columns or self.assessment.rulebook.problems.kinds[problem.code].rows
        if sheet in (CLAIMS, PLAN):
            sent = self.assessment.submission
            rows: Iterable[Claim | Target] = (sent.claims if sheet == CLAIMS else sent.targets).values()
            speaking = self._rows_of(problem, rows, sheet, whole=whole)
            return {id for id, row in self._row_ids(sheet).items() if speaking is None or row in speaking}
        if sheet == BASICS:
            return {f.criterion.id for f in self._computed if whole or columns & (EVERY | reads(f.criterion, BASICS))}
        whole = whole or bool(columns & ROW_NAMING)
        elsewhere = ("ledger", "daily") if sheet == MONTHLY else ()
        read = ((f.criterion.id, reads(f.criterion, sheet)) for f in self._computed if f.origin not in elsewhere)
        return {id for id, own in read if (own if whole else own & columns)}

    def _rows_of(self, problem: Problem, rows: Iterable[Claim | Target], sheet: str, *, whole: bool) -> set[str] | None:
        """The criteria whose row a place is in; None for all of them, where it is about the header or the sheet."""
        own, place = self.assessment.submission.layout.sheets.get(sheet), problem.place
        head = 0 if own is None or own.header_row is None else own.header_row
        if place is None or not place.ours or place.rows is None or place.rows[1] <= head:
            return None
        found = {each.id for each in rows if any(a <= row <= b for row in _rows(each) for a, b in problem.areas)}
        return None if whole and not found else found

    def _row_ids(self, sheet: str) -> dict[str, str]:
        """By criterion the row that speaks for it: its own, or in 定性自评 one of equal wording."""
        if sheet == PLAN:
            return {f.criterion.id: f.criterion.id for f in self._computed}
        evidence = (f for f in self.assessment.findings if f.criterion.kind is Kind.EVIDENCE)
        return {f.criterion.id: f.criterion.id if f.claim is None else f.claim.id for f in evidence}

    def _columns(self, problem: Problem, sheet: str) -> frozenset[str]:
        details = problem.details
        labels = [details.get("column"), *details.get("columns", ()), *details.get("candidates", ())]
        by_label = {column.label: column.key for column in self.assessment.rulebook.sheets[sheet].columns}
        keys = frozenset(by_label[label] for label in labels if isinstance(label, Text) and label in by_label)
        return keys or self._covered(problem.place)

    def _covered(self, place: Place | None) -> frozenset[str]:
        if place is None or place.column is None:
            return frozenset()
        if isinstance(place.column, str) and place.through is None:
            return frozenset({place.column})
        layout = self.assessment.submission.layout
        at, own = layout.located(place), layout.sheets.get(place.sheet)
        first, last = at.column, at.column if at.through is None else at.through
        if own is None or not isinstance(first, int) or not isinstance(last, int):
            return frozenset()
        return frozenset(key for key, index in own.columns.items() if first <= index <= last)


def _rows(each: Claim | Target) -> set[int]:
    entries = (each.status, each.evidence, each.review) if isinstance(each, Claim) else (each.first_year, each.end)
    return {entry.ref.rows[0] for entry in entries if entry.ref is not None and entry.ref.rows is not None}
