"""Sources → tables that take the place of sheets: a query or a few each, one sentence for what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from core.intake import Connected
from core.intake.headings import Heading, header_words
from core.intake.measures import VOLUMES, Measure, own_measure
from core.intake.words import bracketed, header
from core.model import Column, Place, Problem, Rulebook
from core.model.formulas import DAILY
from core.sources import events as of_users
from core.sources import groups
from core.sources.cells import NUMBERS, UNTIL
from core.sources.config import EVENTS, REGISTRATIONS, Connection, Source, matching
from core.sources.engines import Engine, Limits, Progress, SourceFailed
from core.sources.groups import KEY, connected

Clock = Callable[[], datetime]
#: So many columns of a table are named where the one that is meant is not there.
SHOWN = 20


def connect(
    sources: Sequence[Source],
    notices: Sequence[Rulebook],
    clock: Clock,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> dict[str, Connected]:
    """Every source read, by the key of its ledger; one that cannot be read is a problem and no rows.

    The columns are those of the first notice.
    """
    found: dict[str, Connected] = {}
    by_key = {source.key: source for source in sources}
    progress = progress or Progress()
    progress.of = len(by_key.keys() - {REGISTRATIONS})
    with _Reading(notices, clock, limits or Limits(), progress) as reading:
        for source in sources:
            if source.key == REGISTRATIONS:
                continue
            with_it = by_key.get(REGISTRATIONS) if source.key == EVENTS else None
            try:
                progress.begin(source.title)
                made = reading.daily(source, with_it) if source.key == EVENTS else reading.ledger(source)
            except SourceFailed as error:
                made = _failed(source, notices[0], SourceFailed("cancelled") if progress.cancelled else error)
            except Exception as error:  # noqa: BLE001 - whatever breaks a table, the rest is judged
                (made,) = broken([source], notices[0], error).values()
            progress.done += 1
            found[DAILY if source.key == EVENTS else source.key] = made
    return found


def _closed(engine: Engine) -> None:
    with suppress(Exception):  # what was read is read
        engine.close()


def _opened(connection: Connection) -> Engine:
    """The engine that an address names; each is imported when it is used."""
    if connection.scheme == "postgresql":
        from core.sources.postgres import Postgres

        return Postgres(connection)
    if connection.scheme in ("sc", "spark"):
        from core.sources.spark import Spark

        return Spark(connection)
    from core.sources.duck import Csv, Duck

    return Csv(connection) if connection.scheme == "csv" else Duck(connection)


def broken(sources: Sequence[Source], rulebook: Rulebook, error: Exception) -> dict[str, Connected]:
    """Every source as one that could not be read, by the key of its ledger."""
    named = {DAILY if each.key == EVENTS else each.key: each for each in sources if each.key != REGISTRATIONS}
    why = SourceFailed("broken", error=type(error).__name__)
    return {key: _failed(source, rulebook, why) for key, source in named.items()}


def _failed(source: Source, rulebook: Rulebook, error: SourceFailed) -> Connected:
    role = rulebook.sheets[DAILY if source.key == EVENTS else source.key].label
    return Connected(None, problems=(_problem(source, error.kind, role=role, **error.details),))


def _problem(source: Source, kind: str, **details: Any) -> Problem:
    named = {"kind": kind, "connection": source.connection.key, "source": source.title}
    return Problem("source_failed", Place(source.title, ours=False), details={**named, **details})


class _Reading(ExitStack):
    """What every source is read with: an engine a connection, opened where it is needed, and closed together."""

    def __init__(self, notices: Sequence[Rulebook], clock: Clock, limits: Limits, progress: Progress) -> None:
        super().__init__()
        self.notices, self.rulebook, self.clock, self.limits = notices, notices[0], clock, limits
        self._progress, self._engines = progress, dict[str, Engine | SourceFailed]()

    def engine(self, connection: Connection) -> Engine:
        """SourceFailed where there is none, as when it was first tried."""
        if connection.key not in self._engines:
            try:
                engine = self._engines[connection.key] = _opened(connection)
                self.callback(_closed, engine)
                self._progress.watch(engine)
            except SourceFailed as error:
                self._engines[connection.key] = error
        found = self._engines[connection.key]
        if isinstance(found, SourceFailed):
            raise found
        return found

    def ledger(self, source: Source) -> Connected:
        """A ledger, as groups of its rows."""
        sheet, begun, engine = self.rulebook.sheets[source.key], self.clock(), self.engine(source.connection)
        with engine.failing():
            wanted = groups.Wanted.of(sheet, self.notices)
            named = self._columns(engine, source, [each.key for each in wanted.columns])
            columns = [column for column in sheet.columns if column.key in named]
            if sheet.role != "days":
                _in_our_units(columns, named)
            frame = engine.table(source, named)
            with _by_own_name(named):
                if sheet.role == "days":
                    found = groups.every(engine, frame, self.limits)
                else:
                    found = groups.grouped(engine, frame, sheet, wanted, self.rulebook, self.limits)
        usable = [column for column in columns if column.key not in found.unusable]
        problems = tuple(
            _problem(source, "wrong_type", name=named[key], kind_of=kind) for key, kind in found.unusable.items()
        )
        own = {column.key: named[column.key] for column in usable}
        heads = {column.key: _head(column, own[column.key]) for column in usable}
        return replace(connected(source.title, usable, found, self._facts(begun, own), heads), problems=problems)

    def daily(self, events: Source, registrations: Source | None) -> Connected:
        """The daily record that events and registrations of users give."""
        sheet, begun = self.rulebook.sheets[DAILY], self.clock()
        counted, named = self._counted(events, of_users.active, (of_users.USER, of_users.DAY))
        names = {"date": named[of_users.DAY], **{of_users.ACTIVE[k]: named[k] for k in of_users.ACTIVE if k in named}}
        standing = None
        if registrations is not None:
            standing, own = self._counted(registrations, of_users.registered, (of_users.USER, of_users.SINCE))
            names |= {
                of_users.REGISTERED[k]: f"{registrations.title}.{own[k]}" for k in of_users.REGISTERED if k in own
            }
        found = of_users.daily(counted, standing)
        columns = [column for column in sheet.columns if KEY + column.key in found.table.column_names]
        made = connected(events.title, columns, found, self._facts(begun, names))
        pairs = ((events, counted, named), *([(registrations, standing, own)] if registrations and standing else []))
        problems = [each for source, one, columns_ in pairs for each in _unread(source, one, columns_)]
        return replace(made, problems=tuple(problems))

    def _counted(
        self, source: Source, count: Callable[..., of_users.Counted], needed: Sequence[str]
    ) -> tuple[of_users.Counted, dict[str, str]]:
        engine = self.engine(source.connection)
        with engine.failing():
            named = self._columns(engine, source)
            if lacking := next((key for key in needed if key not in named), None):
                raise SourceFailed("no_column", name=lacking, columns=engine.columns(source)[:SHOWN])
            with _by_own_name(named):
                return count(engine, engine.table(source, named), self.rulebook, self.limits), named

    def _columns(self, engine: Engine, source: Source, wanted: Sequence[str] | None = None) -> dict[str, str]:
        """Key → name in the table of the columns that it has: those that its file names, then those of equal names."""
        there = tuple(filter(str.strip, engine.columns(source)))
        if not there:
            raise SourceFailed("no_header")
        for name in source.columns.values():
            if name not in there:
                raise SourceFailed("no_column", name=name, columns=there[:SHOWN])
        meant = matching(source.key, there, self.rulebook)
        named = {**{key: name for name, key in meant.items()}, **source.columns}
        found = {key: name for key, name in named.items() if wanted is None or key in wanted}
        for key, name in found.items():
            others = [each for each in there if each == name or (key not in source.columns and meant.get(each) == key)]
            if len(others) > 1:
                raise SourceFailed("column_twice", name=others[0], other=others[1])
        if not found:
            raise SourceFailed("no_columns", columns=there[:SHOWN])
        return found

    def _facts(self, begun: datetime, named: Mapping[str, str]) -> dict[str, Any]:
        return {"columns": named, "read_at": begun, "seconds": (self.clock() - begun).total_seconds()}


@contextmanager
def _by_own_name(named: Mapping[str, str]) -> Iterator[None]:
    """What fails about a column under our key is said by its own name."""
    try:
        yield
    except SourceFailed as error:
        own = named.get(str(error.details.get("name")))
        raise SourceFailed(error.kind, **error.details | ({"name": own} if own else {})) from error


def _in_our_units(columns: Sequence[Column], named: Mapping[str, str]) -> None:
    """SourceFailed where a header multiplies figures: by then they are compared and summed as they stand."""
    for column in columns:
        name = named[column.key]
        if column.type not in NUMBERS or header(name) not in header_words((column,)):
            continue
        heading = Heading(0, name)
        factor, _ = heading.factor(own_measure(column, None), column)
        scaled = column.key in VOLUMES and any(
            (unit := Measure.of(text)).known and unit.scale != 1 for text in heading.units
        )
        if factor != 1 or scaled:
            raise SourceFailed("unit_factor", name=name)


def _head(column: Column, name: str) -> str:
    """The header of a column: its own name where brackets in it may say more than the template's, as a sheet's would."""
    return name if bracketed(name) and header(name) in header_words((column,)) else column.label.zh


def _unread(source: Source, counted: of_users.Counted, named: Mapping[str, str]) -> Iterator[Problem]:
    """One problem a column whose cells leave rows uncounted."""
    for key, rows in counted.unread.items():
        if rows:
            details = {"name": named.get(key, key), "count": rows}
            yield Problem("source_rows_unread", Place(source.title, ours=False), details=details)
    if counted.reversed:
        both = {"name": named[UNTIL], "other": named[of_users.SINCE], "count": counted.reversed}
        yield Problem("source_rows_unread", Place(source.title, ours=False), details={**both, "kind": "reversed"})
