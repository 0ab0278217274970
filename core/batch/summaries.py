"""bytes → whether they are a summary of a batch, which is of no pilot: by its mark, or by its headings where it is an old one."""

from __future__ import annotations

from pathlib import Path

from core.compiled import tables
from core.intake import DEFAULT_LIMITS
from core.intake.reader.guard import Caps, Package
from core.intake.reader.kinds import Refused
from core.intake.words import word
from core.rulebook import load

#: The property by which a summary of a batch is known for one, among the workbooks that it lies beside.
SUMMARY = "trusted-data-space-summary"
HEADINGS: list[list[str]] = tables(Path(__file__).with_suffix(".toml"))["headings"]
#: Where programs keep the texts of the first sheet.
TEXTS = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")


def package(raw: bytes) -> Package:
    """The parts of a workbook; Refused where it has none."""
    limits = DEFAULT_LIMITS
    return Package(raw, Caps(limits.parts, limits.part, limits.total, limits.ratio, limits.ratio_from, limits.box))


def is_summary(raw: bytes) -> bool:
    """Whether a workbook is a summary that this program has written.

    One whose headings alone say so must have no sheet of a pilot's: an office may paste a summary into its workbook.
    """
    from html import unescape  # and all entities that there are

    try:
        parts = package(raw)
        if SUMMARY in _beginning(parts, "docProps/custom.xml"):
            return True
        texts = unescape("".join(_beginning(parts, name) for name in TEXTS))
        if not any(all(f">{heading}</t>" in texts for heading in each) for each in HEADINGS):
            return False
        sheets = _beginning(parts, "xl/workbook.xml").split("<sheet ")[1:]
        titles = {word(unescape(each.partition('name="')[2].partition('"')[0])) for each in sheets}
    except Refused:
        return False
    form = next(sheet for sheet in load().sheets.values() if sheet.role == "form")
    return titles.isdisjoint(map(word, (*form.label.every, *form.synonyms)))


def _beginning(parts: Package, name: str) -> str:
    """The first MiB of a part; '' where there is none."""
    return next(parts.inflate(name), b"").decode("utf-8", "replace") if name in parts.parts else ""
