"""What follows from the workbook and the choices: the judgement and its tables, each worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from core import pipeline
from core.documents.notices import NoticesDocument, notices_document
from core.i18n import Language
from core.model import Assessment, Entry, Outlook, PilotPeriod, State, Submission
from core.model.document import Document, Value
from core.model.judgement import Judgement
from core.printers.text import TextPrinter
from core.rulebook import load
from pages.components.session.choices import month, own_profile, profile
from pages.components.session.earlier_workbook import comparison
from pages.components.session.languages import language
from pages.components.session.screen import place
from pages.components.session.state import kept, turn
from pages.components.session.workbook import judged, rulebook, work

T = TypeVar("T")
D = TypeVar("D", bound=Document)


def assessment() -> Assessment:
    """The judgement on the screen: the open workbook, the type and month chosen, and what an earlier one asks."""
    found = comparison()
    return judged(profile(), month()) if found is None else found.questioned


def under_own_profile() -> Assessment:
    """The same month under the workbook's own type."""
    return judged(own_profile(), month())


def a_month_before() -> Assessment | None:
    """The judgement one month earlier, None at the pilot's start."""
    now = assessment()
    if now.as_of is None or now.as_of <= now.pilot.start:
        return None
    return judged(profile(), now.as_of.plus(-1))


def rows(view: Callable[[Assessment, Language], T]) -> T:
    """Rows about what is on the screen, worked out once."""
    key = (view.__module__, view.__qualname__, *place())
    return kept(key, lambda: view(assessment(), language()))


def outlooks() -> Mapping[str, Outlook]:
    """The forecasts of what is on the screen: once a workbook, type and month, whatever the language."""
    return kept(("outlooks", turn(), profile(), month()), lambda: pipeline.outlooks(assessment()))


def judgement() -> Judgement:
    """The judgement on the screen with its forecasts: what documents are made from."""
    return kept(("judgement", *place()[:-1]), lambda: Judgement(assessment(), outlooks()))


def document(make: Callable[[Judgement], D]) -> D:
    """A document about what is on the screen, made once whatever the language."""
    return kept((make.__module__, make.__qualname__, *place()[:-1]), lambda: make(judgement()))


def printer() -> TextPrinter:
    """What prints values as text in the language chosen."""
    if work() is None:
        return TextPrinter(Language(language()), rulebook())
    a = assessment()
    return TextPrinter(Language(language()), a.rulebook, a.submission.layout)


def shown(value: Value) -> str:
    """A value as text in the language chosen."""
    return printer()(value)


def notices(before: str, after: str) -> tuple[NoticesDocument, TextPrinter]:
    """Which verdicts of the open workbook change between two notices, and what prints that."""
    key = ("notices", before, after, *place()[:-1])
    cells, shown = work().cells, (profile(), assessment().as_of)
    found = kept(key, lambda: pipeline.under_both(cells, load(before), load(after), *shown))
    return notices_document(found), TextPrinter(Language(language()), found.rulebook)


def clauses(make: Callable[[Judgement], D]) -> D:
    """A document about the clauses: of what is on the screen; without a workbook of an empty one."""

    def judged_by() -> Judgement:
        return Judgement(assessment() if work() is not None else _empty(), {})

    return kept(("clauses", make.__qualname__, *place()[:-1]), lambda: make(judged_by()))


def _empty() -> Assessment:
    """The judgement of a workbook without a figure."""
    rules = rulebook()
    start = rules.default_start
    blank: Entry[Any] = Entry(State.BLANK)
    empty = Submission(
        profile=profile(),
        pilot=PilotPeriod(start, start.plus(rules.default_months - 1)),
        basics={column.key: blank for column in rules.sheets["basics"].columns},
        monthly=None,
        targets={},
        claims={},
        ledgers={},
        problems=(),
    )
    return pipeline.judge(empty, rules, profile())
