"""What moved since an earlier batch, what another notice would change, and a criterion across pilots."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from core.batch import Batch, Filed, compared, filed, packed, unpacked
from core.batch.pilots import Ranks
from core.documents.across import _who_is_ranked, across, clocks
from core.documents.moved import Moved, moved
from core.documents.two_judgements import rehearsal
from core.documents.urgency import urgency
from core.i18n import Language
from core.model import Outcome, Problem, Profile, Status
from core.model.document import Row, Value
from core.model.quantity import Judged
from core.printers.charts.strip import svg
from core.printers.palette import SCREEN
from core.printers.text import TextPrinter
from core.rulebook import load
from tests.batch.files import batch, file
from tests.batch.workbooks import MONTH, Pilot
from tests.intake.books import Row as Cells
from tests.intake.books import book

WORDS = TextPrinter(Language.EN, load())
BASICS = (
    ("项目", "内容", "说明"), ("数据空间名称", "甲空间", ""), ("试点类型", "企业", ""), ("试点开始月份", "2025-07", ""),
    ("试点结束月份", "2027-06", ""),
)  # fmt: skip


def workbook(*rows: Cells) -> bytes:
    """Categories of scenarios (threshold 5) and enterprises (200) by month."""
    return book({"月度统计": [("月份", "典型应用场景类数", "接入企业数"), *rows]}, basics=BASICS)


EARLIER = workbook(("2026-07", 4, 200), ("2026-08", 4, 210))
NOW = workbook(("2026-07", 3, 200), ("2026-08", 4, 210), ("2026-09", 5, 190))


def said(values: dict[str, Value]) -> dict[str, str]:
    return {key: WORDS(value) for key, value in values.items()}


@pytest.fixture(scope="module")
def changes() -> Moved:
    earlier = filed("a", "8.xlsx", EARLIER), file("b", "乙空间")
    now = compared(filed("1", "9.xlsx", NOW), NOW, EARLIER)
    return moved(batch(unpacked(packed(now)), file("2", "丙空间")), batch(*earlier))


def test_verdicts_gained_and_lost_are_counted_and_come_with_their_cells(changes: Moved) -> None:
    assert WORDS(changes.heading) == "1 pilot in both months: 1 verdict gained, 1 verdict lost."
    rows = {row.id: said(dict(row.cells)) for row in changes.table.rows}
    assert {id: (row["kind"], row["before"], row["after"]) for id, row in rows.items()} == {
        "1:E4.1": ("lost", "Met", "Not yet met"), "1:E3.1": ("gained", "Not yet met", "Met"),
    }  # fmt: skip
    assert "月度统计!B4" in rows["1:E3.1"]["why"]


def test_past_months_that_were_rewritten_are_named(changes: Moved) -> None:
    assert [said(dict(row.cells))["criterion"] for row in changes.rewritten.rows] == ["E3.1 Scenario categories"]
    assert WORDS(changes.past) == "Figures of past months were rewritten: 1 criterion."


def test_pilots_of_one_batch_alone_are_named(changes: Moved) -> None:
    assert list(map(WORDS, changes.notes)) == ["New: 丙空间.", "Not among these files: 乙空间."]


def test_earlier_files_that_could_not_be_read_are_named_since_their_pilots_seem_to_be_new() -> None:
    found = moved(batch(file("1", "甲")), batch(Filed("1", "8.xlsx", problem=Problem("empty_file"))))
    assert [WORDS(note) for note in found.notes] == [
        "New: 甲.",
        "These files of the earlier month could not be read: 8.xlsx. Their pilots are named as new, or not at all.",
    ]


def test_without_a_comparison_the_outcomes_alone_are_set_side_by_side() -> None:
    found = moved(batch(filed("1", "9.xlsx", NOW)), batch(filed("a", "8.xlsx", EARLIER)))
    assert [(row.id, WORDS(row.cells["why"])) for row in found.table.rows] == [("1:E4.1", "—"), ("1:E3.1", "—")]
    assert [WORDS(note).startswith("Of these pilots the outcomes alone") for note in found.notes] == [True]


def test_nothing_moved_is_said() -> None:
    found = moved(batch(compared(filed("1", "9.xlsx", NOW), NOW, NOW)), batch(filed("a", "9.xlsx", NOW)))
    assert (WORDS(found.heading), found.table.rows, WORDS(found.past)) == (
        "1 pilot in both months: no verdict has changed.", (), "No figure of a past month was rewritten.",
    )  # fmt: skip


def test_nothing_is_said_of_past_months_that_were_not_compared() -> None:
    assert WORDS(moved(batch(file("1", "甲")), batch(file("1", "甲"))).past) == ""


def test_pilots_that_were_not_compared_are_counted_in_brief() -> None:
    found = moved(batch(*(file(name, name) for name in "甲乙丙丁")), batch(file("1", "戊"), file("2", "甲")))
    assert WORDS(found.in_brief) == "3 new pilots, 1 pilot not among these files, 1 pilot compared by outcomes alone."
    assert WORDS(moved(batch(), batch()).in_brief) == ""


def test_where_no_pilot_is_in_both_months_nothing_is_compared() -> None:
    found = moved(batch(file("1", "甲")), batch(file("1", "乙")))
    assert (WORDS(found.heading), WORDS(found.past)) == (
        "No pilot is in both months, so nothing can be compared.", "",
    )  # fmt: skip


def test_a_verdict_neither_gained_nor_lost_is_no_silence() -> None:
    silent = workbook(("2026-09", None, 3))
    found = moved(batch(filed("1", "9.xlsx", silent)), batch(filed("a", "8.xlsx", workbook(("2026-09", 3, 3)))))
    assert WORDS(found.heading) == "1 pilot in both months: 1 verdict changed otherwise."


# --- another notice -------------------------------------------------------------------------


def under(name: str, *raws: bytes) -> Batch:
    return Batch(tuple(filed(str(at), f"{at}.xlsx", raw, load(name)) for at, raw in enumerate(raws)))


def test_a_rehearsal_says_by_clause_and_pilot_which_verdicts_change() -> None:
    met = book({"月度统计": [("月份", "运营方开放数据集数"), ("2026-09", 22)]}, basics=BASICS)
    found = rehearsal(under("2025-pilot", met), under("rehearsal-2026", met))
    changed = [said(dict(row.cells)) for row in found.table.rows if row.id.endswith("E2.1")]
    assert [(row["clause"], row["name"], row["before"], row["after"]) for row in changed] == [
        ("二（一）2", "甲空间", "Met", "Not yet met")
    ]
    count = next(row for row in found.by_criterion.rows if row.id == "E2.1")
    assert said({key: count.cells[key] for key in ("gained", "lost", "other")}) == {
        "gained": "0", "lost": "1", "other": "0",
    }  # fmt: skip


def test_under_the_same_notice_no_verdict_changes() -> None:
    found = rehearsal(under("2025-pilot", NOW), under("2025-pilot", NOW))
    assert (WORDS(found.heading), found.table.rows) == ("1 pilot judged by Notice 46 [2025]: no verdict changes.", ())


def test_a_rehearsal_names_its_notice_as_what_it_is() -> None:
    heading = WORDS(rehearsal(under("2025-pilot", NOW), under("rehearsal-2026", NOW)).heading)
    assert heading.startswith("1 pilot judged by ")
    assert "(rehearsal, not official): " in heading
    assert (
        WORDS(rehearsal(under("2025-pilot", NOW), batch()).heading) == "No pilot could be judged by the other notice."
    )


def test_pilots_that_could_not_be_judged_by_the_other_notice_are_named() -> None:
    found = rehearsal(under("2025-pilot", NOW), batch(Filed("0", "0.xlsx", problem=Problem("empty_file"))))
    assert WORDS(found.left_out).endswith("could not be read by it: 甲空间.")
    assert WORDS(rehearsal(under("2025-pilot", NOW), under("2025-pilot", NOW)).left_out) == ""


def test_of_two_pilots_with_the_same_open_the_one_with_more_behind_it_is_more_urgent() -> None:
    a = file("1").assessment
    missing = [f for f in a.findings if f.outcome is Outcome.NO_DATA and not f.criterion.item]
    none, one, two = (urgency(replace(a, findings=tuple(missing[:n]))) for n in range(3))
    assert sorted([none, one, two]) == [two, one, none]


# --- across pilots --------------------------------------------------------------------------


def test_pilots_of_a_type_share_a_panel_each_on_its_own_clock() -> None:
    late = replace(Pilot(3), month=MONTH.plus(-3))
    files = [filed(str(n), f"{n}.xlsx", each.workbook) for n, each in enumerate((Pilot(3), late, Pilot(1)))]
    files[1] = replace(files[1], code="other")
    found = across(Batch((replace(files[0], code="one"), *files[1:])), "E2.2")
    assert [(panel.profile, WORDS(panel.label)) for panel in found.panels] == [
        (Profile.ENTERPRISE, "E2.2 Open volume doubled"), (Profile.INDUSTRY, "I2.2 Open volume doubled"),
    ]  # fmt: skip
    assert [WORDS(mark["clock"]) for mark in found.panels[0].chart.data] == ["12", "15"]


def test_a_pilot_that_has_not_come_to_a_month_has_no_mark_there() -> None:
    files = file("1", "甲", months={"2026-09": {"enterprises": 3}}), file("2", "乙", as_of="2026-01")
    assert [len(across(batch(*files), "E4.1", clock).panels[0].chart.data) for clock in (7, 8)] == [2, 1]


def test_a_pilot_without_a_figure_keeps_its_mark_and_says_so() -> None:
    (mark,) = across(batch(file("1", "甲")), "E4.1").panels[0].chart.data
    assert (mark["value"], mark["status"], WORDS(mark["wording"])) == (
        None, Status.NO_DATA, "甲, month 15 (Sep 2026): no figure",
    )  # fmt: skip


def test_a_pilot_without_a_month_has_its_row_and_no_dot() -> None:
    panel = across(batch(file("1", "甲", as_of=None), file("2", "乙")), "E4.1").panels[0]
    assert next((WORDS(mark["wording"]), mark["outcome"]) for mark in panel.chart.data) == (
        "甲: no figure", Judged(Outcome.NO_DATA),
    )  # fmt: skip
    assert svg(panel, WORDS, SCREEN).count('class="pilot"') == 1
    assert "甲" not in svg(panel, WORDS, SCREEN)


def test_why_there_is_no_rank_is_said() -> None:
    panel = across(batch(file("1", "甲")), "E4.1").panels[0]
    assert WORDS(panel.ranks).startswith("No ranks: of every pilot more than a fifth")
    assert WORDS(panel.chart.data[0]["rank"]) == "none: more than a fifth of the criteria is without data"


def test_among_how_many_pilots_the_others_are_ranked_is_said() -> None:
    found = _who_is_ranked(Ranks({"1": (1, 2), "2": (1, 2)}, ("3",)))
    assert WORDS(found).startswith("Ranked among 2 of 3 pilots of this type")
    assert WORDS(_who_is_ranked(Ranks({"1": (1, 1)}))) == ""


def test_none_is_ranked_at_an_earlier_month_since_scores_are_of_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.batch.pilots.MOST_MISSING", 1)
    files = batch(file("1", "甲", months={"2026-09": {"enterprises": 3}}), file("2", "乙"))
    for clock, ranked, how in ((None, True, "A rank in the table"), (9, False, "")):
        found = across(files, "E4.1", clock)
        columns = {column.key for column in found.panels[0].table.columns}
        assert ("rank" in columns, WORDS(found.how_ranked).startswith(how)) == (ranked, True)
    assert (WORDS(found.how_ranked), WORDS(found.panels[0].ranks)) == ("", "")


def test_all_can_be_set_side_by_side_at_the_months_that_one_has_come_to() -> None:
    assert clocks(batch(file("1", "甲", as_of="2026-09"), file("2", "乙", as_of="2026-01"))) == (3, 6, 9, 12)
    assert clocks(batch()) == ()


def test_a_criterion_that_no_pilot_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        across(batch(file("1", "甲")), "C2.2")


def test_a_table_of_the_marks_has_a_row_a_pilot() -> None:
    rows: tuple[Row, ...] = across(batch(file("1", "甲"), file("2", "乙")), "E4.1").panels[0].table.rows
    assert [WORDS(row.cells["name"]) for row in rows] == ["甲", "乙"]
