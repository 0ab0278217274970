"""What stops us.  A problem in a workbook is data (`model.Problem`); an exception means we cannot go on.

PilotError
├── RulebookError      a rulebook folder cannot be used: names the file and the allowed words
├── SourcesError       a sources.toml cannot be used: a line for each slip
├── RefusedWorkbook    a file has no verdict: carries the Problem that says why
└── SpliceError        our sheets cannot be added to this package: carries a code
"""

from __future__ import annotations

from core.model import Problem


class PilotError(Exception):
    """Base of everything this package raises on purpose."""


class RulebookError(PilotError):
    """A rulebook folder that cannot be used."""


class SourcesError(PilotError):
    """A sources.toml that cannot be used; `slips` are sentences, each naming the file and what is allowed."""

    def __init__(self, slips: tuple[str, ...]) -> None:
        super().__init__("\n".join(slips))
        self.slips = slips


class RefusedWorkbook(PilotError):
    """A file that cannot be judged; `problem` says why, for `printers.problems` to word."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class SpliceError(PilotError):
    """A package that our sheets cannot be added to; `code` is one of `core.workbooks.package.Refusal`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
