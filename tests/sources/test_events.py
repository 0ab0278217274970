"""Events and registrations give the daily record: distinct users and organisations a day, exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from core.intake import Connected
from core.printers.problems import ProblemPrinter
from core.rulebook import load
from tests.sources.spaces import connected, in_one

pytestmark = pytest.mark.slow

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(day) for day in range(40)]
Writer = Callable[[date | None], date | str | None]


def native(day: date | None) -> date | None:
    return day


def in_words(day: date | None) -> str | None:
    """The same day in one of three ways, by its number."""
    ways = (
        lambda d: d.isoformat(),
        lambda d: f"{d.year}年{d.month}月{d.day}日",
        lambda d: f"{d.year}/{d.month}/{d.day}",
    )
    return None if day is None else ways[day.day % 3](day)


def record(folder: Path, write: Writer, more: str = "") -> tuple[Connected, dict[date, tuple[int, int, int]]]:
    """The daily record of random events and registrations, and by day who was registered, active and registered as an organisation."""
    random, kind = Random(7), "DATE" if write is native else "VARCHAR"
    users = [f"u{number}" for number in range(60)]
    events = [(random.choice(users), random.choice(DAYS)) for _ in range(900)]
    spans = [(user, random.choice(DAYS) - timedelta(9)) for user in users for _ in range(random.choice([1, 1, 2, 4]))]
    stays = [
        (user, f"org{users.index(user) % 7}", since, random.choice([None, since + timedelta(random.randrange(30))]))
        for user, since in spans
    ]
    with duckdb.connect(str(folder / "space.duckdb")) as database:
        database.execute(f"CREATE TABLE logins (uid VARCHAR, day {kind})")
        database.execute(f"CREATE TABLE members (uid VARCHAR, org VARCHAR, since {kind}, until {kind})")
        database.executemany("INSERT INTO logins VALUES (?, ?)", [(user, write(day)) for user, day in events])
        rows = [(user, org, write(since), write(until)) for user, org, since, until in stays]
        database.executemany("INSERT INTO members VALUES (?, ?, ?, ?)", rows)
        database.execute(more or "SELECT 1")
    toml = """
        [connections.warehouse]
        url = "duckdb://space.duckdb"
        [sources.events]
        connection = "warehouse"
        table = "logins"
        columns = { "用户" = "uid", "Date" = "day" }
        [sources.registrations]
        connection = "warehouse"
        table = "members"
        columns = { "User" = "uid", "主体" = "org", "注册日期" = "since", "Deregistered on" = "until" }
    """
    there = {day: [each for each in stays if each[2] <= day and (each[3] is None or each[3] > day)] for day in DAYS}
    wanted = {
        day: (
            len({user for user, *_ in there[day]}),
            len({user for user, other in events if other == day}),
            len({org for _, org, *_ in there[day]}),
        )
        for day in sorted({day for _, day in events})
    }
    return connected(toml, folder)["daily"], wanted


@pytest.mark.parametrize("write", [native, in_words])
def test_distinct_users_and_organisations_a_day(write: Writer, tmp_path: Path) -> None:
    found, wanted = record(tmp_path, write)
    grid = found.grid
    assert grid is not None
    rows = [grid.row(number) for number in range(1, grid.height)]
    assert {date.fromisoformat(day): tuple(map(int, figures)) for day, *figures in rows} == wanted


def test_rows_that_cannot_be_counted_are_a_problem_a_column(tmp_path: Path) -> None:
    found, _ = record(
        tmp_path, in_words, "INSERT INTO logins VALUES (NULL, '2026-01-02'), ('u1', '六成'), ('u2', NULL)"
    )
    assert {each.details["name"]: each.details["count"] for each in found.problems} == {"uid": 1, "day": 2}


def test_sources_name_both_tables(tmp_path: Path) -> None:
    found, _ = record(tmp_path, native)
    assert found.table is not None
    assert found.table.columns["registered_users"] == "warehouse:members.uid"


def of_users(folder: Path, events: str, registrations: str | None = None) -> Connected:
    """The daily record of two SELECTs with columns of our names."""
    duckdb.connect(str(folder / "space.duckdb")).close()
    sources = {"events": f'query = "{events}"'}
    if registrations is not None:
        sources["registrations"] = f'query = "{registrations}"'
    return connected(in_one("duckdb://space.duckdb", sources), folder)["daily"]


def rows_of(found: Connected) -> list[list[object]]:
    assert found.grid is not None, found.problems
    return [found.grid.row(number) for number in range(1, found.grid.height)]


def unread(found: Connected) -> dict[str, tuple[object, ...]]:
    return {str(each.details["name"]): (each.details["count"], each.details.get("kind")) for each in found.problems}


def given(columns: str, *rows: str) -> str:
    return f"SELECT * FROM (VALUES {', '.join(f'({row})' for row in rows)}) given({columns})"


@pytest.mark.parametrize("blank", ["''", "'  '", "'\u3000'", "NULL"])
def test_blanks_are_nobody(blank: str, tmp_path: Path) -> None:
    day, since = "DATE '2026-06-01'", "DATE '2026-01-01'"
    events = given("user, member, date", f"'u1', 'm1', {day}", f"{blank}, {blank}, {day}")
    stays = given(
        "user, member, since", f"'u1', 'm1', {since}", f"{blank}, {blank}, {since}", f"'u2', {blank}, {since}"
    )
    found = of_users(tmp_path, events, stays)
    assert rows_of(found) == [["2026-06-01", 2.0, 1.0, 1.0, 1.0]]
    assert {count for count, _ in unread(found).values()} == {1}


def test_a_last_day_that_cannot_be_read_registers_nobody_for_ever(tmp_path: Path) -> None:
    events = given("user, date", "'u1', '2026-06-01'")
    last = ("'已注销'", "'2026-03-01'", "''", "NULL", "'2099/12/31'")
    stays = given("user, since, until", *(f"'u{at}', '2026-01-01', {each}" for at, each in enumerate(last)))
    found = of_users(tmp_path, events, stays)
    assert rows_of(found) == [["2026-06-01", 3.0, 1.0]]
    assert unread(found) == {"until": (1, None)}


def test_a_stay_that_ends_before_it_begins_is_said_to(tmp_path: Path) -> None:
    stays = given("user, since, until", "'u1', DATE '2026-03-01', DATE '2026-02-01'", "'u2', DATE '2026-01-01', NULL")
    found = of_users(tmp_path, given("user, date", "'u1', DATE '2026-06-01'"), stays)
    assert rows_of(found) == [["2026-06-01", 1.0, 1.0]]
    assert unread(found) == {"until": (1, "reversed")}
    for language, sentence in (("zh", "1行的“until”早于“since”"), ("en", "“until” is before “since”")):
        assert sentence in ProblemPrinter(language, load()).row(found.problems[0]).sentence


def test_days_that_there_are_not_count_nobody_out_of_time(tmp_path: Path) -> None:
    days = ("'2026-06-01'", "'infinity'", "'-infinity'", "'0044-03-15 (BC)'")
    events = given("user, date", *(f"'u{at}', DATE {day}" for at, day in enumerate(days)))
    stays = given("user, since, until", "'u0', DATE '2026-01-01', DATE 'infinity'", "'u1', DATE '-infinity', NULL")
    found = of_users(tmp_path, events, stays)
    assert ["2026-06-01", 2.0, 1.0] in rows_of(found)


def test_a_moment_of_an_event_is_the_day_in_china(tmp_path: Path) -> None:
    found = of_users(tmp_path, given("user, date", "'u1', TIMESTAMPTZ '2026-05-31 20:00Z'"))
    assert rows_of(found) == [["2026-06-01", 1.0]]


def test_a_user_of_a_type_that_no_cell_has_refuses_the_table(tmp_path: Path) -> None:
    found = of_users(tmp_path, "SELECT [1] AS user, DATE '2026-06-01' AS date")
    assert (found.grid, found.problems[0].details["kind"]) == (None, "wrong_type")
