"""What the forecast would have said of the month judged, had it been made earlier: how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass

from core.documents import figures
from core.forecast import Hindsight, hindsights
from core.model import Assessment, Criterion
from core.model.document import Column, Document, Joined, Row, Table, Value, say, say_count

COLUMNS = (
    Column("month", say("As of")),
    Column("known", say("Months known")),
    Column("median", say("Expected value")),
    Column("interval", say("Likely range (80%)")),
    Column("actual", say("Actual")),
    Column("inside", say("In the likely range")),
)


@dataclass(frozen=True)
class BackTest(Document):
    """How many earlier forecasts held, and a row for each; no rows where none would have been made."""

    sentence: Value
    table: Table


def back_test(a: Assessment, id: str) -> BackTest:
    """Of a criterion's figures, as today's workbook has them."""
    looks, criterion = hindsights(a, id), a.finding(id).criterion
    made = [look for look in looks if not look.early]
    if not made:
        return BackTest(say("There is no earlier forecast to compare with yet."), Table(COLUMNS, ()))
    held = say_count(
        "In {inside} of {n} back-test the actual figure was in the likely range.",
        "In {inside} of {n} back-tests the actual figure was in the likely range.",
        len(made),
        inside=figures.plain(sum(look.inside for look in made)),
    )
    each = say(
        "Each row: what a forecast made in that month would have said of {month}, from the figures in today's workbook.",
        month=a.as_of,
    )
    return BackTest(Joined((held, each), "sentences"), Table(COLUMNS, tuple(_row(criterion, look) for look in looks)))


def _row(c: Criterion, look: Hindsight) -> Row:
    inside = say("too early, not shown") if look.early else say("inside") if look.inside else say("outside")
    cells: dict[str, Value] = {
        "month": look.month,
        "known": say_count("{n} month", "{n} months", look.known),
        "median": None if look.early else figures.forecast(c, look.median),
        "interval": None if look.early else figures.interval(c, look.low, look.high),
        "actual": figures.forecast(c, look.came),
        "inside": inside,
    }
    return Row(str(look.month), cells)
