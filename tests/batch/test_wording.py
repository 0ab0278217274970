"""What is said of many pilots is true of none, of one, of all and of those that cannot be read."""

from __future__ import annotations

import pytest

from core.batch import Batch, Filed, Roster, RosterLine
from core.documents.across import across
from core.documents.board import board
from core.documents.filing import filing
from core.documents.office import office_letter
from core.model import Month, Problem, Profile, Status
from core.model.document import Value
from tests.batch.files import batch, file
from tests.said import said

#: A figure far from its threshold, for a year.
POOR = {str(Month(2025, 10).plus(n)): {"enterprises": n + 1, "open_volume": 1} for n in range(12)}


def refused(key: str, name: str = "x.xlsx") -> Filed:
    return Filed(key, f"/srv/inbox/{name}", problem=Problem("empty_file"))


def both(value: Value) -> tuple[str, str]:
    return said(value, "zh"), said(value, "en")


@pytest.mark.parametrize(
    ("found", "zh", "en"),
    [
        (batch(), "尚未收到文件", "No files yet"),
        (batch(refused("1")), "共收到文件1份，未得出任何结论", "1 file received, without a verdict"),
        (batch(file("1", "甲")), "共收到文件1份，涉及1个试点", "1 file received, from 1 pilot"),
        (
            batch(file("1", "甲"), file("2", "乙"), refused("3")),
            "共收到文件3份，涉及2个试点；其中1份未能得出结论",
            "3 files received, from 2 pilots; 1 of the files has no verdict",
        ),
    ],
)
def test_files_and_pilots_are_counted_apart(found: Batch, zh: str, en: str) -> None:
    assert both(board(found).heading) == (zh, en)


def test_those_that_filed_late_or_without_change_have_filed() -> None:
    files = file("1", "甲空间"), file("2", "乙空间", as_of="2026-06"), refused("3", "丙丙空间.xlsx")
    roster = Roster(tuple(map(RosterLine, ("甲空间", "乙空间", "丙丙空间", "丁空间"))))
    assert both(filing(batch(*files), roster, Month(2026, 9)).heading) == (
        "2026年9月：名单共4个试点，已报送3个（其中往月材料1个、文件无法读取1个），未报送1个。",
        "Sep 2026: of 4 on the roster, 3 filed (of these 1 at an earlier month, 1 that cannot be read), 1 not filed.",
    )


def test_nobody_is_counted_as_having_filed_where_nobody_has() -> None:
    heading = filing(batch(), Roster((RosterLine("甲空间"),)), Month(2026, 9)).heading
    assert both(heading) == ("2026年9月：名单共1个试点，未报送1个。", "Sep 2026: of 1 on the roster, 1 not filed.")


def test_a_file_that_cannot_be_read_may_be_of_a_pilot_that_seems_not_to_have_filed() -> None:
    files, names = (file("1", "甲空间"), refused("2")), Roster((RosterLine("甲空间"), RosterLine("乙乙空间")))
    sentence = "1份未能得出结论的文件未能对应名单，可能属于所列未报送的试点，请核对。"
    assert [both(note)[0] for note in filing(batch(*files), names).notes] == [sentence]
    assert sentence in letter(batch(*files), "zh", names)["报送情况"]
    assert filing(batch(*files), Roster((RosterLine("甲空间"),))).notes == ()


def letter(found: Batch, language: str, roster: Roster | None = None, **more: Batch) -> dict[str, str]:
    """What a letter says, by the titles of its sections."""
    made = office_letter(found, roster, **more)
    sections = {said(each.title, language): said(each.paragraphs[0], language) for each in made.sections}
    return {"title": said(made.title, language), "opening": said(made.opening, language), **sections}


def test_a_letter_without_a_verdict_has_no_month_and_no_empty_section() -> None:
    assert letter(batch(refused("1")), "zh") == {
        "title": "关于可信数据空间试点填报情况的报告",
        "opening": "",
        "报送情况": "共收到文件1份，未得出任何结论。",
        "下一步工作": "请报送单位核对后重新报送未能得出结论的1份文件。",
    }


