"""Reports of every sample, and what stands in them: where the words alone matter, with a dot for each picture."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from PIL import Image

from core.model import Assessment
from core.printers.json import json_object
from core.printers.report import report_document
from tests.samples import judged

SAMPLES = tuple(sorted(path.stem for path in (Path(__file__).parents[3] / "sample_data").glob("*.xlsx")))
LANGUAGES = ("zh", "en")


@cache
def dot() -> bytes:
    """The smallest picture."""
    stream = io.BytesIO()
    Image.new("RGB", (1, 1)).save(stream, "PNG")
    return stream.getvalue()


def written(a: Assessment, language: str, **more: Any) -> bytes:
    """A report without its pictures, which take six times as long to draw as the words to write."""
    with pytest.MonkeyPatch.context() as patched:
        for picture in ("bars_picture", "lines_picture"):
            patched.setattr(f"core.printers.report.{picture}", lambda *_: dot())
        return report_document(a, language, **more)


@cache
def raw(name: str, language: str) -> bytes:
    return written(judged(name), language)


@cache
def painted(name: str, language: str) -> bytes:
    return report_document(judged(name), language)


@lru_cache(maxsize=8)
def opened(raw: bytes) -> Document:
    """For reading alone: the same document is handed out again."""
    return docx.Document(io.BytesIO(raw))


def lines(raw: bytes) -> list[str]:
    """Every paragraph, those in tables after the rest."""
    document = opened(raw)
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return [p.text for p in document.paragraphs] + [p.text for cell in cells for p in cell.paragraphs]


def text(raw: bytes) -> str:
    return "\n".join(lines(raw))


def table(raw: bytes, number: int) -> list[list[str]]:
    """The cells of a ruled table, counted from 1; the row of pictures is none of them."""
    ruled = [t for t in opened(raw).tables if "tblCaption" in t._tbl.tblPr.xml]
    return [[cell.text for cell in row.cells] for row in ruled[number - 1].rows]


def printed(name: str, language: str = "zh") -> dict[str, Any]:
    return json_object(judged(name), language, name)
