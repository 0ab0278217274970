"""Every code that intake can give is explained in its docstring."""

from __future__ import annotations

import re
from pathlib import Path

import core.intake

FOLDER = Path(core.intake.__file__).parent
GIVEN = re.compile(
    r"""(?:failed|question|refusal|Refused)\(\s*"([a-z_]+)"|Severity\.[A-Z]+,\s*"([a-z_]+)"|"([a-z_]+)"\s+if\s|return\s"([a-z]+_[a-z_]+)\""""
)


def test_every_code_is_explained() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in FOLDER.rglob("*.py") if path.name != "__init__.py")
    given = {code for groups in GIVEN.findall(sources) for code in groups if code}
    explained = set(re.findall(r"[a-z_]{3,}", core.intake.__doc__ or ""))
    assert len(given) > 60
    assert given - explained - {"text"} == set()
