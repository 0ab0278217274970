"""Text of the sender's own → text that a file can hold: no control characters, no change of direction, no endless line."""

from __future__ import annotations

import re

#: What XML 1.0 forbids, and the marks that turn the direction of the text after them.
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_SPACE = re.compile(r"\s+")


def plain(text: str, longest: int | None = None) -> str:
    r"""One line of text without what a file cannot hold, cut where it is longer than `longest`.

    >>> plain("a\x00b\n c"), plain("供应链协同", 3)
    ('ab c', '供应…')
    """
    clean = _SPACE.sub(" ", _FORBIDDEN.sub("", text)).strip()
    return clean if longest is None or len(clean) <= longest else clean[: longest - 1].rstrip() + "…"
