"""A cell as its part of a workbook has it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from xlsxwriter.format import Format

#: What XML cannot hold, and what spreadsheets write in its place; and what looks like that already.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

#: A cell as its part has it: the number of its format, and what follows that.
Cell = tuple[int, str]


def number(style: Format) -> int:
    """The number of a format in its workbook, which it gets when it is first asked for."""
    index: int | None = style.xf_index
    return int(style._get_xf_index()) if index is None else index


def content_xml(content: float | str | bytes | tuple[str, float | str] | None) -> str:
    """A cell as its part has it behind the number of its format: a number, a text, a formula and its value, or nothing."""
    if isinstance(content, str):
        return f' t="inlineStr"><is>{inline_text(content)}</is></c>'
    if content is None:
        return "/>"
    if isinstance(content, tuple):
        formula, value = content
        if isinstance(value, str):
            return f' t="str"><f>{escaped(formula)}</f><v>{escaped(value)}</v></c>'
        return f"><f>{escaped(formula)}</f><v>{written(value)}</v></c>"
    return content.decode() if isinstance(content, bytes) else f"><v>{written(content)}</v></c>"


def written(figure: float) -> str:
    return f"{figure:.16G}"


def inline_text(text: str) -> str:
    if not text.isprintable() or "_x" in text:
        text = _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<t{space}>{escaped(text)}</t>"


def escaped(text: str) -> str:
    return escape(text) if "&" in text or "<" in text or ">" in text else text
