"""What sessions leave behind is swept away: Streamlit forgets an ended session only when the next one ends.

A session that lost its browser is kept for two minutes, for a reconnection; a file that was downloaded
stays until two looks at the downloads have found that nobody shows it any more.  Without other
visitors neither would ever happen, so it is made to.
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

#: Seconds between two looks.
EVERY = 30.0
#: Bytes; beyond what an upload may come to, so that none is laid down on disk while it arrives.
IN_MEMORY = 1 << 30


def keep_uploads_off_the_disk() -> None:
    """Starlette puts whatever is over 1 MiB into a temporary file; here it stays in memory."""
    MultiPartParser.spool_max_size = IN_MEMORY


def sweep() -> None:
    """Lets go of the sessions that have ended and of the downloads that nobody shows any more."""
    if not runtime.exists():
        return
    running = runtime.get_instance()
    sessions = running._session_mgr
    if isinstance(sessions, WebsocketSessionManager) and isinstance(sessions._session_storage, MemorySessionStorage):
        len(sessions._session_storage._cache)  # the question makes it drop what has expired
    gc.collect()
    running.media_file_mgr.remove_orphaned_files()


async def sweeping() -> None:
    """The same again and again, for as long as the server runs; one look that breaks is not the last."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            sweep()
        except Exception:  # noqa: BLE001 - whatever it is, the next look may succeed
            _LOG.exception("A look at what ended sessions leave behind broke")
