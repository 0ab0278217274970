"""Our sheets come out again, known by their marks, and leave the sender's workbook behind."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from core.errors import SpliceError
from core.intake.spawn import our_sheets
from core.workbooks.package import Refusal, add_sheets, take_out_ours
from tests.workbooks import corpus
from tests.workbooks.corpus import WORKBOOKS, edited, members, sheet_titles, written
from tests.workbooks.test_splice import OURS, kept, ours

pytestmark = pytest.mark.slow

WORKBOOK = "xl/workbook.xml"
#: With a receipt, as every scored workbook has one.
RECEIPT = "tds-receipt"
OUR_BYTES = ours(RECEIPT)


@pytest.fixture(params=sorted(WORKBOOKS))
def user(request: pytest.FixtureRequest) -> bytes:
    return WORKBOOKS[request.param]()


def rewritten(content: bytes, *edits: tuple[str, str]) -> bytes:
    return edited(content, *((WORKBOOK, old, new) for old, new in edits))


def said(content: bytes, part: str = WORKBOOK) -> bytes:
    """A part in its canonical form, without what asks for formulas to be worked out anew and without an empty list."""
    root = etree.fromstring(members(content)[part])
    for element in [*root.iter("{*}calcPr"), *(names for names in root.iter("{*}definedNames") if not len(names))]:
        element.getparent().remove(element)
    return etree.tostring(root, method="c14n")


def test_a_workbook_without_our_sheets_is_the_same_bytes(user: bytes) -> None:
    assert take_out_ours(user) == user


def test_the_senders_parts_come_back(user: bytes) -> None:
    assert kept(take_out_ours(add_sheets(user, OUR_BYTES))) == kept(user)


def test_no_part_of_ours_is_left(user: bytes) -> None:
    after = take_out_ours(add_sheets(user, OUR_BYTES))
    assert set(members(after)) - set(members(user)) <= {"xl/styles.xml"}


def test_the_workbook_part_says_what_it_said_before(user: bytes) -> None:
    part = next(name for name in members(user) if name.lower().endswith(("workbook.xml", "book.xml")))
    assert said(take_out_ours(add_sheets(user, OUR_BYTES)), part) == said(user, part)


def test_three_rounds_do_not_grow_the_file(user: bytes) -> None:
    once = add_sheets(user, OUR_BYTES)
    thrice = once
    for _ in range(3):
        thrice = add_sheets(take_out_ours(thrice), OUR_BYTES)
    assert thrice == once


def test_a_sheet_of_ours_is_found_under_another_title() -> None:
    renamed = rewritten(
        add_sheets(corpus.plain(), OUR_BYTES),
        (f'name="{OURS[0]}"', 'name="改了名"'),
        (f"'{OURS[0]}'!$A$1<", "改了名!$A$1<"),
    )
    assert sheet_titles(take_out_ours(renamed)) == sheet_titles(corpus.plain())


def test_a_sheet_of_ours_is_found_though_a_row_was_put_in_above_its_first() -> None:
    moved = rewritten(add_sheets(corpus.plain(), OUR_BYTES), (f"'{OURS[0]}'!$A$1<", f"'{OURS[0]}'!$A$2<"))
    assert sheet_titles(take_out_ours(moved)) == sheet_titles(corpus.plain())


def test_a_sheet_of_our_title_without_a_mark_stays() -> None:
    user = written(lambda book: [book.add_worksheet(title) for title in (*OURS, RECEIPT)])
    assert take_out_ours(user) == user


def test_a_mark_that_only_one_sheet_knows_is_no_mark() -> None:
    user = written(lambda book: (book.add_worksheet("甲"), book.define_name("甲!_tds_sheet_1", "=甲!$A$1")))
    assert take_out_ours(user) == user


def test_a_mark_whose_sheet_was_deleted_goes() -> None:
    deleted = rewritten(add_sheets(corpus.plain(), OUR_BYTES), (f"'{OURS[0]}'!$A$1<", "#REF!$A$1<"))
    text = members(take_out_ours(deleted))[WORKBOOK].decode()
    assert "_tds_sheet_" not in text


def test_marks_are_found_when_they_are_no_longer_hidden() -> None:
    assert sheet_titles(take_out_ours(all_shown(add_sheets(corpus.plain(), OUR_BYTES)))) == sheet_titles(corpus.plain())


def all_shown(content: bytes) -> bytes:
    """The file with every defined name shown, as LibreOffice saves it."""
    text = members(content)[WORKBOOK].decode()
    return corpus.zipped(members(content) | {WORKBOOK: text.replace(' hidden="1"', "").encode()})


def named(content: bytes, name: str, attributes: str = "", title: str = "甲") -> bytes:
    """The file with a defined name of the sender's for a sheet."""
    element = f'<definedName name="{name}"{attributes}>{title}!$A$1</definedName>'
    text = members(content)[WORKBOOK].decode()
    if "<definedNames>" not in text:
        return rewritten(content, ("</sheets>", f"</sheets><definedNames>{element}</definedNames>"))
    return rewritten(content, ("<definedNames>", f"<definedNames>{element}"))


def one_sheet() -> bytes:
    return written(lambda book: book.add_worksheet("甲"))


LOOK_ALIKES = ("_tds_sheet_1", "_tds_sheet_7", "_TDS_SHEET_2", "_tds_mine", "_tds_sheet_x")


@pytest.mark.parametrize("attributes", ["", ' hidden="1"'])
@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_name_of_the_senders_that_looks_like_ours_is_theirs(name: str, attributes: str) -> None:
    user = named(one_sheet(), name, attributes)
    assert take_out_ours(user) == user


