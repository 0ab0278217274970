"""The rulebook that is shipped, and copies of its folder to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.model import Rulebook
from core.rulebook import load
from core.rulebook.folders import DEFAULT

Alter = Callable[[str, str, str], Path]


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder."""
    return Path(shutil.copytree(DEFAULT, tmp_path / "copy"))


@pytest.fixture
def alter(folder: Path) -> Alter:
    """Replaces the first `old` of a file of the copy by `new`, and gives the folder."""

    def altered(name: str, old: str, new: str) -> Path:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return altered
