"""A notice's folder → its tables; a folder that extends another holds only what differs from it.

In such a folder a table is merged key by key.  An array of entries (criteria, clauses, sheets, columns, …) is merged
entry by entry: one whose id the other folder has too changes that entry, any other is new and goes behind the entry
named before it.  `without` lists the ids of entries that this notice does not have.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.errors import RulebookError

ROOM = Path(__file__).parent
#: The notice for workbooks whose pilot no other notice is for.
DEFAULT = ROOM / "2025-pilot"
NOTICE, EXTENDS, WITHOUT = "notice", "extends", "without"
#: What a notice says of itself alone.
PILOTS = "pilots"
#: Arrays of entries, and the key that tells their entries apart.
ENTRIES = {
    **dict.fromkeys(("part", "clause", "criterion"), "id"),
    **dict.fromkeys(("profile", "sheet", "column"), "key"),
    "item": "number",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """The tables of a notice by file, and the bytes that they were read from."""

    tables: Mapping[str, dict[str, Any]]
    raw: bytes


def shipped() -> tuple[str, ...]:
    """The notices that are shipped, the default first."""
    found = sorted(path.parent.name for path in ROOM.glob(f"*/{NOTICE}.toml"))
    return tuple(sorted(found, key=lambda name: name != DEFAULT.name))


def folder_of(name: str | Path) -> Path:
    """The folder of a shipped notice, or the folder itself; RulebookError where there is none."""
    if str(name) in shipped():
        return ROOM / str(name)
    if not Path(name).is_dir():
        raise RulebookError(f"{name}: neither a folder nor one of the notices {', '.join(shipped())}")
    return Path(name)


def read(folder: Path, files: Iterable[str], optional: Iterable[str]) -> Folder:
    """The tables of a folder; RulebookError, by file, where one is missing or no TOML."""
    return _read(folder, tuple(files), tuple(optional), ())


def _read(folder: Path, files: tuple[str, ...], optional: tuple[str, ...], behind: tuple[Path, ...]) -> Folder:
    if folder in behind:
        raise RulebookError(f"{folder.name}/{NOTICE}.toml.{EXTENDS}: {folder.name} extends itself")
    own = {name: _file(folder, name) for name in (*files, *optional) if (folder / f"{name}.toml").exists()}
    raw = b"\0".join(content for _, (content, _table) in sorted(own.items()))
    extends = own[NOTICE][1].pop(EXTENDS, None) if NOTICE in own else None
    if extends is None:
        for name in files:
            if name not in own:
                raise RulebookError(f"{name}.toml: missing in {folder.name}")
        return Folder({name: table for name, (_content, table) in own.items()}, raw)
    base = _read(_extended(folder, extends), files, optional, (*behind, folder))
    base.tables[NOTICE].pop(PILOTS, None)
    merged = {name: _merged(base.tables.get(name, {}), own[name][1], f"{name}.toml") for name in own}
    return Folder({**base.tables, **merged}, base.raw + b"\0\0" + raw)


def _extended(folder: Path, name: object) -> Path:
    """The folder that one extends: beside it, or a shipped one."""
    beside = folder.parent / str(name)
    if isinstance(name, str) and (beside / f"{NOTICE}.toml").exists():
        return beside
    if name not in shipped():
        raise RulebookError(f"{NOTICE}.toml.{EXTENDS}: found {name!r}; allowed: {', '.join(shipped())}")
    return ROOM / str(name)


def _file(folder: Path, name: str) -> tuple[bytes, dict[str, Any]]:
    path = folder / f"{name}.toml"
    try:
        raw = path.read_bytes()
        return raw, tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulebookError(f"{path.name}: {error}") from error


def _merged(base: Mapping[str, Any], own: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A table with the keys of another in it."""
    merged = dict(base)
    gone = own.get(WITHOUT, [])
    for key, value in own.items():
        known = base.get(key)
        if key == WITHOUT:
            continue
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            merged[key] = _merged(known, value, f"{where}.{key}")
        elif key in ENTRIES and isinstance(known, list) and isinstance(value, list):
            merged[key] = _entries(known, value, ENTRIES[key], f"{where}.{key}")
        else:
            merged[key] = value
    if gone:
        _drop(merged, gone, where)
    return merged


def _entries(base: list[Any], own: list[Any], id: str, where: str) -> list[Any]:
    """The entries of an array with those of another in it."""
    merged = list(base)
    at = len(merged)
    for number, entry in enumerate(own, 1):
        if not isinstance(entry, Mapping) or id not in entry:
            raise RulebookError(f"{where}[{number}]: missing key {id!r}, which says what entry this is")
        place = next((i for i, each in enumerate(merged) if each.get(id) == entry[id]), None)
        if place is None:
            merged.insert(at, dict(entry))
        else:
            merged[place] = _merged(merged[place], entry, f"{where}[{number}]")
            at = place
        at += 1
    return merged


def _drop(merged: dict[str, Any], gone: object, where: str) -> None:
    """Takes out the entries that a notice does not have."""
    arrays = {key: ENTRIES[key] for key, value in merged.items() if key in ENTRIES and isinstance(value, list)}
    there = [entry.get(id) for key, id in arrays.items() for entry in merged[key]]
    for each in gone if isinstance(gone, list) else [gone]:
        if each not in there:
            raise RulebookError(f"{where}.{WITHOUT}: found {each!r}; allowed: {', '.join(map(str, there))}")
    for key, id in arrays.items():
        merged[key] = [entry for entry in merged[key] if entry.get(id) not in gone]  # type: ignore[operator]
