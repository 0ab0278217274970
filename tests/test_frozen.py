"""`core.frozen.dataclass` makes what the standard library's makes."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
from collections.abc import Callable
from functools import cached_property
from typing import Any

import pytest

from core import frozen

MAKERS = {"ours": frozen.dataclass, "standard": dataclasses.dataclass}


def shapes(dataclass: Callable[..., Any]) -> dict[str, Any]:
    """Classes of each shape that core has, by one of the two."""

    @dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 2
        seen: list[int] = dataclasses.field(default_factory=list, compare=False)
        secret: str = dataclasses.field(default="s", repr=False)

    @dataclass(frozen=True, slots=True)
    class Empty:
        pass

    @dataclass(frozen=True, slots=True)
    class One:
        of: Any

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Named:
        a: int
        b: int = 0

    @dataclass(frozen=True)
    class Open:
        a: int

        @cached_property
        def double(self) -> int:
            return self.a * 2

    @dataclass(frozen=True)
    class More(Open):
        b: int = 0

        def __post_init__(self) -> None:
            if self.b < 0:
                raise ValueError(self.b)

    @dataclass(frozen=True, eq=False)
    class Itself:
        a: int

    @dataclass(frozen=True, slots=True)
    class Own:
        a: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        a: int

    @dataclass
    class Mutable:
        a: int = 0

    return {name: value for name, value in locals().items() if isinstance(value, type)}


OURS, STANDARD = (shapes(maker) for maker in MAKERS.values())
#: What is done with a shape, and what it comes to.
USES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "repr": lambda c: repr([c["Point"](1), c["Empty"](), c["Named"](a=1), c["More"](1), c["Own"](1), c["Itself"](3)]),
    "defaults are made anew": lambda c: c["Point"](1).seen is c["Point"](1).seen,
    "given": lambda c: dataclasses.astuple(c["Point"](y=5, x=4, seen=[1], secret="")),
    "equal": lambda c: (c["Point"](1), c["Point"](1, seen=[3])) == (c["Point"](1, 2), c["Point"](1)),
    "unequal": lambda c: [c["Point"](1) == c["Point"](2), c["More"](1) == c["Open"](1), c["Open"](1) == 1],
    "what is no number equals itself": lambda c: [c["One"](one) == c["One"](one) for one in (float("nan"),)],
    "hash": lambda c: [hash(c["Point"](1)) == hash(c["Point"](1, seen=[3])), len({c["Empty"](), c["Empty"]()})],
    "identity": lambda c: c["Itself"](1) == c["Itself"](1),
    "own methods": lambda c: [c["Own"](1) == 5, hash(c["Own"](1)) == hash(c["Own"](1))],
    "replace": lambda c: repr(dataclasses.replace(c["Point"](1), y=9)) + repr(dataclasses.replace(c["More"](1), b=2)),
    "fields": lambda c: [[each.name for each in dataclasses.fields(shape)] for shape in c.values()],
    "match": lambda c: [shape.__match_args__ for shape in c.values()],
    "cached": lambda c: c["More"](4).double,
    "order": lambda c: sorted([c["Ordered"](2), c["Ordered"](1)])[0].a,
    "docs": lambda c: [shape.__doc__ for name, shape in c.items() if name == "Mutable"],
    "a mutable one": lambda c: setattr(c["Mutable"](), "a", 1),
    "slots": lambda c: [getattr(shape, "__slots__", None) for shape in c.values()],
}
#: What is refused.
REFUSED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "set": lambda c: setattr(c["Point"](1), "x", 2),
    "set where there are no slots": lambda c: setattr(c["Open"](1), "a", 2),
    "delete": lambda c: delattr(c["Point"](1), "x"),
    "missing": lambda c: c["Point"](),
    "unknown": lambda c: c["Point"](1, z=3),
    "by place": lambda c: c["Named"](1),
    "after it is made": lambda c: c["More"](1, -1),
    "hash of a list": lambda c: hash(c["One"]([])),
    "order": lambda c: c["Point"](1) < c["Point"](2),
}


@pytest.mark.parametrize("use", USES)
def test_a_frozen_class_does_what_the_standard_librarys_does(use: str) -> None:
    assert USES[use](OURS) == USES[use](STANDARD)


@pytest.mark.parametrize("use", REFUSED)
def test_it_refuses_in_the_same_words(use: str) -> None:
    with pytest.raises(Exception) as standard:  # noqa: PT011 - whatever it is, it is the same
        REFUSED[use](STANDARD)
    with pytest.raises(standard.type) as ours:
        REFUSED[use](OURS)
    assert str(ours.value) == str(standard.value)


@pytest.mark.parametrize("name", OURS)
def test_its_parameters_are_the_same(name: str) -> None:
    def parameters(shape: Any) -> list[Any]:
        found = inspect.signature(shape.__init__).parameters.values()
        return [(each.name, each.kind, each.default is inspect.Parameter.empty) for each in found]

    given = {"Empty": {}, "Point": {"x": 1}, "One": {"of": 1}}
    OURS[name](**given.get(name, {"a": 1}))  # its parameters are compiled with its first record
    assert parameters(OURS[name]) == parameters(STANDARD[name])


@frozen.dataclass(frozen=True, slots=True)
class Kept:
    a: int
    b: tuple[int, ...] = ()


def test_records_survive_pickling() -> None:
    assert pickle.loads(pickle.dumps(Kept(1, (2,)))) == Kept(1, (2,))
