"""sources.toml → which table of which connection is which ledger; every slip of the file in one refusal."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from glob import glob
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from core.compiled import tables
from core.errors import SourcesError
from core.intake.words import header
from core.model import Rulebook, Text

#: What a connection may be, by the scheme of its address; those of files are relative to sources.toml.
FILES = ("parquet", "csv", "duckdb")
SCHEMES = (*FILES, "postgresql", "sc", "spark")
CONNECTION, SOURCE = ("url", "seconds"), ("connection", "table", "query", "columns")
ENVIRONMENT = "env:"
#: How long one query may take unless a connection says otherwise, and at most: a day.
SECONDS, LONGEST = 300, 86_400
#: Sources that are no sheet of the template: a row an event of a user, a row a registration.
EVENTS, REGISTRATIONS = "events", "registrations"
_OF_USERS: Mapping[str, Mapping[str, Text]] = {
    key: {name: Text(**texts) for name, texts in columns.items()}
    for key, columns in tables(Path(__file__).with_name("events.toml")).items()
}


class Connection(Struct, frozen=True):
    """Where tables are.  The address may hold a password: it is never shown, `key` names the connection."""

    key: str
    url: str
    seconds: int = SECONDS

    def __repr__(self) -> str:
        return f"Connection(key={self.key!r}, seconds={self.seconds!r})"

    @property
    def scheme(self) -> str:
        return self.url.partition(":")[0]

    @property
    def path(self) -> str:
        return self.url.partition("://")[2]


class Source(Struct, frozen=True):
    """A table, or a query, that holds a ledger; `columns` maps keys of its columns to names in the table."""

    key: str
    connection: Connection
    table: str | None = None
    query: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """How it is named to a reader: warehouse:dataspace.organisations, warehouse:query.events, or warehouse alone.

        Several queries of one connection have names of their own: problems are told apart by it.
        """
        what = self.table or (f"query.{self.key}" if self.query else "")
        return f"{self.connection.key}:{what}" if what else self.connection.key


def _heads(key: str, rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    """The headers of the columns that a source may have, by key: labels in both languages, then synonyms."""
    if key in _OF_USERS:
        return {name: label.every for name, label in _OF_USERS[key].items()}
    return {column.key: (*column.label.every, *column.synonyms) for column in rulebook.sheets[key].columns}


def matching(key: str, names: Collection[str], rulebook: Rulebook) -> dict[str, str]:
    """The key of each name that heads a column of a source: a label in either language, a synonym, or the key itself."""
    words: dict[str, str] = {}
    for own, heads in _heads(key, rulebook).items():
        words |= {header(each): own for each in (own, *heads) if header(each) not in words}
    return {name: words[header(name)] for name in names if header(name) in words}


def load(file: Path, rulebook: Rulebook) -> tuple[Source, ...]:
    """The sources of a file; SourcesError with every slip, a line each, where it cannot be used."""
    import tomllib  # nothing else that a command does needs it

    try:
        given = tomllib.loads(file.read_text("utf-8"))
    except OSError:
        raise SourcesError((f"{file}: there is no such file",)) from None
    except ValueError as error:
        raise SourcesError((f"{file}: not TOML: {error}",)) from None
    slips: list[str] = list(_unknown(file.name, given, ("connections", "sources")))
    named = _tables(file.name, given, "connections", slips)
    connections = dict(_connections(file, named, slips))
    sources = tuple(_sources(file, _tables(file.name, given, "sources", slips), named, connections, rulebook, slips))
    if not sources and not slips:
        slips.append(f"{file.name}: no [sources.…]: nothing is connected")
    if slips:
        raise SourcesError(tuple(map(_without_address, slips)))
    return sources


def _without_address(slip: str) -> str:
    """A slip up to the address that it may show, which may hold a password."""
    before, found, address = slip.partition("://")
    return slip if not found or address.startswith("…") else f"{before}{found}…"


def _tables(name: str, given: Mapping[str, Any], key: str, slips: list[str]) -> dict[str, dict[str, Any]]:
    found = given.get(key, {})
    if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
        slips.append(f"{name}: {key}: expected tables such as [{key}.name]")
        return {}
    return found


def _unknown(where: str, given: Collection[str], allowed: Collection[str]) -> Iterator[str]:
    for key in given:
        if key not in allowed:
            yield f"{where}: unknown key {key!r}; allowed: {', '.join(allowed)}"


def _connections(
    file: Path, tables: Mapping[str, Mapping[str, Any]], slips: list[str]
) -> Iterator[tuple[str, Connection]]:
    for key, table in tables.items():
        where = f"{file.name}: connections.{key}"
        slips += _unknown(where, table, CONNECTION)
        url, seconds = table.get("url"), table.get("seconds", SECONDS)
        if isinstance(url, str) and url.startswith(ENVIRONMENT):
            variable = url.removeprefix(ENVIRONMENT)
            if not variable.isidentifier():  # perhaps an address with its password: it is not shown
                slips.append(f"{where}: url: expected the name of a variable after {ENVIRONMENT}")
                continue
            url = os.environ.get(variable)
            if url is None:
                slips.append(f"{where}: the environment has no variable {variable}")
                continue
        if not isinstance(url, str) or url.partition("://")[0] not in (*SCHEMES, "postgres") or "://" not in url:
            slips.append(f"{where}: url: expected an address; allowed: {', '.join(f'{each}://…' for each in SCHEMES)}")
        elif isinstance(seconds, bool) or not isinstance(seconds, int) or not 1 <= seconds <= LONGEST:
            slips.append(f"{where}: seconds: expected a whole number from 1 to {LONGEST}, found {seconds!r}")
        else:
            yield key, Connection(key, _absolute(file, url.replace("postgres://", "postgresql://", 1)), seconds)


def _absolute(file: Path, url: str) -> str:
    scheme, _, path = url.partition("://")
    if scheme not in FILES:
        return url
    # duckdb:///space.duckdb means one beside the file where / has none
    there = path.startswith("/") and bool(glob(path))
    return f"{scheme}://{path if there else (file.parent / path.lstrip('/')).absolute()}"


def _sources(
    file: Path,
    tables: Mapping[str, Mapping[str, Any]],
    given: Collection[str],
    connections: Mapping[str, Connection],
    rulebook: Rulebook,
    slips: list[str],
) -> Iterator[Source]:
    allowed = [sheet.key for sheet in rulebook.sheets.values() if sheet.role in ("ledger", "days")] + [*_OF_USERS]
    for key, table in tables.items():
        where = f"{file.name}: sources.{key}"
        if key not in allowed:
            slips.append(f"{file.name}: unknown source {key!r}; allowed: {', '.join(allowed)}")
            continue
        slips += _unknown(where, table, SOURCE)
        wanted = table.get("connection")
        connection = connections.get(wanted) if isinstance(wanted, str) else None
        if connection is None:
            if wanted not in [*given]:  # else it has a slip of its own
                slips.append(f"{where}: connection: found {wanted!r}; allowed: {', '.join(given) or 'none is named'}")
            continue
        named = {name: table[name] for name in ("table", "query") if name in table}
        single = connection.scheme in ("parquet", "csv")
        if not all(isinstance(each, str) and each.strip() for each in named.values()):
            slips.append(f"{where}: table, query: expected text in quotation marks")
            continue
        if single and named:
            slips.append(f"{where}: {connection.scheme} files are one table: neither table nor query")
        elif not single and len(named) != 1:
            slips.append(f"{where}: expected either table or query")
        columns = _columns(where, key, table.get("columns", {}), rulebook, slips)
        query = named["query"].rstrip("; \n\r\t") if "query" in named else None
        yield Source(key, connection, named.get("table"), query, columns)
    if "daily" in tables and {*_OF_USERS} & {*tables}:
        slips.append(f"{file.name}: sources.daily and sources.events give the same figures: connect one of them")
    if REGISTRATIONS in tables and EVENTS not in tables:
        slips.append(f"{file.name}: sources.registrations gives figures beside sources.events alone")


def _columns(where: str, key: str, given: object, rulebook: Rulebook, slips: list[str]) -> dict[str, str]:
    if not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
        slips.append(f"{where}.columns: expected lines: a header = the name of a column")
        return {}
    known, found = matching(key, given, rulebook), {}
    for name, column in given.items():
        if name not in known:
            heads = ", ".join(each[0] for each in _heads(key, rulebook).values())
            slips.append(f"{where}.columns: unknown header {name!r}; allowed: {heads}")
        elif known[name] in found:
            slips.append(f"{where}.columns: {name!r}: this column stands twice")
        else:
            found[known[name]] = column
    return found
