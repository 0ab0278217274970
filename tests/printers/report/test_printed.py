"""LibreOffice prints every report on few pages, with nothing cut off, and a letter in lines and pages of the standard."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from core.model import Profile
from core.pipeline import judge
from core.printers.report import report_document
from core.rulebook import load
from tests.build import submission
from tests.printers.report.reports import LANGUAGES, SAMPLES, lines, painted
from tests.workbooks.assessments import assessment
from tests.workbooks.libreoffice import MISSING

pytestmark = pytest.mark.libreoffice

#: Every sample, the two languages by turns.
REPORTS = {
    f"{name}-{language}": (lambda n=name, g=language: painted(n, g))
    for name, language in zip(SAMPLES, LANGUAGES * 2, strict=True)
}
REPORTS |= {f"empty-{p}": cache(lambda p=p: report_document(judge(submission(p), load()), "zh")) for p in Profile}
REPORTS |= {"hostile": cache(lambda: report_document(assessment(space="=长" * 3000), "zh"))}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every report as PDF."""
    folder = tmp_path_factory.mktemp("printed")
    program = shutil.which("soffice")
    if program is None:
        pytest.fail(MISSING)
    for name, make in REPORTS.items():
        (folder / f"{name}.docx").write_bytes(make())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [program, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*call, *map(str, sorted(folder.glob("*.docx")))], check=True, capture_output=True, timeout=300)
    return folder


def told(tool: str, *arguments: str | Path) -> str:
    program = shutil.which(tool)
    if program is None:
        pytest.fail(MISSING)
    return subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, timeout=60).stdout.decode()


@pytest.mark.parametrize("name", REPORTS)
def test_letter_and_annex_print_on_three_to_nine_pages(printed: Path, name: str) -> None:
    pages = re.search(r"Pages:\s+(\d+)", told("pdfinfo", printed / f"{name}.pdf"))
    assert pages is not None
    assert 3 <= int(pages[1]) <= 9


@pytest.mark.parametrize("name", REPORTS)
def test_every_word_is_on_the_paper(printed: Path, name: str) -> None:
    paper = re.sub(r"\s", "", told("pdftotext", "-raw", printed / f"{name}.pdf", "-"))
    written = (re.sub(r"\s", "", piece) for line in lines(REPORTS[name]()) for piece in re.split("[；;。]", line))
    assert [piece for piece in written if len(piece) < 12 and piece not in paper] == []
