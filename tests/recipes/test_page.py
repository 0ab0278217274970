"""A page is two files: its own in pages/, and its line in the navigation.  Proven on a copy of the product."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = '''"""示例: one sentence of its own."""

from pages.components import blocks

blocks.title("A page of two files")
'''
LINE = 'example = "Example"\n'
BEFORE = '\nnotice = "Notice"\n'
OPEN = """
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("pages/shell.py", default_timeout=60)
app.session_state["language"] = "en"
app.run()
app.switch_page("example.py").run()
assert not app.exception, app.exception
print(*(block.proto.body for block in app.get("html")), sep="\\n")
"""


def test_a_page_needs_its_file_and_a_line_of_the_navigation(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "pages", tmp_path / "pages", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / ".streamlit").symlink_to(ROOT / ".streamlit")
    (tmp_path / "core").symlink_to(ROOT / "core")
    (tmp_path / "pages" / "example.py").write_text(PAGE, "utf-8")
    texts = tmp_path / "pages" / "texts.toml"
    text = texts.read_text("utf-8")
    assert text.count(BEFORE) == 1
    texts.write_text(text.replace(BEFORE, BEFORE + LINE), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", OPEN], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "A page of two files" in done.stdout
    assert ">Example</a>" in done.stdout
