"""What other packages import where it is there, and do without elsewhere: kept away from processes that judge and end."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

#: What pyarrow tries to import, and the packages that cannot do without.
OPTIONAL = {"pandas": {"pyspark"}, "pyarrow.dataset": {"duckdb", "pyarrow.parquet"}}
#: Modules that only write the documentation of functions, which takes a tenth of a command's time and nobody reads.
DOCUMENTATION = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars", "pyarrow.vendored.docscrape")


class NoneOptional:
    """Keeps away what takes long to import and would not be used."""

    def find_spec(self, name: str, *_more: object) -> ModuleSpec | None:
        """ModuleNotFoundError for what is optional, an empty module for documentation; others find other modules."""
        if name in OPTIONAL and OPTIONAL[name].isdisjoint(sys.modules):
            raise ModuleNotFoundError(name=name)
        return ModuleSpec(name, Undocumented()) if name in DOCUMENTATION else None  # type: ignore[arg-type]


class Undocumented:
    """Makes a module of documentation that documents nothing."""

    def create_module(self, _spec: ModuleSpec) -> ModuleType | None:
        return None  # as Python makes one

    def exec_module(self, module: ModuleType) -> None:
        """What pyarrow asks of it: the parameters of an option, from its text."""
        module.__dict__["NumpyDocString"] = lambda _text: {"Parameters": ()}


def keep_away() -> None:
    """From this process on."""
    sys.meta_path.insert(0, NoneOptional())
