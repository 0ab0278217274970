"""Charts on the page: the large one as Vega-Lite, and rows drawn as HTML that can be picked."""

from __future__ import annotations

from functools import partial

import pyarrow as pa
import streamlit as st

from core.model.document import Chart
from core.printers import palette
from core.printers.charts import trajectory
from core.printers.text import TextPrinter
from pages.components import blocks, session
from pages.components.session import _, judged


def large(frame: pa.Table, *, key: str, alt: str, percent: bool, also: str = "") -> None:
    """A trajectory with its figures.

    As long as `key`, `alt` and form stay, the browser keeps the chart and only changes its figures.
    """
    colours = palette.DARK if st.context.theme.type == "dark" else palette.LIGHT
    spec = trajectory.spec(session.language(), colours, percent=percent, also=also)
    st.vega_lite_chart(frame, spec, key=key, alt=alt, theme=None)


def pickable(html: str, chart: Chart, key: str) -> str | None:
    """Draws a chart of rows; the id of the row that was clicked, or chosen by keyboard in a list that is not seen."""
    names = {judged.text(row["id"]): judged.text(row["label"]) for row in chart.data}
    with st.container(key=key, gap=None):
        blocks.write(html)
        look = {"index": None, "label_visibility": "collapsed", "key": f"rows-{key}"}
        return st.radio(_("Criterion"), tuple(names), format_func=names.get, **look)


def take_away(name: str, table: str, picture: str, what: object) -> None:
    """The chart as a table, and as a picture that a function of `printers.report.pictures` draws of it."""
    draw = partial(_picture, picture, what, judged.printer())
    with st.container(key=f"take-{name}", horizontal=True, gap="small"):
        blocks.write(blocks.folded(_("As a table"), table))
        look = {"file_name": f"{name}.png", "mime": "image/png", "on_click": "ignore", "type": "tertiary"}
        st.download_button(_("As a picture (PNG)"), draw, key=f"picture-{name}", **look)


def _picture(name: str, what: object, printer: TextPrinter) -> bytes:
    """The picture; what draws it is loaded when the first one is asked for."""
    from core.printers.report import pictures

    drawn: bytes = getattr(pictures, name)(what, printer)
    return drawn
