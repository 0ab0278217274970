"""After the pilot's end what is not met is 未达标 everywhere, no longer 尚未达标."""

from __future__ import annotations

from core.documents.changes import changes_document
from core.documents.trajectory import trajectories
from core.i18n import Language
from core.model import Assessment, Month, Profile
from core.pipeline import compare, judge
from core.printers.text import TextPrinter
from tests.build import RULEBOOK, submission

#: The pilot ends in June 2027: 20 of the 200 enterprises leave then, and 12% of the investment has come back.
MONTHS = {str(Month(2025, 7).plus(n)): {"enterprises": 200, "revenue": 5} for n in range(24)}
FOUND = submission(
    as_of="2027-06",
    months=MONTHS | {"2027-06": {"enterprises": 180, "revenue": 5}},
    basics={"planned_investment": 1000, "invested": 2000},
)


def judged(profile: Profile = Profile.ENTERPRISE, as_of: Month | None = None) -> Assessment:
    return judge(FOUND, RULEBOOK, profile, as_of)


def test_the_heat_map_says_so() -> None:
    said = TextPrinter(Language.ZH, RULEBOOK)
    squares = trajectories(judged()).heat.data
    labels = {said(square["outcome"]) for square in squares if square["month"] == Month(2027, 6)}
    assert "未达标" in labels
    assert "尚未达标" not in labels


def test_a_past_month_that_was_rewritten_says_so() -> None:
    known = submission(as_of="2027-06", months=MONTHS | {"2026-01": {"enterprises": 150, "revenue": 5}})
    said = TextPrinter(Language.ZH, RULEBOOK)
    changes = changes_document(compare(known, judged()))
    rows = [row for each in changes.rewritten for row in each.table.rows]
    labels = {said(row.cells[key]) for row in rows for key in ("before", "after")}
    assert labels >= {"达标", "未达标"}
    assert "尚未达标" not in labels
