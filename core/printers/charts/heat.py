"""Criteria × months by outcome: met solid, not yet met hollow, no value a dashed outline."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import groupby

from core.model import Month, Outcome
from core.model.document import Chart, Joined, Value
from core.model.quantity import Judged
from core.printers.charts.svg import Look, across, element, month_labels, on_screen, picture, title
from core.printers.palette import SCREEN
from core.printers.text import TextPrinter

#: How high a row and its squares are, and the share of a month's width that a square has.
STEP, HIGH, WIDE = 26, 17, 0.86
LOOKS: Mapping[Outcome, Look] = {
    Outcome.MET: {"fill": SCREEN.met},
    Outcome.NO_DATA: {"fill": "transparent", "stroke": SCREEN.no_data, "stroke_dasharray": "2 2"},
}
HOLLOW: Look = {"fill": SCREEN.not_met_pale, "fill_opacity": 0.5, "stroke": SCREEN.not_met}

Square = Mapping[str, Value]


def html(heat: Chart, said: TextPrinter, alt: str) -> str:
    """A row a criterion, in order: its name and a square a month; `data-pick` counts the rows."""
    by_criterion = [tuple(squares) for _id, squares in groupby(heat.data, lambda square: square["id"])]
    indices = [_month(square).index for square in heat.data]
    first, last = min(indices, default=0), max(indices, default=-1)
    months = [Month.from_index(index) for index in range(first, last + 1)]
    rows = "".join(
        f'<div data-pick="{place}"><span class="id">{escape(said(squares[0]["id"]))}</span>'
        f'<span class="label">{escape(said(squares[0]["label"]))}</span>'
        f"{on_screen(picture(*(_square(square, first, len(months), said) for square in squares), alt=''))}</div>"
        for place, squares in enumerate(by_criterion)
    )
    axis = on_screen(picture(month_labels(months, said, SCREEN, 16, 3, middle=True), alt=""))
    axis = f'<div><span class="id"></span><span class="label"></span>{axis}</div>'
    return f'<div class="heat" role="group" aria-label="{escape(alt)}">{rows}{axis}</div>'


def _month(square: Square) -> Month:
    month = square["month"]
    assert isinstance(month, Month)
    return month


def _square(square: Square, first: int, months: int, said: TextPrinter) -> str:
    judged = square["outcome"]
    assert isinstance(judged, Judged)
    place = _month(square).index - first + (1 - WIDE) / 2
    sentence = said(Joined((judged, square["value"]), "dots"))
    hover = title("\n".join((said(square["label"]), said(square["month"]), sentence)))
    where: Look = {"x": across(place / months), "width": across(WIDE / months), "y": (STEP - HIGH) / 2, "height": HIGH}
    return element("rect", hover, **where, rx=2.5, stroke_width=1.4, **LOOKS.get(judged.outcome, HOLLOW))
