"""A link opens a criterion as a type at a month once its workbook is open, and asks no more after that."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from core.model import Month, Profile
from tests.documents.words import criteria
from tests.pages.screen import ROOT, choose_month, empty, judged, links, markup, opened, toggle, turn_to, upload, words

pytestmark = pytest.mark.slow

SAMPLE = "sample_industry.xlsx"


def linked(**asked: str) -> AppTest:
    """The page of gaps by a link, and then the workbook."""
    app = empty("en")
    app.query_params.update(asked)
    app = turn_to(app, "gaps")
    return upload(app, (ROOT / "sample_data" / SAMPLE).read_bytes(), SAMPLE)


def heading(app: AppTest, id: str, profile: Profile | None = None) -> bool:
    """Whether that criterion is opened."""
    row = criteria(judged(SAMPLE, profile))[id]
    return f"<h3>{row.id} {row.title.en}</h3>" in markup(app)


def month(app: AppTest) -> Month:
    return next(box for box in app.selectbox if box.key.startswith("month-")).value


def test_a_link_opens_its_criterion_once_the_workbook_is_open() -> None:
    app = linked(id="I4.1", month="2026-03", type="industry")
    assert heading(app, "I4.1")
    assert month(app) == Month(2026, 3)


def test_a_link_to_another_type_judges_as_that_type() -> None:
    assert heading(linked(id="C2.2", type="city"), "C2.2", Profile.CITY)


def test_after_a_link_everything_can_be_chosen_anew() -> None:
    app = linked(id="I4.1", month="2026-03", type="industry")
    app = toggle(choose_month(app, Month(2026, 4)), Profile.CITY)
    assert month(app) == Month(2026, 4)
    assert "judged as City" in words(app)


@pytest.mark.parametrize("asked", [{"id": "<b>"}, {"month": "2026-13"}, {"month": "1999-01"}, {"type": "village"}])
def test_what_a_link_asks_for_in_vain_is_left_as_it_is(asked: dict[str, str]) -> None:
    app = linked(**asked)
    assert not app.exception
    assert "<h3>" in markup(app)
    assert month(app) == judged(SAMPLE).as_of


@pytest.mark.parametrize(("asked", "item"), [("3", "3"), ("7", ""), ("9" * 5000, ""), ("٣", ""), ("-1", ""), ("", "")])
def test_a_link_asks_for_an_item_that_there_is(asked: str, item: str) -> None:
    app = linked(item=asked)
    assert next(box for box in app.selectbox if box.key.startswith("item-")).value == item


def test_a_card_leads_to_its_item_as_the_type_at_the_month_on_the_screen() -> None:
    app = choose_month(opened(SAMPLE, "en"), Month(2026, 3))
    items = [each for each, _words in links(app) if "item=" in each]
    assert items == [f"gaps?item={n}&type=industry&month=2026-03" for n in range(7)]


def test_an_open_criterion_offers_its_link() -> None:
    app = choose_month(turn_to(opened(SAMPLE, "en"), "gaps"), Month(2026, 3))
    next(box for box in app.selectbox if box.key.startswith("criterion-")).set_value("I4.1").run()
    link = next(each.proto for each in app.get("page_link") if each.proto.label == "Link to this view")
    assert link.query_string == "id=I4.1&type=industry&month=2026-03"


@pytest.mark.parametrize(
    ("page", "title"), [("gaps", "Gaps · "), ("overview", "Overview · "), ("kept", "What is kept · ")]
)
def test_each_page_has_a_title_of_its_own(page: str, title: str) -> None:
    assert f'data-house-title="{title}' in markup(turn_to(empty("en"), page))


def test_each_bar_of_the_overview_leads_to_its_own_criterion() -> None:
    app = opened(SAMPLE, "en")
    rows = re.findall(r'<div [^>]*title="([^ ]+) [^>]*><a [^>]*href="./gaps\?id=([^&]+)&', markup(app))
    assert len(rows) > 5
    assert all(title == id for title, id in rows)
