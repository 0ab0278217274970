"""python -m core …: the settings of its process, then the command."""

import gc
import sys

from core.cli import run

#: What pyarrow imports where it is there, and does without elsewhere; and the packages that cannot.
OPTIONAL = {"pandas": {"pyspark"}, "pyarrow.dataset": {"duckdb", "pyarrow.parquet"}}


class NoneOptional:
    """Keeps away what takes long to import and would not be used."""

    def find_spec(self, name: str, *_more: object) -> None:
        """ModuleNotFoundError for what is optional; other modules are for others to find."""
        if name in OPTIONAL and OPTIONAL[name].isdisjoint(sys.modules):
            raise ModuleNotFoundError(name=name)


if __name__ == "__main__":
    gc.disable()  # a command ends before there is much to collect
    sys.meta_path.insert(0, NoneOptional())
    run()
