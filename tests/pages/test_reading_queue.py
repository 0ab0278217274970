"""How many workbooks are read at once, how many wait, and how many one session may send."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from core.model import Profile
from core.workbooks import next_month
from pages.components import downloads, reading_queue
from pages.components.reading_queue import Bounds, BusyError, Queue, TooManyError, allowed


def test_without_settings_two_are_read_at_once() -> None:
    assert Bounds.of({}) == Bounds(parses=2, waiting=20, a_session=30, minutes=10)


def test_each_setting_is_heard() -> None:
    environment = {"TDS_PARSES": "4", "TDS_WAITING": "0", "TDS_PARSES_A_SESSION": "7", "TDS_PARSES_MINUTES": " 3 "}
    assert Bounds.of(environment) == Bounds(4, 0, 7, 3)


@pytest.mark.parametrize("name", ["TDS_PARSES", "TDS_PARSES_A_SESSION", "TDS_PARSES_MINUTES"])
@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5"])
def test_a_setting_that_is_no_number_is_named(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=name):
        Bounds.of({name: text})


def test_a_free_place_is_given_at_once() -> None:
    with Queue(Bounds(parses=1)).ticket() as ticket:
        assert ticket.wait(0) == 0


def test_whoever_finds_no_place_is_told_how_many_are_before() -> None:
    places = Queue(Bounds(parses=1))
    with places.ticket(), places.ticket() as second, places.ticket() as third:
        assert (second.wait(0), third.wait(0)) == (1, 2)


def test_the_first_in_the_line_goes_first() -> None:
    places = Queue(Bounds(parses=1))
    with ExitStack() as line:
        reading = ExitStack()
        reading.enter_context(places.ticket())
        second = line.enter_context(places.ticket())
        third = line.enter_context(places.ticket())
        reading.close()
        assert (second.wait(0), third.wait(0)) == (0, 1)


def test_a_place_that_is_given_back_wakes_who_waits() -> None:
    places = Queue(Bounds(parses=1))
    seen: list[int] = []
    with places.ticket():
        entered = threading.Event()

        def waiting() -> None:
            with places.ticket() as ticket:
                entered.set()
                seen.append(ticket.wait(30))

        thread = threading.Thread(target=waiting)
        thread.start()
        assert entered.wait(30)
    thread.join(30)
    assert seen == [0]


def test_whoever_leaves_the_line_makes_room() -> None:
    places = Queue(Bounds(parses=1, waiting=1))
    with places.ticket():
        with places.ticket():
            pass
        with places.ticket() as next_:
            assert next_.wait(0) == 1


def test_a_reading_that_breaks_gives_its_place_back() -> None:
    places = Queue(Bounds(parses=1, waiting=0))
    with pytest.raises(RuntimeError), places.ticket():
        raise RuntimeError
    with places.ticket() as ticket:
        assert ticket.wait(0) == 0


def test_beyond_those_who_may_wait_one_is_sent_away() -> None:
    places = Queue(Bounds(parses=1, waiting=1))
    with places.ticket(), places.ticket(), pytest.raises(BusyError), places.ticket():
        pass


def test_as_many_as_are_allowed_may_be_sent() -> None:
    moments: list[float] = []
    for second in range(30):
        moments = allowed(moments, Bounds(), float(second))
    assert len(moments) == 30


def test_one_more_is_told_when_to_come_again() -> None:
    with pytest.raises(TooManyError) as caught:
        allowed([float(second) for second in range(30)], Bounds(), 300.0)
    assert caught.value.minutes == 5


def test_after_the_window_all_are_free_again() -> None:
    assert allowed([float(second) for second in range(30)], Bounds(), 700.0) == [700.0]


def test_a_sure_ticket_waits_where_others_are_sent_away() -> None:
    places = Queue(Bounds(parses=1, waiting=0))
    with places.ticket(), places.ticket(sure=True) as ticket:
        assert ticket.wait(0) == 1


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> Queue:
    """A server with one place, at which nobody may wait."""
    found = Queue(Bounds(parses=1, waiting=0))
    monkeypatch.setattr(reading_queue, "shared", lambda: found)
    return found


def test_work_with_a_large_workbook_takes_a_place(one: Queue) -> None:
    with reading_queue.turn_for(reading_queue.LARGE), pytest.raises(BusyError), one.ticket():
        pass


def test_work_with_a_small_workbook_takes_none(one: Queue) -> None:
    with reading_queue.turn_for(reading_queue.LARGE - 1), one.ticket() as ticket:
        assert ticket.wait(0) == 0


@pytest.mark.parametrize("export", ["scored_workbook", "next_months_workbook"])
def test_a_large_workbook_is_exported_in_its_turn(export: str, one: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def made(*_: object, **__: object) -> tuple[bytes, str]:
        with pytest.raises(BusyError), one.ticket():
            pass
        seen.append(True)
        return b"", ""

    monkeypatch.setattr(downloads, "scored_or_alone", made)
    monkeypatch.setattr(next_month, "next_months_workbook", made)
    large = bytes(reading_queue.LARGE)
    if export == "scored_workbook":
        downloads._scored(None, large, None, "zh")
    else:
        downloads._next_month(large, (), Profile.CITY, "zh")
    assert seen == [True]
