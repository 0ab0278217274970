"""The one owner of st.session_state: the language, the workbooks and the choices.

Nothing here outlives the session, and nothing of one visitor's is seen by another.  `judged` has what follows from
them, `reading` what changes the workbooks: files that come in, answers, clearing.
"""

from __future__ import annotations

import tomllib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import streamlit as st
from msgspec import Struct

from core import pipeline
from core.i18n import Language, languages, words
from core.model import Answer, Place, Problem, Profile, Rulebook, Submission
from core.rulebook import for_pilot, load, shipped

T = TypeVar("T")

#: The pages' prose.
TEXTS: dict[str, Any] = tomllib.loads((Path(__file__).parents[2] / "texts.toml").read_text("utf-8"))
#: Tables and assessments kept a session; each is some kilobytes.
KEPT = 96
#: What turns are counted of: a workbook (an earlier one, a scenario) is opened or closed, a file is read or refused.
WORKBOOK, EARLIER, SCENARIO, UPLOADS = "turn", "earlier-turn", "scenario-turn", "uploads"
#: Links that were followed, which start the type, the month and the filter by item afresh.
LINKS = "links"
#: What a session keeps besides: `PROBLEMS` are those of the workbook that was open before.
LANGUAGE, WORK, EARLIER_WORK, REFUSED, EARLIER_REFUSED = "language", "work", "earlier", "refused", "earlier-refused"
NOTICE, PROBLEMS, CRITERION, LOADED = "notice-applied", "problems-before", "criterion", "scenario"
#: Whether the workbook is to be kept for a reload, where it is kept, and whether that was looked for when the session began.
KEEP, KEPT_AS, LOOKED = "keep", "kept-as", "looked-for-kept"
#: The judgement before the last answer, whether an answer has just been given, and what the page of problems holds on to.
BEFORE_ANSWER, ANSWERED_NOW, HELD = "before-answer", "answered-now", "held"
ITEM = "asked-item"
_KEPT, _ASKED_PROFILE = "kept", "asked-profile"


class Saved(NamedTuple):
    """What another process needs to open a workbook again."""

    name: str
    raw: bytes
    ledgers: tuple[str, ...]
    answers: tuple[Answer, ...] | None
    with_tables: bool = True


class Work(Struct, frozen=True):
    """The workbook that is open, the ledgers that joined it as CSV, and its cells for whoever reads it again.

    `with_tables`: whether this server's tables are its ledgers; a board has none, nor has a pilot that is opened from it.
    Pickled, it is what is `Saved` of it.
    """

    name: str
    raw: bytes
    submission: Submission
    ledgers: tuple[str, ...] = ()
    cells: pipeline.Opened | None = None
    with_tables: bool = True

    def __reduce__(self) -> tuple[type[Saved], Saved]:
        return Saved, Saved(self.name, self.raw, self.ledgers, self.submission.answers, self.with_tables)


class Refusal(Struct, frozen=True):
    """The last file that could not be opened, and why."""

    name: str
    problem: Problem


def read(saved: Saved, notice: Rulebook | None, connected: Mapping[str, pipeline.Connected]) -> Work:
    """A workbook opened, with the answers that it keeps itself where none are given."""
    cells = pipeline.opened(saved.raw)
    submission = pipeline.read_under(cells, notice, saved.answers, connected)[0]
    return Work(saved.name, saved.raw, submission, saved.ledgers, cells, saved.with_tables)


def get(name: str, default: Any = None) -> Any:
    return st.session_state.get(name, default)


def put(name: str, value: object) -> None:
    """Keep a value under a name; a callback too."""
    st.session_state[name] = value


def take(name: str) -> Any:
    """What is kept under a name, once."""
    return st.session_state.pop(name, None)


def forget(*names: str) -> None:
    """Drop what is kept under these; what was worked out, where none is named."""
    for name in names or (_KEPT,):
        st.session_state.pop(name, None)


