"""What is so of each row, as array expressions that are 1 or 0 in every row of a range.

Two expressions a condition, as the indicators' three-valued logic has it: `surely` is 1 where it is
known to be so; `maybe` is 1 where it is not known not to be so.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """Array expressions of one condition; '1' stands for "so of every row"."""

    surely: str
    maybe: str

    def __and__(self, other: Condition) -> Condition:
        return Condition(_times(self.surely, other.surely), _times(self.maybe, other.maybe))

    def __or__(self, other: Condition) -> Condition:
        return Condition(_either(self.surely, other.surely), _either(self.maybe, other.maybe))

    def __invert__(self) -> Condition:
        return Condition(f"(1-{self.maybe})", f"(1-{self.surely})")


ALWAYS = Condition("1", "1")


def _times(one: str, other: str) -> str:
    return other if one == "1" else one if other == "1" else f"{one}*{other}"


def _either(one: str, other: str) -> str:
    return f"(({one}+{other})>0)"


def is_word(span: str, word: str, known: tuple[str, ...]) -> Condition:
    """The cell says `word`; a cell that says none of the `known` words may mean it."""
    said = f"({span}={text(word)})"
    listed = ",".join(text(each) for each in known)
    strange = f'({span}<>"")*ISNA(MATCH({span},{{{listed}}},0))'
    return Condition(said, f"({said}+{strange})")


def at_least(span: str, number: int) -> Condition:
    """The cell holds a number that reaches `number`; one without a number may."""
    return Condition(f"ISNUMBER({span})*({span}>={number})", f"(1-ISNUMBER({span})*({span}<{number}))")


def names_word(span: str, word: str, unknown: str) -> Condition:
    """The cell lists `word` among others; our mark for a cell that could not be read may mean it."""
    said = f'ISNUMBER(SEARCH({text(f"、{word}、")},"、"&{span}&"、"))'
    return Condition(said, f"({said}+({span}={text(unknown)}))")


def text(value: str) -> str:
    """A text inside a formula.

    >>> text('a"b')
    '"a""b"'
    """
    return '"' + value.replace('"', '""') + '"'


def pattern(value: str) -> str:
    """A text to SEARCH for, where * ? ~ would mean something else."""
    for special in "~*?":
        value = value.replace(special, "~" + special)
    return text(value)
