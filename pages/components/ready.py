"""What a worker needs for its first file, imported: where the system can fork, in the one process whose forks workers are."""

import gc
import importlib
import os
import signal
from multiprocessing import parent_process

from core.optional import keep_away

#: Seconds in which nobody asks for a worker, after which that process ends.
IDLE = 60

keep_away()
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # linear algebra is not asked for, and its threads would not outlive a fork
for module in (
    "pages.components.gathering",
    "core.i18n",
    "dateutil.relativedelta",
    "numpy.ma",
    "pyarrow.acero",
    "narwhals._interchange.dataframe",
    "narwhals._namespace",
    "narwhals.group_by",
    "narwhals._arrow.dataframe",
    "narwhals._arrow.group_by",
    "narwhals._arrow.namespace",
):
    importlib.import_module(module)
importlib.import_module("core.rulebook").load()
if parent_process() is None and hasattr(signal, "alarm"):  # it is no worker
    os.register_at_fork(after_in_parent=lambda: signal.alarm(IDLE))
    signal.alarm(IDLE)
    gc.collect()
    gc.freeze()
