"""A notice's folder → its tables; a folder that extends another holds only what differs from it.

In such a folder a table is merged key by key.  An array of entries (criteria, clauses, sheets, columns, …) is merged
entry by entry: one whose id the other folder has too changes that entry, any other is new and goes behind the entry
named before it.  `without` lists the ids of entries that this notice does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from core.compiled import tables
from core.errors import RulebookError
from core.model import Profile
from core.rulebook.strict import known

ROOM = Path(__file__).parent
#: The notice for workbooks whose pilot no other notice is for.
DEFAULT = ROOM / "2025-pilot"
FOUNDATION, PLAUSIBILITY, NOTICE = "foundation", "plausibility", "notice"
#: What every notice has; questions of its own (PLAUSIBILITY) are optional.
FILES = (NOTICE, "fields", "formulas", FOUNDATION, *Profile)
EXTENDS, WITHOUT = "extends", "without"
#: Arrays of entries, and the key that tells their entries apart.
ENTRIES = {
    **dict.fromkeys(("part", "clause", "criterion"), "id"),
    **dict.fromkeys(("profile", "sheet", "column"), "key"),
    "item": "number",
}


@cache
def shipped() -> tuple[str, ...]:
    """The notices that are shipped, the default first."""
    found = (path.parent.name for path in ROOM.glob(f"*/{NOTICE}.toml"))
    return tuple(sorted(found, key=lambda name: (name != DEFAULT.name, name)))


def folder_of(name: str | Path) -> Path:
    """The folder of a shipped notice, or the folder itself; RulebookError where there is none."""
    if str(name) in shipped():
        return ROOM / str(name)
    if not Path(name).is_dir():
        raise RulebookError(f"{name}: neither a folder nor one of the notices {', '.join(shipped())}")
    return Path(name)


def parsed(path: Path) -> tuple[bytes, dict[str, Any]]:
    """A TOML file, and its tables with exact numbers; RulebookError, by name, where it is none."""
    try:
        raw = path.read_bytes()
        return raw, tables(path, raw)
    except (OSError, ValueError) as error:
        raise RulebookError(f"{path.name}: {error}") from error


def read(folder: Path, behind: tuple[Path, ...] = ()) -> tuple[dict[str, dict[str, Any]], bytes]:
    """The tables of a folder by file, and the bytes that they were read from; `behind` are those that extend it.

    RulebookError, by file, where one is missing or no TOML.
    """
    if folder in behind:
        raise RulebookError(f"{folder.name}/{NOTICE}.toml.{EXTENDS}: {folder.name} extends itself")
    there = {name: folder / f"{name}.toml" for name in (*FILES, PLAUSIBILITY)}
    files = {name: parsed(path) for name, path in there.items() if path.exists()}
    raw = b"\0".join(content for _, (content, _table) in sorted(files.items()))
    own = {name: table for name, (_content, table) in files.items()}
    extends = own[NOTICE].pop(EXTENDS, None) if NOTICE in own else None
    if extends is None:
        for name in FILES:
            if name not in own:
                raise RulebookError(f"{name}.toml: missing in {folder.name}")
        return own, raw
    beside = folder.parent / str(extends)
    if not (beside / f"{NOTICE}.toml").exists():
        beside = ROOM / known(f"{NOTICE}.toml.{EXTENDS}", extends, shipped())
    base, raw_base = read(beside, (*behind, folder))
    base[NOTICE].pop("pilots", None)  # each notice says for itself whom it is for
    merged = {name: _merged(base.get(name, {}), table, f"{name}.toml") for name, table in own.items()}
    return {**base, **merged}, raw_base + b"\0\0" + raw


def _merged(base: Mapping[str, Any], own: Mapping[str, Any], where: str) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        before = base.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            merged[key] = _merged(before, value, f"{where}.{key}")
        elif key in ENTRIES and isinstance(before, list) and isinstance(value, list):
            merged[key] = _entries(before, value, ENTRIES[key], f"{where}.{key}")
        else:
            merged[key] = value
    return _without(merged, merged.pop(WITHOUT), where) if WITHOUT in own else merged


def _entries(base: list[Any], own: list[Any], id: str, where: str) -> list[Any]:
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


def _without(merged: Mapping[str, Any], gone: Any, where: str) -> dict[str, Any]:
    """A table without the entries that a notice does not have."""
    arrays = {key: merged[key] for key in ENTRIES if isinstance(merged.get(key), list)}
    there = [entry.get(ENTRIES[key]) for key, entries in arrays.items() for entry in entries]
    for each in gone if isinstance(gone, list) else [gone]:
        known(f"{where}.{WITHOUT}", each, there)
    kept = {key: [e for e in entries if e.get(ENTRIES[key]) not in gone] for key, entries in arrays.items()}
    return {**merged, **kept}
