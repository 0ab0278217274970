"""Bytes in, bytes out."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.complaints import NO_FILE
from core.errors import RefusedWorkbook
from core.intake import DEFAULT_LIMITS


def content(path: Path) -> bytes:
    """What a file holds, and no more than tells that it is too large; RefusedWorkbook where none can be read.

    A pipe or a device is no file: it may never end, or never begin.
    """
    try:
        if not path.is_file():
            raise RefusedWorkbook(NO_FILE)
        with path.open("rb") as file:
            return file.read(DEFAULT_LIMITS.upload + 1)
    except (OSError, ValueError):
        raise RefusedWorkbook(NO_FILE) from None


def write(path: Path, raw: bytes) -> None:
    """Writes a file, making its folder; a failure is one sentence."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