def turn(of: str = WORKBOOK) -> int:
    """How often there was another one."""
    return get(of, 0)


def next_turn(of: str = WORKBOOK) -> None:
    put(of, turn(of) + 1)


def key(name: str, of: str = WORKBOOK) -> str:
    """The key of a widget that starts afresh with the next turn."""
    return f"{name}-{turn(of)}"


def kept(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What `make` gives, made once a key; the longest unused goes first."""
    made: OrderedDict[tuple[Any, ...], Any] = st.session_state.setdefault(_KEPT, OrderedDict())
    if key not in made:
        made[key] = make()
        while len(made) > KEPT:
            made.popitem(last=False)
    made.move_to_end(key)
    return made[key]


# --- the language ---------------------------------------------------------------------------


def language() -> Language:
    """The language chosen; the browser's before that, Chinese where it speaks neither."""
    return Language(get(LANGUAGE) or browser_language())


def browser_language() -> Language:
    """The browser's language where we have its words, else Chinese."""
    asked = (st.context.locale or "").lower()
    return next((each for each in languages() if asked.startswith(each)), Language.ZH)


def _(message: str) -> str:
    return words(language())(message)


def many(name: str, n: int, **slots: object) -> str:
    """The sentence of that name in its form for `n`, which fills the slot {n}."""
    return words(language()).plural(*TEXTS["many"][name], n).format(n=n, **slots)


# --- the workbook ---------------------------------------------------------------------------


def work() -> Work | None:
    """The workbook that is open, None where there is none."""
    return get(WORK)


def earlier() -> Work | None:
    return get(EARLIER_WORK) if work() is not None else None


def rulebook() -> Rulebook:
    """The notice that is applied: the one chosen, else that of the open workbook's pilot."""
    return rulebook_for(work(), chosen_notice())


def rulebook_for(opened: Work | None, notice: Rulebook | None) -> Rulebook:
    """The same, were that workbook open, and that notice chosen by hand, or none."""
    return notice or (for_pilot(opened.submission.pilot.start) if opened else load())


def chosen_notice() -> Rulebook | None:
    """The notice chosen by hand; None where the pilot decides."""
    name = get(NOTICE)
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


def choice_key(name: str) -> str:
    """The key of the type toggle, the month and the item: another workbook or a link starts them afresh."""
    return key(f"{name}-{turn(LINKS)}")


def first_profile() -> Profile:
    """The type that the toggle begins with: what a link asked for, else the workbook's own."""
    return get(choice_key(_ASKED_PROFILE)) or own_profile()


def ask_for_profile(profile: Profile) -> None:
    put(choice_key(_ASKED_PROFILE), profile)


def profile() -> Profile:
    """The type on the screen; a new workbook starts with its own."""
    return Profile(get(choice_key("profile")) or first_profile())


def chosen(among: tuple[str, ...]) -> str:
    """The criterion chosen, the first of `among` where it is not one of them."""
    choice = get(CRITERION)
    return choice if choice in among else among[0]


def choose(criterion: str) -> None:
    put(CRITERION, criterion)


def choose_from(key: str) -> None:
    choose(st.session_state[key])


def follow_pick(chart: str, picked: str | None) -> None:
    """Open the criterion clicked in a chart, once a click."""
    seen = f"seen-{chart}"
    if picked is not None and get(seen) != picked:
        choose(picked)
    put(seen, picked)


def held(
    name: str, found: tuple[T, ...], named: Callable[[T], object], again: Callable[[T, T], T], *, afresh: bool
) -> tuple[T, ...]:
    """What a page listed before, as it is now where it is still there, and what is new behind it.

    So nothing moves under the pointer when an answer settles something.
    """
    place = key(f"{HELD}-{name}")
    now = {named(each): each for each in found}
    before = () if afresh else get(place, ())
    listed = tuple(again(each, now.pop(named(each), each)) for each in before)
    put(place, (*listed, *now.values()))
    return get(place)
