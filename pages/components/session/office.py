"""The batch of a session: files that came in together, what they are compared with, the pilot opened from its board."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.batch import Batch, Filed, Roster, packed, pairs, read_roster, unpacked
from core.documents.filing import months
from core.errors import RefusedWorkbook
from core.model import Month
from core.pipeline import is_zip
from pages.components import reading_queue, session
from pages.components.gathering import Answers, Gathering, Member, compare, judge, score
from pages.components.runs import Run, Task
from pages.components.session import Refusal

T = TypeVar("T")
OFFICE, TO, MONTH = "office", "go-to", "board-month"
#: What a file that is dropped can be besides one of the batch: an earlier batch, a list of who has to file.
KINDS = BATCH, EARLIER, ROSTER = "batch", "earlier-batch", "roster"


@dataclass(eq=False)
class Office:
    """All that a session has of many pilots; `opened` is the key of the one in hand."""

    gathering: Gathering
    earlier: Gathering | None = None
    compared: Run[Filed] | None = None
    rehearsals: dict[str, Run[Filed]] = field(default_factory=dict)
    roster: Roster | None = None
    refused: Refusal | None = None
    opened: str | None = None
    made: dict[object, Any] = field(default_factory=dict)

    @property
    def runs(self) -> tuple[Run[Any], ...]:
        """The runs there are, in the order in which they began."""
        both = (each for each in (self.gathering, self.earlier) if each is not None)
        reading = (run for each in both for run in (each.run, each.joins))
        return (*reading, *((self.compared,) if self.compared else ()), *self.rehearsals.values())

    @property
    def is_settled(self) -> bool:
        """Whether all is read, compared and judged that was asked for, so that papers can be made of it."""
        return not any(run.is_busy for run in self.runs) and (self.earlier is None or self.compared is not None)

    def once(self, name: object, make: Callable[[], T]) -> T:
        """What follows from what is read so far, made once."""
        # A batch or list that takes the place of another clears what was made, so no run has a dead one's id.
        seen = (name, self.roster, len(self.gathering.members), *((id(run), run.ended) for run in self.runs))
        if len(self.made) >= session.KEPT:
            self.made.clear()
        if seen not in self.made:
            self.made[seen] = make()
        found: T = self.made[seen]
        return found

    @property
    def batch(self) -> Batch:
        """What is read so far."""
        return self.once("batch", lambda: self.gathering.batch)

    @property
    def month(self) -> Month | None:
        """The month that the office asks about: the one chosen, else that of most pilots."""
        chosen = session.get(self.month_key)
        return chosen if chosen in months(self.batch) else self.batch.month

    @property
    def month_key(self) -> str:
        """What the month chosen is kept under: it is chosen anew where most pilots are at another."""
        return f"{MONTH}-{self.batch.month}"

    @property
    def compared_batch(self) -> Batch:
        """The same, each file with what changed since the earlier batch."""
        found = {} if self.compared is None else self.compared.found
        both = ((file, found.get(file.key)) for file in self.batch.files)
        return Batch(tuple(then or file for file, then in both))

    @property
    def earlier_batch(self) -> Batch | None:
        """What is read of the earlier batch; None where none was given."""
        return None if self.earlier is None else self.earlier.batch

    @property
    def rehearsed_batch(self) -> Batch | None:
        """The batch under the notice that was tried last; None where none was."""
        last = next(reversed(self.rehearsals.values()), None)
        return None if last is None else Batch(tuple(filter(None, last.found.values())))


def current() -> Office | None:
    """What the session has of many pilots; None before any file came."""
    return session.get(OFFICE)


def is_batch(files: Sequence[tuple[str, bytes]]) -> bool:
    """Whether files dropped together are a batch: several, or a zip."""
    return len(files) > 1 or any(is_zip(name) for name, _ in files)


def begun() -> Office:
    """What the session has, or begins to have, of many pilots, whose board is shown next."""
    shown = current()
    if shown is None:
        notice = session.chosen_notice()
        shown = Office(Gathering(reading_queue.bounds(), None if notice is None else notice.notice.id))
        session.put(OFFICE, shown)
    session.put(TO, "board.py")
    return shown


def take(shown: Office, files: Sequence[tuple[str, bytes]], kind: str) -> None:
    """Files of that kind join what the session has; nothing is asked of the session, where a click would cut it short."""
    shown.refused = None
    if kind == ROSTER:
        name, raw = files[0]
        try:
            shown.roster = read_roster(raw, name)
        except RefusedWorkbook as refused:
            shown.refused = Refusal(name, refused.problem)
    elif kind == EARLIER:
        shown.earlier, shown.compared = Gathering(reading_queue.bounds(), shown.gathering.notice), None
        shown.earlier.sharing = shown.gathering.sharing = (shown.earlier, shown.gathering)
        shown.earlier.add(files)
    else:
        shown.gathering.add(files)
        _read_anew(shown)
    shown.made.clear()


def member(raw: bytes) -> Member | None:
    """The pilot of the batch whose bytes these are, where it is the one that was opened."""
    shown = current()
    found = None if shown is None or shown.opened is None else shown.gathering.members.get(shown.opened)
    return found if found is not None and found.raw is raw else None


def follow_answers() -> None:
    """Judge the pilot that was opened anew, where its sender's answers are others now or a ledger has joined it."""
    opened = session.work()
    found = None if opened is None else member(opened.raw)
    if found is not None and found.answers != opened.submission.answers:
        found.answers, shown = opened.submission.answers, current()
        shown.gathering.again(shown.opened)
        _read_anew(shown)


