"""One criterion over the whole pilot, large: actual, forecast, threshold, straight line, the applicant's own plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from core.documents.trajectory import FAN, Trajectory
from core.i18n import Language, words
from core.model import Month
from core.model.document import Value, say
from core.model.quantity import SHARE, Quantity
from core.printers.charts import labels
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
#: The name of a month on the axis, as an expression of Vega.
YEAR, MONTH = "floor(datum.value / 12)", "datum.value % 12"
NAMES = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"

Mark = Mapping[str, Value]


def frame(*drawn: Any, **more: Any) -> pa.Table:
    """`rows` as a table, a row a month."""
    return pa.Table.from_pylist(rows(*drawn, **more), SCHEMA)


def rows(
    trajectory: Trajectory,
    said: TextPrinter,
    assumed: Iterable[Mark] = (),
    then: Mapping[Month, Quantity] | None = None,
) -> list[dict[str, Any]]:
    """The months of one criterion in order, each with what is forecast and what is assumed.

    `now` marks the month that is judged and `end` the pilot's end; months after it are there only
    where the assumed end lies beyond it.  `then` are the figures as an earlier workbook had them.
    `named` says in one month that the label of the threshold begins there, above or below its line.
    """
    marks, what_if = trajectory.chart.data, {_index(mark): mark for mark in assumed}
    threshold = float((trajectory.criterion.threshold or 0) * (100 if trajectory.percent else 1))
    earlier = {month.index: figure for month, figure in (then or {}).items()}
    _ = said.words
    name = f"{_('Threshold')} {said(trajectory.threshold)}"
    line = dict.fromkeys(SCHEMA.names) | {"threshold": threshold, "threshold_text": name}
    made = [
        line
        | _own(mark, what_if.get(_index(mark)), said, is_last=mark is marks[-1])
        | {"now": mark["month"] == trajectory.as_of, "before": _drawn(earlier.get(_index(mark)))}
        for mark in marks
    ]
    made += [line | _beyond(mark, said) for at, mark in what_if.items() if marks and at > _index(marks[-1])]
    if made:
        month, side = labels.place(made, threshold)
        made[month]["named"] = side
    return made


def _index(mark: Mark) -> int:
    """The month of a mark as the axis counts it."""
    month = mark["month"]
    return month.index if isinstance(month, Month) else 0


def _drawn(value: Value) -> float | None:
    """A figure as it is drawn: shares in percent."""
    if not isinstance(value, Quantity):
        return None
    return float(value.value * 100 if value.unit == SHARE else value.value)


def _own(mark: Mark, assumed: Mark | None, said: TextPrinter, *, is_last: bool) -> dict[str, Any]:
    """A month of the pilot; what is assumed is said after what is forecast, and both only where nothing is known."""
    supposed = assumed["wording"] if assumed is not None and mark["value"] is None else None
    pieces = [mark["wording"]] if mark["value"] or mark["median"] or supposed is None else []
    pieces += [supposed] if supposed else []
    pieces += [say("own plan {value}", value=mark["plan"])] if mark["plan"] else []
    ends = {name: mark[name] for name in ENDS if is_last and mark[name] is not None}
    bare = {name: replace(end, bare=name != "median") for name, end in ends.items() if isinstance(end, Quantity)}
    return {
        "month": _index(mark),
        "month_text": said(mark["month"]),
        "sentence": " · ".join(map(said, pieces)),
        "end": is_last,
        **{name: _drawn(mark[name]) for name in ("value", "required", "plan", *FAN)},
        **{f"{name}_text": said(end) for name, end in bare.items()},
        **_assumed(assumed, said),
    }


def _beyond(mark: Mark, said: TextPrinter) -> dict[str, Any]:
    """A month after the pilot's own end."""
    named = {
        "month": _index(mark),
        "month_text": said(mark["month"]),
        "sentence": said(mark["wording"] or mark["month"]),
    }
    return named | {"now": False, "end": False} | _assumed(mark, said)


def _assumed(mark: Mark | None, said: TextPrinter) -> dict[str, Any]:
    if mark is None:
        return {}
    figures = {name: _drawn(mark[name]) for name in ("assumed", "assumed_threshold")}
    return {**figures, "assumed_name": None if mark["name"] is None else said(mark["name"])}


# --- the large chart ------------------------------------------------------------------------


@cache
def spec(language: Language, colours: Palette, *, percent: bool = False, also: str = "") -> dict[str, Any]:
    """The Vega-Lite of the large chart, without figures: the same for every visitor.

    `also` names the layers that are shown besides: ASSUMED, a dashed line with its own name, threshold and end, or
    COMPARED, a faint line of what an earlier workbook had.
    """
    _ = words(language)
    month = f"{NAMES}[{MONTH}] + ' ' + {YEAR}"
    if language is Language.ZH:
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
