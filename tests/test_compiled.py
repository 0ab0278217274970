"""What is made of our own files is kept, and never out of date."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core import compiled
from core.compiled import long_pattern, tables
from core.intake import alike, labels, layout, nothing

ROOT = Path(compiled.__file__).parent
TOML = '[a]\nwords = ["一", "b"]\nnumber = 1\nexact = 0.10\nyes = true\nday = 2025-07-01\n'
TABLES = {"a": {"words": ["一", "b"], "number": 1, "exact": Decimal("0.10"), "yes": True, "day": date(2025, 7, 1)}}


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


# --- patterns -------------------------------------------------------------------------------

PATTERNS = {
    "plain": (r"[一-鿿]{2,}|\d+", 0),
    "named, with a flag of its own": (r"(?i)(?P<a>x)(y)?|(?P<b>ä+)", 0),
    "with flags": (r" a  # a letter\n (b)", re.VERBOSE | re.MULTILINE),
    "of bytes' letters": (r"[^\x00-\x7f]\w(?<!\d)", re.ASCII),
}


@pytest.mark.parametrize(("source", "flags"), PATTERNS.values(), ids=PATTERNS)
@pytest.mark.usefixtures("file")
def test_a_pattern_that_was_kept_is_the_one_that_python_compiles(source: str, flags: int) -> None:
    first, again, fresh = long_pattern(source, flags), long_pattern(source, flags), re.compile(source, flags)
    assert first == again == fresh
    assert (again.groupindex, again.groups, again.flags) == (fresh.groupindex, fresh.groups, fresh.flags)


def test_a_match_of_a_kept_pattern_names_its_last_group(file: Path) -> None:
    long_pattern("(?P<a>x)(y)|(?P<b>z)")
    assert [each.suffix for each in kept(file.parent)] == [".pattern"]
    assert [match.lastgroup for match in long_pattern("(?P<a>x)(y)|(?P<b>z)").finditer("xyz")] == [None, "b"]


@pytest.mark.parametrize(
    "content", [b"", b"\x80\x05", pickle.dumps(print), pickle.dumps(("x", 0, [9, 9, 9], 0, {}, ()))]
)
def test_a_broken_pattern_is_compiled_anew(file: Path, content: bytes) -> None:
    long_pattern("a+")
    kept(file.parent)[0].write_bytes(content)
    assert long_pattern("a+") == re.compile("a+")


@pytest.mark.usefixtures("file")
def test_another_python_without_such_a_compiler_compiles_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re._compiler", None)
    assert long_pattern("b+") == re.compile("b+")


@pytest.mark.usefixtures("file")
def test_the_patterns_of_the_reader_are_those_that_python_compiles() -> None:
    for module in (alike, labels, layout, nothing):
        for each in (value for value in vars(module).values() if isinstance(value, re.Pattern)):
            assert long_pattern(each.pattern, each.flags & ~re.UNICODE) == each


def test_no_pattern_depends_on_the_order_of_a_set() -> None:
    """Or each process would keep one of its own."""
    show = "import core.compiled as c; c.kept = lambda *of: print(of[3].hex()) or b''; import core.intake"
    found = {
        subprocess.run(
            [sys.executable, "-c", show],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT.parent,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
