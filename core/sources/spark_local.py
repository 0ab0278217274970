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


#: The session that was started here, and its virtual machine; neither at first.
_started: dict[str, Any] = {}
_LOCK = threading.Lock()


def local_session() -> tuple[Any, Callable[[], None]]:
    """The session, started where there is none that runs, and how it is left.  Its machine writes to nobody's terminal."""
    with _LOCK:
        if _started and _started["process"].poll() is not None:
            # pyspark takes for granted that its machine lives as long as the process
            SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
            SparkSession._instantiatedSession = None
            _started.clear()
        if not _started:
            if (running := SparkSession.getActiveSession()) is not None:  # of whoever calls us
                return running, lambda: None
            conf = SparkConf().setAll([*SETTINGS.items()])
            launch: Any = launch_gateway  # it has no types
            gateway = launch(conf, {"stderr": subprocess.DEVNULL})
            session = SparkSession(SparkContext(conf=conf, gateway=gateway))
            _started.update(session=session, process=gateway.proc)
        return _started["session"], partial(_end, _started["process"])


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a machine; what py4j says of that to the root logger is no news."""
    logging.getLogger().addFilter(_is_not_of_py4j)
    process.kill()
    process.wait()


def _is_not_of_py4j(record: logging.LogRecord) -> bool:
    return record.module not in ("clientserver", "java_gateway")
