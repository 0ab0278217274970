"""Many pilots at once: dropped together, on one board, each opened and left again."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache

import docx
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core.model import Profile
from core.workbooks.template import template_workbook
from pages.components import downloads
from pages.components.gathering import Member
from pages.components.runs import Run
from tests.intake.test_archive import zipped
from tests.pages.screen import (
    ROOT,
    RULEBOOK,
    SAMPLES,
    XLSX,
    empty,
    headline,
    judged,
    links,
    markup,
    toggle,
    turn_to,
    words,
)
from tests.pages.test_gathering import pilot
from tests.pages.test_reading import add
from tests.said import verdict

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("here")]

FILES = {name: (ROOT / "sample_data" / name).read_bytes() for name in SAMPLES}
PDF = ("说明.pdf", b"%PDF-1.7")


@cache
def spaces() -> dict[str, str]:
    return {name: judged(name).submission.space for name in SAMPLES}


def drop(app: AppTest, *files: tuple[str, bytes], on: str = "upload-") -> AppTest:
    """Files dropped together, and read."""
    place = next(each for each in app.file_uploader if each.key.startswith(on))
    place.set_value([(name, content, XLSX) for name, content in files])
    app.run()
    return settled(app)


def settled(app: AppTest) -> AppTest:
    """The board once all runs are done."""
    office = app.session_state["office"]
    for _ in range(2):  # what is compared begins when all is read
        for run in office.runs:
            run.join()
        app.run()
    return app


def board(*files: tuple[str, bytes], language: str = "en") -> AppTest:
    return drop(empty(language), *(files or (*FILES.items(), PDF)))


def view(app: AppTest, name: str) -> AppTest:
    app.segmented_control(key="board-view").set_value(name)
    return app.run()


def names(app: AppTest) -> list[str]:
    """The pilots of the board, in its order."""
    return re.findall(r'<button type="button" class="opens"[^>]*>(.*?)</button>', markup(app))


def open_pilot(app: AppTest, name: str) -> AppTest:
    """A click on a pilot's name."""
    pilots = next(each for each in app.radio if each.key.startswith("pilots-"))
    place = names(app).index(name)
    pilots.set_value(list(app.session_state["office"].gathering.members)[_keys(app)[place]])
    return app.run()


def _keys(app: AppTest) -> list[int]:
    pilots = next(each for each in app.radio if each.key.startswith("pilots-"))
    files = [member.name for member in app.session_state["office"].gathering.members.values()]
    return [files.index(option) for option in pilots.options]


def test_workbooks_dropped_together_are_a_row_each_with_the_verdicts_of_each_alone() -> None:
    app = board()
    assert not app.exception
    assert set(names(app)) == set(spaces().values())
    for name in SAMPLES:
        assert verdict(judged(name), "en") in words(app)


def test_a_file_without_a_verdict_has_its_own_line_with_the_reason_and_the_way_out() -> None:
    shown = words(board())
    assert "说明.pdf" in shown
    assert "Found a PDF" in shown
    assert "Upload the workbook itself" in shown


def test_a_zip_is_as_if_its_files_were_dropped() -> None:
    assert set(names(board(("7月.zip", zipped(FILES))))) == set(spaces().values())


@pytest.mark.parametrize("name", SAMPLES[:2])
def test_a_pilot_opens_as_the_workbook_in_hand_and_one_click_leads_back(name: str) -> None:
    app = open_pilot(board(), spaces()[name])
    assert headline(app) == verdict(judged(name), "en")
    for page in ("gaps", "trajectory", "problems", "compare"):
        assert not turn_to(app, page).exception
    assert ("board", "Back to the board, 5 files") in links(app)
    assert set(names(turn_to(app, "board"))) == set(spaces().values())
    assert 'aria-current="true"' in markup(app)


def test_filters_and_words_leave_the_pilots_that_fit() -> None:
    app = board()
    app.get("button_group")[-2].set_value([Profile.CITY]).run()
    assert names(app) == [spaces()[SAMPLES[2]]]
    app.get("button_group")[-2].set_value([]).run()
    app.text_input(key="board-words").set_value(spaces()[SAMPLES[1]][:4]).run()
    assert spaces()[SAMPLES[1]] in names(app)
    app.text_input(key="board-words").set_value("nobody").run()
    assert names(app) == []
    assert "No pilot fits these filters." in words(app)


