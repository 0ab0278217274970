"""Files of a batch in words: what their pilots are called, and what is odd about files of one pilot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from core.batch import Filed, Odd, Oddity, saved_last
from core.documents import figures
from core.documents.texts import PROSE, many
from core.model import Outcome
from core.model.document import EMPTY, By, Joined, Value, Verbatim, say

#: So many of the files that are passed over are named.
NAMED = 5


class Note(Struct, frozen=True):
    """What is odd about files of one pilot, by key."""

    kind: Oddity
    wording: Value
    keys: tuple[str, ...]


def name_of(file: Filed) -> Value:
    space = file.assessment.submission.space
    return Verbatim(space) if space else say("unnamed space")


def named(prose: str, files: Sequence[Filed], *, by_file: bool = False) -> Value:
    """The sentence of that name about these pilots, or files."""
    return about(prose, [Verbatim(file.name) if by_file else name_of(file) for file in files])


def about(prose: str, names: Sequence[Value], by: By = "list") -> Value:
    """The sentence of that name about what bears these names; EMPTY where there are none."""
    return say(PROSE["some"][prose], names=Joined(tuple(names), by)) if names else EMPTY


def passed_over(names: Sequence[str]) -> Value:
    """That files of a folder or zip are no workbooks, with the names of the first; EMPTY where there are none."""
    first = Joined((*map(Verbatim, names[:NAMED]), *([Verbatim("…")] if names[NAMED:] else ())))
    return many("passed_over", len(names), names=first) if names else EMPTY


def note(odd: Odd, shown: Mapping[str, str]) -> Note:
    first, kind = odd.files[0], odd.oddity.value
    spaces = once([quoted(name_of(file)) for file in odd.files])
    operators = once([Verbatim(each) for file in odd.files if (each := file.entered("operator_org"))])
    slots: dict[str, Value] = {
        "pilot": quoted(name_of(first)),
        "n": figures.plain(len(odd.files)),
        "month": first.month or say("no month"),
        "files": Joined(tuple(Verbatim(shown[file.key]) for file in odd.files)),
        "used": Verbatim(shown[odd.used]) if odd.used else None,
        "spaces": Joined(spaces),
        "operator": operators[0] if operators else say("One operator"),
    }
    if odd.oddity is Oddity.NAMES:
        several = [each for each in (spaces, tuple(map(quoted, operators))) if len(each) > 1]
        slots["names"] = Joined(tuple(map(Joined, several)), "clauses")
    elif odd.oddity is Oddity.ALIKE:
        slots["names"] = Joined(once(tuple(map(_named, odd.files))), "clauses")
    elif odd.oddity is Oddity.TWINS and odd.used is None:
        kind = "twins_unused"
    elif odd.oddity is Oddity.TWINS and saved_last(odd.files):
        kind, slots["files"] = "twins_saved", Joined(tuple(_saved(shown[file.key], file) for file in odd.files))
    sentences = (say(PROSE["odd"][kind], **slots), *(_incomplete(odd, shown) if odd.oddity is Oddity.TWINS else ()))
    return Note(odd.oddity, Joined(sentences, "sentences"), tuple(file.key for file in odd.files))


def _saved(shown: str, file: Filed) -> Value:
    assert file.saved is not None, "it says when it was saved"
    return say("{file}, saved {moment}", file=Verbatim(shown), moment=Verbatim(f"{file.saved:%Y-%m-%d %H:%M}"))


def _incomplete(odd: Odd, shown: Mapping[str, str]) -> Iterator[Value]:
    """That the workbook which is used has data for fewer criteria than another of its month."""
    known = {file.key: -file.assessment.verdict.counts[Outcome.NO_DATA] for file in odd.files}
    most = max(known, key=known.__getitem__)
    if odd.used is not None and known[odd.used] < known[most]:
        files: dict[str, Value] = {"used": Verbatim(shown[odd.used]), "other": Verbatim(shown[most])}
        yield say("{used} has data for fewer criteria than {other}; check that it is complete.", **files)


def _named(file: Filed) -> Value:
    """A pilot by its name, operator and type."""
    operator = file.entered("operator_org")
    return Joined((quoted(name_of(file)), Verbatim(operator) if operator else EMPTY, file.profile), "commas")


def quoted(name: Value) -> Value:
    return say("“{name}”", name=name)


def once(values: Sequence[Value]) -> tuple[Value, ...]:
    """Each value once, in the order in which they come."""
    return tuple(each for at, each in enumerate(values) if each not in values[:at])