def _read_anew(shown: Office) -> None:
    """What followed from the batch as it was is worked out again."""
    shown.compared = None
    shown.rehearsals.clear()
    shown.made.clear()


def follow_up() -> None:
    """Ledgers join their workbooks; compare the batch with the earlier one as soon as both are read."""
    if (shown := current()) is None:
        return
    joined = [batch.follow_up() for batch in (shown.gathering, shown.earlier) if batch is not None]
    if any(joined):
        _read_anew(shown)
    if shown.earlier is None or shown.compared is not None or any(run.is_busy for run in shown.runs):
        return
    before, tasks = pairs(shown.earlier.batch, shown.batch), []
    for file, raw, answers in _held(shown):
        if earlier := shown.earlier.held(before.get(file.key, "")):
            tasks.append(Task(file.key, file.file, compare, (packed(file), raw, earlier, answers)))
    shown.compared = Run(unpacked, *tasks)


def _held(shown: Office) -> Iterator[tuple[Filed, bytes, Answers]]:
    """The pilots whose bytes are held, with these and the answers that they were read with."""
    for file in shown.batch.used:
        if raw := shown.gathering.held(file.key):
            yield file, raw, shown.gathering.members[file.key].answers


def rehearse(notice: str) -> None:
    """Callback: the batch is judged by another notice, each pilot as its type at its month."""
    shown = session.get(OFFICE)
    tasks = []
    for file, raw, answers in _held(shown):
        now = file.assessment.profile, file.assessment.as_of, answers
        tasks.append(Task(file.key, file.file, judge, (file.key, file.file, raw, notice, *now)))
    shown.rehearsals.setdefault(notice, Run(unpacked, *tasks))


def scored(shown: Office, language: str) -> Iterator[tuple[str, bytes | None]]:
    """The scored workbooks of the pilots by name, as they are made; None where one is held no more, or was not made."""
    notice, held = shown.gathering.notice, tuple(_held(shown))
    tasks = [Task(file.key, file.file, score, (raw, notice, language, answers)) for file, raw, answers in held]
    yield from ((file.file, None) for file in shown.batch.used if not shown.gathering.held(file.key))
    yield from ((task.name, made) for task, made in Run(bytes, *tasks).each(tasks))


def turn_to() -> str | None:
    """The page that is to be shown next, asked once."""
    return session.take(TO)