def test_a_file_that_cannot_be_read_is_asked_for_once() -> None:
    roster = Roster((RosterLine("丙丙空间"), RosterLine("甲空间")))
    found = letter(batch(file("1", "甲空间"), refused("2", "丙丙空间.xlsx")), "en", roster)
    assert found["Next steps"].count("1") == 1


def test_pilots_of_a_type_that_stand_alike_are_not_counted_again() -> None:
    poor = [file(str(n), f"空间{n}", as_of="2026-09", months=POOR) for n in range(1, 6)]
    found = letter(batch(*poor), "zh")
    assert found["总体情况"].startswith("企业类试点5个，均存在未达标条件；适用的要素条件共")
    assert "：5个企业类试点均未达标，5个存在风险或难以达到。" in found["主要风险"]
    assert found["主要风险"].endswith("存在未达标条件的试点，按紧迫程度排列：空间1、空间2、空间3等5个试点。")
    one = letter(batch(poor[0]), "en")
    assert one["How the pilots stand"].startswith(
        "Enterprise, 1 pilot: it does not meet every criterion; criteria met: "
    )


def test_long_names_are_fewer_so_that_a_letter_keeps_to_its_pages() -> None:
    roster = Roster(tuple(RosterLine(f"{n}" + "长" * 20) for n in "甲乙丙丁"))
    found = letter(batch(file("1", "戊空间")), "zh", roster)["报送情况"]
    assert found.endswith(f"未报送：甲{'长' * 20}、乙{'长' * 20}等4个试点。")


def test_forecasts_of_a_letter_add_up_to_what_they_are_of() -> None:
    found = letter(batch(file("1", "甲", months=POOR)), "en")["How the pilots stand"]
    total, parts = found.split(" that apply. ")[1].split(" computed figures: ")
    counts = [int(each.split()[0]) for each in parts.split(". ")[0].split(", ")]
    assert (sum(counts), 0 in counts) == (int(total), False)


def test_a_pilot_that_is_over_has_no_outlook() -> None:
    over = file("1", "甲", as_of="2027-06", months={str(Month(2026, 7).plus(n)): {"enterprises": 1} for n in range(12)})
    (pilot,) = board(batch(over)).pilots
    assert set(pilot.outlook.values()) == {0}
    assert both(pilot.ahead) == ("试点期已结束，不作预测", "The pilot has ended: no forecast")
    assert "computed figures" not in letter(batch(over), "en")["How the pilots stand"]
    assert Status.OFF_TRACK in {each.status for each in over.judgement.outlooks.values()}  # type: ignore[union-attr]


def test_a_letter_says_who_is_judged_at_another_month() -> None:
    files = file("1", "甲"), file("2", "乙"), file("3", "丙", as_of="2026-06")
    assert letter(batch(*files), "zh")["总体情况"].endswith("。1个试点的数据截至其他月份，结论按该月份得出。")


def test_a_pilot_without_a_month_is_judged_at_no_other_month() -> None:
    files = file("1", "甲"), file("2", "乙"), file("3", "丙", as_of=None)
    assert "其他月份" not in letter(batch(*files), "zh")["总体情况"]


def test_a_criterion_that_several_types_have_is_named_by_all_its_ids() -> None:
    files = file("1", "甲"), file("2", "乙", profile=Profile.CITY), file("3", "丙", profile=Profile.INDUSTRY)
    found = board(batch(*files))
    assert both(found.criteria["E2.2"])[0] == "E2.2/I2.2/C2.3 数据资源开放总量翻一番"
    assert {"I2.2", "C2.3"}.isdisjoint(found.criteria)
    assert found.alike["C2.3"] == "E2.2"
    assert both(across(batch(files[1]), "C2.3").panels[0].label)[1] == "C2.3 Open volume doubled"


def test_names_in_a_note_are_quoted_and_what_is_alike_is_said_once() -> None:
    (note,) = board(batch(file("1", "甲空间", "甲公司"), file("2", "甲 空间", "甲公司", as_of="2026-09"))).notes[1:]
    assert both(note.wording)[0] == "同一试点的名称写法不一（“甲空间”、“甲 空间”），采用2.xlsx。"
