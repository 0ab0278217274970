"""Charts for paper are drawn with our own font, whole, and without the network."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageColor

from bench.fonts import CUTS, own_characters, path_of
from core.documents.criterion import bars_chart
from core.documents.trajectory import trajectories
from core.model import Kind
from core.pipeline import judge
from core.printers.palette import LIGHT
from core.printers.report.pictures import (
    BARS_WIDTH,
    FAMILY,
    FONTS,
    SCALE,
    bars_picture,
    heat_picture,
    large_picture,
    lines_picture,
)
from core.printers.text import TextPrinter
from tests.documents.words import criteria, printer
from tests.printers.report.reports import LANGUAGES, SAMPLES, judged

pytestmark = pytest.mark.slow

LARGEST = 3_000_000


def colours(png: bytes) -> dict[tuple[int, ...], int]:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return {colour: n for n, colour in picture.getcolors(maxcolors=1 << 24)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_the_bars_are_drawn(name: str, language: str) -> None:
    rows = [row for row in criteria(judged(name)).values() if row.kind is Kind.COMPUTED]
    png = bars_picture(bars_chart(rows), printer(judged(name), language))
    found = colours(png)
    assert Image.open(io.BytesIO(png)).width == pytest.approx(BARS_WIDTH * SCALE, abs=3)
    assert all(found.get(ImageColor.getrgb(colour), 0) > 500 for colour in (LIGHT.met, LIGHT.not_met, LIGHT.ink))


def lines(language: str) -> bytes:
    a = judged("sample_enterprise")
    drawn = trajectories(a).criteria["E4.1"]
    return lines_picture(drawn, TextPrinter(language, a.rulebook))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trajectory_is_drawn(language: str) -> None:
    found = colours(lines(language))
    assert all(found.get(ImageColor.getrgb(colour), 0) > 200 for colour in (LIGHT.met, LIGHT.ink, LIGHT.muted))


def test_nothing_of_a_share_s_picture_runs_out_of_it() -> None:
    """Of C4.2, whose axis goes beyond 100%, in the pilot's last month, whose name would stand beyond the end."""
    a = judge(judged("sample_city").submission, as_of=judged("sample_city").pilot.end)
    drawn = next(each for each in trajectories(a).criteria.values() if each.id == "C4.2")
    picture = Image.open(io.BytesIO(lines_picture(drawn, printer(a)))).convert("L")
    edges = (picture.crop((0, 0, 3, picture.height)), picture.crop((picture.width - 3, 0, *picture.size)))
    assert [edge.getextrema() for edge in edges] == [(255, 255)] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trajectory_and_the_map_can_be_taken_away(language: str) -> None:
    a = judged("sample_enterprise")
    drawn, said = trajectories(a), TextPrinter(language, a.rulebook)
    for png in (large_picture(drawn.criteria["E4.1"], said), heat_picture(drawn.heat, said)):
        assert colours(png).get(ImageColor.getrgb(LIGHT.met), 0) > 500


def test_a_chart_is_drawn_on_white() -> None:
    assert Image.open(io.BytesIO(lines("zh"))).convert("RGBA").getpixel((0, 0)) == (
        255,
        255,
        255,
        255,
    )


@pytest.mark.parametrize("cut", CUTS)
def test_the_font_holds_every_character_of_our_texts(cut: str) -> None:
    held = {chr(code) for code in TTFont(path_of(cut)).getBestCmap()}
    assert own_characters() - held == set()


@pytest.mark.parametrize("cut", CUTS)
def test_the_font_bears_its_own_name_and_its_licence(cut: str) -> None:
    names = TTFont(path_of(cut))["name"]
    assert names.getDebugName(1) == FAMILY
    assert "Open Font License" in names.getDebugName(13)


def test_the_fonts_are_small_and_come_with_their_licence() -> None:
    assert sum(path.stat().st_size for path in FONTS.glob("*.otf")) < LARGEST
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")
