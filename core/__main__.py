"""python -m core …: the settings of its process, then the command."""

import gc
import sys
from importlib.abc import MetaPathFinder

from core.cli import run


class NoPandas(MetaPathFinder):
    """Keeps pandas away: pyarrow imports it at its first array where it is installed, and does without it elsewhere.

    Spark's client cannot.
    """

    def find_spec(self, name: str, *_more: object) -> None:
        """ModuleNotFoundError for pandas; other modules are for others to find."""
        if name == "pandas" and "pyspark" not in sys.modules:
            raise ModuleNotFoundError(name=name)


if __name__ == "__main__":
    gc.disable()  # a command ends before there is much to collect
    sys.meta_path.insert(0, NoPandas())
    run()
