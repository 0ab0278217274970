"""Files → pilots: which are of one pilot, which of those counts, and what is odd about that.

Two files are of one pilot where their spaces' names look alike (as `core.intake.alike` compares names) and their
operators do not differ: by 统一社会信用代码 where both have one, else by names that look alike.  A file without a name
of its space is of its operator's only pilot, or its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.batch.nouns import Filed, Odd, Oddity
from core.batch.ranks import Ranks, ranks
from core.intake.alike import skeletons
from core.intake.words import name
from core.model import Month, Profile

SPACE, OPERATOR = "space_name", "operator_org"
#: What is sorted before every month.
NEVER = Month(1, 1)


@dataclass(frozen=True)
class Batch:
    """Files in the order in which they came."""

    files: tuple[Filed, ...]

    @cached_property
    def judged(self) -> tuple[Filed, ...]:
        return tuple(file for file in self.files if file.judgement is not None)

    @cached_property
    def refused(self) -> tuple[Filed, ...]:
        return tuple(file for file in self.files if file.judgement is None)

    @cached_property
    def _sorted_out(self) -> tuple[tuple[Filed, ...], tuple[Odd, ...]]:
        return _sorted_out(self.judged)

    @property
    def used(self) -> tuple[Filed, ...]:
        """One file a pilot: that of the later month, of two of one month the one that came last."""
        return self._sorted_out[0]

    @property
    def odd(self) -> tuple[Odd, ...]:
        return self._sorted_out[1]

    @cached_property
    def month(self) -> Month | None:
        """The month that most pilots are at, the later of two; None where none has any."""
        months = Counter(file.assessment.as_of for file in self.used)
        known = [(count, month) for month, count in months.items() if month is not None]
        return max(known)[1] if known else None

    @cached_property
    def ranks(self) -> Mapping[Profile, Ranks]:
        """The ranks of each type's pilots among themselves."""
        of_type = {profile: [file for file in self.used if file.assessment.profile is profile] for profile in Profile}
        return {profile: ranks(files) for profile, files in of_type.items()}


def _sorted_out(judged: Sequence[Filed]) -> tuple[tuple[Filed, ...], tuple[Odd, ...]]:
    """The file that counts of each pilot, in the order in which the pilots came; what is odd about any of them."""
    groups = _groups(judged)
    used = [max(enumerate(group), key=lambda each: (each[1].assessment.as_of or NEVER, each[0]))[1] for group in groups]
    odd = [each for group, best in zip(groups, used, strict=True) for each in _odd(group, best)]
    return tuple(used), (*odd, *_other_names(used))


def pairs(earlier: Batch, now: Batch) -> dict[str, str]:
    """By key of a file that counts now, the key of the earlier one of the same pilot; none for pilots that are new."""
    found: dict[str, str] = {}
    for group in _groups([*earlier.used, *now.used]):
        then, later = ([file for file in side.used if file in group] for side in (earlier, now))
        found |= {file.key: then[0].key for file in later if then}
    return found


def named(texts: Sequence[str]) -> list[str]:
    """What is left of names of spaces and organisations when they are compared; '' for nothing.

    >>> named(["华东供应链 可信数据空间", "（1）华东供应鏈可信数据空间", ""])
    ['华东供应链可信数据空间', '华东供应链可信数据空间', '']
    """
    return skeletons(list(map(name, texts))) if any(texts) else list(texts)


def _groups(judged: Sequence[Filed]) -> list[list[Filed]]:
    """The files of each pilot, in the order in which they came."""
    spaces, operators = (named([file.entered(key) for file in judged]) for key in (SPACE, OPERATOR))
    groups: list[list[int]] = []
    for at, file in enumerate(judged):
        own = spaces[at] or f"\n{operators[at] or file.key}"
        for group in groups:
            first = group[0]
            theirs = spaces[first] or f"\n{operators[first] or judged[first].key}"
            if own == theirs and _one_operator(file, judged[first], operators[at], operators[first]):
                group.append(at)
                break
        else:
            groups.append([at])
    return [[judged[at] for at in group] for group in groups]


def _one_operator(one: Filed, other: Filed, name: str, other_name: str) -> bool:
    if one.code and other.code:
        return one.code == other.code
    return not (name and other_name) or name == other_name


def _odd(group: Sequence[Filed], used: Filed) -> Iterator[Odd]:
    by_month: defaultdict[Month | None, list[Filed]] = defaultdict(list)
    for file in group:
        by_month[file.assessment.as_of].append(file)
    for twins in by_month.values():
        if len(twins) > 1:
            yield Odd(Oddity.TWINS, tuple(twins), used.key if used in twins else None)
    if len(by_month) > 1:
        yield Odd(Oddity.MONTHS, tuple(group), used.key)
    if len({(file.entered(SPACE), file.entered(OPERATOR)) for file in group}) > 1:
        yield Odd(Oddity.NAMES, tuple(group), used.key)


def _other_names(used: Sequence[Filed]) -> Iterator[Odd]:
    """Pilots of one operator and type whose spaces have different names: one under two names, or two."""
    operators = named([file.entered(OPERATOR) for file in used])
    by_operator: defaultdict[tuple[str, str], list[Filed]] = defaultdict(list)
    for file, operator in zip(used, operators, strict=True):
        if file.code or operator:
            by_operator[file.code or operator, file.assessment.profile].append(file)
    for files in by_operator.values():
        if len(files) > 1:
            yield Odd(Oddity.NAMES, tuple(files), None)
