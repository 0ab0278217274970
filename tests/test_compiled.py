"""What is made of our own files is kept, and never out of date."""

from __future__ import annotations

import os
import pickle
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from core import compiled
from core.compiled import tables

ROOT = Path(compiled.__file__).parent
TOML = '[a]\nwords = ["一", "b"]\nnumber = 1\nexact = 0.10\nyes = true\n'
TABLES = {"a": {"words": ["一", "b"], "number": 1, "exact": Decimal("0.10"), "yes": True}}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of a program that lies here."""
    monkeypatch.setattr(compiled, "CORE", tmp_path)
    path = tmp_path / "words.toml"
    path.write_text(TOML, "utf-8")
    return path


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob("*"))


def test_the_tables_are_kept_and_read_again_without_parsing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tables(file) == TABLES
    assert [each.suffix for each in kept(file.parent)] == [".tables"]
    monkeypatch.setattr(compiled, "_parsed", None)
    assert tables(file) == TABLES


def test_a_changed_file_is_read_anew_even_within_the_same_second(file: Path) -> None:
    tables(file)
    times = file.stat()
    file.write_text(TOML.replace("1", "2", 1), "utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert tables(file)["a"]["number"] == 2


@pytest.mark.parametrize("content", [b"", b"\x80\x05", pickle.dumps(print), b"no pickle"])
def test_what_is_kept_is_never_run_and_a_broken_one_is_passed_by(file: Path, content: bytes) -> None:
    tables(file)
    kept(file.parent)[0].write_bytes(content)
    assert tables(file) == TABLES


def test_where_nothing_can_be_written_the_file_is_parsed(file: Path) -> None:
    (file.parent / "__pycache__").write_text("a file where the folder would be")
    assert tables(file) == TABLES


def test_nothing_is_kept_of_a_rulebook_of_somebody_elses(file: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "words.toml"
    other.write_text(TOML, "utf-8")
    assert tables(other) == TABLES
    assert kept(file.parent) == kept(other.parent) == []


def test_each_file_of_ours_is_what_the_standard_library_reads() -> None:
    files = sorted(ROOT.rglob("*.toml"))
    assert files != []
    for each in files:
        assert tables(each) == tables(each) == tomllib.loads(each.read_text("utf-8"), parse_float=Decimal)
