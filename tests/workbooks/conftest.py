"""What several tests of workbooks need, made once a worker."""

from __future__ import annotations

import pytest

from tests.samples import NAMES, scored
from tests.workbooks.libreoffice import converted


@pytest.fixture(scope="session")
def saved_samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Each scored sample as LibreOffice saves it, recalculated."""
    return converted({name: scored(name) for name in NAMES}, tmp_path_factory.mktemp("samples"))
