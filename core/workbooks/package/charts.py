"""Our charts say outright what XlsxWriter leaves to the defaults of Excel 2007.

In another program's file those defaults are others: gaps would be drawn as 0, lines smoothed, corners
rounded, titles laid over the plot.
"""

from __future__ import annotations

from lxml import etree

from core.workbooks.package.xml import child, children, local, namespace

#: The children of these elements in the order of the schema, up to the one that we add.
SPACE = ("date1904", "lang")
CHART = ("title", "autoTitleDeleted", "plotArea", "legend", "plotVisOnly")
TITLE = ("tx", "layout")
LEGEND = ("legendPos", "legendEntry", "layout")
GROUPS = {"lineChart": ("grouping",), "barChart": ("barDir", "grouping")}


def is_explicit(part: bytes) -> bool:
    """Whether a chart part says all that already, as those do that we write ourselves."""
    return b"<c:roundedCorners " in part


def explicit(root: etree._Element) -> etree._Element:
    """The chart part with its defaults written down."""
    _say(root, "roundedCorners", "0", SPACE)
    for chart in children(root, "chart"):
        _say(chart, "dispBlanksAs", "gap", CHART)
    drawn = f"{{{namespace(root)}}}"
    for title in list(root.iter(drawn + "title")):
        _say(title, "overlay", "0", TITLE)
    for legend in list(root.iter(drawn + "legend")):
        _say(legend, "overlay", "0", LEGEND)
    for name, before in GROUPS.items():
        for group in list(root.iter(drawn + name)):
            _say(group, "varyColors", "0", before)
            for series in group.findall(drawn + "ser") if name == "lineChart" else ():
                _say(series, "smooth", "0", tuple(local(inner) for inner in series))
    return root


def _say(element: etree._Element, name: str, value: str, before: tuple[str, ...]) -> None:
    """Adds a setting behind the children named in `before`, unless it is there."""
    if child(element, name) is not None:
        return
    setting = etree.Element(f"{{{namespace(element)}}}{name}")
    setting.set("val", value)
    position = max((i + 1 for i, other in enumerate(element) if local(other) in before), default=0)
    element.insert(position, setting)
