"""Criteria × months by outcome: met solid, not yet met hollow, no value a dashed outline."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import groupby

from core.model import Month, Outcome
from core.model.document import Chart, Joined, Value
from core.model.quantity import Judged
from core.printers.charts.svg import Look, across, element, month_labels, on_screen, picture, text, title
from core.printers.palette import SCREEN, Palette
from core.printers.text import TextPrinter

#: How high a row and its squares are, and the share of a month's width that a square has.
STEP, HIGH, WIDE = 26, 17, 0.86
#: In a drawing of its own: room for the names.
LEFT = 230
Square = Mapping[str, Value]


def html(heat: Chart, said: TextPrinter, alt: str) -> str:
    """A row a criterion, in order: its name and a square a month; `data-pick` counts the rows."""
    rows, axis = _rows(heat, said, SCREEN)
    drawn = "".join(
        f'<div data-pick="{place}"><span class="id">{escape(id)}</span><span class="label">{escape(label)}</span>'
        f"{on_screen(picture(squares, alt=''))}</div>"
        for place, (id, label, squares) in enumerate(rows)
    )
    axis = f'<div><span class="id"></span><span class="label"></span>{on_screen(picture(axis, alt=""))}</div>'
    return f'<div class="heat" role="group" aria-label="{escape(alt)}">{drawn}{axis}</div>'


def svg(heat: Chart, said: TextPrinter, colours: Palette, width: float) -> str:
    (rows, axis), room = _rows(heat, said, colours), width - LEFT
    drawn = []
    for place, (_id, label, squares) in enumerate(rows):
        y = place * STEP
        drawn += [text(label, y=y + STEP / 2 + 4, fill=colours.ink)]
        drawn += [element("svg", squares, x=LEFT, y=y, width=room, height=STEP)]
    drawn += [element("svg", axis, x=LEFT, y=STEP * len(rows), width=room, height=STEP)]
    return picture(*drawn, alt="", width=width, height=STEP * (len(rows) + 1))


def _rows(heat: Chart, said: TextPrinter, colours: Palette) -> tuple[list[tuple[str, str, str]], str]:
    """The id, label and squares of each criterion, and the axis of months."""
    indices = [_month(square).index for square in heat.data]
    first, last = min(indices, default=0), max(indices, default=-1)
    months = [Month.from_index(index) for index in range(first, last + 1)]
    rows = []
    for _id, squares in groupby(heat.data, lambda square: square["id"]):
        of_one = tuple(squares)
        drawn = "".join(_square(square, first, len(months), said, colours) for square in of_one)
        rows.append((said(of_one[0]["id"]), said(of_one[0]["label"]), drawn))
    return rows, month_labels(months, said, colours, 16, 3, middle=True)


def _month(square: Square) -> Month:
    month = square["month"]
    assert isinstance(month, Month)
    return month


def _square(square: Square, first: int, months: int, said: TextPrinter, colours: Palette) -> str:
    judged = square["outcome"]
    assert isinstance(judged, Judged)
    place = _month(square).index - first + (1 - WIDE) / 2
    sentence = said(Joined((judged, square["value"]), "dots"))
    hover = title("\n".join((said(square["label"]), said(square["month"]), sentence)))
    where: Look = {"x": across(place / months), "width": across(WIDE / months), "y": (STEP - HIGH) / 2, "height": HIGH}
    look: Look = {"fill": colours.not_met_pale, "fill_opacity": 0.5, "stroke": colours.not_met}
    if judged.outcome is Outcome.MET:
        look = {"fill": colours.met}
    elif judged.outcome is Outcome.NO_DATA:
        look = {"fill": "transparent", "stroke": colours.no_data, "stroke_dasharray": "2 2"}
    return element("rect", hover, **where, rx=2.5, stroke_width=1.4, **look)
