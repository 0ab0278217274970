"""The one owner of st.session_state: the workbook, the choices, and what was worked out from them, each once.

Nothing here outlives the session, and nothing of one visitor's is seen by another.  `reading` has what changes
the workbooks: files that come in, answers, clearing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from core import pipeline
from core.documents import changes, questions, what_if
from core.documents.two_judgements import NoticesDocument, notices_document
from core.i18n import Language, languages, words
from core.model import (
    Assessment,
    Entry,
    Judgement,
    Month,
    Outlook,
    PilotPeriod,
    Place,
    Problem,
    Profile,
    Rulebook,
    State,
    Submission,
)
from core.model.document import Document, Value
from core.model.quantity import Quantity
from core.printers.text import TextPrinter
from core.rulebook import for_pilot, load, shipped

T = TypeVar("T")
D = TypeVar("D", bound=Document)

#: Tables and assessments kept a session; each is some kilobytes.
KEPT = 96
#: What turns are counted of: a workbook (an earlier one, a scenario) is opened or closed, a file is read or refused.
WORKBOOK, EARLIER, SCENARIO, UPLOADS = "turn", "earlier-turn", "scenario-turn", "uploads"
#: What a session keeps besides: `PROBLEMS` are those of the workbook that was open before.
LANGUAGE, WORK, EARLIER_WORK, REFUSED, EARLIER_REFUSED = "language", "work", "earlier", "refused", "earlier-refused"
NOTICE, PROBLEMS, CRITERION = "notice-applied", "problems-before", "criterion"
#: The judgement before the last answer, whether an answer has just been given, and what the page of problems holds on to.
BEFORE_ANSWER, ANSWERED_NOW, HELD = "before-answer", "answered-now", "held"
_KEPT, _ASKED, _LOADED = "kept", "asked-item", "scenario"


@dataclass(frozen=True, slots=True)
class Work:
    """The workbook that is open, the ledgers that joined it as CSV, and its cells for whoever reads it again."""

    name: str
    raw: bytes
    submission: Submission
    ledgers: tuple[str, ...] = ()
    cells: pipeline.Opened | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last file that could not be opened, and why."""

    name: str
    problem: Problem


def turn(of: str = WORKBOOK) -> int:
    """How often there was another one."""
    return st.session_state.get(of, 0)


def next_turn(of: str = WORKBOOK) -> None:
    """Count one more."""
    st.session_state[of] = turn(of) + 1


def key(name: str, of: str = WORKBOOK) -> str:
    """The key of a widget that starts afresh with the next turn."""
    return f"{name}-{turn(of)}"


