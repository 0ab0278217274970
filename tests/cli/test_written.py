"""A file is written whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import click
import pytest

from core.cli.common import write


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.xlsx"
    own.write_bytes(b"the only copy")

    def full(path: Path, raw: bytes) -> int:
        with path.open("wb") as file:
            file.write(raw[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(click.ClickException, match=r"own\.xlsx: No space left on device"):
        write(own, b"scored")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("own.xlsx", b"the only copy")]


def test_a_file_that_is_replaced_keeps_its_rights_and_its_links(tmp_path: Path) -> None:
    own, link = tmp_path / "own.xlsx", tmp_path / "link.xlsx"
    own.write_bytes(b"before")
    own.chmod(0o640)
    link.symlink_to(own)
    write(link, b"scored")
    assert (own.read_bytes(), own.stat().st_mode & 0o777, link.is_symlink()) == (b"scored", 0o640, True)


def test_a_folder_that_takes_no_new_file_has_its_own_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.xlsx"
    own.write_bytes(b"before")

    def refused(path: Path, _target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "replace", refused)
    write(own, b"scored")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"scored"]
