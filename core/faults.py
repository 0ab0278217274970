"""A fault of the program → an entry of the log: the kinds of the errors and the lines of code that raised them.

Their messages are left out, since they may quote a cell.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

#: The environment variable that names another file.
SETTING = "TDS_LOG"
#: What `log_file` reads from the environment.
NEEDED = (SETTING, "HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_STATE_HOME")
#: Bytes; a larger file is set aside as .old and a new one begun.
LARGEST = 1 << 20


def log_file() -> Path:
    """The file that faults are written to: TDS_LOG, else faults.log where the system keeps a user's logs."""
    if named := os.environ.get(SETTING):
        return Path(named)
    home = Path.home()
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = home / "Library" / "Logs"
    else:
        folder = Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state")
    return folder / "trusted-data-space" / "faults.log"


def steps(error: BaseException) -> str:
    """Kind and lines of code of an error, after those of the errors that caused it; no message and no variable."""
    return "\n".join(
        f"{type(each).__module__}.{type(each).__qualname__}\n{''.join(traceback.format_tb(each.__traceback__))}"
        for each in reversed(list(_causes(error)))
    )


def record(error: BaseException) -> Path | None:
    """Append a fault to the log; the file, or None where it cannot be written."""
    entry = f"{datetime.now().astimezone().isoformat(timespec='seconds')}\n{steps(error)}\n"
    try:
        path = log_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LARGEST:
            path.replace(path.with_suffix(".old"))
        with path.open("a", encoding="utf-8") as file:
            file.write(entry)
    except (OSError, RuntimeError):
        return None
    return path


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it was raised from or while handling, and so on; each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
