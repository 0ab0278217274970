"""Events and registrations give the daily record: distinct users and organisations a day, exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from core.intake import Connected
from tests.sources.spaces import connected

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
