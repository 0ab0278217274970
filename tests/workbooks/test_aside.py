"""Sheets of ours that the sender renamed or wrote in stay as the sender's own; sheets and names like ours are theirs."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image

from core import pipeline
from core.i18n import words
from core.rulebook import load
from core.workbooks.aside import marked_sheets, set_aside, without_ours
from core.workbooks.corrected import corrected_workbook
from core.workbooks.next_month import next_months_workbook
from core.workbooks.package import take_out_ours
from core.workbooks.scored import scored_workbook
from core.workbooks.verify import verify
from tests import samples
from tests.workbooks.corpus import members, sheet_titles
from tests.workbooks.recalculated import opened

pytestmark = pytest.mark.slow

RULES = load()
SMALL = "small_messy"
OLD = {"zh": "（旧评分）", "en": " (old scoring)"}
TAB = {
    "zh": {"overview": "评分总览", "gaps": "差距与行动"},
    "en": {"overview": "Score overview", "gaps": "Gaps and actions"},
}


def again(content: bytes, language: str = "zh") -> bytes:
    return scored_workbook(content, pipeline.judge(pipeline.read(content)), language)


def changed(content: bytes, change: Callable[[Workbook], None]) -> bytes:
    """The file after its sender changed it, as another program saves it."""
    book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def write(title: str, cell: str = "AA99", value: object = "局长意见：再核") -> Callable[[Workbook], None]:
    return lambda book: book[title].__setitem__(cell, value)


def clear(title: str) -> Callable[[Workbook], None]:
    return lambda book: book[title].__setitem__("A1", None)


def rename(title: str, new: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for name in book.defined_names.values():
            name.attr_text = name.attr_text.replace(f"'{title}'!", f"'{new}'!")
        book[title].title = new

    return change


def aside(content: bytes) -> object:
    return set_aside(content, marked_sheets(content), words("zh"))


def texts(sheet: object) -> set[object]:
    return {cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sheet_that_was_written_in_stays_beside_the_new_one(language: str) -> None:
    titles = TAB[language].values()
    before = changed(samples.scored(SMALL, language), lambda book: [write(title)(book) for title in titles])
    new = opened(again(before, language), values=False)
    for title in titles:
        assert {title, title + OLD[language]} <= set(new.sheetnames)
        assert "局长意见：再核" in texts(new[title + OLD[language]])
        assert "局长意见：再核" not in texts(new[title])


#: A sheet each: a text, a number over a formula, a formula, a cell emptied, a comment, another title.
CHANGES = {
    "评分总览": write("评分总览"),
    "逐条结果": write("逐条结果", "A1", 5),
    "口径说明": write("口径说明", "Z9", "=1+1"),
    "计算底稿": clear("计算底稿"),
    "差距与行动": lambda book: setattr(book["差距与行动"]["A1"], "comment", Comment("请核", "局长")),
    "领导汇报": rename("数据问题", "领导汇报"),
}


def test_only_what_was_changed_stays() -> None:
    new = again(changed(samples.scored(SMALL), lambda book: [change(book) for change in CHANGES.values()]))
    kept = [title for title in sheet_titles(new) if title.endswith(OLD["zh"])]
    assert sorted(kept) == sorted(title + OLD["zh"] for title in CHANGES)
    assert len(sheet_titles(new)) == len(sheet_titles(samples.scored(SMALL))) + len(CHANGES)
    assert verify(new) == ()


def test_it_stays_through_further_scorings_and_is_counted() -> None:
    once = again(changed(samples.scored(SMALL), write("评分总览")))
    twice = again(changed(once, write("评分总览", value="第二次")))
    assert {"评分总览", "评分总览（旧评分）", "评分总览（旧评分2）"} <= set(sheet_titles(twice))
    assert again(twice) == twice
    assert "局长意见：再核" in texts(opened(twice, values=False)["评分总览（旧评分）"])


def test_what_stays_holds_values_and_asks_nothing() -> None:
    before = changed(samples.scored(SMALL), write("计算底稿"))
    new = again(before)
    kept = opened(new, values=False)["计算底稿（旧评分）"]
    assert not [cell for row in kept.iter_rows() for cell in row if cell.data_type == "f"]
    problems = [(p.code, p.place) for p in pipeline.judge(pipeline.read(new)).problems]
    assert problems == [(p.code, p.place) for p in pipeline.judge(pipeline.read(samples.raw(SMALL))).problems]


def test_a_chart_of_what_stays_shows_its_own_cells() -> None:
    parts = members(take_out_ours(samples.scored(SMALL), keep={"轨迹": "轨迹（旧评分）"}))
    charts = [body.decode() for name, body in parts.items() if "/charts/chart" in name]
    assert charts
    assert all("轨迹（旧评分）" in chart and "轨迹!" not in chart for chart in charts)


@pytest.mark.parametrize(("name", "language"), [("small_enterprise", "zh"), ("sample_messy", "en")])
def test_what_was_only_saved_again_is_unchanged(name: str, language: str) -> None:
    content = samples.scored(name, language)
    assert aside(content) == ({}, [])
    assert aside(changed(content, lambda book: None)) == ({}, [])


@pytest.mark.libreoffice
def test_what_libreoffice_saved_again_is_unchanged(saved_samples: dict[str, bytes]) -> None:
    assert {name: aside(content) for name, content in saved_samples.items()} == dict.fromkeys(saved_samples, ({}, []))


def test_a_sheet_of_ours_is_theirs_without_its_mark() -> None:
    bare = changed(samples.raw(SMALL), lambda book: [book.create_sheet(title) for title in ("评分总览", "差距与行动")])
    assert without_ours(bare, words("zh")) == bare
    assert {"评分总览", "评分总览（评分）"} <= set(sheet_titles(again(bare)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_next_months_workbook_has_it_too(language: str) -> None:
    title = TAB[language]["overview"]
    before = changed(samples.scored(SMALL, language), write(title))
    new = opened(next_months_workbook(before, RULES, language=language), values=False)
    kept = title + OLD[language]
    assert new.sheetnames[-1] == kept
    assert "局长意见：再核" in texts(new[kept])
    assert any(kept in str(text) for text in texts(new.worksheets[0]))


def test_the_corrected_file_has_it_too() -> None:
    new = corrected_workbook(changed(samples.scored(SMALL), write("评分总览")), RULES, [], "zh")
    assert "评分总览（旧评分）" in sheet_titles(new)


def test_a_sheet_with_a_table_stays_more_than_once() -> None:
    once = again(changed(samples.scored(SMALL), write("轨迹")))
    twice = again(changed(once, write("轨迹", value="第二次")))
    tables = [table for sheet in openpyxl.load_workbook(io.BytesIO(twice)) for table in sheet.tables]
    assert {"轨迹", "轨迹（旧评分）", "轨迹（旧评分2）"} <= set(sheet_titles(twice))
    assert len({*map(str.casefold, tables)}) == len(tables) == 3
    assert verify(twice) == ()


def stamp(book: Workbook) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(picture, "PNG")
    book["轨迹"].add_image(Picture(picture), "H3")


@pytest.mark.parametrize("further", [again, lambda content: corrected_workbook(content, RULES, [], "zh")])
def test_a_picture_on_a_sheet_of_ours_stays(further: Callable[[bytes], bytes]) -> None:
    new = openpyxl.load_workbook(io.BytesIO(further(changed(samples.scored(SMALL), stamp))))
    assert len(new["轨迹（旧评分）"]._images) == 1


def test_the_corrected_file_has_who_is_responsible() -> None:
    def enter(book: Workbook) -> None:
        head = next(cell for row in book["差距与行动"].iter_rows() for cell in row if cell.value == "责任人")
        book["差距与行动"].cell(head.row + 2, head.column).value = "王主任"

    new = corrected_workbook(changed(samples.scored(SMALL), enter), RULES, [], "zh")
    assert "王主任" in texts(opened(new, values=False)["差距与行动（旧评分）"])
    assert sheet_titles(corrected_workbook(samples.scored(SMALL), RULES, [], "zh")) == sheet_titles(samples.raw(SMALL))


def test_a_name_of_the_senders_like_a_mark_is_no_difference() -> None:
    name = DefinedName("_tds_sheet_1", attr_text="基本信息!$A$1")
    raw = changed(samples.raw(SMALL), lambda book: book.defined_names.add(name))
    assert verify(again(raw)) == ()
    assert sheet_titles(without_ours(again(raw), words("zh"))) == sheet_titles(raw)


def deleted(title: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        del book[title]
        for name in book.defined_names.values():
            name.attr_text = name.attr_text.replace(f"'{title}'!", "#REF!")

    return change


def test_our_sheets_without_their_receipt_are_theirs() -> None:
    new = again(changed(samples.scored(SMALL), deleted("tds-receipt")))
    assert {"轨迹", "轨迹（评分）", "tds-receipt"} <= set(sheet_titles(new))
    assert verify(new) == ()
    assert sheet_titles(again(new)) == sheet_titles(new)


def named(target: str) -> Callable[[Workbook], None]:
    return lambda book: book.defined_names.add(DefinedName("我的得分", attr_text=target))


#: What was done to the file that has a name for the score, the language of the next scoring, and what the name refers to.
NAMED = {
    "nothing": (lambda book: None, "zh", "评分总览!$B$3"),
    "written in": (write("评分总览"), "zh", "评分总览!$B$3"),
    "another language": (lambda book: None, "en", "'Score overview'!$B$3"),
    "renamed": (rename("评分总览", "汇报"), "zh", "'汇报（旧评分）'!$B$3"),
}


@pytest.mark.parametrize("case", NAMED)
def test_a_name_for_a_cell_of_ours_refers_to_the_new_sheet(case: str) -> None:
    change, language, expected = NAMED[case]
    first = changed(samples.scored(SMALL), named("'评分总览'!$B$3"))
    names = openpyxl.load_workbook(io.BytesIO(again(changed(first, change), language))).defined_names
    assert names["我的得分"].attr_text.replace("'评分总览'", "评分总览") == expected


def test_a_name_for_a_sheet_that_does_not_come_again_says_so() -> None:
    first = changed(samples.scored(SMALL), named("'评分总览'!$B$3"))
    names = openpyxl.load_workbook(io.BytesIO(take_out_ours(first))).defined_names
    assert names["我的得分"].attr_text == "#REF!$B$3"


def test_next_months_workbook_has_what_was_put_over_the_cells() -> None:
    def note(book: Workbook) -> None:
        stamp(book)
        book["轨迹"]["A1"].comment = Comment("请核", "局长")

    new = next_months_workbook(changed(samples.scored(SMALL), note), RULES)
    sheet = openpyxl.load_workbook(io.BytesIO(new))["轨迹（旧评分）"]
    assert [(each.anchor._from.row, each.anchor._from.col, each.width) for each in sheet._images] == [(2, 7, 9)]
    assert sheet["A1"].comment.text == "请核"
