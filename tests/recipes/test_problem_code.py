"""A new problem code is one entry of problems.toml and the line that raises it: tried on a copy of the product."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENTRY = """
[problems.short_name]
severity = "question"
found = { zh = "空间名称只有{length}个字", en = "a name of {length} characters" }
expected = { zh = "空间全称", en = "the space's full name" }
remedy = { zh = "请填写全称，或确认。", en = "Type the full name, or confirm." }
offers = ["as_read"]
"""
ABOVE = "    yield from _spent_by_month(case)\n"
LINE = """\
    yield case.ask("short_name", case.basic("space_name").ref, case.basic("space_name").found, length=4)
"""
RUN = """
import json, sys
from msgspec.structs import replace
from core.model import Answer
from core.pipeline import judge, read
from core.printers.problems import problem_rows
raw = open(sys.argv[1], "rb").read()
a = judge(read(raw))
asked = next(problem for problem in a.problems if problem.code == "short_name")
rows = [next(r for r in problem_rows(a, language) if r.code == "short_name") for language in ("zh", "en")]
said = judge(read(raw, answers=[Answer.to(asked, "as_read")]))
print(json.dumps([[r.cell, r.found, r.expected, r.remedy] for r in rows] + [[p.problem.code for p in said.answered]]))
"""


@pytest.mark.slow
def test_a_problem_code_is_an_entry_and_a_line(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "core", tmp_path / "core", ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    catalogue, basics = tmp_path / "core/rulebook/problems.toml", tmp_path / "core/plausibility/basics.py"
    catalogue.write_text(catalogue.read_text("utf-8") + ENTRY, "utf-8")
    source = basics.read_text("utf-8")
    assert ABOVE in source
    basics.write_text(source.replace(ABOVE, ABOVE + LINE, 1), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", RUN, ROOT / "sample_data" / "sample_enterprise.xlsx"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
    )
    zh, en, answered = json.loads(done.stdout)
    assert zh == [zh[0], "空间名称只有4个字", "空间全称", "请填写全称，或确认。"]
    assert en[1:] == ["a name of 4 characters", "the space's full name", "Type the full name, or confirm."]
    assert answered == ["short_name"]
