"""What is made of our own files is kept in a __pycache__, as Python keeps modules; never out of date.

The name of what is kept has a digest of what it was made from.  Where nothing can be written it is made each time.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

CORE = Path(__file__).parent
EXACT = {("decimal", "Decimal"): Decimal, ("datetime", "date"): date}
#: A compiled pattern is as private to one Python as its bytecode.
PYTHON = f"{sys.implementation.cache_tag}-{sys.byteorder}"


def kept(folder: Path, name: str, ending: str, source: bytes, make: Callable[[], bytes]) -> bytes:
    """What `make` makes of the source, or made of it at an earlier start."""
    file = folder / "__pycache__" / f"{name}-{hashlib.sha256(source).hexdigest()[:16]}.{ending}"
    with suppress(OSError):
        return file.read_bytes()
    made = make()
    with suppress(OSError):  # the folder may be read-only
        file.parent.mkdir(exist_ok=True)
        (part := file.with_suffix(f".{os.getpid()}")).write_bytes(made)
        part.replace(file)
    return made


def tables(file: Path, raw: bytes | None = None) -> dict[str, Any]:
    """The tables of a TOML file, whose content may have been read before, with exact numbers.

    OSError, UnicodeDecodeError or tomllib.TOMLDecodeError where it is none.  Only files of ours are kept.
    """
    raw = file.read_bytes() if raw is None else raw
    if CORE not in file.resolve().parents:
        return _parsed(raw)
    packed = kept(CORE, file.stem, "tables", raw, lambda: pickle.dumps(_parsed(raw)))
    try:
        found: dict[str, Any] = _Plain(BytesIO(packed)).load()
    except (EOFError, LookupError, ValueError, pickle.UnpicklingError):
        return _parsed(raw)
    return found


def _parsed(raw: bytes) -> dict[str, Any]:
    import tomllib  # a command that finds everything compiled never needs it

    return tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)


class _Plain(pickle.Unpickler):
    """Texts, numbers, dates, lists and tables, and nothing that could run."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in EXACT:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return EXACT[module, name]


def long_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """As re.compile, for long patterns: Python takes two to five microseconds a letter each time it compiles one."""
    packed = kept(CORE, PYTHON, "pattern", f"{flags:d} {source}".encode(), lambda: _coded(source, flags))
    try:
        compiled: re.Pattern[str] = import_module("_sre").compile(*_Plain(BytesIO(packed)).load())
    except (ImportError, EOFError, LookupError, RuntimeError, TypeError, ValueError, pickle.UnpicklingError):
        return re.compile(source, flags)
    return compiled


def _coded(source: str, flags: int) -> bytes:
    """What Python's own compiler hands to its engine; nothing where another Python has no such compiler."""
    try:
        parser, compiler = import_module("re._parser"), import_module("re._compiler")
        tree = parser.parse(source, flags)
        code = [int(each) for each in compiler._code(tree, flags)]
        names = {number: name for name, number in tree.state.groupdict.items()}
        groups = tuple(names.get(number) for number in range(tree.state.groups))
        return pickle.dumps(
            (source, int(flags | tree.state.flags), code, tree.state.groups - 1, tree.state.groupdict, groups)
        )
    except (ImportError, AttributeError, TypeError):
        return b""
