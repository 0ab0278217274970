"""One criterion over the whole pilot, large: actual, forecast, threshold, straight line, the applicant's own plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pyarrow as pa
from msgspec.structs import fields, replace

from core.documents.trajectory import FAN, Trajectory
from core.i18n import Language, words
from core.model import Month
from core.model.document import Value, say
from core.model.quantity import SHARE, Quantity
from core.printers.palette import Palette
from core.printers.text import TextPrinter

ENDS = ("median", "low", "high")
#: `before` is what an earlier workbook told; called `then`, the browser would take its rows for promises.
FIGURES = ("value", "required", "plan", "threshold", *FAN, "assumed", "assumed_threshold", "before")
TEXTS = ("month_text", "threshold_text", "sentence", *(f"{name}_text" for name in ENDS), "assumed_name", "named")
SCHEMA = pa.schema(
    {"month": pa.int64(), "now": pa.bool_(), "end": pa.bool_()}
    | dict.fromkeys(FIGURES, pa.float64())
    | dict.fromkeys(TEXTS, pa.string())
)
#: Layers that are drawn where they are asked for.
ASSUMED, COMPARED = "assumed", "compared"
#: Months that a label covers, and the share of the height that it needs above or below the line.
LENGTH, HEIGHT = 8, 0.16
#: What a line in the way of the label costs; a band is paler than a line.
IN_THE_WAY: Mapping[str, float] = {
    "value": 1.0, "assumed": 0.6, "median": 0.6, "plan": 0.6, "required": 0.3, "low": 0.2, "high": 0.2, "low_half": 0.2, "high_half": 0.2,
}  # fmt: skip
#: A label reads best where the line begins, above it.
FARTHER, BELOW = 0.02, 0.01
#: The name of a month on the axis, as an expression of Vega.
YEAR, MONTH = "floor(datum.value / 12)", "datum.value % 12"
NAMES = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"

Mark = Mapping[str, Value]


def frame(*drawn: Any, **more: Any) -> pa.Table:
    """`rows` as a table, a row a month."""
    return pa.Table.from_pylist(rows(*drawn, **more), SCHEMA)


def rows(
    one: Trajectory, said: TextPrinter, assumed: Iterable[Mark] = (), then: Mapping[Month, Quantity] | None = None
) -> list[dict[str, Any]]:
    """The months of one criterion in order, each with what is forecast and what is assumed.

    `now` marks the month that is judged and `end` the pilot's end; months after it are there only
    where the assumed end lies beyond it.  `then` are the figures as an earlier workbook had them.
    `named` says in one month that the label of the threshold begins there, above or below its line.
    """
    marks, what_if = ({mark["month"]: mark for mark in each} for each in (one.chart.data, assumed))
    if not marks:
        return []
    _, threshold = said.words, float((one.criterion.threshold or 0) * (100 if one.percent else 1))
    line = {"threshold": threshold, "threshold_text": f"{_('Threshold')} {said(one.threshold)}"}
    made = []
    for month in (*marks, *(month for month in what_if if month not in marks)):
        assert isinstance(month, Month)
        own, supposed = marks.get(month, {"wording": month}), what_if.get(month, {})
        is_last = month == [*marks][-1]
        place = {"month": month.index, "now": month == one.as_of, "end": is_last}
        earlier = {"before": _drawn((then or {}).get(month))}
        texts = _texts(own, supposed, said, is_last=is_last) | {"month_text": said(month)}
        figures = {name: _drawn((supposed if name in supposed else own).get(name)) for name in FIGURES}
        made.append(dict.fromkeys(SCHEMA.names) | figures | line | place | texts | earlier)
    start, side = label_place(made, threshold)
    made[start]["named"] = side
    return made


def _drawn(value: Value) -> float | None:
    """A figure as it is drawn: shares in percent."""
    if not isinstance(value, Quantity):
        return None
    return float(value.value * 100 if value.unit == SHARE else value.value)


def _texts(own: Mark, assumed: Mark, said: TextPrinter, *, is_last: bool) -> dict[str, str]:
    """What is known or forecast, what is assumed where nothing is known, and the plan; at the end, the forecast's ends."""
    supposed = None if own.get("value") else assumed.get("wording")
    plan = say("own plan {value}", value=own["plan"]) if own.get("plan") else None
    known = own["wording"] if own.get("value") or own.get("median") or not supposed else None
    ends = {name: own.get(name) for name in ENDS if is_last}
    bare = {name: replace(end, bare=name != "median") for name, end in ends.items() if isinstance(end, Quantity)}
    named = {"assumed_name": said(assumed["name"])} if assumed.get("name") else {}
    sentence = " · ".join(said(piece) for piece in (known, supposed, plan) if piece)
    return {"sentence": sentence, **{f"{name}_text": said(end) for name, end in bare.items()}, **named}