def test_the_board_is_sorted_as_asked() -> None:
    app = board()
    app.selectbox(key="board-order-en").set_value("name").run()
    assert names(app) == sorted(names(app), key=str.casefold)


def test_two_files_of_one_pilot_are_said_and_the_later_month_is_used() -> None:
    first = FILES[SAMPLES[0]]
    book = openpyxl.load_workbook(io.BytesIO(first))
    sheet = book["基本信息"]
    (cell,) = (row[1] for row in sheet.iter_rows() if row[0].value == "数据截止月份")
    cell.value = "2026-03"
    stream = io.BytesIO()
    book.save(stream)
    app = board(("now.xlsx", first), ("march.xlsx", stream.getvalue()))
    assert names(app) == [spaces()[SAMPLES[0]]]
    assert "workbooks of several months (now.xlsx, march.xlsx); now.xlsx, of the latest month, is used" in words(app)


def test_a_roster_tells_who_has_filed_and_what_to_remind_the_others_of() -> None:
    app = view(board(), "who_has_filed")
    roster = f"名称,类型\n{spaces()[SAMPLES[0]]},企业\n海西可信数据空间,行业\n".encode()
    app = drop(app, ("名单.csv", roster), on="roster-")
    assert "of 2 on the roster, 1 filed, 1 not filed" in words(app)
    assert "海西可信数据空间" in app.code[0].value
    assert spaces()[SAMPLES[0]] not in app.code[0].value


def test_the_month_asked_about_may_be_another() -> None:
    app = drop(view(board(), "who_has_filed"), ("名单.csv", f"名称\n{spaces()[SAMPLES[0]]}\n".encode()), on="roster-")
    month = judged(SAMPLES[0]).as_of
    list_of_months = next(each for each in app.selectbox if each.key.startswith("board-month"))
    list_of_months.set_value(month.plus(1)).run()
    assert "of 1 on the roster, 1 filed (of these 1 at an earlier month)" in words(app)
    assert "1 at an earlier month" in words(view(view(app, "pilots"), "who_has_filed"))


def test_a_list_that_is_none_is_refused_where_it_was_dropped() -> None:
    app = drop(view(board(), "who_has_filed"), PDF, on="roster-")
    assert 'class="refused"' in markup(app)


def test_an_earlier_batch_tells_which_verdicts_were_gained_and_lost() -> None:
    app = drop(view(board(), "what_moved"), *list(FILES.items())[:2], on="earlier-batch-")
    assert "2 pilots in both months: no verdict has changed." in words(app)
    assert spaces()[SAMPLES[2]] in words(app)


def test_another_earlier_batch_of_as_many_files_takes_the_place_of_the_first() -> None:
    app = drop(view(board(), "what_moved"), (SAMPLES[0], FILES[SAMPLES[0]]), on="earlier-batch-")
    assert "1 pilot in both months" in words(app)
    app = drop(app, PDF, on="earlier-batch-")
    assert "No pilot is in both months" in words(app)
    assert "could not be read: 说明.pdf" in words(app)


def test_papers_wait_until_all_is_read_and_compared() -> None:
    app = drop(view(board(), "what_moved"), (SAMPLES[0], FILES[SAMPLES[0]]), on="earlier-batch-")
    office = app.session_state["office"]
    office.compared = None
    assert not office.is_settled
    app = settled(app)
    assert office.is_settled
    assert [each.proto.disabled for each in view(app, "pilots").get("download_button")[:3]] == [False] * 3


def test_while_files_are_read_nothing_is_said_of_the_whole_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(board(), "who_has_filed")
    app = view(drop(app, ("名单.csv", "名称\n海西可信数据空间\n".encode()), on="roster-"), "pilots")
    monkeypatch.setattr(Run, "is_busy", property(lambda run: run is app.session_state["office"].gathering.run))
    app.run()
    assert "files received" not in words(app)
    assert [each.proto.disabled for each in app.get("download_button")[:3]] == [True] * 3
    assert "not filed" not in words(view(app, "who_has_filed"))


