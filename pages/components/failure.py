"""What a visitor sees when a page breaks: a sentence and the way out, never a traceback."""

from __future__ import annotations

import logging
import traceback

from pages.components import blocks, session

_LOG = logging.getLogger(__name__)


def failed(error: Exception) -> bool:
    """Called by Streamlit on an uncaught exception; True takes the place of its own message."""
    steps = "".join(traceback.format_tb(error.__traceback__))
    _LOG.error("A page broke: %s\n%s", type(error).__name__, steps)  # not its message, which may quote a cell
    _ = session.text()
    blocks.write(
        f'<div class="refused" role="alert"><b>{blocks.text(_("This page could not be shown."))}</b>'
        f"<p>{blocks.text(_('The fault is ours and has been logged. Choose another page, type or month above, or open the workbook again.'))}</p></div>"
    )
    return True
