"""What follows from the workbook and the choices of a session, each worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from core import pipeline
from core.documents import changes, questions
from core.documents.rows import Rows, rows_document
from core.documents.two_judgements import NoticesDocument, notices_document
from core.model import Assessment, Entry, Month, PilotPeriod, Profile, State, Submission
from core.model.document import Document, Value
from core.model.quantity import Quantity
from core.printers.text import TextPrinter
from core.rulebook import load
from pages.components import session, tables

T = TypeVar("T")
D = TypeVar("D", bound=Document)


_RUN: ContextVar[dict[Callable[[], Any], Any]] = ContextVar("run")


@contextmanager
def settled() -> Iterator[None]:
    """Within this nothing on the screen is chosen anew, so that what it is need not be asked again and again."""
    token = _RUN.set({})
    try:
        yield
    finally:
        _RUN.reset(token)


def _once_settled(ask: Callable[[], T]) -> Callable[[], T]:
    """The function, asked once where the screen is settled."""

    @wraps(ask)
    def asked() -> T:
        known = _RUN.get({})
        if ask not in known:
            known[ask] = ask()
        return known[ask]

    return asked


def months() -> tuple[Month, ...]:
    """The months that the workbook can be judged at, the latest first."""
    latest = at(session.profile(), None)
    return tuple(month for month in reversed(latest.pilot.months) if latest.as_of and month <= latest.as_of)


def month() -> Month | None:
    """The month on the screen, None for the workbook's last."""
    chosen = session.get(session.choice_key("month"))
    return chosen if chosen is not None and chosen in months()[1:] else None


@_once_settled
def screen() -> tuple[Any, ...]:
    """What is on the screen, whatever the language, as a key."""
    return session.turn(), session.turn(session.EARLIER), session.profile(), month()


def once(name: str, make: Callable[[], T]) -> T:
    """Anything that follows from what is on the screen, worked out once a language."""
    return session.kept((name, *screen(), session.language()), make)


def at(profile: Profile, month: Month | None) -> Assessment:
    """The judgement of the open workbook as a pilot type at a month, None for its last."""

    def make() -> Assessment:
        opened = session.work()
        return pipeline.judge(opened.submission if opened else _blank(profile), session.rulebook(), profile, month)

    return session.kept(("assessment", session.turn(), profile, month), make)


def _blank(profile: Profile) -> Submission:
    """A workbook without a figure: what is judged where none is open."""
    rules, blank = session.rulebook(), Entry(State.BLANK)
    pilot = PilotPeriod(rules.default_start, rules.default_start.plus(rules.default_months - 1))
    basics = {column.key: blank for column in rules.sheets["basics"].columns}
    return Submission(profile, pilot, basics, monthly=None, targets={}, claims={}, ledgers={}, problems=())


@_once_settled
def assessment() -> Assessment:
    """The judgement on the screen: the open workbook, the type and month chosen, and what an earlier one asks."""
    found = comparison()
    return at(session.profile(), month()) if found is None else found.questioned


def a_month_before() -> Assessment | None:
    now = assessment()
    return None if now.as_of is None or now.as_of <= now.pilot.start else at(session.profile(), now.as_of.plus(-1))


def comparison() -> pipeline.Comparison | None:
    """What changed since the earlier workbook, for the type and month on the screen; None without one."""
    before = session.earlier()
    if before is None:
        return None
    now = at(session.profile(), month())
    return session.kept(("comparison", *screen()), lambda: pipeline.compare(before.submission, now))


def known_then(id: str) -> dict[Month, Quantity]:
    """A criterion's months as the earlier workbook had them; none where it tells no other figure."""
    found = comparison()
    return {} if found is None else once(f"then-{id}", lambda: changes.known_then(found, id))


def solved() -> questions.Solved | None:
    """What became of the problems of the last upload of this space; None where this is the first."""
    before = session.get(session.PROBLEMS)
    return None if before is None else once("solved", lambda: questions.solved(before, assessment()))


def rows(id: str) -> Rows | None:
    """The rows behind a criterion's figure; kept for the last one that was opened, since they may be many."""
    place: dict[tuple[Any, ...], Rows | None] = session.kept(("rows",), dict)
    wanted = (id, *screen())
    if wanted not in place:
        place.clear()
        place[wanted] = rows_document(assessment(), id)
    return place[wanted]


def document(make: Callable[[Assessment], D]) -> D:
    """A document about what is on the screen, made once whatever the language."""
    return assessment().document(make)


def notices(before: str, after: str) -> tuple[NoticesDocument, TextPrinter]:
    """Which verdicts of the open workbook change between two notices, and what prints that."""
    opened, shown = session.work(), (session.profile(), assessment().as_of)
    connected = tables.of(opened.with_tables)
    made = session.kept(
        ("notices", before, after, *screen()),
        lambda: pipeline.under_both(opened.cells, load(before), load(after), *shown, connected),
    )
    return notices_document(made), TextPrinter(session.language(), made.rulebook)


@_once_settled
def printer() -> TextPrinter:
    a = assessment()
    return TextPrinter.of(a, session.language())


def text(value: Value) -> str:
    return printer()(value)
