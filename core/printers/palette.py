"""The one home of colours: the app's style sheet, every chart, sheet and paper take them from here."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from core.compiled import tables

#: Text on paper.
BLACK = "#000000"

FONTS = '"Source Sans 3", "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'


class Palette(Struct, frozen=True):
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


_BOTH: dict[str, tuple[str, str]] = tables(Path(__file__).with_suffix(".toml"))
LIGHT, DARK = (Palette(**{name: both[scheme] for name, both in _BOTH.items()}) for scheme in (0, 1))

#: The colours as the style sheet has them (`css`), light or dark as the page is.
SCREEN = Palette(**{name: f"var(--{name.replace('_', '-')})" for name in _BOTH})


def css() -> str:
    """The colours as custom properties, `--not-met-pale: #e3b7ad;` …

    Light by default; the browser takes the dark one where the page's own colour scheme is dark, or, before
    Chromium 123, where the system's is.
    """
    names = {name: f"--{name.replace('_', '-')}" for name in _BOTH}
    light, dark = (" ".join(f"{names[name]}: {both[at]};" for name, both in _BOTH.items()) for at in (0, 1))
    both = " ".join(f"{names[name]}: light-dark({', '.join(two)});" for name, two in _BOTH.items())
    return (
        f":root {{ {light} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        f"@supports (color: light-dark(#000, #fff)) {{ :root {{ {both} }} }}\n"
    )
