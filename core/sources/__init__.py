"""Ledgers where they live: tables of databases and files → what takes the place of a sheet.

`config` reads sources.toml; `engines` says what is asked of an engine (`duck`, `postgres`, `spark`); `groups` makes a
ledger's table groups by one query in the engine; `reading` makes those a grid, which the sheet's own reader reads.  No
row leaves an engine unless it is odd; nothing after reading needs one.
"""

from core.sources.config import Source, load
from core.sources.engines import Limits, Progress