def test_files_that_were_left_out_are_counted() -> None:
    app = board()
    app.session_state["office"].gathering.members["left"] = Member("left.xlsx", None)
    assert "1 file was left out, since the reading was stopped; drop it again to have it read." in words(app.run())


def test_the_batch_is_rehearsed_under_another_notice() -> None:
    app = view(board(), "under_another")
    app.button(key="rehearse").click().run()
    app = settled(app)
    assert re.search(r"\d+ verdicts? changes?, of \d pilots?", words(app)), words(app)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_criterion_is_shown_across_pilots_on_their_own_clocks(language: str) -> None:
    app = view(board(language=language), "criterion")
    app.selectbox(key=f"board-criterion-{language}").set_value("E2.2").run()
    assert markup(app).count('class="panel"') == len(Profile)
    bars = {"zh": "右侧竖线", "en": "The bars on the right"}[language]
    assert bars in words(app)
    app.selectbox(key=f"board-clock-{language}").set_value(9).run()
    assert not app.exception
    assert bars not in words(app)  # nobody's end is forecast from there
    for name in SAMPLES:
        assert spaces()[name] in words(app)


def test_more_workbooks_join_the_board() -> None:
    app = board(*list(FILES.items())[:2])
    app = drop(app, ("city.xlsx", FILES[SAMPLES[2]]))
    assert len(names(app)) == 3


def test_clearing_lets_all_of_it_go() -> None:
    app = board()
    app.button(key="clear-board").click().run()
    app.button(key="clear-board-sure").click().run()
    assert "office" not in app.session_state
    assert "You will see here" in words(app)


def test_an_empty_board_offers_templates_of_the_type_that_is_chosen_above_them() -> None:
    app = turn_to(empty(), "board")
    app = toggle(app, Profile.CITY)
    assert "城市" in " ".join(button.label for button in app.get("download_button"))


def problems_of(app: AppTest, name: str) -> int:
    office = app.session_state["office"]
    return next(len(file.assessment.problems) for file in office.gathering.batch.judged if file.name == name)


def answered(app: AppTest) -> AppTest:
    """The messy pilot opened, a question answered, and back at the board."""
    app = turn_to(open_pilot(app, spaces()[MESSY]), "problems")
    next(button for button in app.button if button.label == "It means Jul 2025").click().run()
    return settled(turn_to(app, "board"))


MESSY = "sample_messy.xlsx"
MESSY_AND_ANOTHER = ((MESSY, (ROOT / "sample_data" / MESSY).read_bytes()), (SAMPLES[0], FILES[SAMPLES[0]]))


def test_answers_that_a_pilot_is_given_count_on_the_board_and_stay_with_it() -> None:
    app = board(*MESSY_AND_ANOTHER)
    before = problems_of(app, MESSY)
    app = answered(app)
    assert problems_of(app, MESSY) < before
    office = app.session_state["office"]
    assert [member.answers is None for member in office.gathering.members.values()] == [False, True]
    app = turn_to(open_pilot(app, spaces()[SAMPLES[0]]), "board")
    app = open_pilot(app, spaces()[MESSY])
    assert app.session_state["work"].submission.answers == office.gathering.members["0"].answers != ()
    ended = office.gathering.run.ended
    assert settled(turn_to(app, "board")).session_state["office"].gathering.run.ended == ended


