"""Files → pilots: which are of one pilot, which of those counts, and what is odd about that.

Files are of one pilot where nothing tells them apart: their spaces' names are the same but for marks, numbering and
forms of characters (`core.intake.alike.plain`), and so are their pilot types, and their operators, by 统一社会信用代码
where there is one, else by name.  A file that names no operator (no number in front of its name) is of the only pilot
of that name and type; where there are several, it is a pilot of its own, as is a file without a name of its space.
Pilots whose names only look alike all count, and are said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from core.assessment.judge import item_scores, total
from core.batch.nouns import Filed, Odd, Oddity
from core.compiled import tables
from core.intake.alike import numbering, plain, skeletons
from core.intake.words import name
from core.model import Assessment, Month, Outcome, Profile

SPACE, OPERATOR = "space_name", "operator_org"
#: What is sorted before every month.
NEVER = Month(1, 1)


class Batch(Struct, frozen=True, dict=True):
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
        """One file a pilot: that of the later month, of one month that which was saved last, else the last in order."""
        return self._sorted_out[0]

    @property
    def odd(self) -> tuple[Odd, ...]:
        return self._sorted_out[1]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """By key the name of each file, with as many of its folders as tell it from the others: no folder but those."""
        paths = [file.file.replace("\\", "/").split("/") for file in self.files]
        seen = Counter("/".join(path[-n:]) for path in paths for n in range(1, len(path) + 1))
        tails = (["/".join(path[-n:]) for n in range(1, len(path) + 1)] for path in paths)
        return {
            file.key: next((tail for tail in own if seen[tail] == 1), own[-1])
            for file, own in zip(self.files, tails, strict=True)
        }

    @cached_property
    def month(self) -> Month | None:
        """The month that most pilots are at, the later of two; None where none has any."""
        months = Counter(file.month for file in self.used)
        known = [(count, month) for month, count in months.items() if month is not None]
        return max(known)[1] if known else None

    @cached_property
    def ranks(self) -> Mapping[Profile, Ranks]:
        of_type = {profile: [file for file in self.used if file.assessment.profile is profile] for profile in Profile}
        return {profile: ranks(files) for profile, files in of_type.items()}


def _sorted_out(judged: Sequence[Filed]) -> tuple[tuple[Filed, ...], tuple[Odd, ...]]:
    """The file that counts of each pilot, in the order in which the pilots came; what is odd about any of them."""
    groups, used = _groups(judged), []
    for group in groups:
        latest = max(file.month or NEVER for file in group)
        of_it = [file for file in group if (file.month or NEVER) == latest]
        used.append(saved_last(of_it) or of_it[-1])
    odd = [each for group, best in zip(groups, used, strict=True) for each in _odd(group, best)]
    return tuple(used), (*odd, *_may_be_one(used))


def saved_last(files: Sequence[Filed]) -> Filed | None:
    """The file that was saved after all others, by a minute at least; None where one does not say when, or none is alone."""
    moments = [file.saved for file in files]
    known = [moment for moment in moments if moment is not None]
    if len(known) < len(files) or known.count(max(known)) > 1:
        return None
    return files[known.index(max(known))]


def pairs(earlier: Batch, now: Batch) -> dict[str, str]:
    """By key of a file that counts now, the key of the earlier one of the same pilot; none for pilots that are new."""
    found, before = {}, set(map(id, earlier.used))
    for group in _groups([*earlier.used, *now.used]):
        then, later = ([file for file in group if (id(file) in before) is side] for side in (True, False))
        if len(then) == len(later) == 1:
            found[later[0].key] = then[0].key
    return found


def named(texts: Sequence[str]) -> list[str]:
    """Names of spaces and organisations as they are compared; '' for nothing.

    >>> named(["华东供应链 可信数据空间", "（1）华东供应鏈可信数据空间", "华东供应链可信数据空间（2）", ""])
    ['华东供应链可信数据空间', '华东供应链可信数据空间', '华东供应链可信数据空间2', '']
    """
    return plain(list(map(_on_one_line, texts)))


def _on_one_line(text: str) -> str:
    return " ".join(name(text).split())


def _groups(judged: Sequence[Filed]) -> list[list[Filed]]:
    """The files of each pilot, in the order in which they came."""
    spaces = [file.entered(SPACE) for file in judged]
    numbers, operators = [numbering(_on_one_line(space)) for space in spaces], _operators(judged)
    alike: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, (file, space) in enumerate(zip(judged, named(spaces), strict=True)):
        alike[space or at, file.profile].append(at)
    groups = [
        group
        for places in alike.values()
        for numbered in _apart(places, numbers)
        for group in _apart(numbered, operators)
    ]
    return [[judged[at] for at in group] for group in sorted(groups)]


def _apart(places: Sequence[int], marks: Sequence[str]) -> list[list[int]]:
    """The places of each mark; those without any are with the only one, and alone where there are several."""
    if len({marks[at] for at in places} - {""}) <= 1:
        return [list(places)]
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at in places:
        found[marks[at] or at].append(at)
    return list(found.values())


def _operators(files: Sequence[Filed]) -> list[str]:
    """Who operates each file's space: the code, that of the only code of its name, else the name; '' for nothing."""
    names, codes = named([file.entered(OPERATOR) for file in files]), defaultdict[str, set[str]](set)
    for file, own in zip(files, names, strict=True):
        if file.code:
            codes[own].add(file.code)
    known = {own: next(iter(found)) for own, found in codes.items() if own and len(found) == 1}
    return [file.code or known.get(own, own) for file, own in zip(files, names, strict=True)]


