"""The small SVG writer.  What is placed by shares of the width stays sharp at any width, without a script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from html import escape

from core.model import Month
from core.printers.palette import Palette
from core.printers.text import TextPrinter

FONT = 12

#: Attributes of an element.
Look = dict[str, str | float | None]


def element(name: str, *inside: str, **attributes: str | float | None) -> str:
    """An element around others; `_` in an attribute's name is a hyphen, and one that is None is left out."""
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None}
    written = "".join(f' {key}="{escape(_written(value))}"' for key, value in given.items())
    return f"<{name}{written}>{''.join(inside)}</{name}>"


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def across(share: float) -> str:
    return f"{share:.3%}"


def picture(*inside: str, alt: str, **attributes: str | float | None) -> str:
    """A drawing with the words that stand for it; without any it is hidden from those who hear the page."""
    stands_for = {"role": "img", "aria_label": alt} if alt else {"aria_hidden": "true"}
    return element("svg", *inside, xmlns="http://www.w3.org/2000/svg", **stands_for, **attributes)


def on_screen(drawing: str) -> str:
    """The place of a drawing in HTML: Streamlit takes SVG out of it, so pages/components/assets/house.js puts it in."""
    return f'<div class="drawing" data-drawing="{b64encode(drawing.encode()).decode()}"></div>'


def text(content: str, **attributes: str | float | None) -> str:
    return element("text", escape(content), **{"font_size": FONT, **attributes})


def width_of(content: str) -> float:
    """About how wide a text of the usual size is, rather too much than too little."""
    return FONT * sum(0.58 if character < "⺀" else 1 for character in content)


def haloed(content: str, colours: Palette, **attributes: str | float | None) -> str:
    """A text that can be read over lines."""
    return text(
        content, stroke=colours.paper, stroke_width=4, stroke_linejoin="round", paint_order="stroke", **attributes
    )


def title(content: str) -> str:
    return element("title", escape(content))


def month_labels(
    months: Iterable[Month], said: TextPrinter, colours: Palette, y: float, every: int, *, middle: bool = False
) -> str:
    """Months at calendar years and their parts below an axis; those at its ends stay inside.

    The classes `part-6` and `part-3` let a narrow screen leave out half-years and quarters.  With `middle`, each month
    is as wide as another and named at its middle.
    """
    months = tuple(months)
    found = []
    for place, month in enumerate(months):
        if month.index % every == 0:
            share = (place + 0.5) / len(months) if middle else place / max(len(months) - 1, 1)
            anchor, dx = ("start", -6) if share < 0.08 else ("end", 6) if share > 0.92 else ("middle", None)
            part = next(part for part in (12, 6, 3, 1) if month.index % part == 0)
            look: Look = {"class_": f"part-{part}", "text_anchor": anchor, "fill": colours.muted}
            found.append(text(said(month), x=across(share), dx=dx, y=y, **look))
    return "".join(found)
