"""The frozen data of a batch."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from core.comparison import Comparison
from core.model import Assessment, Month, Problem, Profile


class Filed(Struct, frozen=True):
    """A file of a batch: the judgement of its workbook, or the problem for which there is none.

    `key` tells files apart, `file` is the name that is shown; `code` is the 统一社会信用代码 of the operator, where
    接入主体台账 has it, else ''.  `comparison` is with an earlier workbook of the pilot.  The submissions are without
    rows of ledgers and without answers.  `blamed` is the name of the file that the problem is of, where it is another one.
    """

    key: str
    file: str
    judgement: Assessment | None = None
    problem: Problem | None = None
    code: str = ""
    comparison: Comparison | None = None
    blamed: str = ""

    @property
    def assessment(self) -> Assessment:
        """What was judged; AssertionError where there is no verdict."""
        assert self.judgement is not None, "a file without a verdict"
        return self.judgement

    @property
    def month(self) -> Month | None:
        """The workbook's own latest month, whichever it is judged at."""
        return self.assessment.latest

    @property
    def saved(self) -> datetime | None:
        """The minute in which the workbook was saved last; None where it does not say."""
        saved = self.assessment.submission.saved
        return None if saved is None else saved.replace(second=0, microsecond=0)

    @property
    def profile(self) -> Profile:
        """The type that the workbook names, whichever it is judged as."""
        return self.assessment.submission.profile or self.assessment.profile

    @property
    def name(self) -> str:
        """The file's name without its folders."""
        return self.file.replace("\\", "/").rpartition("/")[2]

    def entered(self, key: str) -> str:
        """What its sender entered under an item of 基本信息; '' for nothing."""
        return self.assessment.submission.entered(key)


#: What is odd about the files of a pilot.
Oddity = StrEnum("Oddity", "TWINS MONTHS NAMES ALIKE OPERATOR")


class Odd(Struct, frozen=True):
    """Two or more files of one pilot: of one month, of several months, or under names that are not the same; or of
    pilots that may be one: under names that look alike, or with one operator.

    `used` is the key of the file that counts; None where none or every one of them does.
    """  # fmt: skip

    oddity: Oddity
    files: tuple[Filed, ...]
    used: str | None


class RosterLine(Struct, frozen=True):
    """Who has to file: a space by its name, with what else the roster says; `name` is the operator's where only that is known."""

    name: str
    operator: str = ""
    profile: Profile | None = None
    region: str = ""
    contact: str = ""


class Roster(Struct, frozen=True):
    """Who has to file, in the order of the list; `repeated` are names whose further lines say nothing new."""

    lines: tuple[RosterLine, ...]
    repeated: tuple[str, ...] = ()