@pytest.mark.parametrize("shown", [False, True])
@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_such_a_name_stays_when_our_sheets_come_and_go(name: str, shown: bool) -> None:
    spliced = add_sheets(named(one_sheet(), name), OUR_BYTES)
    again = take_out_ours(all_shown(spliced) if shown else spliced)
    assert (sheet_titles(again), f'"{name}"' in members(again)[WORKBOOK].decode()) == (("甲",), True)


@pytest.mark.parametrize("shown", [False, True])
@pytest.mark.parametrize("attributes", ["", ' hidden="1"'])
@pytest.mark.parametrize(
    "name", ["_tds_sheet_9", "_tds_sheet_1", "_tds_sheet_4_of_3", "_tds_sheet_2_of_4", "_tds_mine"]
)
def test_such_a_name_stays_that_came_after_scoring(name: str, attributes: str, shown: bool) -> None:
    spliced = named(add_sheets(one_sheet(), OUR_BYTES), name, attributes)
    again = take_out_ours(all_shown(spliced) if shown else spliced)
    assert (sheet_titles(again), f'"{name}"' in members(again)[WORKBOOK].decode()) == (("甲",), True)


def test_the_marks_of_older_files_are_those_that_end_with_the_receipts() -> None:
    spliced = named(add_sheets(one_sheet(), OUR_BYTES), "_tds_sheet_9", ' hidden="1"')
    older = re.sub(r"(_tds_sheet_\d)_of_3", r"\1", members(spliced)[WORKBOOK].decode())
    again = take_out_ours(corpus.zipped(members(spliced) | {WORKBOOK: older.encode()}))
    assert (sheet_titles(again), '"_tds_sheet_9"' in members(again)[WORKBOOK].decode()) == (("甲",), True)


def test_a_copy_of_a_sheet_of_ours_with_its_mark_is_the_senders() -> None:
    spliced = add_sheets(one_sheet(), OUR_BYTES)
    copied = named(spliced, "_tds_sheet_1_of_3", ' localSheetId="0" hidden="1"')
    assert sheet_titles(take_out_ours(copied)) == ("甲",)
    assert [sheet.title for sheet in our_sheets(copied)] == [*OURS, RECEIPT]


def test_a_style_of_the_senders_named_like_ours_stays() -> None:
    user = edited(corpus.plain(), ("xl/styles.xml", 'name="Normal"', 'name="_tds_style_1"'))
    again = take_out_ours(add_sheets(user, OUR_BYTES))
    assert b'name="_tds_style_1"' in members(again)["xl/styles.xml"]


def test_scopes_are_renumbered_when_our_sheets_stood_before_the_senders() -> None:
    spliced = add_sheets(corpus.openpyxl_features(), OUR_BYTES)
    root = etree.fromstring(members(spliced)[WORKBOOK])
    sheets = root.find("{*}sheets")
    for sheet in list(sheets)[-2:]:
        sheets.insert(0, sheet)
    for name in root.iter("{*}definedName"):
        if name.get("localSheetId"):
            name.set("localSheetId", str((int(name.get("localSheetId")) + 2) % 4))
    moved = corpus.zipped(members(spliced) | {WORKBOOK: etree.tostring(root)})
    assert said(take_out_ours(moved)) == said(corpus.openpyxl_features())


def test_the_open_tab_moves_to_a_sheet_that_is_shown() -> None:
    spliced = add_sheets(corpus.openpyxl_features(), OUR_BYTES)
    text = members(spliced)[WORKBOOK].decode()
    opened = re.sub(r'activeTab="\d+"', 'activeTab="3"', text)
    assert opened != text
    after = take_out_ours(corpus.zipped(members(spliced) | {WORKBOOK: opened.encode()}))
    assert 'activeTab="0"' in members(after)[WORKBOOK].decode()


def test_the_open_tab_of_the_sender_stays_open() -> None:
    after = take_out_ours(add_sheets(corpus.last_tab_open(), OUR_BYTES))
    assert 'activeTab="2"' in members(after)[WORKBOOK].decode()


def test_a_name_of_the_senders_for_one_of_our_sheets_says_that_it_is_gone() -> None:
    spliced = add_sheets(corpus.openpyxl_features(), OUR_BYTES)
    pointing = rewritten(
        spliced, ("<definedNames>", f'<definedNames><definedName name="看">{OURS[0]}!$B$2</definedName>')
    )
    assert '<definedName name="看">#REF!$B$2</definedName>' in members(take_out_ours(pointing))[WORKBOOK].decode()


def test_a_part_that_the_senders_sheets_lead_to_as_well_stays() -> None:
    spliced = add_sheets(corpus.xlsxwriter_features(), OUR_BYTES)
    parts = members(spliced)
    ours = next(
        name for name in parts if name.startswith("xl/media") and name not in members(corpus.xlsxwriter_features())
    )
    shared = corpus.related(spliced, "xl/worksheets/sheet1.xml", "image", ours, parts[ours], "image/png")
    assert ours in members(take_out_ours(shared))


def test_a_part_of_the_senders_that_nothing_leads_to_stays() -> None:
    user = corpus.zipped(members(corpus.plain()) | {"xl/orphan.bin": b"?"})
    assert members(take_out_ours(add_sheets(user, OUR_BYTES)))["xl/orphan.bin"] == b"?"


@pytest.mark.parametrize("shown", [False, True])
def test_a_workbook_of_our_sheets_alone_is_refused(shown: bool) -> None:
    hidden = "" if shown else ' hidden="1"'
    alone = written(lambda book: book.add_worksheet(RECEIPT))
    with pytest.raises(SpliceError) as refused:
        take_out_ours(named(alone, "_tds_sheet_1", hidden, f"'{RECEIPT}'"))
    assert refused.value.code == Refusal.NOTHING_LEFT
