"""The server: warms up, sends security headers, speaks the reader's language in the HTML shell.

`streamlit run app.py`; the script it runs for every visitor is pages/shell.py.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from pages.components import keeping, reading_queue, tables
from pages.components.server import Responses, asset, keep, ready, serve_older_syntax
from pages.components.upkeep import (
    failed,
    keep_uploads_off_the_disk,
    log_without_messages,
    read_out_before_stopping,
    sweep_forever,
)

SHELL = Path(__file__).parent / "pages" / "shell.py"
#: What the first visitor would wait for.
WARM = (
    "pandas",
    "core.pipeline",
    "core.workbooks.scored",
    "core.workbooks.ledger_csv",
)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, object]]:
    """Imports and the rulebook first; then the collector need not look at them after every rerun."""
    log_without_messages()
    for module in WARM:
        importlib.import_module(module)
    from pages.components import session

    session.rulebook()
    keep_uploads_off_the_disk()
    reading_queue.bounds()
    if tables.shared():  # SourcesError, now and not before a visitor, where its file cannot be used
        tables.shared().read()
    keeping.shared()
    read_out_before_stopping()
    gc.collect()
    gc.freeze()
    sweeper = asyncio.create_task(sweep_forever())
    try:
        yield {}
    finally:
        sweeper.cancel()


serve_older_syntax()
app = st.App(
    SHELL,
    lifespan=lifespan,
    on_script_error=failed,
    middleware=[Middleware(Responses)],
    routes=[
        Route("/house/ready", ready),
        Route("/house/{name}", asset),
        Route("/house/keep/{ticket}", keep, methods=["POST"]),
    ],
)
