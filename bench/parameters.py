"""Public series → the parameters of each reference class: `python -m bench.parameters`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from bench.fit import KINDS, cuts, examples, fit
from bench.public_series import SERIES, digest, windows
from bench.validation import measured
from core.forecast.reference_class import PARAMETERS, LinearModel, ReferenceClass
from core.forecast.series import FAMILIES

DECIMALS = 5


def written(kind: str, fitted: ReferenceClass) -> dict[str, Any]:
    """A fitted class as the parameters file holds it."""
    return {
        "location": _named(fitted.location, FAMILIES[kind].location_features),
        "scale": _named(fitted.scale, FAMILIES[kind].scale_features),
        "quantiles": np.round(fitted.quantiles, DECIMALS).tolist(),
    }


def parameters(path: Path = SERIES) -> dict[str, Any]:
    """The parameters file: the data's digest, each kind's class, and how well it did in cross-validation."""
    every = windows(path)
    classes = {kind: fit(examples(cut for w in every if w.kind == kind for cut in cuts(w))) for kind in KINDS}
    return {
        "series": {"file": path.name, "sha256": digest(path), "windows": dict(Counter(w.kind for w in every))},
        "kinds": {kind: written(kind, fitted) for kind, fitted in classes.items()},
        "measured": measured(every),
    }


def _named(line: LinearModel, names: tuple[str, ...]) -> dict[str, float]:
    slopes = np.round(line.slopes, DECIMALS).tolist()
    return {"intercept": round(line.intercept, DECIMALS), **dict(zip(names, slopes, strict=True))}


def main() -> int:
    """Fit on the series that ship with the project and write the parameters beside them."""
    text = json.dumps(parameters(), indent=1, ensure_ascii=False)
    PARAMETERS.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
