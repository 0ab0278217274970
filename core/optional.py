"""What other packages import where it is there, and do without elsewhere: kept away from processes that judge and end."""

from __future__ import annotations

import sys

#: What pyarrow tries to import, and the packages that cannot do without.
OPTIONAL = {"pandas": {"pyspark"}, "pyarrow.dataset": {"duckdb", "pyarrow.parquet"}}


class NoneOptional:
    """Keeps away what takes long to import and would not be used."""

    def find_spec(self, name: str, *_more: object) -> None:
        """ModuleNotFoundError for what is optional; other modules are for others to find."""
        if name in OPTIONAL and OPTIONAL[name].isdisjoint(sys.modules):
            raise ModuleNotFoundError(name=name)


def keep_away() -> None:
    """From this process on."""
    sys.meta_path.insert(0, NoneOptional())
