"""Drop what ended sessions leave behind, also while there are no other visitors.

Streamlit keeps a disconnected session for two minutes, and a downloaded file until two checks have
found that no session refers to it; but it checks only when another session ends.
"""

from __future__ import annotations

import asyncio
import gc
import logging

from starlette.formparsers import MultiPartParser
from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

_LOG = logging.getLogger(__name__)

#: Seconds between two sweeps.
EVERY = 30.0
#: Bytes: more than an upload may have, so that none is spooled to disk while it arrives.
IN_MEMORY = 1 << 30


def keep_uploads_off_the_disk() -> None:
    """Keep uploads in memory: Starlette spools what is over 1 MiB to a temporary file."""
    MultiPartParser.spool_max_size = IN_MEMORY


def sweep() -> None:
    """Drop ended sessions and the downloads that no session refers to."""
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
