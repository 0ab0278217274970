"""Frozen dataclasses that take less time to import: the standard library's, whose methods wait for their first use.

`dataclasses.dataclass(frozen=True)` compiles six functions a class when it is imported, with 200 classes a third of
what a command does before it begins.  Here `__init__` is compiled once a class makes its first record, and the other
methods are shared.  To types, tools and callers the classes are those of the standard library.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError
from dataclasses import field as field
from dataclasses import fields as fields
from dataclasses import is_dataclass as is_dataclass
from dataclasses import replace as replace
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True, kw_only=False, **others):
        """The decorator, for frozen classes; for others, and with other settings, it is the standard library's."""

        def made(cls):
            if others or not frozen:
                return dataclasses.dataclass(cls, frozen=frozen, slots=slots, eq=eq, kw_only=kw_only, **others)
            own = dataclasses.dataclass(cls, init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)
            methods = {"__init__": _waiting(own), "__repr__": _repr} | (_equality(own) if eq else {})
            methods |= {"__getstate__": _state, "__setstate__": _restore} if slots else {}
            for name, method in methods.items():
                if own.__dict__.get(name) is None:
                    setattr(own, name, method)
            own.__setattr__, own.__delattr__ = _refuse_to_set, _refuse_to_delete
            return own

        return made if cls is None else made(cls)


def _waiting(cls: type) -> Any:
    """An `__init__` that makes way for the one that it compiles."""

    def __init__(self: Any, /, *given: Any, **named: Any) -> None:  # noqa: N807 - it is that method until the first call
        cls.__init__ = compiled = _compiled(cls)  # type: ignore[misc]
        compiled(self, *given, **named)

    return __init__


def _compiled(cls: Any) -> Any:
    """The `__init__` that sets each field, in their order, and then calls `__post_init__`."""
    names: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    positional, named, lines = ["self"], list[str](), list[str]()
    for each in (each for each in fields(cls) if each.init):
        value, default = each.name, ""
        if each.default is not MISSING:
            names[f"_default_{each.name}"], default = each.default, f"=_default_{each.name}"
        elif each.default_factory is not MISSING:
            names[f"_make_{each.name}"], default = each.default_factory, "=_missing"
            value = f"_make_{each.name}() if {each.name} is _missing else {each.name}"
        (named if each.kw_only else positional).append(each.name + default)
        lines.append(f"_set(self, {each.name!r}, {value})")
    lines += ["self.__post_init__()"] if hasattr(cls, "__post_init__") else []
    parameters = ", ".join([*positional, *(["*"] if named else []), *named])
    exec(f"def __init__({parameters}):\n " + "\n ".join(lines or ["pass"]), names)
    names["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return names["__init__"]


def _equality(cls: Any) -> dict[str, Any]:
    """Records of one class are equal where their fields are, and then have one hash."""
    compared = [each.name for each in fields(cls) if each.compare]
    if len(compared) > 1:
        values: Any = attrgetter(*compared)
    else:
        values = lambda record: tuple(getattr(record, name) for name in compared)  # noqa: E731

    def equal(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return {"__eq__": equal, "__hash__": lambda self: hash(values(self))}


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_to_set(_self: Any, name: str, _value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    """What a record with slots is pickled as."""
    return [getattr(self, each.name) for each in fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
