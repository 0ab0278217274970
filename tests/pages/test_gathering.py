"""A batch while it is read: what is in it, what is left out, and who waits for whom."""

from __future__ import annotations

import gc
import os
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

from core.batch import Batch, Filed, packed, unpacked
from core.model import Month
from core.pipeline import read
from core.printers.office import summary
from pages.components import gathering, reading_queue
from pages.components.gathering import Gathering, Member
from pages.components.reading_queue import Bounds
from pages.components.runs import Progress, Run, Task
from pages.components.workers import Worker, WorkerDied, WorkerFailed
from tests.intake.books import Row, book
from tests.intake.test_archive import zipped
from tests.samples import raw

PDF, BOUNDS = b"%PDF-1.7", Bounds()


def gathered(*files: tuple[str, bytes], bounds: Bounds = BOUNDS) -> Gathering:
    found = Gathering(bounds)
    found.add(files)
    found.run.join()
    return found


def why(batch: Gathering) -> dict[str, str]:
    return {file.file: file.problem.code for file in batch.batch.files if file.problem is not None}


@pytest.mark.usefixtures("here")
def test_one_bad_file_never_stops_the_rest() -> None:
    found = gathered(("a.pdf", PDF), ("city.xlsx", raw("city")))
    assert [(file.file, file.judgement is not None) for file in found.batch.files] == [
        ("a.pdf", False),
        ("city.xlsx", True),
    ]


@pytest.mark.usefixtures("here")
def test_the_files_of_a_zip_are_files_of_the_batch_and_a_broken_zip_is_one_bad_file() -> None:
    found = gathered(("7月.zip", zipped({"a/1.xlsx": PDF, "a/2.xlsx": PDF})), ("b.zip", b"PK\x03\x04"), ("3.xlsx", PDF))
    assert why(found) == {
        "a/1.xlsx": "not_a_workbook",
        "a/2.xlsx": "not_a_workbook",
        "b.zip": "archive",
        "3.xlsx": "not_a_workbook",
    }


@pytest.mark.usefixtures("here")
def test_a_zip_is_its_workbooks_and_its_papers_are_named_as_a_folders_are() -> None:
    inside = {"a/1.xlsx": raw("city"), "a/证明.pdf": PDF, "a/~$1.doc": PDF, "a/report.docx": PDF}
    found = gathered(("7月.zip", zipped(inside)), ("b.pdf", PDF))
    assert ([file.file for file in found.batch.files], found.papers) == (["a/1.xlsx", "b.pdf"], ["a/证明.pdf"])


def test_a_zip_of_papers_alone_is_one_bad_file() -> None:
    assert why(gathered(("7月.zip", zipped({"a/1.pdf": PDF})))) == {"7月.zip": "archive"}


def followed(*files: tuple[str, bytes]) -> Gathering:
    """A batch with its ledgers in their workbooks."""
    found = gathered(*files)
    while found.follow_up():
        found.joins.join()
        found.run.join()
    return found


LEDGER = "日期,注册用户数,活跃用户数\n2026-09-01,100,40\n2026-09-02,100,42\n".encode()
PRODUCTS = "名称,类型,场景类别,上线日期\n甲,数据应用,交通,2026-01-01\n".encode()


def pilot(space: str, *months: Row) -> bytes:
    """A workbook of a pilot with a figure for each month."""
    basics = [["项目", "内容"], ["数据空间名称", f"{space}可信数据空间"], ["试点类型", "企业"]]
    return book({"月度统计": [["月份", "运营方开放数据集数"], *months]} if months else {}, basics=basics)


ALPHA, BETA = pilot("东海供应链"), pilot("西山供应链")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "name", ["03-日活记录.csv", "东海供应链9月日活.csv", "甲/日活记录.csv", "收到/03日活.csv"]
)  # by the name of the file, of the space, by the folder, and once more by the file's
def test_a_ledger_joins_the_one_workbook_that_it_can_be_of(name: str) -> None:
    found = followed(("甲/03.xlsx", ALPHA), ("04.xlsx", BETA), (name, LEDGER))
    by_name = {file.file: file for file in found.batch.files}
    assert (found.joined, why(found), found.left_out) == ({"2": "0"}, {}, 0)
    assert found.held("2") is None
    assert by_name["甲/03.xlsx"].assessment.as_of == Month(2026, 9)
    assert by_name["04.xlsx"].assessment.as_of is None


