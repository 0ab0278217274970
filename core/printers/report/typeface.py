"""Fonts, sizes and distances of the report, a face for each language: what official documents use, on any machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.i18n import Language
from core.printers.palette import BLACK, LIGHT


@dataclass(frozen=True, slots=True)
class Look:
    """A kind of paragraph: sizes and distances in points, the indent of its first line in characters."""

    size: float
    head: bool = False
    bold: bool = False
    colour: str = BLACK
    align: str = "left"
    before: float = 0
    after: float = 0
    spacing: float = 1.0
    indent: float = 0
    keep: bool = False
    box: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """The fonts of a language, for body and headings, and every kind of paragraph; `tag` names the language to programs.

    East Asian fonts bear the names that Word and WPS know Song and Hei by everywhere; where they are missing,
    every office program puts its own Song and Hei in their place.
    """

    tag: str
    body_latin: str
    body_east: str
    head_latin: str
    head_east: str
    styles: Mapping[str, Look]


_ZH = {
    "Normal": Look(10.5),
    "Title": Look(20, head=True, bold=True, align="centre", before=2, after=4, keep=True),
    "Subtitle": Look(12, align="centre", after=8),
    "Heading 1": Look(13, head=True, before=8, after=3, keep=True),
    "Body Text": Look(10.5, align="justify", spacing=1.2, indent=2),
    "Item Text": Look(10.5, align="justify", spacing=1.2, indent=2, keep=True),
    "Flag": Look(11, head=True, colour=LIGHT.not_met, before=2, after=8, spacing=1.2, box=LIGHT.not_met),
    "Source": Look(7.5, colour=LIGHT.muted, after=3, spacing=1.0),
    "Picture": Look(10.5, align="centre", before=2, keep=True),
    "Caption": Look(9, head=True, align="centre", before=1, after=4),
    "Caption Above": Look(8, head=True, align="centre", before=4, keep=True),
    "Table Caption": Look(9.5, head=True, align="centre", before=6, after=3, keep=True),
    "Table Header": Look(9, head=True, align="centre"),
    "Table Text": Look(9),
    "After Table": Look(4),
    "Signature": Look(10.5, align="right", before=4, keep=True),
    "Header": Look(8.5, colour=LIGHT.muted),
    "Footer": Look(9, align="centre"),
}
#: English has no first-line indent, a distance between paragraphs instead, and letters of smaller body.
_EN = _ZH | {
    "Normal": Look(10),
    "Title": Look(16, head=True, bold=True, align="centre", before=2, after=4, keep=True),
    "Subtitle": Look(11, align="centre", after=8),
    "Heading 1": replace(_ZH["Heading 1"], size=12.5, bold=True),
    "Body Text": Look(10, spacing=1.1, after=3),
    "Item Text": Look(10, spacing=1.1, after=2, keep=True),
    "Flag": replace(_ZH["Flag"], size=10.5, bold=True),
    "Caption": replace(_ZH["Caption"], bold=True, size=8.5),
    "Caption Above": replace(_ZH["Caption Above"], bold=True, size=8),
    "Table Caption": replace(_ZH["Table Caption"], bold=True, size=9),
    "Table Header": replace(_ZH["Table Header"], bold=True, size=8.5),
    "Table Text": Look(8.5),
    "Signature": Look(10, align="right", before=4, keep=True),
}
FACES: Mapping[Language, Face] = {
    Language.ZH: Face("zh-CN", "Times New Roman", "SimSun", "Arial", "SimHei", _ZH),
    Language.EN: Face("en-US", "Times New Roman", "SimSun", "Arial", "SimHei", _EN),
}
