"""The one home of colours: the app's style sheet and every chart take them from here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

import altair as alt

#: Text on paper.
BLACK = "#000000"

Scheme = Literal["light", "dark"]

FONTS = '"Source Sans 3", "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one scheme; `*_text` is dark (or light) enough to be read as text."""

    paper: str
    surface: str
    ink: str
    muted: str
    line: str
    track: str
    action: str
    action_pale: str
    on_action: str
    met: str
    on_met: str
    not_met: str
    not_met_pale: str
    to_review: str
    to_review_text: str
    no_data: str
    no_data_text: str
    guide: str
    forecast: str
    forecast_wide: str
    forecast_half: str


LIGHT = Palette(
    paper="#ffffff",
    surface="#f3f6fb",
    ink="#1f2933",
    muted="#5f6b7a",
    line="#dfe4ea",
    track="#eef1f5",
    action="#2457a6",
    action_pale="#e3ebf7",
    on_action="#ffffff",
    met="#1a7f4b",
    on_met="#ffffff",
    not_met="#b4432f",
    not_met_pale="#e3b7ad",
    to_review="#c9a227",
    to_review_text="#8a6d10",
    no_data="#7b8794",
    no_data_text="#5f6b7a",
    guide="#8a95a3",
    forecast="#2457a6",
    forecast_wide="#dbe6f6",
    forecast_half="#b2caec",
)

DARK = Palette(
    paper="#12171e",
    surface="#1a212b",
    ink="#e7ebf0",
    muted="#a3afbd",
    line="#2e3845",
    track="#212a35",
    action="#8ab4f0",
    action_pale="#1e3352",
    on_action="#0e1a2b",
    met="#4cbb82",
    on_met="#0b2014",
    not_met="#ee8672",
    not_met_pale="#7a4439",
    to_review="#d9b640",
    to_review_text="#dfc05a",
    no_data="#8b98a7",
    no_data_text="#a3afbd",
    guide="#788594",
    forecast="#8ab4f0",
    forecast_wide="#1d3150",
    forecast_half="#2f5184",
)


def palette(scheme: Scheme) -> Palette:
    """The colours of a scheme."""
    return DARK if scheme == "dark" else LIGHT


def css_variables(colours: Palette) -> str:
    """The same colours as custom properties: `--not-met-pale: #e3b7ad;` …"""
    return " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in asdict(colours).items())


def css() -> str:
    """Light by default; the browser takes the dark one where the page's own colour scheme is dark."""
    pairs = zip(asdict(LIGHT).items(), asdict(DARK).values(), strict=True)
    both = " ".join(f"--{name.replace('_', '-')}: light-dark({light}, {dark});" for (name, light), dark in pairs)
    return f":root {{ {css_variables(LIGHT)} }}\n@supports (color: light-dark(#000, #fff)) {{ :root {{ {both} }} }}\n"


#: The chart is as wide as its place; its height is its own.
FIT = alt.AutoSizeParams(type="fit-x", contains="padding")


def config(colours: Palette) -> dict[str, Any]:
    """What all our charts share: no frame, light horizontal grid, our font and sizes."""
    return {
        "font": FONTS,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {
            "labelColor": colours.muted,
            "labelFontSize": 12,
            "titleColor": colours.muted,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "gridColor": colours.line,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
        "text": {"color": colours.ink, "fontSize": 12},
    }
