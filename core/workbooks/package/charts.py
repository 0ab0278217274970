"""Write down the chart defaults that XlsxWriter leaves out.

In a file of another program they differ: gaps would be drawn as 0, lines smoothed, corners rounded,
titles laid over the plot.
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
    """Whether a chart part has its defaults written down already."""
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
    """Add a setting after the children named in `before`, unless it is there."""
    if child(element, name) is not None:
        return
    setting = etree.Element(f"{{{namespace(element)}}}{name}")
    setting.set("val", value)
    position = max((i + 1 for i, other in enumerate(element) if local(other) in before), default=0)
    element.insert(position, setting)
