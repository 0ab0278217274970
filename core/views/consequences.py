"""Problem → the criteria whose outcome it can change at the date, and those of which it touches earlier months alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.formulas.reads import START, TYPE, formula_of, reads
from core.model import Assessment, Finding, Kind, Month, Problem, Sheet, Text
from core.model.formulas import BASICS, MONTHLY

PLAN, CLAIMS = "plan", "claims"
#: Items of 基本信息 that every figure rests on.
EVERY = frozenset({START, TYPE, "pilot_end", "as_of"})
#: Columns without which no row of a sheet can be used.
ROW_NAMING = frozenset({"month", "date", "start", "end"})
#: Problems that are about a sheet or its rows, whatever column their cell is in.
WHOLE = frozenset(
    {"total_row", "remark_row", "hidden_rows", "month_twice_differs", "month_missing", "month_without_row", "no_header"}
)


@dataclass(frozen=True, slots=True)
class Bearing:
    """Criterion ids in the order of the notice; `sheet` is the key of the sheet it is on, '' for none of ours."""

    now: tuple[str, ...]
    earlier: tuple[str, ...]
    sheet: str


class Bearings:
    """What the problems of one judgement bear on."""

    def __init__(self, assessment: Assessment) -> None:
        self._a = assessment
        submission = assessment.submission
        self._computed = [f for f in assessment.findings if f.criterion.kind is Kind.COMPUTED]
        self._adding = {f.criterion.id for f in self._computed if formula_of(f.criterion).accumulates}
        monthly = submission.monthly
        self._months: dict[int, Month] = {row.row: row.month for row in monthly.rows} if monthly is not None else {}
        self._claims: dict[int, str] = {}
        for id, claim in submission.claims.items():
            for entry in (claim.status, claim.review, claim.evidence):
                if entry.ref is not None and entry.ref.rows is not None:
                    self._claims[entry.ref.rows[0]] = id

    def of(self, problem: Problem) -> Bearing:
        """What one problem bears on."""
        sheet = self._sheet(problem)
        ids = self._named(problem) or self._read(problem, sheet)
        month = self._month(problem, sheet)
        as_of = self._a.as_of
        past = set(ids) - self._adding if month is not None and as_of is not None and month < as_of else set()
        ordered = [finding.criterion.id for finding in self._a.findings if finding.criterion.id in ids]
        return Bearing(tuple(id for id in ordered if id not in past), tuple(id for id in ordered if id in past), sheet)

    def _sheet(self, problem: Problem) -> str:
        """The sheet's key: its own, that of the role it may have, or that of its name in the rulebook."""
        if problem.place is not None and problem.place.ours:
            return problem.place.sheet
        role, title = problem.details.get("role"), "" if problem.place is None else problem.place.sheet
        sheets = self._a.rulebook.sheets.items()
        return next((key for key, sheet in sheets if role == sheet.label or title in _titles(sheet)), "")

    def _named(self, problem: Problem) -> set[str]:
        """The criteria that the problem names itself."""
        return {finding.criterion.id for finding in self._a.findings} & set(problem.criteria)

    def _month(self, problem: Problem, sheet: str) -> Month | None:
        """The month that a problem of 月度统计 is about."""
        month = problem.details.get("month")
        if isinstance(month, Month):
            return month
        rows = problem.place.rows if problem.place is not None and sheet == MONTHLY else None
        return None if rows is None else self._months.get(rows[1])

    def _read(self, problem: Problem, sheet: str) -> set[str]:
        """The criteria whose formula reads the cells that the problem is about."""
        if sheet == CLAIMS:
            rows = problem.place.rows if problem.place is not None else None
            return {self._claims[row] for row in rows or () if row in self._claims}
        if sheet in ("", PLAN):
            return set()
        columns = self._columns(problem, sheet)
        if sheet == BASICS:
            return self._ids(lambda f: bool(columns & (EVERY | reads(f.criterion, BASICS))))
        whole = not columns or bool(columns & ROW_NAMING) or problem.code in WHOLE
        return self._ids(lambda f: whole or bool(columns & self._read_of(f, sheet)), sheet)

    def _ids(self, reads: Callable[[Finding], bool], sheet: str = "") -> set[str]:
        return {f.criterion.id for f in self._computed if (not sheet or self._read_of(f, sheet)) and reads(f)}

    def _read_of(self, finding: Finding, sheet: str) -> frozenset[str]:
        """The columns of a sheet that a criterion is had from; none where another source gives it."""
        if sheet == MONTHLY and finding.origin not in ("monthly", "none"):
            return frozenset()
        return reads(finding.criterion, sheet)

    def _columns(self, problem: Problem, sheet: str) -> set[str]:
        """The columns that the problem names or stands in."""
        labels = [
            problem.details.get("column"),
            *problem.details.get("columns", ()),
            *problem.details.get("candidates", ()),
        ]
        by_label = {column.label: column.key for column in self._a.rulebook.sheets[sheet].columns}
        keys = {by_label[label] for label in labels if isinstance(label, Text) and label in by_label}
        keys |= {
            str(problem.details[name])
            for name in ("key",)
            if problem.details.get("ledger") == sheet and name in problem.details
        }
        if keys:
            return keys
        column = None if problem.place is None else problem.place.column
        return {column} if isinstance(column, str) else set()


def _titles(sheet: Sheet) -> tuple[str, ...]:
    return (sheet.label.zh, sheet.label.en, *sheet.synonyms)
