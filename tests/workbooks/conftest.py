"""What several tests of workbooks need."""

from __future__ import annotations

import fcntl

import pytest

from tests.samples import NAMES, scored
from tests.workbooks.libreoffice import converted


@pytest.fixture(scope="session")
def saved_samples(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> dict[str, bytes]:
    """Each scored sample as LibreOffice saves it, recalculated, once a run: the worker that asks first makes them."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(pytestconfig, "workerinput") else base) / "saved-samples"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            converted({name: scored(name) for name in NAMES}, folder)
    return {path.stem: path.read_bytes() for path in (folder / "target").iterdir()}
