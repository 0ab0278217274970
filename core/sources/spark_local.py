"""The one Spark session of this process, on a virtual machine that is ended where it answers no more."""

from __future__ import annotations

import logging
import subprocess
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from pyspark import SparkConf, SparkContext
from pyspark.java_gateway import launch_gateway
from pyspark.sql import SparkSession

SETTINGS = {
    "spark.app.name": "trusted-data-space-pilot",
    "spark.master": "local[*]",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.sql.warehouse.dir": str(Path(tempfile.gettempdir(), "tds-spark-warehouse")),  # none of our tables is in it
}


class _Machine(Struct):
    """The session that was started here, and its virtual machine; neither at first."""

    session: Any = None
    process: Any = None


_LOCK, _machine = threading.Lock(), _Machine()


def local_session() -> tuple[Any, Callable[[], None]]:
    """The session, started where there is none that runs, and how it is left.  Its machine writes to nobody's terminal."""
    with _LOCK:
        if _machine.process is not None and _machine.process.poll() is not None:
            _forget()
        if _machine.session is None:
            if (running := SparkSession.getActiveSession()) is not None:  # of whoever calls us
                return running, lambda: None
            conf = SparkConf().setAll([*SETTINGS.items()])
            launch: Any = launch_gateway  # it has no types
            gateway = launch(conf, {"stderr": subprocess.DEVNULL})
            _machine.session = SparkSession(SparkContext(conf=conf, gateway=gateway))
            _machine.process = gateway.proc
        return _machine.session, partial(_end, _machine.process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a machine; what py4j says of that to the root logger is no news."""
    logging.getLogger().addFilter(_is_not_of_py4j)
    process.kill()
    process.wait()


def _is_not_of_py4j(record: logging.LogRecord) -> bool:
    return record.module not in ("clientserver", "java_gateway")


def _forget() -> None:
    """Make pyspark forget a machine that has ended: it takes for granted that its own lives as long as the process."""
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    SparkSession._instantiatedSession = None
    _machine.session = _machine.process = None
