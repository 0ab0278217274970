"""A copy of the shipped rulebook to change, and what each surface makes of a workbook under it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl

from core.documents.consequences import Consequences
from core.i18n import Language
from core.model import Assessment, Column, Finding, Profile, Rulebook
from core.pipeline import fetched, judge, read
from core.printers.json import json_object
from core.printers.text import TextPrinter
from core.rulebook import load
from core.rulebook.folders import DEFAULT
from core.workbooks.scored import scored_workbook
from core.workbooks.scored.copies import Copies
from core.workbooks.scored.live import plans
from core.workbooks.scored.live.plan import Mode, Setting
from core.workbooks.sent_cells import SentCells
from core.workbooks.template import Filling, template_workbook
from tests.workbooks.recalculated import results

Row = Mapping[str, Any]


class Copy:
    """A copy of the folder 2025-pilot."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(shutil.copytree(DEFAULT, folder / "copy"))

    def alter(self, file: str, old: str, new: str) -> None:
        """Replace the only `old` of a file."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")

    def add(self, file: str, text: str) -> None:
        """Put text at the end of a file."""
        with (self.folder / file).open("a", encoding="utf-8") as out:
            out.write(text)

    @property
    def changed(self) -> list[str]:
        """The files that are no longer those of the folder that is shipped."""
        return [p.name for p in sorted(self.folder.iterdir()) if p.read_bytes() != (DEFAULT / p.name).read_bytes()]

    def load(self) -> Rulebook:
        return load(self.folder)


class Sent:
    """A workbook that is made from the template of a rulebook, and what is made of it."""

    def __init__(
        self,
        rulebook: Rulebook,
        rows: Mapping[str, Sequence[Row]],
        basics: Row | None = None,
        profile: Profile = Profile.ENTERPRISE,
    ) -> None:
        self.rulebook, self.profile = rulebook, profile
        months = {"pilot_start": "2025-07", "pilot_end": "2027-06", "as_of": "2026-06"}
        filling = Filling({"space_name": "演示空间", **months, **(basics or {})}, rows)
        self.raw = template_workbook(rulebook, profile, ledgers=True, fill=filling)

    @cached_property
    def assessment(self) -> Assessment:
        return judge(read(self.raw, self.rulebook), self.rulebook)

    @cached_property
    def scored(self) -> bytes:
        return scored_workbook(self.raw, self.assessment, "zh")

    def finding(self, id: str) -> Finding:
        return self.assessment.finding(id)

    def in_json(self, id: str) -> dict[str, Any]:
        criteria: list[dict[str, Any]] = json_object(self.assessment, "zh", "file")["criteria"]
        return next(each for each in criteria if each["id"] == id)

    def in_workbook(self, id: str) -> dict[str, Any]:
        return results(self.scored)[id]

    def mode(self, id: str) -> Mode:
        """Whether the scored workbook computes the criterion from the sender's own cells."""
        a = self.assessment
        text = TextPrinter(Language.ZH, a.rulebook, a.submission.layout)
        setting = Setting(a, SentCells(fetched(self.raw).grids), Copies("副本"), text, "A1", "A2")
        return plans(setting)[id].mode

    def resting_on(self, code: str) -> tuple[str, ...]:
        """The criteria whose outcome the problems of a code can change."""
        bearings = Consequences(self.assessment)
        found = [bearings.of(problem).now for problem in self.assessment.problems if problem.code == code]
        return tuple(dict.fromkeys(id for ids in found for id in ids))


def headers(rulebook: Rulebook, sheet: str, profile: Profile, *, ledgers: bool = False) -> list[str]:
    """The header of a sheet of a type's template."""
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(rulebook, profile, ledgers=ledgers)))
    rows = book[rulebook.sheets[sheet].label.zh].iter_rows(values_only=True)
    return [str(cell) for cell in next(rows) if cell]


def shown(column: Column, header: Sequence[str]) -> bool:
    """Whether a header has a column, with or without marks in brackets."""
    return any(each.startswith(column.label.zh) for each in header)
