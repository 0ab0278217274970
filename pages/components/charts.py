"""Sends charts: the spec is built once a language, scheme and form, the figures go with every rerun."""

from __future__ import annotations

from functools import cache
from itertools import product
from types import ModuleType
from typing import Any

import pandas as pd
import streamlit as st

from core.i18n import languages
from core.printers import palette
from core.printers.charts import bars, heat, trajectory
from pages.components import session

#: Vega warns on the console of every chart that gets its figures after its spec; that is how ours work.
QUIET = {"embedOptions": {"logLevel": 1}}
FORMS: tuple[dict[str, bool], ...] = (
    {"small": True},
    *({"percent": percent} for percent in (False, True)),
    *({other: True, "percent": percent} for other in ("assumed", "compared") for percent in (False, True)),
)
SCHEMES: tuple[palette.Scheme, ...] = ("light", "dark")


@cache
def _spec(
    chart: ModuleType, language: str, scheme: palette.Scheme, form: tuple[tuple[str, Any], ...]
) -> dict[str, Any]:
    """The Vega-Lite of a chart, without figures: the same for every visitor."""
    empty = pd.DataFrame(columns=list(chart.COLUMNS))
    spec = chart.chart(empty, language, palette.palette(scheme), **dict(form)).to_dict()
    spec = {name: value for name, value in spec.items() if name not in {"data", "datasets", "$schema"}}
    return {**spec, "usermeta": QUIET}


def warm() -> None:
    """Builds every spec before the first visitor comes."""
    forms: list[tuple[ModuleType, dict[str, bool]]] = [(bars, {}), (heat, {}), *((trajectory, form) for form in FORMS)]
    for language, scheme, (chart, form) in product(languages(), SCHEMES, forms):
        _spec(chart, language, scheme, tuple(sorted(form.items())))


def draw(
    chart: ModuleType, frame: pd.DataFrame, *, key: str, alt: str, select: bool = False, **form: Any
) -> str | None:
    """Draws a chart; with `select`, the id of the row that was clicked.

    As long as `key`, `alt` and form stay, the browser keeps the chart and only changes its figures.
    """
    scheme: palette.Scheme = "dark" if st.context.theme.type == "dark" else "light"
    spec = _spec(chart, session.language(), scheme, tuple(sorted(form.items())))
    if not select:
        st.vega_lite_chart(frame, spec, key=key, alt=alt, theme=None)
        return None
    event = st.vega_lite_chart(frame, spec, key=key, alt=alt, theme=None, on_select="rerun")
    picked = event.selection.get("pick") or []
    return picked[0].get("id") if picked else None
