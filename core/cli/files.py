"""Bytes in, bytes out."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.complaints import NO_FILE
from core.errors import RefusedWorkbook


def content(path: Path) -> bytes:
    """What a file holds; RefusedWorkbook where there is none that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        raise RefusedWorkbook(NO_FILE) from None


def write(path: Path, raw: bytes) -> None:
    """Writes a file, making its folder; a failure is one sentence."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
