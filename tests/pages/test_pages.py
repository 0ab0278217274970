"""Every page of every sample in both languages, with the figures of the documents and no others."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from msgspec.structs import replace
from streamlit.testing.v1 import AppTest

from core.documents.overview import banners, overview
from core.documents.questions import questions_document
from core.documents.steps import steps
from core.documents.two_judgements import toggle_note
from core.model import Kind, Month, Outcome, Profile
from core.printers.problems import problem_rows
from core.workbooks.template import template_workbook
from tests.documents.words import criteria
from tests.pages.screen import (
    BY_TURNS,
    PAGES,
    ROOT,
    RULEBOOK,
    SAMPLES,
    bars,
    choose_month,
    empty,
    follow,
    headline,
    judged,
    links,
    markup,
    opened,
    toggle,
    turn_to,
    upload,
    words,
)
from tests.said import said, verdict

pytestmark = pytest.mark.slow

LANGUAGES = ("zh", "en")
SPACE = {"zh": "可信数据空间", "en": "Trusted data space"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_without_a_workbook_says_what_will_stand_there_and_offers_one(language: str) -> None:
    app = empty(language)
    for page in PAGES:
        turn_to(app, page)
        assert not app.exception, page
        assert SPACE[language] in words(app), page
        assert len(app.file_uploader) == 1, page
        assert len([button for button in app.button if button.key.startswith("welcome-")]) == len(SAMPLES), page


@pytest.mark.parametrize(("sample", "language"), BY_TURNS)
def test_every_page_of_every_sample_stands(sample: str, language: str) -> None:
    app = opened(sample, language)
    for page in PAGES:
        turn_to(app, page)
        assert not app.exception, (page, app.exception)
        assert SPACE[language] in words(app)
        assert 'class="refused"' not in markup(app), page


@pytest.mark.parametrize(("sample", "language"), BY_TURNS)
def test_the_sentence_under_every_type_is_that_of_the_views(sample: str, language: str) -> None:
    app = opened(sample, language)
    shown = {profile: headline(toggle(app, profile)) for profile in Profile}
    assert shown == {profile: verdict(judged(sample, profile), language) for profile in Profile}


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_bars_are_the_computed_criteria_with_their_figures(sample: str) -> None:
    rows = criteria(judged(sample)).values()
    computed = [row for row in rows if row.kind is Kind.COMPUTED]
    expected = {(said(row.label), said(row.pair)) for row in computed}
    assert set(bars(opened(sample))) == expected


def test_an_earlier_month_is_judged_as_the_pipeline_judges_it() -> None:
    month = Month(2026, 3)
    app = choose_month(opened("sample_enterprise.xlsx"), month)
    assert headline(app) == verdict(judged("sample_enterprise.xlsx", None, month), "zh")


def test_the_month_stays_when_the_type_is_toggled() -> None:
    month = Month(2026, 3)
    app = toggle(choose_month(opened("sample_enterprise.xlsx"), month), Profile.CITY)
    expected = verdict(judged("sample_enterprise.xlsx", Profile.CITY, month), "zh")
    assert headline(app) == expected


def test_a_toggled_type_says_whose_workbook_it_is() -> None:
    app = toggle(opened("sample_city.xlsx", "en"), Profile.INDUSTRY)
    note = toggle_note(judged("sample_city.xlsx"), judged("sample_city.xlsx", Profile.INDUSTRY))
    assert note is not None
    assert said(note.sentence, "en") in words(app)
    (banner,) = banners(judged("sample_city.xlsx", Profile.INDUSTRY)).by_kind.values()
    assert said(banner, "en") in words(app)


def over(app: AppTest) -> AppTest:
    """The open workbook, had its pilot ended with its last month."""
    work = app.session_state["work"]
    pilot = replace(work.submission.pilot, end=judged(SAMPLES[0]).as_of)
    app.session_state["work"] = replace(work, submission=replace(work.submission, pilot=pilot))
    app.session_state["turn"] += 1
    return app.run()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (lambda app: choose_month(app, Month(2026, 3)), "evidence and the attributes of rows carry no dates"),
        (lambda app: toggle(app, Profile.CITY), "For comparison only: judged as City"),
        (over, "outcomes are final, and nothing is forecast"),
    ],
    ids=["a past month", "another type", "a pilot that is over"],
)
def test_every_page_says_what_is_judged_as_what(state: Callable[[AppTest], AppTest], said: str) -> None:
    app = state(opened(SAMPLES[0], "en"))
    for page in PAGES:
        turn_to(app, page)
        assert not app.exception, page
        assert said in words(app), page


def test_after_the_end_no_month_is_to_come() -> None:
    app = opened(SAMPLES[0], "en")
    assert "For the month to come" in words(app)
    assert "For the month to come" not in words(over(app))


def test_the_workbook_own_type_says_nothing_of_the_toggle() -> None:
    assert "toggle-note" not in markup(opened("sample_city.xlsx"))


def test_the_language_changes_at_once() -> None:
    app = opened("sample_city.xlsx", "zh")
    app.segmented_control(key="language").set_value("en").run()
    assert headline(app) == verdict(judged("sample_city.xlsx"), "en")
    assert 'data-house-language="en"' in markup(app)


def test_the_data_page_shows_every_problem() -> None:
    app = turn_to(opened("sample_messy.xlsx"), "problems")
    for row in problem_rows(judged("sample_messy.xlsx"), "zh"):
        assert row.remedy in words(app)
        assert row.cell in words(app)


def test_the_filter_by_severity_leaves_only_that_severity() -> None:
    app = turn_to(opened("sample_messy.xlsx"), "problems")
    app.pills(key="severities").set_value(["error"]).run()
    assert "severity-error" in markup(app)
    assert "severity-question" not in markup(app)


def test_the_gaps_page_opens_the_criterion_chosen() -> None:
    app = turn_to(opened("sample_enterprise.xlsx"), "gaps")
    app.button(key="pick-outcome-met-F2.1").click().run()
    row = criteria(judged("sample_enterprise.xlsx"))["F2.1"]
    assert f"<h3>{row.id} {row.title.zh}</h3>" in markup(app)
    assert markup(app).count('<article class="detail">') == 2  # beside the checklist, and on a phone in it
    assert row.quote in words(app)
    assert all(point.zh in words(app) for point in row.guidance)


def test_the_filter_by_outcome_leaves_only_that_outcome() -> None:
    app = turn_to(opened("sample_industry.xlsx"), "gaps")
    app.pills(key="outcomes").set_value(["not_met"]).run()
    rows = criteria(judged("sample_industry.xlsx")).values()
    computed = [row for row in rows if row.kind is Kind.COMPUTED and row.outcome.outcome is Outcome.NOT_MET]
    assert {label for label, _figures in bars(app)} == {said(row.label) for row in computed}


def test_a_criterion_chosen_among_the_gaps_is_the_large_trajectory() -> None:
    app = turn_to(opened("sample_enterprise.xlsx"), "gaps")
    next(box for box in app.selectbox if box.key.startswith("criterion-")).set_value("E3.4").run()
    turn_to(app, "trajectory")
    row = criteria(judged("sample_enterprise.xlsx"))["E3.4"]
    assert f"<b>{row.id} {row.title.zh}</b>" in markup(app)


def test_the_notice_stands_whole_without_a_workbook() -> None:
    app = turn_to(empty(), "notice")
    notice = RULEBOOK.notice
    for clause in (*notice.parts, *notice.clauses):
        assert clause.text in words(app)


def test_the_notice_shows_each_outcome_in_the_margin() -> None:
    app = turn_to(opened("sample_enterprise.xlsx"), "notice")
    rows = criteria(judged("sample_enterprise.xlsx")).values()
    margin = [button.label for button in app.button if (button.key or "").startswith("pick-")]
    assert margin == [said(row.named_outcome) for row in rows]


def test_an_outcome_in_the_margin_of_the_notice_opens_its_criterion() -> None:
    app = turn_to(opened("sample_enterprise.xlsx"), "notice")
    app.button(key="pick-outcome-not-met-E6.5").click().run()
    row = criteria(judged("sample_enterprise.xlsx"))["E6.5"]
    assert f"<h3>{row.id} {row.title.zh}</h3>" in markup(app)


def test_a_next_step_opens_its_criterion() -> None:
    app = opened("sample_industry.xlsx", "en")
    step = steps(judged("sample_industry.xlsx")).first[1]
    address = next(each for each, title in links(app) if title == said(step.wording, "en"))
    follow(app, address)
    row = criteria(judged("sample_industry.xlsx"))[step.row.id]
    assert f"<h3>{row.id} {row.title.en}</h3>" in markup(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outlook_is_a_sentence_that_opens_into_its_criteria(language: str) -> None:
    app = opened("sample_industry.xlsx", language)
    j = judged("sample_industry.xlsx")
    found = re.search(r'<details class="outlook"><summary>(.*?)</summary>(.*?)</details>', markup(app))
    assert found is not None
    assert html.unescape(re.sub(r"<[^>]+>", "", found[1])) == said(overview(j).outlook, language)
    ids = re.findall(r"gaps\?id=([^&]+)&amp;type=industry", found[2])
    assert sorted(ids) == sorted(j.outlooks)
    follow(app, next(each for each, _words in links(app) if f"id={ids[0]}&" in each))
    assert f"<h3>{ids[0]} " in markup(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_says_how_many_problems_there_are_and_leads_to_them(language: str) -> None:
    app = opened("sample_messy.xlsx", language)
    a = judged("sample_messy.xlsx")
    assert ("problems", said(questions_document(a).at_stake, language)) in links(app)


def test_a_template_that_is_not_filled_in_shows_no_empty_trajectories() -> None:
    app = upload(empty("en"), template_workbook(RULEBOOK, Profile.ENTERPRISE, ledgers=False, language="en"), "t.xlsx")
    assert 'class="multiple"' not in markup(app)
    assert "Nothing is filled in yet" in words(app)
    assert "—" not in words(app).split("Annex 2")[0]


def test_a_file_that_is_no_workbook_gets_a_sentence_and_leaves_the_uploader() -> None:
    app = upload(empty("en"), b"not a workbook", "notes.xlsx")
    assert not app.exception
    assert "notes.xlsx" in words(app)
    assert 'class="refused"' in markup(app)
    assert len(app.file_uploader) == 1


def test_clearing_forgets_the_workbook_and_keeps_the_language() -> None:
    app = opened("sample_city.xlsx", "en")
    app.button(key="clear").click().run()
    app.button(key="clear-sure").click().run()
    assert len(app.file_uploader) == 1
    assert SPACE["en"] in words(app)
    assert "work" not in app.session_state


@pytest.mark.parametrize("profile", list(Profile))
def test_an_empty_template_stands_on_every_page(profile: Profile) -> None:
    app = upload(empty("en"), template_workbook(RULEBOOK, profile, ledgers=True, language="en"), "template.xlsx")
    for page in PAGES:
        turn_to(app, page)
        assert not app.exception, page
        assert 'class="refused"' not in markup(app), page


def test_a_workbook_without_a_type_is_judged_by_the_toggle_and_says_so() -> None:
    book = openpyxl.load_workbook(ROOT / "sample_data" / "sample_city.xlsx")
    cell = next(row[1] for row in book["基本信息"].iter_rows() if row[0].value == "试点类型")
    cell.value = None
    content = io.BytesIO()
    book.save(content)
    app = toggle(upload(empty("en"), content.getvalue(), "no type.xlsx"), Profile.CITY)
    assert headline(app) == verdict(judged("sample_city.xlsx"), "en")
    assert "names no pilot type" in words(app)


def test_text_of_the_user_is_never_markup() -> None:
    app = upload(empty(), b"not a workbook", "<img src=x onerror=alert(1)>.xlsx")
    assert "<img" not in markup(app)
    assert "<img src=x onerror=alert(1)>.xlsx" in words(app)


@pytest.mark.parametrize("sample", ["sample_enterprise.xlsx", "sample_city.xlsx"])
def test_the_cells_of_an_open_criterion_are_named_with_sheet_and_column(sample: str) -> None:
    said = words(turn_to(opened(sample), "gaps"))
    assert re.search(r"[^\W\d]\w*![A-Z]+\d+", said), said
    assert "''!" not in said
