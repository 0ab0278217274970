"""The bars on paper: what is written beside them ends before the picture does."""

from __future__ import annotations

import re
from html import unescape

import pytest
from PIL import ImageFont

from bench.fonts import path_of
from core.documents.criterion import bars_chart, criteria_document
from core.i18n import Language, languages
from core.model import Kind, Profile
from core.pipeline import judge
from core.printers.charts import bars
from core.printers.charts.svg import FONT
from core.printers.palette import LIGHT
from core.printers.report.pictures import BARS_STEP, BARS_WIDTH
from core.printers.text import TextPrinter
from tests.build import RULEBOOK, submission

REGULAR = ImageFont.truetype(path_of("Regular"), FONT)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("profile", Profile)
def test_the_longest_figure_ends_before_the_picture(profile: Profile, language: Language) -> None:
    j = judge(submission(profile), RULEBOOK, profile)
    drawn = bars.svg(
        bars_chart(criteria_document(j).of_kind(Kind.COMPUTED)),
        TextPrinter(language, RULEBOOK),
        LIGHT,
        BARS_WIDTH,
        BARS_STEP,
    )
    written = re.findall(r'<text [^>]*\bx="([\d.]+)"[^>]*>([^<]* / [^<]*)</text>', drawn)
    ends = [float(x) + REGULAR.getlength(unescape(words)) for x, words in written]
    assert (len(ends) > 0, max(ends) <= BARS_WIDTH) == (True, True)
