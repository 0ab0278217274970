"""python -m core …: the settings of its process, then the command."""

import gc

from core.cli import run
from core.optional import keep_away

if __name__ == "__main__":
    gc.disable()  # a command ends before there is much to collect
    keep_away()
    run()
