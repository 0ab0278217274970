"""Real servers on loopback for tests and benches: a PostgreSQL cluster, and a Spark Connect server.

`python -m tests.engines.servers NAME ADDRESS_FILE PID` runs one until that process has ended.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

PATIENCE = 120
#: A server of a test that crashes loses nothing that anybody wants.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=127.0.0.1")
SPARK_SETTINGS = {
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
}
#: Half the processor time of a first query; what runs for minutes is better off without.
SHORT_LIVED = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"


@contextmanager
def postgres() -> Iterator[str]:
    """An empty cluster of its own in a temporary folder; the address of its superuser, who needs no password."""
    programs = _programs()
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="tds-postgres-") as folder:
        if as_owner:
            shutil.chown(folder, "postgres")
        data, port = f"{folder}/data", free_port()
        initdb = [programs / "initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*as_owner, *initdb, "-D", data], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        server = [*as_owner, programs / "postgres", "-D", data, "-p", str(port), "-k", folder]
        with _running([*server, *(part for each in HASTY for part in ("-c", each))], "ready to accept", folder):
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def spark(memory: str = "1g", java: str = SHORT_LIVED) -> Iterator[str]:
    """A Connect server with two local cores; its address.  Starting and the first query take 15 s each.

    Stop a session before its server: a client that leaves later waits ten minutes for it.
    """
    import pyspark

    home, port = Path(pyspark.__file__).parent, free_port()
    with tempfile.TemporaryDirectory(prefix="tds-spark-") as folder:
        settings = SPARK_SETTINGS | {
            "spark.connect.grpc.binding.port": str(port),
            "spark.driver.extraJavaOptions": java,
            "spark.sql.warehouse.dir": f"{folder}/warehouse",
            "spark.local.dir": folder,
        }
        command = [home / "bin" / "spark-submit", "--master", "local[2]", "--driver-memory", memory]
        command += [part for pair in settings.items() for part in ("--conf", "=".join(pair))]
        command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
        with _running(
            command, "Spark Connect server started", folder, SPARK_HOME=str(home), SPARK_LOCAL_IP="127.0.0.1"
        ):
            yield f"sc://127.0.0.1:{port}"


@contextmanager
def cable(port: int) -> Iterator[tuple[int, Callable[[], None], Callable[[], None]]]:
    """Another port that leads to a server's, what cuts it, and what makes it swallow all that is sent."""
    ends: list[socket.socket] = []
    swallows = threading.Event()

    def carry(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while sent := one.recv(65536):
                if not swallows.is_set():
                    other.sendall(sent)

    def accept() -> None:
        with suppress(OSError):
            while True:
                ends.extend((near := listening.accept()[0], far := socket.create_connection(("127.0.0.1", port))))
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=carry, args=pair, daemon=True).start()

    def cut() -> None:
        for end in (listening, *ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        yield listening.getsockname()[1], cut, swallows.set
        cut()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _programs() -> Path:
    """The folder of PostgreSQL's server programs, which Debian keeps off the path."""
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else max(Path("/usr/lib/postgresql").glob("*/bin"))


@contextmanager
def _running(command: list[str | Path], ready: str, folder: str, **environment: str) -> Iterator[None]:
    """A program, from when its log says that it is ready until it is told to stop."""
    log = Path(folder, "log")
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=out, env=os.environ | environment, start_new_session=True
        )
    try:
        _wait_for(ready, process, log)
        yield
    finally:
        os.killpg(process.pid, signal.SIGINT)  # PostgreSQL's fast stop, and an ordinary end of Java
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(ready: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while ready not in log.read_text("utf-8", "replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"a server did not start:\n{log.read_text('utf-8', 'replace')[-2000:]}")
        time.sleep(0.1)


SERVERS: dict[str, Callable[[], AbstractContextManager[str]]] = {"postgres": postgres, "spark": spark}


def main(name: str, file: str, owner: str) -> None:
    """Runs a server, writes its address to a file, and stops it when a process is there no more."""
    with SERVERS[name]() as address:
        part = Path(f"{file}.part")
        part.write_text(address)
        part.rename(file)
        while Path(f"/proc/{owner}").exists():
            time.sleep(0.5)


if __name__ == "__main__":
    main(*sys.argv[1:])
