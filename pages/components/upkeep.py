"""What goes on behind the pages: ended sessions are swept, uploads stay in memory, files in hand are read before a stop,
faults are logged without messages.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from starlette.formparsers import MultiPartParser
from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from core import faults
from pages.components import blocks, keeping, reading_queue
from pages.components.session import _

#: Seconds between two sweeps.
EVERY = 30.0
#: Bytes: more than an upload may have, so that none is spooled to disk while it arrives.
IN_MEMORY = 1 << 30
#: Seconds that files in hand are given when the server is asked to stop.
GRACE = 20.0
#: Seconds after which connections that do not close are cut when the server is asked to stop.
CLOSING = 8.0
_STOPPING = threading.Event()
_LOG = logging.getLogger(__name__)
_RECORD = logging.LogRecord


def keep_uploads_off_the_disk() -> None:
    """Keep uploads in memory: Starlette spools what is over 1 MiB to a temporary file."""
    MultiPartParser.spool_max_size = IN_MEMORY


def sweep() -> None:
    """Drop ended sessions, the downloads that no session refers to, and workbooks that were kept for their time."""
    keeping.shared().sweep()
    if not runtime.exists():
        return
    running = runtime.get_instance()
    sessions = running._session_mgr
    if isinstance(sessions, WebsocketSessionManager) and isinstance(sessions._session_storage, MemorySessionStorage):
        len(sessions._session_storage._cache)  # the question makes it drop what has expired
    gc.collect()
    running.media_file_mgr.remove_orphaned_files()


async def sweep_forever() -> None:
    """Sweep as long as the server runs; log failures and continue."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            sweep()
        except Exception:  # noqa: BLE001 - whatever it is, the next sweep may succeed
            _LOG.exception("A sweep failed")


# --- stopping -------------------------------------------------------------------------------


def is_stopping() -> bool:
    return _STOPPING.is_set()


def read_out_before_stopping() -> None:
    """Have SIGTERM stop the server once the files in hand were read, or after `GRACE` seconds; a second one at once.

    It would wait for answers under way however long they take: after `CLOSING` seconds more it is told not to.
    """
    stop = signal.getsignal(signal.SIGTERM)
    if callable(stop):
        signal.signal(signal.SIGTERM, partial(_asked_to_stop, stop))


def _asked_to_stop(stop: Callable[[int, FrameType | None], Any], number: int, frame: FrameType | None) -> None:
    if is_stopping():
        stop(number, frame)
    else:
        _STOPPING.set()
        threading.Thread(target=_stop_when_idle, args=(stop, number), daemon=True).start()


def _stop_when_idle(stop: Callable[[int, FrameType | None], Any], number: int) -> None:
    deadline = time.monotonic() + GRACE
    while not reading_queue.shared().is_idle() and time.monotonic() < deadline:
        time.sleep(0.1)
    stop(number, None)
    time.sleep(CLOSING)
    stop(signal.SIGINT, None)


# --- faults ---------------------------------------------------------------------------------


def failed(_error: Exception) -> bool:
    """Called by Streamlit on an uncaught exception, which it has logged; True takes the place of its own message."""
    way_out = _("The fault is ours and has been logged. Choose another page, type or month above, or open the workbook again.")  # fmt: skip
    blocks.refused(_("This page could not be shown."), way_out)
    return True


def log_without_messages() -> None:
    """From here on every logger of the process, Streamlit's too, shows an exception without its message."""
    logging.setLogRecordFactory(_record)
    threading.excepthook = lambda fault: _LOG.error("A thread broke", exc_info=fault.exc_value)


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A log record whose exception, if any, is shown as kinds and lines of code, and is kept in the log of faults."""
    record = _RECORD(*args, **kwargs)
    if isinstance(record.args, tuple):
        record.args = tuple(type(arg).__name__ if isinstance(arg, BaseException) else arg for arg in record.args)
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        faults.record(error)
        record.exc_info, record.exc_text = None, faults.steps(error)
    return record
