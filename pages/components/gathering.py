"""The files of a batch, within bounds, and what a worker process does with one.

Nothing here imports Streamlit.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.batch import Batch, Filed, compared, filed, is_summary, packed, unpacked, workbooks_of
from core.errors import RefusedWorkbook
from core.model import Answer, Month, Problem, Profile
from core.pipeline import fetched, is_csv, is_paper, is_workbook, is_zip, members, read_under
from core.pipeline import judge as assess
from core.rulebook import load
from pages.components.reading_queue import Bounds
from pages.components.runs import Run, Task

#: What the sender of a workbook has said of its problems; None for what it keeps itself.
Answers = tuple[Answer, ...] | None

# --- what a worker does -----------------------------------------------------------------------


def judge(
    key: str,
    name: str,
    raw: bytes,
    notice: str | None,
    profile: Profile | None = None,
    month: Month | None = None,
    answers: Answers = None,
) -> bytes:
    """A file judged by a notice, or that of its pilot; as a type at a month, or its own; with answers, or those it keeps."""
    return packed(filed(key, name, raw, None if notice is None else load(notice), profile, month, answers))


def compare(now: bytes, raw: bytes, earlier: bytes, answers: Answers = None) -> bytes:
    """A judged file with what changed since an earlier one; as it is where one of them cannot be read again."""
    try:
        return packed(compared(unpacked(now), raw, earlier, answers))
    except RefusedWorkbook:
        return now


def score(raw: bytes, notice: str | None, language: str, answers: Answers = None) -> bytes:
    """The scored workbook of a file; our sheets alone where it cannot be added to."""
    from core.workbooks.scored import scored_or_alone

    cells = fetched(raw)
    a = assess(*read_under(cells, None if notice is None else load(notice), answers))
    return scored_or_alone(raw, a, language, grids=cells.grids)[0]


def join(raw: bytes, ledger: bytes, name: str, notice: str) -> bytes:
    """A workbook with one of its ledgers in it, or why it cannot be; pickled."""
    from core.workbooks.ledger_csv import with_ledger_aside  # XlsxWriter and more, which judging does not need

    try:
        return pickle.dumps(with_ledger_aside(raw, ledger, name, notice))
    except RefusedWorkbook as refused:
        return pickle.dumps(refused.problem)


# --- a batch ----------------------------------------------------------------------------------


@dataclass(eq=False, slots=True)
class Member:
    """A file of a batch: its name, its bytes as long as they are held, and why it was not read, where it was not.

    `answers` are those that it was read with, once it has been opened.
    """

    name: str
    raw: bytes | None
    problem: Problem | None = None
    answers: Answers = None


@dataclass(eq=False)
class Gathering:
    """A batch as it grows, within bounds; `notice` is the rulebook's name, None where each pilot decides.

    `joined` leads from the key of a ledger to that of its workbook, which `joins` puts it into; `summaries` are files
    that are left out, since they are papers of a batch, and `papers` those of zips that are no workbooks.  `sharing` are the batches that share the bound on bytes, this one among them: those of the first give way first.
    """

    bounds: Bounds
    notice: str | None = None
    members: dict[str, Member] = field(default_factory=dict)
    run: Run[Filed] = field(default_factory=lambda: Run(unpacked))
    joins: Run[bytes | Problem] = field(default_factory=lambda: Run(pickle.loads))
    joined: dict[str, str] = field(default_factory=dict)
    summaries: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    sharing: tuple[Gathering, ...] = ()

    def add(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Take in files, those in a zip each; one that goes beyond the bounds has its own line that says so."""
        tasks = []
        for name, content in self._each(files):
            if isinstance(content, bytes) and is_summary(content):
                self.summaries.append(name)
                continue
            key, member = str(len(self.members)), Member(name, None)
            self.members[key] = member
            if isinstance(content, Problem):
                member.problem = content
            elif not self._has_room_for(len(content)):
                member.problem = Problem(
                    "batch_full", details={"most": self.bounds.batch, "limit": self.bounds.batch_mb}
                )
            else:
                member.raw = content
                if not is_csv(name):
                    tasks.append(Task(key, name, judge, (key, name, content, self.notice)))
        self.run.add(*tasks)

    def follow_up(self) -> bool:
        """Once all is read, put each ledger into the one workbook that it can be of, and judge that anew: whether there was any."""
        if self.run.is_busy or self.joins.is_busy:
            return False
        found, tasks = dict(self.joins.found), dict[str, Task]()
        books = {key: member for key, member in self.members.items() if not is_csv(member.name)}
        batch = Batch(tuple(self._filed(key, each) or Filed(key, each.name) for key, each in books.items()))
        self.joins.found.clear()
        for key, answer in found.items():
            self._take(key, self.joins.why[key] if answer is None else answer)
        for key, member in self.members.items():
            if not is_csv(member.name) or member.raw is None:
                continue
            possible = workbooks_of(member.name, batch)
            whose = possible[0].key if len(possible) == 1 and possible[0].judgement is not None else ""
            if (raw := self.held(whose)) is None:
                member.raw, member.problem = None, Problem("csv_which_workbook" if possible[1:] else "csv_alone")
            elif whose not in tasks:  # one after another
                notice = possible[0].assessment.rulebook.notice.id
                tasks[whose] = Task(key, member.name, join, (raw, member.raw, member.name, notice))
                self.joined[key] = whose
        self.joins.add(*tasks.values())
        return bool(found or tasks)

    def _take(self, ledger: str, answer: bytes | Problem) -> None:
        """The workbook with a ledger in it, or why it is not."""
        self.members[ledger].raw, whose = None, self.joined[ledger]
        if isinstance(answer, Problem):
            self.members[ledger].problem = answer
            del self.joined[ledger]
        else:
            self.members[whose].raw = answer
            self.again(whose)

    def _has_room_for(self, size: int) -> bool:
        """Whether another file fits; the bytes of the oldest that are read are dropped where that helps."""
        if len(self.members) > self.bounds.batch:
            return False
        most, batches = self.bounds.batch_mb << 20, self.sharing or (self,)
        size += sum(len(member.raw or b"") for batch in batches for member in batch.members.values())
        for batch in batches if size <= most + sum(batch.read_bytes for batch in batches) else ():
            for key, member in batch.members.items():
                if size > most and member.raw is not None and key in batch.run.found:
                    size -= len(member.raw)
                    member.raw = None
        return size <= most

    @property
    def read_bytes(self) -> int:
        """How much of what is held is read, and can be dropped."""
        return sum(len(member.raw or b"") for key, member in self.members.items() if key in self.run.found)

    def again(self, key: str) -> None:
        """Judge a file anew with its answers; what was known of it stays until then."""
        member = self.members[key]
        given = (key, member.name, member.raw, self.notice, None, None, member.answers)
        self.run.add(Task(key, member.name, judge, given))

    @property
    def batch(self) -> Batch:
        """What is read so far, in the order in which the files came."""
        filed = (self._filed(key, member) for key, member in self.members.items())
        return Batch(tuple(file for file in filed if file is not None))

    @property
    def left_out(self) -> int:
        """How many files were not read, since the reading was stopped."""
        return sum(self._filed(*each) is None for each in self.members.items() if not is_csv(each[1].name))

    def _filed(self, key: str, member: Member) -> Filed | None:
        problem = member.problem
        if problem is None and key not in self.run.found:
            return None
        return self.run.found.get(key) or Filed(key, member.name, problem=problem or self.run.why[key])

    def held(self, key: str) -> bytes | None:
        """The bytes of a file, None where they are held no more."""
        return self.members[key].raw if key in self.members else None

    def _each(self, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes | Problem]]:
        """The files as they were dropped, and the workbooks and ledgers in a zip each by its name in it."""
        for name, raw in files:
            if not is_zip(name):
                yield name, raw
                continue
            why: Problem | None = Problem("archive", details={"kind": "empty"})
            try:
                for inside, content in members(raw):
                    if is_workbook(inside) or is_csv(inside):
                        why = None
                        yield inside, content
                    elif is_paper(inside):
                        self.papers.append(inside)
            except RefusedWorkbook as refused:
                why = refused.problem
            if why is not None:
                yield name, why
