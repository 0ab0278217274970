"""A roster is read as offices write it, and says who has filed."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest

from core.batch import Filed, Roster, RosterLine, matched, read_roster
from core.documents.filing import Filing, State, filing, months
from core.errors import RefusedWorkbook
from core.i18n import Language
from core.model import Month, Problem, Profile
from core.printers.office import filing_csv
from core.printers.text import TextPrinter
from core.rulebook import load
from tests.batch.files import batch, file, judged_at
from tests.build import blank

Rows = Sequence[Sequence[str]]


def csv(rows: Rows, encoding: str = "utf-8") -> bytes:
    return "\n".join(map(",".join, rows)).encode(encoding)


def xlsx(rows: Rows) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(stream)
    return stream.getvalue()


ROWS = [
    ["2026年试点名单", "", "", "", ""],
    ["序号", "数据空间名称（全称）", "类型", "所在 地区", "联系人"],
    ["1", "甲可信数据空间", "企业", "演示省", "某某"],
    ["2", " 乙可信数据空间", "城市可信数据空间", "", "—"],
    ["3", "甲可信数据空间", "", "", ""],
    ["合计", "合计", "", "", ""],
]
LINES = (
    RosterLine("甲可信数据空间", "", Profile.ENTERPRISE, "演示省", "某某"),
    RosterLine("乙可信数据空间", "", Profile.CITY),
)


@pytest.mark.parametrize(
    ("raw", "name"),
    [(csv(ROWS), "r.csv"), (csv(ROWS, "gb18030"), "r.csv"), (xlsx(ROWS), "r.xlsx")],
    ids=["utf-8", "gb18030", "xlsx"],
)
def test_a_roster_is_read_below_its_header_each_name_once(raw: bytes, name: str) -> None:
    found = read_roster(raw, name)
    assert (found.lines, found.repeated) == (LINES, ("甲可信数据空间",))


def test_a_list_of_names_alone_needs_no_header() -> None:
    assert [line.name for line in read_roster(csv([["甲空间"], ["乙空间"]]), "r.csv").lines] == ["甲空间", "乙空间"]


def test_a_list_of_operators_is_a_roster() -> None:
    assert read_roster(csv([["运营单位", "电话"], ["一公司", "1"]]), "r.csv").lines == (
        RosterLine("一公司", "一公司", contact="1"),
    )


@pytest.mark.parametrize("rows", [[["一", "二"], ["三", "四"]], [["数据空间名称"]]])
def test_a_list_without_names_is_refused(rows: Rows) -> None:
    with pytest.raises(RefusedWorkbook) as caught:
        read_roster(csv(rows), "r.csv")
    assert caught.value.problem.code == "roster_no_names"


def test_names_that_only_look_alike_are_lines_of_their_own() -> None:
    names = [
        "江苏可信数据空间",
        "江苏可信数据空间（苏州）",
        "第一汽车可信数据空间",
        "汽车可信数据空间",
        "甲空间1",
        "甲空间2",
    ]
    found = read_roster(csv([["数据空间名称"], *([name] for name in names)]), "r.csv")
    assert ([line.name for line in found.lines], found.repeated) == (names, ())


def test_lines_of_one_name_stay_where_operator_type_or_region_tell_them_apart() -> None:
    rows = [["空间", "运营单位", "类型", "地区"], ["甲空间", "一公司", "", ""], ["甲空间", "二公司", "", ""]]
    rows += [
        ["乙空间", "", "城市", ""],
        ["乙空间", "", "企业", ""],
        ["乙空间", "", "城市", ""],
        ["丙空间", "", "", "东"],
    ]
    found = read_roster(csv([*rows, ["丙空间", "", "", "西"]]), "r.csv")
    assert ([line.name[0] for line in found.lines], found.repeated) == (list("甲甲乙乙丙丙"), ("乙空间",))


# --- which file is whose ---------------------------------------------------------------------


def whose(*files: Filed, lines: Sequence[RosterLine]) -> list[str]:
    """The key of the file of each line, with a mark where only part of the name says so; blank for none."""
    found = matched(batch(*files), Roster(tuple(lines)))
    return [each.file.key + "?" * each.by_part if each.file else "" for each in found]


def lines(*names: str, operator: str = "") -> list[RosterLine]:
    return [RosterLine(name, operator) for name in names]


@pytest.mark.parametrize(
    ("space", "names", "expected"),
    [
        ("中国石化可信数据空间", ("中国石化可信数据空间", "石化可信数据空间"), ["1", ""]),
        ("石化可信数据空间", ("中国石化可信数据空间", "石化可信数据空间"), ["", "1"]),
        ("中国石化可信数据空间（二期）", ("中国石化可信数据空间", "石化可信数据空间"), ["1?", ""]),
        ("中国石化可信数据空间", ("可信数据空间", "数据空间", "空间"), ["", "", ""]),
        ("江苏可信数据空间", ("江苏可信数据空间（苏州）", "江苏可信数据空间（南京）"), ["", ""]),
        ("江苏可信数据空间", ("江苏可信数据空间（苏州）",), ["1?"]),
    ],
)
def test_a_file_is_of_one_name_and_part_of_a_name_counts_where_there_is_no_other(
    space: str, names: Sequence[str], expected: list[str]
) -> None:
    assert whose(file("1", space), lines=lines(*names)) == expected


def test_a_name_whose_file_has_come_is_not_given_anothers() -> None:
    files = file("1", "甲市可信数据空间"), file("2", "甲市可信数据空间（二期）")
    assert whose(*files, lines=lines("甲市可信数据空间")) == ["1"]


def test_an_operator_counts_where_it_has_one_line_and_one_file() -> None:
    one, other = file("1", "新名空间", "一公司"), file("2", "又名空间", "一公司")
    assert whose(one, lines=lines("旧名空间", operator="一公司")) == ["1"]
    assert whose(one, other, lines=lines("旧名空间", operator="一公司")) == [""]
    assert whose(one, lines=lines("旧名空间", "另一空间", operator="一公司")) == ["", ""]
    assert whose(one, lines=lines("新名空间", "另一空间", operator="一公司")) == ["1", ""]
    assert whose(one, lines=[RosterLine("旧名空间", "一公司", Profile.CITY)]) == [""]
    assert whose(one, lines=lines("一公司")) == ["1"]


def test_lines_of_one_name_are_told_apart_by_operator_and_type() -> None:
    files = file("1", "甲空间", "一公司"), file("2", "甲空间", "二公司", profile=Profile.CITY)
    assert whose(*files, lines=[RosterLine("甲空间", "二公司"), RosterLine("甲空间", "一公司")]) == ["2", "1"]
    by_type = [RosterLine("甲空间", profile=each) for each in (Profile.CITY, Profile.ENTERPRISE)]
    assert whose(*files, lines=by_type) == ["2", "1"]


def test_a_name_is_still_its_files_where_the_operator_is_another() -> None:
    assert whose(file("1", "甲空间", "新公司"), lines=[RosterLine("甲空间", "旧公司", Profile.CITY)]) == ["1"]


def test_a_refused_file_is_of_the_longest_name_in_its_own() -> None:
    bad = [Filed(key, f"in/中国石化可信数据空间{key}.xlsx", problem=Problem("empty_file")) for key in "89"]
    names = lines("中国石化可信数据空间", "石化可信数据空间")
    assert whose(*bad, lines=names) == ["9?", ""]
    assert whose(file("1", "中国石化可信数据空间"), *bad, lines=names) == ["1", ""]


# --- who has filed --------------------------------------------------------------------------

NAMES = ("甲可信数据空间", "乙可信数据空间", "丙可信数据空间", "丁可信数据空间", "戊可信数据空间")
STILL = {"2026-08": {"enterprises": 12}, "2026-09": {"enterprises": 12}}


def found() -> Filing:
    filed = [
        file("1", f"（1）{NAMES[0]}"),
        file("2", NAMES[1], as_of="2026-06"),
        file("3", NAMES[2], months=STILL),
        Filed("4", "in/丁可信数据空间9月.xlsx", problem=Problem("empty_file")),
        file("9", "名单外空间"),
    ]
    row = filed[2].assessment.submission.monthly.rows[-1]
    entry = row.figures["enterprises"]
    row.figures["enterprises"] = type(entry)(entry.state, entry.value, entry.ref, entry.found, declared=blank().ref)
    return filing(batch(*filed), read_roster(csv([["数据空间名称"], *([name] for name in NAMES)]), "r.csv"))


def test_each_name_is_in_its_state_and_those_who_have_not_filed_come_first() -> None:
    states = [(line.on_roster.name[0], line.state) for line in found().lines]
    assert states == [
        ("戊", State.MISSING), ("丁", State.UNREADABLE), ("乙", State.OLD), ("丙", State.UNCHANGED), ("甲", State.FILED),
    ]  # fmt: skip


def test_the_reminder_names_who_has_to_file_and_nobody_else() -> None:
    text = TextPrinter(Language.ZH, load())(found().reminder)
    assert text.splitlines() == [
        "各有关单位：",
        "以下1个试点尚未报送2026年9月填报材料，请尽快报送：戊可信数据空间。",
        "以下1个试点报送的仍为往月材料，请更新至2026年9月后重新报送：乙可信数据空间（2026年6月）。",
        "以下1个试点报送的文件无法读取，请核对后重新报送：丁可信数据空间。",
        "特此提醒。",
    ]


def test_where_everybody_has_filed_there_is_no_reminder() -> None:
    filed = filing(batch(file("1", NAMES[0])), read_roster(csv([[NAMES[0]]]), "r.csv"))
    assert TextPrinter(Language.EN, load())(filed.reminder) == ""


def test_pilots_that_are_not_on_the_roster_are_named() -> None:
    assert "Not on the roster: 名单外空间." in map(TextPrinter(Language.EN, load()), found().notes)


def test_a_pilot_off_the_roster_comes_with_its_file_where_its_name_does_not_tell_it() -> None:
    files = file("1", NAMES[0]), file("2", NAMES[0], profile=Profile.CITY), file("3")
    (strangers,) = filing(batch(*files), Roster((RosterLine(NAMES[0], profile=Profile.ENTERPRISE),))).notes
    assert (
        TextPrinter(Language.ZH, load())(strangers) == f"名单以外的试点：{NAMES[0]}（2.xlsx）、未命名空间（3.xlsx）。"
    )


def test_the_month_may_be_another_than_the_usual_one() -> None:
    roster = read_roster(csv([[NAMES[0]]]), "r.csv")
    states = [filing(batch(file("1", NAMES[0])), roster, month).lines[0].state for month in (None, Month(2026, 10))]
    assert states == [State.FILED, State.OLD]


def test_who_files_late_is_late_at_whichever_month_all_are_judged() -> None:
    roster, late = read_roster(csv([[NAMES[0]]]), "r.csv"), judged_at(file("1", NAMES[0], as_of="2026-08"))
    (line,) = filing(batch(late), roster, Month(2026, 9)).lines
    assert (line.state, line.month, late.assessment.as_of) == (State.OLD, Month(2026, 8), Month(2026, 9))


def test_the_months_that_may_be_asked_about_reach_from_the_oldest_to_the_next() -> None:
    assert list(map(str, months(batch(file("1", as_of="2026-09"), file("2", as_of="2026-07"))))) == [
        "2026-10", "2026-09", "2026-08", "2026-07",
    ]  # fmt: skip
    assert months(batch()) == ()


def test_without_any_month_the_sentences_have_none() -> None:
    found = filing(batch(), Roster((RosterLine("甲空间"),)))
    said = TextPrinter(Language.ZH, load())
    assert said(found.heading) == "名单共1个试点，未报送1个。"
    assert said(found.reminder).splitlines()[1] == "以下1个试点尚未报送填报材料，请尽快报送：甲空间。"


def test_files_matched_by_part_of_a_name_are_to_be_checked() -> None:
    roster = read_roster(csv([["江苏可信数据空间（苏州）"]]), "r.csv")
    notes = filing(batch(file("1", "江苏可信数据空间")), roster).notes
    assert list(map(TextPrinter(Language.EN, load()), notes)) == [
        "Matched by part of the name; please check: 江苏可信数据空间（苏州）: 1.xlsx."
    ]


def test_the_csv_has_a_row_a_name() -> None:
    lines = filing_csv(found(), "zh").decode("utf-8-sig").splitlines()
    assert (lines[0], len(lines), lines[1].split(",")[:2]) == (
        "名单所列试点,报送状态,月份,类型,所在地区,联系人,文件", 6, ["戊可信数据空间", "未报送"],
    )  # fmt: skip
