"""Which verdicts change between two notices, by clause and criterion."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.comparison.notices import Difference, NoticeChange, NoticeComparison
from core.documents import figures
from core.model import Assessment, Finding, Outcome
from core.model.document import Column, Document, Joined, Row, Sentence, Table, Value, Verbatim, say, say_count
from core.model.quantity import Form, Quantity

DIFFERENCES = {
    Difference.NEW: say("new criterion"),
    Difference.GONE: say("criterion dropped"),
    Difference.THRESHOLD: say("another threshold"),
    Difference.FORMULA: say("another formula"),
    Difference.OUTCOME: say("another outcome"),
}


@dataclass(frozen=True)
class NoticesDocument(Document):
    """How many verdicts change, what each notice comes to, and a row a criterion that differs."""

    heading: Value
    verdicts: tuple[Value, Value]
    table: Table


def notices_document(c: NoticeComparison) -> NoticesDocument:
    """The document of a comparison."""
    before, after = (figures.notice_name(a.rulebook.notice) for a in (c.before, c.after))
    changed = len(c.verdict_changes)
    heading = say_count(
        "From {before} to {after} {n} verdict changes", "From {before} to {after} {n} verdicts change", changed,
        before=before, after=after,
    )  # fmt: skip
    none = say("From {before} to {after} no verdict changes", before=before, after=after)
    columns = (
        Column("clause", say("Clause")),
        Column("criterion", say("Criterion")),
        Column("differs", say("What differs")),
        Column("threshold_before", say("Threshold under {notice}", notice=before)),
        Column("threshold_after", say("Threshold under {notice}", notice=after)),
        Column("before", say("Outcome under {notice}", notice=before)),
        Column("after", say("Outcome under {notice}", notice=after)),
    )
    return NoticesDocument(
        heading=heading if changed else none,
        verdicts=(_verdict(c.before), _verdict(c.after)),
        table=Table(columns, tuple(_row(c, change) for change in c.changes), say("No criterion differs.")),
    )


def _verdict(a: Assessment) -> Sentence:
    met = sum(finding.outcome is Outcome.MET for finding in a.findings)
    return say(
        "{notice}: {met} of {total} criteria met",
        notice=figures.notice_name(a.rulebook.notice),
        met=Quantity(Fraction(met), form=Form.PLAIN),
        total=Quantity(Fraction(len(a.findings)), form=Form.PLAIN),
    )


def _row(c: NoticeComparison, change: NoticeChange) -> Row:
    criterion = change.criterion
    return Row(
        criterion.id,
        {
            "clause": Verbatim(criterion.clause),
            "criterion": Joined((Verbatim(f"{criterion.id} "), criterion.title), "nothing"),
            "differs": Joined(tuple(DIFFERENCES[each] for each in change.differences), "list"),
            "threshold_before": _threshold(change.before),
            "threshold_after": _threshold(change.after),
            "before": None if change.before is None else figures.outcome(c.before, change.before),
            "after": None if change.after is None else figures.outcome(c.after, change.after),
        },
    )


def _threshold(finding: Finding | None) -> Value:
    return None if finding is None else figures.threshold(finding.criterion)
