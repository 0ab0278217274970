"""The axis of months that all trajectories share: months as whole numbers, so no time zone moves them."""

from __future__ import annotations

from datetime import date

import altair as alt

from core.i18n import Language

ENGLISH = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"


def index(month: date) -> int:
    """Months since year 0, as `model.Month.index`."""
    return month.year * 12 + month.month - 1


def label(language: str, value: str = "datum.value") -> str:
    """A Vega expression: 24305 as 2025年6月 or Jun 2025."""
    year, month = f"floor({value} / 12)", f"{value} % 12"
    if Language(language) is Language.ZH:
        return f"{year} + '年' + ({month} + 1) + '月'"
    return f"{ENGLISH}[{month}] + ' ' + {year}"


def axis(language: str, *, every: str) -> alt.Axis:
    """Ticks at calendar quarters, half-years or years: `every` is a Vega expression in months."""
    values = f"sequence(ceil(domain('x')[0] / ({every})) * ({every}), domain('x')[1] + 0.5, {every})"
    return alt.Axis(
        values=alt.ExprRef(values),
        labelExpr=label(language),
        grid=False,
        title=None,
        labelFlush=True,
        labelOverlap=True,
        labelPadding=10,
    )
