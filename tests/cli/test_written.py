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
    for language, said in {
        "zh": "own.xlsx：磁盘空间不足",
        "en": "own.xlsx could not be written: no space is left",
    }.items():
        with pytest.raises(click.ClickException, match=said):
            write(own, b"scored", language)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("own.xlsx", b"the only copy")]


def test_a_file_that_is_replaced_keeps_its_rights_and_its_links(tmp_path: Path) -> None:
    own, link = tmp_path / "own.xlsx", tmp_path / "link.xlsx"
    own.write_bytes(b"before")
    own.chmod(0o640)
    link.symlink_to(own)
    write(link, b"scored", "en")
    assert (own.read_bytes(), own.stat().st_mode & 0o777, link.is_symlink()) == (b"scored", 0o640, True)


def test_a_folder_that_takes_no_new_file_has_its_own_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.xlsx"
    own.write_bytes(b"before")

    def refused(path: Path, _target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "replace", refused)
    write(own, b"scored", "en")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"scored"]


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        ("file/scored.xlsx", "重名", "have one name"),
        ("folder", "重名", "have one name"),
        ("长" * 200 + ".xlsx", "名称过长", "too long"),
    ],
)
def test_where_nothing_can_be_written_it_is_said_in_the_users_language(
    tmp_path: Path, place: str, zh: str, en: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    for language, said in {"zh": zh, "en": en}.items():
        with pytest.raises(click.ClickException, match=said) as failed:
            write(tmp_path / place, b"scored", language)
        assert str(tmp_path / place) in failed.value.message