@pytest.mark.usefixtures("here")
def test_two_ledgers_of_one_workbook_join_it_one_after_the_other() -> None:
    found = followed(("03.xlsx", ALPHA), ("日活.csv", LEDGER), ("产品.csv", PRODUCTS))
    assert (found.joined, why(found)) == ({"1": "0", "2": "0"}, {})
    submission = read(found.held("0") or b"")
    assert {"daily", "products"} <= submission.ledgers.keys()


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("name", "others", "code"),
    [
        ("日活记录.csv", [("04.xlsx", BETA)], "csv_which_workbook"),
        ("1-日活.csv", [("10.xlsx", BETA)], "csv_which_workbook"),
        ("日活记录.csv", [("04.xlsx", PDF)], "csv_which_workbook"),
        ("04-日活.csv", [("04.xlsx", PDF)], "csv_alone"),
        ("03-日活记录.csv", [("03-日活(1).csv", LEDGER)], "csv_ledger_filled"),
    ],
)
def test_a_ledger_that_cannot_join_has_a_line_that_says_what_to_do(
    name: str, others: list[tuple[str, bytes]], code: str
) -> None:
    found = followed(("03.xlsx", ALPHA), *others, (name, LEDGER))
    assert why(found)[name] == code


@pytest.mark.usefixtures("here")
def test_of_two_months_of_one_pilot_a_ledger_joins_the_one_that_counts() -> None:
    earlier, later = (pilot("东海供应链", [month, 5]) for month in ("2026-08", "2026-09"))
    found = followed(("a.xlsx", later), ("b.xlsx", earlier), ("东海供应链-产品.csv", PRODUCTS))
    assert found.joined == {"2": "0"}


@pytest.mark.usefixtures("here")
def test_a_ledger_may_be_of_a_workbook_that_was_not_read() -> None:
    found = gathered(("03.xlsx", ALPHA), ("日活.csv", LEDGER))
    found.members["4"] = Member("04.xlsx", BETA)  # left out, since the reading was stopped
    assert (found.follow_up(), why(found)) == (False, {"日活.csv": "csv_which_workbook"})


@pytest.mark.usefixtures("here")
def test_a_summary_of_a_batch_is_no_file_of_one() -> None:
    found = gathered(("9月汇总.xlsx", summary(Batch(()), "zh")), ("1.xlsx", PDF))
    assert (found.summaries, list(why(found))) == (["9月汇总.xlsx"], ["1.xlsx"])


@pytest.mark.usefixtures("here")
def test_files_beyond_the_bounds_are_named_and_not_read() -> None:
    assert why(gathered(*((f"{n}.xlsx", PDF) for n in range(3)), bounds=Bounds(batch=2)))["2.xlsx"] == "batch_full"
    assert (
        why(gathered(("1.xlsx", PDF), ("2.xlsx", bytes(2 << 20)), bounds=Bounds(batch_mb=1)))["2.xlsx"] == "batch_full"
    )


@pytest.mark.usefixtures("here")
def test_what_is_read_gives_way_oldest_first_and_keeps_its_verdict() -> None:
    found = gathered(("1.xlsx", PDF + bytes(600_000)), ("2.xlsx", PDF), bounds=Bounds(batch_mb=1))
    found.add([("3.xlsx", PDF + bytes(600_000))])
    found.run.join()
    assert [found.held(key) is None for key in ("0", "1", "2")] == [True, False, False]
    assert len(found.batch.files) == 3


@pytest.mark.usefixtures("here")
def test_an_earlier_batch_shares_the_bound_and_gives_way_first() -> None:
    now, earlier = gathered(("1.xlsx", PDF + bytes(400_000)), bounds=Bounds(batch_mb=1)), Gathering(Bounds(batch_mb=1))
    now.sharing = earlier.sharing = (earlier, now)
    earlier.add([("8.xlsx", PDF + bytes(400_000))])
    earlier.run.join()
    now.add([("2.xlsx", PDF + bytes(400_000))])
    assert [earlier.held("0") is None, now.held("0") is None, now.held("1") is None] == [True, False, False]
    earlier.add([("9.xlsx", bytes(2 << 20))])
    assert (why(earlier)["9.xlsx"], now.held("0") is None) == ("batch_full", False)


