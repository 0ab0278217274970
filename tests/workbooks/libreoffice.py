"""LibreOffice as a converter, without a window and with a profile of its own."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.workbooks.corpus import members

XLSX = "xlsx:Calc MS Excel 2007 XML"
#: Formulas are worked out anew when a file is opened, whatever values it carries.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
MISSING = "LibreOffice is needed for this test: apt-get install libreoffice-calc-nogui poppler-utils fonts-noto-cjk"


def converted(files: dict[str, bytes], folder: Path, to: str = XLSX, *, recalculate: bool = True) -> dict[str, bytes]:
    """The files as LibreOffice saves them, recalculated; a file that it cannot open is not among them."""
    program = shutil.which("soffice")
    if program is None:
        pytest.fail(MISSING)
    source, target = folder / "source", folder / "target"
    source.mkdir()
    for name, content in files.items():
        (source / f"{name}.xlsx").write_bytes(content)
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    if recalculate:
        settings.write_text(RECALCULATE, "utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [program, "--headless", profile, "--convert-to", to, "--outdir", str(target)]
    patience = 300 + 60 * len(files)  # a machine may be ten times slower than the usual; a hang ends all the same
    subprocess.run([*call, *map(str, sorted(source.iterdir()))], check=True, capture_output=True, timeout=patience)
    return {path.stem: path.read_bytes() for path in target.iterdir()}


def values(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """The files recalculated and saved without their charts, which take it a third of the time."""
    return converted({name: _without_drawings(content) for name, content in files.items()}, folder)


def _without_drawings(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in members(content).items():
            is_sheet = name.startswith("xl/worksheets/sheet")
            package.writestr(name, re.sub(rb"<drawing [^>]*/>", b"", part) if is_sheet else part)
    return out.getvalue()


def printed(files: dict[str, bytes], folder: Path) -> dict[str, str]:
    """The text of workbooks' printed pages, with the values that they carry."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.fail(MISSING)
    call = [program, "-layout", "-", "-"]
    return {
        name: subprocess.run(call, input=pdf, check=True, capture_output=True, timeout=60).stdout.decode()
        for name, pdf in converted(files, folder, "pdf", recalculate=False).items()
    }
