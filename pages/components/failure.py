"""What a visitor sees when a page breaks (a sentence and the way out), and what the server's log says of it."""

from __future__ import annotations

import logging
import threading
from typing import Any

from core import faults
from pages.components import blocks, session

_LOG = logging.getLogger(__name__)
_RECORD = logging.LogRecord


def failed(_error: Exception) -> bool:
    """Called by Streamlit on an uncaught exception, which it has logged; True takes the place of its own message."""
    _ = session.text()
    blocks.write(
        f'<div class="refused" role="alert"><b>{blocks.text(_("This page could not be shown."))}</b>'
        f"<p>{blocks.text(_('The fault is ours and has been logged. Choose another page, type or month above, or open the workbook again.'))}</p></div>"
    )
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