def kept(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What `make` gives, made once a key; the longest unused goes first."""
    held: OrderedDict[tuple[Any, ...], Any] = st.session_state.setdefault(_KEPT, OrderedDict())
    if key not in held:
        held[key] = make()
        while len(held) > KEPT:
            held.popitem(last=False)
    held.move_to_end(key)
    return held[key]


def forget(*keys: str) -> None:
    """Drop what is kept under these; what was worked out, where none is named."""
    for key in keys or (_KEPT,):
        st.session_state.pop(key, None)


# --- the language ---------------------------------------------------------------------------


def language() -> Language:
    """The language chosen; the browser's before that, Chinese where it speaks neither."""
    return Language(st.session_state.get(LANGUAGE) or browser_language())


def browser_language() -> Language:
    """The browser's language where we have its words, else Chinese."""
    asked = (st.context.locale or "").lower()
    return next((each for each in languages() if asked.startswith(each)), Language.ZH)


def _(message: str) -> str:
    """The message in the language chosen."""
    return words(language())(message)


def plural(singular: str, plural: str, n: int) -> str:
    """The form of the message for `n` in the language chosen, with its slots left in."""
    return words(language()).plural(singular, plural, n)


# --- the workbook ---------------------------------------------------------------------------


def work() -> Work | None:
    """The workbook that is open, None where there is none."""
    return st.session_state.get(WORK)


def earlier() -> Work | None:
    """The earlier workbook that the open one is compared with."""
    return st.session_state.get(EARLIER_WORK) if work() is not None else None


def refusal(of: str = REFUSED) -> Refusal | None:
    """Why the last file was not opened, or not taken as the earlier workbook."""
    return st.session_state.get(of)


def rulebook() -> Rulebook:
    """The notice that is applied: the one chosen, else that of the open workbook's pilot."""
    opened = work()
    return chosen_notice() or (for_pilot(opened.submission.pilot.start) if opened else load())


def chosen_notice() -> Rulebook | None:
    """The notice chosen by hand; None where the pilot decides."""
    name = st.session_state.get(NOTICE)
    return load(name) if name in shipped() else None


def pictures(places: tuple[Place, ...]) -> dict[Place, pipeline.Picture]:
    """Cells of the open workbook among their neighbours."""
    opened = st.session_state[WORK]
    return kept(("pictures", turn(), places), lambda: pipeline.pictures(opened.cells, places, opened.submission.layout))


# --- the choices ----------------------------------------------------------------------------


def own_profile() -> Profile:
    """The workbook's own type; enterprise where it names none or nothing is open."""
    opened = work()
    return (opened.submission.profile if opened else None) or Profile.ENTERPRISE


def profile() -> Profile:
    """The type on the screen; a new workbook starts with its own."""
    return Profile(st.session_state.get(key("profile")) or own_profile())


def months() -> tuple[Month, ...]:
    """The months that the workbook can be judged at, the latest first."""
    latest = judged(profile(), None)
    if latest.as_of is None:
        return ()
    return tuple(month for month in reversed(latest.pilot.months) if month <= latest.as_of)


def month() -> Month | None:
    """The month on the screen, None for the workbook's last."""
    chosen = st.session_state.get(key("month"))
    return chosen if chosen in months()[1:] else None


def item_key() -> str:
    """The key of the filter by item; a link from the overview starts it afresh."""
    return f"item-{turn()}-{profile()}-{st.session_state.get(_ASKED)}"


def asked_item(items: Collection[int]) -> int | None:
    """The item that a link asked for, read once from the address."""
    asked = {str(item): item for item in items}.get(st.query_params.get("item", ""))
    if asked is not None:
        st.session_state[_ASKED] = asked
    return st.session_state.get(_ASKED)


def chosen(among: tuple[str, ...]) -> str:
    """The criterion chosen, the first of `among` where it is not one of them."""
    choice = st.session_state.get(CRITERION)
    return choice if choice in among else among[0]


def choose(criterion: str) -> None:
    """Make a criterion the one whose details are shown."""
    st.session_state[CRITERION] = criterion


def choose_from(key: str) -> None:
    """Callback of a select box of criteria."""
    choose(st.session_state[key])


def follow_pick(chart: str, picked: str | None) -> None:
    """Open the criterion clicked in a chart, once a click."""
    seen = f"seen-{chart}"
    if picked is not None and st.session_state.get(seen) != picked:
        choose(picked)
    st.session_state[seen] = picked


def problem_page() -> int:
    """The page of problems that was turned to."""
    return st.session_state.get(key("problems-page"), 1)


def turn_problems(page: int) -> None:
    """Callback: another page of problems."""
    st.session_state[key("problems-page")] = page


def before_answer() -> Assessment | None:
    """The judgement before the last answer to a problem of the open workbook."""
    return st.session_state.get(key(BEFORE_ANSWER))


def just_answered() -> bool:
    """Whether the page is shown because of an answer; asked once."""
    return bool(st.session_state.pop(ANSWERED_NOW, False))


def held(
    name: str, found: tuple[T, ...], named: Callable[[T], object], again: Callable[[T, T], T], *, afresh: bool
) -> tuple[T, ...]:
    """What a page listed before, as it is now where it is still there, and what is new behind it.

    So nothing moves under the pointer when an answer settles something.
    """
    place = key(f"{HELD}-{name}")
    now = {named(each): each for each in found}
    before = () if afresh else st.session_state.get(place, ())
    kept = tuple(again(each, now.pop(named(each), each)) for each in before)
    st.session_state[place] = (*kept, *now.values())
    return st.session_state[place]


# --- what follows from them -----------------------------------------------------------------


def screen() -> tuple[Any, ...]:
    """What is on the screen, whatever the language, as a key."""
    return turn(), turn(EARLIER), profile(), month()


def once(name: str, make: Callable[[], T]) -> T:
    """Anything that follows from what is on the screen, worked out once a language."""
    return kept((name, *screen(), language()), make)


def judged(profile: Profile, month: Month | None) -> Assessment:
    """The judgement of the open workbook as a pilot type at a month, None for its last."""

    def make() -> Assessment:
        opened = work()
        return pipeline.judge(opened.submission if opened else _blank(profile), rulebook(), profile, month)

    return kept(("assessment", turn(), profile, month), make)


def _blank(profile: Profile) -> Submission:
    """A workbook without a figure: what is judged where none is open."""
    rules, blank = rulebook(), Entry(State.BLANK)
    pilot = PilotPeriod(rules.default_start, rules.default_start.plus(rules.default_months - 1))
    basics = {column.key: blank for column in rules.sheets["basics"].columns}
    return Submission(profile, pilot, basics, monthly=None, targets={}, claims={}, ledgers={}, problems=())


def assessment() -> Assessment:
    """The judgement on the screen: the open workbook, the type and month chosen, and what an earlier one asks."""
    found = comparison()
    return judged(profile(), month()) if found is None else found.questioned


def a_month_before() -> Assessment | None:
    """The judgement one month earlier, None at the pilot's start."""
    now = assessment()
    return None if now.as_of is None or now.as_of <= now.pilot.start else judged(profile(), now.as_of.plus(-1))


def comparison() -> pipeline.Comparison | None:
    """What changed since the earlier workbook, for the type and month on the screen; None without one."""
    before = earlier()
    if before is None:
        return None
    return kept(("comparison", *screen()), lambda: pipeline.compare(before.submission, judged(profile(), month())))


def known_then(id: str) -> dict[Month, Quantity]:
    """A criterion's months as the earlier workbook had them; none where it tells no other figure."""
    found = comparison()
    return {} if found is None else once(f"then-{id}", lambda: changes.known_then(found, id))


def solved() -> questions.Solved | None:
    """What became of the problems of the last upload of this space; None where this is the first."""
    before = st.session_state.get(PROBLEMS)
    return None if before is None else once("solved", lambda: questions.solved(before, assessment()))


def outlooks() -> Mapping[str, Outlook]:
    """The forecasts of what is on the screen: once a workbook, type and month, whatever the language."""
    return kept(("outlooks", turn(), profile(), month()), lambda: pipeline.outlooks(assessment()))


def judgement() -> Judgement:
    """The judgement on the screen with its forecasts: what documents are made from."""
    return kept(("judgement", *screen()), lambda: Judgement(assessment(), outlooks()))


def document(make: Callable[[Judgement], D]) -> D:
    """A document about what is on the screen, made once whatever the language."""
    return kept((make.__module__, make.__qualname__, *screen()), lambda: make(judgement()))


def rows(view: Callable[[Assessment, Language], T]) -> T:
    """Rows about what is on the screen, worked out once a language."""
    return once(f"{view.__module__}.{view.__qualname__}", lambda: view(assessment(), language()))


def notices(before: str, after: str) -> tuple[NoticesDocument, TextPrinter]:
    """Which verdicts of the open workbook change between two notices, and what prints that."""
    cells, shown = work().cells, (profile(), assessment().as_of)
    made = kept(
        ("notices", before, after, *screen()),
        lambda: pipeline.under_both(cells, load(before), load(after), *shown),
    )
    return notices_document(made), TextPrinter(language(), made.rulebook)


def printer() -> TextPrinter:
    """What prints values as text in the language chosen."""
    a = assessment()
    return TextPrinter(language(), a.rulebook, a.submission.layout)


def shown(value: Value) -> str:
    """A value as text in the language chosen."""
    return printer()(value)


# --- the what-if page -----------------------------------------------------------------------


def scenario_key(name: str, criterion: str) -> str:
    """The key of a control of the what-if page; a new one a criterion, and when a scenario was loaded or dropped."""
    return key(f"what-if-{name}-{turn()}-{profile()}-{month()}-{criterion}", SCENARIO)


def scenario(criterion: str) -> pipeline.Scenario:
    """The scenario that a file brought, where it is about this criterion; else an empty one."""
    loaded = st.session_state.get(_LOADED)
    return loaded if loaded is not None and loaded.criterion == criterion else pipeline.Scenario(criterion)


def scenario_refused() -> bool:
    """Whether the last scenario file could not be used."""
    return _LOADED in st.session_state and st.session_state[_LOADED] is None


def take_scenario() -> None:
    """Callback of the uploader of scenarios: opens the criterion that the file is about."""
    file = st.session_state.get(key("scenario", SCENARIO))
    if file is None:
        return
    found = what_if.opened(assessment(), file.getvalue())
    drop_scenario()
    st.session_state[_LOADED] = found
    if found is not None:
        choose(found.criterion)


def drop_scenario() -> None:
    """Callback: nothing is assumed any more."""
    forget(_LOADED)
    next_turn(SCENARIO)