def _odd(group: Sequence[Filed], used: Filed) -> Iterator[Odd]:
    by_month: defaultdict[Month | None, list[Filed]] = defaultdict(list)
    for file in group:
        by_month[file.month].append(file)
    for twins in by_month.values():
        if len(twins) > 1:
            yield Odd(Oddity.TWINS, tuple(twins), used.key if used in twins else None)
    if len(by_month) > 1:
        yield Odd(Oddity.MONTHS, tuple(group), used.key)
    if len({(file.entered(SPACE), file.entered(OPERATOR)) for file in group}) > 1:
        yield Odd(Oddity.NAMES, tuple(group), used.key)


def _may_be_one(used: Sequence[Filed]) -> Iterator[Odd]:
    """Pilots that are told apart and may be one: their spaces' names look alike, or their operator and type are the same."""
    looks = skeletons([_on_one_line(file.entered(SPACE)) for file in used])
    alike, theirs = defaultdict[Hashable, list[int]](list), defaultdict[Hashable, list[int]](list)
    for at, (file, look, operator) in enumerate(zip(used, looks, _operators(used), strict=True)):
        alike[look or at].append(at)
        theirs[operator or at, file.profile].append(at)
    said = [set(places) for places in alike.values()]
    for oddity, groups in ((Oddity.ALIKE, alike), (Oddity.OPERATOR, theirs)):
        for places in groups.values():
            if len(places) > 1 and (oddity is Oddity.ALIKE or not any(set(places) <= those for those in said)):
                yield Odd(oddity, tuple(used[at] for at in places), None)


# --- ranks by the unofficial score ----------------------------------------------------------------

MOST_MISSING = Fraction(tables(Path(__file__).with_name("ranks.toml"))["most_missing"])
#: The lower and the upper end of a score.
Ends = tuple[Fraction, Fraction]


class Ranks(Struct, frozen=True):
    """The best and the worst rank of each file by key, from 1; `missing` are those of which too much is missing."""

    by_key: Mapping[str, tuple[int, int]]
    missing: tuple[str, ...] = ()


def ranks(files: Sequence[Filed]) -> Ranks:
    """Ranks of pilots of one type, over equal weights and the rulebook's and whatever the unreported criteria come to.

    A pilot is ahead of another where its whole score, with all that is missing counted as 0, is above the other's
    with all of that in full.
    """
    missing = tuple(file.key for file in files if missing_share(file.assessment) > MOST_MISSING)
    ranked = [file for file in files if file.key not in missing]
    found: dict[str, tuple[int, int]] = {}
    for ends in zip(*(_ends(file.assessment) for file in ranked), strict=True):
        for file, (low, high) in zip(ranked, ends, strict=True):
            best, worst = 1 + sum(other[0] > high for other in ends), sum(other[1] >= low for other in ends)
            first, last = found.get(file.key, (best, worst))
            found[file.key] = min(first, best), max(last, worst)
    return Ranks(found, missing)


def missing_share(a: Assessment) -> Fraction:
    counts = a.verdict.counts
    applying = a.verdict.total - counts[Outcome.NOT_APPLICABLE]
    return Fraction(counts[Outcome.NO_DATA], applying) if applying else Fraction(1)


def _ends(a: Assessment) -> tuple[Ends, Ends]:
    """The ends of the score under the rulebook's weights, and under equal ones."""
    own = a.verdict.score_low, a.verdict.score_high
    if len({f.criterion.weight for f in a.findings}) == 1:
        return own, own
    equal = [replace(f, criterion=replace(f.criterion, weight=Fraction(1))) for f in a.findings]
    _score, low, high = total(item_scores(equal))
    return own, (low, high)