@pytest.mark.usefixtures("here")
def test_what_waits_is_left_out_when_it_is_cancelled_and_more_can_be_added() -> None:
    with reading_queue.shared().ticket(), reading_queue.shared().ticket():
        found = Gathering(Bounds())
        found.add((f"{n}.pdf", PDF) for n in range(9))
        while len(found.run.progress.names) < reading_queue.bounds().parses:
            time.sleep(0.01)
        found.run.cancel()
        assert found.run.progress.total == 2
    found.run.join()
    found.add([("10.pdf", PDF)])
    found.run.join()
    assert [file.file for file in found.batch.files] == ["0.pdf", "1.pdf", "10.pdf"]
    assert not found.run.is_busy


@pytest.mark.usefixtures("here")
def test_the_batch_of_a_session_that_has_gone_is_read_no_further() -> None:
    threads = threading.active_count()
    with reading_queue.shared().ticket(), reading_queue.shared().ticket():
        run = Run(unpacked, *(Task(str(n), "a.pdf", gathering.judge, (str(n), "a.pdf", PDF, None)) for n in range(99)))
        gone = weakref.ref(run)
        del run
        gc.collect()
        until = time.monotonic() + 10
        while gone() is not None and time.monotonic() < until:  # its thread looks at it for a moment
            time.sleep(0.01)
        assert gone() is None
    while threading.active_count() > threads:
        time.sleep(0.01)


@pytest.mark.usefixtures("here")
def test_one_batch_is_read_at_a_time_and_the_next_knows_how_many_come_first() -> None:
    with reading_queue.shared().ticket(), reading_queue.shared().ticket():
        first, second = Gathering(Bounds()), Gathering(Bounds())
        first.add((f"{n}.pdf", PDF) for n in range(3))
        second.add([("a.pdf", PDF)])
        assert second.run.progress == Progress(0, 1, (), 1)
        while len(first.run.progress.names) < reading_queue.bounds().parses:
            time.sleep(0.01)
    for each in (first, second):
        each.run.join()
    assert second.run.progress == Progress(1, 1, (), 0)


def no_thread() -> None:
    raise RuntimeError("can't start new thread")


def raises() -> bytes:
    raise LookupError("a fault of the program")


def unreadable(_answer: bytes) -> Filed:
    raise LookupError("a fault of the program")


@pytest.mark.parametrize("read", [unpacked, unreadable])
@pytest.mark.usefixtures("here")
def test_an_exception_ends_the_task_with_a_sentence_and_the_next_is_done(
    read: Callable[[bytes], Filed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.faults.record", lambda _error: None)
    tasks = Task("0", "a.xlsx", raises, ()), Task("1", "b.xlsx", packed, (Filed("1", "b.xlsx"),))
    run = Run(read, *tasks)
    run.join()
    assert run.found == {"0": None, "1": Filed("1", "b.xlsx") if read is unpacked else None}
    assert {key: problem.code for key, problem in run.why.items()} == dict.fromkeys(
        "0" if read is unpacked else "01", "unexpected"
    )
    assert list(run.each(tasks)) == [(tasks[0], None), (tasks[1], Filed("1", "b.xlsx") if read is unpacked else None)]


@pytest.mark.usefixtures("here")
def test_a_run_that_can_go_no_further_ends_all_that_waits_and_nobody_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.faults.record", lambda _error: None)
    monkeypatch.setattr(threading.Thread, "start", lambda _thread: no_thread())
    found = gathered(("a.pdf", PDF), ("b.pdf", PDF))
    assert (why(found), found.run.is_busy) == ({"a.pdf": "unexpected", "b.pdf": "unexpected"}, False)


@pytest.mark.usefixtures("here")
def test_nobody_waits_for_what_was_left_out() -> None:
    task = Task("7", "a.xlsx", raises, ())
    assert list(Run(unpacked).each([task])) == [(task, None)]


def dies() -> None:
    os._exit(1)


def pid() -> int:
    print("what a library prints is no answer")
    return os.getpid()


@pytest.mark.slow
def test_a_worker_is_another_process_and_its_death_is_the_files_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TDS_LOG", str(tmp_path / "faults.log"))
    worker = Worker()
    with pytest.raises(WorkerFailed):
        worker.ask(raises)
    assert worker.ask(pid) not in (0, os.getpid())
    with pytest.raises(WorkerDied):
        worker.ask(dies)
    worker.close()
    run = Run(unpacked, Task("0", "a.xlsx", dies, ()), Task("1", "b.xlsx", packed, (Filed("1", "b.xlsx"),)))
    run.join()
    assert run.found == {"0": None, "1": Filed("1", "b.xlsx")}
