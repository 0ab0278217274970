"""The app without a browser: what a page test opens, clicks and reads."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

import pyarrow as pa
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from core import pipeline
from core.model import Assessment, Month, Profile, Submission
from core.rulebook import load

ROOT = Path(__file__).parents[2]
SAMPLES = ("sample_enterprise.xlsx", "sample_industry.xlsx", "sample_city.xlsx", "sample_messy.xlsx")
PAGES = ("overview", "gaps", "trajectory", "what_if", "problems", "notice", "method", "compare", "notices", "kept")
#: Every sample, the two languages by turns.
BY_TURNS = tuple(zip(SAMPLES, ("zh", "en") * 2, strict=True))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RULEBOOK = load()

#: Each run of an `AppTest` looks for components in every package installed, a quarter of its cost: once will do.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def empty(language: str = "zh") -> AppTest:
    """The app as it opens, in a language."""
    app = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
    app.session_state["language"] = language
    return app.run()


def upload(app: AppTest, content: bytes, name: str = "自评.xlsx") -> AppTest:
    """Drops a workbook on the uploader of the page."""
    app.file_uploader[0].set_value((name, content, XLSX))
    return app.run()


def opened(sample: str, language: str = "zh") -> AppTest:
    """The app with a sample open."""
    return upload(empty(language), (ROOT / "sample_data" / sample).read_bytes(), sample)


def turn_to(app: AppTest, page: str) -> AppTest:
    """Another page of the same session."""
    return app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()


def toggle(app: AppTest, profile: Profile) -> AppTest:
    """The type toggle."""
    next(group for group in app.segmented_control if group.key.startswith("profile-")).set_value(profile)
    return app.run()


def choose_month(app: AppTest, month: Month) -> AppTest:
    """The month picker."""
    next(box for box in app.selectbox if box.key.startswith("month-")).set_value(month)
    return app.run()


def markup(app: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(each.proto.body for each in app.html)


def words(app: AppTest) -> str:
    """All HTML of the page as text."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup(app)))


def links(app: AppTest) -> list[tuple[str, str]]:
    """The links to our pages: address and words of each."""
    found = re.findall(r'<a class="to" href="\./([^"]*)"[^>]*>(?:<span class="icon".*?</span>)?(.*?)</a>', markup(app))
    return [(html.unescape(address), html.unescape(words)) for address, words in found]


def follow(app: AppTest, address: str) -> AppTest:
    """Turns to the page of a link, as the browser does."""
    page, _, asked = address.partition("?")
    app.query_params.clear()
    app.query_params.update(parse_qsl(asked))
    return turn_to(app, page or "overview")


def headline(app: AppTest) -> str:
    """The sentence on top of the page."""
    found = re.search(r'<h1 class="verdict">(.*?)</h1>', markup(app), re.DOTALL)
    assert found, words(app)
    return html.unescape(re.sub(r"<[^>]+>", "", found[1]))


def bars(app: AppTest) -> list[tuple[str, str]]:
    """The bars of the page: label and figures of each."""
    row = r"<div (?:data-pick)?[^>]*title=[^>]*>(?:<a.*?</a>)?<span>(.*?)</span>.*?<span>(.*?)</span></div>"
    chart = next(each.proto.body for each in app.html if 'class="bars"' in each.proto.body)
    found = re.findall(row, chart, re.DOTALL)
    return [(html.unescape(label), html.unescape(figures)) for label, figures in found]


def figures(app: AppTest, number: int = 0) -> list[dict[str, object]]:
    """The rows that a chart of the page was sent."""
    chart = app.get("vega_lite_chart")[number]
    with pa.ipc.open_stream(chart.proto.data.data) as stream:
        return stream.read_all().to_pylist()


@cache
def submission(sample: str) -> Submission:
    """A sample as the pipeline reads it."""
    return pipeline.read((ROOT / "sample_data" / sample).read_bytes(), RULEBOOK)


@cache
def judged(sample: str, profile: Profile | None = None, month: Month | None = None) -> Assessment:
    """The same workbook by the pipeline alone."""
    return pipeline.judge(submission(sample), RULEBOOK, profile, month)