# --- where the label of the threshold stands: in the part of the chart that the figures leave free ---


def label_place(months: Sequence[Mapping[str, Any]], threshold: float) -> tuple[int, str]:
    """Where the fewest figures are in the way: the place of the month at which a label begins, and "above" or "below".

    At the beginning above the line where there are none anywhere.
    """
    figures = [month.get(name) for month in months for name in IN_THE_WAY]
    room = HEIGHT * max([threshold * 1.15, *(figure for figure in figures if figure is not None)])
    sides = {"above": (threshold, threshold + room)}
    if threshold >= room:
        sides["below"] = (threshold - room, threshold)

    def cost(at: tuple[int, str]) -> float:
        month, side = at
        covered, (low, high) = months[month : month + LENGTH], sides[side]
        crossed: float = sum(
            each * sum(min(ends) < high and max(ends) > low for ends in _stretches([one.get(name) for one in covered]))
            for name, each in IN_THE_WAY.items()
        )
        return crossed + FARTHER * month + BELOW * (side == "below")

    best: tuple[int, str] = min(product(range(max(len(months) - LENGTH, 0) + 1), sides), key=cost)
    return best


def _stretches(figures: Sequence[float | None]) -> Iterator[tuple[float, float]]:
    """The pieces of a line between neighbours; a figure that stands alone is a piece of its own."""
    for before, after in pairwise([None, *figures]):
        if after is not None:
            yield (after if before is None else before), after


# --- the large chart ------------------------------------------------------------------------


@cache
def spec(language: Language, colours: Palette, *, percent: bool = False, also: str = "") -> dict[str, Any]:
    """The Vega-Lite of the large chart, without figures: the same for every visitor.

    `also` names the layers that are shown besides: ASSUMED, a dashed line with its own name, threshold and end, or
    COMPARED, a faint line of what an earlier workbook had.
    """
    _ = words(language)
    month = f"{NAMES}[{MONTH}] + ' ' + {YEAR}"
    if language == Language.ZH:
        month = f"{YEAR} + '年' + ({MONTH} + 1) + '月'"
    slots = {field.name: getattr(colours, field.name) for field in fields(Palette)} | {
        "month": month,
        "figure": "format(datum.value, ',~r')" + (" + '%'" if percent else ""),
        "pilot ends": _("Pilot ends"),
    }
    template: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    shown = [layer for layer in template["layer"] if layer.get("name", "").partition(" ")[0] in ("", also)]
    found: dict[str, Any] = _filled(template | {"layer": shown}, {f"@{name}": text for name, text in slots.items()})
    return found


def _filled(part: Any, slots: Mapping[str, str]) -> Any:
    """A part of the template with the words and colours in the places that are named for them."""
    if isinstance(part, dict):
        return {name: _filled(each, slots) for name, each in part.items()}
    if isinstance(part, list):
        return [_filled(each, slots) for each in part]
    return slots.get(part, part) if isinstance(part, str) else part
