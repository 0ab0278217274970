"""A roster and a batch → the file of each name on the roster, each file of one name at most.

Sure matches are made first and taken out: the name of the space, then the operator where it has one line and one file.
What is left is matched where one name is part of the other, and refused files where the name is part of theirs: each
only where there is no other choice on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import reduce
from itertools import chain
from pathlib import PurePath

from msgspec import Struct

from core.batch.nouns import Filed, Roster, RosterLine
from core.batch.pilots import OPERATOR, SPACE, Batch, named
from core.batch.roster import GENERIC
from core.intake.words import name
from core.model import Profile

#: A name is part of another from so many characters on.
PART = 4


class Match(Struct, frozen=True):
    """A name on the roster and its file, None where it has none; whether only part of the name says so."""

    line: RosterLine
    file: Filed | None = None
    by_part: bool = False


class _Side(Struct, frozen=True):
    """A line or a file, with its names as they are compared."""

    at: int
    name: str
    operators: tuple[str, ...] = ()
    profile: Profile | None = None


def matched(batch: Batch, roster: Roster) -> tuple[Match, ...]:
    """A match a name, in the order of the roster."""
    lines, files, refused = _sides(batch, roster)
    found: dict[int, int] = {}
    for relation in (
        lambda line, file: _same_name(line, file) and _fits(line, file) and _same_operator(line, file),
        lambda line, file: _same_name(line, file) and _fits(line, file) and not _other_operator(line, file),
        _same_name,
        lambda line, file: _same_operator(line, file) and _fits(line, file) and _is_only_line(line, lines),
    ):
        found |= _only_choices(_left(lines, found), _left(files, found.values()), relation)
    sure = set(found)
    for others in (files, refused):
        parts = {file.at: _parts(lines, file, either_way=others is files) for file in others}
        left = [file for file in others if file.at not in found.values() and len(parts[file.at]) == 1]
        of_line = {line.at: [file for file in left if parts[file.at] == [line]] for line in _left(lines, found)}
        # Several files that cannot be read are of one pilot all the same: the last of them stands for it.
        found |= {at: those[-1].at for at, those in of_line.items() if len(those) == 1 or (those and others is refused)}
    every = (*batch.used, *batch.refused)
    return tuple(
        Match(line, every[found[at]], at not in sure) if at in found else Match(line)
        for at, line in enumerate(roster.lines)
    )


def workbooks_of(ledger: str, batch: Batch) -> list[Filed]:
    """The files that a ledger may be of, by its path: those whose file, space or operator its name bears, the longest of
    these names; else those beside it in its folder; else all.  Of several of one pilot the one that counts.
    """
    stem, files = _stem(ledger), batch.files
    names = {file.key: [own for own in _names(file) if own and own in named([stem])[0]] for file in files}
    for file in files:
        own = _stem(file.file)
        rest = stem.removeprefix(own)
        if stem.startswith(own) and not (own[-1:] + rest[:1]).isdigit():
            names[file.key].append(own)
    longest = {key: max(map(len, own), default=0) for key, own in names.items()}
    most = max(longest.values(), default=0)
    if most:
        found = [file for file in files if longest[file.key] == most]
    else:
        beside = [file for file in files if _folder(file.file) == _folder(ledger) != ""]
        found = beside or list(files)
    counting = [file for file in found if file in batch.used]
    return counting if len(counting) == 1 and all(file.judgement is not None for file in found) else found


def _names(file: Filed) -> list[str]:
    """What the names of a file's space and operator have of their own."""
    if file.judgement is None:
        return []
    space, operator = named([file.entered(SPACE), file.entered(OPERATOR)])
    return [own for own in (_own(space), operator) if len(own) >= PART]


def _folder(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[0]


def _stem(path: str) -> str:
    """A file's name without its ending, as names are compared."""
    return name(PurePath(path.replace("\\", "/")).stem)


def _sides(batch: Batch, roster: Roster) -> tuple[list[_Side], list[_Side], list[_Side]]:
    """The lines, the files that count and behind these the refused ones, their names compared together."""
    lines, used, refused = roster.lines, batch.used, batch.refused
    spaces = [line.name for line in lines], [file.entered(SPACE) for file in used], [file.name for file in refused]
    runs = [line.operator for line in lines], [file.entered(OPERATOR) for file in used]
    names, operators = (iter(named(list(chain.from_iterable(each)))) for each in (spaces, runs))
    # A list of units has the operator's name in place of the space's.
    of_lines = ((next(names), next(operators), line) for line in lines)
    return (
        [_Side(at, name, (own, name), line.profile) for at, (name, own, line) in enumerate(of_lines)],
        [_Side(at, next(names), (next(operators),), file.profile) for at, file in enumerate(used)],
        [_Side(at, next(names)) for at, _file in enumerate(refused, len(used))],
    )


def _left(sides: Sequence[_Side], taken: Collection[int]) -> list[_Side]:
    return [each for each in sides if each.at not in taken]


def _only_choices(
    lines: Sequence[_Side], files: Sequence[_Side], relation: Callable[[_Side, _Side], bool]
) -> dict[int, int]:
    """By place of a line that of its file, where each is the only choice of the other."""
    pairs = [(line.at, file.at) for line in lines for file in files if relation(line, file)]
    of_lines, of_files = [line for line, _file in pairs], [file for _line, file in pairs]
    return {line: file for line, file in pairs if of_lines.count(line) == of_files.count(file) == 1}


def _same_name(line: _Side, file: _Side) -> bool:
    return bool(line.name) and line.name == file.name


def _fits(line: _Side, file: _Side) -> bool:
    return line.profile in (None, file.profile)


def _same_operator(line: _Side, file: _Side) -> bool:
    return bool(file.operators[0]) and file.operators[0] in line.operators


def _other_operator(line: _Side, file: _Side) -> bool:
    return bool(line.operators[0] and file.operators[0]) and not _same_operator(line, file)


def _is_only_line(line: _Side, lines: Sequence[_Side]) -> bool:
    """Whether no other line has one of its operators."""
    own = set(line.operators) - {""}
    return all(other is line or own.isdisjoint(other.operators) for other in lines)


def _parts(lines: Sequence[_Side], file: _Side, *, either_way: bool) -> list[_Side]:
    """The lines whose name is part of the file's, or `either_way` the other way round; of names within names the longest."""
    inside = [line for line in lines if _is_part(line.name, file.name)]
    longest = [line for line in inside if not any(line.name != o.name and line.name in o.name for o in inside)]
    return longest + [line for line in lines if either_way and line not in inside and _is_part(file.name, line.name)]


def _is_part(short: str, long: str) -> bool:
    """Whether a name is part of another, and more than words that many names have."""
    return bool(_own(short)) and len(short) >= PART and short in long


def _own(name: str) -> str:
    """What a name has beside words that many have."""
    return reduce(lambda left, word: left.replace(word, ""), GENERIC, name)