def row_of(app: AppTest, name: str) -> str:
    """The row of a pilot, as text."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", markup(app), re.DOTALL)
    return next(re.sub("<[^>]+>", " ", row) for row in rows if name in row)


DAILY = "日期,注册用户数,活跃用户数\n2026-09-01,100,40\n2026-09-02,100,42\n".encode()


def test_a_ledger_that_an_opened_pilot_is_given_counts_in_its_row_of_the_board() -> None:
    """Its answers stay what they were: the row is of the workbook with the ledger, whichever page it came on."""
    app = board(("03.xlsx", pilot("东海供应链")), ("04.xlsx", pilot("西山供应链")))
    before = row_of(app, "东海供应链")
    app = add(open_pilot(app, "东海供应链可信数据空间"), DAILY, "日活记录.csv")
    assert app.session_state["work"].ledgers == ("日活记录.csv",)
    app = settled(turn_to(app, "board"))
    assert "Sep 2026" in row_of(app, "东海供应链")
    assert "Sep 2026" not in before + row_of(app, "西山供应链")
    assert app.session_state["office"].gathering.held("0") is app.session_state["work"].raw
    assert set(names(app)) == {"东海供应链可信数据空间", "西山供应链可信数据空间"}


def test_ledgers_dropped_among_workbooks_join_theirs_and_the_board_says_so() -> None:
    app = board(("03.xlsx", pilot("东海供应链")), ("04.xlsx", pilot("西山供应链")), ("03-日活记录.csv", DAILY))
    app = settled(app)  # joined, and judged anew
    assert "03-日活记录.csv has joined 03.xlsx and counts." in words(app)
    assert "Sep 2026" in row_of(app, "东海供应链")
    assert "left out" not in words(app)
    app = open_pilot(app, "东海供应链可信数据空间")
    assert "daily" in app.session_state["work"].submission.ledgers


def test_a_pilot_that_is_only_looked_at_is_not_judged_anew() -> None:
    app = board(*MESSY_AND_ANOTHER)
    app = settled(turn_to(open_pilot(app, spaces()[MESSY]), "board"))
    assert app.session_state["office"].gathering.run.ended == 2


def test_files_that_are_held_no_more_keep_their_rows_and_cannot_be_opened() -> None:
    app = board()
    office = app.session_state["office"]
    office.gathering.members["0"].raw = None
    office.made.clear()
    app.run()
    assert spaces()[SAMPLES[0]] not in names(app)
    assert "no longer held" in words(app)


def test_the_papers_of_the_office_are_of_every_pilot() -> None:
    held = board().session_state["office"]
    book = openpyxl.load_workbook(io.BytesIO(downloads._summary(held, "en")))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert set(spaces().values()) <= cells
    assert downloads._office_report(held, "zh").startswith(b"PK")


def test_the_papers_say_what_moved_and_what_another_notice_changes_once_that_is_known() -> None:
    app = drop(view(board(), "what_moved"), *list(FILES.items())[:2], on="earlier-batch-")
    view(app, "under_another").button(key="rehearse").click().run()
    held = settled(app).session_state["office"]
    titles = openpyxl.load_workbook(io.BytesIO(downloads._summary(held, "en"))).sheetnames
    assert titles[-2:] == ["What moved", "Under another notice"]
    letter = docx.Document(io.BytesIO(downloads._office_report(held, "en")))
    assert "4. Changes since the earlier month" in [paragraph.text for paragraph in letter.paragraphs]


def test_the_zip_holds_the_scored_workbook_of_each() -> None:
    held = board(*list(FILES.items())[:1], PDF).session_state["office"]
    with zipfile.ZipFile(io.BytesIO(downloads._zipped(held, "{file}-scored.xlsx", "zh"))) as found:
        assert found.namelist() == ["sample_enterprise-scored.xlsx"]
        assert found.read("sample_enterprise-scored.xlsx").startswith(b"PK")


def test_the_zip_names_the_pilots_that_are_not_in_it() -> None:
    held = board(*list(FILES.items())[:2]).session_state["office"]
    held.gathering.members["1"].raw = None
    with zipfile.ZipFile(io.BytesIO(downloads._zipped(held, "{file}-scored.xlsx", "en"))) as found:
        assert found.namelist() == ["sample_enterprise-scored.xlsx", "not-included.txt"]
        assert SAMPLES[1] in found.read("not-included.txt").decode("utf-8-sig")


def test_an_empty_template_has_a_row_like_any_other() -> None:
    app = board(("leer.xlsx", template_workbook(RULEBOOK, Profile.CITY)), *list(FILES.items())[:1])
    assert not app.exception
    assert len(names(app)) == 2
    assert not toggle(open_pilot(app, names(app)[-1]), Profile.CITY).exception
